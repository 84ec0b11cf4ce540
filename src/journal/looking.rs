//! Looking at a study that another process has open: its segments are read and nothing is written.
//!
//! Segments only grow, and each frame carries its length and its sum, so a reader needs no lock: a
//! frame that is half written is not there yet. What has just been written and could not be made
//! durable in the second witness is taken back; a reader who comes in that moment may see it.

use std::fs;
use std::path::Path;
use std::sync::Mutex;
use std::thread;
use std::time::{Duration, SystemTime};

use super::folder::Folder;
use super::keys::Key;
use super::store::{Memory, Segments};
use super::tip::Tip;
use super::{Journal, JournalError, copies, opening};

/// How often it is tried again where files move under the reader, as they do when words are erased.
const TRIES: u32 = 5;
const PAUSE: Duration = Duration::from_millis(40);

/// How far the segments of a study go: two that are equal were taken of the same entries.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Extent {
    files: usize,
    bytes: u64,
    changed: Option<SystemTime>,
}

/// Looks at the segments from outside, which costs a few looks at a folder and reads no entry.
pub fn extent(dir: &Path) -> Extent {
    let mut extent = Extent::default();
    let items = fs::read_dir(Folder::at(dir).segments()).into_iter().flatten().flatten();
    for meta in items.filter_map(|item| item.metadata().ok()) {
        extent.files += 1;
        extent.bytes += meta.len();
        extent.changed = extent.changed.max(meta.modified().ok());
    }
    extent
}

/// Whether what came of folding a study is kept in its folder, and nothing is under way there, nothing
/// doubtful, and nothing that somebody has to be told: opening it would come upon nothing.
pub fn is_kept_at_rest(dir: &Path) -> bool {
    let folder = Folder::at(dir);
    let under_way =
        [folder.erasing(), folder.suspect(), folder.words_unseen(), folder.sealing_ready()];
    let parts = ["segments", "store"];
    let mut rebuilt = parts.iter().flat_map(|part| {
        ["gone", "building", "ready"].map(|state| folder.root().join(format!("{part}.{state}")))
    });
    let is_there = |path: &Path| fs::symlink_metadata(path).is_ok();
    let kept = is_there(&folder.checkpoint())
        && parts.iter().all(|part| is_there(&folder.root().join(part)));
    kept && !under_way.iter().any(|path| is_there(path)) && !rebuilt.any(|path| is_there(&path))
}

impl Journal {
    /// The journal of a study as far as it has been written, to be replayed and no more: it refuses
    /// to write, and looks at nothing but the segments. No lock is taken.
    ///
    /// # Errors
    /// As [`Journal::open_with`], but [`JournalError::Locked`] only where the segments cannot be read
    /// as they are, so that whoever has the study open has to be done first.
    pub fn look_at(dir: &Path, key: Option<&Key>) -> Result<Self, JournalError> {
        let folder = Folder::at(dir);
        copies::refuse_copy(&folder)?;
        let mut tries = 0;
        loop {
            tries += 1;
            match Self::look_once(&folder, key).map(|(look, _)| look) {
                Err(JournalError::Io { .. } | JournalError::Damaged { .. }) if tries < TRIES => {
                    thread::sleep(PAUSE);
                }
                Err(JournalError::Damaged { .. }) => {
                    let (path, holder) = (folder.root().to_path_buf(), super::holder(dir));
                    return Err(JournalError::Locked { path, holder });
                }
                done => return done,
            }
        }
    }

    /// The same where the segments are whole to their last byte; `None` where they are not, since
    /// somebody writes there now, or was cut off.
    pub fn look_at_whole(dir: &Path, key: Option<&Key>) -> Option<Self> {
        let folder = Folder::at(dir);
        copies::refuse_copy(&folder).ok()?;
        let (look, whole) = Self::look_once(&folder, key).ok()?;
        whole.then_some(look)
    }

    /// Looks once; also whether nothing at the end is half written.
    fn look_once(folder: &Folder, key: Option<&Key>) -> Result<(Self, bool), JournalError> {
        let whose = match key {
            Some(key) => {
                let mut whose = opening::unlooked(folder)?;
                whose.sealing(folder, Some(key))?;
                whose.prove(folder, key)?;
                whose
            }
            None => opening::whose(folder)?,
        };
        let sealing = whose.sealing(folder, key)?;
        let found = Segments::open_to_read(&folder.segments(), whose.identity, sealing.clone())?;
        if let Some(what) = found.broken {
            return Err(JournalError::Damaged { what });
        }
        let look = Self {
            identity: whose.identity,
            segments: Box::new(found.segments),
            store: Box::new(Memory::default()),
            tip: Tip::START,
            stopped: Some("it was opened to be read only".to_owned()),
            recalls: false,
            folder: None,
            looked_at: Some(folder.clone()),
            sealing,
            key: key.cloned(),
            held: None,
            tombs: Mutex::default(),
            shelves: Mutex::default(),
            format: Mutex::new(whose.format),
            kept_elsewhere: None,
            lock: None,
        };
        Ok((look, found.torn.is_none()))
    }
}
