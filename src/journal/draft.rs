//! Half-typed notes, kept on disk so that they survive quit, crash and hang-up.

use std::path::Path;

use super::JournalError;

/// What a half-typed text is for.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum DraftSlot {
    /// A new observation.
    Capture,
    /// A text that was refused for its length, kept until it has been dealt with.
    TooLong,
    /// Anything else, by a name of letters, digits and hyphens (`amend-kx7qd`).
    Named(String),
}

/// The drafts of one study: small values, replaced whole, never half-written (written to a
/// temporary file in the same folder, synced, renamed; mode 0600).
#[derive(Clone, Debug)]
pub struct Drafts {
    _private: (),
}

impl Drafts {
    /// The drafts in the folder of a study.
    pub fn of(study_dir: &Path) -> Self {
        let _ = study_dir;
        todo!()
    }

    /// Drafts kept in memory only, for tests.
    pub fn in_memory() -> Self {
        todo!()
    }

    /// The draft in a slot.
    ///
    /// # Errors
    /// Where it is there and cannot be read.
    pub fn get(&self, slot: &DraftSlot) -> Result<Option<String>, JournalError> {
        let _ = slot;
        todo!()
    }

    /// Keeps a draft; an empty text clears the slot.
    ///
    /// # Errors
    /// Where it cannot be made durable.
    pub fn put(&self, slot: &DraftSlot, text: &str) -> Result<(), JournalError> {
        let _ = (slot, text);
        todo!()
    }
}
