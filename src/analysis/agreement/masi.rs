//! Krippendorff's alpha for whole sets of tags, with the MASI distance: two sets differ by how little
//! they have in common, and less where one is part of the other.
//!
//! Passonneau, R. (2006). Measuring agreement on set-valued items (MASI) for semantic and pragmatic
//! annotation. LREC 2006, 831-836.

use std::collections::HashMap;

use super::Undefined;

/// What one coder said of one unit: the tags that apply, each by its number; `None` where the coder
/// said nothing.
pub type Set = Option<Vec<u16>>;

/// A set as bits, a tag each.
type Bits = Box<[u64]>;

/// The distance of two sets: one less the share of tags they have in common, weighted by whether they
/// are the same (1), one is part of the other (2/3), they overlap (1/3), or have nothing in common
/// (0). Two empty sets are the same.
fn distance(a: &[u64], b: &[u64]) -> f64 {
    if a == b {
        return 0.0;
    }
    let (mut common, mut of_a, mut of_b) = (0, 0, 0);
    for (a, b) in a.iter().zip(b) {
        common += (a & b).count_ones();
        of_a += a.count_ones();
        of_b += b.count_ones();
    }
    if common == 0 {
        return 1.0;
    }
    let weight = if common == of_a.min(of_b) { 2.0 / 3.0 } else { 1.0 / 3.0 };
    1.0 - weight * f64::from(common) / f64::from(of_a + of_b - common)
}

/// Codings of whole sets, made ready so that a drawn sample costs little.
#[derive(Clone, Debug)]
pub(super) struct Sets {
    distinct: Vec<Bits>,
    /// Of each unit that two or more coders coded, its values as places in `distinct`; of any other
    /// none.
    units: Vec<Vec<u32>>,
    /// Of each unit, distances of its ordered pairs, divided by one less than its values.
    differing: Vec<f64>,
    /// Distances between each two groups of values: those alike, or those of one unit, whichever are
    /// fewer.
    between: Vec<f32>,
    groups: usize,
    by_unit: bool,
    /// Units whose coders all gave the same set.
    pub(super) same: u32,
    /// The share of agreeing pairs, added up over units.
    pub(super) agreeing: f64,
}

/// Samples of more groups of values than this are not drawn: the distances between all of them would
/// take hundreds of megabytes.
const MOST_GROUPS: usize = 4_000;

impl Sets {
    /// Takes in units, each with what each coder said of it.
    pub(super) fn of(units: &[Vec<Set>]) -> Self {
        let tags = units.iter().flatten().flatten().flatten();
        let words = tags.max().map_or(0, |&most| usize::from(most) / 64 + 1);
        let mut known: HashMap<Bits, u32> = HashMap::new();
        let mut sets = Self {
            distinct: Vec::new(),
            units: Vec::with_capacity(units.len()),
            differing: Vec::with_capacity(units.len()),
            between: Vec::new(),
            groups: 0,
            by_unit: false,
            same: 0,
            agreeing: 0.0,
        };
        for unit in units {
            let said: Vec<&Vec<u16>> = unit.iter().flatten().collect();
            let said = if said.len() < 2 { Vec::new() } else { said };
            let places = said.into_iter().map(|set| {
                let next = u32::try_from(known.len()).unwrap_or(u32::MAX);
                let bits = bits(set, words);
                *known.entry(bits).or_insert_with_key(|bits| {
                    sets.distinct.push(bits.clone());
                    next
                })
            });
            let places = places.collect();
            sets.take(places);
        }
        sets.by_unit = sets.distinct.len() > sets.units.len();
        sets.groups = sets.distinct.len().min(sets.units.len());
        if sets.can_be_drawn() {
            sets.between = if sets.by_unit { sets.between_units() } else { sets.between_sets() };
        }
        sets
    }

    fn take(&mut self, unit: Vec<u32>) {
        let said = unit.len() as f64;
        let (mut apart, mut alike) = (0.0, 0u32);
        for (place, a) in unit.iter().enumerate() {
            for b in unit.iter().skip(place + 1) {
                apart += 2.0 * self.apart(*a, *b);
                alike += if a == b { 2 } else { 0 };
            }
        }
        self.differing.push(if unit.is_empty() { 0.0 } else { apart / (said - 1.0) });
        if !unit.is_empty() {
            let share = f64::from(alike) / (said * (said - 1.0));
            self.agreeing += share;
            self.same += u32::from(share >= 1.0);
        }
        self.units.push(unit);
    }

