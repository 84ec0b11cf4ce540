//! What this screen asks before it does something to a note.

use super::reply::{Field, Then};
use crate::actions::Erasable;
use crate::study::{Kind, Record, Stance};
use crate::tui::model::Model as Tui;
use crate::tui::overlay::{Choice, Item, Overlay, Picker, Prompt, Question, Then as Any};
use crate::tui::screens::capture::tag_items;
use crate::tui::screens::team;

/// What several notes, or one by its code, are called.
pub(super) fn what(model: &Tui) -> String {
    let targets = model.observations.targets(&model.study);
    match targets.as_slice() {
        [one] => one.code().to_string(),
        many => format!("{} notes", many.len()),
    }
}

/// Asks which tags to give.
pub(super) fn tags(model: &mut Tui) {
    let targets = model.observations.targets(&model.study);
    let title = format!("tags for {}", what(model));
    let mut items = tag_items(model);
    for item in &mut items {
        let has = |id| model.study.get(id).is_some_and(|record| has_tag(model, record, &item.key));
        if targets.iter().all(|id| has(*id)) {
            "has it".clone_into(&mut item.aside);
        }
    }
    let picker = Picker::new(&title, items, Any::Observations(Then::Tags(targets)));
    model.over(Overlay::Picker(picker.many().or_new("new tag")));
}

fn has_tag(model: &Tui, record: &Record, name: &str) -> bool {
    let codebook = model.study.codebook();
    model.study.tags_of(record).filter_map(|ix| codebook.get(ix)).any(|tag| tag.name() == name)
}

/// Asks which tags to take off.
pub(super) fn tags_off(model: &mut Tui) {
    let targets = model.observations.targets(&model.study);
    let records: Vec<&Record> = targets.iter().filter_map(|id| model.study.get(*id)).collect();
    let on = |item: &Item| records.iter().any(|record| has_tag(model, record, &item.key));
    let mut items: Vec<Item> = tag_items(model).into_iter().filter(on).collect();
    for item in &mut items {
        item.digit = None;
    }
    let title = format!("take which tags off {}?", what(model));
    let picker = Picker::new(&title, items, Any::Observations(Then::TagsOff(targets))).many();
    model.over(Overlay::Picker(picker));
}

/// Asks for the text as it shall be put.
pub(super) fn amendment(model: &mut Tui) {
    let Some(record) = model.observations.selected(&model.study) else { return };
    let title = format!("reword {}", record.id().code());
    let explains = "The original is kept in its history. What became known later belongs in a later \
                    note (l).";
    let prompt = Prompt::of_lines(&title, explains, Any::Observations(Then::Amend(record.id())));
    let prompt = prompt.with(record.text());
    model.over(Overlay::Prompt(prompt));
}

/// Asks what came later.
pub(super) fn later(model: &mut Tui) {
    let Some(record) = model.observations.selected(&model.study) else { return };
    let title = format!("what came later, about {}", record.id().code());
    let explains = "It gets a date of its own and stays apart from what was known then.";
    let then = Any::Observations(Then::Later(record.id()));
    model.over(Overlay::Prompt(Prompt::of_lines(&title, explains, then)));
}

/// Asks why a note is withdrawn.
pub(super) fn reason(model: &mut Tui) {
    let Some(record) = model.observations.selected(&model.study) else { return };
    let title = format!("withdraw {}", record.id().code());
    let explains = "It leaves every list, search and tally. A record that it existed, and why it was withdrawn, is kept; withdrawn in the filter shows it, undo (u) takes this back. \
                    What is the reason?";
    let explains = format!("{explains}{}", team::reach(model));
    let then = Any::Observations(Then::Withdraw(record.id()));
    model.over(Overlay::Prompt(Prompt::one_line(&title, &explains, then)));
}

