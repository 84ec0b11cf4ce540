//! What came after the first changes: sheets with their fields and lines, sampling, forms, notes of
//! the inbox, and tombstones.

use std::collections::{BTreeMap, BTreeSet};

use asdone::study::{
    Audience, Change, Content, Day, Fact, Fate, Field, Item, ItemId, Line, Met, Passed, Plan,
    Purpose, Right, Sampling, SheetId, Sort, Source, Stance, StudyField, Subject, Verdict,
};

use super::{AT, OBSERVATION, acts, is_to_the_byte, item, read_back, recorded, some, tag, write};

pub(crate) const SHEET: SheetId = SheetId(0x0199_f3c2_cccc_7000_8000_0000_0000_0001);

/// Something of which the pinned study knows nothing, so that its tombstone takes nothing with it.
const ELSEWHERE: u128 = 0x0199_f3c2_dddd_7000_8000_0000_0000_0000;

fn about_the_study() -> Vec<Change> {
    let random = Plan::Random { most: 6, shift: 480 };
    let sampled = [
        Sampling::NONE,
        Sampling { plan: random, quiet: Some((1320, 390)), bell: true },
        Sampling { plan: Plan::Every { minutes: 90 }, quiet: None, bell: false },
    ];
    let turns = sampled.windows(2).map(|two| Change::StudySet {
        set: StudyField::Sampling(two[1]),
        was: StudyField::Sampling(two[0]),
    });
    let form = |text: &str| StudyField::Form { name: "stop".into(), text: text.into() };
    let form = Change::StudySet { set: form("title = \"Ring first\"\n"), was: form("") };
    let left = recorded(40, None, Stance::Own, Source::Inbox);
    turns.chain([form, left]).collect()
}

fn begun() -> Vec<Change> {
    sheets(0..6)
}

/// The beginnings of some sorts of sheet. Those that came later are pinned in files of their own.
pub(crate) fn sheets(sorts: std::ops::Range<usize>) -> Vec<Change> {
    let sheets = (0..).zip(Sort::ALL).skip(sorts.start).take(sorts.len());
    sheets.map(|(n, sort)| Change::Begun { sheet: SheetId(SHEET.0 + n), sort, at: AT }).collect()
}

/// Each field with something in it and, where it differs, with nothing.
fn put() -> Vec<Change> {
    let answer = Field::Answer {
        prompt: "happened".into(),
        asked: "What happened?".into(),
        text: "She rang first. 学校".into(),
    };
    let placed = Field::Placed {
        scale: "treated".into(),
        asked: "I was...".into(),
        corners: vec!["listened to".into(), "told".into(), "left waiting".into()],
        shares: vec![667, 0, 333],
    };
    let subjects =
        [Subject::Observation(OBSERVATION), Subject::Sheet(SHEET), Subject::Line(SHEET, item(7))];
    let mut fields = vec![
        Field::Audience(Audience::Team),
        answer,
        Field::Tag { tag: tag("s.check"), yes: true },
        Field::Choice { list: "speaker".into(), word: "child".into() },
        Field::Title("Two addresses".into()),
        Field::Setting(some("duty desk")),
        Field::Ended(Some(AT.plus_minutes(480))),
        Field::Covered(true),
        Field::Due(vec![AT, AT.plus_minutes(90)]),
        Field::Attendance(Some(300)),
        Field::Owner(some("duty manager")),
        Field::ReplyBy(Some(Day(739_700))),
        Field::LookAgain(Some(Day(739_791))),
        placed,
        Field::MayShare(true),
        Field::Fate(Fate::Kept),
        Field::Fate(Fate::Printed),
    ];
    fields.extend(subjects.map(|to| Field::Link { to, yes: true }));
    let put = |set: Field| Change::Put { sheet: SHEET, was: set.emptied(), set };
    fields.into_iter().map(put).collect()
}

