//! Days to come, as people set them: `2026-03-17`, `friday`, `2w`, `in 10 days`, `17 March`.

use chrono::{Datelike, Days, Months, NaiveDate};

use super::Refusal;
use super::calendar::{self, Day as Written};
use super::typed::Typed;
use crate::study::{Day, Moment};

/// Reads a whole text as a day from which or by which something is due. A weekday is the coming
/// one, a date without a year the next one; a day that has been may be meant too, if it is written
/// with its year.
///
/// # Errors
/// [`Refusal::BadDay`].
pub fn day(text: &str, now: Moment) -> Result<Day, Refusal> {
    let today = now.local().date();
    let bad = |why: String| Refusal::BadDay { typed: text.trim().to_owned(), why };
    if let Some(date) = ahead(text, today) {
        return Ok(Day::of(date));
    }
    let unread = || bad("I can't read this as a day".to_owned());
    let typed = Typed::of(text.trim());
    let (day, next) = calendar::day(typed.start(), today).ok_or_else(unread)?;
    if !next.is_end() {
        return Err(unread());
    }
    let date = match day.map_err(bad)? {
        Written::Near(date, _) => date,
        // Read as a day that has been, a weekday is at most a week off.
        Written::Last(date) if date < today => date + Days::new(7),
        Written::Last(date) => date,
        Written::On(date, false) if date < today => date.with_year(date.year() + 1).unwrap_or(date),
        Written::On(date, _) => date,
    };
    Ok(Day::of(date))
}

/// A day as people say it beside `now`: "today", "tomorrow", "Fri 6 Mar", "6 Mar 2027".
pub fn say_day(day: Day, now: Moment) -> String {
    let (date, today) = (day.date(), now.local().date());
    match (date - today).num_days() {
        0 => "today".to_owned(),
        1 => "tomorrow".to_owned(),
        -1 => "yesterday".to_owned(),
        _ if date.year() == today.year() => date.format("%a %-d %b").to_string(),
        _ => date.format("%-d %b %Y").to_string(),
    }
}

/// `2w`, `10 days`, `in 3 months`.
fn ahead(text: &str, today: NaiveDate) -> Option<NaiveDate> {
    let text = text.trim().to_lowercase();
    let text = text.strip_prefix("in ").unwrap_or(&text).trim_start();
    let text = text.strip_prefix('+').unwrap_or(text);
    let (number, unit) = text.split_at_checked(text.find(|c: char| !c.is_ascii_digit())?)?;
    let number: u32 = number.parse().ok().filter(|n| *n <= 1_000)?;
    match unit.trim() {
        "d" | "day" | "days" => today.checked_add_days(Days::new(u64::from(number))),
        "w" | "week" | "weeks" => today.checked_add_days(Days::new(u64::from(number) * 7)),
        "m" | "month" | "months" => today.checked_add_months(Months::new(number)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Tuesday 3 March 2026.
    const NOW: Moment = Moment::new(1_772_548_320_000, 0);

    #[test]
    fn days_to_come_as_people_say_them() {
        for (typed, meant) in [
            ("2026-03-17", "2026-03-17"),
            ("friday", "2026-03-06"),
            ("tue", "2026-03-03"),
            ("mon", "2026-03-09"),
            ("tomorrow", "2026-03-04"),
            ("2w", "2026-03-17"),
            ("in 10 days", "2026-03-13"),
            ("+3d", "2026-03-06"),
            ("1 month", "2026-04-03"),
            ("17 March", "2026-03-17"),
            ("2 March", "2027-03-02"),
            ("1/2/2026", "2026-02-01"),
        ] {
            let read = day(typed, NOW).map(|day| day.date().to_string());
            assert_eq!(read.as_deref(), Ok(meant), "{typed}");
        }
        for typed in ["soon", "30 February", "friday 14:20", "", "99999d"] {
            assert!(day(typed, NOW).is_err(), "{typed}");
        }
    }

    #[test]
    fn days_are_said_as_people_say_them() {
        let said = |typed| day(typed, NOW).map(|day| say_day(day, NOW));
        assert_eq!(said("today").as_deref(), Ok("today"));
        assert_eq!(said("friday").as_deref(), Ok("Fri 6 Mar"));
        assert_eq!(said("2027-01-08").as_deref(), Ok("8 Jan 2027"));
    }
}
