//! Reading what is being typed, wherever a person writes in their own words: words that look back
//! or blame, and what would give someone away, are underlined after a sentence or a pause, with one
//! question. Nothing waits for it, and nothing about it is kept.
//!
//! What others say is theirs: answers of a person who is asked, with the keyboard handed over or
//! not, are never read.

mod model;
mod spot;
mod update;
mod view;

pub use model::Wording;
pub use spot::Spot;
pub(in crate::tui) use update::{decided, identifiers, is_ready, noticed, run, tick, wake_in};
pub(in crate::tui) use view::{parts, question};

use super::command::{Command as Any, Info, Place};

/// What can be done about words that are underlined.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Command {
    /// Ask which rule spoke and what for; leave it for this once, in this study, or for good.
    Ask,
    /// Go to the next one.
    Next,
    /// Leave it here, this once.
    Leave,
    /// Put a role or a placeholder instead.
    Replace,
}

/// What a person decides about a mark.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Verdict {
    /// The placeholder stands in its place.
    Replace,
    /// It is left here, this once.
    Leave,
    /// These words are left in this study.
    Allow(String),
    /// The rule is turned off, in the person's own pack.
    Disable(String),
}

const fn row(
    command: Command,
    id: &'static str,
    sentence: &'static str,
    label: &'static str,
    keys: &'static [&'static str],
    rank: u8,
) -> Info {
    Info {
        command: Any::Wording(command),
        id,
        sentence,
        label,
        keys,
        place: Place::Wording,
        rank,
        at_once: false,
    }
}

/// The rows of the table of commands.
pub const COMMANDS: &[Info] = &[
    row(
        Command::Replace,
        "wording.replace",
        "put a role or a placeholder in the place of what would give someone away",
        "replace",
        &["alt-g"],
        24,
    ),
    row(
        Command::Ask,
        "wording.ask",
        "ask which rule underlined these words and what for; leave it, or turn it off",
        "what for",
        &["alt-q"],
        25,
    ),
    row(
        Command::Next,
        "wording.next",
        "go to the next underlined words",
        "next words",
        &["alt-j"],
        27,
    ),
    row(
        Command::Leave,
        "wording.leave",
        "leave these words as they are, this once",
        "leave them",
        &["alt-x"],
        26,
    ),
];
