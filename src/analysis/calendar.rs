//! Hours, days and weeks of a moment, as the clock on the wall showed them, by plain arithmetic:
//! a tally asks for them a hundred thousand times.

use chrono::NaiveDate;

use crate::study::Moment;

const MINUTES_A_DAY: i64 = 24 * 60;

/// The days of the week as tables name them, Monday first.
pub(super) const WEEKDAYS: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

/// Minutes since 1970-01-01T00:00 on the wall clock.
pub(super) const fn minutes(moment: Moment) -> i64 {
    moment.millis.div_euclid(60_000) + moment.offset as i64
}

/// Days since 1970-01-01 on the wall clock.
pub(super) const fn day(moment: Moment) -> i64 {
    minutes(moment).div_euclid(MINUTES_A_DAY)
}

/// Hour of the day, 0 to 23.
pub(super) const fn hour(moment: Moment) -> usize {
    (minutes(moment).rem_euclid(MINUTES_A_DAY) / 60) as usize
}

/// Day of the week, 0 for Monday to 6 for Sunday.
pub(super) const fn weekday(moment: Moment) -> usize {
    (day(moment) + 3).rem_euclid(7) as usize // 1970 began on a Thursday
}

/// Weeks since the one that began on Monday 1969-12-29.
pub(super) const fn week(moment: Moment) -> i64 {
    (day(moment) + 3).div_euclid(7)
}

/// The Monday of a week as [`week`] numbers it.
pub(super) fn monday(week: i64) -> NaiveDate {
    date(week.saturating_mul(7) - 3)
}

/// The date of a day as [`day`] numbers it; the nearest there is for one beyond all calendars.
pub(super) fn date(day: i64) -> NaiveDate {
    let beyond = if day < 0 { NaiveDate::MIN } else { NaiveDate::MAX };
    i32::try_from(day).ok().and_then(NaiveDate::from_epoch_days).unwrap_or(beyond)
}

/// The number of a date as [`day`] counts them.
pub(super) fn day_of(date: NaiveDate) -> i64 {
    i64::from(date.to_epoch_days())
}

#[cfg(test)]
mod tests {
    use chrono::{Datelike, Days};

    use super::*;

    #[test]
    fn agrees_with_the_moments_own_reading() {
        let mut millis = -90_000_000_000_i64;
        while millis < 2_000_000_000_000 {
            for offset in [-720, -210, 0, 60, 345, 840] {
                let moment = Moment::new(millis, offset);
                let local = moment.local();
                assert_eq!(hour(moment) as u32, moment.hour());
                assert_eq!(weekday(moment) as u32, moment.weekday());
                assert_eq!(date(day(moment)), local.date());
                assert_eq!(day_of(local.date()), day(moment));
                let back = Days::new(u64::from(local.weekday().num_days_from_monday()));
                assert_eq!(Some(monday(week(moment))), local.date().checked_sub_days(back));
            }
            millis += 7_654_321_987;
        }
    }

    #[test]
    fn the_ends_of_time_do_not_stop_it() {
        for millis in [i64::MIN, i64::MAX] {
            let moment = Moment::new(millis, 0);
            assert!(hour(moment) < 24 && weekday(moment) < 7);
            let _ = monday(week(moment));
        }
    }
}
