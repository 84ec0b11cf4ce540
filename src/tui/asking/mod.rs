//! Filling in a sheet, one question at a time: the shared way of reflections, shift closes, voices
//! and lessons. A screen hands over the questions (`open`); everything else happens here.
//!
//! An answer is durable as soon as its field is left, or with Enter or Ctrl-S. What is being typed
//! is kept as a draft of the screen, so that a crash loses nothing. Every question may be skipped,
//! and the clock only shows the time: nothing stops at its end.

mod calm;
mod kept;
mod model;
mod paper;
mod save;
mod update;
mod view;

pub(in crate::tui) use calm::{handed_view, is_handed};
pub use model::Model;
pub use paper::{Ask, Asking, Calm};
pub(in crate::tui) use save::{
    arrived, draft_found, has_unsaved, keep_now, opened, tick, touched, wake_in,
};
pub(in crate::tui) use update::{
    forget, handed_over, here, is_ready, key, open, paste, picked, picks, put_back, refresh, run,
    take_out, typed, without, word_given,
};
pub(in crate::tui) use view::view;

use crate::actions::Fill;
use crate::journal::DraftSlot;
use crate::tui::command::{Command as Any, Info, Place};
use crate::tui::face::{Face, HalfTyped};
use crate::tui::screens::Screen;
use crate::tui::wording::Spot;

/// What a sheet that is being filled in can be told.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Command {
    /// Save the answer and go to the next question.
    Enter,
    /// Save the answer and stay.
    Save,
    /// Go to the next question.
    Next,
    /// Go to the question before.
    Previous,
    /// Begin a new line in the answer.
    NewLine,
    /// Leave the questions.
    Leave,
    /// Hand the keyboard to the person who is asked.
    HandOver,
    /// Ask whether the keyboard is back.
    GiveBack,
    /// Show the notebook again.
    Returned,
}

const fn row(
    command: Command,
    id: &'static str,
    sentence: &'static str,
    label: &'static str,
    keys: &'static [&'static str],
    rank: u8,
) -> Info {
    let place = Place::Paper;
    Info { command: Any::Asking(command), id, sentence, label, keys, place, rank, at_once: false }
}

/// The rows of the table of commands.
pub const COMMANDS: &[Info] = &[
    row(
        Command::Enter,
        "asking.enter",
        "save this answer and go to the next question",
        "save, next",
        &["enter"],
        10,
    ),
    row(
        Command::Next,
        "asking.next",
        "go to the next question; this one may wait",
        "skip",
        &["tab"],
        20,
    ),
    row(
        Command::Previous,
        "asking.previous",
        "go to the question before",
        "back",
        &["shift-tab"],
        40,
    ),
    row(
        Command::NewLine,
        "asking.newline",
        "begin a new line in the answer",
        "new line",
        &["ctrl-j", "alt-enter"],
        50,
    ),
    row(Command::Save, "asking.save", "save this answer and stay here", "save", &["ctrl-s"], 0),
    row(
        Command::Leave,
        "asking.leave",
        "leave the questions; what was answered is saved",
        "leave",
        &["esc"],
        30,
    ),
    row(
        Command::HandOver,
        "asking.hand-over",
        "hand the keyboard over: nothing else of the study is shown",
        "hand over",
        &["alt-h"],
        5,
    ),
    handed(
        Command::Enter,
        "handed.next",
        "keep the answer and go to the next question",
        "next",
        &["enter", "tab"],
    ),
    handed(Command::Previous, "handed.back", "go to the question before", "back", &["shift-tab"]),
    handed(
        Command::NewLine,
        "handed.newline",
        "begin a new line in the answer",
        "new line",
        &["ctrl-j", "alt-enter"],
    ),
    handed(
        Command::GiveBack,
        "handed.give-back",
        "give the keyboard back",
        "give it back",
        &["esc", "alt-h"],
    ),
    handed(Command::Returned, "handed.returned", "show the notebook again", "notebook", &[]),
];

/// A row for when the keyboard is with the person who is asked; no other key does anything then.
const fn handed(
    command: Command,
    id: &'static str,
    sentence: &'static str,
    label: &'static str,
    keys: &'static [&'static str],
) -> Info {
    Info { place: Place::Handed, ..row(command, id, sentence, label, keys, 0) }
}

/// The slot in which half-typed answers of a screen are kept.
pub(in crate::tui) fn slot(screen: Screen) -> DraftSlot {
    DraftSlot::Named(format!("asking-{}", screen.id()))
}

/// Every slot in which half-typed answers may have been kept.
pub(in crate::tui) fn slots() -> impl Iterator<Item = DraftSlot> {
    Screen::ALL.into_iter().map(slot)
}

/// What questions do with what happens to them, on the screen on which they are being answered.
pub(in crate::tui) const FACE: Face = Face {
    key,
    paste: |model, text, _| paste(model, text),
    typed: own_words,
    half_typed: HalfTyped {
        slots: || slots().collect(),
        wake_in,
        tick,
        opened,
        found: draft_found,
        keep_now,
        has_unsaved,
    },
    ..Face::new(
        |_| &[Place::Paper],
        |model, frame, area| {
            if let Some(asking) = here(model) {
                view(model, asking, frame, area);
            }
        },
    )
};

/// The same with the keyboard handed over: they are drawn over the whole terminal.
pub(in crate::tui) const HANDED: Face = Face {
    key,
    paste: |model, text, _| paste(model, text),
    typed: own_words,
    ..Face::new(|_| &[Place::Handed], |model, frame, _| handed_view(model, frame))
};

/// The answer that is being typed, where it is the person's own: what others say is theirs.
fn own_words(model: &crate::tui::Model) -> Option<(Spot, String)> {
    let asking = here(model)?;
    let ask = asking.current().filter(|_| asking.calm.is_none())?;
    let own = matches!(ask.fill, Fill::Answer { .. });
    own.then(|| (Spot::Answer(model.screen, asking.place()), ask.field.text()))
}
