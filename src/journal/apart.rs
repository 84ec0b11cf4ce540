//! Notes that left the study because they may be reportable, where their author chose to keep them:
//! each a file of its own beside the journal, which nothing lists, searches or exports. In a sealed
//! study it is an `age` file that only the study's own key opens.
//!
//! Copies of the study hold them too. A copy never loses one because a file of the study went
//! missing: of a note that was removed on purpose a mark stays, and only what has one goes. A mark is
//! sealed as records are, so that nobody can make one who cannot open the study.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::erasing::shred;
use super::folder::{Folder, failed, make_dir, write_whole};
use super::keys::{self, Key};
use super::seal::Role;
use super::store::Sealing;
use super::{Journal, JournalError, copies, regular};
use crate::study::{Change, Entry, Purpose, SheetId};

/// How the file of a note ends, and that which says that it was removed on purpose.
const NOTE: &str = ".note";
const GONE: &str = ".gone";

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
        self.folder.apart()
    }

    pub(super) fn path(&self, id: SheetId) -> PathBuf {
        self.place().join(format!("{id}{NOTE}"))
    }

    fn mark(&self, id: SheetId) -> PathBuf {
        self.place().join(format!("{id}{GONE}"))
    }

    /// Keeps a note, durable before this returns.
    ///
    /// # Errors
    /// Where it cannot be sealed or written.
    pub fn keep(&self, id: SheetId, text: &str) -> Result<(), JournalError> {
        let bytes = match keys::public_to_keep(self.folder.root())? {
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
        self.named(NOTE)
    }

    /// Those that a mark says were removed, whoever left it.
    ///
    /// # Errors
    /// Where the folder cannot be listed.
    pub fn gone(&self) -> Result<Vec<SheetId>, JournalError> {
        self.named(GONE)
    }

    /// Those that were removed on purpose by somebody who had the study open. A mark that anybody
    /// could have left is none.
    pub(super) fn vouched(&self, sealing: &Sealing) -> Result<Vec<SheetId>, JournalError> {
        let mut gone = self.gone()?;
        gone.retain(|id| self.is_vouched(*id, sealing));
        Ok(gone)
    }

    fn is_vouched(&self, id: SheetId, sealing: &Sealing) -> bool {
        /// No mark is longer.
        const MARK: u64 = 256;
        let Ok(bytes) = regular::whole(&self.mark(id), MARK) else { return false };
        let plain = sealing.seal.open(sealing.place(Role::Gone, 0), &bytes);
        plain.is_some_and(|plain| *plain == id.0.to_be_bytes())
    }

    /// Leaves a mark that a note was removed on purpose.
    pub(super) fn vouch(&self, id: SheetId, sealing: &Sealing) -> Result<(), JournalError> {
        let mut bytes = Vec::new();
        sealing.seal.seal(sealing.place(Role::Gone, 0), &id.0.to_be_bytes(), &mut bytes);
        make_dir(&self.place())?;
        write_whole(&self.mark(id), &bytes)
    }

    fn named(&self, ending: &str) -> Result<Vec<SheetId>, JournalError> {
        let place = self.place();
        let items = match fs::read_dir(&place) {
            Err(e) if e.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            items => items.map_err(failed("list", &place))?,
        };
        let name = |item: fs::DirEntry| item.file_name().into_string().ok();
        let id = |name: String| name.strip_suffix(ending).and_then(|stem| stem.parse().ok());
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
        let bytes = match regular::upto(&path, LONGEST) {
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

    /// Overwrites and removes a note, here and, as soon as each is there, in the copies; whether it
    /// was here.
    ///
    /// # Errors
    /// Where it cannot be removed.
    pub(super) fn remove(&self, id: SheetId, sealing: &Sealing) -> Result<bool, JournalError> {
        let path = self.path(id);
        let there = path.exists();
        if there || !self.is_vouched(id, sealing) {
            // In this order, so that whatever interrupts it, no copy keeps it for good.
            copies::owe(&self.folder)?;
            self.vouch(id, sealing)?;
            shred(&path)?;
        }
        Ok(there)
    }

    /// Makes a copy of what is kept here hold the same notes, and says which they are. What is in
    /// the way there is overwritten; one that is missing here without having been removed stays, and
    /// so does one of which a mark says so that is not sealed as this study's are.
    pub(super) fn copy_to(
        &self,
        there: &Self,
        sealing: &Sealing,
    ) -> Result<Vec<SheetId>, JournalError> {
        let (kept, gone) = (self.list()?, self.vouched(sealing)?);
        for id in &gone {
            shred(&there.path(*id))?;
        }
        let kept: Vec<SheetId> = kept.into_iter().filter(|id| !gone.contains(id)).collect();
        for id in &kept {
            let (from, to) = (self.path(*id), there.path(*id));
            let bytes = regular::whole(&from, LONGEST).map_err(failed("read", &from))?;
            if regular::whole(&to, LONGEST).is_ok_and(|has| has == bytes) {
                continue;
            }
            make_dir(&there.place())?;
            shred(&to)?;
            write_whole(&to, &bytes)?;
        }
        Ok(kept)
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

    /// Removes a note that is kept apart from this study; whether there was one, or a mark that
    /// nobody vouched for and that now counts.
    ///
    /// # Errors
    /// Where it cannot be removed.
    pub fn forget_apart(&self, id: SheetId) -> Result<bool, JournalError> {
        let Some(folder) = &self.folder else { return Ok(false) };
        let apart = Apart { folder: folder.clone() };
        let doubted = self.doubted_apart()?.contains(&id);
        let known = doubted || apart.list()?.contains(&id);
        Ok(known && (apart.remove(id, &self.sealing)? || doubted))
    }

    /// The notes kept apart that were removed on purpose.
    ///
    /// # Errors
    /// Where the folder cannot be listed.
    pub fn gone_apart(&self) -> Result<Vec<SheetId>, JournalError> {
        let Some(folder) = &self.folder else { return Ok(Vec::new()) };
        Apart { folder: folder.clone() }.vouched(&self.sealing)
    }

    /// Those that a mark says were removed which anybody could have left: an earlier version did, and
    /// so can whoever writes into the folder. Copies keep what they have of them.
    ///
    /// # Errors
    /// Where the folder cannot be listed.
    pub fn doubted_apart(&self) -> Result<Vec<SheetId>, JournalError> {
        let Some(folder) = &self.folder else { return Ok(Vec::new()) };
        let apart = Apart { folder: folder.clone() };
        let mut marked = apart.gone()?;
        marked.retain(|id| !apart.is_vouched(*id, &self.sealing));
        Ok(marked)
    }

    /// Lets a note leave the study: first its words are kept apart, where that was chosen, then it
    /// is written down that a note left and, with the same act, what was recorded of it is erased.
    /// Stopped in between, it can be done again, and no words are lost that were to be kept.
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
        let all = [leaving.tombstones.as_slice(), &leaving.changes].concat();
        self.append(&all, Purpose::Do, now_millis)
    }
}
