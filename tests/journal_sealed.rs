//! Sealed studies on disk: what opens them, what does not, and that nothing of a note can be read
//! in any file of the folder.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "tests may panic"
)]

mod journal_kit;

use std::fs;
use std::path::{Path, PathBuf};

use asdone::journal::keys::{self, Cost, NewKeys, Secret, SecretString};
use asdone::journal::{Apart, DraftSlot, Drafts, Inbox, Journal, JournalError, Opening};
use asdone::study::{Change, Content, Purpose, SheetId, Source, StudyId};
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

/// A note that is kept apart.
const LEFT: SheetId = SheetId(5);

/// A study in clear with texts in every place where one can stand: entries, drafts, inbox, what was
/// kept, what is kept apart and what was set aside.
fn in_clear(dir: &Path, count: u64) -> PathBuf {
    let path = journal_kit::study(dir, count, 9);
    Inbox::of(&path).drop_note(&[observation(count)]).unwrap();
    Drafts::of(&path).put(&DraftSlot::Capture, "rang school bef").unwrap();
    Drafts::of(&path).put(&DraftSlot::Named("amend-kx7q".into()), "rang school aft").unwrap();
    Apart::of(&path).keep(LEFT, "rang school, and it may be reportable").unwrap();
    fs::create_dir_all(path.join("kept")).unwrap();
    fs::write(path.join("kept/not-utf-8.bin"), b"\xffrang school").unwrap();
    fs::create_dir_all(path.join("set-aside/segments-1")).unwrap();
    fs::copy(path.join("segments/00000001.seg"), path.join("set-aside/segments-1/x")).unwrap();
    fs::write(path.join("drafts/.unfinished-x"), "rang school, half").unwrap();
    path
}

/// Opens a study that was sealed later and checks that everything is there and nothing readable.
fn is_sealed_whole(path: &Path, count: u64) {
    let (journal, opening) = Journal::open(path, Some(&unlock(path))).unwrap();
    assert_eq!((opening.entries, opening.losses), (count, vec![]));
    let numbers: Vec<u64> = replayed(&journal).iter().map(number).collect();
    assert!(numbers.into_iter().eq(0..count));
    assert_eq!(journal.verify().unwrap().problems, Vec::<String>::new());
    drop(journal);
    assert_eq!(found_in(path, "rang school"), Vec::<PathBuf>::new());
    assert_eq!(found_in(path, "p.anticipate"), Vec::<PathBuf>::new());
    let drafts = Drafts::of(path).with_key(Some(&unlock(path)));
    assert_eq!(drafts.get(&DraftSlot::Capture).unwrap().as_deref(), Some("rang school bef"));
    let other = drafts.get(&DraftSlot::Named("amend-kx7q".into())).unwrap();
    assert_eq!(other.as_deref(), Some("rang school aft"));
    let (notes, unread) = Inbox::of(path).waiting(Some(&unlock(path))).unwrap();
    assert_eq!((notes.len(), unread.len()), (1, 0));
    let left = Apart::of(path).show(LEFT, Some(&unlock(path))).unwrap();
    assert_eq!(left.as_deref(), Some("rang school, and it may be reportable"));
    let kept = fs::read(path.join("kept/not-utf-8.bin.age")).unwrap();
    assert_eq!(unlock(path).open(&kept).unwrap().as_slice(), b"\xffrang school");
}

#[test]
fn a_study_sealed_later_is_whole_and_no_text_of_it_is_left_in_its_folder() {
    let dir = tempfile::tempdir().unwrap();
    let path = in_clear(dir.path(), 1200);
    assert!(found_in(&path, "rang school").len() >= 7, "{:?}", found_in(&path, "rang school"));
    let opening = Journal::seal_now(&path, &new_keys()).unwrap();
    assert_eq!(opening.entries, 1200);
    is_sealed_whole(&path, 1200);
    let again = Journal::seal_now(&path, &new_keys()).unwrap_err();
    assert!(again.to_string().contains("sealed already"), "{again}");
    let names: Vec<_> =
        fs::read_dir(&path).unwrap().map(|item| item.unwrap().file_name()).collect();
    assert!(names.iter().all(|name| !name.to_string_lossy().contains("sealing")), "{names:?}");
}

