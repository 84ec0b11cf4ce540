//! A study in clear.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use asdone::journal::Journal;

use crate::journal_kit::*;
use crate::{COUNT, Damage, Sample, WITNESSES, change, comes_back, db, named, places, segment};

fn everything_comes_back(study: &Path, what: &str) {
    comes_back(study, None, COUNT, what);
}

#[test]
fn flipped_bits_in_the_segments_lose_nothing() {
    let mut sample = Sample::clear();
    let length = sample.length(segment);
    let at = places(length, 20).into_iter().chain([3, 70, 90, length - 1]);
    sample.is_hit(segment, at, Damage::FlippedBit);
}

#[test]
fn flipped_bits_in_the_store_lose_nothing() {
    let mut sample = Sample::clear();
    sample.is_hit(db, places(sample.length(db), 20), Damage::FlippedBit);
}

#[test]
fn a_zeroed_page_in_either_witness_loses_nothing() {
    let mut sample = Sample::clear();
    for file in WITNESSES {
        sample.is_hit(file, places(sample.length(file), 6), Damage::ZeroedPage);
    }
}

#[test]
fn a_cut_tail_of_either_witness_loses_nothing() {
    let mut sample = Sample::clear();
    for file in WITNESSES {
        let length = sample.length(file);
        let at = places(length, 6).into_iter().chain([0, 50, length - 1]);
        sample.is_hit(file, at, Damage::Cut);
    }
}

#[test]
fn any_one_file_deleted_loses_nothing() {
    let mut sample = Sample::clear();
    let files = ["study", "lock", "segments/00000001.seg", "store/db", "store/conf"];
    for file in files {
        let study = sample.copy();
        fs::remove_file(study.join(file)).unwrap();
        everything_comes_back(&study, file);
    }
    for folder in ["segments", "store", "drafts", "inbox", "set-aside"] {
        let study = sample.copy();
        fs::remove_dir_all(study.join(folder)).unwrap();
        everything_comes_back(&study, folder);
    }
}

#[test]
fn a_deleted_segment_in_the_middle_comes_back_from_the_store() {
    let dir = tempfile::tempdir().unwrap();
    let path = study(dir.path(), 24_000, 100);
    for file in ["segments/00000002.seg", "segments/00000001.seg"] {
        assert!(path.join("segments/00000003.seg").exists());
        fs::remove_file(path.join(file)).unwrap();
        let opening = open_whole(&path, 24_000);
        assert!(opening.repairs.iter().any(|said| said.contains("from the store")), "{opening:?}");
    }
    let (journal, _) = Journal::open(&path, None).unwrap();
    assert_eq!(journal.verify().unwrap().problems, Vec::<String>::new());
}

#[test]
fn a_snapshot_left_half_written_does_no_harm() {
    let mut sample = Sample::clear();
    let study = sample.copy();
    fs::write(study.join("store/snap.0000000000000042.generating"), "half").unwrap();
    let opening = open_whole(&study, COUNT);
    assert!(opening.repairs.is_empty(), "{opening:?}");
}

#[test]
fn an_older_copy_of_either_witness_is_brought_up_to_date() {
    for witness in ["segments", "store"] {
        let dir = tempfile::tempdir().unwrap();
        let path = study(dir.path(), 300, 7);
        let older = dir.path().join("older");
        copy_dir(&path.join(witness), &older);
        let (mut journal, _) = Journal::open(&path, None).unwrap();
        add(&mut journal, 300, COUNT, 7);
        drop(journal);
        fs::remove_dir_all(path.join(witness)).unwrap();
        fs::rename(&older, path.join(witness)).unwrap();
        let (journal, opening) = Journal::open(&path, None).unwrap();
        assert_eq!(opening.entries, COUNT);
        assert!(opening.repairs[0].starts_with("120 entries"), "{opening:?}");
        drop(journal);
        everything_comes_back(&path, witness);
    }
}

