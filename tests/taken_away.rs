//! Files that go away under an open study, as a program that synchronises folders makes them:
//! nothing is called saved that is in no file, nobody else becomes a second writer, and nothing
//! that passes is taken for damage.
#![cfg(unix)]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that cannot go on fails"
)]

#[path = "common/pty.rs"]
mod pty;

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use pty::Terminal;

fn asdone(home: &Path, args: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_asdone"));
    command.args(args).env("ASDONE_HOME", home).env("TZ", "UTC").output().unwrap()
}

fn said(output: &Output) -> String {
    format!(
        "{}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    )
}

fn begun(home: &Path) {
    let made = asdone(home, &["init", "--name", "Riverside", "--pseudonym", "wren"]);
    assert!(made.status.success(), "{}", said(&made));
    assert!(asdone(home, &["add", "there before"]).status.success());
}

/// Puts a copy of each file of a folder in its place, as a sync client does.
fn renamed_over(folder: &Path) {
    for item in fs::read_dir(folder).unwrap().flatten() {
        let path = item.path();
        if path.is_dir() {
            renamed_over(&path);
        } else {
            let beside = path.with_extension("tmp-copy");
            fs::copy(&path, &beside).unwrap();
            fs::rename(&beside, &path).unwrap();
        }
    }
}

fn copied(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for item in fs::read_dir(from).unwrap().flatten() {
        let target = to.join(item.file_name());
        if item.path().is_dir() {
            copied(&item.path(), &target);
        } else {
            fs::copy(item.path(), target).unwrap();
        }
    }
}

#[test]
fn nothing_is_called_saved_that_went_to_a_file_which_is_no_longer_there() {
    type Away = (&'static str, fn(&Path));
    let ways: [Away; 4] = [
        ("both witnesses replaced", |study| {
            renamed_over(&study.join("segments"));
            renamed_over(&study.join("store"));
        }),
        ("the segments replaced", |study| renamed_over(&study.join("segments"))),
        ("the folder swapped for its own copy", |study| {
            let (copy, was) = (study.with_extension("copy"), study.with_extension("was"));
            copied(study, &copy);
            fs::rename(study, was).unwrap();
            fs::rename(copy, study).unwrap();
        }),
        ("the folder removed", |study| fs::remove_dir_all(study).unwrap()),
    ];
    for (what, away) in ways {
        let home = tempfile::tempdir().unwrap();
        begun(home.path());
        let study = home.path().join("study");
        let mut screen = Terminal::start(home.path(), &[], (24, 100));
        screen.wait_for("Riverside");
        away(&study);
        screen.send("written afterwards").send("\r");
        let shown = screen.wait_for("not saved");
        assert!(shown.contains("written afterwards"), "{what}: the words stay in view: {shown}");
        screen.send("\x11");
        if screen.screen().contains("not saved yet") {
            screen.answer("q");
        }
        screen.kill();
        if study.is_dir() {
            let listed = asdone(home.path(), &["list"]);
            let text = said(&listed);
            assert!(listed.status.success(), "{what}: {text}");
            assert!(text.contains("there before"), "{what}: {text}");
            assert!(text.contains("written afterwards"), "{what}: it waits in the inbox: {text}");
            let verified = asdone(home.path(), &["verify"]);
            assert!(verified.status.success(), "{what}: {}", said(&verified));
        }
    }
}

#[test]
fn a_lock_that_was_taken_away_makes_no_second_writer_and_no_damage() {
    let home = tempfile::tempdir().unwrap();
    begun(home.path());
    let lock = home.path().join("study/lock");
    let mut screen = Terminal::start(home.path(), &[], (24, 100));
    screen.wait_for("Riverside");
    screen.send("first").send("\r");
    screen.wait_for("recorded");
    fs::remove_file(&lock).unwrap();
    let listed = said(&asdone(home.path(), &["list"]));
    assert!(listed.contains("first") && !listed.contains("damage"), "{listed}");
    let _ = fs::remove_file(&lock);
    for args in [&["repair"][..], &["verify"], &["untag", "x", "y"]] {
        let refused = asdone(home.path(), args);
        let text = said(&refused);
        assert_eq!(refused.status.code(), Some(75), "{args:?}: {text}");
        assert!(text.contains("open") && !text.contains("damage"), "{args:?}: {text}");
        assert!(!text.contains("could not acquire"), "{args:?}: {text}");
        let _ = fs::remove_file(&lock);
    }
    let added = asdone(home.path(), &["add", "by another"]);
    assert!(added.status.success(), "{}", said(&added));
    screen.send("second").send("\r");
    screen.wait_for("second");
    screen.wait_for("recorded");
    screen.wait_for("Added");
    screen.send("\x11");
    assert_eq!(screen.ended(), 0);
    assert!(!home.path().join("study/set-aside").read_dir().unwrap().flatten().any(|_| true));
    let text = said(&asdone(home.path(), &["list"]));
    for note in ["there before", "first", "second", "by another"] {
        assert_eq!(text.matches(note).count(), 1, "{note}: {text}");
    }
    assert!(asdone(home.path(), &["verify"]).status.success());
}

#[test]
fn what_passes_is_never_taken_for_damage() {
    for limit in [
        "ulimit -n 6",
        "ulimit -n 9",
        "ulimit -n 12",
        "ulimit -f 16; trap '' XFSZ",
        "ulimit -f 1; trap '' XFSZ",
    ] {
        let home = tempfile::tempdir().unwrap();
        begun(home.path());
        let run = format!("{limit}; exec \"$0\" \"$@\"");
        for args in [&["add", "x #s.check"][..], &["list"], &["tag", "zz", "s.check"]] {
            let tried = Command::new("sh")
                .args(["-c", &run, env!("CARGO_BIN_EXE_asdone")])
                .args(args)
                .env("ASDONE_HOME", home.path())
                .output()
                .unwrap();
            let text = said(&tried);
            assert!(
                !text.contains("damaged") && !text.contains("repair"),
                "{limit} {args:?}: {text}"
            );
        }
        let text = said(&asdone(home.path(), &["doctor"]));
        assert!(text.contains("there before") || text.contains("all is well"), "{limit}: {text}");
    }
}
