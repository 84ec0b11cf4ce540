//! The lines that a debrief gathers, and what is noted about them afterwards.

use super::{Context, Deed, Refusal, own_debrief, running};
use crate::actions::sheet::{Writing, standing_sheet};
use crate::actions::{told_apart, words};
use crate::analysis::debrief::step_of;
use crate::forms::{DebriefForm, Outcome};
use crate::study::{Day, ItemId, Line, SheetId, Sort, Study, Subject};

/// What someone said, as said.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Contribution {
    /// Their words.
    pub text: String,
    /// The pseudonym they wished to be noted by; blank for none, which is the usual.
    pub by: String,
    /// About what on show.
    pub about: Option<Subject>,
}

/// Enters what someone said, at the step the agenda is at.
///
/// # Errors
/// Refused without words, or about something that is not on show.
pub fn say(
    study: &Study,
    context: &Context<'_>,
    sheet: SheetId,
    said: &Contribution,
) -> Result<Deed, Refusal> {
    let found = running(study, context, sheet)?;
    let text = words::text(&said.text)?;
    let by = words::name("a pseudonym", &said.by)?;
    if let Some(about) = said.about
        && !found.links().any(|shown| shown == about)
    {
        return Err(Refusal::NotOnShow { code: about.code().short().to_owned() });
    }
    let step = step_of(found).unwrap_or_default().to_owned();
    let mut writing = Writing::new(study, context);
    let about = said.about;
    let item = writing.say(sheet, Line::Contribution { step, by, about, text });
    writing.done(format!("noted {}", item.code()))
}

/// Something to keep, try or carry upward.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Carry {
    /// Which of these, by its name in the study's form.
    pub what: String,
    /// What was agreed, in the words of those present.
    pub text: String,
    /// The role that answers for it; blank for none yet.
    pub owner: String,
    /// By when whoever it is carried to should answer; `None` where nobody asked for an answer.
    pub reply_by: Option<Day>,
}

/// Enters a line to keep, try or carry. A line that someone has to answer for is kept without a role
/// and a day too, and says so wherever it is shown.
///
/// # Errors
/// Refused without words, or for a sort of line that the form does not have.
pub fn carry(
    study: &Study,
    context: &Context<'_>,
    form: &DebriefForm,
    sheet: SheetId,
    carried: &Carry,
) -> Result<Deed, Refusal> {
    own_debrief(study, context, sheet)?;
    let sort = outcome_named(form, &carried.what)?;
    let line = carried_line(sort, carried)?;
    let mut writing = Writing::new(study, context);
    let item = writing.say(sheet, line);
    let open = if sort.owner && carried.owner.trim().is_empty() {
        "; nobody answers for it yet"
    } else {
        ""
    };
    writing.done(format!("{}: noted {}{open}", sort.name, item.code()))
}

fn carried_line(sort: &Outcome, carried: &Carry) -> Result<Line, Refusal> {
    Ok(Line::Carried {
        what: sort.id.clone(),
        text: words::text(&carried.text)?,
        owner: words::name("a role", &carried.owner)?,
        reply_by: carried.reply_by,
    })
}

/// The sort of line that is meant, by its name in the journal, the one on the screen, or a beginning
/// of either.
fn outcome_named<'f>(form: &'f DebriefForm, typed: &str) -> Result<&'f Outcome, Refusal> {
    let wanted = words::fold(typed.trim());
    let begins = |one: &&Outcome| {
        let names = [words::fold(&one.id), words::fold(&one.name)];
        !wanted.is_empty() && names.iter().any(|name| name.starts_with(&wanted))
    };
    form.outcome.iter().find(begins).ok_or_else(|| Refusal::NotInList {
        list: "lines".to_owned(),
        typed: typed.trim().to_owned(),
        choices: form.outcome.iter().map(|one| one.id.clone()).collect(),
    })
}

