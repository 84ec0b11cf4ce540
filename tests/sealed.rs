//! A sealed study from the outside: begun, locked later, added to, opened, its passphrase changed
//! and recovered, by plain commands and at a terminal.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests may panic"
)]

#[path = "common/desk.rs"]
mod desk;
#[path = "common/pty.rs"]
mod pty;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use asdone::journal::{Journal, keys};

use desk::{Desk, GOOD, readable, words};
use pty::Terminal;

#[test]
fn a_script_seals_reads_and_is_refused_without_the_passphrase() {
    let (desk, _) = Desk::sealed();
    desk.with("good", &["add"], "Rang school first").code(0);
    assert_eq!(desk.texts("good"), ["Rang school first"]);
    for args in [&["list"][..], &["tally"], &["undo"], &["export"], &["doctor"]] {
        let done = desk.run(args, "").code(3);
        let said = format!("{}{}", done.out, done.err);
        assert!(said.contains("is sealed") && said.contains("--passphrase-file"), "{said}");
    }
    desk.with("other", &["list"], "").code(2).says("the passphrase is not right");
    desk.with("nowhere", &["list"], "").code(2).says("cannot read");
    assert_eq!(readable(&desk.path("study"), "Rang school"), Vec::<PathBuf>::new());
}

/// Every file of a folder with its bytes.
fn files_of(dir: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut files = BTreeMap::new();
    for item in fs::read_dir(dir).unwrap() {
        let path = item.unwrap().path();
        if path.is_dir() {
            files.extend(files_of(&path));
        } else {
            files.insert(path.clone(), fs::read(&path).unwrap());
        }
    }
    files
}

#[test]
fn what_only_reads_works_while_the_study_is_open_elsewhere_and_changes_nothing() {
    let clear = Desk::new();
    clear.run(&["init", "--name", "R", "--pseudonym", "wren"], "").code(0);
    for desk in [clear, Desk::sealed().0] {
        desk.with("good", &["add"], "Rang school before the visit #t.tool").code(0);
        let study = desk.path("study");
        let key = keys::is_sealed(&study)
            .unwrap()
            .then(|| keys::unlock(&study, &keys::Secret::passphrase(GOOD.to_owned())).unwrap());
        let (open, _) = Journal::open(&study, key.as_ref()).unwrap();
        desk.run(&["add"], "Printer down, wrote it by hand").code(0);
        let before = files_of(&study);
        let listed = desk.with("good", &["list"], "").code(0).says("1 note waits in the inbox");
        assert!(listed.out.contains("Rang school"), "{}", listed.out);
        let code = listed.out.split_whitespace().next().unwrap();
        for (args, says) in [
            (&["show", code][..], "Rang school"),
            (&["tally", "--by", "tag"], "t.tool"),
            (&["export"], "Rang school"),
            (&["codebook", "list"], "t.tool"),
        ] {
            let done = desk.with("good", args, "").code(0);
            assert!(done.out.contains(says), "{args:?}: {}", done.out);
        }
        desk.with("good", &["release", "list"], "").code(1).says("no release is planned");
        desk.with("good", &["round", "list"], "").code(1).says("no round yet");
        // The audit compares both witnesses, and one of them is the other program's alone.
        desk.with("good", &["audit"], "").code(75).says("another asdone has this study open");
        desk.with("good", &["undo"], "").code(75).says("another asdone has this study open");
        assert_eq!(files_of(&study), before, "a reader changed something");
        drop(open);
        let listed = desk.with("good", &["list"], "").code(0);
        assert!(listed.out.contains("Printer down"), "{}", listed.out);
    }
}

#[test]
fn adding_to_a_locked_study_never_asks_and_never_loses() {
    let (desk, _) = Desk::sealed();
    let locked = "the study is locked, so it waits, sealed, in the inbox";
    desk.run(&["add"], "written while locked").code(0).says(locked);
    let wrong = "the study stays locked (the passphrase is not right)";
    desk.with("other", &["add"], "with a wrong passphrase").code(0).says(wrong);
    assert_eq!(readable(&desk.path("study"), "while locked"), Vec::<PathBuf>::new());
    let shown = desk.with("good", &["list"], "").code(0).says("Added 2 notes from the inbox").out;
    let code = shown.split_whitespace().next().unwrap();
    let sheet = desk.with("good", &["show", code], "").code(0).out;
    assert!(sheet.contains("by the inbox"), "{sheet}");
    assert_eq!(desk.texts("good").len(), 2);
}

