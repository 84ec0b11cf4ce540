//! How much of the work the record covers.

use asdone::actions::{self, shift::Worked};
use asdone::analysis::View;
use asdone::analysis::{Count, Wanted, coverage};
use asdone::study::{Plan, Sampling, StudyField, Whose};
use asdone::tui::harness::Harness;

use super::prompts::{on_shift, until_due};

/// Enters shifts of eight hours that were over so many days ago, the first `covered` of them
/// covered.
pub(super) fn worked(
    harness: &mut Harness,
    days: std::ops::Range<i64>,
    covered: i64,
    setting: &str,
) {
    for day in days {
        let to = harness.now.plus_minutes(-24 * 60 * (day + 1));
        let worked = Worked {
            from: to.plus_minutes(-8 * 60),
            to,
            setting: Some(setting.to_owned()),
            covered: day < covered,
        };
        harness.does(|study, cx| actions::shift::add(study, cx, &worked));
    }
}

#[test]
fn shifts_are_counted_with_and_without_notes() {
    let mut harness = Harness::open();
    worked(&mut harness, 0..10, 7, "duty desk");
    worked(&mut harness, 10..12, 12, "court");
    let seen = coverage(View::of(&harness.model.study, asdone::study::PersonId(1)));
    assert_eq!(seen.headline().as_deref(), Some("9 of 12 shifts covered"));
    let rows: Vec<(&str, Count, Count)> =
        seen.by_setting.iter().map(|row| (row.name.as_str(), row.eligible, row.covered)).collect();
    assert_eq!(
        rows,
        [
            ("court", Count::Shown(2), Count::Shown(2)),
            ("duty desk", Count::Shown(10), Count::Shown(7)),
        ]
    );
    // 14:32 less eight hours is 06:32.
    assert_eq!(seen.by_part[1].eligible, Count::Shown(12));
    let total: u64 = seen.by_weekday.iter().filter_map(|row| row.eligible.shown()).sum();
    assert_eq!(total, 12);
    let said = seen.sentences(Wanted::default()).join(" ");
    assert!(said.contains("9 of 12 shifts are covered (75 %"), "{said}");
    assert!(said.contains("No moment was drawn at random"), "{said}");
    assert!(said.contains("takes about 96 random moments: about 96 more"), "{said}");
}

#[test]
fn prompts_and_notes_by_how_they_came_about() {
    let two = Sampling { plan: Plan::Random { most: 2, shift: 480 }, quiet: None, bell: false };
    let mut harness = on_shift(two);
    harness.keys("Swapped bays !o<enter>Nobody rang !s<enter>");
    until_due(&mut harness, 0);
    harness.keys("<alt-l>").wait(600_000).keys("<alt-y>Handover on time !o<enter>");
    until_due(&mut harness, 1);
    harness.does(|study, cx| actions::shift::end(study, cx, true));
    let seen = coverage(View::of(&harness.model.study, asdone::study::PersonId(1)));
    let shown = |count: Count| count.shown().unwrap();
    assert_eq!(
        [seen.all.shown, seen.all.answered, seen.all.postponed, seen.all.missed].map(shown),
        [2, 1, 1, 1]
    );
    let notes = &seen.notes;
    assert_eq!(
        [notes.all, notes.prompted, notes.spontaneous, notes.ordinary, notes.surprising].map(shown),
        [3, 1, 2, 2, 1]
    );
    assert_eq!(shown(notes.in_covered), 3);
    assert_eq!(shown(notes.before_outcome), 3);
}

#[test]
fn a_shift_that_is_on_is_not_counted_yet_and_without_any_it_is_said_plainly() {
    let harness = on_shift(Sampling::NONE);
    let seen = coverage(View::of(&harness.model.study, asdone::study::PersonId(1)));
    assert_eq!(seen.headline(), None);
    assert!(seen.sentences(Wanted::default())[0].starts_with("No shift is over yet"));
}

#[test]
fn small_counts_are_masked_in_a_teams_record() {
    let mut harness = Harness::open();
    worked(&mut harness, 0..9, 7, "duty desk");
    worked(&mut harness, 9..11, 11, "court");
    harness.does(|study, cx| actions::set(study, cx, StudyField::Whose(Whose::Team)));
    let seen = coverage(View::of(&harness.model.study, asdone::study::PersonId(1)));
    let court = seen.by_setting.iter().find(|row| row.name == "court").unwrap();
    assert_eq!(court.eligible, Count::Masked(5));
    let desk = seen.by_setting.iter().find(|row| row.name == "duty desk").unwrap();
    assert_eq!(desk.eligible.shown(), None, "or the difference would tell");
    for sentence in seen.sentences(Wanted::default()) {
        assert!(!sentence.contains(" 2 "), "{sentence}");
    }
}

#[test]
fn shifts_of_one_person_do_not_overlap() {
    let mut harness = Harness::open();
    worked(&mut harness, 0..1, 1, "court");
    let to = harness.now.plus_minutes(-24 * 60 - 60);
    let again = Worked { from: to.plus_minutes(-60), to, setting: None, covered: false };
    let cx_study = &harness.model.study;
    let ids = asdone::tui::harness::CountingIds::default();
    let context =
        actions::Context { now: harness.now, author: asdone::study::PersonId(1), ids: &ids };
    let refused = actions::shift::add(cx_study, &context, &again).unwrap_err().to_string();
    assert!(refused.starts_with("it overlaps shift "), "{refused}");
}