#[test]
fn a_study_with_a_damaged_witness_is_mended_and_then_sealed() {
    let dir = tempfile::tempdir().unwrap();
    let path = in_clear(dir.path(), 600);
    let segment = path.join("segments/00000001.seg");
    let mut bytes = fs::read(&segment).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    fs::write(&segment, bytes).unwrap();
    Journal::seal_now(&path, &new_keys()).unwrap();
    is_sealed_whole(&path, 600);
}

const SEAL_DIR: &str = "ASDONE_SEAL_DIR";

#[test]
fn the_one_that_is_killed_while_sealing() {
    let Some(dir) = std::env::var_os(SEAL_DIR) else { return };
    Journal::seal_now(Path::new(&dir), &new_keys()).unwrap();
}

#[cfg(unix)]
#[test]
fn a_kill_while_sealing_leaves_one_whole_study() {
    use std::process::{Command, Stdio};
    let rounds = if std::env::var_os("ASDONE_SLOW").is_some() { 30 } else { 8 };
    let dir = tempfile::tempdir().unwrap();
    let count = 400;
    let whole = in_clear(dir.path(), count);
    let run = |path: &Path| {
        let mut command = Command::new(std::env::current_exe().unwrap());
        command.args(["--exact", "the_one_that_is_killed_while_sealing", "--test-threads=1"]);
        command.env(SEAL_DIR, path).stdout(Stdio::null()).stderr(Stdio::null());
        command.spawn().unwrap()
    };
    let copy = |n: u32| {
        let path = dir.path().join(format!("round-{n}"));
        journal_kit::copy_dir(&whole, &path);
        path
    };
    let timed = copy(9999);
    let began = std::time::Instant::now();
    assert!(run(&timed).wait().unwrap().success());
    let whole_time = began.elapsed();
    let (mut clear, mut sealed) = (0, 0);
    for round in 0..rounds {
        let path = copy(round);
        let mut child = run(&path);
        // More of them towards the end, where parts change places.
        let share = (f64::from(round) * 0.618_033_988_75).fract().sqrt();
        std::thread::sleep(whole_time.mul_f64(share * 1.1));
        let _ = child.kill();
        child.wait().unwrap();
        if keys::is_sealed(&path).unwrap() {
            is_sealed_whole(&path, count);
            sealed += 1;
        } else {
            journal_kit::open_whole(&path, count);
            assert!(!path.join("sealing.building").exists(), "thrown away at the next opening");
            clear += 1;
        }
        fs::remove_dir_all(path).unwrap();
    }
    println!("{rounds} kills while sealing: {clear} still in clear, {sealed} sealed, all whole");
}

