//! Small counts, masked where a team's or organisation's record is shown.

use std::fmt;

/// A count as it may be shown.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Count {
    /// As it is.
    Shown(u64),
    /// Too small to show, or masked so that a small one cannot be worked out (complementary
    /// masking). Holds the study's threshold.
    Masked(u32),
}

impl Count {
    /// The number, where it may be shown.
    pub const fn shown(self) -> Option<u64> {
        match self {
            Self::Shown(n) => Some(n),
            Self::Masked(_) => None,
        }
    }
}

impl fmt::Display for Count {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Shown(n) => f.pad(&n.to_string()),
            Self::Masked(threshold) => f.pad(&format!("<{threshold}")),
        }
    }
}
