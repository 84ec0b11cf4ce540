//! Which observations were touched lately, so that what was worked out from a study can be brought
//! up to date without looking at all of it.

use std::collections::VecDeque;

use super::ObsIx;

/// How many touches are remembered; whoever is further behind looks at everything.
const KEPT: usize = 4096;

/// The last touches, oldest first.
#[derive(Clone, Debug, Default)]
pub(super) struct Touched {
    recent: VecDeque<(u64, ObsIx)>,
    /// The last revision of which a touch was forgotten.
    forgotten: u64,
}

impl Touched {
    /// Nothing is known of what was touched up to `revision`.
    pub(super) fn none_since(revision: u64) -> Self {
        Self { recent: VecDeque::new(), forgotten: revision }
    }

    pub(super) fn take(&mut self, revision: u64, row: ObsIx) {
        self.recent.push_back((revision, row));
        if self.recent.len() > KEPT
            && let Some((revision, _)) = self.recent.pop_front()
        {
            self.forgotten = revision;
        }
    }

    pub(super) fn since(&self, revision: u64) -> Option<impl Iterator<Item = ObsIx>> {
        let start = self.recent.partition_point(|(touched, _)| *touched <= revision);
        (revision >= self.forgotten).then(|| self.recent.range(start..).map(|(_, row)| *row))
    }
}
