//! A table on its way to being shown: its cells, the sums that a reader knows to hold, and what has
//! to be withheld so that no small count can be worked out.

use super::solve::{Domain, Solver};
use super::{Count, Heads, Policy};

/// The cell of a table that is being masked.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct CellIx(pub(super) usize);

/// A table on its way to being shown: its cells, and the sums that a reader knows to hold.
#[derive(Clone, Debug)]
pub struct Cover {
    policy: Policy,
    pub(super) cells: Vec<Cell>,
    sums: Vec<Sum>,
}

#[derive(Clone, Copy, Debug)]
pub(super) struct Cell {
    pub(super) value: u64,
    state: State,
    /// Whether it must not be worked out.
    is_secret: bool,
    /// Whether another table was found that has another number here. Hiding more never undoes that.
    is_safe: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum State {
    Shown,
    Small,
    Withheld,
    /// Stands nowhere in the table but follows from it; small ones need hiding too.
    Unseen,
    /// Small, and not even said to be: what "<5" says would give it away.
    Veiled,
    /// Shown whatever happens: somewhere else it stands already.
    Given,
}

/// What a reader knows of a sum of parts beside a whole.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Known {
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

/// More than any count, and small enough to be added up.
const UNBOUNDED: i64 = 1 << 48;

impl Cover {
    /// An empty table, masked as `policy` says.
    pub const fn new(policy: Policy) -> Self {
        Self { policy, cells: Vec::new(), sums: Vec::new() }
    }

    /// Adds a cell that will be shown.
    pub fn cell(&mut self, heads: impl Into<Heads>) -> CellIx {
        let heads = heads.into();
        let is_secret = self.policy.hides(heads);
        let state = match (is_secret, self.policy.is_few(heads)) {
            (false, _) => State::Shown,
            // "<5" would not be true of a large number from too few people.
            (true, true) if heads.count() >= self.threshold() => State::Withheld,
            (true, _) => State::Small,
        };
        self.add(heads.count(), state, is_secret)
    }

    /// Adds a number that readers have already, and that nothing can hide any more.
    pub fn given(&mut self, value: u64) -> CellIx {
        self.add(value, State::Given, false)
    }

    /// Adds a number that is shown nowhere, but that readers may work out.
    pub fn unseen(&mut self, heads: impl Into<Heads>) -> CellIx {
        let heads = heads.into();
        self.add(heads.count(), State::Unseen, self.policy.hides(heads))
    }

    fn add(&mut self, value: u64, state: State, is_secret: bool) -> CellIx {
        self.cells.push(Cell { value, state, is_secret, is_safe: false });
        CellIx(self.cells.len() - 1)
    }

    #[cfg(test)]
    pub(super) const fn policy(&self) -> Policy {
        self.policy
    }

    fn threshold(&self) -> u64 {
        u64::from(self.policy.threshold.unwrap_or_default())
    }

    /// The number in a cell, as it is.
    pub fn value(&self, cell: CellIx) -> u64 {
        self.cells.get(cell.0).map_or(0, |cell| cell.value)
    }

    /// Says what is known of `parts` beside `whole`.
    pub fn sum(&mut self, parts: impl IntoIterator<Item = CellIx>, known: Known, whole: CellIx) {
        let parts = parts.into_iter().map(|cell| cell.0).collect();
        self.sums.push(Sum { parts, known, whole: whole.0 });
    }

    /// Withholds what has to be, after which [`Cover::count`] tells how each cell may be shown.
    pub fn settle(&mut self) {
        while let Some(given_away) = self.given_away() {
            match self.helper(given_away) {
                Some(helper) => {
                    if let Some(cell) = self.cells.get_mut(helper) {
                        cell.state = State::Withheld;
                    }
                }
                None if self.veil(given_away) => {}
                None => {
                    // Everything that can be is hidden, and nothing is said of any of it: the table
                    // with twice every number agrees just as well. (With numbers that are given, a
                    // single part that is the whole stays what it is.)
                    if let Some(cell) = self.cells.get_mut(given_away) {
                        cell.is_safe = true;
                    }
                }
            }
        }
    }

    /// How a cell may be shown.
    pub fn count(&self, cell: CellIx) -> Count {
        let threshold = self.policy.threshold.unwrap_or_default();
        self.cells.get(cell.0).map_or(Count::Withheld, |cell| match cell.state {
            State::Shown | State::Given => Count::Shown(cell.value),
            State::Small => Count::Masked(threshold),
            State::Withheld | State::Unseen | State::Veiled => Count::Withheld,
        })
    }

