//! A question with a few answers, each with a key and the thing it leads to.

use ratatui::Frame;
use ratatui::layout::Rect;

use super::{Answer, Outcome, Then};
use crate::tui::key::{Code, Key};
use crate::tui::text;
use crate::tui::theme::{Look, Role};
use crate::tui::widgets::pane;

/// One answer.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Choice {
    /// The letter or digit that gives it.
    pub key: char,
    /// What it means, in words.
    pub label: String,
    /// What it leads to.
    pub then: Then,
}

impl Choice {
    /// An answer.
    pub fn new(key: char, label: impl Into<String>, then: Then) -> Self {
        Self { key, label: label.into(), then }
    }
}

/// A question. Esc gives the last answer, which therefore should be the one that changes nothing.
#[derive(Clone, Debug)]
pub struct Question {
    /// What is asked.
    pub asks: String,
    /// What one should know, if anything.
    pub detail: String,
    /// The answers; Enter gives the selected one, at first the first.
    pub choices: Vec<Choice>,
    selected: usize,
    /// The answer that Esc gives; the last where nothing is said.
    leaves: Option<usize>,
}

impl Question {
    /// A question.
    pub fn new(asks: impl Into<String>, detail: impl Into<String>, choices: Vec<Choice>) -> Self {
        Self { asks: asks.into(), detail: detail.into(), choices, selected: 0, leaves: None }
    }

    /// The same question, of which both Enter and Esc give the answer at `place` unless another one
    /// is chosen.
    pub fn staying_on(self, place: usize) -> Self {
        Self { selected: place, leaves: Some(place), ..self }
    }

    /// The same with the last answer selected, so that Enter alone changes nothing.
    #[must_use]
    pub fn careful(mut self) -> Self {
        self.selected = self.choices.len().saturating_sub(1);
        self
    }

    pub(super) fn key(&mut self, key: Key) -> Outcome {
        let last = self.choices.len().saturating_sub(1);
        let chosen = match key.code {
            Code::Up | Code::BackTab => {
                self.selected = self.selected.saturating_sub(1);
                return Outcome::Stay;
            }
            Code::Down | Code::Tab => {
                self.selected = (self.selected + 1).min(last);
                return Outcome::Stay;
            }
            Code::Enter => self.selected,
            Code::Esc => self.leaves.unwrap_or(last),
            Code::Char(c) if !key.ctrl && !key.alt => {
                let found = self.choices.iter().position(|choice| choice.key == c);
                let Some(found) = found else { return Outcome::Stay };
                found
            }
            _ => return Outcome::Stay,
        };
        match self.choices.get(chosen) {
            Some(choice) => Outcome::Answered(choice.then.clone(), Answer::Chosen),
            None => Outcome::Close,
        }
    }

    pub(super) fn draw(&self, look: Look, frame: &mut Frame<'_>, area: Rect) {
        let wide = 66.min(area.width);
        let room = usize::from(wide.saturating_sub(4));
        let asked = text::wrapped(&self.asks, room);
        let detail =
            if self.detail.is_empty() { Vec::new() } else { text::wrapped(&self.detail, room) };
        let gap = usize::from(!detail.is_empty());
        let rows = asked.len() + detail.len() + gap + self.choices.len() + 3;
        let high = u16::try_from(rows).unwrap_or(u16::MAX);
        let inner = pane::over(frame, area, (wide, high), "", look);
        let mut place = Rect {
            x: inner.x.saturating_add(1).min(inner.right()),
            width: inner.width.saturating_sub(2),
            ..inner
        };
        let mut write = |content: &str, role: Role| {
            pane::line(frame, place, content, look, role);
            place = pane::below(place, 1);
        };
        for row in &asked {
            write(row, Role::Heading);
        }
        for row in &detail {
            write(row, Role::Text);
        }
        write("", Role::Text);
        for (at, choice) in self.choices.iter().enumerate() {
            let here = at == self.selected;
            let row = format!("{} {}  {}", if here { '>' } else { ' ' }, choice.key, choice.label);
            write(&row, if here { Role::Selected } else { Role::Text });
        }
    }
}
