//! Counts of observations, as shares of how many there were, with how sure one can be.

mod counts;
mod rows;

use std::cmp::Reverse;

pub use self::counts::Counts;
use self::rows::CountLine;
pub(super) use self::rows::{tags_of_group, weeks};

use super::mask::{CellIx, Count, Cover, Known};
use super::scope::View;
use crate::study::{ObsIx, Record, Study};

/// What observations are counted by.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum By {
    /// Each tag (an observation counts for each of its tags).
    Tag,
    /// Each group of tags.
    Group,
    /// Adaptation, workaround and the other kinds; one without a kind is a row of its own.
    Kind,
    /// The place of the work; notes without one are a row of their own.
    Setting,
    /// Prompted or spontaneous.
    Origin,
    /// Where the author stood.
    Stance,
    /// Hour of the day.
    Hour,
    /// Day of the week.
    Weekday,
    /// Calendar week.
    Week,
}

impl By {
    /// Every way, in the order they are offered.
    pub const ALL: &[By] = &[
        By::Tag,
        By::Group,
        By::Kind,
        By::Setting,
        By::Origin,
        By::Stance,
        By::Hour,
        By::Weekday,
        By::Week,
    ];

    /// The word, as `tally --by` takes it.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Tag => "tag",
            Self::Group => "group",
            Self::Kind => "kind",
            Self::Setting => "setting",
            Self::Origin => "origin",
            Self::Stance => "stance",
            Self::Hour => "hour",
            Self::Weekday => "weekday",
            Self::Week => "week",
        }
    }
}

/// A share with a Wilson 95 % interval (Wilson 1927): all three between 0 and 1.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Share {
    /// count / denominator
    pub share: f64,
    /// Lower end.
    pub low: f64,
    /// Upper end.
    pub high: f64,
}

/// One row of a tally.
#[derive(Clone, PartialEq, Debug)]
pub struct Row {
    /// What is counted, as shown ("s.check", "home visit", "no kind").
    pub name: String,
    /// A query term that finds just these observations ("tag:s.check"), where there is one.
    pub term: Option<String>,
    /// How many observations.
    pub count: Count,
    /// As a share of the denominator; `None` where masked or where the denominator is 0.
    pub share: Option<Share>,
}

/// A tally.
#[derive(Clone, PartialEq, Debug)]
pub struct Tally {
    /// What the rows stand for.
    pub by: By,
    /// Observations that were looked at: the denominator of every share.
    pub denominator: Count,
    /// Tags, groups and settings: most frequent first, then those that are masked (in an order that
    /// tells nothing of their size), then the rest ("untagged", "no setting"), then what was never
    /// used. Others in their natural order, weeks without any included.
    pub rows: Vec<Row>,
}

/// Counts `among` by `by`, masked as the study asks.
pub fn tally(view: View<'_>, among: &[ObsIx], by: By) -> Tally {
    of_counts(view, &Counts::of(view, among_records(view.study(), among), by))
}

/// What was counted, masked as the study asks.
pub fn of_counts(view: View<'_>, counts: &Counts) -> Tally {
    let by = counts.by();
    let table = rows::of(view.study(), counts);
    let mut cover = Cover::new(view.policy());
    let whole = cover.cell(counts.all());
    let cells: Vec<CellIx> = table.iter().map(|line| cover.cell(line.count)).collect();
    match by {
        By::Tag | By::Group => overlapping(&mut cover, &table, &cells, whole),
        By::Kind | By::Setting | By::Origin | By::Stance | By::Hour | By::Weekday | By::Week => {
            cover.sum(cells.iter().copied(), Known::Exactly, whole);
        }
    }
    cover.settle();
    let mut lines: Vec<(CountLine, Count)> =
        table.into_iter().zip(cells).map(|(line, cell)| (line, cover.count(cell))).collect();
    match by {
        By::Tag | By::Group | By::Setting => lines.sort_by_key(|(line, count)| rank(line, *count)),
        By::Kind | By::Origin | By::Stance | By::Hour | By::Weekday | By::Week => {}
    }
    let denominator = cover.count(whole);
    let rows = lines.into_iter().map(|(line, count)| Row {
        share: count.shown().zip(denominator.shown()).and_then(|(count, of)| wilson(count, of)),
        name: line.name,
        term: line.term,
        count,
    });
    Tally { by, denominator, rows: rows.collect() }
}

