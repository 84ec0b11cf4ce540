//! From what was typed to the disk and back: answers as deeds, half-typed ones as drafts.

use super::{kept, slot};
use crate::actions::{self, Fill};
use crate::journal::DraftSlot;
use crate::tui::model::{Asked, Model as Tui, Phase, Tone, Turn, failure_of};
use crate::tui::msg::{Effect, Failure, Ticket};
use crate::tui::screens::Screen;
use crate::tui::unkept;

/// What came of trying to save.
pub(super) enum Tried {
    /// There was nothing to save.
    Nothing,
    /// It is on its way to disk.
    Sent(Ticket),
    /// Something cannot be saved as it is typed, and the person is there now.
    Refused,
}

/// Saves everything on this screen that is typed and not on disk.
pub(super) fn save(model: &mut Tui, turn: &mut Turn<'_>) -> Tried {
    let screen = model.screen;
    if !model.is_open() {
        keep_now(model, turn);
        model.say(Tone::Note, "the study is not open; what you typed is kept as a draft");
        return Tried::Refused;
    }
    let Some(asking) = model.asking.on_mut(screen) else { return Tried::Nothing };
    asking.trouble = None;
    let typed: Vec<(usize, Fill, String)> = asking
        .asks
        .iter()
        .enumerate()
        .filter(|(_, ask)| ask.is_unsaved())
        .map(|(at, ask)| (at, ask.fill.clone(), ask.typed()))
        .collect();
    if typed.is_empty() {
        return Tried::Nothing;
    }
    if let Some(failure) = typed.iter().find_map(|(.., text)| model.gives_away(text)) {
        if let Some(asking) = model.asking.on_mut(screen) {
            asking.trouble = Some(failure);
        }
        return Tried::Refused;
    }
    let Some(asking) = model.asking.on_mut(screen) else { return Tried::Nothing };
    let filled: Vec<(&Fill, &str)> = typed.iter().map(|(_, f, text)| (f, text.as_str())).collect();
    match actions::fill(&model.study, turn.cx, &asking.paper, &filled) {
        Ok(deed) => {
            let paper = asking.paper.sheet;
            let sent: Vec<usize> = typed.iter().map(|(at, ..)| *at).collect();
            let ticket = model.commit(deed, Asked::Other, turn);
            if let Some(asking) = model.asking.on_mut(screen).filter(|a| a.paper.sheet == paper) {
                for at in sent {
                    if let Some(ask) = asking.asks.get_mut(at) {
                        ask.sent = Some((ticket, ask.typed()));
                    }
                }
            }
            Tried::Sent(ticket)
        }
        // "Yes" beside "yes": typed otherwise, but it says what stands there.
        Err((_, actions::Refusal::NothingToChange { .. })) => {
            let study = &model.study;
            let sheet = study.sheets().get(asking.paper.sheet);
            for ask in &mut asking.asks {
                ask.field.set(&ask.fill.stands(sheet));
            }
            Tried::Nothing
        }
        Err((at, refusal)) => {
            let failure = failure_of(&refusal);
            asking.go(typed.get(at).map_or(0, |(at, ..)| *at));
            asking.trouble = Some(failure.clone());
            model.say(Tone::Warn, format!("not saved: {}", failure.message));
            keep_now(model, turn);
            Tried::Refused
        }
    }
}

/// Something that was handed over has reached the disk, or has not.
pub(in crate::tui) fn arrived(
    model: &mut Tui,
    ticket: Ticket,
    failure: Option<&Failure>,
    turn: &mut Turn<'_>,
) {
    let mut ours = false;
    let study = &model.study;
    for (_, asking) in &mut model.asking.open {
        let sheet = study.sheets().get(asking.paper.sheet);
        for (at, ask) in asking.asks.iter_mut().enumerate() {
            let Some((_, text)) = ask.sent.take_if(|(sent, _)| *sent == ticket) else { continue };
            ours = true;
            match failure {
                // What was typed as "friday" is shown as the day it means.
                None if ask.typed() == text => ask.field.set(&ask.fill.stands(sheet)),
                None => {}
                Some(failure) => {
                    asking.at = at;
                    asking.trouble = Some(failure.clone());
                    asking.closing = None;
                }
            }
        }
    }
    if ours {
        let gone = |asking: &super::Asking| asking.closing == Some(ticket);
        let closed: Vec<Screen> =
            model.asking.open.iter().filter(|(_, a)| gone(a)).map(|(screen, _)| *screen).collect();
        closed.into_iter().for_each(|screen| model.asking.close(screen));
        super::refresh(model);
        keep_now(model, turn);
        if closed_now(model) {
            model.refresh();
        }
    }
}

fn closed_now(model: &Tui) -> bool {
    model.asking.on(model.screen).is_none()
}

/// Something was typed.
pub(in crate::tui) fn touched(model: &mut Tui) {
    unkept::touch(&mut model.asking.unkept, model.now);
}

/// Milliseconds until a draft is to be kept, if one is.
pub(in crate::tui) fn wake_in(model: &Tui) -> Option<i64> {
    unkept::wake_in(model.asking.unkept, model.now)
}

/// Time has passed.
pub(in crate::tui) fn tick(model: &mut Tui, turn: &mut Turn<'_>) {
    if wake_in(model) == Some(0) {
        keep_now(model, turn);
    }
}

/// Keeps everything that is typed and not saved, now.
pub(in crate::tui) fn keep_now(model: &mut Tui, turn: &mut Turn<'_>) {
    model.asking.unkept = None;
    if model.phase == Phase::Beginning {
        return;
    }
    for screen in Screen::ALL {
        let text = model.asking.on(screen).map(kept::write).unwrap_or_default();
        if !text.is_empty() || model.asking.kept.contains(&screen) {
            model.asking.kept.retain(|kept| *kept != screen || !text.is_empty());
            if !text.is_empty() && !model.asking.kept.contains(&screen) {
                model.asking.kept.push(screen);
            }
            turn.effects.push(Effect::SaveDraft(slot(screen), text));
        }
    }
}

/// Whether something is typed that is not saved.
pub(in crate::tui) fn has_unsaved(model: &Tui) -> bool {
    model.asking.open.iter().any(|(_, asking)| asking.has_unsaved())
}

/// Half-typed answers were found on disk: they are put back on their screen.
pub(in crate::tui) fn draft_found(
    model: &mut Tui,
    found: &DraftSlot,
    text: &str,
    turn: &mut Turn<'_>,
) {
    let Some(screen) = Screen::ALL.into_iter().find(|screen| slot(*screen) == *found) else {
        return;
    };
    model.asking.kept.push(screen);
    match kept::read(text, model.now) {
        Some(asking) if model.asking.on(screen).is_none() => {
            model.asking.open.push((screen, asking));
        }
        // Words that cannot be put back where they were are not thrown away.
        _ => {
            model.capture.aside.push(crate::tui::screens::capture::Form::of_words(text));
            model.say(Tone::Note, "half-written answers are set aside; Alt-N on Write shows them");
        }
    }
    if model.is_open() {
        opened(model, turn);
    }
}

/// The study is open: answers that had reached the disk after all are no drafts any more.
pub(in crate::tui) fn opened(model: &mut Tui, turn: &mut Turn<'_>) {
    let restored = !model.asking.open.is_empty();
    super::refresh(model);
    model.asking.open.retain(|(_, asking)| asking.has_unsaved());
    if restored {
        keep_now(model, turn);
    }
    if let Some((screen, _)) = model.asking.open.first() {
        let said = format!("what you were answering is still there, on {}", screen.name());
        model.say(Tone::Note, said);
    }
}
