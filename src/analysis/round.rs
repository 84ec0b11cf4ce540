//! A coding round worked through: who codes which note, in what order, and what a closed round says
//! about agreement.

use std::collections::BTreeMap;

use super::agreement::{Agreement, Cell, Codings, Draws, Figure, Set, SetAgreement, whole};
use super::mask::Policy;
use super::{Exit, Leaves};
use crate::study::{
    Audience, Coding, Digest, HandedIn, ObservationId, PersonId, PersonIx, Record, Round, Study,
    TagKey, Worded,
};

/// A place in an order that follows from the seed alone.
pub(super) fn place(seed: u64, parts: &[u128]) -> [u8; 32] {
    let mut hasher = blake3::Hasher::new_derive_key("asdone 2026 coding round v1");
    hasher.update(&seed.to_be_bytes());
    for part in parts {
        hasher.update(&part.to_be_bytes());
    }
    hasher.finalize().into()
}

/// So many of the notes, drawn at random by the seed; all of them in a drawn order for `None`.
pub fn sample(
    mut notes: Vec<ObservationId>,
    seed: u64,
    number: Option<usize>,
) -> Vec<ObservationId> {
    notes.sort_by_key(|id| (place(seed, &[id.0]), *id));
    notes.dedup();
    notes.truncate(number.unwrap_or(usize::MAX));
    notes
}

/// Who codes each note: `per` coders each, so that no coder gets two notes more than another. Where one
/// of them passes, the note goes to a coder who does not have it, if there is one.
pub fn shares(study: &Study, round: Round<'_>) -> BTreeMap<ObservationId, Vec<PersonId>> {
    let mut shares = drawn(round);
    let mut passed: BTreeMap<ObservationId, Vec<PersonId>> = BTreeMap::new();
    for (note, coder, _) in round.passes() {
        let person = study.people().get(coder.0 as usize).map(|person| person.id);
        passed.entry(note).or_default().extend(person);
    }
    let (seed, per) = round.draw();
    let mut given: BTreeMap<PersonId, usize> = BTreeMap::new();
    shares.values().flatten().for_each(|coder| *given.entry(*coder).or_default() += 1);
    for (note, passed) in passed {
        let Some(turn) = shares.get_mut(&note) else { continue };
        // Which other coder it is follows from the note alone, so that a pass that arrives later moves
        // no note which somebody has coded.
        let mut others = round.coders();
        others.retain(|coder| !turn.contains(coder));
        others.sort_by_key(|coder| (given.get(coder).copied(), place(seed, &[note.0, coder.0])));
        turn.extend(others);
        turn.retain(|coder| !passed.contains(coder));
        turn.truncate(per);
    }
    shares
}

/// The same before anybody passed.
fn drawn(round: Round<'_>) -> BTreeMap<ObservationId, Vec<PersonId>> {
    let (seed, per) = round.draw();
    let mut coders = round.coders();
    coders.sort();
    let mut given: BTreeMap<PersonId, usize> = coders.iter().map(|coder| (*coder, 0)).collect();
    let mut shares = BTreeMap::new();
    for note in round.units() {
        // Those with the fewest notes so far come first, and which of them is drawn.
        let mut turn = coders.clone();
        turn.sort_by_key(|coder| (given.get(coder).copied(), place(seed, &[note.0, coder.0])));
        turn.truncate(per);
        for coder in &turn {
            *given.entry(*coder).or_default() += 1;
        }
        shares.insert(note, turn);
    }
    shares
}

/// The notes that a coder has to code, in an order of their own. A note that was withdrawn, erased or
/// lowered since is not among them.
pub fn queue(study: &Study, round: Round<'_>, coder: PersonId) -> Vec<ObservationId> {
    let (seed, _) = round.draw();
    let mine = shares(study, round).into_iter().filter(|(_, coders)| coders.contains(&coder));
    let mut notes = readable(study, mine.map(|(note, _)| note).collect());
    notes.sort_by_key(|note| place(seed, &[coder.0, note.0, 1]));
    notes
}

/// The notes that a coder has not coded yet, in order.
pub fn left(study: &Study, round: Round<'_>, coder: PersonId) -> Vec<ObservationId> {
    let coded = study.person_ix(coder).map(|ix| round.codings(ix)).unwrap_or_default();
    queue(study, round, coder).into_iter().filter(|note| !coded.contains_key(note)).collect()
}

/// The notes among these that coders may read: a round shows each to others than its author, so only
/// what has the way out to the team, and only for as long as it has.
pub fn readable(study: &Study, notes: Vec<ObservationId>) -> Vec<ObservationId> {
    let exit = Exit::new(study, Audience::Team);
    let may = |id: &ObservationId| {
        study.get(*id).is_some_and(|record| exit.note(record) == Leaves::Words)
    };
    notes.into_iter().filter(may).collect()
}

