//! A team on the screens: what the Team screen shows and does, and laptops side by side in
//! pseudo-terminals over one folder.
#![cfg(unix)]
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

use std::fs;
use std::path::{Path, PathBuf};

use asdone::share::sight::{Asks, Decision, Laptop, Sight, Standing};
use asdone::share::{Doing, Out, Progress, ToDecide};
use asdone::study::{DeviceId, PersonId, Right, Subject};
use asdone::tui::harness::Harness;
use asdone::tui::msg::{Effect, Failure, Msg};
use asdone::tui::screens::Screen;
use asdone::tui::screens::team::{Came, News, Wish};
use desk::{Desk, Done, GOOD};
use pty::Terminal;
use serde_json::Value;

// ---------------------------------------------------------------- without a terminal

fn one(device: u64, name: &str, right: Right) -> Laptop {
    Laptop {
        device: DeviceId(device << 40),
        person: PersonId(u128::from(device)),
        name: Some(name.to_owned()),
        right: Some(right),
        here: device == 1,
    }
}

fn a_team() -> Sight {
    Sight {
        place: "/mnt/riverside/asdone-team".into(),
        words: "piano lunar tiger spoon cabin fabric".to_owned(),
        laptop_words: "garden mixed rural oyster velvet crane".to_owned(),
        standing: Standing::In(Right::Owner),
        may_admit: true,
        is_owner: true,
        laptops: vec![
            one(1, "heron", Right::Owner),
            one(2, "wren", Right::Steward),
            one(3, "robin", Right::Writer),
        ],
        out: Out { shared: (4, 1), ..Out::default() },
        decisions: Vec::new(),
    }
}

/// The Team screen of a study in which two notes were written and one was raised.
fn harness(change: impl FnOnce(&Harness, &mut Sight)) -> Harness {
    let mut harness = Harness::sealed("correct horse battery staple");
    let line = "Rang Mrs Patel on 07700 900123 before the visit #s.check !a<enter>";
    harness.keys(line).keys("Swapped desks !o<enter>");
    harness.does(|study, context| {
        let first = Subject::Observation(study.records()[0].id());
        asdone::actions::release(study, context, &[first], asdone::study::Audience::Team)
    });
    let mut sight = a_team();
    change(&harness, &mut sight);
    harness.send(Msg::Team(News::Seen(Some(Box::new(sight)))));
    harness.keys("<f3><alt-t>");
    harness
}

fn first_note(harness: &Harness) -> Subject {
    Subject::Observation(harness.model.study.records()[0].id())
}

/// A screen at 80×24 and at 60×20.
fn both(name: &str, mut harness: Harness) {
    for (wide, high) in [(80, 24), (60, 20)] {
        harness.resize(wide, high);
        insta::assert_snapshot!(format!("{name}_{wide}x{high}"), harness.screen());
    }
}

#[test]
fn who_is_in_the_team_and_how_the_last_exchange_went() {
    let mut harness = harness(|_, _| {});
    let came = Came {
        came: "came: 12 observations and 40 tags".to_owned(),
        is_new: true,
        left: "2 changes left".to_owned(),
        troubles: vec![
            "1 file of *wren* cannot be read: not whole; perhaps still on the way".into(),
        ],
        ..Came::default()
    };
    harness.send(Msg::Team(News::Exchanged { came, asked: false }));
    assert!(
        harness.said().starts_with("from the team: came: 12 observations"),
        "{}",
        harness.said()
    );
    both("team", harness);
}

#[test]
fn what_waits_for_a_decision_stands_first_and_word_for_word() {
    let harness = harness(|harness, sight| {
        let asks = Asks { device: DeviceId(4 << 40), name: Some("dunnock".into()), second: false };
        let before = ToDecide::AskAgain(vec![first_note(harness)]);
        sight.decisions = vec![
            Decision::Settle(before),
            Decision::Settle(ToDecide::SameName { name: "wren".to_owned() }),
            Decision::Admit(asks),
            Decision::Codebook,
        ];
    });
    let drawn = harness.screen();
    assert!(drawn.contains("Rang Mrs Patel on"), "{drawn}");
    assert!(drawn.contains("look again: \"07700 900123\" (phone"), "{drawn}");
    both("team_decide", harness);
}

