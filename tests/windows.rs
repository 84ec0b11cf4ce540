//! Two windows on one study: the second reads along, leaves its notes in the inbox, keeps half-typed
//! texts apart, and becomes a full window when the first one ends.
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

use std::path::Path;

use asdone::journal::{DraftSlot, Drafts};
use asdone::tui::Effect;
use asdone::tui::harness::Harness;

use desk::{Desk, GOOD};
use pty::Terminal;

const SIZE: (u16, u16) = (24, 80);
const ENTER: &str = "\r";
const F3: &str = "\x1bOR";
const QUIT: &str = "\x11";
const LOCK: &str = "\x0c";

fn texts(harness: &Harness) -> Vec<&str> {
    harness.model.study.all_standing().map(|(_, record)| record.text()).collect()
}

#[test]
fn a_second_window_reads_along_and_what_is_written_there_comes_by_the_inbox() {
    let mut first = Harness::open();
    first.keys("Printer down, wrote it by hand<enter>");
    let mut second = Harness::beside();
    second.sees(&mut first);
    assert_eq!(texts(&second), ["Printer down, wrote it by hand"]);
    assert!(second.screen().contains("second window"), "{}", second.screen());
    second.keys("Rang ahead #new.tag @\"duty desk\"<enter>");
    assert!(second.said().starts_with("Kept "), "{}", second.said());
    assert!(second.screen().contains("not yet taken in"), "{}", second.screen());
    assert_eq!(second.line(), "", "the line is free for the next one");
    let committed = |effect: &&Effect| matches!(effect, Effect::Commit(..));
    assert_eq!(second.effects.iter().filter(committed).count(), 0);
    second.sees(&mut first);
    first.looks_into_the_inbox();
    second.sees(&mut first);
    for window in [&first, &second] {
        assert_eq!(texts(window), ["Printer down, wrote it by hand", "Rang ahead"]);
    }
    assert!(!second.screen().contains("not yet taken in"), "{}", second.screen());
    assert!(second.screen().contains("saved "), "{}", second.screen());
}

#[test]
fn nothing_else_can_be_changed_there_and_nothing_that_was_typed_is_lost() {
    let mut second = Harness::beside();
    second.entries.clone_from(&{
        let mut first = Harness::open();
        first.keys("Printer down<enter>");
        first.entries
    });
    let mut other = Harness::open();
    other.entries.clone_from(&second.entries);
    second.sees(&mut other);
    second.keys("<f3>ut");
    assert!(second.said().contains("open in another window"), "{}", second.said());
    assert_eq!(texts(&second), ["Printer down"]);
    second.keys("<f2>half a th").wait(400);
    assert_eq!(
        second.drafts.get(&DraftSlot::Capture).map(|kept| kept.contains("half a th")),
        Some(true)
    );
    second.sees(&mut other);
    assert_eq!(second.line(), "half a th", "what is read anew leaves the line alone");
    second.other_ends();
    assert!(second.said().contains("you can change it here now"), "{}", second.said());
    assert_eq!(second.line(), "half a th");
    second.keys("ought<enter><f3>ut");
    assert!(second.said().starts_with("took back note "), "{}", second.said());
}

fn window(home: &Path) -> Terminal {
    let window = Terminal::start(home, &[], SIZE);
    // What is typed before that is read as by a shell, Enter as the end of a line.
    window.wait_for("asdone");
    window
}

fn kept(desk: &Desk, slot: &DraftSlot) -> Option<String> {
    Drafts::of(&desk.path("study")).get(slot).unwrap()
}