#[test]
fn a_batch_torn_while_being_written_is_cut_off_and_said() {
    let mut sample = Sample::clear();
    let study = sample.copy();
    // A whole frame from elsewhere, cut: what a kill in the middle of a write leaves.
    let bytes = fs::read(segment(&study)).unwrap();
    for torn in [10, 27, 40, 300] {
        let study = sample.copy();
        change(&segment(&study), |all| all.extend_from_slice(&bytes[104..104 + torn]));
        let (journal, opening) = Journal::open(&study, None).unwrap();
        assert_eq!((opening.entries, &opening.losses), (COUNT, &vec![]), "{opening:?}");
        assert!(opening.repairs[0].contains("never acknowledged"), "{opening:?}");
        drop(journal);
        everything_comes_back(&study, &format!("torn {torn}"));
    }
}

/// A study of 300 notes to which more were added, its store put back to what it was before; and where each frame
/// of what was added begins.
fn store_left_behind(dir: &Path, more: u64, by: usize) -> (PathBuf, Vec<usize>) {
    let path = study(dir, 300, 7);
    let before = dir.join("before");
    copy_dir(&path.join("store"), &before);
    let length = fs::metadata(segment(&path)).unwrap().len() as usize;
    let (mut journal, _) = Journal::open(&path, None).unwrap();
    add(&mut journal, 300, 300 + more, by);
    drop(journal);
    fs::remove_dir_all(path.join("store")).unwrap();
    fs::rename(&before, path.join("store")).unwrap();
    let bytes = fs::read(segment(&path)).unwrap();
    let begins = (length..bytes.len()).filter(|at| bytes[*at..].starts_with(b"asdF")).collect();
    (path, begins)
}

#[test]
fn of_a_turn_of_several_batches_that_the_power_cut_off_no_hole_is_left() {
    let dir = tempfile::tempdir().unwrap();
    let (whole, begins) = store_left_behind(dir.path(), 350, 350);
    assert_eq!(begins.len(), 4, "three full frames and one of fifty");
    for (nth, begin) in begins.iter().enumerate().take(3) {
        for (damage, length) in [("a page", 4096), ("a header", 28), ("a bit", 0)] {
            let what = format!("{damage} of frame {nth}");
            let study = dir.path().join(&what);
            copy_dir(&whole, &study);
            change(&segment(&study), |bytes| match length {
                0 => bytes[begin + 900] ^= 1,
                length => bytes[*begin..begin + length].fill(0),
            });
            let count = 300 + 100 * nth as u64;
            let (journal, opening) = Journal::open(&study, None).unwrap();
            assert_eq!((opening.entries, &opening.losses), (count, &vec![]), "{what}: {opening:?}");
            assert!(opening.repairs[0].contains("never acknowledged"), "{what}: {opening:?}");
            drop(journal);
            comes_back(&study, None, count, &what);
        }
    }
}

#[test]
fn a_hole_in_what_may_be_an_unfinished_turn_is_said_to_be_that_where_the_store_is_gone_too() {
    let dir = tempfile::tempdir().unwrap();
    let (whole, begins) = store_left_behind(dir.path(), 150, 150);
    let emptied = |bytes: &mut Vec<u8>| bytes.truncate(3);
    let garbled = |bytes: &mut Vec<u8>| bytes.fill(0x5a);
    for (what, damage) in [("emptied", emptied as fn(&mut Vec<u8>)), ("garbled", garbled)] {
        let study = dir.path().join(what);
        copy_dir(&whole, &study);
        change(&segment(&study), |bytes| bytes[begins[0] + 900] ^= 1);
        change(&db(&study), damage);
        let (journal, opening) = Journal::open(&study, None).unwrap();
        // Nothing knows any more whether it was acknowledged, so what can be read of it stays.
        assert_eq!(named(&opening.losses), (301..=400).collect(), "{what}: {opening:?}");
        assert!(opening.losses[0].contains("never acknowledged"), "{what}: {opening:?}");
        let numbers: Vec<u64> = replayed(&journal).iter().map(number).collect();
        assert!(numbers.into_iter().eq((0..300).chain(400..450)), "{what}");
    }
}

#[test]
fn what_was_saved_one_by_one_is_never_taken_for_a_turn_that_was_cut_off() {
    let dir = tempfile::tempdir().unwrap();
    let (study, begins) = store_left_behind(dir.path(), 5, 1);
    change(&segment(&study), |bytes| bytes[begins[1] + 60] ^= 1);
    let (journal, opening) = Journal::open(&study, None).unwrap();
    assert_eq!(named(&opening.losses), BTreeSet::from([302]), "{opening:?}");
    assert!(!opening.losses[0].contains("never acknowledged"), "{opening:?}");
    let numbers: Vec<u64> = replayed(&journal).iter().map(number).collect();
    assert!(numbers.into_iter().eq((0..305).filter(|n| *n != 301)));
}

