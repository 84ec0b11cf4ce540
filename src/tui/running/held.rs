//! Letters that do something at once, without a question: they pause a shift, let a text leave, settle
//! a step. A sentence can begin with any of them, so such a letter counts once nothing has followed it
//! for a moment, or with Enter; what is typed on at once is text.

use crate::tui::command::Command;
use crate::tui::input;
use crate::tui::key::{Code, Key};
use crate::tui::model::{Model, Turn};
use crate::tui::overlay::Lone;

/// A letter that would do something at once, until it is clear that nothing follows.
#[derive(Clone, Debug)]
pub(super) struct Held {
    command: Command,
    key: Key,
    lone: Lone,
}

/// Holds a letter whose command does something at once; whether it did.
pub(in crate::tui) fn holds(model: &mut Model, command: Command, key: Key) -> bool {
    let at_once = || command.info().is_some_and(|info| info.at_once);
    let Some(c) = key.typed().filter(|_| at_once()) else { return false };
    let mut lone = Lone::default();
    lone.heard(c, model.now);
    model.running.held = Some(Held { command, key, lone });
    true
}

/// Milliseconds until a letter that is held counts, if there is one.
pub(in crate::tui) fn held_in(model: &Model) -> Option<i64> {
    model.running.held.as_ref()?.lone.wait(model.now)
}

/// Does what a letter says that nothing has followed.
pub(in crate::tui) fn does(model: &mut Model, turn: &mut Turn<'_>) {
    if let Some(held) = model.running.held.take() {
        input::run_or_wait(model, held.command, Some(held.key), turn);
    }
}

/// Lets a letter go that something else has followed.
pub(in crate::tui) fn drops(model: &mut Model) {
    model.running.held = None;
}

/// Takes note of the key that follows a letter that is held; whether that is all it does.
pub(in crate::tui) fn follows(model: &mut Model, key: Key, turn: &mut Turn<'_>) -> bool {
    let Some(mut held) = model.running.held.take() else { return false };
    let plain = !key.ctrl && !key.alt;
    match key.code {
        // Held down, or given once more since nothing seemed to happen.
        _ if key == held.key => {
            let again = key.typed().unwrap_or(' ');
            held.lone.heard(again, model.now);
            let running = &mut model.running;
            running.text.push(again);
            (running.last, running.held) = (Some(model.now), Some(held));
            true
        }
        Code::Esc => true,
        Code::Enter if plain => {
            let pasted = held.lone.is_sudden(model.now);
            if !pasted {
                model.running.held = Some(held);
                does(model, turn);
            }
            true
        }
        _ if key.typed().is_some() || key.code == Code::Backspace => false,
        _ => {
            model.running.held = Some(held);
            does(model, turn);
            false
        }
    }
}
