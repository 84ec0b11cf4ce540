//! `asdone debrief`: a facilitated session of several, line by line, and what came of earlier ones.

mod ask;
mod lines;
mod session;
mod view;

use clap::{Args, Subcommand};

use super::session::Session;
use super::{Exit, Failure, Shell};
use crate::actions::{Context, Deed, Refusal, debrief, find_sheet};
use crate::analysis::View;
use crate::analysis::debrief::Agenda;
use crate::forms::Forms;
use crate::study::{Sheet, Sort, Study};

/// Hold a debrief, and read it back
///
/// Three to eight people, one facilitator, an agenda of eight steps in 25 minutes or a cut of ten.
/// Only what its author released to the team is put on show. What is said is entered as said, with a
/// pseudonym only where whoever spoke wishes it; attendance is a number.
#[derive(Args, Debug)]
#[command(after_help = "\
A whole session that asks line by line, for those who do not use the screen:
  asdone debrief begin --ask

The same step by step:
  asdone debrief begin --short --attending 4
  asdone debrief show-note kx7qd
  asdone debrief step next
  asdone debrief say 'the printer had been down since Monday' --about kx7qd
  asdone debrief carry carry 'A second printer' --owner 'team lead' --by friday
  asdone debrief end
  asdone debrief record

Codes: 0 done, 1 nothing found, 2 refused, 3 the study cannot be used.")]
pub(super) struct Command {
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand, Debug)]
enum What {
    Begin(session::Begin),
    Step(session::Step),
    ShowNote(session::ShowNote),
    Say(lines::Say),
    Attend(session::Attend),
    Carry(lines::Carry),
    Reword(lines::Reword),
    Strike(lines::Strike),
    Carried(view::CarriedLines),
    Outcome(lines::Outcome),
    Told(lines::Told),
    End(session::End),
    List(view::List),
    Show(view::Show),
    Record(view::Record),
}

impl Command {
    pub(super) fn run(self, shell: &mut Shell) -> Result<Exit, Failure> {
        match self.what {
            What::Begin(command) => command.run(shell),
            What::Step(command) => command.run(shell),
            What::ShowNote(command) => command.run(shell),
            What::Say(command) => command.run(shell),
            What::Attend(command) => command.run(shell),
            What::Carry(command) => command.run(shell),
            What::Reword(command) => command.run(shell),
            What::Strike(command) => command.run(shell),
            What::Carried(command) => command.run(shell),
            What::Outcome(command) => command.run(shell),
            What::Told(command) => command.run(shell),
            What::End(command) => command.run(shell),
            What::List(command) => command.run(shell),
            What::Show(command) => command.run(shell),
            What::Record(command) => command.run(shell),
        }
    }
}

/// The debrief that is meant: the one named, or else the author's that is under way.
fn meant<'s>(
    study: &'s Study,
    context: &Context<'_>,
    named: Option<&str>,
) -> Result<&'s Sheet, Failure> {
    match named {
        Some(code) => Ok(find_sheet(study, Sort::Debrief, code)?),
        None => debrief::unfinished(study, context).ok_or_else(|| {
            Failure::usage("no debrief is under way", "asdone debrief begin, or name one")
        }),
    }
}

/// The debrief named, or the one under way, or else the latest of one's own.
fn latest<'s>(
    study: &'s Study,
    context: &Context<'_>,
    named: Option<&str>,
) -> Result<&'s Sheet, Failure> {
    match (named, View::of(study, context.author).sheets_written(Sort::Debrief).next_back()) {
        (None, Some(last)) => Ok(debrief::unfinished(study, context).unwrap_or(last)),
        (named, _) => meant(study, context, named),
    }
}

/// Opens the study for one act, so that nobody is locked out while people talk.
fn act(
    shell: &mut Shell,
    named: Option<&str>,
    deed: impl FnOnce(&Study, &Context<'_>, &Sheet) -> Result<Deed, Refusal>,
) -> Result<Exit, Failure> {
    let mut session = Session::open(shell)?;
    let context = session.context();
    let sheet = meant(&session.study, &context, named)?;
    let deed = deed(&session.study, &context, sheet)?;
    session.perform_aloud(deed, shell)
}

/// Says where the agenda is and what is asked there.
fn say_step(shell: &mut Shell, session: &Session, sheet: &Sheet) -> Result<(), Failure> {
    let forms = Forms::of(&session.study);
    let agenda = Agenda::of(&forms.debrief, sheet);
    let step = crate::analysis::debrief::step_of(sheet);
    let Some(at) = agenda.position(step) else {
        shell.out.say("the step it is at is no longer in the agenda");
        return Ok(());
    };
    let Some((step, minutes)) = agenda.steps.get(at) else { return Ok(()) };
    let used = crate::analysis::debrief::used(sheet, shell.now.millis);
    shell.out.line(&format!(
        "step {} of {}: {}, {} of {minutes} min used, {} of {} in all",
        at + 1,
        agenda.steps.len(),
        step.name,
        used.at(&step.id) / 60_000,
        used.total / 60_000,
        agenda.minutes(),
    ))?;
    shell.paragraph(2, &step.ask)
}
