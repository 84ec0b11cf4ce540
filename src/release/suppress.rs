//! What too few share is taken out of the tables, and as much beside it as it takes that nobody can
//! put it back.
//!
//! Two rules. Observations that share period and setting make a class, and a class is of `k`
//! observations from enough people, or it loses the setting, or the period too (local suppression;
//! Sweeney 2002, "k-anonymity", gives the aim). What loses a value in one class goes together with at
//! least one class of another value, or the missing value would follow. For every other column of
//! words, a value that fewer than `cell` observations have is taken out, and others with it as
//! [`Cover`] says.

use std::collections::{BTreeMap, BTreeSet};

use crate::analysis::mask::{Cover, Heads, Known};
use crate::analysis::{Count, Policy};
use crate::study::PersonIx;

/// An observation as classes see it: the number of its value in each column, and who wrote it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Row {
    /// The values, the column that is given up last first.
    pub values: Vec<u32>,
    /// Whoever wrote it: a class counts people, too.
    pub author: PersonIx,
}

/// What a class has to be.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Least {
    /// So many observations.
    pub k: u32,
    /// From so many people; 0 where it is not known who wrote what.
    pub people: u32,
}

impl Least {
    fn is_met(self, rows: &[&Row]) -> bool {
        let heads: Heads = rows.iter().map(|row| row.author).collect();
        heads.count() >= u64::from(self.k)
            && heads.people().is_none_or(|people| people >= self.people)
    }
}

/// How many of its columns each row keeps, so that every class that can be seen is large enough;
/// `None` where even all rows together are not.
///
/// A row keeps what it would keep under each lower limit on people too. Otherwise a class that was
/// given up for another's sake could come back when the limit is raised, and two releases would tell
/// together what neither does. (For `k` that follows by itself: groups are given up by size.)
pub fn classes(rows: &[Row], columns: usize, least: Least) -> Option<Vec<usize>> {
    let mut keep = classes_by(rows, columns, least)?;
    for people in (0..least.people).filter(|people| *people != 1) {
        let lower = classes_by(rows, columns, Least { people, ..least })?;
        keep.iter_mut().zip(lower).for_each(|(keep, lower)| *keep = lower.min(*keep));
    }
    Some(keep)
}

fn classes_by(rows: &[Row], columns: usize, least: Least) -> Option<Vec<usize>> {
    let all: Vec<&Row> = rows.iter().collect();
    if !least.is_met(&all) {
        return None;
    }
    let mut keep = vec![columns; rows.len()];
    for depth in (1..=columns).rev() {
        // Rows that still show this column, by the columns before it and then by its value.
        let mut parents: BTreeMap<&[u32], BTreeMap<u32, Vec<usize>>> = BTreeMap::new();
        for (ix, row) in rows.iter().enumerate() {
            let kept = keep.get(ix).copied().unwrap_or(0);
            if let (true, Some((value, before))) =
                (kept >= depth, row.values.get(..depth).and_then(<[u32]>::split_last))
            {
                parents.entry(before).or_default().entry(*value).or_default().push(ix);
            }
        }
        for groups in parents.into_values() {
            for ix in given_up(rows, &keep, depth, groups, least) {
                if let Some(keep) = keep.get_mut(ix) {
                    *keep = depth - 1;
                }
            }
        }
    }
    Some(keep)
}

/// The rows of one parent that give up the column at `depth`.
fn given_up(
    rows: &[Row],
    keep: &[usize],
    depth: usize,
    groups: BTreeMap<u32, Vec<usize>>,
    least: Least,
) -> Vec<usize> {
    let of = |ixs: &[usize]| -> Vec<&Row> { ixs.iter().filter_map(|ix| rows.get(*ix)).collect() };
    // Of a group, those that show this column and none after it are seen as one class.
    let is_small = |group: &[usize]| {
        let alone: Vec<usize> =
            group.iter().copied().filter(|ix| keep.get(*ix) == Some(&depth)).collect();
        !alone.is_empty() && !least.is_met(&of(&alone))
    };
    let (small, mut large): (Vec<_>, Vec<_>) =
        groups.into_iter().partition(|(_, group)| is_small(group));
    let mut values: BTreeSet<u32> = small.iter().map(|(value, _)| *value).collect();
    let mut pool: Vec<usize> = small.into_iter().flat_map(|(_, group)| group).collect();
    large.sort_by_key(|(value, group)| (std::cmp::Reverse(group.len()), *value));
    while !pool.is_empty() && (values.len() < 2 || !least.is_met(&of(&pool))) {
        let Some((value, group)) = large.pop() else { break };
        values.insert(value);
        pool.extend(group);
    }
    pool
}

