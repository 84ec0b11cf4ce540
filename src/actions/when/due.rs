//! Days still to come, by which an answer is due or from which a matter is looked at again: `2w`, `in
//! 10 days`, `friday` (the coming one), `3 April` (the coming one), `2026-04-03`.

use chrono::{Datelike, Duration, Months, NaiveDate};

use super::calendar::{self, Day as Written};
use super::{Refusal, Words};
use crate::study::{Day, Moment};

/// Reads a whole text as a day that is to come, relative to `now`. A weekday is the next one after
/// today, and a date without a year the next one from today on.
///
/// # Errors
/// [`Refusal::BadTime`], saying what is wrong ("there is no 30 February").
pub fn due(typed: &str, now: Moment) -> Result<Day, Refusal> {
    let typed = typed.trim();
    let bad = |why: &str| Refusal::BadTime { typed: typed.to_owned(), why: why.to_owned() };
    if typed.is_empty() {
        return Err(bad("nothing is written there"));
    }
    let today = now.local().date();
    if let Some(date) = after(&typed.to_lowercase(), today) {
        return date.map(Day::of).ok_or_else(|| bad("that is too far away"));
    }
    let words = Words::of(typed);
    let Some((taken, day)) = calendar::day(&words, 0, now).filter(|(n, _)| *n == words.count())
    else {
        return Err(bad("it is no day that is known here; write it like 2w, friday or 3 April"));
    };
    let says_year = (0..taken).filter_map(|at| words.at(at)).any(has_year);
    match day.map_err(|why| bad(&why))? {
        Written::Near(date) => Ok(Day::of(date)),
        Written::Last(date) => Ok(Day::of(date + Duration::days(7))),
        Written::On(date) if says_year => Ok(Day::of(date)),
        Written::On(date) => Ok(Day::of(coming(date, today))),
    }
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

/// `10d`, `2w`, `3mo`, `1y`, also after `+` or `in` and with the words spelt out. The outer `None`
/// is for what does not look like that, the inner for a day that there is not.
fn after(typed: &str, today: NaiveDate) -> Option<Option<NaiveDate>> {
    let rest = typed.strip_prefix("in ").or_else(|| typed.strip_prefix('+')).unwrap_or(typed);
    let rest = rest.trim();
    let end = rest.find(|c: char| !c.is_ascii_digit())?;
    let (number, unit) = rest.split_at(end);
    let number: u32 = number.parse().ok()?;
    let days = |each: i64| today.checked_add_signed(Duration::days(i64::from(number) * each));
    let date = match unit.trim() {
        "d" | "day" | "days" => days(1),
        "w" | "week" | "weeks" => days(7),
        "mo" | "month" | "months" => today.checked_add_months(Months::new(number)),
        "y" | "year" | "years" => today.checked_add_months(Months::new(number.checked_mul(12)?)),
        _ => return None,
    };
    Some(date.filter(|date| date.year() < 2200))
}

fn has_year(word: &str) -> bool {
    let digits: Vec<&str> = word.split(|c: char| !c.is_ascii_digit()).collect();
    let parts = digits.iter().filter(|part| !part.is_empty()).count();
    parts == 3 || digits.iter().any(|part| part.len() == 4)
}

fn coming(date: NaiveDate, today: NaiveDate) -> NaiveDate {
    let mut years = 0;
    let mut coming = date;
    while coming < today && years < 4 {
        years += 1;
        coming = date.checked_add_months(Months::new(12 * years)).unwrap_or(date);
    }
    coming
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Tuesday 3 March 2026.
    fn tuesday() -> Moment {
        Moment::from_rfc3339("2026-03-03T14:32:00+00:00").unwrap()
    }

    #[test]
    fn days_to_come_are_read_as_people_write_them() {
        let cases = [
            ("2w", "2026-03-17"),
            ("10d", "2026-03-13"),
            ("in 3 weeks", "2026-03-24"),
            ("+1mo", "2026-04-03"),
            ("tomorrow", "2026-03-04"),
            ("friday", "2026-03-06"),
            ("tue", "2026-03-10"),
            ("3 April", "2026-04-03"),
            ("2 March", "2027-03-02"),
            ("1 Nov", "2026-11-01"),
            ("2026-05-01", "2026-05-01"),
            ("1/6/2026", "2026-06-01"),
        ];
        for (typed, day) in cases {
            assert_eq!(due(typed, tuesday()).unwrap().date().to_string(), day, "{typed}");
        }
    }

    #[test]
    fn what_is_no_day_is_refused_with_a_reason() {
        for (typed, why) in [
            ("30 February", "no 30 February"),
            ("soon", "no day"),
            ("", "nothing"),
            ("3m", "no day"),
        ] {
            let refusal = due(typed, tuesday()).unwrap_err().to_string();
            assert!(refusal.contains(why), "{typed}: {refusal}");
        }
    }

    #[test]
    fn days_are_said_as_people_say_them() {
        let said = |typed| say_day(due(typed, tuesday()).unwrap(), tuesday());
        assert_eq!(said("today"), "today");
        assert_eq!(said("friday"), "Fri 6 Mar");
        assert_eq!(said("2027-01-08"), "8 Jan 2027");
    }
}
