//! What this screen asks before it does something to a lesson.

use super::marks::today;
use super::reply::Then;
use crate::actions::lesson::{self, Question};
use crate::actions::{Paper, when};
use crate::study::{Record, Sheet, SheetId, Sort, Subject, TagKey};
use crate::tui::asking::{self, Ask, Asking};
use crate::tui::model::{Model as Tui, Tone, Turn, failure_of};
use crate::tui::overlay::{Item, Overlay, Picker, Prompt, Then as Any};
use crate::tui::screens::Screen;
use crate::tui::text;

/// The most notes that are offered to ground a lesson in; marking them in the list of observations
/// takes any number along.
const MOST: usize = 400;

fn asks(model: &Tui) -> Vec<Ask> {
    let form = model.lessons.form();
    let all = form.map(lesson::questions).unwrap_or_default();
    all.into_iter().map(|Question { says, hint, fill, .. }| Ask::new(&says, hint, fill)).collect()
}

/// Opens the questions of a new lesson, grounded in `subjects`.
pub(super) fn begin(model: &mut Tui, subjects: &[Subject], tags: &[TagKey], turn: &mut Turn<'_>) {
    super::marks::read_form(&mut model.lessons, &model.study);
    let paper = match lesson::paper(&model.study, turn.cx, subjects, tags) {
        Ok(paper) => paper,
        Err(refusal) => return model.say(Tone::Warn, failure_of(&refusal).said()),
    };
    let about = match subjects.len() {
        0 => "Not linked to any notes yet; g links some.".to_owned(),
        1 => format!(
            "Grounded in {}.",
            subjects.first().map_or(String::new(), |s| lesson::code_of(*s))
        ),
        many => format!("Grounded in {many} notes."),
    };
    model.lessons.on = Some(paper.sheet);
    model.status = None;
    model.lessons.lens = super::Lens::Lessons;
    let asking = Asking::new(paper, "a new lesson", asks(model), model.now).about(&about);
    asking::open(model, Screen::Lessons, asking);
}

/// Opens the questions of the lesson one stands on.
pub(super) fn edit(model: &mut Tui) {
    let Some(sheet) = model.lessons.selected(&model.study) else { return };
    let title = format!("lesson {}", sheet.id().code());
    let paper = Paper::of(sheet, Sort::Lesson);
    let asking = Asking::new(paper, &title, asks(model), model.now);
    asking::open(model, Screen::Lessons, asking);
}

fn choice(key: &str, detail: &str) -> Item {
    Item { key: key.to_owned(), name: key.to_owned(), detail: detail.to_owned(), ..Item::default() }
}

/// Asks for the status.
pub(super) fn status(model: &mut Tui, id: SheetId) {
    let Some(form) = model.lessons.form() else { return };
    let now = model.lessons.card(&model.study, today(model)).map(|card| card.status);
    let items = form.status.iter().zip('1'..='9').map(|(status, digit)| {
        let detail = match (status.reason, status.closed) {
            (true, true) => "Given with a reason only; no reply is due any more.",
            (true, false) => "Given with a reason only.",
            (false, true) => "No reply is due any more.",
            (false, false) => "",
        };
        let mut item = choice(&status.id, detail);
        item.digit = Some(digit);
        if now.as_ref() == Some(&status.id) {
            "now".clone_into(&mut item.aside);
        }
        item
    });
    let title = format!("status of lesson {}", id.code());
    let picker = Picker::new(&title, items.collect(), Any::Lessons(Then::Status(id)));
    model.over(Overlay::Picker(picker));
}

/// Asks which role decided.
pub(super) fn decider(model: &mut Tui, id: SheetId, status: &str) {
    let title = format!("lesson {}: {status}", id.code());
    let explains = "Which role decided? Not a name. Enter alone leaves it open.";
    let then = Any::Lessons(Then::Decider(id, status.to_owned()));
    model.over(Overlay::Prompt(Prompt::one_line(&title, explains, then).for_a_name()));
}

