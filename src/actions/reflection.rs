//! Reflections: one person, one observation, a few questions, what is known now last.

use super::sheet::{Writing, own_sheet};
use super::{Context, Deed, Paper, Refusal, standing};
use crate::analysis::reflections;
use crate::study::{Field, Line, ObservationId, SheetId, Sort, Study, Subject};

/// The sheet on which a person reflects on an observation: the one begun before, or a new one,
/// which begins with the first answer.
///
/// # Errors
/// An observation that does not stand.
pub fn reflect_on(
    study: &Study,
    context: &Context<'_>,
    id: ObservationId,
) -> Result<Paper, Refusal> {
    standing(study, id)?;
    let begun = reflections::open_on(study, context.author, id);
    Ok(begun.map_or_else(
        || {
            let link = Field::Link { to: Subject::Observation(id), yes: true };
            Paper::new(context, Sort::Reflection, vec![link])
        },
        |sheet| Paper::of(sheet, Sort::Reflection),
    ))
}

/// Says that a reflection is done, though questions may be open.
///
/// # Errors
/// [`Refusal::NotTheAuthor`], [`Refusal::NothingToChange`].
pub fn finish(study: &Study, context: &Context<'_>, sheet: SheetId) -> Result<Deed, Refusal> {
    let known = own_sheet(study, context, sheet)?;
    let mut writing = Writing::new(study, context);
    if known.ended().is_none() {
        writing.put(sheet, Field::Ended(Some(context.now)));
    }
    writing.done(format!("reflection {} is done", sheet.code()))
}

/// Takes a shift or a reflection out of the study, with a reason.
///
/// # Errors
/// Refused without a reason, or for another's.
pub fn withdraw_sheet(
    study: &Study,
    context: &Context<'_>,
    sheet: SheetId,
    reason: &str,
) -> Result<Deed, Refusal> {
    let known = own_sheet(study, context, sheet)?;
    let reason = super::words::optional(reason)?.ok_or(Refusal::Missing { what: "a reason" })?;
    super::words::within_limit(reason.len())?;
    let word = known.sort().map_or("sheet", Sort::word);
    let mut writing = Writing::new(study, context);
    writing.say(sheet, Line::Withdrawn { reason });
    writing.done(format!("withdrew {word} {}", sheet.code()))
}
