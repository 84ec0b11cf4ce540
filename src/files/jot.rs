//! Lines jotted on a phone or on paper: `HH:MM k text #tag @setting`, under date headings.
//!
//! | line | meaning |
//! |---|---|
//! | `Tue 3 March 2026`, `# 2026-03-03`, `**3/3/2026**` | the lines below are of this date |
//! | `14:20 w Printer down #t.tool @court` | an observation: time, kind (optional), words, shorthand |
//! | `Rang school back` | at the time of the line above, which is said |
//! | `2026-03-04 09:00 Title` | at its own date, which holds for the lines below as well |
//! | `// …` | a remark to oneself, passed over |
//!
//! A line that begins like a time or a date and cannot be read is refused: it would be filed under
//! another. Directly after a time a small letter on its own (`o a w s k`) is the kind, so an article
//! there is written `A`.

use chrono::{NaiveDate, NaiveTime, Timelike};

use super::Intake;
use super::taking::{Taking, reason};
use crate::actions::capture::{fits, not_to_come};
use crate::actions::shorthand::{read_words, with_end};
use crate::actions::tagging::Tags;
use crate::actions::when::line::{self, Begins};
use crate::actions::when::{self, Clock, Here};
use crate::actions::{Consent, Context, Refusal, words};
use crate::study::{
    Extras, Kind, Moment, Observation, ObservationId, Origin, Source, Stance, Study, letters,
};

/// Reads jotted lines. The same line under the same date is the same observation however often it
/// is brought in. Lines before the first heading are today's (`context.now`).
pub fn read(text: &str, study: &Study, context: &Context<'_>, consent: Consent) -> Intake {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let taking = Taking::new(study, context);
    let mut jot = Jot {
        taking,
        consent,
        under: Under::Nothing,
        last: None,
        borrowed: Vec::new(),
        letters: Vec::new(),
    };
    for (number, line) in lines(text) {
        jot.line(number, line);
    }
    jot.finish()
}

/// The lines of a text, each with its number in an editor. Phones and old systems end a line in
/// their own ways, and a line that looks like two would be one note otherwise.
fn lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut rest = Some(text);
    let mut number = 1;
    std::iter::from_fn(move || {
        let left = rest?;
        let Some(at) = left.find(['\n', '\r', '\u{2028}', '\u{2029}']) else {
            rest = None;
            return (!left.is_empty()).then_some((number, left));
        };
        let (line, behind) = left.split_at(at);
        let mark = behind.chars().next().map_or(0, char::len_utf8);
        let mark = if behind.starts_with("\r\n") { 2 } else { mark };
        rest = behind.get(mark..);
        let here = number;
        number += usize::from(behind.starts_with(['\n', '\r']));
        Some((here, line))
    })
}

/// The heading that the present line stands under.
enum Under {
    /// None yet: today.
    Nothing,
    Day(NaiveDate),
    /// A heading that cannot be a date, on this line. What follows must not land on a wrong one.
    Unreadable {
        number: usize,
        line: String,
    },
}

struct Jot<'a> {
    taking: Taking<'a>,
    consent: Consent,
    under: Under,
    last: Option<NaiveTime>,
    /// Lines that took the time of the line above.
    borrowed: Vec<usize>,
    /// Lines whose small "a" was read as a kind.
    letters: Vec<usize>,
}

/// What a line is.
enum Sort {
    /// The lines below are of this date; with the words behind it, which are kept nowhere.
    Day(NaiveDate, String),
    /// It looks like a heading with a date, and is none.
    Unreadable(String),
    /// It begins like a time or date and is not clear; nothing is filed under anything by it.
    Unclear(String),
    /// A heading that is no date.
    Title,
    /// A note: its own date, its time with what stands behind it, or neither.
    Note(Option<NaiveDate>, Option<(Clock, usize)>),
}

