//! What becomes of the answers that overlays give: each goes to whoever asked, who says whether the
//! overlay may go.

use super::command;
use super::input::run_or_wait;
use super::model::{Model, Tone, Turn};
use super::msg::Effect;
use super::overlay::{Answer, Handled, Overlay, Then};
use super::screens::each_screen;
use super::{app, asking, audience, palette, running, stops, wording};

/// Hands an answer to whoever asked, and decides what becomes of the overlay.
pub(super) fn answer_with(model: &mut Model, then: Then, answer: Answer, turn: &mut Turn<'_>) {
    let Some(asker) = model.overlays.pop() else { return };
    let depth = model.overlays.len();
    let given_away = match &answer {
        Answer::Typed(text) => model.gives_away(text),
        Answer::Unseen(secret) => model.gives_away(secret.peek()),
        Answer::Chosen | Answer::Picked(_) => None,
    };
    let handled = match given_away {
        Some(failure) => Handled::Refused(failure),
        None => handled(model, then, answer, turn),
    };
    settle(model, asker, depth, handled);
}

/// Brings back what was picked, by its code.
fn bring_back(model: &mut Model, answer: &Answer, turn: &mut Turn<'_>) -> Handled {
    let code = match answer {
        Answer::Picked(codes) => codes.first().cloned().unwrap_or_default(),
        Answer::Chosen | Answer::Typed(_) | Answer::Unseen(_) => String::new(),
    };
    let deed = crate::actions::taken_back::bring_back(&model.study, turn.cx, &code);
    model.submit(deed, turn)
}

/// What is done with a word that was typed.
fn word_of(answer: &Answer, act: impl FnOnce(&str) -> Handled) -> Handled {
    match answer {
        Answer::Typed(word) => act(word),
        Answer::Chosen | Answer::Picked(_) | Answer::Unseen(_) => Handled::Done,
    }
}

macro_rules! each_answer {
    ($($screen:ident $folder:ident $about:literal,)+) => {
        fn handled(model: &mut Model, then: Then, answer: Answer, turn: &mut Turn<'_>) -> Handled {
            match then {
                Then::Nothing => Handled::Done,
                Then::Run(command) => {
                    run_or_wait(model, command, None, turn);
                    Handled::Done
                }
                Then::RunPicked => {
                    if let Answer::Picked(ids) = &answer
                        && ids.first().is_some_and(|id| palette::tell(model, id))
                    {
                        return Handled::Done;
                    }
                    let named = |id: &String| command::all().find(|info| info.id == *id);
                    if let Answer::Picked(ids) = &answer
                        && let Some(info) = ids.first().and_then(named)
                    {
                        run_or_wait(model, info.command, None, turn);
                    }
                    Handled::Done
                }
                Then::Quit => {
                    turn.effects.push(Effect::Quit);
                    Handled::Done
                }
                Then::Repair => {
                    turn.effects.push(Effect::Repair);
                    model.say(Tone::Note, "rebuilding what is damaged");
                    Handled::Done
                }
                Then::TakeBack(deed) => app::take_back(model, deed, turn),
                Then::BringBack => bring_back(model, &answer, turn),
                Then::Audience(subjects) => match &answer {
                    Answer::Picked(picked) => {
                        let level = picked.first().map_or("", String::as_str);
                        audience::replied(model, &subjects, level, turn)
                    }
                    Answer::Chosen | Answer::Typed(_) | Answer::Unseen(_) => Handled::Done,
                },
                Then::Raise(subjects, level) => audience::submit(model, &subjects, level, turn),
                Then::Wording(verdict) => wording::decided(model, verdict, turn),
                Then::HandOver => word_of(&answer, |word| {
                    asking::handed_over(model, word);
                    Handled::Done
                }),
                Then::HandedBack => {
                    word_of(&answer, |word| asking::word_given(model, word, turn))
                }
                Then::Pseudonym => word_of(&answer, |name| {
                    let deed = crate::actions::call_me(&model.study, turn.cx, name);
                    model.submit(deed, turn)
                }),
                Then::Typed { text, own } => running::decided(model, &text, own, turn),
                Then::Stop(leaves, fate) => stops::decided(model, &leaves, fate, turn),
                $(Then::$screen(then) => {
                    super::screens::$folder::replied(model, then, answer, turn)
                })+
            }
        }
    };
}

each_screen!(each_answer);

fn settle(model: &mut Model, mut asker: Overlay, depth: usize, handled: Handled) {
    match handled {
        Handled::Done => {}
        Handled::Keep => model.overlays.insert(depth, asker),
        Handled::Refused(failure) => {
            if asker.refuse(&failure) {
                model.overlays.insert(depth, asker);
            } else {
                model.say(Tone::Warn, failure.said());
            }
        }
        Handled::Waits(ticket) => {
            model.overlays.truncate(depth);
            model.overlays.push(asker);
            model.traffic.answering = Some(ticket);
        }
    }
}
