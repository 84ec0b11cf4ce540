//! Text that stands by itself, or is a part of a longer one that many share: a hundred thousand notes
//! that are read in one piece are then not a hundred thousand pieces of memory.

use std::fmt;
use std::ops::Deref;
use std::sync::Arc;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A text.
#[derive(Clone)]
pub(super) enum Words {
    /// By itself.
    Own(String),
    /// By itself, and in several places.
    Shared(Arc<str>),
    /// A part of a longer one.
    Part { of: Arc<String>, start: u32, length: u32 },
}

impl Words {
    /// A text that is to stand in several places.
    pub(super) fn shared(text: &str) -> Self {
        Self::Shared(Arc::from(text))
    }

    /// One that is read from what is kept.
    pub(super) fn to_be_shared<'de, D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        String::deserialize(from).map(|text| Self::shared(&text))
    }
}

impl Deref for Words {
    type Target = str;

    fn deref(&self) -> &str {
        match self {
            Self::Own(text) => text,
            Self::Shared(text) => text,
            Self::Part { of, start, length } => {
                let start = *start as usize;
                of.get(start..start.saturating_add(*length as usize)).unwrap_or_default()
            }
        }
    }
}

impl Default for Words {
    fn default() -> Self {
        Self::Own(String::new())
    }
}

impl From<String> for Words {
    fn from(text: String) -> Self {
        Self::Own(text)
    }
}

impl fmt::Debug for Words {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (**self).fmt(f)
    }
}

impl Serialize for Words {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(self)
    }
}

impl<'de> Deserialize<'de> for Words {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        String::deserialize(from).map(Self::Own)
    }
}
