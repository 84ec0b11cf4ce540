//! The orders in which people read what there is.

use std::cmp::Ordering;

use super::facts::Facts;
use super::two::both;
use crate::study::{Record, Study};

/// From this many records on, two threads share the work.
pub(super) const WORTH_TWO: usize = 20_000;

/// What settles an order, and what does where that is the same. Where both are, the ids do.
pub(super) type Key = fn(&Facts) -> (i64, i64);
/// By when it happened, then by when it was written down.
pub(super) const HAPPENED: Key = Facts::order;
/// By when it was written down, then by when it happened.
pub(super) const RECORDED: Key = by_recording;

const fn by_recording(facts: &Facts) -> (i64, i64) {
    (facts.recorded, facts.happened.millis)
}

fn key_of(facts: &[Facts], key: Key, row: u32) -> (i64, i64) {
    facts.get(row as usize).map_or((i64::MAX, 0), key)
}

/// What settles the order of two that happened and were recorded at the same time, the same on
/// every device.
fn by_id(study: &Study, a: u32, b: u32) -> Ordering {
    let id = |row: u32| study.records().get(row as usize).map(Record::id);
    id(a).cmp(&id(b))
}

/// Whether row `a` comes before row `b`.
pub(super) fn before(study: &Study, facts: &[Facts], key: Key, a: u32, b: u32) -> bool {
    let order = key_of(facts, key, a).cmp(&key_of(facts, key, b));
    order.then_with(|| by_id(study, a, b)) == Ordering::Less
}

/// Rows in the order of a key. What comes first in it is compared alone, beside its row; few agree in
/// that, and only of these the rest is looked up, which is all over the memory.
pub(super) fn sorted(study: &Study, facts: &[Facts], rows: &[u32], key: Key) -> Vec<u32> {
    let by_first = |rows: &[u32]| {
        let first = |row: &u32| (key_of(facts, key, *row).0, *row);
        let mut keyed: Vec<(i64, u32)> = rows.iter().map(first).collect();
        // A stable sort, since it makes use of what is in order already, and most of it is.
        keyed.sort_by_key(|(first, _)| *first);
        keyed
    };
    let settled = |keyed: &[(i64, u32)]| {
        let mut rows = Vec::with_capacity(keyed.len());
        for same in keyed.chunk_by(|a, b| a.0 == b.0) {
            settle(study, facts, key, same, &mut rows);
        }
        rows
    };
    if rows.len() < WORTH_TWO {
        return settled(&by_first(rows));
    }
    let (front, back) = rows.split_at(rows.len() / 2);
    let (mut keyed, mut others) = both(|| by_first(front), || by_first(back));
    keyed.append(&mut others);
    keyed.sort_by_key(|(first, _)| *first);
    let middle = keyed.get(keyed.len() / 2).map_or(i64::MAX, |(first, _)| *first);
    let (front, back) = keyed.split_at(keyed.partition_point(|(first, _)| *first < middle));
    let (mut rows, mut others) = both(|| settled(front), || settled(back));
    rows.append(&mut others);
    rows
}

/// Adds rows to `rows` of which the first of the key is the same, in their order.
fn settle(study: &Study, facts: &[Facts], key: Key, same: &[(i64, u32)], rows: &mut Vec<u32>) {
    if let [(_, row)] = same {
        return rows.push(*row);
    }
    let id = |row: u32| study.records().get(row as usize).map(Record::id);
    let rest = same.iter().map(|(_, row)| (key_of(facts, key, *row).1, id(*row), *row));
    let mut rest: Vec<_> = rest.collect();
    rest.sort_unstable();
    rows.extend(rest.into_iter().map(|(.., row)| row));
}
