//! One lesson, one answer or one brief, as lines.

use ratatui::text::Line;

use super::marks::today;
use super::model::Lens;
use crate::actions::lesson::{code_of, words_of};
use crate::actions::when;
use crate::analysis::lessons::brief::brief;
use crate::analysis::lessons::{Card, Due, Evidence, Footing, grounds};
use crate::study::Subject;
use crate::tui::model::Model as Tui;
use crate::tui::text;
use crate::tui::theme::Role;

/// Lines in the making, wrapped to a width.
struct Page<'a> {
    model: &'a Tui,
    wide: usize,
    lines: Vec<Line<'static>>,
}

impl Page<'_> {
    fn gap(&mut self) {
        self.lines.push(Line::default());
    }

    fn say(&mut self, said: &str, role: Role) {
        let style = self.model.look.style(role);
        let rows = text::wrapped(said, self.wide).into_iter();
        self.lines.extend(rows.map(|row| Line::styled(row, style)));
    }

    /// A text after a word that says what it is.
    fn field(&mut self, label: &str, said: &str) {
        self.say(label, Role::Dim);
        self.say(said, Role::Text);
    }

    /// One line, cut to its room.
    fn line(&mut self, said: &str, role: Role) {
        let flat = text::harmless(said);
        let shown = text::cut(&flat, self.wide, self.model.look.ellipsis()).into_owned();
        self.lines.push(Line::styled(shown, self.model.look.style(role)));
    }
}

/// What one stands on, in lines of at most `wide` columns.
pub(super) fn lines(model: &Tui, wide: usize) -> Vec<Line<'static>> {
    let mut page = Page { model, wide: wide.max(1), lines: Vec::new() };
    match model.lessons.lens {
        Lens::Lessons => {
            if let Some(card) = model.lessons.card(&model.study, today(model)) {
                lesson(&mut page, &card);
            }
        }
        Lens::Answers => answer(&mut page),
        Lens::Candidates => candidate(&mut page),
    }
    page.lines
}

/// The page that carries the lesson upward.
pub(super) fn brief_lines(model: &Tui, wide: usize) -> Vec<Line<'static>> {
    let mut page = Page { model, wide: wide.max(1), lines: Vec::new() };
    let lesson = model.lessons.selected(&model.study);
    if let Some((form, sheet)) = model.lessons.form().zip(lesson) {
        let brief = brief(model.own(), form, sheet, model.now);
        for line in brief.text.lines() {
            let role = if line.starts_with('#') { Role::Heading } else { Role::Text };
            page.say(line, role);
        }
        page.gap();
        if let Some(said) = brief.said_held_back() {
            page.say(&said, Role::Dim);
        }
        page.say(
            "Read it through before it goes (B writes it to a file): the words are yours, and may \
             name somebody.",
            Role::Dim,
        );
    }
    page.lines
}

fn lesson(page: &mut Page<'_>, card: &Card<'_>) {
    let model = page.model;
    let Some(form) = model.lessons.form() else { return };
    page.say(&format!("{}  {}", card.sheet.id().code(), card.name(form)), Role::Heading);
    standing(page, card);
    for (_, asked, words) in card.parts(form) {
        page.gap();
        page.field(asked, words);
    }
    page.gap();
    let grounds = grounds(model.seen(), card.sheet);
    page.say("grounded in", Role::Dim);
    page.say(&grounds.said(model.seen()), Role::Accent);
    if let Some(gone) = grounds.said_gone(model.seen()) {
        page.say(&gone, Role::Warn);
    }
    match grounds.footing() {
        Footing::Firm => {}
        Footing::Thin => page.say(
            "A thin footing so far: two notes, or one with a reflection on it, carry further.",
            Role::Dim,
        ),
        Footing::None => page.say("g names the notes that it rests on.", Role::Dim),
    }
    for one in &grounds.evidence {
        evidence(page, *one);
    }
    for (words, at) in card.told() {
        page.gap();
        page.field(&format!("answered {}", when::say(at, model.now)), words);
    }
}

