//! What becomes of the answers to what this screen asks.

use std::path::PathBuf;

use super::{ask, marks};
use crate::actions::lesson::{self, Charge, Moved};
use crate::actions::{Refusal, when};
use crate::analysis::lessons::brief::brief;
use crate::study::{SheetId, Subject};
use crate::tui::model::{Model as Tui, Turn, failure_of};
use crate::tui::msg::Effect;
use crate::tui::overlay::{Answer, Handled};

/// What becomes of an answer.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Then {
    /// The lesson gets the status that was picked.
    Status(SheetId),
    /// This role decided on this status.
    Decider(SheetId, String),
    /// This status, decided by this role, has this reason.
    Reason(SheetId, String, String),
    /// Role or day is asked for.
    Charge(SheetId),
    /// Role or day was typed.
    Charged(SheetId, String),
    /// Those who contributed are answered.
    Tell(SheetId),
    /// It is grounded in these as well.
    Ground(SheetId),
    /// It is no longer grounded in these.
    Unground(SheetId),
    /// These begin a lesson, or go to one.
    Offered(Vec<Subject>),
    /// It leaves the study for this reason.
    Withdraw(SheetId),
    /// Its brief is written there.
    Path(SheetId),
}

/// Takes an answer.
pub(in crate::tui) fn replied(
    model: &mut Tui,
    then: Then,
    answer: Answer,
    turn: &mut Turn<'_>,
) -> Handled {
    match (then, answer) {
        (Then::Status(id), Answer::Picked(words)) => {
            if let Some(status) = words.first() {
                ask::decider(model, id, status);
            }
            Handled::Done
        }
        (Then::Decider(id, status), Answer::Typed(by)) => decided(model, id, (&status, &by), turn),
        (Then::Reason(id, status, by), Answer::Typed(reason)) => {
            let moved = Moved { status: &status, by: Some(&by), reason: Some(&reason) };
            move_to(model, id, moved, turn)
        }
        (Then::Charge(id), Answer::Picked(words)) => {
            if let Some(what) = words.first() {
                ask::charged(model, id, what);
            }
            Handled::Done
        }
        (Then::Charged(id, what), Answer::Typed(typed)) => charged(model, id, &what, &typed, turn),
        (Then::Tell(id), Answer::Typed(text)) => {
            let deed = lesson::tell(&model.study, turn.cx, id, &text);
            model.submit(deed, turn)
        }
        (Then::Ground(id), Answer::Picked(codes)) => ground(model, id, &codes, true, turn),
        (Then::Unground(id), Answer::Picked(codes)) => ground(model, id, &codes, false, turn),
        (Then::Offered(subjects), Answer::Picked(keys)) => {
            match keys.first().and_then(|key| key.parse::<SheetId>().ok()) {
                Some(id) => {
                    let deed = lesson::ground(&model.study, turn.cx, id, &subjects, true);
                    model.submit(deed, turn)
                }
                None => {
                    ask::begin(model, &subjects, &[], turn);
                    Handled::Done
                }
            }
        }
        (Then::Withdraw(id), Answer::Typed(reason)) => {
            let deed = lesson::withdraw(&model.study, turn.cx, id, &reason);
            model.submit(deed, turn)
        }
        (Then::Path(id), Answer::Typed(path)) => write(model, id, &path, turn),
        _ => Handled::Done,
    }
}

/// A status that is given with a reason only asks for it next.
fn decided(
    model: &mut Tui,
    id: SheetId,
    (status, by): (&str, &str),
    turn: &mut Turn<'_>,
) -> Handled {
    let form = model.lessons.form();
    let with_reason =
        form.is_some_and(|form| form.status.iter().any(|one| one.id == status && one.reason));
    if with_reason {
        ask::reason(model, id, status, by);
        return Handled::Done;
    }
    move_to(model, id, Moved { status, by: Some(by), reason: None }, turn)
}

fn move_to(model: &mut Tui, id: SheetId, moved: Moved<'_>, turn: &mut Turn<'_>) -> Handled {
    marks::read_form(&mut model.lessons, &model.study);
    let Some(form) = model.lessons.form() else { return Handled::Done };
    let deed = lesson::move_to(&model.study, turn.cx, form, id, moved);
    model.submit(deed, turn)
}

fn charged(model: &mut Tui, id: SheetId, what: &str, typed: &str, turn: &mut Turn<'_>) -> Handled {
    let day = || -> Result<_, Refusal> {
        if typed.trim().is_empty() { Ok(None) } else { when::day(typed, model.now).map(Some) }
    };
    let charge = match what {
        "reply by" => day().map(|day| Charge { reply_by: Some(day), ..Charge::default() }),
        "look again" => day().map(|day| Charge { look_again: Some(day), ..Charge::default() }),
        _ => Ok(Charge { owner: Some(typed.to_owned()), ..Charge::default() }),
    };
    let deed = charge.and_then(|charge| lesson::charge(&model.study, turn.cx, id, &charge));
    model.submit(deed, turn)
}

fn ground(
    model: &mut Tui,
    id: SheetId,
    codes: &[String],
    yes: bool,
    turn: &mut Turn<'_>,
) -> Handled {
    let named = codes.iter().map(|code| lesson::find_ground(&model.study, code));
    let deed = named
        .collect::<Result<Vec<Subject>, Refusal>>()
        .and_then(|subjects| lesson::ground(&model.study, turn.cx, id, &subjects, yes));
    model.submit(deed, turn)
}

fn write(model: &Tui, id: SheetId, path: &str, turn: &mut Turn<'_>) -> Handled {
    if path.trim().is_empty() {
        return Handled::Refused(failure_of(&Refusal::Missing { what: "a file name" }));
    }
    if let Some((form, sheet)) = model.lessons.form().zip(model.study.sheets().get(id)) {
        let page = brief(model.own(), form, sheet, model.now);
        turn.effects.push(Effect::WriteFile(PathBuf::from(path.trim()), page.text));
    }
    Handled::Done
}
