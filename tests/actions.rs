//! What a person can do, told as they would tell it.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that cannot go on has failed"
)]

mod hands;

use asdone::actions::shorthand::{self, Known, Part};
use asdone::actions::{self, Consent, Context, Deed, Draft, Founding, Refusal, TagCard, when};
use asdone::study::{
    Audience, Change, Content, DeviceId, Entry, Extra, Fact, Header, Kind, LONGEST_TEXT, Moment,
    ObservationId, Origin, PersonId, Purpose, Stance, Status, Study, StudyField, TagField, TagKey,
    Verdict, Whose,
};
use hands::{Hands, looks, tuesday};
use proptest::prelude::*;

fn at(text: &str) -> Moment {
    Moment::from_rfc3339(text).expect("a time")
}

fn key(name: &str) -> TagKey {
    TagKey::parse(name).expect("a tag name")
}

fn draft(line: &str) -> Draft {
    Draft { line: line.to_owned(), ..Draft::default() }
}

fn names(names: &[&str]) -> Vec<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}

// -- reading a line --------------------------------------------------------------------------

fn read(line: &str) -> shorthand::Reading {
    shorthand::read(line, &Hands::founded().study, tuesday())
}

#[track_caller]
fn leaves(line: &str, text: &str) {
    assert_eq!(read(line).text, text, "what is left of {line:?}");
}

#[test]
fn shorthand_is_taken_out_and_the_words_stay() {
    let reading = read("14:20 Rang school before the visit !a #s.check @court");
    assert_eq!(reading.text, "Rang school before the visit");
    assert_eq!(reading.kind, Some(Kind::Adjustment));
    assert_eq!(reading.setting.as_deref(), Some("court"));
    assert_eq!(reading.happened_at, Some(at("2026-03-03T14:20:00+00:00")));
    assert_eq!(reading.tags.len(), 1);
    assert_eq!(reading.tags[0].known, Known::Tag(key("s.check")));
    let parts: Vec<Part> = reading.understood.iter().map(|(_, part)| *part).collect();
    assert_eq!(parts, [Part::Time, Part::Kind, Part::Tag, Part::Setting]);
    assert!(reading.troubles.is_empty());
}

#[test]
fn what_is_understood_is_shown_where_it_stands() {
    let line = "-15m café #s.check, then @\"duty desk\" \n#t.staff";
    let reading = read(line);
    let shown: Vec<&str> = reading.understood.iter().map(|(r, _)| &line[r.clone()]).collect();
    assert_eq!(shown, ["-15m", "#s.check", "@\"duty desk\"", "#t.staff"]);
    assert_eq!(reading.text, "café, then");
}

#[test]
fn tags_stand_at_word_starts_only() {
    for text in ["C# and a#b", "see https://example.org/#top", "room #1 and bay #12", "# alone ##"]
    {
        let reading = read(text);
        assert_eq!((reading.text.as_str(), reading.tags.len()), (text, 0));
    }
}

#[test]
fn punctuation_after_a_tag_is_not_part_of_it() {
    leaves("Rang mother #s.check, then left", "Rang mother, then left");
    leaves("Rang mother #s.check.", "Rang mother.");
    leaves("Rang mother (#s.check) first", "Rang mother first");
    leaves("#s.check: rang mother", "rang mother");
    leaves("Rang mother  #s.check  #t.staff", "Rang mother");
    leaves("Rang #s.check,#t.staff mother", "Rang mother");
    leaves("Rang\n#s.check #t.staff\nmother", "Rang\nmother");
}

#[test]
fn a_new_tag_amid_words_leaves_its_word() {
    leaves("Used the #bluefolder because it was there", "Used the bluefolder because it was there");
    leaves("#handover was late", "handover was late");
    leaves("#handover Rang mother", "Rang mother");
    leaves("Printer down, wrote it by hand #bluefolder", "Printer down, wrote it by hand");
    let reading = read("Used the #bluefolder again");
    assert_eq!(reading.tags[0].known, Known::New);
    assert_eq!(reading.understood[0].1, Part::NewTag);
}

#[test]
fn a_tag_one_slip_away_is_pointed_at() {
    for slip in ["#s.chek", "#s.checkk", "#s.chack", "#s.hceck"] {
        let reading = read(&format!("Rang mother {slip}"));
        assert_eq!(reading.tags[0].known, Known::Near(names(&["s.check"])), "{slip}");
        assert_eq!(reading.understood[0].1, Part::NearTag);
    }
    assert_eq!(read("Rang #S.Check").tags[0].known, Known::Tag(key("s.check")));
    assert_eq!(read("Rang #bag").tags[0].known, Known::New);
}

#[test]
fn an_accent_typed_as_two_characters_is_the_same_tag() {
    let mut hands = Hands::founded();
    hands.captures("Rang #café");
    let reading = shorthand::read("Rang #cafe\u{301}", &hands.study, tuesday());
    assert_eq!(reading.tags[0].known, Known::Tag(key("café")));
}

#[test]
fn settings_are_spelled_as_the_study_spells_them() {
    for (line, setting, text) in [
        ("Waited @COURT, then left", "court", "Waited, then left"),
        ("Waited @home visit then left", "home visit", "Waited then left"),
        ("Waited @\"Home  Visit\" then left", "home visit", "Waited then left"),
        ("Waited @“duty desk” then left", "duty desk", "Waited then left"),
        ("Waited @home then left", "home", "Waited then left"),
        ("Waited @clinic.", "clinic", "Waited."),
    ] {
        let reading = read(line);
        assert_eq!(reading.setting.as_deref(), Some(setting), "{line}");
        assert_eq!(reading.text, text);
    }
}

#[test]
fn addresses_are_not_settings() {
    leaves("Wrote to office@example.org @ noon", "Wrote to office@example.org @ noon");
    let reading = read("Met @14:20 there");
    assert_eq!((reading.setting, reading.troubles.len()), (None, 1));
    let reading = read("Waited @\"duty desk");
    assert_eq!((reading.setting, reading.troubles.len()), (None, 1));
}

#[test]
fn kinds_are_whole_words() {
    assert_eq!(read("Printer down !w").kind, Some(Kind::Workaround));
    assert_eq!(read("!kept-safe Read it back").kind, Some(Kind::KeptSafe));
    leaves("Stop!w and look out!", "Stop!w and look out!");
    leaves("Printer down !w.", "Printer down.");
    let reading = read("Printer down !z");
    assert_eq!(reading.text, "Printer down !z");
    assert!(reading.troubles[0].1.starts_with("there is no kind z; there are o ordinary"));
    assert_eq!(read("One !w two !a").troubles.len(), 1);
}

