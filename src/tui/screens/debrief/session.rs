//! Holding a debrief: going on with it, its steps, what is in focus.

use super::model::{OnStage, What};
use super::{ask, writing};
use crate::actions::debrief::{self, Go};
use crate::analysis::debrief::{Agenda, last_touched, step_of};
use crate::study::{Sheet, SheetId, Sort};
use crate::tui::model::{Model as Tui, Tone, Turn};
use crate::tui::overlay::{Message, Overlay};

/// A pause longer than this is taken for a break and not for time used, in milliseconds.
const BREAK: i64 = 10 * 60_000;

/// The study is open: a debrief that was cut off is named, so that somebody goes on with it.
pub(in crate::tui) fn opened(model: &mut Tui, turn: &mut Turn<'_>) {
    writing::settle(model, turn);
    let open = {
        let mut debriefs = model.own().sheets_written(Sort::Debrief);
        debriefs.rfind(|sheet| is_own_open(model, sheet)).map(Sheet::id)
    };
    if let (Some(id), None) = (open, &model.status) {
        model.say(Tone::Note, format!("debrief {} is not finished; F6 goes on with it", id.code()));
    }
}

/// Goes on with a debrief that is not finished.
pub(super) fn hold(model: &mut Tui, id: SheetId, turn: &mut Turn<'_>) {
    let Some(sheet) = model.study.sheets().get(id) else { return };
    let rested = model.now.millis - last_touched(sheet) > BREAK;
    let here = &mut model.debrief;
    here.session = Some(id);
    here.reading = None;
    here.typing = here.writing.as_ref().is_some_and(|writing| writing.sheet == id);
    if rested {
        let deed = debrief::resume(&model.study, turn.cx, id);
        model.attempt(deed, turn);
    }
    model.refresh();
}

/// The author's debrief that is not finished is held again when the screen is gone to after a start.
pub(super) fn is_own_open(model: &Tui, sheet: &Sheet) -> bool {
    let own = model.person().and_then(|person| model.study.person_ix(person));
    sheet.ended().is_none() && sheet.sort() == Some(Sort::Debrief) && own == Some(sheet.author())
}

/// Moves through the agenda.
pub(super) fn go(model: &mut Tui, to: &Go, turn: &mut Turn<'_>) {
    let Some(id) = model.debrief.session else { return };
    let deed = debrief::go(&model.study, turn.cx, &model.debrief.form, id, to);
    model.debrief.at.select(0);
    model.debrief.moved = false;
    model.attempt(deed, turn);
}

/// Opens the field for what is said, or for the lines that this step gathers.
pub(super) fn say(model: &mut Tui) {
    let Some(id) = model.debrief.session else { return };
    let half = model.debrief.writing.as_ref().map(|writing| writing.what.clone());
    if let Some(what) = half.filter(|_| writing::has_unsaved(model)) {
        return writing::open(model, id, what);
    }
    if gathers_outcomes(model) {
        return ask::which_line(model);
    }
    writing::open(model, id, What::Said);
    // Words are tied to a note only where that is plain: it is the only one, or was gone to.
    let notes = model.debrief.stage.iter().filter(|one| matches!(one, OnStage::Shown(_))).count();
    let about = match model.debrief.focus() {
        Some(OnStage::Shown(id)) if notes == 1 || model.debrief.moved => Some(id),
        _ => None,
    };
    if let Some(writing) = &mut model.debrief.writing {
        writing.about = about.or(writing.about);
    }
}

/// Whether the step that the agenda is at gathers lines to keep, try and carry.
fn gathers_outcomes(model: &Tui) -> bool {
    let sheet = model.debrief.target(&model.study);
    let step = sheet.and_then(step_of);
    let form = &model.debrief.form;
    form.step.iter().any(|known| Some(known.id.as_str()) == step && known.outcomes)
}

/// Shows what is in focus in large, alone, for the room.
pub(super) fn large(model: &mut Tui) {
    let Some(focus) = model.debrief.focus() else { return };
    let (title, body) = match focus {
        OnStage::Shown(id) => {
            let Some(record) = model.study.get(id).filter(|_| super::stage::is_shown(model, id))
            else {
                return model.say(Tone::Note, "its author took it back since");
            };
            let kind = record.kind().map_or("", |kind| kind.word());
            (format!("{} {kind}", id.code()), record.text().to_owned())
        }
        OnStage::Said(item) => {
            let sheet = model.debrief.target(&model.study);
            let said = sheet.and_then(|sheet| sheet.lines().find(|said| said.item == item));
            let Some(said) = said else { return };
            (item.code().to_string(), super::stage::words(&said.line).to_owned())
        }
    };
    // A blank line between its own lines makes it easier to read from across a table.
    let body = format!("\n{body}\n");
    model.over(Overlay::Message(Message::new(title.trim(), &body)));
}

/// Puts the line in focus another way.
pub(super) fn reword(model: &mut Tui) {
    if let (Some(sheet), Some(OnStage::Said(item))) = (model.debrief.session, model.debrief.focus())
    {
        writing::reword(model, sheet, item);
    }
}

/// Takes the line in focus out, or the note in focus off show.
pub(super) fn take_out(model: &mut Tui, turn: &mut Turn<'_>) {
    let Some(sheet) = model.debrief.session else { return };
    let deed = match model.debrief.focus() {
        Some(OnStage::Shown(id)) => debrief::show(&model.study, turn.cx, sheet, &[id], false),
        Some(OnStage::Said(item)) => debrief::strike(&model.study, turn.cx, sheet, item),
        None => return,
    };
    model.attempt(deed, turn);
}

/// Whether the agenda has a step after, and one before, the one it is at.
pub(super) fn around(model: &Tui) -> (bool, bool) {
    let Some(sheet) = model.debrief.target(&model.study) else { return (false, false) };
    let agenda = Agenda::of(&model.debrief.form, sheet);
    let at = agenda.position(step_of(sheet)).unwrap_or(0);
    (at + 1 < agenda.steps.len(), at > 0)
}
