//! What teams, rounds and releases say: fair copies, cards of laptops, reviews, and the fields and
//! lines of two sorts of sheet.

use asdone::study::{
    Audience, Card, Change, Content, DeviceId, Digest, FairCopy, Field, Kind, Line, Passed,
    PersonId, Purpose, Right, Source, Stance, Subject, Verdict,
};

use super::later::{SHEET, sheets};
use super::{AT, OBSERVATION, is_to_the_byte, item, read_back, recorded, tag, write};

fn members() -> Vec<Change> {
    let card = |right, until| Card {
        person: PersonId(9),
        verify: [7; 32],
        recipient: "age1qqqsyqcyq5rqwzqfpg9scrgwpugpzysn".into(),
        right,
        until,
    };
    let cards = [
        Some(card(Right::Owner, None)),
        Some(card(Right::Steward, None)),
        Some(card(Right::Coder, None)),
        Some(card(Right::Writer, Some(70_000))),
        None,
    ];
    let member = |card| Change::Member { device: DeviceId(0x00c0_ffee_00c0_ffee), card };
    cards.into_iter().map(member).collect()
}

fn reviews() -> Vec<Change> {
    let verdicts = [
        Passed::Whole,
        Passed::Redacted(vec![(0, 4, "[name]".into()), (300, 70_000, String::new())]),
        Passed::Out,
    ];
    let words = Digest::of("She rang first.");
    verdicts.map(|verdict| Change::Reviewed { words, verdict }).into()
}

fn put() -> Vec<Change> {
    let fields = [
        Field::Takes { person: PersonId(9), yes: true },
        Field::Draw { seed: 0x0123_4567_89ab_cdef, per: 3 },
        Field::Plan("recipient = \"a university\"\n".into()),
    ];
    fields.map(|set| Change::Put { sheet: SHEET, was: set.emptied(), set }).into()
}

fn said() -> Vec<Change> {
    let coded = |unsure, memo: &str| Line::Coded {
        of: OBSERVATION,
        words: Digest([1; 32]),
        yes: vec![tag("s.check")],
        unsure,
        memo: memo.into(),
    };
    let settled = |verdict, reason: &str| Line::Settled {
        of: OBSERVATION,
        tag: tag("s.check"),
        verdict,
        reason: reason.into(),
    };
    let lines = [
        Line::Holds(vec![Subject::Observation(OBSERVATION), Subject::Line(SHEET, item(7))]),
        Line::Wording {
            tag: tag("s.check"),
            name: "s.check".into(),
            definition: "Looks again".into(),
            include: "reading back".into(),
            exclude: "audit".into(),
        },
        coded(vec![], ""),
        coded(vec![tag("p.anticipate")], "she says \u{201c}twice\u{201d}"),
        Line::HandedIn(Digest([2; 32])),
        settled(Some(Verdict::Yes), "both read it so"),
        settled(None, ""),
        Line::Key([3; 32]),
    ];
    let lines = (80..).zip(lines);
    lines.map(|(n, line)| Change::Said { sheet: SHEET, item: item(n), line, at: AT }).collect()
}

fn team_acts() -> Vec<(Vec<Change>, Purpose)> {
    let acts = [members(), reviews(), sheets(6..8), put(), said()];
    acts.map(|act| (act, Purpose::Do)).into()
}

fn shared_acts() -> Vec<(Vec<Change>, Purpose)> {
    let of = |n, kind| match recorded(n, kind, Stance::Own, Source::Typed) {
        Change::Recorded(observation) => *observation,
        other => panic!("{other:?}"),
    };
    let copies = [
        Some(FairCopy {
            observation: of(2, Some(Kind::Workaround)),
            audience: Audience::Team,
            reworded: true,
        }),
        Some(FairCopy { observation: of(3, None), audience: Audience::Academic, reworded: false }),
        None,
    ];
    let shared = |copy: Option<FairCopy>| Change::Shared {
        observation: copy.as_ref().map_or(OBSERVATION, |copy| copy.observation.id),
        copy: copy.map(Box::new),
    };
    vec![(copies.into_iter().map(shared).collect(), Purpose::Do)]
}

pub(crate) fn all_acts() -> Vec<(Vec<Change>, Purpose)> {
    [team_acts(), shared_acts()].concat()
}

const TEAMS: &str = "format-1-teams.hex";
const SHARED: &str = "format-1-shared.hex";

fn is_pinned(acts: Vec<(Vec<Change>, Purpose)>, name: &str) {
    let dir = tempfile::tempdir().unwrap();
    let entries = write(&dir.path().join("now"), acts);
    is_to_the_byte(&dir.path().join("now"), name);
    let read = read_back(&dir.path().join("then"), name);
    assert!(read.iter().all(|entry| matches!(entry.content, Content::Known(_))));
    assert_eq!(read, entries);
}

#[test]
fn members_reviews_rounds_and_releases_are_to_the_byte() {
    is_pinned(team_acts(), TEAMS);
}

#[test]
fn fair_copies_are_to_the_byte() {
    is_pinned(shared_acts(), SHARED);
}