impl Jot<'_> {
    fn finish(mut self) -> Intake {
        let lines = |numbers: &[usize]| {
            const FEW: usize = 8;
            let shown: Vec<String> = numbers.iter().take(FEW).map(ToString::to_string).collect();
            let more = numbers.len().saturating_sub(FEW);
            let more = if more == 0 { String::new() } else { format!(" and {more} more") };
            let noun = if numbers.len() == 1 { "line" } else { "lines" };
            format!("{noun} {}{more}", shown.join(", "))
        };
        if !self.borrowed.is_empty() {
            let said =
                format!("without a time, so at that of the line above: {}", lines(&self.borrowed));
            self.taking.guesses.push(said);
        }
        if !self.letters.is_empty() {
            let said = format!(
                "\"a\" after the time was read as the kind adjustment (write A for the article): {}",
                lines(&self.letters)
            );
            self.taking.guesses.push(said);
        }
        self.taking.finish()
    }

    fn guess(&mut self, number: usize, said: &str) {
        self.taking.guesses.push(format!("line {number}: {said}"));
    }

    fn line(&mut self, number: usize, line: &str) {
        let plain = without_bullet(line.trim().trim_matches(letters::is_invisible));
        let rule = |c: char| "#-=*_~".contains(c);
        if plain.is_empty() || plain.starts_with("//") || plain.chars().all(rule) {
            return;
        }
        match sort(plain, self.taking.context.now) {
            Sort::Day(date, words) => {
                self.under = Under::Day(date);
                self.last = None;
                if !words.is_empty() {
                    let day = date.format("%a %-d %B %Y");
                    self.guess(
                        number,
                        &format!("a heading, {day}; \"{words}\" behind it is not kept"),
                    );
                }
            }
            Sort::Unreadable(why) => {
                let reason = format!("this heading is not a date: {why}");
                self.taking.bad(number, line, reason);
                self.under = Under::Unreadable { number, line: plain.to_owned() };
            }
            Sort::Unclear(why) => self.taking.bad(number, line, why),
            Sort::Title => {
                let reason = "this heading is not a date; begin the line with // to skip it";
                self.taking.bad(number, line, reason);
            }
            Sort::Note(date, clock) => {
                if let Some(date) = date {
                    self.under = Under::Day(date);
                    self.last = None;
                }
                match self.observation(number, plain, clock) {
                    Ok(observation) => {
                        self.taking.record(observation);
                    }
                    Err(reason) => self.taking.bad(number, line, reason),
                }
            }
        }
    }

    fn observation(
        &mut self,
        number: usize,
        line: &str,
        clock: Option<(Clock, usize)>,
    ) -> Result<Observation, String> {
        let now = self.taking.context.now;
        let date = match &self.under {
            Under::Nothing => now.local().date(),
            Under::Day(date) => *date,
            Under::Unreadable { number, line } => {
                return Err(format!(
                    "the date above it ({line}, line {number}) could not be read; put that right"
                ));
            }
        };
        let timed = clock.is_some();
        let (time, rest) = self.time(number, line, clock.as_ref())?;
        let happened_at = Here::from(now).at(date.and_time(time))?;
        not_to_come(happened_at, now, self.consent).map_err(|refusal| match self.under {
            Under::Nothing => format!("{refusal}; put a heading with the date above it"),
            Under::Day(_) | Under::Unreadable { .. } => reason(&refusal),
        })?;
        let (letter, after_letter) = if timed { kind_letter(rest) } else { (None, rest) };
        let mut reading = read_words(after_letter, self.taking.study, self.consent);
        if reading.kind.is_some() && letter.is_some() {
            // A kind was named outright, so the letter was a word.
            reading = read_words(rest, self.taking.study, self.consent);
        }
        if let Some((_, why)) = reading.troubles.first() {
            return Err(why.clone());
        }
        self.checked(&reading.text).map_err(|refusal| reason(&refusal))?;
        let mut tags = Tags::default();
        tags.take(self.taking.study, reading.tags, self.consent).map_err(|r| reason(&r))?;
        for key in &tags.keys {
            self.taking.note_new(key);
        }
        if letter == Some(Kind::Adjustment) && reading.kind.is_none() && rest.starts_with("a ") {
            let article = rest.get(2..).is_some_and(|words| words.starts_with(char::is_lowercase));
            if article {
                self.letters.push(number);
            }
        }
        if let Some(until) = clock.as_ref().and_then(|(clock, _)| clock.until) {
            reading.text = with_end(&reading.text, until);
        }
        let setting = reading.setting.as_deref().unwrap_or_default();
        let setting = self.taking.setting(setting).map_err(|r| reason(&r))?;
        let observation = Observation {
            id: self.id(happened_at, rest),
            text: reading.text,
            kind: reading.kind.or(letter),
            happened_at,
            recorded_at: now,
            setting,
            stance: Stance::Own,
            origin: Origin::Spontaneous,
            source: Source::Jotted,
            extras: Extras::NONE,
            tags: tags.keys,
        };
        fits(&observation).map_err(|refusal| reason(&refusal))?;
        Ok(observation)
    }

    /// The time of a line, and what is left of it.
    fn time<'l>(
        &mut self,
        number: usize,
        line: &'l str,
        clock: Option<&(Clock, usize)>,
    ) -> Result<(NaiveTime, &'l str), String> {
        let Some((clock, taken)) = clock else {
            let none = "there is no time for this line; begin it with one, such as 14:20";
            let last = self.last.ok_or_else(|| none.to_owned())?;
            self.borrowed.push(number);
            return Ok((last, line));
        };
        let typed = line.get(..*taken).unwrap_or_default().trim();
        let (time, guess) = self.half_of_day(clock, typed)?;
        self.last = Some(time);
        if let Some(said) = guess {
            self.guess(number, &said);
        }
        Ok((time, line::behind(line.get(*taken..).unwrap_or_default())))
    }

    /// Which of the two times of a day is meant, by the line above: times under one heading go
    /// forward. What was guessed is said with it.
    fn half_of_day(
        &self,
        clock: &Clock,
        typed: &str,
    ) -> Result<(NaiveTime, Option<String>), String> {
        let (time, shown) = (clock.time, clock.time.format("%H:%M"));
        let later = clock.later_half();
        let taken =
            |time: NaiveTime| Some(format!("{typed} was taken as {}", time.format("%H:%M")));
        let spoken = clock.is_spoken() && clock.either_half;
        let Some(last) = self.last else {
            // Nothing above says which half of the day it is: the working day, from 7 to 7.
            let time = if spoken && !(7..19).contains(&time.hour()) { later } else { time };
            return Ok((time, if spoken || clock.about { taken(time) } else { None }));
        };
        if spoken {
            let first = [time, later].into_iter().filter(|time| *time >= last).min();
            let why = || {
                format!(
                    "{shown} or {} comes before the {} above; write which",
                    later.format("%H:%M"),
                    last.format("%H:%M")
                )
            };
            let time = first.ok_or_else(why)?;
            return Ok((time, taken(time)));
        }
        if time >= last {
            return Ok((time, if clock.about { taken(time) } else { None }));
        }
        let above = last.format("%H:%M");
        if clock.either_half && later >= last {
            return Err(format!(
                "{typed} comes after {above}: write {}, or {shown} if it was in the morning",
                later.format("%H:%M")
            ));
        }
        if last.hour() >= 18 && time.hour() < 6 {
            return Err(format!(
                "{shown} comes after {above}: put a heading with the date of the next day above it, \
                 or move the line up if it was the night before"
            ));
        }
        Ok((time, Some(format!("{shown} stands after {above}, and was taken as of the same day"))))
    }

    fn checked(&self, text: &str) -> Result<(), Refusal> {
        words::without_controls(text)?;
        if letters::is_blank(text) {
            return Err(Refusal::NoText);
        }
        words::within_limit(text.len())
    }

    /// The same words at the same time are the same observation, whatever the codebook has come to
    /// know of them meanwhile; so the line as jotted counts, and not what was read in it.
    fn id(&mut self, happened_at: Moment, rest: &str) -> ObservationId {
        let local = happened_at.local();
        let date = local.format("%Y-%m-%d").to_string();
        let time = local.format("%H:%M").to_string();
        let jotted = rest.split_whitespace().collect::<Vec<_>>().join(" ");
        self.taking.derived(&["jot", &date, &time, &jotted])
    }
}

