//! Keys, pastes and clicks: each goes to the overlay on top; else, as a command, to where the keymap
//! says that it means one; else to the layer on top, as typing.

use super::command::{App, Command, Place};
use super::key::{Code, Key};
use super::layer::{self, Layer, is_ready, places};
use super::model::{Model, Status, Tone, Turn};
use super::msg::{Mouse, Msg};
use super::overlay::{Outcome, Overlay};
use super::screens::{Screen, capture};
use super::{answers, app, running, view};

/// Takes a key.
pub(super) fn press(model: &mut Model, key: Key, turn: &mut Turn<'_>) {
    let key = key.settled();
    alone(model, turn);
    if model.overlays.last().is_some_and(|_| !model.hides_overlays()) {
        running::drops(model);
        return press_overlay(model, key, turn);
    }
    if running::follows(model, key, turn) {
        return;
    }
    let layer = layer::top(model);
    let command = model.keymap.command(&places(model), key);
    if running::takes(model, key, command.is_some(), turn) {
        return;
    }
    running::flush(model, turn);
    if running::asks_whose(model, key, turn) {
        return;
    }
    old_message_goes(model, key);
    let typed_in = running::is_typed_in(model);
    let was_there = typed_in || layer == Layer::Paper;
    // A letter that moves as well moves wherever its command has nothing to do.
    let or_moves = key.moving() != key;
    match command.filter(|command| !(layer.asks_first() || or_moves) || is_ready(model, *command)) {
        Some(command) if running::holds(model, command, key) => {}
        Some(command) => {
            run_or_wait(model, command, Some(key), turn);
            running::ran(model, key, was_there);
        }
        None => {
            if typed_in {
                (layer.face().key)(model, key, turn);
                running::typed_into(model, key);
            } else {
                hint(model, layer, key);
                (layer.face().key)(model, key, turn);
                running::ran(model, key, was_there);
            }
        }
    }
}

/// A message that could have been read goes with the next key; one about loss stays until something
/// else is said or the screen is left.
fn old_message_goes(model: &mut Model, key: Key) {
    const READ: i64 = 3_000;
    let now = model.now.millis;
    let old = |status: &Status| now - status.at.millis > READ && status.tone != Tone::Loss;
    if key.code != Code::Enter && model.status.as_ref().is_some_and(old) {
        model.status = None;
    }
}

/// Says of a key that means nothing on this screen where the others are listed.
fn hint(model: &mut Model, layer: Layer, key: Key) {
    let Layer::Screen(screen) = layer else { return };
    let moves = !matches!(key.moving().code, Code::Char(_) | Code::F(_));
    let row = screen == Screen::Capture && key.typed().is_some();
    if moves || row {
        return;
    }
    let shown = |app| Command::App(app).info().map(|info| model.keymap.shown(info));
    let shown = |app| shown(app).unwrap_or_default();
    let said = if key.typed() == Some('q') {
        format!("q does nothing here. {} quits.", shown(App::Quit))
    } else {
        let (help, palette) = (shown(App::Help), shown(App::Palette));
        format!("{key} does nothing here. {help} shows the keys, {palette} finds a command.")
    };
    model.say(Tone::Note, said);
}

fn press_overlay(model: &mut Model, key: Key, turn: &mut Turn<'_>) {
    let handed = layer::top(model) == Layer::Handed;
    let Some(top) = model.overlays.last_mut() else { return };
    let command = model.keymap.command(&[Place::Anywhere], key);
    if let Some(Command::App(app @ (App::Quit | App::Suspend | App::Redraw | App::Lock))) = command
        && !handed
    {
        return app::run(model, app, turn);
    }
    if matches!(top, Overlay::Prompt(_))
        && let Some(Command::Wording(about)) = model.keymap.command(&[Place::Wording], key)
    {
        return run(model, Command::Wording(about), turn);
    }
    if matches!(top, Overlay::Message(_) | Overlay::Help(_))
        && running::takes(model, key, false, turn)
    {
        return;
    }
    if running::asks_whose(model, key, turn) {
        return;
    }
    let Some(top) = model.overlays.last_mut() else { return };
    let outcome = top.key(key, model.now);
    let typed_in = matches!(top, Overlay::Prompt(_) | Overlay::Picker(_));
    if matches!(outcome, Outcome::Stay) {
        capture::prompt_touched(model);
        // What stands there to be read, or asks, takes no words.
        if typed_in {
            running::typed_into(model, key);
        }
        return;
    }
    settle(model, outcome, turn);
}