#[test]
fn times_stand_at_the_start_and_nowhere_else() {
    for (line, happened, text) in [
        ("14:20 rang", "2026-03-03T14:20:00+00:00", "rang"),
        ("-15m rang", "2026-03-03T14:17:00+00:00", "rang"),
        ("-2h rang", "2026-03-03T12:32:00+00:00", "rang"),
        ("-1h30m rang", "2026-03-03T13:02:00+00:00", "rang"),
        ("9am rang", "2026-03-03T09:00:00+00:00", "rang"),
        ("yesterday 16:05 rang", "2026-03-02T16:05:00+00:00", "rang"),
        ("tue 9:30 rang", "2026-03-03T09:30:00+00:00", "rang"),
        ("2026-02-27 09:15 rang", "2026-02-27T09:15:00+00:00", "rang"),
        ("20 min ago rang", "2026-03-03T14:12:00+00:00", "rang"),
        ("  14:20, rang", "2026-03-03T14:20:00+00:00", "rang"),
        ("9.30 rang", "2026-03-03T09:30:00+00:00", "rang"),
        ("0930 rang", "2026-03-03T09:30:00+00:00", "rang"),
        ("9:30am rang", "2026-03-03T09:30:00+00:00", "rang"),
        ("14h05 rang", "2026-03-03T14:05:00+00:00", "rang"),
        ("(12:30) rang", "2026-03-03T12:30:00+00:00", "rang"),
        ("12:30-13:00 rang", "2026-03-03T12:30:00+00:00", "rang (until 13:00)"),
        ("14:20-15:00 meeting", "2026-03-03T14:20:00+00:00", "meeting (until 15:00)"),
        ("half past 1 rang", "2026-03-03T13:30:00+00:00", "rang"),
        ("quarter to nine: rang", "2026-03-03T08:45:00+00:00", "rang"),
        ("last tuesday 9.30 rang", "2026-02-24T09:30:00+00:00", "rang"),
        ("two weeks ago 14:20 rang", "2026-02-17T14:20:00+00:00", "rang"),
        ("2026-03-02T16:05+01:00 rang", "2026-03-02T16:05:00+01:00", "rang"),
        ("14:20 -5 degrees in the car", "2026-03-03T14:20:00+00:00", "-5 degrees in the car"),
    ] {
        let reading = read(line);
        assert_eq!(reading.happened_at, Some(at(happened)), "{line}");
        assert_eq!(reading.text, text);
    }
    for text in [
        "1420 forms came in",
        "yesterday was quiet",
        "Rang at 14:20",
        "monday meetings clash",
        "sat with the mother",
        "12 children came",
        "930 forms came in",
        "midnight feed was missed",
        "9.5 kg of shopping",
        "ten to one against",
        "-5 degrees in the car",
        "may 5 be enough",
        "2 hours in the car",
        "yesterday 2020 forms came",
    ] {
        assert_eq!((read(text).happened_at, read(text).text.as_str()), (None, text));
    }
}

#[test]
fn an_impossible_time_is_pointed_at_and_stays() {
    for (line, typed) in [
        ("25:10 rang", "25:10"),
        ("14:2 rang", "14:2"),
        ("1420 forms came in", "1420"),
        ("yesterday was quiet", "yesterday"),
        ("monday meetings clash", "monday"),
        ("16:00 rang", "16:00"),
        ("half past 4 rang", "half past 4"),
        ("30/2/2026 rang", "30/2/2026"),
        ("09;45 rang", "09;45"),
        ("9::30am rang", "9::30am"),
        ("09 45 rang", "09 45"),
        ("o9:45 rang", "o9:45"),
        ("(9,45) rang", "(9,45"),
        ("at 9;45 rang", "at 9;45"),
        ("today 09;45 rang", "today 09;45"),
        ("12:30-12;45 rang", "12:30-12;45"),
    ] {
        let refused = actions::capture(
            &Hands::founded().study,
            &Hands::founded().context(),
            &draft(line),
            Consent::default(),
        );
        let Err(Refusal::UnclearTime { typed: named, .. }) = refused else {
            panic!("{line} is filed as now: {refused:?}")
        };
        assert_eq!(named, typed);
        let beside = Draft { happened_at: Some(tuesday()), ..draft(line) };
        let hands = Hands::founded();
        let deed = actions::capture(&hands.study, &hands.context(), &beside, Consent::default());
        assert_eq!(deed.unwrap().recorded().unwrap().text, line);
    }
    let reading = read("25:10 rang");
    assert_eq!(reading.text, "25:10 rang");
    assert_eq!(reading.troubles, [(0..5, "there is no hour 25".to_owned())]);
}

// -- times -----------------------------------------------------------------------------------

#[test]
fn whole_texts_are_read_as_times() {
    let now = tuesday();
    for (text, meant) in [
        ("14:20", "2026-03-03T14:20:00+00:00"),
        ("1420", "2026-03-03T14:20:00+00:00"),
        ("9am", "2026-03-03T09:00:00+00:00"),
        ("9.30", "2026-03-03T09:30:00+00:00"),
        ("9.30 am", "2026-03-03T09:30:00+00:00"),
        ("0930", "2026-03-03T09:30:00+00:00"),
        ("930", "2026-03-03T09:30:00+00:00"),
        ("14h05", "2026-03-03T14:05:00+00:00"),
        ("1405 hrs", "2026-03-03T14:05:00+00:00"),
        ("half past 1", "2026-03-03T13:30:00+00:00"),
        ("half past one", "2026-03-03T13:30:00+00:00"),
        ("a quarter past nine", "2026-03-03T09:15:00+00:00"),
        ("ten to 9 in the morning", "2026-03-03T08:50:00+00:00"),
        ("9 o'clock", "2026-03-03T09:00:00+00:00"),
        ("midnight", "2026-03-03T00:00:00+00:00"),
        ("yesterday 9.30 pm", "2026-03-02T21:30:00+00:00"),
        ("yesterday half past 4 pm", "2026-03-02T16:30:00+00:00"),
        ("two weeks ago", "2026-02-17T14:32:00+00:00"),
        ("an hour ago", "2026-03-03T13:32:00+00:00"),
        ("half an hour ago", "2026-03-03T14:02:00+00:00"),
        ("last tuesday 9:30", "2026-02-24T09:30:00+00:00"),
        ("next friday 9:30", "2026-03-06T09:30:00+00:00"),
        ("this morning 9.30", "2026-03-03T09:30:00+00:00"),
        ("4th of February 2026 at 9:15", "2026-02-04T09:15:00+00:00"),
        ("Feb 4, 2026 09:15", "2026-02-04T09:15:00+00:00"),
        ("4.2.2026 09:15", "2026-02-04T09:15:00+00:00"),
        ("4 lutego 2026 09:15", "2026-02-04T09:15:00+00:00"),
        ("20260303T091500Z", "2026-03-03T09:15:00+00:00"),
        ("2026-03-03T14:20:00.000+01", "2026-03-03T14:20:00+01:00"),
        ("2026-03-03T14:20:00.000-08", "2026-03-03T14:20:00-08:00"),
        ("2026-03-03T14:20:00+0530", "2026-03-03T14:20:00+05:30"),
        ("2026-03-03 14:20:00 +01:00", "2026-03-03T14:20:00+01:00"),
        ("2026-03-03 14:20:31.250", "2026-03-03T14:20:31.250+00:00"),
        ("2026-03-03T14:20:00+01:00[Europe/Paris]", "2026-03-03T14:20:00+01:00"),
        ("12am", "2026-03-03T00:00:00+00:00"),
        ("noon", "2026-03-03T12:00:00+00:00"),
        ("15:30", "2026-03-03T15:30:00+00:00"),
        ("-90m", "2026-03-03T13:02:00+00:00"),
        ("2 hours ago", "2026-03-03T12:32:00+00:00"),
        ("3 days ago", "2026-02-28T14:32:00+00:00"),
        ("yesterday at 16:05", "2026-03-02T16:05:00+00:00"),
        ("Yesterday, 4pm", "2026-03-02T16:00:00+00:00"),
        ("tue 9:30", "2026-03-03T09:30:00+00:00"),
        ("tuesday 15:00", "2026-02-24T15:00:00+00:00"),
        ("wed 9:30", "2026-02-25T09:30:00+00:00"),
        ("last friday 8:00", "2026-02-27T08:00:00+00:00"),
        ("2026-03-03 09:15", "2026-03-03T09:15:00+00:00"),
        ("2026-03-03T09:15:00+01:00", "2026-03-03T09:15:00+01:00"),
        ("3 Mar 09:15", "2026-03-03T09:15:00+00:00"),
        ("3rd March 2026 09:15", "2026-03-03T09:15:00+00:00"),
        ("Tue 3 Mar 09:15", "2026-03-03T09:15:00+00:00"),
        ("4/2/2026 09:15", "2026-02-04T09:15:00+00:00"),
        ("25 Dec 09:15", "2025-12-25T09:15:00+00:00"),
    ] {
        assert_eq!(when::read(text, now), Ok(at(meant)), "{text}");
    }
}

