//! Prompts during a shift: when they come, and what becomes of them.

use asdone::actions::{self, prompting};
use asdone::analysis::Shift;
use asdone::analysis::shift::State;
use asdone::study::{Origin, Plan, Sampling};
use asdone::tui::Effect;
use asdone::tui::harness::Harness;

const TWO: Sampling =
    Sampling { plan: Plan::Random { most: 2, shift: 480 }, quiet: None, bell: true };

/// On a shift whose two prompts were drawn.
pub(super) fn on_shift(sampling: Sampling) -> Harness {
    let mut harness = Harness::open();
    if sampling != Sampling::NONE {
        harness.does(|study, cx| actions::shift::plan(study, cx, sampling));
    }
    harness.does(|study, cx| actions::shift::start(study, cx, Some("duty desk")));
    harness
}

fn states(harness: &Harness) -> Vec<&'static str> {
    let study = &harness.model.study;
    let shift =
        Shift::each(asdone::analysis::View::of(study, study.people()[0].id)).next().unwrap();
    shift.prompts(study).iter().map(|prompt| prompting::state_word(prompt.state)).collect()
}

fn due(harness: &Harness) -> Vec<i64> {
    let study = &harness.model.study;
    let shift =
        Shift::each(asdone::analysis::View::of(study, study.people()[0].id)).next().unwrap();
    shift.due().iter().map(|at| at.millis).collect()
}

/// Lets time pass until the number-th prompt is due.
pub(super) fn until_due(harness: &mut Harness, number: usize) {
    let wait = due(harness)[number] - harness.now.millis;
    harness.wait(wait.max(0));
}

#[test]
fn one_moment_is_drawn_in_each_half_of_the_shift() {
    for _ in 0..20 {
        let harness = on_shift(TWO);
        let began = harness.now.millis;
        let due = due(&harness);
        let half = 240 * 60_000;
        assert_eq!(due.len(), 2);
        assert!((began..began + half).contains(&due[0]));
        assert!((began + half..began + 2 * half).contains(&due[1]));
    }
}

#[test]
fn a_prompt_is_a_quiet_line_that_takes_no_key() {
    let mut harness = on_shift(TWO);
    harness.keys("Rang ahe");
    until_due(&mut harness, 0);
    assert_eq!(states(&harness), ["open"]);
    assert!(harness.screen().contains("what is going on just now?"), "{}", harness.screen());
    assert_eq!(harness.line(), "Rang ahe");
    assert!(harness.model.overlays.is_empty());
    assert_eq!(harness.effects.iter().filter(|e| **e == Effect::Bell).count(), 1);
    harness.keys("ad<enter>");
    let record = harness.model.study.records().last().unwrap();
    assert_eq!(record.origin(), Origin::Spontaneous, "what is typed anyway answers nothing");
    assert_eq!(states(&harness), ["open"]);
    harness.keys("<f3>");
    assert!(harness.screen().contains("a prompt waits"), "{}", harness.screen());
}

#[test]
fn an_answer_is_the_next_note_with_the_time_of_the_prompt() {
    let mut harness = on_shift(TWO);
    until_due(&mut harness, 0);
    let asked = harness.now;
    harness.wait(120_000).keys("<alt-y>Handover took ten minutes<enter>");
    let record = harness.model.study.records().last().unwrap();
    assert_eq!(record.origin(), Origin::Prompted(Some(asked)));
    assert_eq!(states(&harness), ["answered"]);
    harness.keys("<alt-u>t");
    assert_eq!(states(&harness), ["missed"], "an answer taken back is none");
}

#[test]
fn a_prompt_can_be_put_off_and_comes_again() {
    let mut harness = on_shift(TWO);
    until_due(&mut harness, 0);
    harness.keys("<alt-l>");
    assert_eq!(states(&harness), ["put off"]);
    assert!(!harness.screen().contains("going on just now"), "{}", harness.screen());
    harness.wait(10 * 60_000);
    assert!(harness.screen().contains("going on just now"), "{}", harness.screen());
    harness.keys("<alt-y>Swapped bays<enter>");
    assert_eq!(states(&harness), ["answered"]);
}

