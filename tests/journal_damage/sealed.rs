//! A sealed study.

use std::fs;
use std::path::Path;

use asdone::journal::{CopyFound, Journal, restore};
use asdone::study::{Change, DeviceId, Purpose};

use crate::journal_kit::*;
use crate::{
    BATCH, COUNT, Damage, Sample, WITNESSES, change, comes_back, db, places, sealed_study, segment,
    unlocked,
};

#[test]
fn flipped_bits_in_either_witness_lose_nothing() {
    let mut sample = Sample::sealed();
    let length = sample.length(segment);
    let at = places(length, 20).into_iter().chain([3, 70, 90, 110, 135, length - 1]);
    // Every byte of the segments is under a seal or a check.
    let (noticed, all) = sample.is_hit(segment, at, Damage::FlippedBit);
    assert_eq!(noticed, all);
    let at = places(sample.length(db), 20);
    let (in_db, of_db) = sample.is_hit(db, at, Damage::FlippedBit);
    println!("flips: {all} in the segments, {of_db} in the store ({in_db} where something stood)");
    assert!(in_db > 0);
}

#[test]
fn a_zeroed_page_in_either_witness_loses_nothing() {
    let mut sample = Sample::sealed();
    for file in WITNESSES {
        let at = places(sample.length(file), 6);
        let (noticed, all) = sample.is_hit(file, at, Damage::ZeroedPage);
        println!("zeroed pages: {all}, {noticed} of them where something stood");
        assert!(noticed > 0);
    }
}

#[test]
fn a_cut_tail_of_either_witness_loses_nothing() {
    let mut sample = Sample::sealed();
    for file in WITNESSES {
        let length = sample.length(file);
        let at = places(length, 6).into_iter().chain([0, 50, length - 1]);
        let (noticed, all) = sample.is_hit(file, at, Damage::Cut);
        println!("cuts: {all}, {noticed} of them where something stood");
        assert!(noticed + 1 >= all, "the last byte of sled's file need not say anything");
    }
}

/// Every file of a study, by its path in the folder.
fn files(dir: &Path) -> Vec<String> {
    let mut found = Vec::new();
    for item in fs::read_dir(dir).unwrap().flatten() {
        let name = item.file_name().into_string().unwrap();
        match item.path().is_dir() {
            true => found.extend(files(&item.path()).iter().map(|below| format!("{name}/{below}"))),
            false => found.push(name),
        }
    }
    found.sort();
    found
}

#[test]
fn each_file_of_the_folder_deleted_in_turn_loses_nothing_and_is_said() {
    let mut sample = Sample::sealed();
    let all = files(&sample.whole);
    let matter = ["keys", "keys.copy", "segments/00000001.seg", "store/db", "study"];
    assert!(matter.iter().all(|name| all.iter().any(|file| file == name)), "{all:?}");
    for file in &all {
        let study = sample.copy();
        fs::remove_file(study.join(file)).unwrap();
        let key = unlocked(&study, file);
        let said = comes_back(&study, Some(&key), COUNT, file);
        let matters = matter.contains(&file.as_str());
        assert!(!matters || !said.is_empty(), "{file}: never silently");
        // Whatever was written again is what was there.
        if ["keys", "keys.copy", "study"].contains(&file.as_str()) {
            let [was, is] = [&sample.whole, &study].map(|dir| fs::read(dir.join(file)).unwrap());
            assert!(was == is, "{file}");
        }
    }
    for folder in ["segments", "store", "drafts", "inbox", "set-aside"] {
        let study = sample.copy();
        fs::remove_dir_all(study.join(folder)).unwrap();
        let key = unlocked(&study, folder);
        comes_back(&study, Some(&key), COUNT, folder);
    }
}

/// Sealing is slow in a build for tests, and segments are long: the first of two is deleted, and with
/// `ASDONE_SLOW=1` each of three.
#[test]
fn each_segment_deleted_in_turn_comes_back_from_the_store() {
    let slow = std::env::var_os("ASDONE_SLOW").is_some();
    let dir = tempfile::tempdir().unwrap();
    let (whole, key) = sealed_study(dir.path(), 0, 1);
    let (mut journal, _) = Journal::open(&whole, Some(&key)).unwrap();
    let long = |n| {
        let Change::Recorded(mut note) = observation(n) else { panic!("an observation") };
        note.text.push_str(&"and went back to read it once more. ".repeat(800));
        Change::Recorded(note)
    };
    let wanted = if slow { "segments/00000003.seg" } else { "segments/00000002.seg" };
    while !whole.join(wanted).exists() {
        let n = journal.entries();
        journal.append(&[long(n)], Purpose::Do, 1_767_225_600_000 + n as i64).unwrap();
    }
    let count = journal.entries();
    drop(journal);
    let segments = files(&whole.join("segments"));
    for name in segments.iter().take(if slow { 3 } else { 1 }) {
        let study = dir.path().join(name);
        copy_dir(&whole, &study);
        fs::remove_file(study.join("segments").join(name)).unwrap();
        let (journal, opening) = Journal::open(&study, Some(&key)).unwrap();
        assert_eq!((opening.entries, opening.losses), (count, vec![]), "{name}");
        let from_store = opening.repairs.iter().any(|said| said.contains("from the store"));
        assert!(from_store, "{name}: {:?}", opening.repairs);
        assert!(replayed(&journal).iter().map(number).eq(0..count), "{name}");
        drop(journal);
        if slow {
            comes_back(&study, Some(&key), count, name);
        }
        fs::remove_dir_all(study).unwrap();
    }
}

