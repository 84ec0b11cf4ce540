//! Taking back what this device did last, and doing it again. `said` names what was undone, for
//! example "undone: tag s.check on kx7qd".

use super::{Context, Deed, Refusal};
use crate::study::Study;

/// Takes back the last act that still stands.
///
/// # Errors
/// [`Refusal::NothingTo`].
pub fn undo(study: &Study, context: &Context<'_>) -> Result<Deed, Refusal> {
    let _ = (study, context);
    todo!()
}

/// Does again what the last undo took back.
///
/// # Errors
/// [`Refusal::NothingTo`].
pub fn redo(study: &Study, context: &Context<'_>) -> Result<Deed, Refusal> {
    let _ = (study, context);
    todo!()
}
