//! What this account knows of a study from outside its folder: somebody who can write into the folder
//! changes it, and it is said before anything is written; whoever changed it on purpose has a way on.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test says so by failing"
)]

#[path = "common/desk.rs"]
mod desk;

use std::fs;
use std::path::Path;

use asdone::journal::keys::{self, Secret};
use asdone::journal::{Apart, Drafts, Journal};
use asdone::study::SheetId;

use desk::{Desk, GOOD, readable};

/// The same lines, some changed or left out, with a check that holds.
fn forged(path: &Path, change: impl Fn(&str) -> Option<String>) {
    let text = fs::read_to_string(path).unwrap();
    let lines = text.lines().filter(|line| !line.starts_with("check ")).filter_map(change);
    let lines: String = lines.map(|line| line + "\n").collect();
    let check = blake3::hash(lines.as_bytes()).to_hex();
    fs::write(path, format!("{lines}check {}\n", check.get(..32).unwrap())).unwrap();
}

fn line(text: &str, name: &str) -> String {
    text.lines().find(|line| line.starts_with(name)).unwrap().to_owned()
}

fn without(name: &'static str) -> impl Fn(&str) -> Option<String> {
    move |line| (!line.starts_with(name)).then(|| line.to_owned())
}

fn with(new: String) -> impl Fn(&str) -> Option<String> {
    let name = new.split(' ').next().unwrap().to_owned();
    move |line| match line.split(' ').next() == Some(name.as_str()) {
        true => Some(new.clone()),
        false => Some(line.to_owned()),
    }
}

/// Puts the public key of somebody else into both files of keys.
fn swap_public(desk: &Desk) {
    let (theirs, _) = Desk::sealed();
    let theirs = fs::read_to_string(theirs.path("study/keys")).unwrap();
    for name in ["study/keys", "study/keys.copy"] {
        forged(&desk.path(name), with(line(&theirs, "public ")));
    }
}

fn waiting(desk: &Desk) -> usize {
    fs::read_dir(desk.path("study/inbox")).unwrap().count()
}

#[test]
fn a_swapped_public_key_is_said_before_a_note_is_sealed_and_the_words_are_kept() {
    let (desk, _) = Desk::sealed();
    desk.run(&["add"], "before anybody came").code(0);
    let right = fs::read(desk.path("study/keys")).unwrap();
    swap_public(&desk);
    let said = "the key that notes are sealed to is another";
    let done = desk.run(&["add"], "words for the right reader").code(3).says(said);
    assert!(done.err.contains("nothing is lost"), "{}", done.err);
    assert_eq!(waiting(&desk), 1);
    assert_eq!(readable(&desk.path("study"), "right reader"), Vec::<std::path::PathBuf>::new());
    // One of the two is enough to go on with.
    fs::write(desk.path("study/keys.copy"), &right).unwrap();
    desk.run(&["add"], "sealed to the right key").code(0);
    let texts = desk.texts("good");
    assert_eq!(texts, ["before anybody came", "sealed to the right key"]);
    assert!(desk.with("good", &["drafts", "refused"], "").out.contains("right reader"));
}

/// In a folder that was moved the account knows a study by its number alone: one that is changed in the file
/// `study` and nowhere else is noticed before a note is sealed for a study that there is not.
#[test]
fn a_moved_folder_whose_file_study_names_another_study_takes_no_note_and_the_words_are_kept() {
    let (desk, _) = Desk::sealed();
    desk.run(&["add"], "before anybody came").code(0);
    let moved = desk.path("moved");
    fs::rename(desk.path("study"), &moved).unwrap();
    let right = fs::read(moved.join("study")).unwrap();
    forged(&moved.join("study"), with("study 00000000-0000-0199-f3c2-000070008001".to_owned()));
    let at = |args: &[&str], input: &str| {
        let args = [&["--study", moved.to_str().unwrap()], args].concat();
        desk.run(&args, input)
    };
    let said = "names another study than the rest of it is of";
    at(&["add"], "words for the right reader").code(3).says(said);
    assert_eq!(fs::read_dir(moved.join("inbox")).map_or(0, Iterator::count), 1);
    fs::write(moved.join("study"), right).unwrap();
    at(&["add"], "and more").code(0);
    let passphrase = desk.path("good");
    let args = ["--passphrase-file", passphrase.to_str().unwrap(), "drafts", "refused"];
    assert!(at(&args, "").out.contains("right reader"));
    let args = ["--passphrase-file", passphrase.to_str().unwrap(), "list"];
    let listed = at(&args, "").code(0).out;
    assert!(listed.contains("before anybody came") && listed.contains("and more"), "{listed}");
}

