//! The escalation brief: one page that carries a lesson upward. Counts and the lesson's own words;
//! what somebody noted is quoted only where they let it go as far as the page goes, and nobody is
//! named.

use std::fmt::Write as _;

use super::{Card, Evidence, Grounds, LEVEL, grounds};
use crate::analysis::exit::{Exit, Leaves};
use crate::analysis::scope::{Scope, View};
use crate::forms::LessonForm;
use crate::study::{Audience, Day, Field, Moment, Sheet, Sort, Subject};

/// A page to print.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Brief {
    /// The page, as text that is Markdown too.
    pub text: String,
    /// How many notes and voices are quoted.
    pub quoted: usize,
    /// How many are neither counted nor quoted, since they may not go so far.
    pub held_back: usize,
    /// Whose notes it counts: those that may go to the readers of the page.
    pub scope: Scope,
}

impl Brief {
    /// What is not quoted, as a sentence; `None` for nothing.
    pub fn said_held_back(&self) -> Option<String> {
        match self.held_back {
            0 => None,
            1 => Some("1 note or voice is left out of this page: it may not go so far".to_owned()),
            many => Some(format!(
                "{many} notes or voices are left out of this page: they may not go so far"
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
pub fn brief(view: View<'_>, form: &LessonForm, lesson: &Sheet, now: Moment) -> Brief {
    let needed = needed(lesson.choice(LEVEL));
    let exit = Exit::new(view.study(), needed);
    let readers = view.within(Scope::for_audience(needed));
    let card = Card::of(form, lesson, Day::of(now.local().date()));
    let words = Words::of(view, &exit, lesson);
    let grounds = grounds(readers, lesson);
    let mut page = String::new();
    let date = |day: chrono::NaiveDate| day.format("%-d %B %Y").to_string();
    let mut line = |text: &str| {
        page.push_str(text.trim_end());
        page.push('\n');
    };
    line(&format!("# {}", words.name(form, lesson)));
    line("");
    let (study, today) = (view.study().name(), date(now.local().date()));
    line(&format!("Lesson {}, {study}, {today}", lesson.id().code()));
    line("");
    for (name, value) in facts(&card, words.go, &date) {
        line(&format!("- {name}: {value}"));
    }
    line("");
    for (_, asked, text) in words.parts(form, &card) {
        line(&format!("## {asked}"));
        line("");
        text.lines().for_each(&mut line);
        line("");
    }
    if !words.go {
        line("The words of this lesson are not here: its author has not let them go so far.");
        line("");
    }
    counts(&mut line, readers, &grounds, needed);
    let quotes = quotes(&exit, &grounds);
    let held_back = held_back(&exit, &super::grounds(view, lesson));
    if !quotes.is_empty() {
        line("## In their own words");
        line("");
        for quote in &quotes {
            quote.lines().for_each(|part| line(&format!("> {part}")));
            line("");
        }
    }
    for (text, at) in card.told().filter(|_| words.go) {
        line(&format!("Answered {}: {text}", date(at.local().date())));
        line("");
    }
    line(
        "Nobody is named here, and this is not the case record. The figures are of notes that \
          people chose to make; they are a sample and not a census.",
    );
    Brief { text: page, quoted: quotes.len(), held_back, scope: readers.scope() }
}

/// What the lesson is grounded in, in numbers that its readers may see.
fn counts(line: &mut dyn FnMut(&str), readers: View<'_>, grounds: &Grounds, needed: Audience) {
    line("## What this is grounded in");
    line("");
    if grounds.evidence.is_empty() {
        line("Nothing that may be counted here stands behind this lesson yet.");
    } else {
        line(&format!("Grounded in {}.", grounds.said(readers)));
    }
    if let Some(gone) = grounds.said_gone(readers) {
        line(&format!("{}.", gone.replacen("more ", "", 1)));
    }
    line(&format!("Only what its authors let go as far as {} is counted.", said(needed)));
    line("");
}

/// An audience as the end of a sentence.
const fn said(audience: Audience) -> &'static str {
    match audience {
        Audience::Private => "nobody else",
        Audience::Team => "the team",
        Audience::Organisation => "the organisation",
        Audience::Academic => "academic partners",
    }
}

/// What a page for others has of the lesson's own words. Its author prints them as far as they like;
/// anyone else as far as the author has raised it. What is quiet is on no page.
struct Words<'s> {
    go: bool,
    answers: Vec<(&'s str, &'s str, &'s str)>,
}

impl<'s> Words<'s> {
    fn of(view: View<'_>, exit: &Exit<'_>, lesson: &'s Sheet) -> Self {
        let go = view.me() == Some(lesson.author()) || exit.sheet(lesson) == Leaves::Words;
        let answers = if go { exit.forms().answers_to_share(lesson) } else { Vec::new() };
        Self { go, answers }
    }

    fn name(&self, form: &LessonForm, lesson: &'s Sheet) -> &'s str {
        let title = lesson.fields().filter(|_| self.go).find_map(|field| match field {
            Field::Title(title) if !title.is_empty() => Some(title.as_str()),
            _ => None,
        });
        let of_part = |prompt: &str| self.answers.iter().find(|(known, ..)| *known == prompt);
        let part = || form.part.iter().find_map(|part| of_part(&part.id));
        let first_line = |(.., text): &(&'s str, &'s str, &'s str)| text.lines().next();
        title.or_else(|| part().and_then(first_line)).unwrap_or("A lesson")
    }

    fn parts(&self, form: &LessonForm, card: &Card<'s>) -> Vec<(&'s str, &'s str, &'s str)> {
        let mut parts = card.parts(form);
        parts.retain(|(prompt, ..)| self.answers.iter().any(|(known, ..)| known == prompt));
        parts
    }
}

fn facts(
    card: &Card<'_>,
    words: bool,
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
    if let Some(reason) = card.reason.filter(|_| words) {
        let _ = write!(status, ": {reason}");
    }
    facts.push(("Status", status));
    facts.extend(card.look_again.map(|day| ("Look again from", date(day.date()))));
    facts
}

/// The first few notes and voices among the grounds that may be quoted.
fn quotes(exit: &Exit<'_>, grounds: &Grounds) -> Vec<String> {
    let quotable = grounds.evidence.iter().filter(|one| is_quotable(exit, one.subject));
    quotable.filter_map(|one| exit.quote(one.subject)).take(QUOTES).collect()
}

/// How many notes and voices the lesson is grounded in that may not go so far.
fn held_back(exit: &Exit<'_>, grounds: &Grounds) -> usize {
    let held =
        |one: &&Evidence| is_quotable(exit, one.subject) && exit.of(one.subject) == Leaves::Nothing;
    grounds.evidence.iter().filter(held).count()
}

/// Notes and voices are quoted; reflections and debriefs are counted.
fn is_quotable(exit: &Exit<'_>, subject: Subject) -> bool {
    match subject {
        Subject::Observation(_) => true,
        Subject::Sheet(id) => {
            let sort = exit.study().sheets().get(id).and_then(Sheet::sort);
            sort.is_some_and(Sort::is_quoted)
        }
        Subject::Line(..) => false,
    }
}
