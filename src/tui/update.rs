//! What happens when something happens. Pure: no clock, no disk, no terminal, and never a wait; what
//! is to be done outside is returned as effects.
//!
//! Keys go to the top overlay; else to the command that the keymap knows for where the person is;
//! else to the screen, as typing. While a deed other than a capture is on its way to disk, keys wait
//! their turn in order, so that no deed is built on a study that is about to change.

use crate::actions::Context;

use super::command::{App, Command, Place};
use super::key::{Code, Key};
use super::model::{Asked, Model, Phase, Tone, Turn};
use super::msg::{Effect, Failure, Mouse, Msg, Past, Ticket};
use super::overlay::{Outcome, Overlay};
use super::screens::{
    Screen, access, capture, codebook, debrief, first_run, lessons, lock, observations, reflect,
    tallies, voices, words,
};
use super::{answers, app, asking, half_typed, shifts, stops, view, wording};

/// Takes in what happened; returns what is to be done outside.
pub fn update(model: &mut Model, msg: Msg, cx: &Context<'_>) -> Vec<Effect> {
    model.now = cx.now;
    let mut turn = Turn { cx, effects: Vec::new() };
    // A laptop that slept wakes with a key: it is locked before that key is taken.
    lock::lock_if_idle(model, &mut turn);
    if matches!(msg, Msg::Key(_) | Msg::Paste(_) | Msg::Mouse(_)) {
        model.lock.pressed(model.now);
    }
    take(model, msg, &mut turn);
    while !model.traffic.is_barred() {
        let Some(held) = model.traffic.held.pop_front() else { break };
        // What was pressed before locking was asked for is meant for the study.
        let due = model.lock.set_due(false);
        take(model, held, &mut turn);
        let again = model.lock.set_due(due);
        model.lock.set_due(due || again);
    }
    lock::shut(model, &mut turn);
    wording::noticed(model);
    turn.effects
}

fn take(model: &mut Model, msg: Msg, turn: &mut Turn<'_>) {
    match msg {
        Msg::Key(_) | Msg::Paste(_) | Msg::Mouse(_) if must_wait(model, &msg) => {
            model.traffic.held.push_back(msg);
        }
        Msg::Key(key) => press(model, key, turn),
        Msg::Paste(text) => paste(model, &text, turn),
        Msg::Mouse(mouse) => point(model, mouse, turn),
        Msg::Resize(wide, high) => resize(model, (wide, high)),
        Msg::Tick => tick(model, turn),
        // What was on its way when the study was locked is on disk, and comes with its opening.
        Msg::InboxTaken { .. } | Msg::FileRead(..) | Msg::DraftFound(..) | Msg::History(..)
            if model.phase == Phase::Locked => {}
        Msg::Loaded(past) => loaded(model, *past, turn),
        Msg::OpenFailed(failure) => close(model, failure),
        Msg::NeedsRepair(account) => needs_repair(model, &account),
        Msg::Copies(said) => model.say(Tone::Note, said),
        Msg::History(title, lines) => history(model, &title, &lines),
        Msg::Begun(identity, entries, made) => first_run::begun(model, identity, entries, made),
        Msg::BeginFailed(failure) => first_run::failed(model, failure),
        Msg::Committed { ticket, entries } => {
            model.take_in(entries);
            arrived(model, ticket, None, turn);
        }
        Msg::CommitFailed { ticket, failure } => arrived(model, ticket, Some(failure), turn),
        Msg::InboxTaken { entries, notes, kept } => {
            model.take_in(entries);
            inbox_taken(model, notes, &kept);
        }
        Msg::Locked => lock::locked(model, turn),
        Msg::UnlockFailed(failure) => lock::unlock_failed(model, &failure),
        Msg::NoteKept => lock::note_kept(model, turn),
        Msg::NoteNotKept(failure) => lock::note_not_kept(model, &failure, turn),
        Msg::LineWasSecret => lock::line_was_secret(model, turn),
        Msg::Rekeyed(rekeyed) => access::done(model, rekeyed),
        Msg::StopAsked => lock::ask_to_stop(model, turn),
        Msg::DraftFound(slot, text) => half_typed::found(model, &slot, &text, turn),
        Msg::DraftFailed(failure) => {
            model.say(
                Tone::Loss,
                format!("what you type is not kept as a draft: {}", failure.said()),
            );
        }
        Msg::FileRead(path, read) => codebook::file_read(model, &path, read, turn),
        Msg::FileWritten(path, written) => match written {
            Ok(()) => {
                let said = model.rules.said.take();
                model.say(Tone::Done, said.unwrap_or_else(|| format!("wrote {}", path.display())));
            }
            Err(failure) => model.say(Tone::Loss, failure.said()),
        },
        Msg::Resumed => lock::resumed(model, turn),
        Msg::Terminate => {
            half_typed::keep_now(model, turn);
            turn.effects.push(Effect::Quit);
        }
    }
}

