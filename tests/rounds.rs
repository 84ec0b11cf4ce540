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
#[path = "rounds/hand_ins.rs"]
mod hand_ins;
#[cfg(unix)]
#[path = "rounds/laptops.rs"]
mod laptops;
#[cfg(unix)]
#[path = "common/pty.rs"]
mod pty;

use std::io::Write;

use asdone::actions::{Deed, round::called};
use asdone::journal::{Drafts, Mending};
use asdone::open::OpenStudy;
use asdone::study::{Change, Item, ItemId, Purpose, Round, Sort, TagKey, Verdict};
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
    // How near six notes could tell a share of 80 in 100: 1.96 times the root of .8 x .2 / 6.
    assert!(done.out.contains("6 notes tell that to within 32 points"), "{}", done.out);
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

/// A closed round of three notes by three coders who differ: in each note the first tag is seen by wren
/// and heron, and dunnock sees the second in the last of theirs.
fn closed() -> (Desk, String) {
    let (desk, round) = begun(3, &[]);
    for (coder, answers) in
        [("wren", "1\n1\n1\n"), ("heron", "// a plain check\n1\n1\n1?\n"), ("dunnock", "\n\n2\n")]
    {
        act(&desk, "code", &round, coder, &["--ask"], answers).code(1);
        act(&desk, "hand-in", &round, coder, &[], "").code(0);
    }
    desk.run(&["round", "settle", &round], "").code(2).says("still open");
    desk.run(&["round", "close", &round], "").code(0);
    (desk, round)
}