#[test]
fn a_sealed_study_that_is_made_to_look_clear_in_every_file_takes_nothing_in_clear() {
    let (desk, _) = Desk::sealed();
    desk.with("good", &["add"], "there before").code(0);
    forged(&desk.path("study/study"), |line| {
        without("sealed ")(line).and_then(|l| without("vouched ")(&l))
    });
    for gone in ["study/store", "study/segments"] {
        fs::remove_dir_all(desk.path(gone)).unwrap();
    }
    for gone in ["study/keys", "study/keys.copy"] {
        fs::remove_file(desk.path(gone)).unwrap();
    }
    let said = "it was sealed and says now that it is not";
    for args in [&["add"][..], &["list"], &["jot", "-"], &["import", "-"]] {
        desk.run(args, "words in clear").code(3).says(said);
    }
    assert!(desk.run(&["doctor"], "").code(3).out.contains(said));
    assert_eq!(readable(&desk.path("study"), "words in clear"), Vec::<std::path::PathBuf>::new());
}

#[test]
fn both_files_of_keys_gone_are_named_and_the_words_are_kept_for_the_right_key() {
    let (desk, _) = Desk::sealed();
    let right = fs::read(desk.path("study/keys")).unwrap();
    for gone in ["study/keys", "study/keys.copy"] {
        fs::remove_file(desk.path(gone)).unwrap();
    }
    desk.run(&["add"], "written meanwhile").code(3).says("both copies of the file are gone");
    assert_eq!(readable(desk.home.path(), "written meanwhile"), Vec::<std::path::PathBuf>::new());
    fs::write(desk.path("study/keys"), right).unwrap();
    assert!(desk.with("good", &["drafts", "refused"], "").out.contains("written meanwhile"));
}

/// Who wrote the newest note.
fn author(desk: &Desk) -> String {
    let listed = desk.with("good", &["list", "--json"], "").code(0);
    let line: serde_json::Value = serde_json::from_str(listed.out.lines().next().unwrap()).unwrap();
    line["author"].to_string()
}

#[test]
fn in_a_study_in_clear_another_writer_is_refused_until_somebody_says_that_it_is_meant() {
    for other in [
        "device 00c0ffee00c0ffee",
        "person 00000000-0000-0199-f3c2-000070008001",
        "study 00000000-0000-0199-f3c2-000070008001",
    ] {
        let desk = Desk::new();
        desk.run(&["init", "--name", "R", "--pseudonym", "wren"], "").code(0);
        desk.run(&["add"], "mine").code(0);
        let right = fs::read(desk.path("study/study")).unwrap();
        forged(&desk.path("study/study"), with(other.to_owned()));
        for args in [&["add"][..], &["list"], &["undo"]] {
            desk.run(args, "signed by another").code(3).says("is not as this account knows it");
        }
        fs::write(desk.path("study/study"), right).unwrap();
        desk.run(&["add"], "and mine again").code(0);
    }
    // A folder that was put there on purpose.
    let desk = Desk::new();
    desk.run(&["init", "--name", "R", "--pseudonym", "wren"], "").code(0);
    let there = Desk::new();
    there.run(&["init", "--name", "S", "--pseudonym", "tern"], "").code(0);
    there.run(&["add"], "of the other study").code(0);
    fs::rename(desk.path("study"), desk.path("before")).unwrap();
    fs::rename(there.path("study"), desk.path("study")).unwrap();
    desk.run(&["list"], "").code(3).says("another study stands there now").says("--trust");
    desk.run(&["doctor", "--trust"], "").code(0);
    assert!(desk.run(&["list"], "").code(0).out.contains("of the other study"));
}

#[test]
fn in_a_sealed_study_those_who_write_here_are_put_back_or_refused() {
    for other in ["device 00c0ffee00c0ffee", "person 00000000-0000-0199-f3c2-000070008001"] {
        for earlier in [false, true] {
            let (desk, _) = Desk::sealed();
            desk.with("good", &["add"], "mine").code(0);
            let (right, mine) = (fs::read(desk.path("study/study")).unwrap(), author(&desk));
            forged(&desk.path("study/study"), |line| match earlier {
                true => without("vouched ")(line).and_then(|line| with(other.to_owned())(&line)),
                false => with(other.to_owned())(line),
            });
            desk.with("good", &["add"], "and mine").code(0).says("named others than those");
            assert_eq!(author(&desk), mine);
            assert_eq!(fs::read(desk.path("study/study")).unwrap(), right);
            // Where this account knows nothing of the study, what is vouched for still counts.
            fs::remove_dir_all(desk.path("known")).unwrap();
            forged(&desk.path("study/study"), with(other.to_owned()));
            desk.with("good", &["add"], "not mine").code(3).says("changed who writes here");
        }
    }
}

