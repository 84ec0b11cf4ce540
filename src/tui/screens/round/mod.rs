//! Screen: coding rounds. The rounds stand in a list; Enter leads to coding one note after another, with
//! the definition of the tag that one stands on in view, or, once a round is closed, to its differences.
//!
//! While one codes, nothing of a note is shown but its text. Who the others are is never shown beside
//! what they said.

mod model;
mod reply;
mod update;
mod view;

pub(in crate::tui) use model::Coding;
pub use model::Model;
pub use reply::Then;
pub(in crate::tui) use reply::replied;
pub(in crate::tui) use update::{
    click, found, is_ready, key, places, put_back, refresh, run, said, slot,
};
pub(in crate::tui) use view::view;

use crate::actions::settle::Outcome;
use crate::study::Ask;
use crate::tui::command::{Command as Any, Info, Place, go};
use crate::tui::face::{Face, HalfTyped};
use crate::tui::screens::{Row, Screen};

/// What this screen can be told.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Command {
    /// Code in the round that one stands on, or settle it.
    Open,
    /// Hand in what one coded.
    HandIn,
    /// Close the round.
    Close,
    /// Say that the tag one stands on applies, or no longer.
    Yes,
    /// Say that one is unsure of it, or no longer.
    Unsure,
    /// Save what one said of the note, and go on to the next.
    Save,
    /// Hand the note to another coder.
    Pass,
    /// Write a memo to the note.
    Memo,
    /// Read all of the note, and on a difference what each said of it.
    Read,
    /// Take back what one said last.
    TakeBack,
    /// Settle the difference one stands on.
    Settle(To),
    /// Propose something for the codebook.
    Propose(What),
    /// Step back to the rounds.
    Back,
}

/// What becomes of a difference.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum To {
    /// The tag applies.
    Yes,
    /// It does not.
    No,
    /// The difference is kept on purpose.
    Keep,
}

impl From<To> for Outcome {
    fn from(to: To) -> Self {
        match to {
            To::Yes => Self::Yes,
            To::No => Self::No,
            To::Keep => Self::Kept,
        }
    }
}

/// What is proposed for the codebook.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum What {
    /// Better words.
    Words,
    /// Two tags.
    Split,
    /// One tag with another.
    Merge,
}

impl From<What> for Ask {
    fn from(what: What) -> Self {
        match what {
            What::Words => Self::Words,
            What::Split => Self::Split,
            What::Merge => Self::Merge,
        }
    }
}

const fn row(
    (command, place): (Command, Place),
    id: &'static str,
    sentence: &'static str,
    label: &'static str,
    keys: &'static [&'static str],
    rank: u8,
) -> Info {
    Info { command: Any::Round(command), id, sentence, label, keys, place, rank, at_once: false }
}

const CODE: Place = Place::RoundCode;
const SETTLE: Place = Place::RoundSettle;

/// This screen's rows of the table of commands.
pub const COMMANDS: &[Info] = &[
    row(
        (Command::Open, Place::Round),
        "round.open",
        "code in this round, or settle it once it is closed",
        "open",
        &["enter"],
        10,
    ),
    row(
        (Command::HandIn, Place::Round),
        "round.hand-in",
        "hand in what you coded in this round; it is final",
        "hand in",
        &["h"],
        20,
    ),
    row(
        (Command::Close, Place::Round),
        "round.close",
        "close this round; what was not handed in is out",
        "close",
        &["c"],
        30,
    ),
    row(
        (Command::Yes, CODE),
        "round.yes",
        "this tag applies, or no longer",
        "applies",
        &["space"],
        10,
    ),
    row(
        (Command::Unsure, CODE),
        "round.unsure",
        "you are unsure of this tag, or no longer",
        "unsure",
        &["s"],
        20,
    ),
    row(
        (Command::Save, CODE),
        "round.save",
        "save what you said of this note, and go on to the next",
        "next note",
        &["enter"],
        30,
    ),
    row(
        (Command::Pass, CODE),
        "round.pass",
        "hand this note to another coder; no reason is asked",
        "pass",
        &["p"],
        40,
    )
    .at_once(),
    row((Command::Read, CODE), "round.read", "read all of this note", "read", &["r"], 55),
    row((Command::Memo, CODE), "round.memo", "write a memo to this note", "memo", &["m"], 50),
    row(
        (Command::TakeBack, CODE),
        "round.take-back",
        "take back what you said last, and code that note again",
        "take back",
        &["u", "b"],
        60,
    )
    .at_once(),
    row((Command::Back, CODE), "round.leave", "back to the rounds", "back", &["esc"], 70),
    row(
        (Command::Read, SETTLE),
        "round.read-difference",
        "read all of this note, and what each said of it",
        "read",
        &["enter"],
        65,
    ),
    row(
        (Command::Settle(To::Yes), SETTLE),
        "round.settle-yes",
        "settle this difference: the tag applies",
        "applies",
        &["y"],
        10,
    ),
    row(
        (Command::Settle(To::No), SETTLE),
        "round.settle-no",
        "settle this difference: the tag does not apply",
        "does not",
        &["n"],
        20,
    ),
    row(
        (Command::Settle(To::Keep), SETTLE),
        "round.keep",
        "keep this difference on purpose",
        "keep",
        &["e"],
        30,
    ),
    row(
        (Command::Propose(What::Words), SETTLE),
        "round.words",
        "propose better words for this tag",
        "words",
        &["w"],
        40,
    ),
    row(
        (Command::Propose(What::Split), SETTLE),
        "round.split",
        "propose to make two tags of this one",
        "split",
        &["s"],
        50,
    ),
    row(
        (Command::Propose(What::Merge), SETTLE),
        "round.merge",
        "propose to make one tag of this one and another",
        "merge",
        &["m"],
        60,
    ),
    row((Command::Back, SETTLE), "round.back", "back to the rounds", "back", &["esc"], 70),
];

/// What the house shows of this screen.
pub(in crate::tui) const ROW: Row = Row {
    name: "Round",
    id: "round",
    go: go(
        Screen::Round,
        "go.round",
        "go to Round: code apart, and settle",
        "round",
        &["alt-c", "f11"],
    ),
    stays: false,
};

/// What this screen does with what happens to it.
pub(in crate::tui) const FACE: Face = Face {
    key,
    click,
    refresh,
    half_typed: HalfTyped {
        slots: || vec![slot()],
        found: |model, at, text, _| found(model, at, text),
        ..HalfTyped::NOTHING
    },
    ..Face::new(places, view)
};