/// Asks for the reason.
pub(super) fn reason(model: &mut Tui, id: SheetId, status: &str, by: &str) {
    let title = format!("lesson {}: {status}", id.code());
    let explains = "What is the reason? Those who contributed read it as their answer.";
    let then = Any::Lessons(Then::Reason(id, status.to_owned(), by.to_owned()));
    model.over(Overlay::Prompt(Prompt::of_lines(&title, explains, then)));
}

/// Asks which of role and days to set.
pub(super) fn charge(model: &mut Tui, id: SheetId) {
    let items = vec![
        choice("owner", "the role, not a name, that answers for it"),
        choice("reply by", "the day by which a reply is due"),
        choice("look again", "the day from which the matter is looked at again"),
    ];
    let title = format!("who and when, lesson {}", id.code());
    model.over(Overlay::Picker(Picker::new(&title, items, Any::Lessons(Then::Charge(id)))));
}

/// Asks for the role or the day.
pub(super) fn charged(model: &mut Tui, id: SheetId, what: &str) {
    let Some(card) = model.lessons.card(&model.study, today(model)) else { return };
    let day = |day: Option<crate::study::Day>| {
        day.map(|day| day.date().format("%Y-%m-%d").to_string()).unwrap_or_default()
    };
    let (now, explains) = match what {
        "reply by" => (day(card.reply_by), "By which day? friday, 2w, 17 March; empty for none."),
        "look again" => {
            (day(card.look_again), "From which day? friday, 8w, 17 March; empty for none.")
        }
        _ => (card.owner.unwrap_or_default().to_owned(), "Which role? Not a name; empty for none."),
    };
    let title = format!("{what}, lesson {}", id.code());
    let then = Any::Lessons(Then::Charged(id, what.to_owned()));
    model.over(Overlay::Prompt(Prompt::one_line(&title, explains, then).with(&now).for_a_name()));
}

/// Asks for the answer back.
pub(super) fn tell(model: &mut Tui, id: SheetId) {
    let title = format!("you said, we did: lesson {}", id.code());
    let explains = "Everyone whose notes, reflections or words fed this lesson finds it among their \
                    answers.";
    let then = Any::Lessons(Then::Tell(id));
    model.over(Overlay::Prompt(Prompt::of_lines(&title, explains, then)));
}

/// Asks for the reason of a withdrawal.
pub(super) fn withdraw(model: &mut Tui, id: SheetId) {
    let title = format!("withdraw lesson {}", id.code());
    let explains = "A record that it existed, and why, is kept. What is the reason?";
    let then = Any::Lessons(Then::Withdraw(id));
    model.over(Overlay::Prompt(Prompt::one_line(&title, explains, then)));
}

/// Asks where to write the brief.
pub(super) fn path(model: &mut Tui, id: SheetId) {
    let title = format!("write the brief of lesson {}", id.code());
    let explains = "To which file? It is readable by anyone who can read that folder.";
    let then = Any::Lessons(Then::Path(id));
    let name = format!("lesson-{}.md", id.code());
    let prompt = Prompt::one_line(&title, explains, then).with(&name);
    model.over(Overlay::Prompt(prompt.for_a_name()));
}

/// Asks what else a lesson is grounded in.
pub(super) fn ground(model: &mut Tui, id: SheetId) {
    let Some(sheet) = model.study.sheets().get(id) else { return };
    let named: Vec<Subject> = sheet.links().collect();
    let items: Vec<Item> = grounds(model)
        .into_iter()
        .filter(|(subject, _)| !named.contains(subject))
        .map(|(_, item)| item)
        .collect();
    if items.is_empty() {
        return model.say(Tone::Note, "there is nothing else that it could be grounded in");
    }
    let title = format!("what is lesson {} grounded in?", id.code());
    let picker = Picker::new(&title, items, Any::Lessons(Then::Ground(id)));
    model.over(Overlay::Picker(picker.many().detail_below()));
}

/// Asks what a lesson is not grounded in after all.
pub(super) fn unground(model: &mut Tui, id: SheetId) {
    let Some(sheet) = model.study.sheets().get(id) else { return };
    let items: Vec<Item> = sheet.links().filter_map(|subject| item(model, subject)).collect();
    if items.is_empty() {
        return model.say(Tone::Note, "it names nothing that it is grounded in");
    }
    let title = format!("what is lesson {} not grounded in?", id.code());
    let picker = Picker::new(&title, items, Any::Lessons(Then::Unground(id)));
    model.over(Overlay::Picker(picker.many().detail_below()));
}

