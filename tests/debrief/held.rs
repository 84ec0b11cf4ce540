//! A debrief on the screen: keys in, screens and state out.

use asdone::analysis::View;
use asdone::analysis::debrief::{carried, on_show, step_of};
use asdone::journal::DraftSlot;
use asdone::study::{Line, Sheet, Sort};
use asdone::tui::harness::Harness;

use crate::both;

/// Three released notes and a private one.
fn with_notes() -> Harness {
    let mut harness = Harness::open();
    for line in [
        "-2h Something of my own that stays mine !s",
        "-90m Swapped bays so that we could hear each other !a",
        "-60m Handover took ten minutes and nothing was left over !o",
        "-30m Printer down, wrote the plan by hand and read it back to the mother, who corrected two \
         dates !w",
    ] {
        harness.keys(line).keys("<enter>");
        assert!(harness.model.overlays.is_empty(), "{line}\n{}", harness.screen());
    }
    harness.keys("<f3>xxxvteam<enter>");
    assert!(harness.said().contains("go to the team"), "{}", harness.said());
    harness
}

/// A debrief that has begun.
fn begun() -> Harness {
    let mut harness = with_notes();
    harness.keys("<f6>n<enter>");
    assert!(harness.said().starts_with("began debrief"), "{}", harness.screen());
    harness
}

fn sheet(harness: &Harness) -> &Sheet {
    harness.model.study.sheets().all_of(Sort::Debrief).next_back().unwrap()
}

fn said(harness: &Harness) -> Vec<(String, Option<String>)> {
    let lines = sheet(harness).lines().filter_map(|said| match &said.line {
        Line::Contribution { text, by, .. } => Some((text.clone(), by.clone())),
        _ => None,
    });
    lines.collect()
}

fn slot() -> DraftSlot {
    DraftSlot::Named("debrief".to_owned())
}

#[test]
fn an_empty_screen_says_what_would_stand_there_and_how_to_begin() {
    both("debrief_empty", Harness::open().keys("<f6>"));
}

#[test]
fn the_question_before_a_debrief_names_both_agendas() {
    let mut harness = with_notes();
    harness.keys("<f6>n");
    both("debrief_how_long", &mut harness);
    harness.keys("s");
    assert!(harness.screen().contains("step 1 of 4"), "{}", harness.screen());
}

#[test]
fn the_step_stands_large_and_the_clock_goes_on() {
    let mut harness = begun();
    harness.wait(3 * 60_000);
    both("debrief_ground", &mut harness);
    assert!(harness.screen().contains("3 of 2 min here · 3 of 25 min"), "{}", harness.screen());
    harness.keys("<right>");
    assert_eq!(step_of(sheet(&harness)), Some("choose"));
    harness.keys("<left>");
    assert_eq!(step_of(sheet(&harness)), Some("ground"));
    harness.keys("<left>");
    assert_eq!(harness.said(), "this is the first step");
}

#[test]
fn released_notes_are_chosen_and_one_of_each_sort_is_suggested() {
    let mut harness = begun();
    harness.keys("nc");
    let screen = harness.screen();
    assert!(screen.contains("suggested: ordinary") && screen.contains("suggested: stretch"));
    assert!(!screen.contains("stays mine"), "{screen}");
    both("debrief_choosing", &mut harness);
    harness.keys("<tab><tab><enter>");
    assert_eq!(on_show(sheet(&harness)).count(), 2, "{}", harness.screen());
    both("debrief_on_show", &mut harness);
    // Large for the room, one at a time.
    harness.keys("<down>o");
    both("debrief_large", &mut harness);
    harness.keys("<esc>x");
    assert_eq!(on_show(sheet(&harness)).count(), 1, "{}", harness.said());
    harness.keys("u");
    assert_eq!(on_show(sheet(&harness)).count(), 2);
}

#[test]
fn what_is_said_is_entered_one_after_the_other_with_a_pseudonym_only_if_wished() {
    let mut harness = begun();
    harness.keys("nc<tab><tab><enter>n");
    harness.keys("<enter>The printer had been down since Monday<enter>");
    assert_eq!(said(&harness), [("The printer had been down since Monday".to_owned(), None)]);
    harness.keys("I rang round the other teams first<tab>wren");
    both("debrief_saying", &mut harness);
    harness.keys("<enter><esc>");
    let by: Vec<Option<String>> = said(&harness).into_iter().map(|(_, by)| by).collect();
    assert_eq!(by, [None, Some("wren".to_owned())]);
    both("debrief_said", &mut harness);
    // The line in focus is reworded; the words before stay in the record of changes.
    harness.keys("<end>e<ctrl-u>I rang two other teams<enter>");
    assert_eq!(said(&harness).last().unwrap().0, "I rang two other teams");
    harness.keys("<end>x");
    assert_eq!(said(&harness).len(), 1, "{}", harness.said());
}

#[test]
fn words_can_be_about_what_is_on_show() {
    let mut harness = begun();
    harness.keys("nc<tab><tab><enter>n<enter>");
    assert!(harness.screen().contains("about no note linked"), "{}", harness.screen());
    harness.keys("<down>It was quiet that day<enter>");
    let about = sheet(&harness).lines().find_map(|said| match &said.line {
        Line::Contribution { about, .. } => Some(*about),
        _ => None,
    });
    assert_eq!(about.flatten(), sheet(&harness).links().next());
}

