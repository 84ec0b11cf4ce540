//! Screen: facilitated sessions of several, on one laptop in a room. The list of debriefs; a session
//! with the prompt of its step large and calm, the time used, what is on show and what was said; and
//! the record to read back.

mod ask;
mod kept;
mod model;
mod reply;
mod session;
mod stage;
mod update;
mod view;
mod writing;

pub use model::Model;
pub use reply::Then;
pub(in crate::tui) use reply::replied;
pub(in crate::tui) use session::opened;
pub(in crate::tui) use update::{click, is_ready, key, paste, places, refresh, run};
pub(in crate::tui) use view::view;
pub(in crate::tui) use writing::{
    arrived, draft_found, has_unsaved, is_writing, keep_now, slot, take_out, tick, touched, typed,
    typed_mut, wake_in,
};

use crate::tui::command::{Command as Any, Info, Place, go};
use crate::tui::face::{Face, HalfTyped};
use crate::tui::screens::{Row, Screen};
use crate::tui::wording::Spot;

/// What this screen can be told.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Command {
    /// Begin a debrief.
    Begin,
    /// Go on with one that is not finished, or read the record of one that is.
    Open,
    /// Go to the next step.
    Next,
    /// Go to the step before.
    Previous,
    /// Enter what someone says.
    Say,
    /// Choose what is on show.
    Choose,
    /// Read what is on show in large.
    Show,
    /// Enter a line to keep, try or carry.
    Carry,
    /// Put the line in focus another way.
    Reword,
    /// Take out what is in focus.
    TakeOut,
    /// Say how many are here.
    Attend,
    /// See what earlier debriefs carried, and note what became of it.
    Earlier,
    /// Note that the contributors were told.
    Told,
    /// End the debrief.
    End,
    /// Read the record.
    Record,
    /// Make a lesson of what is in focus.
    Lesson,
    /// Say who may see it.
    Audience,
    /// Copy the record.
    Copy,
    /// Write the record to a file.
    Write,
    /// Step back.
    Back,
    /// Save what is typed.
    Save,
    /// Go to the next field.
    NextField,
    /// Go to the field before.
    PreviousField,
    /// Begin a new line.
    NewLine,
    /// Leave the field; what is typed stays.
    LeaveField,
}