/// The line without the marks that note-taking programs put before each: bullets, check boxes,
/// numbers before a time, the sign of a quotation.
fn without_bullet(line: &str) -> &str {
    const BULLETS: [char; 22] = [
        '-', '*', '•', '–', '+', '>', '◦', '·', '‣', '▪', '▫', '■', '□', '●', '○', '—', '☐', '☑',
        '☒', '✓', '✔', '⁃',
    ];
    const BOXES: [&str; 6] = ["[ ]", "[x]", "[X]", "[]", "[-]", "( )"];
    let mut rest = line;
    loop {
        let symbol = rest.strip_prefix(BULLETS).filter(|behind| {
            let own = rest.chars().next().is_some_and(|c| !"-*+>–—".contains(c));
            own || behind.starts_with(char::is_whitespace)
        });
        let behind_box = BOXES.iter().find_map(|boxed| rest.strip_prefix(boxed));
        let behind_box = behind_box.filter(|behind| behind.starts_with(char::is_whitespace));
        match symbol.or(behind_box) {
            Some(behind) => rest = behind.trim_start_matches(['\u{FE0E}', '\u{FE0F}']).trim_start(),
            None => break,
        }
    }
    numbered(rest).unwrap_or(rest)
}

/// Behind the number of a list ("1. 15:30 o numbered"), where a time or a date follows it.
fn numbered(line: &str) -> Option<&str> {
    let (number, behind) = line.split_once(['.', ')'])?;
    let short = (1..=2).contains(&number.len()) && number.bytes().all(|b| b.is_ascii_digit());
    let behind = behind.strip_prefix(char::is_whitespace).filter(|_| short)?.trim_start();
    let timed = !matches!(
        line::jotted(behind, NaiveDate::default()),
        Begins::Words | Begins::Unclear(_) | Begins::Near { .. }
    );
    timed.then_some(behind)
}