fn lines(done: &Done) -> Vec<Value> {
    done.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn differences_are_settled_one_by_one_and_become_proposals_and_first_codings_stay() {
    let (desk, round) = closed();
    let before = agreement(&desk, &round);
    let found = lines(&desk.run(&["round", "settle", &round, "--json"], "").code(0));
    // Three on the first tag, and one on the second; nothing on which all say the same.
    assert_eq!(found.iter().filter(|one| one["tag"] == "s.check").count(), 3);
    assert_eq!(found.iter().filter(|one| one["tag"] == "s.speak").count(), 1);
    let listed = desk.run(&["round", "settle", &round], "").code(0);
    assert!(listed.out.contains("// a plain check"), "memos stand beside: {}", listed.out);
    for name in CODERS {
        assert!(!listed.out.contains(name), "coders are letters: {}", listed.out);
    }
    let note = found[0]["note"].as_str().unwrap().to_owned();
    let settle = |more: &[&str]| {
        let mut args = vec!["round", "settle", &round, "--note", &note, "--tag", "s.check"];
        args.extend_from_slice(more);
        desk.run(&args, "")
    };
    settle(&["--to", "yes"]).code(2).says("a reason");
    settle(&["--to", "yes", "--reason", "they rang"]).code(0).says("s.check applies");
    settle(&["--to", "no", "--reason", "thought better of it"]).code(0);
    let agreed = ["round", "settle", &round, "--note", &note, "--tag", "s.speak"];
    let mut differs = found.iter().filter(|one| one["tag"] == "s.speak");
    if differs.all(|one| one["note"] != note.as_str()) {
        let args = [&agreed[..], &["--to", "no", "--reason", "x"]].concat();
        desk.run(&args, "").code(2).says("no two coders differ");
    }
    // The rest one after another: kept, proposed and left, settled.
    let input = "keep\n\n/words Say that ringing ahead is a check\n\nyes\nthey asked\n";
    let asked = desk.run(&["round", "settle", &round, "--ask"], input).code(0);
    assert!(asked.err.contains("kept the difference") && asked.err.contains("proposed for"));
    let status = desk.run(&["round", "status", &round, "--json"], "").code(0);
    let status: Value = serde_json::from_str(&status.out).unwrap();
    let settling = &status["settling"];
    assert_eq!((settling["judgements"].as_u64(), settling["agreed"].as_u64()), (Some(6), Some(2)));
    assert_eq!(settling["settled"].as_u64().unwrap() + settling["kept"].as_u64().unwrap(), 3);
    assert_eq!(settling["left"], 1);
    // What was agreed changes nothing of what was said first.
    assert_eq!(agreement(&desk, &round), before);
    // A proposal has its differences beside it, and the command that does it.
    desk.run(&["round", "propose", &round, "s.speak", "merge", "the same as s.check"], "").code(0);
    desk.run(&["round", "propose", &round, "s.speak", "burn", "x"], "").code(2);
    let proposals = desk.run(&["round", "proposals", &round], "").code(0).out;
    assert!(proposals.contains("asdone codebook merge s.speak OTHER"), "{proposals}");
    assert!(proposals.contains("Say that ringing ahead is a check"), "{proposals}");
    assert!(proposals.contains("A ") && proposals.contains("Rang school before visit"));
    desk.run(&["codebook", "edit", "s.check", "--definition", "A check, ringing too."], "").code(0);
    // Only whoever began it settles; the others see, each alone, where it differs from theirs.
    let mine = act(&desk, "mine", &round, "wren", &[], "").code(0);
    assert!(mine.out.contains("you said yes") && mine.out.contains("settled: no"), "{}", mine.out);
    let all = desk.run(&["round", "settle", &round, "--all"], "").code(0).out;
    assert!(all.contains("settled: no, thought better of it"), "{all}");
    assert!(!all.contains("they rang"), "the last word stands: {all}");
}

#[test]
fn a_report_says_how_far_the_coders_of_a_closed_round_agree_and_names_nobody() {
    let section = |desk: &Desk| {
        let page = desk.run(&["report"], "").code(0).out;
        let from = page.find("<h2 id=\"agreement\"").unwrap();
        page[from..].split("</section>").next().unwrap().to_owned()
    };
    let (open, _) = begun(3, &[]);
    assert!(section(&open).contains("says nothing about how far"), "{}", section(&open));
    let (desk, round) = closed();
    let said = section(&desk);
    assert!(said.contains("Coding round 1: agreement by tag"), "{said}");
    let found = agreement(&desk, &round);
    for tag in found["tags"].as_array().unwrap() {
        let (name, percent) = (tag["tag"].as_str().unwrap(), &tag["percent"]["value"]);
        let row = said.split("<tr>").find(|row| row.contains(&format!("<bdi>{name}</bdi>")));
        let agree = format!("<td class=\"n\">{:.2}</td>", percent.as_f64().unwrap());
        assert!(row.unwrap().contains(&agree), "{name} {agree}: {row:?}");
    }
    assert!(CODERS.iter().all(|coder| !said.contains(coder)), "{said}");
}

#[test]
fn a_coder_sees_themselves_beside_the_others_and_nothing_of_it_is_for_export() {
    let (desk, round) = closed();
    let mine = desk.run(&["agreement", &round, "--mine", "--as", "heron"], "").code(0);
    assert!(mine.out.contains("You and A:") && mine.out.contains("You and B:"), "{}", mine.out);
    assert!(CODERS.iter().all(|name| !mine.out.contains(name)), "{}", mine.out);
    assert!(!mine.out.contains("kappa") && !mine.out.contains("alpha"), "{}", mine.out);
    desk.run(&["agreement", &round, "--mine", "--json"], "").code(2);
    // The same notes a second time, by one coder.
    let begun = ["round", "begin", "--coders", "heron", "--tag", "s.check,s.speak"];
    let args = [&begun[..], &["--again", &round, "--title", "again"]].concat();
    desk.run(&args, "").code(0).says("3 notes");
    let second = lines(&desk.run(&["round", "list", "--json"], "").code(0));
    let second = second.iter().find(|one| one["title"] == "again").unwrap();
    let second = second["code"].as_str().unwrap().to_owned();
    let args = ["agreement", &round, "--again", &second, "--as", "heron"];
    desk.run(&args, "").code(1).says("still open");
    act(&desk, "code", &second, "heron", &["--ask"], "1\n\n2\n").code(1);
    act(&desk, "hand-in", &second, "heron", &[], "").code(0);
    desk.run(&["round", "close", &second], "").code(0);
    let shown = desk.run(&args, "").code(0);
    assert!(shown.out.contains("s.check") && shown.out.contains("both times"), "{}", shown.out);
    desk.run(&[&args[..], &["--json"]].concat(), "").code(2);
}

#[test]
fn notes_are_drawn_from_each_setting_in_proportion_and_the_draw_can_be_repeated() {
    let desk = Desk::new();
    desk.run(&["init", "--name", "R", "--pseudonym", "wren"], "").code(0);
    for (setting, number) in [("office", 6), ("home visit", 3), ("school", 1)] {
        for note in 0..number {
            let text = format!("Rang {setting} {note}");
            desk.run(&["add", "--setting", setting, &text], "").code(0);
        }
    }
    desk.run(&["audience", "--query", "rang", "team"], "").code(0);
    let args =
        ["round", "begin", "--coders", "wren,heron", "--sample", "5", "--stratify", "setting"];
    let dry = desk.run(&[&args[..], &["--dry-run"]].concat(), "").code(0).out;
    assert!(dry.contains("3 of 6") && dry.contains("0 of 1"), "{dry}");
    assert!(dry.contains("2 of 3"), "3 : 1.5 : 0.5, the larger remainder first: {dry}");
    desk.run(&args, "").code(0).says("5 notes");
    desk.run(&args, "").code(0).says("5 notes");
    let rounds = lines(&desk.run(&["round", "list", "--json"], "").code(0));
    let drawn = |at: usize| {
        let round = rounds[at]["code"].as_str().unwrap();
        let mut codes = Vec::new();
        for _ in 0..5 {
            codes.push(next(&desk, round, "wren"));
            act(&desk, "pass", round, "wren", &[], "").code(0);
        }
        codes.sort();
        codes
    };
    assert_eq!(drawn(0), drawn(1), "from one seed");
    let kinds = ["round", "begin", "--coders", "wren,heron", "--stratify", "mood"];
    desk.run(&kinds, "").code(2).says("kind, setting or week");
}

#[test]
fn kinds_and_weeks_get_their_shares_too() {
    let desk = Desk::new();
    desk.run(&["init", "--name", "R", "--pseudonym", "wren"], "").code(0);
    let notes = (0..9).map(|nth| {
        let (kind, day) = [("ordinary", 6), ("ordinary", 6), ("surprise", 13)][nth % 3];
        format!("Rang school {nth},{kind},2026-07-{day:02}T09:15:00+00:00\n")
    });
    let table = format!("text,kind,happened_at\n{}", notes.collect::<String>());
    std::fs::write(desk.path("notes.csv"), table).unwrap();
    desk.run(&["import", desk.path("notes.csv").to_str().unwrap()], "").code(0);
    desk.run(&["audience", "--query", "rang", "team"], "").code(0);
    for by in ["kind", "week"] {
        let args = ["round", "begin", "--coders", "wren,heron", "--sample", "3", "--stratify", by];
        let dry = desk.run(&[&args[..], &["--dry-run"]].concat(), "").code(0).out;
        assert!(dry.contains("2 of 6") && dry.contains("1 of 3"), "{by}: {dry}");
    }
}

/// The round keeps its tags as they were worded when it began; everybody else's codebook lives on. Which
/// tags they are can be said by group.
#[test]
fn a_round_by_group_keeps_its_wording_while_the_codebook_goes_on() {
    let desk = Desk::new();
    desk.run(&["init", "--name", "R", "--pseudonym", "wren"], "").code(0);
    desk.run(&["add", "Rang school before the visit"], "").code(0);
    desk.run(&["audience", "--query", "rang", "team"], "").code(0);
    let none = ["round", "begin", "--coders", "wren,heron", "--group", "nothing"];
    desk.run(&none, "").code(2).says("SAFETY-KEPT");
    let begin = ["round", "begin", "--coders", "wren,heron", "--group", "safety-kept"];
    desk.run(&begin, "").code(0).says("5 tags");
    let rounds = lines(&desk.run(&["round", "list", "--json"], "").code(0));
    let round = rounds[0]["code"].as_str().unwrap();
    let before = act(&desk, "code", round, "heron", &["--full"], "").code(0).out;
    desk.run(&["codebook", "edit", "s.check", "--definition", "canary-wording"], "").code(0);
    desk.run(&["codebook", "retire", "s.speak"], "").code(0);
    let after = act(&desk, "code", round, "heron", &["--full"], "").code(0).out;
    assert_eq!(before, after);
    assert!(desk.run(&["codebook", "show", "s.check"], "").code(0).out.contains("canary-wording"));
    // What was retired meanwhile can be said in the round all the same.
    let note = next(&desk, round, "heron");
    act(&desk, "code", round, "heron", &["--note", &note, "--yes", "s.speak"], "").code(0);
    assert_eq!(own(&desk, round, "heron"), (1, 1));
}

/// Every command that there is, by the words of its manual pages.
fn commands(desk: &Desk) -> Vec<Vec<String>> {
    let pages = desk.path("pages");
    desk.run(&["man", "--dir", pages.to_str().unwrap()], "").code(0);
    let names = std::fs::read_dir(pages).unwrap().map(|item| item.unwrap().file_name());
    let names = names.map(|name| name.into_string().unwrap());
    let names: Vec<String> = names
        .filter_map(|name| Some(name.strip_prefix("asdone-")?.strip_suffix(".1")?.to_owned()))
        .collect();
    // A group of commands has pages of its own; "hand-in" and "show-note" are one word.
    let words = |name: &String| {
        let parent = names.iter().find(|other| name.starts_with(&format!("{other}-")));
        match parent {
            Some(parent) => vec![parent.clone(), name[parent.len() + 1..].to_owned()],
            None => vec![name.clone()],
        }
    };
    names.iter().map(words).collect()
}

fn copied(from: &std::path::Path, to: &std::path::Path) {
    std::fs::create_dir_all(to).unwrap();
    for item in std::fs::read_dir(from).unwrap().map(Result::unwrap) {
        let target = to.join(item.file_name());
        match item.path().is_dir() {
            true => copied(&item.path(), &target),
            false => drop(std::fs::copy(item.path(), target).unwrap()),
        }
    }
}

#[test]
fn no_command_there_is_tells_a_coder_what_is_hidden_from_them() {
    let desk = Desk::new();
    desk.run(&["init", "--name", "R", "--pseudonym", "wren"], "").code(0);
    let add = ["add", "--new-tag", "Rang school before visit #zz.canary"];
    let code = desk.run(&add, "").code(0).out.trim().to_owned();
    desk.run(&["later", &code, "canary-outcome"], "").code(0);
    desk.run(&["audience", &code, "team"], "").code(0);
    desk.run(&["round", "begin", "--coders", "wren,heron", "--tag", "s.check,zz.canary"], "")
        .code(0);
    let rounds = lines(&desk.run(&["round", "list", "--json"], "").code(0));
    let round = rounds[0]["code"].as_str().unwrap();
    // The other coder has said something, and a memo.
    let said = ["--note", &code, "--yes", "s.check", "--memo", "canary-memo"];
    act(&desk, "code", round, "heron", &said, "").code(0);
    act(&desk, "hand-in", round, "heron", &[], "").code(0);
    let study = desk.path("study");
    let whole = desk.path("whole");
    copied(&study, &whole);
    let mut tried = 0;
    for words in commands(&desk) {
        // That a tag is in the codebook or in question is no secret; that the note has it is.
        let names_tags = matches!(words[0].as_str(), "codebook" | "round" | "completions");
        let code = code.as_str();
        let tries: [&[&str]; 6] =
            [&[], &[code], &["--json"], &[code, "--json"], &[round], &["zz.canary"]];
        for more in tries {
            let args: Vec<&str> =
                words.iter().map(String::as_str).chain(more.iter().copied()).collect();
            let by = args.contains(&"--as");
            assert!(!by, "{args:?}");
            // A command that copies a study does so into the folder in which it is given.
            let child = desk.command(&args).current_dir(desk.path("")).spawn().unwrap();
            let done = Done::of(child, "");
            tried += usize::from(done.code == Some(0));
            for said in [&done.out, &done.err] {
                assert!(!said.contains("canary-outcome"), "{args:?}: {said}");
                assert!(!said.contains("canary-memo"), "{args:?}: {said}");
                assert!(!said.contains("#zz.canary"), "{args:?}: {said}");
                let of_note = |line: &&str| {
                    let about = line.contains("Rang school") || line.contains(code);
                    let codebook = line.contains("\"codebook\"") || line.contains("\"tag\":{");
                    about && line.contains("zz.canary") && !codebook && !names_tags
                };
                let told = said.lines().find(of_note).filter(|_| !more.contains(&"zz.canary"));
                assert_eq!(told, None, "{args:?}");
            }
            // What it did is undone, so that each command finds the round open.
            std::fs::remove_dir_all(&study).unwrap();
            copied(&whole, &study);
        }
    }
    assert!(tried > 60, "{tried} commands did what they do");
    // With the round closed it is there, or the test would prove nothing.
    desk.run(&["round", "close", round], "").code(0);
    assert!(desk.run(&["show", &code], "").code(0).out.contains("canary-outcome"));
    assert!(desk.run(&["list", "--long"], "").code(0).out.contains("zz.canary"));
    assert!(desk.run(&["export"], "").code(0).out.contains("canary-outcome"));
}

/// Every way to look at notes, counts and words, in the words of the shell; `{note}` and `{round}` are codes.
const LOOKS: &[&str] = &[
    "list",
    "list --json",
    "list --long",
    "list --sort recorded",
    "list untagged",
    "list untagged --json",
    "list tag:zz.canary",
    "list -tag:zz.canary",
    "list group:none",
    "list has:later",
    "list canary",
    "search canary",
    "search canary-outcome",
    "search zz.canary",
    "show {note}",
    "show {note} --json",
    "show {note} --history",
    "show {note} --history --json",
    "tally --by tag --json",
    "tally --by tag --all --json",
    "tally --by group --json",
    "tally --by kind --json",
    "tally --by setting --json",
    "tally --by origin --json",
    "tally --by stance --json",
    "tally --by hour --json",
    "tally --by weekday --json",
    "tally --by week --json",
    "tally --by heat --json",
    "tally --by pairs --json",
    "tally --by saturation --json",
    "tally --by tag tag:zz.canary",
    "tally --by tag --scope team --json",
    "tally --by pairs --scope team --json",
    "coverage",
    "coverage --json",
    "codebook list",
    "codebook list --json",
    "codebook list --all",
    "codebook show zz.canary",
    "codebook show zz.canary --json",
    "codebook export",
    "export",
    "export --format csv",
    "export tag:zz.canary",
    "export --qdpx mine.qdpx --force",
    "report",
    "report --scope team",
    "lesson candidates",
    "lesson candidates --json",
    "round list",
    "round list --json",
    "round status {round}",
    "round status {round} --json",
    "round code {round}",
    "round code {round} --full",
    "round mine {round}",
    "agreement {round}",
    "audience",
    "audience list team",
    "audience list team --json",
    "audit {note}",
    "audit {note} --json",
    "answers",
    "reflect list",
    "voice tally",
    "debrief list",
    "release list",
    "tag --query tag:zz.canary t.tool",
    "untag --query zz.canary zz.canary",
];

/// What a project says, but for when it was made.
fn project(desk: &Desk) -> String {
    let file = std::fs::File::open(desk.path("mine.qdpx")).unwrap();
    let mut zip = zip::ZipArchive::new(file).unwrap();
    let mut project = String::new();
    std::io::Read::read_to_string(&mut zip.by_name("project.qde").unwrap(), &mut project).unwrap();
    let (before, rest) = project.split_once("creationDateTime=\"").unwrap();
    format!("{before}{}", rest.split_once('"').unwrap().1)
}

/// Stronger than to search for it: whether a colleague tagged the notes of a round and said what came of
/// them, or did not, every byte that its coder is told is the same, by whichever command.
#[test]
#[allow(clippy::too_many_lines, reason = "one round, told twice")]
fn what_others_said_of_a_note_changes_no_byte_of_what_its_coder_is_told() {
    let desk = Desk::new();
    desk.run(&["init", "--name", "R", "--pseudonym", "wren"], "").code(0);
    desk.run(&["add", "--new-tag", "Asked twice #zz.canary"], "").code(0);
    let note = desk.run(&["add", "Rang school before visit"], "").code(0).out.trim().to_owned();
    desk.run(&["audience", &note, "team"], "").code(0);
    desk.run(&["round", "begin", "--coders", "wren,heron", "--tag", "s.check,zz.canary"], "")
        .code(0);
    let rounds = lines(&desk.run(&["round", "list", "--json"], "").code(0));
    let round = rounds[0]["code"].as_str().unwrap().to_owned();
    let [study, without, with] = ["study", "without", "with"].map(|name| desk.path(name));
    // Heron says something of the other note, and then, or not, of that of the round.
    let heron_says = |of: &str, tags: &[&str]| {
        let (mut open, _) = OpenStudy::open(&study, None, Mending::Ask).unwrap();
        open.read_past(None).unwrap();
        let heron = called(&open.study, "heron").unwrap();
        let (_, record) = open.study.all_standing().find(|(_, r)| r.text().contains(of)).unwrap();
        let (observation, at) = (record.id(), record.happened_at());
        let tagged = |name: &&str| Change::Tagged {
            observation,
            tag: TagKey::parse(name).unwrap(),
            verdict: Verdict::Yes,
            was: Verdict::Unsaid,
            codebook: 0,
        };
        let (item, text) = (ItemId(observation.0 + 1), "canary-outcome".to_owned());
        let later = Change::LaterNoted { observation, item, text, at };
        let changes = tags.iter().map(tagged).chain([later]).collect();
        let deed = Deed { changes, purpose: Purpose::Do, said: String::new() };
        open.perform_by(heron, &deed, at.millis).unwrap();
    };
    heron_says("Asked", &["t.staff"]);
    copied(&study, &without);
    heron_says("Rang", &["zz.canary", "t.tool", "a.share"]);
    copied(&study, &with);
    // The trail has an entry for each, and does not say of what.
    let trail = desk.run(&["audit", "--json"], "").code(0).out;
    let hidden = trail.lines().filter(|line| line.contains("\"kind\":\"hidden\""));
    let hidden: Vec<Value> = hidden.map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(hidden.len(), 4, "{trail}");
    assert!(hidden.iter().all(|row| row["code"].is_null() && row["who"] == "somebody"));
    let told = |from: &std::path::Path| -> Vec<String> {
        let look = |words: &&str| {
            std::fs::remove_dir_all(&study).unwrap();
            copied(from, &study);
            let words = words.replace("{note}", &note).replace("{round}", &round);
            let args: Vec<&str> = words.split(' ').collect();
            let child = desk.command(&args).current_dir(desk.path("")).spawn().unwrap();
            let done = Done::of(child, "");
            let made = if words.contains("qdpx") { project(&desk) } else { String::new() };
            // How many entries there are in all is no secret.
            let err = done.err.lines().filter(|line| !line.starts_with("the chain of all"));
            let err: Vec<&str> = err.collect();
            format!("{words}\n{:?}\n{}\n{err:?}\n{made}", done.code, done.out)
        };
        LOOKS.iter().map(look).collect()
    };
    let differ = || {
        let both: Vec<(String, String)> = told(&without).into_iter().zip(told(&with)).collect();
        both.into_iter().filter(|(one, other)| one != other).collect::<Vec<_>>()
    };
    // A clock that goes on to the next minute in between is no leak.
    let found = differ();
    let found = if found.is_empty() { found } else { differ() };
    let part = |(one, other): &(String, String)| {
        let words = one.lines().next().unwrap_or_default().to_owned();
        let at = one.bytes().zip(other.bytes()).take_while(|(one, other)| one == other).count();
        let around = |text: &String| {
            let text = text.as_bytes();
            let rest = &text[at.saturating_sub(80)..text.len().min(at + 200)];
            String::from_utf8_lossy(rest).into_owned()
        };
        (words, around(one), around(other))
    };
    assert!(found.is_empty(), "{:#?}", found.iter().map(part).collect::<Vec<_>>());
    // Once it is closed most of them tell it, or the test would prove nothing.
    for from in [&without, &with] {
        std::fs::remove_dir_all(&study).unwrap();
        copied(from, &study);
        desk.run(&["round", "close", &round], "").code(0);
        std::fs::remove_dir_all(from).unwrap();
        copied(&study, from);
    }
    let found = differ().len();
    assert!(found > 25, "{found}");
}

#[test]
fn practice_compares_with_worked_answers_and_keeps_nothing() {
    let desk = Desk::new();
    desk.run(&["practice", "--group", "nothing"], "").code(2).says("SAFETY-KEPT");
    let answers = "1\n2\n9\n3\n4\n";
    let done = desk.run(&["practice", "--group", "safety-kept"], answers).code(0);
    assert!(done.err.contains("there is no tag \"9\""), "{}", done.err);
    assert!(done.out.contains("worked answer: s.check"), "{}", done.out);
    assert!(
        done.out.contains("you said the same as the worked answer in 4 of 4 notes"),
        "{}",
        done.out
    );
    assert!(done.err.contains("nothing of this was kept"), "{}", done.err);
    assert!(!desk.path("study").exists(), "no study is needed, and none is made");
    let wrong = desk.run(&["practice", "--group", "safety-kept"], "2\n").code(0).out;
    assert!(wrong.contains("you did not say s.check; you also said s.margin"), "{wrong}");
    let listed = desk.run(&["practice", "--list"], "").code(0).out;
    assert_eq!(listed.matches("worked answer:").count(), 35, "{listed}");
}

/// A laptop with a sealed study of somebody.
#[cfg(unix)]
fn laptop(name: &str) -> Desk {
    let desk = Desk::new();
    desk.with("good", &["init", "--name", "R", "--pseudonym", name, "--seal"], "").code(0);
    desk.quick()
}

#[cfg(unix)]
fn on(desk: &Desk, args: &[&str], input: &str) -> Done {
    desk.with("good", args, input)
}

#[cfg(unix)]
fn sync(desks: &[&Desk]) {
    for desk in desks {
        on(desk, &["team", "sync", "--at-once"], "").code(0);
    }
}

#[cfg(unix)]
fn team_words(desk: &Desk, which: &str) -> String {
    let status = on(desk, &["team", "status", "--json"], "").code(0).out;
    serde_json::from_str::<Value>(&status).unwrap()[which].as_str().unwrap().to_owned()
}

/// Everything that lies on the shelf and that a member opens with the key of the team.
#[cfg(unix)]
fn on_the_shelf(desk: &Desk, folder: &std::path::Path) -> String {
    use asdone::journal::keys::{self, Secret};
    use asdone::share::Home;
    use asdone::share::segment::Segment;
    let study = desk.path("study");
    let key = keys::unlock(&study, &Secret::passphrase(desk::GOOD.to_owned())).unwrap();
    let team = Home::at(&study, &key).unwrap().unwrap().team;
    let mut said = String::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for path in std::fs::read_dir(folder).unwrap().map(|item| item.unwrap().path()) {
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let bytes = std::fs::read(&path).unwrap();
            said.push_str(&String::from_utf8_lossy(&bytes));
            let Some(segment) = Segment::read(&bytes, team.id()) else { continue };
            let inside = segment.open(team.epoch(segment.epoch).unwrap()).unwrap();
            for line in &inside.lines {
                said.push_str(&String::from_utf8_lossy(&line.body));
            }
        }
    }
    said
}

