//! What keys do on this screen.

use ratatui::layout::Rect;

use super::reply::{self, Then};
use super::{Command, file, model, view};
use crate::actions;
use crate::analysis::plain::plain_name;
use crate::study::{Status, Tag, TagKey};
use crate::tui::command::Place;
use crate::tui::key::Key;
use crate::tui::model::{Model as Tui, Tone, Turn};
use crate::tui::msg::Effect;
use crate::tui::overlay::{Item, Overlay, Picker, Prompt, Then as Any};
use crate::tui::screens::observations;

/// Where the person is on this screen, for the keymap, nearest first.
pub(in crate::tui) fn places(_model: &Tui) -> &'static [Place] {
    &[Place::Codebook, Place::List]
}

/// Whether a command would do anything now.
pub(in crate::tui) fn is_ready(model: &Tui, command: Command) -> bool {
    let tag = model.codebook.selected(&model.study);
    let is = |status: Status| tag.is_some_and(|tag| tag.status() == status);
    match command {
        Command::Add | Command::Import => model.is_open(),
        Command::ShowAll => true,
        Command::Find | Command::Export | Command::Copy => tag.is_some(),
        Command::Notes => model.codebook.uses() > 0,
        Command::Define => is(Status::Provisional),
        Command::Edit | Command::Move => is(Status::Defined),
        Command::Merge => tag.is_some_and(Tag::is_offered),
        Command::Retire => is(Status::Defined) || is(Status::Retired) || is_merged(tag),
    }
}

fn is_merged(tag: Option<&Tag>) -> bool {
    tag.is_some_and(|tag| tag.merged_into().is_some())
}

/// Does what a command says.
pub(in crate::tui) fn run(model: &mut Tui, command: Command, turn: &mut Turn<'_>) {
    if !is_ready(model, command) {
        return model.say(Tone::Note, why_not(command));
    }
    let tag = model.codebook.selected(&model.study).map(|tag| tag.key().clone());
    match (command, tag) {
        (Command::Add, _) => ask_line(
            model,
            "a new tag",
            "Its name: letters, digits, dots and hyphens, for example s.double-check.",
            "",
            Then::AddName,
        ),
        (Command::ShowAll, _) => {
            model.codebook.all = !model.codebook.all;
            refresh(model);
        }
        (Command::Import, _) => file::ask_import(model),
        (Command::Export, _) => file::ask_export(model),
        (Command::Find, _) => {
            let items = tag_items(model, None);
            model.over(Overlay::Picker(Picker::new(
                "find a tag",
                items,
                Any::Codebook(Then::Jump),
            )));
        }
        (Command::Notes, Some(_)) => {
            let name = model.codebook.selected(&model.study).map(|tag| tag.name().to_owned());
            let query = format!("tag:{}", name.unwrap_or_default());
            observations::show_query(model, &query, turn);
        }
        (Command::Define, Some(tag)) => {
            let title = format!("what does {tag} mean?");
            reply::ask_definition(model, &title, "", Then::DefineText(tag));
        }
        (Command::Edit, Some(tag)) => reply::ask_field(model, tag),
        (Command::Move, Some(tag)) => {
            let title = format!("move {tag} to which group?");
            reply::ask_group(model, &title, Then::Move(tag));
        }
        (Command::Merge, Some(tag)) => {
            let items = tag_items(model, Some(&tag));
            let title = format!("merge {tag} into which tag?");
            let picker = Picker::new(&title, items, Any::Codebook(Then::Merge(tag)));
            model.over(Overlay::Picker(picker));
        }
        (Command::Retire, Some(tag)) => retire_or_restore(model, &tag, turn),
        (Command::Copy, Some(_)) => copy(model, turn),
        (
            Command::Notes
            | Command::Define
            | Command::Edit
            | Command::Move
            | Command::Merge
            | Command::Retire
            | Command::Copy,
            None,
        ) => {}
    }
}