fn needs_repair(model: &mut Model, account: &[String]) {
    model.lock.tried();
    app::ask_repair(model, account);
}

fn history(model: &mut Model, title: &str, lines: &[String]) {
    let body = lines.join("\n");
    model.over(Overlay::Message(super::overlay::Message::new(title, &body)));
}

fn resize(model: &mut Model, size: (u16, u16)) {
    model.size = size;
    for overlay in &mut model.overlays {
        overlay.fit(size);
    }
    model.refresh();
}

/// The study is there; after having been locked, on the screen where the person was.
fn loaded(model: &mut Model, past: Past, turn: &mut Turn<'_>) {
    let was_locked = model.phase == Phase::Locked;
    if was_locked {
        model.overlays.clear();
        model.status = None;
    }
    model.study = past.study;
    model.corpus = past.corpus;
    model.phase = Phase::Open(past.identity);
    (model.sealed, model.custodian) = (past.sealed, past.custodian);
    model.report(&past.opening);
    model.refresh();
    half_typed::opened(model, turn);
    for (slot, text) in &past.drafts {
        half_typed::found(model, slot, text, turn);
    }
    if was_locked {
        lock::opened(model);
        if past.by_words {
            access::begin(model, access::Task::Renew);
        }
        capture::keep_now(model, turn);
        lock::put_away(turn);
    }
    shifts::tick(model, turn);
}

/// Time has passed.
fn tick(model: &mut Model, turn: &mut Turn<'_>) {
    half_typed::tick(model, turn);
    if model.phase == Phase::Locked {
        return;
    }
    wording::tick(model);
    shifts::tick(model, turn);
}

/// Leaving must never wait for a disk that hangs; everything else that a person does may.
fn must_wait(model: &Model, msg: &Msg) -> bool {
    let leaves = |key: &Key| {
        let command = model.keymap.command(&[Place::Anywhere], *key);
        matches!(command, Some(Command::App(App::Quit | App::Suspend | App::Redraw | App::Lock)))
    };
    model.traffic.is_barred() && !model.is_locked() && !matches!(msg, Msg::Key(key) if leaves(key))
}

fn close(model: &mut Model, failure: Failure) {
    model.say(Tone::Loss, failure.said());
    let body = format!(
        "{}\n\n{}\n\nWhat you type meanwhile is kept as a draft and offered next time.",
        failure.message,
        failure.hint.as_deref().unwrap_or("End with Ctrl-Q and start again."),
    );
    model.phase = Phase::Closed(failure);
    model.over(Overlay::Message(super::overlay::Message::new("the study is not open", &body)));
}

fn inbox_taken(model: &mut Model, notes: usize, kept: &[String]) {
    if let Some(name) = kept.first() {
        let said = format!("a note left by another process cannot be read and was kept as {name}");
        return model.say(Tone::Loss, said);
    }
    match notes {
        0 => {}
        1 => model.say(Tone::Note, "took in a note that was added elsewhere"),
        many => model.say(Tone::Note, format!("took in {many} notes that were added elsewhere")),
    }
}

/// A deed has reached the disk, or has not.
fn arrived(model: &mut Model, ticket: Ticket, failure: Option<Failure>, turn: &mut Turn<'_>) {
    let Some(at) = model.traffic.flights.iter().position(|flight| flight.ticket == ticket) else {
        return;
    };
    let flight = model.traffic.flights.remove(at);
    if model.traffic.flights.is_empty() {
        model.traffic.barred = false;
    }
    let answered = model.traffic.answering == Some(ticket);
    if answered {
        model.traffic.answering = None;
    }
    asking::arrived(model, ticket, failure.as_ref(), turn);
    stops::arrived(model, ticket, failure.is_none(), turn);
    debrief::arrived(model, ticket, failure.as_ref(), turn);
    match failure {
        None => {
            if answered {
                model.overlays.pop();
            }
            if flight.asked != Asked::Plan {
                model.say(Tone::Done, flight.said.clone());
            }
        }
        Some(failure) => {
            let shown =
                answered && model.overlays.last_mut().is_some_and(|top| top.refuse(&failure));
            if answered && !shown {
                model.overlays.pop();
            }
            model.say(Tone::Loss, format!("not done: {}", failure.said()));
            if flight.asked == Asked::Capture {
                capture::failed(model, ticket, &failure, turn);
            }
            return;
        }
    }
    if flight.asked == Asked::Capture {
        capture::saved(model, ticket, turn);
    }
}

