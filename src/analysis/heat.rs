//! Hour of day by weekday.

use super::mask::{CellIx, Count, Cover, Heads, Known};
use super::scope::View;
use super::{calendar, tally};
use crate::study::ObsIx;

/// A row for each day of the week (Monday first), a column for each hour.
#[derive(Clone, PartialEq, Debug)]
pub struct Heat {
    /// How many happened then.
    pub cells: [[Count; 24]; 7],
    /// By day.
    pub days: [Count; 7],
    /// Counts of the hours from midnight on.
    pub hours: [Count; 24],
    /// All of them.
    pub denominator: Count,
}

/// Counts `among` by hour and weekday, masked as the study asks.
pub fn heat(view: View<'_>, among: &[ObsIx]) -> Heat {
    let mut counts = [[Heads::default(); 24]; 7];
    let mut all = Heads::default();
    for record in tally::among_records(view.study(), among) {
        let at = record.happened_at();
        let day = counts.get_mut(calendar::weekday(at));
        if let Some(count) = day.and_then(|day| day.get_mut(calendar::hour(at))) {
            count.add(record.author());
            all.add(record.author());
        }
    }
    let mut cover = Cover::new(view.policy());
    let whole = cover.cell(all);
    let cells = counts.map(|day| day.map(|count| cover.cell(count)));
    let days = counts.map(|day| cover.cell(day.iter().collect::<Heads>()));
    let hour = |hour: usize| counts.iter().filter_map(move |day| day.get(hour)).collect::<Heads>();
    let hours: [CellIx; 24] = std::array::from_fn(|place| cover.cell(hour(place)));
    for (day, total) in cells.iter().zip(days) {
        cover.sum(*day, Known::Exactly, total);
    }
    for (place, total) in hours.into_iter().enumerate() {
        let column = cells.iter().filter_map(|day| day.get(place).copied());
        cover.sum(column, Known::Exactly, total);
    }
    cover.sum(days, Known::Exactly, whole);
    cover.sum(hours, Known::Exactly, whole);
    cover.settle();
    Heat {
        cells: cells.map(|day| day.map(|cell| cover.count(cell))),
        days: days.map(|cell| cover.count(cell)),
        hours: hours.map(|cell| cover.count(cell)),
        denominator: cover.count(whole),
    }
}
