//! The questions of a sheet: answered, skipped, left, gone on with; nothing typed is lost.

use asdone::journal::DraftSlot;
use asdone::study::{Sheet, Sort, Study};
use asdone::tui::harness::Harness;
use asdone::tui::screens::Screen;
use asdone::tui::{Effect, Msg};

fn slot() -> DraftSlot {
    DraftSlot::Named("asking-reflect".to_owned())
}

fn only(study: &Study, sort: Sort) -> &Sheet {
    let mut sheets = study.sheets().all_of(sort);
    let sheet = sheets.next().expect("a sheet");
    assert!(sheets.next().is_none(), "one sheet only");
    sheet
}

/// A note, and the questions of a reflection on it.
pub(super) fn reflecting() -> Harness {
    let mut harness = Harness::open();
    harness.keys("Printer down, wrote the plan by hand #t.tool !s<enter><f3>r");
    harness
}

#[test]
fn a_reflection_begins_with_its_first_answer_and_links_to_the_note() {
    let mut harness = reflecting();
    assert_eq!(harness.model.screen, Screen::Reflect);
    assert_eq!(
        harness.model.study.sheets().all_begun().count(),
        0,
        "looking leaves nothing behind"
    );
    harness.keys("Getting the plan to court by four<enter>");
    let sheet = only(&harness.model.study, Sort::Reflection);
    assert_eq!(sheet.answer("aim"), Some("Getting the plan to court by four"));
    assert_eq!(sheet.links().count(), 1);
    harness.keys("<tab>Her hands<enter><esc>");
    let sheet = only(&harness.model.study, Sort::Reflection);
    assert_eq!(sheet.answer("cues"), None, "skipped");
    assert_eq!(sheet.answer("attention"), Some("Her hands"));
    assert!(harness.screen().contains("2 of 9"), "{}", harness.screen());
}

#[test]
fn leaving_a_field_saves_it_however_it_is_left() {
    for leave in ["<tab>", "<shift-tab>", "<ctrl-s>", "<enter>", "<esc>", "<down>"] {
        let mut harness = reflecting();
        harness.keys("<tab>a draught in the hall").keys(leave);
        let sheet = only(&harness.model.study, Sort::Reflection);
        assert_eq!(sheet.answer("cues"), Some("a draught in the hall"), "{leave}");
        assert!(!harness.drafts.contains_key(&slot()), "{leave}: no draft of what is saved");
    }
}

#[test]
fn what_is_known_now_opens_only_when_the_rest_was_offered() {
    let mut harness = reflecting();
    assert!(harness.screen().contains("> 1"), "{}", harness.screen());
    for _ in 0..7 {
        harness.keys("<tab>");
        assert!(!harness.screen().contains("> 9"), "{}", harness.screen());
    }
    harness.keys("<tab>");
    assert!(harness.screen().contains("> 9"), "{}", harness.screen());
    assert!(harness.screen().contains("dated apart"), "{}", harness.screen());
    harness.wait(86_400_000).keys("The court used the copy<enter>");
    let sheet = only(&harness.model.study, Sort::Reflection);
    let then = sheet.at().millis;
    assert_eq!(sheet.answer("known_now"), Some("The court used the copy"));
    assert!(sheet.answered_at("known_now").unwrap().millis >= then);
    assert_eq!(
        harness.model.asking.on(Screen::Reflect).map(|_| ()),
        None,
        "after the last it ends"
    );
}

#[test]
fn a_store_that_fails_keeps_the_answer_on_the_screen_and_as_a_draft() {
    let mut harness = reflecting();
    harness.fail_at = Some(2);
    harness.keys("What the mother needed<enter>");
    assert_eq!(harness.model.study.sheets().all_begun().count(), 0);
    assert!(harness.screen().contains("What the mother needed"), "{}", harness.screen());
    assert!(harness.screen().contains("no space left"), "{}", harness.screen());
    assert!(harness.drafts[&slot()].contains("What the mother needed"));
    harness.keys("<enter>");
    let sheet = only(&harness.model.study, Sort::Reflection);
    assert_eq!(sheet.answer("aim"), Some("What the mother needed"));
    assert!(!harness.drafts.contains_key(&slot()));
}