/// Where the person is, for the keymap: the nearest place first.
pub(super) fn places(model: &Model) -> Vec<Place> {
    // With the keyboard handed over no key leads anywhere else.
    if asking::is_handed(model) && !model.is_locked() {
        return vec![Place::Handed];
    }
    let here: &[Place] = match (&model.phase, model.screen) {
        (Phase::Beginning, _) => &[Place::FirstRun],
        _ if model.shows_words() => &[Place::Words],
        _ if model.shows_access() => &[Place::Access],
        _ if model.is_locked() => lock::places(model),
        _ if asking::here(model).is_some() => &[Place::Paper],
        (_, Screen::Capture) => capture::places(model),
        (_, Screen::Observations) => observations::places(model),
        (_, Screen::Tallies) => tallies::places(model),
        (_, Screen::Reflect) => reflect::places(model),
        (_, Screen::Debrief) => debrief::places(model),
        (_, Screen::Lessons) => lessons::places(model),
        (_, Screen::Voices) => voices::places(model),
        (_, Screen::Codebook) => codebook::places(model),
    };
    let marks = model.wording.shown().map(|_| Place::Wording);
    marks.into_iter().chain(here.iter().copied()).chain([Place::Anywhere]).collect()
}

fn press(model: &mut Model, key: Key, turn: &mut Turn<'_>) {
    let key = key.settled();
    let alone = model.shows_words() || model.shows_access();
    if alone && model.overlays.is_empty() {
        return match model.keymap.command(&places(model), key).filter(|c| is_ready(model, *c)) {
            Some(command) => run(model, command, turn),
            None if model.shows_words() => words::key(model, key),
            None => access::key(model, key),
        };
    }
    let hidden = model.hides_overlays();
    let handed = asking::is_handed(model) && !model.is_locked();
    if let Some(top) = model.overlays.last_mut().filter(|_| !hidden) {
        let command = model.keymap.command(&[Place::Anywhere], key);
        if let Some(Command::App(app @ (App::Quit | App::Suspend | App::Redraw | App::Lock))) =
            command
            && !handed
        {
            return app::run(model, app, turn);
        }
        if matches!(top, Overlay::Prompt(_))
            && let Some(Command::Wording(about)) = model.keymap.command(&[Place::Wording], key)
        {
            return run(model, Command::Wording(about), turn);
        }
        match top.key(key) {
            Outcome::Stay => capture::prompt_touched(model),
            Outcome::Close => {
                if let Some(Overlay::Prompt(prompt)) = model.overlays.pop() {
                    capture::prompt_left(model, &prompt, turn);
                }
            }
            Outcome::Answered(then, answer) => answers::answer_with(model, then, answer, turn),
        }
        return;
    }
    match model.keymap.command(&places(model), key) {
        Some(command) => run_or_wait(model, command, Some(key), turn),
        None => type_key(model, key, turn),
    }
}

fn type_key(model: &mut Model, key: Key, turn: &mut Turn<'_>) {
    match (&model.phase, model.screen) {
        (Phase::Beginning, _) => first_run::key(model, key, turn),
        _ if model.is_locked() => lock::key(model, key),
        _ if asking::here(model).is_some() => asking::key(model, key, turn),
        (_, Screen::Capture) => capture::key(model, key, turn),
        (_, Screen::Observations) => observations::key(model, key, turn),
        (_, Screen::Tallies) => tallies::key(model, key, turn),
        (_, Screen::Reflect) => reflect::key(model, key, turn),
        (_, Screen::Debrief) => debrief::key(model, key, turn),
        (_, Screen::Lessons) => lessons::key(model, key, turn),
        (_, Screen::Voices) => voices::key(model, key, turn),
        (_, Screen::Codebook) => codebook::key(model, key, turn),
    }
}

fn paste(model: &mut Model, text: &str, turn: &mut Turn<'_>) {
    let hidden = model.hides_overlays();
    if let Some(top) = model.overlays.last_mut().filter(|_| !hidden) {
        top.paste(text);
        return capture::prompt_touched(model);
    }
    match (&model.phase, model.screen) {
        (Phase::Beginning, _) => first_run::paste(model, text),
        _ if model.shows_words() => {}
        _ if model.shows_access() => access::paste(model, text),
        _ if model.is_locked() => lock::paste(model, text),
        _ if asking::here(model).is_some() => asking::paste(model, text),
        (_, Screen::Capture) => capture::paste(model, text, turn),
        (_, Screen::Observations) => observations::paste(model, text, turn),
        (_, Screen::Tallies) => tallies::paste(model, text, turn),
        (_, Screen::Reflect) => reflect::paste(model, text, turn),
        (_, Screen::Debrief) => debrief::paste(model, text, turn),
        (_, Screen::Lessons) => lessons::paste(model, text, turn),
        (_, Screen::Voices) => voices::paste(model, text, turn),
        (_, Screen::Codebook) => codebook::paste(model, text, turn),
    }
}

