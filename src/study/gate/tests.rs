use proptest::prelude::*;

use super::*;
use crate::study::{
    Extra, Extras, ItemId, Kind, ObservationId, Origin, SheetId, Source, Stance, TagKey, Verdict,
};

fn note(text: &str) -> Observation {
    let at = Moment::new(1_767_225_600_000, 60);
    Observation {
        id: ObservationId(1),
        text: text.into(),
        kind: Some(Kind::Ordinary),
        happened_at: at,
        recorded_at: at,
        setting: None,
        stance: Stance::Own,
        origin: Origin::Spontaneous,
        source: Source::Typed,
        extras: Extras::NONE,
        tags: vec![],
    }
}

fn recorded(observation: Observation) -> Change {
    Change::Recorded(Box::new(observation))
}

#[test]
fn what_a_person_writes_is_let_in() {
    for text in
        ["rang school", "two\nlines\tand a tab", "שלום \u{200F}", "ท้องฟ้า", &"é".repeat(16 * 1024)]
    {
        assert_eq!(admit(&recorded(note(text))), Ok(()), "{:.20}", text);
    }
}

#[test]
fn what_could_drive_a_terminal_or_hides_or_is_too_much_is_not() {
    let control = |code| Err(Unfit::Control { code });
    assert_eq!(admit(&recorded(note("a\u{1b}]52;c;AAAA\u{7}"))), control(0x1b));
    assert_eq!(admit(&recorded(note("a\u{0}"))), control(0));
    assert_eq!(admit(&recorded(note("a\u{9b}2J"))), control(0x9b));
    assert_eq!(admit(&recorded(note("\u{200B}\u{3164}"))), Err(Unfit::Blank));
    let long = "x".repeat(LONGEST_TEXT + 1);
    let unfit = Err(Unfit::Long { bytes: LONGEST_TEXT + 1, limit: LONGEST_TEXT });
    assert_eq!(admit(&recorded(note(&long))), unfit);
    let mut together = note(&"x".repeat(20 * 1024));
    together.extras.set(Extra::Aim, Some("y".repeat(20 * 1024)));
    assert!(matches!(admit(&recorded(together)), Err(Unfit::Long { .. })));
    let mut named = note("x");
    named.setting = Some("duty\ndesk".into());
    assert_eq!(admit(&recorded(named.clone())), Err(Unfit::Broken));
    named.setting = Some("d".repeat(81));
    assert_eq!(admit(&recorded(named)), Err(Unfit::LongName { characters: 81 }));
    let mut far = note("x");
    far.recorded_at = Moment::new(i64::MAX, 0);
    assert_eq!(admit(&recorded(far)), Err(Unfit::Moment));
    let mut turned = note("x");
    turned.happened_at.offset = i16::MIN;
    assert_eq!(admit(&recorded(turned)), Err(Unfit::Moment));
    let mut tagged = note("x");
    tagged.tags = (0..=MOST_TAGS).filter_map(|n| TagKey::parse(&format!("t{n}"))).collect();
    assert!(matches!(admit(&recorded(tagged)), Err(Unfit::Many { .. })));
}

/// One change of every kind with `text` and `at` in each of its places.
fn everything(text: &str, at: Moment) -> Vec<Change> {
    let (observation, item, sheet) = (ObservationId(1), ItemId(2), SheetId(3));
    let (text, some) = (|| text.to_owned(), || Some(text.to_owned()));
    let mut whole = note(&text());
    (whole.happened_at, whole.recorded_at, whole.origin) = (at, at, Origin::Prompted(Some(at)));
    whole.setting = some();
    whole.extras = Extras::of(|_| some());
    let tag = TagKey::parse("t").unwrap();
    let facts = [Fact::Setting(some()), Fact::Aim(some()), Fact::HappenedAt(at)];
    let fields = [
        Field::Answer { prompt: text(), asked: text(), text: text() },
        Field::Choice { list: text(), word: text() },
        Field::Title(text()),
        Field::Owner(some()),
        Field::Ended(Some(at)),
        Field::Due(vec![at]),
        Field::Placed { scale: text(), asked: text(), corners: vec![text()], shares: vec![] },
    ];
    let lines = [
        Line::Contribution { step: text(), by: some(), about: None, text: text() },
        Line::Carried { what: text(), text: text(), owner: some(), reply_by: None },
        Line::Moved { status: text(), by: some(), reason: some() },
        Line::Note { text: text() },
        Line::Withdrawn { reason: text() },
    ];
    let mut all = vec![
        Change::Founded { study: crate::study::StudyId(1), name: text() },
        Change::StudySet {
            set: StudyField::Settings(vec![text()]),
            was: StudyField::Form { name: text(), text: text() },
        },
        Change::PersonNamed { person: crate::study::PersonId(1), pseudonym: text(), was: text() },
        recorded(whole),
        Change::Amended { observation, item, text: text(), why: some(), at },
        Change::LaterNoted { observation, item, text: text(), at },
        Change::Withdrawn { observation, item, reason: text(), at },
        Change::Tagged {
            observation,
            tag: tag.clone(),
            verdict: Verdict::Yes,
            was: Verdict::No,
            codebook: 1,
        },
        Change::TagSet {
            tag,
            set: vec![TagField::Name(text()), TagField::Definition(text())],
            was: vec![TagField::Group(text())],
        },
        Change::Erased {
            what: crate::study::Item::Observation(observation),
            item,
            reason: text(),
            at,
        },
    ];
    all.extend(everything_of_teams(text(), at));
    all.extend(facts.map(|set| Change::Corrected { observation, was: set.clone(), set }));
    all.extend(fields.map(|set| Change::Put { sheet, was: set.clone(), set }));
    all.extend(lines.map(|line| Change::Said { sheet, item, line, at }));
    all
}

