//! `asdone team begin`, `invite` and `folder`.

use std::path::{Path, PathBuf};

use clap::Args;
use serde_json::json;

use super::{Tied, home, stands_at};
use crate::cli::session::{self, Session};
use crate::cli::{Exit, Failure, Shell, outcome, unlock};
use crate::config::clock;
use crate::journal::keys::{self, Key};
use crate::share::boundary::raised_before;
use crate::share::membership::{genesis_on, is_taken};
use crate::share::shelf::{self, Shelf};
use crate::share::{Home, ShareError, Team};

/// Begin a team in a shared folder
#[derive(Args, Debug)]
#[command(after_help = "\
Example: asdone team begin /mnt/riverside/asdone-team

The folder must be there and be open to everybody who is to join, and to nobody else. What lies in
it is sealed. The study must be locked with a passphrase.
Codes: 0 begun, 2 refused, 3 the folder or the study cannot be used.")]
pub(super) struct Begin {
    /// The shared folder
    folder: PathBuf,
    /// Someone who can open this study if you lose it, by the public half of an age key (age1…)
    #[arg(long, value_name = "RECIPIENT")]
    custodian: Option<String>,
}

impl Begin {
    pub(super) fn run(self, shell: &mut Shell) -> Result<Exit, Failure> {
        let session = Session::open(shell)?;
        let key = sealed_key(shell)?;
        not_yet(shell)?;
        let place = place(shell, &self.folder)?;
        let shelf = shelf::Folder::at(&place);
        if is_taken(&shelf)? {
            return Err(Failure::usage(
                format!("there is a team in {} already", place.display()),
                "asdone team join FOLDER asks to be admitted",
            ));
        }
        let dir = shell.study();
        if let Some(custodian) = &self.custodian {
            keys::set_custodian(&dir, &key, Some(custodian))?;
            session::keys_to_copies(&dir, &key);
        }
        let identity = session.identity();
        let since = stands_at(&session);
        let team = Team::begin(&place, identity.device, identity.person, since);
        let home = Home::settle(&dir, &key, team.ok_or(ShareError::Sealing)?)?;
        let tied = Tied { session, out: home.out()?, shelf, home };
        if let Err(failure) = tied.hand_out(&tied.home.team.terms(clock::now().millis)) {
            // With nothing in the folder there is no team that anybody could have seen.
            if !matches!(is_taken(&tied.shelf), Ok(true)) {
                tied.home.forget()?;
            }
            return Err(failure);
        }
        outcome::done();
        shell.out.say(&format!("began a team in {}", place.display()));
        invite(shell, &tied)?;
        no_custodian(shell, &dir)?;
        ask_again(shell, &tied);
        Ok(Exit::Ok)
    }
}

/// Says what waits to be agreed to again.
pub(super) fn ask_again(shell: &mut Shell, tied: &Tied) {
    let (study, team) = (&tied.session.study, &tied.home.team);
    let count = raised_before(study, team.person, team.since).len();
    if count > 0 {
        let entries =
            if count == 1 { "1 entry was".into() } else { format!("{count} entries were") };
        shell.out.say(&format!(
            "{entries} raised to the team or wider before; nothing of that leaves until you agree\n  \
             asdone team share shows each and asks"
        ));
    }
}

fn no_custodian(shell: &mut Shell, dir: &Path) -> Result<(), Failure> {
    if keys::about(dir)?.0.is_none() {
        shell.out.say(
            "Nobody but you can open this study. If you lose it, nobody can admit colleagues any \
             more.\n  asdone custodian set age1… lets your data protection officer open it too",
        );
    }
    Ok(())
}

/// The key of a study that is locked with a passphrase; refuses one that is not.
pub(super) fn sealed_key(shell: &mut Shell) -> Result<Key, Failure> {
    unlock::key(shell)?.ok_or_else(|| {
        Failure::usage(
            "this study is not locked with a passphrase, and colleagues' notes would lie here in \
             clear",
            "asdone seal locks it; then try again",
        )
    })
}

/// Refuses where the study is of a team.
pub(super) fn not_yet(shell: &mut Shell) -> Result<(), Failure> {
    match home(shell)? {
        None => Ok(()),
        Some(home) => Err(Failure::usage(
            format!("this study is in a team already, in {}", home.team.place.display()),
            "asdone team status says more; asdone team leave leaves it",
        )),
    }
}

/// A shared folder as an absolute path. It must be there, and be no part of a study.
pub(super) fn place(shell: &Shell, folder: &Path) -> Result<PathBuf, Failure> {
    let place = std::fs::canonicalize(folder);
    let place = place.map_err(|source| Failure::file("find the folder", folder, source))?;
    if !place.is_dir() {
        return Err(Failure::usage(
            format!("{} is not a folder", folder.display()),
            "name the folder that your colleagues see too",
        ));
    }
    let own = std::fs::canonicalize(shell.study()).unwrap_or_else(|_| shell.study());
    if place.starts_with(&own) || own.starts_with(&place) || session::is_study(&place) {
        return Err(Failure::usage(
            format!("{} and a study's own folder lie in one another", folder.display()),
            "name a folder of its own that your colleagues see too",
        ));
    }
    Ok(place)
}

/// Say what a colleague needs to join
#[derive(Args, Debug)]
#[command(after_help = "\
Give your colleague the folder in whatever way you like, and the six words by phone or in person:
whoever could write to the folder could have put another team there.
Codes: 0 shown, 2 this study is in no team, 3 it cannot be used.")]
pub(super) struct Invite {
    /// As one line of JSON
    #[arg(long)]
    json: bool,
}

impl Invite {
    pub(super) fn run(self, shell: &mut Shell) -> Result<Exit, Failure> {
        let tied = Tied::look(shell)?;
        if self.json {
            let team = &tied.home.team;
            let line = json!({
                "folder": team.place.display().to_string(),
                "words": team.genesis.words().to_string(),
            });
            shell.out.line(&line.to_string())?;
        } else {
            invite(shell, &tied)?;
        }
        Ok(Exit::Ok)
    }
}

fn invite(shell: &mut Shell, tied: &Tied) -> Result<(), Failure> {
    let team = &tied.home.team;
    shell.out.say("A colleague who is to join needs access to this folder:");
    shell.out.line(&format!("  {}", team.place.display()))?;
    shell.out.say("and runs: asdone team join FOLDER\nRead them these six words of the team:");
    shell.out.line(&format!("  {}", team.genesis.words()))?;
    if team.may_admit() {
        shell.out.say("They read six words back to you; then: asdone team admit");
    }
    Ok(())
}

/// Say where the shared folder is now
#[derive(Args, Debug)]
#[command(after_help = "\
For a folder that was moved, or has another name on this laptop. It must hold the same team.
Codes: 0 done, 2 refused, 3 the folder or the study cannot be used.")]
pub(super) struct Folder {
    /// The shared folder
    folder: PathBuf,
}

impl Folder {
    pub(super) fn run(self, shell: &mut Shell) -> Result<Exit, Failure> {
        let mut tied = Tied::open(shell)?;
        let place = place(shell, &self.folder)?;
        let shelf = shelf::Folder::at(&place);
        let there = genesis_on(&shelf as &dyn Shelf)?;
        if there.is_none_or(|genesis| genesis.team() != tied.home.team.id()) {
            return Err(Failure::usage(
                format!("{} does not hold your team", place.display()),
                "name the folder into which the team's folder was moved",
            ));
        }
        tied.home.team.place = place;
        tied.home.save()?;
        outcome::done();
        shell.out.say(&format!("the team's folder is {}", tied.home.team.place.display()));
        Ok(Exit::Ok)
    }
}
