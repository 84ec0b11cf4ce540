//! One's own study in and out, as a person would bring it.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that cannot go on has failed"
)]

mod hands;

use asdone::actions::{self, Consent, Draft, Refusal};
use asdone::files::codebook::{self, Table};
use asdone::files::{Intake, csv, demo, jot, jsonl};
use asdone::study::{
    Audience, Change, Extra, Fact, Kind, Moment, ObsIx, ObservationId, Origin, Source, Stance,
    Status, Study, TagKey, Verdict,
};
use hands::{Hands, looks, tuesday};
use proptest::prelude::*;

fn at(text: &str) -> Moment {
    Moment::from_rfc3339(text).expect("a time")
}

fn key(name: &str) -> TagKey {
    TagKey::parse(name).expect("a tag name")
}

/// Brings lines in, and gives what came of it.
fn jots(hands: &mut Hands, text: &str) -> Intake {
    let intake = jot::read(text, &hands.study, &hands.context(), Consent::default());
    does(hands, &intake);
    intake
}

fn does(hands: &mut Hands, intake: &Intake) {
    if let Some(deed) = &intake.deed {
        let author = hands.author;
        hands.write(deed, author);
    }
}

fn rows(hands: &mut Hands, text: &str) -> Intake {
    let intake = jsonl::read(text, &hands.study, &hands.context());
    does(hands, &intake);
    intake
}

fn table(hands: &mut Hands, text: &str) -> Intake {
    let intake = csv::read(text, &hands.study, &hands.context());
    does(hands, &intake);
    intake
}

fn all(study: &Study) -> Vec<ObsIx> {
    (0..study.records().len()).map(|row| ObsIx(u32::try_from(row).unwrap())).collect()
}

fn texts(hands: &Hands) -> Vec<&str> {
    hands.study.records().iter().map(|record| record.text()).collect()
}

fn reasons(intake: &Intake) -> Vec<(usize, &str)> {
    intake.bad.iter().map(|bad| (bad.number, bad.reason.as_str())).collect()
}

#[track_caller]
fn only_reason(lines: &str, number: usize, part: &str) {
    let mut hands = Hands::founded();
    let intake = jots(&mut hands, lines);
    let [bad] = intake.bad.as_slice() else { panic!("{lines:?} gives {:?}", intake.bad) };
    assert_eq!(bad.number, number);
    assert!(bad.reason.contains(part), "{:?} should say {part:?}", bad.reason);
    assert_eq!(bad.line, lines.lines().nth(number - 1).unwrap_or_default());
}

// -- jotted lines ----------------------------------------------------------------------------

#[test]
fn jotted_lines_are_read_under_their_headings() {
    let mut hands = Hands::founded();
    let intake = jots(
        &mut hands,
        "// duty week\n\
         Mon 2 March 2026\n\
         09:15 a Rang school first #s.check @court\n\
         Asked for the nurse\n\
         \n\
         # 1/3/2026\n\
         - 22:40 w Printer down, wrote it by hand #w.stand-in\n\
         9:05 !k Read it back @\"home visit\" #readback\n",
    );
    assert_eq!(intake.bad, []);
    assert_eq!((intake.new, intake.already), (4, 0));
    let deed = intake.deed.unwrap();
    assert_eq!(deed.said, "brought in 4 observations; new tag readback");
    let records = hands.study.records();
    let happened: Vec<String> = records.iter().map(|r| r.happened_at().to_rfc3339()).collect();
    assert_eq!(happened[0], "2026-03-02T09:15:00+00:00");
    assert_eq!(happened[1], "2026-03-02T09:15:00+00:00");
    assert_eq!(happened[2], "2026-03-01T22:40:00+00:00");
    assert_eq!(happened[3], "2026-03-01T09:05:00+00:00");
    let kinds: Vec<Option<Kind>> = records.iter().map(|r| r.kind()).collect();
    assert_eq!(kinds, [Some(Kind::Adjustment), None, Some(Kind::Workaround), Some(Kind::KeptSafe)]);
    assert_eq!(texts(&hands)[..2], ["Rang school first", "Asked for the nurse"]);
    assert!(records.iter().all(|r| r.source() == Source::Jotted && r.recorded_at() == tuesday()));
    assert_eq!(hands.setting(records[3].id()), Some("home visit"));
    assert_eq!(hands.tags(records[2].id()), ["w.stand-in"]);
}

