//! Days as queries name them: all that is read as a day or a time elsewhere, and stretches beside it:
//! `2026-03`, `march`, `last week`, `2w`, `6mo`. Hours back (`3h`) and clock times are counted to the
//! minute; everything else means whole days on the clock on the wall.

use chrono::{Datelike, Days, Months, NaiveDate, NaiveDateTime, NaiveTime};

use crate::analysis::calendar as days;
use crate::analysis::written::calendar::{self, Day};
use crate::analysis::written::clock;
use crate::analysis::written::names;
use crate::analysis::written::typed::Typed;
use crate::study::Moment;

/// A stretch of time that was named.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Named {
    /// Whole days, the first and the last.
    Days(NaiveDate, NaiveDate),
    /// A minute of the clock on the wall, as [`days::minutes`] counts them.
    Minute(i64),
    /// A moment, in milliseconds since the epoch.
    Moment(i64),
}

/// When something must have happened: both ends included, `None` for no end.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Span {
    /// By minutes of the clock on the wall.
    Wall(i64, i64),
    /// By milliseconds since the epoch.
    Moments(i64, i64),
}

impl Span {
    pub(super) const fn has(self, moment: Moment) -> bool {
        let (at, from, to) = match self {
            Self::Wall(from, to) => (days::minutes(moment), from, to),
            Self::Moments(from, to) => (moment.millis, from, to),
        };
        from <= at && at <= to
    }
}

const MINUTES_A_DAY: i64 = 24 * 60;

fn first_minute(day: NaiveDate) -> i64 {
    days::day_of(day) * MINUTES_A_DAY
}

fn last_minute(day: NaiveDate) -> i64 {
    first_minute(day) + MINUTES_A_DAY - 1
}

/// `since:` what was named.
pub(super) fn since(typed: &str, now: Moment) -> Result<Span, String> {
    Ok(match read(typed, now)? {
        Named::Days(first, _) => Span::Wall(first_minute(first), i64::MAX),
        Named::Minute(minute) => Span::Wall(minute, i64::MAX),
        Named::Moment(millis) => Span::Moments(millis, i64::MAX),
    })
}

/// `until:` what was named, itself included.
pub(super) fn until(typed: &str, now: Moment) -> Result<Span, String> {
    Ok(match read(typed, now)? {
        Named::Days(_, last) => Span::Wall(i64::MIN, last_minute(last)),
        Named::Minute(minute) => Span::Wall(i64::MIN, minute),
        Named::Moment(millis) => Span::Moments(i64::MIN, millis),
    })
}

/// `on:` the day or days named.
pub(super) fn on(typed: &str, now: Moment) -> Result<Span, String> {
    match read(typed, now)? {
        Named::Days(first, last) => Ok(Span::Wall(first_minute(first), last_minute(last))),
        Named::Minute(_) | Named::Moment(_) => {
            Err("on: takes a day, a month or a year; for hours take since: and until:".into())
        }
    }
}

/// `week:` of the day named.
pub(super) fn week(typed: &str, now: Moment) -> Result<Span, String> {
    let day = match read(typed, now)? {
        Named::Days(first, last) if first == last => first,
        Named::Days(..) | Named::Minute(_) | Named::Moment(_) => {
            return Err("week: takes a day of that week, such as 2026-03-02".into());
        }
    };
    let back = i64::from(day.weekday().num_days_from_monday());
    let monday = first_minute(day) - back * MINUTES_A_DAY;
    Ok(Span::Wall(monday, monday + 7 * MINUTES_A_DAY - 1))
}

