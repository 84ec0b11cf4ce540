//! Settling a closed round: where the coders differ, what became of it, and what each of them sees of it
//! alone. What they agree on settles itself, and the first codings stay as they are.
//!
//! Coders are letters here and never names, and another coder is A in the next note: whoever settles
//! looks at the reasons and not at the person.

use std::collections::BTreeMap;

use super::agreement::Four;
use super::round::{counted, place, readable};
use crate::study::{
    Coding, ObservationId, PersonId, PersonIx, Round, Settlement, Study, TagKey, Verdict, Worded,
};

/// What one coder said of one tag of a note.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Says {
    /// It applies.
    Yes,
    /// It does not.
    No,
    /// They were unsure.
    Unsure,
}

impl Says {
    fn of(coding: &Coding, tag: &TagKey) -> Self {
        match coding {
            coding if coding.unsure.contains(tag) => Self::Unsure,
            coding if coding.yes.contains(tag) => Self::Yes,
            _ => Self::No,
        }
    }

    /// The word for it.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Yes => "yes",
            Self::No => "no",
            Self::Unsure => "unsure",
        }
    }
}

/// One coder's part in a difference.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Part {
    /// A, B, C, shuffled for each note.
    pub who: char,
    /// What they said.
    pub says: Says,
    /// What they noted along with the note.
    pub memo: String,
}

/// A tag of a note on which the coders differ, or of which one was unsure.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Difference<'s> {
    /// The note.
    pub note: ObservationId,
    /// The tag, as the coders had it before them.
    pub tag: Worded<'s>,
    /// What each said, A first.
    pub parts: Vec<Part>,
    /// What became of it, if anything has.
    pub settled: Option<Settlement<'s>>,
}

/// How far a round is settled.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Progress {
    /// Judgements (a tag of a note) of two coders or more.
    pub judgements: usize,
    /// Those on which they agree, which settle themselves.
    pub agreed: usize,
    /// Differences that were settled.
    pub settled: usize,
    /// Differences that are kept on purpose.
    pub kept: usize,
    /// Differences that are left.
    pub left: usize,
}

type Codings = Vec<(PersonIx, BTreeMap<ObservationId, Coding>)>;

/// The codings of one note, in the order of their letters.
fn parts_of<'c>(
    study: &Study,
    round: Round<'_>,
    codings: &'c Codings,
    note: ObservationId,
) -> Vec<&'c Coding> {
    let (seed, _) = round.draw();
    let id = |ix: PersonIx| study.people().get(ix.0 as usize).map_or(0, |person| person.id.0);
    let mut parts: Vec<(u128, &Coding)> =
        codings.iter().filter_map(|(ix, said)| Some((id(*ix), said.get(&note)?))).collect();
    parts.sort_by_key(|(id, _)| (place(seed, &[note.0, *id, 2]), *id));
    parts.into_iter().map(|(_, coding)| coding).collect()
}

/// Calls `each` with every judgement of a closed round that two coders or more made.
fn judged<'s>(
    study: &'s Study,
    round: Round<'s>,
    mut each: impl FnMut(ObservationId, &Worded<'s>, &[&Coding]),
) {
    if !round.is_closed(study) {
        return;
    }
    let (codings, tags) = (counted(study, round), round.tags());
    for note in readable(study, round.units()) {
        let parts = parts_of(study, round, &codings, note);
        if parts.len() > 1 {
            tags.iter().for_each(|tag| each(note, tag, &parts));
        }
    }
}

fn differ(parts: &[&Coding], tag: &TagKey) -> bool {
    let mut says = parts.iter().map(|coding| Says::of(coding, tag));
    let first = says.next();
    first == Some(Says::Unsure) || says.any(|said| Some(said) != first)
}

