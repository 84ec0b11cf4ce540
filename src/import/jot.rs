//! Lines jotted on a phone or on paper: `HH:MM k text #tag @setting`, under date headings.
//!
//! | line | meaning |
//! |---|---|
//! | `Tue 3 March 2026`, `# 2026-03-03`, `3/3/2026` | the lines below are of this date |
//! | `14:20 w Printer down #t.tool @court` | an observation: time, kind (optional), words, shorthand |
//! | `Rang school back` | at the time of the line above |
//! | `// …` | a remark to oneself, passed over |
//!
//! Directly after a time a small letter on its own (`o a w s k`) is the kind, so an article there
//! is written `A`. The date stays that of its heading past midnight: write a heading then.

use chrono::{NaiveDate, NaiveTime};

use super::Intake;
use super::taking::{Taking, reason};
use crate::actions::capture::{fits, not_to_come};
use crate::actions::shorthand::read_words;
use crate::actions::tagging::Tags;
use crate::actions::{Consent, Context, Refusal, when, words};
use crate::study::{
    Foresight, Kind, Moment, Observation, ObservationId, Origin, Source, Stance, Study, Ways,
    letters,
};

/// Reads jotted lines. The same line under the same date is the same observation however often it
/// is brought in. Lines before the first heading are today's (`context.now`).
pub fn read(text: &str, study: &Study, context: &Context<'_>, consent: Consent) -> Intake {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let taking = Taking::new(study, context);
    let mut jot = Jot { taking, consent, under: Under::Nothing, last: None };
    for (row, line) in text.lines().enumerate() {
        jot.line(row + 1, line);
    }
    jot.taking.finish()
}

/// The heading that the present line stands under.
enum Under {
    /// None yet: today.
    Nothing,
    /// This date.
    Day(NaiveDate),
    /// A heading that cannot be a date, on this line. What follows must not land on a wrong one.
    Unreadable { number: usize, line: String },
}

struct Jot<'a> {
    taking: Taking<'a>,
    consent: Consent,
    under: Under,
    last: Option<NaiveTime>,
}

enum Heading {
    Day(NaiveDate),
    Unreadable(String),
    Title,
}

impl Jot<'_> {
    fn line(&mut self, number: usize, line: &str) {
        let plain = without_bullet(line.trim());
        if plain.is_empty() || plain.starts_with("//") || plain.chars().all(|c| c == '#') {
            return;
        }
        match heading(plain, self.taking.context.now) {
            Some(Heading::Day(date)) => {
                self.under = Under::Day(date);
                self.last = None;
            }
            Some(Heading::Unreadable(why)) => {
                let reason = format!("this heading is not a date: {why}");
                self.taking.bad(number, line, reason);
                self.under = Under::Unreadable { number, line: plain.to_owned() };
            }
            Some(Heading::Title) => {
                let reason = "this heading is not a date; begin the line with // to have it \
                              passed over";
                self.taking.bad(number, line, reason);
            }
            None => {
                let read = self.observation(plain);
                match read {
                    Ok(observation) => {
                        self.taking.record(observation);
                    }
                    Err(reason) => self.taking.bad(number, line, reason),
                }
            }
        }
    }

    fn observation(&mut self, line: &str) -> Result<Observation, String> {
        let now = self.taking.context.now;
        let date = match &self.under {
            Under::Nothing => now.local().date(),
            Under::Day(date) => *date,
            Under::Unreadable { number, line } => {
                return Err(format!(
                    "it stands under a date that cannot be ({line}, line {number}); put that right"
                ));
            }
        };
        let (time, rest, timed) = self.time(line)?;
        let happened_at = Moment::at_local(date.and_time(time), now.offset);
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
            foresight: Foresight::default(),
            ways: Ways::default(),
            tags: tags.keys,
        };
        fits(&observation).map_err(|refusal| reason(&refusal))?;
        Ok(observation)
    }

    /// The time of a line, what is left of it, and whether the line says the time itself.
    fn time<'l>(&mut self, line: &'l str) -> Result<(NaiveTime, &'l str, bool), String> {
        if let Some((taken, time)) = when::clock_start(line) {
            let time = time?;
            self.last = Some(time);
            let rest = line.get(taken..).unwrap_or_default().trim_start();
            let rest =
                rest.strip_prefix(['-', '–', '—']).filter(|r| r.starts_with(' ')).unwrap_or(rest);
            return Ok((time, rest.trim(), true));
        }
        if when::start(line, self.taking.context.now).is_some() {
            return Err(
                "a jotted line begins with a clock time such as 14:20; its date goes in a \
                        heading above"
                    .to_owned(),
            );
        }
        let none = || "there is no time for this line; begin it with one, such as 14:20".to_owned();
        Ok((self.last.ok_or_else(none)?, line, false))
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

/// The line without the mark that note-taking programs put before each.
fn without_bullet(line: &str) -> &str {
    for bullet in ["- ", "* ", "• ", "– "] {
        if let Some(rest) = line.strip_prefix(bullet) {
            return rest.trim_start();
        }
    }
    line
}

fn heading(line: &str, now: Moment) -> Option<Heading> {
    let rest = line.trim_start_matches('#');
    let marked = rest.len() < line.len() && rest.starts_with(char::is_whitespace);
    let rest = if marked { rest.trim() } else { line };
    let rest = rest.trim_end_matches(':');
    match when::date(rest, now) {
        Some(Ok(date)) => Some(Heading::Day(date)),
        Some(Err(why)) => Some(Heading::Unreadable(why)),
        None if marked && rest.contains(|c: char| c.is_ascii_digit()) => {
            Some(Heading::Unreadable("write it like # Tue 3 March 2026".to_owned()))
        }
        None => marked.then_some(Heading::Title),
    }
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
