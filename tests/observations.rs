//! The list of observations on screen: keys in, screens and state out.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use asdone::study::{Kind, Record};
use asdone::tui::harness::Harness;
use asdone::tui::msg::Effect;
use asdone::tui::theme::{Look, Theme};

/// Four notes, the newest first in the list.
fn with_notes() -> Harness {
    let mut harness = Harness::open();
    for line in [
        "2026-02-24 11:00 Rang ahead, nobody had told the school #p.anticipate !s",
        "yesterday 16:05 Swapped bays so that we could see the door #blue-folder !a",
        "-30m Used the café phone, mother's Zoë rang back #s.relate @\"home visit\"",
        "-12m Printer down, wrote the plan by hand and read it back to the mother, who corrected two \
         dates #t.tool #w.stand-in #s.check !w @\"home visit\"",
    ] {
        harness.keys(line).keys("<enter>");
        assert!(harness.model.overlays.is_empty(), "{line}\n{}", harness.screen());
    }
    harness
}

fn both(name: &str, harness: &mut Harness) {
    for (wide, high) in [(80, 24), (60, 20)] {
        harness.resize(wide, high);
        insta::assert_snapshot!(format!("{name}_{wide}x{high}"), harness.screen());
    }
    harness.resize(80, 24);
}

fn note<'a>(harness: &'a Harness, words: &str) -> &'a Record {
    harness.model.study.records().iter().find(|record| record.text().contains(words)).unwrap()
}

fn tags(harness: &Harness, words: &str) -> Vec<String> {
    let study = &harness.model.study;
    let tags = study.tags_of(note(harness, words));
    tags.map(|ix| study.codebook().get(ix).unwrap().name().to_owned()).collect()
}

#[test]
fn the_list_with_the_note_beside_it() {
    both("observations", with_notes().keys("<f3>"));
}

#[test]
fn a_filter_narrows_the_list_at_each_key_and_marks_what_it_found() {
    let mut harness = with_notes();
    harness.keys("<f3>/moth");
    assert!(harness.screen().contains("2 of 4"), "{}", harness.screen());
    harness.keys("er tag:s.check");
    assert!(harness.screen().contains("1 of 4"), "{}", harness.screen());
    both("observations_filter", &mut harness);
    harness.keys("<enter><esc>");
    assert!(harness.screen().contains("4 of 4"), "{}", harness.screen());
}

#[test]
fn words_are_found_whatever_their_case_and_accents() {
    for words in ["cafe", "CAFÉ", "zoe", "Zoë"] {
        let mut harness = with_notes();
        harness.keys("<f3>/").paste(words);
        assert!(harness.screen().contains("1 of 4"), "{words}\n{}", harness.screen());
    }
}

#[test]
fn a_filter_that_cannot_be_read_is_pointed_at_and_the_last_list_stays() {
    let mut harness = with_notes();
    harness.keys("<f3>/mother tag:s.chek");
    let screen = harness.screen();
    assert!(screen.contains("2 of 4") && screen.contains("did you mean s.check?"), "{screen}");
    both("observations_trouble", &mut harness);
}

#[test]
fn letters_in_the_filter_are_never_commands() {
    let mut harness = with_notes();
    harness.keys("<f3>/xwatl");
    assert!(harness.model.overlays.is_empty());
    assert!(harness.screen().contains("Nothing fits this filter."), "{}", harness.screen());
}

#[test]
fn a_note_is_read_in_full_width_and_closed_with_esc() {
    let mut harness = with_notes();
    harness.keys("<f3><enter>");
    both("observations_reading", &mut harness);
    harness.keys("<right>");
    assert!(harness.screen().contains("Used the café phone"), "{}", harness.screen());
    harness.keys("<esc>");
    assert!(harness.screen().contains("Swapped bays"), "{}", harness.screen());
}

#[test]
fn several_notes_are_marked_and_tagged_together_as_one_act() {
    let mut harness = with_notes();
    harness.keys("<f3>x<down>xt");
    assert!(harness.screen().contains("tags for 2 notes"), "{}", harness.screen());
    harness.keys("antic<enter>");
    assert!(tags(&harness, "Printer down").contains(&"p.anticipate".to_owned()));
    assert!(tags(&harness, "Swapped bays").contains(&"p.anticipate".to_owned()));
    assert!(!tags(&harness, "café phone").contains(&"p.anticipate".to_owned()));
    harness.keys("u");
    assert!(!tags(&harness, "Printer down").contains(&"p.anticipate".to_owned()));
    assert!(!tags(&harness, "Swapped bays").contains(&"p.anticipate".to_owned()));
    assert!(harness.said().contains("took back"), "{}", harness.said());
}

#[test]
fn the_tag_picker_gives_lately_used_tags_by_digit() {
    let mut harness = with_notes();
    harness.keys("<f3><down>t");
    both("observations_picker", &mut harness);
    let picked = harness
        .screen()
        .lines()
        .find_map(|line| line.split_once(" 1 ").map(|(_, rest)| rest.trim_start().to_owned()))
        .and_then(|rest| rest.split_whitespace().next().map(str::to_owned))
        .unwrap();
    harness.keys("1");
    assert!(tags(&harness, "café phone").contains(&picked), "{picked}");
}

#[test]
fn a_new_tag_near_to_a_known_one_is_asked_about() {
    let mut harness = with_notes();
    harness.keys("<f3>ts.chekc<enter>");
    assert!(harness.screen().contains("Did you mean s.check?"), "{}", harness.screen());
    harness.keys("n");
    assert!(tags(&harness, "Printer down").contains(&"s.chekc".to_owned()));
}