fn point(model: &mut Model, mouse: Mouse, turn: &mut Turn<'_>) {
    let (x, y) = match mouse {
        Mouse::WheelUp => return press(model, Key::plain(Code::Up), turn),
        Mouse::WheelDown => return press(model, Key::plain(Code::Down), turn),
        Mouse::Click(x, y) => (x, y),
    };
    let areas = view::areas(model.size);
    let is_taken = asking::is_handed(model) || model.is_locked();
    if !model.overlays.is_empty()
        || is_taken
        || model.shows_words()
        || model.shows_access()
        || model.phase == Phase::Beginning
    {
        return;
    }
    if areas.tabs.contains((x, y).into()) {
        if let Some(screen) = view::tab_at(model, x) {
            run(model, Command::App(App::Go(screen)), turn);
        }
    } else if areas.body.contains((x, y).into()) && asking::here(model).is_none() {
        match model.screen {
            Screen::Capture => {}
            Screen::Observations => observations::click(model, (x, y), areas.body, turn),
            Screen::Tallies => tallies::click(model, (x, y), areas.body, turn),
            Screen::Reflect => reflect::click(model, (x, y), areas.body, turn),
            Screen::Debrief => debrief::click(model, (x, y), areas.body, turn),
            Screen::Lessons => lessons::click(model, (x, y), areas.body, turn),
            Screen::Voices => voices::click(model, (x, y), areas.body, turn),
            Screen::Codebook => codebook::click(model, (x, y), areas.body, turn),
        }
    }
}

/// Undo and redo read what was done last, so they wait for what is still on its way.
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

/// Does what a command says.
pub(super) fn run(model: &mut Model, command: Command, turn: &mut Turn<'_>) {
    if let Some(screen) = command.screen()
        && screen != model.screen
    {
        app::run(model, App::Go(screen), turn);
    }
    match command {
        Command::App(app) => app::run(model, app, turn),
        Command::Wording(command) => wording::run(model, command),
        Command::Asking(command) => asking::run(model, command, turn),
        Command::Capture(command) => capture::run(model, command, turn),
        Command::FirstRun(command) => first_run::run(model, command, turn),
        Command::Lock(command) => lock::run(model, command, turn),
        Command::Access(command) => access::run(model, command, turn),
        Command::Words(command) => words::run(model, command),
        Command::Observations(command) => observations::run(model, command, turn),
        Command::Tallies(command) => tallies::run(model, command, turn),
        Command::Reflect(command) => reflect::run(model, command, turn),
        Command::Debrief(command) => debrief::run(model, command, turn),
        Command::Lessons(command) => lessons::run(model, command, turn),
        Command::Voices(command) => voices::run(model, command, turn),
        Command::Codebook(command) => codebook::run(model, command, turn),
    }
}

/// Whether a command would do anything now.
pub(super) fn is_ready(model: &Model, command: Command) -> bool {
    let beginning = model.phase == Phase::Beginning;
    if model.shows_words() {
        return match command {
            Command::Words(command) => words::is_ready(model, command),
            _ => matches!(command, Command::App(App::Help | App::Quit)),
        };
    }
    if model.shows_access() {
        return match command {
            Command::Access(command) => access::is_ready(model, command),
            Command::App(app) => {
                matches!(app, App::Help | App::Quit | App::Suspend | App::Redraw)
                    || (app == App::Lock && model.sealed)
            }
            _ => false,
        };
    }
    if model.is_locked() {
        let of_a_study =
            matches!(command, Command::App(App::Go(_) | App::Undo | App::Redo | App::Lock));
        return matches!(command, Command::Lock(_) | Command::App(_)) && !of_a_study;
    }
    match command {
        Command::App(App::Go(_) | App::Palette | App::Undo | App::Redo | App::Lock) => !beginning,
        Command::Lock(_) | Command::Words(_) => false,
        Command::Access(command) => access::is_ready(model, command),
        Command::App(_) => true,
        Command::Wording(command) => wording::is_ready(model, command),
        Command::Asking(command) => !beginning && asking::is_ready(model, command),
        Command::FirstRun(_) => beginning,
        Command::Capture(command) => !beginning && capture::is_ready(model, command),
        Command::Observations(command) => !beginning && observations::is_ready(model, command),
        Command::Tallies(command) => !beginning && tallies::is_ready(model, command),
        Command::Reflect(command) => !beginning && reflect::is_ready(model, command),
        Command::Debrief(command) => !beginning && debrief::is_ready(model, command),
        Command::Lessons(command) => !beginning && lessons::is_ready(model, command),
        Command::Voices(command) => !beginning && voices::is_ready(model, command),
        Command::Codebook(command) => !beginning && codebook::is_ready(model, command),
    }
}