#[test]
fn impossible_times_come_back_with_the_reason() {
    for (text, why) in [
        ("30 February 09:15", "there is no 30 February"),
        ("29 Feb 2026 09:15", "there is no 29 February in 2026"),
        ("31/4/2026 09:15", "there is no 31 April"),
        ("3/13/2026 09:15", "there is no month 13"),
        ("yesterday 25:00", "there is no hour 25"),
        ("14:75", "there is no minute 75"),
        ("13pm", "there is no 13 pm"),
        ("Mon 3 March 2026 09:15", "3 March 2026 is a Tuesday"),
        ("2026-02-30", "there is no 30 February"),
        ("yesterday", "say the hour too, as in yesterday 14:20"),
        ("", "nothing is written there"),
        ("soon", "I can't read this as a time"),
        ("9", "I can't read this as a time"),
        ("0", "I can't read this as a time"),
        ("99", "I can't read this as a time"),
        ("9.5", "I can't read this as a time"),
        ("morning", "I can't read this as a time"),
        ("this month", "I can't read this as a time"),
        ("March", "I can't read this as a time"),
        ("day", "I can't read this as a time"),
        ("moment", "I can't read this as a time"),
        ("14:5", "minutes have two figures, as in 14:05"),
        ("16:00", "16:00 is still to come today; write yesterday 16:00 or today 16:00"),
        ("9.30 pm", "21:30 is still to come today; write yesterday 21:30 or today 21:30"),
        ("half past 4", "it can be 04:30 or 16:30; write one of them"),
        ("yesterday half past 4", "it can be 04:30 or 16:30; write one of them"),
        ("2026-03-03T14:20:00+25", "no clock is that far ahead of or behind UTC"),
    ] {
        let refusal = when::read(text, tuesday()).expect_err(text);
        let Refusal::BadTime { why: given, .. } = refusal else { panic!("{text}: {refusal}") };
        assert_eq!(given, why, "{text}");
    }
}

/// London's clocks: an hour ahead from the last Sunday of March to that of October, 2026.
fn london() -> when::Zone {
    use chrono::{NaiveDate, NaiveDateTime};
    fn on(month: u32, day: u32, hour: u32) -> NaiveDateTime {
        NaiveDate::from_ymd_opt(2026, month, day).unwrap().and_hms_opt(hour, 0, 0).unwrap()
    }
    when::Zone {
        showing: |local| match local {
            _ if (on(3, 29, 1)..on(3, 29, 2)).contains(&local) => when::Ahead::Never,
            _ if (on(10, 25, 1)..on(10, 25, 2)).contains(&local) => when::Ahead::Twice(60, 0),
            _ if (on(3, 29, 2)..on(10, 25, 1)).contains(&local) => when::Ahead::By(60),
            _ => when::Ahead::By(0),
        },
        during: |millis| {
            let summer = on(3, 29, 1).and_utc().timestamp_millis()
                ..on(10, 25, 1).and_utc().timestamp_millis();
            if summer.contains(&millis) { 60 } else { 0 }
        },
    }
}

#[test]
fn a_time_has_the_offset_of_its_own_day() {
    let here = |now: &str| when::Here { now: at(now), zone: Some(london()) };
    let read = |typed: &str, now: &str| when::read(typed, here(now)).map(Moment::to_rfc3339);
    let november = "2026-11-10T12:00:00+00:00";
    assert_eq!(read("2026-07-03 14:05", november).as_deref(), Ok("2026-07-03T14:05:00+01:00"));
    assert_eq!(read("3 July 2026 2.05 pm", november).as_deref(), Ok("2026-07-03T14:05:00+01:00"));
    let monday = "2026-03-30T09:00:00+01:00";
    assert_eq!(read("sat 14:00", monday).as_deref(), Ok("2026-03-28T14:00:00+00:00"));
    let night = "2026-03-29T02:10:00+01:00";
    assert_eq!(read("-20m", night).as_deref(), Ok("2026-03-29T00:50:00+00:00"));
    let never = when::read("2026-03-29 01:30", here(monday)).unwrap_err().to_string();
    assert!(never.contains("there was no 01:30"), "{never}");
    assert_eq!(read("2 days ago", monday).as_deref(), Ok("2026-03-28T09:00:00+00:00"));
}

#[test]
fn what_is_guessed_of_a_time_is_said() {
    let guess = |typed: &str, now: &str| when::understand(typed, at(now)).unwrap().guess;
    let noon = "2026-03-03T12:42:00+00:00";
    assert_eq!(guess("12:20", noon), None);
    assert_eq!(guess("yesterday 16:05", noon), None);
    assert_eq!(guess("9.30", noon).as_deref(), Some("9.30 was taken as 09:30"));
    assert_eq!(guess("half past 9", noon).as_deref(), Some("half past 9 was taken as 09:30"));
    let night = "2026-03-03T00:42:00+00:00";
    assert_eq!(guess("23:50", night).as_deref(), Some("23:50 was taken as yesterday 23:50"));
    let hands = Hands::founded();
    let deed =
        actions::capture(&hands.study, &hands.context(), &draft("9.30 rang"), Consent::default());
    assert!(deed.unwrap().said.ends_with("; 9.30 was taken as 09:30"));
}

#[test]
fn moments_are_said_as_people_say_them() {
    let now = tuesday();
    for (moment, said) in [
        ("2026-03-03T14:32:00+00:00", "14:32, just now"),
        ("2026-03-03T14:20:00+00:00", "14:20, 12 min ago"),
        ("2026-03-03T09:15:00+00:00", "09:15, 5 h ago"),
        ("2026-03-03T15:00:00+00:00", "15:00, in 28 min"),
        ("2026-03-02T16:05:00+00:00", "yesterday 16:05"),
        ("2026-03-04T16:05:00+00:00", "tomorrow 16:05"),
        ("2026-02-27T09:15:00+00:00", "Fri 27 Feb 09:15"),
        ("2025-03-03T09:15:00+00:00", "3 Mar 2025 09:15"),
    ] {
        assert_eq!(when::say(at(moment), now), said);
    }
}

// -- capture ---------------------------------------------------------------------------------

#[test]
fn a_line_is_enough() {
    let mut hands = Hands::founded();
    let id = hands.captures("Rang school before the visit");
    let record = hands.record(id);
    assert_eq!(record.text(), "Rang school before the visit");
    assert_eq!((record.happened_at(), record.recorded_at()), (tuesday(), tuesday()));
    assert_eq!(record.audience(), Audience::Private);
    assert_eq!(record.kind(), None);
}

