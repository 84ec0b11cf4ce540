//! Drawing this screen: what there is to look back on, and the one in focus beside or under it.

use ratatui::Frame;
use ratatui::layout::Rect;

use super::{act, detail};
use crate::analysis::reflections::{Matter, Stage, ToReflectOn};
use crate::study::Record;
use crate::tui::model::Model as Tui;
use crate::tui::text;
use crate::tui::theme::Role;
use crate::tui::widgets::pane;

/// From this width on the one in focus stands beside the list.
const BESIDE: u16 = 72;

/// Where the list stands.
pub(super) fn list_area(body: Rect) -> Rect {
    let room = pane::below(body, 2);
    if body.width >= BESIDE {
        return Rect { width: body.width / 2, ..room };
    }
    Rect { height: room.height.saturating_sub(room.height / 2), ..room }
}

/// Where the one in focus stands.
fn detail_area(body: Rect) -> Rect {
    let list = list_area(body);
    let room = pane::below(body, 2);
    if body.width >= BESIDE {
        let x = list.right().saturating_add(2).min(body.right());
        return Rect { x, width: (body.right() - x).saturating_sub(1), ..room };
    }
    let y = list.bottom().saturating_add(1).min(body.bottom());
    Rect { x: body.x + 1, width: body.width.saturating_sub(2), y, height: body.bottom() - y }
}

/// Draws the screen.
pub(in crate::tui) fn view(model: &Tui, frame: &mut Frame<'_>, area: Rect) {
    pane::line(frame, area, &headline(model), model.look, Role::Heading);
    let under = pane::below(area, 1);
    pane::rule(frame, Rect { height: under.height.min(1), ..under }, model.look);
    if model.reflect.rows.is_empty() {
        return empty(model, frame, pane::below(area, 3));
    }
    let list = list_area(area);
    let window = model.reflect.place.window_of(usize::from(list.height));
    for (at, place) in window.zip(list.rows()) {
        let Some(row) = model.reflect.rows.get(at) else { break };
        draw(model, frame, place, *row, at == model.reflect.place.selected());
    }
    if area.width >= BESIDE {
        let room = pane::below(area, 2);
        let x = list.right().min(area.right());
        pane::upright(frame, Rect { x, width: area.right() - x, ..room }, model.look);
    } else {
        let y = list.bottom().min(area.bottom());
        pane::rule(frame, Rect { y, height: 1.min(area.bottom() - y), ..area }, model.look);
    }
    detail::draw(model, frame, detail_area(area));
}

fn headline(model: &Tui) -> String {
    let count = |stage: Stage| model.reflect.rows.iter().filter(|row| row.stage == stage).count();
    let shift = model.reflect.rows.iter().find(|row| row.stage == Stage::On);
    let on = match shift.map(|row| row.matter) {
        Some(Matter::Shift(id)) => {
            let sheet = model.study.sheets().get(id);
            let shift = sheet.map(|sheet| crate::analysis::Shift { sheet });
            let minutes = shift.map_or(0, |shift| shift.minutes(model.now));
            let paused = shift.is_some_and(|shift| shift.paused_since().is_some());
            let state = if paused { "paused after" } else { "on shift for" };
            format!("{state} {}:{:02}", minutes / 60, minutes % 60)
        }
        _ => "not on a shift".to_owned(),
    };
    let dot = model.look.dot();
    let (open, done) = (count(Stage::Unfinished), count(Stage::Done));
    format!(" looking back {dot} {on} {dot} {open} unfinished, {done} done")
}

fn empty(model: &Tui, frame: &mut Frame<'_>, area: Rect) {
    let room =
        Rect { x: (area.x + 1).min(area.right()), width: area.width.saturating_sub(2), ..area };
    pane::line(frame, room, "Nothing to look back on yet.", model.look, Role::Heading);
    let says = "s begins a shift: it is what your notes are counted against, and ends with five \
                questions that may all be skipped. n begins a reflection on one of your notes. \
                Notes of the kind surprise are offered here.\n\nWhat you write here stays private \
                until you decide otherwise.";
    pane::prose(frame, pane::below(room, 2), says, model.look, Role::Text);
}

fn draw(model: &Tui, frame: &mut Frame<'_>, area: Rect, row: ToReflectOn, here: bool) {
    let (answered, of) = row.answered;
    let stage = match (row.stage, row.matter) {
        (Stage::On, _) => "on now".to_owned(),
        (Stage::Unfinished, _) => format!("{answered} of {of}"),
        (Stage::Offered, Matter::Shift(_)) => "to close".to_owned(),
        (Stage::Offered, _) => "surprise".to_owned(),
        (Stage::Done, _) => "done".to_owned(),
    };
    let says = match row.matter {
        Matter::Shift(id) => model
            .study
            .sheets()
            .get(id)
            .map(|sheet| format!("shift {}", act::shift_words(model, sheet).to_lowercase()))
            .unwrap_or_default(),
        Matter::Reflection(id) => detail::about(model, id)
            .map_or_else(|| format!("reflection {}", id.code()), |record| record.text().to_owned()),
        Matter::Surprise(id) => {
            model.study.get(id).map(Record::text).unwrap_or_default().to_owned()
        }
    };
    let sign = if here { '>' } else { ' ' };
    let head = format!("{sign}{} ", text::fit(&stage, 8, ""));
    let first: String = says.chars().take(usize::from(area.width) * 4).collect();
    let role = match (here, row.stage) {
        (true, _) => Role::Selected,
        (false, Stage::Done) => Role::Dim,
        (false, Stage::On | Stage::Unfinished | Stage::Offered) => Role::Text,
    };
    let room = usize::from(area.width).saturating_sub(1);
    let shown =
        text::fit(&format!("{head}{}", text::harmless(&first)), room, model.look.ellipsis());
    pane::line(frame, area, &shown, model.look, role);
}
