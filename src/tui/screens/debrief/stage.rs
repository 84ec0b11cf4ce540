//! Drawing a session: the step and the time, the prompt, what is on show and what was said, and the
//! field. Made to be read from across a table: one thing at a time, room around it.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Line as Row;
use ratatui::widgets::Paragraph;

use super::model::{OnStage, What, Writing};
use crate::analysis::debrief::{Agenda, Used, may_be_shown, step_of, used};
use crate::study::{Field as Fact, Line, ObservationId, Sheet, Subject};
use crate::tui::model::Model as Tui;
use crate::tui::text;
use crate::tui::theme::Role;
use crate::tui::widgets::pane;
use crate::tui::wording::{self, Spot};

/// Whether an observation on show may still be shown.
pub(super) fn is_shown(model: &Tui, id: ObservationId) -> bool {
    may_be_shown(&model.study, id)
}

/// The words of a line.
pub(super) fn words(line: &Line) -> &str {
    match line {
        Line::Contribution { text, .. }
        | Line::Carried { text, .. }
        | Line::Outcome { text, .. }
        | Line::Told { text }
        | Line::Note { text } => text,
        _ => "",
    }
}

/// Draws a session that is being held.
pub(super) fn draw(model: &Tui, frame: &mut Frame<'_>, area: Rect, sheet: &Sheet) {
    let form = &model.debrief.form;
    let agenda = Agenda::of(form, sheet);
    let at = agenda.position(step_of(sheet));
    let used = used(sheet, model.now.millis);
    head(model, frame, area, &agenda, (at, &used), sheet);
    let mut room = pane::below(area, 2);
    let spacious = room.height >= 15;
    room = pane::below(room, u16::from(spacious));
    let wide =
        Rect { x: (room.x + 3).min(room.right()), width: room.width.saturating_sub(6), ..room };
    let step = at.and_then(|at| agenda.steps.get(at));
    let asks = step.map_or("this step is no longer in the agenda; go on with n", |(s, _)| &s.ask);
    let taken = pane::prose(frame, wide, asks, model.look, Role::Heading);
    room = pane::below(room, taken + 1);
    let writing = model.debrief.writing.as_ref().filter(|writing| writing.sheet == sheet.id());
    if let Some(writing) = writing {
        let high = field_height(model, writing, room);
        let foot = Rect { y: room.bottom() - high, height: high, ..room };
        field(model, frame, foot, writing);
        room.height -= high;
    }
    things(model, frame, room, sheet);
}

fn head(
    model: &Tui,
    frame: &mut Frame<'_>,
    area: Rect,
    agenda: &Agenda<'_>,
    (at, used): (Option<usize>, &Used),
    sheet: &Sheet,
) {
    let dot = model.look.dot();
    let here = match sheet.field(&Fact::Attendance(None)) {
        Fact::Attendance(Some(number)) => format!(" {dot} {number} here"),
        _ => String::new(),
    };
    let minutes = |millis: i64| millis / 60_000;
    let whole = agenda.minutes();
    let all = minutes(used.total);
    let wide = usize::from(area.width);
    let (left, mut right, short) = match at.and_then(|at| Some((at, agenda.steps.get(at)?))) {
        Some((at, (step, meant))) => {
            let spent = minutes(used.at(&step.id));
            (
                format!(" step {} of {} {dot} {}{here}", at + 1, agenda.steps.len(), step.name),
                format!("{spent} of {meant} min here {dot} {all} of {whole} min "),
                format!("{spent}/{meant} {dot} {all}/{whole} min "),
            )
        }
        None => {
            let left = format!(" debrief {}{here}", sheet.id().code());
            (left, format!("{all} of {whole} min "), format!("{all}/{whole} min "))
        }
    };
    if text::width(&left) + text::width(&right) + 2 > wide {
        right = short;
    }
    let room = wide.saturating_sub(text::width(&right));
    let left = text::fit(&left, room, model.look.ellipsis());
    pane::line(frame, area, &format!("{left}{right}"), model.look, Role::Accent);
    // The agenda in a row, with where it is in brackets.
    let names = agenda.steps.iter().enumerate().map(|(number, (step, _))| {
        if Some(number) == at { format!("[{}]", step.id) } else { step.id.clone() }
    });
    let names = format!(" {}", names.collect::<Vec<_>>().join(" "));
    pane::line(frame, pane::below(area, 1), &names, model.look, Role::Dim);
}