/// Asks whether notes begin a new lesson or go to one that is there.
pub(super) fn offer(model: &mut Tui, subjects: Vec<Subject>) {
    super::marks::read_form(&mut model.lessons, &model.study);
    let Some(form) = model.lessons.form() else { return };
    let today = today(model);
    let cards = crate::analysis::lessons::cards(model.own(), form, today);
    let mut items =
        vec![Item { key: String::new(), name: "a new lesson".to_owned(), ..Item::default() }];
    items.extend(cards.iter().map(|card| Item {
        key: card.sheet.id().to_string(),
        name: format!("{}  {}", card.sheet.id().code(), card.name(form)),
        aside: card.status.clone(),
        ..Item::default()
    }));
    let title = match subjects.as_slice() {
        [one] => format!("{} goes to", lesson::code_of(*one)),
        many => format!("{} notes go to", many.len()),
    };
    let then = Any::Lessons(Then::Offered(subjects));
    model.over(Overlay::Picker(Picker::new(&title, items, then)));
}

/// Everything that a lesson could be grounded in, one's own and what colleagues let the team see:
/// sheets, newest first, then the newest notes.
fn grounds(model: &Tui) -> Vec<(Subject, Item)> {
    let mut all = Vec::new();
    for sort in [Sort::Debrief, Sort::Reflection, Sort::Voice] {
        for sheet in model.own().sheets_open_to_me(sort).rev() {
            let lines = sheet.lines().filter(|said| lesson::is_words(&said.line));
            let lines = lines.map(|said| Subject::Line(sheet.id(), said.item));
            all.push(Subject::Sheet(sheet.id()));
            all.extend(lines.filter(|_| sort == Sort::Debrief));
        }
    }
    let mut notes: Vec<&Record> = model.own().open_to_me().map(|(_, record)| record).collect();
    notes.sort_by_key(|record| (std::cmp::Reverse(record.happened_at().millis), record.id()));
    all.extend(notes.into_iter().take(MOST).map(|record| Subject::Observation(record.id())));
    all.into_iter().filter_map(|subject| Some((subject, item(model, subject)?))).collect()
}

/// What something that a lesson can be grounded in looks like in a list.
fn item(model: &Tui, subject: Subject) -> Option<Item> {
    let by = |author| match model.own().colleague(author) {
        Some(colleague) => format!(" by {}", text::harmless(colleague)),
        None => String::new(),
    };
    let (key, sort, words) = match subject {
        Subject::Observation(id) => {
            let record = model.study.get(id).filter(|record| record.is_standing())?;
            (id.to_string(), format!("note{}", by(record.author())), record.text().to_owned())
        }
        Subject::Sheet(id) => {
            let sheet = model.study.sheets().get(id).filter(|sheet| sheet.is_standing())?;
            let at = when::say(sheet.at(), model.now);
            let sort = format!("{}{}", sheet.sort()?.word(), by(sheet.author()));
            (id.to_string(), sort, said(sheet, &at))
        }
        Subject::Line(id, item) => {
            let sheet = model.study.sheets().get(id).filter(|sheet| sheet.is_standing())?;
            let line = sheet.lines().find(|said| said.item == item)?;
            let words = lesson::words_of(&line.line)?.to_owned();
            (item.code().as_str().to_owned(), format!("line of {}", id.code()), words)
        }
    };
    let flat = text::harmless(&words).into_owned();
    Some(Item {
        key,
        name: format!("{}  {}", lesson::code_of(subject), text::head(&flat, 44)),
        aside: sort,
        detail: flat,
        digit: None,
        also: String::new(),
    })
}

/// A sheet in a few words.
fn said(sheet: &Sheet, at: &str) -> String {
    let first = sheet.answers().next().map(|(.., text)| text.to_owned());
    first.map_or_else(|| at.to_owned(), |text| format!("{at}: {text}"))
}
