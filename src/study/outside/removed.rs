//! What a laptop that was removed from the team handed out after the last entry of it that counts.
//!
//! Whoever removes a laptop says up to which of its entries it counts. Some may have taken in more by then,
//! others never will: so that all show the same, what came after that says nothing anywhere. What it took
//! back stays taken back where that was heard, and of what it put in other words the words before have
//! left the files of those who heard it, so nothing of it is shown there. Those who did not hear of it
//! have it as it was: in that alone laptops differ, and in the wording of tags.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::Foreign;
use super::heard::Glance;
use crate::study::{Change, DeviceId, Stamp, Subject};

/// The laptops that were removed, and what is to be read in place of what they said after that.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(super) struct Removed {
    /// The number of the last entry that counts of each.
    last: BTreeMap<DeviceId, u64>,
    /// What stands for something that was put in other words: that it was taken back.
    instead: BTreeMap<Subject, BTreeMap<Stamp, Foreign>>,
}

impl Removed {
    /// Whether everything counts that a laptop said then.
    pub(super) fn counts(&self, at: Stamp) -> bool {
        self.last.get(&at.device).is_none_or(|last| at.seq <= *last)
    }

    /// What counts of something that was said of a thing; `None` where nothing does.
    pub(super) fn counted<'a>(
        &'a self,
        of: Subject,
        at: Stamp,
        said: Glance<'a>,
    ) -> Option<Glance<'a>> {
        if self.counts(at) || said.other().is_some_and(takes_back) {
            return Some(said);
        }
        self.instead.get(&of)?.get(&at).map(Glance::Other)
    }

    /// Takes note of something that was said, where it does not count as it is.
    pub(super) fn take(&mut self, of: Subject, at: Stamp, said: &Foreign) {
        if self.counts(at) {
            return;
        }
        let change = match &said.change {
            Change::Shared { observation, copy: Some(_) } => {
                Change::Shared { observation: *observation, copy: None }
            }
            Change::Put { sheet, set, .. } => {
                Change::Put { sheet: *sheet, set: set.emptied(), was: set.emptied() }
            }
            _ => return,
        };
        let foreign = Foreign { author: said.author, change };
        self.instead.entry(of).or_default().insert(at, foreign);
    }

    /// Takes over which laptops were removed; those of which it was otherwise before.
    pub(super) fn settle(&mut self, last: BTreeMap<DeviceId, u64>) -> Vec<DeviceId> {
        let before = std::mem::replace(&mut self.last, last);
        let differs = |device: &DeviceId| before.get(device) != self.last.get(device);
        let mut all: Vec<DeviceId> = before.keys().chain(self.last.keys()).copied().collect();
        all.retain(differs);
        all.sort_unstable();
        all.dedup();
        all
    }
}

/// Whether a change takes back what its laptop had handed out.
const fn takes_back(change: &Change) -> bool {
    matches!(
        change,
        Change::Shared { copy: None, .. }
            | Change::Stands { stands: false, .. }
            | Change::Erased { .. }
    )
}
