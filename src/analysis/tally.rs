//! Counts of observations, as shares of how many there were, with how sure one can be.

use super::Count;
use crate::study::{ObsIx, Study};

/// What observations are counted by.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum By {
    /// Each tag (an observation counts for each of its tags).
    Tag,
    /// Each group of tags.
    Group,
    /// Kind.
    Kind,
    /// Setting.
    Setting,
    /// Prompted or spontaneous.
    Origin,
    /// Where the author stood.
    Stance,
    /// Hour of the day.
    Hour,
    /// Day of the week.
    Weekday,
    /// Calendar week.
    Week,
}

impl By {
    /// Every way, in the order they are offered.
    pub const ALL: &[By] = &[
        By::Tag,
        By::Group,
        By::Kind,
        By::Setting,
        By::Origin,
        By::Stance,
        By::Hour,
        By::Weekday,
        By::Week,
    ];

    /// The word, as `tally --by` takes it.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Tag => "tag",
            Self::Group => "group",
            Self::Kind => "kind",
            Self::Setting => "setting",
            Self::Origin => "origin",
            Self::Stance => "stance",
            Self::Hour => "hour",
            Self::Weekday => "weekday",
            Self::Week => "week",
        }
    }
}

/// A share with a Wilson 95 % interval (Wilson 1927): all three between 0 and 1.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Share {
    /// count / denominator
    pub share: f64,
    /// Lower end.
    pub low: f64,
    /// Upper end.
    pub high: f64,
}

/// One row of a tally.
#[derive(Clone, PartialEq, Debug)]
pub struct Row {
    /// What is counted, as shown ("s.check", "home visit", "no kind").
    pub name: String,
    /// A query term that finds just these observations ("tag:s.check"), where there is one.
    pub term: Option<String>,
    /// How many observations.
    pub count: Count,
    /// As a share of the denominator; `None` where masked or where the denominator is 0.
    pub share: Option<Share>,
}

/// A tally.
#[derive(Clone, PartialEq, Debug)]
pub struct Tally {
    /// By what.
    pub by: By,
    /// Observations that were looked at: the denominator of every share.
    pub denominator: u64,
    /// Tags, groups and settings: most frequent first; others in their natural order.
    pub rows: Vec<Row>,
}

/// Counts `among` by `by`, masked as the study asks.
pub fn tally(study: &Study, among: &[ObsIx], by: By) -> Tally {
    let _ = (study, among, by);
    todo!()
}

/// Wilson's score interval for a share, 95 %. `None` for a denominator of 0.
pub fn wilson(count: u64, of: u64) -> Option<Share> {
    let _ = (count, of);
    todo!()
}
