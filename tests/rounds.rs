//! A coding round by plain commands: three coders take turns at one laptop.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests may panic"
)]

#[path = "common/desk.rs"]
mod desk;

use std::io::Write;

use asdone::actions::{Deed, round::called};
use asdone::journal::{Drafts, Mending};
use asdone::open::OpenStudy;
use asdone::study::{Change, Item, Purpose, Round, Sort};
use desk::{Desk, Done};
use serde_json::Value;

const CODERS: [&str; 3] = ["wren", "heron", "dunnock"];

/// A study with notes and two tags, and a round over all of them by three coders.
fn begun(notes: usize, more: &[&str]) -> (Desk, String) {
    let desk = Desk::new();
    desk.run(&["init", "--name", "R", "--pseudonym", "wren"], "").code(0);
    for note in 0..notes {
        desk.run(&["add", &format!("Rang school before visit number {note} #s.check")], "").code(0);
    }
    let mut args =
        vec!["round", "begin", "--coders", "wren,heron,dunnock", "--tag", "s.check,s.speak"];
    args.extend_from_slice(more);
    // A private note is shown to no other coder.
    desk.run(&args, "").code(2).says("raised to the team");
    desk.run(&["audience", "--query", "visit", "team"], "").code(0);
    desk.run(&args, "").code(0).says("2 tags, 3 coders");
    let listed = desk.run(&["round", "list", "--json"], "").code(0).out;
    let round: Value = serde_json::from_str(listed.lines().next().unwrap()).unwrap();
    (desk, round["code"].as_str().unwrap().to_owned())
}

fn act(desk: &Desk, verb: &str, round: &str, coder: &str, more: &[&str], input: &str) -> Done {
    let mut args = vec!["round", verb, round, "--as", coder];
    args.extend_from_slice(more);
    desk.run(&args, input)
}

fn agreement(desk: &Desk, round: &str) -> Value {
    let done = desk.run(&["agreement", round, "--json", "--samples", "50"], "").code(0);
    serde_json::from_str(&done.out).unwrap()
}

#[test]
fn three_coders_code_apart_hand_in_and_see_how_far_they_agree() {
    let (desk, round) = begun(4, &[]);
    // The first coder sees one tag in each note, the second too, the third none at all.
    for (coder, answers) in
        [("wren", "1\n1\n1\n"), ("heron", "1\n1\n1\n1\n"), ("dunnock", "\n\n\n\n")]
    {
        let done = act(&desk, "code", &round, coder, &["--ask"], answers);
        assert!(done.out.contains("Rang school before visit"), "{}", done.out);
        // Nothing of how the note was tagged stands beside its text.
        assert!(!done.out.contains("#s.check"), "{}", done.out);
        if coder == "wren" {
            done.code(0).says("stopped");
            // Another day it goes on where it stopped.
            act(&desk, "code", &round, coder, &["--ask"], "1\n").code(1).says("nothing left");
        } else {
            done.code(1);
        }
        desk.run(&["agreement", &round], "").code(2).says("still open");
        act(&desk, "hand-in", &round, coder, &[], "").code(0).says("handed in 4 codings");
        act(&desk, "hand-in", &round, coder, &[], "").code(2).says("final");
    }
    desk.run(&["round", "close", &round], "").code(0).says("3 of 3 handed in");
    act(&desk, "code", &round, "wren", &["--ask"], "1\n").code(1);
    let found = agreement(&desk, &round);
    assert_eq!((found["handed_in"].as_u64(), found["notes"].as_u64()), (Some(3), Some(4)));
    let tag = &found["tags"][0];
    assert_eq!(tag["tag"], "s.check");
    assert_eq!(tag["seen"]["by_some"], 4);
    // Two of six ordered pairs agree in each note.
    assert!((tag["percent"]["value"].as_f64().unwrap() - 1.0 / 3.0).abs() < 1e-12, "{tag}");
    assert_eq!(found["tags"][1]["alpha"]["undefined"], "one-category");
    assert_eq!(found["tags"][1]["alpha"]["value"], Value::Null);
    assert!(CODERS.iter().all(|coder| !found.to_string().contains(coder)), "{found}");
}

