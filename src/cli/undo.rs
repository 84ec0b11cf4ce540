//! `asdone undo` and `asdone redo`.

use clap::Args;

use super::session::Session;
use super::{Exit, Failure, Shell};
use crate::actions;

/// Take back the last thing that was done here
///
/// Nothing is erased: what was taken back can be done again with redo, and stays in the history.
/// Only what was done with this folder of the study can be undone in it.
#[derive(Args, Debug)]
#[command(after_help = "Codes: 0 undone, 2 there is nothing to undo, 3 the study cannot be used.")]
pub(super) struct Undo {}

/// Do again what undo took back
#[derive(Args, Debug)]
#[command(after_help = "Codes: 0 done, 2 there is nothing to redo, 3 the study cannot be used.")]
pub(super) struct Redo {}

impl Undo {
    pub(super) fn run(self, shell: &mut Shell) -> Result<Exit, Failure> {
        let mut session = Session::open(shell)?;
        let deed = actions::undo(&session.study, &session.context())?;
        session.perform_aloud(deed, shell)
    }
}

impl Redo {
    pub(super) fn run(self, shell: &mut Shell) -> Result<Exit, Failure> {
        let mut session = Session::open(shell)?;
        let deed = actions::redo(&session.study, &session.context())?;
        session.perform_aloud(deed, shell)
    }
}
