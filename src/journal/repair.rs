//! The thorough way of opening a study: every record of both witnesses is read, and whichever does
//! not hold all of them is set aside and built anew from what the two hold together.
//!
//! A witness is built in a folder of its own (`segments.building`), synced, renamed to
//! `segments.ready`, and only then changes places with the damaged one, so that a crash at any
//! moment leaves either the old pair or one whole new witness.

use std::fs;
use std::ops::{ControlFlow, Range};

use super::folder::{Folder, failed, sync_dir};
use super::names::{Names, entries};
use super::opening::{Batches, Witnesses, say_cut, swap};
use super::store::{Sealing, Segments, Sled, Store};
use super::{Identity, JournalError, Mending, Opening, codec};

/// What one witness holds that can be read.
#[derive(Default)]
struct Stock {
    held: Vec<Range<u64>>,
    /// One for each record held, in order.
    digests: Vec<u64>,
}

impl Stock {
    fn of(store: &dyn Store) -> Result<Self, JournalError> {
        let mut stock = Self::default();
        store.read(0..u64::MAX, &mut |position, record| {
            match stock.held.last_mut() {
                Some(last) if last.end == position => last.end += 1,
                _ => stock.held.push(position..position + 1),
            }
            // An entry whose content was erased in one of them is still the same entry.
            let of_entry = codec::look(record).map(|sight| sight.hash());
            let hash = of_entry.unwrap_or_else(|| blake3::hash(record).into());
            let digest = hash.first_chunk::<8>();
            stock.digests.push(digest.map_or(0, |bytes| u64::from_be_bytes(*bytes)));
            ControlFlow::Continue(())
        })?;
        Ok(stock)
    }

    fn end(&self) -> u64 {
        self.held.last().map_or(0, |last| last.end)
    }

    fn holds_all(&self, end: u64) -> bool {
        end == 0 || self.held.iter().eq(std::iter::once(&(0..end)))
    }

    fn each(&self) -> impl Iterator<Item = (u64, u64)> {
        self.held.iter().cloned().flatten().zip(self.digests.iter().copied())
    }

    /// Positions at which both hold something, and not the same.
    fn clashes(&self, other: &Self) -> Vec<u64> {
        let mut theirs = other.each().peekable();
        let mut clashes = Vec::new();
        for (position, digest) in self.each() {
            while theirs.next_if(|(at, _)| *at < position).is_some() {}
            if theirs.next_if(|(at, _)| *at == position).is_some_and(|(_, d)| d != digest) {
                clashes.push(position);
            }
        }
        clashes
    }
}

/// What is in `0..end` and not in `held` (in order, not overlapping).
pub(super) fn holes(held: &[Range<u64>], end: u64) -> Vec<Range<u64>> {
    let mut holes = Vec::new();
    let mut next = 0;
    for range in held {
        if range.start > next {
            holes.push(next..range.start.min(end));
        }
        next = next.max(range.end);
    }
    if next < end {
        holes.push(next..end);
    }
    holes
}

fn overlap(a: &Range<u64>, b: &Range<u64>) -> Range<u64> {
    let start = a.start.max(b.start);
    start..a.end.min(b.end).max(start)
}

fn total(ranges: &[Range<u64>]) -> u64 {
    ranges.iter().map(|range| range.end - range.start).sum()
}

/// Which ranges come from where, in order; the rest of `0..end` is lost.
struct Plan {
    /// `true` for what comes from the store because the segments do not have it.
    parts: Vec<(Range<u64>, bool)>,
    lost: Vec<Range<u64>>,
}

impl Plan {
    fn of(segments: &Stock, store: &Stock, end: u64) -> Self {
        let mut parts: Vec<_> = segments.held.iter().cloned().map(|range| (range, false)).collect();
        for hole in holes(&segments.held, end) {
            let from_store = store.held.iter().map(|range| overlap(range, &hole));
            parts.extend(from_store.filter(|range| !range.is_empty()).map(|range| (range, true)));
        }
        parts.sort_by_key(|(range, _)| range.start);
        let held: Vec<_> = parts.iter().map(|(range, _)| range.clone()).collect();
        Self { lost: holes(&held, end), parts }
    }

