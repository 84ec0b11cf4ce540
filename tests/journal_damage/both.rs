//! Both witnesses of a sealed study damaged: whatever one of them still has is there, and what
//! neither has is named, entry by entry.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use asdone::journal::keys::Key;
use asdone::journal::{Journal, JournalError, Mending};

use crate::{BATCH, COUNT, Damage, Sample, change, db, named, opened, places, segment};

/// A study that was opened until there was nothing more to find.
struct Account {
    /// Sequences that are not there.
    missing: BTreeSet<u64>,
    /// Everything that was said of repairs.
    repairs: Vec<String>,
    /// Everything that was said of losses.
    losses: Vec<String>,
}

impl Account {
    fn of(study: &Path, key: &Key, what: &str) -> Self {
        let (mut repairs, mut losses) = (Vec::new(), Vec::new());
        for _ in 0..4 {
            let (journal, opening) = opened(study, Some(key), what);
            let mut there = BTreeSet::new();
            let read = journal.replay(|entry| {
                there.insert(entry.header.seq);
            });
            let found = journal.verify().unwrap();
            drop(journal);
            let well = read.is_ok() && found.problems.is_empty();
            let quiet = well && opening.repairs.is_empty() && opening.losses.is_empty();
            repairs.extend(opening.repairs);
            losses.extend(opening.losses);
            if quiet {
                let missing = (1..=COUNT).filter(|seq| !there.contains(seq)).collect();
                assert!(there.iter().all(|seq| (1..=COUNT).contains(seq)), "{what}: {there:?}");
                return Self { missing, repairs, losses };
            }
        }
        panic!("{what}: each opening finds something new: {repairs:?} {losses:?}");
    }

    /// What is missing is what was said to be lost, entry for entry. Where it was said that the
    /// segments end in bytes that nothing names, the end may be missing too, and nothing before it.
    #[track_caller]
    fn is_exact(&self, what: &str) {
        let Self { missing, repairs, losses } = self;
        let (nameless, losses): (Vec<_>, Vec<_>) =
            losses.iter().cloned().partition(|said| said.contains("nothing says which entries"));
        let named = named(&losses);
        let end = missing.difference(&named).next().map_or(COUNT + 1, |first| *first);
        assert!(nameless.len() <= 1, "{what}: {nameless:?}");
        assert!(end > COUNT || nameless.len() == 1, "{what}: {missing:?} {repairs:?} {losses:?}");
        let expected: BTreeSet<u64> = named.into_iter().chain(end..=COUNT).collect();
        assert_eq!(expected, *missing, "{what}: {repairs:?} {losses:?} {nameless:?}");
    }
}

/// Sequences of the entries in the frame that a byte of the segment belongs to; none for the
/// header.
fn entries_at(bytes: &[u8], at: usize) -> BTreeSet<u64> {
    let mut begins = 104;
    while let Some(header) = bytes.get(begins..begins + 28) {
        let number = |from: usize, to: usize| {
            header[from..to].iter().fold(0u64, |number, byte| number << 8 | u64::from(*byte))
        };
        let ends = begins + 28 + number(4, 8) as usize;
        if (begins..ends).contains(&at) {
            let first = number(8, 16) + 1;
            return (first..first + number(16, 20)).collect();
        }
        begins = ends;
    }
    BTreeSet::new()
}

/// A copy that is damaged in one place of each witness.
fn hit(sample: &mut Sample, damage: Damage, in_segment: usize, in_db: usize) -> PathBuf {
    let study = sample.copy();
    damage.at(&segment(&study), in_segment);
    damage.at(&db(&study), in_db);
    study
}

#[test]
fn with_the_store_gone_exactly_the_batches_that_were_hit_are_lost() {
    let mut sample = Sample::sealed();
    let key = sample.key.clone().unwrap();
    let whole = fs::read(segment(&sample.whole)).unwrap();
    let places = places(whole.len(), 8);
    let lasts = [104 + 3, 104 + 30, whole.len() - 1];
    // One batch, or three that stand apart.
    let singly = places.iter().chain(&lasts).map(|at| vec![*at]);
    let three = places.windows(3).map(<[usize]>::to_vec);
    for hits in singly.chain(three) {
        let what = format!("store gone, segment flipped at {hits:?}");
        let hits: Vec<usize> = hits.into_iter().filter(|at| *at >= 104).collect();
        let study = sample.copy();
        let path = segment(&study);
        hits.iter().for_each(|at| Damage::FlippedBit.at(&path, *at));
        fs::remove_file(db(&study)).unwrap();
        let account = Account::of(&study, &key, &what);
        let expected: BTreeSet<u64> = hits.iter().flat_map(|at| entries_at(&whole, *at)).collect();
        assert!(expected.len() as u64 <= BATCH * hits.len() as u64, "{what}");
        assert_eq!(account.missing, expected, "{what}: {:?}", account.losses);
        account.is_exact(&what);
        fs::remove_dir_all(study).unwrap();
    }
}