#[test]
fn the_line_wins_over_what_was_chosen_and_that_over_the_default() {
    let mut hands = Hands::founded();
    let chosen = Draft {
        kind: Some(Kind::Surprise),
        happened_at: Some(at("2026-03-03T09:00:00+00:00")),
        setting: Some("Court".to_owned()),
        stance: Stance::Joint,
        origin: Origin::Prompted(None),
        tags: names(&["t.staff", "s.check"]),
        ..draft("14:20 Printer down !w #s.check @\"duty desk\"")
    };
    let said = hands.tries(|s, c| actions::capture(s, c, &chosen, Consent::default())).unwrap();
    let id = hands.study.records()[0].id();
    assert_eq!(said, format!("recorded {}", id.code().short()));
    assert_eq!(hands.record(id).kind(), Some(Kind::Workaround));
    assert_eq!(hands.record(id).happened_at(), at("2026-03-03T14:20:00+00:00"));
    assert_eq!(hands.setting(id), Some("duty desk"));
    assert_eq!(hands.tags(id), ["s.check", "t.staff"]);

    let chosen = Draft { line: "Printer down".to_owned(), ..chosen };
    hands.tries(|s, c| actions::capture(s, c, &chosen, Consent::default())).unwrap();
    let id = hands.study.records()[1].id();
    assert_eq!(hands.record(id).kind(), Some(Kind::Surprise));
    assert_eq!(hands.record(id).happened_at(), at("2026-03-03T09:00:00+00:00"));
    assert_eq!(hands.setting(id), Some("court"));
    assert_eq!(hands.record(id).stance(), Stance::Joint);
    assert!(hands.record(id).is_prompted());
}

fn refusal(line: &str) -> Refusal {
    let hands = Hands::founded();
    actions::capture(&hands.study, &hands.context(), &draft(line), Consent::default())
        .expect_err("a refusal")
}

#[test]
fn a_capture_without_words_is_refused() {
    for line in ["", "  \n ", "#s.check @court !w", "14:20", "-15m #s.check"] {
        assert_eq!(refusal(line), Refusal::NoText, "{line:?}");
    }
}

#[test]
fn text_past_the_limit_is_refused_plainly() {
    let longest = "a".repeat(LONGEST_TEXT);
    let mut hands = Hands::founded();
    hands.captures(&longest);
    let refusal = refusal(&format!("{longest}b"));
    assert_eq!(refusal, Refusal::TooLong { bytes: LONGEST_TEXT + 1 });
    assert!(refusal.hint().unwrap().contains("later"));
}

#[test]
fn what_could_drive_a_terminal_is_refused() {
    assert_eq!(refusal("a\0b"), Refusal::ControlCharacter { code: 0, at: 2 });
    assert_eq!(refusal("red \u{1b}[31m"), Refusal::ControlCharacter { code: 0x1b, at: 5 });
    assert_eq!(refusal("é\u{9b}31m"), Refusal::ControlCharacter { code: 0x9b, at: 2 });
}

#[test]
fn text_of_every_writing_and_several_lines_is_kept_as_it_is() {
    let mut hands = Hands::founded();
    for text in ["قالت الأم إنها تثق بنا", "Zoe\u{308} cafe\u{301}", "one\n\ttwo\n\nthree"]
    {
        let id = hands.captures(text);
        assert_eq!(hands.record(id).text(), text);
    }
    let id = hands.captures("\r\n one\r\ntwo\rthree \r\n");
    assert_eq!(hands.record(id).text(), "one\ntwo\nthree");
}

#[test]
fn a_time_to_come_is_asked_about() {
    let mut hands = Hands::founded();
    let later = draft("15:10 Visit");
    let asked = actions::capture(&hands.study, &hands.context(), &later, Consent::default());
    let asked = asked.expect_err("a question");
    assert_eq!(asked, Refusal::Future { at: "15:10, in 38 min".to_owned() });
    assert!(asked.is_question());
    let meant = Consent { future: true, ..Consent::default() };
    hands.tries(|s, c| actions::capture(s, c, &later, meant)).unwrap();
    let soon = Draft { happened_at: Some(tuesday().plus_minutes(2)), ..draft("Visit") };
    hands.tries(|s, c| actions::capture(s, c, &soon, Consent::default())).unwrap();
}

#[test]
fn a_tag_one_slip_away_is_asked_about_wherever_it_was_typed() {
    let question = Refusal::NearTag { typed: "s.chek".to_owned(), near: names(&["s.check"]) };
    assert_eq!(refusal("Rang mother #s.chek"), question);
    let mut hands = Hands::founded();
    let chosen = Draft { tags: names(&["s.chek"]), ..draft("Rang mother") };
    let asked = actions::capture(&hands.study, &hands.context(), &chosen, Consent::default());
    assert_eq!(asked, Err(question));
    let meant = Consent { new_tags: true, ..Consent::default() };
    let said = hands.tries(|s, c| actions::capture(s, c, &chosen, meant)).unwrap();
    assert!(said.ends_with("; new tag s.chek"), "{said}");
    let bad = Draft { tags: names(&["two words"]), ..draft("Rang mother") };
    let refused = actions::capture(&hands.study, &hands.context(), &bad, meant);
    assert_eq!(refused, Err(Refusal::BadTag { typed: "two words".to_owned() }));
}

#[test]
fn a_new_tag_is_provisional_and_a_new_setting_is_offered_again() {
    let mut hands = Hands::founded();
    let said = hands
        .tries(|s, c| {
            actions::capture(s, c, &draft("Read it back #readback @clinic"), Consent::default())
        })
        .unwrap();
    assert!(said.ends_with("; new tag readback; new setting clinic"), "{said}");
    let tag = hands.study.codebook().find("readback").unwrap();
    assert_eq!(tag.status(), Status::Provisional);
    assert_eq!(hands.study.settings().last().unwrap(), "clinic");
    hands.undoes().unwrap();
    assert_eq!(hands.study.settings().len(), 3);
}

#[test]
fn two_observations_never_share_the_code_that_is_shown() {
    let mut hands = Hands::founded();
    let first = hands.captures("One");
    // The same id comes again; the next one is taken instead.
    hands.ids.0.set(hands.ids.0.get() - 1);
    let second = hands.captures("Two");
    assert_ne!(first, second);
    assert_eq!(hands.study.records().len(), 2);
}

#[test]
fn optional_fields_are_kept_and_blank_ones_are_none() {
    let mut hands = Hands::founded();
    let mut full = draft("Rang school");
    full.extras.set(Extra::Aim, Some(" see the child alone ".to_owned()));
    full.extras.set(Extra::Cues, Some("  ".to_owned()));
    full.extras.set(Extra::Done, Some("phone".to_owned()));
    hands.tries(|s, c| actions::capture(s, c, &full, Consent::default())).unwrap();
    let record = &hands.study.records()[0];
    assert_eq!(record.extra(Extra::Aim), Some("see the child alone"));
    assert_eq!(record.extra(Extra::Cues), None);
    assert_eq!(record.extra(Extra::Done), Some("phone"));
}

// -- naming an observation -------------------------------------------------------------------

