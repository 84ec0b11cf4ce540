//! A team over a shared folder: what leaves this laptop for others and as what, how it is sealed and
//! signed, and what of that which comes back is taken in.
//!
//! What is to leave is asked of the study; what came goes into it through the one door for what others
//! wrote, [`OpenStudy::take_in_shelf`](crate::open::OpenStudy::take_in_shelf). [`exchange()`] is the one
//! place where both are done, for commands and screens alike.

pub mod boundary;
mod bytes;
mod exchange;
mod home;
pub mod key;
mod leaving;
pub mod ledger;
mod members;
pub mod membership;
mod own;
mod pull;
mod push;
mod ring;
pub mod seal;
pub mod segment;
pub mod shelf;
mod team;
mod trouble;
pub mod wall;

pub use exchange::{Doing, Exchanged, Progress, ToDecide, Watch, exchange, to_decide};
pub use home::Home;
pub use leaving::{Out, content, leaving};
pub use pull::{Pulled, pull, unwatched};
pub use push::{Pushed, push};
pub use team::{Member, Seen, Team};
pub use trouble::{Trouble, What};

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
    /// Another laptop hands out under the number of this one.
    #[error(
        "this laptop's place in the team is in use on another laptop too: this folder was copied \
         to it, or put back as it was before; nothing was handed out"
    )]
    UsedTwice,
    /// The system gave no random bytes, or a key cannot be used.
    #[error("something could not be sealed for the team")]
    Sealing,
}
