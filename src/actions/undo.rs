//! Taking back what this device did last, and doing it again. `said` names what was undone, for
//! example "undone: tag s.check on kx7qd".

use super::account::described;
use super::taken_back::takes_back_whole;
use super::{Context, Deed, Refusal};
use crate::study::{Act, Change, Purpose, Study};

/// Takes back the last act that still stands.
///
/// # Errors
/// [`Refusal::NothingTo`].
pub fn undo(study: &Study, context: &Context<'_>) -> Result<Deed, Refusal> {
    // An act is taken back as it was done, whoever asks and whenever: it needs no time and no id.
    let _ = context;
    let act = study.acts().undoable().ok_or(Refusal::NothingTo { verb: "undo" })?;
    let said = format!("undone: {}", described(study, &again(act)));
    // The last change first.
    let changes = act.inverses.iter().rev().cloned().collect();
    let mut deed = Deed { changes, purpose: Purpose::Undo(act.seq), said };
    if let Some(whole) = takes_back_whole(study, &deed) {
        deed.said = format!("took back {} {}", whole.sort, whole.code);
    }
    Ok(deed)
}

/// Does again what the last undo took back.
///
/// # Errors
/// [`Refusal::NothingTo`].
pub fn redo(study: &Study, context: &Context<'_>) -> Result<Deed, Refusal> {
    let _ = context;
    let act = study.acts().redoable().ok_or(Refusal::NothingTo { verb: "redo" })?;
    let changes = again(act);
    let said = format!("done again: {}", described(study, &changes));
    Ok(Deed { changes, purpose: Purpose::Redo(act.seq), said })
}

/// What an act did, as changes that do it again.
fn again(act: &Act) -> Vec<Change> {
    act.inverses.iter().filter_map(Change::inverse).collect()
}
