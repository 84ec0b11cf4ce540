//! Days as people write them: `yesterday`, `tue`, `2026-03-03`, `3/3/2026`, `Tue 3 March`.

use chrono::{Datelike, Duration, NaiveDate, Weekday};

use super::Words;
use crate::study::Moment;

/// A day that was written.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Day {
    /// A date.
    On(NaiveDate),
    /// Today, yesterday or tomorrow.
    Near(NaiveDate),
    /// A weekday: the last one, which is today if the hour has come already.
    Last(NaiveDate),
}

/// What was written as a day, or why there is no such day.
type Written = Result<Day, String>;

/// A day at word `from`: the place of the word after it, and which it is. `None` where the words
/// are no day.
pub(super) fn day(words: &Words, from: usize, now: Moment) -> Option<(usize, Written)> {
    let today = now.local().date();
    let word = words.at(from)?;
    let near = |days| Some((from + 1, Ok(Day::Near(today + Duration::days(days)))));
    match word {
        "today" => return near(0),
        "yesterday" => return near(-1),
        "tomorrow" => return near(1),
        "last" => {
            let weekday = weekday(words.at(from + 1)?)?;
            return Some((from + 2, Ok(Day::Last(last(weekday, today)))));
        }
        _ => {}
    }
    if let Some(weekday) = weekday(word) {
        return Some(match dated(words, from + 1, today) {
            Some((next, date)) => (next, date.and_then(|date| agreeing(date, weekday))),
            None => (from + 1, Ok(Day::Last(last(weekday, today)))),
        });
    }
    let (next, date) = dated(words, from, today)?;
    Some((next, date.map(Day::On)))
}

fn agreeing(date: NaiveDate, said: Weekday) -> Written {
    if date.weekday() == said {
        return Ok(Day::On(date));
    }
    Err(format!("{} is a {}", date.format("%-d %B %Y"), date.format("%A")))
}

/// The last such weekday, today included.
fn last(weekday: Weekday, today: NaiveDate) -> NaiveDate {
    let back = today.weekday().days_since(weekday);
    today - Duration::days(i64::from(back))
}

type Dated = (usize, Result<NaiveDate, String>);

fn dated(words: &Words, from: usize, today: NaiveDate) -> Option<Dated> {
    let word = words.at(from)?;
    if let Some(date) = numeric(word, today) {
        return Some((from + 1, date));
    }
    let next = words.at(from + 1)?;
    let (day, month) = match (ordinal(word), month(next)) {
        (Some(day), Some(month)) => (day, month),
        _ => (ordinal(next)?, month(word)?),
    };
    match words.at(from + 2).and_then(year) {
        Some(year) => Some((from + 3, ymd(year, month, day))),
        None => Some((from + 2, nearest(month, day, today))),
    }
}

/// `2026-03-03`, `2026/03/03`, `3/3/2026`, `3.3.2026`, `3/3`.
fn numeric(word: &str, today: NaiveDate) -> Option<Result<NaiveDate, String>> {
    let mark = word.chars().find(|c| !c.is_ascii_digit())?;
    if !matches!(mark, '-' | '/' | '.') {
        return None;
    }
    let parts: Vec<&str> = word.split(mark).collect();
    let short = |part: &str| (1..=2).contains(&part.len()).then(|| part.parse().ok()).flatten();
    match parts.as_slice() {
        [year, month, day] if year.len() == 4 => {
            Some(ymd(self::year(year)?, short(month)?, short(day)?))
        }
        [day, month, year] => Some(ymd(self::year(year)?, short(month)?, short(day)?)),
        [day, month] if mark == '/' => Some(nearest(short(month)?, short(day)?, today)),
        _ => None,
    }
}

fn year(word: &str) -> Option<i32> {
    let digits = word.chars().all(|c| c.is_ascii_digit());
    match word.len() {
        4 if digits => word.parse().ok(),
        2 if digits => word.parse::<i32>().ok().map(|year| 2000 + year),
        _ => None,
    }
}

fn ordinal(word: &str) -> Option<u32> {
    let digits = ["st", "nd", "rd", "th"].iter().find_map(|end| word.strip_suffix(end));
    let digits = digits.unwrap_or(word);
    (1..=2).contains(&digits.len()).then(|| digits.parse().ok()).flatten()
}

/// A date without a year is the nearest one that has been, unless this year's is only a month
/// away: then it is more likely a slip that should be asked about.
fn nearest(month: u32, day: u32, today: NaiveDate) -> Result<NaiveDate, String> {
    let this = ymd(today.year(), month, day);
    match this {
        Ok(date) if date <= today + Duration::days(31) => Ok(date),
        Ok(_) => ymd(today.year() - 1, month, day),
        Err(why) => ymd(today.year() - 1, month, day).map_err(|_| why),
    }
}

fn ymd(year: i32, month: u32, day: u32) -> Result<NaiveDate, String> {
    if !(1970..2200).contains(&year) {
        return Err(format!("the year {year} cannot be meant"));
    }
    NaiveDate::from_ymd_opt(year, month, day).ok_or_else(|| match name(month) {
        None => format!("there is no month {month}"),
        Some(name) if month == 2 && day == 29 => format!("there is no 29 {name} in {year}"),
        Some(name) => format!("there is no {day} {name}"),
    })
}

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

fn name(month: u32) -> Option<&'static str> {
    MONTHS.get(usize::try_from(month).ok()?.checked_sub(1)?).copied()
}

/// A month by its name or its first three letters ("sept" too).
fn month(word: &str) -> Option<u32> {
    let word = word.trim_end_matches('.');
    let known = |name: &&str| {
        let name = name.to_lowercase();
        name == word || name.get(..3) == Some(word) || (word == "sept" && name == "september")
    };
    let place = MONTHS.iter().position(known)?;
    u32::try_from(place + 1).ok()
}

fn weekday(word: &str) -> Option<Weekday> {
    Some(match word.trim_end_matches('.') {
        "mon" | "monday" => Weekday::Mon,
        "tue" | "tues" | "tuesday" => Weekday::Tue,
        "wed" | "weds" | "wednesday" => Weekday::Wed,
        "thu" | "thur" | "thurs" | "thursday" => Weekday::Thu,
        "fri" | "friday" => Weekday::Fri,
        "sat" | "saturday" => Weekday::Sat,
        "sun" | "sunday" => Weekday::Sun,
        _ => return None,
    })
}
