//! Whether a hidden cell can be worked out: the search for another table.
//!
//! What is shown of a table fits every table of whole numbers that agrees with it. If one of them
//! has another number in a hidden cell, nobody can tell that cell from what is shown, by whatever
//! method. The search moves the cell by one and then puts right, one cell at a time, every sum that
//! the moves before have upset, until all hold again: a loop of ones through the table, as in the
//! "stepping stones" of transport problems. What is found is always a table; where nothing is found
//! in bounded time, the cell is taken for given away.

use super::cover::Known;

/// What a reader knows of a cell: its number is one from `low` to `high`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Domain {
    pub(super) value: i64,
    pub(super) low: i64,
    pub(super) high: i64,
}

impl Domain {
    /// A cell that is shown.
    pub(super) const fn fixed(value: i64) -> Self {
        Self { value, low: value, high: value }
    }
}

/// How many cells are moved at most, tried in turn: most loops are short.
const LENGTHS: [usize; 9] = [1, 2, 3, 4, 6, 8, 10, 14, 18];

/// How many tables are looked at for each of [`LENGTHS`].
const TRIES: usize = 1_500;

/// A sum with all that is needed to keep it right.
struct Balance {
    known: Known,
    /// Parts less whole, as it is and in the table that is being tried.
    was: i64,
    now: i64,
    /// Hidden cells in it, with how often each counts: 1 for a part, -1 for the whole.
    open: Vec<(usize, i64)>,
}

impl Balance {
    /// By how much it is off: above nought where the parts are too many.
    fn off(&self) -> i64 {
        match self.known {
            Known::Exactly => self.now - self.was,
            Known::AtLeast => (self.now - self.was.min(0)).min(0),
            Known::AtMost => (self.now - self.was.max(0)).max(0),
        }
    }
}

/// A table with what a reader knows of it.
pub(super) struct Solver {
    cells: Vec<Domain>,
    sums: Vec<Balance>,
    /// The sums that each cell is in, with how often it counts there.
    of: Vec<Vec<(usize, i64)>>,
    moved: Vec<i64>,
    /// The cells that have moved.
    changed: Vec<usize>,
    /// All that the sums are off, and the most sums that one cell is in.
    off: u64,
    widest: u64,
    tries: usize,
}

impl Solver {
    /// A table of `cells`, and the sums of parts beside a whole that hold in it.
    pub(super) fn new<'a>(
        cells: Vec<Domain>,
        sums: impl Iterator<Item = (&'a [usize], Known, usize)>,
    ) -> Self {
        let mut of: Vec<Vec<(usize, i64)>> = vec![Vec::new(); cells.len()];
        let mut balances = Vec::new();
        // Where a cell stands among the open ones of the sum at hand.
        let mut places: Vec<Option<usize>> = vec![None; cells.len()];
        for (nth, (parts, known, whole)) in sums.enumerate() {
            let terms = parts.iter().map(|part| (*part, 1)).chain([(whole, -1)]);
            let mut was = 0;
            let mut open: Vec<(usize, i64)> = Vec::new();
            for (cell, times) in terms {
                let Some(domain) = cells.get(cell) else { continue };
                was += times * domain.value;
                if domain.low < domain.high {
                    let Some(place) = places.get_mut(cell) else { continue };
                    let at = *place.get_or_insert(open.len());
                    match open.get_mut(at) {
                        Some((_, count)) => *count += times,
                        None => open.push((cell, times)),
                    }
                }
            }
            for (cell, _) in &open {
                if let Some(place) = places.get_mut(*cell) {
                    *place = None;
                }
            }
            open.retain(|(_, times)| *times != 0);
            for (cell, times) in &open {
                if let Some(of) = of.get_mut(*cell) {
                    of.push((nth, *times));
                }
            }
            balances.push(Balance { known, was, now: was, open });
        }
        let widest = of.iter().map(|of| of.iter().map(|(_, times)| times.unsigned_abs()).sum());
        let widest = widest.max().unwrap_or(0).max(1);
        let moved = vec![0; cells.len()];
        Self { cells, sums: balances, of, moved, changed: Vec::new(), off: 0, widest, tries: 0 }
    }

    /// Another table that agrees with everything that is shown and differs in `cell`: the cells in
    /// which it differs. `None` where none was found.
    pub(super) fn another(&mut self, cell: usize) -> Option<Vec<usize>> {
        for length in LENGTHS {
            for step in [1, -1] {
                self.tries = TRIES;
                if !self.may(cell, step) {
                    continue;
                }
                self.go(cell, step);
                self.changed.push(cell);
                let found = self.put_right(length - 1);
                let changed = std::mem::take(&mut self.changed);
                for ix in changed.iter().copied() {
                    self.go(ix, -self.by(ix));
                }
                if found {
                    return Some(changed);
                }
            }
        }
        None
    }

    fn by(&self, cell: usize) -> i64 {
        self.moved.get(cell).copied().unwrap_or(0)
    }

    /// Whether a cell that has not moved yet may move by `step`.
    fn may(&self, cell: usize, step: i64) -> bool {
        let within = |domain: &Domain| (domain.low..=domain.high).contains(&(domain.value + step));
        self.by(cell) == 0 && self.cells.get(cell).is_some_and(within)
    }

    fn go(&mut self, cell: usize, step: i64) {
        if let Some(moved) = self.moved.get_mut(cell) {
            *moved += step;
        }
        for (sum, times) in self.of.get(cell).into_iter().flatten() {
            let Some(sum) = self.sums.get_mut(*sum) else { continue };
            self.off -= sum.off().unsigned_abs();
            sum.now += times * step;
            self.off += sum.off().unsigned_abs();
        }
    }

    /// What the sums would be off after a move.
    fn off_after(&mut self, cell: usize, step: i64) -> u64 {
        self.go(cell, step);
        let off = self.off;
        self.go(cell, -step);
        off
    }

    /// Moves up to `left` cells more until every sum holds; leaves the moves made where it succeeds,
    /// and none where it does not.
    fn put_right(&mut self, left: usize) -> bool {
        if self.off == 0 {
            return true;
        }
        if self.off > self.widest * left as u64 || self.tries == 0 {
            return false;
        }
        self.tries -= 1;
        // The sum with the fewest cells that could mend it decides soonest.
        let upset = self.sums.iter().filter(|sum| sum.off() != 0);
        let Some(sum) = upset.min_by_key(|sum| sum.open.len()) else { return true };
        let direction = -sum.off().signum();
        let mut ways: Vec<(u64, usize, i64)> = Vec::with_capacity(sum.open.len());
        let open = sum.open.clone();
        for (cell, times) in open {
            let step = direction * times.signum();
            if self.may(cell, step) {
                ways.push((self.off_after(cell, step), cell, step));
            }
        }
        ways.sort_unstable();
        for (_, cell, step) in ways {
            self.go(cell, step);
            self.changed.push(cell);
            if self.put_right(left - 1) {
                return true;
            }
            self.changed.pop();
            self.go(cell, -step);
        }
        false
    }
}
