//! Handing out: what is owed to the team is sealed once, kept here, and put on the shelf; what was
//! taken back or replaced is written again without it, and what held it is removed.

use std::collections::BTreeSet;

use super::ShareError;
use super::boundary::{Terms, projected};
use super::own::{Own, folder_name, put_own, segment_name};
use super::segment::{FULL, Inside, Line, MOST_ENTRIES, Segment, ranges};
use super::shelf::{Name, Shelf};
use super::team::Team;
use crate::journal;
use crate::study::{Hybrid, Item, ItemId, Moment, Study};

/// From so many segments on they are written together into fewer.
const MANY: usize = 48;

/// What was handed out.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Pushed {
    /// How many changes.
    pub changes: usize,
    /// How many segments were written again without what was taken back.
    pub rewritten: usize,
}

/// Where things are put: kept here first, then on the shelf.
struct Places<'a> {
    team: &'a Team,
    out: &'a dyn Shelf,
    shelf: &'a dyn Shelf,
}

/// Hands out what is owed. Whatever stops it, the next time goes on from there.
///
/// # Errors
/// Where something cannot be written here or on the shelf.
pub fn push(
    (team, out, shelf): (&Team, &dyn Shelf, &dyn Shelf),
    study: &Study,
    terms: &Terms,
    fresh: &mut dyn FnMut() -> ItemId,
) -> Result<Pushed, ShareError> {
    let epoch = team.newest_epoch().ok_or(ShareError::NotAdmitted)?;
    let places = Places { team, out, shelf };
    let mut own = Own::read(team, out, Some(shelf))?;
    let late = places.bring_up(&own)?;
    let mut ledger = own.ledger();
    if ledger.says_unknown(study) {
        return Err(ShareError::UsedTwice);
    }
    let projection = projected(study, terms, &|key| ledger.has_left(key));
    let erased = |item: Item| study.is_erased(item);
    let now = Moment::new(terms.now, 0);
    let owed = ledger.owed(&projection, &erased, fresh, now);
    let mut pushed = Pushed { changes: owed.len() + late, ..Pushed::default() };
    let first = own.last + 1;
    // Never before what it has seen: what another laptop of the same person said comes before it.
    own.time = own.time.max(study.latest());
    let mut part = Inside { first, ..Inside::default() };
    let mut size = 0;
    let mut parts = Vec::new();
    for (number, leaving) in (first..).zip(owed) {
        let body = journal::handed_out(&leaving.change)?;
        own.time = own.time.next(terms.now);
        let time = ledger.time_for(&leaving, own.time);
        ledger.take(number, time, Some(journal::said_in(&body)));
        if size + body.len() > FULL || part.lines.len() >= MOST_ENTRIES {
            let after = Inside { first: number, ..Inside::default() };
            parts.push(std::mem::replace(&mut part, after));
            size = 0;
        }
        size += body.len() + 12;
        part.lines.push(Line { time, body });
    }
    parts.extend((!part.lines.is_empty()).then_some(part));
    let before: Vec<u64> = own.live.keys().copied().collect();
    for part in parts {
        places.write(&mut own, epoch, part, &[])?;
    }
    let current = ledger.current();
    pushed.rewritten = places.rewrite(&mut own, epoch, &before, &current)?;
    places.remove(&mut own)?;
    Ok(pushed)
}

