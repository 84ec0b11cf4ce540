//! A question with a few answers, each with a key and the thing it leads to.

use ratatui::Frame;
use ratatui::layout::Rect;

use super::alone::Lone;
use super::{Answer, Outcome, Then};
use crate::study::Moment;
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
    /// The answer that Enter gives; none where the person has to choose first.
    selected: Option<usize>,
    /// The answer that Esc gives; the last where nothing is said.
    leaves: Option<usize>,
    appeared: Option<Moment>,
    /// What is typed on as if nothing had been asked, and when the last letter of it came.
    typed: String,
    last: Option<Moment>,
    /// Whether it could have been read when the first letter of that came.
    was_read: bool,
    /// The letter of an answer, until it is clear that nothing follows.
    pub(super) lone: Lone,
}

/// Nobody has read a question sooner than this, in milliseconds: what is typed is not meant for it.
const READ: i64 = 500;

/// A person who writes does not pause longer than this between two letters.
const PAUSE: i64 = 1_000;

fn within(at: Option<Moment>, span: i64, now: Moment) -> bool {
    at.is_some_and(|at| now.millis - at.millis < span)
}

impl Question {
    /// A question.
    pub fn new(asks: impl Into<String>, detail: impl Into<String>, choices: Vec<Choice>) -> Self {
        Self {
            asks: asks.into(),
            detail: detail.into(),
            choices,
            selected: Some(0),
            leaves: None,
            appeared: None,
            typed: String::new(),
            last: None,
            was_read: false,
            lone: Lone::default(),
        }
    }

    /// The same question, of which both Enter and Esc give the answer at `place` unless another one
    /// is chosen.
    pub fn staying_on(self, place: usize) -> Self {
        Self { selected: Some(place), leaves: Some(place), ..self }
    }

    /// The same with the last answer selected, so that Enter alone changes nothing.
    #[must_use]
    pub fn careful(mut self) -> Self {
        self.selected = Some(self.choices.len().saturating_sub(1));
        self
    }

    /// The same with no answer selected, so that Enter alone gives none; Esc leaves without one.
    #[must_use]
    pub fn undecided(mut self) -> Self {
        self.selected = None;
        self.leaves = Some(usize::MAX);
        self
    }

    pub(super) const fn appears(&mut self, now: Moment) {
        self.appeared = Some(now);
    }

    /// A paste answers nothing; it is kept like what is typed on.
    pub(super) fn paste(&mut self, text: &str, now: Moment) {
        let lone = self.lone.take();
        self.writes(&format!("{lone}{text}"), now);
    }

    /// What was typed and is no answer. A letter that was given twice, since the first came too
    /// soon, is one; a single one with which nobody went on was a slip.
    pub(super) fn typed_on(&mut self) -> String {
        let typed = std::mem::take(&mut self.typed);
        let mut letters = typed.trim().chars();
        let Some(first) = letters.next() else { return String::new() };
        let slip = self.was_read && typed.trim().chars().count() == 1;
        if slip || (self.place_of(first).is_some() && letters.all(|c| c == first)) {
            return String::new();
        }
        typed
    }

    /// The answer with this letter.
    fn place_of(&self, c: char) -> Option<usize> {
        self.choices.iter().position(|choice| choice.key == c)
    }

    /// Keeps what is no answer. From the second letter on nothing is selected: Enter at the end of
    /// a line that was meant for a note must not give whatever answer stood first.
    fn writes(&mut self, text: &str, now: Moment) {
        if self.typed.is_empty() {
            self.was_read = !within(self.appeared, READ, now);
        }
        self.typed.push_str(text);
        self.last = Some(now);
        if self.typed.trim().chars().nth(1).is_some() {
            self.selected = None;
        }
    }

