//! What keys do on this screen.

use ratatui::layout::Rect;

use super::Command;
use crate::tui::command::Place;
use crate::tui::key::Key;
use crate::tui::model::{Model as Tui, Turn};

use crate::tui::overlay::{Answer, Handled};

/// What an overlay that this screen opened leads to.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Then {}

/// Where the person is on this screen, for the keymap, nearest first.
pub(in crate::tui) fn places(_model: &Tui) -> &'static [Place] {
    &[Place::Observations, Place::List]
}

/// Whether a command would do anything now.
pub(in crate::tui) fn is_ready(_model: &Tui, command: Command) -> bool {
    match command {}
}

/// Does what a command says.
pub(in crate::tui) fn run(_model: &mut Tui, command: Command, _turn: &mut Turn<'_>) {
    match command {}
}

/// Takes a key that is no command: typing, moving.
pub(in crate::tui) fn key(_model: &mut Tui, _key: Key, _turn: &mut Turn<'_>) {}

/// Takes a pasted text; lists ignore it.
pub(in crate::tui) fn paste(_model: &mut Tui, _text: &str, _turn: &mut Turn<'_>) {}

/// A click at a column and row of the terminal, within `body`.
pub(in crate::tui) fn click(_model: &mut Tui, _at: (u16, u16), _body: Rect, _turn: &mut Turn<'_>) {}

/// The study, the window or the screen in view has changed.
pub(in crate::tui) fn refresh(_model: &mut Tui) {}

/// An overlay that this screen opened was answered.
pub(in crate::tui) fn replied(
    _model: &mut Tui,
    then: Then,
    _answer: Answer,
    _turn: &mut Turn<'_>,
) -> Handled {
    match then {}
}

/// Shows what a query finds, coming from another screen.
pub(in crate::tui) fn show_query(_model: &mut Tui, _query: &str, _turn: &mut Turn<'_>) {}
