//! `asdone repair`: rebuild what is damaged, once somebody has agreed to it.

use clap::Args;

use super::session::Session;
use super::{Exit, Failure, Shell, unlock};
use crate::journal::{Journal, Mending};

/// Rebuild the damaged part of a study from the part that is whole
///
/// Every entry is kept in two places. What one of them lacks is taken from the other; damaged files
/// are set aside, not deleted; and what neither has is said exactly.
#[derive(Args, Debug)]
#[command(after_help = "\
Codes: 0 all is whole, 3 something could not be recovered and is said, 75 it is open elsewhere.")]
pub(super) struct Repair {}

impl Repair {
    pub(super) fn run(self, shell: &mut Shell) -> Result<Exit, Failure> {
        let Self {} = self;
        let key = unlock::key(shell)?;
        let (journal, opening) =
            Journal::open_with(&shell.study(), key.as_ref(), Mending::Rebuild)?;
        let doubts = journal.replay(drop).is_err();
        let checked = journal.verify()?;
        let (journal, again) = if doubts || !checked.problems.is_empty() {
            drop(journal);
            Journal::open_with(&shell.study(), key.as_ref(), Mending::Rebuild)?
        } else {
            (journal, crate::journal::Opening::default())
        };
        for said in opening.repairs.iter().chain(&again.repairs) {
            shell.out.line(said)?;
        }
        let checked = journal.verify()?;
        let mut lost: Vec<String> = opening.losses;
        for loss in again.losses.into_iter().chain(checked.problems).chain(checked.missing) {
            if !lost.contains(&loss) {
                lost.push(loss);
            }
        }
        drop(journal);
        for loss in &lost {
            shell.out.line(&format!("not recovered: {loss}"))?;
        }
        if opening.repairs.is_empty() && again.repairs.is_empty() && lost.is_empty() {
            shell.out.line("nothing needed repair")?;
        }
        let session = Session::open(shell)?;
        shell.out.line(&format!("the study has {} entries and opens", session.entries()))?;
        Ok(if lost.is_empty() { Exit::Ok } else { Exit::Data })
    }
}
