//! What answers lead to: each step of adding, defining, editing and merging carries what the steps
//! before it gave, so that asking never splits an action in two.

use super::file;
use super::update::ask_line;
use crate::actions::{self, Refusal, TagCard};
use crate::study::{Status, TagField, TagKey};
use crate::tui::model::{Model as Tui, Turn, failure_of};
use crate::tui::overlay::{
    Answer, Choice, Handled, Item, Overlay, Picker, Prompt, Question, Then as Any,
};

/// What an overlay that this screen opened leads to.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Then {
    /// Go to the tag that was picked.
    Jump,
    /// A name for a new tag was typed.
    AddName,
    /// What it means was typed.
    AddDefinition(String),
    /// Its group was picked.
    AddGroup(Box<TagCard>),
    /// What a provisional tag means was typed.
    DefineText(TagKey),
    /// The field to change was picked.
    EditField(TagKey),
    /// A field's new text was typed; an empty value of the field says which.
    EditText(TagKey, TagField),
    /// The group to move to was picked.
    Move(TagKey),
    /// The tag to merge into was picked.
    Merge(TagKey),
    /// Yes, merge the first into the second.
    MergeSure(TagKey, TagKey),
    /// The file to take in was named.
    ImportFrom,
    /// Yes, take these in.
    ImportSure(Vec<TagCard>),
    /// The file to write was named.
    ExportTo,
    /// It only told something.
    Nothing,
}

/// An overlay that this screen opened was answered.
pub(in crate::tui) fn replied(
    model: &mut Tui,
    then: Then,
    answer: Answer,
    turn: &mut Turn<'_>,
) -> Handled {
    match answer {
        Answer::Chosen => chosen(model, then, turn),
        Answer::Typed(text) => typed(model, then, text.trim(), turn),
        Answer::Picked(keys) => {
            let first = keys.into_iter().next().unwrap_or_default();
            picked(model, then, first.trim(), turn)
        }
        Answer::Unseen(_) => Handled::Done,
    }
}

fn chosen(model: &mut Tui, then: Then, turn: &mut Turn<'_>) -> Handled {
    match then {
        Then::MergeSure(from, into) => {
            let deed = actions::merge(&model.study, turn.cx, &from, &into);
            model.submit(deed, turn)
        }
        Then::ImportSure(cards) => {
            let deed = actions::load(&model.study, turn.cx, &cards);
            model.submit(deed, turn)
        }
        _ => Handled::Done,
    }
}

fn typed(model: &mut Tui, then: Then, text: &str, turn: &mut Turn<'_>) -> Handled {
    match then {
        Then::AddName => match new_name(model, text) {
            Ok(name) => {
                let title = format!("what does {name} mean?");
                ask_definition(model, &title, "", Then::AddDefinition(name));
                Handled::Done
            }
            Err(refusal) => Handled::Refused(failure_of(&refusal)),
        },
        Then::AddDefinition(name) => with_definition(model, name, text),
        Then::DefineText(tag) => with_definition(model, tag.as_str().to_owned(), text),
        Then::EditText(tag, field) => {
            let deed = actions::edit(&model.study, turn.cx, &tag, vec![with_text(&field, text)]);
            model.submit(deed, turn)
        }
        Then::ImportFrom => file::read_from(text, turn),
        Then::ExportTo => file::write_to(model, text, turn),
        _ => Handled::Done,
    }
}

fn picked(model: &mut Tui, then: Then, key: &str, turn: &mut Turn<'_>) -> Handled {
    match then {
        Then::Jump => {
            model.codebook.on = TagKey::parse(key);
            super::update::refresh(model);
            Handled::Done
        }
        Then::AddGroup(card) => {
            let card = TagCard { group: group_named(key), ..*card };
            let deed = actions::define(&model.study, turn.cx, &card);
            model.codebook.on = TagKey::parse(&card.name);
            model.submit(deed, turn)
        }
        Then::EditField(tag) => {
            ask_text(model, tag, key);
            Handled::Done
        }
        Then::Move(tag) => {
            let field = TagField::Group(group_named(key));
            let deed = actions::edit(&model.study, turn.cx, &tag, vec![field]);
            model.submit(deed, turn)
        }
        Then::Merge(from) => {
            if let Some(into) = TagKey::parse(key) {
                sure_to_merge(model, from, into);
            }
            Handled::Done
        }
        _ => Handled::Done,
    }
}

/// The first row of the list of groups stands for none.
const NO_GROUP: &str = "(no group)";

fn group_named(key: &str) -> String {
    if key == NO_GROUP { String::new() } else { key.to_owned() }
}

/// A name that a new tag may have, checked before more is asked.
fn new_name(model: &Tui, typed: &str) -> Result<String, Refusal> {
    if TagKey::parse(typed).is_none() {
        return Err(Refusal::BadTag { typed: typed.to_owned() });
    }
    let name = typed.trim_start_matches('#').to_owned();
    match model.study.codebook().find(&name) {
        Some(tag) if tag.status() != Status::Provisional => Err(Refusal::TagExists { name }),
        Some(_) | None => Ok(name),
    }
}

