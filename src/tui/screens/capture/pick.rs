//! The lists from which tags and a setting are picked.

use super::update::{Then, begin_next};
use crate::study::Status;
use crate::tui::model::Model as Tui;
use crate::tui::overlay::{Item, Overlay, Picker, Then as AnyThen};

/// Lets tags be picked, the ones used lately by digits.
pub(super) fn pick_tags(model: &mut Tui) {
    begin_next(model);
    let codebook = model.study.codebook();
    let mut recent = Vec::new();
    for record in model.study.records().iter().rev().take(40) {
        for tag in model.study.tags_of(record).filter_map(|ix| codebook.get(ix)) {
            if !recent.contains(&tag.name()) {
                recent.push(tag.name());
            }
        }
    }
    let item = |tag: &&crate::study::Tag| {
        let digit = recent.iter().position(|name| *name == tag.name()).and_then(|at| {
            char::from_digit(u32::try_from(at + 1).ok().filter(|digit| *digit <= 9)?, 10)
        });
        let part = |label: &str, text: &str| {
            if text.is_empty() { String::new() } else { format!("\n\n{label} {text}") }
        };
        let aside = match tag.status() {
            Status::Defined => tag.group(),
            status @ (Status::Provisional | Status::Retired) => status.word(),
        };
        let (include, exclude) = (part("yes:", tag.include()), part("not:", tag.exclude()));
        Item {
            key: tag.name().to_owned(),
            name: tag.name().to_owned(),
            aside: aside.to_owned(),
            detail: format!("{}{include}{exclude}", tag.definition()),
            digit,
        }
    };
    let items = codebook.offered().iter().map(item).collect();
    let picker = Picker::new("tags", items, AnyThen::Capture(Then::Tags))
        .many()
        .or_new("new tag")
        .marked(model.capture.form.tags.clone());
    model.over(Overlay::Picker(picker));
}

/// Lets a setting be picked, or a new one be typed.
pub(super) fn pick_setting(model: &mut Tui) {
    begin_next(model);
    let mut names: Vec<&String> = model.study.settings().iter().collect();
    names.extend(model.study.places().iter().filter(|name| !model.study.settings().contains(name)));
    let items = names
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
    let picker = Picker::new("where", items, AnyThen::Capture(Then::Setting)).or_new("new");
    model.over(Overlay::Picker(picker));
}
