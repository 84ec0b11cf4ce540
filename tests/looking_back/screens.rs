//! What looking back looks like, at the sizes that people have.

use asdone::actions;
use asdone::study::{Plan, Sampling};
use asdone::tui::harness::Harness;

use super::prompts::{on_shift, until_due};
use super::questions::reflecting;

fn both(name: &str, mut harness: Harness) {
    for (wide, high) in [(80, 24), (60, 20)] {
        harness.resize(wide, high);
        insta::assert_snapshot!(format!("{name}_{wide}x{high}"), harness.screen());
    }
}

#[test]
fn reflect_empty() {
    let mut harness = Harness::open();
    harness.keys("<f5>");
    both("reflect_empty", harness);
}

#[test]
fn reflect_questions() {
    let mut harness = reflecting();
    harness.keys("Getting the plan to court by four, with the mother in the room<enter>");
    harness.wait(180_000).keys("Two dates were wrong on the print").wait(400);
    both("reflect_questions", harness);
}

#[test]
fn reflect_list() {
    let mut harness = reflecting();
    harness.keys("Getting the plan to court by four<enter><esc><f2>");
    harness.keys("The boy laughed at the puppet !s<enter>");
    harness.does(|study, cx| actions::shift::start(study, cx, Some("duty desk")));
    harness.wait(5_400_000).keys("<f5><down>");
    both("reflect_list", harness);
}

#[test]
fn capture_with_a_prompt() {
    let one = Sampling { plan: Plan::Random { most: 1, shift: 480 }, quiet: None, bell: false };
    let mut harness = on_shift(one);
    until_due(&mut harness, 0);
    harness.keys("Let the phone ri");
    both("capture_prompt", harness);
}

#[test]
fn the_stop_rule() {
    let mut harness = Harness::open();
    harness.keys("The girl said her uncle hurts her<ctrl-g>");
    both("stop_route", harness);
    let mut harness = Harness::open();
    harness.keys("The girl said her uncle hurts her<ctrl-g><enter>");
    both("stop_question", harness);
}

#[test]
fn tallies_of_coverage() {
    let mut harness = Harness::open();
    super::coverage::worked(&mut harness, 0..10, 7, "duty desk");
    super::coverage::worked(&mut harness, 10..12, 12, "court");
    harness.keys("Handover on time !o<enter><f4>");
    assert!(harness.screen().contains("9 of 12 shifts covered"), "{}", harness.screen());
    harness.keys("bcoverage<enter>");
    both("coverage", harness);
}

#[test]
fn every_size_is_drawn_without_a_panic() {
    for keys in ["", "<tab><tab>", "a long answer that wraps a few times on a narrow screen<enter>"]
    {
        let mut harness = reflecting();
        harness.keys(keys);
        for wide in 1..90 {
            for high in 1..26 {
                harness.resize(wide, high);
                let _ = harness.screen();
            }
        }
    }
}
