//! `asdone seal`, `passphrase`, `recover` and `custodian`: who can open a study.

use std::io::IsTerminal;
use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};

use super::{Exit, Failure, Shell, ask, session, unlock};
use crate::journal::keys::{
    self, Cost, ExposeSecret, Key, NewKeys, RecoveryPhrase, Secret, SecretString,
};
use crate::journal::{self, Journal};
use crate::share::custody;
use crate::study::StudyId;

/// Lock the notes with a passphrase
///
/// Everything that is recorded is written again, sealed, and the files in clear are removed once
/// the sealed ones have been read back. Twenty-four words are shown once that open the study if the
/// passphrase is forgotten.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  asdone seal
  asdone seal --custodian age1…         your data protection officer can open it too
  asdone seal --passphrase-file FILE    for scripts; the first line of the file

What was copied elsewhere before (backups, exports, a synced folder) stays as it was.
Codes: 0 sealed, 2 it is sealed already or the passphrase was refused, 3 the study cannot be used,
130 cancelled.")]
pub(super) struct Seal {
    #[command(flatten)]
    made: Made,
    /// Remove what earlier repairs set aside, which is in clear
    #[arg(long)]
    drop_set_aside: bool,
}

/// How keys are made.
#[derive(Args, Debug, Default)]
pub(super) struct Made {
    /// Someone who can open the study too, by the public half of an age key (age1…)
    #[arg(long, value_name = "RECIPIENT")]
    custodian: Option<String>,
    /// A weak passphrase is meant
    #[arg(long)]
    weak_passphrase: bool,
}

impl Made {
    /// Makes keys for a study, asking for a passphrase.
    pub(super) fn keys(&self, shell: &mut Shell, study: StudyId) -> Result<NewKeys, Failure> {
        let file = shell.passphrase_file.clone();
        let passphrase = unlock::new_passphrase(shell, file.as_deref(), self.weak_passphrase)?;
        let custodian = self.custodian.as_deref();
        Ok(NewKeys::make(study, &passphrase, custodian, Cost::STANDARD)?.to_show())
    }

    /// Whether anything was said of keys.
    pub(super) fn is_given(&self) -> bool {
        self.custodian.is_some() || self.weak_passphrase
    }
}

impl Seal {
    pub(super) fn run(self, shell: &mut Shell) -> Result<Exit, Failure> {
        let identity = session::must_be_there(shell)?;
        let dir = shell.study();
        if keys::is_sealed(&dir)? {
            return Err(Failure::usage(
                "this study is sealed already",
                "asdone passphrase changes its passphrase",
            ));
        }
        let aside = journal::set_aside(&dir)?;
        if aside > 0 && !self.drop_set_aside {
            return Err(Failure::usage(
                format!(
                    "earlier repairs set {aside} files aside, in clear: {}",
                    dir.join("set-aside").display()
                ),
                "copy them to a safe place if they are still needed; --drop-set-aside removes them",
            ));
        }
        // What waits in the inbox is taken in first.
        drop(session::Session::open(shell)?);
        let keys = self.made.keys(shell, identity.study)?;
        let opening = Journal::seal_now(&dir, &keys)?;
        journal::seal_kept(&dir, &shell.paths.kept)?;
        session::keys_to_copies(&dir, keys.key());
        shell.out.say(&format!("sealed {} entries in {}", opening.entries, dir.display()));
        shell.out.say(
            "Copies made before (single backups, exports, a synced folder, the disk's own leftovers) \
             are not sealed by this; a copy that is kept after each save is.",
        );
        show_words(shell, &keys.recovery)?;
        Ok(Exit::Ok)
    }
}

/// Shows the 24 words once and, where somebody is there, asks three of them back.
pub(super) fn show_words(shell: &mut Shell, phrase: &RecoveryPhrase) -> Result<(), Failure> {
    let hint = "the study is sealed and its 24 words were not shown; asdone passphrase --new-words \
                makes new ones and shows them";
    let unseen = |failure| Failure::Kept { failure: Box::new(failure), hint: hint.to_owned() };
    write_words(shell, phrase).map_err(unseen)?;
    keys::words_seen(&shell.study())?;
    ask_back(shell, phrase)
}

