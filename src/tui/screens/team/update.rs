//! What keys do on this screen.

use ratatui::layout::Rect;

use super::{Command, Then, Wish, model, view};
use crate::share::sight::Standing;
use crate::tui::command::Place;
use crate::tui::key::Key;
use crate::tui::model::{Model as Tui, Tone, Turn};
use crate::tui::msg::Effect;
use crate::tui::overlay::{Answer, Handled};

/// Where the person is on this screen, for the keymap, nearest first.
pub(in crate::tui) fn places(_model: &Tui) -> &'static [Place] {
    &[Place::Team, Place::List]
}

/// Whether a command would do anything now.
pub(in crate::tui) fn is_ready(model: &Tui, command: Command) -> bool {
    let here = &model.team;
    let sight = here.sight.as_ref().filter(|_| model.is_open() && model.beside.is_none());
    match command {
        Command::Exchange => sight.is_some() && !here.waits,
        Command::AtOnce => {
            sight.is_some_and(|sight| matches!(sight.standing, Standing::In(_))) && !here.waits
        }
        Command::Stop => here.going.is_some() || here.waits,
        Command::Further | Command::Before => sight.is_some(),
    }
}

fn why_not(model: &Tui, command: Command) -> &'static str {
    match command {
        _ if !model.is_open() => "the study is not open yet",
        _ if model.beside.is_some() => "the study is open in another window, which exchanges",
        Command::Stop => "nothing is being exchanged",
        _ if model.team.waits => "an exchange is under way; Esc stops it",
        _ => "this study is in no team",
    }
}

/// Does what a command says.
pub(in crate::tui) fn run(model: &mut Tui, command: Command, turn: &mut Turn<'_>) {
    if !is_ready(model, command) {
        return model.say(Tone::Note, why_not(model, command));
    }
    match command {
        Command::Exchange | Command::AtOnce => {
            model.team.waits = true;
            model.say(Tone::Note, "exchanging with the team; you can go on meanwhile");
            let at_once = command == Command::AtOnce;
            turn.effects.push(Effect::Team(Wish::Exchange { at_once }));
        }
        Command::Stop => turn.effects.push(Effect::Team(Wish::Stop)),
        Command::Further => scroll(model, 8),
        Command::Before => scroll(model, -8),
    }
}

fn scroll(model: &mut Tui, rows: isize) {
    let most = view::beside(model).len().saturating_sub(3);
    model.team.top = model.team.top.saturating_add_signed(rows).min(most);
}

/// Takes a key that is no command: moving.
pub(in crate::tui) fn key(model: &mut Tui, key: Key, _turn: &mut Turn<'_>) {
    if model.team.place.key(key) {
        keep_place(model);
    }
}

fn keep_place(model: &mut Tui) {
    model.team.on = model.team.selected().cloned();
    model.team.top = 0;
}

/// A click at a column and row of the terminal, within `body`.
pub(in crate::tui) fn click(model: &mut Tui, at: (u16, u16), body: Rect, _turn: &mut Turn<'_>) {
    let list = view::list_area(body);
    if list.contains(at.into()) {
        let row = model.team.place.window().start + usize::from(at.1 - list.y);
        model.team.place.select(row);
        keep_place(model);
    }
}

/// The study or the window has changed.
pub(in crate::tui) fn refresh(model: &mut Tui) {
    let body = crate::tui::view::areas(model.size).body;
    let height = usize::from(view::list_area(body).height);
    let team = &mut model.team;
    team.rows = team.sight.as_deref().map(model::rows).unwrap_or_default();
    team.place.fit(team.rows.len(), height);
    let at = team.on.as_ref().and_then(|on| team.rows.iter().position(|row| row == on));
    if let Some(row) = at {
        team.place.select(row);
    }
}

/// Takes an answer.
pub(in crate::tui) fn replied(
    _model: &mut Tui,
    then: Then,
    _answer: Answer,
    _turn: &mut Turn<'_>,
) -> Handled {
    match then {}
}