/// What a closed round says.
#[derive(Clone, Debug)]
pub struct Compared {
    /// How many coders the round has.
    pub coders: usize,
    /// How many of them handed in; the codings of the others are out.
    pub handed_in: usize,
    /// How many handed in something else than what stands now; their codings are out too.
    pub does_not_fit: usize,
    /// How many handed in what cannot be checked any more, since a note was erased.
    pub not_checked: usize,
    /// How many handed in what has not come from their laptops yet.
    pub on_its_way: usize,
    /// Notes that were drawn.
    pub notes: usize,
    /// Notes that were withdrawn, erased or lowered since, and are out.
    pub gone: usize,
    /// Notes that were reworded between two codings, or since.
    pub reworded: usize,
    /// Agreement on each tag, in the order of the round. Where a coder was unsure of a tag, that coding
    /// is missing for that tag.
    pub tags: Vec<(String, Agreement)>,
    /// Agreement on the tags of each group that has several in question, as the codebook groups them
    /// now.
    pub groups: Vec<(String, SetAgreement)>,
    /// Agreement on all tags together.
    pub all: Option<SetAgreement>,
}

/// Compares what coders handed in; `None` while the round is open, for nobody may see before.
pub fn compare(study: &Study, round: Round<'_>, draws: Draws) -> Option<Compared> {
    compare_among(study, round, draws, &|_| true)
}

/// The same of those notes alone that `may` lets be counted.
pub fn compare_among(
    study: &Study,
    round: Round<'_>,
    draws: Draws,
    may: &dyn Fn(&Record) -> bool,
) -> Option<Compared> {
    if !round.is_closed(study) {
        return None;
    }
    let states = states(study, round);
    let many = |wanted: HandedIn| states.iter().filter(|(_, state)| *state == wanted).count();
    let codings: Vec<BTreeMap<ObservationId, Coding>> =
        counted(study, round).into_iter().map(|(_, codings)| codings).collect();
    let mut drawn = round.units();
    drawn.retain(|id| study.get(*id).is_none_or(may));
    let units = readable(study, drawn.clone());
    let tags = round.tags();
    let tables: Vec<Codings> = tags.iter().map(|tag| table(&codings, &units, tag.tag)).collect();
    let groups = groups(study, &tags);
    let sets_of = |tags: &[&TagKey]| -> Vec<Vec<Set>> {
        let of_note = |note| codings.iter().map(|coder| set(coder.get(note), tags)).collect();
        units.iter().map(of_note).collect()
    };
    let every: Vec<&TagKey> = tags.iter().map(|tag| tag.tag).collect();
    let mut sets: Vec<Vec<Vec<Set>>> = groups.iter().map(|(_, tags)| sets_of(tags)).collect();
    sets.push(sets_of(&every));
    let sets: Vec<&[Vec<Set>]> = sets.iter().map(Vec::as_slice).collect();
    let (figures, mut of_sets) = whole(&tables, &sets, draws);
    let all = of_sets.pop();
    let reworded = units.iter().filter(|note| {
        let now = study.get(**note).map(|record| Digest::of(record.text()));
        codings.iter().filter_map(|coder| coder.get(note)).any(|coding| Some(coding.words) != now)
    });
    Some(Compared {
        coders: states.len(),
        handed_in: codings.len(),
        does_not_fit: many(HandedIn::DoesNotFit),
        not_checked: many(HandedIn::CannotBeChecked),
        on_its_way: many(HandedIn::OnItsWay),
        notes: drawn.len(),
        gone: drawn.len() - units.len(),
        reworded: reworded.count(),
        tags: tags.iter().map(|tag| tag.name.to_owned()).zip(figures).collect(),
        groups: groups.into_iter().map(|(name, _)| name).zip(of_sets).collect(),
        all,
    })
}

/// The coders of a round, with whether they handed in.
fn states(study: &Study, round: Round<'_>) -> Vec<(Option<PersonIx>, HandedIn)> {
    let state = |coder: PersonId| {
        let ix = study.person_ix(coder);
        (ix, ix.map_or(HandedIn::NotYet, |ix| round.handed_in(study, ix)))
    };
    // In one order on each laptop: the four counts of two coders say which of them is the first.
    let mut coders = round.coders();
    coders.sort();
    coders.into_iter().map(state).collect()
}

/// What the coders said whose codings count: they were handed in, and are here.
pub fn counted(
    study: &Study,
    round: Round<'_>,
) -> Vec<(PersonIx, BTreeMap<ObservationId, Coding>)> {
    let counts = |state: &HandedIn| matches!(state, HandedIn::Fits | HandedIn::CannotBeChecked);
    let counted = states(study, round).into_iter().filter(|(_, state)| counts(state));
    counted.filter_map(|(coder, _)| Some((coder?, round.codings(coder?)))).collect()
}

