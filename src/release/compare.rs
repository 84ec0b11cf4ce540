//! Releases held against each other: what the difference between two of them gives away, and what was
//! given out that has been taken back since.

use std::collections::BTreeSet;

use crate::analysis::{Exit, Leaves};
use crate::study::{Audience, Line, Sheet, Sort, Study, Subject};

/// A release as the study keeps it.
#[derive(Clone, Debug)]
pub struct Kept<'s> {
    /// The sheet of the release in the study.
    pub sheet: &'s Sheet,
    /// What it held each time it was built, together; empty where it was only planned.
    pub holds: BTreeSet<Subject>,
}

impl<'s> Kept<'s> {
    /// A release by its sheet.
    pub fn of(sheet: &'s Sheet) -> Self {
        let holds = sheet.lines().filter_map(|said| match &said.line {
            Line::Holds(subjects) => Some(subjects),
            _ => None,
        });
        Self { sheet, holds: holds.flatten().copied().collect() }
    }
}

/// Every release of a study that was built, in the order in which they were begun.
pub fn built(study: &Study) -> Vec<Kept<'_>> {
    let all = study.sheets().all_of(Sort::Release).map(Kept::of);
    all.filter(|kept| !kept.holds.is_empty()).collect()
}

/// What two releases together say of what is in one of them only.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Difference {
    /// Observations and sheets in the first only.
    pub gone: usize,
    /// And in the second only.
    pub new: usize,
    /// The fewest of one sort in one only; 0 where nothing differs.
    least: usize,
}

impl Difference {
    /// Between what was given out and what would be.
    pub fn between(before: &BTreeSet<Subject>, now: &BTreeSet<Subject>) -> Self {
        let of = |only: Vec<&Subject>| {
            let notes = only.iter().filter(|s| matches!(s, Subject::Observation(_))).count();
            [notes, only.len() - notes]
        };
        let [gone, new] = [before.difference(now), now.difference(before)].map(|d| of(d.collect()));
        // Many sheets hide no single observation, nor the other way round.
        let least = gone.iter().chain(&new).copied().filter(|count| *count > 0).min();
        Self { gone: gone.iter().sum(), new: new.iter().sum(), least: least.unwrap_or(0) }
    }

    /// Whether so few make the difference that counts of both, one taken from the other, tell of them.
    pub fn tells(self, k: u32) -> bool {
        self.least > 0 && (self.least as u64) < u64::from(k)
    }
}

/// What a release gave out that does not stand any more, or was lowered again.
pub fn taken_back(study: &Study, holds: &BTreeSet<Subject>) -> Vec<Subject> {
    let exit = Exit::new(study, Audience::Academic);
    let still = |subject: &Subject| match subject {
        Subject::Observation(id) => study
            .get(*id)
            .is_some_and(|record| record.is_standing() && record.audience() >= Audience::Academic),
        Subject::Sheet(_) => exit.of(*subject) == Leaves::Words,
        Subject::Line(..) => false,
    };
    holds.iter().filter(|subject| !still(subject)).copied().collect()
}
