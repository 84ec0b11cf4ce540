//! What this laptop has handed out: its own segments, sealed as they were, kept in its study's folder
//! and put on the shelf. Nothing else says what has left, so no note of it can be lost or wrong.

use std::collections::{BTreeMap, BTreeSet};

use super::ShareError;
use super::ledger::Ledger;
use super::seal::Genesis;
use super::segment::{Inside, Segment};
use super::shelf::{Name, Shelf, ShelfError};
use super::team::Team;
use crate::journal;
use crate::study::{DeviceId, Hybrid};

/// What a laptop hands out to a team is numbered from a multiple of this on: from 0 to its first one, and
/// later for each team that it comes to after that. Its first numbers are taken for good in the journals
/// of those who were with it in the team before.
pub(super) const NUMBERS: u64 = 1 << 30;

/// The name of a segment.
pub(super) fn segment_name(device: DeviceId, number: u64) -> Option<Name> {
    Name::parse(&format!("seg/{device}/{number:08}"))
}

/// The folder of a laptop's segments.
pub(super) fn folder_name(device: DeviceId) -> Option<Name> {
    Name::parse(&format!("seg/{device}"))
}

/// The number that a segment's name says.
pub(super) fn number_of(name: &Name) -> Option<u64> {
    name.last().parse().ok().filter(|number| *number > 0)
}

/// Puts what is this laptop's own on a shelf. Under its names nobody else writes: where a program that
/// copies folders has put blanks in place of a file, or somebody has put something else, that goes.
///
/// # Errors
/// [`ShareError::UsedTwice`] where another segment stands there that this laptop signed; where another
/// team begins there; and what the shelf says.
pub(super) fn put_own(
    team: &Team,
    shelf: &dyn Shelf,
    name: &Name,
    bytes: &[u8],
) -> Result<(), ShareError> {
    let taken = match shelf.put(name, bytes) {
        Ok(()) => return Ok(()),
        Err(taken @ ShelfError::Taken { .. }) => taken,
        Err(e) => return Err(e.into()),
    };
    let there = shelf.get(name)?.unwrap_or_default();
    let place = name.as_str().split('/').next();
    if place == Some("genesis") && Genesis::read(&there).is_some() {
        return Err(taken.into());
    }
    let mine = |segment: Segment| segment.is_by(&team.laptop().verify);
    if place == Some("seg") && Segment::read(&there, team.id()).is_some_and(mine) {
        return Err(ShareError::UsedTwice);
    }
    shelf.delete(name)?;
    Ok(shelf.put(name, bytes)?)
}

/// The numbers of the segments that lie on the shelf, where none after the `newest` that is kept here is
/// `mine`.
fn on_shelf(
    shelf: &dyn Shelf,
    folder: &Name,
    newest: Option<u64>,
    mine: &dyn Fn(&[u8], u64) -> bool,
) -> Result<BTreeSet<u64>, ShareError> {
    let mut there = BTreeSet::new();
    for name in shelf.list(folder)?.names {
        let Some(number) = number_of(&name) else { continue };
        there.insert(number);
        if Some(number) <= newest {
            continue;
        }
        let bytes = match shelf.get(&name) {
            // A folder is nobody's segment.
            Err(ShelfError::Io { source, .. })
                if source.kind() == std::io::ErrorKind::IsADirectory =>
            {
                None
            }
            read => read?,
        };
        if bytes.is_some_and(|bytes| mine(&bytes, number)) {
            return Err(ShareError::UsedTwice);
        }
    }
    Ok(there)
}

/// This laptop's own segments.
pub(super) struct Own {
    /// Those that stand, by number.
    pub(super) live: BTreeMap<u64, Inside>,
    /// Those that stand no longer and have not been removed yet.
    pub(super) dead: BTreeSet<u64>,
    /// The number of the newest.
    pub(super) newest: u64,
    /// The hash of the head of the newest.
    pub(super) head: [u8; 32],
    /// The latest time of an entry.
    pub(super) time: Hybrid,
    /// The number of the last entry.
    pub(super) last: u64,
    /// The numbers of those that lie on the shelf.
    pub(super) there: BTreeSet<u64>,
}

impl Own {
    /// Reads them from where they are kept.
    ///
    /// # Errors
    /// [`ShareError::UsedTwice`] where something lies on the shelf that this laptop signed and that is
    /// not kept here: everything is kept before it is put there, so this folder was put back as it was
    /// before, or is a copy of one that is in use. What it would hand out could be older than what it
    /// has handed out already.
    pub(super) fn read(
        team: &Team,
        out: &dyn Shelf,
        shelf: Option<&dyn Shelf>,
    ) -> Result<Self, ShareError> {
        let folder = folder_name(team.device).ok_or(ShareError::Sealing)?;
        let laptop = team.laptop();
        let mine = |bytes: &[u8], number: u64| {
            Segment::read(bytes, team.id()).filter(|segment| {
                segment.device == team.device
                    && segment.number == number
                    && segment.is_by(&laptop.verify)
            })
        };
        // What stood no longer was removed there before here, and the newest always stands.
        let newest = out.list(&folder)?.names.iter().filter_map(number_of).max();
        let on_shelf = match shelf {
            Some(shelf) => {
                on_shelf(shelf, &folder, newest, &|bytes, number| mine(bytes, number).is_some())?
            }
            None => BTreeSet::new(),
        };
        let mut own = Self {
            live: BTreeMap::new(),
            dead: BTreeSet::new(),
            newest: 0,
            head: [0; 32],
            time: Hybrid(0),
            last: team.start,
            there: on_shelf,
        };
        let mut all = BTreeMap::new();
        for name in out.list(&folder)?.names {
            let Some(number) = number_of(&name) else { continue };
            let Some(segment) = out.get(&name)?.and_then(|bytes| mine(&bytes, number)) else {
                continue;
            };
            let open = team.epoch(segment.epoch).and_then(|epoch| segment.open(epoch));
            let Some(inside) = open else { continue };
            own.last = own.last.max(inside.end().saturating_sub(1));
            own.newest = number;
            own.head = segment.hash();
            all.insert(number, inside);
        }
        let stands = all.last_key_value().map(|(_, inside)| inside.clone()).unwrap_or_default();
        for (number, inside) in all {
            for line in &inside.lines {
                own.time = own.time.max(line.time);
            }
            if stands.has_live(number) {
                own.live.insert(number, inside);
            } else {
                own.dead.insert(number);
            }
        }
        Ok(own)
    }

    /// What has left.
    pub(super) fn ledger(&self) -> Ledger {
        let mut lines: Vec<_> =
            self.live.values().flat_map(|inside| (inside.first..).zip(&inside.lines)).collect();
        lines.sort_by_key(|(number, _)| *number);
        let mut ledger = Ledger::default();
        for (number, line) in lines {
            let content = (!line.body.is_empty()).then(|| journal::said_in(&line.body));
            ledger.take(number, line.time, content);
        }
        ledger
    }
}
