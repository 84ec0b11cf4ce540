//! Real processes that add at once while the screens are there, and such as are killed between two
//! steps of handing a note over: every note is there exactly once.

use std::fs;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};

use asdone::journal::Inbox;
use asdone::journal::Journal;
use asdone::journal::keys::{self, Secret};

use crate::desk::{Desk, Done, GOOD, readable};
use crate::pty::Terminal;

const SIZE: (u16, u16) = (24, 100);
const ENTER: &str = "\r";
const TAB: &str = "\t";
const LOCK: &str = "\x0c";
const QUIT: &str = "\x11";

/// Ten processes that add a note each; all of them run before any gets its text. With the
/// passphrase in a file where `opens` says so.
fn add_at_once(desk: &Desk, words: &str, opens: bool) -> Vec<Done> {
    let start = |_| {
        let mut command = desk.command(&["add"]);
        if opens {
            command.env("ASDONE_PASSPHRASE_FILE", desk.path("good"));
        }
        command.spawn().unwrap()
    };
    let running: Vec<Child> = (0..10).map(start).collect();
    // Each is handed its text by a thread of its own, so that none waits for another's end.
    std::thread::scope(|scope| {
        let done = (0..).zip(running).map(|(number, child)| {
            scope.spawn(move || Done::of(child, &format!("{words} {number}")).code(0))
        });
        let done: Vec<_> = done.collect();
        done.into_iter().map(|done| done.join().unwrap()).collect()
    })
}

/// The ten notes of [`add_at_once`].
fn ten(words: &str) -> impl Iterator<Item = String> {
    (0..10).map(move |number| format!("{words} {number}"))
}

#[track_caller]
fn has_each_once(desk: &Desk, expected: impl IntoIterator<Item = String>) {
    let mut texts = desk.texts("good");
    texts.sort();
    let mut expected: Vec<String> = expected.into_iter().collect();
    expected.sort();
    assert_eq!(texts, expected);
    // Two entries of one note would be listed as one.
    let entries = desk.opened();
    let recorded = entries.lines().filter(|entry| entry.contains("Recorded("));
    assert_eq!(recorded.count(), expected.len());
}

fn inbox(desk: &Desk) -> Inbox {
    Inbox::of(&desk.path("study"))
}

fn ends(mut screen: Terminal) {
    screen.send(QUIT);
    assert_eq!(screen.ended(), 0);
}

fn locked(desk: &Desk) -> Terminal {
    let screen = Terminal::start(desk.home.path(), &[], SIZE);
    screen.wait_for("This study is locked");
    screen
}

fn unlock(screen: &mut Terminal) {
    screen.send(GOOD).send(ENTER);
    screen.wait_gone("This study is locked");
}

#[test]
fn ten_processes_add_at_once_while_the_screens_are_open() {
    let desk = Desk::new();
    desk.run(&["init", "--name", "R", "--pseudonym", "wren"], "").code(0);
    let mut screen = Terminal::start(desk.home.path(), &[], SIZE);
    screen.wait_for("What did you, or someone");
    // Once a note is saved the study is open.
    screen.send("typed on the screen").send(ENTER);
    screen.wait_for("saved ");
    for done in add_at_once(&desk, "left while open", false) {
        done.says("the study is open elsewhere, so it waits in the inbox");
    }
    screen.wait_until("the empty inbox", || inbox(&desk).count().unwrap() == 0);
    ends(screen);
    has_each_once(&desk, ten("left while open").chain(["typed on the screen".to_owned()]));
}

#[test]
fn ten_processes_add_at_once_while_the_screens_are_locked_and_ten_once_they_are_open() {
    let (desk, _) = Desk::sealed();
    let mut screen = locked(&desk);
    for done in add_at_once(&desk, "left while locked", false) {
        done.says("the study is locked, so it waits, sealed, in the inbox");
    }
    assert_eq!(inbox(&desk).count().unwrap(), 10);
    assert_eq!(readable(&desk.path("study"), "left while"), Vec::<PathBuf>::new());
    unlock(&mut screen);
    screen.wait_for("Added 10 notes");
    assert_eq!(inbox(&desk).count().unwrap(), 0);
    // Those that know the passphrase find the study open elsewhere; the others find it locked.
    for (words, opens) in [("left while open", true), ("left without a key", false)] {
        for done in add_at_once(&desk, words, opens) {
            done.says("so it waits, sealed, in the inbox");
        }
    }
    screen.wait_until("the empty inbox", || inbox(&desk).count().unwrap() == 0);
    ends(screen);
    let all = ["left while locked", "left while open", "left without a key"];
    has_each_once(&desk, all.into_iter().flat_map(ten));
}