fn read(typed: &str, now: Moment) -> Result<Named, String> {
    let text = typed.trim().to_lowercase();
    let today = now.local().date();
    if let Some(stretch) = stretch(&text, today) {
        return Ok(stretch);
    }
    let counted = if text.starts_with(|letter: char| letter.is_ascii_digit()) {
        ago(&text, now)
    } else {
        None
    };
    let plain = date(&text);
    let is_year = |text: &str| text.len() == 4 && text.bytes().all(|b| b.is_ascii_digit());
    match counted {
        Some(Ok(named)) => return Ok(named),
        // A date that begins with its year is one, or is none for the reason that is found here.
        _ if text.split('-').next().is_some_and(is_year) => return plain,
        other => match (written(&text, today), other) {
            (Some(named), _) | (None, Some(named)) => return named,
            (None, None) if text.starts_with(|c: char| c.is_ascii_digit()) => return plain,
            (None, None) => {}
        },
    }
    // The first letters of a weekday, three at least, are enough.
    if let Some(weekday) = weekday(&text) {
        let back = (today.weekday().num_days_from_monday() + 7 - weekday as u32) % 7;
        let day = today.checked_sub_days(Days::new(u64::from(back)));
        return day
            .map(|day| Named::Days(day, day))
            .ok_or_else(|| format!("{typed} is too far away"));
    }
    Err(format!("I can't read {typed} as a time; {FORMS}"))
}

/// A day or a minute as the grammar of times reads it everywhere: `next friday`, `4 March 2026`,
/// `4/3`, `tues 14:20`, `9.30`. `None` where it is neither.
fn written(text: &str, today: NaiveDate) -> Option<Result<Named, String>> {
    let typed = Typed::of(text);
    let start = typed.start().blanks();
    let (day, behind) = match calendar::day(start, today) {
        Some((day, behind)) => (Some(day), behind),
        None => (None, start),
    };
    let day = match day {
        Some(Ok(Day::On(day, _) | Day::Near(day, _) | Day::Last(day))) => day,
        Some(Err(why)) => return Some(Err(why)),
        None => today,
    };
    if behind.is_end() && !behind.is_at(start) {
        return Some(Ok(Named::Days(day, day)));
    }
    let at = behind.eat(',').unwrap_or(behind).blanks();
    let (clock, _) = clock::clock(at).filter(|(_, end)| end.is_end())?;
    Some(clock.and_then(|clock| {
        if clock.either_half {
            let later = clock.later_half();
            return Err(format!(
                "{text} can be two times: write {} or {}",
                clock.time.format("%H:%M"),
                later.format("%H:%M")
            ));
        }
        let local = NaiveDateTime::new(day, clock.time);
        Ok(Named::Minute(local.and_utc().timestamp().div_euclid(60)))
    }))
}

/// Weeks, months and years by name: `last week`, `this month`, `march`, `march 2026`.
fn stretch(text: &str, today: NaiveDate) -> Option<Named> {
    let (first, second) = text.split_once(' ').map_or((text, ""), |(a, b)| (a, b.trim()));
    let from = |begin: NaiveDate, end: Option<NaiveDate>| {
        Some(Named::Days(begin, end.and_then(|end| end.pred_opt())?))
    };
    let of_month = |year: i32, month: u32| {
        let begin = NaiveDate::from_ymd_opt(year, month, 1)?;
        from(begin, begin.checked_add_months(Months::new(1)))
    };
    if let Some(month) = names::month(first) {
        let this_year = today.year() - i32::from(month > today.month());
        let year = if second.is_empty() { Some(this_year) } else { second.parse().ok() };
        return of_month(
            year.filter(|year| second.is_empty() || (1970..2200).contains(year))?,
            month,
        );
    }
    let back: u32 = match first {
        "this" => 0,
        "last" => 1,
        _ => return None,
    };
    match second {
        "week" => {
            let monday = u64::from(today.weekday().num_days_from_monday() + 7 * back);
            let monday = today.checked_sub_days(Days::new(monday))?;
            from(monday, monday.checked_add_days(Days::new(7)))
        }
        "month" => {
            let day = today.checked_sub_months(Months::new(back))?;
            of_month(day.year(), day.month())
        }
        "year" => {
            let year = today.year() - i32::try_from(back).ok()?;
            from(NaiveDate::from_ymd_opt(year, 1, 1)?, NaiveDate::from_ymd_opt(year + 1, 1, 1))
        }
        _ => None,
    }
}

const FORMS: &str = "write 2026-03-03, 3 March, yesterday, last monday, 10d, 2w or 6mo";