#[test]
fn a_lead_closes_early_and_what_was_not_handed_in_is_out() {
    let (desk, round) = begun(3, &[]);
    for coder in ["wren", "heron", "dunnock"] {
        act(&desk, "code", &round, coder, &["--ask"], "1\n1\n2\n").code(1);
    }
    for coder in ["wren", "heron"] {
        act(&desk, "hand-in", &round, coder, &[], "").code(0);
    }
    desk.run(&["round", "close", &round], "").code(0).says("2 of 3 handed in");
    act(&desk, "hand-in", &round, "dunnock", &[], "").code(2).says("has ended");
    let found = agreement(&desk, &round);
    assert_eq!((found["handed_in"].as_u64(), found["coders"].as_u64()), (Some(2), Some(3)));
    assert!(found["tags"][0]["four"].is_object(), "two coders are left: {found}");
    let said = desk.run(&["agreement", &round], "").code(0).out;
    assert!(said.starts_with("2 of 3 coders handed in."), "{said}");
}

#[test]
fn what_stands_and_was_not_handed_in_so_is_found_out_and_left_out() {
    let (desk, round) = begun(2, &[]);
    for coder in CODERS {
        act(&desk, "code", &round, coder, &["--ask"], "1\n1\n").code(1);
        act(&desk, "hand-in", &round, coder, &[], "").code(0);
    }
    // Nothing of it is taken back by the way.
    desk.run(&["undo"], "").code(2).says("final");
    act(&desk, "undo", &round, "dunnock", &[], "").code(2).says("final");
    // Somebody writes past the program.
    let (mut open, _) = OpenStudy::open(&desk.path("study"), None, Mending::Ask).unwrap();
    open.read_past(None).unwrap();
    let dunnock = called(&open.study, "dunnock").unwrap();
    let sheet = open.study.sheets().all_of(Sort::Round).next().unwrap();
    let ix = open.study.person_ix(dunnock).unwrap();
    let found = Round::of(sheet).unwrap();
    let struck = found.coding_of(ix, found.units()[0]).unwrap().item;
    let item = Item::Line(sheet.id(), struck);
    let changes = vec![Change::Stands { item, stands: false }];
    let deed = Deed { changes, purpose: Purpose::Do, said: String::new() };
    open.perform_by(dunnock, &deed, 2_000_000_000_000).unwrap();
    drop(open);
    desk.run(&["round", "close", &round], "").code(0);
    let found = agreement(&desk, &round);
    assert_eq!((found["handed_in"].as_u64(), found["does_not_fit"].as_u64()), (Some(2), Some(1)));
    let said = desk.run(&["agreement", &round], "").code(0).out;
    assert!(said.contains("what 1 handed in is not what stands now, and is out"), "{said}");
}

/// How many notes a coder has, and how many of them are coded.
fn own(desk: &Desk, round: &str, coder: &str) -> (u64, u64) {
    let status = act(desk, "status", round, coder, &["--json"], "").code(0).out;
    let status: Value = serde_json::from_str(&status).unwrap();
    (status["own"]["notes"].as_u64().unwrap(), status["own"]["coded"].as_u64().unwrap())
}

/// The code of the note that a coder is shown next.
fn next(desk: &Desk, round: &str, coder: &str) -> String {
    let shown = act(desk, "code", round, coder, &[], "").code(0).out;
    shown.split_whitespace().nth(1).unwrap().to_owned()
}