#[test]
fn an_earlier_study_is_vouched_for_at_the_next_opening_without_a_word() {
    let (desk, _) = Desk::sealed();
    fs::remove_dir_all(desk.path("known")).unwrap();
    forged(&desk.path("study/study"), without("vouched "));
    let listed = desk.with("good", &["study"], "").code(0);
    assert_eq!(listed.err, "");
    assert!(fs::read_to_string(desk.path("study/study")).unwrap().contains("\nvouched "));
}

#[test]
fn whoever_changes_a_study_on_purpose_goes_on() {
    let desk = Desk::new();
    desk.run(&["init", "--name", "R", "--pseudonym", "wren"], "").code(0);
    desk.run(&["add"], "first").code(0);
    desk.with("good", &["seal"], "").code(0);
    desk.run(&["add"], "locked").code(0);
    // Another passphrase, a custodian, a moved folder.
    let new = desk.path("other");
    let new = ["passphrase", "--new", new.to_str().unwrap()];
    desk.with("good", &new, "").code(0);
    desk.run(&["add"], "after the passphrase").code(0);
    fs::rename(desk.path("study"), desk.path("moved")).unwrap();
    let moved = desk.path("moved");
    let moved = ["--study", moved.to_str().unwrap()];
    let run = |args: &[&str], input: &str| desk.run(&[&moved, args].concat(), input);
    run(&["add"], "after the move").code(0);
    // A copy restored as another device.
    let (copy, back) = (desk.path("copy"), desk.path("back"));
    let (copy, back) = (copy.to_str().unwrap(), back.to_str().unwrap());
    let passphrase = desk.path("other");
    let passphrase = ["--passphrase-file", passphrase.to_str().unwrap()];
    run(&[&passphrase[..], &["backup", copy]].concat(), "").code(0);
    desk.run(&[&passphrase[..], &["restore", copy, back]].concat(), "").code(0);
    desk.run(&["--study", back, "add"], "on the other device").code(0);
    let listed = desk.run(&[&passphrase[..], &["--study", back, "list"]].concat(), "").code(0);
    assert!(listed.out.contains("on the other device"), "{}", listed.out);
    // The study is made anew in the first place, and later another one is put there by hand.
    desk.with("good", &["init", "--name", "S", "--pseudonym", "tern", "--seal"], "").code(0);
    desk.run(&["add"], "in the new one").code(0);
    fs::rename(desk.path("study"), desk.path("second")).unwrap();
    fs::rename(desk.path("moved"), desk.path("study")).unwrap();
    desk.run(&["add"], "not yet").code(3).says("another study stands there now");
    assert!(desk.with("other", &["list"], "").code(0).out.contains("after the move"));
    desk.run(&["add"], "and on").code(0);
}

#[test]
fn what_is_kept_beside_an_open_study_is_sealed_to_the_key_in_memory() {
    let (desk, _) = Desk::sealed();
    fs::remove_dir_all(desk.path("known")).unwrap();
    let study = desk.path("study");
    let key = keys::unlock(&study, &Secret::passphrase(GOOD.to_owned())).unwrap();
    let (journal, _) = Journal::open(&study, Some(&key)).unwrap();
    swap_public(&desk);
    let (id, apart, drafts) = (SheetId(7), Apart::of(&study), Drafts::of(&study));
    apart.keep(id, "may be reportable").unwrap();
    assert_eq!(apart.show(id, Some(&key)).unwrap().unwrap(), "may be reportable");
    drafts.keep("refused", "half-typed").unwrap();
    let draft = fs::read_dir(study.join("drafts")).unwrap().next().unwrap().unwrap();
    let bytes = fs::read(draft.path()).unwrap();
    assert_eq!(key.open(&bytes).unwrap().as_slice(), b"half-typed");
    drop(journal);
}

#[test]
fn a_sealing_planted_by_somebody_else_is_not_finished_for_them() {
    let desk = Desk::new();
    desk.run(&["init", "--name", "R", "--pseudonym", "wren"], "").code(0);
    let (theirs, _) = Desk::sealed();
    let ready = desk.path("study/sealing.ready");
    fs::create_dir(&ready).unwrap();
    for name in ["keys", "keys.copy", "study"] {
        fs::copy(theirs.path("study").join(name), ready.join(name)).unwrap();
    }
    let study = line(&fs::read_to_string(desk.path("study/study")).unwrap(), "study ");
    for name in ["keys", "keys.copy", "study"] {
        forged(&ready.join(name), with(study.clone()));
    }
    desk.run(&["add"], "for whom").code(3).says("is not as this account knows it");
}
