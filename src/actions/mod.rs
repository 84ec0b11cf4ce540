//! What a person can do, as pure functions from a study, a [`Context`] and an input to a [`Deed`]
//! (changes and a sentence that says what they do) or a [`Refusal`] (what is wrong, and what to do
//! next). Nothing here reads a clock, makes an id of its own, or writes: the journal makes a deed
//! durable, and the fold shows it.

mod amend;
mod capture;
mod codebook;
mod found;
mod refusal;
pub mod shorthand;
mod tagging;
mod undo;
pub mod when;

pub use amend::{amend, correct, later, withdraw};
pub use capture::{Draft, capture};
pub use codebook::{TagCard, define, edit, load, merge, restore, retire};
pub use found::{Founding, found, set};
pub use refusal::Refusal;
pub use tagging::{tag, untag};
pub use undo::{redo, undo};

use uuid::Uuid;

use crate::study::{Change, Moment, ObsIx, PersonId, Purpose, Study};

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

/// What a person has been asked and has agreed to.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Consent {
    /// Yes, this new tag is meant, though it is one slip away from a known one.
    pub new_tags: bool,
    /// Yes, it happened at this time, though that is still to come.
    pub future: bool,
}

/// Finds the observation that a person names by a code (any beginning that fits only one) or by
/// its whole id. Withdrawn ones are found too, those taken back by undo are not.
///
/// # Errors
/// [`Refusal::NoSuchObservation`] or [`Refusal::AmbiguousCode`].
pub fn find(study: &Study, typed: &str) -> Result<ObsIx, Refusal> {
    let _ = (study, typed);
    todo!()
}
