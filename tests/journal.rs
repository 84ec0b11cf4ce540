//! What the journal promises to whoever shows "saved" after it.

#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "a test says so by failing"
)]

mod journal_kit;

use asdone::journal::{Identity, Journal, JournalError, survey};
use asdone::study::{Change, Content, Purpose, Source, StudyField, StudyId};
use journal_kit::*;

#[test]
fn what_was_saved_is_there_after_closing_and_opening() {
    let dir = tempfile::tempdir().unwrap();
    let path = study(dir.path(), 700, 3);
    let opening = open_whole(&path, 700);
    assert!(opening.repairs.is_empty(), "{opening:?}");
    let (mut journal, _) = Journal::open(&path, None).unwrap();
    add(&mut journal, 700, 705, 1);
    drop(journal);
    open_whole(&path, 705);
    let (journal, _) = Journal::open(&path, None).unwrap();
    let verified = journal.verify().unwrap();
    assert_eq!((verified.entries, verified.problems, verified.missing), (705, vec![], vec![]));
}

#[test]
fn an_act_is_one_act_however_many_batches_it_takes() {
    let mut journal = Journal::in_memory(identity(), None);
    let first = journal.append(&[observation(0)], Purpose::Do, 1_000).unwrap();
    assert_eq!((first[0].header.seq, first[0].header.act), (1, 1));
    let changes: Vec<Change> = (1..251).map(observation).collect();
    let entries = journal.append(&changes, Purpose::Redo(1), 1_000).unwrap();
    assert!(entries.iter().all(|entry| entry.header.act == 2));
    assert!(entries.iter().all(|entry| entry.header.purpose == Purpose::Redo(1)));
    let numbers: Vec<u64> = entries.iter().map(|entry| entry.header.seq).collect();
    assert_eq!(numbers, (2..252).collect::<Vec<_>>());
    assert!(entries.windows(2).all(|two| two[0].header.time < two[1].header.time));
    let all = replayed(&journal);
    assert_eq!(all[1..], entries);
}

#[test]
fn time_never_goes_back_even_if_the_clock_does() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("study");
    let mut journal = Journal::create(&path, identity(), None).unwrap();
    let late = journal.append(&[observation(0)], Purpose::Do, 2_000_000).unwrap();
    drop(journal);
    let (mut journal, _) = Journal::open(&path, None).unwrap();
    let early = journal.append(&[observation(1)], Purpose::Do, 1_000).unwrap();
    assert!(early[0].header.time > late[0].header.time);
}

#[test]
fn a_failing_store_stops_the_journal_and_leaves_nothing_half_visible() {
    for fail_at in 1..6 {
        let mut journal = Journal::in_memory(identity(), Some(fail_at));
        for n in 0..fail_at - 1 {
            journal.append(&[observation(n)], Purpose::Do, 0).unwrap();
        }
        let act = [observation(90), observation(91)];
        let failed = journal.append(&act, Purpose::Do, 0).unwrap_err();
        assert!(failed.hint().unwrap().contains("make room"), "{failed}");
        let stopped = journal.append(&act, Purpose::Do, 0).unwrap_err();
        assert!(matches!(stopped, JournalError::Stopped { .. }), "{stopped}");
        let numbers: Vec<u64> = replayed(&journal).iter().map(number).collect();
        assert_eq!(numbers, (0..fail_at - 1).collect::<Vec<_>>());
    }
}

#[test]
fn of_an_act_of_very_many_entries_the_thousands_before_a_failure_stay_whole() {
    let mut journal = Journal::in_memory(identity(), Some(2));
    let changes: Vec<Change> = (0..2_500).map(observation).collect();
    journal.append(&changes, Purpose::Do, 0).unwrap_err();
    let numbers: Vec<u64> = replayed(&journal).iter().map(number).collect();
    assert_eq!(numbers, (0..1_000).collect::<Vec<_>>());
}

#[test]
fn a_text_too_large_is_refused_before_anything_is_written() {
    let mut journal = Journal::in_memory(identity(), None);
    let form = |text: String| StudyField::Form { name: "shift".to_owned(), text };
    let large = Change::StudySet { set: form("x".repeat(50_000)), was: form(String::new()) };
    let refused = journal.append(&[observation(0), large], Purpose::Do, 0).unwrap_err();
    assert!(matches!(refused, JournalError::TooLarge { .. }), "{refused}");
    assert_eq!(journal.entries(), 0);
    journal.append(&[observation(0)], Purpose::Do, 0).unwrap();
}

#[test]
fn whatever_no_screen_may_show_is_refused_at_the_last_door_too() {
    let mut journal = Journal::in_memory(identity(), None);
    for name in ["a\u{1b}[2J", "two\nlines", &"x".repeat(81)] {
        let change = Change::Founded { study: identity().study, name: name.to_owned() };
        let refused = journal.append(&[observation(0), change], Purpose::Do, 0).unwrap_err();
        assert!(matches!(refused, JournalError::Unfit(_)), "{refused}");
    }
    assert_eq!(journal.entries(), 0);
}

