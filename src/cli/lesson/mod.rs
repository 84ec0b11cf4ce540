//! `asdone lesson`: what was learnt, what it is grounded in, who answers for it, and what became of
//! it.

mod json;
mod page;
mod read;
mod write;

use clap::{Args, Subcommand};

use super::session::Session;
use super::{Exit, Failure, Shell};
use crate::actions;
use crate::forms::{Forms, LessonForm};
use crate::study::{SheetId, Sort, Study, Subject};

/// Carry lessons to where they are needed, and answers back
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  asdone lesson candidates
  asdone lesson new --from kx7qd,m4pqz --ask
  asdone lesson new --title 'A spare printer on the duty desk' --from kx7qd < what-we-saw.txt
  asdone lesson show 12ab
  asdone lesson owner 12ab 'service manager' --reply-by 2w
  asdone lesson brief 12ab --output brief.md
  asdone lesson status 12ab declined --by 'service manager' --reason 'no money before April'
  asdone lesson told 12ab < answer.txt

Codes: 0 done, 1 nothing found, 2 refused, 3 the study cannot be used.")]
pub(super) struct Command {
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand, Debug)]
enum What {
    New(Box<write::New>),
    List(read::List),
    Show(read::Show),
    Edit(write::Edit),
    Ground(write::Ground),
    Unground(write::Unground),
    Status(write::Status),
    Owner(write::Owner),
    Brief(read::Brief),
    Told(write::Told),
    Candidates(read::Candidates),
    Withdraw(write::Withdraw),
}

impl Command {
    pub(super) fn run(self, shell: &mut Shell) -> Result<Exit, Failure> {
        match self.what {
            What::New(command) => command.run(shell),
            What::List(command) => command.run(shell),
            What::Show(command) => command.run(shell),
            What::Edit(command) => command.run(shell),
            What::Ground(command) => command.run(shell),
            What::Unground(command) => command.run(shell),
            What::Status(command) => command.run(shell),
            What::Owner(command) => command.run(shell),
            What::Brief(command) => command.run(shell),
            What::Told(command) => command.run(shell),
            What::Candidates(command) => command.run(shell),
            What::Withdraw(command) => command.run(shell),
        }
    }
}

/// The study's form of a lesson.
pub(super) fn form(study: &Study) -> LessonForm {
    Forms::of(study).lesson
}

/// The lesson that a person names.
fn find(session: &Session, code: &str) -> Result<SheetId, Failure> {
    Ok(actions::find_sheet(&session.study, Sort::Lesson, code)?.id())
}

/// Everything that codes with commas or blanks between them name.
fn subjects(study: &Study, codes: &[String]) -> Result<Vec<Subject>, Failure> {
    let codes = codes.iter().flat_map(|codes| codes.split([',', ' ']));
    let codes = codes.filter(|code| !code.is_empty());
    Ok(codes.map(|code| actions::lesson::find_ground(study, code)).collect::<Result<_, _>>()?)
}
