//! Which entries of one sequence have been taken in.

use serde::{Deserialize, Serialize};

use std::collections::BTreeMap;

/// The numbers that were there, as ranges: what somebody hands out has gaps that stay.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(super) struct Seen {
    /// The last of each range by its first.
    ranges: BTreeMap<u64, u64>,
}

impl Seen {
    /// Takes note of `number`; whether it is new.
    pub(super) fn take(&mut self, number: u64) -> bool {
        let before = self.ranges.range(..=number).next_back().map(|(first, last)| (*first, *last));
        if before.is_some_and(|(_, last)| number <= last) {
            return false;
        }
        let joins = before.filter(|(_, last)| last.checked_add(1) == Some(number));
        let first = joins.map_or(number, |(first, _)| first);
        let after = number.checked_add(1).and_then(|next| self.ranges.remove(&next));
        self.ranges.insert(first, after.unwrap_or(number));
        true
    }

    /// The greatest number that was there; 0 for none.
    pub(super) fn last(&self) -> u64 {
        self.ranges.last_key_value().map_or(0, |(_, last)| *last)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn each_number_is_new_once_in_any_order(numbers in proptest::collection::vec(0u64..40, 0..120)) {
            let (mut seen, mut plain) = (Seen::default(), BTreeSet::new());
            for number in numbers {
                prop_assert_eq!(seen.take(number), plain.insert(number));
                prop_assert_eq!(seen.last(), plain.last().copied().unwrap_or(0));
            }
            let gaps = plain.iter().filter(|n| !plain.contains(&(**n + 1))).count();
            prop_assert_eq!(seen.ranges.len(), gaps, "as few ranges as can be");
        }
    }

    #[test]
    fn the_greatest_number_there_is_can_be_taken() {
        let mut seen = Seen::default();
        assert!(seen.take(u64::MAX) && seen.take(u64::MAX - 1) && !seen.take(u64::MAX));
    }
}
