//! Observations as colleagues let others see them: which copy stands, and whose it is.
//!
//! An observation belongs to the person who handed it out first, of those that say it is theirs. Of
//! what their laptops say of it the last copy stands: by the number of what one laptop handed out, and
//! by time between two of theirs. Where one of these takes it back or erases it, nothing of it is
//! shown, and what was said of it before counts no more. Where the observation was recorded here, its
//! own journal has it and no copy counts.

use std::collections::{BTreeMap, BTreeSet};

use super::{Change, DeviceId, FairCopy, Item, ObservationId, PersonId, Stamp};

/// What the laptops say of an observation, that counts.
#[derive(Default)]
pub(super) struct Copies<'a> {
    /// Before which number what each laptop had said is taken back.
    taken_back: BTreeMap<DeviceId, u64>,
    /// The last time at which somebody took it back.
    back: BTreeMap<PersonId, Stamp>,
    /// The first stamp and the last copy of each person.
    of: BTreeMap<PersonId, (Stamp, Stamp, &'a FairCopy)>,
}

/// Something that was handed out, and in whose name.
pub(super) type Said<'a> = (Stamp, PersonId, &'a Change);

impl<'a> Copies<'a> {
    /// Reads what was handed out about `id`, in any order.
    pub(super) fn of(id: ObservationId, changes: impl Iterator<Item = Said<'a>> + Clone) -> Self {
        let mut copies = Self::default();
        copies.take_back(id, changes.clone());
        let mut newest: BTreeMap<(PersonId, DeviceId), (Stamp, &FairCopy)> = BTreeMap::new();
        for (stamp, author, change) in changes {
            let Change::Shared { copy: Some(copy), .. } = change else { continue };
            if copies.is_taken_back(stamp) || copy.observation.id != id {
                continue;
            }
            let last = newest.entry((author, stamp.device)).or_insert((stamp, copy));
            if last.0.seq < stamp.seq {
                *last = (stamp, copy);
            }
            let known = copies.of.entry(author).or_insert((stamp, stamp, copy));
            known.0 = known.0.min(stamp);
        }
        for ((author, _), (stamp, copy)) in newest {
            if let Some(known) = copies.of.get_mut(&author)
                && (known.1.device == stamp.device || known.1 < stamp)
            {
                (known.1, known.2) = (stamp, copy);
            }
        }
        copies
    }

    fn take_back(&mut self, id: ObservationId, changes: impl Iterator<Item = Said<'a>> + Clone) {
        let back = |change: &Change| match change {
            Change::Shared { copy, .. } => copy.is_none(),
            Change::Erased { what, .. } => *what == Item::Observation(id),
            _ => false,
        };
        for (stamp, author, _) in changes.clone().filter(|(.., change)| back(change)) {
            let upto = self.taken_back.entry(stamp.device).or_default();
            *upto = stamp.seq.max(*upto);
            let last = self.back.entry(author).or_insert(stamp);
            *last = stamp.max(*last);
        }
        // One laptop of a person takes back what another of theirs had said until then.
        let theirs: BTreeSet<(DeviceId, PersonId)> =
            changes.clone().map(|(stamp, author, _)| (stamp.device, author)).collect();
        let backs: BTreeMap<(PersonId, DeviceId), Stamp> = changes
            .clone()
            .filter(|(.., change)| back(change))
            .map(|(stamp, author, _)| ((author, stamp.device), stamp))
            .fold(BTreeMap::new(), |mut last, (whose, stamp)| {
                last.entry(whose).and_modify(|known| *known = stamp.max(*known)).or_insert(stamp);
                last
            });
        for (device, author) in theirs {
            let others = backs.iter().filter(|((by, at), _)| *by == author && *at != device);
            let Some(last) = others.map(|(_, stamp)| *stamp).max() else { continue };
            let again = changes.clone().filter(|(stamp, _, change)| {
                let is_copy = matches!(change, Change::Shared { copy: Some(_), .. });
                stamp.device == device && is_copy && last < *stamp
            });
            let from = again.map(|(stamp, ..)| stamp.seq).min().unwrap_or(u64::MAX);
            let upto = self.taken_back.entry(device).or_default();
            *upto = from.max(*upto);
        }
    }

    /// Whether the person has taken back since what the laptop said then.
    pub(super) fn is_taken_back(&self, stamp: Stamp) -> bool {
        self.taken_back.get(&stamp.device).is_some_and(|upto| stamp.seq < *upto)
    }

    /// When a person last took it back, on whichever of their laptops.
    pub(super) fn back_by(&self, person: PersonId) -> Option<Stamp> {
        self.back.get(&person).copied()
    }

    /// When a person last handed out the copy that stands of theirs.
    pub(super) fn last_by(&self, person: PersonId) -> Option<Stamp> {
        self.of.get(&person).map(|(_, last, _)| *last)
    }

    /// Whose the observation is.
    pub(super) fn author(&self) -> Option<PersonId> {
        self.of.iter().min_by_key(|(_, (first, ..))| *first).map(|(author, _)| *author)
    }

    /// Those of whom a copy stands.
    pub(super) fn by(&self) -> impl Iterator<Item = PersonId> + '_ {
        self.of.keys().copied()
    }

    /// The copy that stands: when its author first handed the observation out, when they handed out
    /// this one, and the copy.
    pub(super) fn standing(&self) -> Option<(Stamp, Stamp, &'a FairCopy)> {
        self.of.values().min_by_key(|(first, ..)| *first).copied()
    }
}
