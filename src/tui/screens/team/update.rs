//! What keys do on this screen.

use ratatui::layout::Rect;

use super::model::Row;
use super::{Command, Wish, model, reply, view};
use crate::share::ToDecide;
use crate::share::sight::{Decision, Laptop, Standing};
use crate::study::DeviceId;
use crate::tui::app;
use crate::tui::command::{App, Place};
use crate::tui::key::Key;
use crate::tui::model::{Model as Tui, Tone, Turn};
use crate::tui::msg::{Beside, Effect};
use crate::tui::screens::Screen;

/// Where the person is on this screen, for the keymap, nearest first.
pub(in crate::tui) fn places(_model: &Tui) -> &'static [Place] {
    &[Place::Team, Place::List]
}

/// Whether a command would do anything now.
pub(in crate::tui) fn is_ready(model: &Tui, command: Command) -> bool {
    let here = &model.team;
    let can = model.is_open() && model.beside.is_none();
    let sight = here.sight.as_ref().filter(|_| can);
    let free = !here.waits;
    let is_in = sight.is_some_and(|sight| matches!(sight.standing, Standing::In(_)));
    let admits = sight.is_some_and(|sight| sight.may_admit);
    match command {
        Command::Stop => here.going.is_some() || here.waits,
        Command::Further => sight.is_some(),
        Command::Act => sight.is_some() && here.selected().is_some(),
        Command::Exchange | Command::Move | Command::Name | Command::Leave => {
            sight.is_some() && free
        }
        Command::AtOnce => is_in && free,
        Command::Begin | Command::Join => {
            can && model.sealed && here.is_known && here.sight.is_none() && free
        }
        Command::Admit => admits && free && asks(model),
        Command::Rights | Command::Remove => admits && free && other(model).is_some(),
    }
}

/// Whether anybody asks to be admitted.
fn asks(model: &Tui) -> bool {
    let sight = model.team.sight.as_ref();
    let asking = |one: &Decision| matches!(one, Decision::Admit(_));
    sight.is_some_and(|sight| sight.decisions.iter().any(asking))
}

/// The colleague that the person stands on: what they are called, and their laptops.
pub(super) fn other(model: &Tui) -> Option<(String, Vec<DeviceId>)> {
    let Some(Row::Laptop(device)) = model.team.selected() else { return None };
    let sight = model.team.sight.as_ref()?;
    let of = sight.laptops.iter().find(|laptop| laptop.device == *device)?;
    let own = sight.laptops.iter().find(|laptop| laptop.here)?;
    if of.person == own.person && of.here {
        return None;
    }
    // A second laptop of one's own is meant by itself.
    let theirs = |laptop: &&Laptop| {
        laptop.right.is_some()
            && if of.person == own.person {
                laptop.device == of.device
            } else {
                laptop.person == of.person
            }
    };
    let laptops = sight.laptops.iter().filter(theirs).map(|laptop| laptop.device).collect();
    Some((of.called(), laptops))
}

fn why_not(model: &Tui, command: Command) -> &'static str {
    match command {
        _ if !model.is_open() => "the study is not open yet",
        _ if matches!(model.beside, Some(Beside::ReadOnly(_))) => "the study can only be read",
        _ if model.beside.is_some() => "the study is open in another window, which exchanges",
        Command::Stop => "nothing is being exchanged",
        _ if model.team.waits => "something is under way with the team; Esc stops it",
        Command::Begin | Command::Join if !model.sealed => {
            "the study has to be locked with a passphrase first: Ctrl-L"
        }
        Command::Begin | Command::Join if model.team.sight.is_some() => {
            "this study is in a team already; l leaves it"
        }
        _ if model.team.sight.is_none() => "this study is in no team",
        Command::Admit => "nobody asks to be admitted, or you may not admit them",
        Command::Rights | Command::Remove => "stand on a colleague; the owner and stewards decide",
        _ => "nothing to do here",
    }
}

/// Does what a command says.
pub(in crate::tui) fn run(model: &mut Tui, command: Command, turn: &mut Turn<'_>) {
    if !is_ready(model, command) {
        return model.say(Tone::Note, why_not(model, command));
    }
    match command {
        Command::Exchange => exchange(model, false, turn),
        Command::AtOnce => exchange(model, true, turn),
        Command::Stop => turn.effects.push(Effect::Team(Wish::Stop)),
        Command::Further => scroll(model, 8),
        Command::Act => act(model, turn),
        Command::Begin => reply::ask_begin(model),
        Command::Join => reply::ask_join(model),
        Command::Admit => reply::ask_admit(model),
        Command::Rights => reply::ask_rights(model),
        Command::Remove => reply::ask_removal(model),
        Command::Name => reply::ask_name(model),
        Command::Move => reply::ask_folder(model),
        Command::Leave => reply::ask_leave(model),
    }
}

fn exchange(model: &mut Tui, at_once: bool, turn: &mut Turn<'_>) {
    model.team.waits = true;
    model.say(Tone::Note, "exchanging with the team; you can go on meanwhile");
    turn.effects.push(Effect::Team(Wish::Exchange { at_once }));
}

/// What the row that one stands on is for.
fn act(model: &mut Tui, turn: &mut Turn<'_>) {
    let Some(row) = model.team.selected().cloned() else { return };
    match row {
        Row::Decide(Decision::Settle(ToDecide::AskAgain(things))) => {
            reply::ask_again(model, &things);
        }
        Row::Decide(Decision::Settle(ToDecide::SameName { .. })) => reply::ask_name(model),
        Row::Decide(Decision::Settle(ToDecide::SameTag { .. })) => {
            app::run(model, App::Go(Screen::Codebook), turn);
        }
        Row::Decide(Decision::Settle(ToDecide::Claimed { .. })) => {
            app::run(model, App::Go(Screen::Observations), turn);
        }
        Row::Decide(Decision::Settle(ToDecide::UsedTwice)) => reply::ask_leave(model),
        Row::Decide(Decision::Codebook) => reply::ask_codebook(model),
        Row::Decide(Decision::Forms(chosen)) => reply::ask_forms(model, &chosen),
        Row::Decide(Decision::Admit(_)) => reply::ask_admit(model),
        Row::Decide(
            Decision::Unread(_)
            | Decision::Unseen(_)
            | Decision::Settle(ToDecide::TwoAsOne { .. } | ToDecide::Clock { .. }),
        )
        | Row::Exchange => {
            run(model, Command::Exchange, turn);
        }
        Row::Laptop(_) => run(model, Command::Rights, turn),
        Row::Next | Row::Waiting | Row::Left | Row::Gone | Row::Second | Row::Place => {
            reply::read(model);
        }
    }
}

fn scroll(model: &mut Tui, rows: usize) {
    let lines = view::beside(model).len();
    let next = model.team.top + rows;
    // After the end it begins again.
    model.team.top = if next + 2 < lines { next } else { 0 };
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
