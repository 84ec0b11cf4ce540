//! A debrief: beginning it, moving through its agenda, choosing what is on show, entering what is
//! said, keep, try and carry lines, what became of earlier ones, and the end.
//!
//! Each line is an act of its own, durable before it is shown, so that a crash in the middle of a
//! session costs nothing. Attendance is a number; a contribution has a pseudonym only where whoever
//! spoke wished it.

mod lines;

pub use lines::{
    Carry, Contribution, Reworded, carry, find_line, outcome, reword, say, strike, told,
};

use super::sheet::{Writing, own_sheet};
use super::{Context, Deed, Refusal, standing, words};
use crate::analysis::View;
use crate::analysis::debrief::{Agenda, step_of};
use crate::forms::DebriefForm;
use crate::study::{Audience, Field, Line, ObservationId, Sheet, SheetId, Sort, Study, Subject};

/// What is asked when a debrief begins.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Beginning {
    /// The 10-minute version rather than the whole agenda.
    pub short: bool,
    /// What it is called; blank for nothing but its date.
    pub title: String,
    /// How many are there, where that is known already.
    pub attendance: Option<u32>,
}

/// Begins a debrief at the first step of its agenda.
///
/// # Errors
/// [`Refusal::DebriefOpen`] while another of the author's is unfinished; a title that cannot be
/// saved.
pub fn begin(
    study: &Study,
    context: &Context<'_>,
    form: &DebriefForm,
    beginning: &Beginning,
) -> Result<Deed, Refusal> {
    if let Some(open) = unfinished(study, context) {
        return Err(Refusal::DebriefOpen { code: code(open) });
    }
    let title = words::name("a title", &beginning.title)?.unwrap_or_default();
    let mut writing = Writing::new(study, context);
    let sheet = writing.begin(Sort::Debrief);
    let cut = if beginning.short { "short" } else { "full" };
    writing.put(sheet, Field::Choice { list: AGENDA.to_owned(), word: cut.to_owned() });
    writing.put(sheet, Field::Title(title));
    writing.put(sheet, Field::Attendance(checked(beginning.attendance)?));
    if let Some((first, _)) = form.steps(beginning.short).next() {
        writing.say(sheet, at_step(&first.id));
    }
    writing.done(format!("began debrief {}", sheet.code()))
}

/// The list under which a debrief keeps which agenda it follows.
const AGENDA: &str = crate::analysis::debrief::AGENDA;

/// The author's debrief that has begun and not ended, the latest where there are several.
pub fn unfinished<'s>(study: &'s Study, context: &Context<'_>) -> Option<&'s Sheet> {
    let mut own = View::of(study, context.author).sheets_written(Sort::Debrief);
    own.rfind(|sheet| sheet.ended().is_none())
}

/// Where to go in the agenda.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Go {
    /// To the step after this one.
    Next,
    /// To the step before.
    Back,
    /// To the step with this name or number from 1.
    To(String),
}

/// Moves to another step. Nothing has to be said at any.
///
/// # Errors
/// Refused past either end ([`Refusal::NothingToChange`]) and for a step that is not in the agenda.
pub fn go(
    study: &Study,
    context: &Context<'_>,
    form: &DebriefForm,
    sheet: SheetId,
    to: &Go,
) -> Result<Deed, Refusal> {
    let found = running(study, context, sheet)?;
    let agenda = Agenda::of(form, found);
    let at = agenda.position(step_of(found)).unwrap_or(0);
    let stays = |what: &str| Err(Refusal::NothingToChange { what: what.to_owned() });
    let next = match to {
        Go::Next if at + 1 >= agenda.steps.len() => {
            return stays("this is the last step; end the debrief when you are done");
        }
        Go::Next => at + 1,
        Go::Back if at == 0 => return stays("this is the first step"),
        Go::Back => at - 1,
        Go::To(typed) => agenda.find(typed).ok_or_else(|| Refusal::NotInList {
            list: "steps".to_owned(),
            typed: typed.trim().to_owned(),
            choices: agenda.steps.iter().map(|(step, _)| step.id.clone()).collect(),
        })?,
    };
    let Some((step, _)) = agenda.steps.get(next) else { return stays("there is no such step") };
    if step_of(found) == Some(step.id.as_str()) {
        return stays(&format!("this is step {}, {}", next + 1, step.name));
    }
    let mut writing = Writing::new(study, context);
    writing.say(sheet, at_step(&step.id));
    let of = agenda.steps.len();
    writing.done(format!("step {} of {of}: {}", next + 1, step.name))
}

