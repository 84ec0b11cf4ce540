//! The stop rule: a note that may be reportable leaves the study, and only that it did stays.

use asdone::journal::DraftSlot;
use asdone::study::{Fate, Field, Sort};
use asdone::tui::Effect;
use asdone::tui::harness::Harness;

const WORDS: &str = "The girl said her uncle hurts her";

fn fates(harness: &Harness) -> Vec<Field> {
    let stops = harness.model.study.sheets().of(Sort::Stop);
    stops.map(|sheet| sheet.field(&Field::Fate(Fate::Discarded))).collect()
}

fn asked(keys: &str) -> Harness {
    let mut harness = Harness::open();
    harness.keys(keys).keys("<ctrl-g>");
    assert!(harness.screen().contains("This may be reportable"), "{}", harness.screen());
    harness.keys("<enter>");
    assert!(harness.screen().contains("What is to become of this note?"), "{}", harness.screen());
    harness
}

#[test]
fn a_half_typed_note_never_enters_the_journal() {
    let mut harness = asked(WORDS);
    harness.keys("d");
    assert_eq!(fates(&harness), [Field::Fate(Fate::Discarded)]);
    assert_eq!(harness.line(), "");
    assert!(!harness.drafts.contains_key(&DraftSlot::Capture), "nor does its draft stay");
    assert!(harness.apart.is_empty());
    assert!(!format!("{:?}", harness.entries).contains("uncle"));
    assert_eq!(harness.model.study.standing().count(), 0);
}

#[test]
fn kept_apart_it_is_beside_the_study_and_not_in_it() {
    let mut harness = asked(WORDS);
    harness.keys("k");
    assert_eq!(fates(&harness), [Field::Fate(Fate::Kept)]);
    assert_eq!(harness.apart, [WORDS]);
    assert!(!format!("{:?}", harness.entries).contains("uncle"));
}

#[test]
fn shown_once_it_goes_to_the_clipboard_and_away() {
    let mut harness = asked(WORDS);
    harness.keys("p");
    assert!(harness.screen().contains("her uncle hurts her"), "{}", harness.screen());
    assert!(harness.effects.iter().any(|e| *e == Effect::Copy(WORDS.to_owned())));
    harness.keys("<enter>");
    assert!(!harness.screen().contains("uncle"), "{}", harness.screen());
}

#[test]
fn a_recorded_note_loses_its_content_and_no_longer_counts() {
    for keys in ["<f2>", "<f3>"] {
        let note = format!("{WORDS} #s.check<enter>{keys}");
        let mut harness = asked(&note);
        harness.keys("k");
        assert_eq!(harness.model.study.standing().count(), 0, "{keys}");
        assert!(harness.apart[0].contains(WORDS));
        assert!(!harness.screen().contains("uncle"), "{}", harness.screen());
        harness.keys("<f2><alt-u>");
        assert_eq!(harness.model.study.standing().count(), 0, "undo does not bring it back");
    }
}

#[test]
fn nothing_happens_until_it_is_decided_or_where_the_disk_fails() {
    let mut harness = asked(WORDS);
    harness.keys("e");
    assert_eq!(harness.line(), WORDS);
    assert!(fates(&harness).is_empty());
    harness.fail_at = Some(1);
    harness.keys("<ctrl-g><enter>d");
    assert_eq!(harness.line(), WORDS, "a note that did not leave is still there");
    assert!(harness.said().contains("not done"), "{}", harness.said());
}

#[test]
fn the_study_can_put_its_own_route() {
    let mut harness = Harness::open();
    let text = "title = \"Ring first\"\ntext = \"\"\"\nRing the duty manager on 1234.\n\"\"\"\n";
    harness.does(|study, cx| {
        let field = asdone::study::StudyField::Form { name: "stop".into(), text: text.into() };
        asdone::actions::set(study, cx, field)
    });
    harness.keys("anything<ctrl-g>");
    assert!(harness.screen().contains("Ring the duty manager on 1234."), "{}", harness.screen());
}
