//! The taggings of a record: by themselves, or a part of those of many, so that a million records that are
//! read in some pieces are not a million pieces of memory more.

use std::fmt;
use std::ops::Deref;
use std::sync::Arc;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::Tagging;

/// What coders say of the tags of one record, in the order in which it was last said.
#[derive(Clone)]
pub(super) enum Taggings {
    /// By themselves.
    Own(Vec<Tagging>),
    /// A part of those of many records.
    Part { of: Arc<Vec<Tagging>>, first: u32, many: u32 },
}

impl Taggings {
    /// Some of many; `None` where they are not there.
    pub(super) fn part(of: &Arc<Vec<Tagging>>, first: u32, many: u32) -> Option<Self> {
        of.get(first as usize..first.checked_add(many)? as usize)?;
        let none = many == 0;
        Some(if none { Self::default() } else { Self::Part { of: Arc::clone(of), first, many } })
    }

    /// Changes them; they stand by themselves then.
    pub(super) fn change(&mut self, change: impl FnOnce(&mut Vec<Tagging>)) {
        let mut own = match std::mem::take(self) {
            Self::Own(taggings) => taggings,
            part => part.to_vec(),
        };
        change(&mut own);
        *self = Self::Own(own);
    }
}

impl Deref for Taggings {
    type Target = [Tagging];

    fn deref(&self) -> &[Tagging] {
        match self {
            Self::Own(taggings) => taggings,
            Self::Part { of, first, many } => {
                let first = *first as usize;
                of.get(first..first.saturating_add(*many as usize)).unwrap_or_default()
            }
        }
    }
}

impl Default for Taggings {
    fn default() -> Self {
        Self::Own(Vec::new())
    }
}

impl fmt::Debug for Taggings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (**self).fmt(f)
    }
}

impl Serialize for Taggings {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_seq(self.iter())
    }
}

impl<'de> Deserialize<'de> for Taggings {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        Vec::deserialize(from).map(Self::Own)
    }
}
