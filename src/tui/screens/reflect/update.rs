//! What keys do on this screen.

use ratatui::layout::Rect;

use super::{Command, act, view};
use crate::actions;
use crate::analysis::reflections::{self, Matter, Stage};
use crate::forms::Forms;
use crate::study::SheetId;
use crate::tui::command::Place;
use crate::tui::key::Key;
use crate::tui::model::{Model as Tui, Tone, Turn};
use crate::tui::overlay::{Answer, Handled};

/// What becomes of an answer.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Then {
    /// A reflection begins on the note that was picked.
    Begin,
    /// A shift begins in the setting that was picked.
    Start,
    /// The shift ends, covered or not.
    End(bool),
    /// These tags are given to a reflection.
    Tags(SheetId),
    /// This goes, with the reason that was typed.
    Withdraw(SheetId),
}

/// Where the person is on this screen, for the keymap, nearest first.
pub(in crate::tui) fn places(_model: &Tui) -> &'static [Place] {
    &[Place::Reflect, Place::List]
}

/// Whether a command would do anything now.
pub(in crate::tui) fn is_ready(model: &Tui, command: Command) -> bool {
    let row = model.reflect.selected();
    let on_shift = model.reflect.rows.iter().any(|row| row.stage == Stage::On);
    let reflection = row.is_some_and(|row| matches!(row.matter, Matter::Reflection(_)));
    model.is_open()
        && match command {
            Command::Begin | Command::Shift => true,
            Command::Open => row.is_some(),
            Command::Pause => on_shift,
            Command::Close => act::shift_to_close(model).is_some(),
            Command::Finish => reflection && row.is_some_and(|row| row.stage == Stage::Unfinished),
            Command::Tag => reflection,
            Command::Withdraw => row.is_some_and(|row| !matches!(row.matter, Matter::Surprise(_))),
        }
}

/// The sheet that the person stands on.
fn sheet(model: &Tui) -> Option<SheetId> {
    match model.reflect.selected()?.matter {
        Matter::Shift(id) | Matter::Reflection(id) => Some(id),
        Matter::Surprise(_) => None,
    }
}

/// Does what a command says.
pub(in crate::tui) fn run(model: &mut Tui, command: Command, turn: &mut Turn<'_>) {
    if !is_ready(model, command) {
        return model.say(Tone::Note, why_not(model, command));
    }
    match command {
        Command::Open => {
            if let Some(row) = model.reflect.selected() {
                act::open(model, row.matter, turn);
            }
        }
        Command::Begin => act::choose(model),
        Command::Shift => act::shift(model, turn),
        Command::Pause => act::pause(model, turn),
        Command::Close => {
            if let Some(id) = act::shift_to_close(model) {
                act::close(model, id);
            }
        }
        Command::Finish => {
            if let Some(id) = sheet(model) {
                let deed = actions::finish(&model.study, turn.cx, id);
                model.attempt(deed, turn);
            }
        }
        Command::Tag => {
            if let Some(id) = sheet(model) {
                act::tags(model, id);
            }
        }
        Command::Withdraw => {
            if let Some(id) = sheet(model) {
                act::reason(model, id);
            }
        }
    }
}

fn why_not(model: &Tui, command: Command) -> &'static str {
    if !model.is_open() {
        return "the study is not open yet";
    }
    match command {
        Command::Open | Command::Begin | Command::Shift => "there is nothing here to open",
        Command::Pause => "you are not on a shift; s begins one",
        Command::Close => "there is no shift to close; s begins one",
        Command::Finish | Command::Tag => "stand on a reflection of yours first",
        Command::Withdraw => "stand on a shift or a reflection of yours first",
    }
}

/// Takes an answer.
pub(in crate::tui) fn replied(
    model: &mut Tui,
    then: Then,
    answer: Answer,
    turn: &mut Turn<'_>,
) -> Handled {
    let picked = match &answer {
        Answer::Picked(keys) => keys.clone(),
        Answer::Chosen | Answer::Typed(_) | Answer::Unseen(_) => Vec::new(),
    };
    match then {
        Then::Begin => {
            if let Some(id) = picked.first().and_then(|key| key.parse().ok()) {
                act::reflect_on(model, id, turn);
            }
            Handled::Done
        }
        Then::Start => {
            let setting = picked.first().map(String::as_str).filter(|name| !name.is_empty());
            act::begin_shift(model, setting, turn);
            Handled::Done
        }
        Then::End(covered) => {
            let shift = actions::shift::current(&model.study, turn.cx).ok();
            let id = shift.map(|shift| shift.sheet.id());
            let deed = actions::shift::end(&model.study, turn.cx, covered);
            model.attempt(deed, turn);
            if let Some(id) = id {
                act::close(model, id);
            }
            Handled::Done
        }
        Then::Tags(id) => {
            let names: Vec<&str> = picked.iter().map(String::as_str).collect();
            let deed = actions::tag_sheet(&model.study, turn.cx, id, &names, true);
            model.submit(deed, turn)
        }
        Then::Withdraw(id) => {
            let Answer::Typed(reason) = answer else { return Handled::Done };
            let deed = actions::withdraw_sheet(&model.study, turn.cx, id, &reason);
            model.submit(deed, turn)
        }
    }
}

/// Takes a key that is no command: moving.
pub(in crate::tui) fn key(model: &mut Tui, key: Key, _turn: &mut Turn<'_>) {
    model.reflect.place.key(key);
    keep_place(model);
}

fn keep_place(model: &mut Tui) {
    model.reflect.on = model.reflect.selected().map(|row| row.matter);
}

/// Takes a pasted text; lists ignore it.
pub(in crate::tui) fn paste(_model: &mut Tui, _text: &str, _turn: &mut Turn<'_>) {}

/// A click at a column and row of the terminal, within `body`.
pub(in crate::tui) fn click(model: &mut Tui, at: (u16, u16), body: Rect, _turn: &mut Turn<'_>) {
    let list = view::list_area(body);
    if list.contains(at.into()) {
        let row = model.reflect.place.window().start + usize::from(at.1 - list.y);
        model.reflect.place.select(row);
        keep_place(model);
    }
}

/// The study or the window has changed.
pub(in crate::tui) fn refresh(model: &mut Tui) {
    let seen = (model.study.revision(), model.now.millis / 3_600_000);
    if model.reflect.seen != Some(seen) {
        model.reflect.rows = reflections::rows(model.own(), &Forms::of(&model.study), model.now);
        model.reflect.seen = Some(seen);
    }
    let body = crate::tui::view::areas(model.size).body;
    let height = usize::from(view::list_area(body).height);
    let screen = &mut model.reflect;
    screen.place.fit(screen.rows.len(), height);
    if let Some(row) = screen.on.and_then(|on| screen.rows.iter().position(|r| r.matter == on)) {
        screen.place.select(row);
    }
}
