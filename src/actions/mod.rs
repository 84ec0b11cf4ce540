//! What a person can do, as pure functions from a study, a [`Context`] and an input to a [`Deed`]
//! (changes and a sentence that says what they do) or a [`Refusal`] (what is wrong, and what to do
//! next). Nothing here reads a clock, makes an id of its own, or writes: the journal makes a deed
//! durable, and the fold shows it.

mod account;
mod again;
mod amend;
mod answers;
pub mod audience;
mod audit;
pub(crate) mod capture;
mod codebook;
pub mod debrief;
mod erase;
mod found;
pub mod lesson;
mod offered;
pub mod prompting;
mod reflection;
mod refusal;
mod released;
pub mod round;
pub mod settle;
mod sheet;
pub mod shift;
pub mod shorthand;
pub mod stop;
pub(crate) mod tagging;
pub mod taken_back;
pub mod team;
mod undo;
mod voice;
pub mod when;
pub(crate) mod words;

pub use again::said_before;
pub use amend::{amend, correct, later, withdraw};
pub use answers::{Fill, Paper, fill, link, tag_sheet};
pub use audience::{find_any, release};
pub use audit::{AuditRow, Trail, audit, code_of, is_about};
pub use capture::{Draft, capture, capture_unread, needs_the_past};
pub use codebook::{TagCard, define, edit, load, merge, restore, retire};
pub use erase::{Erasable, FOR_ALL, erasable, erase, find_erasable, may_be};
pub use found::{Founding, call_me, found, set};
pub use reflection::{finish, reflect_on, withdraw_sheet};
pub use refusal::Refusal;
pub use released::{SECOND_LOOK, begin_release, plan_release, release_built, review, second_look};
pub use sheet::find_sheet;
pub use tagging::{tag, untag};
pub use undo::{redo, undo};
pub use voice::{Spoken, begin_voice, tell_voice, voice, withdraw_voice};

use std::collections::HashSet;

use uuid::Uuid;

use crate::study::{
    Change, Code, Moment, ObsIx, Observation, ObservationId, PersonId, Purpose, Record, SHOWN,
    Study,
};

/// Where new ids come from.
pub trait Ids {
    /// An id that nobody has used (a version 7 UUID outside tests).
    fn fresh(&self) -> Uuid;
}

/// Everything an action needs to know of the world.
#[derive(Clone, Copy)]
pub struct Context<'a> {
    /// The time, with the clock offset of this place.
    pub now: Moment,
    /// Who is doing it.
    pub author: PersonId,
    /// Where new ids come from.
    pub ids: &'a dyn Ids,
}

/// Something that a person has decided to do, ready to be made durable as one act.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Deed {
    /// The changes, in order; never empty.
    pub changes: Vec<Change>,
    /// Why: for itself, or to take back or repeat another act.
    pub purpose: Purpose,
    /// What it does, as a sentence in the past tense without a full stop, for example "recorded
    /// kx7qd". Shown only after the changes are durable.
    pub said: String,
}

impl Deed {
    /// Something done for itself.
    pub(crate) fn done(changes: Vec<Change>, said: String) -> Self {
        Self { changes, purpose: Purpose::Do, said }
    }

    /// Whether it takes content out for good.
    pub fn erases(&self) -> bool {
        self.changes.iter().any(|change| matches!(change, Change::Erased { .. }))
    }

    /// The observation that it records, where it records one.
    pub fn recorded(&self) -> Option<&Observation> {
        self.changes.iter().find_map(|change| match change {
            Change::Recorded(observation) => Some(&**observation),
            _ => None,
        })
    }
}

/// What a person has been asked and has agreed to.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Consent {
    /// Yes, this new tag is meant, though it is one slip away from a known one.
    pub new_tags: bool,
    /// Yes, this new setting is meant, though it is a slip away from a known one.
    pub new_settings: bool,
    /// Yes, it happened at this time, though that is still to come.
    pub future: bool,
}