#[test]
fn bringing_the_same_lines_in_twice_adds_nothing() {
    let lines =
        "2026-03-02\n09:15 Rang the #office again\n09:15 Rang the #office again\nand again\n";
    let mut hands = Hands::founded();
    assert_eq!(jots(&mut hands, lines).new, 3);
    let before = looks(&hands.study);
    hands.now = tuesday().plus_minutes(9 * 24 * 60);
    let again = jots(&mut hands, lines);
    assert_eq!((again.deed, again.new, again.already), (None, 0, 3));
    assert_eq!(looks(&hands.study), before);
    let more = jots(&mut hands, &format!("{lines}11:00 One more\n"));
    assert_eq!((more.new, more.already), (1, 3));
}

#[test]
fn what_was_brought_in_can_be_undone_and_brought_in_again() {
    let mut hands = Hands::founded();
    jots(&mut hands, "2026-03-02\n09:15 One\n09:20 Two\n");
    assert_eq!(hands.undoes().unwrap(), "took back: recording 2 observations");
    assert_eq!(hands.study.all_standing().count(), 0);
    assert_eq!(jots(&mut hands, "2026-03-02\n09:15 One\n09:20 Two\n").new, 2);
    assert_eq!(hands.study.all_standing().count(), 2);
}

#[test]
fn a_small_letter_after_the_time_is_a_kind_and_a_word_anywhere_else() {
    let mut hands = Hands::founded();
    let intake = jots(
        &mut hands,
        "09:00 a mother rang\n09:01 A mother rang\n09:02 w\na mother rang\n09:03 k read back !w\n\
         09:04 x marks the spot",
    );
    assert_eq!(intake.bad, []);
    let read: Vec<(Option<Kind>, &str)> =
        hands.study.records().iter().map(|r| (r.kind(), r.text())).collect();
    assert_eq!(read[0], (Some(Kind::Adjustment), "mother rang"));
    assert_eq!(read[1], (None, "A mother rang"));
    assert_eq!(read[2], (None, "w"));
    assert_eq!(read[3], (None, "a mother rang"));
    assert_eq!(read[4], (Some(Kind::Workaround), "k read back"));
    assert_eq!(read[5], (None, "x marks the spot"));
}

#[test]
fn lines_that_cannot_be_taken_in_come_back_with_the_reason() {
    only_reason("Rang school", 1, "there is no time for this line");
    only_reason("09:15", 1, "no text to save");
    only_reason("09:15 #s.check @court", 1, "no text to save");
    only_reason("25:10 Rang school", 1, "there is no hour 25");
    only_reason("09:75 Rang school", 1, "there is no minute 75");
    only_reason("09;15 Rang school", 1, "it looks like 09:15 mistyped");
    only_reason("2 March 2026 o9:15 Rang school", 1, "it looks like 09:15 mistyped");
    only_reason("09:15 !z Rang school", 1, "there is no kind z");
    only_reason("09:15 Rang school #s.chek", 1, "did you mean s.check?");
    only_reason("16:00 Rang school", 1, "put a heading with the date above it");
    only_reason("2027-03-03\n09:00 Rang school", 2, "in the future");
    only_reason("-15m Rang school", 1, "begins with a clock time");
    only_reason("monday was long", 1, "write the date, as in 3 March 2026");
    only_reason("9 o nine", 1, "begins like a time");
    only_reason("14:2 Rang school", 1, "minutes have two figures");
    only_reason("(14:20 Rang school", 1, "a bracket is open");
    only_reason("# Night shift\n09:00 Rang school", 1, "begin the line with //");
    only_reason("09:00 Rang \u{1b}[31mschool", 1, "control character (U+001B)");
    only_reason(&format!("09:00 {}", "a".repeat(40_000)), 1, "32 KiB");
    only_reason("09:00 Rang @\"school", 1, "not closed");
}

#[test]
fn nothing_lands_on_a_wrong_date() {
    let mut hands = Hands::founded();
    let intake = jots(
        &mut hands,
        "Mon 2 March 2026\n09:00 Good\n30/2/2026\n10:00 Lost\n11:00 Lost too\n\
         Tue 2 March 2026\n12:00 Lost as well\nyesterday\n1 March 2026\n10:00 Good again\n\
         no time yet is fine here\n2 March 2026\nbut not here",
    );
    assert_eq!(texts(&hands), ["Good", "Good again", "no time yet is fine here"]);
    let reasons = reasons(&intake);
    let numbers: Vec<usize> = reasons.iter().map(|(number, _)| *number).collect();
    assert_eq!(numbers, [3, 4, 5, 6, 7, 8, 13]);
    assert_eq!(reasons[0].1, "this heading is not a date: there is no 30 February");
    assert!(reasons[1].1.contains("30/2/2026, line 3"), "{}", reasons[1].1);
    assert!(reasons[3].1.contains("2 March 2026 is a Monday"));
    assert!(reasons[5].1.contains("another day whenever"));
}

