//! Clock times (`14:20`, `9am`, `9.30 pm`, `1420`) and distances back (`-15m`, `-1h30m`, `2 hours
//! ago`).

use chrono::NaiveTime;

use super::{Reading, Words};

/// A clock time at word `from`: the place of the word after it, and which time it is or why it
/// cannot be one.
pub(super) fn clock(
    words: &Words,
    from: usize,
    reading: Reading,
) -> Option<(usize, Result<NaiveTime, String>)> {
    let word = words.at(from)?;
    let (digits, half) = half_of_day(word);
    let (half, taken) = match half {
        Some(half) => (Some(half), from + 1),
        None => match words.at(from + 1).map(half_of_day) {
            Some(("", Some(half))) => (Some(half), from + 2),
            _ => (None, from + 1),
        },
    };
    let free = reading == Reading::Whole || half.is_some();
    if free && half.is_none() {
        match digits {
            "noon" | "midday" => return Some((taken, on_the_clock(12, 0, 0))),
            "midnight" => return Some((taken, on_the_clock(0, 0, 0))),
            _ => {}
        }
    }
    let (hour, minute, second) = hands(digits, free, half.is_some())?;
    Some((taken, within_half(hour, half).and_then(|hour| on_the_clock(hour, minute, second))))
}

/// Which half of the day a word ends with.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Half {
    Morning,
    Afternoon,
}

fn half_of_day(word: &str) -> (&str, Option<Half>) {
    for (end, half) in [
        ("am", Half::Morning),
        ("a.m.", Half::Morning),
        ("a.m", Half::Morning),
        ("pm", Half::Afternoon),
        ("p.m.", Half::Afternoon),
        ("p.m", Half::Afternoon),
    ] {
        if let Some(rest) = word.strip_suffix(end)
            && rest.chars().all(|c| c.is_ascii_digit() || matches!(c, ':' | '.'))
        {
            return (rest, Some(half));
        }
    }
    (word, None)
}

/// Hour, minute and second as written, before asking whether there is such a time. `free` reads
/// `9.30` and `1420` too, `bare` an hour alone.
fn hands(text: &str, free: bool, bare: bool) -> Option<(u32, u32, u32)> {
    let number = |part: &str, least: usize, most: usize| {
        let digits = part.chars().all(|c| c.is_ascii_digit());
        (digits && (least..=most).contains(&part.len())).then(|| part.parse().ok()).flatten()
    };
    let parts: Vec<&str> = match text.split_once('.') {
        Some((hour, minute)) if free => vec![hour, minute],
        _ => text.split(':').collect(),
    };
    match parts.as_slice() {
        [hour, minute] => Some((number(hour, 1, 2)?, number(minute, 2, 2)?, 0)),
        [hour, minute, second] => {
            Some((number(hour, 1, 2)?, number(minute, 2, 2)?, number(second, 2, 2)?))
        }
        [hour] if bare => Some((number(hour, 1, 2)?, 0, 0)),
        [run] if free => {
            let run: u32 = number(run, 3, 4)?;
            Some((run / 100, run % 100, 0))
        }
        _ => None,
    }
}

fn within_half(hour: u32, half: Option<Half>) -> Result<u32, String> {
    match (half, hour) {
        (None, _) => Ok(hour),
        (Some(Half::Morning), 12) => Ok(0),
        (Some(Half::Morning), 1..=11) => Ok(hour),
        (Some(Half::Afternoon), 12) => Ok(12),
        (Some(Half::Afternoon), 1..=11) => Ok(hour + 12),
        (Some(Half::Morning), _) => Err(format!("there is no {hour} am")),
        (Some(Half::Afternoon), _) => Err(format!("there is no {hour} pm")),
    }
}

fn on_the_clock(hour: u32, minute: u32, second: u32) -> Result<NaiveTime, String> {
    NaiveTime::from_hms_opt(hour, minute, second).ok_or_else(|| {
        if hour > 23 {
            format!("there is no hour {hour}")
        } else if minute > 59 {
            format!("there is no minute {minute}")
        } else {
            format!("there is no second {second}")
        }
    })
}

/// How many minutes back the first words go: `-15m`, `-1h30m`, `-2 h`, `20 min ago`.
pub(super) fn ago(words: &Words) -> Option<(usize, Result<i64, String>)> {
    let first = words.at(0)?;
    if let Some(back) = first.strip_prefix(['-', '\u{2212}', '\u{2013}']) {
        if let Some(minutes) = units(back) {
            return Some((1, minutes));
        }
        return Some((2, units(&format!("{back}{}", words.at(1)?))?));
    }
    let (length, taken) = match (words.at(1)?, words.at(2)) {
        ("ago", _) => (first.to_owned(), 2),
        (unit, Some("ago")) if matches!(first, "a" | "an" | "one") => (format!("1{unit}"), 3),
        (unit, Some("ago")) => (format!("{first}{unit}"), 3),
        _ => return None,
    };
    Some((taken, units(&length)?))
}

/// Minutes in a run of numbers with units, such as `1h30m`. A number after hours may go without.
fn units(text: &str) -> Option<Result<i64, String>> {
    const LONGEST: i64 = 366 * 24 * 60;
    let mut minutes: i64 = 0;
    let mut rest = text;
    let mut hours_before = false;
    while !rest.is_empty() {
        let digits = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
        let (number, after) = rest.split_at_checked(digits)?;
        let letters = after.find(|c: char| !c.is_alphabetic()).unwrap_or(after.len());
        let (unit, after) = after.split_at_checked(letters)?;
        let each = match unit {
            "m" | "min" | "mins" | "minute" | "minutes" => 1,
            "" if hours_before && after.is_empty() => 1,
            "h" | "hr" | "hrs" | "hour" | "hours" => 60,
            "d" | "day" | "days" => 24 * 60,
            "w" | "week" | "weeks" => 7 * 24 * 60,
            _ => return None,
        };
        if number.is_empty() {
            return None;
        }
        let number = number.parse::<i64>().unwrap_or(i64::MAX);
        minutes = minutes.saturating_add(number.saturating_mul(each));
        hours_before = each == 60;
        rest = after;
    }
    match minutes {
        _ if text.is_empty() => None,
        ..=LONGEST => Some(Ok(minutes)),
        _ => Some(Err("that is more than a year back; write the date".to_owned())),
    }
}
