//! What this screen asks.

use super::model::{What, waiting};
use super::{reply::Then, writing};
use crate::actions::debrief;
use crate::analysis::debrief::{Fit, choices, on_show};
use crate::study::{Day, Field, ObservationId, SheetId};
use crate::tui::model::{Model as Tui, Tone, Turn};
use crate::tui::overlay::{Choice, Item, Overlay, Picker, Prompt, Question, Then as Any};
use crate::tui::text;

fn then(then: Then) -> Any {
    Any::Debrief(then)
}

/// Asks for the whole agenda or the cut; one that is not finished is gone on with first.
pub(super) fn how_long(model: &mut Tui, turn: &mut Turn<'_>) {
    if let Some(open) = debrief::unfinished(&model.study, turn.cx) {
        let id = open.id();
        let choices = vec![
            Choice::new('g', "go on with it", then(Then::GoOn(id))),
            Choice::new('n', "neither", then(Then::Nothing)),
        ];
        let asks = format!("Debrief {} is not finished.", id.code());
        let detail = "One is held at a time. Go on with it, or end it (f) and begin another.";
        return model.over(Overlay::Question(Question::new(asks, detail, choices)));
    }
    let form = &model.debrief.form;
    let minutes = |short| form.steps(short).map(|(_, minutes)| minutes).sum::<u32>();
    let steps = |short| form.steps(short).count();
    let say =
        |word: &str, short| format!("{word}: {} steps, {} minutes", steps(short), minutes(short));
    let choices = vec![
        Choice::new('w', say("the whole agenda", false), then(Then::Begin(false))),
        Choice::new('s', say("the short version", true), then(Then::Begin(true))),
        Choice::new('n', "not now", then(Then::Nothing)),
    ];
    let detail = "Three to eight people, one of you at the keys. The clock shows the time and stops \
                  nothing. This is not the case record.";
    model.over(Overlay::Question(Question::new("How long have you got?", detail, choices)));
}

/// Asks which released notes are on show.
pub(super) fn what_to_show(model: &mut Tui) {
    let Some(sheet) = model.debrief.target(&model.study) else { return };
    let (id, shown) = (sheet.id(), on_show(sheet).collect::<Vec<ObservationId>>());
    let room = usize::from(model.size.0.min(76)).saturating_sub(42);
    let item = |(ix, fit)| {
        let record = model.study.record_at(ix)?;
        let here = shown.contains(&record.id());
        let aside = match fit {
            _ if here => "on show",
            Fit::Ordinary => "suggested: ordinary",
            Fit::Stretch => "suggested: stretch",
            Fit::Before => "shown before",
            Fit::Other => "",
        };
        let kind = record.kind().map_or(' ', |kind| kind.key());
        let words: String = record.text().split_whitespace().collect::<Vec<_>>().join(" ");
        let first: String = words.chars().take(room).collect();
        Some(Item {
            key: record.id().to_string(),
            name: format!("{} {kind} {first}", record.id().code()),
            aside: match model.own().colleague(record.author()) {
                Some(colleague) => format!("{aside} by {}", text::harmless(colleague)),
                None => aside.to_owned(),
            },
            detail: words,
            digit: None,
            also: String::new(),
        })
    };
    let items: Vec<Item> = choices(&model.study).into_iter().filter_map(item).collect();
    if items.is_empty() {
        let said = "nothing is released to the team yet; authors do that on F3 with v";
        return model.say(Tone::Note, said);
    }
    let marked = shown.iter().map(ToString::to_string).collect();
    let title = "what is on show? (released notes only)";
    let picker = Picker::new(title, items, then(Then::Show(id))).many().detail_below();
    model.over(Overlay::Picker(picker.marked(marked)));
}

/// Asks which sort of line; with one sort only there is nothing to ask.
pub(super) fn which_line(model: &mut Tui) {
    let Some(id) = model.debrief.session else { return };
    let sorts = &model.debrief.form.outcome;
    if let [only] = sorts.as_slice() {
        return writing::open(model, id, What::Carried(only.id.clone()));
    }
    let item = |(sort, digit): (&crate::forms::Outcome, char)| Item {
        key: sort.id.clone(),
        name: sort.name.clone(),
        detail: if sort.owner {
            "A role answers for it, by a day.".to_owned()
        } else {
            String::new()
        },
        digit: Some(digit),
        ..Item::default()
    };
    let items: Vec<Item> = sorts.iter().zip('1'..='9').map(item).collect();
    let picker = Picker::new("which line?", items, then(Then::Line(id)));
    model.over(Overlay::Picker(picker));
}

