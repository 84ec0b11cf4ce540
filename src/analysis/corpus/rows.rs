//! A set of observations, one bit each.

use std::ops::Range;

/// The lowest so many bits.
const fn below(bits: usize) -> u64 {
    if bits < 64 { (1 << bits) - 1 } else { u64::MAX }
}

/// A set of rows of a study.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(in crate::analysis) struct Rows {
    words: Vec<u64>,
}

impl Rows {
    /// None of `len` rows.
    pub(in crate::analysis) fn none(len: usize) -> Self {
        Self { words: vec![0; len.div_ceil(64)] }
    }

    /// Puts `row` in or takes it out.
    pub(in crate::analysis) fn set(&mut self, row: usize, is_in: bool) {
        let place = row / 64;
        if place >= self.words.len() {
            self.words.resize(place + 1, 0);
        }
        if let Some(word) = self.words.get_mut(place) {
            let bit = 1 << (row % 64);
            *word = if is_in { *word | bit } else { *word & !bit };
        }
    }

    /// Whether `row` is in.
    pub(in crate::analysis) fn has(&self, row: usize) -> bool {
        self.words.get(row / 64).is_some_and(|word| word >> (row % 64) & 1 == 1)
    }

    /// How many are in.
    pub(in crate::analysis) fn count(&self) -> usize {
        self.words.iter().map(|word| word.count_ones() as usize).sum()
    }

    /// Each of them, smallest first.
    pub(in crate::analysis) fn each(&self) -> Vec<u32> {
        let mut each = Vec::with_capacity(self.count());
        for (place, word) in self.words.iter().enumerate() {
            let mut rest = *word;
            while rest != 0 {
                each.push(place as u32 * 64 + rest.trailing_zeros());
                rest &= rest - 1;
            }
        }
        each
    }

    /// Those for which `keep` holds.
    pub(in crate::analysis) fn filtered(&self, mut keep: impl FnMut(usize) -> bool) -> Self {
        let mut kept = self.clone();
        for (place, word) in kept.words.iter_mut().enumerate() {
            let mut rest = *word;
            while rest != 0 {
                let bit = rest.trailing_zeros() as usize;
                rest &= rest - 1;
                if !keep(place * 64 + bit) {
                    *word &= !(1 << bit);
                }
            }
        }
        kept
    }

    /// Those of some rows.
    pub(in crate::analysis) fn between(&self, rows: Range<usize>) -> Self {
        let mut kept = self.clone();
        for (place, word) in kept.words.iter_mut().enumerate() {
            let first = place * 64;
            let before = rows.start.saturating_sub(first).min(64);
            let with = rows.end.saturating_sub(first).min(64);
            *word &= below(with) & !below(before);
        }
        kept
    }

    /// A row before which about half of them are.
    pub(in crate::analysis) fn half(&self) -> usize {
        let half = self.count() / 2;
        let mut before = 0;
        let words = self.words.iter().take_while(|word| {
            before += word.count_ones() as usize;
            before < half
        });
        words.count() * 64
    }

    /// Leaves those that are in both.
    pub(in crate::analysis) fn and(&mut self, other: &Self) {
        let others = other.words.iter().copied().chain(std::iter::repeat(0));
        self.words.iter_mut().zip(others).for_each(|(word, other)| *word &= other);
    }

    /// Takes in those of the other.
    pub(in crate::analysis) fn or(&mut self, other: &Self) {
        if self.words.len() < other.words.len() {
            self.words.resize(other.words.len(), 0);
        }
        self.words.iter_mut().zip(&other.words).for_each(|(word, other)| *word |= other);
    }

    /// Leaves out those of the other.
    pub(in crate::analysis) fn minus(&mut self, other: &Self) {
        self.words.iter_mut().zip(&other.words).for_each(|(word, other)| *word &= !other);
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;

    fn rows(of: &BTreeSet<usize>) -> Rows {
        let mut rows = Rows::none(8);
        of.iter().for_each(|row| rows.set(*row, true));
        rows
    }

    proptest! {
        #[test]
        fn behaves_as_a_set(a: BTreeSet<u8>, b: BTreeSet<u8>, from: u8, to: u8) {
            let a: BTreeSet<usize> = a.into_iter().map(usize::from).collect();
            let b: BTreeSet<usize> = b.into_iter().map(usize::from).collect();
            let with = |act: fn(&mut Rows, &Rows)| {
                let mut one = rows(&a);
                act(&mut one, &rows(&b));
                (0..256).filter(|row| one.has(*row)).collect::<BTreeSet<_>>()
            };
            prop_assert_eq!(with(Rows::and), &a & &b);
            prop_assert_eq!(with(Rows::or), &a | &b);
            prop_assert_eq!(with(Rows::minus), &a - &b);
            prop_assert_eq!(rows(&a).count(), a.len());
            prop_assert!(a.iter().all(|row| rows(&a).has(*row)));
            let even: BTreeSet<usize> = a.iter().copied().filter(|row| row % 2 == 0).collect();
            let (from, to) = (usize::from(from), usize::from(to));
            let between: BTreeSet<usize> = a.iter().copied().filter(|row| (from..to).contains(row)).collect();
            prop_assert_eq!(rows(&a).between(from..to).each().len(), between.len());
            prop_assert!(between.iter().all(|row| rows(&a).between(from..to).has(*row)));
            let (half, all) = (rows(&a).half(), rows(&a).count());
            prop_assert!(rows(&a).between(0..half).count() <= all.div_ceil(2));
            prop_assert!(rows(&a).between(half..usize::MAX).count() <= all / 2 + 64);
            prop_assert_eq!(rows(&a).filtered(|row| row % 2 == 0), {
                let mut kept = rows(&a);
                kept.and(&rows(&even));
                kept
            });
        }
    }
}