/// Lets an overlay go that was answered or left; what was typed on into it goes where it was meant.
fn settle(model: &mut Model, outcome: Outcome, turn: &mut Turn<'_>) {
    let typed_on = model.overlays.last_mut().map(Overlay::typed_on).unwrap_or_default();
    match outcome {
        Outcome::Stay => {}
        Outcome::Close => match model.overlays.pop() {
            Some(Overlay::Prompt(prompt)) if !running::left(model, turn) => {
                capture::prompt_left(model, &prompt, turn);
            }
            Some(Overlay::Picker(picker)) => running::picker_left(model, &picker, turn),
            _ => {}
        },
        Outcome::Answered(then, answer) => answers::answer_with(model, then, answer, turn),
    }
    running::typed_on(model, &typed_on, turn);
}

/// Milliseconds until a letter that was typed into an overlay counts, since nothing has followed it.
pub(super) fn alone_in(model: &Model) -> Option<i64> {
    // While something is on its way to disk, answers wait as every key does.
    let waits = model.hides_overlays() || model.traffic.is_barred();
    if model.overlays.is_empty() {
        return running::held_in(model).filter(|_| !waits);
    }
    model.overlays.last().filter(|_| !waits)?.alone_in(model.now)
}

/// Gives the answer whose letter was typed, once nothing has followed it.
pub(super) fn alone(model: &mut Model, turn: &mut Turn<'_>) {
    if alone_in(model) != Some(0) {
        return;
    }
    match model.overlays.last_mut() {
        Some(top) => {
            let outcome = top.alone();
            settle(model, outcome, turn);
        }
        None => running::does(model, turn),
    }
}

/// Takes a pasted text.
pub(super) fn paste(model: &mut Model, text: &str, turn: &mut Turn<'_>) {
    running::drops(model);
    let hidden = model.hides_overlays();
    if let Some(top) = model.overlays.last_mut().filter(|_| !hidden) {
        top.paste(text, model.now);
        return capture::prompt_touched(model);
    }
    (layer::top(model).face().paste)(model, text, turn);
}

/// Takes a click or a turn of the wheel.
pub(super) fn point(model: &mut Model, mouse: Mouse, turn: &mut Turn<'_>) {
    // Where text is typed the wheel would lead out of it, and what is typed next would be commands.
    let types = || places(model).first().is_some_and(|place| place.is_typed_in());
    if !matches!(mouse, Mouse::Click(..)) && model.overlays.is_empty() && types() {
        return;
    }
    let (x, y) = match mouse {
        Mouse::WheelUp => return press(model, Key::plain(Code::Up), turn),
        Mouse::WheelDown => return press(model, Key::plain(Code::Down), turn),
        Mouse::Click(x, y) => (x, y),
    };
    running::drops(model);
    let areas = view::areas(model.size);
    let layer = layer::top(model);
    if !model.overlays.is_empty() || !layer.shows_tabs() {
        return;
    }
    if areas.tabs.contains((x, y).into()) {
        if let Some(screen) = view::tab_at(model, x) {
            run(model, Command::App(App::Go(screen)), turn);
        }
    } else if areas.body.contains((x, y).into()) {
        (layer.face().click)(model, (x, y), areas.body, turn);
    }
}

/// Does what a command says. Undo and redo read what was done last, so they wait for what is still
/// on its way.
pub(super) fn run_or_wait(
    model: &mut Model,
    command: Command,
    key: Option<Key>,
    turn: &mut Turn<'_>,
) {
    let reads_acts = matches!(command, Command::App(App::Undo | App::Redo));
    if reads_acts && !model.traffic.flights.is_empty() {
        if let Some(key) = key {
            model.traffic.barred = true;
            model.traffic.held.push_front(Msg::Key(key));
        } else {
            model.say(Tone::Note, "a save is under way; try again in a moment");
        }
        return;
    }
    run(model, command, turn);
}

/// Does what a command says, on the screen that it belongs to.
fn run(model: &mut Model, command: Command, turn: &mut Turn<'_>) {
    if let Some(screen) = command.screen()
        && screen != model.screen
    {
        app::run(model, App::Go(screen), turn);
    }
    command.run(model, turn);
}