/// Asks why a note is to be erased.
pub(super) fn erasure(model: &mut Tui) {
    let Some(record) = model.observations.selected(&model.study) else { return };
    let title = format!("erase {} for good", record.id().code());
    let explains = "For when a person withdraws consent: its words leave every file, and undo does \
                    not bring them back. To take it out of the tallies and keep it, use withdraw \
                    (w). What is the reason? (It stays, so do not repeat what the note says.)";
    let then = Any::Observations(Then::Erase(record.id()));
    model.over(Overlay::Prompt(Prompt::one_line(&title, explains, then)));
}

/// Asks once more, with what goes and what stays.
pub(super) fn erasure_agreed(model: &mut Tui, found: &Erasable, then: Then) {
    let stays = match found.stays.as_slice() {
        [] => String::new(),
        stays => format!(" What is said about it elsewhere stays: {}.", stays.join(", ")),
    };
    let for_all =
        if found.for_all { format!("{}\n\n", crate::actions::FOR_ALL) } else { String::new() };
    let detail = format!(
        "\"{}\"

{for_all}It leaves both records on disk, drafts, and the copies that asdone made. A record that \
         it was erased, when, by whom and why, is kept.{stays} Exports, printouts and copies made \
         another way are beyond reach.{}",
        found.begins,
        team::reach(model)
    );
    let choices = vec![
        Choice::new('e', "erase it for good", Any::Observations(then)),
        Choice::new('k', "keep it", Any::Nothing),
    ];
    let asks = format!("Erase {} for good?", found.name);
    model.over(Overlay::Question(Question::new(asks, detail, choices).careful()));
}

/// Asks which field to put right.
pub(super) fn field(model: &mut Tui) {
    let Some(record) = model.observations.selected(&model.study) else { return };
    let items = Field::all().map(|field| Item {
        key: field.word().to_owned(),
        name: field.word().to_owned(),
        detail: field.meaning().to_owned(),
        ..Item::default()
    });
    let title = format!("What do you want to correct in {}?", record.id().code());
    let then = Any::Observations(Then::Field(record.id()));
    model.over(Overlay::Picker(Picker::new(&title, items.collect(), then)));
}

/// Asks for the new value of a field.
pub(super) fn value(model: &mut Tui, field: Field) {
    let Some(record) = model.observations.selected(&model.study) else { return };
    let id = record.id();
    let then = Any::Observations(Then::Value(id, field));
    let title = format!("{}: {}", id.code(), field.word());
    let choice = |name: &str, detail: &str| Item {
        key: name.to_owned(),
        name: name.to_owned(),
        detail: detail.to_owned(),
        ..Item::default()
    };
    let items: Option<Vec<Item>> = match field {
        Field::Kind => {
            let kinds = Kind::ALL.iter().map(|kind| choice(kind.word(), kind.meaning()));
            Some(kinds.chain([choice("none", "no kind is said")]).collect())
        }
        Field::Stance => {
            let stances = Stance::ALL.iter();
            Some(stances.map(|stance| choice(stance.word(), "where the author stood")).collect())
        }
        Field::Origin => Some(vec![
            choice("spontaneous", "you wrote it without a prompt"),
            choice("prompted", "you were prompted to write it"),
        ]),
        Field::Setting => {
            let places = model.study.known_settings().into_iter().map(|name| choice(name, ""));
            Some(places.chain([choice("none", "not said")]).collect())
        }
        Field::When | Field::Extra(_) => None,
    };
    let overlay = match items {
        Some(items) if field == Field::Setting => {
            Overlay::Picker(Picker::new(&title, items, then).or_new("new"))
        }
        Some(items) => Overlay::Picker(Picker::new(&title, items, then)),
        None if field == Field::When => {
            let at = record.happened_at().local().format("%Y-%m-%d %H:%M").to_string();
            Overlay::Prompt(Prompt::one_line(&title, field.meaning(), then).with(&at).for_a_name())
        }
        None => {
            let now = field.text_of(record).unwrap_or_default().to_owned();
            Overlay::Prompt(Prompt::of_lines(&title, field.meaning(), then).with(&now))
        }
    };
    model.over(overlay);
}
