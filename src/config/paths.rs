//! Where a person's data lives.
//!
//! `--study DIR` names the study's folder and comes first; `ASDONE_HOME` gathers everything in one
//! folder (a stick, a test); otherwise the platform's data and configuration folders are used.

use std::path::{Path, PathBuf};

use etcetera::BaseStrategy;
use thiserror::Error;

use super::environment::Environment;

/// The folders and files that the program uses outside a study. None of them need be there.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Paths {
    /// The folder of the study.
    pub study: PathBuf,
    /// The folder of the practice study.
    pub practice: PathBuf,
    /// The person's settings.
    pub settings: PathBuf,
    /// The person's keys: only what differs from the built-in ones.
    pub keys: PathBuf,
    /// The person's own rules of wording.
    pub wording: PathBuf,
    /// Where a text that could not be put into a study is kept.
    pub kept: PathBuf,
    /// What this account knows of studies from outside their folders.
    pub known: PathBuf,
}

/// Why there is no place for a person's data.
#[derive(Clone, PartialEq, Eq, Debug, Error)]
pub enum PathsError {
    /// The system does not say where this person's files live.
    #[error("cannot tell where your files live, since no home folder is known")]
    NoHome,
}

impl PathsError {
    /// What to do next.
    pub fn hint(&self) -> &'static str {
        match self {
            Self::NoHome => "set ASDONE_HOME to a folder, or name one with --study DIR",
        }
    }
}

impl Paths {
    /// Finds them.
    ///
    /// # Errors
    /// Where neither the arguments nor the system say where files go.
    pub fn find(study: Option<&Path>, environment: &Environment) -> Result<Self, PathsError> {
        let (data, config) = match &environment.home {
            Some(home) => (home.clone(), home.clone()),
            None => match (etcetera::base_strategy::choose_native_strategy(), study) {
                (Ok(dirs), _) => (dirs.data_dir().join("asdone"), dirs.config_dir().join("asdone")),
                (Err(_), Some(study)) => (study.to_owned(), study.to_owned()),
                (Err(_), None) => return Err(PathsError::NoHome),
            },
        };
        Ok(Self {
            study: study.map_or_else(|| data.join("study"), Path::to_owned),
            practice: data.join("practice"),
            settings: config.join("settings.toml"),
            keys: config.join("keys.toml"),
            wording: config.join("wording.toml"),
            kept: data.join("kept"),
            known: config.join("known"),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn home(folder: &str) -> Environment {
        Environment { home: Some(folder.into()), ..Environment::default() }
    }

    #[test]
    fn one_folder_holds_everything_where_asdone_home_is_set() {
        let paths = Paths::find(None, &home("/stick")).unwrap();
        assert_eq!(paths.study, Path::new("/stick/study"));
        assert_eq!(paths.settings, Path::new("/stick/settings.toml"));
        assert_eq!(paths.keys, Path::new("/stick/keys.toml"));
        assert_eq!(paths.practice, Path::new("/stick/practice"));
    }

    #[test]
    fn a_named_study_comes_before_the_home_folder_and_leaves_the_rest() {
        let paths = Paths::find(Some(Path::new("/else/where")), &home("/stick")).unwrap();
        assert_eq!(paths.study, Path::new("/else/where"));
        assert_eq!(paths.settings, Path::new("/stick/settings.toml"));
    }

    #[test]
    fn the_practice_study_is_never_the_real_one() {
        let paths = Paths::find(None, &home("/stick")).unwrap();
        assert_ne!(paths.practice, paths.study);
    }
}