fn said() -> Vec<Change> {
    let met = |how| Line::Met { prompt: item(20), how };
    let text = || "as it was said".to_owned();
    let contribution =
        |by, about| Line::Contribution { step: "round".into(), by, about, text: text() };
    let carried =
        |owner, reply_by| Line::Carried { what: "try".into(), text: text(), owner, reply_by };
    let moved = |by, reason| Line::Moved { status: "proposed".into(), by, reason };
    let lines = [
        Line::Paused,
        Line::Resumed,
        Line::Prompted,
        met(Met::Answered(OBSERVATION)),
        met(Met::Postponed(AT.plus_minutes(10))),
        met(Met::Missed),
        contribution(None, None),
        contribution(some("wren"), Some(Subject::Observation(OBSERVATION))),
        carried(None, None),
        carried(some("duty manager"), Some(Day(739_700))),
        Line::Outcome { of: item(28), text: text() },
        moved(None, None),
        moved(some("the team"), some("it works")),
        Line::Told { text: text() },
        Line::Note { text: text() },
        Line::Withdrawn { reason: "not mine".into() },
        Line::Withdrawn { reason: String::new() },
    ];
    let lines = (20..).zip(lines);
    lines.map(|(n, line)| Change::Said { sheet: SHEET, item: item(n), line, at: AT }).collect()
}

fn taken_back() -> Vec<Change> {
    let items = [Item::Sheet(SHEET), Item::Line(SHEET, item(26))];
    items.map(|item| Change::Stands { item, stands: false }).into()
}

fn tombstones() -> Vec<Change> {
    let observation = asdone::study::ObservationId(ELSEWHERE);
    let (sheet, part) = (SheetId(ELSEWHERE + 1), ItemId(ELSEWHERE + 2));
    let all = [
        Item::Observation(observation),
        Item::Amendment(observation, part),
        Item::Later(observation, part),
        Item::Withdrawal(observation, part),
        Item::Sheet(sheet),
        Item::Line(sheet, part),
    ];
    let erased = |(n, what)| Change::Erased {
        what,
        item: item(n),
        reason: "consent withdrawn".into(),
        at: AT,
    };
    (60..).zip(all).map(erased).collect()
}

fn later_acts() -> Vec<(Vec<Change>, Purpose)> {
    let acts = [about_the_study(), begun(), put(), said(), taken_back(), tombstones()];
    acts.map(|act| (act, Purpose::Do)).into()
}

/// A note, what came later, and a tombstone for the latter: one body is gone.
fn erased_acts() -> Vec<(Vec<Change>, Purpose)> {
    let (observation, part) = (asdone::study::ObservationId(OBSERVATION.0 + 1), item(3));
    let later = Change::LaterNoted { observation, item: part, text: "It held.".into(), at: AT };
    let erased = Change::Erased {
        what: Item::Later(observation, part),
        item: item(4),
        reason: "consent withdrawn".into(),
        at: AT,
    };
    let recorded = recorded(1, None, Stance::Seen, Source::Typed);
    vec![(vec![recorded, later], Purpose::Do), (vec![erased], Purpose::Do)]
}

const LATER: &str = "format-1-later.hex";
const ERASED: &str = "format-1-erased.hex";

/// Everything of this page.
pub(crate) fn all_acts() -> Vec<(Vec<Change>, Purpose)> {
    later_acts().into_iter().chain(erased_acts()).collect()
}

#[test]
fn sheets_sampling_forms_and_tombstones_are_format_1_to_the_byte() {
    let dir = tempfile::tempdir().unwrap();
    let entries = write(&dir.path().join("now"), later_acts());
    is_to_the_byte(&dir.path().join("now"), LATER);
    let read = read_back(&dir.path().join("then"), LATER);
    assert!(read.iter().all(|entry| matches!(entry.content, Content::Known(_))));
    assert_eq!(read, entries);
}

#[test]
fn an_entry_whose_body_was_erased_is_format_1_to_the_byte() {
    let dir = tempfile::tempdir().unwrap();
    let entries = write(&dir.path().join("now"), erased_acts());
    is_to_the_byte(&dir.path().join("now"), ERASED);
    let read = read_back(&dir.path().join("then"), ERASED);
    assert_eq!(read.len(), 3);
    let headers = |entries: &[asdone::study::Entry]| -> Vec<_> {
        entries.iter().map(|entry| entry.header.clone()).collect()
    };
    assert_eq!(headers(&read), headers(&entries));
    assert_eq!((&read[0], &read[2]), (&entries[0], &entries[2]));
    assert_eq!(read[1].content, Content::Erased);
}

