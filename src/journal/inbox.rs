//! Notes left by another process while this one has the study open.
//!
//! A note is a whole file that appears by one atomic rename and is taken in exactly once: it
//! carries the id of its observation, so that a crash between taking it in and removing the file
//! does no harm. (A sealed study seals its notes; room for that is the `version` of the note.)

use std::path::Path;

use super::JournalError;
use crate::study::Change;

/// One note: an act to be done by whoever has the study open.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct InboxNote {
    /// The file's name, for [`Inbox::remove`].
    pub name: String,
    /// The act.
    pub changes: Vec<Change>,
}

/// The inbox of one study.
#[derive(Clone, Debug)]
pub struct Inbox {
    _private: (),
}

impl Inbox {
    /// The inbox in the folder of a study.
    pub fn of(study_dir: &Path) -> Self {
        let _ = study_dir;
        todo!()
    }

    /// Drops a note, durable before this returns.
    ///
    /// # Errors
    /// Where it cannot be written.
    pub fn drop_note(&self, changes: &[Change]) -> Result<(), JournalError> {
        let _ = changes;
        todo!()
    }

    /// The notes that wait, oldest first; files that cannot be read are kept and named in the
    /// second list.
    ///
    /// # Errors
    /// Where the folder cannot be listed.
    pub fn waiting(&self) -> Result<(Vec<InboxNote>, Vec<String>), JournalError> {
        todo!()
    }

    /// Removes a note that has been taken in.
    ///
    /// # Errors
    /// Where it cannot be removed.
    pub fn remove(&self, name: &str) -> Result<(), JournalError> {
        let _ = name;
        todo!()
    }
}