fn write_words(shell: &mut Shell, phrase: &RecoveryPhrase) -> Result<(), Failure> {
    shell.out.say(
        "These 24 words open the study if the passphrase is forgotten. They are shown this once. \
         Write them on paper and keep it apart from this computer, never in the study's folder:",
    );
    let words: Vec<&str> = phrase.words().collect();
    for (row, four) in words.chunks(4).enumerate() {
        let numbered = four.iter().zip(row * 4 + 1..).map(|(word, n)| format!("{n:>2} {word:<10}"));
        let line = numbered.collect::<Vec<_>>().join(" ");
        shell.out.line(line.trim_end())?;
    }
    shell.out.finish()
}

fn ask_back(shell: &mut Shell, phrase: &RecoveryPhrase) -> Result<(), Failure> {
    if !(super::out::can_ask() && std::io::stdout().is_terminal()) {
        return Ok(());
    }
    for place in keys::places_to_ask()? {
        loop {
            let answer = ask::line(shell, &format!("Which is word {place}? "))?;
            match answer.as_deref().map(str::trim) {
                None | Some("") => {
                    shell.out.say(
                        "they were not asked back; asdone passphrase --new-words shows new ones",
                    );
                    return Ok(());
                }
                Some(typed) if phrase.is_word(place, typed) => break,
                Some(_) => shell.out.say("that is not the word; look again (Enter leaves off)"),
            }
        }
    }
    shell.out.say("all three are right; clear the screen when the words are on paper");
    Ok(())
}

/// Change the passphrase of a sealed study
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  asdone passphrase
  asdone passphrase --passphrase-file OLD --new NEW
  asdone passphrase --new-words         24 new words; the old ones open nothing any more

Codes: 0 changed, 2 refused, 3 the study cannot be used, 130 cancelled.")]
pub(super) struct Passphrase {
    /// A file whose first line is the new passphrase
    #[arg(long, value_name = "FILE")]
    new: Option<PathBuf>,
    /// A weak passphrase is meant
    #[arg(long)]
    weak_passphrase: bool,
    /// Make new recovery words and leave the passphrase as it is
    #[arg(long, conflicts_with_all = ["new", "weak_passphrase"])]
    new_words: bool,
}

impl Passphrase {
    pub(super) fn run(self, shell: &mut Shell) -> Result<Exit, Failure> {
        let key = sealed_key(shell)?;
        let dir = shell.study();
        if self.new_words {
            let phrase = keys::new_recovery(&dir, &key)?;
            session::keys_to_copies(&dir, &key);
            shell.out.say("made new words; those of before open nothing any more");
            show_words(shell, &phrase)?;
            return Ok(Exit::Ok);
        }
        set_passphrase(shell, &key, self.new.as_ref(), self.weak_passphrase)
    }
}

fn set_passphrase(
    shell: &mut Shell,
    key: &Key,
    new: Option<&PathBuf>,
    weak_is_fine: bool,
) -> Result<Exit, Failure> {
    let new = unlock::new_passphrase(shell, new.map(PathBuf::as_path), weak_is_fine)?;
    keys::change_passphrase(&shell.study(), key, &new, Cost::STANDARD)?;
    session::keys_to_copies(&shell.study(), key);
    shell.out.say(
        "changed the passphrase; a backup made before still opens with the one it was made with",
    );
    Ok(Exit::Ok)
}

fn sealed_key(shell: &mut Shell) -> Result<Key, Failure> {
    session::must_be_there(shell)?;
    unlock::key(shell)?
        .ok_or_else(|| Failure::usage("this study has no passphrase", "asdone seal gives it one"))
}

/// Open a study whose passphrase is forgotten
///
/// With the 24 words, or with the custodian's key. A new passphrase is set.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  asdone recover                        asks for the 24 words
  asdone recover --words FILE --new FILE
  asdone recover --custodian-key FILE   a file with a line AGE-SECRET-KEY-1…

Codes: 0 opened and a new passphrase set, 2 refused, 3 the study cannot be used, 130 cancelled.")]
pub(super) struct Recover {
    /// A file that holds the 24 words
    #[arg(long, value_name = "FILE", conflicts_with = "custodian_key")]
    words: Option<PathBuf>,
    /// A file that holds the custodian's own age key
    #[arg(long, value_name = "FILE")]
    custodian_key: Option<PathBuf>,
    /// A file whose first line is the new passphrase
    #[arg(long, value_name = "FILE")]
    new: Option<PathBuf>,
    /// A weak passphrase is meant
    #[arg(long)]
    weak_passphrase: bool,
}