#[test]
fn an_observation_is_found_by_the_beginning_of_its_code_or_its_whole_id() {
    let mut hands = Hands::founded();
    let ids: Vec<ObservationId> = (0..200).map(|n| hands.captures(&format!("Note {n}"))).collect();
    for id in &ids {
        let ix = hands.study.obs_ix(*id).unwrap();
        let code = id.code();
        assert_eq!(actions::find(&hands.study, code.short()), Ok(ix));
        assert_eq!(actions::find(&hands.study, &code.short().to_uppercase()), Ok(ix));
        assert_eq!(actions::find(&hands.study, code.as_str()), Ok(ix));
        assert_eq!(actions::find(&hands.study, &format!(" {id} ")), Ok(ix));
    }
    for (one, two) in ids.iter().zip(ids.iter().skip(1)) {
        let alike = one.code().short() == two.code().short();
        assert_eq!(one.shown_code() == two.shown_code(), alike);
    }
    let one = &ids[0].code().short()[..1].to_owned();
    assert!(matches!(actions::find(&hands.study, one), Err(Refusal::NoSuchObservation { .. })));
    assert!(matches!(actions::find(&hands.study, "zoë"), Err(Refusal::NoSuchObservation { .. })));
    let shared = ids
        .iter()
        .map(|id| id.code().short()[..2].to_owned())
        .find(|start| ids.iter().filter(|id| id.code().begins_with(start)).count() > 1);
    let refused = actions::find(&hands.study, &shared.unwrap()).expect_err("two fit");
    let Refusal::AmbiguousCode { codes, .. } = refused else { panic!("{refused}") };
    assert!(codes.iter().all(|code| actions::find(&hands.study, code).is_ok()));
}

#[test]
fn withdrawn_ones_are_found_and_those_taken_back_are_not() {
    let mut hands = Hands::founded();
    let id = hands.captures("Rang school");
    hands.tries(|s, c| actions::withdraw(s, c, id, "asked to")).unwrap();
    assert!(actions::find(&hands.study, id.code().short()).is_ok());
    hands.undoes().unwrap();
    hands.undoes().unwrap();
    assert!(actions::find(&hands.study, id.code().short()).is_err());
    assert!(actions::find(&hands.study, &id.to_string()).is_err());
}

// -- amending --------------------------------------------------------------------------------

#[test]
fn the_first_words_stay_when_a_text_is_amended() {
    let mut hands = Hands::founded();
    let id = hands.captures("Rang scool");
    let said = hands.tries(|s, c| actions::amend(s, c, id, "Rang school ", Some("typo"))).unwrap();
    assert_eq!(said, format!("amended {}", id.code().short()));
    assert_eq!(hands.record(id).text(), "Rang school");
    assert_eq!(hands.record(id).first_text(), "Rang scool");
    let again = hands.tries(|s, c| actions::amend(s, c, id, "Rang school", None));
    assert!(matches!(again, Err(Refusal::NothingToChange { .. })));
    let empty = hands.tries(|s, c| actions::amend(s, c, id, " ", None));
    assert_eq!(empty, Err(Refusal::NoText));
}

#[test]
fn what_came_later_is_dated_apart() {
    let mut hands = Hands::founded();
    let id = hands.captures("Rang school");
    hands.now = tuesday().plus_minutes(3 * 24 * 60);
    hands.tries(|s, c| actions::later(s, c, id, "The head rang back")).unwrap();
    let later: Vec<_> = hands.record(id).later().collect();
    assert_eq!((later[0].text.as_str(), later[0].at), ("The head rang back", hands.now));
    assert_eq!(hands.record(id).text(), "Rang school");
}

#[test]
fn a_withdrawal_needs_a_reason_and_ends_what_can_be_done() {
    let mut hands = Hands::founded();
    let id = hands.captures("Rang school");
    let none = hands.tries(|s, c| actions::withdraw(s, c, id, " "));
    assert_eq!(none, Err(Refusal::Missing { what: "a reason" }));
    hands.tries(|s, c| actions::withdraw(s, c, id, "the family asked")).unwrap();
    let code = id.code().short().to_owned();
    let refused = Err(Refusal::Withdrawn { code });
    assert_eq!(hands.tries(|s, c| actions::amend(s, c, id, "x", None)), refused);
    assert_eq!(hands.tries(|s, c| actions::later(s, c, id, "x")), refused);
    assert_eq!(hands.tries(|s, c| actions::withdraw(s, c, id, "x")), refused);
    let tag = |s: &Study, c: &Context<'_>| {
        actions::tag(s, c, &[id], &names(&["s.check"]), Consent::default())
    };
    assert_eq!(hands.tries(tag), refused);
    hands.undoes().unwrap();
    assert!(hands.record(id).is_standing());
}

#[test]
fn only_the_author_amends_withdraws_and_corrects() {
    let mut hands = Hands::founded();
    let id = hands.captures("Rang school");
    hands.author = PersonId(99);
    let refused = Err(Refusal::NotTheAuthor { code: id.code().short().to_owned() });
    assert_eq!(hands.tries(|s, c| actions::amend(s, c, id, "x", None)), refused);
    assert_eq!(hands.tries(|s, c| actions::withdraw(s, c, id, "x")), refused);
    let facts = vec![Fact::Audience(Audience::Academic)];
    assert_eq!(hands.tries(|s, c| actions::correct(s, c, id, facts)), refused);
    hands.tries(|s, c| actions::later(s, c, id, "another saw this too")).unwrap();
}

#[test]
fn fields_are_put_right_as_one_act() {
    let mut hands = Hands::founded();
    let id = hands.captures("Rang school !w @court");
    let facts = vec![
        Fact::Kind(Some(Kind::Workaround)),
        Fact::Setting(Some("HOME visit".to_owned())),
        Fact::HappenedAt(at("2026-03-03T09:00:00+00:00")),
        Fact::Aim(Some(" be sure ".to_owned())),
    ];
    let said = hands.tries(|s, c| actions::correct(s, c, id, facts.clone())).unwrap();
    assert_eq!(said, format!("put the setting, time and aim of {} right", id.code().short()));
    assert_eq!(hands.setting(id), Some("home visit"));
    assert_eq!(hands.record(id).extra(Extra::Aim), Some("be sure"));
    let again = hands.tries(|s, c| actions::correct(s, c, id, facts));
    assert!(matches!(again, Err(Refusal::NothingToChange { .. })));
    hands.undoes().unwrap();
    assert_eq!(hands.setting(id), Some("court"));
    assert_eq!(hands.record(id).happened_at(), tuesday());
    let to_come = vec![Fact::HappenedAt(tuesday().plus_minutes(60))];
    let refused = hands.tries(|s, c| actions::correct(s, c, id, to_come));
    assert!(matches!(refused, Err(Refusal::BadTime { .. })));
}

// -- tagging ---------------------------------------------------------------------------------

#[test]
fn several_observations_are_tagged_together_and_untagged() {
    let mut hands = Hands::founded();
    let one = hands.captures("One #s.check");
    let two = hands.captures("Two");
    let tag = |hands: &mut Hands, ids: &[ObservationId], list: &[&str]| {
        hands.tries(|s, c| actions::tag(s, c, ids, &names(list), Consent::default()))
    };
    let said = tag(&mut hands, &[one, two, two], &["#s.check", "T.STAFF", "huddle"]).unwrap();
    assert_eq!(said, "tagged 2 observations with s.check, t.staff and huddle; new tag huddle");
    assert_eq!(hands.tags(one), ["s.check", "t.staff", "huddle"]);
    assert_eq!(hands.tags(two), ["s.check", "t.staff", "huddle"]);
    let again = tag(&mut hands, &[one], &["s.check"]);
    assert!(matches!(again, Err(Refusal::NothingToChange { .. })));
    let near = tag(&mut hands, &[one], &["t.staf"]);
    assert!(matches!(near, Err(Refusal::NearTag { .. })));

    let untag = |hands: &mut Hands, ids: &[ObservationId], list: &[&str]| {
        hands.tries(|s, c| actions::untag(s, c, ids, &names(list)))
    };
    let said = untag(&mut hands, &[one], &["s.check"]).unwrap();
    assert_eq!(said, format!("took s.check off {}", one.code().short()));
    assert_eq!(hands.tags(one), ["t.staff", "huddle"]);
    let unknown = untag(&mut hands, &[one], &["t.staf"]);
    assert_eq!(unknown, Err(Refusal::NoSuchTag { typed: "t.staf".to_owned() }));
    let said = hands.undoes().unwrap();
    assert_eq!(said, format!("took back: taking tag s.check off {}", one.code().short()));
    let said = hands.undoes().unwrap();
    assert_eq!(said, "took back: tags t.staff, huddle and s.check on 2 observations");
    assert_eq!((hands.tags(one), hands.tags(two)), (vec!["s.check"], vec![]));
}

