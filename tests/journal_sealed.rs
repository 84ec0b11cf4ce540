//! Sealed studies on disk: what opens them, what does not, and that nothing of a note can be read
//! in any file of the folder.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests may panic")]

mod journal_kit;

use std::fs;
use std::path::{Path, PathBuf};

use asdone::journal::keys::{self, Cost, NewKeys, Secret, SecretString};
use asdone::journal::{DraftSlot, Drafts, Inbox, Journal, JournalError, Opening};
use asdone::study::{Change, Content, Purpose, Source, StudyId};
use journal_kit::{add, identity, number, observation, replayed};

/// Quick to try, for tests.
const CHEAP: Cost = Cost { memory: 64, passes: 1, lanes: 1 };

fn secret(typed: &str) -> SecretString {
    SecretString::from(typed.to_owned())
}

fn new_keys() -> NewKeys {
    NewKeys::make(identity().study, &secret("correct horse"), None, CHEAP).unwrap()
}

/// A sealed study with `count` observations, closed again.
fn sealed(dir: &Path, count: u64) -> PathBuf {
    let path = dir.join("study");
    let mut journal = Journal::create(&path, identity(), Some(&new_keys())).unwrap();
    add(&mut journal, 0, count, 7);
    path
}

fn unlock(path: &Path) -> keys::Key {
    keys::unlock(path, &Secret::Passphrase(secret("correct horse"))).unwrap()
}

fn refused(path: &Path, key: Option<&keys::Key>) -> String {
    match Journal::open(path, key) {
        Ok(_) => panic!("opened"),
        Err(error) => error.to_string(),
    }
}

/// Every file below `dir` in which `text` can be found.
fn found_in(dir: &Path, text: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for item in fs::read_dir(dir).unwrap().map(Result::unwrap) {
        let path = item.path();
        if path.is_dir() {
            found.extend(found_in(&path, text));
        } else if fs::read(&path).unwrap().windows(text.len()).any(|part| part == text.as_bytes()) {
            found.push(path);
        }
    }
    found
}

#[test]
fn what_was_sealed_comes_back_with_the_passphrase_and_cannot_be_read_without() {
    let dir = tempfile::tempdir().unwrap();
    let path = sealed(dir.path(), 700);
    assert!(keys::is_sealed(&path).unwrap());
    assert!(matches!(Journal::open(&path, None), Err(JournalError::Sealed { .. })));
    for words in ["rang school", "p.anticipate", "duty desk"] {
        assert_eq!(found_in(&path, words), Vec::<PathBuf>::new(), "{words}");
    }
    let (mut journal, opening) = Journal::open(&path, Some(&unlock(&path))).unwrap();
    assert_eq!(opening, Opening { entries: 700, ..Opening::default() });
    let numbers: Vec<u64> = replayed(&journal).iter().map(number).collect();
    assert_eq!(numbers, (0..700).collect::<Vec<_>>());
    add(&mut journal, 700, 720, 1);
    assert_eq!(journal.verify().unwrap().problems, Vec::<String>::new());
}

#[test]
fn a_wrong_passphrase_and_a_foreign_key_are_refused_by_name_and_change_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let path = sealed(dir.path(), 30);
    let wrong = keys::unlock(&path, &Secret::Passphrase(secret("incorrect horse")));
    assert_eq!(wrong.unwrap_err().to_string(), "the passphrase is not right");
    let other = NewKeys::make(identity().study, &secret("x"), None, CHEAP).unwrap();
    let said = refused(&path, Some(other.key()));
    assert!(said.ends_with("they are not those that its notes were sealed with"), "{said}");
    let foreign = NewKeys::make(StudyId(1), &secret("x"), None, CHEAP).unwrap();
    let said = refused(&path, Some(foreign.key()));
    assert!(said.ends_with("they belong to another study"), "{said}");
    let (_, opening) = Journal::open(&path, Some(&unlock(&path))).unwrap();
    assert_eq!(opening, Opening { entries: 30, ..Opening::default() });
}

#[test]
fn a_study_that_says_it_is_not_sealed_is_not_believed() {
    let dir = tempfile::tempdir().unwrap();
    let path = sealed(dir.path(), 30);
    let clear = journal_kit::study(&dir.path().join("other"), 0, 1);
    fs::copy(clear.join("study"), path.join("study")).unwrap();
    assert!(matches!(Journal::open(&path, None), Err(JournalError::Sealed { .. })));
    let (journal, opening) = Journal::open(&path, Some(&unlock(&path))).unwrap();
    assert_eq!((journal.entries(), opening.losses), (30, vec![]));
    assert!(opening.repairs[0].contains("did not say that the study is sealed"));
}