/// Which variants of each type have been pinned, and how many there are.
#[derive(Default)]
struct Pinned(BTreeMap<&'static str, (usize, BTreeSet<&'static str>)>);

/// Notes one variant. A variant that is new does not compile until it is named here, and the test
/// below fails until it is pinned.
macro_rules! pinned {
    ($name:ident, $type:ident: $($variant:ident)+) => {
        fn $name(&mut self, value: &$type) {
            let all = [$(stringify!($variant)),+].len();
            let name = match value { $($type::$variant { .. } => stringify!($variant),)+ };
            let (_, seen) = self.0.entry(stringify!($type)).or_insert((all, BTreeSet::new()));
            seen.insert(name);
        }
    };
}

impl Pinned {
    pinned!(change, Change: Founded StudySet PersonNamed Recorded Amended LaterNoted Withdrawn
        Stands Corrected Tagged TagSet Begun Put Said Erased Shared Member Reviewed);
    pinned!(study_field, StudyField: Name Settings Threshold Whose Sampling Form);
    pinned!(plan, Plan: None Random Every);
    pinned!(source, Source: Typed Jotted Imported Practice Inbox);
    pinned!(fact, Fact: Kind HappenedAt Setting Stance Origin Audience Aim Cues Expectation Options
        Pressure Prescribed Done Told Noticing);
    pinned!(verdict, Verdict: Unsaid Yes No);
    pinned!(standing, Item: Observation Amendment Later Withdrawal Sheet Line);
    pinned!(sort, Sort: Shift Reflection Debrief Voice Lesson Stop Round Release);
    pinned!(field, Field: Audience Answer Tag Link Choice Title Setting Ended Covered Due Attendance
        Owner ReplyBy LookAgain Placed MayShare Fate Takes Draw Plan);
    pinned!(fate, Fate: Kept Printed Discarded);
    pinned!(subject, Subject: Observation Sheet Line);
    pinned!(line, Line: Paused Resumed Prompted Met Contribution Carried Outcome Moved Told Note
        Withdrawn Holds Wording Coded HandedIn Settled Key);
    pinned!(right, Right: Owner Steward Coder Writer);
    pinned!(passed, Passed: Whole Redacted Out);
    pinned!(met, Met: Answered Postponed Missed);

    fn all_of(&mut self, change: &Change) {
        self.change(change);
        match change {
            Change::StudySet { set, was } => [set, was].into_iter().for_each(|field| {
                self.study_field(field);
                if let StudyField::Sampling(sampling) = field {
                    self.plan(&sampling.plan);
                }
            }),
            Change::Member { card: Some(card), .. } => self.right(&card.right),
            Change::Reviewed { verdict, .. } => self.passed(verdict),
            Change::Recorded(observation) => self.source(&observation.source),
            Change::Stands { item, .. } | Change::Erased { what: item, .. } => self.standing(item),
            Change::Corrected { set, .. } => self.fact(set),
            Change::Tagged { verdict, .. } => self.verdict(verdict),
            Change::Begun { sort, .. } => self.sort(sort),
            Change::Put { set, was, .. } => [set, was].into_iter().for_each(|field| {
                self.field(field);
                match field {
                    Field::Fate(fate) => self.fate(fate),
                    Field::Link { to, .. } => self.subject(to),
                    _ => {}
                }
            }),
            Change::Said { line, .. } => {
                self.line(line);
                if let Line::Met { how, .. } = line {
                    self.met(how);
                }
            }
            _ => {}
        }
    }
}

#[test]
fn every_kind_of_change_field_and_line_is_pinned() {
    let mut pinned = Pinned::default();
    let all = [acts(), later_acts(), super::teams::all_acts(), super::extras::acts()].concat();
    all.iter().flat_map(|(act, _)| act).for_each(|change| pinned.all_of(change));
    assert_eq!(pinned.0.len(), 15);
    for (of, (count, seen)) in pinned.0 {
        assert_eq!(seen.len(), count, "of {of} only these are pinned: {seen:?}");
    }
}
