//! `asdone team`: several people share through a folder or a bucket that their organisation already runs.

mod at;
mod begin;
mod content;
mod join;
mod leave;
mod members;
mod recover;
mod second;
mod share;
mod status;
mod sync;

use std::path::Path;

use clap::{Args, Subcommand};

pub(super) use share::going;

use super::session::Session;
use super::{Exit, Failure, Shell, unlock};
use crate::config::{clock, environment};
use crate::journal::keys::Key;
use crate::share::deeds::{Here, NotDone, Refused};
use crate::share::membership::{self, MayNot};
use crate::share::note_members;
use crate::share::said::{called, laptop_code as code, name_of};
use crate::share::shelf::{Folder, NoPlace, Reach, Shelf};
use crate::share::{Home, Pushed};
use crate::study::{ItemId, Right};

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
    Recover(recover::Recover),
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
            Verb::Recover(verb) => verb.run(shell),
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
    shelf: Box<dyn Shelf>,
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
    fn hand_out_members(&mut self, shell: &mut Shell) -> Result<Exit, Failure> {
        let Self { session, home, .. } = self;
        let now = clock::now().millis;
        session.exchange(|open| note_members(&mut home.team, open, now))?;
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
    Ok(Home::at(&dir, &key)?.map(|home| home.around(environment::variable)))
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

/// Why a deed about the team is not done, with what to do next.
fn not_done(why: NotDone) -> Failure {
    let why = match why {
        NotDone::Failed(error) => return error.into(),
        NotDone::Refused(Refused::Place(NoPlace::NotThere { path, source })) => {
            return Failure::file("find the folder", path, source);
        }
        NotDone::Refused(Refused::Place(NoPlace::NotOpen { path, source })) => {
            return Failure::file("look into the folder", path, source);
        }
        NotDone::Refused(why) => why,
    };
    let hint = match &why {
        Refused::Place(NoPlace::AStudy(_)) => {
            "name a folder of its own that your colleagues see too"
        }
        Refused::Place(NoPlace::Address(bad)) => bad.hint(),
        Refused::Place(NoPlace::Bucket(_, why)) => why.hint(),
        Refused::Place(NoPlace::Keys(address)) => address.service.key_hint(),
        Refused::Place(_) => "name the folder that your colleagues see too",
        Refused::ATeamIsThere(_) => "asdone team join FOLDER asks to be admitted",
        Refused::NoTeamThere(_) | Refused::Unreadable(_) => {
            "is it the folder that you were given, and has it been copied to this laptop?"
        }
        Refused::InATeam(_) => "asdone team status says more; asdone team leave leaves it",
        Refused::AnotherTeam(_) => "name the folder into which the team's folder was moved",
        Refused::HasEntries(_) => {
            "--bring takes them along: they stay yours and private until you raise one; without \
             them, join with a fresh study (asdone --study FOLDER init --seal)"
        }
        Refused::NotTheWords => {
            "ask whoever invited you to read them again (asdone team invite); if they stay different, \
             do not join: it may be somebody else's folder"
        }
        Refused::NobodyHas => {
            "ask your colleague to read them again (asdone team join FOLDER shows them); if they stay \
             different, somebody else may have written to the folder"
        }
        Refused::NameTaken(_) => {
            "ask them to choose another pseudonym (asdone team name NAME); then admit them"
        }
        Refused::Second(name) => {
            return Failure::usage(
                why.to_string(),
                format!("ask {name}; if it is, add --second-laptop"),
            );
        }
        Refused::MayNot(MayNot::NotYou) => "asdone team members says who they are",
        Refused::MayNot(MayNot::OwnerAlone | MayNot::SecondByOwner) => "ask the owner",
        Refused::MayNot(MayNot::Owner) => "asdone team leave takes your own part back",
        Refused::MayNot(MayNot::NotOfTheTeam) => "asdone team members says who is",
        Refused::WasInIt(_) => {
            "asdone backup FOLDER, then asdone restore FOLDER PLACE: from the study there you can ask as \
             another laptop of yours"
        }
        Refused::You => "asdone team leave leaves the team",
    };
    Failure::usage(why.to_string(), hint)
}

/// This study, as what is done about a team needs it.
fn here<'a>(session: &'a Session, dir: &'a Path, key: &'a Key, reach: Reach) -> Here<'a> {
    let (identity, study) = (session.identity(), &session.study);
    Here { dir, key, identity, study, now: clock::now().millis, reach }
}

const fn word(right: Right) -> &'static str {
    right.word()
}
