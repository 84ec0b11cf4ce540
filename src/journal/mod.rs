//! The append-only log of a study on disk, witnessed twice: by a segment file and by sled.
//!
//! [`Journal::append`] returns only after both witnesses hold the batch and have been synced, so
//! whoever shows "saved" after it speaks the truth. The journal knows nothing of what a change
//! means. See `store` for the contract both stores keep and `docs/format.md` for the bytes.

mod draft;
mod error;
mod inbox;

pub use draft::{DraftSlot, Drafts};
pub use error::JournalError;
pub use inbox::{Inbox, InboxNote};

use std::path::Path;

use crate::study::{Change, DeviceId, Entry, PersonId, Purpose, StudyId};

/// What was found when a study was opened, and what was done about it.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Opening {
    /// How many entries there are.
    pub entries: u64,
    /// What was put right, one sentence each; empty when all was well.
    pub repairs: Vec<String>,
    /// What could not be recovered, one sentence each; empty when nothing is missing.
    pub losses: Vec<String>,
}

/// Who this installation is in a study: kept beside the journal, one for each folder.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Identity {
    /// The study.
    pub study: StudyId,
    /// This device.
    pub device: DeviceId,
    /// The person who writes here.
    pub person: PersonId,
}

/// The log of one study, open for writing by this process alone.
pub struct Journal {
    _private: (),
}

impl Journal {
    /// Makes the folder of a new study and its empty journal.
    ///
    /// # Errors
    /// Where there is a study already, or the folder cannot be written.
    pub fn create(dir: &Path, identity: Identity) -> Result<Self, JournalError> {
        let _ = (dir, identity);
        todo!()
    }

    /// Opens a study that is there, comparing the two witnesses and repairing one from the other.
    ///
    /// # Errors
    /// Where there is no study, another process has it open, or it was made by a newer version.
    pub fn open(dir: &Path) -> Result<(Self, Opening), JournalError> {
        let _ = dir;
        todo!()
    }

    /// Who this installation is in the study in `dir`, read without opening it: another process may
    /// have it open.
    ///
    /// # Errors
    /// Where there is no study, or it was made by a newer version.
    pub fn identity_in(dir: &Path) -> Result<Identity, JournalError> {
        let _ = dir;
        todo!()
    }

    /// A journal in memory, for tests and for trying things out; `fail_at` makes the n-th append
    /// (from 1) fail as a full disk would.
    pub fn in_memory(identity: Identity, fail_at: Option<u64>) -> Self {
        let _ = (identity, fail_at);
        todo!()
    }

    /// Who this installation is.
    pub fn identity(&self) -> Identity {
        todo!()
    }

    /// Hands over every entry there is, in order of arrival.
    ///
    /// # Errors
    /// Where entries cannot be read; what could be has been handed over.
    pub fn replay(&self, each: impl FnMut(Entry)) -> Result<(), JournalError> {
        let _ = each;
        todo!()
    }

    /// Makes one act durable, all or nothing, and returns its entries to be folded.
    ///
    /// `now_millis` is the clock's time (ms since 1970 UTC). An act larger than 100 entries or
    /// 64 KiB goes in several batches, each durable; if one fails, those before it stay.
    ///
    /// # Errors
    /// Where it could not be made durable. After a failed sync the journal refuses to write until
    /// it has been opened again.
    pub fn append(
        &mut self,
        changes: &[Change],
        purpose: Purpose,
        now_millis: i64,
    ) -> Result<Vec<Entry>, JournalError> {
        let _ = (changes, purpose, now_millis);
        todo!()
    }
}
