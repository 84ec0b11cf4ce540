//! A text to be typed, of one line or of many, with what it is for above it.

use ratatui::Frame;
use ratatui::layout::Rect;

use super::{Answer, Outcome, Then};
use crate::tui::key::{Code, Key};
use crate::tui::model::Model;
use crate::tui::text;
use crate::tui::theme::Role;
use crate::tui::widgets::field::{Edit, Field};
use crate::tui::widgets::{Masked, pane};
use crate::tui::wording::{self, Spot};

/// What a line that is typed is meant to be.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Wants {
    /// A few words, such as a reason.
    Words,
    /// A name, a file, a number or a day.
    Name,
    /// Words that somebody reads out, or that nobody else knows.
    Secret,
}

/// A text to be typed.
#[derive(Clone, Debug)]
pub struct Prompt {
    title: String,
    explains: String,
    lines: bool,
    wants: Wants,
    /// Whether the person has said that it is a name, however long.
    named: bool,
    then: Then,
    /// What stood there to begin with.
    first: String,
    /// What is being typed.
    pub field: Field,
    /// What is being typed, where it is not to be seen.
    unseen: Option<Masked>,
    /// Why the last try was refused.
    pub trouble: Option<String>,
}

impl Prompt {
    /// A prompt for one line.
    pub fn one_line(title: &str, explains: &str, then: Then) -> Self {
        Self {
            title: title.to_owned(),
            explains: explains.to_owned(),
            lines: false,
            wants: Wants::Words,
            named: false,
            then,
            first: String::new(),
            field: Field::one_line(),
            unseen: None,
            trouble: None,
        }
    }

    /// A prompt for a text of several lines (Enter gives it, Ctrl-J begins a new line).
    pub fn of_lines(title: &str, explains: &str, then: Then) -> Self {
        Self { lines: true, field: Field::of_lines(), ..Self::one_line(title, explains, then) }
    }

    /// The same prompt with a text in it to begin with.
    pub fn with(mut self, text: &str) -> Self {
        self.field.set(text);
        text.clone_into(&mut self.first);
        self
    }

    /// The same prompt with a text in it that makes room for what is typed.
    pub fn suggesting(mut self, text: &str) -> Self {
        self.field = self.field.suggesting(text);
        self
    }

    /// The same for a name, a file, a number or a day: a sentence in it is asked about.
    #[must_use]
    pub fn for_a_name(mut self) -> Self {
        self.wants = Wants::Name;
        self
    }

    /// The same for words that are kept nowhere.
    #[must_use]
    pub fn for_a_secret(mut self) -> Self {
        self.wants = Wants::Secret;
        self
    }

    /// The same for a secret: a dot stands for each character.
    #[must_use]
    pub fn unseen(mut self) -> Self {
        self.unseen = Some(Masked::default());
        self.for_a_secret()
    }

    /// What is typed where a name is wanted, and looks like a sentence.
    pub(in crate::tui) fn long_name(&self) -> Option<String> {
        let asks = self.wants == Wants::Name && !self.named;
        let path = |text: &str| text.contains(['/', '\\', '.']);
        self.words().filter(|text| asks && !path(text))
    }

    /// Takes what is typed for a name, since the person says so.
    pub(in crate::tui) fn is_a_name(&mut self) {
        self.named = true;
    }

    /// Whether it is for a text of several lines.
    pub const fn is_of_lines(&self) -> bool {
        self.lines
    }

    /// What was typed, where it would be a pity to lose: a text of lines that is not as it was, and a
    /// line of so many words that it may be a note.
    pub fn words(&self) -> Option<String> {
        let whole = self.field.text();
        if self.lines {
            return (!whole.trim().is_empty() && whole != self.first).then_some(whole);
        }
        let least = match self.wants {
            Wants::Words => 3,
            Wants::Name => 4,
            Wants::Secret => return None,
        };
        let typed = whole.strip_prefix(&self.first).unwrap_or(&whole);
        (typed.split_whitespace().count() >= least).then(|| typed.to_owned())
    }

