//! Drawing this screen.

use ratatui::Frame;
use ratatui::layout::Rect;

use crate::tui::model::Model as Tui;
use crate::tui::theme::Role;
use crate::tui::widgets::pane;

/// Draws the screen.
pub(in crate::tui) fn view(model: &Tui, frame: &mut Frame<'_>, area: Rect) {
    pane::line(frame, pane::below(area, 1), " Nothing to add up yet.", model.look, Role::Heading);
    let room = pane::below(area, 3);
    let room = Rect { x: room.x + 1, width: room.width.saturating_sub(2), ..room };
    pane::prose(
        frame,
        room,
        "F2 leads to the capture line; after the first notes this screen shows what they add up to.",
        model.look,
        Role::Text,
    );
}