#[test]
fn a_passphrase_handed_in_as_a_note_is_refused_and_kept_nowhere() {
    let (desk, _) = Desk::sealed();
    for with in ["", "good"] {
        let done = match with {
            "" => desk.run(&["add"], GOOD),
            with => desk.with(with, &["add"], &format!("  {GOOD}\n")),
        };
        let done = done.code(2).says("that is the passphrase of this study");
        assert!(!done.err.contains("lantern") && !done.out.contains("lantern"), "{}", done.err);
    }
    assert_eq!(desk.texts("good"), Vec::<String>::new());
    desk.with("good", &["drafts", "refused"], "").says("no such draft");
    assert_eq!(readable(desk.home.path(), "lantern"), vec![desk.home.path().join("good")]);
    // Small letters alone make no passphrase.
    desk.run(&["add"], "printer broken, used another").code(0);
    desk.run(&["add"], "swapped desks quietly").code(0);
    assert_eq!(desk.texts("good"), ["printer broken, used another", "swapped desks quietly"]);
}

#[test]
fn what_is_refused_while_locked_is_kept_sealed() {
    let (desk, _) = Desk::sealed();
    let long = "rang school ".repeat(4000);
    let done = desk.run(&["add"], &long).code(2).says("nothing is lost");
    assert!(done.err.contains("asdone drafts too-long"), "{}", done.err);
    assert_eq!(readable(&desk.path("study"), "rang school"), Vec::<PathBuf>::new());
    let kept = desk.with("good", &["drafts", "too-long"], "").code(0);
    assert_eq!(kept.out.trim_end(), long.trim_end());
}

#[test]
fn a_study_is_sealed_later_with_all_that_was_in_it() {
    let desk = Desk::new();
    desk.run(&["init", "--name", "R", "--pseudonym", "wren"], "").code(0).says("asdone seal");
    desk.run(&["add"], "Rang school first").code(0);
    let done = desk.with("good", &["seal"], "").code(0).says("not sealed by this");
    words(&done.out);
    assert_eq!(desk.texts("good"), ["Rang school first"]);
    assert_eq!(readable(&desk.path("study"), "Rang school"), Vec::<PathBuf>::new());
    desk.with("good", &["seal"], "").code(2).says("sealed already");
}

#[test]
fn a_copy_that_is_always_kept_is_sealed_with_the_study_and_follows_its_passphrase() {
    let desk = Desk::new();
    let (stick, other) = (desk.path("stick"), desk.path("other"));
    let (place, other) = (stick.to_str().unwrap(), other.to_str().unwrap());
    desk.run(&["init", "--name", "R", "--pseudonym", "wren"], "").code(0);
    desk.run(&["add"], "Rang school first").code(0);
    desk.run(&["backup", place, "--always"], "").code(0);
    assert!(!readable(&stick, "Rang school").is_empty());
    desk.with("good", &["seal"], "").code(0).says("built anew");
    assert_eq!(readable(&stick, "Rang school"), Vec::<PathBuf>::new());
    desk.with("good", &["passphrase", "--new", other], "").code(0);
    let into = desk.path("into");
    desk.with("good", &["restore", place, into.to_str().unwrap()], "").code(2);
    desk.with("other", &["restore", place, into.to_str().unwrap()], "").code(0);
}

#[test]
fn a_weak_passphrase_takes_a_word_of_consent() {
    let desk = Desk::new();
    desk.secret("weak", "riverside1");
    let init = ["init", "--name", "R", "--pseudonym", "wren", "--seal"];
    desk.with("weak", &init, "").code(2).says("weak: guessing it would take");
    assert!(!desk.path("study").exists(), "nothing was begun");
    let mut meant = init.to_vec();
    meant.push("--weak-passphrase");
    desk.with("weak", &meant, "").code(0);
}

#[test]
fn a_new_passphrase_and_new_words_put_the_old_out_of_use() {
    let (desk, words_of_then) = Desk::sealed();
    let other = desk.path("other");
    let other = other.to_str().unwrap();
    desk.with("good", &["passphrase", "--new", other], "").code(0);
    desk.with("good", &["list"], "").code(2);
    desk.with("other", &["list"], "").code(0);
    let done = desk.with("other", &["passphrase", "--new-words"], "").code(0);
    let words_of_now = words(&done.out);
    let file = desk.secret("words", &words_of_then.join(" "));
    let good = desk.path("good");
    let recover = ["recover", "--words", file.to_str().unwrap(), "--new", good.to_str().unwrap()];
    desk.run(&recover, "").code(2).says("the recovery phrase is not right");
    // As they were shown: numbered, four to a line.
    fs::write(&file, done.out).unwrap();
    desk.run(&recover, "").code(0);
    desk.with("good", &["list"], "").code(0);
    assert_ne!(words_of_then, words_of_now);
}