#[test]
fn every_moment_of_the_moving_can_be_finished_by_whoever_opens_it_next() {
    let dir = tempfile::tempdir().unwrap();
    let whole = in_clear(dir.path(), 40);
    let sealed = dir.path().join("sealed");
    journal_kit::copy_dir(&whole, &sealed);
    Journal::seal_now(&sealed, &new_keys()).unwrap();
    let parts = ["keys", "keys.copy", "segments", "store", "study"];
    for moved in 0..=parts.len() {
        for half in [false, true] {
            let path = dir.path().join(format!("moment-{moved}-{half}"));
            journal_kit::copy_dir(&whole, &path);
            journal_kit::copy_dir(&sealed, &path.join("sealing.ready"));
            for extra in ["drafts", "inbox", "kept", "set-aside"] {
                let _ = fs::remove_dir_all(path.join("sealing.ready").join(extra));
            }
            fs::remove_file(path.join("sealing.ready/lock")).unwrap();
            let gone = |path: &Path| match path.is_dir() {
                true => fs::remove_dir_all(path).unwrap(),
                false => drop(fs::remove_file(path)),
            };
            for part in &parts[..moved] {
                gone(&path.join(part));
                fs::rename(path.join("sealing.ready").join(part), path.join(part)).unwrap();
            }
            // Killed between the removal of a clear part and the move of the sealed one.
            if let Some(part) = parts.get(moved).filter(|_| half) {
                gone(&path.join(part));
            }
            // Another process leaves a note and a draft just then.
            Inbox::of(&path).drop_note(&[observation(41)]).unwrap();
            Drafts::of(&path).put(&DraftSlot::TooLong, "rang school now").unwrap();
            let (journal, _) = Journal::open(&path, Some(&unlock(&path))).unwrap();
            drop(journal);
            assert_eq!(Inbox::of(&path).count().unwrap(), 2);
            assert_eq!(found_in(&path, "rang school"), Vec::<PathBuf>::new(), "{moved} {half}");
        }
    }
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

/// Where the frames of a segment begin, and how long they are.
fn frames(bytes: &[u8]) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
    let mut at = 104;
    while let Some(header) = bytes.get(at..at + 28) {
        assert_eq!(&header[..4], b"asdF");
        let long = 28 + u32::from_be_bytes(header[4..8].try_into().unwrap()) as usize;
        found.push((at, long));
        at += long;
    }
    found
}

/// Opens a study that was tampered with: everything comes back from the other witness, and it is
/// said; returns what was said.
fn comes_back(path: &Path, count: u64, what: &str) -> String {
    let key = unlock(path);
    let (journal, first) =
        Journal::open(path, Some(&key)).unwrap_or_else(|e| panic!("{what}: {e}"));
    let read = journal.replay(|_| ());
    drop(journal);
    let (journal, second) = Journal::open(path, Some(&key)).unwrap();
    assert_eq!((second.entries, &second.losses), (count, &vec![]), "{what}");
    let numbers: Vec<u64> = replayed(&journal).iter().map(number).collect();
    assert!(numbers.into_iter().eq(0..count), "{what}");
    let said: Vec<String> = first.repairs.into_iter().chain(second.repairs).collect();
    assert!(!said.is_empty(), "{what}: never silently; reading said {read:?}");
    said.join("; ")
}

#[test]
fn swapped_replayed_and_edited_frames_do_not_pass() {
    let dir = tempfile::tempdir().unwrap();
    let whole = sealed(dir.path(), 140);
    let bytes = fs::read(whole.join("segments/00000001.seg")).unwrap();
    let frames = frames(&bytes);
    let part = |n: usize| bytes[frames[n].0..frames[n].0 + frames[n].1].to_vec();
    let with = |order: &[usize]| {
        let head = bytes[..104].to_vec();
        order.iter().fold(head, |all, n| [all, part(*n)].concat())
    };
    let all: Vec<usize> = (0..frames.len()).collect();
    let (mut swapped, mut replayed) = (all.clone(), all.clone());
    swapped.swap(3, 4);
    replayed[7] = 2;
    let mut edited = bytes.clone();
    let (at, long) = frames[5];
    edited[at + long / 2] ^= 1;
    // Contents moved under the header of another frame.
    let mut moved = bytes.clone();
    let (from, to) = (frames[8].0 + 28, frames[9].0 + 28);
    let long = (frames[8].1.min(frames[9].1)) - 28;
    moved.copy_within(from..from + long, to);
    let cases = [
        ("swapped", with(&swapped)),
        ("replayed", with(&replayed)),
        ("edited", edited),
        ("moved", moved),
    ];
    for (what, bytes) in cases {
        let path = dir.path().join(what);
        journal_kit::copy_dir(&whole, &path);
        fs::write(path.join("segments/00000001.seg"), bytes).unwrap();
        let said = comes_back(&path, 140, what);
        assert!(said.contains("the segments were rebuilt"), "{what}: {said}");
    }
}

