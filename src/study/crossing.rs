//! What passes between the laptops of a team, as values: fair copies, cards of laptops, and what a
//! reviewer of a text decided.
//!
//! **These types are part of the disk format**, like those of [`super::Change`].

use std::fmt;

use serde::{Deserialize, Serialize};

use super::{Audience, Observation, PersonId};

/// An observation as its author lets others see it: as it stands, without first words, reasons or
/// earlier values.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct FairCopy {
    /// The observation, with the text as it stands and the tags that its author gave it.
    pub observation: Observation,
    /// How far it may go.
    pub audience: Audience,
    /// Whether the author has reworded it; the first words stay with them.
    pub reworded: bool,
}

/// A laptop of the team.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Card {
    /// Who writes there.
    pub person: PersonId,
    /// The ed25519 key that checks what it signs.
    pub verify: [u8; 32],
    /// The `age` recipient to which the team's keys are sealed for it.
    pub recipient: String,
    /// What its person may do.
    pub right: Right,
    /// The number of its last entry that counts, once it has been shown out.
    pub until: Option<u64>,
}

/// What a member of a team may do.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
pub enum Right {
    /// Began the team; names stewards.
    Owner,
    /// Looks after settings, members and the codebook.
    Steward,
    /// Codes in rounds, and writes.
    Coder,
    /// Writes.
    Writer,
}

impl Right {
    /// The word for it.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Owner => "owner",
            Self::Steward => "steward",
            Self::Coder => "coder",
            Self::Writer => "writer",
        }
    }
}

/// What a reviewer decided about a text that may be released.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum Passed {
    /// It may go as it is.
    Whole,
    /// It may go with these pieces replaced: from and to in bytes, and what stands there instead.
    Redacted(Vec<(u32, u32, String)>),
    /// It stays out.
    Out,
}

/// BLAKE3 of something that is compared and not said.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Digest(pub [u8; 32]);

impl Digest {
    /// The digest in hexadecimal.
    pub fn hex(self) -> String {
        self.0.iter().map(|byte| format!("{byte:02x}")).collect()
    }

    /// Reads what [`Digest::hex`] wrote.
    pub fn read(hex: &str) -> Option<Self> {
        let mut bytes = [0; 32];
        if hex.len() != 64 {
            return None;
        }
        for (at, byte) in bytes.iter_mut().enumerate() {
            *byte = u8::from_str_radix(hex.get(2 * at..2 * at + 2)?, 16).ok()?;
        }
        Some(Self(bytes))
    }

    /// The digest of a text.
    pub fn of(text: &str) -> Self {
        Self(blake3::hash(text.as_bytes()).into())
    }
}

impl fmt::Debug for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}