#[test]
fn a_copy_taken_of_one_witness_between_the_two_writes_is_completed() {
    let dir = tempfile::tempdir().unwrap();
    let path = study(dir.path(), 10, 1);
    let before = dir.path().join("before");
    copy_dir(&path.join("store"), &before);
    let (mut journal, _) = Journal::open(&path, None).unwrap();
    add(&mut journal, 10, 13, 3);
    drop(journal);
    fs::remove_dir_all(path.join("store")).unwrap();
    fs::rename(&before, path.join("store")).unwrap();
    let opening = open_whole(&path, 13);
    assert_eq!(opening.repairs, ["3 entries that the store lacked were taken from the segments"]);
}

#[test]
fn with_both_damaged_the_account_is_exact() {
    let mut sample = Sample::clear();
    let length = sample.length(segment);
    for at in places(length, 8).into_iter().chain([length - 1]) {
        let study = sample.copy();
        change(&segment(&study), |bytes| bytes[at.max(100)] ^= 1);
        fs::remove_file(db(&study)).unwrap();
        let (journal, opening) = Journal::open(&study, None).unwrap();
        let there: BTreeSet<u64> = replayed(&journal).iter().map(|e| e.header.seq).collect();
        let missing: BTreeSet<u64> = (1..=COUNT).filter(|seq| !there.contains(seq)).collect();
        assert!(!missing.is_empty() && missing.len() <= 7, "byte {at}: {missing:?}");
        assert_eq!(named(&opening.losses), missing, "byte {at}: {opening:?}");
        let verified = journal.verify().unwrap();
        assert_eq!(verified.problems, Vec::<String>::new());
        // A loss at the very end leaves no gap behind it.
        if !missing.contains(&COUNT) {
            assert_eq!(verified.missing.len(), 1, "{verified:?}");
        }
        drop(journal);
        let (mut journal, again) = Journal::open(&study, None).unwrap();
        assert_eq!((again.repairs, again.losses), (vec![], vec![]));
        add(&mut journal, COUNT, COUNT + 3, 1);
    }
}

#[test]
fn damage_found_while_reading_is_told_and_mended_at_the_next_opening() {
    let mut sample = Sample::clear();
    let study = sample.copy();
    let length = fs::metadata(segment(&study)).unwrap().len() as usize;
    let (journal, _) = Journal::open(&study, None).unwrap();
    change(&segment(&study), |bytes| bytes[length / 2] ^= 1);
    assert_eq!(replayed(&journal).len() as u64, COUNT);
    drop(journal);
    let opening = open_whole(&study, COUNT);
    assert_eq!(opening.repairs.len(), 1, "{opening:?}");
    assert!(study.join("set-aside/segments-1").is_dir());
}

#[test]
fn with_nothing_left_the_study_says_so() {
    let mut sample = Sample::clear();
    let study = sample.copy();
    fs::remove_dir_all(study.join("segments")).unwrap();
    fs::remove_dir_all(study.join("store")).unwrap();
    let Err(refused) = Journal::open(&study, None) else { panic!("opened nothing") };
    assert!(refused.to_string().contains("segments are gone"), "{refused}");
}

#[test]
fn an_interrupted_repair_is_finished_or_begun_again() {
    let mut sample = Sample::clear();
    let study = sample.copy();
    fs::create_dir(study.join("segments.building")).unwrap();
    fs::create_dir(study.join("store.building")).unwrap();
    assert!(open_whole(&study, COUNT).repairs.is_empty());

    let study = sample.copy();
    fs::rename(study.join("segments"), study.join("segments.ready")).unwrap();
    let opening = open_whole(&study, COUNT);
    assert_eq!(opening.repairs, ["a repair of the segments was interrupted and now finished"]);

    let study = sample.copy();
    copy_dir(&study.join("store"), &study.join("store.ready"));
    change(&db(&study), |bytes| bytes.truncate(100));
    open_whole(&study, COUNT);
    assert!(study.join("set-aside/store-1").is_dir());
}
