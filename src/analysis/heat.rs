//! Hour of day by weekday.

use super::Count;
use crate::study::{ObsIx, Study};

/// A row for each day of the week (Monday first), a column for each hour.
#[derive(Clone, PartialEq, Debug)]
pub struct Heat {
    /// How many happened then.
    pub cells: [[Count; 24]; 7],
    /// By day.
    pub days: [Count; 7],
    /// By hour.
    pub hours: [Count; 24],
    /// All of them.
    pub denominator: u64,
}

/// Counts `among` by hour and weekday, masked as the study asks.
pub fn heat(study: &Study, among: &[ObsIx]) -> Heat {
    let _ = (study, among);
    todo!()
}
