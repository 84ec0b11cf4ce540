//! Screen: the tallies. What the notes that the filter lets through add up to, seen through one
//! lens at a time; from every number one key leads to the notes behind it.

mod coverage;
mod draw;
mod model;
mod table;
mod update;
mod view;

pub use model::{Lens, Model, Report};
pub use update::Then;
pub(in crate::tui) use update::{
    click, is_ready, key, paste, places, query, refresh, replied, run, set_query,
};
pub(in crate::tui) use view::view;

use crate::tui::command::{Command as Any, Info, Place, go};
use crate::tui::face::{Face, SharedFilter};
use crate::tui::screens::{Row, Screen};

/// What this screen can be told.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Command {
    /// Look through the next lens.
    NextLens,
    /// Look through the lens before.
    PreviousLens,
    /// Choose a lens from a list.
    ChooseLens,
    /// Choose which groups of tags are set against each other.
    ChooseGroups,
    /// Go to the notes behind the number.
    Notes,
    /// Type a filter.
    Filter,
    /// Leave the filter as it is and go back to the numbers.
    FilterDone,
    /// Empty the filter.
    FilterClear,
    /// Hand the table to the terminal's clipboard.
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
    let place = Place::Tallies;
    Info { command: Any::Tallies(command), id, sentence, label, keys, place, rank, at_once: false }
}

/// This screen's rows of the table of commands.
pub const COMMANDS: &[Info] = &[
    row(
        Command::Notes,
        "tallies.notes",
        "show the notes behind this number",
        "notes",
        &["enter"],
        10,
    ),
    row(
        Command::NextLens,
        "tallies.next",
        "count by the next thing",
        "next",
        &["greater", "tab"],
        20,
    ),
    row(
        Command::PreviousLens,
        "tallies.previous",
        "count by the thing before",
        "before",
        &["less", "shift-tab"],
        30,
    ),
    row(Command::ChooseLens, "tallies.by", "choose what to count by", "by", &["b"], 40),
    row(
        Command::ChooseGroups,
        "tallies.groups",
        "choose which groups of tags are set against each other",
        "groups",
        &["g"],
        50,
    ),
    row(Command::Filter, "tallies.filter", "type a filter", "filter", &["/"], 60),
    row(
        Command::FilterClear,
        "tallies.all",
        "empty the filter, so that everything counts",
        "all",
        &["esc"],
        70,
    ),
    row(Command::Copy, "tallies.copy", "copy this table", "copy", &["y"], 80).at_once(),
    Info {
        place: Place::TalliesFilter,
        ..row(
            Command::FilterDone,
            "tallies.filter-done",
            "leave the filter as it is",
            "done",
            &["enter"],
            10,
        )
    },
    Info {
        place: Place::TalliesFilter,
        ..row(
            Command::FilterClear,
            "tallies.filter-clear",
            "empty the filter and leave it",
            "clear",
            &["esc"],
            20,
        )
    },
];

/// What the house shows of this screen.
pub(in crate::tui) const ROW: Row = Row {
    name: "Counts",
    id: "tallies",
    go: go(
        Screen::Tallies,
        "go.tallies",
        "go to Counts: what the notes add up to",
        "counts",
        &["f4"],
    ),
    stays: true,
};

/// What this screen does with what happens to it.
pub(in crate::tui) const FACE: Face = Face {
    key,
    paste,
    click,
    refresh,
    filter: Some(SharedFilter { get: query, set: set_query }),
    ..Face::new(places, view)
};