#[test]
fn with_a_bit_flipped_in_both_no_more_is_lost_than_the_segments_lost_and_it_is_named() {
    let mut sample = Sample::sealed();
    let key = sample.key.clone().unwrap();
    let whole = fs::read(segment(&sample.whole)).unwrap();
    let in_segment = places(whole.len(), 20);
    // The second series runs the other way, so that the two do not keep step.
    let in_db = places(sample.length(db), 20).into_iter().rev();
    let (mut tried, mut lost) = (0, 0);
    for (one, other) in in_segment.into_iter().zip(in_db) {
        let what = format!("flipped at {one} of the segment and {other} of the store");
        let study = hit(&mut sample, Damage::FlippedBit, one, other);
        let account = Account::of(&study, &key, &what);
        account.is_exact(&what);
        assert!(!account.repairs.is_empty(), "{what}: never silently");
        let hit = entries_at(&whole, one);
        assert!(account.missing.is_subset(&hit), "{what}: {:?} of {hit:?}", account.missing);
        tried += 1;
        lost += usize::from(!account.missing.is_empty());
        fs::remove_dir_all(study).unwrap();
    }
    println!("{tried} times a bit in both: {lost} times something was lost, and named");
}

#[test]
fn with_a_page_zeroed_in_both_the_account_is_exact() {
    let mut sample = Sample::sealed();
    let key = sample.key.clone().unwrap();
    let in_segment = places(sample.length(segment), 6);
    let in_db = places(sample.length(db), 6).into_iter().rev();
    let (mut tried, mut lost) = (0, 0);
    for (one, other) in in_segment.into_iter().zip(in_db) {
        let what = format!("zeroed at {one} of the segment and {other} of the store");
        let study = hit(&mut sample, Damage::ZeroedPage, one, other);
        let account = Account::of(&study, &key, &what);
        account.is_exact(&what);
        assert!(!account.repairs.is_empty(), "{what}: never silently");
        tried += 1;
        lost += usize::from(!account.missing.is_empty());
        fs::remove_dir_all(study).unwrap();
    }
    println!("{tried} times a page in both: {lost} times something was lost, and named");
}

/// What befalls the bytes of the segments.
type Hit<'a> = &'a dyn Fn(&mut Vec<u8>);

#[test]
fn an_end_that_names_nothing_is_not_passed_over_where_the_store_cannot_tell() {
    let mut sample = Sample::sealed();
    let key = sample.key.clone().unwrap();
    let whole = fs::read(segment(&sample.whole)).unwrap();
    let last = entries_at(&whole, whole.len() - 1);
    let begins = (0..whole.len()).find(|at| entries_at(&whole, *at) == last).unwrap();
    let long = whole.len() - begins;
    // The last batch: its header hit, overwritten with zeros, and behind one that was hit as well.
    let zeros = |from: usize| move |bytes: &mut Vec<u8>| bytes[from..].fill(0);
    let hits: [(Hit<'_>, u64); 3] = [
        (&|bytes| bytes[begins + 9] ^= 1, COUNT - BATCH + 1),
        (&zeros(begins), COUNT - BATCH + 1),
        (&zeros(begins - 40), COUNT - 2 * BATCH + 1),
    ];
    for (n, (hit, first)) in hits.into_iter().enumerate() {
        let what = format!("the store gone, the last batch hit, {n}");
        let study = sample.copy();
        change(&segment(&study), hit);
        fs::remove_file(db(&study)).unwrap();
        let asked = Journal::open_with(&study, Some(&key), Mending::Ask);
        let Err(JournalError::NeedsRepair { account }) = asked else { panic!("{what}: not asked") };
        let account = account.join("; ");
        let said = format!("the last {long} bytes of the segments cannot be read");
        assert!(account.contains(&said) && !account.contains("nothing is lost"), "{account}");
        let account = Account::of(&study, &key, &what);
        assert_eq!(account.missing, (first..=COUNT).collect(), "{what}");
        assert!(account.losses.iter().any(|loss| loss.starts_with(&said)), "{:?}", account.losses);
        account.is_exact(&what);
        // With the store whole the same end is nobody's loss.
        let study = sample.copy();
        change(&segment(&study), hit);
        let account = Account::of(&study, &key, &what);
        assert_eq!((account.missing, account.losses), (BTreeSet::new(), vec![]), "{what}");
    }
}

/// Where both end too early, nothing says any more how many entries there were, as where an older
/// copy of both was put back: what is named is exact, that something had to be put right is said,
/// and what nothing names is the end and never something in between.
#[test]
fn with_both_cut_what_is_gone_is_named_as_far_as_anything_names_it() {
    let mut sample = Sample::sealed();
    let key = sample.key.clone().unwrap();
    let in_segment = places(sample.length(segment), 6);
    let in_db = places(sample.length(db), 6).into_iter().rev();
    let (mut tried, mut untold) = (0, 0);
    for (one, other) in in_segment.into_iter().zip(in_db) {
        let what = format!("cut at {one} of the segment and {other} of the store");
        let study = hit(&mut sample, Damage::Cut, one, other);
        let Account { missing, repairs, mut losses } = Account::of(&study, &key, &what);
        let said = format!("{what}: {repairs:?} {losses:?}");
        losses.retain(|loss| !loss.contains("nothing says which entries"));
        // What is missing and was not named is the end, without a gap.
        let unnamed: BTreeSet<u64> = missing.difference(&named(&losses)).copied().collect();
        let tail: BTreeSet<u64> = unnamed.first().map_or(0..0, |first| *first..COUNT + 1).collect();
        assert_eq!(unnamed, tail, "{said}");
        assert!(named(&losses).is_subset(&missing), "{said}");
        assert!(!repairs.is_empty(), "never silently: {said}");
        tried += 1;
        untold += usize::from(!unnamed.is_empty());
        fs::remove_dir_all(study).unwrap();
    }
    println!("{tried} times both cut: {untold} times nothing says how many entries there were");
}
