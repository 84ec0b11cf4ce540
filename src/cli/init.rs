//! `asdone init`: begin a study.

use std::path::Path;

use clap::Args;

use super::args::{self, Word};
use super::out::can_ask;
use super::seal::{Made, show_words};
use super::session::{self, Session};
use super::{Exit, Failure, Shell, ask, codebook, input};
use crate::actions::{self, Founding, Ids, TagCard};
use crate::config::Environment;
use crate::config::clock::SystemIds;
use crate::files::codebook::default_cards;
use crate::journal::keys::NewKeys;
use crate::journal::{self, Identity, JournalError};
use crate::study::{DeviceId, PersonId, StudyId, Whose};

/// Begin a study
///
/// What is not given is asked for where somebody is at the keyboard.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  asdone init --name 'Riverside duty team' --pseudonym wren
  asdone init --name Riverside --pseudonym wren --setting 'duty desk' --setting court
  asdone init --name Riverside --pseudonym wren --codebook our-codebook.tsv
  asdone init --name Riverside --pseudonym wren --seal

Codes: 0 begun, 2 there is a study already or something is missing, 3 the disk refuses, 130
cancelled.")]
pub(super) struct Init {
    /// What people will call the study
    #[arg(long)]
    name: Option<Word>,
    /// What you want to be called; your real name is never asked for
    #[arg(long)]
    pseudonym: Option<Word>,
    /// A place or sort of work to offer, such as "home visit"; may be given several times
    #[arg(long = "setting", value_name = "SETTING")]
    settings: Vec<Word>,
    /// The tags to begin with: default, empty, or a table (TSV or CSV)
    #[arg(long, value_name = "default|empty|FILE")]
    codebook: Option<String>,
    /// Whose record it will be; small counts of a team's or organisation's are masked
    #[arg(long, value_parser = args::whose(), default_value = "own")]
    whose: Whose,
    /// Lock the notes with a passphrase from the start; asked for twice, or --passphrase-file
    #[arg(long)]
    seal: bool,
    #[command(flatten)]
    made: Made,
}

impl Init {
    pub(super) fn run(self, shell: &mut Shell) -> Result<Exit, Failure> {
        let dir = shell.study();
        match journal::identity_in(&dir) {
            Err(JournalError::NotAStudy { .. }) => {}
            // Where it cannot even be looked at, that is the reason, and not that a study is there.
            Err(error @ JournalError::Io { .. }) => return Err(error.into()),
            Ok(_) | Err(_) => return Err(JournalError::AlreadyThere { path: dir }.into()),
        }
        let sealed = self.seal || self.made.is_given();
        let (founding, made) = self.founding(shell)?;
        let name = founding.name.clone();
        let me = PersonId::from(SystemIds.fresh());
        let keys = found(shell, &founding, (sealed.then_some(&made), me))?;
        shell.out.say(&format!("began {name} in {}", dir.display()));
        match keys {
            Some(keys) => {
                shell.out.say("The notes are sealed: only the passphrase opens them.");
                show_words(shell, &keys.recovery)?;
            }
            None => shell.out.say(
                "The notes are not locked with a passphrase: anyone who can read the files of your account can read them. asdone seal locks them.",
            ),
        }
        if let Some(open) = shell.environment.open_to_others(&dir) {
            shell.out.say(&format!("{open}\n  {}", Environment::shut_out()));
        }
        shell.out.say("This is not the case record. Record with: asdone add");
        Ok(Exit::Ok)
    }

    fn founding(self, shell: &mut Shell) -> Result<(Founding, Made), Failure> {
        let asked = can_ask() && (self.name.is_none() || self.pseudonym.is_none());
        let name = match self.name {
            Some(name) => name.into(),
            None => needed(shell, "What will people call the study? ", "--name")?,
        };
        let known = self.pseudonym.map(String::from).or(shell.settings.pseudonym.clone());
        let pseudonym = match known {
            Some(pseudonym) => pseudonym,
            None => needed(shell, "What do you want to be called (a pseudonym)? ", "--pseudonym")?,
        };
        let mut settings: Vec<String> = self.settings.into_iter().map(String::from).collect();
        if asked && settings.is_empty() {
            let question =
                "Settings to offer, with commas between (duty desk, home visit, court): ";
            let answer = ask::line(shell, question)?.unwrap_or_default();
            let names = answer.split(',').map(str::trim).filter(|name| !name.is_empty());
            settings = names.map(str::to_owned).collect();
        }
        let codebook = cards(shell, self.codebook.as_deref().unwrap_or("default"))?;
        let founding = Founding { name, pseudonym, settings, codebook, whose: self.whose };
        Ok((founding, self.made))
    }
}

pub(super) fn needed(shell: &mut Shell, question: &str, option: &str) -> Result<String, Failure> {
    if !can_ask() {
        return Err(Failure::usage(
            format!("{option} is needed to begin a study"),
            "asdone init --name NAME --pseudonym NAME",
        ));
    }
    loop {
        match ask::line(shell, question)? {
            None => return Err(Failure::usage("nothing was begun", "asdone init begins again")),
            Some(answer) if answer.trim().is_empty() => {}
            Some(answer) => return Ok(answer.trim().to_owned()),
        }
    }
}

fn cards(shell: &mut Shell, which: &str) -> Result<Vec<TagCard>, Failure> {
    match which {
        "default" => Ok(default_cards()),
        "empty" => Ok(Vec::new()),
        file => {
            let path = Path::new(file);
            let text = input::file(shell, path)?;
            Ok(codebook::read_cards(&text, path)?.cards)
        }
    }
}

/// Makes the folder of a study of a person, sealed where keys are to be made, and records its
/// beginning.
pub(super) fn found(
    shell: &mut Shell,
    founding: &Founding,
    (made, person): (Option<&Made>, PersonId),
) -> Result<Option<NewKeys>, Failure> {
    let ids = SystemIds;
    // What can be refused is refused before there is a folder.
    let deed = actions::found(&session::context_of(person), founding)?;
    let study = deed.changes.iter().find_map(|change| match change {
        crate::study::Change::Founded { study, .. } => Some(*study),
        _ => None,
    });
    let study = study.unwrap_or_else(|| StudyId::from(ids.fresh()));
    // The low half of a version 7 UUID is random.
    let device = DeviceId(ids.fresh().as_u128() as u64);
    let keys = made.map(|made| made.keys(shell, study)).transpose()?;
    let identity = Identity { study, device, person };
    let mut session = Session::create(&shell.study(), identity, keys.as_ref())?;
    shell.key = keys.as_ref().map(|keys| keys.key().clone());
    session.perform(deed)?;
    Ok(keys)
}
