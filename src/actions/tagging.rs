//! Saying yes to tags, and taking it back.

use super::{Consent, Context, Deed, Refusal};
use crate::study::{ObservationId, Study};

/// Says yes to every tag on every observation, as one act. Names not in the codebook become
/// provisional tags.
///
/// # Errors
/// A question ([`Refusal::NearTag`]) for a name one slip away from a known one; refused for names
/// that cannot be tags, withdrawn observations, or where nothing would change.
pub fn tag(
    study: &Study,
    context: &Context<'_>,
    ids: &[ObservationId],
    names: &[String],
    consent: Consent,
) -> Result<Deed, Refusal> {
    let _ = (study, context, ids, names, consent);
    todo!()
}

/// Takes back this person's yes to tags, as one act. A yes to a tag that was merged into the named
/// one is taken back too, so that the tag goes from the screen.
///
/// # Errors
/// Refused for unknown tags, or where nothing would change.
pub fn untag(
    study: &Study,
    context: &Context<'_>,
    ids: &[ObservationId],
    names: &[String],
) -> Result<Deed, Refusal> {
    let _ = (study, context, ids, names);
    todo!()
}