#[test]
fn what_leaves_next_is_shown_word_for_word_with_what_gives_somebody_away() {
    let mut harness = harness(|harness, sight| {
        let observation = harness.model.study.records()[0].id();
        sight.out.next = vec![asdone::study::Change::LaterNoted {
            observation,
            item: asdone::study::ItemId(7),
            at: harness.now,
            text: "She rang back from 07700 900456".to_owned(),
        }];
    });
    harness.keys("<down>");
    both("team_next", harness);
}

#[test]
fn without_a_team_it_says_how_to_begin_one_and_asks_for_a_passphrase_first() {
    let mut clear = Harness::open();
    clear.send(Msg::Team(News::Seen(None)));
    clear.keys("<f3><alt-t>");
    both("team_none_in_clear", clear);
    let mut sealed = Harness::sealed("correct horse battery staple");
    sealed.send(Msg::Team(News::Seen(None)));
    sealed.keys("<f3><alt-t>");
    both("team_none", sealed);
}

#[test]
fn an_exchange_says_how_far_it_is_and_can_be_stopped_while_keys_are_taken() {
    let mut harness = harness(|_, _| {});
    harness.effects.clear();
    harness.keys("s");
    assert!(harness.effects.contains(&Effect::Team(Wish::Exchange { at_once: false })));
    let going = Progress { doing: Doing::TakingIn, done: 2_000, of: 50_000 };
    harness.send(Msg::Team(News::Going(going)));
    assert!(harness.screen().contains("taking in: 2000 of 50000"), "{}", harness.screen());
    harness.keys("<f2>Rang ahead !a<enter>");
    assert_eq!(harness.model.study.records().len(), 3, "one goes on writing");
    harness.keys("<f10><esc>");
    assert_eq!(harness.effects.last(), Some(&Effect::Team(Wish::Stop)));
    let came = Came { came: "nothing new came".into(), stopped: true, ..Came::default() };
    harness.send(Msg::Team(News::Exchanged { came, asked: true }));
    assert!(harness.said().starts_with("stopped: "), "{}", harness.said());
    assert!(!harness.screen().contains("taking in"), "{}", harness.screen());
}

#[test]
fn what_nobody_asked_for_is_said_calmly_and_says_nothing_where_nothing_came() {
    let mut harness = harness(|_, _| {});
    let came =
        Came { came: "nothing new came".into(), left: "2 changes left".into(), ..Came::default() };
    let before = harness.said().to_owned();
    harness.send(Msg::Team(News::Exchanged { came, asked: false }));
    assert_eq!(harness.said(), before);
    let failure = Failure {
        message: "the shared folder /mnt/team is not there".to_owned(),
        hint: Some("connect to it".to_owned()),
    };
    harness.send(Msg::Team(News::Failed { failure, asked: false }));
    assert!(harness.said().contains("what you write is safe here"), "{}", harness.said());
    assert!(harness.screen().contains("last tried"), "{}", harness.screen());
}

#[test]
fn the_team_is_looked_at_again_where_the_study_has_changed() {
    let mut harness = harness(|_, _| {});
    let looks = |harness: &Harness| {
        harness.effects.iter().filter(|effect| **effect == Effect::Team(Wish::Look)).count()
    };
    let before = looks(&harness);
    harness.keys("<down><down>");
    assert_eq!(looks(&harness), before, "moving looks at nothing");
    harness.send(Msg::Team(News::Seen(Some(Box::new(a_team())))));
    harness.does(|study, context| {
        let second = Subject::Observation(study.records()[1].id());
        asdone::actions::release(study, context, &[second], asdone::study::Audience::Team)
    });
    assert_eq!(looks(&harness), before + 1);
    assert_eq!(harness.model.screen, Screen::Team);
}

// ---------------------------------------------------------------- laptops side by side

const SIZE: (u16, u16) = (24, 80);
const ENTER: &str = "\r";
const F3: &str = "\x1bOR";
const F10: &str = "\x1b[21~";
const QUIT: &str = "\x11";

fn laptop(name: &str) -> Desk {
    let desk = Desk::new();
    let args = ["init", "--name", "R", "--pseudonym", name, "--seal", "--codebook", "empty"];
    desk.with("good", &args, "").code(0);
    desk
}

fn on(desk: &Desk, args: &[&str]) -> Done {
    desk.with("good", args, "")
}

