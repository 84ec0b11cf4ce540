//! Whether the files of an open study are still the ones that it was opened from.

use super::lock::Lock;
use super::{Journal, JournalError};

impl Journal {
    /// Makes sure, before anything is written, that it goes into the files of the study and that
    /// nobody else writes there: a program that synchronises folders may have put others in their
    /// place, or taken the file of the lock away.
    pub(super) fn look_again(&mut self) -> Result<(), JournalError> {
        let Some(folder) = &self.folder else { return Ok(()) };
        if !self.is_in_place() {
            let error = self.replaced();
            self.stopped = Some(error.to_string());
            return Err(error);
        }
        if self.lock.as_ref().is_some_and(|lock| !lock.is_in_place()) {
            self.lock = Some(Lock::take(folder)?);
        }
        Ok(())
    }

    pub(super) fn is_in_place(&self) -> bool {
        self.segments.is_in_place() && self.store.is_in_place()
    }

    pub(super) fn replaced(&self) -> JournalError {
        let path = self.folder.as_ref().map(|folder| folder.root().to_path_buf());
        JournalError::Replaced { path: path.unwrap_or_default() }
    }
}
