//! The questions of one sheet, what has been typed to each, and where the person is among them.

use serde::{Deserialize, Serialize};

use crate::actions::{Fill, Paper};
use crate::analysis::voices::placing;
use crate::forms::Prompt;
use crate::study::{Moment, Study};
use crate::tui::key::{Code, Key};
use crate::tui::msg::{Failure, Ticket};
use crate::tui::widgets::Dot;
use crate::tui::widgets::field::{Edit, Field};

/// One question.
#[derive(Clone, Debug)]
pub struct Ask {
    /// The question.
    pub says: String,
    /// What may be written there, in a few words; empty for nothing to say.
    pub hint: String,
    /// What the answer fills in.
    pub fill: Fill,
    /// Whether it opens only after the others were offered, and is dated apart.
    pub last: bool,
    /// Whether its answer never leaves the author.
    pub quiet: bool,
    /// What is typed.
    pub field: Field,
    /// What is on disk.
    pub(super) kept: String,
    /// Whether the person has been shown it.
    pub(super) offered: bool,
    /// What is on its way to disk.
    pub(super) sent: Option<(Ticket, String)>,
}

impl Ask {
    /// A question, and what its answer fills in.
    pub fn new(says: &str, hint: &str, fill: Fill) -> Self {
        let lines = matches!(fill, Fill::Answer { .. });
        Self {
            says: says.to_owned(),
            hint: hint.to_owned(),
            fill,
            last: false,
            quiet: false,
            field: if lines { Field::of_lines() } else { Field::one_line() },
            kept: String::new(),
            offered: false,
            sent: None,
        }
    }

    /// A prompt of the study's forms.
    pub fn of(prompt: &Prompt) -> Self {
        Self {
            last: prompt.last,
            quiet: prompt.quiet,
            ..Self::new(&prompt.ask, "", Fill::of(prompt))
        }
    }

    /// What is typed, without blank edges.
    pub fn typed(&self) -> String {
        self.field.text().trim().to_owned()
    }

    /// Whether what is typed is not on disk.
    pub fn is_unsaved(&self) -> bool {
        self.typed() != self.kept
    }

    /// The words that it can be, where one is picked.
    pub fn words(&self) -> Option<Vec<String>> {
        match &self.fill {
            Fill::Choice { words, .. } => Some(words.clone()),
            Fill::MayShare => Some(vec!["yes".to_owned(), "no".to_owned()]),
            Fill::Answer { .. }
            | Fill::Placed { .. }
            | Fill::Title
            | Fill::Setting
            | Fill::Attendance
            | Fill::Owner
            | Fill::ReplyBy
            | Fill::LookAgain => None,
        }
    }

    /// The dot, where a person places themselves.
    pub fn dot(&self) -> Option<Dot> {
        let Fill::Placed { corners, .. } = &self.fill else { return None };
        let shares = placing::read(corners, &self.typed()).unwrap_or_default();
        Some(Dot::new(corners.len(), &shares))
    }

    /// Whether it is for the person themselves to answer, and not for whoever takes it down.
    pub fn is_theirs(&self) -> bool {
        matches!(self.fill, Fill::Answer { .. } | Fill::Placed { .. } | Fill::MayShare)
    }

    pub(super) fn key(&mut self, key: Key) -> Edit {
        if let Some(mut dot) = self.dot() {
            if !dot.key(key) {
                return Edit::Unknown;
            }
            self.field.set(&placing::typed(&dot.shares()));
            return Edit::Changed;
        }
        match self.words() {
            Some(words) => self.pick(&words, key),
            None => self.field.key(key),
        }
    }

    /// Digits and arrows pick a word; Backspace picks none.
    fn pick(&mut self, words: &[String], key: Key) -> Edit {
        let at = words.iter().position(|word| *word == self.typed());
        let digit = key.typed().and_then(|c| c.to_digit(10)).and_then(|d| usize::try_from(d).ok());
        let to = match (key.code, digit) {
            (_, Some(digit)) => digit.checked_sub(1),
            (Code::Left, _) => {
                Some(at.map_or(words.len().saturating_sub(1), |at| at.saturating_sub(1)))
            }
            (Code::Right, _) => {
                Some(at.map_or(0, |at| (at + 1).min(words.len().saturating_sub(1))))
            }
            (Code::Backspace | Code::Delete, _) => {
                self.field.clear();
                return Edit::Changed;
            }
            _ => return Edit::Unknown,
        };
        match to.and_then(|to| words.get(to)) {
            Some(word) => {
                self.field.set(word);
                Edit::Changed
            }
            None => Edit::Moved,
        }
    }
}

