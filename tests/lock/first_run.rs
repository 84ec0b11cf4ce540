//! A passphrase given in the first run: asked twice, its words shown once and three of them asked
//! back.

use asdone::journal::keys::Secret;
use asdone::tui::harness::Harness;
use asdone::tui::msg::{Effect, Msg};
use asdone::tui::screens::first_run::Ask;

use super::keys::both;

const STRONG: &str = "quiet harbour lantern omelette";

/// The questions of a first run up to the passphrase.
fn asked() -> Harness {
    let mut harness = Harness::beginning();
    harness.keys("<enter><enter><enter><enter>");
    assert_eq!(harness.model.first_run.at, Ask::Passphrase);
    harness
}

/// A study made with a passphrase: its words are on the screen.
fn shown() -> Harness {
    let mut harness = asked();
    harness.keys(STRONG).keys("<enter>").keys(STRONG).keys("<enter>");
    harness
}

#[test]
fn without_a_passphrase_enter_is_enough_and_no_words_are_shown() {
    let mut harness = asked();
    assert!(harness.screen().contains("Without a passphrase"), "{}", harness.screen());
    harness.keys("<enter>");
    assert!(harness.model.is_open() && !harness.model.sealed && !harness.model.shows_words());
    assert!(harness.effects.iter().any(|e| matches!(e, Effect::Begin(_, _, None))));
}

#[test]
fn a_passphrase_is_never_drawn_and_its_strength_is_said_while_it_is_typed() {
    let mut harness = asked();
    harness.keys("pass");
    assert!(harness.screen().contains("That is weak"), "{}", harness.screen());
    harness.keys("<ctrl-u>").keys(STRONG);
    let screen = harness.screen();
    assert!(screen.contains("That is strong") && !screen.contains("lantern"), "{screen}");
}

#[test]
fn a_weak_one_needs_a_second_enter_and_is_asked_about_again_after_a_change() {
    let mut harness = asked();
    harness.keys("pass<enter>");
    assert_eq!(harness.model.first_run.at, Ask::Passphrase);
    assert!(harness.screen().contains("might guess it"), "{}", harness.screen());
    harness.keys("e<enter>");
    assert_eq!(harness.model.first_run.at, Ask::Passphrase, "another one, so asked anew");
    harness.keys("<enter>passe<enter>");
    assert!(harness.model.sealed && harness.model.shows_words());
}

#[test]
fn how_it_looks_when_it_is_asked_again() {
    let mut harness = asked();
    harness.keys(STRONG).keys("<enter>");
    both("first_run_again", &mut harness);
}

#[test]
fn two_that_differ_make_no_study() {
    let mut harness = asked();
    harness.keys(STRONG).keys("<enter>something else<enter>");
    assert_eq!(harness.model.first_run.at, Ask::Passphrase);
    assert!(harness.model.first_run.passphrase.is_empty());
    assert!(harness.screen().contains("not the same"), "{}", harness.screen());
    assert!(!harness.effects.iter().any(|e| matches!(e, Effect::Begin(..))));
}

#[test]
fn the_words_stand_alone_and_three_are_asked_back() {
    let mut harness = shown();
    let given = Some(Secret::passphrase(STRONG.to_owned()));
    assert!(harness.effects.iter().any(|e| matches!(e, Effect::Begin(_, _, s) if *s == given)));
    let screen = harness.screen();
    assert!(screen.contains(" 1 alpha") && screen.contains("24 xray"), "{screen}");
    assert!(!screen.contains("F3"), "no way to anywhere else: {screen}");
    // Nothing leads away, and nothing of them is copied or kept.
    harness.keys("<f3><ctrl-p><ctrl-l><alt-u>x").wait(20 * 60_000);
    assert!(harness.model.shows_words() && harness.model.overlays.is_empty());
    assert!(!harness.effects.iter().any(|e| matches!(e, Effect::Copy(_) | Effect::Lock)));
    assert!(harness.drafts.values().all(|text| !text.contains("alpha")));

    harness.keys("<enter>");
    let screen = harness.screen();
    assert!(screen.contains("Which is word 3?") && !screen.contains("alpha"), "{screen}");
    harness.keys("delta<enter>");
    assert!(harness.screen().contains("not word 3"), "{}", harness.screen());
    harness.keys("<esc>");
    assert!(harness.screen().contains(" 3 charlie"));
    harness.keys("<enter>Charlie<enter>kilo<enter>tango<enter>");
    assert!(!harness.model.shows_words() && harness.model.words.is_none());
    assert!(harness.said().contains("sealed"), "{}", harness.said());
    harness.keys("first note<enter><ctrl-l>");
    assert!(harness.model.is_locked(), "{}", harness.screen());
    harness.keys(STRONG).keys("<enter>");
    assert_eq!(harness.model.study.all_standing().count(), 1);
}

#[test]
fn leaving_before_they_were_asked_back_says_what_that_means() {
    let mut harness = shown();
    harness.keys("<ctrl-q>");
    assert!(!harness.has_quit);
    assert!(harness.screen().contains("--new-words"), "{}", harness.screen());
    harness.keys("s");
    assert!(harness.model.shows_words());
    harness.keys("<ctrl-q>q");
    assert!(harness.has_quit);
    // A shell that stops the program takes the words away with everything else.
    let mut harness = shown();
    harness.send(Msg::StopAsked);
    assert!(harness.model.words.is_none());
    assert!(harness.said().contains("--new-words"), "{}", harness.said());
}
