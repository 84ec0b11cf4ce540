//! Times as people type them: `-15m`, `14:20`, `9.30`, `half past 4`, `yesterday 16:05`,
//! `2026-03-03 09:15`, `two weeks ago`, `monday 9:30` (the last one, never the coming one). The day
//! comes before the month. `docs/times.md` has all forms.
//!
//! One grammar reads them all, whichever way they come in. What could be two times is not guessed at
//! where the guess could be wrong: it is refused with both ways to write it. Whatever is guessed is
//! said ([`Understood::guess`]).

mod coming;
pub(crate) mod line;
mod stamp;
mod zone;

use crate::analysis::written::{back, calendar, clock, names, slip, typed};

pub use coming::{day, say_day};
pub use zone::{Ahead, Here, Zone, set as set_zone};

pub(crate) use calendar::Day;
pub(crate) use clock::Clock;

use chrono::{Duration, NaiveDate, NaiveDateTime, NaiveTime, Timelike};

use super::Refusal;
use crate::study::Moment;
use clock::Form;
use typed::{At, Typed};

/// A time that was read, with what had to be guessed for it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Understood {
    /// The moment meant, with the offset of that day.
    pub at: Moment,
    /// What was guessed, as a part of a sentence: "9.30 taken as 09:30".
    pub guess: Option<String>,
}

/// Reads a whole text as a time, relative to `now`. A clock time alone is today's; where that is
/// still to come by more than an hour, it could be yesterday's as well, and is refused, unless it is
/// more than half a day to come.
///
/// # Errors
/// [`Refusal::BadTime`], saying what is wrong ("there is no 30 February").
pub fn read(text: &str, here: impl Into<Here>) -> Result<Moment, Refusal> {
    understand(text, here).map(|understood| understood.at)
}

