//! Running text is not commands: a sentence that lands where letters are commands runs none of them,
//! erases nothing, and is offered as a note.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests may panic"
)]

use asdone::tui::harness::Harness;
use asdone::tui::screens::Screen;

#[path = "running/enter.rs"]
mod enter;
#[path = "running/everywhere.rs"]
mod everywhere;
#[path = "running/places.rs"]
mod places;
#[path = "running/standing.rs"]
mod standing;
#[path = "common/teams.rs"]
mod teams;

const FIRST: &str = "Rang ahead, the file had two addresses";

fn with_a_note() -> Harness {
    let mut harness = Harness::open();
    harness.keys(FIRST).keys("<enter>");
    harness
}

/// What the study holds, and how often the journal was written to: a command that was run shows.
fn held(harness: &Harness) -> (Vec<String>, usize) {
    let texts = harness.model.study.all_standing().map(|(_, record)| record.text().to_owned());
    (texts.collect(), harness.entries.len())
}

/// The texts that wait to be taken up on the screen for writing.
fn offered(harness: &Harness) -> Vec<String> {
    let capture = &harness.model.capture;
    let forms = capture.offered.iter().chain(&capture.aside);
    forms.map(|form| form.line.text()).collect()
}

#[test]
fn a_sentence_pasted_without_brackets_runs_no_command_on_any_screen() {
    for screen in ["<f3>", "<f3><enter>", "<f4>", "<f5>", "<f6>", "<f7>", "<f8>", "<f9>", "<f1>"] {
        for text in [
            "Evening visit<enter>everything fine<enter>",
            "Erase it all<enter>y<enter>yes<enter>",
            "evening<enter>",
            "we told dad, uncle withdrew<enter>",
            "dd<tab>Monday<enter>ee<tab>Tuesday<enter>",
        ] {
            let mut harness = with_a_note();
            harness.keys(screen);
            let (before, on) = (held(&harness), harness.model.screen);
            let overlays = harness.model.overlays.len();
            harness.burst(text);
            assert_eq!(held(&harness), before, "{screen}: {text}");
            assert_eq!((harness.model.screen, harness.model.overlays.len()), (on, overlays));
            let whole = text.replace("<enter>", "\n").replace("<tab>", " ");
            assert_eq!(offered(&harness), [whole.trim()], "{screen}: {text}");
            assert!(harness.said().contains("F2"), "{}", harness.said());
            // And it is kept on disk, and becomes a note with two keys.
            assert!(
                harness
                    .drafts
                    .values()
                    .any(|draft| draft.contains(text.split('<').next().unwrap()))
            );
            harness.keys("<esc><f2><enter><enter>");
            assert!(held(&harness).0.len() == 2, "{screen}: {text}: {}", harness.screen());
        }
    }
}

#[test]
fn a_second_sentence_is_kept_beside_the_first_and_the_half_typed_line_stays() {
    let mut harness = with_a_note();
    harness.keys("Half a line<f3>").burst("First of two<enter>").burst("Second of two<enter>");
    assert_eq!(harness.line(), "Half a line");
    assert_eq!(offered(&harness), ["First of two", "Second of two"]);
}

#[test]
fn a_table_of_rows_and_lines_is_one_paste_in_a_text() {
    let mut harness = Harness::open();
    harness.burst("09:10<tab>rang school<enter>09:40<tab>read it back<enter>");
    assert!(held(&harness).0.is_empty(), "nothing is saved before the person says so");
    let line = harness.line();
    assert!(line.contains("rang school") && line.contains("read it back"), "{line}");
    // A line that came in one piece with its Enter is typed, and saved.
    let mut harness = Harness::open();
    harness.burst("rang school ahead<enter>");
    assert_eq!(held(&harness).0, ["rang school ahead"]);
}

#[test]
fn a_key_held_down_and_a_filter_that_came_late_are_what_they_were() {
    let mut harness = with_a_note();
    harness.keys("Read it back<enter>Swapped bays<enter><f3>").burst("jjjjjj");
    assert!(offered(&harness).is_empty());
    harness.burst("/swapped<enter>");
    assert!(offered(&harness).is_empty(), "{}", harness.screen());
    assert!(harness.screen().contains("1 of 3"), "{}", harness.screen());
}