fn sort(line: &str, now: Moment) -> Sort {
    let rest = line.trim_start_matches('#');
    let marked = rest.len() < line.len() && rest.starts_with(char::is_whitespace);
    let rest = if marked { rest.trim() } else { line };
    let offset = line.len() - line.find(rest).map_or(rest.len(), |at| line.len() - at);
    match line::jotted(rest, now.local().date()) {
        Begins::Clock(clock, end) => Sort::Note(None, Some((clock, offset + end))),
        Begins::Dated(date, clock, end) => Sort::Note(Some(date), Some((clock, offset + end))),
        Begins::Day(date, end) => heading(date, rest.get(end..).unwrap_or_default(), marked),
        Begins::Near { timed: true, .. } => Sort::Unclear(
            "a jotted line begins with a clock time such as 14:20; its date goes in a heading \
             above"
                .to_owned(),
        ),
        Begins::Near { timed: false, word } => {
            let alone = when::date(rest.trim_end_matches([':', '.', ' ']), now).is_some();
            match (alone || marked, word) {
                (true, _) => Sort::Unreadable(when::RELATIVE.to_owned()),
                (false, true) => Sort::Note(None, None),
                (false, false) => Sort::Unreadable(format!(
                    "it begins with a day; {}; or put a time before the words",
                    when::RELATIVE
                )),
            }
        }
        Begins::Unclear(why) => match when::date(rest.trim_end_matches(':'), now) {
            Some(Err(why)) => Sort::Unreadable(why),
            _ if marked || looks_dated(rest) => Sort::Unreadable(why),
            _ => Sort::Unclear(why),
        },
        Begins::Words if looks_dated(rest) => {
            Sort::Unreadable("write it like Tue 3 March 2026".to_owned())
        }
        Begins::Words if marked && rest.contains(|c: char| c.is_ascii_digit()) => {
            Sort::Unreadable("write it like # Tue 3 March 2026".to_owned())
        }
        Begins::Words if marked => Sort::Title,
        Begins::Words => Sort::Note(None, None),
    }
}

/// A line that begins with a date: a heading, where what stands behind the date is no note.
fn heading(date: NaiveDate, behind: &str, marked: bool) -> Sort {
    let bare = |c: char| !c.is_alphanumeric() && !"#@!".contains(c);
    let words = behind.trim_matches(bare);
    let parted = behind.trim_start().starts_with([',', ':', '-', '–', '—', '(', '|', '/']);
    let count = words.split_whitespace().count();
    let shorthand = words.contains(['#', '@', '!']);
    let most = if parted || marked { 6 } else { 3 };
    if count <= most && !shorthand {
        return Sort::Day(date, words.to_owned());
    }
    Sort::Unreadable(
        "it begins with a date and goes on with a note; write the date on a line of its own, and \
         a time before the words"
            .to_owned(),
    )
}

/// Whether a short line has a year and a day in it, in whatever language: a heading that cannot be
/// read, rather than a note.
fn looks_dated(line: &str) -> bool {
    const MOST: usize = 6;
    if line.split_whitespace().count() > MOST || line.contains(['#', '@', '!']) {
        return false;
    }
    let numbers: Vec<&str> =
        line.split(|c: char| !c.is_numeric()).filter(|run| !run.is_empty()).collect();
    let digits = |run: &&str| run.chars().count();
    let years = numbers.iter().filter(|run| digits(run) == 4).count();
    let days = numbers.iter().filter(|run| digits(run) <= 2).count();
    years == 1 && days >= 1 && numbers.len() <= 3
}

/// A kind's letter on its own before more words.
fn kind_letter(rest: &str) -> (Option<Kind>, &str) {
    let Some((letter, words)) = rest.split_once(char::is_whitespace) else { return (None, rest) };
    let mut letters = letter.chars();
    let one = letters.next().filter(|c| c.is_ascii_lowercase() && letters.next().is_none());
    match one.and_then(|_| Kind::parse(letter)) {
        Some(kind) if !words.trim().is_empty() => (Some(kind), words.trim_start()),
        _ => (None, rest),
    }
}
