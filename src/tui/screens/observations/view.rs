//! Drawing this screen: the filter, the list, and the note in focus.

use chrono::{Datelike, NaiveDate};
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use ratatui::widgets::Paragraph;

use super::detail;
use crate::analysis::Order;
use crate::study::{Kind, Moment, Record};
use crate::tui::app;
use crate::tui::audience;
use crate::tui::model::Model as Tui;
use crate::tui::text;
use crate::tui::theme::Role;
use crate::tui::widgets::pane;

/// From this width on the note stands beside the list.
const BESIDE: u16 = 72;

/// Rows above the list: the filter, and a rule or what is wrong with the filter.
const ABOVE: u16 = 2;

/// Where the list stands.
pub(super) fn list_area(body: Rect) -> Rect {
    let room = pane::below(body, ABOVE);
    if body.width >= BESIDE { Rect { width: body.width / 2, ..room } } else { room }
}

/// Where a note is read in full width.
pub(super) fn reading_area(body: Rect) -> Rect {
    let room = pane::below(body, ABOVE);
    Rect { x: (room.x + 1).min(room.right()), width: room.width.saturating_sub(2), ..room }
}

/// Draws the screen.
pub(in crate::tui) fn view(model: &Tui, frame: &mut Frame<'_>, area: Rect) {
    let here = &model.observations;
    let found = format!("{} of {}", here.found.hits.len(), here.found.of);
    let counted = match here.place.said() {
        at if at.is_empty() => found,
        _ => format!("note {}, {found}", here.place.selected() + 1),
    };
    here.filter.draw(frame, area, &counted, model.look);
    let under = pane::below(area, 1);
    match here.filter.trouble() {
        Some(error) => pane::line(frame, under, &format!(" ! {error}"), model.look, Role::Warn),
        None => pane::rule(frame, Rect { height: under.height.min(1), ..under }, model.look),
    }
    if here.found.hits.is_empty() {
        return empty(model, frame, pane::below(area, ABOVE + 1));
    }
    if let Some(top) = here.reading {
        return note(model, frame, reading_area(area), top);
    }
    let list = list_area(area);
    rows(model, frame, list);
    if area.width >= BESIDE {
        let x = list.right().min(area.right());
        let room = pane::below(area, ABOVE);
        pane::upright(frame, Rect { x, width: area.right() - x, ..room }, model.look);
        let x = x.saturating_add(2).min(area.right());
        let width = (area.right() - x).saturating_sub(1);
        note(model, frame, Rect { x, width, ..room }, 0);
    }
}

fn empty(model: &Tui, frame: &mut Frame<'_>, area: Rect) {
    let room =
        Rect { x: (area.x + 1).min(area.right()), width: area.width.saturating_sub(2), ..area };
    let none_released = app::none_released(model);
    let (title, says) = if model.observations.found.of > 0 {
        (
            "Nothing fits this filter.",
            "Take a word away, or press Esc to see every note. Words must all occur; \"two words\" \
             in quotes stand together; kind:workaround, tag:s.check, since:2w, untagged and -word \
             narrow further.",
        )
    } else if let Some((title, says)) = &none_released {
        (title.as_str(), says.as_str())
    } else {
        (
            "No notes yet.",
            "Press F2 to write one. Every note you save is listed here, newest first.",
        )
    };
    pane::line(frame, room, title, model.look, Role::Heading);
    pane::prose(frame, pane::below(room, 2), says, model.look, Role::Text);
}

fn note(model: &Tui, frame: &mut Frame<'_>, area: Rect, top: usize) {
    let lines = detail::lines(model, usize::from(area.width));
    let rows = usize::from(area.height);
    let hidden = lines.len().saturating_sub(top + rows);
    let shown: Vec<Line<'_>> = lines.into_iter().skip(top).take(rows).collect();
    frame.render_widget(Paragraph::new(shown), area);
    if hidden > 0 && area.height > 2 {
        let last = pane::below(area, area.height - 1);
        let more = match model.observations.reading {
            Some(_) => format!("{} {hidden} more lines below", model.look.ellipsis()),
            None => format!("{} {} more lines; Enter opens it", model.look.ellipsis(), hidden + 1),
        };
        let more = text::fit(&more, usize::from(area.width), "");
        pane::line(frame, last, &more, model.look, Role::Dim);
    }
}

/// A row of the list.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Shown {
    /// The day on which the notes below it happened.
    Day(NaiveDate),
    /// A note, by its place among those found.
    Note(usize),
}

/// Whether the list is by when things happened, so that a day is said once, above its notes.
const fn by_day(order: Order) -> bool {
    matches!(order, Order::Newest | Order::Oldest)
}

/// The rows that `height` of the list show: always the selected note, with the day above it.
pub(super) fn laid_out(model: &Tui, height: usize) -> Vec<Shown> {
    let here = &model.observations;
    let selected = here.place.selected();
    let mut start = here.place.window_of(height).start.min(selected);
    loop {
        let rows = rows_from(model, start, height);
        if rows.contains(&Shown::Note(selected)) || start >= selected {
            return rows;
        }
        start += 1;
    }
}

