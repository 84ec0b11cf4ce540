//! Screen: releases. From the plan of a data set, over the review of each text that would leave, to the
//! package and the check of one. Only one's own are listed.

mod model;
mod order;
mod reply;
mod update;
mod view;

pub use model::Model;
pub use order::{Finished, Order, Stop, Studied};
pub use reply::Then;
pub(in crate::tui) use reply::{awaits, file_read, replied};
pub(in crate::tui) use update::{
    click, finished, halt, is_ready, key, paste, places, refresh, run,
};
pub(in crate::tui) use view::view;

use crate::tui::command::{Command as Any, Info, Place, go};
use crate::tui::face::Face;
use crate::tui::screens::{Row, Screen};

/// What this screen can be told.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Command {
    /// Look over the texts of a release.
    Review,
    /// Plan a release from a file.
    Plan,
    /// Give a release another plan.
    Replan,
    /// Write a plan to fill in.
    Template,
    /// Build the package.
    Build,
    /// Check a package.
    Verify,
    /// Draft what to tell recipients.
    Letter,
    /// Let a text leave as it is.
    Approve,
    /// Replace what is marked.
    Redact,
    /// Replace words that one names.
    Replace,
    /// Let a text stay.
    LeaveOut,
    /// Point out names from a file too.
    Names,
    /// Read all of what is shown.
    Read,
    /// Let somebody else look at the words as they would leave.
    Second,
    /// Step back, or stop what is under way.
    Back,
}

const fn row(
    (place, command): (Place, Command),
    id: &'static str,
    sentence: &'static str,
    label: &'static str,
    keys: &'static [&'static str],
    rank: u8,
) -> Info {
    Info { command: Any::Release(command), id, sentence, label, keys, place, rank, at_once: false }
}

const LIST: Place = Place::Release;
const TEXT: Place = Place::ReleaseReview;

/// This screen's rows of the table of commands.
pub const COMMANDS: &[Info] = &[
    row(
        (LIST, Command::Review),
        "release.review",
        "look over the texts of this release",
        "review",
        &["enter", "r"],
        10,
    ),
    row(
        (LIST, Command::Plan),
        "release.plan",
        "plan a release from a file, seeing first what it would give away",
        "plan",
        &["n"],
        20,
    ),
    row(
        (LIST, Command::Build),
        "release.build",
        "build the package of this release",
        "build",
        &["b"],
        30,
    ),
    row(
        (LIST, Command::Verify),
        "release.verify",
        "check a package against this study",
        "verify",
        &["v"],
        40,
    ),
    row(
        (LIST, Command::Template),
        "release.template",
        "write a plan with remarks, to be filled in",
        "template",
        &["t"],
        50,
    ),
    row(
        (LIST, Command::Replan),
        "release.replan",
        "give this release another plan; every version stays",
        "new plan",
        &["p"],
        60,
    ),
    row(
        (LIST, Command::Letter),
        "release.letter",
        "draft what to tell recipients of what was taken back",
        "letter",
        &["l"],
        70,
    ),
    row(
        (LIST, Command::Read),
        "release.read",
        "read everything about this release",
        "read",
        &["i"],
        0,
    ),
    row(
        (LIST, Command::Second),
        "release.second",
        "let somebody else agree to the words as they would leave",
        "second look",
        &["s"],
        75,
    ),
    row((LIST, Command::Back), "release.stop", "stop what is under way", "stop", &["esc"], 80),
    row(
        (TEXT, Command::Approve),
        "release.approve",
        "let this text leave as it stands",
        "approve",
        &["a"],
        10,
    )
    .at_once(),
    row(
        (TEXT, Command::Redact),
        "release.redact",
        "replace whatever is marked by what is suggested",
        "redact",
        &["r"],
        20,
    )
    .at_once(),
    row(
        (TEXT, Command::Replace),
        "release.replace",
        "replace words of your own choice",
        "replace",
        &["e"],
        30,
    ),
    row(
        (TEXT, Command::LeaveOut),
        "release.leave-out",
        "let this text stay in the study",
        "leave out",
        &["o"],
        40,
    )
    .at_once(),
    row(
        (TEXT, Command::Read),
        "release.read-text",
        "read all of this text",
        "read",
        &["enter"],
        45,
    ),
    row(
        (TEXT, Command::Names),
        "release.names",
        "point out people and places from a file as well; it is not kept",
        "names",
        &["m"],
        50,
    ),
    row(
        (TEXT, Command::Back),
        "release.back",
        "step back to the releases",
        "back",
        &["esc", "backspace"],
        60,
    ),
];

/// What the house shows of this screen.
pub(in crate::tui) const ROW: Row = Row {
    name: "Release",
    id: "release",
    stays: false,
    go: go(
        Screen::Release,
        "go.release",
        "go to Release, data sets for research",
        "release",
        &["alt-e"],
    ),
};

/// What this screen does with what happens to it.
pub(in crate::tui) const FACE: Face =
    Face { key, paste, click, refresh, ..Face::new(places, view) };
