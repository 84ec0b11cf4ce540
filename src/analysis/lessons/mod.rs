//! Lessons as they stand: where each is on its way, what it is grounded in, what is overdue, what
//! could become one, and what became of what somebody noted.

pub mod answers;
pub mod brief;
pub mod candidates;
mod grounds;

pub use grounds::{Evidence, Figures, Footing, Grounds, counted, grounds};

use std::cmp::Reverse;

use super::scope::View;
use crate::forms::LessonForm;
use crate::study::{Day, Field, Line, Moment, Sheet, Sort, Study, Subject, TagKey};

/// The list of the forms that a lesson's level is chosen from.
pub const LEVEL: &str = "level";

/// The list of the forms that a lesson's sort of step is chosen from.
pub const STEP: &str = "step";

/// What a lesson asks of somebody today.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Due {
    /// A reply was due before today and has not come.
    Overdue,
    /// The matter is to be looked at again.
    LookAgain,
    /// Nobody is waited for.
    Nothing,
}

/// A lesson card as it stands.
#[derive(Clone, Debug)]
pub struct Card<'s> {
    /// The sheet it is on.
    pub sheet: &'s Sheet,
    /// Its status, a word of the study's form.
    pub status: String,
    /// Since when it has that status.
    pub since: Moment,
    /// The role that decided on the status, where it was said.
    pub decided_by: Option<&'s str>,
    /// Why it has that status, where a reason was given.
    pub reason: Option<&'s str>,
    /// Whether no reply is due any more.
    pub closed: bool,
    /// The role that answers for it.
    pub owner: Option<&'s str>,
    /// By which day a reply is due.
    pub reply_by: Option<Day>,
    /// From which day the matter is to be looked at again.
    pub look_again: Option<Day>,
    /// What it asks of somebody today.
    pub due: Due,
}

impl<'s> Card<'s> {
    /// The card of a lesson on a day.
    pub fn of(form: &LessonForm, sheet: &'s Sheet, today: Day) -> Self {
        let first = form.status.first().map_or("proposed", |status| status.id.as_str());
        let mut card = Self {
            sheet,
            status: first.to_owned(),
            since: sheet.at(),
            decided_by: None,
            reason: None,
            closed: false,
            owner: None,
            reply_by: None,
            look_again: None,
            due: Due::Nothing,
        };
        for said in sheet.lines() {
            if let Line::Moved { status, by, reason } = &said.line {
                card.status.clone_from(status);
                card.since = said.at;
                (card.decided_by, card.reason) = (by.as_deref(), reason.as_deref());
            }
        }
        for field in sheet.fields() {
            match field {
                Field::Owner(role) => card.owner = role.as_deref(),
                Field::ReplyBy(day) => card.reply_by = *day,
                Field::LookAgain(day) => card.look_again = *day,
                _ => {}
            }
        }
        let status = form.status.iter().find(|known| known.id == card.status);
        card.closed = status.is_some_and(|status| status.closed);
        // What was turned down is not tried, so there is nothing to look at again.
        let turned_down = status.is_some_and(|status| status.closed && status.reason);
        card.due = if !card.closed && card.reply_by.is_some_and(|day| day < today) {
            Due::Overdue
        } else if !turned_down && card.look_again.is_some_and(|day| day <= today) {
            Due::LookAgain
        } else {
            Due::Nothing
        };
        card
    }

