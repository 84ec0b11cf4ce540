//! The custodian of a team: somebody who can read what is shared in it, with nothing but the folder and
//! an `age` key of their own, where every passphrase is lost.
//!
//! It is whoever can open the study of the laptop that began the team. That laptop seals them all keys of
//! the team, anew whenever the team gets another. With these everything in the folder is read as any
//! laptop of the team reads it, into a fresh study; nothing is handed out from there.

use std::path::Path;

use super::door::Door;
use super::membership::{genesis_on, mark};
use super::seal::{Epoch, Genesis, KeysFile, Secrets};
use super::shelf::{Lookup, Name, Shelf, Site};
use super::{Home, Pulled, ShareError, Team, note_members, pull, unwatched};
use crate::journal::Identity;
use crate::journal::keys::{ExposeSecret, Key, SecretString};
use crate::study::{DeviceId, Hybrid};

/// How the names of the files begin that hold the keys for a custodian.
pub(super) fn beginning(owner: DeviceId) -> String {
    format!("keys/{owner}-custodian-")
}

/// The name of the file that holds the keys for the custodian of this team, where it has one and this
/// laptop began it.
fn present(team: &Team) -> Option<Name> {
    let recipient = team.custodian.as_deref().filter(|_| team.is_owner())?;
    let newest = team.newest_epoch()?.id().to_be_bytes();
    let key = mark(&[recipient.as_bytes(), &newest].concat());
    Name::parse(&format!("{}{key}", beginning(team.device)))
}

/// Makes sure that the keys for the custodian are kept here, from where they are put on the shelf.
pub(super) fn ready(team: &Team, out: &dyn Shelf) -> Result<(), ShareError> {
    let Some((name, recipient)) = present(team).zip(team.custodian.as_deref()) else {
        return Ok(());
    };
    if out.get(&name)?.is_none() {
        let by = (team.device, &team.secrets);
        let bytes = KeysFile::write(team.id(), by, &team.epochs, &[recipient]);
        out.put(&name, &bytes.ok_or(ShareError::Sealing)?)?;
    }
    Ok(())
}

/// Takes away what was sealed to a custodian before, to another one or with fewer keys: what takes its
/// place is on the shelf by now.
pub(super) fn clear(team: &Team, out: &dyn Shelf, shelf: &dyn Shelf) -> Result<(), ShareError> {
    if !team.is_owner() {
        return Ok(());
    }
    let (present, begins) = (present(team), beginning(team.device));
    let keys = Name::parse("keys").ok_or(ShareError::Sealing)?;
    let former = |name: &Name| name.as_str().starts_with(&begins) && Some(name) != present.as_ref();
    for name in out.list(&keys)?.names.iter().filter(|name| former(name)) {
        shelf.delete(name)?;
        out.delete(name)?;
    }
    Ok(())
}

/// Takes note that the study has another custodian, or none any more, where its laptop began a team;
/// whether it did.
///
/// # Errors
/// Where what is known of the team cannot be read or written.
pub fn follows(study_dir: &Path, key: &Key, custodian: Option<&str>) -> Result<bool, ShareError> {
    let Some(mut home) = Home::at(study_dir, key)?.filter(|home| home.team.is_owner()) else {
        return Ok(false);
    };
    home.team.custodian = custodian.map(|recipient| recipient.trim().to_owned());
    home.save()?;
    Ok(true)
}

/// Whether the team in a folder has a custodian, as far as can be seen there.
pub fn is_kept(shelf: &dyn Shelf, genesis: &Genesis) -> bool {
    let begins = beginning(genesis.owner.device);
    let listed = Name::parse("keys").and_then(|keys| shelf.list(&keys).ok());
    listed.is_some_and(|all| all.names.iter().any(|name| name.as_str().starts_with(&begins)))
}

/// What a custodian has of a team: how it began, where, and its keys.
pub struct Custody {
    /// How the team began.
    pub genesis: Genesis,
    site: Site,
    look: Lookup,
    epochs: Vec<Epoch>,
}

impl Custody {
    /// Opens the keys of the team in a folder with the custodian's own key; `None` where there is no team.
    /// With no key in it the folder has nothing for this custodian.
    ///
    /// # Errors
    /// Where the folder cannot be read.
    pub fn open(site: Site, look: Lookup, own: &SecretString) -> Result<Option<Self>, ShareError> {
        let shelf = site.shelf(look);
        let Some(genesis) = genesis_on(&shelf)? else { return Ok(None) };
        let mut custody = Self { genesis, site, look, epochs: Vec::new() };
        let Some(secrets) = Secrets::that_open(own.expose_secret()) else {
            return Ok(Some(custody));
        };
        let genesis = &custody.genesis;
        let begins = beginning(genesis.owner.device);
        let keys = Name::parse("keys").ok_or(ShareError::Sealing)?;
        let mut epochs: Vec<Epoch> = Vec::new();
        for name in shelf.list(&keys)?.names {
            if !name.as_str().starts_with(&begins) {
                continue;
            }
            let file = shelf.get(&name)?.and_then(|bytes| KeysFile::read(&bytes, genesis.team()));
            let file = file.filter(|file| file.is_by(&genesis.owner.verify));
            epochs.extend(file.and_then(|file| file.epochs(&secrets)).unwrap_or_default());
        }
        custody.epochs = epochs;
        Ok(Some(custody))
    }

    /// Whether any key of the team opened.
    pub fn has_keys(&self) -> bool {
        !self.epochs.is_empty()
    }

    /// Reads everything that is shared into a study, which hands nothing out.
    ///
    /// # Errors
    /// Where the folder cannot be read, or the study not written.
    pub fn read_into(
        &self,
        open: &mut dyn Door,
        Identity { device, person, .. }: Identity,
        now: i64,
    ) -> Result<Pulled, ShareError> {
        let genesis = Genesis::read(self.genesis.bytes()).ok_or(ShareError::Sealing)?;
        let team = Team::join(genesis, &self.site.place, device, person, Hybrid::default());
        let mut team = team.ok_or(ShareError::Sealing)?;
        for epoch in &self.epochs {
            team.take_epoch(epoch.clone());
        }
        // Whose word counts for everybody, first: what they erased is not to be shown.
        note_members(&mut team, open, now)?;
        pull(&mut team, &self.site.shelf(self.look), open, now, &mut unwatched)
    }
}
