//! Beginning a study, and its settings as a whole.

use super::{Context, Deed, Refusal, TagCard};
use crate::study::{Study, StudyField, Whose};

/// What is asked when a study begins.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Founding {
    /// What people will call it.
    pub name: String,
    /// What the first person wants to be called.
    pub pseudonym: String,
    /// Settings to offer.
    pub settings: Vec<String>,
    /// The codebook to begin with.
    pub codebook: Vec<TagCard>,
    /// Whose record it is.
    pub whose: Whose,
}

/// Begins a study; the person who begins it is `context.author`.
///
/// # Errors
/// Refused without a name or a pseudonym, or for a codebook that [`super::load`] would refuse.
pub fn found(context: &Context<'_>, founding: &Founding) -> Result<Deed, Refusal> {
    let _ = (context, founding);
    todo!()
}

/// Chooses a setting of the study as a whole.
///
/// # Errors
/// Refused where nothing would change, or for an empty name.
pub fn set(study: &Study, context: &Context<'_>, field: StudyField) -> Result<Deed, Refusal> {
    let _ = (study, context, field);
    todo!()
}