#[test]
fn a_note_that_a_coder_passes_goes_to_another_and_comes_back_when_that_is_undone() {
    let (desk, round) = begun(6, &["--per", "2", "--seed", "7"]);
    assert!(CODERS.iter().all(|coder| own(&desk, &round, coder) == (4, 0)));
    let note = next(&desk, &round, "wren");
    let said = act(&desk, "pass", &round, "wren", &[], "").code(0);
    assert!(said.err.contains("passed on") && !said.err.contains("reason"), "{}", said.err);
    assert_eq!(own(&desk, &round, "wren"), (3, 0));
    let others: u64 = ["heron", "dunnock"].iter().map(|coder| own(&desk, &round, coder).0).sum();
    assert_eq!(others, 9, "the note went to the one who did not have it");
    act(&desk, "code", &round, "wren", &["--note", &note, "--yes", "s.check"], "").code(2);
    // The audit of the laptop's owner does not tell what another coder did.
    act(&desk, "undo", &round, "wren", &[], "").code(0).says("took back");
    assert!(CODERS.iter().all(|coder| own(&desk, &round, coder) == (4, 0)));
    // Where everybody has passed, nobody has it.
    for coder in CODERS {
        let (had, _) = own(&desk, &round, coder);
        for _ in 0..had {
            act(&desk, "pass", &round, coder, &[], "").code(0);
        }
    }
    let left: u64 = CODERS.iter().map(|coder| own(&desk, &round, coder).0).sum();
    assert!(left < 12, "{left}");
}

#[test]
fn a_coder_takes_back_the_last_one_and_looks_at_a_whole_definition_while_coding() {
    let (desk, round) = begun(3, &[]);
    let wording = ["codebook", "show", "s.check"];
    let shown = desk.run(&wording, "").code(0).out;
    let answers = "1\n/undo\n/tag 1\n/tag x\n/pass\n2\n";
    let done = act(&desk, "code", &round, "heron", &["--ask"], answers).code(0);
    assert!(done.err.contains("took back") && done.err.contains("there is no tag \"x\""));
    assert!(done.err.contains("passed on"), "{}", done.err);
    let includes = done.out.lines().find(|line| line.contains("includes: ")).unwrap();
    assert!(shown.contains(includes.trim().trim_start_matches("includes: ")), "{shown}");
    assert_eq!(own(&desk, &round, "heron"), (2, 1));
    act(&desk, "undo", &round, "heron", &[], "").code(0);
    act(&desk, "undo", &round, "heron", &[], "").code(0);
    act(&desk, "undo", &round, "heron", &[], "").code(2).says("nothing to take back");
    assert_eq!(own(&desk, &round, "heron"), (3, 0));
    let full = act(&desk, "code", &round, "heron", &["--full"], "").code(0).out;
    assert!(full.contains("includes: ") && full.contains("excludes: "), "{full}");
}

#[test]
fn a_memo_outlives_a_program_that_is_killed_before_its_note_is_coded() {
    let (desk, round) = begun(2, &[]);
    let mut child = desk.command(&["round", "code", &round, "--ask"]).spawn().unwrap();
    let input = child.stdin.as_mut().unwrap();
    input.write_all(b"1\n// two readings\n").unwrap();
    input.flush().unwrap();
    let study = desk.path("study");
    let kept = || Drafts::of(&study).kept("memo").unwrap().len() == 1;
    let since = std::time::Instant::now();
    while !kept() {
        assert!(since.elapsed().as_secs() < 60, "the memo is kept at once");
        std::thread::sleep(std::time::Duration::from_millis(50));
    }
    child.kill().unwrap();
    child.wait().unwrap();
    let done = act(&desk, "code", &round, "wren", &["--ask"], "1\n").code(1);
    assert!(done.err.contains("your memo from before: two readings"), "{}", done.err);
    assert!(!kept(), "it is no draft any more once it is saved");
    assert_eq!(own(&desk, &round, "wren"), (2, 2));
    assert!(desk.opened().contains("two readings"));
}

#[test]
fn notes_that_go_or_are_reworded_in_the_middle_are_counted_as_that() {
    let (desk, round) = begun(4, &[]);
    for coder in ["wren", "heron"] {
        act(&desk, "code", &round, coder, &["--ask"], "1\n1\n2\n\n").code(1);
        act(&desk, "hand-in", &round, coder, &[], "").code(0);
    }
    let listed = desk.run(&["list", "--json"], "").code(0).out;
    let codes: Vec<String> = listed
        .lines()
        .map(|line| {
            serde_json::from_str::<Value>(line).unwrap()["code"].as_str().unwrap().to_owned()
        })
        .collect();
    desk.run(&["amend", &codes[0], "Rang the school first"], "").code(0);
    desk.run(&["withdraw", &codes[1], "--reason", "asked to"], "").code(0);
    desk.run(&["audience", &codes[2], "private"], "").code(0);
    // The third coder finds two notes, and codes what is there.
    let done = act(&desk, "code", &round, "dunnock", &["--ask"], "1\n1\n1\n").code(1);
    assert!(
        !done.out.contains(&codes[2]),
        "what is private again is shown to nobody: {}",
        done.out
    );
    for gone in &codes[1..3] {
        act(&desk, "code", &round, "dunnock", &["--note", gone, "--yes", "s.check"], "").code(2);
    }
    desk.run(&["round", "close", &round], "").code(0).says("2 of 3");
    let found = agreement(&desk, &round);
    assert_eq!((found["gone"].as_u64(), found["reworded"].as_u64()), (Some(2), Some(1)));
    assert_eq!(found["all"]["counted"], 2);
}