#[test]
fn a_note_from_the_inbox_is_written_down_within_the_life_of_the_study() {
    const DAY: i64 = 86_400_000;
    let made = 1_767_225_600_000;
    let uuid = uuid::Builder::from_unix_timestamp_millis(1_767_225_600_000, &[7; 10]).into_uuid();
    let study = StudyId::from(uuid);
    let mut journal = Journal::in_memory(Identity { study, ..identity() }, None);
    let now = made + 10 * DAY;
    let believed =
        [(made - 9_000 * DAY, made), (made + 3 * DAY, made + 3 * DAY), (now + 9_000 * DAY, now)];
    for (n, (said, dated)) in (0..).zip(believed) {
        let Change::Recorded(mut note) = observation(n) else { panic!("a note") };
        (note.source, note.recorded_at.millis) = (Source::Inbox, said);
        let entries = journal.append(&[Change::Recorded(note)], Purpose::Do, now).unwrap();
        let Content::Known(Change::Recorded(note)) = &entries[0].content else { panic!("a note") };
        assert_eq!(note.recorded_at.millis, dated);
    }
    assert_eq!(replayed(&journal).len(), 3);
}

#[test]
fn a_second_opening_is_told_who_has_the_study() {
    let dir = tempfile::tempdir().unwrap();
    let path = study(dir.path(), 1, 1);
    let (first, _) = Journal::open(&path, None).unwrap();
    let Err(refused) = Journal::open(&path, None) else { panic!("opened twice") };
    let JournalError::Locked { holder: Some(holder), .. } = &refused else {
        panic!("{refused}");
    };
    assert!(holder.starts_with(&format!("process {}, since ", std::process::id())), "{holder}");
    drop(first);
    open_whole(&path, 1);
}

#[test]
fn a_folder_that_is_not_a_study_is_left_as_it_was() {
    let dir = tempfile::tempdir().unwrap();
    std::fs::write(dir.path().join("shopping.txt"), "milk").unwrap();
    for path in [dir.path().to_path_buf(), dir.path().join("nowhere")] {
        let Err(refused) = Journal::open(&path, None) else { panic!("opened") };
        assert!(matches!(refused, JournalError::NotAStudy { .. }), "{refused}");
    }
    assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 1);
    std::fs::write(dir.path().join("study"), "my notes").unwrap();
    let Err(refused) = Journal::open(dir.path(), None) else { panic!("opened") };
    assert!(matches!(refused, JournalError::NotAStudy { .. }), "{refused}");
    assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 2);
}

#[test]
fn a_study_is_not_made_over_another() {
    let dir = tempfile::tempdir().unwrap();
    let path = study(dir.path(), 3, 1);
    for file in [None, Some("study")] {
        if let Some(file) = file {
            std::fs::remove_file(path.join(file)).unwrap();
        }
        let Err(refused) = Journal::create(&path, identity(), None) else { panic!("made twice") };
        assert!(matches!(refused, JournalError::AlreadyThere { .. }), "{refused}");
    }
    open_whole(&path, 3);
}

#[test]
fn a_study_from_a_newer_version_is_refused_untouched() {
    let dir = tempfile::tempdir().unwrap();
    let path = study(dir.path(), 3, 1);
    let lines = "asdone study\nformat 4\nsealed argon2id\n";
    let check: String = blake3::hash(lines.as_bytes()).to_hex().chars().take(32).collect();
    std::fs::write(path.join("study"), format!("{lines}check {check}\n")).unwrap();
    let Err(refused) = Journal::open(&path, None) else { panic!("opened") };
    assert!(matches!(refused, JournalError::Newer { found: 4, known: 3 }), "{refused}");
}

#[test]
fn the_parts_of_a_study_can_be_looked_at_while_it_is_open() {
    let dir = tempfile::tempdir().unwrap();
    let path = study(dir.path(), 100, 100);
    let (_journal, _) = Journal::open(&path, None).unwrap();
    let survey = survey(&path).unwrap();
    assert_eq!(survey.identity, identity());
    let of = |what| survey.parts.iter().find(|part| part.what == what).unwrap();
    assert_eq!(of("segments").files, 1);
    assert!(of("segments").bytes > 20_000);
    assert!(of("store").bytes > 20_000);
    assert_eq!(of("inbox").files, 0);
}

#[cfg(unix)]
#[test]
fn nobody_else_can_look_into_a_study() {
    use std::os::unix::fs::PermissionsExt;
    let dir = tempfile::tempdir().unwrap();
    let path = study(dir.path(), 3, 1);
    let mut places = vec![path];
    while let Some(place) = places.pop() {
        let mode = std::fs::metadata(&place).unwrap().permissions().mode() & 0o777;
        let wanted = if place.is_dir() { 0o700 } else { 0o600 };
        assert_eq!(mode, wanted, "{}", place.display());
        if place.is_dir() {
            places.extend(std::fs::read_dir(&place).unwrap().map(|item| item.unwrap().path()));
        }
    }
}
