//! The real program in a pseudo-terminal: a study in clear is sealed while it is open, and who can
//! open it is changed.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use asdone::journal::keys::{self, Secret, SecretString};

use crate::pty::Terminal;

use super::terminal::{ENTER, F3, OPENS, QUIT, SIZE, give_words_back, locked, texts};

const PALETTE: &str = "\x10";
const ESC: &str = "\x1b";
const OTHER: &str = "quiet harbour lantern omelette";

fn asdone(home: &Path, args: &[&str]) {
    let done = Command::new(env!("CARGO_BIN_EXE_asdone"))
        .args(args)
        .env("ASDONE_HOME", home)
        .output()
        .unwrap();
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
}

/// Every file below a folder that holds one of the words in clear.
fn in_clear(dir: &Path, words: &[&str]) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for item in fs::read_dir(dir).unwrap().flatten() {
        let path = item.path();
        if path.is_dir() {
            found.extend(in_clear(&path, words));
            continue;
        }
        let bytes = fs::read(&path).unwrap();
        let holds = |word: &&str| bytes.windows(word.len()).any(|part| part == word.as_bytes());
        found.extend(words.iter().any(holds).then_some(path));
    }
    found
}

/// A study in clear with a note and a half-typed one, on the screens.
fn in_the_clear(home: &Path) -> Terminal {
    asdone(home, &["init", "--name", "Quayside", "--pseudonym", "heron"]);
    asdone(home, &["add", "Rang school about zebrawort"]);
    let mut screen = Terminal::start(home, &[], SIZE);
    screen.wait_for("Quayside");
    screen.send("Half a line about zebradraft");
    let study = home.join("study");
    screen.wait_until("the draft", || !in_clear(&study.join("drafts"), &["zebradraft"]).is_empty());
    screen
}

fn command(screen: &mut Terminal, words: &str, until: &str) {
    screen.send(PALETTE);
    screen.wait_for("commands");
    screen.send(words);
    screen.wait(words, |shown| shown.contains(words));
    screen.send(ENTER);
    screen.wait_for(until);
}

fn seal(screen: &mut Terminal) -> Vec<String> {
    command(screen, "seal this study", "A new passphrase");
    screen.send(OPENS).send(ENTER);
    screen.wait_for("once more");
    screen.send(OPENS).send(ENTER);
    give_words_back(screen)
}

#[test]
fn an_open_study_is_sealed_and_nothing_of_it_is_left_in_clear() {
    let home = tempfile::tempdir().unwrap();
    let study = home.path().join("study");
    let mut screen = in_the_clear(home.path());
    assert!(!in_clear(&study, &["zebrawort"]).is_empty(), "or the search finds nothing");
    let words = seal(&mut screen);
    screen.wait_for("Half a line about zebradraft");
    assert_eq!(in_clear(&study, &["zebrawort", "zebradraft", "Quayside"]), Vec::<PathBuf>::new());
    screen.send(" goes on").send(ENTER);
    screen.wait_for("saved ");
    screen.send(F3);
    screen.wait_for("2 of 2");
    screen.send(QUIT);
    assert_eq!(screen.ended(), 0);
    let both = ["Rang school about zebrawort", "Half a line about zebradraft goes on"];
    assert_eq!(texts(&study), both);
    assert_eq!(in_clear(&study, &["zebrawort", "zebradraft", "Quayside"]), Vec::<PathBuf>::new());
    let phrase = Secret::Recovery(SecretString::from(words.join(" ")));
    keys::unlock(&study, &phrase).expect("the words that were shown open it");
}

