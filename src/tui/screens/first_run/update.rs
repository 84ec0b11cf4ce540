//! What keys do while a study is begun.

use super::{Ask, Command};
use crate::actions::{Context, Founding, found};
use crate::files::codebook::default_cards;
use crate::journal::Identity;
use crate::journal::keys::Secret;
use crate::study::{Change, DeviceId, Entry, PersonId, Study, Whose};
use crate::tui::key::{Code, Key};
use crate::tui::model::{Model as Tui, Phase, Tone, Turn, failure_of};
use crate::tui::msg::{Effect, Failure};
use crate::tui::screens::{Screen, words};
use crate::tui::widgets::Field;
use crate::tui::widgets::new_passphrase::Time;

/// Does what a command says.
pub(in crate::tui) fn run(model: &mut Tui, command: Command, turn: &mut Turn<'_>) {
    if model.first_run.under_way {
        return;
    }
    let at = model.first_run.at;
    match command {
        Command::Next if at == Ask::Passphrase && model.first_run.passphrase.is_empty() => {
            begin(model, turn);
        }
        Command::Next if time(model).is_some_and(|time| !took(model, time)) => {}
        Command::Next => match at.step(1) {
            Some(next) => model.first_run.at = next,
            None => begin(model, turn),
        },
        Command::Back => model.first_run.at = at.step(-1).unwrap_or(at),
    }
    if model.first_run.at == Ask::Passphrase {
        model.first_run.passphrase.forget_again();
    }
}

/// Takes what is asked of a passphrase; where it is refused, says why and stays or begins again.
fn took(model: &mut Tui, time: Time) -> bool {
    let asked = &mut model.first_run;
    let taken = match time {
        Time::First => asked.passphrase.accept(),
        Time::Again => asked.passphrase.confirmed().map(drop),
    };
    let Err(failure) = taken else { return true };
    asked.at = Ask::Passphrase;
    asked.trouble = Some(failure);
    false
}

/// Which of the two passphrases is being typed, where one is.
const fn time(model: &Tui) -> Option<Time> {
    match model.first_run.at {
        Ask::Passphrase => Some(Time::First),
        Ask::Again => Some(Time::Again),
        Ask::Name | Ask::Pseudonym | Ask::Settings | Ask::Codebook => None,
    }
}

fn field(model: &mut Tui) -> Option<&mut Field> {
    match model.first_run.at {
        Ask::Name => Some(&mut model.first_run.name),
        Ask::Pseudonym => Some(&mut model.first_run.pseudonym),
        Ask::Settings => Some(&mut model.first_run.settings),
        Ask::Codebook | Ask::Passphrase | Ask::Again => None,
    }
}

/// Takes a key that is no command: typing, or choosing a codebook.
pub(in crate::tui) fn key(model: &mut Tui, key: Key, _turn: &mut Turn<'_>) {
    if model.first_run.under_way {
        return;
    }
    model.first_run.trouble = None;
    if let Some(time) = time(model) {
        return model.first_run.passphrase.key(time, key);
    }
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
    if model.first_run.under_way {
        return;
    }
    if let Some(time) = time(model) {
        return model.first_run.passphrase.paste(time, text);
    }
    if let Some(field) = field(model) {
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
    let asked = &mut model.first_run.passphrase;
    let given = if asked.is_empty() { None } else { asked.confirmed().ok() };
    if let Some(given) = &given {
        model.lock.tries(given);
    }
    let secret = given.map(Secret::Passphrase);
    turn.effects.push(Effect::Begin(Identity { study, device, person }, deed, secret));
}

/// The study is made: the capture line is ready, after the words of a sealed one.
pub(in crate::tui) fn begun(
    model: &mut Tui,
    identity: Identity,
    entries: Vec<Entry>,
    made: Option<words::Recovery>,
) {
    model.sealed = made.is_some();
    model.lock.took();
    let said = match &made {
        None => (Tone::Done, "Your study is ready. Write the first note."),
        Some(_) => (Tone::Note, "Ready and sealed. Write these words down first."),
    };
    const DONE: &str = "all three are right, and the study is sealed; write the first note";
    model.words = made.map(|made| words::Model::new(made, DONE));
    model.first_run = super::Model::default();
    model.study = Study::new(identity.device);
    model.study.look_as(identity.person);
    model.phase = Phase::Open(identity);
    model.screen = Screen::Capture;
    model.take_in(entries);
    model.say(said.0, said.1);
}

/// The study could not be made; the answers stay.
pub(in crate::tui) fn failed(model: &mut Tui, failure: Failure) {
    model.first_run.under_way = false;
    model.first_run.trouble = Some(failure);
}