#[test]
fn a_word_and_a_blank_typed_on_a_list_are_taken_for_a_note() {
    let mut harness = with_a_note();
    harness.keys("<f4>");
    let before = held(&harness);
    harness.typed_on("Both of them rang, we swapped", 180);
    assert_eq!(held(&harness), before);
    assert!(harness.said().contains("seem to be writing"), "{}", harness.said());
    harness.wait(1_200);
    assert_eq!(offered(&harness), ["Both of them rang, we swapped"]);
    assert_eq!(harness.model.screen, Screen::Tallies);
}

#[test]
fn nothing_is_answered_before_it_can_have_been_read() {
    // The command by its name, the words of its question, and the key that would answer it.
    for (opens, asks, answer) in [
        ("<f3>u", "Take back this whole note?", "t"),
        ("Half a note<ctrl-p>throw<enter>", "Throw this unfinished note away?", "t"),
        ("Read it back #s.chek<enter>", "Did you mean", "n"),
    ] {
        let asked = |harness: &Harness| harness.screen().contains(asks);
        let mut harness = with_a_note();
        harness.keys(opens);
        assert!(asked(&harness), "{opens}: {}", harness.screen());
        let before = (held(&harness), harness.line());
        // A letter at once, Enter at once, and a sentence with the answer in it.
        for typed in [answer, "<enter>", "the note t n went well"] {
            harness.typed_on(typed, 90);
            assert!(asked(&harness), "{opens}, {typed}: {}", harness.screen());
            assert_eq!((held(&harness), harness.line()), before, "{opens}, {typed}");
        }
        harness.wait(1_500).typed_on(answer, 10).wait(600);
        assert!(!asked(&harness), "{opens}: after a pause it is an answer: {}", harness.screen());
        assert_ne!((held(&harness), harness.line()), before, "{opens}");
    }
}

#[test]
fn what_was_done_meanwhile_is_not_taken_back_in_place_of_what_was_asked_about() {
    let mut harness = with_a_note();
    harness.keys("<f3>u");
    assert!(harness.screen().contains("Take back this whole note?"), "{}", harness.screen());
    // A note of another process is taken in while the question stands there.
    harness.does(|study, context| {
        let draft = asdone::actions::Draft { line: "From the shell".into(), ..Default::default() };
        asdone::actions::capture(study, context, &draft, Default::default())
    });
    harness.keys("t");
    assert_eq!(held(&harness).0, [FIRST, "From the shell"], "{}", harness.screen());
    assert!(harness.said().contains("nothing was taken back"), "{}", harness.said());
}

#[test]
fn a_passphrase_typed_on_a_list_is_offered_as_no_note_and_kept_in_no_draft() {
    const OPENS: &str = "lantern otter gravel";
    for burst in [true, false] {
        let mut harness = Harness::locked(OPENS);
        harness.keys(OPENS).keys("<enter>").keys(FIRST).keys("<enter><f4>");
        assert!(harness.model.is_open(), "{}", harness.screen());
        if burst {
            harness.burst("lantern otter gravle<enter>");
        } else {
            // Its first letters are no command on the counts, and a blank ends the first word.
            harness.typed_on("lantern otter gravl", 150).wait(1_500);
        }
        assert!(offered(&harness).is_empty(), "{:?}", offered(&harness));
        assert!(harness.said().contains("passphrase"), "{}", harness.said());
        assert!(!harness.screen().contains("otter"), "{}", harness.screen());
        // Nor is it kept while it stands in the line, not yet saved.
        harness.keys("<esc><f2>").keys("lantern oter gravel").wait(3_000);
        let kept = |text: &String| text.contains("oter") || text.contains("otter");
        assert!(!harness.drafts.values().any(kept), "{:?}", harness.drafts);
    }
}

