//! The escalation brief: one page that carries a lesson upward. Counts and the lesson's own words;
//! what somebody noted is quoted only where they let it go as far as the page goes, and nobody is
//! named.

use std::fmt::Write as _;

use super::{Card, LEVEL, grounds};
use crate::forms::LessonForm;
use crate::study::{Audience, Day, Field, Moment, Record, Sheet, Sort, Study, Subject};

/// A page to print.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Brief {
    /// The page, as text that is Markdown too.
    pub text: String,
    /// How many notes and voices are quoted.
    pub quoted: usize,
    /// How many are not, since they may not go so far.
    pub held_back: usize,
}

impl Brief {
    /// What is not quoted, as a sentence; `None` for nothing.
    pub fn said_held_back(&self) -> Option<String> {
        match self.held_back {
            0 => None,
            1 => Some("1 note or voice is counted and not quoted: it may not go so far".to_owned()),
            many => Some(format!(
                "{many} notes or voices are counted and not quoted: they may not go so far"
            )),
        }
    }
}

/// The most that is quoted, so that it stays a page.
const QUOTES: usize = 3;

/// How far something must be allowed to go before a page for that level may quote it. A level that
/// a study made up itself is taken to be the furthest.
pub fn needed(level: Option<&str>) -> Audience {
    match level.map(str::to_lowercase).as_deref() {
        Some("team") => Audience::Team,
        Some("service" | "organisation" | "organization") => Audience::Organisation,
        _ => Audience::Academic,
    }
}

/// The brief of a lesson, as it stands at `now`.
pub fn brief(study: &Study, form: &LessonForm, lesson: &Sheet, now: Moment) -> Brief {
    let card = Card::of(form, lesson, Day::of(now.local().date()));
    let grounds = grounds(study, lesson);
    let mut page = String::new();
    let date = |day: chrono::NaiveDate| day.format("%-d %B %Y").to_string();
    let mut line = |text: &str| {
        page.push_str(text.trim_end());
        page.push('\n');
    };
    line(&format!("# {}", card.name(form)));
    line("");
    line(&format!("Lesson {}, {}, {}", lesson.id().code(), study.name(), date(now.local().date())));
    line("");
    for (name, value) in facts(&card, &date) {
        line(&format!("- {name}: {value}"));
    }
    line("");
    for (_, asked, text) in card.parts(form) {
        line(&format!("## {asked}"));
        line("");
        text.lines().for_each(&mut line);
        line("");
    }
    line("## What this is grounded in");
    line("");
    line(&format!("Grounded in {}.", grounds.said(study)));
    if let Some(gone) = grounds.said_gone(study) {
        line(&format!("{}.", gone.replacen("more ", "", 1)));
    }
    line("");
    let (quotes, held_back) = quotes(study, lesson, needed(lesson.choice(LEVEL)));
    if !quotes.is_empty() {
        line("## In their own words");
        line("");
        for quote in &quotes {
            quote.lines().for_each(|part| line(&format!("> {part}")));
            line("");
        }
    }
    for (text, at) in card.told() {
        line(&format!("Answered {}: {text}", date(at.local().date())));
        line("");
    }
    line(
        "Nobody is named here, and this is not the case record. The figures are of notes that \
          people chose to make; they are a sample and not a census.",
    );
    Brief { text: page, quoted: quotes.len(), held_back }
}

fn facts(
    card: &Card<'_>,
    date: &dyn Fn(chrono::NaiveDate) -> String,
) -> Vec<(&'static str, String)> {
    let (step, level) = card.proposes();
    let mut facts = Vec::new();
    facts.extend(step.map(|step| ("Proposed", step.to_owned())));
    facts.extend(level.map(|level| ("To be carried to", level.to_owned())));
    facts.extend(card.owner.map(|owner| ("Who answers", owner.to_owned())));
    facts.extend(card.reply_by.map(|day| ("Reply by", date(day.date()))));
    let mut status = format!("{} since {}", card.status, date(card.since.local().date()));
    if let Some(by) = card.decided_by {
        let _ = write!(status, ", decided by the {by}");
    }
    if let Some(reason) = card.reason {
        let _ = write!(status, ": {reason}");
    }
    facts.push(("Status", status));
    facts.extend(card.look_again.map(|day| ("Look again from", date(day.date()))));
    facts
}

/// The words that may go so far, and how many may not.
fn quotes(study: &Study, lesson: &Sheet, needed: Audience) -> (Vec<String>, usize) {
    let mut quotes = Vec::new();
    let mut held_back = 0;
    for one in grounds(study, lesson).evidence {
        let words = match one.subject {
            Subject::Observation(id) => study.get(id).map(|record| of_note(record, needed)),
            Subject::Sheet(id) => {
                let voice = study.sheets().get(id).filter(|s| s.sort() == Some(Sort::Voice));
                voice.map(|sheet| of_voice(sheet, needed))
            }
            Subject::Line(..) => None,
        };
        match words {
            Some(Some(words)) if quotes.len() < QUOTES => quotes.push(words),
            Some(None) => held_back += 1,
            Some(Some(_)) | None => {}
        }
    }
    (quotes, held_back)
}

fn of_note(record: &Record, needed: Audience) -> Option<String> {
    (record.audience() >= needed).then(|| record.text().to_owned())
}

fn of_voice(voice: &Sheet, needed: Audience) -> Option<String> {
    let may = voice.fields().any(|field| matches!(field, Field::MayShare(true)));
    let words: Vec<&str> = voice.answers().map(|(.., text)| text).collect();
    (may && voice.audience() >= needed && !words.is_empty()).then(|| words.join("\n"))
}
