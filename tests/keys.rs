//! What keys lead to, as a person would tell it: a script of keys in, the state, the effects and the
//! drafts out. No terminal, no disk, no clock.

use asdone::journal::DraftSlot;
use asdone::study::{Kind, Origin, Stance};
use asdone::tui::harness::Harness;
use asdone::tui::model::Phase;
use asdone::tui::msg::{Effect, Failure};
use asdone::tui::screens::Screen;
use asdone::tui::screens::capture::Focus;
use asdone::tui::{Msg, Theme};

fn texts(harness: &Harness) -> Vec<String> {
    harness.model.study.all_standing().map(|(_, record)| record.text().to_owned()).collect()
}

fn tags_of_last(harness: &Harness) -> Vec<String> {
    let study = &harness.model.study;
    let Some(record) = study.records().last() else { return Vec::new() };
    let tags = study.tags_of(record).filter_map(|ix| study.codebook().get(ix));
    tags.map(|tag| tag.name().to_owned()).collect()
}

#[test]
fn one_line_and_enter_is_a_saved_note_and_the_line_is_free_again() {
    let mut harness = Harness::open();
    harness.keys("handover late #s.check !w<enter>");
    assert_eq!(texts(&harness), ["handover late"]);
    assert_eq!(tags_of_last(&harness), ["s.check"]);
    assert_eq!(harness.model.study.records()[0].kind(), Some(Kind::Workaround));
    assert_eq!(harness.line(), "");
    assert!(harness.said().starts_with("recorded "), "{}", harness.said());
    assert_eq!(harness.drafts.get(&DraftSlot::Capture), None);
    assert!(harness.screen().contains("saved "));
}

#[test]
fn a_store_that_fails_never_shows_saved_and_never_clears_the_line() {
    let mut harness = Harness::open();
    harness.fail_at = Some(1);
    harness.keys("handover late #s.check<enter>");
    assert!(texts(&harness).is_empty());
    assert_eq!(harness.line(), "handover late #s.check");
    assert!(!harness.screen().contains("saved "), "{}", harness.screen());
    assert!(harness.screen().contains("no space left on device"));
    assert!(harness.screen().contains("make room and save again"));
    assert!(harness.drafts[&DraftSlot::Capture].contains("handover late"));
    harness.keys("<enter>");
    assert_eq!(texts(&harness), ["handover late"], "and can be tried again");
    assert_eq!(harness.line(), "");
}

#[test]
fn whichever_save_fails_nothing_typed_is_lost() {
    for fail_at in 1..=4 {
        let mut harness = Harness::open();
        harness.fail_at = Some(fail_at);
        for note in ["one<enter>", "two<enter>", "three<enter>", "four<enter>"] {
            if !harness.line().is_empty() {
                harness.keys("<enter>");
            }
            harness.keys(note);
        }
        if !harness.line().is_empty() {
            harness.keys("<enter>");
        }
        assert_eq!(texts(&harness), ["one", "two", "three", "four"], "failing at {fail_at}");
    }
}

#[test]
fn typing_goes_on_while_a_save_is_under_way() {
    let mut harness = Harness::open();
    harness.slow = true;
    harness.keys("first note<enter>");
    assert_eq!(harness.line(), "first note", "not cleared before it is on disk");
    assert!(!harness.screen().contains("saved "));
    harness.keys("second");
    assert_eq!(harness.line(), "second");
    harness.acknowledge();
    assert_eq!(texts(&harness), ["first note"]);
    assert_eq!(harness.line(), "second", "what was typed meanwhile stays");
}

#[test]
fn a_note_that_fails_while_another_is_typed_comes_back_and_both_are_kept() {
    let mut harness = Harness::open();
    harness.slow = true;
    harness.fail_at = Some(1);
    harness.keys("first note<enter>second");
    harness.wait(400);
    let kept = harness.drafts[&DraftSlot::Capture].clone();
    assert!(kept.contains("first note") && kept.contains("second"), "{kept}");
    harness.acknowledge();
    assert_eq!(harness.line(), "first note");
    assert_eq!(harness.model.capture.aside.len(), 1);
    harness.slow = false;
    harness.keys("<enter><alt-n><enter>");
    assert_eq!(texts(&harness), ["first note", "second"]);
}

#[test]
fn enter_twice_saves_once() {
    let mut harness = Harness::open();
    harness.slow = true;
    harness.keys("once<enter><enter><enter>");
    harness.acknowledge();
    assert_eq!(texts(&harness), ["once"]);
}

