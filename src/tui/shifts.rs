//! The shift that the person is on, as every screen knows it: prompts come when the plan says, as
//! a quiet line that takes no key and no focus.

use super::model::{Asked, Model, Turn};
use super::msg::Effect;
use crate::actions::prompting;
use crate::analysis::Shift;
use crate::analysis::shift::Prompt;
use crate::study::{Change, Line};

/// The shift that the person is on.
pub(in crate::tui) fn current(model: &Model) -> Option<Shift<'_>> {
    Shift::open_of(model.own())
}

/// The prompt that waits for an answer.
pub(in crate::tui) fn prompt(model: &Model) -> Option<Prompt> {
    current(model)?.on_show(&model.study, model.now)
}

/// Time has passed: what the plan asks for by now is written down, and shown.
pub(in crate::tui) fn tick(model: &mut Model, turn: &mut Turn<'_>) {
    let under_way = model.traffic.flights.iter().any(|flight| flight.asked == Asked::Plan);
    // Beside another window the plan is that window's to keep.
    if under_way || !model.is_open() || model.beside.is_some() {
        return;
    }
    let Some(deed) = prompting::due(&model.study, turn.cx) else { return };
    let shows = matches!(deed.changes.last(), Some(Change::Said { line: Line::Prompted, .. }));
    if shows && model.study.sampling().bell {
        turn.effects.push(Effect::Bell);
    }
    model.commit(deed, Asked::Plan, turn);
}

/// What the header says of the shift: empty where there is none.
pub(in crate::tui) fn mark(model: &Model) -> &'static str {
    match current(model) {
        None => "",
        Some(_) if prompt(model).is_some() => "a prompt waits ",
        Some(shift) if shift.paused_since().is_some() => "shift paused ",
        Some(_) => "on shift ",
    }
}
