//! Screen: what the people served say, in their own words: the list with one of them beside it,
//! what they add up to, and the questions (see [`crate::tui::asking`]) that a person can be asked
//! with the screen turned towards them.

mod detail;
mod model;
mod reply;
mod update;
mod view;

pub use model::Model;
pub use reply::Then;
pub(in crate::tui) use reply::replied;
pub(in crate::tui) use update::{
    about, click, is_ready, key, paste, places, refresh, run, said_of,
};
pub(in crate::tui) use view::view;

use crate::tui::command::{Command as Any, Info, Place, go};
use crate::tui::face::Face;
use crate::tui::screens::{Row, Screen};

/// What this screen can be told.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Command {
    /// Begin a voice.
    Begin,
    /// Go on with this voice.
    Open,
    /// Read back what was said and done.
    Read,
    /// Answer back.
    Told,
    /// Say which observation it is about, or no longer.
    Link,
    /// Go to the observation that it is about.
    Notes,
    /// What voices add up to.
    Tally,
    /// Say who may see it.
    Audience,
    /// Take a voice out of the study.
    Withdraw,
    /// Write the page that is read back to a file.
    Write,
    /// Back to the list.
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
    let place = Place::Voices;
    Info { command: Any::Voices(command), id, sentence, label, keys, place, rank, at_once: false }
}

/// This screen's rows of the table of commands.
pub const COMMANDS: &[Info] = &[
    row(Command::Begin, "voices.begin", "take a voice down", "new", &["n"], 10),
    row(Command::Open, "voices.open", "go on with this voice", "open", &["enter"], 20),
    row(
        Command::Told,
        "voices.told",
        "answer back: what was done with what they said",
        "we did",
        &["d"],
        30,
    ),
    row(
        Command::Read,
        "voices.read",
        "read back to them what they said and what was done",
        "read back",
        &["r"],
        40,
    ),
    row(
        Command::Link,
        "voices.link",
        "say which note it is about, or no longer",
        "about",
        &["l"],
        50,
    ),
    row(Command::Notes, "voices.notes", "go to the note that it is about", "note", &["o"], 60),
    row(Command::Tally, "voices.tally", "count voices and places", "tally", &["t"], 70),
    row(
        Command::Audience,
        "voices.audience",
        "say who may see this voice",
        "who sees it",
        &["v"],
        75,
    ),
    row(
        Command::Withdraw,
        "voices.withdraw",
        "take this voice out of the study, because they say so",
        "withdraw",
        &["w"],
        80,
    ),
    row(
        Command::Write,
        "voices.write",
        "write the page that is read back to a file, to print it",
        "to a file",
        &["p"],
        90,
    ),
    row(Command::Back, "voices.back", "step back", "back", &["esc", "backspace"], 100),
];

/// What the house shows of this screen.
pub(in crate::tui) const ROW: Row = Row {
    name: "Voices",
    id: "voices",
    go: go(Screen::Voices, "go.voices", "go to Voices", "voices", &["f8"]),
    stays: true,
};

/// What this screen does with what happens to it.
pub(in crate::tui) const FACE: Face =
    Face { key, paste, click, refresh, ..Face::new(places, view) };