/// The same, with what was guessed.
///
/// # Errors
/// As [`read`].
pub fn understand(text: &str, here: impl Into<Here>) -> Result<Understood, Refusal> {
    let (text, here) = (text.trim(), here.into());
    let bad = |why: &str| Refusal::BadTime { typed: text.to_owned(), why: why.to_owned() };
    if text.is_empty() {
        return Err(bad("nothing is written there"));
    }
    if ["now", "just now"].iter().any(|word| text.eq_ignore_ascii_case(word)) {
        return Ok(Understood { at: here.now, guess: None });
    }
    if let Some(at) = Moment::from_rfc3339(text) {
        return Ok(Understood { at, guess: None });
    }
    let typed = Typed::of(text);
    if let Some((stamp, next)) = stamp::stamp(typed.start())
        && next.is_end()
    {
        let at = stamp.and_then(|s| s.moment().map_or_else(|| here.at(s.local), Ok));
        return at.map(|at| Understood { at, guess: None }).map_err(|why| bad(&why));
    }
    if let Some((at, next)) = phrase(typed.start(), here, text)
        && next.is_end()
    {
        return at.map_err(|why| bad(&why));
    }
    if let Some((day, next)) = calendar::day(typed.start(), here.now.local().date())
        && next.is_end()
    {
        let why = day.err().unwrap_or_else(|| format!("say the hour too, as in {text} 14:20"));
        return Err(bad(&why));
    }
    Err(bad("I can't read this as a time"))
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

/// A time at the start of a line that is being written.
pub(crate) struct Start {
    /// How many bytes it takes.
    pub(crate) taken: usize,
    /// When it was, or what has to be asked: the line begins like a time, and filing it as now would
    /// be wrong.
    pub(crate) at: Result<Understood, String>,
    /// When it was over, of a stretch: it goes to the words, since a note has one time.
    pub(crate) until: Option<NaiveTime>,
}

/// The time that a line being written begins with. `None` where it begins with words.
pub(crate) fn start(line: &str, here: impl Into<Here>) -> Option<Start> {
    let here = here.into();
    let typed = Typed::of(line);
    let from = typed.start().blanks();
    let today = here.now.local().date();
    let plain = |next: At<'_>, at| Start { taken: next.byte(), at, until: None };
    if let Some((minutes, next)) = back::back(from) {
        let at = minutes.map(|minutes| Understood { at: here.back(minutes), guess: None });
        return Some(plain(next, at));
    }
    let said = |next: At<'_>| line.get(..next.byte()).unwrap_or_default().trim().to_owned();
    if let Some((stamp, next)) = stamp::stamp(from) {
        let at = stamp.and_then(|s| s.moment().map_or_else(|| here.at(s.local), Ok));
        return Some(plain(next, at.map(|at| Understood { at, guess: None })));
    }
    match line::jotted(line, today) {
        line::Begins::Clock(clock, taken) => {
            let (typed, clock) = (line.get(..taken).unwrap_or_default().trim(), clock);
            if !is_meant(typed, &clock) {
                return None;
            }
            let at = match clock.form {
                // "1420 forms came in" could be a number of forms.
                Form::Four => Err(format!(
                    "is it a number or a time? Write {}, or the words first",
                    clock.time.format("%H:%M")
                )),
                _ => on_this_clock(&clock, here, typed),
            };
            Some(Start { taken, at, until: clock.until })
        }
        line::Begins::Dated(date, clock, taken) => {
            let typed = line.get(..taken).unwrap_or_default().trim();
            let at = on(Day::On(date, true), Some(&clock), here, typed);
            Some(Start { taken, at, until: clock.until })
        }
        line::Begins::Near { timed: true, .. } => {
            let (at, next) = phrase(from, here, line)?;
            Some(plain(next, at))
        }
        line::Begins::Near { timed: false, word: true } | line::Begins::Words => None,
        line::Begins::Near { timed: false, word: false } | line::Begins::Day(..) => {
            let (_, next) = calendar::day(from, today)?;
            let typed = said(next);
            let why = format!(
                "the line begins with a day; say the hour too, as in {typed} 14:20, or put other \
                 words first"
            );
            Some(plain(next, Err(why)))
        }
        line::Begins::Unclear(why) => unclear(line, from, today, why),
    }
}

/// What is asked where a line begins with something that is no time, if it looks like one.
fn unclear(line: &str, from: At<'_>, today: NaiveDate, why: String) -> Option<Start> {
    let day = calendar::day(from, today).map(|(_, next)| behind_day(next));
    if let Some((_, end)) = line::slipped(from).or_else(|| day.and_then(line::slipped)) {
        return Some(Start { taken: end.byte(), at: Err(why), until: None });
    }
    let next = line.split_whitespace().next()?;
    // What has a colon or a slash in it looks like a time; another number may be one.
    let number = from.peek()?.is_ascii_digit();
    let looks = number && next.contains([':', '/', '-']);
    let read = day.is_some() || clock::clock(from).is_some();
    let lead = line.len() - line.trim_start().len();
    (looks || read).then(|| Start { taken: lead + next.len(), at: Err(why), until: None })
}

/// Whether a clock time at the start of a sentence is meant as one: "930 forms" and "midnight feed"
/// are words.
fn is_meant(typed: &str, clock: &Clock) -> bool {
    match clock.form {
        Form::Colon | Form::Marked | Form::Zero | Form::Dot | Form::Four => true,
        Form::Three | Form::Named => false,
        // "ten to one against" is none.
        Form::Spoken => !typed.to_lowercase().contains(" to ") || typed.contains("quarter"),
    }
}

/// A whole date that says its own day and month, such as `Tue 3 March 2026`; `None` where the text
/// is no day or has more to it. A day that is another one tomorrow is given a reason instead.
pub(crate) fn date(text: &str, now: Moment) -> Option<Result<NaiveDate, String>> {
    let typed = Typed::of(text.trim());
    let (day, next) = calendar::day(typed.start(), now.local().date())?;
    if !next.is_end() {
        return None;
    }
    Some(day.and_then(|day| match day {
        Day::On(date, _) => Ok(date),
        Day::Last(_) | Day::Near(..) => Err(RELATIVE.to_owned()),
    }))
}

/// Why a day that is another one tomorrow is not read in a file.
pub(crate) const RELATIVE: &str =
    "it is another day whenever the file is read; write the date, as in 3 March 2026";

/// A time as it stands in a file.
pub(crate) struct Filed {
    pub(crate) at: Moment,
    /// What it says by itself, wherever it is read: ids follow from this.
    pub(crate) says: String,
    /// Whether the zone of this computer was taken, since the file names none.
    pub(crate) zone_of_here: bool,
    /// Whether noon was taken, since the file says the date alone.
    pub(crate) noon: bool,
}

/// Reads a time in a file, which means the same whenever and wherever the file is read: a date with
/// or without a clock time, with or without an offset.
///
/// # Errors
/// [`Refusal::BadTime`].
pub(crate) fn filed(text: &str, here: impl Into<Here>) -> Result<Filed, Refusal> {
    let (text, here) = (text.trim(), here.into());
    let bad = |why: &str| Refusal::BadTime { typed: text.to_owned(), why: why.to_owned() };
    let sure = |at: Moment| Filed { at, says: at.to_rfc3339(), zone_of_here: false, noon: false };
    if let Some(at) = Moment::from_rfc3339(text) {
        return Ok(sure(at));
    }
    let naive = |local: NaiveDateTime, noon| {
        let at = here.at(local).map_err(|why| bad(&why))?;
        let says = local.format("%Y-%m-%dT%H:%M:%S%.f").to_string();
        Ok(Filed { at, says, zone_of_here: true, noon })
    };
    let typed = Typed::of(text);
    let today = here.now.local().date();
    if let Some((stamp, next)) = stamp::stamp(typed.start()).filter(|(_, next)| next.is_end()) {
        let _ = next;
        let stamp = stamp.map_err(|why| bad(&why))?;
        return stamp.moment().map_or_else(|| naive(stamp.local, false), |at| Ok(sure(at)));
    }
    let Some((day, next)) = calendar::day(typed.start(), today) else {
        let relative = phrase(typed.start(), here, text).is_some();
        return Err(bad(match relative {
            true => "a file needs the date as well",
            false => "I can't read this as a time",
        }));
    };
    let date = match day.map_err(|why| bad(&why))? {
        Day::On(date, true) => date,
        Day::On(..) => return Err(bad("a file needs the year as well")),
        Day::Last(_) | Day::Near(..) => return Err(bad(RELATIVE)),
    };
    if next.is_end() {
        return naive(date.and_time(NOON), true);
    }
    let behind = behind_day(next);
    match clock::clock(behind).filter(|(_, end)| end.is_end()) {
        Some((clock, _)) => {
            let clock = clock.map_err(|why| bad(&why))?;
            if clock.form == Form::Spoken && clock.either_half {
                return Err(bad(&both_halves(&clock)));
            }
            naive(date.and_time(clock.time), false)
        }
        None => Err(bad("I can't read this as a time")),
    }
}

const NOON: NaiveTime = match NaiveTime::from_hms_opt(12, 0, 0) {
    Some(noon) => noon,
    None => NaiveTime::MIN,
};

/// Where a clock time would begin behind a day.
fn behind_day(at: At<'_>) -> At<'_> {
    let at = at.blanks();
    let at = if at.peek() == Some(',') { at.on(1).blanks() } else { at };
    let at = if at.peek() == Some(':') { at.on(1).blanks() } else { at };
    match at.word() {
        Some((word, next)) if word == "at" => next.blanks(),
        _ => at,
    }
}

/// A distance back, a clock time, or a day with its clock time, here.
fn phrase<'t>(at: At<'t>, here: Here, text: &str) -> Option<(Result<Understood, String>, At<'t>)> {
    let typed = |next: At<'_>| text.get(..next.byte()).unwrap_or(text).trim().to_owned();
    if let Some((minutes, next)) = back::back(at) {
        let at = minutes.map(|minutes| Understood { at: here.back(minutes), guess: None });
        return Some((at, next));
    }
    if let Some((day, after)) = calendar::day(at, here.now.local().date()) {
        let behind = behind_day(after);
        let clock = clock::clock(behind).filter(|_| !behind.is_at(after));
        return match (day, clock) {
            (day, Some((clock, next))) => {
                let read = day.and_then(|day| on(day, Some(&clock?), here, &typed(next)));
                Some((read, next))
            }
            (Ok(day @ Day::Near(_, true)), None) => {
                Some((on(day, None, here, &typed(after)), after))
            }
            (_, None) => None,
        };
    }
    let (clock, next) = clock::clock(at)?;
    Some((clock.and_then(|clock| on_this_clock(&clock, here, &typed(next))), next))
}

/// A clock time on a day that was said.
fn on(day: Day, clock: Option<&Clock>, here: Here, typed: &str) -> Result<Understood, String> {
    let now = here.now.local();
    let time = match clock {
        Some(clock) if clock.form == Form::Spoken && clock.either_half => {
            return Err(both_halves(clock));
        }
        Some(clock) => clock.time,
        // Counted back in days, the hour is that of now.
        None => now.time().with_second(0).and_then(|t| t.with_nanosecond(0)).unwrap_or(NOON),
    };
    let date = match day {
        Day::On(date, _) | Day::Near(date, _) => date,
        Day::Last(date) if date == now.date() && time > now.time() => date - Duration::days(7),
        Day::Last(date) => date,
    };
    let at = here.at(date.and_time(time))?;
    let guessed = clock.is_none() || clock.is_some_and(|clock| clock.about);
    let yearless = matches!(day, Day::On(date, false) if date.format("%Y").to_string() != now.format("%Y").to_string());
    let guess = (guessed || yearless).then(|| taken_as(typed, at, here.now));
    Ok(Understood { at, guess })
}

fn taken_as(typed: &str, at: Moment, now: Moment) -> String {
    let said = say(at, now);
    format!("{typed} was taken as {}", said.split(',').next().unwrap_or_default())
}

fn both_halves(clock: &Clock) -> String {
    format!(
        "it can be {} or {}; write one of them",
        clock.time.format("%H:%M"),
        clock.later_half().format("%H:%M")
    )
}

/// A clock time without a day, of a note about what has happened.
fn on_this_clock(clock: &Clock, here: Here, typed: &str) -> Result<Understood, String> {
    const SLIP: i64 = 60;
    const HALF_A_DAY: i64 = 12 * 60;
    let now = here.now.local();
    let ahead = |time: NaiveTime| time.signed_duration_since(now.time()).num_minutes();
    let mut time = clock.time;
    let spoken = clock.form == Form::Spoken && clock.either_half;
    if spoken {
        // The last one that has been today; before six in the morning people are rarely at work.
        let been = [clock.later_half(), clock.time].into_iter().filter(|time| ahead(*time) <= 2);
        match been.max().filter(|time| time.hour() >= 6) {
            Some(last) => time = last,
            None => return Err(both_halves(clock)),
        }
    }
    let to_come = ahead(time);
    let mut date = now.date();
    if to_come > HALF_A_DAY {
        date -= Duration::days(1);
    } else if to_come > SLIP {
        let shown = time.format("%H:%M");
        return Err(format!(
            "{shown} is still to come today; write yesterday {shown} or today {shown}"
        ));
    }
    let at = here.at(date.and_time(time))?;
    let free = matches!(clock.form, Form::Dot | Form::Zero | Form::Spoken) || clock.about;
    let guessed = free || to_come > HALF_A_DAY;
    Ok(Understood { at, guess: guessed.then(|| taken_as(typed, at, here.now)) })
}
