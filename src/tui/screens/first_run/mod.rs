//! Screen: beginning a study. A few questions with good answers already in them, Enter through all
//! of them, and a plain statement of where the notes will live and who can read them.

mod model;
mod update;
mod view;

pub use model::{Ask, Model};
pub(in crate::tui) use update::{begun, failed, key, paste, run};
pub(in crate::tui) use view::view;

use crate::tui::command::{Command as Any, Info, Place};
use crate::tui::face::Face;

/// What this screen can be told.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Command {
    /// Take this answer and go to the next question; after the last, begin.
    Next,
    /// Go back to the question before.
    Back,
}

const fn row(
    command: Command,
    id: &'static str,
    sentence: &'static str,
    label: &'static str,
    keys: &'static [&'static str],
    rank: u8,
) -> Info {
    let place = Place::FirstRun;
    Info { command: Any::FirstRun(command), id, sentence, label, keys, place, rank, at_once: false }
}

/// This screen's rows of the table of commands.
pub const COMMANDS: &[Info] = &[
    row(
        Command::Next,
        "begin.next",
        "take this answer and go on",
        "next",
        &["enter", "tab", "down"],
        10,
    ),
    row(
        Command::Back,
        "begin.back",
        "go back to the question before",
        "back",
        &["shift-tab", "up"],
        20,
    ),
];

/// What this screen does with what happens to it.
pub(in crate::tui) const FACE: Face = Face {
    key,
    paste: |model, text, _| paste(model, text),
    ..Face::new(|_| &[Place::FirstRun], view)
};