#[test]
fn what_was_half_typed_when_the_program_died_is_there_again() {
    let mut harness = reflecting();
    harness.keys("first<enter>half an ans").wait(400);
    let kept = harness.drafts[&slot()].clone();

    let mut again = Harness::opening();
    again.send(Msg::DraftFound(slot(), kept.clone()));
    again.load();
    again.goes_on_from(&harness);
    again.keys("<f5>");
    assert!(again.screen().contains("half an ans"), "{}", again.screen());
    again.keys("wer<enter><esc>");
    let sheet = only(&again.model.study, Sort::Reflection);
    assert_eq!(sheet.answer("aim"), Some("first"));
    assert_eq!(sheet.answer("cues"), Some("half an answer"));
}

#[test]
fn a_draft_of_answers_that_had_reached_the_disk_is_no_draft_any_more() {
    let mut harness = reflecting();
    harness.keys("saved after all").wait(400);
    let kept = harness.drafts[&slot()].clone();
    harness.keys("<enter><esc>");
    harness.send(Msg::DraftFound(slot(), kept));
    assert!(harness.model.asking.on(Screen::Reflect).is_none());
    assert!(!harness.drafts.contains_key(&slot()));
}

#[test]
fn leaving_the_program_asks_while_an_answer_is_not_saved() {
    let mut harness = reflecting();
    harness.keys("half<ctrl-q>");
    assert!(harness.screen().contains("There is something half-typed that is not saved yet."));
    assert!(harness.drafts[&slot()].contains("half"));
    assert!(!harness.has_quit);
    harness.keys("q");
    assert!(harness.has_quit);
}

#[test]
fn undo_takes_an_answer_back_and_the_field_shows_it() {
    let mut harness = reflecting();
    harness.keys("one thing<ctrl-s><alt-u>t");
    let sheets = &harness.model.study.sheets();
    assert!(sheets.all_of(Sort::Reflection).next().is_none(), "the sheet began with it");
    assert!(harness.effects.iter().any(|effect| matches!(effect, Effect::Commit(..))));
}

#[test]
fn the_clock_counts_up_and_stops_nothing() {
    let mut harness = reflecting();
    assert!(harness.screen().contains("0 of about 10 min"), "{}", harness.screen());
    harness.wait(14 * 60_000);
    assert!(harness.screen().contains("14 of about 10 min"), "{}", harness.screen());
    harness.keys("still here<enter>");
    assert_eq!(only(&harness.model.study, Sort::Reflection).answer("aim"), Some("still here"));
}

#[test]
fn a_shift_ends_with_its_questions_and_counts_without_a_note() {
    let mut harness = Harness::open();
    harness.keys("<f5>s<down><enter>");
    assert!(harness.screen().contains("on shift for 0:00"), "{}", harness.screen());
    harness.wait(3_600_000).keys("p");
    assert!(harness.screen().contains("paused after 1:00"), "{}", harness.screen());
    harness.wait(1_800_000).keys("p").wait(3_600_000).keys("s");
    assert!(harness.screen().contains("Would you have written down"), "{}", harness.screen());
    harness.keys("y");
    assert!(harness.screen().contains("Close of the shift"), "{}", harness.screen());
    harness.keys("Two on the desk all day<enter><esc>");
    let sheet = only(&harness.model.study, Sort::Shift);
    assert_eq!(sheet.answer("expected"), Some("Two on the desk all day"));
    let shift = asdone::analysis::Shift { sheet };
    assert_eq!(shift.covered(), Some(true));
    assert_eq!(shift.setting(), Some("duty desk"));
    assert_eq!(shift.minutes(harness.now), 120);
}