#[test]
#[cfg(unix)]
#[allow(clippy::too_many_lines, reason = "a round of three laptops is one story")]
fn three_coders_on_three_laptops_code_over_a_folder_and_read_nothing_before_the_close() {
    let dir = tempfile::tempdir().unwrap();
    let folder = dir.path().join("team");
    std::fs::create_dir(&folder).unwrap();
    let (wren, heron, dunnock) = (laptop("wren"), laptop("heron"), laptop("dunnock"));
    let path = folder.to_str().unwrap();
    on(&wren, &["team", "begin", path], "").code(0);
    for desk in [&heron, &dunnock] {
        let words = team_words(&wren, "words");
        on(desk, &["team", "join", path, "--words", &words], "").code(0);
        let words = team_words(desk, "laptop_words");
        on(&wren, &["team", "admit", "--words", &words], "").code(0);
    }
    let all = [&wren, &heron, &dunnock, &wren, &heron];
    sync(&all);
    // Each lets two notes go to the team; one of wren's is tagged, and something came of it.
    for (desk, text) in
        [(&wren, "Rang school"), (&heron, "Held the door"), (&dunnock, "Asked twice")]
    {
        for nth in 1..3 {
            let text = format!("{text} number {nth} #s.check");
            let code = on(desk, &["add", &text], "").code(0).out.trim().to_owned();
            on(desk, &["audience", &code, "team"], "").code(0);
        }
    }
    sync(&all);
    let begin = [
        "round",
        "begin",
        "--coders",
        "wren,heron,dunnock",
        "--tag",
        "s.check,s.speak",
        "--scope",
        "team",
    ];
    on(&wren, &begin, "").code(0).says("6 notes, 2 tags, 3 coders");
    sync(&all);
    let listed = on(&heron, &["round", "list", "--json"], "").code(0).out;
    let round: Value = serde_json::from_str(listed.lines().next().unwrap()).unwrap();
    assert_eq!((round["notes"].as_u64(), round["coders"].as_u64()), (Some(6), Some(3)));
    let round = round["code"].as_str().unwrap().to_owned();

    // Each codes at home, with a memo of their own, and hands in; dunnock passes on one note.
    let code = |desk: &Desk, input: &str| on(desk, &["round", "code", &round, "--ask"], input);
    // In whichever note they differ, a memo of wren's stands beside it.
    code(&wren, &"// canary-wren\n1\n".repeat(6)).code(1);
    code(&heron, "// canary-heron\n1\n1\n\n2\n1\n1\n").code(1);
    code(&dunnock, "/pass\n// canary-dunnock\n1\n\n\n2 1?\n1\n").code(1);
    sync(&all);
    for desk in [&wren, &heron] {
        on(desk, &["round", "hand-in", &round], "").code(0);
    }
    sync(&all);
    // Until each has handed in, whoever began it alone closes it.
    on(&heron, &["round", "close", &round], "").code(2);
    on(&dunnock, &["round", "hand-in", &round], "").code(0);
    sync(&all);
    // Before the close nobody has anything of another's: not in the study, not on the shelf.
    let shelf = on_the_shelf(&wren, &folder);
    assert!(shelf.contains("Rang school number 1"), "or the test would prove nothing");
    for canary in ["canary-wren", "canary-heron", "canary-dunnock"] {
        assert!(!shelf.contains(canary), "{canary} lies on the shelf before the close");
        for (desk, own) in
            [(&wren, "canary-wren"), (&heron, "canary-heron"), (&dunnock, "canary-dunnock")]
        {
            assert_eq!(desk.opened().contains(canary), canary == own, "{canary}");
        }
    }
    let status = on(&wren, &["round", "status", &round, "--json"], "").code(0).out;
    let status: Value = serde_json::from_str(&status).unwrap();
    assert_eq!(status["handed_in"], 3, "{status}");
    on(&wren, &["round", "close", &round], "").code(0).says("3 of 3 handed in");
    on(&heron, &["round", "settle", &round], "").code(2).says("still open");
    sync(&[&wren, &heron, &dunnock]);
    // Wren has not fetched theirs yet: that is said, and nobody is said not to fit.
    let found = on(&wren, &["agreement", &round, "--json", "--samples", "0"], "").out;
    let found: Value = serde_json::from_str(&found).unwrap();
    assert_eq!((found["on_its_way"].as_u64(), found["does_not_fit"].as_u64()), (Some(2), Some(0)));
    sync(&all);
    assert!(on_the_shelf(&wren, &folder).contains("canary-heron"), "after the close it is there");
    let reports: Vec<Value> = [&wren, &heron, &dunnock]
        .map(|desk| {
            let done = on(desk, &["agreement", &round, "--json", "--samples", "20"], "").code(0);
            serde_json::from_str(&done.out).unwrap()
        })
        .to_vec();
    assert_eq!(reports[0], reports[1], "each laptop says the same");
    assert_eq!(reports[1], reports[2], "each laptop says the same");
    assert_eq!(
        (reports[0]["handed_in"].as_u64(), reports[0]["does_not_fit"].as_u64()),
        (Some(3), Some(0))
    );

    // Settled by whoever began it; each sees where it differs from theirs; the codebook is asked.
    let left = on(&wren, &["round", "settle", &round, "--json"], "").code(0).out;
    // Whichever memos are beside a difference, whose they are is not said.
    assert!(left.contains("canary-"), "{left}");
    for name in ["wren", "heron", "dunnock"] {
        assert!(!left.contains(&format!("\"{name}\"")), "{left}");
    }
    let first: Value = serde_json::from_str(left.lines().next().unwrap()).unwrap();
    let (note, tag) = (first["note"].as_str().unwrap(), first["tag"].as_str().unwrap());
    let settle = ["round", "settle", &round, "--note", note, "--tag", tag, "--to", "keep"];
    on(&heron, &settle, "").code(2);
    on(&wren, &settle, "").code(0).says("kept the difference");
    on(&heron, &["round", "propose", &round, tag, "words", "Say what a second look is"], "")
        .code(0);
    sync(&all);
    sync(&all);
    let asked = on(&wren, &["round", "proposals", &round], "").code(0).out;
    assert!(asked.contains("Say what a second look is"), "{asked}");
    // Whoever coded that note sees it; which two that are, the draw says.
    let mine = all.map(|desk| on(desk, &["round", "mine", &round], ""));
    let kept = mine.iter().filter(|mine| mine.out.contains("kept on purpose")).count();
    assert!(kept > 0 && mine.iter().all(|mine| mine.code.is_some_and(|code| code < 2)));
    // One takes a note back: its codings go, and nobody is said to have handed in something else.
    let own = on(&heron, &["list", "--json", "door"], "").code(0).out;
    let own: Value = serde_json::from_str(own.lines().next().unwrap()).unwrap();
    on(&heron, &["audience", own["code"].as_str().unwrap(), "private"], "").code(0);
    sync(&all);
    sync(&all);
    let found = on(&dunnock, &["agreement", &round, "--json", "--samples", "0"], "").code(0).out;
    let found: Value = serde_json::from_str(&found).unwrap();
    assert_eq!(
        (found["gone"].as_u64(), found["does_not_fit"].as_u64()),
        (Some(1), Some(0)),
        "{found}"
    );
}