    /// What people call it: its title, or else the first words of its first part.
    pub fn name(&self, form: &LessonForm) -> &'s str {
        name(form, self.sheet)
    }

    /// The words chosen for the sort of step and for the level, where they were.
    pub fn proposes(&self) -> (Option<&'s str>, Option<&'s str>) {
        (self.sheet.choice(STEP), self.sheet.choice(LEVEL))
    }

    /// The parts that were filled in: prompt, question as put, words; in the order of the form,
    /// those that it does not know any more last.
    pub fn parts(&self, form: &LessonForm) -> Vec<(&'s str, &'s str, &'s str)> {
        let place = |prompt: &str| {
            let known = form.part.iter().position(|part| part.id == prompt);
            known.unwrap_or(form.part.len())
        };
        let mut parts: Vec<_> = self.sheet.answers().collect();
        parts.sort_by_key(|(prompt, ..)| place(prompt));
        parts
    }

    /// The answers back, "you said, we did": words and when.
    pub fn told(&self) -> impl Iterator<Item = (&'s str, Moment)> + use<'s> {
        self.sheet.lines().filter_map(|said| match &said.line {
            Line::Told { text } => Some((text.as_str(), said.at)),
            _ => None,
        })
    }
}

/// What people call a lesson: its title, or else the first line of its first part; its code where
/// there are neither.
pub fn name<'s>(form: &LessonForm, sheet: &'s Sheet) -> &'s str {
    let title = sheet.fields().find_map(|field| match field {
        Field::Title(title) if !title.is_empty() => Some(title.as_str()),
        _ => None,
    });
    let part = || form.part.iter().find_map(|part| sheet.answer(&part.id));
    let any = || sheet.answers().next().map(|(.., text)| text);
    let first_line = |text: &'s str| text.lines().next().unwrap_or_default();
    title.or_else(part).or_else(any).map_or("without a title", first_line)
}

/// The lessons that stand, in the order in which they ask for somebody: replies longest overdue,
/// then what is to be looked at again, then those still open and then those closed, the newest
/// first.
pub fn cards<'s>(view: View<'s>, form: &LessonForm, today: Day) -> Vec<Card<'s>> {
    let lessons = view.sheets(Sort::Lesson);
    let mut cards: Vec<Card<'s>> = lessons.map(|sheet| Card::of(form, sheet, today)).collect();
    cards.sort_by_key(|card| {
        let day = match card.due {
            Due::Overdue => card.reply_by,
            Due::LookAgain => card.look_again,
            Due::Nothing => None,
        };
        (card.due, day, card.closed, Reverse(card.since.millis), card.sheet.id())
    });
    cards
}

/// How many replies are overdue.
pub fn overdue(view: View<'_>, form: &LessonForm, today: Day) -> usize {
    let lessons = view.sheets(Sort::Lesson);
    lessons.filter(|sheet| Card::of(form, sheet, today).due == Due::Overdue).count()
}

/// The lessons that stand, are grounded in `subject` itself and may be read by whoever asks, oldest
/// first.
pub fn fed_by(view: View<'_>, subject: Subject) -> impl Iterator<Item = &Sheet> {
    view.sheets_about(subject, Sort::Lesson)
}

/// A query that finds the notes made since a lesson was to change something: from its day to look
/// again where that has come, or else from when it got its status, with any of its tags, or else of
/// the tags that most of its evidence has.
pub fn since_then(study: &Study, card: &Card<'_>, grounds: &Grounds, today: Day) -> String {
    let has_come = card.look_again.filter(|day| *day <= today);
    let from = has_come.map_or_else(|| card.since.local().date(), Day::date);
    let own: Vec<&TagKey> = card.sheet.tags().collect();
    let codebook = study.codebook();
    let mut names: Vec<String> = Vec::new();
    for key in own {
        let tag = codebook.ix(key).and_then(|ix| codebook.get(codebook.resolve(ix)));
        names.extend(tag.map(|tag| tag.name().to_owned()));
    }
    if names.is_empty() {
        names = grounds.common_tags(study);
    }
    names.dedup();
    let terms: Vec<String> = names.iter().map(|name| format!("tag:{name}")).collect();
    format!("since:{from} {}", terms.join(" or ")).trim_end().to_owned()
}

/// A query that finds just these notes; `None` for none.
pub fn just_these(study: &Study, grounds: &Grounds) -> Option<String> {
    let codes = grounds.notes(study).map(|record| format!("id:{}", record.id().code().as_str()));
    let terms: Vec<String> = codes.collect();
    (!terms.is_empty()).then(|| terms.join(" or "))
}
