//! What can be done to an observation that is there.

use super::{Context, Deed, Refusal};
use crate::study::{Fact, ObservationId, Study};

/// Puts an observation's text another way. The first words stay in its history.
///
/// # Errors
/// Refused for text that cannot be saved, another's observation, one that was withdrawn, or the
/// same text again.
pub fn amend(
    study: &Study,
    context: &Context<'_>,
    id: ObservationId,
    text: &str,
    why: Option<&str>,
) -> Result<Deed, Refusal> {
    let _ = (study, context, id, text, why);
    todo!()
}

/// Adds what came later, as a note with a date of its own.
///
/// # Errors
/// Refused for text that cannot be saved or an observation that was withdrawn.
pub fn later(
    study: &Study,
    context: &Context<'_>,
    id: ObservationId,
    text: &str,
) -> Result<Deed, Refusal> {
    let _ = (study, context, id, text);
    todo!()
}

/// Takes an observation out of the study, with a reason.
///
/// # Errors
/// Refused without a reason, for another's observation, or one that was withdrawn.
pub fn withdraw(
    study: &Study,
    context: &Context<'_>,
    id: ObservationId,
    reason: &str,
) -> Result<Deed, Refusal> {
    let _ = (study, context, id, reason);
    todo!()
}

/// Puts fields other than the text right, as one act; fields that are so already are passed over.
///
/// # Errors
/// Refused for another's observation, one that was withdrawn, or where nothing would change.
pub fn correct(
    study: &Study,
    context: &Context<'_>,
    id: ObservationId,
    facts: Vec<Fact>,
) -> Result<Deed, Refusal> {
    let _ = (study, context, id, facts);
    todo!()
}
