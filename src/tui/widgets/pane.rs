//! Boxes and rules, and the drawing of wrapped text.

use std::ops::Range;

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use ratatui::widgets::{Block, Borders, Clear, Paragraph};

use crate::tui::text;
use crate::tui::theme::{Look, Role};

/// A box with a title, bright where it has focus. Returns the room inside it.
pub fn boxed(frame: &mut Frame<'_>, area: Rect, title: &str, look: Look, focused: bool) -> Rect {
    let style = look.style(if focused { Role::Focus } else { Role::Border });
    let title = text::cut(title, usize::from(area.width.saturating_sub(4)), look.ellipsis());
    let title = if title.is_empty() { String::new() } else { format!(" {title} ") };
    let block = Block::new()
        .borders(Borders::ALL)
        .border_set(look.border())
        .border_style(style)
        .title(Span::styled(title, look.style(if focused { Role::Focus } else { Role::Dim })));
    let inner = block.inner(area);
    frame.render_widget(block, area);
    inner
}

/// A box in the middle of `area`, over whatever is there. Returns the room inside it.
pub fn over(
    frame: &mut Frame<'_>,
    area: Rect,
    (wide, high): (u16, u16),
    title: &str,
    look: Look,
) -> Rect {
    let place = middle(area, wide, high);
    frame.render_widget(Clear, place);
    boxed(frame, place, title, look, true)
}

/// A box at the foot of `area`, so that what it is about stays in view above it. Returns the room
/// inside it.
pub fn low(
    frame: &mut Frame<'_>,
    area: Rect,
    (wide, high): (u16, u16),
    title: &str,
    look: Look,
) -> Rect {
    let place = middle(area, wide, high);
    let place = Rect { y: area.bottom() - place.height, ..place };
    frame.render_widget(Clear, place);
    boxed(frame, place, title, look, true)
}

fn middle(area: Rect, wide: u16, high: u16) -> Rect {
    let (width, height) = (wide.min(area.width), high.min(area.height));
    Rect {
        x: area.x + (area.width - width) / 2,
        y: area.y + (area.height - height) / 2,
        width,
        height,
    }
}

/// Writes one line, cut to its room, in one role.
pub fn line(frame: &mut Frame<'_>, area: Rect, content: &str, look: Look, role: Role) {
    let shown = text::harmless(content);
    let shown = text::cut(&shown, usize::from(area.width), look.ellipsis()).into_owned();
    let style = look.style(role);
    frame.render_widget(Line::styled(shown, style), Rect { height: area.height.min(1), ..area });
}

/// Writes text wrapped between words; returns how many rows it took.
pub fn prose(frame: &mut Frame<'_>, area: Rect, content: &str, look: Look, role: Role) -> u16 {
    let rows = text::wrapped(content, usize::from(area.width));
    let taken = u16::try_from(rows.len()).unwrap_or(u16::MAX).min(area.height);
    let lines: Vec<Line<'_>> = rows.into_iter().map(Line::from).collect();
    frame.render_widget(Paragraph::new(lines).style(look.style(role)), area);
    taken
}

/// Marks in the last column of a list that more of its `rows` stand above or below the `window`.
pub fn more(frame: &mut Frame<'_>, area: Rect, window: Range<usize>, rows: usize, look: Look) {
    if area.is_empty() {
        return;
    }
    let x = area.right() - 1;
    let mut mark = |y: u16, sign: &'static str| {
        let place = Rect { x, y, width: 1, height: 1 };
        frame.render_widget(Line::styled(sign, look.style(Role::Accent)), place);
    };
    let (above, below) = look.more();
    if window.start > 0 {
        mark(area.y, above);
    }
    if window.end < rows {
        mark(area.bottom() - 1, below);
    }
}

/// Draws a horizontal rule.
pub fn rule(frame: &mut Frame<'_>, area: Rect, look: Look) {
    let drawn = look.rule().repeat(usize::from(area.width));
    let row = Rect { height: area.height.min(1), ..area };
    frame.render_widget(Line::styled(drawn, look.style(Role::Border)), row);
}

/// Draws a vertical rule.
pub fn upright(frame: &mut Frame<'_>, area: Rect, look: Look) {
    for row in area.rows() {
        let column = Rect { width: row.width.min(1), ..row };
        frame.render_widget(Line::styled(look.upright(), look.style(Role::Border)), column);
    }
}

/// `area` without its first `rows`.
pub fn below(area: Rect, rows: u16) -> Rect {
    let rows = rows.min(area.height);
    Rect { y: area.y + rows, height: area.height - rows, ..area }
}
