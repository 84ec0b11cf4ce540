//! Where each observation stands, by its id.

use std::collections::HashMap;
use std::sync::OnceLock;

use super::{ObsIx, ObservationId, Record, Records};

/// The rows of the records by id. Those that were there when a study was read from what is kept of
/// it stand in one list in order, which takes a fraction of the time that a table of them takes, and is
/// made when somebody first asks: a command that lists what there is never does.
#[derive(Clone, Debug, Default)]
pub(super) struct ById {
    /// So many of the first records are in the list.
    kept: usize,
    sorted: OnceLock<Vec<(ObservationId, ObsIx)>>,
    more: HashMap<ObservationId, ObsIx>,
}

impl ById {
    /// The rows of so many records, which are all there are and have different ids.
    pub(super) fn of(kept: usize) -> Self {
        Self { kept, ..Self::default() }
    }

    fn sorted(&self, records: &Records) -> &[(ObservationId, ObsIx)] {
        if self.kept == 0 {
            return &[];
        }
        self.sorted.get_or_init(|| {
            let ids = records.iter().take(self.kept).map(Record::id);
            let mut sorted: Vec<_> = ids.zip(0..).map(|(id, row)| (id, ObsIx(row))).collect();
            // A stable sort makes use of what is in order already, and most of it is.
            sorted.sort_by_key(|(id, _)| *id);
            sorted
        })
    }

    /// The row of an id among these records.
    pub(super) fn get(&self, id: ObservationId, records: &Records) -> Option<ObsIx> {
        let sorted = self.sorted(records);
        let before = sorted.binary_search_by_key(&id, |(id, _)| *id).ok();
        let before = before.and_then(|at| sorted.get(at)).map(|(_, row)| *row);
        before.or_else(|| self.more.get(&id).copied())
    }

    /// The row of an id, which is the next after these records where it is new.
    pub(super) fn row(&mut self, id: ObservationId, records: &Records) -> (ObsIx, bool) {
        if let Some(row) = self.get(id, records) {
            return (row, false);
        }
        let next = ObsIx(u32::try_from(records.len()).unwrap_or(u32::MAX));
        self.more.insert(id, next);
        (next, true)
    }
}
