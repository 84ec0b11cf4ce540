//! A small disk of its own that fills up, or can only be read.

use std::fs;
use std::io::ErrorKind;
use std::time::Duration;

use crate::ground::{Disk, slow};
use crate::journal_kit::{identity, number, observation, replayed};
use crate::pty::Terminal;
use crate::{Desk, text};
use asdone::journal::{Journal, JournalError};
use asdone::study::{Change, Purpose};

const F2: &str = "\x1bOQ";
const F3: &str = "\x1bOR";
const QUIT: &str = "\x11";

/// After so long without a key what is typed is kept as a draft, and a little more.
const AFTER_A_PAUSE: Duration = Duration::from_millis(500);

#[track_caller]
fn is_full(error: &JournalError, what: &str) {
    let JournalError::Io { source, .. } = error else { panic!("{what}: {error}") };
    assert_eq!(source.kind(), ErrorKind::StorageFull, "{what}: {error}");
    let hint = error.hint().unwrap();
    assert!(hint.contains("make room"), "{what}: {hint}");
}

/// Saves until the disk is full; how many entries were acknowledged.
fn save_until_full(journal: &mut Journal, what: &str) -> u64 {
    let mut next = journal.entries();
    for round in 0.. {
        let size = [1, 3, 1, 40, 1][round % 5];
        let changes: Vec<Change> = (next..next + size).map(observation).collect();
        match journal.append(&changes, Purpose::Do, next as i64) {
            Ok(_) => next += size,
            Err(error) => {
                is_full(&error, what);
                let again = journal.append(&changes, Purpose::Do, next as i64);
                assert!(matches!(again, Err(JournalError::Stopped { .. })), "{what}: {again:?}");
                return next;
            }
        }
    }
    unreachable!()
}

#[test]
fn a_disk_that_fills_up_in_the_midst_of_saving_costs_nothing_acknowledged() {
    let Some(disk) = Disk::new(8 * 1024) else { return };
    let steps = if slow() { 60 } else { 12 };
    let (mut saved, mut repaired, mut opened_full) = (0, 0, 0);
    for step in 0..steps {
        let what = format!("{} KiB left", step * 12);
        let study = disk.study();
        let mut journal = Journal::create(&study, identity(), None).unwrap();
        crate::journal_kit::add(&mut journal, 0, 130 + 11 * step as u64, 20);
        disk.fill(step * 12);
        let acknowledged = save_until_full(&mut journal, &what);
        drop(journal);
        // Still full: it opens, or says that the disk is full.
        match Journal::open(&study, None) {
            Ok((journal, opening)) => {
                assert!(opening.losses.is_empty(), "{what}: {opening:?}");
                assert!(opening.entries >= acknowledged, "{what}: {opening:?}");
                opened_full += 1;
                drop(journal);
            }
            Err(error) => is_full(&error, &what),
        }
        disk.make_room();
        let (journal, opening) = Journal::open(&study, None).unwrap();
        assert!(opening.losses.is_empty(), "{what}: {opening:?}");
        assert!(opening.entries >= acknowledged, "{what}: {acknowledged} {opening:?}");
        let numbers = replayed(&journal).iter().map(number).collect::<Vec<_>>();
        assert!(numbers.into_iter().eq(0..opening.entries), "{what}");
        assert_eq!(journal.verify().unwrap().problems, Vec::<String>::new(), "{what}");
        saved += acknowledged;
        repaired += usize::from(!opening.repairs.is_empty());
        drop(journal);
        fs::remove_dir_all(&study).unwrap();
    }
    println!(
        "{steps} full disks, {saved} entries acknowledged, 0 lost, {repaired} mended at opening, \
         {opened_full} opened while still full"
    );
}