/// Which values of a column stay: those that enough observations from enough people have, and of
/// which none that is taken out can be worked out from the number of rows. What is taken out under a
/// lower limit is taken out under a higher one too.
pub fn values(counts: &[Heads], policy: Policy) -> Vec<bool> {
    let mut stay = values_by(counts, policy);
    for lower in lower(policy) {
        let lower = values_by(counts, lower);
        stay.iter_mut().zip(lower).for_each(|(stay, lower)| *stay &= lower);
    }
    stay
}

/// A policy, and every one that a plan could have asked for and that asks for less. What one of them
/// takes out, all above it take out: whoever has two releases of one study then learns nothing from
/// the stricter one.
pub fn lower(policy: Policy) -> impl Iterator<Item = Policy> {
    let cells = policy.threshold.map_or(0..=0, |most| LEAST_CELL.min(most)..=most);
    let people = move || (0..=policy.people).filter(|people| *people != 1);
    cells.flat_map(move |cell| {
        people().map(move |people| Policy::masked(cell).from_at_least(people))
    })
}

/// The lowest threshold that a plan may have.
pub const LEAST_CELL: u32 = 3;

pub(super) fn values_by(counts: &[Heads], policy: Policy) -> Vec<bool> {
    let mut cover = Cover::new(policy);
    let cells: Vec<_> = counts.iter().map(|heads| cover.cell(*heads)).collect();
    let whole = cover.given(counts.iter().map(Heads::count).sum());
    cover.sum(cells.iter().copied(), Known::Exactly, whole);
    cover.settle();
    let mut stay: Vec<bool> =
        cells.iter().map(|cell| matches!(cover.count(*cell), Count::Shown(_))).collect();
    // A value that is taken out alone is the one that is not there; and how many rows have lost theirs
    // is a count like any other.
    let is_enough = |stay: &[bool]| {
        let used = stay.iter().zip(counts).filter(|(stay, heads)| !**stay && heads.count() > 0);
        let out: Vec<&Heads> = used.map(|(_, heads)| heads).collect();
        let together: Heads = out.iter().copied().collect();
        out.is_empty() || (out.len() > 1 && policy.shows(together))
    };
    while !is_enough(&stay) {
        let shown = counts.iter().enumerate().zip(&stay);
        let next = shown
            .filter(|((_, heads), stay)| **stay && heads.count() > 0)
            .min_by_key(|((ix, heads), _)| (heads.count(), *ix))
            .map(|((ix, _), _)| ix);
        let Some(stay) = next.and_then(|ix| stay.get_mut(ix)) else { break };
        *stay = false;
    }
    stay
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const LEAST: Least = Least { k: 5, people: 0 };

    fn rows(of: &[(u32, u32, usize)]) -> Vec<Row> {
        let row = |period, setting| Row { values: vec![period, setting], author: PersonIx(0) };
        of.iter().flat_map(|(p, s, n)| std::iter::repeat_n(row(*p, *s), *n)).collect()
    }

    #[test]
    fn a_small_class_loses_its_setting_together_with_another() {
        let rows = rows(&[(1, 1, 3), (1, 2, 6), (1, 3, 9), (2, 1, 5)]);
        let keep = classes(&rows, 2, LEAST).unwrap();
        assert_eq!(keep[..9], [1; 9], "three alone would be known by their number");
        assert_eq!(keep[9..], [2; 14]);
    }

    #[test]
    fn what_is_small_even_without_its_setting_loses_its_period_too() {
        let rows = rows(&[(1, 1, 2), (1, 2, 1), (2, 1, 7), (3, 1, 9)]);
        let keep = classes(&rows, 2, LEAST).unwrap();
        assert_eq!(keep[..10], [0; 10], "the smallest other period goes with it");
        assert_eq!(keep[10..], [2; 9]);
        assert_eq!(classes(&rows[..3], 2, LEAST), None);
    }

    #[test]
    fn a_value_is_never_taken_out_alone() {
        let heads = |counts: &[u64]| counts.iter().map(|n| Heads::from(*n)).collect::<Vec<_>>();
        let policy = Policy::masked(5);
        assert_eq!(values(&heads(&[3, 8, 20, 0]), policy), [false, false, true, true]);
        assert_eq!(values(&heads(&[7, 8, 20]), policy), [true, true, true]);
        assert_eq!(values(&heads(&[4, 4, 20]), policy)[..2], [false, false]);
        assert_eq!(values(&heads(&[1, 2, 20]), policy), [false; 3], "three rows would be few too");
    }

    proptest! {
        #[test]
        fn every_class_that_is_seen_is_large_enough(
            drawn in proptest::collection::vec((0u32..4, 0u32..4, 0u32..6), 1..120),
            k in 3u32..7,
            people in 0u32..4,
        ) {
            let rows: Vec<Row> = drawn
                .iter()
                .map(|(p, s, a)| Row { values: vec![*p, *s], author: PersonIx(*a) })
                .collect();
            let least = Least { k, people };
            let Some(keep) = classes(&rows, 2, least) else { return Ok(()) };
            let mut seen: BTreeMap<Vec<Option<u32>>, Vec<&Row>> = BTreeMap::new();
            for (row, keep) in rows.iter().zip(&keep) {
                let shown = |at: usize| (at < *keep).then(|| row.values[at]);
                seen.entry((0..2).map(shown).collect()).or_default().push(row);
            }
            for (shown, class) in &seen {
                prop_assert!(least.is_met(class), "{:?} has {}", shown, class.len());
                // What is missing could be one of two values at least, unless nothing is shown.
                let gone = shown.iter().filter(|value| value.is_some()).count();
                let all_gone = keep.iter().all(|keep| *keep <= gone);
                if gone < 2 && !all_gone {
                    let at: BTreeSet<u32> = class.iter().map(|row| row.values[gone]).collect();
                    let beside = rows.iter().zip(&keep).any(|(row, keep)| {
                        *keep > gone && row.values[..gone] == class[0].values[..gone]
                    });
                    prop_assert!(!beside || at.len() >= 2, "{:?} can only be {:?}", shown, at);
                }
            }
        }

        #[test]
        fn a_limit_that_is_raised_gives_no_row_anything_back(
            drawn in proptest::collection::vec((0u32..4, 0u32..4, 0u32..5), 1..90),
            (k, more) in (3u32..6, 0u32..4),
            (people, others) in (0u32..3, 0u32..3),
        ) {
            let rows: Vec<Row> = drawn
                .iter()
                .map(|(p, s, a)| Row { values: vec![*p, *s], author: PersonIx(*a) })
                .collect();
            let low = classes(&rows, 2, Least { k, people });
            let high = classes(&rows, 2, Least { k: k + more, people: people + others });
            let Some(high) = high else { return Ok(()) };
            let low = low.unwrap();
            for (low, high) in low.iter().zip(&high) {
                prop_assert!(high <= low, "{:?} {:?}", low, high);
            }
        }

        #[test]
        fn a_threshold_that_is_raised_shows_no_more_values(
            drawn in proptest::collection::vec((0u64..12, 1u32..5), 1..7),
            (cell, more) in (3u32..7, 0u32..5),
            (people, others) in (0u32..3, 0u32..3),
        ) {
            let counts: Vec<Heads> = drawn
                .iter()
                .map(|(count, of)| (0..*count).map(|nth| PersonIx(nth as u32 % of)).collect())
                .collect();
            let low = values(&counts, Policy::masked(cell).from_at_least(people));
            let policy = Policy::masked(cell + more).from_at_least(people + others);
            for (low, high) in low.iter().zip(values(&counts, policy)) {
                prop_assert!(!high || *low);
            }
        }
    }
}
