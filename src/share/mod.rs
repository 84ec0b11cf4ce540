//! A team over a shared folder or a bucket: what leaves this laptop for others and as what, how it is sealed and
//! signed, and what of that which comes back is taken in.
//!
//! What is to leave is asked of the study; what came goes into it through the one door for what others
//! wrote, [`OpenStudy::take_in_shelf`](crate::open::OpenStudy::take_in_shelf). [`exchange()`] is the one
//! place where both are done, for commands and screens alike.

mod ahead;
pub mod boundary;
mod bytes;
pub mod custody;
pub mod deeds;
mod door;
mod entrance;
mod exchange;
mod found;
mod home;
pub mod key;
mod leaving;
pub mod ledger;
mod members;
pub mod membership;
pub mod myself;
mod own;
mod pace;
pub mod parts;
mod pull;
mod push;
pub mod rhythm;
mod ring;
pub mod said;
pub mod seal;
pub mod segment;
pub mod shelf;
pub mod sight;
mod team;
mod trouble;
pub mod wall;

pub use door::Door;
pub use exchange::{
    Doing, Exchanged, Progress, ToDecide, Watch, exchange, note_members, to_decide,
};
pub use home::Home;
pub use leaving::{Out, content, leaving, would_go};
pub use pull::{Pulled, pull, unwatched};
pub use push::{LOOKED_AT, MANY, Pushed, WORTH, most_standing, push};
pub use team::{Member, Seen, Team};
pub use trouble::{Trouble, What};

use std::io;

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
    #[error("this laptop has not been admitted to the team yet")]
    NotAdmitted,
    /// This laptop was of the team and is no longer.
    #[error(
        "this laptop was removed from the team: what it hands out from now on counts nowhere, and \
         what the team hands out it cannot read"
    )]
    ShownOut,
    /// Another laptop hands out under the number of this one.
    #[error(
        "this laptop's place in the team is in use on another laptop too: this folder was copied \
         to it, or put back as it was before; nothing was handed out"
    )]
    UsedTwice,
    /// Somebody was removed, and this laptop has not taken in the key that the team got since.
    #[error(
        "somebody was removed from the team, and the new key of the team is not on this laptop yet: \
         nothing was handed out, since whoever was removed could read it"
    )]
    NewKey,
    /// The system gave no random bytes, or a key cannot be used.
    #[error("something could not be sealed for the team")]
    Sealing,
}

impl ShareError {
    /// What to do next; what is to leave waits on this laptop. The study's own troubles say it
    /// themselves.
    pub fn hint(&self) -> Option<String> {
        let hint = match self {
            Self::Shelf(ShelfError::Away { .. }) => {
                "connect to it and try again; if it was moved: asdone team folder FOLDER"
            }
            Self::UsedTwice | Self::Shelf(ShelfError::Taken { .. }) => {
                "on one of the two laptops make a study of its own of a backup (asdone restore), and \
                 join again from there; ask the owner to remove this one"
            }
            Self::Shelf(ShelfError::Io { source, .. }) => match source.kind() {
                io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => {
                    "ask for the right to write in that folder; nothing is lost"
                }
                io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => {
                    "there is no space left; free some and try again; nothing is lost"
                }
                io::ErrorKind::NotADirectory
                | io::ErrorKind::IsADirectory
                | io::ErrorKind::InvalidInput
                | io::ErrorKind::FileTooLarge => {
                    "take away what stands there, which is none of asdone's, and try again; nothing is \
                     lost"
                }
                _ => "try again; nothing is lost",
            },
            Self::Shelf(ShelfError::Bucket { why, .. }) => why.hint(),
            Self::NotAdmitted => {
                "the person who began the team admits you (asdone team admit); then: asdone team sync"
            }
            Self::ShownOut => {
                "your own notes stay yours, and what colleagues had shared stays in this study; ask \
                 the owner if it was a mistake; asdone team leave --let-stand ends it here"
            }
            Self::NewKey => {
                "asdone team sync takes it; if it says so again, the folder is still on its way to this \
                 laptop: try later, and ask the owner if it stays so"
            }
            Self::Sealing => "try again; nothing has left",
            Self::Journal(error) => return error.hint(),
        };
        Some(hint.to_owned())
    }
}