    /// The first secret that no other table was found for.
    fn given_away(&mut self) -> Option<usize> {
        let waits = |cell: &Cell| cell.is_secret && !cell.is_safe;
        if !self.cells.iter().any(waits) {
            return None;
        }
        let sums = self.sums.iter().map(|sum| (sum.parts.as_slice(), sum.known, sum.whole));
        let mut solver = Solver::new(self.domains(), sums);
        for ix in 0..self.cells.len() {
            if !self.cells.get(ix).is_some_and(waits) {
                continue;
            }
            for moved in solver.another(ix).unwrap_or_default() {
                if let Some(cell) = self.cells.get_mut(moved) {
                    cell.is_safe = true;
                }
            }
            if self.cells.get(ix).is_some_and(waits) {
                return Some(ix);
            }
        }
        None
    }

    /// What a reader knows of each cell by itself, who also knows how this program withholds.
    fn domains(&self) -> Vec<Domain> {
        let threshold = i64::try_from(self.threshold()).unwrap_or(UNBOUNDED);
        let known = |cell: &Cell| {
            let value = i64::try_from(cell.value).unwrap_or(UNBOUNDED);
            match cell.state {
                State::Shown | State::Given => Domain::fixed(value),
                // With a threshold of 2 the mask itself says 1; no table can hide that.
                State::Small => Domain { value, low: 1, high: (threshold - 1).max(2) },
                State::Withheld => Domain { value, low: threshold.min(value), high: UNBOUNDED },
                State::Unseen | State::Veiled => Domain { value, low: 0, high: UNBOUNDED },
            }
        };
        self.cells.iter().map(known).collect()
    }

    /// How far each cell is from one, in steps through sums; only hidden cells lead on.
    fn distances(&self, from: usize) -> Vec<Option<usize>> {
        let mut sums_of: Vec<Vec<usize>> = vec![Vec::new(); self.cells.len()];
        for (nth, sum) in self.sums.iter().enumerate() {
            for cell in sum.parts.iter().chain([&sum.whole]) {
                if let Some(sums) = sums_of.get_mut(*cell) {
                    sums.push(nth);
                }
            }
        }
        let leads = |ix: usize| {
            let hidden = |cell: &Cell| !matches!(cell.state, State::Shown | State::Given);
            ix == from || self.cells.get(ix).is_some_and(hidden)
        };
        let mut far: Vec<Option<usize>> = vec![None; self.cells.len()];
        let mut seen = vec![false; self.sums.len()];
        let mut edge = vec![from];
        for step in 1.. {
            let mut next = Vec::new();
            let leading = edge.iter().filter(|ix| leads(**ix));
            for nth in leading.flat_map(|ix| sums_of.get(*ix).into_iter().flatten()) {
                let Some((seen, sum)) = seen.get_mut(*nth).zip(self.sums.get(*nth)) else {
                    continue;
                };
                if !std::mem::replace(seen, true) {
                    next.extend(sum.parts.iter().copied().chain([sum.whole]));
                }
            }
            next.retain(|ix| far.get(*ix).is_some_and(Option::is_none));
            if next.is_empty() {
                break;
            }
            for ix in &next {
                if let Some(far) = far.get_mut(*ix) {
                    *far = Some(step);
                }
            }
            edge = next;
        }
        far
    }

    /// The cell to withhold so that `secret` is less sure: the smallest of the nearest.
    fn helper(&self, secret: usize) -> Option<usize> {
        let far = self.distances(secret);
        let cells = self.cells.iter().zip(far).enumerate();
        let shown = cells.filter_map(|(ix, (cell, far))| {
            (cell.state == State::Shown && cell.value > 0).then_some((far?, cell.value, ix))
        });
        shown.min().map(|(.., ix)| ix)
    }

    /// Takes back what "<5" says of the small cells that a secret is tied to; whether there were any.
    fn veil(&mut self, secret: usize) -> bool {
        let far = self.distances(secret);
        let mut any = false;
        for (ix, (cell, far)) in self.cells.iter_mut().zip(far).enumerate() {
            if cell.state == State::Small && (far.is_some() || ix == secret) {
                cell.state = State::Veiled;
                any = true;
            }
        }
        any
    }
}
