//! What answers lead to.

use std::path::PathBuf;

use super::model::What;
use super::{ask, session, update, writing};
use crate::actions::debrief::{self, Beginning};
use crate::analysis::debrief::on_show;
use crate::study::{ItemId, ObservationId, SheetId};
use crate::tui::model::{Model as Tui, Turn, failure_of};
use crate::tui::msg::{Effect, Failure};
use crate::tui::overlay::{Answer, Handled};

/// What an overlay that this screen opened leads to.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Then {
    /// A debrief begins: whether it is the short version.
    Begin(bool),
    /// The one that is not finished goes on.
    GoOn(SheetId),
    /// What is on show was picked.
    Show(SheetId),
    /// The sort of line was picked.
    Line(SheetId),
    /// How many are here was typed.
    Attend(SheetId),
    /// A line that waits was picked.
    Waiting,
    /// What became of a line was typed.
    Outcome(SheetId, ItemId),
    /// What the contributors were told was typed.
    Told(SheetId),
    /// It is over.
    End(SheetId),
    /// The file for the record was typed.
    Write,
    /// It only told something.
    Nothing,
}

/// Takes an answer.
pub(in crate::tui) fn replied(
    model: &mut Tui,
    then: Then,
    answer: Answer,
    turn: &mut Turn<'_>,
) -> Handled {
    let (text, keys) = match answer {
        Answer::Typed(text) => (text, Vec::new()),
        Answer::Picked(keys) => (keys.first().cloned().unwrap_or_default(), keys),
        Answer::Chosen | Answer::Unseen(_) => (String::new(), Vec::new()),
    };
    match then {
        Then::Begin(short) => begin(model, short, turn),
        Then::GoOn(id) => {
            session::hold(model, id, turn);
            Handled::Done
        }
        Then::Show(id) => show(model, id, &keys, turn),
        Then::Line(id) => {
            writing::open(model, id, What::Carried(text));
            Handled::Done
        }
        Then::Attend(id) => attend(model, id, &text, turn),
        Then::Waiting => waiting(model, &text),
        Then::Outcome(sheet, item) => {
            let deed = debrief::outcome(&model.study, turn.cx, (sheet, item), &text);
            model.submit(deed, turn)
        }
        Then::Told(id) => {
            let deed = debrief::told(&model.study, turn.cx, id, &text);
            model.submit(deed, turn)
        }
        Then::End(id) => {
            let deed = debrief::end(&model.study, turn.cx, id);
            let handled = model.submit(deed, turn);
            if matches!(handled, Handled::Waits(_)) {
                let row = model.debrief.rows.iter().position(|row| *row == id);
                model.debrief.place.select(row.unwrap_or(0));
                model.debrief.reading = Some(0);
            }
            handled
        }
        Then::Write => write(model, text.trim(), turn),
        Then::Nothing => Handled::Done,
    }
}

fn begin(model: &mut Tui, short: bool, turn: &mut Turn<'_>) -> Handled {
    let beginning = Beginning { short, ..Beginning::default() };
    let form = &model.debrief.form;
    match debrief::begin(&model.study, turn.cx, form, &beginning) {
        Ok(deed) => {
            let begun = deed.changes.iter().find_map(|change| match change {
                crate::study::Change::Begun { sheet, .. } => Some(*sheet),
                _ => None,
            });
            let handled = model.submit(Ok(deed), turn);
            model.debrief.begun = begun;
            handled
        }
        Err(refusal) => Handled::Refused(failure_of(&refusal)),
    }
}

/// What was picked is on show, and nothing else.
fn show(model: &mut Tui, id: SheetId, keys: &[String], turn: &mut Turn<'_>) -> Handled {
    let Some(sheet) = model.study.sheets().get(id) else { return Handled::Done };
    let shown: Vec<ObservationId> = on_show(sheet).collect();
    let picked: Vec<ObservationId> = keys.iter().filter_map(|key| key.parse().ok()).collect();
    let new: Vec<_> = picked.iter().copied().filter(|id| !shown.contains(id)).collect();
    let off: Vec<_> = shown.iter().copied().filter(|id| !picked.contains(id)).collect();
    let deed = match (new.as_slice(), off.as_slice()) {
        ([], []) => return Handled::Done,
        ([], off) => debrief::show(&model.study, turn.cx, id, off, false),
        (new, []) => debrief::show(&model.study, turn.cx, id, new, true),
        (new, off) => debrief::show(&model.study, turn.cx, id, new, true).and_then(|mut deed| {
            let away = debrief::show(&model.study, turn.cx, id, off, false)?;
            deed.changes.extend(away.changes);
            deed.said = format!("{}; {}", deed.said, away.said);
            Ok(deed)
        }),
    };
    model.submit(deed, turn)
}

fn attend(model: &mut Tui, id: SheetId, typed: &str, turn: &mut Turn<'_>) -> Handled {
    let typed = typed.trim();
    let number = match typed.parse::<u32>() {
        Ok(number) => Some(number),
        Err(_) if typed.is_empty() => None,
        Err(_) => {
            let message = format!("\"{typed}\" is not a number");
            let hint = Some("write it in digits".to_owned());
            return Handled::Refused(Failure { message, hint });
        }
    };
    let deed = debrief::attend(&model.study, turn.cx, id, number);
    model.submit(deed, turn)
}

/// The line that was picked, by the ids of its debrief and itself.
fn waiting(model: &mut Tui, picked: &str) -> Handled {
    let ids = picked.split_once(' ');
    let ids = ids.and_then(|(sheet, item)| Some((sheet.parse().ok()?, item.parse().ok()?)));
    let Some((sheet, item)) = ids else { return Handled::Done };
    let found = model.study.sheets().get(sheet);
    let line = found.and_then(|sheet| sheet.lines().find(|said| said.item == item));
    let words = line.map(|said| super::stage::words(&said.line).to_owned()).unwrap_or_default();
    ask::outcome(model, (sheet, item), &words);
    Handled::Done
}

fn write(model: &mut Tui, name: &str, turn: &mut Turn<'_>) -> Handled {
    if name.is_empty() {
        let message = "a name for the file is needed".to_owned();
        return Handled::Refused(Failure { message, hint: None });
    }
    let Some(page) = update::page(model) else { return Handled::Done };
    turn.effects.push(Effect::WriteFile(PathBuf::from(name), page));
    Handled::Done
}