#[test]
fn consent_answers_the_questions_of_jotted_lines() {
    let hands = Hands::founded();
    let meant = Consent { new_tags: true, new_settings: true, future: true };
    let intake = jot::read("16:00 Rang #s.chek", &hands.study, &hands.context(), meant);
    assert_eq!((intake.bad.len(), intake.new), (0, 1));
    assert!(intake.deed.unwrap().said.ends_with("; new tag s.chek"));
}

#[test]
fn settings_in_files_are_not_offered_from_then_on() {
    let mut hands = Hands::founded();
    jots(&mut hands, "09:00 Waited @clinic");
    assert_eq!(hands.setting(hands.study.records()[0].id()), Some("clinic"));
    assert_eq!(hands.study.settings().len(), 3);
}

proptest! {
    #[test]
    fn jotting_twice_adds_nothing(lines in prop::collection::vec(jotted(), 0..20)) {
        let text = lines.join("\n");
        let mut hands = Hands::founded();
        let first = jots(&mut hands, &text);
        let before = looks(&hands.study);
        let again = jots(&mut hands, &text);
        prop_assert_eq!(again.new, 0);
        prop_assert_eq!(again.already, first.new);
        prop_assert_eq!(looks(&hands.study), before);
    }

    #[test]
    fn jotted_lines_are_never_lost(lines in prop::collection::vec(jotted(), 0..20)) {
        let mut hands = Hands::founded();
        let intake = jots(&mut hands, &lines.join("\n"));
        let notes = lines.iter().filter(|line| !line.starts_with("2026") && !line.is_empty());
        prop_assert_eq!(intake.new + intake.bad.len(), notes.count());
    }
}

fn jotted() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => "(0[0-9]|1[0-4]):[0-3][0-9] ([aoskw] )?[a-z]{1,5}( #[a-c]{1,3})?( [a-z]{1,4})?( @[a-c]{2})?",
        1 => "2026-03-0[1-3]",
        1 => "[a-z]{4,6} [a-z]{4,6}",
        1 => Just("25:00 late".to_owned()),
        1 => Just(String::new()),
    ]
}

// -- JSON lines ------------------------------------------------------------------------------

#[test]
fn a_text_alone_is_enough_for_a_row() {
    let mut hands = Hands::founded();
    let intake = rows(&mut hands, "{\"text\": \"Rang school\"}\n\n{\"text\":\"Rang school\"}\n");
    assert_eq!((intake.new, intake.bad.len()), (2, 0));
    let record = &hands.study.records()[0];
    assert_eq!((record.happened_at(), record.source()), (tuesday(), Source::Imported));
    // Without a time it may have happened again.
    assert_eq!(rows(&mut hands, "{\"text\":\"Rang school\"}").new, 1);
}

#[test]
fn every_field_of_a_row_is_taken_in() {
    let mut hands = Hands::founded();
    let intake = rows(
        &mut hands,
        r##"{"id":"0198e7a0-0000-7000-8000-000000000001","text":"Rang school","kind":"k","tags":["s.check","#new"],"setting":"Duty Desk","stance":"joint","origin":"prompted","prompted_at":"2026-03-02T09:00:00+00:00","happened_at":"2026-03-02T09:15:00+01:00","recorded_at":"2026-03-02T10:00:00+00:00","audience":"team","aim":"be sure","done":"by phone","later":[{"at":"2026-03-03T09:00:00+00:00","text":"It held"}],"unheard_of":1}
           {"text":"Two","kind":"kept-safe","tags":"s.check; t.staff","happened_at":"2 March 2026 16:05"}
           {"text":"Three","happened_at":"2026-03-01"}"##,
    );
    assert_eq!(intake.bad, []);
    assert_eq!(
        intake.deed.unwrap().said,
        "brought in 3 observations; new tag new; 1 row had a date without a time, taken as 12:00"
    );
    let id: ObservationId = "0198e7a0-0000-7000-8000-000000000001".parse().unwrap();
    let record = hands.record(id);
    assert_eq!(record.kind(), Some(Kind::KeptSafe));
    assert_eq!(hands.tags(id), ["s.check", "new"]);
    assert_eq!(hands.setting(id), Some("duty desk"));
    assert_eq!(record.stance(), Stance::Joint);
    assert_eq!(record.origin(), Origin::Prompted(Some(at("2026-03-02T09:00:00+00:00"))));
    assert_eq!(record.happened_at(), at("2026-03-02T09:15:00+01:00"));
    assert_eq!(record.recorded_at(), at("2026-03-02T10:00:00+00:00"));
    assert_eq!(record.audience(), Audience::Team);
    assert_eq!(record.extra(Extra::Aim), Some("be sure"));
    assert_eq!(record.extra(Extra::Done), Some("by phone"));
    assert_eq!(record.later().next().unwrap().text, "It held");
    let two = &hands.study.records()[1];
    assert_eq!(hands.tags(two.id()), ["s.check", "t.staff"]);
    assert_eq!(two.happened_at(), at("2026-03-02T16:05:00+00:00"));
}