#[test]
fn a_command_on_a_full_disk_says_so_and_keeps_the_words_elsewhere() {
    let Some(disk) = Disk::new(8 * 1024) else { return };
    let (desk, mut notes) = Desk::new(&disk.study());
    let mut refused = 0;
    for left in [64, 16, 8, 4, 0] {
        let what = format!("{left} KiB left");
        disk.fill(left);
        for n in 0..40 {
            let note = format!("{n}, {what}: {}", "rang the school. ".repeat(200));
            let note = note.trim_end();
            let done = desk.run(&["add"], note, &[]);
            if done.code == Some(0) {
                notes.push(note.to_owned());
                continue;
            }
            desk.is_refused_and_kept(&done, note, "No space left on device", &what);
            assert!(done.err.contains("make room"), "{what}: {}", done.err);
            refused += 1;
            break;
        }
        disk.make_room();
        desk.is_whole(&notes, &what);
    }
    println!("{refused} of 5 full disks refused a note, {} acknowledged, 0 lost", notes.len());
    assert!(refused > 0);
}

#[test]
fn the_screen_on_a_full_disk_keeps_the_note_in_the_line() {
    let Some(disk) = Disk::new(8 * 1024) else { return };
    let (desk, notes) = Desk::new(&disk.study());
    let study = text(disk.study());
    let args = ["--study", study.as_str()];
    let mut screen = Terminal::start(desk.home.path(), &args, (24, 100));
    crate::saves_first(&mut screen, "a first note on the screen");
    // Longer than what is left of the pages that the files have already.
    screen.paste(&"rang the school, ".repeat(900));
    screen.send("while the disk was full");
    screen.wait_for("the disk was full");
    disk.fill(0);
    screen.send("\r");
    let seen = screen.wait("what failed, and that no draft is kept either", |seen| {
        seen.contains("No space left")
            && seen.contains("the disk is full: make room on it")
            && seen.contains("what you type is not kept as a draft")
    });
    assert!(seen.contains("while the disk was full"), "{seen}");
    disk.make_room();
    // The next key has the draft kept again, now that there is room.
    screen.send(".");
    let drafts = disk.study().join("drafts");
    screen.wait_until("the draft", || crate::holds(&drafts, "the disk was full"));
    screen.kill();
    desk.is_whole(&notes, "a full disk under the screen");
    let screen = Terminal::start(desk.home.path(), &args, (24, 100));
    // Its first words are offered.
    screen.wait_for("You had begun a note");
    screen.wait_for("rang the school, ");
    screen.kill();
}

#[test]
fn on_a_disk_that_can_only_be_read_it_says_so_and_keeps_the_words_elsewhere() {
    let Some(disk) = Disk::new(8 * 1024) else { return };
    let (desk, notes) = Desk::new(&disk.study());
    disk.remount("ro");
    let done = desk.run(&["add"], "a note for a disk that can only be read", &[]);
    let what = "read-only";
    desk.is_refused_and_kept(&done, "a note for a disk that can only be read", "Read-only", what);
    assert!(done.err.contains("this disk can only be read"), "{}", done.err);
    disk.remount("rw");
    desk.is_whole(&notes, what);
}

#[test]
fn a_study_on_a_disk_that_can_only_be_read_can_be_read() {
    let Some(disk) = Disk::new(8 * 1024) else { return };
    let (desk, notes) = Desk::new(&disk.study());
    disk.remount("ro");
    is_read(&desk, &notes, "Read-only");
    disk.remount("rw");
    desk.is_whole(&notes, "read-only");
}

/// On screens that can only read: searches, writes a note that cannot be saved, and quits; what was
/// typed is in a folder that is named.
pub(crate) fn reads_on_and_loses_nothing(desk: &Desk, mut screen: Terminal, why: &str) {
    let typed = "typed where no disk takes it";
    let seen = screen.wait_for("this study can only be read");
    assert!(seen.contains(why), "{seen}");
    assert!(seen.contains("You can read and search all of it here"), "{seen}");
    screen.answer("\r").wait_gone("this study can only be read");
    screen.send(F3).wait_for("3 of 3");
    screen.send("/").send("note 2").wait_for("1 of 3");
    screen.send("\r").send(F2).send(typed).wait_for(typed);
    screen.wait_for("what you type is not kept as a draft");
    screen.send("\r");
    let seen = screen.wait("what failed", |seen| seen.contains(why) && seen.contains(typed));
    assert!(!seen.contains("saved ") && !seen.contains(" at path "), "{seen}");
    screen.send(QUIT).wait_for("It could not be kept as a draft");
    screen.answer("q");
    screen.wait_given_back();
    let said = screen.wait_for("nothing is lost: the text is kept in");
    assert_eq!(screen.ended(), 0, "{said}");
    assert!(crate::holds(&desk.home.path().join("kept"), typed), "{said}");
}

