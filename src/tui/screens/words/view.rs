//! Drawing the 24 words, in three columns, and the question for one of them.

use ratatui::Frame;
use ratatui::layout::Rect;

use super::Model;
use crate::tui::text;
use crate::tui::theme::{Look, Role};
use crate::tui::widgets::pane;

const TELLS: &str = "These 24 words open the study if the passphrase is forgotten. They are shown \
this once. Write them on paper, and keep it apart from this computer. Three of them are asked back.";

/// Rows of each of the three columns.
const ROWS: u16 = 8;

/// Draws the screen over the whole room.
pub(in crate::tui) fn view(words: &Model, look: Look, frame: &mut Frame<'_>, area: Rect) {
    let area = Rect { x: area.x + 1, width: area.width.saturating_sub(2), ..area };
    match words.place() {
        None => all(words, look, frame, area),
        Some(place) => one(words, place, look, frame, area),
    }
}

fn all(words: &Model, look: Look, frame: &mut Frame<'_>, area: Rect) {
    // On a low terminal there is room for the words alone.
    let needed = u16::try_from(text::wrapped(TELLS, usize::from(area.width)).len());
    let needed = needed.unwrap_or(u16::MAX).saturating_add(ROWS);
    let mut rest = area;
    if area.height >= needed {
        let taken = pane::prose(frame, area, TELLS, look, Role::Text);
        rest = pane::below(area, taken + u16::from(area.height > needed + 1));
    }
    let all: Vec<&str> = words.recovery.phrase.words().collect();
    let space = if area.width < 50 { " " } else { "    " };
    for (row, place) in (0..usize::from(ROWS)).zip(rest.rows()) {
        let said = |column: usize| {
            let at = row + column * usize::from(ROWS);
            format!("{:>2} {:<8}", at + 1, all.get(at).copied().unwrap_or_default())
        };
        let line = [0, 1, 2].map(said).join(space);
        pane::line(frame, place, &line, look, Role::Heading);
    }
}

fn one(words: &Model, place: usize, look: Look, frame: &mut Frame<'_>, area: Rect) {
    let asks = format!("Which is word {place}?");
    pane::line(frame, area, &asks, look, Role::Focus);
    let below = pane::below(area, 1);
    let room = Rect { height: below.height.min(1), ..below };
    words.answer.draw(frame, room, look, &[], true);
    if let Some(trouble) = &words.trouble {
        let said = format!("! {trouble}");
        pane::line(frame, pane::below(below, 2), &said, look, Role::Warn);
    }
}