#[test]
fn the_first_letters_of_the_next_note_answer_no_question_and_are_not_lost() {
    let mut harness = with_a_note();
    harness.keys("Read it back to the mother #s.chek<enter>");
    assert!(harness.screen().contains("Did you mean"), "{}", harness.screen());
    harness.typed_on("next one begins", 120);
    assert!(harness.screen().contains("Did you mean"), "{}", harness.screen());
    assert!(harness.screen().contains("next one begins"), "{}", harness.screen());
    // After a pause the answer is one.
    harness.wait(1_500).keys("1");
    assert_eq!(held(&harness).0.len(), 2, "{}", harness.screen());
    assert_eq!(harness.line(), "next one begins");
}

#[test]
fn a_letter_that_came_too_soon_is_simply_given_again() {
    let mut harness = with_a_note();
    harness.keys("Read it back #s.chek<enter>");
    harness.typed_on("1", 200).typed_on("1", 700).wait(600);
    assert_eq!(held(&harness).0.len(), 2, "{}", harness.screen());
    assert_eq!(harness.line(), "");
}

#[test]
fn an_empty_enter_and_enter_twice_after_a_save_say_nothing_wrong() {
    let mut harness = with_a_note();
    let said = harness.said().to_owned();
    harness.keys("<enter><enter>");
    assert_eq!(harness.said(), said);
    assert!(!harness.screen().contains("write a line first"), "{}", harness.screen());
}

#[test]
fn a_slip_of_the_undo_key_takes_no_note_away_unseen_and_what_it_took_can_come_back_for_ever() {
    let mut harness = with_a_note();
    harness.keys("<f3>u");
    assert!(harness.screen().contains("Take back this whole note?"), "{}", harness.screen());
    assert!(harness.screen().contains(FIRST), "{}", harness.screen());
    harness.keys("<enter>");
    assert_eq!(held(&harness).0, [FIRST], "Enter alone keeps it");
    harness.keys("ut");
    assert!(held(&harness).0.is_empty(), "{}", harness.screen());
    assert!(harness.said().starts_with("took back note "), "{}", harness.said());
    // Something new was done since, so redo has nothing to do again.
    harness.keys("<f2>Another<enter><alt-r>");
    assert_eq!(held(&harness).0, ["Another"]);
    harness.keys("<ctrl-p>bring back<enter>");
    assert!(harness.screen().contains(FIRST), "{}", harness.screen());
    harness.keys("<enter>");
    assert_eq!(held(&harness).0, [FIRST, "Another"], "{}", harness.screen());
    assert!(harness.said().starts_with("brought back note "), "{}", harness.said());
    harness.keys("<ctrl-p>bring back<enter>");
    assert!(harness.said().contains("taken nothing back"), "{}", harness.said());
}

#[test]
fn a_lesson_that_was_taken_back_is_asked_about_and_comes_back_with_all_of_it() {
    let mut harness = with_a_note();
    harness.keys("<f7>nTwo printers<enter>It is down twice a week<enter><esc>");
    let sheets = |harness: &Harness| {
        harness.model.study.sheets().all_begun().filter(|sheet| sheet.is_standing()).count()
    };
    assert_eq!(sheets(&harness), 1, "{}", harness.screen());
    for _ in 0..12 {
        if harness.model.overlays.is_empty() {
            harness.keys("u");
        }
    }
    assert!(harness.screen().contains("Take back this whole lesson?"), "{}", harness.screen());
    harness.keys("t");
    assert_eq!(sheets(&harness), 0);
    harness.keys("<ctrl-p>bring back<enter><enter>");
    assert_eq!(sheets(&harness), 1, "{}", harness.screen());
}

#[test]
fn a_note_of_several_lines_that_is_set_aside_is_named_on_one() {
    let mut harness = with_a_note();
    harness.keys("<f2>Half a note<f3>");
    harness.burst("Two of us went<enter>and the dog was out<enter>");
    harness.keys("<f2>");
    assert!(harness.screen().contains("\"Two of us went and the dog was"), "{}", harness.screen());
}

