//! What was found so far, by its place in the note: whether a place is free, and what stands shortly before
//! it, without a look at everything else that was found.

use std::ops::Range;

use super::Found;

/// What was found, none of it over another.
pub(super) struct Ground {
    found: Vec<Found>,
    /// For each byte of the note, whether something that was found stands there.
    held: Vec<bool>,
    /// The places in `found` whose range ends before a byte, plus one; no two end in the same place.
    ends: Vec<u32>,
}

impl Ground {
    /// The ground of a note of so many bytes.
    pub(super) fn new(length: usize) -> Self {
        Self { found: Vec::new(), held: vec![false; length], ends: vec![0; length + 1] }
    }

    /// Whether nothing that was found touches a range.
    pub(super) fn is_free(&self, range: &Range<usize>) -> bool {
        !self.held.get(range.clone()).unwrap_or_default().contains(&true)
    }

    /// Adds what was found, if its place is free.
    pub(super) fn add(&mut self, found: Found) {
        if !self.is_free(&found.range) {
            return;
        }
        if let Some(held) = self.held.get_mut(found.range.clone()) {
            held.fill(true);
        }
        self.found.push(found);
        let number = u32::try_from(self.found.len()).unwrap_or_default();
        if let Some(end) = self.found.last().and_then(|one| self.ends.get_mut(one.range.end)) {
            *end = number;
        }
    }

    /// What ends at most `reach` bytes before a place, the nearest first.
    pub(super) fn before(&self, place: usize, reach: usize) -> impl Iterator<Item = &Found> {
        let ends = self.ends.get(place.saturating_sub(reach)..=place).unwrap_or_default();
        ends.iter().rev().filter_map(|number| {
            usize::try_from(*number).ok()?.checked_sub(1).and_then(|at| self.found.get(at))
        })
    }

    /// Calls `change` for each that was found, in the order in which it was.
    pub(super) fn each(&mut self, change: impl FnMut(&mut Found)) {
        self.found.iter_mut().for_each(change);
    }

    /// All of it.
    pub(super) fn all(&self) -> &[Found] {
        &self.found
    }

    /// All of it, and no more is added.
    pub(super) fn into_found(self) -> Vec<Found> {
        self.found
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_found_is_known_by_its_place() {
        let mut ground = Ground::new(20);
        ground.add(Found { kind: "phone", range: 2..6 });
        ground.add(Found { kind: "email", range: 5..9 });
        ground.add(Found { kind: "handle", range: 6..9 });
        assert_eq!(ground.all().len(), 2, "of two that overlap the first stands");
        assert!(ground.is_free(&(9..20)) && !ground.is_free(&(8..10)));
        let before: Vec<&str> = ground.before(12, 6).map(|one| one.kind).collect();
        assert_eq!(
            before,
            ["phone", "handle"].map(|kind| kind).into_iter().rev().collect::<Vec<_>>()
        );
        assert_eq!(ground.before(12, 3).count(), 1);
        assert_eq!(ground.before(1, 40).count(), 0);
    }
}
