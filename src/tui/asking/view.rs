//! Drawing the questions of a sheet: the current one with its field, the others around it.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::paper::{Ask, Asking};
use crate::tui::model::Model as Tui;
use crate::tui::text;
use crate::tui::theme::Role;
use crate::tui::widgets::pane;
use crate::tui::wording::{self, Spot};

/// One row of the list of questions.
enum Drawn {
    Text(String, Role),
    /// A row of the box in which one types; the first says how high it is.
    Box(u16),
}

/// Draws what is being filled in on this screen.
pub(in crate::tui) fn view(model: &Tui, asking: &Asking, frame: &mut Frame<'_>, area: Rect) {
    if asking.calm.is_some() {
        return super::calm::view(model, asking, frame, area);
    }
    let used = heading(model, asking, frame, area);
    let body = pane::below(area, used);
    let (rows, current) = rows(model, asking, usize::from(body.width), usize::from(body.height));
    let height = usize::from(body.height);
    let top = current.end.saturating_sub(height).min(current.start);
    let mut place = body;
    for row in rows.iter().skip(top) {
        if place.is_empty() {
            break;
        }
        match row {
            Drawn::Text(text, role) => pane::line(frame, place, text, model.look, *role),
            Drawn::Box(high) if *high > 0 => draw_field(model, asking, frame, place, *high),
            Drawn::Box(_) => {}
        }
        place = pane::below(place, 1);
    }
}

/// The title, the clock and what it is about; returns the rows they took.
fn heading(model: &Tui, asking: &Asking, frame: &mut Frame<'_>, area: Rect) -> u16 {
    let clock = clock(model, asking);
    let room = usize::from(area.width).saturating_sub(text::width(&clock) + 2);
    let title = text::fit(&format!(" {}", asking.title), room, model.look.ellipsis());
    let parts = vec![
        Span::styled(text::harmless(&title).into_owned(), model.look.style(Role::Heading)),
        Span::styled(format!(" {clock} "), model.look.style(Role::Dim)),
    ];
    frame.render_widget(Line::from(parts), Rect { height: area.height.min(1), ..area });
    let mut rest = pane::below(area, 1);
    if !asking.about.is_empty() {
        let most = if area.height < 18 { 1 } else { 2 };
        let rows = text::wrapped(&asking.about, usize::from(area.width.saturating_sub(2)));
        let longer = rows.len() > most;
        for (at, row) in rows.iter().take(most).enumerate() {
            let more = if longer && at + 1 == most { model.look.ellipsis() } else { "" };
            pane::line(frame, rest, &format!(" {row}{more}"), model.look, Role::Text);
            rest = pane::below(rest, 1);
        }
    }
    if rest.height > 8 {
        rest = pane::below(rest, 1);
    }
    area.height - rest.height
}

/// Minutes used of those meant: it counts up, and nothing stops at its end.
fn clock(model: &Tui, asking: &Asking) -> String {
    let used = (model.now.millis - asking.begun.millis).max(0) / 60_000;
    match asking.minutes {
        0 => String::new(),
        meant => format!("{used} of about {meant} min"),
    }
}

/// Every row, and which of them belong to the current question.
fn rows(
    model: &Tui,
    asking: &Asking,
    wide: usize,
    high: usize,
) -> (Vec<Drawn>, std::ops::Range<usize>) {
    let mut rows = Vec::new();
    let mut current = 0..0;
    for (at, ask) in asking.asks.iter().enumerate() {
        let here = at == asking.at;
        let start = rows.len();
        let open = asking.is_open(ask);
        question(model, (at, ask), (here, open), wide, &mut rows);
        if here {
            field_rows(asking, ask, (wide, high), &mut rows);
            if let Some(asks) = wording::question(model, Spot::Answer(model.screen, at)) {
                let asks = text::wrapped(&format!("~ {asks}"), wide.saturating_sub(6));
                rows.extend(asks.iter().map(|row| Drawn::Text(format!("     {row}"), Role::Text)));
            }
            current = start..rows.len();
        } else if ask.is_unsaved() {
            rows.push(Drawn::Text("     ! not saved yet".to_owned(), Role::Warn));
        } else if !ask.kept.is_empty() {
            let said = text::wrapped(&ask.kept, wide.saturating_sub(6));
            let more = if said.len() > 1 { model.look.ellipsis() } else { "" };
            let first = said.first().map_or("", String::as_str);
            rows.push(Drawn::Text(format!("     {first}{more}"), Role::Text));
        }
    }
    (rows, current)
}