#[test]
fn tagging_with_a_merged_tag_tags_with_the_one_that_took_it_over() {
    let mut hands = Hands::founded();
    let old = hands.captures("One #t.staff");
    hands.tries(|s, c| actions::merge(s, c, &key("t.staff"), &key("s.check"))).unwrap();
    let new = hands.captures("Two #t.staff");
    assert_eq!(hands.tags(old), ["s.check"]);
    assert_eq!(hands.study.verdict(hands.record(new), hands.author, &key("s.check")), Verdict::Yes);
    hands.tries(|s, c| actions::untag(s, c, &[old], &names(&["s.check"]))).unwrap();
    assert!(hands.tags(old).is_empty());
}

#[test]
fn nobody_takes_back_what_another_said() {
    let mut hands = Hands::founded();
    let id = hands.captures("One #s.check");
    hands.author = PersonId(99);
    let refused = hands.tries(|s, c| actions::untag(s, c, &[id], &names(&["s.check"])));
    assert!(matches!(refused, Err(Refusal::NothingToChange { .. })));
    hands
        .tries(|s, c| actions::tag(s, c, &[id], &names(&["s.check"]), Consent::default()))
        .unwrap();
    assert_eq!(hands.record(id).taggings().len(), 2);
}

// -- undo ------------------------------------------------------------------------------------

#[test]
fn undo_says_what_it_took_back_and_ends_at_the_beginning_of_the_study() {
    let mut hands = Hands::founded();
    assert_eq!(hands.undoes(), Err(Refusal::NothingTo { verb: "undo" }));
    assert_eq!(hands.study.codebook().offered().len(), 3);
    let id = hands.captures("Rang school @clinic");
    let code = id.code().short().to_owned();
    hands
        .tries(|s, c| actions::tag(s, c, &[id], &names(&["s.check"]), Consent::default()))
        .unwrap();
    assert_eq!(hands.undoes().unwrap(), format!("took back: tag s.check on {code}"));
    assert_eq!(hands.undoes().unwrap(), format!("took back note {code}"));
    assert_eq!(hands.undoes(), Err(Refusal::NothingTo { verb: "undo" }));
    assert_eq!(hands.redoes().unwrap(), format!("done again: recording {code}"));
    assert_eq!(hands.redoes().unwrap(), format!("done again: tag s.check on {code}"));
    assert_eq!(hands.redoes(), Err(Refusal::NothingTo { verb: "redo" }));
    assert_eq!(hands.tags(id), ["s.check"]);
}

/// An entry that came from a colleague's laptop, written after everything that is here.
fn from_elsewhere(hands: &mut Hands, seq: u64, change: Change) {
    let header = Header {
        way: asdone::study::Way::Here,
        device: DeviceId(99),
        seq,
        time: hands.study.latest().next(hands.now.millis),
        author: PersonId(99),
        act: seq,
        purpose: Purpose::Do,
    };
    hands.study.apply(Entry { header, content: Content::Known(change) });
}

#[test]
fn undo_does_not_take_back_what_was_set_on_another_laptop_since() {
    let threshold = |set, was| Change::StudySet {
        set: StudyField::Threshold(set),
        was: StudyField::Threshold(was),
    };
    let mut hands = Hands::founded();
    hands.tries(|s, c| actions::set(s, c, StudyField::Threshold(8))).unwrap();
    from_elsewhere(&mut hands, 1, threshold(10, 8));
    let refused = hands.undoes().unwrap_err();
    assert_eq!(
        refused.to_string(),
        "the threshold for small counts was changed again on another laptop after that, so it \
         stays as it is now"
    );
    assert!(refused.hint().is_some());
    assert_eq!(hands.study.threshold(), 10);

    // A later act of one's own, undone, puts the colleague's value back; that is no way to it.
    hands.tries(|s, c| actions::set(s, c, StudyField::Threshold(12))).unwrap();
    hands.undoes().unwrap();
    assert_eq!(hands.study.threshold(), 10);
    assert!(hands.undoes().is_err());
    assert_eq!(hands.study.threshold(), 10);
}

#[test]
fn redo_does_not_put_a_value_over_one_that_was_set_on_another_laptop_since() {
    let mut hands = Hands::founded();
    let id = hands.captures("Rang school");
    let kind = |kind| Fact::Kind(Some(kind));
    hands.tries(|s, c| actions::correct(s, c, id, vec![kind(Kind::Surprise)])).unwrap();
    hands.undoes().unwrap();
    let (set, was) = (kind(Kind::Workaround), Fact::Kind(None));
    from_elsewhere(&mut hands, 1, Change::Corrected { observation: id, set, was });
    assert!(matches!(hands.redoes(), Err(Refusal::SetSince { .. })));
    assert_eq!(hands.record(id).kind(), Some(Kind::Workaround));
}

#[test]
fn a_note_can_be_taken_back_though_the_settings_were_changed_on_another_laptop_since() {
    let mut hands = Hands::founded();
    let id = hands.captures("Rang school @clinic");
    let was = hands.study.settings().to_vec();
    let mut set = was.clone();
    set.push("car park".to_owned());
    let (set, was) = (StudyField::Settings(set), StudyField::Settings(was));
    from_elsewhere(&mut hands, 1, Change::StudySet { set, was });
    hands.undoes().unwrap();
    assert!(!hands.record(id).is_standing());
    assert!(hands.study.settings().iter().any(|name| name == "car park"), "that was not ours");
}

// -- codebook --------------------------------------------------------------------------------

fn card(name: &str, definition: &str) -> TagCard {
    TagCard {
        name: name.to_owned(),
        definition: definition.to_owned(),
        group: "ADJUSTMENT".to_owned(),
        ..TagCard::default()
    }
}

#[test]
fn a_provisional_tag_becomes_a_defined_one() {
    let mut hands = Hands::founded();
    let id = hands.captures("Asked ahead #huddle");
    let said =
        hands.tries(|s, c| actions::define(s, c, &card("Huddle", "a short meeting"))).unwrap();
    assert_eq!(said, "defined Huddle");
    let tag = hands.study.codebook().find("huddle").unwrap();
    assert_eq!((tag.status(), tag.key()), (Status::Defined, &key("huddle")));
    assert_eq!(hands.tags(id), ["Huddle"]);
    let twice = hands.tries(|s, c| actions::define(s, c, &card("huddle", "again")));
    assert_eq!(twice, Err(Refusal::TagExists { name: "Huddle".to_owned() }));
    let nothing = hands.tries(|s, c| actions::define(s, c, &card("new", " ")));
    assert_eq!(nothing, Err(Refusal::Missing { what: "a definition" }));
    let bad = hands.tries(|s, c| actions::define(s, c, &card("two words", "x")));
    assert!(matches!(bad, Err(Refusal::BadTag { .. })));
}

