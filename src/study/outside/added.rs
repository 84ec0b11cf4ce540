//! Lines and later notes that laptops added, and which of them did so first.

use std::collections::BTreeMap;

use super::Foreign;
use crate::study::{Change, DeviceId, Item, ItemId, PersonId, Stamp};

/// Which laptop added what, and what it erased of that again.
pub(super) struct Added {
    first: BTreeMap<ItemId, Stamp>,
    erased: Vec<(DeviceId, Item)>,
}

impl Added {
    /// `item_of` gives the item that a change adds, where no item of that id was added here and it has
    /// not been taken back since: what leaves again after that is the first then. Of two who say that
    /// they added one, whoever the whole is of, `whose`, comes before everybody else: no date that
    /// somebody writes on it puts other words in their place.
    pub(super) fn of(
        changes: &[(Stamp, Foreign)],
        whose: Option<PersonId>,
        item_of: impl Fn(Stamp, &Change) -> Option<ItemId>,
    ) -> Self {
        let mut first: BTreeMap<ItemId, Stamp> = BTreeMap::new();
        let own = |foreign: &Foreign| whose == Some(foreign.author);
        let (theirs, others): (Vec<_>, Vec<_>) =
            changes.iter().partition(|(_, foreign)| own(foreign));
        let mut erased = Vec::new();
        for (stamp, foreign) in theirs.into_iter().chain(others) {
            if let Some(item) = item_of(*stamp, &foreign.change) {
                first.entry(item).or_insert(*stamp);
            }
            if let Change::Erased { what: what @ (Item::Later(..) | Item::Line(..)), .. } =
                foreign.change
            {
                erased.push((stamp.device, what));
            }
        }
        Self { first, erased }
    }

    pub(super) fn is_first(&self, stamp: Stamp, item: ItemId) -> bool {
        self.first.get(&item) == Some(&stamp)
    }

    pub(super) fn is_by(&self, device: DeviceId, item: ItemId) -> bool {
        self.first.get(&item).is_some_and(|first| first.device == device)
    }

    pub(super) fn is_erased(&self, stamp: Stamp, change: &Change) -> bool {
        self.erased
            .iter()
            .any(|(device, what)| *device == stamp.device && change.is_content_of(*what))
    }
}
