//! Where each observation stands, by its id.

use std::collections::HashMap;

use super::{ObsIx, ObservationId};

/// The rows of the records by id. Those that were there when a study was read from what is kept of
/// it stand in one list in order, which takes a fraction of the time that a table of them takes.
#[derive(Clone, Debug, Default)]
pub(super) struct ById {
    sorted: Vec<(ObservationId, ObsIx)>,
    more: HashMap<ObservationId, ObsIx>,
}

impl ById {
    /// The rows of these ids; `None` where two are the same.
    pub(super) fn of(ids: impl Iterator<Item = ObservationId>) -> Option<Self> {
        let mut sorted: Vec<_> = ids.zip(0..).map(|(id, row)| (id, ObsIx(row))).collect();
        // A stable sort makes use of what is in order already, and most of it is.
        sorted.sort_by_key(|(id, _)| *id);
        let twice = sorted.windows(2).any(|pair| matches!(pair, [(a, _), (b, _)] if a == b));
        (!twice).then(|| Self { sorted, more: HashMap::new() })
    }

    /// The row of an id.
    pub(super) fn get(&self, id: ObservationId) -> Option<ObsIx> {
        let before = || self.sorted.binary_search_by_key(&id, |(id, _)| *id).ok();
        let before = before().and_then(|at| self.sorted.get(at)).map(|(_, row)| *row);
        before.or_else(|| self.more.get(&id).copied())
    }

    /// The row of an id, which is `next` where it is new.
    pub(super) fn row(&mut self, id: ObservationId, next: ObsIx) -> ObsIx {
        if let Some(row) = self.get(id) {
            return row;
        }
        self.more.insert(id, next);
        next
    }
}
