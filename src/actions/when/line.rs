//! What a line begins with: a time, a day, both, or neither. What begins like one and cannot be read
//! is never passed over as words, since the line would then be filed under some other time.

use chrono::{NaiveDate, NaiveTime};

use super::calendar::{self, Day};
use super::clock::{self, Clock, Form};
use super::typed::{At, Typed};
use super::{names, slip};

/// What a line begins with, and how many bytes of it that takes.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Begins {
    Words,
    /// A clock time.
    Clock(Clock, usize),
    /// A date and a clock time.
    Dated(NaiveDate, Clock, usize),
    Day(NaiveDate, usize),
    /// A day that is another one tomorrow, with or without a time behind it.
    Near {
        /// Whether a clock time stands behind it.
        timed: bool,
        /// Whether it is a word that begins sentences too.
        word: bool,
    },
    /// Something like a time or a date, and why it cannot be read as one.
    Unclear(String),
}

/// What a jotted line, whose bullet has been taken off, begins with. Here a time is expected, so its
/// freest forms are read.
pub(crate) fn jotted(line: &str, today: NaiveDate) -> Begins {
    let typed = Typed::of(line);
    let (at, opened) = opened(typed.start());
    if let Some((clock, next)) = timed(at, today) {
        // "12:30-12;45" is a stretch, and no note that begins with a dash.
        if let Some((like, _)) = next.eat('-').and_then(slip::clock) {
            return Begins::Unclear(looks_like(&like));
        }
        return match clock {
            Ok(clock) => closed(next, &opened, |end| Begins::Clock(clock, end)),
            Err(why) => Begins::Unclear(why),
        };
    }
    if super::back::back(at).is_some() {
        return Begins::Near { timed: true, word: false };
    }
    let titled = at.eat_word("date").and_then(|at| at.eat(':')).map_or(at, At::blanks);
    if let Some((day, next)) = calendar::day(titled, today) {
        return dated(day, next, &opened, at);
    }
    if let Some((like, _)) = slipped(at) {
        return Begins::Unclear(looks_like(&like));
    }
    match at.peek() {
        Some(c) if c.is_ascii_digit() => number(at),
        _ => Begins::Words,
    }
}

/// What a clock time here with a slip in it looks like, and its end.
pub(crate) fn slipped(at: At<'_>) -> Option<(String, At<'_>)> {
    slip::clock(lead(opened(at).0).1)
}

fn looks_like(time: &str) -> String {
    format!("it looks like {time} mistyped; write {time} if it was then, or other words first")
}

/// A clock time here that is no part of a date.
fn timed(at: At<'_>, today: NaiveDate) -> Option<(Result<Clock, String>, At<'_>)> {
    let (about, at) = lead(at);
    let (clock, next) = clock::clock(at)?;
    // "4.3.26" and "2026-03-04" are dates, whatever they begin with.
    if calendar::day(at, today).is_some_and(|(_, end)| end.byte() > next.byte()) {
        return None;
    }
    if let (Ok(Clock { form: Form::Four, .. }), Some((year, _))) = (&clock, at.digits(4, 4))
        && (year.abs_diff(u32::try_from(chrono::Datelike::year(&today)).unwrap_or(0)) <= 1)
    {
        let why = format!("{year} may be a year or a time; write the time as 20:{:02}", year % 100);
        return Some((Err(why), next));
    }
    Some((clock.map(|clock| Clock { about: clock.about || about, ..clock }), next))
}

/// Behind "about", "c.", "~" and "at", with whether it says that the time is not exact.
fn lead(at: At<'_>) -> (bool, At<'_>) {
    if let Some(next) = at.eat('~') {
        return (true, next.blanks());
    }
    for (word, about) in [
        ("circa", true),
        ("ca", true),
        ("c", true),
        ("about", true),
        ("around", true),
        ("approx", true),
        ("approximately", true),
        ("at", false),
    ] {
        let Some(next) = at.eat_word(word) else { continue };
        let next = next.eat('.').unwrap_or(next).blanks();
        if next.peek().is_some_and(|c| c.is_ascii_digit()) {
            return (about, next);
        }
    }
    (false, at)
}