#[test]
fn flipped_bits_in_the_small_files_are_put_right() {
    let mut sample = Sample::sealed();
    for file in ["study", "keys", "keys.copy"] {
        let length = fs::metadata(sample.whole.join(file)).unwrap().len() as usize;
        for at in places(length, 8) {
            let study = sample.copy();
            change(&study.join(file), |bytes| bytes[at] ^= 0x20);
            let what = format!("{file}, byte {at}");
            let key = unlocked(&study, &what);
            let said = comes_back(&study, Some(&key), COUNT, &what);
            assert!(!said.is_empty(), "{what}: never silently");
        }
    }
}

#[test]
fn a_snapshot_left_half_written_does_no_harm() {
    let mut sample = Sample::sealed();
    let study = sample.copy();
    fs::write(study.join("store/snap.0000000000000042.generating"), "half").unwrap();
    let said = comes_back(&study, sample.key.as_ref(), COUNT, "a snapshot");
    assert_eq!(said, Vec::<String>::new());
}

#[test]
fn an_older_copy_of_either_witness_is_brought_up_to_date() {
    for witness in ["segments", "store"] {
        let dir = tempfile::tempdir().unwrap();
        let (path, key) = sealed_study(dir.path(), 300, 7);
        let older = dir.path().join("older");
        copy_dir(&path.join(witness), &older);
        let (mut journal, _) = Journal::open(&path, Some(&key)).unwrap();
        add(&mut journal, 300, COUNT, BATCH as usize);
        drop(journal);
        fs::remove_dir_all(path.join(witness)).unwrap();
        fs::rename(&older, path.join(witness)).unwrap();
        let said = comes_back(&path, Some(&key), COUNT, witness);
        assert!(said[0].starts_with("120 entries that the "), "{said:?}");
    }
}

/// Nothing in the folder can tell an older state of the whole folder from the study as it was then:
/// this is so by design, and SECURITY.md says it. What stands elsewhere can.
#[test]
fn an_older_copy_of_both_witnesses_opens_without_a_word_and_is_noticed_by_a_copy_elsewhere() {
    let dir = tempfile::tempdir().unwrap();
    let (path, key) = sealed_study(dir.path(), 300, 7);
    let older = dir.path().join("older");
    copy_dir(&path, &older);
    let stick = dir.path().join("stick");
    let (mut journal, _) = Journal::open(&path, Some(&key)).unwrap();
    add(&mut journal, 300, COUNT, BATCH as usize);
    journal.snapshot().unwrap().unwrap().back_up(&stick, true, 5).unwrap();
    drop(journal);
    for witness in ["segments", "store"] {
        fs::remove_dir_all(path.join(witness)).unwrap();
        copy_dir(&older.join(witness), &path.join(witness));
    }

    // Not noticed: the folder itself says that all is well, though 120 entries are gone.
    let (journal, opening) = Journal::open(&path, Some(&key)).unwrap();
    assert_eq!((opening.entries, opening.repairs, opening.losses), (300, vec![], vec![]));
    let verified = journal.verify().unwrap();
    assert_eq!((verified.entries, verified.problems, verified.missing), (300, vec![], vec![]));

    // Noticed: by the copy, which keeps what the study has no more and can give it back.
    let copy = CopyFound::open(&stick, Some(&key)).unwrap();
    let differs = copy.compare(&journal).unwrap();
    assert_eq!(differs.len(), 1, "{differs:?}");
    assert!(differs[0].starts_with("120 entries of the copy are not in this study"), "{differs:?}");
    let refused = journal.snapshot().unwrap().unwrap().back_up(&stick, false, 6).unwrap_err();
    let refused = refused.to_string();
    assert!(refused.contains("420 entries and this study only 300"), "{refused}");
    drop(journal);
    let again = dir.path().join("again");
    let restored = restore(&stick, &again, Some(&key), DeviceId(3)).unwrap();
    assert_eq!((restored.entries, restored.missing), (COUNT, vec![]));
}
