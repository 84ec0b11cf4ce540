//! `asdone team join` and `admit`: two people compare six words, each way.

use std::path::PathBuf;

use clap::Args;
use serde_json::json;

use super::at::{At, say_how};
use super::begin::{ask_again, sealed_key};
use super::second::AsMe;
use super::{Given, Tied, code, here, home, name_of, not_done, word};
use crate::cli::args::Word;
use crate::cli::out::{Role, can_ask};
use crate::cli::session::Session;
use crate::cli::{Exit, Failure, Shell, ask, outcome};
use crate::config::clock;
use crate::share::deeds::{self, NotDone, Refused};
use crate::share::said::CUSTODIAN;
use crate::share::seal::Asking;
use crate::share::{custody, membership};
use crate::study::Right;

/// Ask to be admitted to the team in a shared folder
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  asdone team join /mnt/riverside/asdone-team
  asdone team join /mnt/riverside/asdone-team --bring      with a study that holds entries
  asdone team join /mnt/riverside/asdone-team --as-me      on a second laptop of yours

You type the six words that whoever invited you reads to you, and read six words back to them. A
study that holds entries comes along as your own with --bring: each stays private until you raise it,
and what was raised before is asked about once more, entry by entry or all (asdone team share).
A second laptop of yours gets a fresh study of its own, in which you are the same person: what you
share on either is yours on both. It is admitted by its six words as any other.
Codes: 0 asked, 2 refused, 3 the folder or the study cannot be used, 130 cancelled.")]
pub(super) struct Join {
    /// The shared folder, or s3://BUCKET/PREFIX or az://CONTAINER/PREFIX
    pub(super) folder: PathBuf,
    #[command(flatten)]
    at: At,
    /// The six words that were read to you, instead of being asked for them
    #[arg(long, value_name = "SIX WORDS")]
    words: Option<Word>,
    #[command(flatten)]
    second: AsMe,
    /// Take along what this study holds, as your own and in private
    #[arg(long)]
    bring: bool,
}

impl Join {
    /// The six words of the team, as they were heard.
    pub(super) fn heard(&self, shell: &mut Shell) -> Result<String, Failure> {
        match &self.words {
            Some(words) => Ok(words.to_string()),
            None => asked(
                shell,
                "Type the six words that whoever invited you reads to you: ",
                SIX_WORDS,
            ),
        }
    }

    pub(super) fn run(self, shell: &mut Shell) -> Result<Exit, Failure> {
        let as_me = self.second.is_meant();
        let known = home(shell)?.map(|home| home.team);
        let reach = self.at.reach(shell, &self.folder, known.as_ref())?;
        let heard = if as_me { Some(self.second.begin(&self, &reach, shell)?) } else { None };
        let session = Session::open(shell)?;
        let key = sealed_key(shell)?;
        let dir = shell.study();
        let joins = here(&session, &dir, &key, reach);
        let (.., known) = deeds::invited(&joins, &self.folder).map_err(not_done)?;
        let again = known.is_some();
        let typed = match heard {
            _ if again => String::new(),
            Some(heard) => heard,
            None => self.heard(shell)?,
        };
        let entries = if again { 0 } else { joins.entries() };
        let mut joined = deeds::join(&joins, &self.folder, (&typed, self.bring || as_me));
        if let Err(NotDone::Refused(Refused::HasEntries(_))) = &joined
            && can_ask()
        {
            shell.out.say(&format!(
                "This study holds {} of yours. They stay in it, yours and private: nothing of them \
                 leaves until you raise it, and what was raised before is asked about once more.",
                deeds::entries(entries)
            ));
            if ask::yes(shell, "Take them along into the team?")? {
                joined = deeds::join(&joins, &self.folder, (&typed, true));
            }
        }
        let home = joined.map_err(not_done)?;
        let tied = Tied { session, out: home.out()?, shelf: home.shelf(), home };
        outcome::done();
        if tied.home.team.is_admitted() {
            shell.out.say("you are in this team already");
            return Ok(Exit::Ok);
        }
        if again {
            shell.out.say("you have asked already, and wait to be admitted");
            read_back(shell, &tied)?;
            return Ok(Exit::Ok);
        }
        let person = tied.home.team.person;
        let pseudonym = name_of(&tied.session.study, person).unwrap_or_default();
        shell.out.say(&format!("asked to be admitted as {pseudonym}"));
        say_how(shell, tied.home.team.access.as_ref());
        if as_me {
            shell.out.say("as a second laptop of yours: whoever admits it asks you whether it is");
        } else if entries > 0 {
            shell.out.say(&format!(
                "{} came along and {}; asdone audience CODE team raises one",
                deeds::entries(entries),
                if entries == 1 { "stays private" } else { "stay private" }
            ));
        }
        if custody::is_kept(&tied.shelf, &tied.home.team.genesis) {
            shell.out.say(&format!("the team has a custodian: {CUSTODIAN}"));
        }
        read_back(shell, &tied)?;
        ask_again(shell, &tied);
        Ok(Exit::Ok)
    }
}

/// Shows the words of this laptop.
pub(super) fn read_back(shell: &mut Shell, tied: &Tied) -> Result<(), Failure> {
    let team = &tied.home.team;
    shell.out.say("Read these six words to whoever admits you, by phone or in person:");
    shell.out.line(&format!("  {}", team.laptop().words(team.id())))?;
    shell.out.say("When they have admitted you: asdone team sync");
    Ok(())
}

/// What is said where nobody is there to be asked for six words, and what to do.
const SIX_WORDS: (&str, &str) = ("the six words are needed", "give them with --words");

/// Asks for words that were heard; says what is `needed` where nobody is there to be asked.
pub(super) fn asked(
    shell: &mut Shell,
    question: &str,
    needed: (&str, &str),
) -> Result<String, Failure> {
    if !can_ask() {
        return Err(Failure::usage(needed.0, needed.1));
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
            return Err(not_done(membership::MayNot::NotYou.into()));
        }
        let asking = listed(shell, &tied, self.json || self.words.is_none(), self.json)?;
        if asking.is_empty() {
            return Ok(Exit::NothingFound);
        }
        let typed = match &self.words {
            Some(words) => words.to_string(),
            None if self.json || !can_ask() => return Ok(Exit::Ok),
            None => {
                asked(shell, "Type the six words that your colleague reads to you: ", SIX_WORDS)?
            }
        };
        let right = Right::from(self.right);
        let now = clock::now().millis;
        let Tied { session, home, .. } = &mut tied;
        let mut admit =
            |second: bool| deeds::admit(home, &session.study, (&typed, right, second), now);
        let mut done = admit(self.second_laptop);
        if let Err(NotDone::Refused(Refused::Second(name))) = &done {
            let question =
                format!("It says that it is a second laptop of {name}. Did {name} ask you?");
            if can_ask() && ask::yes(shell, &question)? {
                done = admit(true);
            }
        }
        let (device, pseudonym) = done.map_err(not_done)?;
        let exit = tied.hand_out_members(shell)?;
        let name = pseudonym.unwrap_or_else(|| format!("laptop {}", code(device)));
        shell.out.say(&format!(
            "admitted {name} as {}\n  their next asdone team sync brings them in",
            word(right)
        ));
        Ok(exit)
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