/// Where the coders of a closed round differ, in the order in which the notes were drawn; nothing while
/// it is open.
pub fn differences<'s>(study: &'s Study, round: Round<'s>) -> Vec<Difference<'s>> {
    let mut settled = round.settlements();
    let mut found = Vec::new();
    judged(study, round, |note, tag, parts| {
        if !differ(parts, tag.tag) {
            return;
        }
        let part = |(who, coding): (char, &&Coding)| Part {
            who,
            says: Says::of(coding, tag.tag),
            memo: coding.memo.clone(),
        };
        let settled = settled.remove(&(note, tag.tag.clone()));
        let parts = ('A'..).zip(parts).map(part).collect();
        found.push(Difference { note, tag: tag.clone(), parts, settled });
    });
    found
}

/// How far a closed round is settled.
pub fn progress(study: &Study, round: Round<'_>) -> Progress {
    let settled = round.settlements();
    let mut progress = Progress::default();
    judged(study, round, |note, tag, parts| {
        progress.judgements += 1;
        let place = match settled.get(&(note, tag.tag.clone())) {
            _ if !differ(parts, tag.tag) => &mut progress.agreed,
            Some(Settlement { verdict: None, .. }) => &mut progress.kept,
            Some(_) => &mut progress.settled,
            None => &mut progress.left,
        };
        *place += 1;
    });
    progress
}

/// A judgement of one's own that was settled differently.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Otherwise<'s> {
    /// The note.
    pub note: ObservationId,
    /// The tag.
    pub tag: Worded<'s>,
    /// What one said.
    pub own: Says,
    /// What was settled.
    pub settled: Settlement<'s>,
}

/// Where a closed round was settled otherwise than a coder said, for them alone: another verdict than
/// theirs, or a difference of theirs that is kept on purpose.
pub fn otherwise<'s>(study: &'s Study, round: Round<'s>, coder: PersonIx) -> Vec<Otherwise<'s>> {
    let own = counted(study, round).into_iter().find(|(ix, _)| *ix == coder);
    let own = own.map(|(_, codings)| codings).unwrap_or_default();
    let found = differences(study, round).into_iter().filter_map(|difference| {
        let Difference { note, tag, settled, .. } = difference;
        let says = Says::of(own.get(&note)?, tag.tag);
        let same = |settled: &Settlement<'_>| {
            matches!(
                (settled.verdict, says),
                (Some(Verdict::Yes), Says::Yes) | (Some(Verdict::No), Says::No)
            )
        };
        let settled = settled.filter(|settled| !same(settled))?;
        Some(Otherwise { note, tag, own: says, settled })
    });
    found.collect()
}

/// A coder beside each of the others over all tags, for them alone. The others are letters in a drawn
/// order; what somebody was unsure of is left out.
pub fn you_and_others(study: &Study, round: Round<'_>, coder: PersonIx) -> Vec<(char, Four)> {
    if !round.is_closed(study) {
        return Vec::new();
    }
    let (seed, _) = round.draw();
    let codings = counted(study, round);
    let Some((_, own)) = codings.iter().find(|(ix, _)| *ix == coder) else { return Vec::new() };
    let id = |ix: &PersonIx| study.people().get(ix.0 as usize).map_or(PersonId(0), |p| p.id);
    let mut others: Vec<_> = codings.iter().filter(|(ix, _)| *ix != coder).collect();
    others.sort_by_key(|(ix, _)| place(seed, &[round.sheet().id().0, id(ix).0, 3]));
    let (tags, notes) = (round.tags(), readable(study, round.units()));
    let beside = |(_, theirs): &(PersonIx, BTreeMap<ObservationId, Coding>)| {
        let mut four = Four::default();
        let both = notes.iter().filter_map(|note| Some((own.get(note)?, theirs.get(note)?)));
        for (mine, theirs) in both {
            for tag in &tags {
                *match (Says::of(mine, tag.tag), Says::of(theirs, tag.tag)) {
                    (Says::Yes, Says::Yes) => &mut four.both,
                    (Says::Yes, Says::No) => &mut four.only_first,
                    (Says::No, Says::Yes) => &mut four.only_second,
                    (Says::No, Says::No) => &mut four.neither,
                    (Says::Unsure, _) | (_, Says::Unsure) => continue,
                } += 1;
            }
        }
        four
    };
    ('A'..).zip(others.into_iter().map(beside)).collect()
}