const fn why_not(command: Command) -> &'static str {
    match command {
        Command::Notes => "no note has this tag",
        Command::Define => "this tag is defined already; e changes what is said of it",
        Command::Edit | Command::Move => "define this tag first (d)",
        Command::Merge => "this tag is not in use; r brings it back",
        Command::Retire => "only a defined tag can be taken out of use; g merges this one",
        Command::Add | Command::Import => "the study is not open yet",
        Command::Find | Command::Export | Command::Copy => "there are no tags yet",
        Command::ShowAll => "",
    }
}

fn retire_or_restore(model: &mut Tui, tag: &TagKey, turn: &mut Turn<'_>) {
    let offered = model.codebook.selected(&model.study).is_some_and(Tag::is_offered);
    let deed = if offered {
        actions::retire(&model.study, turn.cx, tag)
    } else {
        actions::restore(&model.study, turn.cx, tag)
    };
    model.attempt(deed, turn);
}

fn copy(model: &mut Tui, turn: &mut Turn<'_>) {
    let Some(tag) = model.codebook.selected(&model.study) else { return };
    let text = format!("{}: {}", tag.name(), tag.definition());
    let said = format!("{} was sent to the terminal's clipboard", tag.name());
    turn.effects.push(Effect::Copy(text));
    model.say(Tone::Note, said);
}

/// Asks for one line.
pub(super) fn ask_line(model: &mut Tui, title: &str, explains: &str, text: &str, then: Then) {
    let prompt = Prompt::one_line(title, explains, Any::Codebook(then)).with(text);
    model.over(Overlay::Prompt(prompt.for_a_name()));
}

/// The tags in use as rows of a picker, but one.
fn tag_items(model: &Tui, but: Option<&TagKey>) -> Vec<Item> {
    let tags = model.study.codebook().offered();
    let item = |tag: &Tag| Item {
        key: tag.key().as_str().to_owned(),
        name: plain_name(tag).to_owned(),
        aside: tag.name().to_owned(),
        detail: view::card(tag),
        digit: None,
        also: String::new(),
    };
    tags.into_iter().filter(|tag| Some(tag.key()) != but).map(item).collect()
}

/// Takes a key that is no command: moving.
pub(in crate::tui) fn key(model: &mut Tui, key: Key, _turn: &mut Turn<'_>) {
    model.codebook.place.key(key);
    model.codebook.on = model.codebook.selected(&model.study).map(|tag| tag.key().clone());
}

/// Takes a pasted text; lists ignore it.
pub(in crate::tui) fn paste(_model: &mut Tui, _text: &str, _turn: &mut Turn<'_>) {}

/// A click at a column and row of the terminal, within `body`.
pub(in crate::tui) fn click(model: &mut Tui, at: (u16, u16), body: Rect, _turn: &mut Turn<'_>) {
    let list = view::list_area(body);
    if list.contains(at.into()) {
        let row = model.codebook.place.window().start + usize::from(at.1 - list.y);
        model.codebook.place.select(row);
        model.codebook.on = model.codebook.selected(&model.study).map(|tag| tag.key().clone());
    }
}

/// The study, the window or the choice of tags has changed.
pub(in crate::tui) fn refresh(model: &mut Tui) {
    let seen = (model.study.revision(), model.codebook.all);
    if model.codebook.seen != Some(seen) {
        model.codebook.rows = model::rows(model.own(), model.codebook.all);
        model.codebook.seen = Some(seen);
    }
    let body = crate::tui::view::areas(model.size).body;
    let height = usize::from(view::list_area(body).height);
    let codebook = &mut model.codebook;
    codebook.place.fit(codebook.rows.len(), height);
    let still = |on: &TagKey| codebook.rows.iter().position(|(key, _)| key == on);
    if let Some(row) = codebook.on.as_ref().and_then(still) {
        codebook.place.select(row);
    }
}