/// Questions that someone else may be looking at: one at a time, large and calm. The keyboard can
/// be handed over, and then nothing else of the study is shown until it is given back.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Calm {
    /// What the person reads before the first question.
    pub welcome: String,
    /// What they read after the last.
    pub thanks: String,
    /// Whether the keyboard is with them.
    #[serde(skip)]
    pub handed: bool,
    /// The word of whoever handed it over, without which the notebook is not shown again.
    #[serde(skip)]
    pub word: String,
}

/// The questions of one sheet.
#[derive(Clone, Debug)]
pub struct Asking {
    /// The sheet.
    pub paper: Paper,
    /// What it is, for the heading.
    pub title: String,
    /// What it is about, in the words of that; empty for nothing.
    pub about: String,
    /// Minutes that it is meant to take; 0 for no clock.
    pub minutes: u32,
    /// When the person sat down to it.
    pub begun: Moment,
    /// The questions, in order.
    pub asks: Vec<Ask>,
    /// Set where someone else may be looking.
    pub calm: Option<Calm>,
    pub(super) at: usize,
    pub(super) trouble: Option<Failure>,
    /// It goes when this has reached the disk.
    pub(super) closing: Option<Ticket>,
}

impl Asking {
    /// Questions about a sheet, with what stands there already.
    pub fn new(paper: Paper, title: &str, asks: Vec<Ask>, now: Moment) -> Self {
        let mut asks = asks;
        // Those that open last stand last, whatever the order of the form.
        asks.sort_by_key(|ask| ask.last);
        Self {
            paper,
            title: title.to_owned(),
            about: String::new(),
            minutes: 0,
            begun: now,
            asks,
            calm: None,
            at: 0,
            trouble: None,
            closing: None,
        }
    }

    /// The same, about something said in these words.
    pub fn about(mut self, words: &str) -> Self {
        words.clone_into(&mut self.about);
        self
    }

    /// The same with a clock of so many minutes.
    pub fn meant_for(mut self, minutes: u32) -> Self {
        self.minutes = minutes;
        self
    }

    /// The same, one question at a time, for someone else to look at.
    pub fn calmly(mut self, calm: Calm) -> Self {
        self.calm = Some(calm);
        self
    }

    /// Whether the keyboard is with the person who is asked.
    pub fn is_handed(&self) -> bool {
        self.calm.as_ref().is_some_and(|calm| calm.handed)
    }

    /// Hands the keyboard over, at the first question that is theirs to answer unless one is in
    /// view, or takes it back.
    pub(super) fn hand(&mut self, over: bool) {
        let Some(calm) = &mut self.calm else { return };
        calm.handed = over;
        if over && !self.current().is_some_and(Ask::is_theirs) {
            let theirs = self.asks.iter().position(Ask::is_theirs);
            self.go(theirs.unwrap_or(0));
        }
    }

    /// Where the current question stands, from 0.
    pub(in crate::tui) const fn place(&self) -> usize {
        self.at
    }

    /// Where the person is.
    pub fn current(&self) -> Option<&Ask> {
        self.asks.get(self.at)
    }

    pub(super) fn current_mut(&mut self) -> Option<&mut Ask> {
        self.asks.get_mut(self.at)
    }

    /// Whether a question is open: those that come last wait until the others were offered.
    pub fn is_open(&self, ask: &Ask) -> bool {
        !ask.last || !ask.kept.is_empty() || self.asks.iter().all(|ask| ask.last || ask.offered)
    }

    /// Whether anything typed is not on disk.
    pub fn has_unsaved(&self) -> bool {
        self.asks.iter().any(Ask::is_unsaved)
    }

    /// Goes to the question `by` steps on that is open; false at either end.
    pub(super) fn step(&mut self, by: isize) -> bool {
        if let Some(ask) = self.current_mut() {
            ask.offered = true;
        }
        let mut to = self.at;
        loop {
            let Some(next) = to.checked_add_signed(by).filter(|next| *next < self.asks.len())
            else {
                return false;
            };
            to = next;
            let shown = |ask: &Ask| self.is_open(ask) && (!self.is_handed() || ask.is_theirs());
            if self.asks.get(to).is_some_and(shown) {
                self.go(to);
                return true;
            }
        }
    }

    pub(super) fn go(&mut self, to: usize) {
        self.at = to.min(self.asks.len().saturating_sub(1));
        if let Some(ask) = self.current_mut() {
            ask.offered = true;
        }
    }

    /// Sees what stands in the study now; what is being typed stays.
    pub(super) fn refresh(&mut self, study: &Study, wide: usize) {
        let sheet = study.sheets().get(self.paper.sheet);
        for ask in &mut self.asks {
            let stands = ask.fill.stands(sheet);
            if ask.kept != stands {
                if !ask.is_unsaved() {
                    ask.field.set(&stands);
                }
                ask.kept = stands;
            }
            ask.field.set_width(wide);
        }
    }
}
