//! Clock times: `14:20`, `9.30`, `0930`, `9am`, `9:30 p.m.`, `16h05`, `half past 4`, `quarter to
//! nine`, `noon`, and stretches (`12:30-13:00`).

use chrono::{NaiveTime, Timelike};

use super::names;
use super::typed::At;

/// How a clock time was written, which says how sure it is that it is one.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Form {
    /// `14:20`
    Colon,
    /// `14.20`
    Dot,
    /// With `am`, `pm`, `h` or `hrs`.
    Marked,
    /// `0930`
    Zero,
    /// `1420`
    Four,
    /// `930`
    Three,
    /// `half past 4`
    Spoken,
    /// `noon`, `midnight`
    Named,
}

/// A clock time that was written.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Clock {
    /// The time; before noon, where that is not said.
    pub(crate) time: NaiveTime,
    /// How it was written.
    pub(crate) form: Form,
    /// Whether it may be twelve hours later: `half past 4`, or `2:15` after `11:40`.
    pub(crate) either_half: bool,
    /// When it was over, of a stretch.
    pub(crate) until: Option<NaiveTime>,
    /// Whether it was said to be about that time.
    pub(crate) about: bool,
}

impl Clock {
    /// Whether it was said in words, as "half past 4".
    pub(crate) fn is_spoken(&self) -> bool {
        self.form == Form::Spoken
    }

    /// The same time in the other half of the day.
    pub(crate) fn later_half(&self) -> NaiveTime {
        self.time.with_hour((self.time.hour() + 12) % 24).unwrap_or(self.time)
    }
}

type Read<'t, T> = Option<(Result<T, String>, At<'t>)>;

