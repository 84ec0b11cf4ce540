//! What is done about a release: its plan, what was decided about each text, and that it was built.

use super::sheet::{Writing, own_sheet};
use super::{Context, Deed, Refusal};
use crate::study::{Change, Digest, Field, Line, Passed, SheetId, Sort, Study, Subject};

/// How many things one line names at most, so that it fits into an entry.
const A_LINE: usize = 2_000;

/// Begins a release with its plan, and the key from which it makes its pseudonyms.
///
/// # Errors
/// None for a plan of the length that plans have.
pub fn begin_release(
    study: &Study,
    context: &Context<'_>,
    title: &str,
    plan: &str,
    key: [u8; 32],
) -> Result<(SheetId, Deed), Refusal> {
    let mut writing = Writing::new(study, context);
    let sheet = writing.begin(Sort::Release);
    writing.put(sheet, Field::Title(title.to_owned()));
    writing.put(sheet, Field::Plan(plan.to_owned()));
    writing.say(sheet, Line::Key(key));
    let deed = writing.done(format!("planned release {}", sheet.code()))?;
    Ok((sheet, deed))
}

/// Gives a release another version of its plan; the versions before stay in the journal.
///
/// # Errors
/// Refused for another's release, or where the plan is the same.
pub fn plan_release(
    study: &Study,
    context: &Context<'_>,
    id: SheetId,
    title: &str,
    plan: &str,
) -> Result<Deed, Refusal> {
    own_sheet(study, context, id)?;
    let mut writing = Writing::new(study, context);
    writing.put(id, Field::Title(title.to_owned()));
    writing.put(id, Field::Plan(plan.to_owned()));
    writing.done(format!("changed the plan of release {}", id.code()))
}

/// Notes that a release was built: what is in it, and a sentence that says which files.
///
/// # Errors
/// Refused for another's release.
pub fn release_built(
    study: &Study,
    context: &Context<'_>,
    id: SheetId,
    holds: &[Subject],
    note: String,
) -> Result<Deed, Refusal> {
    own_sheet(study, context, id)?;
    let mut writing = Writing::new(study, context);
    for part in holds.chunks(A_LINE) {
        writing.say(id, Line::Holds(part.to_vec()));
    }
    writing.say(id, Line::Note { text: note });
    writing.done(format!("built release {}", id.code()))
}

/// Notes what was decided about texts.
///
/// # Errors
/// [`Refusal::NothingToChange`] where there is none.
pub fn review(decisions: Vec<(Digest, Passed)>) -> Result<Deed, Refusal> {
    let said = super::words::count(decisions.len(), "text");
    if decisions.is_empty() {
        return Err(Refusal::NothingToChange { what: format!("reviewed {said}") });
    }
    let changes =
        decisions.into_iter().map(|(words, verdict)| Change::Reviewed { words, verdict }).collect();
    Ok(Deed::done(changes, format!("reviewed {said}")))
}

/// The step under which a release keeps what a second pair of eyes has agreed to.
pub const SECOND_LOOK: &str = "second look";

/// How many texts one line names at most, so that it fits into a text.
const AGREED: usize = 60;

/// Notes that somebody else, who sits at the same laptop and is known by a pseudonym, has looked at texts
/// as they would leave and agrees: each text with those words.
///
/// # Errors
/// Refused without a pseudonym, for the pseudonym of whoever reviewed first, or for another's release.
pub fn second_look(
    study: &Study,
    context: &Context<'_>,
    id: SheetId,
    by: &str,
    agreed: &[(Digest, Digest)],
) -> Result<Deed, Refusal> {
    own_sheet(study, context, id)?;
    let by = by.trim();
    let first = study.person_ix(context.author).and_then(|me| study.people().get(me.0 as usize));
    if by.is_empty() {
        return Err(Refusal::Missing { what: "the pseudonym of the second person" });
    }
    if first
        .is_some_and(|first| crate::analysis::fold(&first.pseudonym) == crate::analysis::fold(by))
    {
        return Err(Refusal::Missing { what: "a second person; this is your own pseudonym" });
    }
    let mut writing = Writing::new(study, context);
    for part in agreed.chunks(AGREED) {
        let lines: Vec<String> =
            part.iter().map(|(of, words)| format!("{} {}", of.hex(), words.hex())).collect();
        writing.say(
            id,
            Line::Contribution {
                step: SECOND_LOOK.to_owned(),
                by: Some(by.to_owned()),
                about: None,
                text: lines.join("\n"),
            },
        );
    }
    let said = super::words::count(agreed.len(), "text");
    writing.done(format!("{by} agreed to {said}"))
}