/// Finds the observation that a person names by a code (any beginning that fits only one) or by
/// its whole id. Withdrawn ones are found too, those taken back by undo are not.
///
/// # Errors
/// [`Refusal::NoSuchObservation`] or [`Refusal::AmbiguousCode`].
pub fn find(study: &Study, typed: &str) -> Result<ObsIx, Refusal> {
    let wanted = typed.trim();
    let none = || Refusal::NoSuchObservation { typed: wanted.to_owned() };
    let there = |record: &Record| record.is_here() && !record.is_taken_back();
    if let Ok(id) = wanted.parse::<ObservationId>() {
        let ix = study.obs_ix(id).ok_or_else(none)?;
        return study.record_at(ix).filter(|r| there(r)).map(|_| ix).ok_or_else(none);
    }
    if wanted.chars().count() < 2 {
        return Err(none());
    }
    let mut fitting = Vec::new();
    for (ix, record) in study.all_recorded() {
        if there(record) && record.id().code().begins_with(wanted) {
            fitting.push((ix, record.id().code()));
        }
    }
    match fitting.as_slice() {
        [] => Err(none()),
        [(ix, _)] => Ok(*ix),
        several => {
            let codes = several.iter().map(|(_, code)| *code).collect::<Vec<_>>();
            Err(Refusal::AmbiguousCode { typed: wanted.to_owned(), codes: told_apart(&codes) })
        }
    }
}

/// The codes, cut as short as they can be while no two are the same.
fn told_apart(codes: &[Code]) -> Vec<String> {
    let longest = codes.first().map_or(SHOWN, |code| code.as_str().len());
    let cut = |length: usize| -> Vec<String> {
        codes.iter().map(|code| code.as_str().chars().take(length).collect()).collect()
    };
    let differ = |cuts: &[String]| cuts.iter().collect::<HashSet<_>>().len() == cuts.len();
    (SHOWN..longest).map(cut).find(|cuts| differ(cuts)).unwrap_or_else(|| cut(longest))
}

/// The record that an action is about, if it is there and stands.
fn standing(study: &Study, id: ObservationId) -> Result<&Record, Refusal> {
    let none = || Refusal::NoSuchObservation { typed: id.to_string() };
    let record = study.get(id).filter(|r| r.is_here() && !r.is_taken_back()).ok_or_else(none)?;
    if record.is_withdrawn() {
        return Err(Refusal::Withdrawn { code: words::code(record) });
    }
    Ok(record)
}

/// A deed about the forms, the threshold or the codebook: refused where those who run the team have
/// decided it and whoever does this is none of them, since it would count for nothing.
fn for_all(study: &Study, mut deed: Deed) -> Result<Deed, Refusal> {
    if deed.changes.iter().any(|change| study.is_decided_elsewhere(change)) {
        return Err(Refusal::DecidedForAll);
    }
    if deed.changes.iter().any(|change| study.decides_for_all(change)) {
        deed.said.push_str("; for your whole team, once it leaves with an exchange");
    }
    Ok(deed)
}

/// What is said after something was added to notes of colleagues; nothing after one's own.
fn seen_by_team(study: &Study, context: &Context<'_>, records: &[&Record]) -> &'static str {
    let me = study.person_ix(context.author);
    let theirs = records.iter().any(|record| Some(record.author()) != me);
    if theirs { "; the team sees that you did" } else { "" }
}

/// The record that an action is about, if it stands and is the author's own.
fn own<'s>(
    study: &'s Study,
    context: &Context<'_>,
    id: ObservationId,
) -> Result<&'s Record, Refusal> {
    let record = standing(study, id)?;
    if study.person_ix(context.author) != Some(record.author()) {
        return Err(Refusal::NotTheAuthor { code: words::code(record) });
    }
    if record.is_foreign() {
        return Err(Refusal::OnAnotherLaptop { code: words::code(record) });
    }
    Ok(record)
}
