//! A second laptop of one's own: a fresh study is made on it, in which its person is who they are on
//! their first one.

use clap::Args;

use super::join::{Join, asked};
use super::not_done;
use crate::actions::Founding;
use crate::cli::args::Word;
use crate::cli::seal::{Made, show_words};
use crate::cli::{Failure, Shell, init, session};
use crate::files::codebook::default_cards;
use crate::journal::identity_in;
use crate::share::shelf::Reach;
use crate::share::{deeds, myself};
use crate::study::{PersonId, Whose};

/// What a second laptop of somebody is made of.
#[derive(Args, Debug)]
pub(super) struct AsMe {
    /// It is a second laptop of yours: a fresh sealed study is made here, in which you are yourself
    #[arg(long, conflicts_with = "bring")]
    as_me: bool,
    /// Your fifteen words, as asdone team invite --as-me shows them on your first laptop
    #[arg(long, value_name = "FIFTEEN WORDS", requires = "as_me")]
    me: Option<Word>,
    /// What you call the study on this laptop
    #[arg(long, requires = "as_me")]
    name: Option<Word>,
    /// What your team calls you
    #[arg(long, requires = "as_me")]
    pseudonym: Option<Word>,
}

impl AsMe {
    pub(super) const fn is_meant(&self) -> bool {
        self.as_me
    }

    /// Makes the study, once the words of the team and of its person are right; gives the words of the
    /// team. Where it was made before, it is left as it is.
    pub(super) fn begin(
        &self,
        join: &Join,
        reach: &Reach,
        shell: &mut Shell,
    ) -> Result<String, Failure> {
        let dir = shell.study();
        let there = session::is_study(&dir);
        let heard = join.heard(shell)?;
        deeds::heard(&join.folder, &dir, reach, &heard).map_err(not_done)?;
        let me = self.person(shell)?;
        if there {
            return match identity_in(&dir)?.person == me {
                true => Ok(heard),
                false => Err(Failure::usage(
                    format!("the study in {} is not one of yours by these words", dir.display()),
                    "asdone --study FOLDER team join … --as-me makes a fresh one in another folder; \
                     what is in this one stays as it is (asdone export takes its notes along)",
                )),
            };
        }
        let founding = Founding {
            name: given(
                &self.name,
                shell,
                "What do you call the study on this laptop? ",
                "--name",
            )?,
            pseudonym: given(
                &self.pseudonym,
                shell,
                "What does your team call you? ",
                "--pseudonym",
            )?,
            settings: Vec::new(),
            codebook: default_cards(),
            whose: Whose::Own,
        };
        let keys = init::found(shell, &founding, (Some(&Made::default()), me))?;
        shell.out.say(&format!(
            "made a fresh study in {}, sealed with that passphrase; what you write on your other \
             laptop in private stays there",
            dir.display()
        ));
        if let Some(keys) = keys {
            show_words(shell, &keys.recovery)?;
        }
        Ok(heard)
    }

    fn person(&self, shell: &mut Shell) -> Result<PersonId, Failure> {
        let typed = match &self.me {
            Some(words) => words.to_string(),
            None => asked(
                shell,
                "Type your fifteen words (asdone team invite --as-me on your first laptop): ",
                ("your fifteen words are needed", "give them with --me"),
            )?,
        };
        myself::person_of(&typed).ok_or_else(|| {
            Failure::usage(
                "these are not fifteen words that name anybody; nothing was made",
                "asdone team invite --as-me shows them on your first laptop",
            )
        })
    }
}

fn given(
    word: &Option<Word>,
    shell: &mut Shell,
    question: &str,
    option: &str,
) -> Result<String, Failure> {
    match word {
        Some(word) => Ok(word.to_string()),
        None => init::needed(shell, question, option),
    }
}
