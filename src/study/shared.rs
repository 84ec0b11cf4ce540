//! Observations as colleagues let others see them: which copy stands, and whose it is.
//!
//! An observation belongs to the laptop that handed it out first, of those that say it is theirs. Its
//! last copy stands, by the number of what that laptop handed out; where that takes it back or erases
//! it, nothing of it is shown, and what the laptop had said of it before counts no more. Where the
//! observation was recorded here, its own journal has it and no copy counts.

use std::collections::BTreeMap;

use super::{Change, DeviceId, FairCopy, Item, ObservationId, Stamp};

/// What one laptop says of an observation, that counts.
#[derive(Default)]
pub(super) struct Copies<'a> {
    /// Up to which number each laptop has taken back what it had said.
    taken_back: BTreeMap<DeviceId, u64>,
    /// The first stamp and the last copy of each laptop.
    of: BTreeMap<DeviceId, (Stamp, Stamp, &'a FairCopy)>,
}

impl<'a> Copies<'a> {
    /// Reads what was handed out about `id`, in any order.
    pub(super) fn of(
        id: ObservationId,
        changes: impl Iterator<Item = (Stamp, &'a Change)> + Clone,
    ) -> Self {
        let mut copies = Self::default();
        for (stamp, change) in changes.clone() {
            let back = match change {
                Change::Shared { copy, .. } => copy.is_none(),
                Change::Erased { what, .. } => *what == Item::Observation(id),
                _ => false,
            };
            if back {
                let upto = copies.taken_back.entry(stamp.device).or_default();
                *upto = stamp.seq.max(*upto);
            }
        }
        for (stamp, change) in changes {
            let Change::Shared { copy: Some(copy), .. } = change else { continue };
            if copies.is_taken_back(stamp) || copy.observation.id != id {
                continue;
            }
            let known = copies.of.entry(stamp.device).or_insert((stamp, stamp, copy));
            known.0 = known.0.min(stamp);
            if known.1.seq < stamp.seq {
                (known.1, known.2) = (stamp, copy);
            }
        }
        copies
    }

    /// Whether the laptop has taken back since what it said then.
    pub(super) fn is_taken_back(&self, stamp: Stamp) -> bool {
        self.taken_back.get(&stamp.device).is_some_and(|upto| stamp.seq < *upto)
    }

    /// The copy that stands: when its laptop first handed the observation out, when it handed out
    /// this one, and the copy.
    pub(super) fn standing(&self) -> Option<(Stamp, Stamp, &'a FairCopy)> {
        self.of.values().min_by_key(|(first, ..)| *first).copied()
    }
}
