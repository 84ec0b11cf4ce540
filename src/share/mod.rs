//! A team over a shared folder: what leaves this laptop for others and as what, how it is sealed and
//! signed, and what of that which comes back is taken in.
//!
//! Nothing here changes a study: what is to leave is asked of it, and what came goes through the
//! journal's own entry for what others wrote.

pub mod boundary;
mod bytes;
pub mod key;
pub mod ledger;
mod own;
mod push;
pub mod seal;
pub mod segment;
pub mod shelf;
mod team;
pub mod wall;

pub use push::{Pushed, push};
pub use team::{Member, Seen, Team};

use thiserror::Error;

use crate::journal::JournalError;
use shelf::ShelfError;

/// What kept an exchange with the team from being done.
#[derive(Debug, Error)]
pub enum ShareError {
    /// The shared folder.
    #[error(transparent)]
    Shelf(#[from] ShelfError),
    /// The study.
    #[error(transparent)]
    Journal(#[from] JournalError),
    /// This laptop has no key of the team.
    #[error("this laptop has not been admitted to the team yet, or was shown out")]
    NotAdmitted,
    /// The system gave no random bytes, or a key cannot be used.
    #[error("something could not be sealed for the team")]
    Sealing,
}
