//! Screen: looking back. The shift one is on and the questions at its close, reflections on single
//! notes, and surprises that nothing was written about yet. Only one's own are listed.

mod act;
mod detail;
mod model;
mod update;
mod view;

pub(in crate::tui) use act::reflect_on;
pub use model::Model;
pub use update::Then;
pub(in crate::tui) use update::{click, is_ready, key, paste, places, refresh, replied, run};
pub(in crate::tui) use view::view;

use crate::tui::command::{Command as Any, Info, Place, go};
use crate::tui::face::Face;
use crate::tui::screens::{Row, Screen};

/// What this screen can be told.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Command {
    /// Go on with what the person stands on.
    Open,
    /// Begin a reflection on a note that is chosen.
    Begin,
    /// Begin a shift, or end the one that is on.
    Shift,
    /// Pause the shift, or go on with it.
    Pause,
    /// Answer the questions at the close of the shift.
    Close,
    /// Say that a reflection is done.
    Finish,
    /// Give tags.
    Tag,
    /// Take it out of the study.
    Withdraw,
}

const fn row(
    command: Command,
    id: &'static str,
    sentence: &'static str,
    label: &'static str,
    keys: &'static [&'static str],
    rank: u8,
) -> Info {
    let place = Place::Reflect;
    Info { command: Any::Reflect(command), id, sentence, label, keys, place, rank, at_once: false }
}

/// This screen's rows of the table of commands.
pub const COMMANDS: &[Info] = &[
    row(Command::Open, "reflect.open", "go on with this one", "open", &["enter"], 10),
    row(
        Command::Begin,
        "reflect.begin",
        "begin a reflection on a note that you choose",
        "new",
        &["n"],
        20,
    ),
    row(
        Command::Shift,
        "reflect.shift",
        "begin a shift, or end the one that is on",
        "shift",
        &["s"],
        30,
    )
    .at_once(),
    row(Command::Pause, "reflect.pause", "pause the shift, or go on with it", "pause", &["p"], 40)
        .at_once(),
    row(
        Command::Close,
        "reflect.close",
        "answer the questions at the close of a shift",
        "close",
        &["c"],
        50,
    ),
    row(
        Command::Finish,
        "reflect.finish",
        "say that this reflection is done, whatever is unanswered",
        "done",
        &["d"],
        60,
    )
    .at_once(),
    row(Command::Tag, "reflect.tag", "give tags to this reflection", "tag", &["t"], 70),
    row(
        Command::Withdraw,
        "reflect.withdraw",
        "take this shift or reflection out of the study, with a reason",
        "withdraw",
        &["w"],
        80,
    ),
];

/// What the house shows of this screen.
pub(in crate::tui) const ROW: Row = Row {
    name: "Reflect",
    id: "reflect",
    go: go(Screen::Reflect, "go.reflect", "go to Reflect", "reflect", &["f5"]),
    stays: true,
};

/// What this screen does with what happens to it.
pub(in crate::tui) const FACE: Face =
    Face { key, paste, click, refresh, ..Face::new(places, view) };