#[test]
fn a_renamed_tag_keeps_what_was_tagged_with_it() {
    let mut hands = Hands::founded();
    let id = hands.captures("Rang school #s.check");
    let rename = |name: &str| vec![TagField::Name(name.to_owned())];
    let taken = hands.tries(|s, c| actions::edit(s, c, &key("s.check"), rename("T.staff")));
    assert_eq!(taken, Err(Refusal::TagExists { name: "t.staff".to_owned() }));
    let said = hands.tries(|s, c| actions::edit(s, c, &key("s.check"), rename("s.look"))).unwrap();
    assert_eq!(said, "renamed s.check to s.look");
    assert_eq!(hands.tags(id), ["s.look"]);
    // The old name goes on working.
    let other = hands.captures("Rang again #s.check");
    assert_eq!(hands.tags(other), ["s.look"]);
    let same = hands.tries(|s, c| actions::edit(s, c, &key("s.check"), rename("s.look")));
    assert!(matches!(same, Err(Refusal::NothingToChange { .. })));
    let none = hands.tries(|s, c| actions::edit(s, c, &key("nothing"), rename("x")));
    assert_eq!(none, Err(Refusal::NoSuchTag { typed: "nothing".to_owned() }));
}

#[test]
fn tags_retire_and_come_back() {
    let mut hands = Hands::founded();
    let id = hands.captures("Rang school #s.check");
    hands.tries(|s, c| actions::retire(s, c, &key("s.check"))).unwrap();
    assert!(hands.study.codebook().offered().iter().all(|tag| tag.name() != "s.check"));
    assert_eq!(hands.tags(id), ["s.check"]);
    let again = hands.tries(|s, c| actions::retire(s, c, &key("s.check")));
    assert!(matches!(again, Err(Refusal::NothingToChange { .. })));
    hands.tries(|s, c| actions::restore(s, c, &key("s.check"))).unwrap();
    assert_eq!(hands.study.codebook().find("s.check").unwrap().status(), Status::Defined);
    let again = hands.tries(|s, c| actions::restore(s, c, &key("s.check")));
    assert!(matches!(again, Err(Refusal::NothingToChange { .. })));
}

#[test]
fn merges_make_no_rings() {
    let mut hands = Hands::founded();
    let merge = |hands: &mut Hands, from: &str, into: &str| {
        hands.tries(|s, c| actions::merge(s, c, &key(from), &key(into)))
    };
    let itself = merge(&mut hands, "s.check", "s.check");
    assert_eq!(itself, Err(Refusal::MergeIntoItself { name: "s.check".to_owned() }));
    merge(&mut hands, "s.check", "t.staff").unwrap();
    merge(&mut hands, "t.staff", "w.stand-in").unwrap();
    let ring = merge(&mut hands, "w.stand-in", "s.check").expect_err("a ring");
    assert!(matches!(ring, Refusal::MergeRing { .. }));
    let again = merge(&mut hands, "s.check", "t.staff");
    assert!(matches!(again, Err(Refusal::NothingToChange { .. })));
    hands.tries(|s, c| actions::restore(s, c, &key("s.check"))).unwrap();
    merge(&mut hands, "w.stand-in", "s.check").unwrap();
}

#[test]
fn a_table_is_taken_in_as_one_act_and_in_its_order() {
    let mut hands = Hands::founded();
    hands.captures("Asked ahead #huddle");
    let version = hands.study.codebook().version();
    let table = [
        card("z.last", "first in the table"),
        card("huddle", "a short meeting"),
        card("a.first", "last in the table"),
    ];
    let said = hands.tries(|s, c| actions::load(s, c, &table)).unwrap();
    assert_eq!(said, "added 2 tags, changed 1 from the table");
    assert_eq!(hands.study.codebook().version(), version + 1);
    let listed: Vec<&str> = hands.study.codebook().offered().iter().map(|tag| tag.name()).collect();
    assert_eq!(listed, ["s.check", "t.staff", "w.stand-in", "z.last", "huddle", "a.first"]);
    let again = hands.tries(|s, c| actions::load(s, c, &table));
    assert!(matches!(again, Err(Refusal::NothingToChange { .. })));
    let twice = [card("x", "one"), card("X", "two")];
    let refused = hands.tries(|s, c| actions::load(s, c, &twice)).expect_err("twice");
    assert_eq!(refused.to_string(), "row 3 of the table: there is a tag \"X\" already");
}

#[test]
fn the_study_is_founded_with_names_and_its_settings_can_be_changed() {
    let hands = Hands::empty(1);
    let founding = Founding {
        name: " Riverside ".to_owned(),
        pseudonym: "wren".to_owned(),
        settings: names(&["court", "Court ", "", "duty desk"]),
        codebook: Vec::new(),
        whose: Whose::Team,
    };
    let nameless = Founding { name: "  ".to_owned(), ..founding.clone() };
    let refused = actions::found(&hands.context(), &nameless);
    assert_eq!(refused, Err(Refusal::Missing { what: "a name for the study" }));
    let nobody = Founding { pseudonym: String::new(), ..founding.clone() };
    assert!(actions::found(&hands.context(), &nobody).is_err());
    let mut hands = Hands::empty(1);
    let deed = actions::found(&hands.context(), &founding).unwrap();
    assert_eq!(hands.does(deed), "began the study \"Riverside\"");
    assert_eq!(hands.study.settings(), ["court", "duty desk"]);
    assert_eq!(hands.study.whose(), Whose::Team);
    assert_eq!(hands.study.people()[0].pseudonym, "wren");
    hands.tries(|s, c| actions::set(s, c, StudyField::Threshold(10))).unwrap();
    assert_eq!(hands.study.threshold(), 10);
    let same = hands.tries(|s, c| actions::set(s, c, StudyField::Name("Riverside".to_owned())));
    assert!(matches!(same, Err(Refusal::NothingToChange { .. })));
}

// -- properties ------------------------------------------------------------------------------

/// Words a person might type, shorthand and things that look like it.
fn word() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => "[a-zäß]{1,8}",
        1 => "[A-Za-z0-9.,;:!?'\"()-]{1,8}",
        1 => prop::sample::select(vec![
            "#s.check", "#s.check,", "#new", "(#t.staff)", "@court", "@home visit", "@\"duty desk\"",
            "!w", "!z", "#1", "a#b", "@", "#", "x@y.org", "@new", "#a,#b", "e\u{301}", "\n",
        ]).prop_map(str::to_owned),
        1 => "\\PC{1,6}",
    ]
}

/// A word that nobody could take for shorthand.
fn plain(word: &str) -> bool {
    !word.starts_with(['#', '@', '!', '(', '[', '{', '"', '\'', '“', '‘'])
        && word.contains(char::is_alphanumeric)
}