#[test]
fn rows_that_say_when_are_brought_in_once() {
    let mut hands = Hands::founded();
    let text = r#"{"text":"One","happened_at":"2026-03-02T09:15:00Z","later":["#;
    let text = format!(
        "{text}{{\"text\":\"It held\"}}]}}\n{{\"id\":\"0198e7a0-0000-7000-8000-000000000001\",\"text\":\"Two\"}}\n"
    );
    assert_eq!(rows(&mut hands, &text).new, 2);
    hands.now = tuesday().plus_minutes(60);
    let again = rows(&mut hands, &text);
    assert_eq!((again.deed, again.new, again.already), (None, 0, 2));
}

#[test]
fn rows_that_cannot_be_read_come_back_with_the_reason() {
    let mut hands = Hands::founded();
    let intake = rows(
        &mut hands,
        "{\"text\":\"Good\"}\n{\"txt\":\"x\"}\nnot json\n{\"text\":\"x\",\"kind\":\"odd\"}\n\
         {\"text\":\"x\",\"happened_at\":\"2026-02-30\"}\n{\"text\":\"x\",\"tags\":[\"two words\"]}\n\
         {\"text\":\"x\",\"id\":\"7\"}\n{\"text\":\" \"}\n{\"text\":\"a\\u0000b\"}\n\
         {\"text\":\"x\",\"happened_at\":\"2027-01-01T00:00:00Z\"}\n{\"text\":5}\n\
         {\"text\":\"x\",\"origin\":\"odd\"}",
    );
    assert_eq!(intake.new, 1);
    let reasons = reasons(&intake);
    let parts = [
        (2, "\"text\" is needed"),
        (3, "not an observation in JSON"),
        (4, "\"odd\" is not a kind; it can be ordinary, adjustment"),
        (5, "there is no 30 February"),
        (6, "\"two words\" cannot be the name of a tag"),
        (7, "\"7\" is not an id"),
        (8, "no text to save"),
        (9, "control character (U+0000)"),
        (10, "in the future"),
        (11, "expected a string"),
        (12, "\"odd\" is not an origin"),
    ];
    assert_eq!(reasons.len(), parts.len());
    for ((number, reason), (wanted, part)) in reasons.iter().zip(parts) {
        assert_eq!(*number, wanted);
        assert!(reason.contains(part), "{reason:?} should say {part:?}");
    }
}

/// A study with a past: everything that can be done to an observation has been done.
fn lived_in() -> Hands {
    let mut hands = Hands::founded();
    let one = hands.captures("14:00 Rang scool #s.check @court !a");
    let two = hands.captures("Printer down #bluefolder #t.staff @clinic");
    let three = hands.captures("Read it back #readback");
    let undone = hands.captures("Never mind");
    let names = |names: &[&str]| names.iter().map(|n| (*n).to_owned()).collect::<Vec<_>>();
    hands.tries(|s, c| actions::amend(s, c, one, "Rang school", Some("typo"))).unwrap();
    hands.now = tuesday().plus_minutes(1441);
    hands.tries(|s, c| actions::later(s, c, one, "The head rang back")).unwrap();
    hands.tries(|s, c| actions::later(s, c, one, "Nothing came of it")).unwrap();
    hands.tries(|s, c| actions::withdraw(s, c, two, "the family asked")).unwrap();
    let facts = vec![Fact::Audience(Audience::Team), Fact::Aim(Some("be sure".to_owned()))];
    hands.tries(|s, c| actions::correct(s, c, three, facts)).unwrap();
    hands.tries(|s, c| actions::untag(s, c, &[three], &names(&["readback"]))).unwrap();
    let tag = names(&["t.staff"]);
    hands.tries(|s, c| actions::tag(s, c, &[three], &tag, Consent::default())).unwrap();
    hands.tries(|s, c| actions::merge(s, c, &key("t.staff"), &key("s.check"))).unwrap();
    hands.tries(|s, c| actions::retire(s, c, &key("w.stand-in"))).unwrap();
    hands.tries(|s, c| actions::later(s, c, three, "not this")).unwrap();
    hands.undoes().unwrap();
    let full = Draft {
        origin: Origin::Prompted(Some(tuesday())),
        stance: Stance::Seen,
        ..Draft { line: "yesterday 16:05 two\n\tlines".to_owned(), ..Draft::default() }
    };
    hands.tries(|s, c| actions::capture(s, c, &full, Consent::default())).unwrap();
    let ix = hands.study.obs_ix(undone).unwrap();
    let stands = Change::Stands { item: asdone::study::Item::Observation(undone), stands: false };
    assert!(hands.study.record_at(ix).is_some());
    let deed = actions::Deed {
        changes: vec![stands],
        purpose: asdone::study::Purpose::Do,
        said: String::new(),
    };
    hands.does(deed);
    hands
}

