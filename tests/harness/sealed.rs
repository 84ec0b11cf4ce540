//! The keys of the pretended study: what opens it, and who can.

use super::Harness;
use crate::journal::JournalError;
use crate::journal::keys::{ExposeSecret, RecoveryPhrase, Secret, SecretString};
use crate::study::Change;
use crate::tui::msg::{Failure, Msg};
use crate::tui::screens::access::{Rekey, Rekeyed};
use crate::tui::screens::lock;
use crate::tui::screens::words::Recovery;

/// The words that a pretended sealing makes: `alpha` to `xray`, of which 3, 11 and 20 are asked back.
pub(super) fn recovery() -> Recovery {
    const WORDS: &str = "alpha bravo charlie delta echo foxtrot golf hotel india juliett kilo lima \
                         mike november oscar papa quebec romeo sierra tango uniform victor whiskey \
                         xray";
    Recovery { phrase: RecoveryPhrase::of_words(WORDS), places: [3, 11, 20] }
}

pub(super) fn text_of(secret: &Secret) -> String {
    secret.typed().expose_secret().to_owned()
}

impl Harness {
    /// Keeps a note that was written while the study is locked, unless it was the passphrase.
    pub(super) fn leave_note(&mut self, line: &Secret, changes: Vec<Change>) {
        if self.passphrase.clone().map(Secret::passphrase).as_ref() == Some(line) {
            self.send(Msg::LineWasSecret);
            self.unlock(line);
        } else {
            self.inbox.push(changes);
            self.send(Msg::NoteKept);
        }
    }

    /// Lets the study arrive again where `secret` opens it.
    pub(super) fn unlock(&mut self, secret: &Secret) -> bool {
        let right = self.passphrase.clone().map(Secret::passphrase);
        self.by_words = matches!(secret, Secret::Recovery(typed) if self.is_phrase(typed));
        if right.as_ref() != Some(secret) && !self.by_words {
            return false;
        }
        let line = lock::slot();
        let drafts = self.drafts.iter().filter(|(slot, _)| **slot != line);
        let drafts = drafts.map(|(slot, text)| (slot.clone(), text.clone())).collect();
        self.send(Msg::Unlocked(drafts));
        if !self.reads_slowly {
            self.arrive();
        }
        true
    }

    /// Lets the study arrive that was unlocked and is being read.
    pub fn has_been_read(&mut self) {
        self.arrive();
    }

    fn is_phrase(&self, typed: &SecretString) -> bool {
        let words: Vec<String> = recovery().phrase.words().map(str::to_owned).collect();
        self.passphrase.is_some() && typed.expose_secret() == words.join(" ")
    }

    /// Does what was asked with the keys of the pretended study.
    pub(super) fn rekey(&mut self, rekey: Rekey) -> Rekeyed {
        let right = self.passphrase.clone().map(Secret::passphrase);
        let given = |secret: &Secret| Some(secret) == right.as_ref();
        let wrong = JournalError::WrongSecret { what: "the passphrase" };
        let wrong = Rekeyed::Refused(Failure::from(&wrong));
        match rekey {
            Rekey::Seal { drop_set_aside: false, .. } if self.set_aside > 0 => {
                let message = format!("earlier repairs set {} files aside", self.set_aside);
                Rekeyed::SetAside(Failure { message, hint: Some("Enter removes them".to_owned()) })
            }
            Rekey::Seal { new, .. } => {
                self.passphrase = Some(text_of(&new));
                self.arrive();
                Rekeyed::Sealed(recovery())
            }
            Rekey::Passphrase { present: Some(present), .. } if !given(&present) => wrong,
            Rekey::Passphrase { new, .. } => {
                self.passphrase = Some(text_of(&new));
                Rekeyed::Passphrase
            }
            Rekey::Words { present } if given(&present) => Rekeyed::Words(recovery()),
            Rekey::Custodian { present, recipient } if given(&present) => {
                self.custodian.clone_from(&recipient);
                Rekeyed::Custodian(recipient)
            }
            Rekey::Words { .. } | Rekey::Custodian { .. } => wrong,
        }
    }
}