/// Puts a line of one's own debrief another way. The line as it was stays in the record of changes;
/// a carried line about which something was noted already can no longer be reworded.
///
/// # Errors
/// [`Refusal::NoSuchLine`], [`Refusal::NothingToChange`], or words that cannot be saved.
pub fn reword(
    study: &Study,
    context: &Context<'_>,
    form: &DebriefForm,
    (sheet, item): (SheetId, ItemId),
    to: &Reworded,
) -> Result<Deed, Refusal> {
    let found = own_debrief(study, context, sheet)?;
    let was = found.lines().find(|said| said.item == item).map(|said| &said.line);
    let line = match (was, to) {
        (Some(Line::Contribution { step, .. }), Reworded::Said(said)) => Line::Contribution {
            step: step.clone(),
            by: words::name("a pseudonym", &said.by)?,
            about: said.about,
            text: words::text(&said.text)?,
        },
        (Some(Line::Carried { .. }), Reworded::Carried(carried)) => {
            if found.lines().any(|said| outcome_of(&said.line) == Some(item)) {
                let what = "something was noted about this line since; add to that instead";
                return Err(Refusal::NothingToChange { what: what.to_owned() });
            }
            carried_line(outcome_named(form, &carried.what)?, carried)?
        }
        _ => return Err(no_line(&item.code())),
    };
    if was == Some(&line) {
        return Err(Refusal::NothingToChange { what: format!("{} says that", item.code()) });
    }
    let mut writing = Writing::new(study, context);
    writing.strike(sheet, item);
    let item = writing.say(sheet, line);
    writing.done(format!("reworded: {}", item.code()))
}

/// A line reworded.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Reworded {
    /// What someone said.
    Said(Contribution),
    /// A line to keep, try or carry.
    Carried(Carry),
}

/// Takes a line back out of one's own debrief.
///
/// # Errors
/// [`Refusal::NoSuchLine`].
pub fn strike(
    study: &Study,
    context: &Context<'_>,
    sheet: SheetId,
    item: ItemId,
) -> Result<Deed, Refusal> {
    let found = own_debrief(study, context, sheet)?;
    if !found.lines().any(|said| said.item == item) {
        return Err(no_line(&item.code()));
    }
    let mut writing = Writing::new(study, context);
    writing.strike(sheet, item);
    writing.done(format!("took {} out", item.code()))
}

/// Notes what became of a line that a debrief carried. Anyone may who has the study.
///
/// # Errors
/// [`Refusal::NoSuchLine`], or words that cannot be saved.
pub fn outcome(
    study: &Study,
    context: &Context<'_>,
    (sheet, of): (SheetId, ItemId),
    text: &str,
) -> Result<Deed, Refusal> {
    let found = standing_sheet(study, sheet)?;
    let is_carried = |line: &Line| matches!(line, Line::Carried { .. });
    if !found.lines().any(|said| said.item == of && is_carried(&said.line)) {
        return Err(no_line(&of.code()));
    }
    let mut writing = Writing::new(study, context);
    writing.say(sheet, Line::Outcome { of, text: words::text(text)? });
    writing.done(format!("noted what became of {}", of.code()))
}

fn outcome_of(line: &Line) -> Option<ItemId> {
    match line {
        Line::Outcome { of, .. } => Some(*of),
        _ => None,
    }
}

/// Notes that those whose observations were on show were told what came of it, in what words.
///
/// # Errors
/// Words that cannot be saved.
pub fn told(
    study: &Study,
    context: &Context<'_>,
    sheet: SheetId,
    text: &str,
) -> Result<Deed, Refusal> {
    standing_sheet(study, sheet)?;
    let mut writing = Writing::new(study, context);
    writing.say(sheet, Line::Told { text: words::text(text)? });
    writing.done(format!("noted that the contributors to {} were told", sheet.code()))
}

/// The line that a person names by a code (any beginning that fits only one), in any debrief.
///
/// # Errors
/// [`Refusal::NoSuchLine`] or [`Refusal::AmbiguousCode`].
pub fn find_line(study: &Study, typed: &str) -> Result<(SheetId, ItemId), Refusal> {
    let wanted = typed.trim();
    let debriefs = study.sheets().all_of(Sort::Debrief);
    let lines = debriefs.flat_map(|sheet| sheet.lines().map(|said| (sheet.id(), said)));
    let named = lines.filter(|(_, said)| {
        let lasting = matches!(said.line, Line::Contribution { .. } | Line::Carried { .. });
        lasting && wanted.chars().count() >= 2 && said.item.code().begins_with(wanted)
    });
    let fitting: Vec<(SheetId, ItemId)> = named.map(|(sheet, said)| (sheet, said.item)).collect();
    match fitting.as_slice() {
        [] => Err(no_line(&wanted)),
        [one] => Ok(*one),
        several => {
            let codes: Vec<_> = several.iter().map(|(_, item)| item.code()).collect();
            let codes = told_apart(&codes);
            Err(Refusal::AmbiguousCode { typed: wanted.to_owned(), codes })
        }
    }
}

fn no_line(typed: &impl ToString) -> Refusal {
    Refusal::NoSuchLine { typed: typed.to_string() }
}
