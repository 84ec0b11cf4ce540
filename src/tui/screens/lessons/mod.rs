//! Screen: lesson cards, with status and replies.

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
    /// Begin a lesson.
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
    let place = Place::Lessons;
    Info { command: Any::Lessons(command), id, sentence, label, keys, place, rank }
}

/// This screen's rows of the table of commands.
pub const COMMANDS: &[Info] =
    &[row(Command::Begin, "lessons.begin", "begin a lesson", "new", &["n"], 10)];