/// The screens of one coder, with notes of theirs that are tagged and of which something came.
mod screens {
    use asdone::actions::round::{Beginning, begin, code, hand_in};
    use asdone::actions::{Consent, Context, Draft, Ids, capture, later, release};
    use asdone::study::{
        Audience, Content, DeviceId, Entry, Header, ObservationId, PersonId, SheetId, Sort,
        Subject, Way,
    };
    use asdone::tui::harness::Harness;
    use asdone::tui::msg::Msg;
    use asdone::tui::screens::Screen;

    use super::*;

    /// A screen at 80×24 and at 60×20.
    fn both(name: &str, harness: &mut Harness) {
        for (wide, high) in [(80, 24), (60, 20)] {
            harness.resize(wide, high);
            insta::assert_snapshot!(format!("{name}_{wide}x{high}"), harness.screen());
        }
        harness.resize(80, 24);
    }

    fn notes(harness: &Harness) -> Vec<ObservationId> {
        harness.model.study.all_standing().map(|(_, record)| record.id()).collect()
    }

    fn round(harness: &Harness) -> SheetId {
        harness.model.study.sheets().all_of(Sort::Round).next_back().unwrap().id()
    }

    /// Three notes, and a round over them by heron, who looks, and wren.
    fn begun() -> Harness {
        let mut harness = Harness::open();
        for text in [
            "Rang school before the visit since the file had two addresses",
            "Printer down, wrote the plan by hand and read it back to the mother",
            "Waited in the car until the shouting had stopped",
        ] {
            let line = format!("{text} #w.stand-in");
            harness.does(|study, cx| {
                capture(study, cx, &Draft { line, ..Draft::default() }, Consent::default())
            });
        }
        for note in notes(&harness) {
            harness.does(|study, cx| later(study, cx, note, "canary-outcome"));
            let to = Audience::Team;
            harness.does(|study, cx| release(study, cx, &[Subject::Observation(note)], to));
        }
        let from = notes(&harness);
        let names = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
        let beginning = Beginning {
            title: "Checks in March".to_owned(),
            from,
            seed: 1,
            tags: names(&["s.check", "p.anticipate", "t.tool"]),
            coders: names(&["heron", "wren"]),
            ..Beginning::default()
        };
        harness.does(|study, cx| begin(study, cx, &beginning));
        harness
    }

