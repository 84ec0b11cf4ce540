//! What keys do while a study is begun.

use super::{Ask, Command};
use crate::actions::{Context, Founding, found};
use crate::import::codebook::default_cards;
use crate::journal::Identity;
use crate::study::{Change, DeviceId, PersonId, Whose};
use crate::tui::key::{Code, Key};
use crate::tui::model::{Model as Tui, Turn, failure_of};
use crate::tui::msg::{Effect, Failure};
use crate::tui::widgets::Field;

/// Does what a command says.
pub(in crate::tui) fn run(model: &mut Tui, command: Command, turn: &mut Turn<'_>) {
    let first_run = &mut model.first_run;
    if first_run.under_way {
        return;
    }
    match command {
        Command::Next => match first_run.at.step(1) {
            Some(next) => first_run.at = next,
            None => begin(model, turn),
        },
        Command::Back => first_run.at = first_run.at.step(-1).unwrap_or(first_run.at),
    }
}

fn field(model: &mut Tui) -> Option<&mut Field> {
    match model.first_run.at {
        Ask::Name => Some(&mut model.first_run.name),
        Ask::Pseudonym => Some(&mut model.first_run.pseudonym),
        Ask::Settings => Some(&mut model.first_run.settings),
        Ask::Codebook => None,
    }
}

/// Takes a key that is no command: typing, or choosing a codebook.
pub(in crate::tui) fn key(model: &mut Tui, key: Key, _turn: &mut Turn<'_>) {
    if model.first_run.under_way {
        return;
    }
    model.first_run.trouble = None;
    if let Some(field) = field(model) {
        field.key(key);
        return;
    }
    let default = &mut model.first_run.default_codebook;
    match (key.code, key.typed()) {
        (_, Some('d')) => *default = true,
        (_, Some('e')) => *default = false,
        (Code::Left | Code::Right, _) | (_, Some(' ')) => *default = !*default,
        _ => {}
    }
}

/// Takes a pasted text.
pub(in crate::tui) fn paste(model: &mut Tui, text: &str) {
    if !model.first_run.under_way
        && let Some(field) = field(model)
    {
        field.paste(text);
    }
}

fn begin(model: &mut Tui, turn: &mut Turn<'_>) {
    let asked = &model.first_run;
    let settings = asked.settings.text();
    let mut named: Vec<String> = Vec::new();
    for name in settings.split(',').map(str::trim).filter(|name| !name.is_empty()) {
        if !named.iter().any(|known| known == name) {
            named.push(name.to_owned());
        }
    }
    let founding = Founding {
        name: asked.name.text().trim().to_owned(),
        pseudonym: asked.pseudonym.text().trim().to_owned(),
        settings: named,
        codebook: if asked.default_codebook { default_cards() } else { Vec::new() },
        whose: Whose::Own,
    };
    let person = PersonId::from(turn.cx.ids.fresh());
    // The low half of an id is the random one.
    let device = DeviceId(turn.cx.ids.fresh().as_u64_pair().1);
    let context = Context { author: person, ..*turn.cx };
    let deed = match found(&context, &founding) {
        Ok(deed) => deed,
        Err(refusal) => {
            if founding.name.is_empty() {
                model.first_run.at = Ask::Name;
            } else if founding.pseudonym.is_empty() {
                model.first_run.at = Ask::Pseudonym;
            }
            model.first_run.trouble = Some(failure_of(&refusal));
            return;
        }
    };
    let study = deed.changes.iter().find_map(|change| match change {
        Change::Founded { study, .. } => Some(*study),
        _ => None,
    });
    let Some(study) = study else { return };
    model.first_run.under_way = true;
    turn.effects.push(Effect::Begin(Identity { study, device, person }, deed));
}

/// The study could not be made; the answers stay.
pub(in crate::tui) fn failed(model: &mut Tui, failure: Failure) {
    model.first_run.under_way = false;
    model.first_run.trouble = Some(failure);
}
