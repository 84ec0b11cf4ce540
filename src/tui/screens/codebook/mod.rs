//! Screen: the codebook. The tags by group with what they mean; from each tag one key leads to the
//! notes that have it.

mod file;
mod model;
mod reply;
mod update;
mod view;

pub(in crate::tui) use file::file_read;
pub use model::Model;
pub use reply::Then;
pub(in crate::tui) use reply::replied;
pub(in crate::tui) use update::{click, is_ready, key, paste, places, refresh, run};
pub(in crate::tui) use view::view;

use crate::tui::command::{Command as Any, Info, Place, go};
use crate::tui::face::Face;
use crate::tui::screens::{Row, Screen};

/// What this screen can be told.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Command {
    /// Go to the notes that have this tag.
    Notes,
    /// Find a tag by name.
    Find,
    /// Add a tag.
    Add,
    /// Define a provisional tag.
    Define,
    /// Change what is said of a tag.
    Edit,
    /// Move a tag to another group.
    Move,
    /// Take a tag out of use, or bring it back.
    Retire,
    /// Merge a tag into another.
    Merge,
    /// Show retired and merged tags too, or no longer.
    ShowAll,
    /// Take in a codebook from a file.
    Import,
    /// Write the codebook to a file.
    Export,
    /// Hand the tag and its definition to the terminal's clipboard.
    Copy,
}

const fn row(
    command: Command,
    id: &'static str,
    sentence: &'static str,
    label: &'static str,
    keys: &'static [&'static str],
    rank: u8,
) -> Info {
    let place = Place::Codebook;
    Info { command: Any::Codebook(command), id, sentence, label, keys, place, rank, at_once: false }
}

/// This screen's rows of the table of commands.
pub const COMMANDS: &[Info] = &[
    row(Command::Notes, "codebook.notes", "show the notes with this tag", "notes", &["enter"], 10),
    row(Command::Find, "codebook.find", "find a tag by name", "find", &["/"], 20),
    row(Command::Add, "codebook.add", "add a tag", "new", &["n"], 30),
    row(Command::Define, "codebook.define", "define this provisional tag", "define", &["d"], 40),
    row(Command::Edit, "codebook.edit", "change what is said of this tag", "edit", &["e"], 50),
    row(Command::Move, "codebook.move", "move this tag to another group", "move", &["m"], 60),
    row(Command::Merge, "codebook.merge", "merge this tag into another", "merge", &["g"], 70),
    row(
        Command::Retire,
        "codebook.retire",
        "take this tag out of use, or bring it back",
        "retire",
        &["r"],
        80,
    )
    .at_once(),
    row(
        Command::ShowAll,
        "codebook.all",
        "show retired and merged tags too, or no longer",
        "all",
        &["v"],
        90,
    ),
    row(Command::Import, "codebook.import", "take in a codebook from a file", "import", &["i"], 0),
    row(Command::Export, "codebook.export", "write the codebook to a file", "export", &["x"], 0),
    row(Command::Copy, "codebook.copy", "copy this tag and its definition", "copy", &["y"], 0)
        .at_once(),
];

/// What the house shows of this screen.
pub(in crate::tui) const ROW: Row = Row {
    name: "Tags",
    id: "codebook",
    go: go(Screen::Codebook, "go.codebook", "go to Tags, the codebook", "tags", &["f9"]),
    stays: true,
};

/// What this screen does with what happens to it.
pub(in crate::tui) const FACE: Face =
    Face { key, paste, click, refresh, ..Face::new(places, view) };
