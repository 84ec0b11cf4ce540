//! What one study's folder holds of its team: the sealed file with this laptop's secrets, and what it
//! has handed out; with the way to the shared folder.

use std::path::{Path, PathBuf};

use super::boundary::GRACE;
use super::shelf::{Folder, Lookup, Shelf, Site, shelf_at, unasked};
use super::{
    Door, Exchanged, ShareError, Team, Watch, custody, exchange, membership, pull, unwatched,
};
use crate::journal::keys::Key;
use crate::journal::{JournalError, team as file};
use crate::study::ItemId;

/// The team that a study belongs to, as this laptop knows it.
pub struct Home {
    /// What the laptop knows.
    pub team: Team,
    dir: PathBuf,
    key: Key,
    look: Lookup,
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
        Ok(Some(Self { team, dir: study_dir.to_path_buf(), key: key.clone(), look: unasked }))
    }

    /// Makes a study belong to a team. Whoever was stopped while they left another may still keep what was
    /// handed out there, which would stand in the way of what is handed out here.
    ///
    /// # Errors
    /// Where the file cannot be written.
    pub fn settle(study_dir: &Path, key: &Key, team: Team) -> Result<Self, ShareError> {
        if !file::is_there(study_dir) {
            file::forget(study_dir)?;
        }
        let home = Self { team, dir: study_dir.to_path_buf(), key: key.clone(), look: unasked };
        home.save()?;
        Ok(home)
    }

    /// The same, which asks this environment for the key of a bucket where none is kept.
    #[must_use]
    pub fn around(self, look: Lookup) -> Self {
        Self { look, ..self }
    }

    /// Where the team's files lie from now on.
    pub(super) fn settle_at(&mut self, site: Site) {
        self.team.place = site.place;
        self.team.access = site.access;
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

    /// The shared folder, or the bucket.
    pub fn shelf(&self) -> Box<dyn Shelf> {
        shelf_at(&self.team.place, self.team.access.as_ref(), self.look)
    }

    /// One exchange with the team ([`exchange()`]). What the laptop knows of its team is kept whatever
    /// came of it. Where it was admitted it asks no more. With `at_once`, what was raised a moment ago
    /// leaves too.
    ///
    /// # Errors
    /// As [`exchange()`].
    pub fn exchange(
        &mut self,
        open: &mut dyn Door,
        (now, at_once): (i64, bool),
        fresh: &mut dyn FnMut() -> ItemId,
        watch: &mut Watch<'_>,
    ) -> Result<Exchanged, ShareError> {
        let (out, shelf) = (self.out()?, self.shelf());
        // Kept before anything is sealed with it.
        if self.team.renew() {
            self.save()?;
        }
        let grace = if at_once { 0 } else { GRACE };
        let done = exchange((&mut self.team, &out, &shelf), open, (now, grace), fresh, watch);
        self.save()?;
        let mut done = done?;
        if self.team.is_admitted() && !done.stopped && done.pushed.is_ok() {
            // What came stands, and is said, where that cannot be taken away.
            let asked = membership::ask_no_more(&self.team, &out, &shelf);
            let cleared = custody::clear(&self.team, &out, &shelf);
            let ended = asked.and(cleared);
            done.pushed = done.pushed.and_then(|pushed| ended.map(|()| pushed));
        }
        Ok(done)
    }

    /// Takes in what came and hands nothing out: before somebody is removed, so that what counts of theirs
    /// is what they had handed out by then, and nothing leaves that they could still read.
    ///
    /// # Errors
    /// As [`pull()`].
    pub fn hear(&mut self, open: &mut dyn Door, now: i64) -> Result<(), ShareError> {
        let shelf = self.shelf();
        let heard = pull(&mut self.team, &shelf, open, now, &mut unwatched);
        self.save()?;
        heard.map(drop)
    }

    /// Lets go of the team: the secrets first, then what was handed out.
    ///
    /// # Errors
    /// Where it cannot be removed.
    pub fn forget(self) -> Result<(), ShareError> {
        Ok(file::forget(&self.dir)?)
    }
}
