//! What keys do on this screen.

use ratatui::layout::Rect;

use super::model::{Coding, Stage, rows};
use super::{Command, reply, view};
use crate::actions::round::{Said, code, pass, take_back};
use crate::journal::DraftSlot;
use crate::study::{SheetId, TagKey};
use crate::tui::command::Place;
use crate::tui::key::Key;
use crate::tui::model::{Model as Tui, Tone, Turn};
use crate::tui::msg::Effect;
use crate::tui::overlay::{Message, Overlay};
use crate::tui::screens::Screen;

/// The slot that keeps what is said of a note and not saved yet.
pub(in crate::tui) fn slot() -> DraftSlot {
    DraftSlot::Named("round-coding".to_owned())
}

/// Something was found in it.
pub(in crate::tui) fn found(model: &mut Tui, at: &DraftSlot, text: &str) {
    if *at == slot() {
        model.round.kept = Coding::parse(text);
    }
}

/// What is said so far of the note that is being coded.
pub(in crate::tui) fn said(model: &Tui) -> Option<Coding> {
    model.round.coding.clone().filter(|_| model.screen == Screen::Round)
}

/// Puts back what was said of it before letters of a text changed it.
pub(in crate::tui) fn put_back(model: &mut Tui, said: Coding, turn: &mut Turn<'_>) {
    let changed = |now: &Coding| now.note == said.note && *now != said;
    if model.round.coding.as_ref().is_some_and(changed) {
        model.round.coding = Some(said);
        keep(model, turn);
    }
}

/// Where the person is on this screen, for the keymap, nearest first.
pub(in crate::tui) fn places(model: &Tui) -> &'static [Place] {
    match model.round.stage {
        Stage::Rounds => &[Place::Round, Place::List],
        Stage::Code => &[Place::RoundCode],
        Stage::Settle => &[Place::RoundSettle, Place::List],
    }
}

/// Whether a command would do anything now.
pub(in crate::tui) fn is_ready(model: &Tui, command: Command) -> bool {
    let here = &model.round;
    let round = here.round(&model.study).filter(|_| model.is_open());
    let Some(round) = round.filter(|_| model.screen == Screen::Round) else { return false };
    let codes = || here.sum().is_some_and(|sum| !sum.closed && sum.own.is_some() && !sum.handed_in);
    match command {
        Command::Open => here.stage == Stage::Rounds && (round.is_closed(&model.study) || codes()),
        Command::HandIn => here.stage == Stage::Rounds && codes(),
        Command::Close => here.stage == Stage::Rounds && !round.is_closed(&model.study),
        Command::Yes | Command::Unsure | Command::Save | Command::Pass | Command::Memo => {
            here.stage == Stage::Code && here.coding.is_some()
        }
        Command::Read => match here.stage {
            Stage::Rounds => false,
            Stage::Code => here.coding.is_some(),
            Stage::Settle => here.selected().is_some(),
        },
        Command::TakeBack => here.stage == Stage::Code,
        Command::Settle(_) | Command::Propose(_) => {
            here.stage == Stage::Settle && here.selected().is_some()
        }
        Command::Back => here.stage != Stage::Rounds,
    }
}

fn why_not(model: &Tui, command: Command) -> &'static str {
    match command {
        _ if !model.is_open() => "the study is not open yet",
        _ if model.round.on.is_none() => "there is no round yet; asdone round begin makes one",
        Command::HandIn if model.round.sum().is_some_and(|sum| sum.closed) => {
            "this round is closed, and what was not handed in by then is out"
        }
        Command::Open | Command::HandIn => {
            "you do not code in this round, or have handed in; nobody sees more before it is closed"
        }
        Command::Close => "this round is closed",
        Command::Settle(_) | Command::Propose(_) => "no difference is left here",
        Command::Read if model.round.stage == Stage::Settle => "no difference is left here",
        _ => "nothing is left to code here; Esc and h hands it in",
    }
}

/// Does what a command says.
pub(in crate::tui) fn run(model: &mut Tui, command: Command, turn: &mut Turn<'_>) {
    if !is_ready(model, command) {
        return model.say(Tone::Note, why_not(model, command));
    }
    let Some(round) = model.round.on else { return };
    match command {
        Command::Open => {
            let closed =
                model.round.round(&model.study).is_some_and(|round| round.is_closed(&model.study));
            go(model, if closed { Stage::Settle } else { Stage::Code });
        }
        Command::Back => go(model, Stage::Rounds),
        Command::HandIn => reply::hand_in(model, round),
        Command::Close => reply::close(model, round),
        Command::Yes | Command::Unsure => toggle(model, command, turn),
        Command::Save => save(model, round, turn),
        Command::Pass => {
            let Some(note) = model.round.coding.as_ref().map(|coding| coding.note) else { return };
            let deed = pass(&model.study, turn.cx, round, note);
            forget(model, turn);
            model.attempt(deed, turn);
        }
        Command::Memo => reply::memo(model),
        Command::Read => read(model),
        Command::TakeBack => {
            // What is half said of this note is there again once its turn comes.
            model.round.kept.clone_from(&model.round.coding);
            let deed = take_back(&model.study, turn.cx, round);
            model.attempt(deed, turn);
        }
        Command::Settle(to) => reply::settle(model, round, to),
        Command::Propose(what) => reply::propose(model, round, what),
    }
}

