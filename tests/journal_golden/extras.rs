//! The optional texts for which the row of an observation has no place: they stand before it.

use asdone::study::{
    Audience, Change, Content, Extra, Fact, FairCopy, Kind, Purpose, Source, Stance,
};

use super::{AT, OBSERVATION, is_to_the_byte, read_back, recorded, some, write};

const EXTRAS: &str = "format-1-extras.hex";

fn saying(n: u128, said: &[Extra]) -> Change {
    let mut change = recorded(n, Some(Kind::Adjustment), Stance::Own, Source::Typed);
    for extra in said {
        let text = format!("{}: yes, \u{5b66}\u{6821}", extra.word());
        change.observation_mut().unwrap().extras.set(*extra, Some(text));
    }
    change
}

fn shared() -> Change {
    let said = saying(52, &[Extra::Told]);
    let observation = said.observation().unwrap().clone();
    let copy = FairCopy { observation, audience: Audience::Team, reworded: false };
    Change::Shared { observation: OBSERVATION, copy: Some(Box::new(copy)) }
}

pub(crate) fn acts() -> Vec<(Vec<Change>, Purpose)> {
    let corrected = |set, was| Change::Corrected { observation: OBSERVATION, set, was };
    let recorded =
        vec![saying(50, &[Extra::Told, Extra::Noticing]), saying(51, &[Extra::Noticing]), shared()];
    let later = vec![
        corrected(Fact::Told(some("no, she was asleep")), Fact::Told(None)),
        corrected(Fact::Noticing(None), Fact::Noticing(some("I waited a little longer"))),
    ];
    vec![(recorded, Purpose::Do), (later, Purpose::Do)]
}

#[test]
fn texts_before_the_row_are_format_1_to_the_byte() {
    let dir = tempfile::tempdir().unwrap();
    let entries = write(&dir.path().join("now"), acts());
    is_to_the_byte(&dir.path().join("now"), EXTRAS);
    let read = read_back(&dir.path().join("then"), EXTRAS);
    assert!(read.iter().all(|entry| matches!(entry.content, Content::Known(_))));
    assert_eq!(read, entries);
    let Content::Known(first) = &read[0].content else { panic!("{:?}", read[0]) };
    let said = first.observation().unwrap().extra(Extra::Noticing);
    assert_eq!(said, Some("noticing: yes, \u{5b66}\u{6821}"));
    assert_eq!(first.observation().unwrap().happened_at, AT.plus_minutes(-12));
}