    /// What the other coder says, who sits elsewhere.
    fn wren(harness: &mut Harness, seq: &mut u64, deed: Deed) {
        let study = &harness.model.study;
        let wren = called(study, "wren").unwrap();
        let entries = deed.changes.iter().map(|change| {
            *seq += 1;
            let time = asdone::study::Hybrid::default().next(harness.now.millis);
            let header = Header {
                device: DeviceId(2),
                way: Way::Here,
                seq: *seq,
                time: asdone::study::Hybrid(time.0 + *seq),
                author: wren,
                act: *seq,
                purpose: Purpose::Do,
            };
            Entry { header, content: Content::Known(change.clone()) }
        });
        let entries: Vec<Entry> = entries.collect();
        harness.send(Msg::Committed { ticket: 0, entries });
    }

    struct Counting(std::cell::Cell<u128>);

    impl Ids for Counting {
        fn fresh(&self) -> uuid::Uuid {
            self.0.set(self.0.get() + 1);
            uuid::Uuid::from_u128(self.0.get())
        }
    }

    /// Both have handed in, and they differ.
    fn differing() -> Harness {
        let mut harness = begun();
        let (id, mut seq) = (round(&harness), 0);
        let ids = Counting(std::cell::Cell::new(1 << 100));
        for note in notes(&harness) {
            let said = asdone::actions::round::Said {
                yes: vec!["s.check".to_owned()],
                memo: "the mother would have rung".to_owned(),
                ..Default::default()
            };
            let author = called(&harness.model.study, "wren").unwrap();
            let context = Context { now: harness.now, author, ids: &ids };
            let deed = code(&harness.model.study, &context, id, note, &said).unwrap();
            wren(&mut harness, &mut seq, deed);
        }
        let author: PersonId = called(&harness.model.study, "wren").unwrap();
        let context = Context { now: harness.now, author, ids: &ids };
        let deed = hand_in(&harness.model.study, &context, id).unwrap();
        wren(&mut harness, &mut seq, deed);
        harness
    }

