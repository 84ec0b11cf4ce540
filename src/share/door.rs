//! The open study as an exchange uses it, wherever it is held: in the hands of whoever exchanges, or of
//! another thread that goes on saving meanwhile.

use std::borrow::Cow;

use crate::journal::{Foreign, JournalError, TakenIn};
use crate::open::OpenStudy;
use crate::study::{Change, DeviceId, Study};

/// What an exchange asks of the open study.
pub trait Door {
    /// The number of the last entry that was taken in of a laptop.
    ///
    /// # Errors
    /// Where the study cannot be read.
    fn taken(&mut self, device: DeviceId) -> Result<u64, JournalError>;

    /// Takes in what other laptops handed out, as [`OpenStudy::take_in_shelf`].
    ///
    /// # Errors
    /// As there.
    fn take_in(&mut self, foreign: &[Foreign], now: i64) -> Result<TakenIn, JournalError>;

    /// Writes into the study's own journal what this laptop says of its team, as
    /// [`OpenStudy::note_members`].
    ///
    /// # Errors
    /// As there.
    fn note_members(&mut self, said: &[Change], now: i64) -> Result<(), JournalError>;

    /// Lets the bytes go of what others took back, once all was taken in, as
    /// [`OpenStudy::let_recalled_go`].
    ///
    /// # Errors
    /// As there.
    fn let_recalled_go(&mut self) -> Result<(), JournalError>;

    /// The study as it stands.
    ///
    /// # Errors
    /// Where it cannot be read.
    fn whole(&mut self) -> Result<Cow<'_, Study>, JournalError>;
}

impl Door for OpenStudy {
    fn taken(&mut self, device: DeviceId) -> Result<u64, JournalError> {
        self.journal().taken(device)
    }

    fn take_in(&mut self, foreign: &[Foreign], now: i64) -> Result<TakenIn, JournalError> {
        self.take_in_shelf(foreign, now)
    }

    fn note_members(&mut self, said: &[Change], now: i64) -> Result<(), JournalError> {
        OpenStudy::note_members(self, said, now).map(drop)
    }

    fn let_recalled_go(&mut self) -> Result<(), JournalError> {
        Self::let_recalled_go(self)
    }

    fn whole(&mut self) -> Result<Cow<'_, Study>, JournalError> {
        Self::whole(self)
    }
}