fn path(of: &Path) -> &str {
    of.to_str().unwrap()
}

fn folder(dir: &tempfile::TempDir) -> PathBuf {
    let folder = dir.path().join("team");
    fs::create_dir(&folder).unwrap();
    folder
}

fn status(desk: &Desk) -> Value {
    serde_json::from_str(on(desk, &["team", "status", "--json"]).code(0).out.trim()).unwrap()
}

fn word(desk: &Desk, which: &str) -> String {
    status(desk)[which].as_str().unwrap().to_owned()
}

/// A team of two laptops, begun and joined with plain commands.
fn two(folder: &Path) -> (Desk, Desk) {
    let (wren, heron) = (laptop("wren"), laptop("heron"));
    on(&wren, &["team", "begin", path(folder)]).code(0);
    on(&heron, &["team", "join", path(folder), "--words", &word(&wren, "words")]).code(0);
    on(&wren, &["team", "admit", "--words", &word(&heron, "laptop_words")]).code(0);
    on(&heron, &["team", "sync"]).code(0).says("you have been admitted");
    (wren, heron)
}

fn add(desk: &Desk, text: &str) -> String {
    on(desk, &["add", text]).code(0).out.trim().to_owned()
}

fn seen(desk: &Desk, text: &str) -> bool {
    let listed = on(desk, &["list", "--json", "--scope", "team"]).out;
    desk.texts("good").iter().any(|known| known == text)
        || listed.lines().any(|line| {
            let line: Value = serde_json::from_str(line).unwrap();
            line["text"] == text
        })
}

/// The screens of a laptop, unlocked.
fn opened(desk: &Desk) -> Terminal {
    let mut screen = Terminal::start(desk.home.path(), &[], SIZE);
    screen.wait_for("locked");
    screen.send(GOOD).send(ENTER);
    screen.wait_for("F2 Write");
    screen
}

#[test]
fn the_screens_exchange_on_opening_and_at_the_end() {
    let dir = tempfile::tempdir().unwrap();
    let folder = folder(&dir);
    let (wren, heron) = two(&folder);
    let text = "Rang school before the visit";
    let code = add(&heron, text);
    on(&heron, &["audience", &code, "team"]).code(0);
    on(&heron, &["team", "sync", "--at-once"]).code(0);
    add(&wren, "This stays here");

    // On opening it comes by itself.
    let mut screen = opened(&wren);
    screen.wait_for("from the team: came: 1 observation");
    screen.send(F10);
    screen.wait_for("you began this team");
    screen.wait_for("heron  writer");
    screen.send(QUIT);
    assert_eq!(screen.ended(), 0);
    assert!(seen(&wren, text));

    // At the end what is owed leaves: a later note on what the team has waits for nothing.
    let mut screen = opened(&heron);
    screen.send(F10);
    screen.wait_for(", just now");
    screen.send(F3);
    screen.wait_for(text);
    screen.send("l");
    screen.wait_for("Esc");
    screen.send("It held until Friday").send(ENTER);
    screen.wait_gone("Esc");
    screen.send(QUIT);
    assert_eq!(screen.ended(), 0);
    on(&wren, &["team", "sync"]).code(0);
    let shown = on(&wren, &["show", &code]).code(0).out;
    assert!(shown.contains("It held until Friday"), "{shown}");
    assert!(!heron.texts("good").iter().any(|text| text == "This stays here"));
}

#[test]
fn a_folder_that_is_away_is_said_once_and_keeps_nobody_from_writing_or_ending() {
    let dir = tempfile::tempdir().unwrap();
    let folder = folder(&dir);
    let (wren, heron) = two(&folder);
    let aside = dir.path().join("aside");
    fs::rename(&folder, &aside).unwrap();
    let mut screen = opened(&wren);
    screen.wait_for("is not there; what you write is safe");
    screen.send("Wrote on").send(ENTER);
    screen.wait_for("saved ");
    screen.send(F10);
    screen.wait_for("last tried");
    screen.send("s");
    screen.wait_for("if it was moved");
    fs::rename(&aside, &folder).unwrap();
    screen.send("s");
    screen.wait_for("nothing new came");
    screen.send(QUIT);
    assert_eq!(screen.ended(), 0);
    assert!(seen(&wren, "Wrote on"));
    drop(heron);
}
