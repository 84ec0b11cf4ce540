//! What every key does, made from the one table of commands.

use ratatui::Frame;
use ratatui::layout::Rect;

use super::Outcome;
use crate::tui::command::{self, Place};
use crate::tui::key::{Code, Key};
use crate::tui::keymap::Keymap;
use crate::tui::text;
use crate::tui::theme::{Look, Role};
use crate::tui::widgets::{List, pane};

/// The help: the places that apply now first, then all others.
#[derive(Clone, Debug)]
pub struct Help {
    rows: Vec<(Role, String)>,
    place: List,
    high: u16,
}

const WIDE: u16 = 76;

impl Help {
    /// Help for someone who stands in `places`.
    pub fn new(keymap: &Keymap, places: &[Place]) -> Self {
        let others = Place::ALL.iter().filter(|place| !places.contains(place));
        let mut rows = Vec::new();
        for place in places.iter().chain(others) {
            let here: Vec<_> = command::all().filter(|info| info.place == *place).collect();
            if here.is_empty() {
                continue;
            }
            rows.push((Role::Heading, place.title().to_owned()));
            for info in here {
                let keys: Vec<String> = keymap.keys(info).iter().map(ToString::to_string).collect();
                let keys = text::fit(&keys.join(", "), 18, "");
                rows.push((Role::Text, format!("  {keys} {}", info.sentence)));
            }
            rows.push((Role::Text, String::new()));
        }
        rows.extend(WORDS.iter().map(|row| (Role::Text, (*row).to_owned())));
        Self { rows, place: List::default(), high: 20 }
    }

    pub(super) fn fit(&mut self, (_, high): (u16, u16)) {
        self.high = high.saturating_sub(2).max(4);
        let shown = usize::from(self.high.saturating_sub(3)).max(1);
        self.place.fit(self.rows.len().saturating_sub(shown) + 1, 1);
    }

    pub(super) fn key(&mut self, key: Key) -> Outcome {
        let page = isize::try_from(self.high.saturating_sub(4)).unwrap_or(10);
        match key.code {
            Code::Esc | Code::Enter | Code::F(1) | Code::Char('q' | '?') => return Outcome::Close,
            Code::PageDown | Code::Char(' ') => self.place.move_by(page),
            Code::PageUp => self.place.move_by(-page),
            _ => {
                self.place.key(key);
            }
        }
        Outcome::Stay
    }

    pub(super) fn draw(&self, look: Look, frame: &mut Frame<'_>, area: Rect) {
        let inner = pane::over(frame, area, (WIDE, self.high), "help", look);
        let mut room = Rect {
            x: inner.x.saturating_add(1).min(inner.right()),
            width: inner.width.saturating_sub(2),
            ..inner
        };
        room.height = room.height.saturating_sub(1);
        for ((role, row), place) in self.rows.iter().skip(self.place.selected()).zip(room.rows()) {
            pane::line(frame, place, row, look, *role);
        }
        let last = pane::below(inner, inner.height.saturating_sub(1));
        let says = text::fit_right("Up Down PgDn move   Esc close ", usize::from(last.width), "");
        pane::line(frame, last, &says, look, Role::Dim);
    }
}

const WORDS: &[&str] = &[
    "in the capture line",
    "  #tag           a tag; a new word makes a provisional tag",
    "  @setting       where; with spaces: @\"duty desk\"",
    "  !w             the kind: !o ordinary !a adjustment !w workaround",
    "                 !s surprise !k kept safe",
    "  -15m  14:20    when, at the start of the line; also: yesterday 16:05",
    "",
    "The commands have names (as Ctrl-P shows them); keys.toml can give them",
    "other keys. Everything here can also be done with plain commands: asdone help",
];
