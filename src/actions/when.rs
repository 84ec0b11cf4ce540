//! Times as people type them: `-15m`, `14:20`, `yesterday 16:05`, `2026-03-03 09:15`, `2 hours
//! ago`, `monday 9:30` (the last one, never the coming one). The day comes before the month.
//!
//! Clock times are read and said on the wall clock of `now`.

mod calendar;
mod clock;
mod coming;

pub use coming::{day, say_day};

use chrono::{Duration, NaiveDate, NaiveTime};

use super::Refusal;
use crate::study::Moment;
use calendar::Day;

/// Reads a whole text as a time, relative to `now`. A clock time alone is today's, or yesterday's
/// where today's is more than an hour to come (someone noting last night after midnight).
///
/// # Errors
/// [`Refusal::BadTime`], saying what is wrong ("there is no 30 February").
pub fn read(text: &str, now: Moment) -> Result<Moment, Refusal> {
    let text = text.trim();
    let bad = |why: &str| Refusal::BadTime { typed: text.to_owned(), why: why.to_owned() };
    if text.is_empty() {
        return Err(bad("nothing is written there"));
    }
    if ["now", "just now"].iter().any(|word| text.eq_ignore_ascii_case(word)) {
        return Ok(now);
    }
    if let Some(at) = Moment::from_rfc3339(text) {
        return Ok(at);
    }
    let words = Words::of(text);
    if let Some((taken, at)) = phrase(&words, now, Reading::Whole)
        && taken == words.count()
    {
        return at.map_err(|why| bad(&why));
    }
    if let Some((taken, day)) = calendar::day(&words, 0, now)
        && taken == words.count()
    {
        let why = day.err().unwrap_or_else(|| format!("say the hour too, as in {text} 14:20"));
        return Err(bad(&why));
    }
    let past = |at: &Moment| at.millis <= now.millis;
    human(text, now).filter(past).ok_or_else(|| bad("it can be read in no way that is known here"))
}

/// What a person wrote that none of our own forms fits, in British English.
fn human(text: &str, now: Moment) -> Option<Moment> {
    // The library panics over a word with a digit in it ("M0A") or of sixteen letters and more; no
    // phrase for a time has one.
    let odd = |word: &str| {
        let digit_after_letter =
            |two: &[u8]| matches!(two, [a, b] if a.is_ascii_alphabetic() && b.is_ascii_digit());
        word.len() >= 16 || !word.is_ascii() || word.as_bytes().windows(2).any(digit_after_letter)
    };
    if text.split_whitespace().any(odd) {
        return None;
    }
    let at = interim::parse_date_string(text, now.zoned(), interim::Dialect::Uk).ok()?;
    Some(Moment::new(at.timestamp_millis(), now.offset).to_the_minute())
}

/// A moment as people say it beside `now`: "14:20, 12 min ago", "yesterday 16:05", "Tue 3 Mar
/// 09:15", "3 Mar 2025 09:15".
pub fn say(at: Moment, now: Moment) -> String {
    use chrono::Datelike;
    let (then, today) = (at.local(), now.local());
    let days = then.date().signed_duration_since(today.date()).num_days();
    let clock = then.format("%H:%M");
    match days {
        0 => format!("{clock}, {}", distance(now.millis.saturating_sub(at.millis))),
        -1 => format!("yesterday {clock}"),
        1 => format!("tomorrow {clock}"),
        _ if then.year() == today.year() => then.format("%a %-d %b %H:%M").to_string(),
        _ => then.format("%-d %b %Y %H:%M").to_string(),
    }
}

/// How long ago (or to come, when negative) within a day.
fn distance(millis: i64) -> String {
    let minutes = millis.unsigned_abs() / 60_000;
    let long = if minutes < 60 { format!("{minutes} min") } else { format!("{} h", minutes / 60) };
    match (minutes, millis < 0) {
        (0, _) => "just now".to_owned(),
        (_, false) => format!("{long} ago"),
        (_, true) => format!("in {long}"),
    }
}

/// How freely times are recognised.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Reading {
    /// The whole text is meant as a time, so `1420` is one.
    Whole,
    /// The time stands at the start of a sentence, so only plain forms are times.
    Start,
}

