//! What is to be settled between two people, in words that name them: clocks, copies, tags.

use std::fs;

use asdone::journal::Mending;
use asdone::open::OpenStudy;
use asdone::share::boundary::Terms;
use asdone::share::{push, unwatched};
use asdone::study::ItemId;
use serde_json::Value;

use super::{
    add, begin, folder, home, join, key_of, laptop, laptop_words, on, open, path, raised, seen,
    status, sync, team_of, words,
};

const DAY: i64 = 24 * 60 * 60 * 1000;

#[test]
fn a_clock_that_is_far_ahead_is_named_with_whose_it_is_and_moves_nobody_elses() {
    let dir = tempfile::tempdir().unwrap();
    let folder = folder(&dir);
    let [wren, heron] = team_of(&folder, ["wren", "heron"]);
    raised(&heron, "Written by a clock that is ahead");
    // Heron's laptop hands out as it would on a day to come.
    let now = asdone::config::clock::now().millis + 3 * DAY;
    let (open, at) = (open(&heron), home(&heron));
    let terms = Terms { now, grace: 0, ..at.team.terms(now) };
    let mut fresh = || ItemId(0xfeed);
    push((&at.team, &at.out().unwrap(), &at.shelf()), &open.study, &terms, &mut fresh).unwrap();
    drop(open);
    let said = sync(&wren).says("from *heron* wait").says("look at the date on both laptops").err;
    assert!(said.contains("to decide: the clock of *heron* is"), "{said}");
    assert_eq!(seen(&wren, "Written by a clock that is ahead"), None);
    let line = on(&wren, &["team", "sync", "--json"]).code(0).out;
    let line: Value = serde_json::from_str(line.trim()).unwrap();
    assert!(line["to_decide"][0].as_str().unwrap().contains("the clock of *heron*"), "{line}");
    // It is said until it is settled, and not by an exchange alone.
    let waits = || status(&wren)["to_decide"].to_string();
    assert!(waits().contains("the clock of *heron* is") && waits().contains("both laptops"));
    assert!(on(&wren, &["team", "status"]).code(0).out.contains("the clock of *heron*"));
    raised(&wren, "Goes on by its own clock");
    sync(&wren);
    sync(&heron);
    assert!(seen(&heron, "Goes on by its own clock").is_some());
    assert!(waits().contains("the clock of *heron* is"));
    // Three days later by wren's clock it has come to pass.
    let (mut at, key) = (home(&wren), key_of(&wren));
    let (mut open, _) = OpenStudy::open(&wren.path("study"), Some(&key), Mending::Ask).unwrap();
    open.read_past(None).unwrap();
    at.exchange(&mut open, (now + DAY, true), &mut fresh, &mut unwatched).unwrap();
    drop((at, open));
    assert!(!waits().contains("the clock of"), "{}", waits());
}

#[test]
fn a_colleagues_laptop_that_was_copied_is_named_and_what_was_here_stays() {
    let dir = tempfile::tempdir().unwrap();
    let folder = folder(&dir);
    let (wren, heron) = (laptop("wren"), laptop("heron"));
    begin(&wren, &folder);
    join(&heron, &folder, &wren);
    sync(&heron);
    raised(&heron, "First words");
    sync(&heron);
    sync(&wren);
    // A copy of heron's folder hands out beside it, while heron's own files are not there to be seen.
    let (study, kept) = (heron.path("study"), dir.path().join("kept"));
    let copy = |from: &std::path::Path, to: &std::path::Path| {
        let done = std::process::Command::new("cp").arg("-a").args([from, to]).status().unwrap();
        assert!(done.success());
    };
    copy(&study, &kept);
    let own = folder.join("seg").join(home(&heron).team.device.to_string());
    let aside = dir.path().join("aside");
    raised(&heron, "Said by the one");
    sync(&heron);
    sync(&wren);
    fs::rename(&own, &aside).unwrap();
    fs::create_dir(&own).unwrap();
    fs::remove_dir_all(&study).unwrap();
    copy(&kept, &study);
    for text in ["Said by the other", "And once more"] {
        raised(&heron, text);
        sync(&heron);
    }
    let said = on(&wren, &["team", "sync", "--at-once"]).code(0).err;
    assert!(said.contains("two laptops hand out as the one of *heron*"), "{said}");
    assert!(seen(&wren, "First words").is_some() && seen(&wren, "Said by the one").is_some());
    // It is said until that laptop is removed, and whoever sits there joined again.
    let waits = || status(&wren)["to_decide"].to_string();
    assert!(waits().contains("as the one of *heron*"), "{}", waits());
    sync(&wren);
    assert!(waits().contains("as the one of *heron*"), "{}", waits());
    on(&wren, &["team", "remove", "heron", "--yes"]).code(0);
    sync(&wren);
    assert!(!waits().contains("as the one of"), "{}", waits());
}

#[test]
fn two_tags_of_one_name_are_a_line_of_work_until_one_is_renamed_or_merged() {
    let dir = tempfile::tempdir().unwrap();
    let folder = folder(&dir);
    let (wren, heron) = (laptop("wren"), laptop("heron"));
    begin(&wren, &folder);
    join(&heron, &folder, &wren);
    sync(&heron);
    // One calls a tag anew, the other makes one of that name.
    on(&wren, &["codebook", "add", "rang", "--definition", "By phone."]).code(0);
    on(&wren, &["codebook", "edit", "rang", "--name", "called"]).code(0);
    on(&heron, &["codebook", "add", "called", "--definition", "At the door."]).code(0);
    for desk in [&wren, &heron] {
        on(desk, &["team", "share", "--codebook"]).code(0);
    }
    sync(&wren);
    sync(&heron);
    let waits = |desk: &super::desk::Desk| status(desk)["to_decide"].to_string();
    sync(&wren).says("two tags are called called");
    assert!(waits(&wren).contains("codebook merge"), "{}", waits(&wren));
    on(&heron, &["codebook", "edit", "called", "--name", "visited"]).code(0);
    add(&heron, "Goes on");
    sync(&heron);
    sync(&wren);
    assert!(!waits(&wren).contains("two tags"), "{}", waits(&wren));
}

/// A name with something in it that nobody sees is the same to whoever reads it.
#[test]
fn a_name_that_looks_like_a_colleagues_is_refused_and_told() {
    let dir = tempfile::tempdir().unwrap();
    let folder = folder(&dir);
    let (wren, like) = (laptop("wren"), laptop("wr\u{200b}en"));
    begin(&wren, &folder);
    on(&like, &["team", "join", path(&folder), "--words", &words(&wren)]).code(0);
    on(&wren, &["team", "admit", "--words", &laptop_words(&like)])
        .code(2)
        .says("is called")
        .says("already");
    on(&like, &["team", "name", "robin"]).code(0);
    on(&wren, &["team", "admit", "--words", &laptop_words(&like)]).code(0);
    sync(&like);
    on(&like, &["team", "name", "Wre\u{2060}n"]).code(0);
    sync(&like);
    sync(&wren).says("two people are called");
}
