//! What can go wrong with a bucket, in words that are never those of a library; and the bucket of a
//! build that reaches none.

use thiserror::Error;

use super::{Listing, Name, Shelf, ShelfError};

/// Why a bucket did not do what was asked; it follows "the bucket … ".
#[derive(Clone, Copy, PartialEq, Eq, Debug, Error)]
pub enum Why {
    /// This build opens no connection.
    #[error("cannot be reached: this asdone was built without buckets")]
    NotBuilt,
    /// Nothing says a key.
    #[error("needs a key, and none is known here")]
    NoKeys,
    /// The service does not take the key.
    #[error("refused the key")]
    BadKeys,
    /// The key was lent for a while, and that is over.
    #[error("refused the key: it has run out")]
    RunOut,
    /// The key may not do this: "read", "write", "list" or "remove".
    #[error("refused: the key is not allowed to {0}")]
    MayNot(&'static str),
    /// The service has no such bucket.
    #[error("is not there")]
    NoBucket,
    /// The service is in another region, or at another address.
    #[error("is kept in another region")]
    Elsewhere,
    /// Nothing answers.
    #[error("cannot be reached")]
    Unreachable,
    /// It took too long.
    #[error("did not answer in time")]
    Late,
    /// The service shows a certificate that nobody here vouches for.
    #[error("shows a certificate that this laptop does not trust")]
    Untrusted,
    /// The file of root certificates cannot be used.
    #[error("cannot be reached: the file of root certificates cannot be read")]
    Roots,
    /// Signatures hold for minutes, and the clocks are further apart.
    #[error("refused: the clock of this laptop is wrong")]
    Clock,
    /// There is no room, or no more is paid for.
    #[error("has no space left")]
    Full,
    /// The service says that it does not work now.
    #[error("does not work at the moment")]
    Failing,
    /// It was reached without encryption, and nobody said that it may be.
    #[error("would be reached without encryption")]
    Bare,
    /// The settings make no client.
    #[error("cannot be reached with these settings")]
    Settings,
    /// Anything else.
    #[error("gave an answer that cannot be used")]
    Odd,
}

impl Why {
    /// What to do next.
    pub const fn hint(self) -> &'static str {
        match self {
            Self::NotBuilt => {
                "use a folder, or a build with buckets (cargo install --path . --locked --features \
                 cloud); asdone doctor says which build this is"
            }
            Self::NoKeys => {
                "asdone team folder ADDRESS --new-key asks for a key and keeps it sealed with the \
                 study; or set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY (for Azure \
                 AZURE_STORAGE_ACCOUNT_NAME and AZURE_STORAGE_ACCOUNT_KEY)"
            }
            Self::BadKeys | Self::RunOut => {
                "ask whoever runs the bucket for a key that works; asdone team folder ADDRESS \
                 --new-key takes it; nothing is lost"
            }
            Self::MayNot(_) => {
                "ask whoever runs the bucket to let this key list, read, write and remove below the \
                 team's prefix (docs/team.md has the rule for IT); nothing is lost"
            }
            Self::NoBucket => {
                "check the name, and ask whoever runs it; if it was moved: asdone team folder ADDRESS"
            }
            Self::Elsewhere => {
                "set AWS_REGION to the bucket's region, then: asdone team folder ADDRESS"
            }
            Self::Unreachable | Self::Late => {
                "check the connection and try again; behind a proxy, HTTPS_PROXY has to be set; \
                 nothing is lost"
            }
            Self::Untrusted => {
                "if your organisation looks into connections, ask IT for its root certificate and set \
                 ASDONE_CA_FILE to that file; if not, do not go on from this network"
            }
            Self::Roots => {
                "ASDONE_CA_FILE (or AWS_CA_BUNDLE) has to name a file of certificates in PEM"
            }
            Self::Clock => "set the date and time of this laptop right; nothing is lost",
            Self::Full => "ask whoever runs the bucket to make room; nothing is lost",
            Self::Failing => "try again later; nothing is lost",
            Self::Bare => {
                "use an address that begins with https://; on a network of your own that you trust, \
                 add --allow-http"
            }
            Self::Settings => "check the endpoint, the region and the proxy; nothing is lost",
            Self::Odd => {
                "check the endpoint: it has to be that of S3 or Azure storage; try again; nothing is \
                 lost"
            }
        }
    }

    /// Whether the way in which it was asked has to be changed, and nothing was tried.
    pub const fn is_usage(self) -> bool {
        matches!(self, Self::NotBuilt | Self::NoKeys | Self::Bare)
    }

    /// Whether it is that nothing answers now, which nobody has to mend.
    pub const fn is_away(self) -> bool {
        matches!(self, Self::Unreachable | Self::Late | Self::Failing)
    }
}

/// A bucket that cannot be reached at all, and why.
#[derive(Clone, Debug)]
pub(super) struct Closed {
    pub(super) place: String,
    pub(super) why: Why,
}

impl Closed {
    fn said<T>(&self) -> Result<T, ShelfError> {
        Err(ShelfError::Bucket { place: self.place.clone(), why: self.why })
    }
}

impl Shelf for Closed {
    fn put(&self, _: &Name, _: &[u8]) -> Result<(), ShelfError> {
        self.said()
    }

    fn get(&self, _: &Name) -> Result<Option<Vec<u8>>, ShelfError> {
        self.said()
    }

    fn list(&self, _: &Name) -> Result<Listing, ShelfError> {
        self.said()
    }

    fn delete(&self, _: &Name) -> Result<(), ShelfError> {
        self.said()
    }
}
