//! `asdone voice`: what the people served say of the service, in their own words.

mod asking;
mod change;
mod show;
mod tally;

use clap::{Args, Subcommand};

use super::session::Session;
use super::{Exit, Failure, Shell};
use crate::actions::{self, Refusal};
use crate::analysis::voices;
use crate::study::{Sheet, SheetId, Sort};

/// Record what families and young people say
///
/// Their own words first, about the service and never a rating of a worker. Any question can be skipped, nothing is shared without their yes, and a voice can be taken out at any time.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  asdone voice new --ask
  asdone voice new --speaker child --manner drew < their-words.txt
  asdone voice place kx7qd treated 'listened to'
  asdone voice assent kx7qd 'said yes'
  asdone voice share kx7qd
  asdone voice did kx7qd 'We now ring the evening before'
  asdone voice read kx7qd > for-them.txt
  asdone voice withdraw kx7qd
  asdone voice tally

Codes: 0 done, 1 none there, 2 refused, 3 the study cannot be used.")]
pub(super) struct Voice {
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand, Debug)]
enum What {
    New(Box<asking::New>),
    List(show::List),
    Show(show::Show),
    Read(show::Read),
    Say(change::Say),
    Place(change::Place),
    Who(change::Who),
    Assent(change::Assent),
    Share(change::Share),
    Link(change::Link),
    Unlink(change::Unlink),
    Did(change::Did),
    Withdraw(change::Withdraw),
    Tally(tally::Tally),
}

impl Voice {
    pub(super) fn run(self, shell: &mut Shell) -> Result<Exit, Failure> {
        match self.what {
            What::New(command) => command.run(shell),
            What::List(command) => command.run(shell),
            What::Show(command) => command.run(shell),
            What::Read(command) => command.run(shell),
            What::Say(command) => command.run(shell),
            What::Place(command) => command.run(shell),
            What::Who(command) => command.run(shell),
            What::Assent(command) => command.run(shell),
            What::Share(command) => command.run(shell),
            What::Link(command) => command.run(shell),
            What::Unlink(command) => command.run(shell),
            What::Did(command) => command.run(shell),
            What::Withdraw(command) => command.run(shell),
            What::Tally(command) => command.run(shell),
        }
    }
}

/// The voice that a person names, if they may read it.
fn find<'s>(session: &'s Session, code: &str) -> Result<&'s Sheet, Failure> {
    let voice = actions::find_sheet(&session.study, Sort::Voice, code)?;
    let readable = voices::readable(session.own_view());
    if readable.iter().any(|known| known.id() == voice.id()) {
        return Ok(voice);
    }
    Err(Refusal::NoSuchSheet { sort: Sort::Voice.word(), typed: code.to_owned() }.into())
}

/// The id of the voice that a person names.
fn id(session: &Session, code: &str) -> Result<SheetId, Failure> {
    Ok(find(session, code)?.id())
}