    fn apart(&self, a: u32, b: u32) -> f64 {
        let set = |place: u32| self.distinct.get(place as usize);
        set(a).zip(set(b)).map_or(0.0, |(a, b)| distance(a, b))
    }

    fn between_sets(&self) -> Vec<f32> {
        let row = |a: &Bits| self.distinct.iter().map(|b| distance(a, b) as f32).collect();
        self.distinct.iter().flat_map(|a| -> Vec<f32> { row(a) }).collect()
    }

    fn between_units(&self) -> Vec<f32> {
        let wide = self.units.len();
        let mut between = vec![0.0; wide * wide];
        for (row, a) in self.units.iter().enumerate() {
            for (column, b) in self.units.iter().enumerate().skip(row) {
                let of = |a: &u32| b.iter().map(|b| self.apart(*a, *b)).sum::<f64>();
                let sum = a.iter().map(of).sum::<f64>() as f32;
                for place in [row * wide + column, column * wide + row] {
                    if let Some(cell) = between.get_mut(place) {
                        *cell = sum;
                    }
                }
            }
        }
        between
    }

    /// How many units two coders or more coded.
    pub(super) fn pairable(&self) -> usize {
        self.units.iter().filter(|unit| !unit.is_empty()).count()
    }

    /// Whether samples can be drawn of it.
    pub(super) fn can_be_drawn(&self) -> bool {
        self.groups <= MOST_GROUPS
    }

    /// Alpha over all units.
    pub(super) fn alpha(&self) -> Result<f64, Undefined> {
        let mut times = vec![0.0; self.distinct.len()];
        for place in self.units.iter().flatten() {
            if let Some(times) = times.get_mut(*place as usize) {
                *times += 1.0;
            }
        }
        let mut expected = 0.0;
        for (place, (a, of_a)) in self.distinct.iter().zip(&times).enumerate() {
            for (b, of_b) in self.distinct.iter().zip(&times).skip(place + 1) {
                expected += 2.0 * of_a * of_b * distance(a, b);
            }
        }
        ratio(times.iter().sum(), self.differing.iter().sum(), expected)
    }

    /// Alpha over a sample that holds each unit so many times.
    pub(super) fn drawn(&self, drawn: &[u32], times: &mut Vec<f32>) -> Result<f64, Undefined> {
        times.clear();
        times.resize(self.groups, 0.0);
        let (mut values, mut differing) = (0.0, 0.0);
        for (place, (unit, drawn)) in self.units.iter().zip(drawn).enumerate() {
            values += f64::from(*drawn) * unit.len() as f64;
            differing += f64::from(*drawn) * self.differing.get(place).copied().unwrap_or_default();
            let mut add = |group: usize, of: u32| {
                if let Some(sum) = times.get_mut(group) {
                    *sum += of as f32;
                }
            };
            match self.by_unit {
                true => add(place, *drawn),
                false => unit.iter().for_each(|set| add(*set as usize, *drawn)),
            }
        }
        let mut expected = 0.0;
        for (row, of) in self.between.chunks_exact(self.groups.max(1)).zip(times.iter()) {
            if *of > 0.0 {
                expected += f64::from(*of) * f64::from(product(row, times));
            }
        }
        ratio(values, differing, expected)
    }
}

fn ratio(values: f64, differing: f64, expected: f64) -> Result<f64, Undefined> {
    if values < 2.0 {
        return Err(Undefined::NoPair);
    }
    // The least there can be is one pair of sets, with a distance of a third of one tag.
    if expected <= 1e-6 {
        return Err(Undefined::OneCategory);
    }
    Ok(1.0 - (values - 1.0) * differing / expected)
}

/// The sum of products, eight at a time, which the compiler turns into as many at once as the machine
/// has.
fn product(row: &[f32], times: &[f32]) -> f32 {
    let mut lanes = [0.0f32; 8];
    let (rows, of) = (row.chunks_exact(8), times.chunks_exact(8));
    let rest: f32 = rows.remainder().iter().zip(of.remainder()).map(|(a, b)| a * b).sum();
    for (row, of) in rows.zip(of) {
        for ((lane, a), b) in lanes.iter_mut().zip(row).zip(of) {
            *lane += a * b;
        }
    }
    lanes.iter().sum::<f32>() + rest
}

fn bits(set: &[u16], words: usize) -> Bits {
    let mut bits = vec![0u64; words];
    for tag in set {
        if let Some(word) = bits.get_mut(usize::from(*tag) / 64) {
            *word |= 1 << (tag % 64);
        }
    }
    bits.into_boxed_slice()
}
