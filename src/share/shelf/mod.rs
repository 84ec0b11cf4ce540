//! Where sealed files are put for others: a folder that several laptops see, or a bucket. Nothing on it
//! is believed, and whoever can write to it can withhold, repeat or add files: what they say is settled
//! by signatures and keys, never by where they lie.

mod access;
mod address;
mod bucket;
#[cfg(feature = "cloud")]
mod cloud;
mod folder;
pub mod memory;
mod site;
#[cfg(test)]
mod tests;

pub use access::{Access, Keys, Lookup, Reach, unasked};
pub use address::{Address, BadAddress, Endpoint, Service};
pub use bucket::Why;
#[cfg(feature = "cloud")]
pub use cloud::Cloud;
pub use folder::Folder;
pub(super) use site::shelf_at;
pub use site::{HAS_BUCKETS, Site, address_in};

use std::fmt;
use std::path::PathBuf;

use thiserror::Error;

/// No file on a shelf is longer, in bytes; what is longer is not read.
pub const LONGEST: u64 = 4 * 1024 * 1024;

/// The most names that one listing gives.
pub const MOST_NAMES: usize = 200_000;

/// Where sealed files are put for others. Names are given once and never written again.
///
/// Contract: after `put` has returned without an error, `get` gives the same bytes, until somebody
/// takes them away; a `put` that fails has left nothing, or all, or (where the system cannot do
/// better) a beginning, which a later `put` of the same bytes replaces.
pub trait Shelf: Send + Sync {
    /// Puts bytes under a name. Nothing is done where the same bytes are there already.
    ///
    /// # Errors
    /// [`ShelfError::Taken`] where other bytes have the name; otherwise what the system says.
    fn put(&self, name: &Name, bytes: &[u8]) -> Result<(), ShelfError>;

    /// The bytes under a name; `None` where there are none, or none yet.
    ///
    /// # Errors
    /// What the system says, and where it is no regular file or too long.
    fn get(&self, name: &Name) -> Result<Option<Vec<u8>>, ShelfError>;

    /// The names below one, in order. What a program that copies folders has not brought yet is
    /// missing; what has no name of ours is counted and not listed.
    ///
    /// # Errors
    /// What the system says.
    fn list(&self, under: &Name) -> Result<Listing, ShelfError>;

    /// Takes a name away; nothing is done where it is not there.
    ///
    /// # Errors
    /// What the system says.
    fn delete(&self, name: &Name) -> Result<(), ShelfError>;

    /// Takes away what a `put` left unfinished that was stopped: below a name, of names that begin so.
    /// Whoever calls it is the only one who writes these. What cannot be taken away now stays until the
    /// next time; nobody reads it.
    fn sweep(&self, _under: Option<&Name>, _beginning: &str) {}

    /// How many names are worth asking for at a time: more than one where each answer is long on its
    /// way, and asking for several costs nobody anything.
    fn at_once(&self) -> usize {
        1
    }

    /// What [`Shelf::get`] says of each of these, in their order.
    fn get_many(&self, names: &[Name]) -> Vec<Result<Option<Vec<u8>>, ShelfError>> {
        names.iter().map(|name| self.get(name)).collect()
    }

    /// What [`Shelf::list`] says of each of these, in their order.
    fn list_many(&self, under: &[Name]) -> Vec<Result<Listing, ShelfError>> {
        under.iter().map(|name| self.list(name)).collect()
    }
}

impl<S: Shelf + ?Sized> Shelf for Box<S> {
    fn put(&self, name: &Name, bytes: &[u8]) -> Result<(), ShelfError> {
        (**self).put(name, bytes)
    }

    fn get(&self, name: &Name) -> Result<Option<Vec<u8>>, ShelfError> {
        (**self).get(name)
    }

    fn list(&self, under: &Name) -> Result<Listing, ShelfError> {
        (**self).list(under)
    }

    fn delete(&self, name: &Name) -> Result<(), ShelfError> {
        (**self).delete(name)
    }

    fn sweep(&self, under: Option<&Name>, beginning: &str) {
        (**self).sweep(under, beginning);
    }

    fn at_once(&self) -> usize {
        (**self).at_once()
    }

    fn get_many(&self, names: &[Name]) -> Vec<Result<Option<Vec<u8>>, ShelfError>> {
        (**self).get_many(names)
    }

    fn list_many(&self, under: &[Name]) -> Vec<Result<Listing, ShelfError>> {
        (**self).list_many(under)
    }
}

/// What is on a shelf below one name.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Listing {
    /// The names that could be ours, in order.
    pub names: Vec<Name>,
    /// How many other things lie there: copies that a program made of a conflict, and what is no
    /// regular file.
    pub others: usize,
}

/// A name on a shelf: parts of small letters, digits, hyphens, parted by slashes. No other name is
/// ever looked at, so none leads out of the shelf.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Name(String);

impl Name {
    /// A name from its text, where it can be one.
    pub fn parse(text: &str) -> Option<Self> {
        const LONGEST_PART: usize = 40;
        let letter = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
        let fits = |part: &str| {
            (1..=LONGEST_PART).contains(&part.len())
                && part.bytes().all(letter)
                && !part.starts_with('-')
        };
        text.split('/').all(fits).then(|| Self(text.to_owned()))
    }

    /// The name with one part more, where that can be one.
    pub fn join(&self, part: &str) -> Option<Self> {
        Self::parse(&format!("{}/{part}", self.0))
    }

    /// Its text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Its last part.
    pub fn last(&self) -> &str {
        self.0.rsplit('/').next().unwrap_or_default()
    }
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl fmt::Debug for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Name({})", self.0)
    }
}

/// Why a folder that somebody named cannot be a team's.
#[derive(Debug, Error)]
pub enum NoPlace {
    /// It is not there.
    #[error("cannot find the folder {}: {source}", .path.display())]
    NotThere {
        /// As it was named.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// It may not be looked into, so that nothing can be said of it.
    #[error("cannot look into the folder {}: {source}", .path.display())]
    NotOpen {
        /// As it was named.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// It is no folder.
    #[error("{} is not a folder", .0.display())]
    NoFolder(PathBuf),
    /// A study lies there.
    #[error("{} and a study's own folder lie in one another", .0.display())]
    AStudy(PathBuf),
    /// It is an address, and of no bucket.
    #[error(transparent)]
    Address(BadAddress),
    /// It is a bucket, and nothing says the key to it.
    #[error("the bucket {0} needs a key, and none is known here")]
    Keys(Address),
    /// It is a bucket that cannot be a team's here.
    #[error("the bucket {0} {1}")]
    Bucket(String, Why),
}

/// What kept a shelf from doing what was asked.
#[derive(Debug, Error)]
pub enum ShelfError {
    /// The place itself is not there: not mounted, renamed, or gone.
    #[error("the shared folder {place} is not there")]
    Away {
        /// The folder.
        place: String,
    },
    /// Something else has the name that was to be given once.
    #[error("{name} is on the shelf already, with other bytes")]
    Taken {
        /// The name, which is given to one file and never to another.
        name: Name,
    },
    /// A bucket, or the way to it.
    #[error("the bucket {place} {why}")]
    Bucket {
        /// Its address.
        place: String,
        /// Why it did not do what was asked.
        why: Why,
    },
    /// The system refused.
    #[error("cannot {doing} {name} in the shared folder: {source}")]
    Io {
        /// What was being done, for example "read".
        doing: &'static str,
        /// The file that was read or written.
        name: Name,
        /// What the system said.
        source: std::io::Error,
    },
}
