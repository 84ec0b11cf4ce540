//! `asdone undo` and `asdone redo`.

use clap::Args;

use super::session::Session;
use super::{Exit, Failure, Shell};
use crate::actions::{self, taken_back, when};

/// Take back the last thing that was done here
///
/// Nothing is erased: what was taken back can be done again with redo, and stays in the history.
/// Only what was done with this folder of the study can be undone in it. A whole note, lesson or
/// other sheet that was taken back can be brought back for ever, by its code.
#[derive(Args, Debug)]
#[command(
    after_help = "Examples:\n  asdone undo\n  asdone undo --list\n  asdone undo --bring-back kx7qd\n\nCodes: 0 undone or brought back, 1 --list found nothing, 2 there is nothing to undo or bring back,\n3 the study cannot be used."
)]
pub(super) struct Undo {
    /// List the notes and sheets that you took back
    #[arg(long, conflicts_with = "bring_back")]
    list: bool,
    /// Bring back one that you took back, by its code
    #[arg(long, value_name = "CODE")]
    bring_back: Option<String>,
}

/// Do again what undo took back
#[derive(Args, Debug)]
#[command(after_help = "Codes: 0 done, 2 there is nothing to redo, 3 the study cannot be used.")]
pub(super) struct Redo {}

impl Undo {
    pub(super) fn run(self, shell: &mut Shell) -> Result<Exit, Failure> {
        let mut session = Session::open(shell)?;
        if self.list {
            return list(&session, shell);
        }
        if let Some(code) = &self.bring_back {
            let deed = taken_back::bring_back(&session.study, &session.context(), code)?;
            return session.perform_aloud(deed, shell);
        }
        let deed = actions::undo(&session.study, &session.context())?;
        let whole = taken_back::takes_back_whole(&session.study, &deed);
        let exit = session.perform_aloud(deed, shell)?;
        for whole in whole {
            shell.out.say(&format!("to bring it back: asdone undo --bring-back {}", whole.code));
        }
        Ok(exit)
    }
}

/// One a line: code, sort, day, first words.
fn list(session: &Session, shell: &mut Shell) -> Result<Exit, Failure> {
    let context = session.context();
    let all = taken_back::taken_back(&session.study, context.author);
    if all.is_empty() {
        shell.out.say("you have taken nothing back");
        return Ok(Exit::NothingFound);
    }
    for one in all {
        let day = when::say(one.at, context.now);
        let words = one.words.lines().next().unwrap_or_default();
        shell.out.line(&format!("{}  {}  {day}  {words}", one.code, one.sort))?;
    }
    Ok(Exit::Ok)
}

impl Redo {
    pub(super) fn run(self, shell: &mut Shell) -> Result<Exit, Failure> {
        let mut session = Session::open(shell)?;
        let deed = actions::redo(&session.study, &session.context())?;
        session.perform_aloud(deed, shell)
    }
}
