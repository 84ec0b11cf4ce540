//! What somebody else takes back of what they handed out: it leaves this laptop too.
//!
//! Whoever lowers, withdraws or erases something hands out that it stands no longer. Then the bodies
//! of what the same laptop handed out about it before are taken out of both witnesses. "Before" goes
//! by the numbers of that laptop and not by time, since a thing that is shared again can come back
//! with its first times. A wording that another has only replaced stays: which laptop was the first
//! to hand an observation out settles whose it is, and must not be forgotten.
//!
//! Nobody's own texts are looked through for it: not drafts, not notes that wait or are kept apart,
//! not what was set aside. Whoever could name a text could otherwise have it removed elsewhere.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use crate::study::{Change, DeviceId, Header, Item, ObservationId, Subject};

/// What every other laptop has taken back, up to which of its numbers.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(super) struct Recalled {
    /// All about an observation.
    all: HashMap<(DeviceId, ObservationId), u64>,
    erased: HashMap<(DeviceId, Subject), Vec<(Item, u64)>>,
}

impl Recalled {
    /// Takes note of what was handed out; whether it takes something back.
    pub(super) fn take(&mut self, header: &Header, change: &Change) -> bool {
        let (device, number) = (header.device, header.seq);
        match change {
            Change::Shared { observation, copy: None } => {
                let last = self.all.entry((device, *observation)).or_default();
                *last = number.max(*last);
            }
            Change::Erased { what, .. } => {
                let erased = self.erased.entry((device, what.subject())).or_default();
                erased.push((*what, number));
            }
            _ => return false,
        }
        true
    }

    /// Whether the same laptop has taken back what it handed out here.
    pub(super) fn covers(&self, header: &Header, change: &Change) -> bool {
        let (device, number) = (header.device, header.seq);
        let takes_back =
            matches!(change, Change::Shared { copy: None, .. } | Change::Erased { .. });
        if takes_back {
            return false;
        }
        if let Some(Subject::Observation(id)) = change.subject()
            && self.all.get(&(device, id)).is_some_and(|last| number < *last)
        {
            return true;
        }
        let subjects = [change.subject(), change.goes_along_with()].into_iter().flatten();
        let mut erased =
            subjects.filter_map(|subject| self.erased.get(&(device, subject))).flatten();
        erased.any(|(what, at)| number < *at && change.is_content_of(*what))
    }
}
