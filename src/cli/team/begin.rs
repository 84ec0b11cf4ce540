//! `asdone team begin`, `invite` and `folder`.

use std::path::{Path, PathBuf};

use clap::Args;
use serde_json::json;

use super::at::{At, say_how};
use super::{Tied, here, not_done};
use crate::actions::Ids;
use crate::cli::session::{self, IDS, Session};
use crate::cli::{Exit, Failure, Shell, outcome, unlock};
use crate::journal::keys::{self, Key};
use crate::share::boundary::raised_before;
use crate::share::{deeds, myself};
use crate::study::ItemId;

/// Begin a team in a shared folder
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  asdone team begin /mnt/riverside/asdone-team
  asdone team begin s3://riverside/team       a bucket, where this build reaches them (asdone doctor)

The folder must be there and be open to everybody who is to join, and to nobody else. What lies in
it is sealed. The study must be locked with a passphrase. The key to a bucket is never an argument: it
is asked for, or comes from AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY (for Azure
AZURE_STORAGE_ACCOUNT_NAME and AZURE_STORAGE_ACCOUNT_KEY or AZURE_STORAGE_SAS_TOKEN).
Codes: 0 begun, 2 refused, 3 the folder or the study cannot be used.")]
pub(super) struct Begin {
    /// The shared folder, or s3://BUCKET/PREFIX or az://CONTAINER/PREFIX
    folder: PathBuf,
    #[command(flatten)]
    at: At,
    /// Someone who can open this study if you lose it, and read what your team shares, by the public half
    /// of an age key (age1…)
    #[arg(long, value_name = "RECIPIENT")]
    custodian: Option<String>,
}

impl Begin {
    pub(super) fn run(self, shell: &mut Shell) -> Result<Exit, Failure> {
        let session = Session::open(shell)?;
        let key = sealed_key(shell)?;
        let dir = shell.study();
        let reach = self.at.reach(shell, &self.folder, None)?;
        let begins = here(&session, &dir, &key, reach);
        let site = deeds::may_begin(&begins, &self.folder).map_err(not_done)?;
        if let Some(custodian) = &self.custodian {
            keys::set_custodian(&dir, &key, Some(custodian))?;
            session::keys_to_copies(&dir, &key);
        }
        let mut fresh = || ItemId::from(IDS.fresh());
        let home = deeds::begin(&begins, &self.folder, &mut fresh).map_err(not_done)?;
        let tied = Tied { session, out: home.out()?, shelf: home.shelf(), home };
        outcome::done();
        shell.out.say(&format!("began a team in {}", site.place.display()));
        say_how(shell, site.access.as_ref());
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
             more.\n  asdone custodian set age1… lets your data protection officer open it too, and read \
             what your team shares",
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

/// Say what a colleague needs to join
#[derive(Args, Debug)]
#[command(after_help = "\
Give your colleague the folder in whatever way you like, and the six words by phone or in person:
whoever could write to the folder could have put another team there.
Codes: 0 shown, 2 this study is in no team, 3 it cannot be used.")]
pub(super) struct Invite {
    /// For a second laptop of your own: the words of the team, and fifteen by which it is you
    #[arg(long)]
    as_me: bool,
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
                "my_words": self.as_me.then(|| myself::words_of(team.person)),
            });
            shell.out.line(&line.to_string())?;
        } else if self.as_me {
            second(shell, &tied)?;
        } else {
            invite(shell, &tied)?;
        }
        Ok(Exit::Ok)
    }
}

fn invite(shell: &mut Shell, tied: &Tied) -> Result<(), Failure> {
    let team = &tied.home.team;
    let what = if team.access.is_some() { "a key to this bucket" } else { "access to this folder" };
    shell.out.say(&format!("A colleague who is to join needs {what}:"));
    shell.out.line(&format!("  {}", team.place.display()))?;
    shell.out.say("and runs: asdone team join FOLDER\nRead them these six words of the team:");
    shell.out.line(&format!("  {}", team.genesis.words()))?;
    if team.may_admit() {
        shell.out.say("They read six words back to you; then: asdone team admit");
    }
    Ok(())
}

fn second(shell: &mut Shell, tied: &Tied) -> Result<(), Failure> {
    let team = &tied.home.team;
    let what = if team.access.is_some() { "a key to this bucket" } else { "access to this folder" };
    shell.out.say(&format!("On your second laptop, which needs {what}:"));
    shell.out.line(&format!("  {}", team.place.display()))?;
    shell.out.say("run: asdone team join FOLDER --as-me\nIt asks for the six words of the team:");
    shell.out.line(&format!("  {}", team.genesis.words()))?;
    shell.out.say("and for these fifteen, by which you are yourself on both:");
    shell.out.line(&format!("  {}", myself::words_of(team.person)))?;
    shell.out.say(
        "They are no secret and open nothing. The laptop is admitted by six words of its own, and \
         whoever admits it asks you whether it is yours. What is private stays on the laptop that it \
         was written on.",
    );
    Ok(())
}

/// Say where the shared folder is now
#[derive(Args, Debug)]
#[command(after_help = "\
For a folder that was moved, or has another name on this laptop, and for a bucket with another key
(--new-key). It must hold the same team.
Codes: 0 done, 2 refused, 3 the folder or the study cannot be used.")]
pub(super) struct Folder {
    /// The shared folder, or s3://BUCKET/PREFIX or az://CONTAINER/PREFIX
    folder: PathBuf,
    #[command(flatten)]
    at: At,
}

impl Folder {
    pub(super) fn run(self, shell: &mut Shell) -> Result<Exit, Failure> {
        let mut tied = Tied::open(shell)?;
        let reach = self.at.reach(shell, &self.folder, Some(&tied.home.team))?;
        deeds::move_to(&mut tied.home, &shell.study(), &reach, &self.folder).map_err(not_done)?;
        outcome::done();
        shell.out.say(&format!("the team's folder is {}", tied.home.team.place.display()));
        say_how(shell, tied.home.team.access.as_ref());
        Ok(Exit::Ok)
    }
}
