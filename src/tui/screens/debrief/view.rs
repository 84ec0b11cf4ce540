//! Drawing this screen: the list with the record of the one in focus beside it, the record in full
//! width, or the session that is being held.

use ratatui::Frame;
use ratatui::layout::Rect;

use super::{model, stage, update};
use crate::analysis::debrief::on_show;
use crate::study::{Day, Field, Line, Sheet};
use crate::tui::model::Model as Tui;
use crate::tui::theme::Role;
use crate::tui::widgets::pane;
use crate::tui::{audience, text};

/// From this width on the record stands beside the list.
const BESIDE: u16 = 72;

/// Rows above the list.
const ABOVE: u16 = 2;

/// Where the list stands.
pub(super) fn list_area(body: Rect) -> Rect {
    let room = pane::below(body, ABOVE);
    if body.width >= BESIDE { Rect { width: body.width / 2, ..room } } else { room }
}

/// Where the record is read in full width.
pub(super) fn reading_area(body: Rect) -> Rect {
    let room = pane::below(body, ABOVE);
    Rect { x: (room.x + 1).min(room.right()), width: room.width.saturating_sub(2), ..room }
}

/// The record of the one in focus, in rows of at most `wide` columns; what hangs under an item of a
/// list stays under it.
pub(super) fn record_rows(model: &Tui, wide: usize) -> Vec<(String, Role)> {
    let Some(page) = update::page(model) else { return Vec::new() };
    let mut rows = Vec::new();
    for line in page.lines() {
        let title = line.trim_start_matches('#');
        if title.len() < line.len() {
            let title = text::wrapped(title.trim(), wide).into_iter();
            rows.extend(title.map(|row| (row, Role::Heading)));
            continue;
        }
        let hang = line.len() - line.trim_start_matches([' ', '-']).len();
        let (start, rest) = line.split_at(hang);
        let wrapped = text::wrapped(rest, wide.saturating_sub(hang).max(1));
        for (number, row) in wrapped.into_iter().enumerate() {
            let start = if number == 0 { start.to_owned() } else { " ".repeat(hang) };
            rows.push((format!("{start}{row}"), Role::Text));
        }
    }
    rows
}

/// Draws the screen.
pub(in crate::tui) fn view(model: &Tui, frame: &mut Frame<'_>, area: Rect) {
    let here = &model.debrief;
    if let Some(sheet) = here.session.and_then(|id| model.study.sheets().get(id)) {
        return stage::draw(model, frame, area, sheet);
    }
    pane::line(frame, area, &headline(model), model.look, Role::Heading);
    let under = pane::below(area, 1);
    pane::rule(frame, Rect { height: under.height.min(1), ..under }, model.look);
    if here.rows.is_empty() {
        return empty(model, frame, pane::below(area, ABOVE + 1));
    }
    if let Some(top) = here.reading {
        return read(model, frame, reading_area(area), top);
    }
    let list = list_area(area);
    rows(model, frame, list);
    if area.width >= BESIDE {
        let x = list.right().min(area.right());
        let room = pane::below(area, ABOVE);
        pane::upright(frame, Rect { x, width: area.right() - x, ..room }, model.look);
        let x = x.saturating_add(2).min(area.right());
        let width = (area.right() - x).saturating_sub(1);
        read(model, frame, Rect { x, width, ..room }, 0);
    }
}

fn headline(model: &Tui) -> String {
    let dot = model.look.dot();
    let waiting = model::waiting(model.own(), model.now);
    let today = Day::of(model.now.local().date());
    let late = waiting.iter().filter(|line| line.is_overdue(today)).count();
    let mut said = match model.debrief.rows.len() {
        0 => " debriefs".to_owned(),
        many => format!(" debriefs {dot} {many}"),
    };
    match waiting.len() {
        0 => {}
        1 => said.push_str(&format!(" {dot} 1 line waits for an answer")),
        many => said.push_str(&format!(" {dot} {many} lines wait for an answer")),
    }
    if late > 0 {
        said.push_str(&format!(", {late} overdue"));
    }
    said
}

fn empty(model: &Tui, frame: &mut Frame<'_>, area: Rect) {
    let room =
        Rect { x: (area.x + 1).min(area.right()), width: area.width.saturating_sub(2), ..area };
    pane::line(frame, room, "No debriefs yet.", model.look, Role::Heading);
    let says = "A debrief is a short session of three to eight people about ordinary work: what was \
                expected, what happened, what made sense then, what kept it safe. n begins one, of 25 \
                minutes or of ten.\n\nOnly notes that their authors released to the team are put on \
                show: stand on a note on F3 and press v.";
    pane::prose(frame, pane::below(room, 2), says, model.look, Role::Text);
}

fn read(model: &Tui, frame: &mut Frame<'_>, area: Rect, top: usize) {
    let all = record_rows(model, usize::from(area.width));
    let high = usize::from(area.height);
    let hidden = all.len().saturating_sub(top + high);
    for ((row, role), place) in all.iter().skip(top).zip(area.rows()) {
        pane::line(frame, place, row, model.look, *role);
    }
    if hidden > 0 && area.height > 2 {
        let last = pane::below(area, area.height - 1);
        let how = if model.debrief.reading.is_some() { "below" } else { "; Enter opens it" };
        let gap = if how.starts_with(';') { "" } else { " " };
        let more = format!("{} {} more lines{gap}{how}", model.look.ellipsis(), hidden + 1);
        let more = text::fit(&more, usize::from(area.width), "");
        pane::line(frame, last, &more, model.look, Role::Dim);
    }
}

fn rows(model: &Tui, frame: &mut Frame<'_>, area: Rect) {
    let here = &model.debrief;
    for (at, place) in here.place.window_of(usize::from(area.height)).zip(area.rows()) {
        let sheet = here.rows.get(at).and_then(|id| model.study.sheets().get(*id));
        let Some(sheet) = sheet else { break };
        let chosen = at == here.place.selected();
        let role = if chosen { Role::Selected } else { Role::Text };
        let sign = if chosen { '>' } else { ' ' };
        let said = format!("{sign} {}", row(model, sheet));
        let said = text::fit(&said, usize::from(place.width), model.look.ellipsis());
        pane::line(frame, place, &said, model.look, role);
    }
}

/// One debrief in a row: when, who sees it, how many, whether it is over.
fn row(model: &Tui, sheet: &Sheet) -> String {
    let at = sheet.at().local().format("%-d %b %Y %H:%M").to_string();
    let mut facts = Vec::new();
    let colleague = model.own().colleague(sheet.author());
    facts.extend(colleague.map(|by| format!("by {}", text::harmless(by))));
    if sheet.ended().is_none() {
        facts.push("not ended".to_owned());
    }
    let title = sheet.fields().find_map(|field| match field {
        Field::Title(title) if !title.is_empty() => Some(title.clone()),
        _ => None,
    });
    facts.extend(title);
    if let Field::Attendance(Some(number)) = sheet.field(&Field::Attendance(None)) {
        facts.push(format!("{number} here"));
    }
    match on_show(sheet).count() {
        0 => {}
        1 => facts.push("1 note".to_owned()),
        many => facts.push(format!("{many} notes")),
    }
    let told = |said: &crate::study::Said| matches!(said.line, Line::Told { .. });
    if sheet.ended().is_some() && !sheet.lines().any(told) {
        facts.push("not told yet".to_owned());
    }
    let level = audience::sign(sheet.audience());
    format!("{} {level} {}", text::fit_right(&at, 17, ""), facts.join(", ")).trim_end().to_owned()
}
