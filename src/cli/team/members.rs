//! `asdone team members`, `rights`, `remove` and `name`.

use clap::Args;
use serde_json::json;

use super::{Given, Tied, called, code, name_of, not_done, word};
use crate::actions;
use crate::cli::args::Word;
use crate::cli::out::{Role, can_ask};
use crate::cli::{Exit, Failure, Shell, ask, outcome};
use crate::config::clock;
use crate::share::deeds;
use crate::study::{DeviceId, PersonId, Right};

/// List who is in the team
#[derive(Args, Debug)]
#[command(after_help = "\
Nothing is said of what anybody has written. Codes: 0 listed, 2 this study is in no team, 3 it cannot
be used.")]
pub(super) struct Members {
    /// One laptop a line, as JSON
    #[arg(long)]
    json: bool,
}

impl Members {
    pub(super) fn run(self, shell: &mut Shell) -> Result<Exit, Failure> {
        let tied = Tied::look(shell)?;
        let team = &tied.home.team;
        let mut rows = Vec::new();
        for device in team.devices() {
            let Some(person) = team.person_at(device) else { continue };
            let name = called(&tied.session.study, person, device);
            let right = team.right_of(device).map_or("removed", word);
            let here = device == team.device;
            if self.json {
                let line = json!({
                    "laptop": code(device), "pseudonym": name_of(&tied.session.study, person),
                    "right": right, "here": here,
                });
                shell.out.line(&line.to_string())?;
                continue;
            }
            let here = if here { "this laptop" } else { "" };
            let name = shell.out.paint(&name, Role::Strong);
            rows.push(vec![name, right.into(), format!("laptop {}", code(device)), here.into()]);
        }
        shell.out.table(&rows, &[])?;
        Ok(Exit::Ok)
    }
}

/// The laptops that are meant by a pseudonym or by the beginning of a laptop's code.
fn named(tied: &Tied, typed: &str) -> Result<(String, Vec<DeviceId>), Failure> {
    let (study, team, typed) = (&tied.session.study, &tied.home.team, typed.trim());
    let of_team: Vec<(DeviceId, PersonId)> = team
        .devices()
        .into_iter()
        .filter(|device| team.right_of(*device).is_some())
        .filter_map(|device| Some((device, team.person_at(device)?)))
        .collect();
    let named = |person: PersonId| name_of(study, person).is_some_and(|name| name == typed);
    let mut people: Vec<PersonId> = of_team.iter().map(|(_, person)| *person).collect();
    people.retain(|person| named(*person));
    people.dedup();
    let (name, found): (String, Vec<DeviceId>) = match people.as_slice() {
        [person] => {
            let theirs = of_team.iter().filter(|(_, known)| known == person);
            (typed.to_owned(), theirs.map(|(device, _)| *device).collect())
        }
        [] => {
            let fits = |device: &DeviceId| {
                typed.len() >= 4 && device.to_string().starts_with(&typed.to_lowercase())
            };
            let fitting = of_team.iter().filter(|(device, _)| fits(device));
            (format!("laptop {typed}"), fitting.map(|(device, _)| *device).collect())
        }
        _ => {
            return Err(Failure::usage(
                format!("two people in the team are called {typed}"),
                "say which by the code of their laptop: asdone team members",
            ));
        }
    };
    match found.as_slice() {
        [] => Err(Failure::usage(
            format!("nobody in the team is called \"{typed}\""),
            "asdone team members names them and their laptops",
        )),
        _ => Ok((name, found)),
    }
}

/// Say what a colleague may do
#[derive(Args, Debug)]
#[command(after_help = "\
Example: asdone team rights heron coder

Codes: 0 done, 2 refused, 3 the folder or the study cannot be used.")]
pub(super) struct Rights {
    /// Their pseudonym, or the code of a laptop
    #[arg(value_name = "WHO")]
    who: Word,
    /// What they may do
    #[arg(value_enum)]
    right: Given,
}

impl Rights {
    pub(super) fn run(self, shell: &mut Shell) -> Result<Exit, Failure> {
        let mut tied = Tied::open(shell)?;
        tied.must_be_admitted()?;
        let (name, laptops) = named(&tied, &self.who)?;
        let right = Right::from(self.right);
        deeds::give(&mut tied.home, &laptops, right, clock::now().millis).map_err(not_done)?;
        let exit = tied.hand_out_members(shell)?;
        shell.out.say(&format!("{name} is a {} from now on", word(right)));
        Ok(exit)
    }
}

/// Remove a colleague, or a laptop that was lost, from the team
///
/// The team gets a new key, which they are not given: what leaves from now on they cannot read. What
/// they have, they keep. Ask IT to take their access to the folder away as well.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  asdone team remove heron
  asdone team remove 3f2a91 --yes        one laptop, by its code

Codes: 0 removed, 2 refused or not agreed to, 3 the folder or the study cannot be used.")]
pub(super) struct Remove {
    /// Their pseudonym (all their laptops), or the code of one laptop
    #[arg(value_name = "WHO")]
    who: Word,
    /// Do not ask back
    #[arg(long)]
    yes: bool,
}

impl Remove {
    pub(super) fn run(self, shell: &mut Shell) -> Result<Exit, Failure> {
        let mut tied = Tied::open(shell)?;
        tied.must_be_admitted()?;
        let (name, laptops) = named(&tied, &self.who)?;
        if laptops.contains(&tied.home.team.device) {
            return Err(not_done(deeds::Refused::You.into()));
        }
        let question = format!("Remove {name}? They keep what they have, and get nothing more.");
        let agreed = self.yes || (can_ask() && ask::yes(shell, &question)?);
        if !agreed {
            return Err(Failure::usage(
                format!("{name} was not removed: nobody agreed"),
                "add --yes if it is meant",
            ));
        }
        let Tied { session, home, .. } = &mut tied;
        let now = clock::now().millis;
        // Where the folder is away they are removed all the same, and what follows says so.
        drop(session.exchange(|open| home.hear(open, now)));
        deeds::remove(home, &session.study, &laptops, now).map_err(not_done)?;
        let exit = tied.hand_out_members(shell)?;
        shell.out.say(&format!(
            "removed {name}; the team has a new key\n  what they have on their laptop and in backups \
             stays there; ask IT to take away their access to the folder"
        ));
        Ok(exit)
    }
}

/// Choose another pseudonym
#[derive(Args, Debug)]
#[command(after_help = "\
Example: asdone team name robin

Your team knows you by it from the next exchange on. Codes: 0 done, 2 refused, 3 the study cannot be
used.")]
pub(super) struct Name {
    /// What you want to be called
    #[arg(value_name = "NAME")]
    name: Word,
}

impl Name {
    pub(super) fn run(self, shell: &mut Shell) -> Result<Exit, Failure> {
        let mut tied = Tied::open(shell)?;
        let context = tied.session.context();
        let deed = actions::team::rename(&tied.session.study, &context, &self.name)?;
        tied.session.perform_aloud(deed, shell)?;
        let team = &tied.home.team;
        if !team.is_admitted() {
            let name = name_of(&tied.session.study, team.person).unwrap_or_default();
            deeds::ask_under(&tied.home, name).map_err(not_done)?;
            outcome::done();
            shell.out.say("you ask to be admitted under it");
        }
        Ok(Exit::Ok)
    }
}
