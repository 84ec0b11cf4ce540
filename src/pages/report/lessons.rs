//! Lessons, what became of them, and what was done about what was said.

use maud::{Markup, html};

use super::{Asked, date};
use crate::analysis::debrief::carried;
use crate::analysis::exit::{Exit, Leaves};
use crate::analysis::lessons::{Card, cards, counted, grounds};
use crate::analysis::mask::{Count, alone};
use crate::forms::{DebriefForm, Forms, LessonForm};
use crate::pages::words::{paragraphs, said};
use crate::study::{Audience, Day, Field, Line, Moment, Sheet, Sort};

/// What of sheets may stand on a page: in one's own scope one's own words without what is quiet, in
/// a wider one what leaves for its readers.
pub(super) struct Door<'a> {
    exit: Exit<'a>,
    own: bool,
}

impl<'a> Door<'a> {
    pub(super) fn of(asked: &Asked<'a>) -> Self {
        let to = asked.view.scope().audience().unwrap_or(Audience::Team);
        Self { exit: Exit::new(asked.view.study(), to), own: !asked.view.is_wider() }
    }

    pub(super) fn forms(&self) -> &Forms {
        self.exit.forms()
    }

    /// Whether the words of a sheet may stand here.
    pub(super) fn lets(&self, sheet: &Sheet) -> bool {
        self.own || self.exit.sheet(sheet) == Leaves::Words
    }

    /// Whether a voice's words may stand here: nobody's own scope makes up for their leave.
    pub(super) fn lets_voice(&self, voice: &Sheet) -> bool {
        crate::analysis::voices::may_be_shared(&self.forms().voice, voice) && self.lets(voice)
    }

    /// Prompt, question and answer of a sheet, without what is quiet.
    pub(super) fn answers<'s>(&self, sheet: &'s Sheet) -> Vec<(&'s str, &'s str, &'s str)> {
        if self.lets(sheet) { self.forms().answers_to_share(sheet) } else { Vec::new() }
    }

    /// What people call a lesson, without what is quiet.
    fn name<'s>(&self, sheet: &'s Sheet) -> &'s str {
        let title = sheet.fields().find_map(|field| match field {
            Field::Title(title) if !title.is_empty() => Some(title.as_str()),
            _ => None,
        });
        let first = || self.answers(sheet).first().and_then(|(.., text)| text.lines().next());
        title.or_else(first).unwrap_or("A lesson")
    }
}

/// Every lesson that may stand here, as a card: where it is on its way, and what it rests on.
pub(super) fn lessons(asked: &Asked<'_>) -> Markup {
    let door = Door::of(asked);
    let form = &door.forms().lesson;
    let today = Day::of(asked.now.local().date());
    let mut found = cards(asked.view, form, today);
    found.retain(|card| door.lets(card.sheet));
    if found.is_empty() {
        return html! { p { "There is no lesson on this page yet." } };
    }
    html! { @for found in &found { (card(asked, &door, form, found)) } }
}

fn card(asked: &Asked<'_>, door: &Door<'_>, form: &LessonForm, card: &Card<'_>) -> Markup {
    let answers = door.answers(card.sheet);
    let mut parts = card.parts(form);
    parts.retain(|(prompt, ..)| answers.iter().any(|(known, ..)| known == prompt));
    let (step, level) = card.proposes();
    let grounds = grounds(asked.view, card.sheet);
    let mut status = format!("{} since {}", card.status, date(card.since));
    if let Some(by) = card.decided_by {
        status.push_str(&format!(", decided by the {by}"));
    }
    let day = |day: Day| day.date().format("%-d %B %Y").to_string();
    let facts = [
        ("Status", Some(status)),
        ("Why", card.reason.map(str::to_owned)),
        ("Proposed", step.map(str::to_owned)),
        ("Carried to", level.map(str::to_owned)),
        ("Who answers", card.owner.map(str::to_owned)),
        ("Reply by", card.reply_by.filter(|_| !card.closed).map(day)),
        ("Look again from", card.look_again.map(day)),
        ("Rests on", Some(grounds.said(asked.view))),
    ];
    html! {
        article.card {
            h3 { (said(door.name(card.sheet))) }
            dl.facts {
                @for (name, value) in facts {
                    @if let Some(value) = value { dt { (name) } dd { (said(&value)) } }
                }
            }
            @for (_, asked, text) in parts {
                p.note { (said(asked)) }
                (paragraphs(text))
            }
        }
    }
}

/// What was said, and what was done about it.
struct Answered<'a> {
    said: Vec<&'a str>,
    did: Vec<(&'a str, Moment)>,
}

/// What was said in lessons, debriefs and voices, with what the people who said it were told. What
/// has no answer yet is counted, so that it is not forgotten.
pub(super) fn answers(asked: &Asked<'_>) -> Markup {
    let door = Door::of(asked);
    let mut answered: Vec<Answered<'_>> = Vec::new();
    for sheet in asked.view.sheets(Sort::Lesson).filter(|sheet| door.lets(sheet)) {
        answered.push(Answered { said: vec![door.name(sheet)], did: told(sheet) });
    }
    let form: &DebriefForm = &door.forms().debrief;
    let mut kept = Vec::new();
    for line in carried(asked.view) {
        let sheet = asked.view.study().sheets().get(line.sheet);
        if sheet.is_some_and(|sheet| door.lets(sheet)) {
            answered.push(Answered { said: vec![line.text], did: line.outcomes.clone() });
            kept.push(line.name(form).to_owned());
        }
    }
    for voice in asked.view.sheets(Sort::Voice).filter(|voice| door.lets_voice(voice)) {
        let words: Vec<&str> = door.answers(voice).into_iter().map(|(.., text)| text).collect();
        if !words.is_empty() {
            answered.push(Answered { said: words, did: told(voice) });
        }
    }
    let (done, open): (Vec<_>, Vec<_>) = answered.into_iter().partition(|one| !one.did.is_empty());
    let open = alone(asked.view, open.len() as u64);
    html! {
        @if done.is_empty() { p { "No answer has been given yet." } }
        @for one in &done {
            article.card {
                p.note { "You said" }
                blockquote { @for text in &one.said { (paragraphs(text)) } }
                @for (text, at) in &one.did {
                    p.note { "We did, " (date(*at)) }
                    (paragraphs(text))
                }
            }
        }
        @if open != Count::Shown(0) {
            p.note {
                (counted(open, "thing that was said waits", "things that were said wait"))
                " for an answer."
            }
        }
    }
}

fn told(sheet: &Sheet) -> Vec<(&str, Moment)> {
    let told = sheet.lines().filter_map(|said| match &said.line {
        Line::Told { text } => Some((text.as_str(), said.at)),
        _ => None,
    });
    told.collect()
}