/// Shows all of the note, of which the screen has room for the first rows only.
fn read(model: &mut Tui) {
    let shown = model.round.selected().filter(|_| model.round.stage == Stage::Settle);
    let coded = model.round.coding.as_ref().map(|coding| coding.note);
    let Some(note) = shown.map(|shown| shown.note).or(coded) else { return };
    let mut body = model.study.get(note).map_or("", |record| record.text()).to_owned();
    if let Some(shown) = shown {
        body.push_str(&format!("\n\n{}", shown.tag));
        for (says, memo) in &shown.parts {
            let dash = if memo.is_empty() { "" } else { ": " };
            body.push_str(&format!("\n{says}{dash}{memo}"));
        }
    }
    model.over(Overlay::Message(Message::new(&format!("note {}", note.code()), &body)));
}

fn go(model: &mut Tui, stage: Stage) {
    if model.round.stage == Stage::Code {
        // What is half said of a note is there again when one comes back.
        model.round.kept = model.round.coding.take();
    }
    model.round.stage = stage;
    model.round.difference.select(0);
    model.status = None;
    refresh(model);
}

/// The tag one stands on, by its key.
fn tag(model: &Tui) -> Option<TagKey> {
    let round = model.round.round(&model.study)?;
    round.tags().get(model.round.tags.selected()).map(|tag| tag.tag.clone())
}

fn toggle(model: &mut Tui, command: Command, turn: &mut Turn<'_>) {
    let Some(tag) = tag(model) else { return };
    let Some(coding) = &mut model.round.coding else { return };
    let (this, other) = match command {
        Command::Unsure => (&mut coding.unsure, &mut coding.yes),
        _ => (&mut coding.yes, &mut coding.unsure),
    };
    other.remove(&tag);
    if !this.remove(&tag) {
        this.insert(tag);
    }
    keep(model, turn);
}

/// Keeps what is said and not saved on disk.
pub(super) fn keep(model: &mut Tui, turn: &mut Turn<'_>) {
    if let Some(coding) = &model.round.coding {
        turn.effects.push(Effect::SaveDraft(slot(), coding.to_text()));
    }
}

fn forget(model: &mut Tui, turn: &mut Turn<'_>) {
    model.round.kept = None;
    turn.effects.push(Effect::SaveDraft(slot(), String::new()));
}

fn save(model: &mut Tui, round: SheetId, turn: &mut Turn<'_>) {
    let Some(coding) = model.round.coding.clone() else { return };
    let names = |tags: &std::collections::BTreeSet<TagKey>| {
        tags.iter().map(|tag| tag.as_str().to_owned()).collect()
    };
    let said =
        Said { yes: names(&coding.yes), unsure: names(&coding.unsure), memo: coding.memo.clone() };
    let deed = code(&model.study, turn.cx, round, coding.note, &said);
    if deed.is_ok() {
        forget(model, turn);
    }
    model.attempt(deed, turn);
}

/// Takes a key that is no command: moving.
pub(in crate::tui) fn key(model: &mut Tui, key: Key, _turn: &mut Turn<'_>) {
    let here = &mut model.round;
    match here.stage {
        Stage::Rounds => {
            here.place.key(key);
            here.on = here.rows.get(here.place.selected()).copied();
        }
        Stage::Code => {
            here.tags.key(key);
        }
        Stage::Settle => {
            here.difference.key(key);
        }
    }
}

/// A click at a column and row of the terminal, within `body`.
pub(in crate::tui) fn click(model: &mut Tui, at: (u16, u16), body: Rect, _turn: &mut Turn<'_>) {
    let list = view::list_area(model, body);
    if !list.contains(at.into()) {
        return;
    }
    let here = &mut model.round;
    let row = usize::from(at.1 - list.y);
    match here.stage {
        Stage::Rounds => {
            here.place.select(here.place.window().start + row);
            here.on = here.rows.get(here.place.selected()).copied();
        }
        Stage::Code => here.tags.select(here.tags.window().start + row),
        Stage::Settle => {}
    }
}

/// The study or the window has changed.
pub(in crate::tui) fn refresh(model: &mut Tui) {
    if model.screen != Screen::Round {
        return;
    }
    let seen = (model.study.revision(), model.round.on, model.round.stage);
    if model.round.seen != Some(seen) {
        let (found, person) = (rows(model.own()), model.person());
        model.round.look(&model.study, found, person);
        model.round.seen = Some((seen.0, model.round.on, model.round.stage));
    }
    let body = crate::tui::view::areas(model.size).body;
    let height = usize::from(view::list_area(model, body).height);
    let tags = model.round.round(&model.study).map_or(0, |round| round.tags().len());
    let here = &mut model.round;
    here.place.fit(here.rows.len(), height);
    let at = here.on.and_then(|on| here.rows.iter().position(|row| *row == on));
    if let Some(row) = at {
        here.place.select(row);
    }
    here.tags.fit(tags, height);
    here.difference.fit(here.differences.len(), height);
}
