//! Several windows on one study: each has a number, and keeps its half-typed texts in slots of its
//! own, so that no window writes over what another keeps.
//!
//! The number is a lock of the operating system on a small file, so that it is free again however a
//! window ends. It is another lock than the one of the journal: a window on a sealed study that is
//! locked holds no journal, and keeps half-typed texts all the same.

use std::fs::{self, File};
use std::path::Path;

use super::draft::{DraftSlot, Drafts};
use super::folder::{Folder, failed, make_dir};
use super::{JournalError, regular};

/// No more windows than this keep half-typed texts apart.
const MOST: u32 = 99;

/// What the slots of a window other than the first begin with; its number follows.
const SLOT: &str = "window-";

/// A window's number, for as long as this lives.
#[derive(Debug)]
pub struct Window {
    number: u32,
    folder: Folder,
    _lock: File,
    /// Windows that have ended, and whose half-typed texts this one has taken over.
    ended: Vec<(u32, File)>,
}

impl Window {
    /// The lowest number that no other window has; none where there is no study yet.
    ///
    /// # Errors
    /// Where the folder cannot be written, or all numbers are taken.
    pub fn take(study_dir: &Path) -> Result<Option<Self>, JournalError> {
        let folder = Folder::at(study_dir);
        if !folder.identity().is_file() {
            return Ok(None);
        }
        make_dir(&folder.windows())?;
        for number in 1..=MOST {
            if let Some(lock) = lock(&folder, number)? {
                return Ok(Some(Self { number, folder, _lock: lock, ended: Vec::new() }));
            }
        }
        let full = std::io::Error::other("too many windows are open");
        Err(failed("open another window on", study_dir)(full))
    }

    /// Where this window keeps what the first window keeps in `slot`.
    pub fn slot(&self, slot: DraftSlot) -> DraftSlot {
        if self.number == 1 || slot.is_of_a_window() {
            return slot;
        }
        DraftSlot::Named(format!("{SLOT}{}-{}", self.number, slot.name()))
    }

    /// What windows that have ended kept half-typed: the slots that stay where they are, to be taken
    /// over as notes, each by the one who clears it. What was typed elsewhere than in a note (answers
    /// on a sheet) moves to this window's own slot where that is free. Their numbers are held from
    /// now on, so that no window that is opened later writes there.
    pub fn left_by_others(&mut self) -> Vec<DraftSlot> {
        for number in self.number + 1..=MOST {
            let known = self.ended.iter().any(|(ended, _)| *ended == number);
            if known || !self.folder.windows().join(number.to_string()).is_file() {
                continue;
            }
            if let Ok(Some(lock)) = lock(&self.folder, number) {
                self.ended.push((number, lock));
            }
        }
        let drafts = Drafts::of(self.folder.root());
        let mut notes = Vec::new();
        for (number, _) in &self.ended {
            let begins = format!("{SLOT}{number}-");
            for slot in drafts.slots_of(&begins) {
                let was = slot.name().strip_prefix(&begins).unwrap_or_default();
                if is_a_note(was) {
                    notes.push(slot);
                } else {
                    let own = self.slot(DraftSlot::Named(was.to_owned()));
                    // What cannot be moved stays, and is tried again at the next start.
                    let _ = drafts.give(&slot, &own);
                }
            }
        }
        notes
    }
}

/// Whether what is kept under this name are notes: those of the writing screen, of a locked study,
/// and texts that were too long.
fn is_a_note(was: &str) -> bool {
    was == DraftSlot::Capture.name()
        || was.starts_with(DraftSlot::TooLong.name())
        || was.starts_with("locked-")
}

impl DraftSlot {
    /// Whether this is the slot of a window other than the first.
    pub fn is_of_a_window(&self) -> bool {
        matches!(self, Self::Named(name) if name.starts_with(SLOT))
    }
}

/// The lock of a number; none where another window has it.
fn lock(folder: &Folder, number: u32) -> Result<Option<File>, JournalError> {
    let path = folder.windows().join(number.to_string());
    let file = regular::to_write(&path).map_err(failed("write to", &path))?;
    match file.try_lock() {
        Ok(()) => Ok(Some(file)),
        Err(fs::TryLockError::WouldBlock) => Ok(None),
        Err(fs::TryLockError::Error(source)) => Err(failed("lock", &path)(source)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::journal::Identity;
    use crate::journal::identity::{self, Said};
    use crate::study::{DeviceId, PersonId, StudyId};

    fn study() -> tempfile::TempDir {
        let dir = tempfile::tempdir().unwrap();
        let who = Identity { study: StudyId(7), device: DeviceId(8), person: PersonId(9) };
        let said = Said { identity: who, key: None, format: 1 };
        identity::write(&Folder::at(dir.path()), said, None).unwrap();
        dir
    }

    fn named(name: &str) -> DraftSlot {
        DraftSlot::Named(name.to_owned())
    }

    #[test]
    fn each_window_has_slots_of_its_own() {
        let dir = study();
        let drafts = Drafts::of(dir.path());
        let first = Window::take(dir.path()).unwrap().unwrap();
        let second = Window::take(dir.path()).unwrap().unwrap();
        let third = Window::take(dir.path()).unwrap().unwrap();
        for (window, text) in [(&first, "one"), (&second, "two"), (&third, "three")] {
            drafts.put(&window.slot(DraftSlot::Capture), text).unwrap();
        }
        for (window, text) in [(&first, "one"), (&second, "two"), (&third, "three")] {
            let kept = drafts.get(&window.slot(DraftSlot::Capture)).unwrap();
            assert_eq!(kept.as_deref(), Some(text));
        }
        let other = second.slot(DraftSlot::Capture);
        assert_eq!(third.slot(other.clone()), other, "one that is another window's stays so");
        assert_eq!(first.slot(DraftSlot::TooLong), DraftSlot::TooLong);
    }

    #[test]
    fn a_window_takes_over_what_ended_ones_kept_and_nothing_of_those_that_are_open() {
        let dir = study();
        let drafts = Drafts::of(dir.path());
        let mut first = Window::take(dir.path()).unwrap().unwrap();
        let second = Window::take(dir.path()).unwrap().unwrap();
        drafts.put(&second.slot(DraftSlot::Capture), "half a note").unwrap();
        drafts.put(&second.slot(named("asking-reflect")), "half an answer").unwrap();
        drafts.put(&second.slot(named("asking-voices")), "another").unwrap();
        drafts.put(&named("asking-voices"), "own").unwrap();
        assert_eq!(first.left_by_others(), []);
        assert_eq!(drafts.get(&named("asking-reflect")).unwrap(), None);
        drop(second);
        assert_eq!(first.left_by_others(), [named("window-2-capture")]);
        let get = |name: &str| drafts.get(&named(name)).unwrap();
        assert_eq!(get("asking-reflect").as_deref(), Some("half an answer"));
        assert_eq!(get("asking-voices").as_deref(), Some("own"), "nothing is written over");
        assert_eq!(get("window-2-asking-voices").as_deref(), Some("another"));
        // Whoever comes now does not write where the first is still to clear.
        let later = Window::take(dir.path()).unwrap().unwrap();
        assert_eq!(later.slot(DraftSlot::Capture), named("window-3-capture"));
    }

    #[test]
    fn there_is_no_window_where_there_is_no_study() {
        let dir = tempfile::tempdir().unwrap();
        assert!(Window::take(dir.path()).unwrap().is_none());
        assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 0);
    }
}