/// A clock time here, with its stretch; which it is, or why it cannot be one. `None` where the words
/// are no clock time in any form.
pub(crate) fn clock(at: At<'_>) -> Read<'_, Clock> {
    let (first, at) = one(at)?;
    let (mut first, at) = match about(at) {
        Some(next) => (first.map(|clock| Clock { about: true, ..clock }), next),
        None => (first, at),
    };
    if !at.is_edge() {
        return None;
    }
    let Some((second, next)) = over(at).and_then(one).filter(|(_, next)| next.is_edge()) else {
        return Some((first, at));
    };
    first = first.and_then(|clock| {
        let second = second?;
        // Of "2.15-3pm" the first is in the afternoon too.
        let afternoon = second.form == Form::Marked && second.time.hour() >= 12;
        let time = if afternoon && clock.either_half && clock.later_half() <= second.time {
            clock.later_half()
        } else {
            clock.time
        };
        let either_half = clock.either_half && !(second.form == Form::Marked);
        Ok(Clock { time, either_half, until: Some(second.time), ..clock })
    });
    Some((first, next))
}

/// Behind `-` or `to` between two times.
fn over(at: At<'_>) -> Option<At<'_>> {
    let here = at.blanks();
    if let Some(next) = here.eat('-') {
        return Some(next.blanks());
    }
    ["to", "until", "till"].iter().find_map(|word| here.eat_word(word)).and_then(At::gap)
}

/// Behind `ish`.
fn about(at: At<'_>) -> Option<At<'_>> {
    let here = at.eat('-').unwrap_or(at);
    here.eat_word("ish")
}

fn one(at: At<'_>) -> Read<'_, Clock> {
    if at.peek()?.is_ascii_digit() { figures(at) } else { spoken(at) }
}

fn found(time: Result<NaiveTime, String>, form: Form, either_half: bool) -> Result<Clock, String> {
    time.map(|time| Clock { time, form, either_half, until: None, about: false })
}

fn figures(at: At<'_>) -> Read<'_, Clock> {
    if let Some((run, next)) = at.digits(3, 4) {
        let zero = at.peek() == Some('0');
        let four = at.digits(4, 4).is_some();
        let (hour, minute) = (run / 100, run % 100);
        if let Some((half, next)) = half(next) {
            return Some((found(halved(hour, half, minute, 0), Form::Marked, false), next));
        }
        if let Some(next) = hours(next) {
            return Some((found(on_the_clock(hour, minute, 0), Form::Marked, false), next));
        }
        let form = match (four, zero) {
            (true, true) => Form::Zero,
            (true, false) => Form::Four,
            (false, _) => Form::Three,
        };
        let either = !zero && (1..=11).contains(&hour);
        return Some((found(on_the_clock(hour, minute, 0), form, either), next));
    }
    let (hour, next) = at.digits(1, 2)?;
    let zero = at.peek() == Some('0');
    if let Some((sought, form, next)) = with_minutes(hour, next) {
        let (minute, second) = match sought {
            Ok(sought) => sought,
            Err(why) => return Some((Err(why), next)),
        };
        if let Some((half, next)) = half(next) {
            return Some((found(halved(hour, half, minute, second), Form::Marked, false), next));
        }
        let next = hours(next).unwrap_or(next);
        let either = !zero && (1..=11).contains(&hour);
        return Some((found(on_the_clock(hour, minute, second), form, either), next));
    }
    if let Some((half, next)) = half(next) {
        return Some((found(halved(hour, half, 0, 0), Form::Marked, false), next));
    }
    if let Some(next) = oclock(next) {
        return Some((twelve(hour, 0, next), half_behind(next)));
    }
    let past = next.gap().map(|n| minutes_word(n).unwrap_or(n));
    past.and_then(|at| hand(at, hour))
}

type Minutes = Result<(u32, u32), String>;

/// `:20`, `:20:31.250`, `.20`, `h20` behind an hour: minute and second, or why they cannot be.
fn with_minutes(hour: u32, at: At<'_>) -> Option<(Minutes, Form, At<'_>)> {
    if let Some(next) = at.eat(':') {
        next.peek().filter(char::is_ascii_digit)?;
        let Some((minute, next)) = next.digits(2, 2) else {
            let why = format!("minutes have two figures, as in {hour}:05");
            let (_, next) = next.digits(1, 20)?;
            return Some((Err(why), Form::Colon, next));
        };
        let Some((second, next)) = next.eat(':').and_then(|next| next.digits(2, 2)) else {
            return Some((Ok((minute, 0)), Form::Colon, next));
        };
        return Some((Ok((minute, second)), Form::Colon, next));
    }
    if let Some((minute, next)) = at.eat('.').and_then(|next| next.digits(2, 2)) {
        // 3.30.2026 and 1.25.3 are no times.
        let more = next.eat('.').is_some_and(|n| n.peek().is_some_and(|c| c.is_ascii_digit()));
        return (!more).then_some((Ok((minute, 0)), Form::Dot, next));
    }
    let (minute, next) = at.eat('h').and_then(|next| next.digits(2, 2))?;
    Some((Ok((minute, 0)), Form::Marked, next))
}

/// Behind `h`, `hrs`, `hours` or `Uhr` after figures.
fn hours(at: At<'_>) -> Option<At<'_>> {
    let here = at.blanks();
    let (word, next) = here.word()?;
    matches!(word.as_str(), "h" | "hrs" | "hours" | "uhr").then_some(next)
}

fn minutes_word(at: At<'_>) -> Option<At<'_>> {
    let (word, next) = at.word()?;
    if matches!(word.as_str(), "min" | "mins" | "minutes") { next.gap() } else { None }
}

/// Behind "o'clock".
fn oclock(at: At<'_>) -> Option<At<'_>> {
    let here = at.blanks();
    let next = here.eat_word("o'clock").or_else(|| here.eat_word("oclock"))?;
    next.is_edge().then_some(next)
}

/// "half past 4", "quarter to nine", "ten past three", "four o'clock", "noon".
fn spoken(at: At<'_>) -> Read<'_, Clock> {
    let (word, next) = at.word()?;
    let named = match word.as_str() {
        "noon" | "midday" => Some(12),
        "midnight" => Some(0),
        _ => None,
    };
    if let Some(hour) = named {
        return Some((found(on_the_clock(hour, 0, 0), Form::Named, false), next));
    }
    let (word, next) = if word == "a" { next.gap()?.word()? } else { (word, next) };
    let minutes = match word.as_str() {
        "half" => {
            let after = next.gap()?;
            let (hour, next) = past(after).map_or_else(|| hour_named(after), hour_named)?;
            return Some((twelve(hour, 30, next), half_behind(next)));
        }
        "quarter" => 15,
        "twenty" => {
            let five = next.eat('-').or_else(|| next.gap()).and_then(|n| n.eat_word("five"));
            return match five {
                Some(next) => hand(spelt(next)?, 25),
                None => hand(spelt(next)?, 20),
            };
        }
        other => names::number(other)?,
    };
    if let Some(next) = oclock(next) {
        return Some((twelve(minutes, 0, next), half_behind(next)));
    }
    hand(spelt(next)?, minutes)
}

/// Behind the blank and "minutes" after a number.
fn spelt(at: At<'_>) -> Option<At<'_>> {
    let next = at.gap()?;
    Some(minutes_word(next).unwrap_or(next))
}

fn past(at: At<'_>) -> Option<At<'_>> {
    at.eat_word("past").or_else(|| at.eat_word("after")).and_then(At::gap)
}

/// "past four", "to 9" behind a number of minutes.
fn hand(at: At<'_>, minutes: u32) -> Read<'_, Clock> {
    if !(1..=30).contains(&minutes) {
        return None;
    }
    if let Some(next) = past(at) {
        let (hour, next) = hour_named(next)?;
        return Some((twelve(hour, minutes, next), half_behind(next)));
    }
    let next = at.eat_word("to").and_then(At::gap)?;
    let (hour, next) = hour_named(next)?;
    let before = if hour == 0 { 23 } else { hour - 1 };
    let before = if before == 0 && minutes > 0 { 12 } else { before };
    let minute = (60 - minutes) % 60;
    Some((twelve(before, minute, next), half_behind(next)))
}

fn hour_named(at: At<'_>) -> Option<(u32, At<'_>)> {
    if let Some((hour, next)) = at.digits(1, 2) {
        return next.is_edge().then_some((hour, next)).or_else(|| half(next).map(|_| (hour, next)));
    }
    let (word, next) = at.word()?;
    if matches!(word.as_str(), "noon" | "midday" | "midnight") {
        return Some((12, next));
    }
    names::number(&word)
        .filter(|hour| *hour > 0 && !matches!(word.as_str(), "a" | "an"))
        .map(|hour| (hour, next))
}

/// A spoken time, whose half of the day may stand behind it.
fn twelve(hour: u32, minute: u32, behind: At<'_>) -> Result<Clock, String> {
    match half(behind).or_else(|| part_of_day(behind)) {
        Some((half, _)) => found(halved(hour, half, minute, 0), Form::Spoken, false),
        None => found(on_the_clock(hour, minute, 0), Form::Spoken, (1..=12).contains(&hour)),
    }
}

fn half_behind(at: At<'_>) -> At<'_> {
    half(at).or_else(|| part_of_day(at)).map_or(at, |(_, next)| next)
}

/// Which half of the day was said.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Half {
    Morning,
    Afternoon,
}

/// `am`, `a.m.`, ` pm` behind figures.
fn half(at: At<'_>) -> Option<(Half, At<'_>)> {
    let here = at.blanks();
    for (letter, half) in [('a', Half::Morning), ('p', Half::Afternoon)] {
        let Some(next) = here.eat(letter) else { continue };
        let dotted = next.eat('.').and_then(|next| next.eat('m'));
        let Some(next) = next.eat('m').or(dotted) else { continue };
        if next.is_edge() {
            let next = if dotted.is_some() { next.eat('.').unwrap_or(next) } else { next };
            return Some((half, next));
        }
    }
    None
}

/// "in the afternoon", "at night" behind a spoken time.
fn part_of_day(at: At<'_>) -> Option<(Half, At<'_>)> {
    let here = at.gap()?;
    for (words, half) in [
        ("in the morning", Half::Morning),
        ("in the afternoon", Half::Afternoon),
        ("in the evening", Half::Afternoon),
    ] {
        if let Some(next) = here.eat_all(words).filter(|next| next.is_edge()) {
            return Some((half, next));
        }
    }
    None
}

fn halved(hour: u32, half: Half, minute: u32, second: u32) -> Result<NaiveTime, String> {
    let on_the_wall = match (half, hour) {
        (Half::Morning, 12) => 0,
        (Half::Morning, 1..=11) => hour,
        (Half::Afternoon, 12) => 12,
        (Half::Afternoon, 1..=11) => hour + 12,
        // "14:20 pm" can be only one time.
        (Half::Afternoon, 13..=23) if minute > 0 => hour,
        (Half::Morning, _) => return Err(format!("there is no {hour} am")),
        (Half::Afternoon, _) => return Err(format!("there is no {hour} pm")),
    };
    on_the_clock(on_the_wall, minute, second)
}

/// Hour, minute and second, or what of it there is not.
pub(crate) fn on_the_clock(hour: u32, minute: u32, second: u32) -> Result<NaiveTime, String> {
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

/// `14:20`, `14:20:31.250` as programs write it.
pub(crate) fn stamped(at: At<'_>) -> Read<'_, NaiveTime> {
    if let Some((run, next)) = at.digits(4, 4) {
        return Some((on_the_clock(run / 100, run % 100, 0), next));
    }
    let (hour, next) = at.digits(1, 2)?;
    let (minute, next) = next.eat(':')?.digits(2, 2)?;
    let Some((second, next)) = next.eat(':').and_then(|next| next.digits(2, 2)) else {
        return Some((on_the_clock(hour, minute, 0), next));
    };
    let time = on_the_clock(hour, minute, second);
    let Some(from) = next.eat('.').or_else(|| next.eat(',')) else { return Some((time, next)) };
    let Some((_, next)) = from.digits(1, 9) else { return Some((time, next)) };
    let mut nanos = 0;
    let mut each = 100_000_000;
    let mut at = from;
    while let Some(digit) = at.peek().and_then(|c| c.to_digit(10)) {
        nanos += digit * each;
        each /= 10;
        at = at.on(1);
    }
    Some((time.map(|time| time.with_nanosecond(nanos).unwrap_or(time)), next))
}
