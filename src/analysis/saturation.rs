//! New tags in every twenty observations: is the coding saturating?

use crate::study::{ObsIx, Study};

/// How many observations make a step.
pub const STEP: usize = 20;

/// One step of twenty observations, in the order in which they were recorded.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Step {
    /// The last observation of the step, counted from 1.
    pub upto: usize,
    /// Tags that had not been used before.
    pub new: Vec<String>,
    /// Tags used up to here.
    pub total: usize,
}

/// Counts new tags over `among`.
pub fn saturation(study: &Study, among: &[ObsIx]) -> Vec<Step> {
    let _ = (study, among);
    todo!()
}
