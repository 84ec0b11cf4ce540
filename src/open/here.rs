//! Which observations are in a study that somebody else has the fold of.

use std::collections::HashSet;

use crate::study::{ObservationId, Record, Study};

/// The observations that are here. Those that were before are put in order when the first note comes in
/// that may be one of them: a table of a million takes as long to make as reading them.
pub(super) struct Here {
    before: Vec<ObservationId>,
    in_order: bool,
    since: HashSet<ObservationId>,
}

impl Here {
    /// Those of a study. What a colleague handed out is not among them.
    pub(super) fn of(study: &Study) -> Self {
        let here = study.records().iter().filter(|record| record.is_here() && !record.is_foreign());
        Self { before: here.map(Record::id).collect(), in_order: false, since: HashSet::new() }
    }

    /// Whether an observation is here.
    pub(super) fn has(&mut self, id: ObservationId) -> bool {
        if !self.in_order {
            self.before.sort_unstable();
            self.in_order = true;
        }
        self.since.contains(&id) || self.before.binary_search(&id).is_ok()
    }

    /// Takes in one that has just been recorded.
    pub(super) fn add(&mut self, id: ObservationId) {
        self.since.insert(id);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_here_before_and_what_came_since_is_here_and_nothing_else() {
        let mut here = Here {
            before: [7, 3, 9, 1].map(ObservationId).to_vec(),
            in_order: false,
            since: HashSet::new(),
        };
        assert!([1, 3, 7, 9].iter().all(|id| here.has(ObservationId(*id))));
        assert!(![0, 2, 8, 10].iter().any(|id| here.has(ObservationId(*id))));
        here.add(ObservationId(2));
        assert!(here.has(ObservationId(2)) && !here.has(ObservationId(4)));
    }
}
