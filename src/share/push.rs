//! Handing out: what is owed to the team is sealed once, kept here, and put on the shelf; what was
//! taken back or replaced is written again without it, and what held it is removed.

use std::collections::{BTreeMap, BTreeSet};

use super::ShareError;
use super::ahead::window;
use super::boundary::{Terms, projected};
use super::own::{Own, folder_name, put_own, segment_name};
use super::segment::{FULL, Inside, Line, MOST_ENTRIES, Segment, ranges};
use super::shelf::{Name, Shelf};
use super::team::Team;
use crate::journal;
use crate::study::{Item, ItemId, Moment, Study};

/// No more segments than this stand for want of being written together.
pub const MANY: usize = 48;

/// Segments are written together where that leaves so many fewer: for less, everybody would read
/// again and again what they have.
pub const WORTH: usize = 24;

/// So many of the files that lie on the shelf are looked at in one exchange, whether they are still what
/// was put there, and the newest; where there are more, they take turns.
pub const LOOKED_AT: usize = 8;

/// How many milliseconds a turn takes.
const TURN: i64 = 15 * 60_000;

/// How many segments of a laptop stand at most that has handed out so many entries of so many bytes,
/// as long as none is missing among them: two neighbours that would fit into one are not both kept,
/// but for those that wait to be worth it.
pub fn most_standing(entries: u64, bytes: u64) -> u64 {
    let full = bytes.div_ceil(FULL as u64) + entries.div_ceil(MOST_ENTRIES as u64);
    (2 * full + WORTH as u64).max(MANY as u64)
}

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
    let late = places.bring_up(&own, terms.now)?;
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
    fn bring_up(&self, own: &Own, now: i64) -> Result<usize, ShareError> {
        let mut names: Vec<Name> = Vec::new();
        for under in ["join", "keys", "door"] {
            let under = Name::parse(under).ok_or(ShareError::Sealing)?;
            names.extend(self.out.list(&under)?.names);
        }
        names.extend(Name::parse("genesis"));
        let due = looked_at(own, now);
        names.extend(due.into_iter().filter_map(|number| segment_name(self.team.device, number)));
        for some in names.chunks(window(self.shelf)) {
            // Where each answer is long on its way it is asked for all at once what lies there.
            let mut there = match self.shelf.at_once() {
                0 | 1 => Vec::new(),
                _ => self.shelf.get_many(some),
            }
            .into_iter();
            for name in some {
                let lies = there.next().and_then(Result::ok).flatten();
                let Some(bytes) = self.out.get(name)? else { continue };
                if lies.as_ref() != Some(&bytes) {
                    self.put(name, &bytes)?;
                }
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
        for numbers in written_again(&own.live, before, current) {
            let mut group = Inside::default();
            for inside in numbers.iter().filter_map(|number| own.live.get(number)) {
                if group.lines.is_empty() {
                    group.first = inside.first;
                }
                group.lines.extend((inside.first..).zip(&inside.lines).map(|(at, line)| {
                    if current.contains(&at) { line.clone() } else { Line::taken_back() }
                }));
            }
            rewritten += numbers.len();
            self.write(own, epoch, group, &numbers)?;
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

/// The segments that are put on the shelf now: those that are not there, and of the others as many as
/// are looked at in one exchange. A program that copies folders may have put blanks in place of any.
fn looked_at(own: &Own, now: i64) -> BTreeSet<u64> {
    let (there, missing): (Vec<u64>, Vec<u64>) =
        own.live.keys().copied().partition(|number| own.there.contains(number));
    let turns = there.len().div_ceil(LOOKED_AT).max(1);
    let turn = usize::try_from((now / TURN).unsigned_abs() % turns as u64).unwrap_or(0);
    let newest = there.last().copied();
    missing.into_iter().chain(newest).chain(there.into_iter().skip(turn).step_by(turns)).collect()
}

/// Which segments are written again, and which of them as one: those that hold what says nothing any
/// more, and neighbours where there are many that fit into fewer. A full one that says all it said is
/// left as it is, however many there are.
fn written_again(
    live: &BTreeMap<u64, Inside>,
    before: &[u64],
    current: &BTreeSet<u64>,
) -> Vec<Vec<u64>> {
    let says_gone = |number: &u64| {
        let inside = live.get(number).filter(|_| before.contains(number));
        inside.is_some_and(|inside| {
            let mut lines = (inside.first..).zip(&inside.lines);
            lines.any(|(at, line)| !line.body.is_empty() && !current.contains(&at))
        })
    };
    let runs = if live.len() > MANY { runs(live, current) } else { Vec::new() };
    if runs.is_empty() || live.len().saturating_sub(runs.len()) < WORTH {
        return live
            .keys()
            .filter(|number| says_gone(number))
            .map(|number| vec![*number])
            .collect();
    }
    let due = |run: &Vec<u64>| run.len() > 1 || run.iter().any(says_gone);
    runs.into_iter().filter(due).collect()
}

/// The segments that stand, in the order of their entries, each with the neighbours that fit into one
/// with it.
fn runs(live: &BTreeMap<u64, Inside>, current: &BTreeSet<u64>) -> Vec<Vec<u64>> {
    let size = |inside: &Inside| {
        let lines = (inside.first..).zip(&inside.lines);
        lines.map(|(at, line)| 12 + if current.contains(&at) { line.body.len() } else { 0 }).sum()
    };
    let mut all: Vec<(u64, &Inside)> =
        live.iter().map(|(number, inside)| (*number, inside)).collect();
    all.sort_by_key(|(_, inside)| inside.first);
    let mut runs: Vec<Vec<u64>> = Vec::new();
    // Where the last of them ends, how many entries it has and how long they are.
    let (mut end, mut lines, mut long) = (0, 0, 0_usize);
    for (number, inside) in all {
        let more: usize = size(inside);
        let fits = end == inside.first
            && long + more <= FULL
            && lines + inside.lines.len() <= MOST_ENTRIES;
        match runs.last_mut().filter(|_| fits) {
            Some(run) => {
                run.push(number);
                lines += inside.lines.len();
                long += more;
            }
            None => {
                runs.push(vec![number]);
                (lines, long) = (inside.lines.len(), more);
            }
        }
        end = inside.end();
    }
    runs
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::study::Hybrid;

    /// Segments of so many entries of so many bytes each, one after the other.
    fn live(sizes: &[(usize, usize)]) -> BTreeMap<u64, Inside> {
        let mut first = 1;
        let mut segment = |(count, bytes): &(usize, usize)| {
            let line = Line { time: Hybrid(1), body: vec![1; *bytes] };
            let inside = Inside { first, lines: vec![line; *count], ..Inside::default() };
            first = inside.end();
            inside
        };
        (1..).zip(sizes.iter().map(&mut segment)).collect()
    }

    fn all_of(live: &BTreeMap<u64, Inside>) -> BTreeSet<u64> {
        (1..live.values().map(Inside::end).max().unwrap_or(1)).collect()
    }

    #[test]
    fn many_small_ones_become_few_and_full_ones_stay_as_they_are() {
        let small = vec![(20, 480); MANY];
        let stay = live(&small);
        assert_eq!(written_again(&stay, &[], &all_of(&stay)), Vec::<Vec<u64>>::new());
        let many = live(&[small, vec![(20, 480)]].concat());
        let again = written_again(&many, &[], &all_of(&many));
        assert_eq!(
            again.iter().flatten().copied().collect::<Vec<u64>>(),
            (1..=49).collect::<Vec<_>>()
        );
        assert_eq!(again.len(), 3, "{again:?}");

        // Full ones are many after some years, and a small one more is no reason to write them again.
        let full = vec![(390, 480); 3 * MANY];
        let years = live(&[full.clone(), vec![(20, 480); 5]].concat());
        assert_eq!(written_again(&years, &[], &all_of(&years)), Vec::<Vec<u64>>::new());
        let later = live(&[full, vec![(20, 480); 30]].concat());
        let again = written_again(&later, &[], &all_of(&later));
        assert!(again.iter().flatten().all(|number| *number > 3 * MANY as u64), "{again:?}");
        assert_eq!(again.len(), 2, "{again:?}");
    }

    #[test]
    fn every_file_on_the_shelf_has_its_turn_to_be_looked_at() {
        let own = |count: u64, there: &[u64]| Own {
            live: live(&vec![(20, 480); count as usize]),
            dead: BTreeSet::new(),
            newest: count,
            head: [0; 32],
            time: Hybrid(0),
            last: 0,
            there: there.iter().copied().collect(),
        };
        let all: Vec<u64> = (1..=100).collect();
        assert_eq!(looked_at(&own(8, &all), 0).len(), 8, "few are looked at each time");
        let years = own(100, &all);
        let each: Vec<BTreeSet<u64>> = (0..13).map(|turn| looked_at(&years, turn * TURN)).collect();
        assert!(each.iter().all(|some| some.len() <= LOOKED_AT + 1 && some.contains(&100)));
        assert_eq!(each.into_iter().flatten().collect::<BTreeSet<u64>>().len(), 100);
        let lost = own(100, &all[..97]);
        let some = looked_at(&lost, -TURN);
        assert!(
            some.is_superset(&[98, 99, 100].into()),
            "what is not there is put at once: {some:?}"
        );
    }

    #[test]
    fn what_was_taken_back_is_written_without_it_and_nothing_else_is() {
        let years = live(&vec![(390, 480); 3 * MANY]);
        let mut current = all_of(&years);
        assert!(current.remove(&1_000));
        let before: Vec<u64> = years.keys().copied().collect();
        assert_eq!(written_again(&years, &before, &current), [vec![3]]);
        assert_eq!(written_again(&years, &[], &current), Vec::<Vec<u64>>::new(), "it is of now");
    }

    /// One exchange a day that hands something out, for five years (twenty notes a day for as long with
    /// `ASDONE_SLOW`, and for one year without); of one day in five something is taken back.
    #[test]
    fn however_long_it_goes_on_few_files_stand_and_none_is_written_often() {
        let year = if std::env::var_os("ASDONE_SLOW").is_some() { 5 * 365 } else { 365 };
        for (notes, bytes, days) in
            [(20, 480, year), (2, 300, 5 * 365), (200, 700, 100), (1, 12, 5 * 365)]
        {
            let mut live: BTreeMap<u64, Inside> = BTreeMap::new();
            let mut current = BTreeSet::new();
            let (mut first, mut number) = (1, 0);
            let (mut said, mut written, mut most) = (0_u64, 0_u64, 0);
            for day in 0..days {
                let before: Vec<u64> = live.keys().copied().collect();
                let line = Line { time: Hybrid(1), body: vec![1; bytes] };
                let inside = Inside { first, lines: vec![line; notes], ..Inside::default() };
                current.extend(first..inside.end());
                if day % 5 == 4 {
                    current.remove(&(first - 1));
                }
                first = inside.end();
                number += 1;
                said += (notes * (bytes + 12)) as u64;
                written += (notes * (bytes + 12)) as u64;
                live.insert(number, inside);
                for run in written_again(&live, &before, &current) {
                    let mut group = Inside::default();
                    for inside in run.iter().filter_map(|number| live.remove(number)) {
                        group.first =
                            if group.lines.is_empty() { inside.first } else { group.first };
                        group.lines.extend(inside.lines);
                    }
                    for (at, line) in (group.first..).zip(&mut group.lines) {
                        if !current.contains(&at) {
                            *line = Line::taken_back();
                        }
                        written += 12 + line.body.len() as u64;
                    }
                    number += 1;
                    live.insert(number, group);
                }
                assert!(
                    live.len() as u64 <= most_standing(first - 1, said),
                    "{day}: {}",
                    live.len()
                );
                most = most.max(live.len());
            }
            // What was taken back is written again at once, however large its segment is.
            let back = 365 * FULL as u64;
            assert!(written <= 3 * said + back, "{written} of {said}");
            assert!(most >= MANY, "{most}");
        }
    }

    /// Where entries are missing between two segments, they are not written as one.
    #[test]
    fn only_neighbours_are_written_as_one() {
        let mut gap = live(&vec![(20, 480); MANY + 2]);
        drop(gap.remove(&5));
        let current = all_of(&gap);
        let again = written_again(&gap, &[], &current);
        assert_eq!(again.first(), Some(&(1..=4).collect::<Vec<u64>>()), "{again:?}");
    }
}
