//! The real program in a pseudo-terminal, on a sealed study.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use asdone::actions::{self, Context, Founding};
use asdone::config::clock::{self, SystemIds};
use asdone::files::codebook::default_cards;
use asdone::journal::keys::{self, Cost, NewKeys, Secret, SecretString};
use asdone::journal::{Identity, Inbox, Journal};
use asdone::study::{Change, DeviceId, PersonId, Purpose, Study, Whose};

use crate::pty::Terminal;

pub(super) const SIZE: (u16, u16) = (24, 80);
pub(super) const OPENS: &str = "lantern otter gravel seventeen";

pub(super) const ENTER: &str = "\r";
pub(super) const TAB: &str = "\t";
pub(super) const F3: &str = "\x1bOR";
pub(super) const LOCK: &str = "\x0c";
pub(super) const QUIT: &str = "\x11";

/// A sealed study where the program looks for one.
fn sealed(home: &Path) -> PathBuf {
    let dir = home.join("study");
    let context = Context { now: clock::now(), author: PersonId(9), ids: &SystemIds };
    let founding = Founding {
        name: "Quayside".into(),
        pseudonym: "heron".into(),
        settings: vec!["duty desk".into()],
        codebook: default_cards(),
        whose: Whose::Own,
    };
    let deed = actions::found(&context, &founding).unwrap();
    let Some(Change::Founded { study, .. }) = deed.changes.first() else { panic!("no study") };
    let identity = Identity { study: *study, device: DeviceId(8), person: PersonId(9) };
    let passphrase = SecretString::from(OPENS);
    let cheap = Cost { memory: 64, passes: 1, lanes: 1 };
    let keys = NewKeys::make(*study, &passphrase, None, cheap).unwrap();
    let mut journal = Journal::create(&dir, identity, Some(&keys)).unwrap();
    journal.append(&deed.changes, Purpose::Do, clock::now().millis).unwrap();
    dir
}

/// The texts of the study, read with the passphrase.
pub(super) fn texts(dir: &Path) -> Vec<String> {
    let key = keys::unlock(dir, &Secret::passphrase(OPENS.into())).unwrap();
    let (journal, opening) = Journal::open(dir, Some(&key)).unwrap();
    assert_eq!(opening.losses, Vec::<String>::new());
    let mut study = Study::new(DeviceId(8));
    journal.replay(|entry| study.apply(entry)).unwrap();
    study.all_standing().map(|(_, record)| record.text().to_owned()).collect()
}

fn unlock(screen: &mut Terminal) {
    screen.send(OPENS).send(ENTER);
    screen.wait_gone("This study is locked");
    screen.wait_for("Quayside");
}

pub(super) fn locked(home: &Path) -> Terminal {
    let screen = Terminal::start(home, &[], SIZE);
    screen.wait_for("This study is locked");
    screen
}

fn note(text: &str) -> Vec<Change> {
    let context = Context { now: clock::now(), author: PersonId(9), ids: &SystemIds };
    let draft = actions::Draft { line: text.into(), ..actions::Draft::default() };
    let study = Study::new(DeviceId(8));
    actions::capture(&study, &context, &draft, actions::Consent::default()).unwrap().changes
}

#[test]
fn locked_at_the_start_written_to_unlocked_and_there() {
    let home = tempfile::tempdir().unwrap();
    let dir = sealed(home.path());
    let mut screen = locked(home.path());
    screen.send(TAB).send("Printer down, wrote it by hand").send(ENTER);
    screen.wait_for("kept, sealed");
    assert!(!screen.screen().contains("Printer"));
    screen.send(TAB).send("not it").send(ENTER);
    screen.wait_for("the passphrase is not right");
    screen.send(OPENS).send(ENTER);
    screen.wait_for("Added a note from the inbox");
    screen.send(F3);
    screen.wait_for("Printer down, wrote it by hand");

    screen.send(LOCK);
    let shown = screen.wait_for("This study is locked");
    for words in ["Printer", "Quayside", "heron", "1 of 1"] {
        assert!(!shown.contains(words), "{words}: {shown}");
    }
    // The lock of the process is free: somebody with the passphrase works on meanwhile.
    screen.wait_until("the closed journal", || {
        let key = keys::unlock(&dir, &Secret::passphrase(OPENS.into())).unwrap();
        Journal::open(&dir, Some(&key)).is_ok()
    });
    screen.send(TAB).send("And another of them").send(ENTER);
    screen.wait_for("kept, sealed");
    screen.send(TAB);
    unlock(&mut screen);
    screen.wait_for("And another of them");
    screen.send(QUIT);
    assert_eq!(screen.ended(), 0);
    assert_eq!(texts(&dir), ["Printer down, wrote it by hand", "And another of them"]);
}