#[test]
fn ten_processes_that_know_the_passphrase_add_at_once_while_the_screens_are_locked() {
    let (desk, _) = Desk::sealed();
    let mut screen = locked(&desk);
    unlock(&mut screen);
    screen.send(LOCK);
    screen.wait_for("This study is locked");
    // Whoever gets the lock saves; who does not leaves it in the inbox.
    let done = add_at_once(&desk, "with the passphrase", true);
    let waits = done.iter().filter(|done| done.err.contains("in the inbox")).count();
    assert_eq!(inbox(&desk).count().unwrap(), waits);
    screen.send(TAB).send("written on the locked screen").send(ENTER);
    screen.wait_for("kept, sealed");
    screen.send(TAB);
    unlock(&mut screen);
    screen.wait_for(if waits == 0 { "Added a note" } else { "Added " });
    ends(screen);
    let typed = "written on the locked screen".to_owned();
    has_each_once(&desk, ten("with the passphrase").chain([typed]));
}

#[test]
fn killed_between_the_inbox_and_the_journal_it_is_taken_in_the_next_time() {
    let (desk, _) = Desk::sealed();
    let screen = locked(&desk);
    desk.run(&["add"], "left before the kill").code(0).says("waits, sealed, in the inbox");
    screen.kill();
    assert_eq!(inbox(&desk).count().unwrap(), 1);
    let mut screen = locked(&desk);
    unlock(&mut screen);
    screen.wait_for("Added a note");
    ends(screen);
    has_each_once(&desk, ["left before the kill".to_owned()]);
}

/// A command that is killed, as by a power cut, at the moment when it asks the system to remove a
/// file; `None` where nothing here can do that. The call itself is not carried out.
#[cfg(target_os = "linux")]
fn killed_at_the_removal_of(desk: &Desk, file: &str, args: &[&str]) -> Option<()> {
    use std::os::unix::process::ExitStatusExt;
    let there = Command::new("strace").arg("-V").stdout(Stdio::null()).status().is_ok();
    if !there {
        assert!(std::env::var_os("ASDONE_SLOW").is_none(), "strace is not installed");
        eprintln!("strace is not installed: no kill at the removal of a file was tried");
        return None;
    }
    let plain = desk.command(args);
    let mut command = Command::new("strace");
    command.args(["-f", "-qq", "-o", "/dev/null", "-P"]).arg(desk.path(file));
    command.args(["-e", "trace=unlink,unlinkat", "-e", "inject=unlink,unlinkat:signal=KILL"]);
    command.arg(plain.get_program()).args(plain.get_args());
    for (name, value) in plain.get_envs() {
        match value {
            Some(value) => command.env(name, value),
            None => command.env_remove(name),
        };
    }
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let done = command.output().unwrap();
    let said = String::from_utf8_lossy(&done.stderr).into_owned();
    assert_eq!(done.status.signal(), Some(9), "it was not killed: {:?} {said}", done.status);
    Some(())
}

#[cfg(target_os = "linux")]
#[test]
fn killed_between_the_journal_and_the_removal_of_the_file_it_is_not_taken_in_again() {
    let (desk, _) = Desk::sealed();
    let study = desk.path("study");
    for words in ["left first", "left second"] {
        desk.run(&["add"], words).code(0).says("waits, sealed, in the inbox");
    }
    let good = desk.path("good");
    let list = ["--passphrase-file", good.to_str().unwrap(), "list"];
    let file = "study/inbox/0000000001.note";
    if killed_at_the_removal_of(&desk, file, &list).is_none() {
        return;
    }
    // The first is in the journal and its file still there; the second was not come to.
    let key = keys::unlock(&study, &Secret::passphrase(GOOD.to_owned())).unwrap();
    let mut texts = Vec::new();
    let (journal, opening) = Journal::open(&study, Some(&key)).unwrap();
    assert_eq!((opening.repairs, opening.losses), (vec![], vec![]));
    journal.replay(|entry| texts.push(format!("{:?}", entry.content))).unwrap();
    drop(journal);
    let taken = |words: &str| texts.iter().filter(|text| text.contains(words)).count();
    assert_eq!((taken("left first"), taken("left second")), (1, 0));
    assert!(desk.path(file).exists());
    assert_eq!(inbox(&desk).count().unwrap(), 2);

    let mut screen = locked(&desk);
    unlock(&mut screen);
    screen.wait_for("Added a note");
    screen.wait_until("the empty inbox", || inbox(&desk).count().unwrap() == 0);
    assert_eq!(fs::read_dir(study.join("inbox")).unwrap().count(), 0);
    ends(screen);
    has_each_once(&desk, ["left first".to_owned(), "left second".to_owned()]);
}