#[test]
fn a_custodian_opens_what_the_author_cannot_any_more() {
    let (desk, _) = Desk::sealed();
    let own = age::x25519::Identity::generate();
    let recipient = own.to_public().to_string();
    desk.run(&["custodian"], "").code(1).says("there is no custodian");
    desk.run(&["custodian", "set", &recipient], "").code(3).says("is sealed");
    desk.with("good", &["custodian", "set", &recipient], "").code(0);
    assert_eq!(desk.run(&["custodian"], "").code(0).out.trim(), recipient);
    let text = age::secrecy::ExposeSecret::expose_secret(&own.to_string()).to_owned();
    let key = desk.secret("custodian.key", &format!("# made today\n{text}"));
    let other = desk.path("other");
    let recover =
        ["recover", "--custodian-key", key.to_str().unwrap(), "--new", other.to_str().unwrap()];
    desk.run(&recover, "").code(0);
    desk.with("other", &["custodian", "remove"], "").code(0);
    desk.run(&recover, "").code(2).says("the custodian's key is not right");
}

#[cfg(unix)]
#[test]
fn a_passphrase_file_that_others_can_read_is_named() {
    use std::os::unix::fs::PermissionsExt;
    let (desk, _) = Desk::sealed();
    fs::set_permissions(desk.path("good"), fs::Permissions::from_mode(0o644)).unwrap();
    desk.with("good", &["list"], "").code(0).says("Other users can read");
}

#[test]
fn a_voice_that_is_taken_back_is_in_no_record_and_no_tally() {
    let (desk, _) = Desk::sealed();
    let words = "The waiting room with the fish frightened me";
    let new = ["voice", "new", "--speaker", "child", "--assent", "said yes", "--may-share"];
    desk.with("good", &new, words).code(0);
    desk.with("good", &new, "She rang first").code(0);
    assert_eq!(readable(&desk.path("study"), "waiting room"), Vec::<PathBuf>::new());
    let listed = desk.with("good", &["voice", "list", "--json"], "").code(0).out;
    let taken_back = listed.lines().find(|line| line.contains("fish")).expect("that voice");
    let taken_back: serde_json::Value = serde_json::from_str(taken_back).unwrap();
    let code = taken_back["code"].as_str().unwrap();
    assert!(desk.opened().contains("the fish"), "the search finds what is there");

    desk.with("other", &["voice", "withdraw", code, "--yes"], "").code(2);
    assert!(desk.opened().contains("the fish"));
    desk.with("good", &["voice", "withdraw", code, "--yes"], "").code(0).says("erased what was");
    assert!(!desk.opened().contains("the fish"));
    let listed = desk.with("good", &["voice", "list", "--json"], "").code(0).out;
    assert!(!listed.contains("fish") && listed.lines().count() == 1, "{listed}");
    desk.with("good", &["voice", "show", code], "").code(2);
    desk.with("good", &["undo"], "");
    assert!(!desk.opened().contains("the fish"), "undo does not bring it back");
    desk.with("good", &["verify"], "").code(0);
}

#[test]
fn a_note_that_left_is_kept_sealed_and_shown_to_whoever_opens_the_study() {
    let (desk, _) = Desk::sealed();
    let words = "The girl said her uncle hurts her";
    desk.with("good", &["add"], words).code(0);
    let code = desk.code("good", &["list", "--json"]);
    desk.with("good", &["stop", &code, "--keep"], "").code(0).says("is kept apart as");
    let stop = desk.code("good", &["stop", "list", "--json"]);
    assert_eq!(readable(&desk.path("study"), "uncle hurts"), Vec::<PathBuf>::new());
    assert!(!desk.opened().contains("uncle hurts"), "it is no longer in the study");

    let shown = desk.with("good", &["stop", "show", &stop], "").code(0).out;
    assert!(shown.contains(words), "{shown}");
    let refused = desk.run(&["stop", "show", &stop], "").code(3).says("is sealed");
    assert!(!refused.out.contains("uncle"), "{}", refused.out);
    let refused = desk.with("other", &["stop", "show", &stop], "").code(2);
    assert!(refused.err.contains("the passphrase is not right") && refused.out.is_empty());

    desk.with("good", &["stop", "delete", &stop, "--yes"], "").code(0);
    desk.with("good", &["stop", "show", &stop], "").code(2).says("are not kept");
}

