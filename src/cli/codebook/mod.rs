//! `asdone codebook`: the tags of a study, their groups and definitions.

mod keep;
mod table;
mod view;

use clap::{Args, Subcommand};

use super::{Exit, Failure, Shell};

pub(super) use table::read_cards;

/// Browse and keep the codebook
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  asdone codebook list
  asdone codebook show s.check
  asdone codebook add w.text --group WORKAROUND --definition 'A message outside the system.'
  asdone codebook merge check s.check
  asdone codebook export --output codebook.tsv")]
pub(super) struct Codebook {
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand, Debug)]
enum What {
    List(view::List),
    Show(view::Show),
    Version(view::Version),
    #[command(alias = "define")]
    Add(keep::Add),
    Edit(keep::Edit),
    Move(keep::Move),
    Retire(keep::Retire),
    Restore(keep::Restore),
    Merge(keep::Merge),
    Import(table::Import),
    Export(table::Export),
}

impl Codebook {
    pub(super) fn run(self, shell: &mut Shell) -> Result<Exit, Failure> {
        match self.what {
            What::List(command) => command.run(shell),
            What::Show(command) => command.run(shell),
            What::Version(command) => command.run(shell),
            What::Add(command) => command.run(shell),
            What::Edit(command) => command.run(shell),
            What::Move(command) => command.run(shell),
            What::Retire(command) => command.run(shell),
            What::Restore(command) => command.run(shell),
            What::Merge(command) => command.run(shell),
            What::Import(command) => command.run(shell),
            What::Export(command) => command.run(shell),
        }
    }
}