#[test]
fn notes_entered_before_the_study_is_open_are_saved_right_after() {
    let mut harness = Harness::opening();
    assert_eq!(harness.model.phase, Phase::Opening);
    harness.keys("early #s.check<enter>next one @court");
    assert!(harness.drafts[&DraftSlot::Capture].contains("early"));
    harness.load();
    assert_eq!(texts(&harness), ["early"]);
    assert_eq!(tags_of_last(&harness), ["s.check"]);
    assert_eq!(harness.line(), "next one @court");
    let tag = harness.model.study.codebook().find("s.check").unwrap();
    assert_eq!(tag.status().word(), "defined", "an early note must not undo a definition");
}

#[test]
fn an_early_note_with_a_question_waits_for_its_answer() {
    let mut harness = Harness::opening();
    harness.keys("early #s.chek<enter>");
    harness.load();
    assert!(texts(&harness).is_empty());
    assert_eq!(harness.line(), "early #s.chek");
    harness.keys("1");
    assert_eq!(texts(&harness), ["early"]);
    assert_eq!(tags_of_last(&harness), ["s.check"]);
}

#[test]
fn a_tag_one_slip_away_is_asked_about() {
    let mut harness = Harness::open();
    harness.keys("read it back #s.chek<enter>");
    assert!(texts(&harness).is_empty(), "asked first");
    assert!(harness.screen().contains("Did you mean s.check?"), "{}", harness.screen());
    harness.keys("<enter>");
    assert_eq!(texts(&harness), ["read it back"]);
    assert_eq!(tags_of_last(&harness), ["s.check"]);

    let mut harness = Harness::open();
    harness.keys("read it back #s.chek<enter>n");
    assert_eq!(tags_of_last(&harness), ["s.chek"]);

    let mut harness = Harness::open();
    harness.keys("read it back #s.chek<enter><esc>");
    assert!(texts(&harness).is_empty());
    assert_eq!(harness.line(), "read it back #s.chek", "back to the line, as it was");
}

#[test]
fn a_time_still_to_come_is_questioned() {
    let mut harness = Harness::open();
    harness.keys("2026-03-09 09:00 visit planned<enter>");
    assert!(texts(&harness).is_empty());
    assert!(harness.screen().contains("in the future"), "{}", harness.screen());
    harness.keys("y");
    assert_eq!(texts(&harness), ["visit planned"]);
}

#[test]
fn the_rows_are_chosen_by_letters_digits_and_arrows() {
    let mut harness = Harness::open();
    harness.keys("swapped bays<alt-a><tab>w<tab>-15m<tab>2<tab><tab>j<tab>p<esc><enter>");
    let record = harness.model.study.records().last().unwrap();
    assert_eq!(record.kind(), Some(Kind::Workaround));
    assert_eq!(record.happened_at(), harness.now.plus_minutes(-15).to_the_minute());
    assert_eq!(record.recorded_at(), harness.now);
    let study = &harness.model.study;
    assert_eq!(record.setting().map(|ix| study.setting_name(ix)), Some("home visit"));
    assert_eq!((record.stance(), record.origin()), (Stance::Joint, Origin::Prompted(None)));
}

#[test]
fn the_optional_fields_are_kept_with_the_note() {
    let mut harness = Harness::open();
    harness.keys("printer down<shift-tab>wrote it by hand<enter>");
    let record = harness.model.study.records().last().unwrap();
    assert_eq!(record.extra(asdone::study::Extra::Noticing), Some("wrote it by hand"));
    assert_eq!(harness.model.capture.focus, Focus::Line, "ready for the next");
}

#[test]
fn a_pasted_text_of_many_lines_is_one_insert_and_never_a_command() {
    let mut harness = Harness::open();
    harness.paste("first line\nsecond line\r\nthird\0");
    assert!(texts(&harness).is_empty());
    assert_eq!(harness.line(), "first line\nsecond line\nthird");
    assert!(harness.said().contains("left out 1 control character"), "{}", harness.said());
    harness.keys("<ctrl-j>fourth<enter>");
    assert_eq!(texts(&harness), ["first line\nsecond line\nthird\nfourth"]);
}

#[test]
fn a_text_past_the_limit_is_refused_plainly_and_kept() {
    let mut harness = Harness::open();
    harness.paste(&"word ".repeat(7_000)).keys("<enter>");
    assert!(texts(&harness).is_empty());
    assert!(harness.screen().contains("32 KiB"), "{}", harness.screen());
    assert!(harness.drafts[&DraftSlot::TooLong].len() > 32 * 1024);
    assert!(!harness.line().is_empty());
}

#[test]
fn a_half_typed_note_is_on_disk_after_a_pause_and_at_once_when_the_program_must_end() {
    let mut harness = Harness::open();
    harness.keys("half a no");
    assert_eq!(harness.drafts.get(&DraftSlot::Capture), None);
    harness.wait(300);
    assert!(harness.drafts[&DraftSlot::Capture].contains("half a no"));
    harness.keys("te");
    harness.send(Msg::Terminate);
    assert!(harness.drafts[&DraftSlot::Capture].contains("half a note"));
    assert!(harness.has_quit);
}

