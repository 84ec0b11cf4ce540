//! Small counts, masked where a team's or organisation's record is shown.
//!
//! A count from 1 to below the study's threshold is masked, and so is a count from fewer people
//! than the policy asks for (`people`). That is not enough: in a table with totals a single masked
//! cell can be worked out by taking the others away. So the table is looked at as someone would who
//! wants to know (`cover`): a masked cell is safe once there is another table of whole numbers
//! that agrees with everything that is shown and has another number in that cell (`solve`). As
//! long as none is found, one more cell is withheld (complementary masking). What is withheld for
//! that reason alone says so, since "<5" would not be true of it. Differences between two tables or
//! two filters are outside what one table can see; a release compares all its tables.

mod cover;
mod people;
mod solve;

#[cfg(test)]
mod tests;

use std::fmt;

pub use cover::{CellIx, Cover, Known};
pub use people::Heads;

use super::scope::View;

/// A count as it may be shown.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Count {
    /// The count itself: large enough, and nothing hidden can be worked out from it.
    Shown(u64),
    /// Too small to show: from 1 to below the threshold held here.
    Masked(u32),
    /// Withheld: it comes from too few people, or a small one beside it could be worked out.
    Withheld,
}

impl Count {
    /// The number, where it may be shown.
    pub const fn shown(self) -> Option<u64> {
        match self {
            Self::Shown(n) => Some(n),
            Self::Masked(_) | Self::Withheld => None,
        }
    }
}

impl fmt::Display for Count {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Shown(n) => f.pad(&n.to_string()),
            Self::Masked(threshold) => f.pad(&format!("<{threshold}")),
            Self::Withheld => f.pad("*"),
        }
    }
}

/// What is masked, and from what on.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Policy {
    /// Counts from 1 to below this are small; nothing is masked without one.
    pub threshold: Option<u32>,
    /// Counts from fewer people than this are small too; 0 where it does not matter from how many.
    pub people: u32,
}

impl Policy {
    /// Nothing is masked: one's own notes.
    pub const OPEN: Self = Self { threshold: None, people: 0 };

    /// Counts below `threshold` are masked.
    pub const fn masked(threshold: u32) -> Self {
        Self { threshold: Some(threshold), people: 0 }
    }

    /// Counts from fewer than `people` people are masked too.
    pub const fn from_at_least(self, people: u32) -> Self {
        Self { people, ..self }
    }

    /// What is masked, as the same words everywhere: "counts under 5 or from fewer than 3 people are
    /// masked"; `None` where nothing is.
    pub fn said(self) -> Option<String> {
        let threshold = self.threshold?;
        let few = match self.people {
            0 => String::new(),
            people => format!(" or from fewer than {people} people"),
        };
        Some(format!("counts under {threshold}{few} are masked"))
    }

    /// Whether a count is too small to show.
    fn hides(self, heads: Heads) -> bool {
        let count = heads.count();
        self.threshold.is_some_and(|t| count > 0 && count < u64::from(t)) || self.is_few(heads)
    }

    /// Whether a count may stand as it is, where nothing beside it gives anything away.
    pub fn shows(self, heads: Heads) -> bool {
        !self.hides(heads)
    }

    /// Whether a count comes from too few people, however large it is.
    fn is_few(self, heads: Heads) -> bool {
        heads.count() > 0 && heads.people().is_some_and(|people| people < self.people)
    }
}

/// A count that stands alone, with nothing beside it to work it out from, as it may be shown.
pub fn alone(view: View<'_>, count: impl Into<Heads>) -> Count {
    let mut cover = Cover::new(view.policy());
    let cell = cover.cell(count);
    cover.settle();
    cover.count(cell)
}