#[test]
fn two_real_windows_share_a_study_and_lose_nothing() {
    let desk = Desk::new();
    desk.run(&["init", "--name", "R", "--pseudonym", "wren"], "").code(0);
    let mut first = window(desk.home.path());
    first.send("Printer down").send(ENTER);
    first.wait_for("saved ");
    let mut second = window(desk.home.path());
    second.wait_for("open in another window");
    second.send(F3);
    second.wait_for("Printer down");
    // What the first writes shows here, and the other way round.
    first.send("Rang ahead").send(ENTER);
    second.wait_for("Rang ahead");
    second.send("\x1bOQ").send("Swapped visits").send(ENTER);
    second.wait_for("The other window takes it in");
    first.send(F3);
    first.wait_for("Swapped visits");
    first.send("\x1bOQ");
    // Both have something half-typed, and neither writes over the other.
    first.send("half of the first");
    second.send("half of the second");
    let other = DraftSlot::Named("window-2-capture".to_owned());
    let holds =
        |slot: &DraftSlot, words: &str| kept(&desk, slot).is_some_and(|t| t.contains(words));
    first.wait_until("the draft of the first", || holds(&DraftSlot::Capture, "half of the first"));
    second.wait_until("the draft of the second", || holds(&other, "half of the second"));
    // The second is closed by its terminal; the first goes on, and ends.
    second.kill();
    first.send(QUIT);
    first.wait_for("not saved yet");
    first.answer("q");
    assert_eq!(first.ended(), 0);
    assert!(holds(&DraftSlot::Capture, "half of the first"));
    assert!(holds(&other, "half of the second"));
    // The next start has both.
    let mut next = window(desk.home.path());
    next.wait_for("half of the first");
    next.wait_until("the draft taken over", || kept(&desk, &other).is_none());
    let both = kept(&desk, &DraftSlot::Capture).unwrap();
    assert!(both.contains("half of the first") && both.contains("half of the second"), "{both}");
    next.send(QUIT);
    assert_eq!(next.ended(), 0);
}

#[test]
fn the_second_window_becomes_a_full_one_when_the_first_ends_or_is_killed() {
    for killed in [false, true] {
        let desk = Desk::new();
        desk.run(&["init", "--name", "R", "--pseudonym", "wren"], "").code(0);
        let mut first = window(desk.home.path());
        first.send("Printer down").send(ENTER);
        first.wait_for("saved ");
        let mut second = window(desk.home.path());
        second.wait_for("open in another window");
        if killed {
            first.kill();
        } else {
            first.send(QUIT);
            assert_eq!(first.ended(), 0);
        }
        second.wait_for("you can change it here now");
        second.send("Rang ahead").send(ENTER);
        second.wait_for("saved ");
        second.send(QUIT);
        assert_eq!(second.ended(), 0);
        let listed = desk.run(&["list"], "").code(0).out;
        assert_eq!(listed.lines().count(), 2, "{listed}");
    }
}

#[test]
fn two_windows_on_a_sealed_study_each_take_the_passphrase_and_show_nothing_before() {
    let (desk, _) = Desk::sealed();
    let unlock = |window: &mut Terminal| {
        window.wait_for("This study is locked");
        window.send(GOOD).send(ENTER);
        window.wait_gone("This study is locked");
    };
    let mut first = window(desk.home.path());
    unlock(&mut first);
    first.send("Printer down").send(ENTER);
    first.wait_for("saved ");
    let mut second = window(desk.home.path());
    second.wait_for("This study is locked");
    assert!(!second.screen().contains("Printer"), "{}", second.screen());
    unlock(&mut second);
    second.wait_for("open in another window");
    second.send("left by the second").send(ENTER);
    second.wait_for("The other window takes it in");
    first.send(F3);
    first.wait_for("left by the second");
    assert!(desk::readable(&desk.path("study"), "left by the second").is_empty());
    // The first is locked: the second is a full window, and the first comes back beside it.
    first.send(LOCK);
    second.wait_for("you can change it here now");
    unlock(&mut first);
    first.wait_for("open in another window");
    second.send(LOCK);
    second.wait_for("This study is locked");
    first.wait_for("you can change it here now");
    first.send(QUIT);
    assert_eq!(first.ended(), 0);
    second.send(QUIT);
    assert_eq!(second.ended(), 0);
}