    fn taken_from_store(&self) -> u64 {
        self.parts
            .iter()
            .filter(|(_, store)| *store)
            .map(|(range, _)| range.end - range.start)
            .sum()
    }
}

/// What reading everything showed.
struct Reading {
    in_segments: Stock,
    in_store: Stock,
    /// One past the last position there ever was, as far as anything says.
    end: u64,
    /// Whether the store is whole, and so knows what was acknowledged.
    sound: bool,
}

impl Reading {
    fn of(found: &Witnesses) -> Result<Self, JournalError> {
        let Witnesses { segments, torn, store, .. } = found;
        let stock =
            |store: Option<&dyn Store>| store.map_or_else(|| Ok(Stock::default()), Stock::of);
        let in_segments = stock(segments.as_ref().map(|segments| segments as &dyn Store))?;
        let in_store = stock(store.as_ref().ok().map(|store| store as &dyn Store))?;
        let counted = store.as_ref().map_or(0, Sled::count);
        let mut end = in_segments.end().max(in_store.end()).max(counted);
        let sound = store.is_ok() && in_store.holds_all(counted) && counted >= in_segments.end();
        // Without a sound store, what the segments claim to hold has to be believed.
        if !sound && let Some(segments) = segments {
            let claims = torn.as_ref().and_then(|torn| torn.claims.as_ref());
            end = end.max(segments.claimed()?).max(claims.map_or(0, |claims| claims.end));
        }
        Ok(Self { in_segments, in_store, end, sound })
    }
}

/// Says so where the segments end in bytes that name no entries, and the store, which could tell how
/// many there were, is damaged too.
fn say_nameless(found: &Witnesses, reading: &Reading, opening: &mut Opening) {
    let nameless = found.torn.as_ref().map_or(0, |torn| torn.nameless);
    if reading.sound || nameless == 0 {
        return;
    }
    let more = match reading.in_store.end() > reading.in_segments.end() {
        true => "which entries they held beyond those that the store has",
        false => "which entries they held",
    };
    opening.losses.push(format!(
        "the last {nameless} bytes of the segments cannot be read, and nothing says {more}"
    ));
}

/// Reads everything, mends what has to be mended, and returns two witnesses that agree.
///
/// # Errors
/// Where the system refuses; each witness is then as it was, or whole.
pub(super) fn thorough(
    folder: &Folder,
    identity: Identity,
    sealing: &Sealing,
    found: Witnesses,
    (suspect, mending): (bool, Mending),
    opening: &mut Opening,
) -> Result<(Segments, Sled), JournalError> {
    let reading = Reading::of(&found)?;
    let Reading { in_segments, in_store, end, .. } = &reading;
    let plan = Plan::of(in_segments, in_store, *end);
    let clashes = in_segments.clashes(in_store);
    let keep_segments =
        in_segments.holds_all(*end) && found.torn.is_none() && found.broken.is_none();
    let keep_store = in_store.holds_all(*end) && plan.lost.is_empty() && clashes.is_empty();
    if mending == Mending::Ask && !(keep_segments && keep_store) {
        let account = account(&found, &reading, (&plan, &clashes), (keep_segments, keep_store));
        return Err(JournalError::NeedsRepair { account });
    }
    tell(folder, &found, &reading, (&plan, &clashes), opening)?;

    let Witnesses { segments, broken, store, .. } = found;
    let segments = match segments {
        Some(segments) if keep_segments => segments,
        segments => {
            let why = why_segments(segments.is_some(), broken);
            let old = segments.as_ref();
            build_segments(folder, identity, sealing, &plan, old, store.as_ref().ok())?;
            drop(segments);
            let aside = swap(folder, "segments")?;
            opening.repairs.push(mended(
                "segments were",
                &why,
                aside,
                plan.taken_from_store(),
                "store",
            ));
            Segments::open(&folder.segments(), identity, sealing.clone())?.segments
        }
    };
    let why = match store {
        Ok(store) if keep_store => {
            if suspect && keep_segments {
                opening.repairs.push("both witnesses were read from end to end and agree".into());
            }
            return Ok((segments, store));
        }
        // Closed before its folder is moved: sled writes by name.
        Ok(store) => {
            drop(store);
            NOT_WHOLE.to_owned()
        }
        Err(why) => why,
    };
    build_store(folder, sealing, &segments)?;
    let aside = swap(folder, "store")?;
    let gained = end - total(&in_store.held).min(*end);
    opening.repairs.push(mended("store was", &why, aside, gained, "segments"));
    Ok((segments, Sled::open(&folder.store(), sealing.clone())?))
}

