//! The keys of the team that lie on the shelf for this laptop.
//!
//! A key counts if an owner or a steward hands it out. Who that is, a laptop that has just been
//! admitted learns only from what is sealed with that very key: so keys from anybody open what lies on
//! the shelf (who wrote that is told by its signature), and nothing is sealed with one before it is
//! known who handed it out. A file with no key in it tells the laptop to which it is sealed that it was
//! shown out: the others say so among themselves, under a key that it is not given.

use super::ShareError;
use super::seal::{Epoch, KeysFile};
use super::shelf::{Name, Shelf, ShelfError};
use super::team::Team;
use super::trouble::{Troubles, What};
use crate::study::Right;

/// No more files of keys are read at a time: whoever can write to the folder can put any number there.
const MOST: usize = 4096;

/// Files of keys that were read, and of which it is not known yet whether they count.
#[derive(Debug, Default)]
pub(super) struct Ring(Vec<Found>);

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
        for name in names.into_iter().filter(|name| !team.keys_read.contains(name)).take(MOST) {
            let bytes = match shelf.get(&name) {
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
                    ring.0.push(Found { name, file, epochs, is_out });
                }
                None => troubles.add(None, What::NotWhole, 1),
            }
        }
        Ok(ring)
    }

    /// A key by its id: of those that count, or of those that lie there for this laptop.
    pub(super) fn key<'a>(&'a self, team: &'a Team, id: u64) -> Option<&'a Epoch> {
        let lying = || self.0.iter().flat_map(|found| &found.epochs).find(|epoch| epoch.id() == id);
        team.epoch(id).or_else(lying)
    }

    /// Takes in the keys of which it is known by now who hands them out.
    pub(super) fn trust(&mut self, team: &mut Team) {
        let mut rest = Vec::new();
        for found in self.0.drain(..) {
            let right = team.right_of(found.file.by);
            let may = matches!(right, Some(Right::Owner | Right::Steward));
            let by = team.verify(found.file.by).filter(|_| may);
            if by.is_none_or(|(verify, _)| !found.file.is_by(&verify)) {
                rest.push(found);
                continue;
            }
            team.keys_read.insert(found.name);
            if found.is_out {
                team.hear_it_is_out(found.file.by);
            }
            for epoch in found.epochs {
                if right == Some(Right::Owner) {
                    team.vouch(&epoch);
                }
                team.take_epoch(epoch);
            }
        }
        self.0 = rest;
    }

    /// Names what no owner or steward signed.
    pub(super) fn finish(self, team: &Team, troubles: &mut Troubles) {
        let known = |found: &&Found| team.verify(found.file.by).is_some();
        let forged = self.0.iter().filter(known).count();
        troubles.add(None, What::Forged, forged as u64);
    }
}
