//! What every command is handed: where things are, what was set, and the way to speak.

use std::path::PathBuf;

use super::args::Everywhere;
use super::out::{self, Look, Out};
use super::{Failure, text};
use crate::config::{Colour, Environment, Paths, Settings, clock};
use crate::journal::{self, keys::Key};
use crate::study::Moment;

/// The surroundings of one command.
pub(super) struct Shell {
    /// The way to speak.
    pub(super) out: Out,
    /// Where things are.
    pub(super) paths: Paths,
    /// What was set: built in, then the file, then the command line.
    pub(super) settings: Settings,
    /// What the environment says.
    pub(super) environment: Environment,
    /// The file that holds the passphrase, where one was named.
    pub(super) passphrase_file: Option<PathBuf>,
    /// The key of the study, once it has been unlocked.
    pub(super) key: Option<Key>,
    /// The time at which the command began.
    pub(super) now: Moment,
}

impl Shell {
    /// Finds the surroundings; what is wrong with the settings file is said and passed over.
    pub(super) fn new(everywhere: &Everywhere, environment: Environment) -> Result<Self, Failure> {
        let paths = Paths::find(everywhere.study.as_deref(), &environment)?;
        for study in [&paths.study, &paths.practice] {
            journal::known_in(study, &paths.known);
        }
        let (mut settings, troubles) = Settings::load(&paths.settings);
        settings.colour = everywhere.color.unwrap_or(settings.colour);
        if everywhere.ascii {
            settings.ascii = Some(true);
        }
        let terminal = out::is_terminal();
        let colour = match settings.colour {
            Colour::Auto => terminal && !environment.no_color && !environment.is_dumb(),
            Colour::Always => true,
            Colour::Never => false,
        };
        let columns = || {
            let terminal = || terminal_size::terminal_size().map(|(w, _)| usize::from(w.0));
            environment.columns.or_else(terminal).unwrap_or(80).max(20)
        };
        let plain = everywhere.plain || environment.plain || settings.plain;
        let look = Look {
            colour: colour && !plain,
            columns: terminal.then(columns),
            room: out::words_are_seen().then(columns),
            ascii: settings.ascii_for(&environment),
            plain,
        };
        let mut out = Out::new(look);
        for trouble in &troubles {
            out.say(&format!("asdone: {trouble}"));
        }
        let named = everywhere.passphrase_file.clone();
        let passphrase_file = named.or_else(|| environment.passphrase_file.clone());
        let now = clock::now();
        Ok(Self { out, paths, settings, environment, passphrase_file, key: None, now })
    }

    /// The folder of the study.
    pub(super) fn study(&self) -> PathBuf {
        self.paths.study.clone()
    }

    /// A paragraph under a heading, wrapped to the terminal and indented.
    pub(super) fn paragraph(&mut self, indent: usize, words: &str) -> Result<(), Failure> {
        let columns = self.out.columns().map(|columns| columns.saturating_sub(indent));
        for line in text::wrap(words, columns) {
            self.out.line(format!("{}{line}", " ".repeat(indent)).trim_end())?;
        }
        Ok(())
    }
}