impl Recover {
    pub(super) fn run(self, shell: &mut Shell) -> Result<Exit, Failure> {
        session::must_be_there(shell)?;
        let dir = shell.study();
        if !keys::is_sealed(&dir)? {
            return Err(Failure::usage("this study has no passphrase", "it opens as it is"));
        }
        let key = keys::unlock(&dir, &self.secret(shell)?)?;
        shell.out.say("that opens it; now a new passphrase");
        set_passphrase(shell, &key, self.new.as_ref(), self.weak_passphrase)
    }

    fn secret(&self, shell: &mut Shell) -> Result<Secret, Failure> {
        if let Some(file) = &self.custodian_key {
            return Ok(Secret::Custodian(age_key(shell, file)?));
        }
        if let Some(file) = &self.words {
            // Numbers and line breaks, as the words were shown, are passed over.
            let text = unlock::secret_file(shell, file)?;
            return Ok(Secret::Recovery(only_words(text.expose_secret())));
        }
        if !super::out::can_ask() {
            return Err(Failure::usage(
                "the 24 words, or the custodian's key, are needed",
                "asdone recover --words FILE, or --custodian-key FILE",
            ));
        }
        shell.out.say("Type the 24 words, on one line or several; an empty line cancels.");
        let mut typed = String::new();
        while typed.split_whitespace().count() < 24 {
            match ask::line(shell, "> ")?.filter(|line| !line.trim().is_empty()) {
                Some(line) => typed.push_str(&format!(" {}", only_words(&line).expose_secret())),
                None => return Err(Failure::Cancelled),
            }
        }
        Ok(Secret::Recovery(SecretString::from(typed)))
    }
}

/// The age key in a file, as age-keygen writes it.
pub(super) fn age_key(shell: &mut Shell, file: &Path) -> Result<SecretString, Failure> {
    let text = unlock::secret_file(shell, file)?;
    let mut lines = text.expose_secret().lines().map(str::trim);
    let own = lines.find(|line| line.starts_with("AGE-SECRET-KEY-1"));
    own.map(|own| SecretString::from(own.to_owned())).ok_or_else(|| {
        Failure::usage(
            format!("{} holds no age key", file.display()),
            "it has a line that begins with AGE-SECRET-KEY-1",
        )
    })
}

/// The words alone, without the numbers that may stand before them.
fn only_words(text: &str) -> SecretString {
    let words = text.split_whitespace().filter(|word| word.chars().all(char::is_alphabetic));
    SecretString::from(words.collect::<Vec<_>>().join(" "))
}

/// Say who else can open a sealed study, or change that
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  asdone custodian                      who it is
  asdone custodian set age1…            the public half of their age key
  asdone custodian remove

A custodian, for example the organisation's data protection officer, keeps a forgotten passphrase
from being a lost study, and can read all of it.
Codes: 0 done, 1 there is none, 2 refused, 3 the study cannot be used, 130 cancelled.")]
pub(super) struct Custodian {
    #[command(subcommand)]
    what: Option<WhatOfCustodian>,
}

#[derive(Subcommand, Debug)]
enum WhatOfCustodian {
    /// Let someone open it, by the public half of their age key
    Set {
        /// age1…
        recipient: String,
    },
    /// Let nobody open it but by passphrase and words
    Remove,
}

impl Custodian {
    pub(super) fn run(self, shell: &mut Shell) -> Result<Exit, Failure> {
        let dir = shell.study();
        match self.what {
            None => {
                session::must_be_there(shell)?;
                let (custodian, _) = keys::about(&dir)?;
                let Some(recipient) = custodian else {
                    shell.out.say("there is no custodian");
                    return Ok(Exit::NothingFound);
                };
                shell.out.line(&recipient)?;
            }
            Some(WhatOfCustodian::Set { recipient }) => {
                let key = sealed_key(shell)?;
                keys::set_custodian(&dir, &key, Some(&recipient))?;
                session::keys_to_copies(&dir, &key);
                shell.out.say("the custodian can open this study from now on");
                if custody::follows(&dir, &key, Some(&recipient))? {
                    shell.out.say(
                        "and from your next exchange on can read what is shared in your team, which is \
                         told that it has one",
                    );
                }
            }
            Some(WhatOfCustodian::Remove) => {
                let key = sealed_key(shell)?;
                keys::set_custodian(&dir, &key, None)?;
                session::keys_to_copies(&dir, &key);
                shell.out.say(
                    "there is no custodian any more; a backup made before still opens for the custodian it had then",
                );
                if custody::follows(&dir, &key, None)? {
                    shell.out.say(
                        "of your team they keep what they copied of its folder, and the keys of then: the \
                         team gets another key when somebody is removed",
                    );
                }
            }
        }
        Ok(Exit::Ok)
    }
}