#[test]
fn one_copy_of_the_keys_mends_the_other() {
    for (hurt, whole) in [("keys", "keys.copy"), ("keys.copy", "keys")] {
        for how in ["gone", "damaged", "older"] {
            let dir = tempfile::tempdir().unwrap();
            let path = sealed(dir.path(), 3);
            let before = fs::read(path.join(hurt)).unwrap();
            let new = secret("battery staple");
            keys::change_passphrase(&path, &unlock(&path), &new, CHEAP).unwrap();
            let after = fs::read(path.join(whole)).unwrap();
            match how {
                "gone" => fs::remove_file(path.join(hurt)).unwrap(),
                "damaged" => fs::write(path.join(hurt), &after[..after.len() / 2]).unwrap(),
                _ => fs::write(path.join(hurt), before).unwrap(),
            }
            let key = keys::unlock(&path, &Secret::Passphrase(new)).unwrap();
            let (_, opening) = Journal::open(&path, Some(&key)).unwrap();
            assert_eq!(opening.repairs.len(), 1, "{hurt} {how}: {opening:?}");
            assert_eq!(fs::read(path.join(hurt)).unwrap(), after, "{hurt} {how}");
        }
    }
}

#[test]
fn without_its_keys_a_study_says_so() {
    let dir = tempfile::tempdir().unwrap();
    let path = sealed(dir.path(), 3);
    let key = unlock(&path);
    fs::remove_file(path.join("keys")).unwrap();
    fs::remove_file(path.join("keys.copy")).unwrap();
    let said = keys::unlock(&path, &Secret::Passphrase(secret("correct horse"))).unwrap_err();
    assert!(said.to_string().contains("both copies of the file are gone"), "{said}");
    assert!(matches!(Journal::open(&path, None), Err(JournalError::Sealed { .. })));
    assert!(Inbox::of(&path).drop_note(&[observation(1)]).is_err());
    drop(key);
}

#[test]
fn a_note_is_left_without_a_passphrase_and_read_with_the_key_alone() {
    let dir = tempfile::tempdir().unwrap();
    let path = sealed(dir.path(), 3);
    let inbox = Inbox::of(&path);
    inbox.drop_note(&[observation(1)]).unwrap();
    assert_eq!(found_in(&path, "rang school"), Vec::<PathBuf>::new());
    assert_eq!(inbox.count().unwrap(), 1);
    let (notes, unread) = inbox.waiting(None).unwrap();
    assert_eq!((notes.len(), unread.len()), (0, 1));
    let (notes, unread) = inbox.waiting(Some(&unlock(&path))).unwrap();
    assert_eq!((notes.len(), unread.len()), (1, 0));
    let Change::Recorded(left) = &notes[0].changes[0] else { panic!("{:?}", notes[0]) };
    assert_eq!(left.source, Source::Inbox);
    let other = NewKeys::make(identity().study, &secret("x"), None, CHEAP).unwrap();
    assert_eq!(inbox.waiting(Some(other.key())).unwrap().1.len(), 1);
    let (mut journal, _) = Journal::open(&path, Some(&unlock(&path))).unwrap();
    let entries = journal.append(&notes[0].changes, Purpose::Do, 1).unwrap();
    assert!(matches!(&entries[0].content, Content::Known(Change::Recorded(_))));
}

#[test]
fn a_draft_is_kept_while_locked_and_read_with_the_key_alone() {
    let dir = tempfile::tempdir().unwrap();
    let path = sealed(dir.path(), 3);
    let locked = Drafts::of(&path);
    locked.put(&DraftSlot::Capture, "Rang school bef").unwrap();
    assert_eq!(found_in(&path, "Rang school"), Vec::<PathBuf>::new());
    assert!(matches!(locked.get(&DraftSlot::Capture), Err(JournalError::Sealed { .. })));
    assert_eq!(locked.get(&DraftSlot::TooLong).unwrap(), None);
    let open = Drafts::of(&path).with_key(Some(&unlock(&path)));
    assert_eq!(open.get(&DraftSlot::Capture).unwrap().as_deref(), Some("Rang school bef"));
    let mut bytes = fs::read(path.join("drafts/capture.age")).unwrap();
    let last = bytes.len() - 1;
    bytes[last] ^= 1;
    fs::write(path.join("drafts/capture.age"), bytes).unwrap();
    assert!(matches!(open.get(&DraftSlot::Capture), Err(JournalError::Damaged { .. })));
    locked.put(&DraftSlot::Capture, "").unwrap();
    assert_eq!(open.get(&DraftSlot::Capture).unwrap(), None);
}
