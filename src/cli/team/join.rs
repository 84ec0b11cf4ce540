//! `asdone team join` and `admit`: two people compare six words, each way.

use std::path::PathBuf;

use clap::Args;
use serde_json::json;

use super::begin::{ask_again, not_yet, place, sealed_key};
use super::{Given, Tied, code, home, may_not, name_of, stands_at, word};
use crate::actions::team::is_somebody;
use crate::cli::args::Word;
use crate::cli::out::{Role, can_ask};
use crate::cli::session::Session;
use crate::cli::{Exit, Failure, Shell, ask, outcome};
use crate::config::clock;
use crate::share::membership::{self, genesis_on, is_taken};
use crate::share::seal::{Asking, Genesis, SixWords};
use crate::share::shelf::Folder;
use crate::share::{Home, ShareError, Team};
use crate::study::Right;

/// Ask to be admitted to the team in a shared folder
#[derive(Args, Debug)]
#[command(after_help = "\
Example: asdone team join /mnt/riverside/asdone-team

You type the six words that whoever invited you reads to you, and read six words back to them. The
study that you join with comes along as your own: what was raised before is asked about once more.
Codes: 0 asked, 2 refused, 3 the folder or the study cannot be used, 130 cancelled.")]
pub(super) struct Join {
    /// The shared folder
    folder: PathBuf,
    /// The six words that were read to you, instead of being asked for them
    #[arg(long, value_name = "SIX WORDS")]
    words: Option<Word>,
}

impl Join {
    pub(super) fn run(self, shell: &mut Shell) -> Result<Exit, Failure> {
        let session = Session::open(shell)?;
        let key = sealed_key(shell)?;
        let place = place(shell, &self.folder)?;
        let shelf = Folder::at(&place);
        let genesis = found(&shelf, &place)?;
        if let Some(home) = home(shell)?.filter(|home| home.team.id() == genesis.team()) {
            return again(shell, Tied { session, out: home.out()?, shelf, home });
        }
        not_yet(shell)?;
        let typed = match self.words {
            Some(words) => words.to_string(),
            None => asked(shell, "Type the six words that whoever invited you reads to you: ")?,
        };
        if !genesis.words().are(&typed) {
            return Err(Failure::usage(
                "these are not the six words of the team in that folder",
                "ask whoever invited you to read them again (asdone team invite); if they stay \
                 different, do not join: it may be somebody else's folder",
            ));
        }
        let identity = session.identity();
        let pseudonym = name_of(&session.study, identity.person).unwrap_or_default().to_owned();
        let since = stands_at(&session);
        let team = Team::join(genesis, &place, identity.device, identity.person, since);
        let home = Home::settle(&shell.study(), &key, team.ok_or(ShareError::Sealing)?)?;
        let tied = Tied { session, out: home.out()?, shelf, home };
        if let Err(error) = membership::ask(&tied.home.team, &pseudonym, &tied.out, &tied.shelf) {
            tied.home.forget()?;
            return Err(error.into());
        }
        outcome::done();
        shell.out.say(&format!("asked to be admitted as {pseudonym}"));
        read_back(shell, &tied)?;
        ask_again(shell, &tied);
        Ok(Exit::Ok)
    }
}

/// The beginning of the team in a folder.
fn found(shelf: &Folder, place: &std::path::Path) -> Result<Genesis, Failure> {
    if let Some(genesis) = genesis_on(shelf)? {
        return Ok(genesis);
    }
    let what = match is_taken(shelf)? {
        true => format!("what lies in {} cannot be read as a team", place.display()),
        false => format!("there is no team in {}", place.display()),
    };
    Err(Failure::usage(
        what,
        "is it the folder that you were given, and has it been copied to this laptop?",
    ))
}

/// A laptop that has asked already shows its words again.
fn again(shell: &mut Shell, tied: Tied) -> Result<Exit, Failure> {
    if tied.home.team.is_admitted() {
        shell.out.say("you are in this team already");
        return Ok(Exit::Ok);
    }
    let person = tied.home.team.person;
    let pseudonym = name_of(&tied.session.study, person).unwrap_or_default().to_owned();
    membership::ask(&tied.home.team, &pseudonym, &tied.out, &tied.shelf)?;
    shell.out.say("you have asked already, and wait to be admitted");
    read_back(shell, &tied)?;
    Ok(Exit::Ok)
}

/// Shows the words of this laptop.
pub(super) fn read_back(shell: &mut Shell, tied: &Tied) -> Result<(), Failure> {
    let team = &tied.home.team;
    shell.out.say("Read these six words to whoever admits you, by phone or in person:");
    shell.out.line(&format!("  {}", team.laptop().words(team.id())))?;
    shell.out.say("When they have admitted you: asdone team sync");
    Ok(())
}

fn asked(shell: &mut Shell, question: &str) -> Result<String, Failure> {
    if !can_ask() {
        return Err(Failure::usage("the six words are needed", "give them with --words"));
    }
    let typed = ask::line(shell, question)?.unwrap_or_default();
    if typed.trim().is_empty() { Err(Failure::Cancelled) } else { Ok(typed) }
}