/// The place of a weekday in the week, from three letters on.
pub(super) fn weekday(text: &str) -> Option<usize> {
    const NAMES: [&str; 7] =
        ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
    (text.len() >= 3).then(|| NAMES.iter().position(|name| name.starts_with(text))).flatten()
}

/// `2w`, `10 days`, `3h`; `None` where it is not of that form.
fn ago(text: &str, now: Moment) -> Option<Result<Named, String>> {
    let text = text.strip_suffix("ago").unwrap_or(text).trim_end();
    let (number, unit) = text.split_at(text.find(|letter: char| !letter.is_ascii_digit())?);
    let unit = unit.trim_start();
    if !unit.chars().all(char::is_alphabetic) || unit.is_empty() {
        return None;
    }
    let far = || format!("{text} is too long ago");
    let Ok(number) = number.parse::<u32>() else { return Some(Err(far())) };
    let today = now.local().date();
    let day = |day: Option<NaiveDate>| day.map(|day| Named::Days(day, day)).ok_or_else(far);
    let days = |n: u32| day(today.checked_sub_days(Days::new(u64::from(n))));
    let months = |n: u32| day(today.checked_sub_months(Months::new(n)));
    let back = |each: i64| {
        Ok(Named::Moment(now.millis.saturating_sub(each.saturating_mul(i64::from(number)))))
    };
    Some(match unit {
        "min" | "mins" | "minute" | "minutes" => back(60_000),
        "h" | "hr" | "hrs" | "hour" | "hours" => back(3_600_000),
        "d" | "day" | "days" => days(number),
        "w" | "wk" | "wks" | "week" | "weeks" => {
            number.checked_mul(7).map_or_else(|| Err(far()), days)
        }
        "mo" | "month" | "months" => months(number),
        "y" | "yr" | "yrs" | "year" | "years" => {
            number.checked_mul(12).map_or_else(|| Err(far()), months)
        }
        "m" => Err("m could be minutes or months; write min or mo".into()),
        _ => Err(format!("{unit} is not a unit of time; there are min, h, d, w, mo and y")),
    })
}