#[test]
fn a_segment_of_another_study_or_under_another_key_is_named() {
    let dir = tempfile::tempdir().unwrap();
    let whole = sealed(dir.path(), 60);
    let other_key = dir.path().join("other-key");
    let keys = NewKeys::make(identity().study, &secret("correct horse"), None, CHEAP).unwrap();
    let mut journal = Journal::create(&other_key, identity(), Some(&keys)).unwrap();
    add(&mut journal, 0, 60, 7);
    drop(journal);
    let clear = journal_kit::study(&dir.path().join("c"), 60, 7);
    let foreign = dir.path().join("foreign");
    let who = asdone::journal::Identity { study: StudyId(1), ..identity() };
    drop(Journal::create(&foreign, who, None).unwrap());
    let cases = [
        (other_key, "is sealed with another key"),
        (clear, "is in clear, though the study is sealed"),
        (foreign, "belongs to another study"),
    ];
    for (n, (from, words)) in cases.into_iter().enumerate() {
        let path = dir.path().join(format!("case-{n}"));
        journal_kit::copy_dir(&whole, &path);
        fs::copy(from.join("segments/00000001.seg"), path.join("segments/00000001.seg")).unwrap();
        let said = comes_back(&path, 60, words);
        assert!(said.contains(words), "{words}: {said}");
    }
}

#[test]
fn keys_that_were_exchanged_or_made_cheaper_open_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let whole = sealed(dir.path(), 5);
    let stranger = dir.path().join("stranger");
    let theirs = NewKeys::make(identity().study, &secret("theirs"), None, CHEAP).unwrap();
    drop(Journal::create(&stranger, identity(), Some(&theirs)).unwrap());
    for name in ["keys", "keys.copy"] {
        fs::copy(stranger.join(name), whole.join(name)).unwrap();
    }
    let said = keys::unlock(&whole, &Secret::Passphrase(secret("theirs"))).unwrap_err();
    assert!(said.to_string().contains("not those that its notes were sealed with"), "{said}");
    assert!(keys::unlock(&whole, &Secret::Passphrase(secret("correct horse"))).is_err());
}

/// The file of keys with another line for `argon2id`, its check put right.
fn with_cost(path: &Path, cost: &str) {
    for name in ["keys", "keys.copy"] {
        let text = fs::read_to_string(path.join(name)).unwrap();
        let text = text.replace("argon2id 64 1 1", &format!("argon2id {cost}"));
        let (lines, _) = text.rsplit_once("check ").unwrap();
        let check: String = blake3::hash(lines.as_bytes()).to_hex().chars().take(32).collect();
        fs::write(path.join(name), format!("{lines}check {check}\n")).unwrap();
    }
}

#[test]
fn absurd_or_altered_parameters_are_refused_quickly() {
    let dir = tempfile::tempdir().unwrap();
    let whole = sealed(dir.path(), 5);
    let right = Secret::Passphrase(secret("correct horse"));
    for (n, cost) in
        ["1073741824 3 1", "65536 4294967295 1", "64 1 4294967295", "0 0 0"].iter().enumerate()
    {
        let path = dir.path().join(format!("absurd-{n}"));
        journal_kit::copy_dir(&whole, &path);
        with_cost(&path, cost);
        let began = std::time::Instant::now();
        let said = keys::unlock(&path, &right).unwrap_err().to_string();
        assert!(said.contains("which this program never writes"), "{cost}: {said}");
        assert!(began.elapsed() < std::time::Duration::from_secs(1), "{cost}");
    }
    let path = dir.path().join("cheaper");
    journal_kit::copy_dir(&whole, &path);
    with_cost(&path, "32 1 1");
    let said = keys::unlock(&path, &right).unwrap_err().to_string();
    assert_eq!(said, "the passphrase is not right");
    let huge = dir.path().join("huge");
    journal_kit::copy_dir(&whole, &huge);
    for name in ["keys", "keys.copy"] {
        fs::write(huge.join(name), vec![b'a'; 40_000_000]).unwrap();
    }
    assert!(keys::unlock(&huge, &right).unwrap_err().to_string().contains("damaged"));
}