fn with_definition(model: &mut Tui, name: String, definition: &str) -> Handled {
    if definition.is_empty() {
        return Handled::Refused(failure_of(&Refusal::Missing { what: "a definition" }));
    }
    let title = format!("which group does {name} belong to?");
    let card = TagCard { name, definition: definition.to_owned(), ..TagCard::default() };
    ask_group(model, &title, Then::AddGroup(Box::new(card)));
    Handled::Done
}

/// Asks what a tag means.
pub(super) fn ask_definition(model: &mut Tui, title: &str, text: &str, then: Then) {
    let explains = "One sentence that another coder would read the same way. Examples of what it \
                    takes in and leaves out can be added with e.";
    let prompt = Prompt::of_lines(title, explains, Any::Codebook(then)).with(text);
    model.over(Overlay::Prompt(prompt));
}

/// Asks for a group, an old one or a new one.
pub(super) fn ask_group(model: &mut Tui, title: &str, then: Then) {
    let groups = model.study.codebook().groups().into_iter().chain([NO_GROUP]);
    let item = |name: &str| Item { key: name.into(), name: name.into(), ..Item::default() };
    let picker = Picker::new(title, groups.map(item).collect(), Any::Codebook(then));
    model.over(Overlay::Picker(picker.or_new("new group")));
}

/// The fields that can be reworded, each with what it is for.
fn fields() -> [(&'static str, &'static str, TagField); 5] {
    let none = String::new;
    [
        ("definition", "What it means.", TagField::Definition(none())),
        ("include", "Examples of what it takes in.", TagField::Include(none())),
        (
            "exclude",
            "Near things that it leaves out, and where they belong.",
            TagField::Exclude(none()),
        ),
        ("source", "Where the idea comes from.", TagField::Source(none())),
        (
            "name",
            "The name as shown and typed; the old one goes on working.",
            TagField::Name(none()),
        ),
    ]
}

/// Asks which field to change.
pub(super) fn ask_field(model: &mut Tui, tag: TagKey) {
    let items = fields().map(|(name, meaning, _)| Item {
        key: name.to_owned(),
        name: name.to_owned(),
        detail: meaning.to_owned(),
        ..Item::default()
    });
    let title = format!("change what of {tag}?");
    let picker = Picker::new(&title, items.into(), Any::Codebook(Then::EditField(tag)));
    model.over(Overlay::Picker(picker));
}

fn ask_text(model: &mut Tui, tag: TagKey, field: &str) {
    let Some((name, meaning, empty)) = fields().into_iter().find(|(name, ..)| *name == field)
    else {
        return;
    };
    let codebook = model.study.codebook();
    let now = codebook.ix(&tag).and_then(|ix| codebook.get(ix)).map(|tag| tag.field(&empty));
    let now = match now {
        Some(
            TagField::Name(text)
            | TagField::Definition(text)
            | TagField::Include(text)
            | TagField::Exclude(text)
            | TagField::Source(text)
            | TagField::Group(text),
        ) => text,
        Some(TagField::Status(_) | TagField::MergedInto(_) | TagField::Order(_)) | None => {
            String::new()
        }
    };
    let title = format!("{name} of {tag}");
    let then = Then::EditText(tag, empty);
    if name == "name" {
        return ask_line(model, &title, meaning, &now, then);
    }
    let prompt = Prompt::of_lines(&title, meaning, Any::Codebook(then)).with(&now);
    model.over(Overlay::Prompt(prompt));
}

fn with_text(field: &TagField, text: &str) -> TagField {
    let text = text.to_owned();
    match field {
        TagField::Name(_) => TagField::Name(text),
        TagField::Group(_) => TagField::Group(text),
        TagField::Definition(_) => TagField::Definition(text),
        TagField::Include(_) => TagField::Include(text),
        TagField::Exclude(_) => TagField::Exclude(text),
        TagField::Source(_) => TagField::Source(text),
        TagField::Status(_) | TagField::MergedInto(_) | TagField::Order(_) => field.clone(),
    }
}

fn sure_to_merge(model: &mut Tui, from: TagKey, into: TagKey) {
    let uses = model.codebook.rows.iter().find(|(key, _)| *key == from).map_or(0, |(_, n)| *n);
    let notes =
        if uses == 1 { "1 note follows".to_owned() } else { format!("{uses} notes follow") };
    let detail = format!("{notes}. The mapping is kept, and undo (u) takes it back.");
    let yes = Any::Codebook(Then::MergeSure(from.clone(), into.clone()));
    let choices = vec![
        Choice::new('m', format!("merge {from} into {into}"), yes),
        Choice::new('k', "keep both", Any::Codebook(Then::Nothing)),
    ];
    let asks = format!("Merge {from} into {into}?");
    model.over(Overlay::Question(Question::new(asks, detail, choices)));
}