fn restored(written: &str) -> Hands {
    let mut fresh = Hands::empty(1);
    fresh.now = tuesday().plus_minutes(100_000);
    let intake = rows(&mut fresh, written);
    assert_eq!(intake.bad, []);
    fresh
}

#[test]
fn a_whole_study_comes_back_as_it_was() {
    let hands = lived_in();
    let written = jsonl::write(&hands.study, &all(&hands.study));
    assert!(written.starts_with("{\"asdone\":{\"format\":1,"));
    let fresh = restored(&written);
    assert_eq!(jsonl::write(&fresh.study, &all(&fresh.study)), written);
    let about_taken_back =
        |line: &String| !line.contains("Never mind") && !line.contains("not this");
    // Tags stand in the order in which they were last said, which is that of the file now.
    let sorted = |mut looks: Vec<String>| {
        looks.sort();
        looks
    };
    // Nor does its bare place come back.
    let gone = hands.study.records().iter().find(|record| record.is_taken_back()).unwrap();
    let place = format!("{} tags []", gone.id());
    let before: Vec<String> = looks(&hands.study).into_iter().filter(about_taken_back).collect();
    let before = before.into_iter().filter(|line| *line != place).collect();
    assert_eq!(sorted(looks(&fresh.study)), sorted(before));
    assert_eq!(fresh.study.id(), hands.study.id());
    assert_eq!(fresh.study.people()[0].pseudonym, "wren");
}

#[test]
fn bringing_a_whole_study_in_again_adds_nothing() {
    let mut hands = lived_in();
    let written = jsonl::write(&hands.study, &all(&hands.study));
    let again = rows(&mut hands, &written);
    assert_eq!((again.deed, again.new, again.already, again.bad.len()), (None, 0, 4, 0));
}

#[test]
fn only_what_is_missing_is_added_to_a_study_that_has_some() {
    let hands = lived_in();
    let written = jsonl::write(&hands.study, &all(&hands.study));
    let mut half = restored(written.lines().take(2).collect::<Vec<_>>().join("\n").as_str());
    let first = half.study.records()[0].id();
    half.tries(|s, c| actions::later(s, c, first, "My own later note")).unwrap();
    let intake = rows(&mut half, &written);
    assert_eq!((intake.new, intake.already), (3, 1));
    assert_eq!(half.record(first).later().count(), 3);
}

#[test]
fn a_study_of_ones_own_from_another_device_is_ones_own_here() {
    let hands = lived_in();
    let written = jsonl::write(&hands.study, &all(&hands.study));
    let mut other = Hands::empty(7);
    rows(&mut other, &written);
    let first = other.study.records()[0].id();
    assert_eq!(other.study.person_ix(other.author), Some(other.record(first).author()));
    other.tries(|s, c| actions::amend(s, c, first, "Rang the school", None)).unwrap();
}

#[test]
fn what_another_person_recorded_is_not_taken_for_ones_own() {
    let mut hands = lived_in();
    let first = hands.study.records()[0].id();
    let me = std::mem::replace(&mut hands.author, asdone::study::PersonId(77));
    let tag = vec!["readback".to_owned()];
    hands.tries(|s, c| actions::tag(s, c, &[first], &tag, Consent::default())).unwrap();
    hands.captures("Seen by another");
    hands.author = me;
    let written = jsonl::write(&hands.study, &all(&hands.study));
    let mut fresh = Hands::empty(1);
    let intake = rows(&mut fresh, &written);
    assert_eq!(intake.new, 4);
    assert_eq!(intake.bad.len(), 2);
    assert!(intake.bad[0].reason.contains("1 tagging by other people did not"));
    assert!(intake.bad[1].reason.contains("recorded by another person"));
    assert_eq!(fresh.study.verdict(fresh.record(first), me, &key("readback")), Verdict::Unsaid);
}

