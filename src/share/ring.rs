//! The keys of the team that lie on the shelf for this laptop.
//!
//! A key counts if an owner or a steward hands it out. Who that is, a laptop that has just been
//! admitted learns only from what is sealed with that very key: so keys from anybody open what lies on
//! the shelf (who wrote that is told by its signature), and nothing is sealed with one before it is
//! known who handed it out. A file with no key in it tells the laptop to which it is sealed that it was
//! shown out: the others say so among themselves, under a key that it is not given.

use super::ShareError;
use super::ahead::window;
use super::custody::beginning;
use super::seal::{Epoch, KeysFile};
use super::shelf::{Name, Shelf, ShelfError};
use super::team::Team;
use super::trouble::{Troubles, What};
use crate::study::{DeviceId, Right};

/// No more files of keys are read at a time: whoever can write to the folder can put any number there.
const MOST: usize = 4096;

/// Whether a file holds keys for a custodian.
fn is_for_custodian(name: &Name, owner: DeviceId) -> bool {
    name.as_str().starts_with(&beginning(owner))
}

/// As many names as are read at a time. Where there are more, others each time: whoever puts any number of
/// files there keeps no key from a laptop for ever.
fn some(mut names: Vec<Name>) -> Vec<Name> {
    if names.len() > MOST {
        let mut random = [0; 8];
        // Without random bytes it is the first ones, as ever.
        let random = getrandom::fill(&mut random).map_or(0, |()| u64::from_be_bytes(random));
        let from = usize::try_from(random % names.len() as u64).unwrap_or(0);
        names.rotate_left(from);
        names.truncate(MOST);
    }
    names
}

/// Files of keys that were read, and of which it is not known yet whether they count.
#[derive(Debug, Default)]
pub(super) struct Ring {
    found: Vec<Found>,
    /// Those that lie there for a custodian.
    custodians: Vec<Name>,
}

#[derive(Debug)]
struct Found {
    name: Name,
    file: KeysFile,
    epochs: Vec<Epoch>,
    /// It is sealed to this laptop and gives it no key: it was shown out.
    is_out: bool,
}

impl Ring {
    /// Reads the files that were not read before.
    pub(super) fn read(
        team: &Team,
        shelf: &dyn Shelf,
        troubles: &mut Troubles,
    ) -> Result<Self, ShareError> {
        let under = Name::parse("keys").ok_or(ShareError::Sealing)?;
        let names = match shelf.list(&under) {
            Ok(listed) => listed.names,
            Err(ShelfError::Io { source, .. }) => {
                troubles.add(None, What::Refused(source.to_string()), 1);
                Vec::new()
            }
            Err(e) => return Err(e.into()),
        };
        let mut ring = Self::default();
        let is_custodians = |name: &&Name| is_for_custodian(name, team.genesis.owner.device);
        ring.custodians = names.iter().filter(is_custodians).cloned().collect();
        let new = names.into_iter().filter(|name| !team.keys_read.contains(name));
        let names = some(new.collect());
        let mut files = names.chunks(window(shelf)).flat_map(|some| shelf.get_many(some));
        for name in &names {
            let bytes = match files.next().unwrap_or(Ok(None)) {
                Ok(bytes) => bytes,
                Err(ShelfError::Io { source, .. }) => {
                    troubles.add(None, What::Refused(source.to_string()), 1);
                    continue;
                }
                Err(e) => return Err(e.into()),
            };
            let Some(bytes) = bytes else { continue };
            match KeysFile::read(&bytes, team.id()) {
                Some(file) => {
                    let epochs = file.epochs(&team.secrets);
                    let is_out = epochs.as_ref().is_some_and(Vec::is_empty);
                    let epochs = epochs.unwrap_or_default();
                    ring.found.push(Found { name: name.clone(), file, epochs, is_out });
                }
                None => troubles.add(None, What::NotWhole, 1),
            }
        }
        Ok(ring)
    }

    /// A key by its id: of those that count, or of those that lie there for this laptop.
    pub(super) fn key<'a>(&'a self, team: &'a Team, id: u64) -> Option<&'a Epoch> {
        let lying =
            || self.found.iter().flat_map(|found| &found.epochs).find(|epoch| epoch.id() == id);
        team.epoch(id).or_else(lying)
    }

    /// Takes in the keys of which it is known by now who hands them out. One that a steward gives for a
    /// removal that has not come yet waits for it: it is looked at again the next time.
    pub(super) fn trust(&mut self, team: &mut Team) {
        let mut rest = Vec::new();
        for found in self.found.drain(..) {
            let right = found.right(team);
            let early = |epoch: &Epoch| team.epoch(epoch.id()).is_none() && team.is_early(epoch);
            let early = right == Some(Right::Steward) && found.epochs.iter().any(early);
            // That it was shown out is heard at the end: it comes after whatever is said here.
            let waits = early || found.is_out;
            if right.is_none() || waits {
                rest.push(found);
                continue;
            }
            team.keys_read.insert(found.name);
            for epoch in found.epochs {
                if right == Some(Right::Owner) {
                    team.vouch(&epoch, found.file.by);
                }
                team.take_epoch(epoch);
            }
        }
        self.found = rest;
    }

    /// Those who run the team and have handed something to this laptop that it has not taken in: a key,
    /// or that it was shown out.
    pub(super) fn untaken(&self, team: &Team) -> Vec<DeviceId> {
        let new = |epoch: &Epoch| team.epoch(epoch.id()).is_none();
        let is_out = team.is_shown_out();
        let has_new = |found: &&Found| (found.is_out && !is_out) || found.epochs.iter().any(new);
        let theirs = self.found.iter().filter(|found| found.right(team).is_some());
        theirs.filter(has_new).map(|found| found.file.by).collect()
    }

    /// Names what no owner or steward signed, and forgets a custodian for whom nothing lies there any more.
    pub(super) fn finish(self, team: &mut Team, troubles: &mut Troubles) {
        let owner = team.genesis.owner.device;
        let stays = |name: &Name| !is_for_custodian(name, owner) || self.custodians.contains(name);
        team.keys_read.retain(stays);
        // Each time: what comes late of the time before would undo it.
        for found in self.found.iter().filter(|found| found.is_out) {
            if found.right(team).is_some() {
                team.hear_it_is_out(found.file.by);
            }
        }
        let team = &*team;
        let known = |found: &&Found| team.verify(found.file.by).is_some();
        let unsigned = self.found.iter().filter(|found| found.right(team).is_none());
        let forged = unsigned.filter(known).count();
        troubles.add(None, What::Forged, forged as u64);
    }
}

impl Found {
    /// What whoever hands it out may do, where that is an owner or a steward who signed it.
    fn right(&self, team: &Team) -> Option<Right> {
        let right = team.right_of(self.file.by).filter(|right| *right <= Right::Steward)?;
        let (verify, _) = team.verify(self.file.by)?;
        self.file.is_by(&verify).then_some(right)
    }
}