#[test]
fn a_draft_is_offered_and_keeps_every_field() {
    let mut before = Harness::open();
    before.keys("rang school<alt-k><tab><tab><tab>1<esc>").wait(400);
    let draft = before.drafts[&DraftSlot::Capture].clone();

    let mut harness = Harness::opening();
    harness.now = harness.now.plus_minutes(12);
    harness.send(Msg::DraftFound(DraftSlot::Capture, draft.clone()));
    harness.load();
    assert!(harness.screen().contains("You had begun a note"), "{}", harness.screen());
    assert!(harness.screen().contains("12 min ago"), "{}", harness.screen());
    harness.keys("<enter>");
    assert_eq!(harness.line(), "rang school");
    harness.keys("<enter>");
    let record = harness.model.study.records().last().unwrap();
    assert_eq!(record.kind(), Some(Kind::KeptSafe));
    assert_eq!(harness.model.study.setting_name(record.setting().unwrap()), "duty desk");

    let mut harness = Harness::open();
    harness.send(Msg::DraftFound(DraftSlot::Capture, draft.clone()));
    harness.keys("<ctrl-q>");
    assert!(harness.has_quit);
    assert!(harness.drafts[&DraftSlot::Capture].contains("\"current\":{\"line\":\"rang school\""));

    let mut harness = Harness::open();
    harness.send(Msg::DraftFound(DraftSlot::Capture, draft));
    harness.keys("something else<enter>");
    assert_eq!(texts(&harness), ["something else"], "typing sets the draft aside");
    assert!(harness.drafts[&DraftSlot::Capture].contains("rang school"), "and keeps it");
}

#[test]
fn a_draft_of_a_note_that_reached_the_disk_after_all_is_not_offered() {
    let mut harness = Harness::open();
    harness.keys("rang school #s.check").wait(400);
    let draft = harness.drafts[&DraftSlot::Capture].clone();
    harness.keys("<enter>");
    harness.send(Msg::DraftFound(DraftSlot::Capture, draft));
    assert!(harness.model.capture.offered.is_none());
}

#[test]
fn undo_says_what_it_undid_and_redo_brings_it_back() {
    let mut harness = Harness::open();
    harness.keys("handover late<enter><alt-u>t");
    assert!(texts(&harness).is_empty());
    assert!(harness.said().starts_with("took back note "), "{}", harness.said());
    harness.keys("<alt-r>");
    assert_eq!(texts(&harness), ["handover late"]);
}

#[test]
fn two_quick_undos_take_back_two_things() {
    let mut harness = Harness::open();
    harness.keys("one<enter>two<enter>");
    harness.slow = true;
    harness.keys("<alt-u>t<alt-u>");
    harness.acknowledge();
    harness.keys("t");
    harness.acknowledge();
    assert!(texts(&harness).is_empty());
}

#[test]
fn undo_waits_for_a_save_that_is_under_way() {
    let mut harness = Harness::open();
    harness.slow = true;
    harness.keys("one<enter><alt-u>abc");
    harness.acknowledge();
    assert!(harness.screen().contains("Typed meanwhile, and kept: abc"), "{}", harness.screen());
    harness.wait(1_500).keys("t");
    harness.acknowledge();
    assert!(texts(&harness).is_empty());
    assert_eq!(harness.line(), "abc", "keys pressed meanwhile come after it, in order");
}

#[test]
fn tags_are_picked_by_typing_and_marking() {
    let mut harness = Harness::open();
    harness.keys("read it back<alt-t>chk<enter><enter>");
    assert_eq!(tags_of_last(&harness), ["s.check"]);
    harness.keys("again<alt-t>tool<tab>relate<tab><enter><enter>");
    let mut tags = tags_of_last(&harness);
    tags.sort();
    assert_eq!(tags, ["s.relate", "t.tool"]);
    harness.keys("third<alt-t>1<enter>");
    assert_eq!(tags_of_last(&harness).len(), 1, "a digit picks a recent one");
}

#[test]
fn leaving_with_a_half_typed_note_asks_and_a_second_press_leaves_it_on_disk() {
    let mut harness = Harness::open();
    harness.keys("half<ctrl-c>");
    assert!(!harness.has_quit);
    harness.keys("<ctrl-c>");
    assert!(harness.has_quit);
    assert!(harness.drafts[&DraftSlot::Capture].contains("half"));

    let mut harness = Harness::open();
    harness.keys("<ctrl-q>");
    assert!(harness.has_quit, "nothing to ask about");
}

