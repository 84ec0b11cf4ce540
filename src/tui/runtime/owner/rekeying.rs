//! Sealing the study that is open, and changing who can open it.

use std::path::Path;

use super::{Keeper, Wanted, failure, gone};
use crate::journal::keys::{self, Cost, Key, NewKeys, Secret, SecretString};
use crate::journal::{Journal, JournalError, Mending, set_aside};
use crate::open::{OpenStudy, is_open_elsewhere, patiently};
use crate::share::{ShareError, custody};
use crate::tui::msg::{Failure, Msg};
use crate::tui::screens::access::{Rekey, Rekeyed};
use crate::tui::screens::words::Recovery;

/// What is known of the team is a file of the study.
fn of_team(error: ShareError) -> JournalError {
    match error {
        ShareError::Journal(error) => error,
        other => JournalError::Damaged { what: other.to_string() },
    }
}

impl Keeper {
    /// Does what was asked with the keys of the study.
    pub(super) fn rekey(&mut self, rekey: Rekey) -> Rekeyed {
        if let Some(beside) = &self.beside {
            return Rekeyed::Refused(beside.refused());
        }
        let rekeyed = match rekey {
            Rekey::Seal { new, drop_set_aside } => self.seal(new.typed(), drop_set_aside),
            Rekey::Passphrase { present, new } => self.change(present.as_ref(), |dir, key| {
                keys::change_passphrase(dir, key, new.typed(), Cost::STANDARD)?;
                Ok(Rekeyed::Passphrase)
            }),
            Rekey::Words { present } => self.change(Some(&present), |dir, key| {
                // First what may fail without harm: from here on the old words are of no use.
                let places = keys::places_to_ask()?;
                let phrase = keys::new_recovery(dir, key)?;
                Ok(Rekeyed::Words(Recovery { phrase, places }))
            }),
            Rekey::Custodian { present, recipient } => self.change(Some(&present), |dir, key| {
                keys::set_custodian(dir, key, recipient.as_deref())?;
                custody::follows(dir, key, recipient.as_deref()).map_err(of_team)?;
                Ok(Rekeyed::Custodian(recipient.clone()))
            }),
        };
        rekeyed.unwrap_or_else(|error| Rekeyed::Refused(failure(&error)))
    }

    /// Changes something with the key of the open study, once the present passphrase is proved.
    fn change(
        &mut self,
        present: Option<&Secret>,
        change: impl FnOnce(&Path, &Key) -> Result<Rekeyed, JournalError>,
    ) -> Result<Rekeyed, JournalError> {
        let Some(key) = self.open.as_ref().and_then(OpenStudy::key) else {
            return Ok(Rekeyed::Refused(gone()));
        };
        if let Some(present) = present {
            keys::unlock(&self.dir, present)?;
        }
        let changed = change(&self.dir, key)?;
        if let Some(open) = &mut self.open {
            open.keys_changed();
        }
        self.catch_up();
        Ok(changed)
    }

    /// Seals the study. It is closed meanwhile and opened again, sealed or as it was, and arrives
    /// on the screens anew.
    fn seal(&mut self, new: &SecretString, drop_set_aside: bool) -> Result<Rekeyed, JournalError> {
        let Some(open) = self.open.as_ref().filter(|open| open.key().is_none()) else {
            return Ok(Rekeyed::Refused(gone()));
        };
        let aside = set_aside(&self.dir)?;
        if aside > 0 && !drop_set_aside {
            return Ok(Rekeyed::SetAside(Failure {
                message: format!(
                    "earlier repairs set {aside} files aside, in clear, in {}",
                    self.dir.join("set-aside").display()
                ),
                hint: Some("Enter removes them; Esc if they are still needed".to_owned()),
            }));
        }
        let keys = NewKeys::make(open.identity().study, new, None, Cost::STANDARD)?.to_show();
        let recovery = Recovery { phrase: keys.recovery.clone(), places: keys::places_to_ask()? };
        self.look_into();
        let Some(held) = self.drafts.hold() else {
            return Ok(Rekeyed::Refused(Failure {
                message: "the disk does not take drafts just now, so nothing was sealed".to_owned(),
                hint: Some("press Enter to try again".to_owned()),
            }));
        };
        self.close();
        let sealed = patiently(|| Journal::seal_now(&self.dir, &keys), is_open_elsewhere);
        drop(held);
        // A sealing that failed at its very end is finished by the next opening.
        let is_sealed = keys::is_sealed(&self.dir).unwrap_or(sealed.is_ok());
        let key = is_sealed.then(|| keys.key().clone());
        let wanted = Wanted { key, ..Wanted::default() };
        if let Err(error) = self.open(wanted, Mending::Ask) {
            self.tell(Msg::OpenFailed(failure(&error)));
        }
        match sealed {
            Err(error) if !is_sealed => Err(error),
            _ => Ok(Rekeyed::Sealed(recovery)),
        }
    }
}