/// The tags in question by the groups of the codebook; a group of one tag says nothing more than the
/// tag, and one of all tags nothing more than the whole.
fn groups<'t>(study: &Study, tags: &[Worded<'t>]) -> Vec<(String, Vec<&'t TagKey>)> {
    let codebook = study.codebook();
    let mut groups: Vec<(String, Vec<&TagKey>)> = Vec::new();
    for tag in tags.iter().map(|tag| tag.tag) {
        let group = codebook.ix(tag).and_then(|ix| codebook.get(ix)).map_or("", |tag| tag.group());
        match groups.iter_mut().find(|(name, _)| name == group) {
            Some((_, members)) => members.push(tag),
            None => groups.push((group.to_owned(), vec![tag])),
        }
    }
    let alone = groups.len() == 1;
    groups.retain(|(name, members)| !alone && !name.is_empty() && members.len() > 1);
    groups
}

/// How far coders agree on one tag, as others may see it: how many notes count, how many of them all
/// coders, some and none gave it, and shares in thousandths.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct OnTag {
    /// Notes that two coders or more coded.
    pub notes: u64,
    /// Those that all of them gave the tag.
    pub by_all: u64,
    /// Those that some of them did.
    pub by_some: u64,
    /// Those that none did.
    pub by_none: u64,
    /// The share of pairs of codings that agree.
    pub agree: Option<i64>,
    /// Krippendorff's alpha.
    pub alpha: Option<i64>,
    /// Gwet's AC1.
    pub ac1: Option<i64>,
}

/// What may be shown of a tag to others; `None` where any number of it is too small, since every figure
/// is worked out from all of them. A threshold that is raised shows no more.
pub fn on_tag(found: &Agreement, policy: Policy) -> Option<OnTag> {
    let seen = found.yes_no.as_ref()?.seen;
    let counts = [found.counted, seen.by_all, seen.by_some, seen.by_none].map(|n| n as u64);
    let [notes, by_all, by_some, by_none] = counts;
    let least = u64::from(policy.threshold.unwrap_or_default());
    if notes == 0 || counts.iter().any(|count| *count > 0 && *count < least) {
        return None;
    }
    let of = |figure: Figure| figure.value.ok().map(|value| (value * 1_000.0).round() as i64);
    let [agree, alpha, ac1] = [found.percent, found.alpha, found.ac1].map(of);
    Some(OnTag { notes, by_all, by_some, by_none, agree, alpha, ac1 })
}

fn table(
    codings: &[BTreeMap<ObservationId, Coding>],
    units: &[ObservationId],
    tag: &TagKey,
) -> Codings {
    let mut table = Codings::new(codings.len(), 2);
    for note in units {
        let cell = |coder: &BTreeMap<ObservationId, Coding>| -> Cell {
            let coding = coder.get(note)?;
            match coding.unsure.contains(tag) {
                true => None,
                false => Some(u16::from(coding.yes.contains(tag))),
            }
        };
        table.push(&codings.iter().map(cell).collect::<Vec<_>>());
    }
    table
}

fn set(coding: Option<&Coding>, tags: &[&TagKey]) -> Set {
    let numbered = (0u16..).zip(tags);
    let yes = numbered.filter(|(_, tag)| coding.is_some_and(|coding| coding.yes.contains(tag)));
    coding.map(|_| yes.map(|(number, _)| number).collect())
}

/// The same coder in two rounds: how far a person agrees with what they said before. `None` where one
/// of the rounds is open, or the person did not hand in to both.
pub fn again(
    study: &Study,
    (first, second): (Round<'_>, Round<'_>),
    coder: PersonIx,
    draws: Draws,
) -> Option<Vec<(String, Agreement)>> {
    let of = |round: Round<'_>| {
        let counted = counted(study, round).into_iter().find(|(ix, _)| *ix == coder);
        counted.filter(|_| round.is_closed(study)).map(|(_, codings)| codings)
    };
    let codings = [of(first)?, of(second)?];
    let tags: Vec<Worded<'_>> = second
        .tags()
        .into_iter()
        .filter(|tag| first.tags().iter().any(|t| t.tag == tag.tag))
        .collect();
    let drawn = second.units().into_iter().filter(|note| first.units().contains(note));
    let units = readable(study, drawn.collect());
    let tables: Vec<Codings> = tags.iter().map(|tag| table(&codings, &units, tag.tag)).collect();
    let (figures, _) = whole(&tables, &[], draws);
    Some(tags.iter().map(|tag| tag.name.to_owned()).zip(figures).collect())
}
