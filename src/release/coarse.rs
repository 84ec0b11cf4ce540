//! Times made coarse. Every time in a release comes from one coarse value, so that no two columns
//! together say more than one of them.

use chrono::Datelike;
use serde::Deserialize;

use crate::study::Moment;

/// How coarse times are.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Period {
    /// The week, Monday to Sunday, as ISO 8601 numbers it.
    Week,
    /// Calendar months: 2026-03.
    Month,
    /// Calendar quarters: 2026-Q1.
    Quarter,
    /// Calendar years: 2026.
    Year,
    /// No time at all.
    None,
}

impl Period {
    /// The word.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Week => "week",
            Self::Month => "month",
            Self::Quarter => "quarter",
            Self::Year => "year",
            Self::None => "none",
        }
    }

    /// The period of a moment on the clock of the place where it was; `None` where none leaves.
    pub fn of(self, at: Moment) -> Option<Coarse> {
        let date = at.local().date();
        let (year, month) = (date.year(), date.month0());
        let number = match self {
            Self::Week => i64::from(date.num_days_from_ce() - 1).div_euclid(7),
            Self::Month => i64::from(year) * 12 + i64::from(month),
            Self::Quarter => i64::from(year) * 4 + i64::from(month / 3),
            Self::Year => i64::from(year),
            Self::None => return None,
        };
        let name = match self {
            Self::Week => {
                let week = date.iso_week();
                format!("{:04}-W{:02}", week.year(), week.week())
            }
            Self::Month => format!("{year:04}-{:02}", month + 1),
            Self::Quarter => format!("{year:04}-Q{}", month / 3 + 1),
            Self::Year | Self::None => format!("{year:04}"),
        };
        Some(Coarse { number, name })
    }
}

/// A moment as coarse as the plan says.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Coarse {
    /// Its place among the periods, for differences.
    pub number: i64,
    /// How it is written.
    pub name: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_falls_into_the_period_of_its_own_clock() {
        // 2026-03-31 23:30 by the clock of the place, which is the next day in Greenwich.
        let at = |text: &str| {
            let at = chrono::DateTime::parse_from_rfc3339(text).unwrap();
            Moment::new(at.timestamp_millis(), (at.offset().local_minus_utc() / 60) as i16)
        };
        let late = at("2026-03-31T23:30:00-05:00");
        for (period, name) in [
            (Period::Week, "2026-W14"),
            (Period::Month, "2026-03"),
            (Period::Quarter, "2026-Q1"),
            (Period::Year, "2026"),
        ] {
            assert_eq!(period.of(late).unwrap().name, name);
        }
        assert_eq!(Period::None.of(late), None);
        // The last days of a year belong to the first week of the next.
        assert_eq!(Period::Week.of(at("2024-12-30T09:00:00+00:00")).unwrap().name, "2025-W01");
        let number = |text| Period::Week.of(at(text)).unwrap().number;
        assert_eq!(number("2026-03-30T00:00:00+01:00") - number("2026-03-29T23:59:00+01:00"), 1);
    }
}
