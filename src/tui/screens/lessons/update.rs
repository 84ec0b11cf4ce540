//! What keys do on this screen.

use ratatui::layout::Rect;

use super::{Command, model, view};
use crate::tui::command::Place;
use crate::tui::key::Key;
use crate::tui::model::{Model as Tui, Tone, Turn};
use crate::tui::overlay::{Answer, Handled};

/// What becomes of an answer.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Then {
    /// a lesson begins.
    Begin,
}

/// Where the person is on this screen, for the keymap, nearest first.
pub(in crate::tui) fn places(_model: &Tui) -> &'static [Place] {
    &[Place::Lessons, Place::List]
}

/// Whether a command would do anything now.
pub(in crate::tui) fn is_ready(model: &Tui, command: Command) -> bool {
    match command {
        Command::Begin => model.is_open(),
    }
}

/// Does what a command says.
pub(in crate::tui) fn run(model: &mut Tui, command: Command, _turn: &mut Turn<'_>) {
    match command {
        Command::Begin => model.say(Tone::Note, "the study is not open yet"),
    }
}

/// Takes an answer.
pub(in crate::tui) fn replied(
    _model: &mut Tui,
    then: Then,
    _answer: Answer,
    _turn: &mut Turn<'_>,
) -> Handled {
    match then {
        Then::Begin => Handled::Done,
    }
}

/// Takes a key that is no command: moving.
pub(in crate::tui) fn key(model: &mut Tui, key: Key, _turn: &mut Turn<'_>) {
    model.lessons.place.key(key);
}

/// Takes a pasted text; lists ignore it.
pub(in crate::tui) fn paste(_model: &mut Tui, _text: &str, _turn: &mut Turn<'_>) {}

/// A click at a column and row of the terminal, within `body`.
pub(in crate::tui) fn click(model: &mut Tui, at: (u16, u16), body: Rect, _turn: &mut Turn<'_>) {
    let list = view::list_area(body);
    if list.contains(at.into()) {
        let row = model.lessons.place.window().start + usize::from(at.1 - list.y);
        model.lessons.place.select(row);
    }
}

/// The study or the window has changed.
pub(in crate::tui) fn refresh(model: &mut Tui) {
    let seen = model.study.revision();
    if model.lessons.seen != Some(seen) {
        model.lessons.rows = model::rows(&model.study);
        model.lessons.seen = Some(seen);
    }
    let body = crate::tui::view::areas(model.size).body;
    let height = usize::from(view::list_area(body).height);
    let screen = &mut model.lessons;
    screen.place.fit(screen.rows.len(), height);
}