#[test]
fn a_draw_is_even_and_says_beforehand_how_much_work_it_is() {
    let (desk, round) = begun(6, &["--per", "2", "--sample", "6", "--seed", "7"]);
    for coder in CODERS {
        let status = act(&desk, "status", &round, coder, &["--json"], "").code(0).out;
        let status: Value = serde_json::from_str(&status).unwrap();
        assert_eq!(status["own"]["notes"], 4, "12 codings by three: {status}");
    }
    desk.run(&["add", "Rang nobody, and that stays private"], "").code(0);
    let dry = ["round", "begin", "--coders", "a,b,c", "--per", "2", "--dry-run"];
    let done = desk.run(&dry, "").code(0).says("nothing was begun");
    assert!(done.out.contains("12 codings; up to 4 for each coder"), "{}", done.out);
    assert_eq!(desk.run(&["round", "list"], "").code(0).out.lines().count(), 1);
    act(&desk, "code", &round, "robin", &[], "").code(2).says("nobody in this study");
}

/// What a coder's own laptop says of the notes they code, in every command that reads notes.
#[test]
fn a_coder_sees_nowhere_how_a_note_of_an_open_round_was_tagged_or_what_came_of_it() {
    let (desk, round) = begun(2, &[]);
    desk.run(&["later", "visit", "canary-outcome"], "");
    let listed = desk.run(&["list", "--json"], "").code(0).out;
    let line: Value = serde_json::from_str(listed.lines().next().unwrap()).unwrap();
    let code = line["code"].as_str().unwrap().to_owned();
    desk.run(&["later", &code, "canary-outcome"], "").code(0);
    let asked: &[&[&str]] = &[
        &["list"],
        &["list", "--json"],
        &["list", "--long"],
        &["search", "canary"],
        &["list", "tag:s.check"],
        &["show", &code],
        &["show", &code, "--history", "--json"],
        &["tally", "--by", "tag", "--json"],
        &["export", "--format", "csv"],
        &["export"],
        &["report"],
    ];
    // The codebook as such is no secret; that a note has a tag of it is.
    let tells = |said: &str| {
        let codebook = |line: &&str| !line.contains("\"codebook\"") && !line.contains("\"tag\":{");
        let lines: Vec<&str> = said.lines().filter(codebook).collect();
        lines.iter().any(|line| line.contains("canary-outcome") || line.contains("#s.check"))
    };
    for args in asked {
        assert!(!tells(&desk.run(args, "").out), "{args:?}: {}", desk.run(args, "").out);
    }
    desk.run(&["list", "tag:s.check"], "").code(1);
    assert!(!desk.run(&["audit"], "").out.contains("tag s.check on"));
    desk.run(&["tag", &code, "s.check"], "").code(2).says("hidden from you");
    for coder in CODERS {
        act(&desk, "code", &round, coder, &["--ask"], "1\n1\n").code(1);
        act(&desk, "hand-in", &round, coder, &[], "").code(0);
    }
    desk.run(&["round", "close", &round], "").code(0);
    // That it is closed is not taken back, for the codings have been open to see.
    desk.run(&["undo"], "");
    desk.run(&["agreement", &round], "").code(0);
    assert!(desk.run(&["show", &code], "").code(0).out.contains("canary-outcome"));
    desk.run(&["list", "tag:s.check"], "").code(0);
}
