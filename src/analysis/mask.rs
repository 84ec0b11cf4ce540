//! Small counts, masked where a team's or organisation's record is shown.
//!
//! A count from 1 to below the study's threshold is masked. That is not enough: in a table with
//! totals a single masked cell can be worked out by taking the others away. So the table is looked
//! at as someone would who wants to know: every sum that holds between the cells narrows down what
//! a masked cell can be, and as long as one of them is narrowed down to a single number, one more
//! cell beside it is withheld (complementary masking). What is withheld for that reason alone says
//! so, since "<5" would not be true of it. Differences between two tables or two filters are
//! outside what this can see.

use std::fmt;

use super::scope::View;

/// A count as it may be shown.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Count {
    /// As it is.
    Shown(u64),
    /// Too small to show: from 1 to below the threshold held here.
    Masked(u32),
    /// Not small, and withheld so that a small one beside it cannot be worked out.
    Withheld,
}

impl Count {
    /// The number, where it may be shown.
    pub const fn shown(self) -> Option<u64> {
        match self {
            Self::Shown(n) => Some(n),
            Self::Masked(_) | Self::Withheld => None,
        }
    }
}

impl fmt::Display for Count {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Shown(n) => f.pad(&n.to_string()),
            Self::Masked(threshold) => f.pad(&format!("<{threshold}")),
            Self::Withheld => f.pad("*"),
        }
    }
}

/// What is masked, and from what on.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Policy {
    /// Counts from 1 to below this are small; nothing is masked without one.
    pub threshold: Option<u32>,
}

impl Policy {
    /// Nothing is masked: one's own notes.
    pub const OPEN: Self = Self { threshold: None };

    /// Counts below `threshold` are masked.
    pub const fn masked(threshold: u32) -> Self {
        Self { threshold: Some(threshold) }
    }
}

/// A count that stands alone, with nothing beside it to work it out from, as it may be shown.
pub fn alone(view: View<'_>, count: usize) -> Count {
    let mut cover = Cover::new(view.policy());
    let cell = cover.cell(count as u64);
    cover.settle();
    cover.count(cell)
}

/// The cell of a table that is being masked.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct CellIx(usize);

/// A table on its way to being shown: its cells, and the sums that a reader knows to hold.
#[derive(Clone, Debug)]
pub(super) struct Cover {
    /// Nothing is masked without one.
    threshold: Option<u32>,
    cells: Vec<Cell>,
    sums: Vec<Sum>,
}

#[derive(Clone, Copy, Debug)]
struct Cell {
    value: u64,
    state: State,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum State {
    Shown,
    Small,
    Withheld,
    /// Stands nowhere in the table but follows from it; small ones need hiding too.
    Unseen,
}

/// What a reader knows of a sum of parts beside a whole.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Known {
    /// The parts make up the whole.
    Exactly,
    /// The parts overlap, so that together they are the whole or more.
    AtLeast,
    /// The parts are apart and within the whole.
    AtMost,
}

#[derive(Clone, Debug)]
struct Sum {
    parts: Vec<usize>,
    known: Known,
    whole: usize,
}

/// What a reader can tell of a cell.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct Range {
    low: i64,
    high: i64,
}

/// More than any count, and small enough to be added up.
const UNBOUNDED: i64 = 1 << 48;

/// How many times knowledge is passed on between sums; enough for tables of this size.
const ROUNDS: usize = 48;

impl Cover {
    /// An empty table, masked as `policy` says.
    pub(super) const fn new(policy: Policy) -> Self {
        Self { threshold: policy.threshold, cells: Vec::new(), sums: Vec::new() }
    }

    /// Adds a cell that will be shown.
    pub(super) fn cell(&mut self, value: u64) -> CellIx {
        let small = self.threshold.is_some_and(|t| value > 0 && value < u64::from(t));
        let state = if small { State::Small } else { State::Shown };
        self.cells.push(Cell { value, state });
        CellIx(self.cells.len() - 1)
    }

    /// Adds a number that is shown nowhere, but that readers may work out.
    pub(super) fn unseen(&mut self, value: u64) -> CellIx {
        self.cells.push(Cell { value, state: State::Unseen });
        CellIx(self.cells.len() - 1)
    }

    /// The number in a cell, as it is.
    pub(super) fn value(&self, cell: CellIx) -> u64 {
        self.cells.get(cell.0).map_or(0, |cell| cell.value)
    }

    /// Says what is known of `parts` beside `whole`.
    pub(super) fn sum(
        &mut self,
        parts: impl IntoIterator<Item = CellIx>,
        known: Known,
        whole: CellIx,
    ) {
        let parts = parts.into_iter().map(|cell| cell.0).collect();
        self.sums.push(Sum { parts, known, whole: whole.0 });
    }

    /// Withholds what has to be, after which [`Cover::count`] tells how each cell may be shown.
    pub(super) fn settle(&mut self) {
        while self.cells.iter().any(|cell| self.is_secret(cell)) {
            let ranges = self.ranges();
            let pinned = self
                .cells
                .iter()
                .zip(&ranges)
                .position(|(cell, range)| self.is_secret(cell) && range.low >= range.high);
            let Some(helper) = pinned.and_then(|cell| self.helper(cell)) else { return };
            if let Some(cell) = self.cells.get_mut(helper) {
                cell.state = State::Withheld;
            }
        }
    }

