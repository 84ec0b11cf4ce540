//! Screen: a locked study. It shows nothing of the study, takes a note all the same, and opens with
//! the passphrase or with the words of the recovery phrase.
//!
//! A note that is written here is sealed to the study's public key and waits in the inbox. Somebody
//! will type the passphrase into the line for the note; so each line is tried as one before it is
//! kept, and if it fits, the study opens and nothing is kept.

mod hooks;
mod model;
mod update;
mod view;

pub(in crate::tui) use hooks::{
    draft_found, go_back, keep_now, line_was_secret, locked, note_kept, note_not_kept, opened,
    put_away, resumed, tick, unlock_failed, wake_in,
};
pub use model::{At, Model};
pub(in crate::tui) use update::{ask_to_stop, key, lock, lock_if_idle, paste, places, run, shut};
pub(in crate::tui) use view::view;

use crate::journal::DraftSlot;
use crate::tui::command::{Command as Any, Info, Place};
use crate::tui::face::{Face, HalfTyped};
use crate::tui::screens::capture::NOT_THE_CASE_RECORD;

/// Said where the passphrase, or nearly, was typed as something else and taken off the screen.
pub const WAS_THE_PASSPHRASE: &str = "that was your passphrase, or nearly; it is kept nowhere";

/// What this screen can be told.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Command {
    /// Seal the note and keep it.
    Keep,
    /// Open the study with what is typed.
    Unlock,
    /// Begin a new line in the note.
    NewLine,
    /// Go from the note to the passphrase, or back.
    Switch,
    /// Open it with the 24 words instead.
    Words,
}

const fn row(
    command: Command,
    id: &'static str,
    sentence: &'static str,
    label: &'static str,
    keys: &'static [&'static str],
    place: Place,
    rank: u8,
) -> Info {
    Info { command: Any::Lock(command), id, sentence, label, keys, place, rank, at_once: false }
}

/// This screen's rows of the table of commands.
pub const COMMANDS: &[Info] = &[
    row(
        Command::Keep,
        "lock.keep",
        "seal this note and keep it until the study is unlocked",
        "keep note",
        &["enter"],
        Place::LockNote,
        10,
    ),
    row(
        Command::NewLine,
        "lock.newline",
        "begin a new line in the note",
        "new line",
        &["ctrl-j", "alt-enter"],
        Place::LockNote,
        0,
    ),
    row(
        Command::Unlock,
        "lock.unlock",
        "unlock the study with what is typed",
        "unlock",
        &["enter"],
        Place::LockSecret,
        10,
    ),
    row(
        Command::Switch,
        "lock.switch",
        "go from the note to the passphrase, or back",
        "switch",
        &["tab", "shift-tab"],
        Place::Lock,
        20,
    ),
    row(
        Command::Words,
        "lock.words",
        "unlock the study with the 24 words of its recovery phrase",
        "24 words",
        &["ctrl-r"],
        Place::Lock,
        30,
    ),
];

/// The slot of a line that is half-typed while the study is locked. It is one of several on disk,
/// since what an earlier sitting left there cannot be read before the study is unlocked: whoever
/// keeps it finds a free one.
pub(in crate::tui) fn slot() -> DraftSlot {
    DraftSlot::Named("locked".to_owned())
}

/// The slots on disk that may stand for [`slot`].
pub(in crate::tui) fn slots() -> impl Iterator<Item = DraftSlot> {
    (1..=99).map(|number| DraftSlot::Named(format!("locked-{number}")))
}

/// What this screen does with what happens to it.
pub(in crate::tui) const FACE: Face = Face {
    key: |model, typed, _| key(model, typed),
    paste: |model, text, _| paste(model, text),
    note: NOT_THE_CASE_RECORD,
    half_typed: HalfTyped {
        slots: || slots().collect(),
        wake_in,
        tick,
        found: draft_found,
        keep_now,
        ..HalfTyped::NOTHING
    },
    ..Face::new(places, view)
};