/// A time at the start of a line: how many bytes it takes, and which time it is or why it cannot
/// be one. `None` where the line does not begin with a time.
pub(crate) fn start(line: &str, now: Moment) -> Option<(usize, Result<Moment, String>)> {
    let words = Words::of(line);
    let (taken, at) = phrase(&words, now, Reading::Start)?;
    Some((words.end(taken)?, at))
}

/// A clock time at the start of a line, without a day: how many bytes it takes, and which it is.
pub(crate) fn clock_start(line: &str) -> Option<(usize, Result<NaiveTime, String>)> {
    let words = Words::of(line);
    let (taken, time) = clock::clock(&words, 0, Reading::Start)?;
    Some((words.end(taken)?, time))
}

/// A whole text as a date that says its own day and month, such as `Tue 3 March 2026`. A day that
/// depends on when it is read (`yesterday`, `tue`) is given a reason instead.
pub(crate) fn date(text: &str, now: Moment) -> Option<Result<NaiveDate, String>> {
    let words = Words::of(text);
    let (taken, day) = calendar::day(&words, 0, now)?;
    if taken != words.count() {
        return None;
    }
    Some(day.and_then(|day| match day {
        Day::On(date) => Ok(date),
        Day::Last(_) | Day::Near(_) => {
            Err("it means another day tomorrow; write the date, as in 3 March 2026".to_owned())
        }
    }))
}

type Phrase = (usize, Result<Moment, String>);

fn phrase(words: &Words, now: Moment, reading: Reading) -> Option<Phrase> {
    if let Some((taken, minutes)) = clock::ago(words) {
        return Some((taken, minutes.map(|m| now.plus_minutes(-m).to_the_minute())));
    }
    if let Some((after_day, day)) = calendar::day(words, 0, now) {
        let at = if words.at(after_day) == Some("at") { after_day + 1 } else { after_day };
        // Beside a day a clock time is expected, so its freer forms are read too.
        let (taken, time) = clock::clock(words, at, Reading::Whole)
            .filter(|(taken, _)| reading == Reading::Whole || words.is_plain_clock(at, *taken))?;
        let at = day.and_then(|day| Ok(on(day, time?, now)));
        return Some((taken, at));
    }
    let (taken, time) = clock::clock(words, 0, reading)?;
    Some((taken, time.map(|time| today_or_last_night(time, now))))
}

fn on(day: Day, time: NaiveTime, now: Moment) -> Moment {
    let today = now.local();
    let date = match day {
        Day::On(date) | Day::Near(date) => date,
        Day::Last(date) if date == today.date() && time > today.time() => date - Duration::days(7),
        Day::Last(date) => date,
    };
    Moment::at_local(date.and_time(time), now.offset)
}

fn today_or_last_night(time: NaiveTime, now: Moment) -> Moment {
    let today = Moment::at_local(now.local().date().and_time(time), now.offset);
    let soon = now.plus_minutes(60);
    if today.millis > soon.millis { today.plus_minutes(-24 * 60) } else { today }
}

/// The first words of a line, in lower case, each with where it ends in bytes. No time takes more
/// than eight.
pub(crate) struct Words {
    words: Vec<(String, usize)>,
    all: usize,
}

impl Words {
    fn of(text: &str) -> Self {
        const MOST: usize = 8;
        let line = text.lines().next().unwrap_or_default();
        let mut words = Vec::new();
        let mut end = 0;
        for piece in line.split_inclusive(char::is_whitespace) {
            let word = piece.trim_end();
            if !word.is_empty() && words.len() < MOST {
                let plain = word.trim_end_matches([',', ':']).to_lowercase();
                words.push((plain, end + word.len()));
            }
            end += piece.len();
        }
        Self { words, all: text.split_whitespace().count() }
    }

    /// How many words the whole text has.
    fn count(&self) -> usize {
        self.all
    }

    fn at(&self, place: usize) -> Option<&str> {
        self.words.get(place).map(|(word, _)| word.as_str())
    }

    /// Where the first `taken` words end, in bytes.
    fn end(&self, taken: usize) -> Option<usize> {
        self.words.get(taken.checked_sub(1)?).map(|(_, end)| *end)
    }

    /// Whether the words are a clock time that nobody could take for a number.
    fn is_plain_clock(&self, from: usize, upto: usize) -> bool {
        let words = self.words.get(from..upto).unwrap_or_default();
        words.iter().any(|(word, _)| !word.chars().all(|c| c.is_ascii_digit()))
    }
}