/// An observation may count for several rows, so the rows make up the whole or more; none of them
/// shares an observation with "untagged", which always stands last. How many have any tag at all
/// follows from that.
fn overlapping(cover: &mut Cover, table: &[CountLine], cells: &[CellIx], whole: CellIx) {
    let Some(((rest, others), untagged)) = cells.split_last().zip(table.last()) else { return };
    let of: u64 = cover.value(whole);
    let tagged = cover.unseen(of.saturating_sub(untagged.count.count()));
    cover.sum([tagged, *rest], Known::Exactly, whole);
    cover.sum(others.iter().copied(), Known::AtLeast, tagged);
    for other in others {
        cover.sum([*other], Known::AtMost, tagged);
    }
}

/// Place among the rows of a list by frequency.
fn rank(line: &CountLine, count: Count) -> (u8, Reverse<u64>) {
    match count {
        _ if line.is_rest => (2, Reverse(0)),
        Count::Shown(0) => (3, Reverse(0)),
        Count::Shown(n) => (0, Reverse(n)),
        Count::Masked(_) | Count::Withheld => (1, Reverse(0)),
    }
}

/// The records of `among`.
pub(super) fn among_records<'a>(
    study: &'a Study,
    among: &'a [ObsIx],
) -> impl Iterator<Item = &'a Record> {
    among.iter().filter_map(|ix| study.record_at(*ix))
}

/// Wilson's score interval for a share, 95 % (Wilson 1927, "Probable inference, the law of
/// succession, and statistical inference", without continuity correction; z = 1.959964). `None`
/// for a denominator of 0.
pub fn wilson(count: u64, of: u64) -> Option<Share> {
    if of == 0 {
        return None;
    }
    const Z: f64 = 1.959_963_984_540_054;
    let n = of as f64;
    let share = count.min(of) as f64 / n;
    let spread = Z * Z / n;
    let middle = share + spread / 2.0;
    let half = Z * (share * (1.0 - share) / n + spread / (4.0 * n)).sqrt();
    let low = ((middle - half) / (1.0 + spread)).clamp(0.0, 1.0);
    let high = ((middle + half) / (1.0 + spread)).clamp(0.0, 1.0);
    // At the ends the formula gives 0 and 1 exactly, but for rounding.
    let low = if count == 0 { 0.0 } else { low };
    let high = if count >= of { 1.0 } else { high };
    Some(Share { share, low, high })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 0/10, 5/10 and 10/10 worked by hand from Wilson's formula with z² = 3.841459: for 0 of n the
    /// upper end is z²/(n + z²); 81/263 and 15/148 are published in Newcombe (1998), "Two-sided
    /// confidence intervals for the single proportion", table I, method 3.
    #[test]
    fn intervals_are_those_that_were_published() {
        for (count, of, low, high) in [
            (0, 10, 0.0, 0.2775),
            (5, 10, 0.2366, 0.7634),
            (10, 10, 0.7225, 1.0),
            (81, 263, 0.2553, 0.3662),
            (15, 148, 0.0624, 0.1605),
            (0, 20, 0.0, 0.1611),
            (1, 29, 0.0061, 0.1718),
        ] {
            let share = wilson(count, of).expect("a denominator");
            assert!((share.low - low).abs() < 5e-5, "{count}/{of}: {share:?}");
            assert!((share.high - high).abs() < 5e-5, "{count}/{of}: {share:?}");
        }
        assert_eq!(wilson(0, 0), None);
    }

    #[test]
    fn a_share_lies_in_its_interval() {
        for of in 1..60 {
            for count in 0..=of {
                let Share { share, low, high } = wilson(count, of).expect("a denominator");
                assert!((0.0..=share).contains(&low) && (share..=1.0).contains(&high));
            }
        }
    }
}
