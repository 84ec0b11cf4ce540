//! The stop rule on the screens: one key says that a note may be reportable. The study's own text
//! is shown first; what becomes of the note is the person's to decide, and nothing happens until
//! they have.

use super::model::{Asked, Model, Tone, Turn, failure_of};
use super::msg::{Effect, Ticket};
use super::overlay::{Choice, Handled, Message, Overlay, Question, Then};
use super::screens::{Screen, capture, observations};
use crate::actions::stop::{Leaves, Stopped, stop};
use crate::forms::Forms;
use crate::journal::Leaving;
use crate::study::{Fate, Record};

/// A note that is on its way out.
#[derive(Clone, Debug)]
pub(super) struct OnItsWay {
    ticket: Ticket,
    /// Whether it is the one that is half-typed.
    typed: bool,
    /// Its words, where they are handed over once.
    hands_over: Option<String>,
}

/// What is meant: the half-typed note, or the one that the person stands on or has just saved.
fn meant(model: &Model) -> Option<Leaves> {
    let selected = || observations::selected(model).map(Record::id).map(Leaves::Observation);
    match model.screen {
        Screen::Observations => selected(),
        _ => capture::words(model).map(Leaves::Words).or_else(|| {
            let id = model.capture.saved.last()?.id;
            let there = model.study.own_record(id).is_some_and(Record::is_standing);
            there.then_some(Leaves::Observation(id))
        }),
    }
}

/// Whether there is a note that could leave.
pub(super) fn is_ready(model: &Model) -> bool {
    matches!(model.screen, Screen::Capture | Screen::Observations) && meant(model).is_some()
}

/// Shows the study's own text, and asks what should happen to the note.
pub(super) fn ask(model: &mut Model) {
    let Some(leaves) = meant(model) else {
        let says = "write the note or stand on it first; nothing has left the study";
        return model.say(Tone::Note, says);
    };
    let form = Forms::of(&model.study).stop;
    let then = |fate| Then::Stop(leaves.clone(), fate);
    let kept = if model.sealed {
        "keep it sealed and apart from the study"
    } else {
        "keep it apart from the study (not sealed)"
    };
    let choices = vec![
        Choice::new('k', kept, then(Fate::Kept)),
        Choice::new('p', "show it once and hand it to the clipboard", then(Fate::Printed)),
        Choice::new('d', "discard it", then(Fate::Discarded)),
        Choice::new('e', "leave it as it is", Then::Nothing),
    ];
    let detail = "It leaves the study either way; only that one note left is counted.";
    let asks = "What should happen to this note?";
    model.over(Overlay::Question(Question::new(asks, detail, choices).careful()));
    model.over(Overlay::Message(Message::new(&form.title, form.text.trim())));
}

/// The person has decided.
pub(super) fn decided(
    model: &mut Model,
    leaves: &Leaves,
    fate: Fate,
    turn: &mut Turn<'_>,
) -> Handled {
    let stopped = match stop(&model.study, turn.cx, leaves, fate) {
        Ok(stopped) => stopped,
        Err(refusal) => return Handled::Refused(failure_of(&refusal)),
    };
    let Stopped { sheet, changes, tombstones, words, said } = stopped;
    let kept = (fate == Fate::Kept).then(|| (sheet, words.clone()));
    let leaving = Leaving { changes, tombstones, kept };
    let ticket = model.hand_over(said, Asked::Other, turn, |ticket| Effect::LetGo(ticket, leaving));
    let typed = matches!(leaves, Leaves::Words(_));
    let hands_over = (fate == Fate::Printed).then_some(words);
    model.stopping = Some(OnItsWay { ticket, typed, hands_over });
    Handled::Done
}

/// Something has reached the disk, or has not: a note that did not leave stays where it was.
pub(super) fn arrived(model: &mut Model, ticket: Ticket, done: bool, turn: &mut Turn<'_>) {
    let Some(stopping) = model.stopping.take_if(|stopping| stopping.ticket == ticket) else {
        return;
    };
    if !done {
        return;
    }
    if stopping.typed {
        capture::left_the_study(model, turn);
    } else {
        capture::forget_saved(model);
    }
    if let Some(words) = stopping.hands_over {
        let body =
            format!("{words}\n\nThis is shown once. It was sent to the terminal's clipboard.");
        turn.effects.push(Effect::Copy(words));
        model.over(Overlay::Message(Message::new("the note that left the study", &body)));
    }
}