fn rows_from(model: &Tui, start: usize, height: usize) -> Vec<Shown> {
    let here = &model.observations;
    let (mut rows, mut day) = (Vec::new(), None);
    for (at, ix) in here.found.hits.iter().enumerate().skip(start) {
        let Some(record) = model.study.record_at(*ix) else { break };
        let its = record.happened_at().local().date();
        if by_day(here.order) && day != Some(its) && height > 2 {
            rows.push(Shown::Day(its));
            day = Some(its);
        }
        rows.push(Shown::Note(at));
        if rows.len() >= height {
            break;
        }
    }
    rows.truncate(height);
    if matches!(rows.last(), Some(Shown::Day(_))) {
        rows.pop();
    }
    rows
}

/// A day as a heading: "today, Tuesday 3 March", with the year where it is another one.
fn heading(day: NaiveDate, now: Moment) -> String {
    let today = now.local().date();
    let year = if day.year() == today.year() { "" } else { " %Y" };
    let said = day.format(&format!("%A %-d %B{year}")).to_string();
    match (today - day).num_days() {
        0 => format!("today, {said}"),
        1 => format!("yesterday, {said}"),
        _ => said,
    }
}

/// When something happened, in at most nine columns: the time of a day in the last week, the day of
/// an older one. The note itself says both. Under the heading of its day, the time alone.
fn label(at: Moment, now: Moment) -> String {
    let (then, today) = (at.local(), now.local());
    let days = (today.date() - then.date()).num_days();
    let shown = match days {
        0 => then.format("%H:%M"),
        1..=6 => then.format("%a %H:%M"),
        _ if then.year() == today.year() => then.format("%-d %b"),
        _ => then.format("%b %Y"),
    };
    shown.to_string()
}

fn rows(model: &Tui, frame: &mut Frame<'_>, area: Rect) {
    let here = &model.observations;
    let shown = laid_out(model, usize::from(area.height));
    for (shown, place) in shown.iter().zip(area.rows()) {
        match shown {
            Shown::Day(day) => {
                let said = format!(" {}", heading(*day, model.now));
                pane::line(frame, place, &said, model.look, Role::Heading);
            }
            Shown::Note(at) => {
                let record = here.found.hits.get(*at).and_then(|ix| model.study.record_at(*ix));
                let Some(record) = record else { break };
                row(model, frame, place, record, *at == here.place.selected());
            }
        }
    }
    let mut notes = shown.iter().filter_map(|shown| match shown {
        Shown::Note(at) => Some(*at),
        Shown::Day(_) => None,
    });
    if let Some(first) = notes.next() {
        let window = first..notes.next_back().unwrap_or(first) + 1;
        pane::more(frame, area, window, here.found.hits.len(), model.look);
    }
}

/// A kind in a colour of its own, beside its letter.
const fn in_colour(kind: Option<Kind>) -> Role {
    match kind {
        Some(Kind::Adjustment) => Role::Series(0),
        Some(Kind::Workaround) => Role::Series(2),
        Some(Kind::Surprise) => Role::Series(3),
        Some(Kind::KeptSafe) => Role::Series(1),
        Some(Kind::Ordinary) | None => Role::Dim,
    }
}

fn row(model: &Tui, frame: &mut Frame<'_>, area: Rect, record: &Record, here: bool) {
    let marked = model.observations.marked.contains(&record.id());
    let sign = if here { '>' } else { ' ' };
    let mark = if marked { '*' } else { ' ' };
    let kind = record.kind().map_or(' ', |kind| kind.key());
    let at = if by_day(model.observations.order) {
        record.happened_at().local().format(" %H:%M").to_string()
    } else {
        text::fit_right(&label(record.happened_at(), model.now), 9, "")
    };
    let look = model.look;
    let seen_by = if model.observations.shared {
        format!("{} ", audience::sign(record.audience()))
    } else {
        String::new()
    };
    let by = if model.observations.colleagues {
        let by = model.own().colleague(record.author()).unwrap_or_default();
        format!("{} ", text::fit(&text::harmless(by), 6, look.ellipsis()))
    } else {
        String::new()
    };
    let before = format!("{sign}{mark}{at} ");
    let after = format!(" {seen_by}{by}");
    let head = format!("{before}{kind}{after}");
    let room = usize::from(area.width).saturating_sub(text::width(&head) + 1);
    // Only as much of a long text as the row can show is looked at.
    let first: String = record.text().chars().take(room * 4).collect();
    let flat = text::harmless(&first);
    let shown = text::cut(&flat, room, look.ellipsis()).into_owned();
    let query = model.observations.query.as_ref();
    let found = query.map(|query| query.highlights(&shown)).unwrap_or_default();
    let quiet = look.style(match (here, marked) {
        (true, _) => Role::Selected,
        (false, true) => Role::Marked,
        (false, false) => Role::Dim,
    });
    let kinds = if here || marked { quiet } else { look.style(in_colour(record.kind())) };
    let mut spans = vec![
        Span::styled(before, quiet),
        Span::styled(kind.to_string(), kinds),
        Span::styled(after, quiet),
    ];
    let plain = if here { Role::Selected } else { Role::Text };
    let mut from = 0;
    let mut push = |range: std::ops::Range<usize>, role: Role| {
        if let Some(part) = shown.get(range).filter(|part| !part.is_empty()) {
            let style = look.style(plain);
            let style = if role == Role::Match { style.patch(look.style(role)) } else { style };
            spans.push(Span::styled(part.to_owned(), style));
        }
    };
    for range in found {
        push(from..range.start, plain);
        push(range.clone(), Role::Match);
        from = range.end;
    }
    push(from..shown.len(), plain);
    frame.render_widget(Line::from(spans), area);
}
