//! Something to read, with a title: a whole note, what a repair did.

use ratatui::Frame;
use ratatui::layout::Rect;

use super::alone::Lone;
use super::{Answer, Outcome, Then};
use crate::study::Moment;
use crate::tui::key::{Code, Key};
use crate::tui::text;
use crate::tui::theme::{Look, Role};
use crate::tui::widgets::{List, pane};

/// A text to be read; it scrolls.
#[derive(Clone, Debug)]
pub struct Message {
    title: String,
    body: String,
    place: List,
    /// What Enter leads to, and in which words, where something is asked.
    asks: Option<(&'static str, Then)>,
    /// A q, with which one leaves.
    pub(super) lone: Lone,
}

const WIDE: u16 = 72;

impl Message {
    /// A message.
    pub fn new(title: &str, body: &str) -> Self {
        Self {
            title: title.to_owned(),
            body: body.to_owned(),
            place: List::default(),
            asks: None,
            lone: Lone::default(),
        }
    }

    /// A message after which Enter does something, named in a word or two, and Esc does not.
    pub fn asking(title: &str, body: &str, label: &'static str, then: Then) -> Self {
        Self { asks: Some((label, then)), ..Self::new(title, body) }
    }

    fn size(&self, (wide, high): (u16, u16)) -> (u16, u16) {
        let wide = WIDE.min(wide);
        let rows = text::wrapped(&self.body, usize::from(wide.saturating_sub(4))).len();
        (wide, u16::try_from(rows).unwrap_or(u16::MAX).saturating_add(4).min(high))
    }

    pub(super) fn fit(&mut self, size: (u16, u16)) {
        let (wide, high) = self.size(size);
        let rows = text::wrapped(&self.body, usize::from(wide.saturating_sub(4))).len();
        let shown = usize::from(high.saturating_sub(4)).max(1);
        // The place is that of the first row shown.
        self.place.fit(rows.saturating_sub(shown) + 1, 1);
    }

    pub(super) fn key(&mut self, key: Key, now: Moment) -> Outcome {
        self.lone.take();
        match key.code {
            Code::Enter => match &self.asks {
                Some((_, then)) => Outcome::Answered(then.clone(), Answer::Chosen),
                None => Outcome::Close,
            },
            Code::Esc => Outcome::Close,
            Code::Char('q') => {
                self.lone.heard('q', now);
                Outcome::Stay
            }
            _ => {
                self.place.key(key);
                Outcome::Stay
            }
        }
    }

    pub(super) fn draw(&self, look: Look, frame: &mut Frame<'_>, area: Rect) {
        let size = self.size((area.width, area.height));
        let inner = pane::over(frame, area, size, &self.title, look);
        let room = Rect {
            x: inner.x.saturating_add(1).min(inner.right()),
            width: inner.width.saturating_sub(2),
            height: inner.height.saturating_sub(1),
            ..inner
        };
        let rows = text::wrapped(&self.body, usize::from(room.width));
        let more = rows.len() > self.place.selected() + usize::from(room.height);
        for (row, place) in rows.iter().skip(self.place.selected()).zip(room.rows()) {
            pane::line(frame, place, row, look, Role::Text);
        }
        let ends = match &self.asks {
            Some((label, _)) => format!("Enter {label}   Esc leave"),
            None => "Enter close".to_owned(),
        };
        let says = if more { format!("Down more   {ends}") } else { ends };
        let last = pane::below(inner, inner.height.saturating_sub(1));
        pane::line(
            frame,
            last,
            &text::fit_right(&says, usize::from(last.width), ""),
            look,
            Role::Dim,
        );
    }
}