#[test]
fn throwing_away_asks_and_its_first_answer_keeps() {
    let mut harness = Harness::open();
    harness.keys("half<ctrl-x><enter>");
    assert_eq!(harness.line(), "half");
    harness.keys("<ctrl-x>t");
    assert_eq!(harness.line(), "");
    assert_eq!(harness.drafts.get(&DraftSlot::Capture), None);
}

#[test]
fn the_palette_finds_commands_by_name_and_goes_where_they_belong() {
    let mut harness = Harness::open();
    harness.keys("<ctrl-p>next theme<enter>");
    assert_eq!(harness.model.look.theme, Theme::Dark);
    harness.keys("<ctrl-p>go.codebook<enter>");
    assert!(harness.model.overlays.is_empty());
    assert_eq!(harness.model.screen, Screen::Codebook);
    harness.keys("<f4><ctrl-p>capture.court<esc><ctrl-p>kind: kept<enter>");
    assert_eq!(harness.model.screen, Screen::Capture, "a command leads to its own screen");
    assert_eq!(harness.model.capture.form.kind, Some(Kind::KeptSafe));
}

#[test]
fn help_opens_and_closes_and_letters_do_not_fall_through_it() {
    let mut harness = Harness::open();
    harness.keys("ab<f1>xyz<esc>c");
    assert_eq!(harness.line(), "abc");
}

#[test]
fn a_study_that_cannot_be_opened_says_so_and_keeps_what_is_typed() {
    let mut harness = Harness::opening();
    harness.send(Msg::OpenFailed(Failure {
        message: "another asdone has this study open (process 812)".into(),
        hint: Some("close it, or use asdone add".into()),
    }));
    assert!(harness.screen().contains("process 812"));
    harness.keys("<enter>a note<enter>");
    assert_eq!(harness.line(), "a note");
    assert!(harness.drafts[&DraftSlot::Capture].contains("a note"));
    assert!(harness.said().contains("not saved"), "{}", harness.said());
}

#[test]
fn enter_through_the_questions_begins_a_study_and_capture_is_ready() {
    let mut harness = Harness::beginning();
    harness.keys(
        "<ctrl-u>Riverside<enter><enter><ctrl-u>duty desk, court, duty desk,<enter>e<enter><enter>",
    );
    assert!(harness.model.is_open());
    assert_eq!(harness.model.study.name(), "Riverside");
    assert_eq!(harness.model.study.settings(), ["duty desk", "court"]);
    assert!(harness.model.study.codebook().all().is_empty());
    assert_eq!(harness.model.screen, Screen::Capture);
    harness.keys("first note<enter>");
    assert_eq!(texts(&harness), ["first note"]);
}

#[test]
fn an_empty_name_is_asked_for_again() {
    let mut harness = Harness::beginning();
    harness.keys("<ctrl-u><enter><enter><enter>e<enter><enter>");
    assert!(!harness.model.is_open());
    assert!(harness.screen().contains("needed"), "{}", harness.screen());
}

#[test]
fn stopping_keeps_the_draft_first() {
    let mut harness = Harness::open();
    harness.keys("half<alt-z>");
    let stops = harness.effects.iter().rposition(|e| *e == Effect::Suspend).unwrap();
    let keeps = harness.effects.iter().rposition(|e| matches!(e, Effect::SaveDraft(..))).unwrap();
    assert!(keeps < stops);
}

#[test]
fn what_was_typed_into_a_prompt_survives_leaving_and_ending() {
    use asdone::tui::overlay::{Overlay, Prompt, Then};
    let prompt = || Overlay::Prompt(Prompt::of_lines("later", "", Then::Nothing));
    let mut harness = Harness::open();
    harness.model.over(prompt());
    harness.keys("the hand copy was what court had").wait(400);
    assert!(harness.drafts[&DraftSlot::Capture].contains("hand copy"));
    harness.keys("<esc>");
    assert!(harness.said().contains("set aside"), "{}", harness.said());
    harness.keys("<alt-n>");
    assert_eq!(harness.line(), "the hand copy was what court had");

    let mut harness = Harness::open();
    harness.model.over(prompt());
    harness.keys("half a late").send(Msg::Terminate);
    assert!(harness.drafts[&DraftSlot::Capture].contains("half a late"));
}

#[test]
fn a_refusal_goes_from_the_screen_as_soon_as_one_types_on() {
    let mut harness = Harness::open();
    harness.keys("<alt-k><enter>");
    let refused = harness.screen();
    assert_eq!(refused.matches("there is no text to save").count(), 1, "{refused}");
    assert!(refused.contains("not saved yet"), "{refused}");
    harness.keys("R");
    let typing = harness.screen();
    assert!(!typing.contains("there is no text") && !typing.contains("not saved yet"), "{typing}");
}