/// Waits until the program asks for a word, answers with it, and says which.
fn answer_words(terminal: &mut Terminal) {
    let shown = terminal.wait_for("Which is word");
    let listed = shown.lines().skip_while(|line| !line.trim_start().starts_with("1 "));
    let pairs: Vec<&str> = listed.take(6).flat_map(str::split_whitespace).collect();
    let word = |n: &str| {
        let at = pairs.chunks(2).find(|pair| pair.first() == Some(&n)).expect("that word");
        (*at.last().expect("a word")).to_owned()
    };
    for asked in 1..=3 {
        let all = terminal
            .wait("the next question", |screen| screen.matches("Which is word").count() == asked);
        let question = all.rsplit("Which is word ").next().expect("a question");
        let number = question.split('?').next().expect("a number").trim().to_owned();
        terminal.send(&format!("{}\r", word(&number)));
    }
}

#[test]
fn at_a_terminal_the_passphrase_is_asked_for_and_never_shown() {
    let desk = Desk::new();
    let args = ["init", "--name", "R", "--pseudonym", "wren", "--setting", "court", "--seal"];
    let mut terminal = Terminal::start(desk.home.path(), &args, (40, 100));
    terminal.wait_for("New passphrase: ");
    terminal.send(GOOD).send("\r");
    terminal.wait_for("strong: guessing it would take");
    terminal.wait_for("Once more: ");
    terminal.send("not the same\r");
    terminal.wait_for("the two are not the same");
    terminal.wait("it is asked again", |screen| screen.matches("New passphrase: ").count() == 2);
    terminal.send(GOOD).send("\r");
    terminal.wait("and once more", |screen| screen.matches("Once more: ").count() == 2);
    terminal.send(GOOD).send("\r");
    answer_words(&mut terminal);
    let screen = terminal.wait_for("all three are right");
    // Words of the recovery phrase hold parts of it: "lottery".
    assert!(!screen.contains("lantern otter"), "{screen}");
    assert_eq!(terminal.ended(), 0);

    desk.with("good", &["add"], "Rang school first").code(0);
    let mut terminal = Terminal::start(desk.home.path(), &["list"], (24, 80));
    terminal.wait_for("Passphrase: ");
    terminal.send("wrong\r");
    terminal.wait_for("does not open it");
    terminal.send(GOOD).send("\r");
    terminal.wait_for("Rang school first");
    assert_eq!(terminal.ended(), 0);
}

#[test]
fn a_passphrase_that_is_not_given_cancels_and_three_wrong_ones_are_enough() {
    let (desk, _) = Desk::sealed();
    for keys in ["\u{3}", "\u{4}", "\r"] {
        let mut terminal = Terminal::start(desk.home.path(), &["list"], (24, 80));
        terminal.wait_for("Passphrase: ");
        terminal.send(keys);
        terminal.wait_for("Cancelled");
        assert_eq!(terminal.ended(), 130, "{keys:?}");
    }
    let mut terminal = Terminal::start(desk.home.path(), &["list"], (24, 80));
    for tries in 1..=3 {
        terminal.wait("the question", |screen| screen.matches("Passphrase: ").count() == tries);
        terminal.send("wrong\r");
    }
    terminal.wait_for("the passphrase is not right");
    assert_eq!(terminal.ended(), 2);
}

#[cfg(target_os = "linux")]
#[test]
fn no_core_is_dumped_and_nobody_but_the_administrator_looks_into_the_program() {
    use std::os::unix::fs::MetadataExt;
    let (desk, _) = Desk::sealed();
    // Whatever the limits of the shell were.
    let mut terminal = Terminal::start(desk.home.path(), &[], (24, 80));
    terminal.wait_for("This study is locked");
    let about = PathBuf::from(format!("/proc/{}", terminal.pid()));
    let limits = fs::read_to_string(about.join("limits")).unwrap();
    let core = limits.lines().find(|line| line.starts_with("Max core file size")).unwrap();
    assert_eq!(core.split_whitespace().skip(4).collect::<Vec<_>>(), ["0", "0", "bytes"]);
    // What tells of a program that may not be looked into belongs to the administrator; where the
    // tests run as that account, this cannot fail.
    assert_eq!(fs::metadata(about.join("environ")).unwrap().uid(), 0);
    terminal.send("\u{11}");
    assert_eq!(terminal.ended(), 0);
}