/// Status, what is proposed, who answers and by when.
fn standing(page: &mut Page<'_>, card: &Card<'_>) {
    let model = page.model;
    let day = |day| when::say_day(day, model.now);
    let mut status = format!("{} since {}", card.status, when::say(card.since, model.now));
    if let Some(by) = card.decided_by {
        status.push_str(&format!(", decided by the {by}"));
    }
    page.say(&status, Role::Text);
    if let Some(reason) = card.reason {
        page.say(&format!("reason: {reason}"), Role::Text);
    }
    let (step, level) = card.proposes();
    let mut facts: Vec<String> = Vec::new();
    facts.extend(step.map(str::to_owned));
    facts.extend(level.map(|level| format!("to {level}")));
    facts.extend(card.owner.map(|owner| format!("with the {owner}")));
    facts.push(crate::tui::audience::said(card.sheet.audience()).to_owned());
    page.say(&facts.join(&format!(" {} ", model.look.dot())), Role::Dim);
    match (card.due, card.reply_by) {
        (Due::Overdue, Some(by)) => {
            page.say(&format!("! reply overdue since {}", day(by)), Role::Warn);
        }
        (_, Some(by)) if !card.closed => page.say(&format!("reply by {}", day(by)), Role::Dim),
        _ => {}
    }
    match (card.due, card.look_again) {
        (Due::LookAgain, Some(from)) => {
            let said =
                format!("~ look again: due since {}; f shows the notes made since", day(from));
            page.say(&said, Role::Warn);
        }
        (_, Some(from)) => page.say(&format!("look again from {}", day(from)), Role::Dim),
        _ => {}
    }
    let tags: Vec<String> = card.sheet.tags().map(ToString::to_string).collect();
    if !tags.is_empty() {
        page.say(&tags.join("  "), Role::Tag);
    }
}

fn evidence(page: &mut Page<'_>, one: Evidence) {
    let study = &page.model.study;
    let words = match one.subject {
        Subject::Observation(id) => study.get(id).map_or("", |record| record.text()).to_owned(),
        Subject::Sheet(id) => {
            let sheet = study.sheets().get(id);
            let sort = sheet.and_then(|sheet| sheet.sort()).map_or("", |sort| sort.word());
            let at = sheet.map(|sheet| when::say(sheet.at(), page.model.now)).unwrap_or_default();
            format!("{sort}, {at}")
        }
        Subject::Line(id, item) => {
            let sheet = study.sheets().get(id);
            let said = sheet.and_then(|sheet| sheet.lines().find(|said| said.item == item));
            let words = said.and_then(|said| words_of(&said.line)).unwrap_or_default();
            format!("{words} (debrief {})", id.code())
        }
    };
    let through = one.through.map_or(String::new(), |id| format!(" (through {})", id.code()));
    page.line(&format!("{}{through}  {words}", code_of(one.subject)), Role::Text);
}

fn answer(page: &mut Page<'_>) {
    let Some(answer) = page.model.lessons.answer() else { return };
    page.say(&answer.name, Role::Heading);
    page.gap();
    page.say(&format!("{}.", sentence(&answer.said())), Role::Text);
    for news in &answer.news {
        page.gap();
        let new = if page.model.lessons.was_read.is_new(news) { " (new)" } else { "" };
        let at = when::say(news.at, page.model.now);
        page.field(&format!("{at}{new}"), &news.what.said());
    }
}

/// The same with a capital letter.
fn sentence(said: &str) -> String {
    let mut letters = said.chars();
    letters.next().map(|c| c.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

fn candidate(page: &mut Page<'_>) {
    let Some(one) = page.model.lessons.candidate() else { return };
    let study = &page.model.study;
    page.say(&one.said(study), Role::Heading);
    let day = |at: crate::study::Moment| at.local().format("%-d %b %Y").to_string();
    let mut facts = format!("{} notes, {} to {}", one.count, day(one.span.0), day(one.span.1));
    if one.settings > 1 {
        facts.push_str(&format!(", in {} settings", one.settings));
    }
    page.say(&facts, Role::Dim);
    if let Some(id) = one.again {
        page.say(&format!("again since lesson {} was closed", id.code()), Role::Warn);
    }
    page.gap();
    let says = match one.word() {
        "recurring" => {
            "The same answer to the same trigger, and no lesson about it: somebody makes \
                        up for it each time."
        }
        "cost" => "Somebody noted a cost or a limit beside this. Who carries it?",
        _ => "Nothing was changed to meet it, or nothing was noted. What was it like?",
    };
    page.say(says, Role::Text);
    page.gap();
    for id in &one.notes {
        if let Some(record) = study.get(*id) {
            page.line(&format!("{}  {}", id.code(), record.text()), Role::Text);
        }
    }
}
