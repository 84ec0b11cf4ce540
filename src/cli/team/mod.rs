//! `asdone team`: several people share through a folder that their organisation already runs.

mod begin;
mod content;
mod join;
mod leave;
mod members;
mod share;
mod status;
mod sync;

use clap::{Args, Subcommand};

pub(super) use share::going;

use super::session::Session;
use super::{Exit, Failure, Shell, unlock};
use crate::config::clock;
use crate::share::membership::{self, MayNot};
use crate::share::said::{called, laptop_code as code, name_of};
use crate::share::shelf::Folder;
use crate::share::{Home, Pushed};
use crate::study::{Hybrid, ItemId, Right};

/// Share with colleagues through a folder
///
/// Everyone keeps their own study on their own laptop. What you raise to the team leaves as a sealed
/// copy through a folder that your organisation runs: a network drive, or a SharePoint or OneDrive
/// library that is synced to your laptop. Everything else stays with you.
#[derive(Args, Debug)]
#[command(after_help = "\
A team's first day:
  asdone team begin /mnt/team            the first person; shows the team's six words
  asdone team join /mnt/team             the others; shows six words of their own
  asdone team admit                      the first person types the six words they hear
  asdone audience kx7qd team             raise a note, and see what will leave
  asdone team sync                       ten minutes later: it leaves, and theirs come

docs/team.md says where everything lies and who can read it.")]
pub(super) struct Command {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Subcommand, Debug)]
enum Verb {
    Begin(begin::Begin),
    Invite(begin::Invite),
    Join(join::Join),
    Admit(join::Admit),
    Sync(sync::Sync),
    Status(status::Status),
    Share(share::Share),
    Members(members::Members),
    Rights(members::Rights),
    Remove(members::Remove),
    Name(members::Name),
    Folder(begin::Folder),
    Leave(leave::Leave),
}

impl Command {
    pub(super) fn run(self, shell: &mut Shell) -> Result<Exit, Failure> {
        match self.verb {
            Verb::Begin(verb) => verb.run(shell),
            Verb::Invite(verb) => verb.run(shell),
            Verb::Join(verb) => verb.run(shell),
            Verb::Admit(verb) => verb.run(shell),
            Verb::Sync(verb) => verb.run(shell),
            Verb::Status(verb) => verb.run(shell),
            Verb::Share(verb) => verb.run(shell),
            Verb::Members(verb) => verb.run(shell),
            Verb::Rights(verb) => verb.run(shell),
            Verb::Remove(verb) => verb.run(shell),
            Verb::Name(verb) => verb.run(shell),
            Verb::Folder(verb) => verb.run(shell),
            Verb::Leave(verb) => verb.run(shell),
        }
    }
}

/// A study with its team. While the study is open no other asdone writes, so two exchanges at once
/// wait for one another.
struct Tied {
    session: Session,
    home: Home,
    out: Folder,
    shelf: Folder,
}

impl Tied {
    /// Opens a study that is of a team.
    fn open(shell: &mut Shell) -> Result<Self, Failure> {
        let session = Session::open(shell)?;
        Self::of(session, shell)
    }

    /// Opens it to be read.
    fn look(shell: &mut Shell) -> Result<Self, Failure> {
        let session = Session::open_to_read(shell)?;
        Self::of(session, shell)
    }

    fn of(session: Session, shell: &mut Shell) -> Result<Self, Failure> {
        match home(shell)? {
            Some(home) => Ok(Self { session, out: home.out()?, shelf: home.shelf(), home }),
            None => Err(Failure::usage(
                "this study is in no team",
                "asdone team begin FOLDER begins one; asdone team join FOLDER joins one",
            )),
        }
    }

    /// Refuses where this laptop has not been admitted.
    fn must_be_admitted(&self) -> Result<(), Failure> {
        match self.home.team.is_admitted() {
            true => Ok(()),
            false if self.home.team.is_shown_out() => {
                Err(crate::share::ShareError::ShownOut.into())
            }
            false => Err(crate::share::ShareError::NotAdmitted.into()),
        }
    }

    /// Puts on the shelf what is owed.
    fn hand_out(&self, terms: &crate::share::boundary::Terms) -> Result<Pushed, Failure> {
        let context = self.session.context();
        let mut fresh = || ItemId::from(context.ids.fresh());
        let places = (&self.home.team, &self.out as _, &self.shelf as _);
        let pushed = membership::hand_out(places, &self.session.study, terms, &mut fresh)?;
        Ok(pushed)
    }

    /// Keeps what was said of members, and hands it out. What cannot be handed out now waits.
    fn hand_out_members(&self, shell: &mut Shell) -> Result<Exit, Failure> {
        self.home.save()?;
        super::outcome::done();
        if let Err(failure) = self.hand_out(&self.home.team.terms(clock::now().millis)) {
            shell.out.say(&format!("the others do not have it yet: {}", failure.said()));
            if let Some(hint) = failure.hint() {
                shell.out.say(&format!("  {hint}; then: asdone team sync"));
            }
            return Ok(failure.exit());
        }
        Ok(Exit::Ok)
    }
}

/// What the study of this command knows of its team.
fn home(shell: &mut Shell) -> Result<Option<Home>, Failure> {
    let dir = shell.study();
    if !crate::journal::team::is_there(&dir) {
        return Ok(None);
    }
    let Some(key) = unlock::key(shell)? else { return Ok(None) };
    Ok(Home::at(&dir, &key)?)
}

/// Where the study's own journal stands: what was raised until now is asked about once more.
fn stands_at(session: &Session) -> Hybrid {
    let newest = session.journal().lately(1).first().map(|entry| entry.header.time);
    newest.unwrap_or_default().max(Hybrid::default().next(clock::now().millis))
}

/// The rights that can be given.
#[derive(Clone, Copy, PartialEq, Eq, Debug, clap::ValueEnum)]
enum Given {
    /// Admits and removes colleagues, and looks after the codebook
    Steward,
    /// Codes in rounds, and writes
    Coder,
    /// Writes
    Writer,
}

impl From<Given> for Right {
    fn from(given: Given) -> Self {
        match given {
            Given::Steward => Self::Steward,
            Given::Coder => Self::Coder,
            Given::Writer => Self::Writer,
        }
    }
}

/// Why a deed about a member is not done.
fn may_not(why: MayNot) -> Failure {
    let (what, hint) = match why {
        MayNot::NotYou => (
            "only the owner and stewards of the team say who is in it",
            "asdone team members says who they are",
        ),
        MayNot::OwnerAlone => {
            ("only the owner says who is a steward, and what a steward may do", "ask the owner")
        }
        MayNot::Owner => (
            "the laptop that began the team stays its owner",
            "asdone team leave takes your own part back",
        ),
        MayNot::NotOfTheTeam => {
            ("that laptop is not of the team", "asdone team members says who is")
        }
    };
    Failure::usage(what, hint)
}

const fn word(right: Right) -> &'static str {
    right.word()
}