/// What stands under the prompt, each thing with as many rows as it may take, scrolled so that the
/// one in focus shows.
fn things(model: &Tui, frame: &mut Frame<'_>, area: Rect, sheet: &Sheet) {
    let here = &model.debrief;
    if here.stage.is_empty() {
        let says = if step_of(sheet) == Some("choose") {
            "Nothing is on show yet. c chooses among the notes that their authors released to the \
             team; one ordinary and one stretch are suggested."
        } else {
            "Nothing was said at this step yet. Enter writes what someone says; c chooses what is on \
             show."
        };
        let room =
            Rect { x: (area.x + 3).min(area.right()), width: area.width.saturating_sub(6), ..area };
        pane::prose(frame, room, says, model.look, Role::Dim);
        return;
    }
    let high = usize::from(area.height);
    let free = !here.typing;
    let mut rows: Vec<Row<'static>> = Vec::new();
    let mut focus = 0..0;
    for (number, thing) in here.stage.iter().enumerate() {
        let in_focus = number == here.at.selected();
        let start = rows.len();
        rows.extend(thing_rows(model, sheet, *thing, usize::from(area.width), in_focus && free));
        if in_focus {
            focus = start..rows.len();
        }
    }
    let top = focus.end.saturating_sub(high).min(focus.start);
    let hidden = rows.len().saturating_sub(top + high);
    let shown: Vec<Row<'_>> = rows.into_iter().skip(top).take(high).collect();
    frame.render_widget(Paragraph::new(shown), area);
    if hidden > 0 && area.height > 2 {
        let last = pane::below(area, area.height - 1);
        let more = format!(" {} {} more rows below", model.look.ellipsis(), hidden + 1);
        let more = text::fit(&more, usize::from(area.width), "");
        pane::line(frame, last, &more, model.look, Role::Dim);
    }
}

/// How many rows a note on show takes while it is not in focus.
const CALM: usize = 3;

fn thing_rows(
    model: &Tui,
    sheet: &Sheet,
    thing: OnStage,
    wide: usize,
    in_focus: bool,
) -> Vec<Row<'static>> {
    let (mark, body, most) = match thing {
        OnStage::Shown(id) => {
            let record = model.study.get(id).filter(|_| is_shown(model, id));
            let kind = record.and_then(|record| record.kind()).map_or(' ', |kind| kind.key());
            let body = record.map_or("its author took it back since", |record| record.text());
            let most = if in_focus { usize::MAX } else { CALM };
            (format!("{} {kind}", id.code()), body.to_owned(), most)
        }
        OnStage::Said(item) => {
            let line = sheet.lines().find(|said| said.item == item).map(|said| &said.line);
            let (mark, body) =
                line.map_or((String::new(), String::new()), |line| said(model, line));
            (mark, body, usize::MAX)
        }
    };
    let sign = if in_focus { '>' } else { ' ' };
    let gutter = 10;
    let wrapped = text::wrapped(&body, wide.saturating_sub(gutter + 2).max(1));
    let cut = wrapped.len() > most;
    let role = match (in_focus, thing) {
        (true, _) => Role::Selected,
        (false, OnStage::Shown(_)) => Role::Text,
        (false, OnStage::Said(_)) => Role::Text,
    };
    let style = model.look.style(role);
    let mut rows = Vec::new();
    for (number, row) in wrapped.into_iter().take(most).enumerate() {
        let head = if number == 0 { format!("{sign} {mark}") } else { String::new() };
        let head = text::fit(&head, gutter, "");
        let tail = if cut && number + 1 == most {
            format!(" {}", model.look.ellipsis())
        } else {
            String::new()
        };
        rows.push(Row::styled(format!("{head}{row}{tail}"), style));
    }
    rows
}

/// A line with what stands before it and after it.
fn said(model: &Tui, line: &Line) -> (String, String) {
    match line {
        Line::Contribution { by, about, text, .. } => {
            let by = by.as_ref().map(|by| format!(" ({by})")).unwrap_or_default();
            let about = about.map(Subject::code).map(|code| format!(" [{code}]"));
            let sign = if model.look.ascii { "-" } else { "–" };
            (format!("      {sign}"), format!("{text}{by}{}", about.unwrap_or_default()))
        }
        Line::Carried { what, text, owner, reply_by } => {
            let sort = model.debrief.form.outcome.iter().find(|sort| sort.id == *what);
            let mut facts = Vec::new();
            match owner {
                Some(owner) => facts.push(format!("answers: {owner}")),
                None if sort.is_some_and(|sort| sort.owner) => {
                    facts.push("nobody answers for it yet; e says who".to_owned());
                }
                None => {}
            }
            facts.extend(reply_by.map(|day| format!("by {}", day.date().format("%a %-d %b"))));
            let facts =
                if facts.is_empty() { String::new() } else { format!(" ({})", facts.join(", ")) };
            (text::head(what, 8).to_owned(), format!("{text}{facts}"))
        }
        other => (String::new(), words(other).to_owned()),
    }
}

