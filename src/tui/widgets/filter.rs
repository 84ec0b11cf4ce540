//! The filter line that lists and tallies share: one field, as much of it as can be read, and what is
//! wrong with the rest.

use ratatui::Frame;
use ratatui::layout::Rect;

use super::field::{Edit, Field, styled};
use super::pane;
use crate::analysis::{Query, QueryError};
use crate::study::{Moment, Study};
use crate::tui::key::Key;
use crate::tui::text;
use crate::tui::theme::{Look, Role};

/// A filter in the making.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    field: Field,
    /// Whether it is being typed in.
    pub typing: bool,
    trouble: Option<QueryError>,
    good: String,
}

impl Filter {
    /// Reads what is typed; the query, where it can be read.
    pub fn read(&mut self, study: &Study, now: Moment) -> Option<Query> {
        let typed = self.field.text();
        match Query::parse(&typed, study, now) {
            Ok(query) => {
                self.good = typed;
                self.trouble = None;
                Some(query)
            }
            Err(error) => {
                // What stands before the mistake goes on holding, so that the list does not jump
                // while a term is being typed.
                if let Some(before) = typed.get(..error.at.start)
                    && Query::parse(before, study, now).is_ok()
                {
                    before.trim_end().clone_into(&mut self.good);
                }
                self.trouble = Some(error);
                Query::parse(&self.good, study, now).ok()
            }
        }
    }

    /// As much of the text as can be read.
    pub fn good(&self) -> &str {
        &self.good
    }

    /// What is wrong with what is typed now.
    pub fn trouble(&self) -> Option<&QueryError> {
        self.trouble.as_ref()
    }

    /// Whether nothing is typed.
    pub fn is_empty(&self) -> bool {
        self.field.is_empty()
    }

    /// Empties it.
    pub fn clear(&mut self) {
        self.field.clear();
    }

    /// Puts a text in its place.
    pub fn set(&mut self, text: &str) {
        self.field.set(text);
    }

    /// Takes a key; whether the text is another now.
    pub fn key(&mut self, key: Key) -> bool {
        self.field.key(key) == Edit::Changed
    }

    /// Takes a pasted text.
    pub fn paste(&mut self, pasted: &str) {
        self.field.paste(pasted);
    }

    /// Draws it on one line, with what it found at the right end.
    pub fn draw(&self, frame: &mut Frame<'_>, area: Rect, counted: &str, look: Look) {
        let area = Rect { height: area.height.min(1), ..area };
        let label = " filter  ";
        let narrow = |n: usize| u16::try_from(n).unwrap_or(u16::MAX);
        pane::line(frame, area, label, look, if self.typing { Role::Focus } else { Role::Dim });
        let wide = narrow(text::width(counted) + 1).min(area.width);
        let right = Rect { x: area.right() - wide, width: wide, ..area };
        let x = area.x.saturating_add(narrow(text::width(label))).min(right.x);
        let typed = Rect { x, width: right.x.saturating_sub(x + 1), ..area };
        let wrong = self.trouble.as_ref().map(|error| (error.at.clone(), Role::Warn));
        let parts: Vec<_> = wrong.into_iter().collect();
        if self.typing {
            self.field.draw(frame, typed, look, &parts, true);
        } else if self.field.is_empty() {
            pane::line(frame, typed, "none (/ to type one)", look, Role::Dim);
        } else {
            let whole = self.field.text();
            frame.render_widget(styled(&whole, 0..whole.len(), &parts, look), typed);
        }
        pane::line(frame, right, counted, look, Role::Dim);
    }
}
