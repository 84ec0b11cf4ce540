//! What happens when something happens. Pure: no clock, no disk, no terminal, and never a wait; what
//! is to be done outside is returned as effects.
//!
//! Keys, pastes and clicks are taken in `input`. While a deed other than a capture is on its way to
//! disk they wait their turn in order, so that no deed is built on a study that is about to change.

use std::path::Path;

use crate::actions::Context;
use crate::journal::DraftSlot;
use crate::study::{ObservationId, Record};

use super::command::{App, Command, Place};
use super::key::Key;
use super::model::{Asked, Model, Phase, Tone, Turn};
use super::msg::{Beside, Effect, Failure, Msg, Past, Ticket};
use super::overlay::Overlay;
use super::screens::{access, capture, codebook, debrief, first_run, lock, release, team};
use super::{app, asking, half_typed, input, running, shifts, stops, wording};

/// Takes in what happened; returns what is to be done outside.
pub fn update(model: &mut Model, msg: Msg, cx: &Context<'_>) -> Vec<Effect> {
    model.now = cx.now;
    let mut turn = Turn { cx, effects: Vec::new() };
    // A laptop that slept wakes with a key: it is locked before that key is taken.
    lock::lock_if_idle(model, &mut turn);
    if matches!(msg, Msg::Key(_) | Msg::Burst(_) | Msg::Paste(_) | Msg::Mouse(_)) {
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
    team::look_where_new(model, &mut turn);
    lock::shut(model, &mut turn);
    wording::noticed(model);
    turn.effects
}

fn take(model: &mut Model, msg: Msg, turn: &mut Turn<'_>) {
    match msg {
        Msg::Key(_) | Msg::Burst(_) | Msg::Paste(_) | Msg::Mouse(_) if must_wait(model, &msg) => {
            model.traffic.held.push_back(msg);
        }
        Msg::Key(key) => input::press(model, key, turn),
        Msg::Burst(keys) => running::burst(model, &keys, turn),
        Msg::Paste(text) => input::paste(model, &text, turn),
        Msg::Mouse(mouse) => input::point(model, mouse, turn),
        Msg::Resize(wide, high) => resize(model, (wide, high)),
        Msg::Tick => tick(model, turn),
        // What was on its way when the study was locked is on disk, and comes with its opening.
        msg if model.phase == Phase::Locked && comes_too_late(&msg) => {}
        msg if model.lock.is_closing() && opens(&msg) => {}
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
        Msg::ShelfTaken(entries) => model.take_in(entries),
        Msg::Team(news) => team::told(model, news, turn),
        Msg::Locked => lock::locked(model, turn),
        Msg::Unlocked(drafts) => unlocked(model, &drafts, turn),
        Msg::UnlockFailed(failure) => lock::unlock_failed(model, &failure, turn),
        Msg::NoteKept => lock::note_kept(model, turn),
        Msg::NoteNotKept(failure) => lock::note_not_kept(model, &failure, turn),
        Msg::LineWasSecret => lock::line_was_secret(model, turn),
        Msg::Rekeyed(rekeyed) => access::done(model, rekeyed),
        Msg::StopAsked => lock::ask_to_stop(model, turn),
        Msg::DraftFound(slot, text) => half_typed::found(model, &slot, &text, turn),
        Msg::DraftFailed(failure) => {
            model.drafts_fail = true;
            app::ask_to_quit_again(model);
            model.say(
                Tone::Loss,
                format!("what you type is not kept as a draft: {}", failure.said()),
            );
        }
        Msg::DraftsKept => model.drafts_fail = false,
        Msg::FileRead(path, read) if release::awaits(model, &path) => {
            release::file_read(model, &path, read);
        }
        Msg::FileRead(path, read) => codebook::file_read(model, &path, read, turn),
        Msg::Released(finished) => release::finished(model, finished, turn),
        Msg::FileWritten(path, written) => file_written(model, &path, written),
        Msg::Resumed => lock::resumed(model, turn),
        Msg::Terminate => {
            half_typed::keep_now(model, turn);
            turn.effects.push(Effect::Quit);
        }
    }
}

fn file_written(model: &mut Model, path: &Path, written: Result<(), Failure>) {
    match written {
        Ok(()) => {
            let said = model.rules.said.take();
            model.say(Tone::Done, said.unwrap_or_else(|| format!("wrote {}", path.display())));
        }
        Err(failure) => model.say(Tone::Loss, failure.said()),
    }
}

/// Whether something tells of an opening: nothing of a study that is about to be locked is taken up.
const fn opens(msg: &Msg) -> bool {
    matches!(msg, Msg::Unlocked(_) | Msg::Loaded(_) | Msg::UnlockFailed(_) | Msg::NeedsRepair(_))
}

/// Whether something is of the study that was open before it was locked.
const fn comes_too_late(msg: &Msg) -> bool {
    matches!(
        msg,
        Msg::InboxTaken { .. }
            | Msg::ShelfTaken(_)
            | Msg::Team(_)
            | Msg::Released(_)
            | Msg::FileRead(..)
            | Msg::DraftFound(..)
            | Msg::History(..)
    )
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

/// The study is being read: the line is there at once, with what was typed while it was locked.
fn unlocked(model: &mut Model, drafts: &[(DraftSlot, String)], turn: &mut Turn<'_>) {
    if model.phase != Phase::Locked {
        return;
    }
    model.overlays.clear();
    model.status = None;
    model.phase = Phase::Opening;
    for (slot, text) in drafts {
        half_typed::found(model, slot, text, turn);
    }
    lock::opened(model);
    capture::keep_now(model, turn);
    lock::put_away(turn);
    model.refresh();
}

/// The study is there; after having been locked, on the screen where the person was.
fn loaded(model: &mut Model, past: Past, turn: &mut Turn<'_>) {
    if model.phase == Phase::Locked {
        unlocked(model, &[], turn);
    }
    let was_unlocked = lock::go_back(model);
    model.study = past.study;
    model.corpus = past.corpus;
    model.phase = Phase::Open(past.identity);
    let was = std::mem::replace(&mut model.beside, past.beside);
    let was_beside = was.is_some();
    if was_beside && model.beside.is_some() {
        // The other window has written something.
        return model.refresh();
    }
    (model.sealed, model.custodian) = (past.sealed, past.custodian);
    model.report(&past.opening);
    model.refresh();
    half_typed::opened(model, turn);
    if past.by_words {
        access::begin(model, access::Task::Renew);
    }
    if was_unlocked || was_beside {
        capture::keep_now(model, turn);
    }
    say_windows(model, was.filter(|_| past.opening.losses.is_empty()));
    shifts::tick(model, turn);
}

/// Says why the study is only read here, or that it is so no more.
fn say_windows(model: &mut Model, was: Option<Beside>) {
    match &model.beside {
        Some(Beside::Window(holder)) => {
            let said = format!(
                "This study is open in another window ({holder}). You can read it here. Notes that \
                 you write here are kept, and the other window takes them in."
            );
            model.say(Tone::Warn, said);
        }
        Some(Beside::ReadOnly(why)) => {
            let body = format!(
                "{}\n\nYou can read and search all of it here. Nothing that you write can be saved \
                 until this is put right.\n\nWhat to do: {}.",
                why.message,
                why.hint.as_deref().unwrap_or("put it right, then open the study again"),
            );
            let title = "this study can only be read";
            model.over(Overlay::Message(super::overlay::Message::new(title, &body)));
        }
        None => {
            let said = match was {
                Some(Beside::Window(_)) => {
                    "The other window has closed the study: you can change it here now."
                }
                Some(Beside::ReadOnly(_)) => {
                    "The study can be written again: you can change it here now."
                }
                None => return,
            };
            model.say(Tone::Note, said);
        }
    }
}

/// Time has passed.
fn tick(model: &mut Model, turn: &mut Turn<'_>) {
    // Before an answer that now counts takes away what is typed: its draft goes last.
    half_typed::tick(model, turn);
    input::alone(model, turn);
    if model.phase == Phase::Locked {
        return;
    }
    running::tick(model, turn);
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

/// What is said of a study that cannot be opened, as long as drafts can be kept.
const KEPT_MEANWHILE: &str =
    "\n\nWhat you type meanwhile is kept as a draft and offered next time.";

fn close(model: &mut Model, failure: Failure) {
    model.say(Tone::Loss, failure.said());
    let body = format!(
        "{}\n\n{}{}",
        failure.message,
        failure.hint.as_deref().unwrap_or("End with Ctrl-Q and start again."),
        if model.drafts_fail { "" } else { KEPT_MEANWHILE },
    );
    model.phase = Phase::Closed(failure);
    model.over(Overlay::Message(super::overlay::Message::new("the study is not open", &body)));
}

/// A note that was just taken in and holds the passphrase: what was written while the study was locked
/// could not be compared with it.
fn holds_the_passphrase(model: &Model, notes: usize) -> Option<ObservationId> {
    let opens = model.lock.opens()?;
    let mut lately = model.own().written_ever().rev().take(notes).map(|(_, record)| record);
    lately.find(|record| opens.is_near(record.text())).map(Record::id)
}

fn inbox_taken(model: &mut Model, notes: usize, kept: &[String]) {
    if let Some(id) = holds_the_passphrase(model, notes) {
        let said = format!(
            "note {} was written while the study was locked and holds your passphrase, or nearly: \
             amending leaves it in the history, so erase it (F3, e) and write it again",
            id.code().short()
        );
        return model.say(Tone::Loss, said);
    }
    if let Some(name) = kept.first() {
        let said = format!("kept in the inbox and not taken in: {name}");
        return model.say(Tone::Loss, said);
    }
    match notes {
        0 => {}
        1 => model.say(Tone::Note, "Added a note from the inbox"),
        many => model.say(Tone::Note, format!("Added {many} notes from the inbox")),
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
