//! One pass over the codings: what each unit contributes to every figure. Units whose codings are
//! alike are one pattern, so that a drawn sample of units is a count for each pattern and no figure
//! has to look at a unit twice.

use std::collections::HashMap;

/// What one coder said of one unit, as the number of a category; `None` where the coder said nothing.
pub type Cell = Option<u16>;

/// Codings as they came: a row for each unit, in it a cell for each coder.
#[derive(Clone, Debug)]
pub struct Codings {
    coders: usize,
    categories: usize,
    cells: Vec<Cell>,
}

impl Codings {
    /// An empty table for so many coders. A cell that names a category beyond `categories` counts as
    /// one that is missing.
    pub fn new(coders: usize, categories: usize) -> Self {
        Self { coders: coders.max(1), categories, cells: Vec::new() }
    }

    /// Adds a unit with what each coder said of it, in the order of the coders; what is lacking at the
    /// end is missing.
    pub fn push(&mut self, unit: &[Cell]) {
        let known = |cell: Cell| cell.filter(|&category| usize::from(category) < self.categories);
        let cells: Vec<Cell> =
            (0..self.coders).map(|at| unit.get(at).copied().flatten()).map(known).collect();
        self.cells.extend(cells);
    }

    /// How many units there are.
    pub fn units(&self) -> usize {
        self.cells.len() / self.coders
    }

    /// How many coders there are.
    pub fn coders(&self) -> usize {
        self.coders
    }

    /// The units, each as its cells in the order of the coders.
    pub fn rows(&self) -> impl Iterator<Item = &[Cell]> {
        self.cells.chunks_exact(self.coders)
    }
}

/// Units whose codings are alike.
#[derive(Clone, Debug)]
pub(super) struct Pattern {
    /// How many coders chose each category.
    pub(super) counts: Vec<u32>,
    /// How many coders said anything.
    pub(super) said: u32,
    /// What the two coders said, where there are two.
    pub(super) both: Option<(u16, u16)>,
}

/// Codings by pattern.
#[derive(Clone, Debug)]
pub(super) struct Counts {
    pub(super) coders: usize,
    pub(super) categories: usize,
    pub(super) patterns: Vec<Pattern>,
    /// The pattern of each unit.
    pub(super) of: Vec<u32>,
}

impl Counts {
    pub(super) fn of(codings: &Codings) -> Self {
        let mut known: HashMap<Vec<Cell>, u32> = HashMap::new();
        let mut patterns = Vec::new();
        let mut of = Vec::with_capacity(codings.units());
        let two = codings.coders == 2;
        for row in codings.rows() {
            let mut key = row.to_vec();
            // Only of two coders does it matter who said what.
            if !two {
                key.sort_unstable();
            }
            let next = u32::try_from(patterns.len()).unwrap_or(u32::MAX);
            let place = *known.entry(key).or_insert_with(|| {
                patterns.push(Pattern::of(row, codings.categories, two));
                next
            });
            of.push(place);
        }
        Self { coders: codings.coders, categories: codings.categories, patterns, of }
    }

    /// How many units there are of each pattern.
    pub(super) fn all(&self) -> Vec<u32> {
        let mut times = vec![0; self.patterns.len()];
        for place in &self.of {
            if let Some(times) = times.get_mut(*place as usize) {
                *times += 1;
            }
        }
        times
    }

    /// How many units of each pattern are in a sample that holds each unit so many times.
    pub(super) fn drawn(&self, units: &[u32], times: &mut Vec<u32>) {
        times.clear();
        times.resize(self.patterns.len(), 0);
        for (place, drawn) in self.of.iter().zip(units) {
            if let Some(times) = times.get_mut(*place as usize) {
                *times += drawn;
            }
        }
    }
}

impl Pattern {
    fn of(row: &[Cell], categories: usize, two: bool) -> Self {
        let mut counts = vec![0; categories];
        for category in row.iter().flatten() {
            if let Some(count) = counts.get_mut(usize::from(*category)) {
                *count += 1;
            }
        }
        let both = match row {
            [Some(a), Some(b)] if two => Some((*a, *b)),
            _ => None,
        };
        Self { said: counts.iter().sum(), counts, both }
    }
}

/// What a sample of units adds up to; every figure for plain categories follows from it.
#[derive(Clone, Debug, Default)]
pub(super) struct Sums {
    /// Units that two coders or more said something of.
    pub(super) pairable: f64,
    /// Units that anybody said anything of.
    pub(super) said: f64,
    /// The least and the most coders that said anything of such a unit.
    pub(super) least: u32,
    pub(super) most: u32,
    /// Values in units that two or more said something of, all and by category.
    pub(super) values: f64,
    pub(super) by_category: Vec<f64>,
    /// Mean share of each category, added up over the units that anybody said anything of.
    pub(super) shares: Vec<f64>,
    /// Share of agreeing pairs, added up over pairable units.
    pub(super) agreeing: f64,
    /// Ordered pairs that differ, each unit's divided by one less than its values.
    pub(super) differing: f64,
    /// Ordered pairs that agree on a category, and those that could have.
    pub(super) agreed_on: Vec<f64>,
    pub(super) could_on: Vec<f64>,
    /// Of units that both of two coders said something of: all, alike, and each coder's by category.
    pub(super) both: f64,
    pub(super) alike: f64,
    pub(super) first: Vec<f64>,
    pub(super) second: Vec<f64>,
}

impl Sums {
    /// Adds up the patterns, each so many times.
    pub(super) fn of(counts: &Counts, times: &[u32]) -> Self {
        let none = vec![0.0; counts.categories];
        let mut sums = Self {
            least: u32::MAX,
            by_category: none.clone(),
            shares: none.clone(),
            agreed_on: none.clone(),
            could_on: none.clone(),
            first: none.clone(),
            second: none,
            ..Self::default()
        };
        for (pattern, times) in counts.patterns.iter().zip(times).filter(|(_, times)| **times > 0) {
            sums.add(pattern, f64::from(*times));
        }
        sums
    }

    fn add(&mut self, pattern: &Pattern, times: f64) {
        if pattern.said == 0 {
            return;
        }
        let said = f64::from(pattern.said);
        self.said += times;
        self.least = self.least.min(pattern.said);
        self.most = self.most.max(pattern.said);
        add_each(&mut self.shares, pattern, |count| times * count / said);
        if pattern.said < 2 {
            return;
        }
        let alike: f64 = pattern.counts.iter().map(|&n| f64::from(n) * (f64::from(n) - 1.0)).sum();
        let pairs = said * (said - 1.0);
        self.pairable += times;
        self.values += times * said;
        self.agreeing += times * alike / pairs;
        self.differing += times * (pairs - alike) / (said - 1.0);
        add_each(&mut self.by_category, pattern, |count| times * count);
        add_each(&mut self.agreed_on, pattern, |count| times * count * (count - 1.0));
        add_each(&mut self.could_on, pattern, |count| times * count * (said - 1.0));
        if let Some((a, b)) = pattern.both {
            self.both += times;
            self.alike += if a == b { times } else { 0.0 };
            for (coder, said) in [(&mut self.first, a), (&mut self.second, b)] {
                if let Some(sum) = coder.get_mut(usize::from(said)) {
                    *sum += times;
                }
            }
        }
    }
}

fn add_each(sums: &mut [f64], pattern: &Pattern, of: impl Fn(f64) -> f64) {
    for (sum, count) in sums.iter_mut().zip(&pattern.counts).filter(|(_, count)| **count > 0) {
        *sum += of(f64::from(*count));
    }
}