impl Places<'_> {
    /// Puts on the shelf whatever is kept here and is not there: an exchange that was stopped, or a
    /// file that was lost on the shelf. How many changes leave only now.
    fn bring_up(&self, own: &Own) -> Result<usize, ShareError> {
        let mut names: Vec<Name> = Vec::new();
        for under in ["join", "keys", "door"] {
            let under = Name::parse(under).ok_or(ShareError::Sealing)?;
            names.extend(self.out.list(&under)?.names);
        }
        names.extend(Name::parse("genesis"));
        let live = own.live.keys();
        names.extend(live.filter_map(|number| segment_name(self.team.device, *number)));
        for name in names {
            if let Some(bytes) = self.out.get(&name)? {
                self.put(&name, &bytes)?;
            }
        }
        let late = own.live.iter().filter(|(number, _)| !own.there.contains(number));
        let said = late.flat_map(|(_, inside)| &inside.lines).filter(|line| !line.body.is_empty());
        Ok(said.count())
    }

    /// Seals a segment that takes the place of others, keeps it here, and puts it on the shelf.
    fn write(
        &self,
        own: &mut Own,
        epoch: &super::seal::Epoch,
        mut inside: Inside,
        instead: &[u64],
    ) -> Result<(), ShareError> {
        let number = own.newest + 1;
        let live: BTreeSet<u64> = own.live.keys().copied().chain([number]).collect();
        inside.live = ranges(live.into_iter().filter(|number| !instead.contains(number)));
        inside.prev = own.head;
        let by = (self.team.device, &self.team.secrets);
        let sealed = Segment::seal(self.team.id(), by, number, epoch, &inside);
        let segment = sealed.ok_or(ShareError::Sealing)?;
        let name = segment_name(self.team.device, number).ok_or(ShareError::Sealing)?;
        let bytes = segment.bytes();
        self.out.put(&name, &bytes)?;
        own.newest = number;
        own.head = segment.hash();
        own.last = own.last.max(inside.end().saturating_sub(1));
        for gone in instead {
            own.live.remove(gone);
            own.dead.insert(*gone);
        }
        own.live.insert(number, inside);
        self.put(&name, &bytes)
    }

    fn put(&self, name: &Name, bytes: &[u8]) -> Result<(), ShareError> {
        put_own(self.team, self.shelf, name, bytes)
    }

    /// Writes segments again without the entries that say nothing any more.
    fn rewrite(
        &self,
        own: &mut Own,
        epoch: &super::seal::Epoch,
        before: &[u64],
        current: &BTreeSet<u64>,
    ) -> Result<usize, ShareError> {
        let mut rewritten = 0;
        let says_gone = |inside: &Inside| {
            let mut lines = (inside.first..).zip(&inside.lines);
            lines.any(|(number, line)| !line.body.is_empty() && !current.contains(&number))
        };
        let together = own.live.len() > MANY;
        let old: Vec<(u64, Inside)> = own
            .live
            .iter()
            .filter(|(number, inside)| together || (before.contains(number) && says_gone(inside)))
            .map(|(number, inside)| (*number, inside.clone()))
            .collect();
        let mut groups: Vec<(Vec<u64>, Inside)> = Vec::new();
        let mut old = old;
        old.sort_by_key(|(_, inside)| inside.first);
        for (number, mut inside) in old {
            for (at, line) in (inside.first..).zip(&mut inside.lines) {
                if !current.contains(&at) {
                    *line = Line { time: Hybrid(0), body: Vec::new() };
                }
            }
            let size = |inside: &Inside| {
                inside.lines.iter().map(|line| line.body.len() + 12).sum::<usize>()
            };
            match groups.last_mut() {
                Some((numbers, group))
                    if together
                        && group.end() == inside.first
                        && size(group) + size(&inside) <= FULL
                        && group.lines.len() + inside.lines.len() <= MOST_ENTRIES =>
                {
                    numbers.push(number);
                    group.lines.append(&mut inside.lines);
                }
                _ => groups.push((vec![number], inside)),
            }
        }
        for (numbers, inside) in groups {
            rewritten += numbers.len();
            self.write(own, epoch, inside, &numbers)?;
        }
        Ok(rewritten)
    }

    /// Removes what stands no longer, first from the shelf. What stands is there by now.
    fn remove(&self, own: &mut Own) -> Result<(), ShareError> {
        while let Some(number) = own.dead.pop_first() {
            let name = segment_name(self.team.device, number).ok_or(ShareError::Sealing)?;
            self.shelf.delete(&name)?;
            self.out.delete(&name)?;
        }
        let folder = folder_name(self.team.device).ok_or(ShareError::Sealing)?;
        self.sweep(&folder);
        // What this laptop removed may have come back with a copy that somebody put there.
        for name in self.shelf.list(&folder)?.names {
            let known = super::own::number_of(&name);
            if known.is_some_and(|number| number <= own.newest && !own.live.contains_key(&number)) {
                self.shelf.delete(&name)?;
            }
        }
        Ok(())
    }

    /// Takes away what this laptop was stopped in the midst of writing, here and on the shelf: it may
    /// hold what was taken back since.
    fn sweep(&self, own: &Name) {
        let mine = format!("{}-", self.team.device);
        for place in [self.out, self.shelf] {
            place.sweep(Some(own), "");
            for under in ["join", "keys", "door"] {
                place.sweep(Name::parse(under).as_ref(), &mine);
            }
            if self.team.is_owner() {
                place.sweep(None, "genesis-");
            }
        }
    }
}