#[test]
fn a_kill_while_it_is_being_sealed_leaves_a_study_that_opens() {
    for round in 0..4 {
        let home = tempfile::tempdir().unwrap();
        let study = home.path().join("study");
        let mut screen = in_the_clear(home.path());
        command(&mut screen, "seal this study", "A new passphrase");
        screen.send(OPENS).send(ENTER);
        screen.wait_for("once more");
        screen.send(OPENS).send(ENTER);
        let begun = || match round {
            0 => true,
            1 => {
                study.join("sealing.building").exists() || keys::is_sealed(&study).unwrap_or(false)
            }
            2 => study.join("sealing.ready").exists() || keys::is_sealed(&study).unwrap_or(false),
            _ => keys::is_sealed(&study).unwrap_or(false),
        };
        let until = std::time::Instant::now() + std::time::Duration::from_secs(20);
        while !begun() && std::time::Instant::now() < until {}
        screen.kill();
        let mut screen = Terminal::start(home.path(), &[], SIZE);
        screen.wait("the study", |shown| shown.contains("locked") || shown.contains("Quayside"));
        if keys::is_sealed(&study).unwrap() {
            screen.send(OPENS).send(ENTER);
            screen.wait_gone("This study is locked");
            assert_eq!(in_clear(&study, &["zebrawort"]), Vec::<PathBuf>::new());
        }
        screen.wait_for("zebradraft");
        screen.send(F3);
        screen.wait_for("Rang school about zebrawort");
        screen.kill();
    }
}

#[test]
fn a_copy_that_is_kept_elsewhere_is_sealed_as_well() {
    let home = tempfile::tempdir().unwrap();
    let (study, stick) = (home.path().join("study"), tempfile::tempdir().unwrap());
    in_the_clear(home.path()).kill();
    asdone(home.path(), &["backup", stick.path().to_str().unwrap(), "--always"]);
    assert!(!in_clear(stick.path(), &["zebrawort"]).is_empty());
    let mut screen = Terminal::start(home.path(), &[], SIZE);
    screen.wait_for("Quayside");
    seal(&mut screen);
    screen.wait_until("the sealed copy", || in_clear(stick.path(), &["zebrawort"]).is_empty());
    screen.send(QUIT);
    assert_eq!(screen.ended(), 0);
    let same =
        || fs::read(stick.path().join("keys")).unwrap() == fs::read(study.join("keys")).unwrap();
    assert!(same(), "the copy has the keys with it");
    let mut screen = locked(home.path());
    screen.send(OPENS).send(ENTER);
    screen.wait_for("Quayside");
    command(&mut screen, "change the passphrase", "as it is now");
    screen.send(OPENS).send(ENTER).send(OTHER).send(ENTER).send(OTHER).send(ENTER);
    screen.wait_for("a backup made before");
    screen.wait_until("the new keys in the copy", same);
    keys::unlock(&study, &Secret::passphrase(OTHER.into())).expect("the new one opens it");
    screen.kill();
}

#[test]
fn forgotten_opened_by_its_words_and_given_another_passphrase() {
    let home = tempfile::tempdir().unwrap();
    let study = home.path().join("study");
    let mut screen = in_the_clear(home.path());
    let words = seal(&mut screen);
    screen.kill();
    let mut screen = locked(home.path());
    screen.wait_for("Forgotten?");
    screen.send("\x12");
    screen.wait_for("0 so far");
    screen.send(&words.join(" "));
    screen.wait_for("24 so far");
    screen.send(ENTER);
    screen.wait_for("The 24 words opened it");
    screen.send(OTHER).send(ENTER);
    screen.wait_for("once more");
    screen.send(OTHER).send(ENTER);
    screen.wait_for("Half a line about zebradraft");
    assert!(keys::unlock(&study, &Secret::passphrase(OPENS.into())).is_err());
    keys::unlock(&study, &Secret::passphrase(OTHER.into())).expect("the new one opens it");
    // Changed again, by whoever knows it.
    command(&mut screen, "change the passphrase", "as it is now");
    screen.send("something else").send(ENTER).send(OPENS).send(ENTER).send(OPENS).send(ENTER);
    screen.wait_for("the passphrase is not right");
    screen.send(OTHER).send(ENTER).send(ENTER).send(OPENS).send(ENTER);
    screen.wait_for("a backup made before");
    keys::unlock(&study, &Secret::passphrase(OPENS.into())).expect("changed back");
    command(&mut screen, "24 new words", "as it is now");
    screen.send(ESC);
    screen.wait_for("nothing was changed");
    screen.kill();
}
