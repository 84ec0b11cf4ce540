//! `asdone amend`, `asdone later`, `asdone withdraw`: what can be done to an observation that is
//! there, in words.

use clap::Args;

use super::args::{self, Word};
use super::session::{self, Session};
use super::{Exit, Failure, Shell, input, kept};
use crate::actions;

/// Reword an observation
///
/// The original is kept in its history.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  asdone amend kx7qd < better.txt
  asdone amend kx7qd 'Rang the school twice before the visit' --why 'it was twice'

Codes: 0 amended, 2 refused, 3 the study cannot be used.")]
pub(super) struct Amend {
    /// Which
    #[arg(value_name = "CODE")]
    code: String,
    /// The text from now on; - or nothing reads standard input
    #[arg(value_name = "TEXT")]
    text: Vec<Word>,
    /// Why
    #[arg(long, value_name = "TEXT")]
    why: Option<Word>,
}

/// Add what came later
///
/// It is kept apart from what was known then, with a date of its own.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  asdone later kx7qd 'The hand copy was what the court used'
  asdone later kx7qd < what-came-of-it.txt

Codes: 0 added, 2 refused, 3 the study cannot be used.")]
pub(super) struct Later {
    /// Which
    #[arg(value_name = "CODE")]
    code: String,
    /// What is known now; - or nothing reads standard input
    #[arg(value_name = "TEXT")]
    text: Vec<Word>,
}

/// Take an observation out of the study
///
/// It no longer counts and is no longer listed; a record that it existed, and why, is kept. undo
/// brings it back.
#[derive(Args, Debug)]
#[command(after_help = "\
Example:
  asdone withdraw kx7qd --reason 'too easy to tell which family it was'

Codes: 0 withdrawn, 2 refused, 3 the study cannot be used.")]
pub(super) struct Withdraw {
    /// Which
    #[arg(value_name = "CODE")]
    code: String,
    /// Why
    #[arg(long, value_name = "TEXT")]
    reason: Word,
}

impl Amend {
    pub(super) fn run(self, shell: &mut Shell) -> Result<Exit, Failure> {
        let why = self.why;
        with_text(shell, &self.code, &self.text, |session, id, text| {
            actions::amend(&session.study, &session.context(), id, text, why.as_deref())
        })
    }
}

impl Later {
    pub(super) fn run(self, shell: &mut Shell) -> Result<Exit, Failure> {
        with_text(shell, &self.code, &self.text, |session, id, text| {
            actions::later(&session.study, &session.context(), id, text)
        })
    }
}

impl Withdraw {
    pub(super) fn run(self, shell: &mut Shell) -> Result<Exit, Failure> {
        let mut session = Session::open(shell)?;
        let id = session.id(&self.code)?;
        let deed = actions::withdraw(&session.study, &session.context(), id, &self.reason)?;
        session.perform_aloud(deed, shell)
    }
}

/// Reads a text, does something with it to one observation, and keeps the text if that fails.
fn with_text(
    shell: &mut Shell,
    code: &str,
    words: &[Word],
    act: impl Fn(&Session, crate::study::ObservationId, &str) -> Result<actions::Deed, actions::Refusal>,
) -> Result<Exit, Failure> {
    session::must_be_there(shell)?;
    let words = args::text(words)?;
    let text = input::words(shell, &words)?;
    let mut save = || {
        let mut session = Session::open(shell)?;
        let id = session.id(code)?;
        let deed = act(&session, id, &text)?;
        session.perform_aloud(deed, shell)
    };
    save().map_err(|failure| kept::text(shell, &text, failure))
}