proptest! {
    #[test]
    fn shorthand_loses_no_word(words in prop::collection::vec(word(), 0..12)) {
        let line = words.join(" ");
        let hands = Hands::founded();
        let reading = shorthand::read(&line, &hands.study, tuesday());
        let from = reading.understood.iter().find(|(_, p)| *p == Part::Time).map_or(0, |(r, _)| r.end);
        let taken: Vec<_> = reading.understood.iter().map(|(r, _)| r.clone()).collect();
        let base = line.as_ptr() as usize;
        for word in line.split_whitespace().filter(|word| plain(word)) {
            let start = word.as_ptr() as usize - base;
            if start >= from && taken.iter().all(|r| start >= r.end || start + word.len() <= r.start) {
                let word = word.trim_matches(|c: char| !c.is_alphanumeric());
                prop_assert!(reading.text.contains(word), "{word:?} of {line:?} in {:?}", reading.text);
            }
        }
        for (range, _) in &reading.understood {
            prop_assert!(line.get(range.clone()).is_some());
        }
        for (range, _) in &reading.troubles {
            prop_assert!(line.get(range.clone()).is_some());
        }
    }

    #[test]
    fn shorthand_never_panics(line in "\\PC*(\n\\PC*)?") {
        let hands = Hands::founded();
        shorthand::read(&line, &hands.study, tuesday());
        let _ = when::read(&line, tuesday());
    }

    #[test]
    fn no_time_that_anybody_types_panics(
        words in prop::collection::vec(
            prop_oneof![
                prop::sample::select(vec![
                    "yesterday", "tue", "last", "ago", "days", "months", "years", "mar", "31", "at",
                    "next", "am", "pm", "-1h", "99999999999", "2026-02-30", "29/2", "0/0/0000",
                ]).prop_map(str::to_owned),
                "[0-9]{0,5}[:./-]?[0-9]{0,12}[a-z]{0,5}",
            ],
            0..6,
        ),
    ) {
        let text = words.join(" ");
        let _ = when::read(&text, tuesday());
        shorthand::read(&text, &Hands::founded().study, tuesday());
    }

    #[test]
    fn what_is_said_of_a_time_can_be_typed_back(minutes in 0i64..900_000) {
        let moment = tuesday().plus_minutes(-minutes);
        let said = when::say(moment, tuesday());
        let said = said.split(',').next().unwrap_or_default();
        prop_assert_eq!(when::read(said, tuesday()), Ok(moment));
    }

    #[test]
    fn redo_after_undo_gives_the_same_study(steps in prop::collection::vec(step(), 1..12), back in 1usize..6) {
        let mut hands = Hands::founded();
        for step in steps {
            step.take(&mut hands);
        }
        let before = hands.looks();
        let undone = (0..back).take_while(|_| hands.undoes().is_ok()).count();
        for _ in 0..undone {
            hands.redoes().unwrap();
        }
        // Tags stand in the order in which they were last said, and doing again says them again.
        let sorted = |mut looks: Vec<String>| {
            looks.sort();
            looks
        };
        prop_assert_eq!(sorted(hands.looks()), sorted(before));
    }

    #[test]
    fn undoing_everything_leaves_nothing_standing(steps in prop::collection::vec(step(), 1..12)) {
        let mut hands = Hands::founded();
        let before = looks(&hands.study).len();
        for step in steps {
            step.take(&mut hands);
        }
        while hands.undoes().is_ok() {}
        prop_assert_eq!(hands.study.all_standing().count(), 0);
        prop_assert_eq!(hands.study.settings(), ["duty desk", "home visit", "court"]);
        prop_assert_eq!(hands.study.codebook().find("s.check").unwrap().name(), "s.check");
        prop_assert!(before > 0);
    }
}

/// Something that a person does, where it can be done.
#[derive(Clone, Debug)]
enum Step {
    Capture(String),
    Amend(usize, String),
    Later(usize),
    Withdraw(usize),
    Correct(usize, bool),
    Tag(usize, String),
    Untag(usize, String),
    Define(String),
    Rename(String),
    Merge(String, String),
    Retire(String),
    Undo,
    Redo,
}

fn step() -> impl Strategy<Value = Step> {
    let tag = || {
        prop::sample::select(vec!["s.check", "t.staff", "w.stand-in", "huddle", "list"])
            .prop_map(str::to_owned)
    };
    prop_oneof![
        3 => "[a-z]{1,6}( #huddle)?( @clinic)?( !w)?".prop_map(Step::Capture),
        1 => (0usize..4, "[a-z]{1,6}").prop_map(|(n, t)| Step::Amend(n, t)),
        1 => (0usize..4).prop_map(Step::Later),
        1 => (0usize..4).prop_map(Step::Withdraw),
        1 => (0usize..4, any::<bool>()).prop_map(|(n, b)| Step::Correct(n, b)),
        2 => (0usize..4, tag()).prop_map(|(n, t)| Step::Tag(n, t)),
        1 => (0usize..4, tag()).prop_map(|(n, t)| Step::Untag(n, t)),
        1 => tag().prop_map(Step::Define),
        1 => tag().prop_map(Step::Rename),
        1 => (tag(), tag()).prop_map(|(a, b)| Step::Merge(a, b)),
        1 => tag().prop_map(Step::Retire),
        1 => Just(Step::Undo),
        1 => Just(Step::Redo),
    ]
}

impl Step {
    /// Takes the step; one that cannot be taken now is passed over.
    fn take(self, hands: &mut Hands) {
        let consent = Consent { new_tags: true, ..Consent::default() };
        let ids: Vec<ObservationId> = hands.study.records().iter().map(|r| r.id()).collect();
        let id = |n: usize| ids.get(n).copied().unwrap_or(ObservationId(0));
        let done: Result<Deed, Refusal> = {
            let (s, c) = (&hands.study, &hands.context());
            match self {
                Step::Capture(line) => actions::capture(s, c, &draft(&line), consent),
                Step::Amend(n, text) => actions::amend(s, c, id(n), &text, None),
                Step::Later(n) => actions::later(s, c, id(n), "what came of it"),
                Step::Withdraw(n) => actions::withdraw(s, c, id(n), "asked to"),
                Step::Correct(n, wide) => {
                    let audience = if wide { Audience::Team } else { Audience::Private };
                    actions::correct(s, c, id(n), vec![Fact::Audience(audience), Fact::Kind(None)])
                }
                Step::Tag(n, tag) => actions::tag(s, c, &[id(n)], &[tag], consent),
                Step::Untag(n, tag) => actions::untag(s, c, &[id(n)], &[tag]),
                Step::Define(tag) => actions::define(s, c, &card(&tag, "a meaning")),
                Step::Rename(tag) => {
                    let name = TagField::Name(format!("{tag}2"));
                    actions::edit(s, c, &key(&tag), vec![name])
                }
                Step::Merge(from, into) => actions::merge(s, c, &key(&from), &key(&into)),
                Step::Retire(tag) => actions::retire(s, c, &key(&tag)),
                Step::Undo => actions::undo(s, c),
                Step::Redo => actions::redo(s, c),
            }
        };
        if let Ok(deed) = done {
            hands.does(deed);
        }
    }
}

#[test]
fn every_refusal_is_one_calm_sentence() {
    let refusals = [
        Refusal::NoText,
        Refusal::TooLong { bytes: 40_000 },
        Refusal::ControlCharacter { code: 27, at: 3 },
        Refusal::NothingTo { verb: "undo" },
        Refusal::Missing { what: "a reason" },
        Refusal::LongName { what: "a setting", longest: 80 },
    ];
    for refusal in refusals {
        let said = [Some(refusal.to_string()), refusal.hint()];
        for sentence in said.into_iter().flatten() {
            assert!(!sentence.ends_with('.'), "{sentence}");
            assert!(sentence.chars().next().is_some_and(char::is_lowercase), "{sentence}");
        }
    }
}