    #[test]
    fn a_round_is_coded_by_keys_with_the_definition_in_view() {
        let mut empty = Harness::open();
        empty.keys("<alt-c>");
        both("round_none", &mut empty);
        let mut harness = begun();
        harness.keys("<alt-c>");
        both("round_list", &mut harness);
        harness.keys("<enter>");
        let screen = harness.screen();
        assert!(!screen.contains("canary-outcome") && !screen.contains("stand-in"), "{screen}");
        harness.keys("<space><down>s");
        both("round_code", &mut harness);
        // What is ticked and not saved is kept, and is there again when the program was killed.
        let kept = harness.drafts.values().find(|text| text.contains("s.check")).unwrap().clone();
        assert!(kept.contains("p.anticipate"), "{kept}");
        harness.keys("<esc><enter>");
        assert!(harness.screen().contains("[x] p.anticipate"), "{}", harness.screen());
        harness.keys("mtwo readings<enter><enter>");
        assert!(harness.screen().contains("note 2 of 3"), "{}", harness.screen());
        assert!(harness.drafts.values().all(|text| !text.contains("s.check")));
        harness.keys("u");
        assert!(harness.screen().contains("note 1 of 3"), "{}", harness.screen());
        harness.keys("<enter>p");
        assert!(harness.said().contains("passed on"), "{}", harness.said());
        harness.keys("<enter>");
        both("round_coded", &mut harness);
        harness.keys("<esc>h");
        both("round_hand_in", &mut harness);
        harness.keys("h");
        assert!(harness.said().contains("handed in 2 codings"), "{}", harness.said());
        harness.keys("<enter>");
        assert!(harness.said().contains("do not code in this round"), "{}", harness.said());
    }