fn at_step(id: &str) -> Line {
    Line::Moved { status: id.to_owned(), by: None, reason: None }
}

/// Notes that a debrief goes on after a break, so that the break is not counted as time used.
///
/// # Errors
/// As for every line of a debrief that is under way.
pub fn resume(study: &Study, context: &Context<'_>, sheet: SheetId) -> Result<Deed, Refusal> {
    running(study, context, sheet)?;
    let mut writing = Writing::new(study, context);
    writing.say(sheet, Line::Resumed);
    writing.done(format!("debrief {} goes on", sheet.code()))
}

/// Puts observations on show, or takes them off. Only what its author released to the team or wider
/// is ever put on show.
///
/// # Errors
/// [`Refusal::NotReleased`], [`Refusal::Withdrawn`], [`Refusal::NothingToChange`].
pub fn show(
    study: &Study,
    context: &Context<'_>,
    sheet: SheetId,
    observations: &[ObservationId],
    on: bool,
) -> Result<Deed, Refusal> {
    running(study, context, sheet)?;
    let mut writing = Writing::new(study, context);
    let mut codes = Vec::new();
    for id in observations {
        let record = standing(study, *id)?;
        if on && record.audience() < Audience::Team {
            return Err(Refusal::NotReleased { code: words::code(record) });
        }
        codes.push(words::code(record));
        writing.put(sheet, Field::Link { to: Subject::Observation(*id), yes: on });
    }
    if codes.is_empty() {
        return Err(Refusal::Missing { what: "an observation" });
    }
    let be = if codes.len() == 1 { "is" } else { "are" };
    let verb = if on { "on show" } else { "no longer on show" };
    writing.done(format!("{} {be} {verb}", words::list(&codes)))
}

/// Says how many take part. Nobody's name is asked for.
///
/// # Errors
/// Refused for no one, for more than a room holds, or where it is so already.
pub fn attend(
    study: &Study,
    context: &Context<'_>,
    sheet: SheetId,
    number: Option<u32>,
) -> Result<Deed, Refusal> {
    own_debrief(study, context, sheet)?;
    let number = checked(number)?;
    let mut writing = Writing::new(study, context);
    writing.put(sheet, Field::Attendance(number));
    writing.done(match number {
        Some(1) => "1 person is here".to_owned(),
        Some(many) => format!("{many} people are here"),
        None => "how many are here is not said".to_owned(),
    })
}

fn checked(number: Option<u32>) -> Result<Option<u32>, Refusal> {
    /// More people than fit a room are a slip.
    const MOST: u32 = 200;
    match number {
        Some(0) => Err(Refusal::Missing { what: "how many are here, you among them" }),
        Some(many) if many > MOST => {
            Err(Refusal::NotANumber { typed: many.to_string(), most: MOST })
        }
        number => Ok(number),
    }
}

/// Ends a debrief. Undo opens it again.
///
/// # Errors
/// Refused where it has ended already.
pub fn end(study: &Study, context: &Context<'_>, sheet: SheetId) -> Result<Deed, Refusal> {
    running(study, context, sheet)?;
    let mut writing = Writing::new(study, context);
    writing.put(sheet, Field::Ended(Some(context.now)));
    writing.done(format!("debrief {} has ended", sheet.code()))
}

/// The author's debrief, ended or not.
fn own_debrief<'s>(
    study: &'s Study,
    context: &Context<'_>,
    id: SheetId,
) -> Result<&'s Sheet, Refusal> {
    let sheet = own_sheet(study, context, id)?;
    let none = || Refusal::NoSuchSheet { sort: "debrief", typed: id.code().short().to_owned() };
    if sheet.sort() == Some(Sort::Debrief) { Ok(sheet) } else { Err(none()) }
}

/// The author's debrief, if it is under way.
fn running<'s>(study: &'s Study, context: &Context<'_>, id: SheetId) -> Result<&'s Sheet, Refusal> {
    let sheet = own_debrief(study, context, id)?;
    if sheet.ended().is_some() {
        return Err(Refusal::HasEnded { code: code(sheet) });
    }
    Ok(sheet)
}

fn code(sheet: &Sheet) -> String {
    sheet.id().code().short().to_owned()
}