#[test]
fn a_newer_format_is_refused_plainly() {
    let mut hands = Hands::founded();
    let head =
        r#"{"asdone":{"format":2,"study":{"id":null,"name":"x","threshold":5,"whose":"own"}}}"#;
    let intake = rows(&mut hands, head);
    assert!(intake.bad[0].reason.contains("another version (format 2"));
}

#[test]
fn one_line_of_json_has_the_fields_that_scripts_rely_on() {
    let hands = lived_in();
    let line = jsonl::line(&hands.study, &hands.study.records()[0]);
    let value: serde_json::Value = serde_json::from_str(&line).unwrap();
    assert_eq!(value["text"], "Rang school");
    assert_eq!(value["kind"], "adjustment");
    assert_eq!(value["tags"], serde_json::json!(["s.check"]));
    assert_eq!(value["setting"], "court");
    assert_eq!(value["origin"], "spontaneous");
    assert_eq!(value["happened_at"], "2026-03-03T14:00:00+00:00");
    assert_eq!(value["recorded_at"], "2026-03-03T14:32:00+00:00");
    assert_eq!(value["audience"], "private");
    assert_eq!(value["prompted_at"], serde_json::Value::Null);
    assert_eq!(value["withdrawn"], false);
    assert_eq!(value["amended"], true);
    assert_eq!(value["later"][0]["text"], "The head rang back");
    assert!(value.get("history").is_none());
    assert!(!line.contains('\n'));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn whatever_was_written_comes_back(
        notes in prop::collection::vec(("\\PC{1,20}", "[a-c]{3,5}", any::<bool>(), "\\PC{0,9}"), 0..8),
    ) {
        let mut hands = Hands::founded();
        let consent = Consent { new_tags: true, new_settings: true, future: true };
        for (text, tag, twice, more) in notes {
            let draft = Draft { line: text, tags: vec![tag.clone()], ..Draft::default() };
            let deed = actions::capture(&hands.study, &hands.context(), &draft, consent);
            let Ok(deed) = deed else { continue };
            hands.does(deed);
            let id = hands.study.records().last().unwrap().id();
            let _ = hands.tries(|s, c| actions::amend(s, c, id, &more, twice.then_some("why")));
            let _ = hands.tries(|s, c| actions::later(s, c, id, &more));
            if twice {
                let _ = hands.tries(|s, c| actions::untag(s, c, &[id], &[tag]));
                let _ = hands.tries(|s, c| actions::withdraw(s, c, id, &more));
            }
        }
        let written = jsonl::write(&hands.study, &all(&hands.study));
        let fresh = restored(&written);
        prop_assert_eq!(jsonl::write(&fresh.study, &all(&fresh.study)), written);
        prop_assert_eq!(looks(&fresh.study), looks(&hands.study));
    }

    #[test]
    fn a_table_comes_back(
        notes in prop::collection::vec(("[ -~\n=+@'-]{1,12}", "[=+@'-]{0,3}[a-z]{1,3}"), 0..8),
    ) {
        let mut hands = Hands::founded();
        for (text, later) in notes {
            let draft = Draft { line: format!("x{text}"), ..Draft::default() };
            let mut draft = draft;
            draft.extras.set(Extra::Aim, Some(later.clone()));
            let consent = Consent { new_tags: true, new_settings: true, future: true };
            let deed = actions::capture(&hands.study, &hands.context(), &draft, consent);
            let Ok(deed) = deed else { continue };
            hands.does(deed);
            let id = hands.study.records().last().unwrap().id();
            let _ = hands.tries(|s, c| actions::later(s, c, id, &later));
        }
        let written = csv::write(&hands.study, &all(&hands.study));
        let mut fresh = Hands::founded();
        let intake = table(&mut fresh, &written);
        prop_assert_eq!(intake.bad, vec![]);
        prop_assert_eq!(csv::write(&fresh.study, &all(&fresh.study)), written);
    }
}

// -- tables ----------------------------------------------------------------------------------

#[test]
fn a_table_is_read_by_its_header() {
    let mut hands = Hands::founded();
    let intake = table(
        &mut hands,
        "\u{feff}Happened at,Text,Kind,Tags,Colour\r\n\
         2026-03-02 09:15,\"Rang school, twice\",a,s.check;t.staff,red\r\n\
         02/03/2026 10:15,\"two\nlines\",,,\r\n",
    );
    assert_eq!(intake.bad, []);
    assert_eq!(texts(&hands), ["Rang school, twice", "two\nlines"]);
    let first = hands.study.records()[0].id();
    assert_eq!(hands.tags(first), ["s.check", "t.staff"]);
    assert_eq!(hands.record(first).happened_at(), at("2026-03-02T09:15:00+00:00"));
}