#[test]
fn a_line_half_typed_while_locked_survives_a_kill_sealed() {
    let home = tempfile::tempdir().unwrap();
    let dir = sealed(home.path());
    let mut screen = locked(home.path());
    screen.send(TAB).send("Half a sentence about the vis");
    screen.wait_until("the draft", || {
        fs::read_dir(dir.join("drafts")).into_iter().flatten().flatten().count() > 0
    });
    screen.kill();
    for item in fs::read_dir(dir.join("drafts")).unwrap().flatten() {
        let bytes = fs::read(item.path()).unwrap();
        assert!(!bytes.windows(8).any(|part| part == b"sentence"), "it is in clear");
    }
    let mut screen = locked(home.path());
    assert!(!screen.screen().contains("sentence"));
    unlock(&mut screen);
    screen.wait_for("Half a sentence about the vis");
    screen.kill();
}

#[test]
fn a_note_taken_in_when_its_file_could_not_be_removed_is_not_taken_in_again() {
    let home = tempfile::tempdir().unwrap();
    let dir = sealed(home.path());
    Inbox::of(&dir).drop_note(&note("There once")).unwrap();
    let file = dir.join("inbox/0000000001.note");
    let kept = fs::read(&file).unwrap();
    let mut screen = locked(home.path());
    unlock(&mut screen);
    screen.wait_for("Added a note");
    screen.kill();
    // As after a kill between taking in and removing.
    fs::write(&file, kept).unwrap();
    let mut screen = locked(home.path());
    unlock(&mut screen);
    screen.wait_until("the empty inbox", || !file.exists());
    screen.send(QUIT);
    assert_eq!(screen.ended(), 0);
    assert_eq!(texts(&dir), ["There once"]);
}

/// Whether a process that was started here is stopped.
#[cfg(unix)]
fn is_stopped(pid: u32) -> bool {
    use rustix::process::{Pid, WaitId, WaitIdOptions, waitid};
    let pid = Pid::from_raw(pid.cast_signed()).unwrap();
    let asks = WaitIdOptions::STOPPED | WaitIdOptions::NOHANG | WaitIdOptions::NOWAIT;
    waitid(WaitId::Pid(pid), asks).unwrap().is_some_and(|status| status.stopped())
}

#[cfg(unix)]
#[test]
fn stopping_locks_it_and_what_was_typed_is_offered_again() {
    let home = tempfile::tempdir().unwrap();
    let dir = sealed(home.path());
    let mut screen = locked(home.path());
    unlock(&mut screen);
    screen.send("Half a line when the boss came");
    screen.wait_for("when the boss came");
    let pid = screen.pid().to_string();
    let tell = |signal: &str| {
        assert!(Command::new("kill").args([signal, &pid]).status().unwrap().success());
    };
    tell("-TSTP");
    screen.wait_until("the closed journal", || {
        let key = keys::unlock(&dir, &Secret::passphrase(OPENS.into())).unwrap();
        Journal::open(&dir, Some(&key)).is_ok()
    });
    // The journal is closed a moment before the program stops, and a shell too says to go on only
    // to one that has stopped and given its terminal back.
    screen.wait_until("the stopped program", || is_stopped(screen.pid()));
    screen.wait_given_back();
    tell("-CONT");
    screen.wait_for("This study is locked");
    unlock(&mut screen);
    screen.wait_for("Half a line when the boss came");
    screen.kill();
}

/// Every readable byte of a process, searched for each of `words`; the words that are there.
#[cfg(target_os = "linux")]
fn in_memory<'a>(pid: u32, words: &[&'a str]) -> std::io::Result<Vec<&'a str>> {
    use std::io::{Read, Seek, SeekFrom};
    let maps = fs::read_to_string(format!("/proc/{pid}/maps"))?;
    let mut memory = fs::File::open(format!("/proc/{pid}/mem"))?;
    let mut found = Vec::new();
    for line in maps.lines().filter(|line| line.contains(" r") && !line.contains("[v")) {
        let (from, to) = line.split(' ').next().unwrap().split_once('-').unwrap();
        let from = u64::from_str_radix(from, 16).unwrap();
        let to = u64::from_str_radix(to, 16).unwrap();
        let mut bytes = vec![0; (to - from) as usize];
        memory.seek(SeekFrom::Start(from))?;
        if memory.read_exact(&mut bytes).is_err() {
            continue;
        }
        for word in words {
            let is_there = memchr::memmem::find(&bytes, word.as_bytes()).is_some();
            if is_there && !found.contains(word) {
                found.push(*word);
            }
        }
    }
    Ok(found)
}

