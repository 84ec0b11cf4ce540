//! `asdone round`: several people code the same notes without seeing each other's codings.

mod begin;
mod code;
mod settle;
mod status;

use clap::{Args, Subcommand};

use super::session::Session;
use super::{Exit, Failure, Shell};
use crate::actions::{self, Context, Refusal, find_sheet};
use crate::study::{PersonId, Round, SheetId, Sort, Study};

/// Code the same notes apart, and see how far you agree
///
/// A round keeps its own wording of the tags in question, so the codebook goes on living. What a coder
/// says is shown to nobody before the round is closed. Several coders may take turns at one laptop:
/// --as says who codes.
#[derive(Args, Debug)]
#[command(after_help = "\
A round from beginning to end:
  asdone round begin --coders wren,heron --group POTENTIAL --sample 40 since:4w
  asdone round code ROUND --as heron --ask
  asdone round hand-in ROUND --as heron
  asdone round close ROUND
  asdone agreement ROUND
  asdone round settle ROUND --ask
  asdone round proposals ROUND
  asdone round mine ROUND --as heron")]
pub(super) struct Command {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Subcommand, Debug)]
enum Verb {
    Begin(begin::Begin),
    Code(code::Code),
    Pass(Pass),
    Undo(Undo),
    HandIn(HandIn),
    Close(Close),
    Settle(settle::Settle),
    Propose(settle::Propose),
    Proposals(settle::Proposals),
    Mine(settle::Mine),
    Status(status::Status),
    List(status::List),
}

/// Pass on a note: it goes to another coder, and no reason is asked
#[derive(Args, Debug)]
#[command(after_help = "Codes: 0 passed on, 2 refused as asked, 3 the study cannot be used.")]
pub(super) struct Pass {
    /// The round's code
    round: String,
    /// The note; the next one where it is left out
    #[arg(long, value_name = "CODE")]
    note: Option<String>,
    #[command(flatten)]
    by: By,
}

/// Take back the last coding or pass; the note is coded again
#[derive(Args, Debug)]
#[command(after_help = "Codes: 0 taken back, 2 refused as asked, 3 the study cannot be used.")]
pub(super) struct Undo {
    /// The round's code
    round: String,
    #[command(flatten)]
    by: By,
}

/// Hand in what a coder said: it is final
#[derive(Args, Debug)]
#[command(after_help = "Codes: 0 handed in, 2 refused as asked, 3 the study cannot be used.")]
pub(super) struct HandIn {
    /// The round's code
    round: String,
    #[command(flatten)]
    by: By,
}

/// Close a round: what was not handed in is out
#[derive(Args, Debug)]
#[command(after_help = "Codes: 0 closed, 2 refused as asked, 3 the study cannot be used.")]
pub(super) struct Close {
    /// The round's code
    round: String,
}

/// Who codes.
#[derive(Args, Debug)]
pub(in crate::cli) struct By {
    /// The pseudonym of whoever codes; yours where it is left out
    #[arg(long = "as", value_name = "PSEUDONYM")]
    who: Option<String>,
}

impl By {
    /// The person, and the world as it is for them.
    pub(in crate::cli) fn context(&self, session: &Session) -> Result<Context<'static>, Failure> {
        let context = session.context();
        let Some(typed) = &self.who else { return Ok(context) };
        let author = actions::round::called(&session.study, typed).ok_or_else(|| {
            Failure::usage(
                format!("nobody in this study is called \"{}\"", typed.trim()),
                "asdone round status ROUND names the coders",
            )
        })?;
        Ok(Context { author, ..context })
    }
}

impl Command {
    pub(super) fn run(self, shell: &mut Shell) -> Result<Exit, Failure> {
        match self.verb {
            Verb::Begin(verb) => verb.run(shell),
            Verb::Code(verb) => verb.run(shell),
            Verb::Pass(verb) => verb.run(shell),
            Verb::Undo(verb) => verb.run(shell),
            Verb::HandIn(verb) => verb.run(shell),
            Verb::Close(verb) => verb.run(shell),
            Verb::Settle(verb) => verb.run(shell),
            Verb::Propose(verb) => verb.run(shell),
            Verb::Proposals(verb) => verb.run(shell),
            Verb::Mine(verb) => verb.run(shell),
            Verb::Status(verb) => verb.run(shell),
            Verb::List(verb) => verb.run(shell),
        }
    }
}

impl Pass {
    fn run(self, shell: &mut Shell) -> Result<Exit, Failure> {
        let mut session = Session::open(shell)?;
        let context = self.by.context(&session)?;
        let (id, round) = named(&session.study, &self.round)?;
        let note = match &self.note {
            Some(typed) => session.id(typed)?,
            None => match code::next(&session, round, context.author) {
                Some(note) => note,
                None => return code::nothing_left(shell),
            },
        };
        let deed = actions::round::pass(&session.study, &context, id, note)?;
        let said = session.perform_by(context.author, deed)?;
        shell.out.say(&said);
        Ok(Exit::Ok)
    }
}

impl Undo {
    fn run(self, shell: &mut Shell) -> Result<Exit, Failure> {
        let mut session = Session::open(shell)?;
        let context = self.by.context(&session)?;
        let id = named(&session.study, &self.round)?.0;
        let deed = actions::round::take_back(&session.study, &context, id)?;
        let said = session.perform_by(context.author, deed)?;
        shell.out.say(&said);
        Ok(Exit::Ok)
    }
}

impl HandIn {
    fn run(self, shell: &mut Shell) -> Result<Exit, Failure> {
        let mut session = Session::open(shell)?;
        let context = self.by.context(&session)?;
        let id = named(&session.study, &self.round)?.0;
        let deed = actions::round::hand_in(&session.study, &context, id)?;
        let said = session.perform_by(context.author, deed)?;
        shell.out.say(&said);
        Ok(Exit::Ok)
    }
}

impl Close {
    fn run(self, shell: &mut Shell) -> Result<Exit, Failure> {
        let mut session = Session::open(shell)?;
        let id = named(&session.study, &self.round)?.0;
        let deed = actions::round::close(&session.study, &session.context(), id)?;
        session.perform_aloud(deed, shell)
    }
}

/// The round that a person names by a code.
pub(super) fn named<'s>(study: &'s Study, typed: &str) -> Result<(SheetId, Round<'s>), Refusal> {
    let sheet = find_sheet(study, Sort::Round, typed)?;
    let none = || Refusal::NoSuchSheet { sort: "round", typed: typed.trim().to_owned() };
    Ok((sheet.id(), Round::of(sheet).ok_or_else(none)?))
}

/// A person's pseudonym.
fn pseudonym(study: &Study, person: PersonId) -> &str {
    let known = study.people().iter().find(|known| known.id == person);
    known.map_or("", |person| person.pseudonym.as_str())
}