/// `2026-03-03 14:20`, `2026-03-03`, `2026-03`, `2026`.
fn date(text: &str) -> Result<Named, String> {
    let (day, clock) = match text.split_once([' ', 't']) {
        Some((day, clock)) => (day, Some(clock)),
        None => (text, None),
    };
    let unknown = || format!("{text} is not a date that queries know; {FORMS}");
    let number = |part: &str, most: usize| {
        let fits = part.len() <= most && part.bytes().all(|b| b.is_ascii_digit());
        part.parse::<u32>().ok().filter(|_| fits)
    };
    let parts: Vec<&str> = day.split('-').collect();
    let (year, month, of_month) = match parts.as_slice() {
        [year] if year.len() == 4 => (number(year, 4), Some(None), Some(None)),
        [year, month] if year.len() == 4 => {
            (number(year, 4), number(month, 2).map(Some), Some(None))
        }
        [year, month, day] if year.len() == 4 => {
            (number(year, 4), number(month, 2).map(Some), number(day, 2).map(Some))
        }
        _ => return Err(unknown()),
    };
    let (Some(year), Some(month), Some(of_month)) = (year, month, of_month) else {
        return Err(unknown());
    };
    let first = |month: u32, day: u32| NaiveDate::from_ymd_opt(year.cast_signed(), month, day);
    let Some(begin) = first(month.unwrap_or(1), 1) else {
        return Err(format!("there is no month {}", month.unwrap_or(0)));
    };
    let named = match of_month {
        Some(day) => {
            let found = first(month.unwrap_or(1), day);
            let found =
                found.ok_or_else(|| format!("there is no {day} {}", begin.format("%B %Y")))?;
            Named::Days(found, found)
        }
        None => {
            let months = if month.is_some() { 1 } else { 12 };
            let next = begin.checked_add_months(Months::new(months));
            Named::Days(begin, next.and_then(|next| next.pred_opt()).unwrap_or(begin))
        }
    };
    match (named, clock) {
        (named, None) => Ok(named),
        (Named::Days(day, _), Some(clock)) if of_month.is_some() => {
            let time = NaiveTime::parse_from_str(clock.trim(), "%H:%M");
            let time = time.map_err(|_| format!("{} is not a time of day", clock.trim()))?;
            let local = NaiveDateTime::new(day, time);
            Ok(Named::Minute(local.and_utc().timestamp().div_euclid(60)))
        }
        _ => Err(unknown()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Wednesday 4 March 2026, 14:30, an hour ahead of UTC.
    fn now() -> Moment {
        Moment::from_rfc3339("2026-03-04T14:30:00+01:00").expect("a time")
    }

    fn day(typed: &str) -> String {
        match read(typed, now()) {
            Ok(Named::Days(first, last)) if first == last => first.to_string(),
            Ok(Named::Days(first, last)) => format!("{first} to {last}"),
            Ok(Named::Minute(minute)) => format!("minute {minute}"),
            Ok(Named::Moment(millis)) => Moment::new(millis, 60).to_rfc3339(),
            Err(message) => message,
        }
    }

    #[test]
    fn days_are_read_as_people_say_them() {
        for (typed, meant) in [
            ("today", "2026-03-04"),
            ("Yesterday", "2026-03-03"),
            ("monday", "2026-03-02"),
            ("wed", "2026-03-04"),
            ("thu", "2026-02-26"),
            ("10d", "2026-02-22"),
            ("2w", "2026-02-18"),
            ("2 weeks ago", "2026-02-18"),
            ("1mo", "2026-02-04"),
            ("6 months", "2025-09-04"),
            ("1y", "2025-03-04"),
            ("2026-02-28", "2026-02-28"),
            ("2024-02", "2024-02-01 to 2024-02-29"),
            ("2025", "2025-01-01 to 2025-12-31"),
            ("3h", "2026-03-04T11:30:00+01:00"),
            ("90min", "2026-03-04T13:00:00+01:00"),
            ("1970-01-02 00:10", "minute 1450"),
            ("1970-01-02T00:10", "minute 1450"),
            ("2 jan 1970 00:10", "minute 1450"),
            ("2/1/1970 0.10", "minute 1450"),
            ("20260304", "2026-03-04"),
            ("03/04/2026", "2026-04-03"),
            ("3/3", "2026-03-03"),
            ("4th of March", "2026-03-04"),
            ("March 4, 2026", "2026-03-04"),
            ("tues", "2026-03-03"),
            ("last wednesday", "2026-02-25"),
            ("next friday", "2026-03-06"),
            ("two weeks ago", "2026-02-18"),
            ("the day before yesterday", "2026-03-02"),
            ("last week", "2026-02-23 to 2026-03-01"),
            ("this week", "2026-03-02 to 2026-03-08"),
            ("last month", "2026-02-01 to 2026-02-28"),
            ("last year", "2025-01-01 to 2025-12-31"),
            ("march", "2026-03-01 to 2026-03-31"),
            ("november", "2025-11-01 to 2025-11-30"),
            ("may 2024", "2024-05-01 to 2024-05-31"),
        ] {
            assert_eq!(day(typed), meant, "{typed}");
        }
    }

    #[test]
    fn impossible_ones_are_said_to_be() {
        for (typed, said) in [
            ("2026-02-30", "there is no 30 February 2026"),
            ("2025-02-29", "there is no 29 February 2025"),
            ("2026-13", "there is no month 13"),
            ("2026-13-01", "there is no month 13"),
            ("2026-00-01", "there is no month 0"),
            ("2026-03-00", "there is no 0 March 2026"),
            ("3m", "m could be minutes or months; write min or mo"),
            ("99999999999d", "99999999999d is too long ago"),
            ("4000000000d", "4000000000d is too long ago"),
            ("4000000000w", "4000000000w is too long ago"),
            ("2026-03-04 25:00", "25:00 is not a time of day"),
            ("3x", "x is not a unit of time; there are min, h, d, w, mo and y"),
        ] {
            assert_eq!(day(typed), said, "{typed}");
        }
        for typed in ["", "soon", "2026-3-4-5", "mo", "2026-03 10:00", "half past 4", "31 feb"] {
            assert!(read(typed, now()).is_err(), "{typed}");
        }
    }
}