/// What is damaged, what would be done about it and what would be missing after it.
fn account(
    found: &Witnesses,
    reading: &Reading,
    (plan, clashes): (&Plan, &[u64]),
    (keep_segments, keep_store): (bool, bool),
) -> Vec<String> {
    let mut account = Vec::new();
    if !keep_segments {
        let why = why_segments(found.segments.is_some(), found.broken.clone());
        let from = plan.taken_from_store();
        account.push(match from {
            0 => format!("the segments have to be rebuilt because {why}"),
            _ => format!(
                "the segments have to be rebuilt, {} of it from the store, because {why}",
                entries(from)
            ),
        });
    }
    if !keep_store {
        let why = found.store.as_ref().err().map_or(NOT_WHOLE, String::as_str);
        account.push(format!("the store has to be rebuilt from the segments because {why}"));
    }
    let mut losses = Opening::default();
    let segments = found.segments.as_ref().map(|segments| segments as &dyn Store);
    let store = found.store.as_ref().ok().map(|store| store as &dyn Store);
    let names = Names::from_all(segments.into_iter().chain(store));
    say_lost(found, (plan, clashes), &names, &mut losses);
    say_nameless(found, reading, &mut losses);
    let none = losses.losses.is_empty();
    account.extend(losses.losses);
    if none {
        account.push(format!("nothing is lost: all {} can be read", entries(reading.end)));
    }
    account
}

/// Why a store that can be read is rebuilt all the same.
const NOT_WHOLE: &str = "it did not hold every entry as it was written";

/// Says what is lost and what was cut off, while both witnesses can still be asked.
fn tell(
    folder: &Folder,
    found: &Witnesses,
    reading: &Reading,
    (plan, clashes): (&Plan, &[u64]),
    opening: &mut Opening,
) -> Result<(), JournalError> {
    let segments = found.segments.as_ref().map(|segments| segments as &dyn Store);
    let store = found.store.as_ref().ok().map(|store| store as &dyn Store);
    let names = Names::from_all(segments.into_iter().chain(store));
    say_lost(found, (plan, clashes), &names, opening);
    say_nameless(found, reading, opening);
    let Some(torn) = found.torn.as_ref().filter(|_| reading.sound) else { return Ok(()) };
    if torn.claims.as_ref().is_none_or(|claims| claims.end > reading.end) {
        let kept = folder.keep_aside(&torn.bytes, "tail")?;
        say_cut(torn, &kept, &names, opening);
    }
    Ok(())
}

fn why_segments(there: bool, broken: Option<String>) -> String {
    match broken {
        _ if !there => "they were missing".to_owned(),
        Some(broken) => broken,
        None => "they did not hold every entry as it was written".to_owned(),
    }
}

/// "the store was rebuilt, 12 entries of it from the segments, because …; what was there is in …"
fn mended(what: &str, why: &str, aside: Option<String>, gained: u64, other: &str) -> String {
    let from = match gained {
        0 => String::new(),
        gained => format!(", {} of it from the {other},", entries(gained)),
    };
    let aside = aside.map_or_else(String::new, |aside| format!("; what was there is in {aside}"));
    format!("the {what} rebuilt{from} because {why}{aside}")
}