#[cfg(target_os = "linux")]
#[test]
fn passphrase_notes_and_names_leave_the_memory_of_the_process() {
    let home = tempfile::tempdir().unwrap();
    let dir = sealed(home.path());
    let mut screen = locked(home.path());
    // A key at a time, as a person types. A burst, as of a paste, would stay in the input buffer of
    // the terminal library until another came.
    for (typed, key) in (1..).zip(OPENS.chars()) {
        screen.send(&key.to_string());
        screen.wait_for(&"•".repeat(typed));
    }
    screen.send(ENTER);
    screen.wait_for("Quayside");
    let note = "The quokka was read to twice #quokkatag";
    for (at, key) in note.char_indices() {
        screen.send(&key.to_string());
        screen.wait_for(&note[..=at]);
    }
    screen.send(ENTER);
    screen.wait_for("saved ");
    screen.send(F3);
    screen.wait_for("quokkatag");
    let words = ["quokka was read", "quokkatag", "Quayside", OPENS];
    let open = match in_memory(screen.pid(), &words) {
        Ok(found) => found,
        Err(error) => {
            // Nobody may look into it at all, which is more than this test asks.
            assert_eq!(error.kind(), std::io::ErrorKind::PermissionDenied);
            return screen.kill();
        }
    };
    assert!(open.len() >= 3, "the search finds what is there: {open:?}");
    screen.send(LOCK);
    screen.wait_for("This study is locked");
    screen.wait_until("the closed journal", || {
        let key = keys::unlock(&dir, &Secret::passphrase(OPENS.into())).unwrap();
        Journal::open(&dir, Some(&key)).is_ok()
    });
    screen.send(TAB).send("typed on");
    screen.wait_for("typed on");
    let mut left = Vec::new();
    let gone = std::time::Instant::now();
    while gone.elapsed().as_secs() < 5 {
        left = in_memory(screen.pid(), &words).unwrap();
        if left.is_empty() {
            break;
        }
        std::thread::sleep(std::time::Duration::from_millis(100));
    }
    assert_eq!(left, Vec::<&str>::new(), "still in memory");
    screen.kill();
}

/// The words on the screen, each after its number, once all of them are there.
fn words_on(shown: &str) -> Option<Vec<String>> {
    let parts: Vec<&str> = shown.split_whitespace().collect();
    let word = |place: usize| {
        let number = place.to_string();
        let at = parts.windows(2).rfind(|two| two[0] == number && two[1].len() >= 3)?;
        Some(at[1].to_owned())
    };
    (1..=24).map(word).collect()
}

/// Gives the three words back that are asked for; returns all 24.
pub(super) fn give_words_back(screen: &mut Terminal) -> Vec<String> {
    screen.wait("all 24 words", |shown| words_on(shown).is_some());
    let words = words_on(&screen.screen()).unwrap();
    screen.send(ENTER);
    for _ in 0..3 {
        let asks = screen.wait_for("Which is word ");
        let (_, after) = asks.split_once("Which is word ").unwrap();
        let place: usize = after.split('?').next().unwrap().parse().unwrap();
        screen.send(&words[place - 1]).send(ENTER);
        screen.wait_gone(&format!("Which is word {place}?"));
    }
    screen.wait_for("all three are right");
    words
}

#[test]
fn a_first_run_with_a_passphrase_asks_its_words_back_and_is_locked_the_next_time() {
    let home = tempfile::tempdir().unwrap();
    let mut screen = Terminal::start(home.path(), &[], SIZE);
    screen.wait_for("What do you want to call the study?");
    screen.send(ENTER).send(ENTER).send(ENTER).send(ENTER);
    screen.send(OPENS);
    screen.wait_for("That is strong");
    screen.send(ENTER);
    screen.wait_for("passphrase again");
    screen.send(OPENS).send(ENTER);
    let words = give_words_back(&mut screen);
    screen.send("The first note").send(ENTER);
    screen.wait_for("saved ");
    screen.send(QUIT);
    assert_eq!(screen.ended(), 0);

    let dir = home.path().join("study");
    assert_eq!(texts(&dir), ["The first note"]);
    let phrase = Secret::Recovery(SecretString::from(words.join(" ")));
    keys::unlock(&dir, &phrase).expect("the words that were shown open it");
    let mut screen = locked(home.path());
    screen.send(OPENS).send(ENTER);
    screen.wait_gone("This study is locked");
    screen.send(F3);
    screen.wait_for("The first note");
    screen.send(QUIT);
    assert_eq!(screen.ended(), 0);
}
