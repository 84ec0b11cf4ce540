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
#![allow(clippy::print_stderr, reason = "what could not be tried here is said")]
#![allow(clippy::too_many_lines, reason = "a day of three laptops is one story")]

#[path = "common/desk.rs"]
mod desk;
#[cfg(target_os = "linux")]
#[path = "common/ground.rs"]
mod ground;
#[path = "common/pty.rs"]
mod pty;
#[path = "common/teams.rs"]
mod teams;

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use asdone::share::sight::{Asks, Decision, Sight};
use asdone::share::{Doing, Progress, ToDecide};
use asdone::study::{Card, Change, DeviceId, Item, Purpose, Right, StudyField, Subject};
use asdone::tui::harness::Harness;
use asdone::tui::msg::{Effect, Failure, Msg};
use asdone::tui::screens::Screen;
use asdone::tui::screens::team::{Came, Deed, News, Wish};
use desk::{Desk, Done, GOOD};
use pty::Terminal;
use serde_json::Value;
use teams::a_team;

// ---------------------------------------------------------------- without a terminal

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
            Decision::Settle(ToDecide::SameTag { name: "s.check".to_owned() }),
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
fn a_wrong_clock_and_a_copied_laptop_are_lines_of_work_of_their_own() {
    let whose = || "*wren*".to_owned();
    let clock = Decision::Settle(ToDecide::Clock {
        whose: whose(),
        far: "49 hours".to_owned(),
        waiting: 3,
    });
    let copied = Decision::Settle(ToDecide::TwoAsOne { whose: whose() });
    let used = Decision::Settle(ToDecide::UsedTwice);
    for (name, decision) in [("clock", clock), ("copied", copied), ("used_twice", used)] {
        let seen = harness(|_, sight| sight.decisions = vec![decision]);
        both(&format!("team_settle_{name}"), seen);
    }
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
fn the_letters_that_move_elsewhere_move_in_a_team_too() {
    let (mut letters, mut arrows) = (harness(|_, _| {}), harness(|_, _| {}));
    letters.keys("jjk");
    arrows.keys("<down><down><up>");
    assert_eq!(letters.screen(), arrows.screen());
    assert_ne!(letters.screen(), harness(|_, _| {}).screen());
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

/// The last deed that was asked for.
fn wished(harness: &Harness) -> Option<&Deed> {
    harness.effects.iter().rev().find_map(|effect| match effect {
        Effect::Team(Wish::Do(deed)) => Some(deed),
        _ => None,
    })
}

#[test]
fn a_team_is_begun_and_joined_with_words_that_are_typed_and_never_shown() {
    let mut harness = Harness::sealed("correct horse battery staple");
    harness.send(Msg::Team(News::Seen(None)));
    harness.keys("<f3><f10>b/mnt/team<enter>");
    assert_eq!(wished(&harness), Some(&Deed::Begin("/mnt/team".into())));
    harness.send(Msg::Team(News::Refused(Failure {
        message: "there is a team in /mnt/team already".to_owned(),
        hint: Some("j asks to be admitted to it".to_owned()),
    })));
    assert!(harness.said().contains("j asks"), "{}", harness.said());
    harness.keys("j/mnt/team<enter>");
    both("team_join_words", {
        let mut asked = Harness::sealed("correct horse battery staple");
        asked.send(Msg::Team(News::Seen(None)));
        asked.keys("<f3><f10>j/mnt/team<enter>");
        asked
    });
    harness.keys("piano lunar tiger spoon cabin fabric<enter>");
    let words = "piano lunar tiger spoon cabin fabric".to_owned();
    assert_eq!(wished(&harness), Some(&Deed::Join("/mnt/team".into(), words)));
}

#[test]
fn a_study_with_notes_is_asked_about_before_it_joins() {
    let asked = || {
        let mut harness = Harness::sealed("correct horse battery staple");
        harness.keys("Swapped desks !o<enter>");
        harness.send(Msg::Team(News::Seen(None)));
        harness.keys("<f3><f10>j/mnt/team<enter>");
        harness
    };
    both("team_bring", asked());
    let mut harness = asked();
    harness.keys("<enter>");
    assert!(harness.model.overlays.is_empty() && wished(&harness).is_none(), "Enter joins nothing");
    harness.keys("j/mnt/team<enter>bpiano lunar tiger spoon cabin fabric<enter>");
    let words = "piano lunar tiger spoon cabin fabric".to_owned();
    assert_eq!(wished(&harness), Some(&Deed::Join("/mnt/team".into(), words)));
}

#[test]
fn a_study_in_clear_begins_no_team() {
    let mut harness = Harness::open();
    harness.send(Msg::Team(News::Seen(None)));
    harness.keys("<f3><f10>b");
    assert!(harness.model.overlays.is_empty());
    assert!(harness.said().contains("locked with a passphrase"), "{}", harness.said());
}

#[test]
fn who_asks_is_admitted_by_words_and_a_second_laptop_is_asked_about() {
    let mut harness = harness(|_, sight| {
        let asks = Asks { device: DeviceId(4 << 40), name: Some("dunnock".into()), second: false };
        sight.decisions = vec![Decision::Admit(asks)];
    });
    harness.keys("agarden mixed rural oyster velvet crane<enter>2");
    let words = "garden mixed rural oyster velvet crane".to_owned();
    let admit = |second| Deed::Admit { words: words.clone(), right: Right::Coder, second };
    assert_eq!(wished(&harness), Some(&admit(false)));
    let second = News::Second { name: "wren".into(), words: words.clone(), right: Right::Coder };
    harness.send(Msg::Team(second));
    harness.keys("<enter>");
    assert_eq!(wished(&harness), Some(&admit(false)), "Enter alone admits nobody");
    let second = News::Second { name: "wren".into(), words: words.clone(), right: Right::Coder };
    harness.send(Msg::Team(second));
    harness.keys("y");
    assert_eq!(wished(&harness), Some(&admit(true)));
}

#[test]
fn what_cannot_be_undone_is_asked_about_and_enter_alone_changes_nothing() {
    let mut harness = harness(|_, _| {});
    // heron is here; wren and robin are colleagues.
    harness.keys("<end>x");
    both("team_remove", {
        let mut asked = self::harness(|_, _| {});
        asked.keys("<end>x");
        asked
    });
    harness.keys("<enter>");
    assert_eq!(wished(&harness), None);
    harness.keys("xr");
    assert_eq!(wished(&harness), Some(&Deed::Remove(vec![DeviceId(3 << 40)])));
    harness.send(Msg::Team(News::Done("removed".to_owned())));
    harness.keys("l<enter>");
    assert_eq!(wished(&harness), Some(&Deed::Remove(vec![DeviceId(3 << 40)])), "Enter stays");
    harness.keys("lt");
    assert_eq!(wished(&harness), Some(&Deed::Leave { take_back: true }));
    harness.send(Msg::Team(News::Done("left the team".to_owned())));
    harness.keys("<end>r3");
    assert_eq!(wished(&harness), Some(&Deed::Give(vec![DeviceId(3 << 40)], Right::Steward)));
    // On one's own line there is nobody to remove.
    harness.send(Msg::Team(News::Done("they are steward from now on".to_owned())));
    harness.keys("<up><up>x");
    assert!(harness.model.overlays.is_empty(), "{}", harness.screen());
}

#[test]
fn what_was_raised_before_is_asked_again_item_by_item_or_all() {
    let mut harness = harness(|harness, sight| {
        let before = ToDecide::AskAgain(vec![first_note(harness)]);
        sight.decisions = vec![Decision::Settle(before)];
    });
    let before = harness.entries.len();
    harness.keys("<enter><enter>");
    assert_eq!(harness.entries.len(), before, "Enter alone agrees to nothing");
    harness.keys("<enter>o");
    both("team_which", {
        let mut asked = self::harness(|harness, sight| {
            let before = ToDecide::AskAgain(vec![first_note(harness)]);
            sight.decisions = vec![Decision::Settle(before)];
        });
        asked.keys("<enter>o");
        asked
    });
    harness.keys("<enter>");
    assert_eq!(harness.entries.len(), before + 1, "{}", harness.screen());
    assert!(harness.said().contains("to the team"), "{}", harness.said());
}

#[test]
fn raising_shows_what_will_leave_and_lowering_says_what_cannot_be_reached() {
    let mut harness = harness(|_, _| {});
    harness.keys("<f3>");
    let words = "Swapped desks";
    while !harness.screen().lines().any(|line| line.contains('>') && line.contains(words)) {
        harness.keys("<down>");
    }
    let before = harness.entries.len();
    harness.keys("l07700 900456 called back<enter>v2");
    both("team_raise", {
        let mut asked = self::harness(|_, _| {});
        asked.keys("<f3>");
        while !asked.screen().lines().any(|line| line.contains('>') && line.contains(words)) {
            asked.keys("<down>");
        }
        asked.keys("l07700 900456 called back<enter>v2");
        asked
    });
    assert_eq!(harness.entries.len(), before + 1, "nothing is raised before it was seen");
    harness.keys("<esc>");
    assert_eq!(harness.entries.len(), before + 1, "Esc leaves it as it is");
    harness.keys("v2<enter>");
    assert_eq!(harness.entries.len(), before + 2);
    harness.keys("v<up>");
    let drawn = harness.screen();
    assert!(drawn.contains("laptops and removed there") && drawn.contains("minds."), "{drawn}");
}

#[test]
fn what_was_chosen_before_the_team_is_a_decision_of_whoever_runs_it() {
    let chosen = || {
        let form = "# ours, after a talk with Mrs Patel\nmoment = \"x\"".to_owned();
        let form = StudyField::Form { name: "shift".into(), text: form };
        vec![StudyField::Threshold(7), form]
    };
    let asked = |keys: &str| {
        let mut harness = harness(|_, sight| sight.decisions = vec![Decision::Forms(chosen())]);
        harness.keys(keys);
        harness
    };
    both("team_forms", asked(""));
    both("team_forms_ask", asked("<enter>"));
    let mut harness = asked("");
    owns(&mut harness);
    harness.does(|study, context| asdone::actions::set(study, context, StudyField::Threshold(7)));
    let before = harness.entries.len();
    harness.keys("<enter><enter>");
    assert_eq!(harness.entries.len(), before, "Enter alone agrees to nothing");
    harness.keys("<enter>y");
    assert!(harness.said().contains("for your whole team"), "{}", harness.said());
    assert_eq!(harness.entries.len(), before + 1);
}

/// This laptop began the team, as its own study says.
fn owns(harness: &mut Harness) {
    harness.does(|study, context| {
        let (verify, recipient, right) = ([0; 32], String::new(), Right::Owner);
        let card = Card { person: context.author, verify, recipient, right, until: None };
        let change = Change::Member { device: study.own_device(), card: Some(card) };
        let changes = vec![change];
        Ok(asdone::actions::Deed { changes, purpose: Purpose::Do, said: String::new() })
    });
}

#[test]
fn whoever_runs_the_team_erases_for_everybody_and_an_author_reads_what_became_of_theirs() {
    let mut harness = harness(|harness, sight| {
        let Subject::Observation(id) = first_note(harness) else { unreachable!() };
        sight.out.gone = vec![Item::Observation(id)];
    });
    harness.keys("<end><up><up><up><up><up>");
    both("team_erased_for_all", {
        let mut seen = self::harness(|harness, sight| {
            let Subject::Observation(id) = first_note(harness) else { unreachable!() };
            sight.out.gone = vec![Item::Observation(id)];
        });
        seen.keys("<end><up><up><up><up><up>");
        seen
    });
    both("team_second_laptop", {
        let mut seen = self::harness(|_, _| {});
        seen.keys("<end><up><up><up><up>");
        seen
    });
    // A colleague's note: a member cannot, whoever runs the team reads what becomes of it.
    let now = harness.now;
    harness.send(Msg::ShelfTaken(teams::theirs(now)));
    harness.keys("<f3><alt-v><end>Enames a child<enter>");
    assert!(harness.screen().contains("only its author, or"), "{}", harness.screen());
    harness.keys("<esc>");
    owns(&mut harness);
    harness.keys("Enames a child<enter>");
    let asked = harness.screen();
    assert!(asked.contains("Somebody else shared it"), "{asked}");
    harness.keys("<enter>");
    assert_eq!(harness.model.study.erasures().len(), 0, "Enter alone erases nothing");
    harness.keys("Enames a child<enter>e");
    assert!(harness.said().contains("for your whole team"), "{}", harness.said());
    let erased: Vec<bool> =
        harness.model.study.erasures().iter().map(|erasure| erasure.is_for_all()).collect();
    assert_eq!(erased, [true]);
}

// ---------------------------------------------------------------- laptops side by side

const SIZE: (u16, u16) = (24, 80);
const ENTER: &str = "\r";
const F3: &str = "\x1bOR";
const F10: &str = "\x1b[21~";
const QUIT: &str = "\x11";
const PALETTE: &str = "\x10";

fn laptop(name: &str) -> Desk {
    let desk = Desk::new();
    let args = ["init", "--name", "R", "--pseudonym", name, "--seal", "--codebook", "empty"];
    desk.with("good", &args, "").code(0);
    desk.quick()
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
    let open = |text: &str| text.contains("F2 Write") && !text.contains("opening the study");
    screen.wait("the study open", open);
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
    screen.answer("It held until Friday").send(ENTER);
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
    screen.answer("Wrote on").send(ENTER);
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

/// Whatever a network drive does, nobody waits for it when they end, and what they write meanwhile is
/// saved.
#[test]
#[cfg(target_os = "linux")]
fn a_folder_that_hangs_keeps_nobody_from_writing_or_from_ending_in_three_seconds() {
    let dir = tempfile::tempdir().unwrap();
    let Some(shim) = ground::shim(dir.path()) else { return };
    let folder = folder(&dir);
    let (wren, heron) = two(&folder);
    let code = add(&wren, "Owed to the team");
    let (hangs, said) = (dir.path().join("hangs"), dir.path().join("said"));
    let env = [
        ("LD_PRELOAD", path(&shim)),
        ("ASDONE_FAULT_UNDER", path(&folder)),
        ("ASDONE_FAULT_CALLS", "any"),
        ("ASDONE_FAULT_AT", "1"),
        ("ASDONE_FAULT_FOR", "1000000"),
        ("ASDONE_FAULT_HOW", "hang"),
        ("ASDONE_FAULT_WHEN", path(&hangs)),
        ("ASDONE_FAULT_SAID", path(&said)),
    ];
    let mut screen = Terminal::start_with(wren.home.path(), &[], SIZE, &env);
    screen.wait_for("locked");
    screen.send(GOOD).send(ENTER);
    screen.wait_for("F2 Write");
    screen.send(F10);
    screen.wait_for(", just now");
    screen.send(F3);
    screen.wait_for("Owed to the team");
    screen.send("v");
    screen.wait_for("who may see");
    screen.send("2");
    screen.wait_for("raise to team?");
    screen.send(ENTER);
    screen.wait_for("goes to the team");
    fs::write(&hangs, "").unwrap();
    screen.send(F10).send(PALETTE).send("leave at once");
    screen.wait_for("let leave at once");
    screen.send(ENTER);
    let began = Instant::now();
    while !said.exists() {
        assert!(began.elapsed() < Duration::from_secs(30), "nothing is handed out");
        std::thread::sleep(Duration::from_millis(20));
    }
    screen.send("\x1bOQ").send("Written meanwhile").send(ENTER);
    screen.wait_for("saved ");
    let ends = Instant::now();
    screen.send(QUIT);
    assert_eq!(screen.ended(), 0);
    // Three seconds, and what it takes to close a study on a busy machine.
    assert!(ends.elapsed() < Duration::from_secs(8), "{:?}", ends.elapsed());
    assert!(ends.elapsed() > Duration::from_secs(2), "it was waited for: {:?}", ends.elapsed());
    assert!(seen(&wren, "Written meanwhile"));
    // The next exchange goes on from there.
    fs::remove_file(&hangs).unwrap();
    on(&wren, &["team", "sync", "--at-once"]).code(0);
    on(&heron, &["team", "sync"]).code(0);
    assert!(on(&heron, &["show", &code]).code(0).out.contains("Owed to the team"));
}

// ---------------------------------------------------------------- three laptops, keys alone

/// Goes to the Team screen.
fn to_team(screen: &mut Terminal) {
    screen.send(F10);
    screen.wait_for("Alt-T Team]");
}

/// Exchanges, and lets what was raised just now leave too; waits for what it says.
fn exchange(screen: &mut Terminal, says: &str) {
    to_team(screen);
    screen.send(PALETTE).send("leave at once");
    screen.wait_for("let leave at once");
    screen.send(ENTER);
    screen.wait_for(says);
}

/// Types an answer into a prompt that has come up.
fn answer(screen: &mut Terminal, asks: &str, typed: &str) {
    screen.wait_for(asks);
    screen.answer(typed).send(ENTER);
}

fn ends(mut screen: Terminal) {
    screen.send(QUIT);
    assert_eq!(screen.ended(), 0);
}

#[test]
fn three_laptops_from_the_first_day_to_the_last_by_keys_alone() {
    let dir = tempfile::tempdir().unwrap();
    let folder = folder(&dir);
    // Two people have taken the same name.
    let (wren, heron, robin) = (laptop("wren"), laptop("heron"), laptop("heron"));

    // One begins.
    let mut at_wren = opened(&wren);
    to_team(&mut at_wren);
    at_wren.wait_for("This study is in no team");
    at_wren.send("b");
    answer(&mut at_wren, "begin a team", path(&folder));
    at_wren.wait_for("began a team in");
    at_wren.wait_for("you began this team");
    let words_of_the_team = word(&wren, "words");

    // Two ask; one of them is told other words at first.
    let mut at_heron = opened(&heron);
    to_team(&mut at_heron);
    at_heron.send("j");
    answer(&mut at_heron, "join a team", path(&folder));
    answer(&mut at_heron, "the team's six words", "six words of quite another team");
    at_heron.wait_for("these are not the six words");
    at_heron.send("j");
    answer(&mut at_heron, "join a team", path(&folder));
    answer(&mut at_heron, "the team's six words", &words_of_the_team);
    at_heron.wait_for("you have asked, and wait to be admitted");
    let mut at_robin = opened(&robin);
    to_team(&mut at_robin);
    at_robin.send("j");
    answer(&mut at_robin, "join a team", path(&folder));
    answer(&mut at_robin, "the team's six words", &words_of_the_team);
    at_robin.wait_for("you have asked, and wait to be admitted");

    // The first is admitted by the words that are heard.
    at_wren.send("s");
    at_wren.wait_for("heron asks to be admitted");
    at_wren.send("a");
    answer(&mut at_wren, "admit a colleague", &word(&heron, "laptop_words"));
    at_wren.wait_for("what may they do?");
    at_wren.send("1");
    at_wren.wait_for("admitted heron as writer");
    at_heron.send("s");
    at_heron.wait_for("you have been admitted to the team");
    exchange(&mut at_wren, "nothing of yours");

    // The second has the first one's name: that is settled before they are let in.
    at_wren.send("a");
    answer(&mut at_wren, "admit a colleague", &word(&robin, "laptop_words"));
    at_wren.wait_for("what may they do?");
    at_wren.send("1");
    at_wren.wait_for("is called heron already");
    at_robin.send("n");
    answer(&mut at_robin, "another name", "robin");
    at_robin.wait_for("you ask to be admitted as robin");
    at_wren.send("s");
    at_wren.wait_for("robin asks to be admitted");
    at_wren.send("a");
    answer(&mut at_wren, "admit a colleague", &word(&robin, "laptop_words"));
    at_wren.wait_for("what may they do?");
    at_wren.send("1");
    at_wren.wait_for("admitted robin as writer");
    at_robin.send("s");
    at_robin.wait_for("you have been admitted to the team");

    // A note is raised; what leaves is shown first, word for word.
    let text = "Rang the ward on 07700 900123 before the visit";
    at_heron.send("\x1bOQ").send(text).send(ENTER);
    at_heron.wait_for("saved ");
    at_heron.send(F3);
    at_heron.wait_for("1 of 1");
    at_heron.send("v");
    at_heron.wait_for("who may see");
    at_heron.send("2");
    at_heron.wait_for("raise to team?");
    at_heron.wait_for("look again: \"07700 900123\"");
    at_heron.send(ENTER);
    at_heron.wait_for("goes to the team");
    exchange(&mut at_heron, "1 change left");

    // The others see it, and one tags it as themselves.
    exchange(&mut at_robin, "came: 1 observation");
    exchange(&mut at_wren, "came: 1 observation");
    at_wren.send(F3).send("\x1bv");
    at_wren.wait_for("by heron; what you add");
    at_wren.send("t");
    at_wren.wait_for("tags for");
    at_wren.answer("checked").send(ENTER);
    at_wren.wait_gone("tags for");
    exchange(&mut at_wren, "left");
    exchange(&mut at_heron, "came: 1 tag");

    // Lowered: gone at the others, from the disk too.
    at_heron.send(F3);
    at_heron.wait_for(text.split(" on ").next().unwrap());
    at_heron.send("v");
    at_heron.wait_for("who may see");
    at_heron.send("1");
    at_heron.wait_for("is private");
    exchange(&mut at_heron, "left");
    exchange(&mut at_robin, "taken back: 1 entry");
    exchange(&mut at_wren, "taken back: 1 entry");

    // Raised by another and erased by its author.
    let erased = "A note about a child";
    at_robin.send("\x1bOQ").send(erased).send(ENTER);
    at_robin.wait_for("saved ");
    at_robin.send(F3);
    at_robin.wait_for("1 of 1");
    at_robin.send("v");
    at_robin.wait_for("who may see");
    at_robin.send("2");
    at_robin.wait_for("raise to team?");
    at_robin.send(ENTER);
    at_robin.wait_for("goes to the team");
    exchange(&mut at_robin, "1 change left");
    exchange(&mut at_wren, "came: 1 observation");
    at_robin.send(F3);
    at_robin.wait_for(erased);
    at_robin.send("E");
    answer(&mut at_robin, "What is the reason?", "consent withdrawn");
    at_robin.wait_for("for good?");
    at_robin.wait_for("recycle bins and minds");
    at_robin.answer("e");
    at_robin.wait_gone("for good?");
    exchange(&mut at_robin, "left");
    exchange(&mut at_wren, "taken back: 1 entry");

    // One leaves, and is asked what becomes of what they shared.
    to_team(&mut at_heron);
    at_heron.send("l");
    at_heron.wait_for("Leave the team?");
    at_heron.answer("t");
    at_heron.wait_for("This study is in no team");

    // One is removed by whoever began the team.
    exchange(&mut at_wren, "nothing");
    to_team(&mut at_wren);
    at_wren.wait_for("robin  writer");
    for _ in 0..12 {
        if at_wren.screen().lines().any(|line| line.starts_with(">robin")) {
            break;
        }
        at_wren.send("\x1b[B");
    }
    at_wren.send("x");
    at_wren.wait_for("Remove robin from the team?");
    at_wren.answer("r");
    at_wren.wait_for("removed; the team has a new key");

    for screen in [at_wren, at_heron, at_robin] {
        ends(screen);
    }
    for desk in [&wren, &heron] {
        assert!(!desk.opened().contains("about a child"), "erased is gone from the disk");
    }
    assert!(!wren.opened().contains("Rang the ward"), "lowered is gone from the disk");
    assert!(heron.opened().contains("Rang the ward"), "its author has everything");
    on(&heron, &["team", "status"]).code(2).says("in no team");
}