    #[test]
    fn differences_are_settled_by_keys() {
        let mut harness = differing();
        harness.keys("<alt-c><enter><enter><enter><enter><esc>hh");
        assert!(harness.said().contains("handed in"), "{}", harness.said());
        harness.keys("cc");
        assert!(harness.said().contains("2 of 2 handed in"), "{}", harness.said());
        harness.keys("<enter>");
        both("round_settle", &mut harness);
        harness.keys("y<enter>");
        assert!(harness.screen().contains("reason"), "{}", harness.screen());
        harness.keys("they rang<enter>");
        assert!(harness.said().contains("s.check applies"), "{}", harness.said());
        harness.keys("e<enter>");
        assert!(harness.said().contains("kept the difference"), "{}", harness.said());
        harness.keys("wSay that ringing ahead is a check<enter>");
        assert!(harness.said().contains("proposed for"), "{}", harness.said());
        harness.keys("nno second look<enter>");
        both("round_settled", &mut harness);
        let sheet = harness.model.study.sheets().get(round(&harness)).unwrap();
        assert_eq!(Round::of(sheet).unwrap().proposals().len(), 1);
        assert_eq!(Round::of(sheet).unwrap().settlements().len(), 3);
    }

    #[test]
    fn no_screen_shows_a_coder_what_is_hidden_from_them() {
        let mut harness = differing();
        let look = |harness: &mut Harness, told: bool| {
            let mut seen = false;
            for screen in Screen::ALL {
                harness.model.screen = screen;
                harness.resize(120, 40);
                for keys in ["", "<down>", "<enter>", "<esc>", "<end>"] {
                    harness.keys(keys);
                    let shown = harness.screen();
                    seen |= shown.contains("canary-outcome");
                    if !told {
                        assert!(!shown.contains("canary-outcome"), "{screen:?}:\n{shown}");
                        assert!(!shown.contains("would have rung"), "{screen:?}:\n{shown}");
                        // The codebook and the round name tags; no note is shown with one.
                        let with_tag = |line: &str| line.contains("#w.stand-in");
                        assert!(!shown.lines().any(with_tag), "{screen:?}:\n{shown}");
                    }
                }
            }
            seen
        };
        assert!(!look(&mut harness, false));
        harness.keys("<esc><esc>");
        let id = round(&harness);
        harness.does(|study, cx| asdone::actions::round::close(study, cx, id));
        assert!(look(&mut harness, true), "it is there once the round is closed");
    }
}
