//! Notes that left the study because they may be reportable, where their author chose to keep them:
//! each a file of its own beside the journal, which nothing lists, searches or exports. In a sealed
//! study it is an `age` file that only the study's own key opens.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::erasing::shred;
use super::folder::{Folder, failed, make_dir, read_upto, write_whole};
use super::keys::{self, Key};
use super::{Journal, JournalError};
use crate::study::{Change, Entry, Purpose, SheetId};

/// A longer file is no note.
const LONGEST: u64 = 16 * 1024 * 1024;

/// The notes of one study that are kept apart.
#[derive(Clone, Debug)]
pub struct Apart {
    folder: Folder,
}

/// What is to be done for a note that leaves the study.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Leaving {
    /// What says that a note left, and nothing more.
    pub changes: Vec<Change>,
    /// Tombstones for what was recorded of it; empty for a note that was never recorded.
    pub tombstones: Vec<Change>,
    /// Its words, where they are kept apart, under the name of what says that it left.
    pub kept: Option<(SheetId, String)>,
}

impl Apart {
    /// What is kept apart from the study in a folder.
    pub fn of(study_dir: &Path) -> Self {
        Self { folder: Folder::at(study_dir) }
    }

    fn place(&self) -> PathBuf {
        self.folder.root().join("apart")
    }

    fn path(&self, id: SheetId) -> PathBuf {
        self.place().join(format!("{id}.note"))
    }

    /// Keeps a note, durable before this returns.
    ///
    /// # Errors
    /// Where it cannot be sealed or written.
    pub fn keep(&self, id: SheetId, text: &str) -> Result<(), JournalError> {
        let bytes = match keys::public(self.folder.root())? {
            Some(public) => public.seal(text.as_bytes())?,
            None => text.as_bytes().to_vec(),
        };
        make_dir(&self.place())?;
        write_whole(&self.path(id), &bytes)
    }

    /// The notes that are kept, by name.
    ///
    /// # Errors
    /// Where the folder cannot be listed.
    pub fn list(&self) -> Result<Vec<SheetId>, JournalError> {
        let place = self.place();
        let items = match fs::read_dir(&place) {
            Err(e) if e.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            items => items.map_err(failed("list", &place))?,
        };
        let name = |item: fs::DirEntry| item.file_name().into_string().ok();
        let id = |name: String| name.strip_suffix(".note").and_then(|stem| stem.parse().ok());
        let mut ids: Vec<SheetId> = items.flatten().filter_map(name).filter_map(id).collect();
        ids.sort();
        Ok(ids)
    }

    /// The words of a note that is kept; `None` where it is not there.
    ///
    /// # Errors
    /// Where it cannot be read, or takes a key and none that fits was given.
    pub fn show(&self, id: SheetId, key: Option<&Key>) -> Result<Option<String>, JournalError> {
        let path = self.path(id);
        let bytes = match read_upto(&path, LONGEST) {
            Err(e) if e.kind() == io::ErrorKind::NotFound => return Ok(None),
            read => read.map_err(failed("read", &path))?.0,
        };
        if !keys::is_age(&bytes) {
            return Ok(Some(String::from_utf8_lossy(&bytes).into_owned()));
        }
        let wrong = || JournalError::Keys {
            what: "the note that is kept apart was not opened by them".to_owned(),
        };
        let plain = key.and_then(|key| key.open(&bytes)).ok_or_else(wrong)?;
        Ok(Some(String::from_utf8_lossy(&plain).into_owned()))
    }

    /// Overwrites and removes a note; whether it was there.
    ///
    /// # Errors
    /// Where it cannot be removed.
    pub fn remove(&self, id: SheetId) -> Result<bool, JournalError> {
        let path = self.path(id);
        let there = path.exists();
        if there {
            shred(&path)?;
        }
        Ok(there)
    }
}

impl Journal {
    /// The words of a note that is kept apart from this study; `None` where there are none.
    ///
    /// # Errors
    /// As [`Apart::show`].
    pub fn apart(&self, id: SheetId) -> Result<Option<String>, JournalError> {
        let Some(folder) = &self.folder else { return Ok(None) };
        Apart { folder: folder.clone() }.show(id, self.key.as_ref())
    }

    /// Lets a note leave the study: first its words are kept apart, where that was chosen, then
    /// what was recorded of it is erased, then it is written down that a note left. Stopped in
    /// between, it can be done again, and no words are lost that were to be kept.
    ///
    /// # Errors
    /// As [`Journal::append`] and [`Journal::erase`].
    pub fn let_go(
        &mut self,
        leaving: &Leaving,
        now_millis: i64,
    ) -> Result<Vec<Entry>, JournalError> {
        if let (Some((id, text)), Some(folder)) = (&leaving.kept, &self.folder) {
            Apart { folder: folder.clone() }.keep(*id, text)?;
        }
        let mut entries = Vec::new();
        if !leaving.tombstones.is_empty() {
            entries.extend(self.erase(&leaving.tombstones, now_millis)?.0);
        }
        entries.extend(self.append(&leaving.changes, Purpose::Do, now_millis)?);
        Ok(entries)
    }
}
