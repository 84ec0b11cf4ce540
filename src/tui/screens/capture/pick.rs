//! The lists from which tags and a setting are picked.

use super::update::{Then, begin_next};
use crate::analysis::View;
use crate::analysis::plain::plain_name;
use crate::study::{PersonId, Record, Status, Study, Tag, Verdict};
use crate::tui::model::Model as Tui;
use crate::tui::overlay::{Item, Overlay, Picker, Then as AnyThen};

/// How many of a person's latest notes tell which tags they use just now.
const LATELY: usize = 40;

/// The tags in use as rows of a picker, the nine that this person used lately with a digit each:
/// what colleagues use must not move the digits that somebody has learnt.
pub(in crate::tui) fn tag_items(model: &Tui) -> Vec<Item> {
    let study = &model.study;
    let codebook = study.codebook();
    let recent = model.person().map_or_else(Vec::new, |person| used_lately(study, person));
    let item = |tag: &&Tag| {
        let digit = recent.iter().position(|name| *name == tag.name()).and_then(|at| {
            char::from_digit(u32::try_from(at + 1).ok().filter(|digit| *digit <= 9)?, 10)
        });
        let part = |label: &str, text: &str| {
            if text.is_empty() { String::new() } else { format!("\n\n{label} {text}") }
        };
        let plain = plain_name(tag);
        let aside = match tag.status() {
            Status::Defined if plain != tag.name() => tag.name(),
            Status::Defined => tag.group(),
            status @ (Status::Provisional | Status::Retired) => status.word(),
        };
        let (include, exclude) = (part("yes:", tag.include()), part("not:", tag.exclude()));
        Item {
            key: tag.name().to_owned(),
            name: plain.to_owned(),
            aside: aside.to_owned(),
            detail: format!("{}{include}{exclude}", tag.definition()),
            digit,
            also: String::new(),
        }
    };
    codebook.offered().iter().map(item).collect()
}

/// The names of the tags that a person said yes to on their latest notes, newest note first.
fn used_lately(study: &Study, person: PersonId) -> Vec<&str> {
    let codebook = study.codebook();
    let own = study.person_ix(person);
    let notes = View::of(study, person).written_ever().rev().map(|(_, record)| record);
    let notes = notes.take(LATELY);
    let mut recent = Vec::new();
    for said in notes.flat_map(Record::taggings) {
        if Some(said.coder) == own && said.verdict == Verdict::Yes {
            let name = codebook.get(codebook.resolve(said.tag)).map(Tag::name);
            recent.extend(name.filter(|name| !recent.contains(name)));
        }
    }
    recent
}

/// Lets tags be picked, the ones used lately by digits; with the letter that was typed to come here.
pub(super) fn pick_tags(model: &mut Tui, first: Option<char>) {
    begin_next(model);
    let items = tag_items(model);
    let picker = Picker::new("tags", items, AnyThen::Capture(Then::Tags))
        .many()
        .or_new("new tag")
        .marked(model.capture.form.tags.clone())
        .typed(first);
    model.over(Overlay::Picker(picker));
}

/// Lets a setting be picked, or a new one be typed.
pub(super) fn pick_setting(model: &mut Tui, first: Option<char>) {
    begin_next(model);
    let items = model
        .study
        .known_settings()
        .iter()
        .enumerate()
        .map(|(at, name)| Item {
            key: (*name).clone(),
            name: (*name).clone(),
            digit: u32::try_from(at + 1)
                .ok()
                .filter(|d| *d <= 9)
                .and_then(|d| char::from_digit(d, 10)),
            ..Item::default()
        })
        .collect();
    let picker =
        Picker::new("where", items, AnyThen::Capture(Then::Setting)).or_new("new").typed(first);
    model.over(Overlay::Picker(picker));
}
