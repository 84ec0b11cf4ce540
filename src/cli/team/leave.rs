//! `asdone team leave`.

use clap::Args;

use super::{Tied, not_done};
use crate::actions::Ids;
use crate::cli::out::can_ask;
use crate::cli::session::IDS;
use crate::cli::{Exit, Failure, Shell, ask, outcome};
use crate::config::clock;
use crate::share::deeds;
use crate::study::ItemId;

/// Leave the team
///
/// Your own study stays as it is. You decide whether what you shared is taken back or may stay with
/// your colleagues. What they shared with you stays in your study.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  asdone team leave --take-back      everything you shared is taken back
  asdone team leave --let-stand      it stays with your colleagues

Codes: 0 left, 2 refused or not agreed to, 3 the folder or the study cannot be used.")]
pub(super) struct Leave {
    /// Take back everything you shared
    #[arg(long, conflicts_with = "let_stand")]
    take_back: bool,
    /// Let it stay with your colleagues
    #[arg(long)]
    let_stand: bool,
    /// Do not ask back
    #[arg(long)]
    yes: bool,
}

impl Leave {
    pub(super) fn run(self, shell: &mut Shell) -> Result<Exit, Failure> {
        let tied = Tied::open(shell)?;
        let take_back = self.take_back(shell, &tied)?;
        let is_owner = tied.home.team.is_owner();
        if is_owner {
            shell.out.say(
                "You began this team. Once you have left, nobody can name a steward, and where there \
                 is none, nobody can admit or remove anybody.",
            );
        }
        let agreed = self.yes || (can_ask() && ask::yes(shell, "Leave the team?")?);
        if !agreed {
            return Err(Failure::usage(
                "you did not leave: nobody agreed",
                "add --yes if it is meant",
            ));
        }
        let mut fresh = || ItemId::from(IDS.fresh());
        let Tied { session, home, .. } = tied;
        let when = (take_back, clock::now().millis);
        deeds::leave(home, &session.study, when, &mut fresh).map_err(not_done)?;
        outcome::done();
        shell.out.say(match take_back {
            true => {
                "left the team; what you shared is taken back\n  colleagues' laptops hide it and \
                 remove it at their next exchange, not from backups, recycle bins and minds"
            }
            false => "left the team; what you shared stays with your colleagues as it is now",
        });
        if !is_owner {
            shell.out.say("  ask the owner to take your laptop off: asdone team remove");
        }
        Ok(Exit::Ok)
    }

    fn take_back(&self, shell: &mut Shell, tied: &Tied) -> Result<bool, Failure> {
        if self.take_back || self.let_stand || !tied.home.team.is_admitted() {
            return Ok(!self.let_stand);
        }
        if !can_ask() {
            return Err(Failure::usage(
                "what should happen to what you shared?",
                "--take-back takes it back, --let-stand leaves it with your colleagues",
            ));
        }
        ask::yes(shell, "Take back everything you shared?")
    }
}