    /// How a cell may be shown.
    pub(super) fn count(&self, cell: CellIx) -> Count {
        let threshold = self.threshold.unwrap_or_default();
        self.cells.get(cell.0).map_or(Count::Withheld, |cell| match cell.state {
            State::Shown => Count::Shown(cell.value),
            State::Small => Count::Masked(threshold),
            State::Withheld | State::Unseen => Count::Withheld,
        })
    }

    fn is_secret(&self, cell: &Cell) -> bool {
        let small = self.threshold.is_some_and(|t| cell.value > 0 && cell.value < u64::from(t));
        small && matches!(cell.state, State::Small | State::Unseen)
    }

    /// The cell to withhold so that `secret` is less sure: the smallest that shares a sum with it,
    /// or else the smallest of all.
    fn helper(&self, secret: usize) -> Option<usize> {
        let has = |sum: &&Sum| sum.whole == secret || sum.parts.contains(&secret);
        let mut near = vec![false; self.cells.len()];
        for sum in self.sums.iter().filter(has) {
            for cell in sum.parts.iter().chain([&sum.whole]) {
                if let Some(near) = near.get_mut(*cell) {
                    *near = true;
                }
            }
        }
        let near = |cell: usize| near.get(cell).copied().unwrap_or(false);
        let shown = |(_, cell): &(usize, &Cell)| cell.state == State::Shown && cell.value > 0;
        let cells = self.cells.iter().enumerate().filter(shown);
        cells.min_by_key(|(ix, cell)| (!near(*ix), cell.value)).map(|(ix, _)| ix)
    }

    /// What a reader can tell of each cell who takes every sum into account, again and again.
    fn ranges(&self) -> Vec<Range> {
        let threshold = i64::from(self.threshold.unwrap_or_default());
        let mut ranges: Vec<Range> = self
            .cells
            .iter()
            .map(|cell| {
                let value = i64::try_from(cell.value).unwrap_or(UNBOUNDED);
                match cell.state {
                    State::Shown => Range { low: value, high: value },
                    // With a threshold of 2 the mask itself says 1; no table can hide that.
                    State::Small => Range { low: 1, high: (threshold - 1).max(2) },
                    State::Withheld => Range { low: threshold, high: UNBOUNDED },
                    State::Unseen => Range { low: 0, high: UNBOUNDED },
                }
            })
            .collect();
        for _ in 0..ROUNDS {
            let before = ranges.clone();
            self.sums.iter().for_each(|sum| sum.narrow(&mut ranges));
            if ranges == before {
                break;
            }
        }
        ranges
    }
}

