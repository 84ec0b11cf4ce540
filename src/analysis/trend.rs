//! How many a week.

use super::mask::{CellIx, Count, Cover, Heads, Known};
use super::scope::View;
use super::{calendar, tally};
use crate::study::ObsIx;

/// One calendar week (Monday to Sunday), weeks without any included.
#[derive(Clone, PartialEq, Debug)]
pub struct Week {
    /// The day it begins with.
    pub monday: chrono::NaiveDate,
    /// How many happened in it.
    pub count: Count,
}

/// Counts `among` by week, from the first to the last, masked as the study asks. Where the two are
/// more than two centuries apart (a clock was wrong), empty weeks are left out.
pub fn trend(view: View<'_>, among: &[ObsIx]) -> Vec<Week> {
    let records = tally::among_records(view.study(), among);
    let weeks = tally::weeks(&tally::Counts::of(view, records, tally::By::Week));
    let mut cover = Cover::new(view.policy());
    let cells: Vec<CellIx> = weeks.iter().map(|(_, count)| cover.cell(*count)).collect();
    let whole = cover.cell(weeks.iter().map(|(_, count)| count).collect::<Heads>());
    cover.sum(cells.iter().copied(), Known::Exactly, whole);
    cover.settle();
    let weeks = weeks.into_iter().zip(cells);
    weeks
        .map(|((week, _), cell)| Week { monday: calendar::monday(week), count: cover.count(cell) })
        .collect()
}
