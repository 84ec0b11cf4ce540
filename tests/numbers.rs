//! The tallies and the codebook on screen: keys in, screens out.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use asdone::study::{Status, TagKey};
use asdone::tui::harness::Harness;
use asdone::tui::msg::{Effect, Failure, Msg};
use asdone::tui::theme::{Look, Theme};

/// A study with a dozen notes, spread over settings, kinds, days and tags.
fn with_notes() -> Harness {
    let mut harness = Harness::open();
    for line in [
        "-15m Printer down, wrote the plan by hand #t.tool #w.stand-in #s.check !w @\"home visit\"",
        "-30m Phone rang during the visit, let it ring #t.interrupt !a @\"home visit\"",
        "-45m Duty call in the middle of a note #t.interrupt #a.share !a @\"duty desk\"",
        "yesterday 09:10 Swapped desks to be near the interpreter #t.tool #a.share !a",
        "yesterday 09:40 Form has no box for two addresses, used the notes #t.tool #by-hand !w",
        "yesterday 14:05 Visit ran as planned !o @\"home visit\"",
        "yesterday 16:30 Read the dates back to the mother #s.check !k @\"home visit\"",
        "2026-02-24 11:00 Rang ahead, nobody had told the school #p.anticipate !s",
        "2026-02-24 11:20 Handover took ten minutes, nothing left over !o @\"duty desk\"",
        "2026-02-17 10:00 Colleague asked are we sure, we looked again #s.check #s.relate !k",
        "2026-02-17 15:00 System slow, kept a list on paper #t.tool #by-hand !w @\"duty desk\"",
        "2026-02-10 08:30 Ordinary morning !o @\"duty desk\"",
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

#[test]
fn tallies_by_tag() {
    both("tallies_tag", with_notes().keys("<f4>"));
}

#[test]
fn what_others_would_see_is_one_key_away_and_masked() {
    let mut harness = with_notes();
    harness.keys("<f3>").keys("<alt-v>");
    assert!(harness.screen().contains("as the team sees it"), "{}", harness.screen());
    assert!(harness.screen().contains("0 of 0"), "nothing was released: {}", harness.screen());
    harness.keys("<alt-v><alt-v><alt-v>");
    assert!(harness.screen().contains("12 of 12"), "{}", harness.screen());
    assert_eq!(harness.said(), "shown as it is in this record");
    both("tallies_as_the_team", harness.keys("<f4><alt-v>"));
    // Two notes are released: they are counted, and their number is masked.
    harness.keys("<alt-v><alt-v><alt-v><f3>xxv").keys("team<enter>");
    assert!(harness.said().ends_with("go to the team and no further"), "{}", harness.said());
    harness.keys("<alt-v>");
    assert!(harness.screen().contains("2 of 2"), "{}", harness.screen());
    harness.keys("<f4>");
    let masked = harness.screen();
    assert!(masked.contains("<5") && !masked.contains("100 %"), "{masked}");
    // Where one writes, the header says who reads that.
    assert!(!harness.keys("<f2>").screen().contains("as the team sees it"));
}

#[test]
fn tallies_by_hour_and_weekday() {
    both("tallies_when", with_notes().keys("<f4>b").keys("when<enter>"));
}

#[test]
fn tallies_of_pairs_show_triggers_that_met_no_adjustment() {
    both("tallies_pairs", with_notes().keys("<f4>b").keys("pairs<enter>"));
}

#[test]
fn tallies_of_new_tags_and_weeks() {
    both("tallies_new_tags", with_notes().keys("<f4>b").keys("new<enter>"));
    both("tallies_week", with_notes().keys("<f4>b").keys("week<enter>"));
}

#[test]
fn tallies_of_an_empty_study_say_how_to_begin() {
    both("tallies_empty", Harness::open().keys("<f4>"));
}

#[test]
fn the_lenses_go_round_in_both_directions() {
    let mut harness = with_notes();
    harness.keys("<f4>");
    let first = harness.screen();
    for _ in 0..11 {
        harness.keys("<tab>");
    }
    assert_eq!(harness.screen(), first);
    harness.keys("<less>");
    assert!(harness.screen().contains("[new tags]"), "{}", harness.screen());
}

#[test]
fn a_filter_narrows_the_numbers_and_esc_takes_it_away() {
    let mut harness = with_notes();
    harness.keys("<f4>/kind:workaround<enter>");
    let screen = harness.screen();
    assert!(screen.contains("3 of 12") && screen.contains("by tag · 3 observations"), "{screen}");
    harness.keys("<esc>");
    assert!(harness.screen().contains("12 of 12"), "{}", harness.screen());
}

#[test]
fn a_filter_that_is_wrong_is_pointed_at_and_the_last_good_numbers_stay() {
    let mut harness = with_notes();
    harness.keys("<f4>/kind:workaround since:nonsense");
    let screen = harness.screen();
    assert!(screen.contains("! ") && screen.contains("3 of 12"), "{screen}");
    assert!(screen.contains("nonsense"), "{screen}");
}

#[test]
fn letters_typed_into_the_filter_are_never_commands() {
    let mut harness = with_notes();
    harness.keys("<f4>/by hand");
    assert!(harness.screen().contains("filter  by hand"), "{}", harness.screen());
    assert!(harness.model.overlays.is_empty());
}

#[test]
fn the_numbers_follow_a_save_and_its_undo_at_once() {
    let mut harness = with_notes();
    harness.keys("Swapped bays #a.share<enter><f4>");
    assert!(harness.screen().contains("13 of 13"), "{}", harness.screen());
    harness.keys("ut");
    assert!(harness.screen().contains("12 of 12"), "{}", harness.screen());
}

#[test]
fn the_table_goes_to_the_clipboard_as_rows_and_columns() {
    let mut harness = with_notes();
    harness.keys("<f4>b").keys("kind<enter>y");
    let Some(Effect::Copy(text)) = harness.effects.last() else { panic!("nothing was copied") };
    let row = |name: &str| text.lines().find(|line| line.starts_with(name)).unwrap();
    assert!(row("workaround").starts_with("workaround\t3\t12\t25 %"), "{text}");
    assert_eq!(text.lines().next().unwrap(), "kind\tcount\tof\tshare (95 % interval)");
}

#[test]
fn codebook() {
    both("codebook", with_notes().keys("<f9>"));
    let mut harness = Harness::open();
    harness.keys("<f9>");
    while !harness.model.study.codebook().offered().is_empty() {
        harness.keys("r");
    }
    both("codebook_empty", &mut harness);
}

#[test]
fn a_tag_is_added_in_three_steps() {
    let mut harness = with_notes();
    harness.keys("<f9>n").keys("s.slow<enter>Slowing down made it safe.<enter>safety<enter>");
    let tag = harness.model.study.codebook().find("s.slow").unwrap();
    assert_eq!((tag.status(), tag.group()), (Status::Defined, "SAFETY"));
    assert_eq!(tag.definition(), "Slowing down made it safe.");
    assert!(harness.screen().contains("> SAFETY") || harness.screen().contains("s.slow"));
}

#[test]
fn a_name_that_is_taken_or_cannot_be_one_is_refused_where_it_is_typed() {
    let mut harness = with_notes();
    harness.keys("<f9>n").keys("s.check<enter>");
    assert!(
        harness.screen().contains("there is a tag \"s.check\" already"),
        "{}",
        harness.screen()
    );
    harness.keys("<ctrl-u>two words<enter>");
    assert!(harness.screen().contains("cannot be the name of a tag"), "{}", harness.screen());
}

#[test]
fn a_provisional_tag_is_defined_with_d() {
    let mut harness = with_notes();
    harness.keys("<f9><end>d").keys("Something was done on paper.<enter>way<enter>");
    let tag = harness.model.study.codebook().find("by-hand").unwrap();
    assert_eq!((tag.status(), tag.group()), (Status::Defined, "WAY"));
}

#[test]
fn what_is_said_of_a_tag_can_be_changed_and_undone() {
    let mut harness = with_notes();
    harness.keys("<f9>/t.tool<enter>e").keys("include<enter><ctrl-u>no signal<enter>");
    assert_eq!(harness.model.study.codebook().find("t.tool").unwrap().include(), "no signal");
    harness.keys("u");
    assert_eq!(harness.model.study.codebook().find("t.tool").unwrap().include(), "system down");
}

#[test]
fn merging_asks_first_says_how_many_notes_follow_and_can_be_undone() {
    let mut harness = with_notes();
    harness.keys("<f9><end>g").keys("w.stand<enter>");
    assert!(harness.screen().contains("2 notes follow"), "{}", harness.screen());
    harness.keys("m");
    let codebook = harness.model.study.codebook();
    let by_hand = codebook.ix(&TagKey::parse("by-hand").unwrap()).unwrap();
    assert_eq!(codebook.get(codebook.resolve(by_hand)).unwrap().name(), "w.stand-in");
    harness.keys("u");
    assert!(harness.model.study.codebook().find("by-hand").unwrap().is_offered());
}

#[test]
fn a_retired_tag_goes_from_the_list_and_comes_back() {
    let mut harness = with_notes();
    harness.keys("<f9>/a.share<enter>r");
    assert!(!harness.screen().contains(" a.share "), "{}", harness.screen());
    harness.keys("v").keys("/p.anti<enter>");
    assert!(harness.screen().contains("a.share (retired)"), "{}", harness.screen());
    harness.keys("u");
    assert!(harness.model.study.codebook().find("a.share").unwrap().is_offered());
}

#[test]
fn a_codebook_is_taken_in_from_a_file_after_saying_what_it_would_change() {
    let mut harness = with_notes();
    harness.keys("<f9>i").keys("new.tsv<enter>");
    let path = std::path::PathBuf::from("new.tsv");
    assert_eq!(harness.effects.last(), Some(&Effect::ReadFile(path.clone())));
    let table = "group\ttag\tdefinition\nSAFETY\ts.new\tA new one.\n".to_owned();
    harness.send(Msg::FileRead(path.clone(), Ok(table)));
    assert!(harness.screen().contains("1 are new, 0 get other words"), "{}", harness.screen());
    harness.keys("t");
    assert!(harness.model.study.codebook().find("s.new").is_some());

    let failure = Failure { message: "cannot read new.tsv".into(), hint: None };
    harness.send(Msg::FileRead(path, Err(failure)));
    assert!(harness.screen().contains("cannot read new.tsv"), "{}", harness.screen());
}

#[test]
fn a_failing_disk_keeps_what_was_typed_and_changes_nothing() {
    let mut harness = with_notes();
    harness.keys("<f9>/t.tool<enter>e").keys("definition<enter><ctrl-u>Other words.");
    harness.fail_at = Some(13);
    harness.keys("<enter>");
    assert!(harness.screen().contains("Other words."), "{}", harness.screen());
    let tag = harness.model.study.codebook().find("t.tool").unwrap();
    assert_eq!(tag.definition(), "Equipment or a form was missing or broken.");
}

#[test]
fn every_lens_and_the_codebook_draw_at_every_size_in_ascii_too() {
    let mut harness = with_notes();
    harness.model.look = Look { theme: Theme::Mono, ascii: true };
    harness.keys("<f4>");
    for _ in 0..10 {
        for wide in (1..=80).chain([120, 200]) {
            for high in [1, 2, 5, 9, 10, 11, 14, 20, 24, 60] {
                harness.resize(wide, high);
                assert!(harness.screen().is_ascii(), "{wide}x{high}\n{}", harness.screen());
            }
        }
        harness.keys("<tab>");
    }
    harness.keys("<f9>");
    for wide in (1..=80).chain([120, 200]) {
        for high in [1, 5, 10, 11, 12, 14, 20, 24, 60] {
            harness.resize(wide, high);
            harness.keys("<down>");
            assert!(harness.screen().is_ascii(), "{wide}x{high}\n{}", harness.screen());
        }
    }
}
