//! Drawing this screen.

use ratatui::Frame;
use ratatui::layout::Rect;

use crate::tui::model::Model as Tui;
use crate::tui::theme::Role;
use crate::tui::widgets::pane;

/// Draws the screen.
pub(in crate::tui) fn view(model: &Tui, frame: &mut Frame<'_>, area: Rect) {
    pane::line(frame, pane::below(area, 1), " No tags yet.", model.look, Role::Heading);
    let room = pane::below(area, 3);
    let room = Rect { x: room.x + 1, width: room.width.saturating_sub(2), ..room };
    pane::prose(
        frame,
        room,
        "A word typed as #tag in the capture line makes a provisional tag; it can be defined here.",
        model.look,
        Role::Text,
    );
}