    /// Whether a key belongs to what is being written, or may, and is no answer yet.
    fn is_typed_on(&mut self, key: Key, now: Moment) -> bool {
        let unread = within(self.appeared, READ, now);
        let writing = !self.typed.is_empty() && within(self.last, PAUSE, now);
        let c = match key.code {
            Code::Enter if self.lone.letter().is_some() && !self.lone.is_sudden(now) => {
                return false;
            }
            Code::Enter => '\n',
            Code::Tab if writing => '\t',
            Code::Backspace => {
                if self.lone.take().is_empty() {
                    self.typed.pop();
                }
                return true;
            }
            _ => match key.typed() {
                Some(c) => c,
                None => return false,
            },
        };
        if let Some(first) = self.lone.letter() {
            if c == first {
                self.lone.heard(c, now);
            } else {
                let begun = self.lone.take();
                self.writes(&format!("{begun}{c}"), now);
            }
            return true;
        }
        let place = self.place_of(c);
        let again = place.is_some()
            && !self.typed.is_empty()
            && self.typed.trim_end_matches('\n').chars().all(|typed| typed == c);
        if c == '\n' && self.typed.is_empty() {
            return unread;
        }
        if unread || (writing && !again) {
            self.writes(c.encode_utf8(&mut [0; 4]), now);
            return true;
        }
        if c == '\n' {
            return false;
        }
        if again {
            // The first came too soon; both are text where more follows.
            for earlier in std::mem::take(&mut self.typed).trim().chars() {
                self.lone.heard(earlier, now);
            }
        }
        match place {
            Some(place) => {
                self.lone.heard(c, now);
                self.selected = Some(place);
            }
            None => self.writes(c.encode_utf8(&mut [0; 4]), now),
        }
        true
    }

    /// Gives the answer whose letter was typed, with nothing behind it.
    pub(super) fn alone(&mut self) -> Outcome {
        let meant = self.lone.take().chars().next().and_then(|c| self.place_of(c));
        meant.map_or(Outcome::Stay, |place| self.gives(place))
    }

    fn gives(&self, place: usize) -> Outcome {
        match self.choices.get(place) {
            Some(choice) => Outcome::Answered(choice.then.clone(), Answer::Chosen),
            None => Outcome::Close,
        }
    }

    pub(super) fn key(&mut self, key: Key, now: Moment) -> Outcome {
        if self.is_typed_on(key, now) {
            return Outcome::Stay;
        }
        let last = self.choices.len().saturating_sub(1);
        self.lone.take();
        let chosen = match key.code {
            Code::Up | Code::BackTab => {
                self.selected = Some(self.selected.map_or(last, |at| at.saturating_sub(1)));
                return Outcome::Stay;
            }
            Code::Down | Code::Tab => {
                self.selected = Some(self.selected.map_or(0, |at| (at + 1).min(last)));
                return Outcome::Stay;
            }
            Code::Enter => match self.selected {
                Some(selected) => selected,
                None => return Outcome::Stay,
            },
            Code::Esc => self.leaves.unwrap_or(last),
            _ => return Outcome::Stay,
        };
        self.gives(chosen)
    }

    pub(super) fn draw(&self, look: Look, frame: &mut Frame<'_>, area: Rect) {
        let wide = 66.min(area.width);
        let room = usize::from(wide.saturating_sub(4));
        let asked = text::wrapped(&self.asks, room);
        let detail =
            if self.detail.is_empty() { Vec::new() } else { text::wrapped(&self.detail, room) };
        let gap = usize::from(!detail.is_empty());
        let typed = if self.typed.trim().is_empty() { 0 } else { 2 };
        let rows = asked.len() + detail.len() + gap + typed + self.choices.len() + 3;
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
        if !self.typed.trim().is_empty() {
            let typed = self.typed.replace(['\n', '\t'], " ");
            write(&format!("Typed meanwhile, and kept: {typed}"), Role::Dim);
            write("Answer with one letter alone, or with Down and Enter.", Role::Dim);
        }
        write("", Role::Text);
        for (at, choice) in self.choices.iter().enumerate() {
            let here = Some(at) == self.selected;
            let row = format!("{} {}  {}", if here { '>' } else { ' ' }, choice.key, choice.label);
            write(&row, if here { Role::Selected } else { Role::Text });
        }
    }
}
