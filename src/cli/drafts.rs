//! `asdone drafts`: texts that were begun or refused and wait to be dealt with.

use clap::{Args, ValueEnum};

use super::{Exit, Failure, Shell, kept, session, text};
use crate::journal::{DraftSlot, Drafts};

/// Show texts that wait: half-typed, or refused and kept
#[derive(Args, Debug)]
#[command(
    name = "drafts",
    after_help = "\
Examples:
  asdone drafts                              which there are
  asdone drafts refused | asdone add --new-tag
  asdone drafts too-long | asdone add --split
  asdone drafts refused --drop

Codes: 0 there is one, 1 there is none, 3 the study cannot be used."
)]
pub(super) struct Command {
    /// Which; all are named where none is
    #[arg(value_enum)]
    which: Option<Which>,
    /// Let it go
    #[arg(long, requires = "which")]
    drop: bool,
}

/// The texts that can wait.
#[derive(ValueEnum, Clone, Copy, PartialEq, Eq, Debug)]
enum Which {
    /// Half-typed on the screen
    Capture,
    /// Refused for its length
    TooLong,
    /// Refused for another reason, or not saved
    Refused,
    /// Half-way through add --ask
    Ask,
}

impl Which {
    const ALL: [Self; 4] = [Self::Capture, Self::TooLong, Self::Refused, Self::Ask];

    fn slot(self) -> DraftSlot {
        match self {
            Self::Capture => DraftSlot::Capture,
            Self::TooLong => DraftSlot::TooLong,
            Self::Refused => DraftSlot::Named(kept::REFUSED.to_owned()),
            Self::Ask => DraftSlot::Named(kept::ASKED.to_owned()),
        }
    }

    fn word(self) -> &'static str {
        match self {
            Self::Capture => "capture",
            Self::TooLong => "too-long",
            Self::Refused => "refused",
            Self::Ask => "ask",
        }
    }
}

impl Command {
    pub(super) fn run(self, shell: &mut Shell) -> Result<Exit, Failure> {
        session::must_be_there(shell)?;
        let drafts = Drafts::of(&shell.study());
        let Some(which) = self.which else { return named(shell, &drafts) };
        let Some(draft) = drafts.get(&which.slot())? else {
            shell.out.say("there is no such draft");
            return Ok(Exit::NothingFound);
        };
        if self.drop {
            drafts.put(&which.slot(), "")?;
            shell.out.say("let go of it");
        } else {
            shell.out.line(&draft)?;
        }
        Ok(Exit::Ok)
    }
}

fn named(shell: &mut Shell, drafts: &Drafts) -> Result<Exit, Failure> {
    let mut rows = Vec::new();
    for which in Which::ALL {
        if let Some(draft) = drafts.get(&which.slot())? {
            let start = text::cut(&text::one_line(&draft), 50, shell.out.more());
            rows.push(vec![which.word().to_owned(), format!("{} bytes", draft.len()), start]);
        }
    }
    shell.out.table(&rows, &[1])?;
    if rows.is_empty() {
        shell.out.say("no drafts");
        return Ok(Exit::NothingFound);
    }
    Ok(Exit::Ok)
}