/// Admit a colleague who asks
///
/// Without the six words this lists who asks. You type the words as your colleague reads them to you,
/// and so know that it is their laptop: anybody who can write to the folder can ask under any name.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  asdone team admit
  asdone team admit --words 'piano lunar …' --right coder

Codes: 0 admitted or listed, 1 nobody asks, 2 refused, 3 the folder or the study cannot be used, 130
cancelled.")]
pub(super) struct Admit {
    /// The six words that were read to you, instead of being asked for them
    #[arg(long, value_name = "SIX WORDS")]
    words: Option<Word>,
    /// What the colleague may do
    #[arg(long, value_enum, default_value = "writer")]
    right: Given,
    /// Yes, it is a second laptop of somebody who is in the team
    #[arg(long)]
    second_laptop: bool,
    /// List who asks, one a line, as JSON
    #[arg(long, conflicts_with = "words")]
    json: bool,
}

impl Admit {
    pub(super) fn run(self, shell: &mut Shell) -> Result<Exit, Failure> {
        let mut tied = Tied::open(shell)?;
        tied.must_be_admitted()?;
        if !tied.home.team.may_admit() {
            return Err(may_not(membership::MayNot::NotYou));
        }
        let asking = listed(shell, &tied, self.json || self.words.is_none(), self.json)?;
        if asking.is_empty() {
            return Ok(Exit::NothingFound);
        }
        let typed = match &self.words {
            Some(words) => words.to_string(),
            None if self.json || !can_ask() => return Ok(Exit::Ok),
            None => asked(shell, "Type the six words that your colleague reads to you: ")?,
        };
        let team = tied.home.team.id();
        let words = |asking: &Asking| -> SixWords { asking.laptop.words(team) };
        let Some(asking) = asking.into_iter().find(|asking| words(asking).are(&typed)) else {
            return Err(Failure::usage(
                "nobody who asks has these six words, so nobody was admitted",
                "ask your colleague to read them again (asdone team join FOLDER shows them); if they \
                 stay different, somebody else may have written to the folder",
            ));
        };
        self.admit(shell, &mut tied, &asking)
    }

    fn admit(&self, shell: &mut Shell, tied: &mut Tied, asking: &Asking) -> Result<Exit, Failure> {
        let laptop = &asking.laptop;
        let pseudonym = asking.pseudonym(&tied.home.team.secrets, &tied.home.team.epochs);
        let known = tied.home.team.knows(laptop.person, laptop.device);
        if known {
            self.second(shell, tied, laptop.person)?;
        } else if let Some(name) = &pseudonym
            && is_somebody(&tied.session.study, laptop.person, name)
        {
            return Err(Failure::usage(
                format!("somebody in the team is called {name} already, so they were not admitted"),
                "ask them to choose another pseudonym (asdone team name NAME); then admit them",
            ));
        }
        let right = Right::from(self.right);
        tied.home.team.admit(laptop, right, clock::now().millis).map_err(may_not)?;
        let exit = tied.hand_out_members(shell)?;
        let name = pseudonym.unwrap_or_else(|| format!("laptop {}", code(laptop.device)));
        shell.out.say(&format!(
            "admitted {name} as {}\n  their next asdone team sync brings them in",
            word(right)
        ));
        Ok(exit)
    }

    /// A laptop that says it is of somebody who is in the team.
    fn second(
        &self,
        shell: &mut Shell,
        tied: &Tied,
        person: crate::study::PersonId,
    ) -> Result<(), Failure> {
        let name = name_of(&tied.session.study, person).unwrap_or("a member").to_owned();
        let question = format!("It says that it is a second laptop of {name}. Did {name} ask you?");
        if self.second_laptop || (can_ask() && ask::yes(shell, &question)?) {
            return Ok(());
        }
        Err(Failure::usage(
            format!("that laptop says it is a second one of {name}, so it was not admitted"),
            format!("ask {name}; if it is, add --second-laptop"),
        ))
    }
}

/// Lists who asks. The six words are not shown: they are to be heard.
fn listed(
    shell: &mut Shell,
    tied: &Tied,
    show: bool,
    as_json: bool,
) -> Result<Vec<Asking>, Failure> {
    let team = &tied.home.team;
    let asked = membership::asked(team, &tied.shelf)?;
    if asked.unread > 0 {
        let files =
            if asked.unread == 1 { "1 file".into() } else { format!("{} files", asked.unread) };
        shell.out.say(&format!(
            "{files} in the folder's join cannot be read, and nobody is admitted by them"
        ));
    }
    if asked.asking.is_empty() {
        shell.out.say("nobody asks to be admitted");
    }
    for asking in asked.asking.iter().filter(|_| show) {
        let device = asking.laptop.device;
        let name = asking.pseudonym(&team.secrets, &team.epochs);
        let second = team.knows(asking.laptop.person, device);
        if as_json {
            let line = json!({
                "laptop": code(device), "pseudonym": name, "second_laptop": second,
            });
            shell.out.line(&line.to_string())?;
            continue;
        }
        let name = name.unwrap_or_else(|| "somebody whose name cannot be read here".into());
        let name = shell.out.paint(&name, Role::Strong);
        let second = if second { ", as a second laptop of a member" } else { "" };
        shell.out.line(&format!("{name} asks to be admitted, laptop {}{second}", code(device)))?;
    }
    Ok(asked.asking)
}