fn question(
    model: &Tui,
    (at, ask): (usize, &Ask),
    (here, open): (bool, bool),
    wide: usize,
    rows: &mut Vec<Drawn>,
) {
    let sign = if here { '>' } else { ' ' };
    let role = match (here, open) {
        (true, _) => Role::Focus,
        (false, true) if ask.kept.is_empty() => Role::Text,
        (false, _) => Role::Dim,
    };
    let mut says = ask.says.clone();
    if !open {
        says = format!("{says} (opens when the others were offered)");
    } else if ask.last {
        says.push_str(" (dated apart)");
    }
    if ask.quiet {
        says.push_str(" (stays with you)");
    }
    let wrapped = text::wrapped(&says, wide.saturating_sub(6));
    // A question that one is not at takes one row, so that more of them are in view.
    let shown = if here { wrapped.len() } else { 1 };
    for (row, part) in wrapped.iter().take(shown).enumerate() {
        let head = if row == 0 { format!("{sign}{:>2}", at + 1) } else { "   ".to_owned() };
        let more = if shown < wrapped.len() { model.look.ellipsis() } else { "" };
        rows.push(Drawn::Text(format!("{head}  {part}{more}"), role));
    }
}

fn field_rows(asking: &Asking, ask: &Ask, (wide, high): (usize, usize), rows: &mut Vec<Drawn>) {
    if let Some(words) = ask.words() {
        let typed = ask.typed();
        for (at, word) in words.iter().enumerate() {
            let (piece, role) = match (typed == *word, at + 1) {
                (true, number) => (format!("[{number}] {word}"), Role::Accent),
                (false, number) => (format!(" {number}  {word}"), Role::Text),
            };
            rows.push(Drawn::Text(format!("     {piece}"), role));
        }
    } else {
        let lines = matches!(ask.fill, crate::actions::Fill::Answer { .. });
        let most = high.saturating_sub(6).clamp(1, 8);
        let typed = if lines {
            ask.field.height(wide.saturating_sub(7)).clamp(2.min(most), most)
        } else {
            1
        };
        let box_high = u16::try_from(typed + 2).unwrap_or(3);
        rows.push(Drawn::Box(box_high));
        rows.extend((1..box_high).map(|_| Drawn::Box(0)));
    }
    if !ask.hint.is_empty() {
        rows.push(Drawn::Text(format!("     {}", ask.hint), Role::Dim));
    }
    if let Some(trouble) = &asking.trouble {
        let said = text::wrapped(&format!("! {}", trouble.said()), wide.saturating_sub(6));
        rows.extend(said.into_iter().map(|said| Drawn::Text(format!("     {said}"), Role::Warn)));
    }
}

fn draw_field(model: &Tui, asking: &Asking, frame: &mut Frame<'_>, place: Rect, high: u16) {
    let Some(ask) = asking.current() else { return };
    let area = Rect {
        x: place.x + 4.min(place.width),
        width: place.width.saturating_sub(5),
        height: high.min(place.height),
        ..place
    };
    let inner = pane::boxed(frame, area, "", model.look, true);
    let marks = wording::parts(model, Spot::Answer(model.screen, asking.place()));
    ask.field.draw(frame, inner, model.look, &marks, model.overlays.is_empty());
}