/// The same for the changes, fields and lines of teams, rounds and releases.
fn everything_of_teams(text: String, at: Moment) -> Vec<Change> {
    let (observation, item, sheet) = (ObservationId(1), ItemId(2), SheetId(3));
    let tag = TagKey::parse("t").unwrap();
    let text = || text.clone();
    let mut whole = note(&text());
    (whole.happened_at, whole.recorded_at) = (at, at);
    whole.extras.set(Extra::Done, Some(text()));
    let card = crate::study::Card {
        person: crate::study::PersonId(1),
        verify: [0; 32],
        recipient: text(),
        right: crate::study::Right::Writer,
        until: None,
    };
    let copy = crate::study::FairCopy {
        observation: whole,
        audience: crate::study::Audience::Team,
        reworded: false,
    };
    let lines = [
        Line::Wording {
            tag: tag.clone(),
            name: text(),
            definition: text(),
            include: text(),
            exclude: text(),
        },
        Line::Coded {
            of: observation,
            words: crate::study::Digest([0; 32]),
            yes: vec![],
            unsure: vec![],
            memo: text(),
        },
        Line::Settled { of: observation, tag: tag.clone(), verdict: None, reason: text() },
    ];
    let plan = Field::Plan(text());
    let mut all = vec![
        Change::Shared { observation, copy: Some(Box::new(copy)) },
        Change::Member { device: crate::study::DeviceId(1), card: Some(card) },
        Change::Reviewed {
            words: crate::study::Digest([0; 32]),
            verdict: crate::study::Passed::Redacted(vec![(0, 1, text())]),
        },
        Change::Put { sheet, was: plan.clone(), set: plan },
    ];
    all.extend(lines.map(|line| Change::Said { sheet, item, line, at }));
    all
}

#[test]
fn whatever_was_written_is_read_without_what_drives_a_terminal_and_nothing_is_lost() {
    for change in everything("a\u{1b}[31mb\u{9d}c\u{0}", Moment::new(i64::MAX, i16::MAX)) {
        let read = change.cleaned();
        let said = format!("{read:?}");
        assert!(
            !said.contains("\\u{1b}") && !said.contains("\\u{9d}") && !said.contains("\\0"),
            "{said}"
        );
        assert!(!said.contains(&i64::MAX.to_string()), "{said}");
        assert_eq!(read.clone().cleaned(), read, "cleaning is done once");
    }
    let harmless = everything("a\u{202E}b é", Moment::new(0, 60));
    for change in harmless {
        assert_eq!(change.clone().cleaned(), change);
    }
}

proptest! {
    #[test]
    fn what_is_let_in_is_read_as_it_is(text in any::<String>(), millis: i64, offset: i16) {
        for change in everything(&text, Moment::new(millis, offset)) {
            if admit(&change).is_ok() && !change_has_former(&change) {
                prop_assert_eq!(change.clone().cleaned(), change);
            }
        }
    }

    #[test]
    fn every_moment_that_is_read_can_be_shown(millis: i64, offset: i16) {
        let at = Moment::new(millis, offset).nearest();
        prop_assert!(at.can_be());
        let _ = (at.local(), at.zoned(), at.to_rfc3339(), at.weekday());
    }
}

/// What stood there before is not looked at by the gate.
fn change_has_former(change: &Change) -> bool {
    matches!(
        change,
        Change::StudySet { .. }
            | Change::PersonNamed { .. }
            | Change::Corrected { .. }
            | Change::TagSet { .. }
            | Change::Put { .. }
    )
}