#[test]
fn a_sentence_typed_on_a_list_is_offered_whole_though_its_first_letter_opens_something() {
    // Where a list or a question came up, it takes no words; where a text did, Enter asks.
    for (screen, text, asks) in [
        ("<f3>", "the mother rang at nine", false),
        ("<f3>", "very late again for both", false),
        ("<f3>", "each visit took an hour", false),
        ("<f3>", "all went well at the school", true),
        ("<f3>", "later she rang us back", true),
        ("<f3>", "we went there together", true),
        ("<f3>", "rang the school before nine", true),
        ("<f3>", "Has anyone seen the file", false),
        ("<f3>", "The mother rang at nine", false),
        ("<f3>", "under the bridge we met", false),
        ("<f4>", "between visits she rang", false),
        ("<f5>", "she was not at home", false),
        ("<f5>", "nobody was at the desk", false),
        ("<f5>", "closed early for the snow", false),
        ("<f6>", "nobody was at the desk", false),
        ("<f7>", "next visit is on Monday", true),
        ("<f8>", "next visit is on Monday", false),
        ("<f9>", "next visit is on Monday", true),
        ("<f9>", "do not forget the keys", false),
        ("<f9>", "excuse me for the delay", false),
    ] {
        let mut harness = with_a_note();
        harness.keys(screen);
        let before = held(&harness);
        harness.typed_on(text, 180);
        if asks {
            harness.keys("<enter>");
            assert!(
                harness.screen().contains("Is it a note of its own?"),
                "{screen}: {text}: {}",
                harness.screen()
            );
            harness.keys("<enter>n");
        }
        harness.wait(1_500).keys("<esc>");
        assert_eq!(held(&harness), before, "{screen}: {text}");
        assert_eq!(offered(&harness), [text], "{screen}: {}", harness.screen());
        harness.keys("<esc><esc><f2><enter><enter>");
        assert_eq!(held(&harness).0, [FIRST, text], "{screen}: {}", harness.screen());
    }
}

#[test]
fn what_is_meant_for_what_a_letter_opened_goes_there_without_a_question() {
    // A capital, a pair of letters that begins no word, and a look at what came up: all three say
    // that the letter was a command.
    for (keys, pace) in [("lHeld for two weeks", 120), ("lheld for two weeks", 120)] {
        let mut harness = with_a_note();
        harness.keys("<f3>").typed_on(keys, pace).keys("<enter>");
        let later = harness.model.study.records()[0].later().count();
        assert_eq!(later, 1, "{keys}: {}", harness.screen());
    }
    let mut harness = with_a_note();
    harness.keys("<f3>l").wait(700).typed_on("it held for two weeks", 120).keys("<enter>");
    assert_eq!(harness.model.study.records()[0].later().count(), 1, "{}", harness.screen());
    // And where it was asked, it can go there still.
    let mut harness = with_a_note();
    harness.keys("<f3>").typed_on("later it held for two weeks", 120).keys("<enter>h");
    let record = &harness.model.study.records()[0];
    let said: Vec<&str> = record.later().map(|later| later.text.as_str()).collect();
    assert_eq!(said, ["ater it held for two weeks"], "{}", harness.screen());
    assert!(offered(&harness).is_empty());
}

#[test]
fn a_tag_is_found_by_its_first_letters_after_the_key_that_opens_the_list() {
    let mut harness = with_a_note();
    harness.keys("<f3>").typed_on("tchec", 120).keys("<enter>");
    let tagged = harness.model.study.tags_of(&harness.model.study.records()[0]).count();
    assert_eq!(tagged, 1, "{}", harness.screen());
}

#[test]
fn keys_that_move_and_mark_are_no_text() {
    let mut harness = with_a_note();
    harness.keys("Read it back<enter>Swapped bays<enter><f3>");
    harness.typed_on("jj k j xx j x ", 150);
    assert!(!harness.said().contains("seem to be writing"), "{}", harness.said());
    // A word that is no command on this list, with a blank behind it, is one.
    harness.wait(2_000).typed_on("Bob and ", 150);
    assert!(harness.said().contains("seem to be writing"), "{}", harness.said());
}