#[test]
fn lines_to_keep_try_and_carry_with_who_answers_and_by_when() {
    let mut harness = begun();
    harness.keys("k1Read the plan back<enter>");
    harness.keys("k3A second printer for the duty desk<tab>team lead<tab>someday<enter>");
    assert!(harness.screen().contains("\"someday\" is not a day"), "{}", harness.said());
    both("debrief_carrying", &mut harness);
    harness.keys("<ctrl-u>friday<enter>");
    let all = carried(View::of(&harness.model.study, asdone::study::PersonId(1)));
    assert_eq!(all.len(), 2, "{}", harness.screen());
    assert_eq!(all[1].owner, Some("team lead"));
    assert_eq!(all[1].reply_by.unwrap().date().to_string(), "2026-03-06");
}

#[test]
fn the_end_is_asked_about_and_leads_to_the_record_to_read_back() {
    let mut harness = begun();
    harness.keys("a5<enter>nc<tab><tab><enter>n");
    harness.keys("<enter>It had been down since Monday<enter><esc>k3A second printer<enter>");
    harness.wait(20 * 60_000).keys("f");
    both("debrief_end", &mut harness);
    harness.keys("<enter>");
    both("debrief_record", &mut harness);
    let screen = harness.screen();
    assert!(screen.contains("5 people took part"), "{screen}");
    harness.keys("<esc>");
    both("debrief_list", &mut harness);
    harness.keys("tYou said the printer, we ordered one<enter>");
    assert!(harness.said().contains("were told"), "{}", harness.said());
}

#[test]
fn what_an_earlier_debrief_carried_is_in_view_at_the_next_and_its_outcome_is_noted() {
    let mut harness = begun();
    harness.keys("k3A second printer<tab>team lead<tab>friday<enter>f<enter><esc>");
    harness.wait(14 * 24 * 60 * 60_000).keys("<f6>");
    let screen = harness.screen();
    assert!(screen.contains("1 line waits for an answer, 1 overdue"), "{screen}");
    harness.keys("n<enter>l");
    both("debrief_earlier", &mut harness);
    harness.keys("<enter>It came in May<enter>");
    let all = carried(View::of(&harness.model.study, asdone::study::PersonId(1)));
    assert_eq!(all[0].outcomes[0].0, "It came in May");
    harness.keys("l");
    assert_eq!(harness.said(), "nothing that a debrief carried is waiting");
}

#[test]
fn half_a_line_is_on_disk_after_a_pause_and_comes_back_where_it_was() {
    let mut harness = begun();
    harness.keys("<enter>The printer had been").wait(500);
    let draft = harness.drafts[&slot()].clone();
    assert!(draft.contains("The printer had been"), "{draft}");
    // As after a crash: the same study, and the draft found.
    harness.model.debrief = asdone::tui::screens::debrief::Model::default();
    harness.send(asdone::tui::Msg::DraftFound(slot(), draft));
    harness.keys("<f2><f6><enter>");
    assert!(harness.screen().contains("The printer had been"), "{}", harness.screen());
    harness.keys(" down<enter>");
    assert_eq!(said(&harness)[0].0, "The printer had been down");
    assert!(!harness.drafts.contains_key(&slot()), "a saved line leaves no draft");
}

#[test]
fn a_line_that_cannot_be_saved_stays_in_the_field() {
    let mut harness = begun();
    harness.keys("<enter>The printer");
    // Four notes, their release and the beginning came before.
    harness.fail_at = Some(7);
    harness.keys("<enter>");
    assert!(harness.said().starts_with("not done"), "{}", harness.said());
    assert!(harness.screen().contains("The printer"), "{}", harness.screen());
    harness.fail_at = None;
    let before = said(&harness).len();
    harness.keys("<enter>");
    assert_eq!(said(&harness).len(), before + 1);
}

#[test]
fn leaving_keeps_the_debrief_open_and_enter_goes_on_with_it() {
    let mut harness = begun();
    harness.keys("<esc>");
    assert!(harness.said().ends_with("is not ended; Enter goes on with it"), "{}", harness.said());
    harness.keys("n");
    assert!(harness.screen().contains("is not finished"), "{}", harness.screen());
    harness.keys("g");
    assert!(harness.screen().contains("step 1 of 8"), "{}", harness.screen());
}

#[test]
fn every_state_is_drawn_at_every_size() {
    let states: [fn() -> Harness; 3] = [
        || with_notes(),
        || {
            let mut harness = begun();
            harness.keys("nc<tab><tab><enter><enter>half a line");
            harness
        },
        || {
            let mut harness = begun();
            harness.keys("k3A second printer<tab>lead<enter>f<enter>");
            harness
        },
    ];
    for state in states {
        let mut harness = state();
        harness.keys("<f6>");
        for (wide, high) in (1..=42).flat_map(|wide| [(wide, 9), (wide, 12), (wide * 3, 30)]) {
            harness.resize(wide, high);
            assert!(!harness.screen().is_empty() || wide < 2);
        }
    }
}

#[test]
fn a_lesson_is_grounded_in_a_line_of_a_debrief() {
    let mut harness = begun();
    harness.keys("<right><right><right><right><right><right>k3A second printer<enter><end>L");
    let screen = harness.screen();
    assert!(screen.contains("lesson"), "{screen}");
    harness.keys("<enter>");
    assert_eq!(harness.model.screen, asdone::tui::screens::Screen::Lessons, "{screen}");
    harness.keys("The printer was down three times<enter>");
    let study = &harness.model.study;
    let lesson = study.sheets().all_of(Sort::Lesson).next().unwrap();
    let line = carried(View::of(study, asdone::study::PersonId(1)))[0].item;
    let debrief = sheet(&harness).id();
    assert!(lesson.links().any(|to| to == asdone::study::Subject::Line(debrief, line)));
}