#[test]
fn tables_of_other_countries_are_read_too() {
    let mut hands = Hands::founded();
    table(&mut hands, "text;kind\nRang school, twice;a\n");
    table(&mut hands, "text\tkind\nRang again\tw\n");
    assert_eq!(texts(&hands), ["Rang school, twice", "Rang again"]);
}

#[test]
fn rows_of_a_table_that_cannot_be_read_come_back() {
    let mut hands = Hands::founded();
    let intake = table(
        &mut hands,
        "text,kind,colour\nGood,a,red\nOdd,z,red\n\"Two\nlines\",a,red,more\n,a,red\n",
    );
    assert_eq!(texts(&hands), ["Good"]);
    assert_eq!(reasons(&intake).iter().map(|r| r.0).collect::<Vec<_>>(), [3, 4, 6]);
    assert!(intake.bad[0].reason.contains("\"z\" is not a kind"));
    assert_eq!(intake.notes[0], "columns not known here, so left out: colour");
    assert!(intake.bad[1].reason.contains("it has 4 cells and the header has 3"));
    assert_eq!(intake.bad[1].line, "\"Two\nlines\",a,red,more");
    let none = table(&mut hands, "txt\nx\n");
    assert!(none.bad[0].reason.contains("no column \"text\""));
}

#[test]
fn no_spreadsheet_runs_what_is_exported() {
    let mut hands = Hands::founded();
    hands.captures("=HYPERLINK(\"http://example.org\") and '=1");
    hands.captures("'=already quoted");
    let written = csv::write(&hands.study, &all(&hands.study));
    assert!(written.contains("\"'=HYPERLINK("), "{written}");
    assert!(written.contains(",''=already quoted,"), "{written}");
    let mut fresh = Hands::founded();
    table(&mut fresh, &written);
    assert_eq!(texts(&fresh), texts(&hands));
}

// -- codebooks -------------------------------------------------------------------------------

#[test]
fn the_codebook_inside_has_33_tags_in_6_groups() {
    let cards = codebook::default_cards();
    assert_eq!(cards.len(), 33);
    let groups: std::collections::HashSet<&str> = cards.iter().map(|c| c.group.as_str()).collect();
    assert_eq!(groups.len(), 6);
    assert!(cards.iter().all(|card| !card.definition.is_empty() && !card.source.is_empty()));
    assert_eq!((cards[0].name.as_str(), cards[32].name.as_str()), ("t.staff", "y.limit"));
}

#[test]
fn a_codebook_goes_out_and_comes_in_again() {
    let mut hands = Hands::empty(1);
    let founding = actions::Founding {
        name: "x".to_owned(),
        pseudonym: "wren".to_owned(),
        settings: vec![],
        codebook: codebook::default_cards(),
        whose: asdone::study::Whose::Own,
    };
    let deed = actions::found(&hands.context(), &founding).unwrap();
    hands.does(deed);
    for form in [Table::Tsv, Table::Csv] {
        let written = codebook::write(hands.study.codebook(), form);
        assert_eq!(codebook::read(&written).unwrap().cards, codebook::default_cards());
    }
    hands.captures("Asked ahead #huddle");
    hands.tries(|s, c| actions::retire(s, c, &key("t.tool"))).unwrap();
    hands.tries(|s, c| actions::merge(s, c, &key("t.staff"), &key("t.info"))).unwrap();
    let written = codebook::write(hands.study.codebook(), Table::Tsv);
    assert!(written.contains("\tretired\t") && written.contains("\tdefined\tt.info"));
    let cards = codebook::read(&written).unwrap().cards;
    assert_eq!(cards.len(), 32);
    let again = hands.tries(|s, c| actions::load(s, c, &cards));
    assert!(matches!(again, Err(Refusal::NothingToChange { .. })), "{again:?}");
    let tag = hands.study.codebook().find("huddle").unwrap();
    assert_eq!(tag.status(), Status::Provisional);
}

#[test]
fn codebook_tables_need_a_tag_column_only() {
    let cards = codebook::read("Definition,tag\nwhat it means,a.b\n").unwrap().cards;
    assert_eq!((cards[0].name.as_str(), cards[0].definition.as_str()), ("a.b", "what it means"));
    let refused = codebook::read("label\nx\n").unwrap_err();
    assert_eq!(refused, "row 1 has no column \"tag\"; it has label");
    let refused = codebook::read("tag,group\n,X\n").unwrap_err();
    assert_eq!(refused, "row 2 has no tag");
}

