//! Drawing this screen.

use ratatui::Frame;
use ratatui::layout::Rect;

use crate::tui::model::Model as Tui;
use crate::tui::theme::Role;
use crate::tui::widgets::pane;

/// Where the list stands.
pub(super) fn list_area(body: Rect) -> Rect {
    pane::below(body, 2)
}

/// Draws the screen.
pub(in crate::tui) fn view(model: &Tui, frame: &mut Frame<'_>, area: Rect) {
    let headline = format!("lessons · {}", model.lessons.rows.len());
    pane::line(frame, area, &headline, model.look, Role::Heading);
}