#[test]
fn tags_are_taken_off_from_a_list_of_those_that_are_on() {
    let mut harness = with_notes();
    harness.keys("<f3>T");
    assert!(!harness.screen().contains("p.anticipate "), "{}", harness.screen());
    harness.keys("tool<enter>");
    assert_eq!(tags(&harness, "Printer down"), ["w.stand-in", "s.check"]);
}

#[test]
fn amending_keeps_the_first_words_in_view() {
    let mut harness = with_notes();
    harness.keys("<f3>a<ctrl-u>").keys("Printer out of order<enter>");
    assert_eq!(note(&harness, "out of order").first_text().split(',').next(), Some("Printer down"));
    assert!(harness.screen().contains("first words"), "{}", harness.screen());
}

#[test]
fn what_came_later_has_a_date_of_its_own() {
    let mut harness = with_notes();
    harness.keys("<f3>l").keys("The hand copy was what court had on the day.<enter>");
    both("observations_later", &mut harness);
    assert_eq!(note(&harness, "Printer").later().count(), 1);
}

#[test]
fn withdrawing_asks_for_a_reason_and_undo_brings_the_note_back() {
    let mut harness = with_notes();
    harness.keys("<f3>w<enter>");
    assert!(harness.screen().contains("needed"), "{}", harness.screen());
    harness.keys("The mother asked me to.<enter>");
    assert!(harness.screen().contains("3 of 3"), "{}", harness.screen());
    harness.keys("/withdrawn<enter>");
    assert!(harness.screen().contains("just now: The mother"), "{}", harness.screen());
    harness.keys("<esc>u");
    assert!(harness.screen().contains("4 of 4"), "{}", harness.screen());
}

#[test]
fn fields_are_put_right_one_at_a_time() {
    let mut harness = with_notes();
    harness.keys("<f3><down>e").keys("kind<enter>kept<enter>");
    assert_eq!(note(&harness, "café").kind(), Some(Kind::KeptSafe));
    harness.keys("e").keys("when<enter><ctrl-u>yesterday 08:15<enter>");
    assert_eq!(note(&harness, "café").happened_at().local().to_string(), "2026-03-02 08:15:00");
    harness.keys("e").keys("when<enter><ctrl-u>30 Feb<enter>");
    assert!(harness.screen().contains("there is no 30 February"), "{}", harness.screen());
}

#[test]
fn a_failing_disk_keeps_what_was_typed_and_shows_nothing_as_done() {
    let mut harness = with_notes();
    harness.keys("<f3>l").keys("What is known now");
    harness.fail_at = Some(5);
    harness.keys("<enter>");
    assert!(harness.screen().contains("What is known now"), "{}", harness.screen());
    assert_eq!(note(&harness, "Printer").later().count(), 0);
    assert!(harness.said().contains("not done"), "{}", harness.said());
}

#[test]
fn the_selected_note_stays_selected_when_the_list_changes_under_it() {
    let mut harness = with_notes();
    harness.keys("<f3><down><down>");
    harness.keys("<f2>Something else just now<enter><f3>");
    let screen = harness.screen();
    let row = screen.lines().find(|line| line.starts_with('>')).unwrap();
    assert!(row.contains("Swapped bays"), "{screen}");
}

#[test]
fn the_list_can_be_put_in_another_order() {
    let mut harness = with_notes();
    harness.keys("<f3>s");
    let screen = harness.screen();
    let row = screen.lines().find(|line| line.starts_with('>')).unwrap();
    assert!(row.contains("Rang ahead"), "{screen}");
    assert!(harness.said().contains("oldest first"), "{}", harness.said());
}

#[test]
fn from_a_number_to_its_notes_and_back_is_one_key_each() {
    let mut harness = with_notes();
    harness.keys("<f4><enter>");
    assert!(harness.screen().contains("[F3 Notes]"), "{}", harness.screen());
    assert!(harness.screen().contains("filter  tag:"), "{}", harness.screen());
    harness.keys("<esc>");
    assert!(harness.screen().contains("[F4 Counts]"), "{}", harness.screen());
    assert!(harness.screen().contains("filter  none"), "{}", harness.screen());
}

#[test]
fn the_filter_goes_along_from_the_list_to_the_tallies() {
    let mut harness = with_notes();
    harness.keys("<f3>/kind:workaround<enter><f4>");
    assert!(harness.screen().contains("by tag · 1 observation"), "{}", harness.screen());
    harness.keys("<esc><f3>");
    assert!(harness.screen().contains("4 of 4"), "{}", harness.screen());
}

#[test]
fn the_text_goes_to_the_clipboard() {
    let mut harness = with_notes();
    harness.keys("<f3>y");
    let Some(Effect::Copy(text)) = harness.effects.last() else { panic!("nothing was copied") };
    assert!(text.starts_with("Printer down"), "{text}");
}

#[test]
fn it_draws_at_every_size_in_ascii_too() {
    let mut harness = with_notes();
    harness.model.look = Look { theme: Theme::Mono, ascii: true };
    for keys in ["<f3>", "/mother x:y", "<esc>", "<enter>", "<esc>xx"] {
        harness.keys(keys);
        for wide in (1..=100).chain([200]) {
            for high in [1, 2, 5, 9, 10, 11, 14, 20, 24, 60] {
                harness.resize(wide, high);
                let screen = harness.screen().replace(['é', 'ë'], "e");
                assert!(screen.is_ascii(), "{wide}x{high}\n{screen}");
            }
        }
        harness.resize(80, 24);
    }
}
