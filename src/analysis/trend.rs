//! How many a week.

use super::Count;
use crate::study::{ObsIx, Study};

/// One calendar week (Monday to Sunday), weeks without any included.
#[derive(Clone, PartialEq, Debug)]
pub struct Week {
    /// Its Monday.
    pub monday: chrono::NaiveDate,
    /// How many happened in it.
    pub count: Count,
}

/// Counts `among` by week, from the first to the last, masked as the study asks.
pub fn trend(study: &Study, among: &[ObsIx]) -> Vec<Week> {
    let _ = (study, among);
    todo!()
}