impl Sum {
    fn narrow(&self, ranges: &mut [Range]) {
        let part = |ranges: &[Range], ix: usize| {
            ranges.get(ix).copied().unwrap_or(Range { low: 0, high: UNBOUNDED })
        };
        let whole = part(ranges, self.whole);
        let low: i64 = self.parts.iter().map(|ix| part(ranges, *ix).low).sum();
        let high: i64 = self.parts.iter().map(|ix| part(ranges, *ix).high).sum();
        let (is_least, is_most) = match self.known {
            Known::Exactly => (true, true),
            Known::AtLeast => (true, false),
            Known::AtMost => (false, true),
        };
        for &ix in &self.parts {
            let Some(range) = ranges.get_mut(ix) else { continue };
            let others = Range { low: low - range.low, high: high - range.high };
            if is_least {
                range.low = range.low.max(whole.low - others.high);
            }
            if is_most {
                range.high = range.high.min(whole.high - others.low);
            }
        }
        if let Some(range) = ranges.get_mut(self.whole) {
            if is_least {
                range.high = range.high.min(high);
            }
            if is_most {
                range.low = range.low.max(low);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn cover(threshold: u32) -> Cover {
        Cover { threshold: Some(threshold), cells: Vec::new(), sums: Vec::new() }
    }

    fn one_way(values: &[u64], threshold: u32) -> (Vec<Count>, Count) {
        let mut cover = cover(threshold);
        let cells: Vec<CellIx> = values.iter().map(|value| cover.cell(*value)).collect();
        let whole = cover.cell(values.iter().sum());
        cover.sum(cells.clone(), Known::Exactly, whole);
        cover.settle();
        (cells.into_iter().map(|cell| cover.count(cell)).collect(), cover.count(whole))
    }

    #[test]
    fn a_small_count_is_masked_and_one_more_is_withheld() {
        use Count::{Masked, Shown, Withheld};
        assert_eq!(one_way(&[3, 20, 80], 5).0, [Masked(5), Withheld, Shown(80)]);
        assert_eq!(one_way(&[7, 20, 80, 0], 5).0, [Shown(7), Shown(20), Shown(80), Shown(0)]);
        assert_eq!(one_way(&[3, 0, 0], 5), (vec![Masked(5), Shown(0), Shown(0)], Masked(5)));
        assert_eq!(one_way(&[3, 2, 80], 5).0, [Masked(5), Masked(5), Shown(80)]);
    }

    #[test]
    fn two_masked_cells_that_can_only_be_one_thing_are_not_enough() {
        use Count::{Masked, Withheld};
        // 4 and 4 make 8, which two counts below 5 make in one way only; so do 1 and 1.
        assert_eq!(one_way(&[4, 4, 80, 90], 5).0[..3], [Masked(5), Masked(5), Withheld]);
        assert_eq!(one_way(&[1, 1, 80, 90], 5).0[..3], [Masked(5), Masked(5), Withheld]);
        // 1 beside a withheld 5: the sum of 6 would give both away.
        assert_eq!(one_way(&[1, 5, 80, 90], 5).0[..3], [Masked(5), Withheld, Withheld]);
    }

    #[test]
    fn what_follows_from_two_shown_numbers_is_hidden_too() {
        let mut cover = cover(5);
        let (none, met, all) = (cover.cell(50), cover.unseen(3), cover.cell(53));
        cover.sum([none, met], Known::Exactly, all);
        cover.settle();
        assert_eq!((cover.count(none), cover.count(all)), (Count::Withheld, Count::Shown(53)));
    }

    #[test]
    fn counts_say_what_they_are() {
        assert_eq!(
            format!("{:>4}|{:>4}|{:>4}", Count::Shown(12), Count::Masked(5), Count::Withheld),
            "  12|  <5|   *"
        );
    }

    /// Works out what it can by taking what is shown away from what is shown, line by line.
    fn by_subtraction(shown: &mut [Option<u64>], lines: &[(Vec<usize>, usize)]) {
        loop {
            let mut learnt = false;
            for (parts, whole) in lines {
                let sum: u64 = parts.iter().filter_map(|part| shown[*part]).sum();
                let gaps: Vec<usize> =
                    parts.iter().copied().filter(|part| shown[*part].is_none()).collect();
                match (gaps.as_slice(), shown[*whole]) {
                    ([], None) => shown[*whole] = Some(sum),
                    ([gap], Some(whole)) => shown[*gap] = Some(whole - sum),
                    _ => continue,
                }
                learnt = true;
            }
            if !learnt {
                return;
            }
        }
    }

    fn table() -> impl Strategy<Value = Vec<Vec<u64>>> {
        let value = prop_oneof![3 => Just(0u64), 4 => 1u64..7, 2 => 0u64..40];
        (1usize..6).prop_flat_map(move |columns| {
            proptest::collection::vec(proptest::collection::vec(value.clone(), columns), 1..7)
        })
    }

    proptest! {
        #[test]
        fn nothing_masked_can_be_had_by_subtraction(table in table(), threshold in 3u32..8) {
            let mut cover = cover(threshold);
            let mut lines: Vec<(Vec<usize>, usize)> = Vec::new();
            let across = table[0].len();
            let cells: Vec<CellIx> =
                table.iter().flatten().map(|value| cover.cell(*value)).collect();
            let all = |cover: &mut Cover, cells: Vec<CellIx>, lines: &mut Vec<_>| {
                let whole = cells.iter().map(|cell| cover.cells[cell.0].value).sum();
                let whole = cover.cell(whole);
                lines.push((cells.iter().map(|cell| cell.0).collect(), whole.0));
                cover.sum(cells, Known::Exactly, whole);
                whole
            };
            let rows: Vec<CellIx> = cells
                .chunks(across)
                .map(|row| all(&mut cover, row.to_vec(), &mut lines))
                .collect();
            let columns: Vec<CellIx> = (0..across)
                .map(|column| cells.iter().copied().skip(column).step_by(across).collect())
                .map(|cells| all(&mut cover, cells, &mut lines))
                .collect();
            let whole = all(&mut cover, rows, &mut lines);
            lines.push((columns.iter().map(|cell| cell.0).collect(), whole.0));
            cover.sum(columns, Known::Exactly, whole);
            cover.settle();

            let count = |ix: usize| cover.count(CellIx(ix));
            let mut shown: Vec<Option<u64>> =
                (0..cover.cells.len()).map(|ix| count(ix).shown()).collect();
            by_subtraction(&mut shown, &lines);
            for (ix, cell) in cover.cells.iter().enumerate() {
                let small = cell.value > 0 && cell.value < u64::from(threshold);
                prop_assert_eq!(matches!(count(ix), Count::Masked(_)), small);
                prop_assert!(!small || shown[ix].is_none(),
                    "{:?} tells {} of cell {ix}", table, cell.value);
            }
        }

        #[test]
        fn in_a_table_of_one_line_two_are_hidden_or_none(
            values in proptest::collection::vec(0u64..30, 1..9),
            threshold in 3u32..8,
        ) {
            let (counts, whole) = one_way(&values, threshold);
            let hidden = counts.iter().filter(|count| count.shown().is_none()).count();
            let filled = values.iter().filter(|value| **value > 0).count();
            prop_assert!(hidden != 1 || filled == 1);
            prop_assert!(filled != 1 || hidden == 0 || whole.shown().is_none());
        }
    }
}