fn say_lost(
    found: &Witnesses,
    (plan, clashes): (&Plan, &[u64]),
    names: &Names,
    opening: &mut Opening,
) {
    // The store, which would tell whether somebody was told that these are saved, knows nothing.
    let knows = found.store.as_ref().is_ok_and(|store| store.count() > 0);
    let turn = found.turn.as_ref().filter(|_| !knows);
    let turn = turn.and_then(|turn| turn.claims.as_ref());
    for lost in &plan.lost {
        let what = format!("{} cannot be read in the segments nor in the store", names.of(lost));
        let in_turn = turn.is_some_and(|turn| turn.start <= lost.start && lost.end <= turn.end);
        let perhaps = "; they may be what was being written when the power went, and was never \
                       acknowledged";
        opening.losses.push(what + if in_turn { perhaps } else { "" });
    }
    if let (Some(first), Some(last)) = (clashes.first(), clashes.last()) {
        opening.losses.push(format!(
            "segments and store disagree about {} of {}: what the segments say was kept",
            entries(clashes.len() as u64),
            names.of(&(*first..last + 1)),
        ));
    }
}

/// Builds `segments.ready` from what both hold.
fn build_segments(
    folder: &Folder,
    identity: Identity,
    sealing: &Sealing,
    plan: &Plan,
    segments: Option<&Segments>,
    store: Option<&Sled>,
) -> Result<(), JournalError> {
    let building = folder.root().join("segments.building");
    let mut new = Segments::create(&building, identity, sealing.clone())?;
    new.hurry();
    for (range, from_store) in &plan.parts {
        let from = if *from_store {
            store.map(|store| store as &dyn Store)
        } else {
            segments.map(|segments| segments as &dyn Store)
        };
        if let Some(from) = from {
            copy(from, range.clone(), &mut new)?;
        }
    }
    new.settle()?;
    drop(new);
    make_ready(folder, "segments")
}

/// Builds `store.ready` from the segments.
fn build_store(
    folder: &Folder,
    sealing: &Sealing,
    segments: &Segments,
) -> Result<(), JournalError> {
    let building = folder.root().join("store.building");
    let mut new = Sled::open(&building, sealing.clone())?;
    new.hurry();
    copy(segments, 0..segments.count(), &mut new)?;
    new.settle()?;
    drop(new);
    make_ready(folder, "store")
}

pub(super) fn copy(
    from: &dyn Store,
    range: Range<u64>,
    to: &mut dyn Store,
) -> Result<(), JournalError> {
    let mut batches = Batches::into(to);
    let mut result = Ok(());
    from.read(range, &mut |_, record| {
        result = batches.take(record);
        if result.is_ok() { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
    })?;
    result?;
    batches.finish()
}

/// Gives a witness that was built to the end the name under which it will be taken up.
pub(super) fn make_ready(folder: &Folder, name: &str) -> Result<(), JournalError> {
    let building = folder.root().join(format!("{name}.building"));
    sync_dir(&building)?;
    let ready = folder.root().join(format!("{name}.ready"));
    fs::rename(&building, &ready).map_err(failed("rename", &building))?;
    sync_dir(folder.root())
}

#[cfg(test)]
#[expect(clippy::single_range_in_vec_init, reason = "a list of ranges that has one")]
mod tests {
    use super::*;

    fn stock(held: &[Range<u64>]) -> Stock {
        let digests = held.iter().cloned().flatten().collect();
        Stock { held: held.to_vec(), digests }
    }

    #[test]
    fn what_neither_has_is_lost_and_the_rest_is_taken_from_whoever_has_it() {
        let plan = Plan::of(&stock(&[2..5, 8..10]), &stock(&[0..3, 6..7]), 12);
        let parts = [(0..2, true), (2..5, false), (6..7, true), (8..10, false)];
        assert_eq!(plan.parts, parts);
        assert_eq!(plan.lost, [5..6, 7..8, 10..12]);
        assert_eq!(plan.taken_from_store(), 3);
    }

    #[test]
    fn two_versions_of_one_record_are_noticed() {
        let mut other = stock(&[1..4]);
        other.digests[1] = 99;
        assert_eq!(stock(&[0..3]).clashes(&other), [2]);
        assert!(stock(&[0..3]).clashes(&stock(&[5..6])).is_empty());
    }
}