const fn row(
    place: Place,
    command: Command,
    id: &'static str,
    sentence: &'static str,
    (label, keys, rank): (&'static str, &'static [&'static str], u8),
) -> Info {
    Info { command: Any::Debrief(command), id, sentence, label, keys, place, rank, at_once: false }
}

const LIST: Place = Place::Debrief;
const HELD: Place = Place::DebriefHeld;
const TEXT: Place = Place::DebriefText;

/// This screen's rows of the table of commands.
pub const COMMANDS: &[Info] = &[
    row(
        LIST,
        Command::Open,
        "debrief.open",
        "go on with this debrief, or read its record",
        ("open", &["enter"], 10),
    ),
    row(LIST, Command::Begin, "debrief.begin", "begin a debrief", ("new", &["n"], 20)),
    row(
        LIST,
        Command::Earlier,
        "debrief.earlier",
        "see what debriefs carried, and note what became of it",
        ("carried", &["c"], 30),
    ),
    row(
        LIST,
        Command::Told,
        "debrief.told",
        "note that the contributors were told what came of it",
        ("told", &["t"], 40),
    ),
    row(
        LIST,
        Command::Lesson,
        "debrief.lesson",
        "ground a lesson in this debrief",
        ("lesson", &["L"], 65),
    ),
    row(
        HELD,
        Command::Lesson,
        "debrief.lesson-here",
        "ground a lesson in the line or note in focus",
        ("lesson", &["L"], 0),
    ),
    row(
        LIST,
        Command::Audience,
        "debrief.audience",
        "say who may see this debrief",
        ("who sees it", &["v"], 50),
    ),
    row(
        LIST,
        Command::Write,
        "debrief.write",
        "write the record to a file",
        ("to a file", &["w"], 60),
    ),
    row(
        LIST,
        Command::Copy,
        "debrief.copy",
        "copy the record to the terminal's clipboard",
        ("copy", &["y"], 70),
    )
    .at_once(),
    row(LIST, Command::Back, "debrief.back", "step back", ("back", &["esc"], 15)),
    row(
        HELD,
        Command::Say,
        "debrief.say",
        "enter what someone says, as said",
        ("write", &["enter", "i"], 10),
    ),
    row(
        HELD,
        Command::Next,
        "debrief.next",
        "go to the next step of the agenda",
        ("next", &["right", "n"], 20),
    )
    .at_once(),
    row(
        HELD,
        Command::Previous,
        "debrief.previous",
        "go to the step before",
        ("before", &["left", "b"], 60),
    )
    .at_once(),
    row(
        HELD,
        Command::Choose,
        "debrief.choose",
        "choose which released notes are on show",
        ("choose", &["c"], 30),
    ),
    row(
        HELD,
        Command::Show,
        "debrief.show",
        "show a note or line large, for the room",
        ("large", &["o"], 50),
    ),
    row(
        HELD,
        Command::Carry,
        "debrief.carry",
        "enter a line to keep, try or carry upward",
        ("keep, try, carry", &["k"], 40),
    ),
    row(
        HELD,
        Command::Attend,
        "debrief.attend",
        "say how many are here; nobody is named",
        ("how many", &["a"], 45),
    ),
    row(
        HELD,
        Command::End,
        "debrief.end",
        "end the debrief and read its record",
        ("end", &["f"], 70),
    ),
    row(
        HELD,
        Command::Reword,
        "debrief.reword",
        "reword the line in focus",
        ("reword", &["e"], 80),
    ),
    row(
        HELD,
        Command::TakeOut,
        "debrief.take-out",
        "take the line out, or the note off show",
        ("take out", &["x"], 90),
    )
    .at_once(),
    row(
        HELD,
        Command::Earlier,
        "debrief.earlier-here",
        "see what earlier debriefs carried, and note what became of it",
        ("earlier", &["l"], 75),
    ),
    row(HELD, Command::Record, "debrief.record", "read the record so far", ("record", &["r"], 0)),
    row(
        HELD,
        Command::Back,
        "debrief.leave",
        "leave for the list; the debrief stays open",
        ("leave", &["esc"], 100),
    ),
    row(
        TEXT,
        Command::Save,
        "debrief.save",
        "save what is typed",
        ("save", &["enter", "ctrl-s"], 10),
    ),
    row(
        TEXT,
        Command::NextField,
        "debrief.next-field",
        "go to the next field: by whom, who answers, by when",
        ("next field", &["tab"], 20),
    ),
    row(
        TEXT,
        Command::PreviousField,
        "debrief.previous-field",
        "go to the field before",
        ("back", &["shift-tab"], 0),
    ),
    row(
        TEXT,
        Command::NewLine,
        "debrief.newline",
        "begin a new line",
        ("new line", &["ctrl-j", "alt-enter"], 40),
    ),
    row(
        TEXT,
        Command::LeaveField,
        "debrief.leave-field",
        "leave the field; what is typed stays",
        ("leave", &["esc"], 30),
    ),
];

/// What the house shows of this screen.
pub(in crate::tui) const ROW: Row = Row {
    name: "Debrief",
    id: "debrief",
    go: go(Screen::Debrief, "go.debrief", "go to Debrief", "debrief", &["f6"]),
    stays: true,
};

/// What this screen does with what happens to it.
pub(in crate::tui) const FACE: Face = Face {
    key,
    paste,
    click,
    refresh,
    typed: |model| typed(model).map(|field| (Spot::Debrief, field.text())),
    half_typed: HalfTyped {
        slots: || vec![slot()],
        wake_in,
        tick,
        opened,
        found: draft_found,
        keep_now,
        has_unsaved,
    },
    ..Face::new(places, view)
};
