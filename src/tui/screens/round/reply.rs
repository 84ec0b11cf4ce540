//! What this screen asks, and what becomes of the answers.

use super::{To, What, update};
use crate::actions::round::{close as closing, hand_in as handing_in};
use crate::actions::settle::{propose as proposing, settle as settling};
use crate::study::{Ask, ObservationId, SheetId};
use crate::tui::model::{Model as Tui, Turn};
use crate::tui::overlay::{Answer, Choice, Handled, Overlay, Prompt, Question, Then as Any};

/// What becomes of an answer.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Then {
    /// What one coded is handed in.
    HandIn(SheetId),
    /// The round is closed.
    Close(SheetId),
    /// This is the memo of the note that is being coded.
    Memo,
    /// The difference on this tag of this note is settled so, for the reason that was typed.
    Settle(SheetId, ObservationId, String, To),
    /// This is proposed for the tag, in the words that were typed.
    Propose(SheetId, ObservationId, String, What),
}

/// Asks whether to hand in.
pub(super) fn hand_in(model: &mut Tui, round: SheetId) {
    let choices = vec![
        Choice::new('h', "hand in", Any::Round(Then::HandIn(round))),
        Choice::new('n', "not yet", Any::Nothing),
    ];
    let asks = format!("Hand in what you coded of round {}?", round.code());
    let detail = "It is final. Notes that you did not code stay without your coding.";
    model.over(Overlay::Question(Question::new(asks, detail, choices).careful()));
}

/// Asks whether to close.
pub(super) fn close(model: &mut Tui, round: SheetId) {
    let choices = vec![
        Choice::new('c', "close", Any::Round(Then::Close(round))),
        Choice::new('n', "leave it open", Any::Nothing),
    ];
    let asks = format!("Close round {}?", round.code());
    let detail = "What was not handed in by now is out, and the report says so.";
    model.over(Overlay::Question(Question::new(asks, detail, choices).careful()));
}

/// Asks for the memo.
pub(super) fn memo(model: &mut Tui) {
    let Some(coding) = &model.round.coding else { return };
    let title = format!("memo to {}", coding.note.code());
    let explains = "Others read it when differences are talked through.";
    let prompt = Prompt::of_lines(&title, explains, Any::Round(Then::Memo)).with(&coding.memo);
    model.over(Overlay::Prompt(prompt));
}

/// Asks why a difference is settled so.
pub(super) fn settle(model: &mut Tui, round: SheetId, to: To) {
    let Some(shown) = model.round.selected() else { return };
    let (what, explains) = match to {
        To::Yes => ("applies", "Why does it apply?"),
        To::No => ("does not apply", "Why does it not apply?"),
        To::Keep => ("is kept", "Why is the difference kept? Enter alone gives no reason."),
    };
    let title = format!("{} {what} in {}", shown.tag, shown.note.code());
    let then = Then::Settle(round, shown.note, shown.tag.clone(), to);
    let prompt = Prompt::of_lines(&title, explains, Any::Round(then));
    model.over(Overlay::Prompt(prompt));
}

/// Asks for the words of a proposal.
pub(super) fn propose(model: &mut Tui, round: SheetId, what: What) {
    let Some(shown) = model.round.selected() else { return };
    let explains = match what {
        What::Words => "How should its definition read?",
        What::Split => "Which two tags should it become?",
        What::Merge => "Which other tag should it be merged with, and why?",
    };
    let title = format!("for the codebook: {}", shown.tag);
    let then = Then::Propose(round, shown.note, shown.tag.clone(), what);
    model.over(Overlay::Prompt(Prompt::of_lines(&title, explains, Any::Round(then))));
}

/// Takes an answer.
pub(in crate::tui) fn replied(
    model: &mut Tui,
    then: Then,
    answer: Answer,
    turn: &mut Turn<'_>,
) -> Handled {
    match (then, answer) {
        (Then::HandIn(round), Answer::Chosen) => {
            let deed = handing_in(&model.study, turn.cx, round);
            model.submit(deed, turn)
        }
        (Then::Close(round), Answer::Chosen) => {
            let deed = closing(&model.study, turn.cx, round);
            model.submit(deed, turn)
        }
        (Then::Memo, Answer::Typed(text)) => {
            if let Some(coding) = &mut model.round.coding {
                text.trim().clone_into(&mut coding.memo);
            }
            update::keep(model, turn);
            Handled::Done
        }
        (Then::Settle(round, note, tag, to), Answer::Typed(reason)) => {
            let how = (to.into(), reason.as_str());
            let deed = settling(&model.study, turn.cx, round, (note, &tag), how);
            model.submit(deed, turn)
        }
        (Then::Propose(round, note, tag, what), Answer::Typed(text)) => {
            let what = (Ask::from(what), tag.as_str());
            let deed = proposing(&model.study, turn.cx, round, what, &text, Some(note));
            model.submit(deed, turn)
        }
        _ => Handled::Done,
    }
}
