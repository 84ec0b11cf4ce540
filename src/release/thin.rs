//! What too few share, taken out of a table: classes of period and setting, and values of one column.

use std::collections::BTreeMap;

use super::build::From;
use super::papers::Facts;
use super::plan::Field;
use super::suppress;
use super::table::{Cell, Table, Why};
use crate::analysis::mask::Heads;
use crate::study::PersonIx;

/// The columns that make classes, the one that is given up last first.
pub(super) const CLASSES: [&str; 2] = [Field::Period.word(), Field::Setting.word()];

/// The number of each value of a column, and how many have it.
fn numbered(table: &Table, name: &str, who: &[PersonIx]) -> Option<(Vec<u32>, Vec<Heads>)> {
    let mut known: BTreeMap<String, u32> = BTreeMap::new();
    table.place(name)?;
    let mut counts: Vec<Heads> = Vec::new();
    let mut numbers = Vec::with_capacity(table.rows.len());
    for (cell, author) in table.cells(name).zip(who) {
        let value = value(cell);
        let number = known.get(&value).copied().unwrap_or_else(|| {
            let next = u32::try_from(known.len()).unwrap_or(u32::MAX);
            known.insert(value, next);
            counts.push(Heads::default());
            next
        });
        numbers.push(number);
        if let Some(count) = counts.get_mut(number as usize) {
            count.add(*author);
        }
    }
    Some((numbers, counts))
}

/// A cell as it is counted: its value, or in brackets why there is none.
pub(super) fn value(cell: &Cell) -> String {
    match cell {
        Cell::Text(text) => text.clone(),
        Cell::Number(number) => number.to_string(),
        Cell::Empty(why) => format!("({})", why.word()),
    }
}

/// Lets classes of period and setting that are too small give up the setting, or the period too;
/// false where even all rows together are too few.
pub(super) fn classes(
    from: From<'_>,
    who: &[PersonIx],
    table: &mut Table,
    facts: &mut Facts,
) -> bool {
    let columns: Vec<(usize, Vec<u32>)> = CLASSES
        .iter()
        .filter_map(|name| Some((table.place(name)?, numbered(table, name, who)?.0)))
        .collect();
    let rows: Vec<suppress::Row> = who
        .iter()
        .enumerate()
        .map(|(at, author)| suppress::Row {
            values: columns.iter().filter_map(|(_, all)| all.get(at).copied()).collect(),
            author: *author,
        })
        .collect();
    let Some(keep) = suppress::classes(&rows, columns.len(), from.least()) else { return false };
    for (row, keep) in table.rows.iter_mut().zip(keep) {
        for (place, _) in columns.iter().skip(keep) {
            if let Some(cell) = row.get_mut(*place) {
                *cell = Cell::Empty(Why::Suppressed);
                facts.suppressed += 1;
            }
        }
    }
    true
}

/// Takes out the values of a column that too few rows have.
pub(super) fn values(
    from: From<'_>,
    who: &[PersonIx],
    table: &mut Table,
    column: &str,
    facts: &mut Facts,
) {
    let Some((numbers, counts)) = numbered(table, column, who) else { return };
    // An author's own pseudonym comes from one person, of course.
    let policy = from.policy();
    let is_author = column == Field::Author.word();
    let stay = suppress::values(&counts, if is_author { policy.from_at_least(0) } else { policy });
    let Some(place) = table.place(column) else { return };
    for (row, number) in table.rows.iter_mut().zip(numbers) {
        if let (Some(cell), Some(false)) = (row.get_mut(place), stay.get(number as usize)) {
            *cell = Cell::Empty(Why::Suppressed);
            facts.suppressed += 1;
        }
    }
}
