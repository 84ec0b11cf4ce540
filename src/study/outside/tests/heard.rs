//! A copy that stands in few bytes is told as it came.

use std::mem::size_of;

use super::super::heard::{Copied, Glance};
use super::super::{Foreign, Own};
use super::*;

/// A copy with everything in it that one can have.
fn full(id: ObservationId) -> FairCopy {
    FairCopy {
        observation: Observation {
            id,
            text: "Rang the school before the visit — ünïcode".into(),
            kind: Some(Kind::KeptSafe),
            happened_at: Moment::new(1_770_000_000_000, 60),
            recorded_at: Moment::new(1_770_000_090_000, -330),
            setting: Some("a place that nobody had named".into()),
            stance: Stance::Joint,
            origin: Origin::Prompted(Some(Moment::new(1_769_999_000_000, 60))),
            source: Source::Imported,
            extras: Extras::NONE.with(Extra::Aim, "to be on time").with(Extra::Noticing, "nothing"),
            tags: vec![tag("p.anticipate"), tag("own"), tag("p.anticipate")],
        },
        audience: Audience::Private,
        reworded: true,
    }
}

fn told(study: &Study, id: ObservationId) -> Vec<(PersonId, Change)> {
    let told = study.told(Subject::Observation(id));
    told.map(|(_, said)| (said.author, said.into_owned().change)).collect()
}

#[test]
fn a_copy_is_told_as_it_came_whatever_is_in_it() {
    let theirs = ObservationId(2);
    let plain = copy_of(theirs, "plain");
    let copies = [full(theirs), FairCopy { audience: Audience::Academic, ..plain }];
    for copy in copies {
        let said = shared(theirs, Some(copy.clone()));
        let study = folded(entries(50, vec![(200, PersonId(8), said.clone())]));
        let kept: Vec<_> = study.outside.of(Subject::Observation(theirs)).collect();
        assert!(matches!(kept[..], [(_, Glance::Copy(_))]), "in few bytes");
        assert_eq!(told(&study, theirs), [(PersonId(8), said.clone())]);
        // Something else is said of it, and then a copy again.
        let tagged = Change::Tagged {
            observation: theirs,
            tag: tag("theirs"),
            verdict: Verdict::Yes,
            was: Verdict::Unsaid,
            codebook: 0,
        };
        let again = shared(theirs, Some(copy_of(theirs, "again")));
        let all = [said, tagged, again];
        let study = folded(entries(
            50,
            (0..).zip(all.clone()).map(|(at, said)| (200 + at, PersonId(8), said)).collect(),
        ));
        assert_eq!(told(&study, theirs), all.map(|said| (PersonId(8), said)));
        assert_eq!(study.get(theirs).unwrap().text(), "again");
    }
}

#[test]
fn a_copy_under_another_name_is_kept_as_it_is_and_shows_nothing() {
    let (theirs, other) = (ObservationId(2), ObservationId(3));
    let said = shared(theirs, Some(full(other)));
    let study = folded(entries(50, vec![(200, PersonId(8), said.clone())]));
    let kept: Vec<_> = study.outside.of(Subject::Observation(theirs)).collect();
    assert!(matches!(kept[..], [(_, Glance::Other(_))]));
    assert_eq!(told(&study, theirs), [(PersonId(8), said)]);
    assert!(!study.get(theirs).unwrap().is_here());
}

#[test]
fn nothing_is_kept_of_a_note_as_it_is_here_before_its_own_journal_says_something() {
    let (theirs, own) = (ObservationId(2), Subject::Observation(ObservationId(2)));
    let copy = entries(50, vec![(200, PersonId(8), shared(theirs, Some(full(theirs))))]);
    let mine = Change::Tagged {
        observation: theirs,
        tag: tag("mine"),
        verdict: Verdict::Yes,
        was: Verdict::Unsaid,
        codebook: 0,
    };
    let mine = entries(1, vec![(300, ME, mine)]);
    let study = folded(copy.clone());
    assert!(study.outside.own.is_empty() && study.own_record(theirs).is_none());
    let (here, there) = ([copy.clone(), mine.clone()].concat(), [mine, copy].concat());
    let (one, other) = (folded(here), folded(there));
    assert_eq!(one.portrait(), other.portrait());
    for study in [one, other] {
        assert!(matches!(study.outside.own.get(&own), Some(Own::Record(own)) if !own.is_here()));
        assert_eq!(study.own_record(theirs).unwrap().taggings().len(), 1);
        assert_eq!(study.get(theirs).unwrap().taggings().len(), 3);
    }
}

#[test]
fn a_site_of_millions_of_notes_fits_into_memory() {
    // What each note takes beside its text: more than this is gigabytes where there are millions.
    assert!(size_of::<Copied>() <= 160, "{}", size_of::<Copied>());
    assert!(size_of::<Record>() <= 192, "{}", size_of::<Record>());
    assert!(size_of::<Foreign>() > size_of::<Copied>(), "or there is no point in it");
}
