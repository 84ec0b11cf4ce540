//! `asdone team recover`: a custodian reads what a team shared, where every passphrase is lost.

use std::path::PathBuf;

use clap::Args;

use super::at::At;
use super::not_done;
use crate::actions::{Founding, Ids};
use crate::cli::args::Word;
use crate::cli::seal::{Made, age_key, show_words};
use crate::cli::session::{self, Session};
use crate::cli::{Exit, Failure, Shell, init, outcome};
use crate::config::clock::{self, SystemIds};
use crate::share::custody::Custody;
use crate::share::deeds::Refused;
use crate::share::shelf::Site;
use crate::study::{PersonId, Whose};

/// As a custodian: read what a team shared, where nobody can any more
///
/// With your own age key and the team's folder everything that stands there is read into a fresh study,
/// locked with a passphrase of yours. Nothing is handed out from it, and nothing in the folder changes.
/// Nobody's private notes are in the folder.
#[derive(Args, Debug)]
#[command(after_help = "\
Example: asdone --study FOLDER team recover /mnt/riverside/asdone-team --custodian-key FILE

To go on with the team instead, open the study of whoever began it on their laptop: asdone recover
--custodian-key FILE there sets a new passphrase, and from that study you admit colleagues anew.
Codes: 0 read, 2 refused, 3 the folder or the study cannot be used, 130 cancelled.")]
pub(super) struct Recover {
    /// The shared folder, or s3://BUCKET/PREFIX or az://CONTAINER/PREFIX
    folder: PathBuf,
    #[command(flatten)]
    at: At,
    /// A file that holds your own age key, as age-keygen wrote it
    #[arg(long, value_name = "FILE")]
    custodian_key: PathBuf,
    /// The six words of the team, where they were written down
    #[arg(long, value_name = "SIX WORDS")]
    words: Option<Word>,
    /// What you call the study that is made
    #[arg(long)]
    name: Option<Word>,
}

impl Recover {
    pub(super) fn run(self, shell: &mut Shell) -> Result<Exit, Failure> {
        let dir = shell.study();
        if session::is_study(&dir) {
            return Err(Failure::usage(
                format!("there is a study in {} already", dir.display()),
                "asdone --study FOLDER team recover … makes a fresh one in another folder",
            ));
        }
        let custody = self.opened(shell)?;
        let founding = Founding {
            name: self.name.map_or_else(|| "What a team shared".to_owned(), String::from),
            pseudonym: "custodian".to_owned(),
            settings: Vec::new(),
            codebook: Vec::new(),
            whose: Whose::Own,
        };
        let me = PersonId::from(SystemIds.fresh());
        let keys = init::found(shell, &founding, (Some(&Made::default()), me))?;
        shell
            .out
            .say(&format!("made a fresh study in {}, sealed with that passphrase", dir.display()));
        if let Some(keys) = keys {
            show_words(shell, &keys.recovery)?;
        }
        let mut session = Session::open(shell)?;
        let (identity, now) = (session.identity(), clock::now().millis);
        let pulled = session.exchange(|open| custody.read_into(open, identity, now))?;
        outcome::done();
        shell.out.say(&pulled.said());
        for trouble in &pulled.troubles {
            shell.out.say(&format!("  {}", trouble.said(&session.study)));
        }
        shell.out.say(&format!(
            "of the team with the words: {}\n  asdone list --scope team shows it",
            custody.genesis.words()
        ));
        Ok(Exit::Ok)
    }

    /// The team's keys, opened, before there is a study.
    fn opened(&self, shell: &mut Shell) -> Result<Custody, Failure> {
        let own = age_key(shell, &self.custodian_key)?;
        let reach = self.at.reach(shell, &self.folder, None)?;
        let named = Site::named(&self.folder, &shell.study(), &reach);
        let site = named.map_err(|why| not_done(why.into()))?;
        let place = site.place.clone();
        let Some(custody) = Custody::open(site, reach.look, &own)? else {
            return Err(not_done(Refused::NoTeamThere(place).into()));
        };
        if self.words.as_ref().is_some_and(|typed| !custody.genesis.words().are(typed)) {
            return Err(not_done(Refused::NotTheWords.into()));
        }
        if !custody.has_keys() {
            return Err(Failure::usage(
                format!("nothing in {} is sealed to this key", place.display()),
                "is it the key of the custodian that the owner named, and the whole folder? The owner's own \
                 study opens with it too: asdone recover --custodian-key FILE",
            ));
        }
        Ok(custody)
    }
}
