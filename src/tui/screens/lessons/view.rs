//! Drawing this screen: the lenses, the list, and what one stands on beside it.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use ratatui::widgets::Paragraph;

use super::card;
use super::marks::today;
use super::model::{Lens, Reading, asks};
use crate::tui::model::Model as Tui;
use crate::tui::text;
use crate::tui::theme::Role;
use crate::tui::widgets::pane;

/// From this width on what one stands on is shown beside the list.
const BESIDE: u16 = 72;

/// Rows above the list: the lenses and a rule.
const ABOVE: u16 = 2;

/// Where the list stands.
pub(super) fn list_area(body: Rect, _lens: Lens) -> Rect {
    let room = pane::below(body, ABOVE);
    if body.width >= BESIDE { Rect { width: body.width / 2, ..room } } else { room }
}

/// Where something is read in full width.
pub(super) fn reading_area(body: Rect) -> Rect {
    let room = pane::below(body, ABOVE);
    Rect { x: (room.x + 1).min(room.right()), width: room.width.saturating_sub(2), ..room }
}

/// Draws the screen.
pub(in crate::tui) fn view(model: &Tui, frame: &mut Frame<'_>, area: Rect) {
    lenses(model, frame, area);
    pane::rule(frame, Rect { height: area.height.min(1), ..pane::below(area, 1) }, model.look);
    let here = &model.lessons;
    if here.len() == 0 {
        return empty(model, frame, pane::below(area, ABOVE + 1));
    }
    if let Some(reading) = here.reading {
        let room = reading_area(area);
        let wide = usize::from(room.width);
        let (lines, top) = match reading {
            Reading::Card(top) => (card::lines(model, wide), top),
            Reading::Brief(top) => (card::brief_lines(model, wide), top),
        };
        return shown(model, frame, room, lines, top);
    }
    let list = list_area(area, here.lens);
    rows(model, frame, list);
    if area.width >= BESIDE {
        let x = list.right().min(area.right());
        let room = pane::below(area, ABOVE);
        pane::upright(frame, Rect { x, width: area.right() - x, ..room }, model.look);
        let x = x.saturating_add(2).min(area.right());
        let room = Rect { x, width: (area.right() - x).saturating_sub(1), ..room };
        shown(model, frame, room, card::lines(model, usize::from(room.width)), 0);
    }
}

/// "[lessons 4, 1 overdue]  answers 3, 1 new  candidates 5"
fn lenses(model: &Tui, frame: &mut Frame<'_>, area: Rect) {
    let here = &model.lessons;
    let (overdue, unread) = here.counts;
    let more = |count: usize, word: &str| {
        if count > 0 { format!(", {count} {word}") } else { String::new() }
    };
    let mut spans = vec![Span::raw(" ")];
    for lens in Lens::ALL {
        let name = match lens {
            Lens::Lessons => format!("lessons {}{}", here.rows.len(), more(overdue, "overdue")),
            Lens::Answers => format!("answers {}{}", here.answers.len(), more(unread, "new")),
            Lens::Candidates => format!("candidates {}", here.candidates.len()),
        };
        let on = lens == here.lens;
        let name = if on { format!("[{name}]") } else { format!(" {name} ") };
        spans.push(Span::styled(name, model.look.style(if on { Role::Focus } else { Role::Dim })));
        spans.push(Span::raw(" "));
    }
    frame.render_widget(Line::from(spans), Rect { height: area.height.min(1), ..area });
}

fn empty(model: &Tui, frame: &mut Frame<'_>, area: Rect) {
    let room =
        Rect { x: (area.x + 1).min(area.right()), width: area.width.saturating_sub(2), ..area };
    let (title, says) = match model.lessons.lens {
        Lens::Lessons => (
            "No lessons yet.",
            "A lesson says what was seen, what makes it work and what it costs, and carries a step to someone who can take it. n begins one; L on Notes (F3) begins one from the notes you \
             marked; > shows what recurs and could become one.",
        ),
        Lens::Answers => (
            "No answers yet.",
            "When a lesson is grounded in what you noted, reflected on or said in a debrief, what \
             becomes of it stands here: shared, being tried, adopted, or declined with the reason. \
             Only you see yours.",
        ),
        Lens::Candidates => (
            "Nothing recurs yet.",
            "Where the same adjustment or workaround meets the same trigger in three notes, over two \
             weeks or in two settings, and no lesson is about it, it is listed here; so are costs \
             beside an adjustment and triggers that met none. Tags make this possible.",
        ),
    };
    pane::line(frame, room, title, model.look, Role::Heading);
    pane::prose(frame, pane::below(room, 2), says, model.look, Role::Text);
}

fn shown(model: &Tui, frame: &mut Frame<'_>, area: Rect, lines: Vec<Line<'_>>, top: usize) {
    let rows = usize::from(area.height);
    let hidden = lines.len().saturating_sub(top + rows);
    let part: Vec<Line<'_>> = lines.into_iter().skip(top).take(rows).collect();
    frame.render_widget(Paragraph::new(part), area);
    if hidden > 0 && area.height > 2 {
        let last = pane::below(area, area.height - 1);
        let more = match model.lessons.reading {
            Some(_) => format!("{} {hidden} more lines below", model.look.ellipsis()),
            None if model.lessons.lens == Lens::Candidates => {
                format!("{} {} more; Enter shows them", model.look.ellipsis(), hidden + 1)
            }
            None => format!("{} {} more lines; Enter opens it", model.look.ellipsis(), hidden + 1),
        };
        let more = text::fit(&more, usize::from(area.width), "");
        pane::line(frame, last, &more, model.look, Role::Dim);
    }
}

fn rows(model: &Tui, frame: &mut Frame<'_>, area: Rect) {
    let here = &model.lessons;
    for (at, place) in here.place.window_of(usize::from(area.height)).zip(area.rows()) {
        let on = at == here.place.selected();
        let sign = if on { '>' } else { ' ' };
        let room = usize::from(place.width).saturating_sub(1);
        let said = match here.lens {
            Lens::Lessons => lesson_row(model, at),
            Lens::Answers => here.answers.get(at).map(|answer| {
                let mark = if answer.has_news(&here.was_read) { '*' } else { ' ' };
                let status = answer.stands.as_ref().map_or("", |(status, _)| status.as_str());
                format!(
                    "{mark}{}  {}  {}",
                    answer.sheet.code(),
                    text::fit(status, 9, ""),
                    answer.name
                )
            }),
            Lens::Candidates => here.candidates.get(at).map(|one| {
                let count = text::fit_right(&one.count.to_string(), 4, "");
                format!(" {count}  {}", one.said(&model.study))
            }),
        };
        let said = format!("{sign}{}", said.unwrap_or_default());
        let flat = text::harmless(&said);
        let shown = text::cut(&flat, room, model.look.ellipsis()).into_owned();
        let role = if on { Role::Selected } else { Role::Text };
        frame.render_widget(Line::styled(shown, model.look.style(role)), place);
    }
}

/// Sign, code, status (or that it is overdue, or to be looked at again), name.
fn lesson_row(model: &Tui, at: usize) -> Option<String> {
    let here = &model.lessons;
    let form = here.form()?;
    let sheet = model.study.sheets().get(*here.rows.get(at)?)?;
    let card = crate::analysis::lessons::Card::of(form, sheet, today(model));
    let (sign, word) = asks(&card);
    let word = text::fit(&word, 10, "");
    Some(format!("{sign}{}  {word}  {}", sheet.id().code(), card.name(form)))
}