#[test]
fn a_prompt_goes_by_itself_or_when_told() {
    let mut harness = on_shift(TWO);
    until_due(&mut harness, 0);
    harness.wait(21 * 60_000);
    assert_eq!(states(&harness), ["missed"]);
    until_due(&mut harness, 1);
    harness.keys("<alt-m>");
    assert_eq!(states(&harness), ["missed", "missed"]);
}

#[test]
fn what_came_due_while_nothing_was_open_was_missed_and_the_end_settles_the_rest() {
    let mut harness = on_shift(TWO);
    // Nobody ticks: the laptop is closed until the next day.
    harness.now.millis += 20 * 3_600_000;
    harness.does(|study, cx| actions::shift::end(study, cx, true));
    assert_eq!(states(&harness), ["missed", "missed"]);
    let study = &harness.model.study;
    let shift =
        Shift::each(asdone::analysis::View::of(study, study.people()[0].id)).next().unwrap();
    let shown: Vec<i64> = shift.prompts(study).iter().map(|prompt| prompt.at.millis).collect();
    assert_eq!(shown, due(&harness), "dated when they were due");
}

#[test]
fn no_prompt_comes_in_a_pause_and_the_rest_moves_by_its_length() {
    let mut harness = on_shift(TWO);
    let before = due(&harness);
    harness.does(actions::shift::pause);
    harness.wait(9 * 3_600_000);
    assert!(states(&harness).is_empty());
    harness.does(actions::shift::resume);
    let after = due(&harness);
    assert_eq!(after, before.iter().map(|at| at + 9 * 3_600_000).collect::<Vec<_>>());
}

#[test]
fn quiet_hours_stay_quiet_across_midnight() {
    // 14:32 is when the clock of the tests stands.
    let quiet =
        Sampling { plan: Plan::Every { minutes: 60 }, quiet: Some((20 * 60, 6 * 60)), bell: false };
    let harness = on_shift(quiet);
    let study = &harness.model.study;
    let shift =
        Shift::each(asdone::analysis::View::of(study, study.people()[0].id)).next().unwrap();
    let hours: Vec<u32> = shift.due().iter().map(|at| at.hour()).collect();
    assert_eq!(hours, [15, 16, 17, 18, 19, 6]);
}

#[test]
fn undo_never_takes_a_prompt_back() {
    let mut harness = on_shift(TWO);
    harness.keys("Swapped bays<enter>");
    until_due(&mut harness, 0);
    harness.keys("<alt-u>t");
    assert!(harness.said().starts_with("took back note"), "{}", harness.said());
    assert_eq!(states(&harness), ["open"]);
    let study = &harness.model.study;
    let shift =
        Shift::each(asdone::analysis::View::of(study, study.people()[0].id)).next().unwrap();
    assert!(matches!(shift.prompts(study)[0].state, State::Open));
}

#[test]
fn a_note_written_while_a_prompt_waits_is_asked_about_once() {
    let mut harness = on_shift(TWO);
    until_due(&mut harness, 0);
    let asked = harness.now;
    harness.wait(60_000).keys("Swapped bays<enter><enter>");
    assert!(harness.screen().contains("Were you prompted to write this?"), "{}", harness.screen());
    assert!(harness.model.study.records().is_empty(), "Enter alone decides nothing");
    harness.keys("y");
    let record = harness.model.study.records().last().unwrap();
    assert_eq!(record.origin(), Origin::Prompted(Some(asked)));
    assert_eq!(states(&harness), ["answered"]);
    until_due(&mut harness, 1);
    harness.wait(60_000).keys("Printer down<enter>n");
    let record = harness.model.study.records().last().unwrap();
    assert_eq!((record.text(), record.origin()), ("Printer down", Origin::Spontaneous));
    assert_eq!(states(&harness), ["answered", "open"]);
    harness.keys("Rang ahead<enter>");
    assert_eq!(harness.model.study.records().len(), 3, "{}", harness.screen());
}
