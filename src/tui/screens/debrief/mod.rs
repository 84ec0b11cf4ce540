//! Screen: facilitated sessions of several.

mod model;
mod update;
mod view;

pub use model::Model;
pub use update::Then;
pub(in crate::tui) use update::{click, is_ready, key, paste, places, refresh, replied, run};
pub(in crate::tui) use view::view;

use crate::tui::command::{Command as Any, Info, Place};

/// What this screen can be told.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Command {
    /// Begin a debrief.
    Begin,
}

const fn row(
    command: Command,
    id: &'static str,
    sentence: &'static str,
    label: &'static str,
    keys: &'static [&'static str],
    rank: u8,
) -> Info {
    let place = Place::Debrief;
    Info { command: Any::Debrief(command), id, sentence, label, keys, place, rank }
}

/// This screen's rows of the table of commands.
pub const COMMANDS: &[Info] =
    &[row(Command::Begin, "debrief.begin", "begin a debrief", "new", &["n"], 10)];