// -- the practice study ----------------------------------------------------------------------

/// Every screen has something to show, and nothing that the actions refused is missing.
fn the_practice_study_shows_everything(hands: &Hands) {
    use asdone::analysis::{Shift, View, voices};
    use asdone::study::{Line, Sort};
    let study = &hands.study;
    let view = View::of(study, hands.author);
    let sheets = |sort: Sort| view.sheets_written(sort).count();
    let counts =
        [Sort::Shift, Sort::Reflection, Sort::Debrief, Sort::Lesson, Sort::Voice].map(sheets);
    assert_eq!(counts, [15, 3, 1, 4, 5]);
    let shifts: Vec<_> = Shift::each(view).collect();
    assert!(shifts.iter().all(|shift| shift.sheet.ended().is_some()));
    let prompts: Vec<_> = shifts.iter().flat_map(|shift| shift.prompts(study)).collect();
    assert!(prompts.len() > 30 && prompts.iter().any(|prompt| !prompt.is_undecided()));
    assert!(shifts.iter().any(|shift| shift.covered() == Some(false)));
    let told = |sort: Sort| {
        let sheets = view.sheets_written(sort);
        let lines = sheets
            .flat_map(|sheet| sheet.lines().map(|line| line.line.clone()).collect::<Vec<_>>());
        lines.filter(|line| matches!(line, Line::Told { .. })).count()
    };
    assert_eq!([Sort::Debrief, Sort::Lesson, Sort::Voice].map(told), [1, 4, 3]);
    assert_eq!(voices::tally(view).speakers.len(), 6, "the words of the form, and none");
    let debrief = view.sheets_written(Sort::Debrief).next().unwrap();
    let carried = debrief.lines().filter(|said| matches!(said.line, Line::Carried { .. })).count();
    let said =
        debrief.lines().filter(|said| matches!(said.line, Line::Contribution { .. })).count();
    assert_eq!((carried, said, debrief.links().count()), (3, 10, 2));
    let team = View::new(study, Some(hands.author), asdone::analysis::Scope::Team);
    assert!(team.standing().count() > 90, "a team's record has something to show");
    let grounded = view.sheets_written(Sort::Lesson).all(|card| card.links().count() > 1);
    assert!(grounded);
}

#[test]
fn the_practice_study_is_invented_plainly_and_the_same_every_time() {
    let mut hands = Hands::empty(1);
    let deeds = demo::deeds(&hands.context());
    for deed in &deeds {
        let author = hands.author;
        hands.write(deed, author);
    }
    assert_eq!(hands.study.name(), "Practice study (invented)");
    let mut plain = Hands::founded();
    let cards = codebook::default_cards();
    plain.tries(|s, c| actions::load(s, c, &cards)).unwrap();
    let rows = include_str!("../src/files/demo.tsv").lines().count() - 1;
    let prompted = hands.study.records().len() - rows;
    assert!(
        (20..45).contains(&prompted),
        "every row can be read, and prompts were answered: {prompted}"
    );
    let now = tuesday();
    for record in hands.study.records() {
        assert_eq!(record.source(), Source::Practice);
        assert!(record.happened_at() < now && record.recorded_at() < now);
        assert!(now.millis - record.happened_at().millis < 66 * 24 * 3_600_000);
        assert!(record.recorded_at() >= record.happened_at());
        for tagging in record.taggings() {
            let tag = hands.study.codebook().get(tagging.tag).unwrap();
            let known = actions::shorthand::known(&plain.study, tag.key());
            let slip = matches!(known, actions::shorthand::Known::Near(_));
            assert!(!slip, "{} is a slip", tag.name());
        }
    }
    assert_eq!(hands.study.records()[0].happened_at().weekday(), 0, "day 0 is a Monday");
    the_practice_study_shows_everything(&hands);
    assert_eq!(hands.undoes(), Err(Refusal::NothingTo { verb: "undo" }));
    let other = Hands::empty(2);
    let ids = |deeds: &[actions::Deed]| -> Vec<ObservationId> {
        let changes = deeds.iter().flat_map(|deed| &deed.changes);
        changes
            .filter_map(|change| match change {
                Change::Recorded(observation) => Some(observation.id),
                _ => None,
            })
            .collect()
    };
    assert_eq!(ids(&deeds), ids(&demo::deeds(&other.context())));
}
