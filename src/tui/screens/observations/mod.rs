//! Screen: the observations. A list that a filter narrows as one types, with the one in focus beside
//! it; everything that can be done to a note is one key away.

mod ask;
mod detail;
mod model;
mod reply;
mod update;
mod view;

pub use model::Model;
pub use reply::Then;
pub(in crate::tui) use reply::replied;
pub(in crate::tui) use update::{
    click, is_ready, key, paste, places, query, refresh, run, selected, set_query, show_note,
    show_query, unmark,
};
pub(in crate::tui) use view::view;

use crate::tui::command::{Command as Any, Info, Place, go};
use crate::tui::face::{Face, SharedFilter};
use crate::tui::screens::{Row, Screen};

/// What this screen can be told.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Command {
    /// Read the note in full width.
    Read,
    /// Type a filter.
    Filter,
    /// Leave the filter as it is and go to the list.
    FilterDone,
    /// Empty the filter.
    FilterClear,
    /// Give tags.
    Tag,
    /// Take tags off.
    Untag,
    /// Put the text another way.
    Amend,
    /// Add what came later.
    Later,
    /// Put a field right.
    Edit,
    /// Take the note out of the study.
    Withdraw,
    /// Take the content out for good.
    Erase,
    /// Show what was done to the note.
    History,
    /// Mark the note, or no longer.
    Mark,
    /// Mark every note that the filter lets through, or none.
    MarkAll,
    /// Say who may see the note.
    Audience,
    /// Put the list in another order.
    Sort,
    /// Begin a lesson from the notes, or add them to one.
    Lesson,
    /// Say that the note may be reportable, so that it leaves the study.
    Stop,
    /// Reflect on the note.
    Reflect,
    /// Hand the text to the terminal's clipboard.
    Copy,
    /// Go to what the people served say of this note.
    Voices,
    /// Step back: out of reading, off the marks, out of the filter, to where one came from.
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
    let place = Place::Observations;
    Info {
        command: Any::Observations(command),
        id,
        sentence,
        label,
        keys,
        place,
        rank,
        at_once: false,
    }
}

/// This screen's rows of the table of commands.
pub const COMMANDS: &[Info] = &[
    row(Command::Read, "observations.read", "read this note in full", "open", &["enter"], 10),
    row(
        Command::Tag,
        "observations.tag",
        "give tags to this note or the marked",
        "tag",
        &["t"],
        20,
    ),
    row(
        Command::Amend,
        "observations.amend",
        "reword the text; the original is kept",
        "amend",
        &["a"],
        30,
    ),
    row(Command::Later, "observations.later", "add what came later", "later", &["l"], 40),
    row(
        Command::Mark,
        "observations.mark",
        "mark this note, or no longer",
        "mark",
        &["x", "space"],
        50,
    ),
    row(Command::Filter, "observations.filter", "type a filter", "filter", &["/"], 60),
    row(
        Command::Edit,
        "observations.edit",
        "correct the kind, place, time or another field",
        "edit",
        &["e"],
        70,
    ),
    row(
        Command::Untag,
        "observations.untag",
        "take tags off this note or the marked",
        "untag",
        &["T"],
        80,
    ),
    row(
        Command::Withdraw,
        "observations.withdraw",
        "take this note out of the study, with a reason",
        "withdraw",
        &["w"],
        90,
    ),
    row(
        Command::Audience,
        "observations.audience",
        "say who may see this note or the marked",
        "who sees it",
        &["v"],
        85,
    ),
    row(
        Command::Erase,
        "observations.erase",
        "erase this note for good, where consent was withdrawn",
        "erase",
        &["E"],
        0,
    ),
    row(
        Command::History,
        "observations.history",
        "show what was done to this note, by whom and when",
        "history",
        &["H"],
        0,
    ),
    row(
        Command::Voices,
        "observations.voices",
        "record what families and young people say of this note",
        "hear",
        &["h"],
        95,
    ),
    row(Command::Sort, "observations.sort", "put the list in another order", "sort", &["s"], 100),
    row(
        Command::MarkAll,
        "observations.mark-all",
        "mark every note that the filter lets through, or none",
        "mark all",
        &["*"],
        0,
    ),
    row(
        Command::Lesson,
        "observations.lesson",
        "begin a lesson from this note or the marked, or add them to one",
        "lesson",
        &["L"],
        105,
    ),
    row(
        Command::Stop,
        "observations.stop",
        "this may be reportable: show the local route, and let the note leave the study",
        "stop rule",
        &["ctrl-g"],
        0,
    ),
    row(
        Command::Reflect,
        "observations.reflect",
        "reflect on this note, a few questions in private",
        "reflect",
        &["r"],
        75,
    ),
    row(Command::Copy, "observations.copy", "copy the text of this note", "copy", &["y"], 0)
        .at_once(),
    row(Command::Back, "observations.back", "step back", "back", &["esc", "backspace"], 110),
    Info {
        place: Place::ObservationsFilter,
        ..row(
            Command::FilterDone,
            "observations.filter-done",
            "leave the filter as it is and go to the list",
            "to the list",
            &["enter"],
            10,
        )
    },
    Info {
        place: Place::ObservationsFilter,
        ..row(
            Command::FilterClear,
            "observations.filter-clear",
            "empty the filter and leave it",
            "clear",
            &["esc"],
            20,
        )
    },
];

/// What the house shows of this screen.
pub(in crate::tui) const ROW: Row = Row {
    name: "Notes",
    id: "observations",
    go: go(
        Screen::Observations,
        "go.observations",
        "go to Notes, the list of notes",
        "notes",
        &["f3"],
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
