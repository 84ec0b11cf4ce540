//! What one study's folder holds of its team: the sealed file with this laptop's secrets, and what it
//! has handed out; with the way to the shared folder.

use std::path::{Path, PathBuf};

use super::shelf::Folder;
use super::{ShareError, Team};
use crate::journal::keys::Key;
use crate::journal::{JournalError, team as file};

/// The team that a study belongs to, as this laptop knows it.
pub struct Home {
    /// What the laptop knows.
    pub team: Team,
    dir: PathBuf,
    key: Key,
}

impl Home {
    /// The team of the study in a folder; `None` where it has none.
    ///
    /// # Errors
    /// Where the file cannot be read, was sealed with another key, or says nothing that is known here.
    pub fn at(study_dir: &Path, key: &Key) -> Result<Option<Self>, ShareError> {
        let Some(bytes) = file::read(study_dir, key)? else { return Ok(None) };
        let newer = || JournalError::Damaged {
            what: "the file share/team does not hold together".to_owned(),
        };
        let team = Team::read(&bytes).ok_or_else(newer)?;
        Ok(Some(Self { team, dir: study_dir.to_path_buf(), key: key.clone() }))
    }

    /// Makes a study belong to a team.
    ///
    /// # Errors
    /// Where the file cannot be written.
    pub fn settle(study_dir: &Path, key: &Key, team: Team) -> Result<Self, ShareError> {
        let home = Self { team, dir: study_dir.to_path_buf(), key: key.clone() };
        home.save()?;
        Ok(home)
    }

    /// Keeps what is known now.
    ///
    /// # Errors
    /// Where the file cannot be written; it is as it was then.
    pub fn save(&self) -> Result<(), ShareError> {
        Ok(file::write(&self.dir, &self.key, &self.team.bytes())?)
    }

    /// Where what was handed out is kept here.
    ///
    /// # Errors
    /// Where it cannot be made.
    pub fn out(&self) -> Result<Folder, ShareError> {
        Ok(Folder::at(&file::out(&self.dir)?))
    }

    /// The shared folder.
    pub fn shelf(&self) -> Folder {
        Folder::at(&self.team.place)
    }

    /// Lets go of the team: the secrets first, then what was handed out.
    ///
    /// # Errors
    /// Where it cannot be removed.
    pub fn forget(self) -> Result<(), ShareError> {
        Ok(file::forget(&self.dir)?)
    }
}