fn dated(day: calendar::Written, next: At<'_>, opened: &[char], from: At<'_>) -> Begins {
    let behind = next.eat(',').unwrap_or(next).blanks();
    let behind = behind.eat_word("at").map_or(behind, At::blanks);
    let clock = clock::clock(behind).filter(|(clock, _)| {
        !behind.is_at(next) && !matches!(clock, Ok(Clock { form: Form::Three | Form::Spoken, .. }))
    });
    if let (None, Some((like, _))) = (&clock, slipped(behind)) {
        return Begins::Unclear(looks_like(&like));
    }
    match (day, clock) {
        (Err(why), _) => Begins::Unclear(why),
        (Ok(Day::On(date, _)), Some((Ok(clock), next))) => {
            closed(next, opened, |end| Begins::Dated(date, clock, end))
        }
        (Ok(Day::On(..)), Some((Err(why), _))) => Begins::Unclear(why),
        (Ok(Day::On(date, _)), None) => closed(next, opened, |end| Begins::Day(date, end)),
        (Ok(_), clock) => {
            let first = from.word().map(|(word, _)| word).unwrap_or_default();
            // "Sat with the mother", "sun came out", "today was long".
            let short = names::weekday(&first).is_some() && !names::is_whole_weekday(&first);
            let timed =
                clock.is_some_and(|(clock, _)| clock.map_or(true, |c| c.form != Form::Four));
            Begins::Near { timed, word: short || first == "today" || first == "this" }
        }
    }
}

/// A number at the beginning that is no time: a count of something, or what looks like a time.
fn number(at: At<'_>) -> Begins {
    let Some((_, next)) = at.digits(1, 40) else { return Begins::Words };
    let why =
        "it begins like a time or a date and I can't read it; begin with a time such as 14:20";
    let short = at.digits(1, 2).is_some();
    let joined = next.peek().is_some_and(|c| matches!(c, ':' | '.' | '-' | '/' | '\''))
        && next.peek_on(1).is_some_and(|c| c.is_ascii_digit());
    // "9 o nine": a small letter on its own would be a kind.
    let kind = next.gap().and_then(At::word).is_some_and(|(word, end)| {
        end.is_edge() && word.chars().count() == 1 && !matches!(word.as_str(), "x" | "i")
    });
    let alone = next.is_end();
    let to = next.gap().is_some_and(|at| at.eat_word("to").is_some());
    let letters = next.peek() == Some('h') || (short && next.eat('-').is_some());
    let long = at.digits(5, 40).is_some() && at.digits(7, 40).is_some();
    let unclear = joined || (short && (kind || alone || to)) || letters || long;
    if unclear { Begins::Unclear(why.to_owned()) } else { Begins::Words }
}

/// Behind marks that emphasise or enclose what follows, and which they were.
fn opened(at: At<'_>) -> (At<'_>, Vec<char>) {
    let mut at = at.blanks();
    let mut marks = Vec::new();
    while let Some(c) = at.peek().filter(|c| "([{<*_\"'`=-".contains(*c)) {
        // "-15m" goes back from now.
        if c == '-' && at.peek_on(1).is_some_and(|c| c.is_ascii_digit()) {
            break;
        }
        marks.push(c);
        at = at.on(1).blanks();
    }
    (at, marks)
}

/// The end of a time behind the marks that close what was opened, and behind what parts it from the
/// words; unclear where a bracket stays open.
fn closed(at: At<'_>, opened: &[char], begins: impl Fn(usize) -> Begins) -> Begins {
    let mut at = at;
    let mut closed = 0;
    let brackets = opened.iter().filter(|c| "([{<".contains(**c)).count();
    while let Some(c) = at.blanks().peek().filter(|c| ")]}>*_\"'`=".contains(*c)) {
        // Marks that were not opened belong to the words.
        if opened.is_empty() {
            break;
        }
        closed += usize::from(")]}>".contains(c));
        at = at.blanks().on(1);
    }
    if closed < brackets {
        return Begins::Unclear(
            "a bracket is open behind the time; close it, as in (14:20)".to_owned(),
        );
    }
    begins(at.byte())
}

/// A clock time at the very beginning of a text that is a table's own.
pub(crate) fn plain_clock(text: &str) -> Option<NaiveTime> {
    let typed = Typed::of(text);
    let (clock, next) = clock::clock(typed.start())?;
    clock.ok().filter(|_| next.is_end()).map(|clock| clock.time)
}

/// What parts a time from the words behind it.
pub(crate) fn behind(rest: &str) -> &str {
    let rest = rest.trim_start();
    let bare = rest.strip_prefix([',', ';', ':', '.', '-', '–', '—']);
    let dash = rest.starts_with(['-', '–', '—']);
    let blank = |bare: &&str| bare.is_empty() || bare.starts_with(char::is_whitespace);
    match bare {
        // "14:20 -5 degrees" keeps its sign, "12:10—lunch" and "12:55;semi" are parted.
        Some(bare) if blank(&bare) || !dash || !rest.starts_with('-') => bare.trim(),
        _ => rest.trim(),
    }
}
