//! Sheets that stand no longer.

use std::collections::BTreeMap;

use super::Foreign;
use crate::study::{Change, DeviceId, Item, SheetId, Stamp};

/// What becomes of a sheet as a whole.
pub(super) enum Falls {
    Stands,
    Down,
    Erased,
}

pub(super) fn falls_as_a_whole(change: &Change, id: SheetId) -> Option<Falls> {
    let whole = Item::Sheet(id);
    match change {
        Change::Stands { item, stands: true } if *item == whole => Some(Falls::Stands),
        Change::Stands { item, stands: false } if *item == whole => Some(Falls::Down),
        Change::Erased { what, .. } if *what == whole => Some(Falls::Erased),
        _ => None,
    }
}

/// The number at which each laptop last said that a sheet stands no longer: what it had said of it
/// before counts no more, as it does of an observation.
pub(super) fn fallen(id: SheetId, changes: &[(Stamp, Foreign)]) -> BTreeMap<DeviceId, u64> {
    let mut fallen = BTreeMap::new();
    for (stamp, foreign) in changes {
        if let Change::Stands { item: Item::Sheet(of), stands: false } = foreign.change
            && of == id
        {
            let last = fallen.entry(stamp.device).or_insert(stamp.seq);
            *last = stamp.seq.max(*last);
        }
    }
    fallen
}
