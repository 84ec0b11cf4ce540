//! New tags in every twenty observations: is the coding saturating?

use super::scope::View;
use super::tally::among_records;
use crate::study::{ObsIx, Record};

/// How many observations make a step.
pub const STEP: usize = 20;

/// One step of twenty observations, in the order in which they were recorded; the last may be of
/// fewer.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Step {
    /// The last observation of the step, counted from 1.
    pub upto: usize,
    /// Tags that had not been used before, in the order in which they came up.
    pub new: Vec<String>,
    /// Tags used up to here.
    pub total: usize,
}

/// Counts new tags over `among`, taken in the order in which they were recorded. Merges are
/// followed: a tag counts as used where one that was merged into it was.
pub fn saturation(view: View<'_>, among: &[ObsIx]) -> Vec<Step> {
    let study = view.study();
    let codebook = study.codebook();
    let mut records: Vec<&Record> = among_records(study, among).collect();
    records.sort_by_key(|record| (record.recorded_at().millis, record.id()));
    let mut used = vec![false; codebook.all().len()];
    let mut steps = Vec::with_capacity(records.len().div_ceil(STEP));
    let (mut upto, mut total) = (0, 0);
    for step in records.chunks(STEP) {
        upto += step.len();
        let mut new = Vec::new();
        for record in step {
            let before = new.len();
            for ix in view.tags_of(record) {
                if let Some(used) = used.get_mut(ix.row()).filter(|used| !**used) {
                    *used = true;
                    new.extend(codebook.get(ix).map(|tag| tag.name().to_owned()));
                }
            }
            // Tags of one observation came at once; their order must not depend on arrival.
            new.get_mut(before..).unwrap_or_default().sort_unstable();
        }
        total += new.len();
        steps.push(Step { upto, new, total });
    }
    steps
}