#[test]
fn screens_on_a_disk_that_can_only_be_read_read_on_and_lose_nothing() {
    let Some(disk) = Disk::new(8 * 1024) else { return };
    let (desk, notes) = Desk::new(&disk.study());
    disk.remount("ro");
    let study = text(disk.study());
    let start = || Terminal::start(desk.home.path(), &["--study", study.as_str()], (24, 100));
    reads_on_and_loses_nothing(&desk, start(), "Read-only");
    // Once it can be written again the same window writes.
    let mut screen = start();
    screen.wait_for("this study can only be read");
    disk.remount("rw");
    screen.wait_for("The study can be written again");
    screen.answer("\r").send(F2).send("written again").send("\r");
    screen.wait("it saved", |seen| {
        seen.lines().any(|row| row.contains("saved ") && row.contains("written again"))
    });
    screen.kill();
    desk.is_whole(&[notes, vec!["written again".to_owned()]].concat(), "read-only screens");
}

/// The disk fills up while one types, and the window is closed without a save.
#[test]
fn what_is_typed_on_a_full_disk_is_in_another_folder_however_the_screens_end() {
    let Some(disk) = Disk::new(8 * 1024) else { return };
    let (desk, mut notes) = Desk::new(&disk.study());
    let study = text(disk.study());
    for ends in ["quit", "twice", "term"] {
        let typed = format!("typed while the disk filled up, {ends}");
        let args = ["--study", study.as_str()];
        let mut screen = Terminal::start(desk.home.path(), &args, (24, 100));
        notes.push(crate::saves_first(&mut screen, &format!("before the disk was full, {ends}")));
        disk.fill(0);
        screen.send(&typed);
        // What is let go of behind the note before is room for a draft once more.
        for more in 0.. {
            disk.stay_full();
            std::thread::sleep(AFTER_A_PAUSE);
            if screen.screen().contains("what you type is not kept as a draft") {
                break;
            }
            assert!(more < 60, "drafts are kept on a full disk:\n{}", screen.screen());
            screen.send(".");
        }
        match ends {
            "quit" => {
                screen.send(QUIT).wait_for("It could not be kept as a draft");
                screen.answer("q");
            }
            "twice" => {
                screen.send(QUIT).send(QUIT);
            }
            _ => {
                let pid = screen.pid().to_string();
                let done = std::process::Command::new("kill").args(["-TERM", &pid]).status();
                assert!(done.unwrap().success());
            }
        }
        screen.wait_given_back();
        screen.wait_for("nothing is lost: the text is kept in");
        screen.ended();
        assert!(crate::holds(&desk.home.path().join("kept"), &typed), "{ends}");
        disk.make_room();
    }
    desk.is_whole(&notes, "screens on a full disk");
}

#[test]
fn what_is_on_a_full_disk_can_be_read_and_taken_elsewhere() {
    let Some(disk) = Disk::new(8 * 1024) else { return };
    let (desk, notes) = Desk::new(&disk.study());
    disk.fill(0);
    is_read(&desk, &notes, "");
    disk.make_room();
    desk.is_whole(&notes, "full");
}

/// Lists, counts and exports, though nothing can be written where the study is.
fn is_read(desk: &Desk, notes: &[String], says: &str) {
    for args in [&["list"][..], &["tally"], &["export", "--format", "csv"], &["codebook", "list"]] {
        let done = desk.run(args, "", &[]);
        assert_eq!(done.code, Some(0), "{args:?}: {}{}", done.out, done.err);
        assert!(done.err.contains(says), "{args:?}: {}", done.err);
    }
    let shown = desk.run(&["export"], "", &[]).out;
    for note in notes {
        assert!(shown.contains(note.as_str()), "{note}: {shown}");
    }
}