    pub(super) fn fit(&mut self, (wide, _): (u16, u16)) {
        self.field.set_width(usize::from(wide.min(74).saturating_sub(7)));
    }

    pub(super) fn paste(&mut self, pasted: &str) {
        if let Some(unseen) = &mut self.unseen {
            return unseen.paste(pasted);
        }
        let left_out = self.field.paste(pasted);
        self.trouble = (left_out > 0)
            .then(|| format!("left out {left_out} control characters that cannot be shown"));
    }

    pub(super) fn key(&mut self, key: Key) -> Outcome {
        if let Some(unseen) = &mut self.unseen {
            return match key.code {
                Code::Esc => Outcome::Close,
                Code::Enter => {
                    Outcome::Answered(self.then.clone(), Answer::Unseen(std::mem::take(unseen)))
                }
                _ => {
                    unseen.key(key);
                    Outcome::Stay
                }
            };
        }
        match (key.code, key.ctrl || key.alt) {
            (Code::Esc, _) => Outcome::Close,
            (Code::Enter, false) | (Code::Char('s'), true) => {
                Outcome::Answered(self.then.clone(), Answer::Typed(self.field.text()))
            }
            (Code::Enter, true) | (Code::Char('j'), true) => {
                self.field.new_line();
                Outcome::Stay
            }
            _ => {
                if self.field.key(key) == Edit::Changed {
                    self.trouble = None;
                    self.named = false;
                }
                Outcome::Stay
            }
        }
    }

    pub(super) fn draw(&self, model: &Model, frame: &mut Frame<'_>, area: Rect) {
        let look = model.look;
        let wide = 74.min(area.width);
        let room = usize::from(wide.saturating_sub(4));
        let explained =
            if self.explains.is_empty() { 0 } else { text::wrapped(&self.explains, room).len() };
        let typed =
            if self.lines { self.field.height(room.saturating_sub(2)).clamp(3, 10) } else { 1 };
        let troubles = self.trouble.as_ref().map_or(0, |said| text::wrapped(said, room).len());
        let asks = wording::question(model, Spot::Prompt).map(|asks| format!("~ {asks}"));
        let asked = asks.as_ref().map_or(0, |asks| text::wrapped(asks, room).len());
        let rows = explained + typed + troubles + asked + 6;
        let high = u16::try_from(rows).unwrap_or(u16::MAX);
        let inner = pane::over(frame, area, (wide, high), &self.title, look);
        let mut place = Rect {
            x: inner.x.saturating_add(1).min(inner.right()),
            width: inner.width.saturating_sub(2),
            height: inner.height.saturating_sub(1),
            ..inner
        };
        if explained > 0 {
            let taken = pane::prose(frame, place, &self.explains, look, Role::Text);
            place = pane::below(place, taken);
        }
        if let Some(said) = &self.trouble {
            let taken = pane::prose(frame, place, said, look, Role::Warn);
            place = pane::below(place, taken);
        }
        let high = u16::try_from(typed + 2).unwrap_or(3).min(place.height);
        let within = pane::boxed(frame, Rect { height: high, ..place }, "", look, true);
        let marks = wording::parts(model, Spot::Prompt);
        match &self.unseen {
            Some(unseen) => unseen.draw(frame, within, look, true),
            None => self.field.draw(frame, within, look, &marks, true),
        }
        if let Some(asks) = asks {
            pane::prose(frame, pane::below(place, high), &asks, look, Role::Text);
        }
        let keys = if self.lines {
            "Enter done   Ctrl-J new line   Esc leave"
        } else {
            "Enter done   Esc leave"
        };
        let last = pane::below(inner, inner.height.saturating_sub(1));
        pane::line(
            frame,
            last,
            &text::fit_right(keys, usize::from(last.width), ""),
            look,
            Role::Dim,
        );
    }
}