fn field_height(model: &Tui, writing: &Writing, room: Rect) -> u16 {
    let wide = usize::from(room.width.saturating_sub(4));
    let text = writing.fields.first().map_or(1, |field| field.height(wide)).clamp(1, 5);
    let trouble = under(model, writing, room).1;
    (u16::try_from(text).unwrap_or(1) + 3 + trouble).min(room.height)
}

/// What stands under the words, with its sign: why the last try was refused, or what is asked of
/// underlined words; and the rows it may take, at most two.
fn under(
    model: &Tui,
    writing: &Writing,
    room: Rect,
) -> (Option<(&'static str, String, Role)>, u16) {
    let wide = usize::from(room.width.saturating_sub(4)).max(1);
    let refused = writing.trouble.as_ref().map(|said| (" !", said.clone(), Role::Warn));
    let asks = || wording::question(model, Spot::Debrief).map(|says| (" ~", says, Role::Text));
    let said = refused.or_else(asks);
    let rows = said.as_ref().map_or(0, |(_, said, _)| text::wrapped(said, wide).len());
    (said, u16::try_from(rows.min(2)).unwrap_or(0))
}

/// The field with the words, and one row for whatever goes with them.
fn field(model: &Tui, frame: &mut Frame<'_>, area: Rect, writing: &Writing) {
    let look = model.look;
    let typing = model.debrief.typing;
    let title = match (&writing.what, writing.instead.is_some()) {
        (What::Said, false) => "as said".to_owned(),
        (What::Said, true) => "reworded".to_owned(),
        (What::Carried(sort), _) => {
            let known = model.debrief.form.outcome.iter().find(|known| known.id == *sort);
            known.map_or_else(|| sort.clone(), |known| known.name.clone())
        }
    };
    let (said, rows) = under(model, writing, area);
    let boxed = Rect { height: area.height.saturating_sub(1 + rows), ..area };
    let inner = pane::boxed(frame, boxed, &title, look, typing && writing.focus == 0);
    let inner = Rect { x: inner.x + 1, width: inner.width.saturating_sub(2), ..inner };
    if let Some(text) = writing.fields.first() {
        let marks = wording::parts(model, Spot::Debrief);
        text.draw(frame, inner, look, &marks, typing && writing.focus == 0);
    }
    let mut row = pane::below(area, boxed.height);
    if let Some((sign, said, role)) = said {
        pane::line(frame, Rect { width: row.width.min(2), ..row }, sign, look, role);
        let place = Rect {
            x: (row.x + 3).min(row.right()),
            width: row.width.saturating_sub(4),
            height: rows.min(row.height),
            ..row
        };
        pane::prose(frame, place, &said, look, role);
        row = pane::below(row, rows);
    }
    let (labels, empty): (&[&str], &[&str]) = match &writing.what {
        What::Said => (&["by"], &["speaker not named"]),
        What::Carried(_) => (&["answers (a role)", "by (a day)"], &["nobody yet", "no day"]),
    };
    let mut x = row.x + 1;
    for (number, (label, empty)) in labels.iter().zip(empty).enumerate() {
        x = small(model, frame, Rect { x, ..row }, (writing, number + 1), (label, empty));
    }
    if writing.what == What::Said {
        let about = writing.about.map_or("no note linked".to_owned(), |id| id.code().to_string());
        let has = model.debrief.stage.iter().any(|one| matches!(one, OnStage::Shown(_)));
        let hint = if typing && has { " (Down, Up)" } else { "" };
        let said = format!("about {about}{hint}");
        let place = Rect { x, width: row.right().saturating_sub(x), ..row };
        pane::line(frame, place, &said, look, Role::Dim);
    }
}

/// A small field with a label; gives the column after it.
fn small(
    model: &Tui,
    frame: &mut Frame<'_>,
    row: Rect,
    (writing, number): (&Writing, usize),
    (label, empty): (&str, &str),
) -> u16 {
    let look = model.look;
    let wide = |said: &str| u16::try_from(text::width(said)).unwrap_or(0);
    let right = model.size.0;
    let mut place = Rect { width: right.saturating_sub(row.x), height: 1, ..row };
    let focused = model.debrief.typing && writing.focus == number;
    let role = if focused { Role::Focus } else { Role::Dim };
    pane::line(frame, place, label, look, role);
    place.x = (place.x + wide(label) + 1).min(right);
    let most = if number == 1 { 20 } else { 14 };
    place.width = right.saturating_sub(place.x).min(most);
    let Some(field) = writing.fields.get(number) else { return place.x };
    if field.is_empty() && !focused {
        pane::line(frame, place, empty, look, Role::Dim);
    } else {
        field.draw(frame, place, look, &[], focused);
    }
    (place.right() + 2).min(right)
}