/// Asks how many are here.
pub(super) fn how_many(model: &mut Tui) {
    let Some(sheet) = model.debrief.target(&model.study) else { return };
    let known = match sheet.field(&Field::Attendance(None)) {
        Field::Attendance(Some(number)) => number.to_string(),
        _ => String::new(),
    };
    let explains = "A number only, you among them. Nobody's name is asked for.";
    let prompt = Prompt::one_line("how many are here?", explains, then(Then::Attend(sheet.id())));
    model.over(Overlay::Prompt(prompt.with(&known).for_a_name()));
}

/// Lists what earlier debriefs carried and of which nothing is known yet.
pub(super) fn earlier(model: &mut Tui) {
    let today = Day::of(model.now.local().date());
    let form = &model.debrief.form;
    let items = waiting(model.own(), model.now).into_iter().map(|line| {
        let mut facts = vec![line.name(form).to_owned()];
        match line.owner {
            Some(owner) => facts.push(format!("answers: {owner}")),
            None if line.lacks_owner(form) => facts.push("nobody answers for it yet".to_owned()),
            None => {}
        }
        facts.extend(line.reply_by.map(|due| format!("by {}", due.date().format("%a %-d %b"))));
        facts.push(format!("agreed {}", line.at.local().format("%-d %b %Y")));
        let late = if line.is_overdue(today) { "overdue" } else { "" };
        let words: String = line.text.split_whitespace().collect::<Vec<_>>().join(" ");
        let first: String = words.chars().take(48).collect();
        Item {
            key: format!("{} {}", line.sheet, line.item),
            name: format!("{} {first}", line.item.code()),
            aside: late.to_owned(),
            detail: format!("{words} ({})", facts.join(", ")),
            digit: None,
            also: String::new(),
        }
    });
    let items: Vec<Item> = items.collect();
    let title = "waiting for an answer; Enter notes what became of it";
    let picker = Picker::new(title, items, then(Then::Waiting)).detail_below();
    model.over(Overlay::Picker(picker));
}

/// Asks what became of a line.
pub(super) fn outcome(model: &mut Tui, line: (SheetId, crate::study::ItemId), words: &str) {
    let prompt = Prompt::of_lines("what became of it?", words, then(Then::Outcome(line.0, line.1)));
    model.over(Overlay::Prompt(prompt));
}

/// Asks in what words the contributors were told.
pub(super) fn told(model: &mut Tui) {
    let Some(sheet) = model.debrief.target(&model.study) else { return };
    let explains = "What were those told whose notes were on show: what came of it, and what happens \
                    next?";
    let title = format!("told to the contributors, debrief {}", sheet.id().code());
    let prompt = Prompt::of_lines(&title, explains, then(Then::Told(sheet.id())));
    model.over(Overlay::Prompt(prompt));
}

/// Asks whether it is over.
pub(super) fn end(model: &mut Tui) {
    let Some(id) = model.debrief.session else { return };
    if writing::has_unsaved(model) {
        model.debrief.typing = true;
        return model.say(Tone::Note, "this line is half-typed; save it or empty it, then end");
    }
    let choices = vec![
        Choice::new('e', "end it and read the record", then(Then::End(id))),
        Choice::new('g', "go on", then(Then::Nothing)),
    ];
    let asks = "Does anyone need anything? Who tells the contributors what came of it?";
    let detail = "Afterwards t notes what they were told. Undo opens the debrief again.";
    model.over(Overlay::Question(Question::new(asks, detail, choices)));
}

/// Asks where to write the record.
pub(super) fn file(model: &mut Tui) {
    let Some(sheet) = model.debrief.target(&model.study) else { return };
    let explains = "It is plain text (Markdown). Whoever can read the file can read what was said; \
                    the study itself stays as it is.";
    let name = format!("debrief-{}.md", sheet.at().local().format("%Y-%m-%d"));
    let prompt = Prompt::one_line("write the record to which file?", explains, then(Then::Write));
    model.over(Overlay::Prompt(prompt.with(&name).for_a_name()));
}
