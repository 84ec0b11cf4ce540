//! `asdone demo`: the practice study, in a folder of its own.

use std::fs;
use std::path::Path;

use clap::Args;

use super::args::Screen;
use super::session::{self, Session};
use super::{Failure, Shell};
use crate::actions::Ids;
use crate::config::clock::SystemIds;
use crate::files::demo;
use crate::journal::{Identity, JournalError};
use crate::study::{DeviceId, PersonId, StudyId};

/// A file whose presence says that a folder holds practice and nothing else.
const MARK: &str = "PRACTICE";

/// Open a practice study
///
/// Some 300 invented observations over eight weeks, with shifts and their prompts, reflections, a
/// debrief, lessons, voices, and what a team may see, so that every screen and command has something
/// to show. It has a folder of its own and never touches a real study. What you change in it stays
/// until you ask for a fresh one.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  asdone demo                                  the screens, with something to see
  asdone --study \"$(asdone demo --print)\" list --limit 5
  asdone demo --fresh

Codes: 0 opened, 2 the folder named holds something else, 3 it cannot be written.")]
pub(super) struct Demo {
    /// Only make it ready and print its folder
    #[arg(long)]
    print: bool,
    /// Begin again with a fresh one
    #[arg(long)]
    fresh: bool,
    #[command(flatten)]
    pub(super) screen: Screen,
}

impl Demo {
    /// Makes the practice study ready and points the shell at it; whether its screens are wanted.
    pub(super) fn ready(&self, shell: &mut Shell, named: bool) -> Result<bool, Failure> {
        if !named {
            shell.paths.study = shell.paths.practice.clone();
        }
        let dir = shell.study();
        let is_practice = dir.join(MARK).is_file();
        if !is_practice && session::is_study(&dir) {
            return Err(Failure::usage(
                format!("{} holds a study that is not for practice", dir.display()),
                "asdone demo without --study uses a folder of its own",
            ));
        }
        if is_practice && self.fresh {
            remove(shell, &dir)?;
        }
        if !dir.join(MARK).is_file() {
            make(&dir)?;
        }
        shell.out.say(&format!("the practice study is in {}", dir.display()));
        if self.print || !super::out::is_terminal() {
            shell.out.line(&dir.display().to_string())?;
            return Ok(false);
        }
        Ok(true)
    }
}

/// Removes the practice study, once it is sure that nobody has it open.
fn remove(shell: &mut Shell, dir: &Path) -> Result<(), Failure> {
    if let Err(Failure::Journal(error @ JournalError::Locked { .. })) = Session::open(shell) {
        return Err(error.into());
    }
    fs::remove_dir_all(dir).map_err(|error| Failure::file("remove", dir, error))
}

fn make(dir: &Path) -> Result<(), Failure> {
    let ids = SystemIds;
    let person = PersonId::from(ids.fresh());
    let deeds = demo::deeds(&session::context_of(person));
    let founded = deeds.iter().flat_map(|deed| &deed.changes).find_map(|change| match change {
        crate::study::Change::Founded { study, .. } => Some(*study),
        _ => None,
    });
    let study = founded.unwrap_or_else(|| StudyId::from(ids.fresh()));
    let device = DeviceId(ids.fresh().as_u128() as u64);
    let mut session = Session::create(dir, Identity { study, device, person }, None)?;
    for deed in deeds {
        session.perform(deed)?;
    }
    // The mark comes last: a study that was only half made is made again.
    let mark = dir.join(MARK);
    let words =
        "Everything in this folder is invented, for practice. asdone demo --fresh removes it.\n";
    fs::write(&mark, words).map_err(|error| Failure::file("write", mark, error))?;
    Ok(())
}
