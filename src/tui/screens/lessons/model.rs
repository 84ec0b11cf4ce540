//! What the screen remembers, and what it was last refreshed for.

use crate::analysis::lessons::answers::{Answer, Read};
use crate::analysis::lessons::candidates::Candidate;
use crate::analysis::lessons::{self, Card, Due};
use crate::analysis::{Scope, View};
use crate::forms::LessonForm;
use crate::study::{Day, Sheet, SheetId, Study};
use crate::tui::widgets::List;

/// What is looked at.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub enum Lens {
    /// The lessons, with their status.
    #[default]
    Lessons,
    /// What became of what the person noted.
    Answers,
    /// What could become a lesson.
    Candidates,
}

impl Lens {
    /// Every lens, in the order of `>`.
    pub const ALL: [Self; 3] = [Self::Lessons, Self::Answers, Self::Candidates];
}

/// What is read in full width, with the first row of it that is shown.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Reading {
    Card(usize),
    /// The page that carries it upward.
    Brief(usize),
}

/// What the screen remembers.
#[derive(Clone, Debug, Default)]
pub struct Model {
    pub(super) lens: Lens,
    pub(super) place: List,
    pub(super) reading: Option<Reading>,
    /// The lesson one stands on, kept when the list changes under it.
    pub(super) on: Option<SheetId>,
    /// The lessons, those that ask for somebody first.
    pub(super) rows: Vec<SheetId>,
    pub(super) candidates: Vec<Candidate>,
    /// Revision, day and scope that rows and candidates are of.
    pub(super) seen: Option<(u64, Day, Scope)>,
    /// The study's form of a lesson, with the text it was read from.
    pub(super) form: Option<(Option<String>, LessonForm)>,
    /// What became of what the person noted.
    pub(super) answers: Vec<Answer>,
    /// What of it was read, as it is on disk.
    pub(super) read: Read,
    /// What of it had been read when the person began to look.
    pub(super) was_read: Read,
    /// How many replies are overdue, and how many answers were not read.
    pub(super) counts: (usize, usize),
    /// Revision and day that answers and counts are of.
    pub(super) counted: Option<(u64, Day)>,
}

impl Model {
    /// How many rows the list has.
    pub(super) fn len(&self) -> usize {
        match self.lens {
            Lens::Lessons => self.rows.len(),
            Lens::Answers => self.answers.len(),
            Lens::Candidates => self.candidates.len(),
        }
    }

    /// The lesson one stands on, in the list of lessons.
    pub(super) fn selected<'s>(&self, study: &'s Study) -> Option<&'s Sheet> {
        if self.lens != Lens::Lessons {
            return None;
        }
        study.sheets().get(*self.rows.get(self.place.selected())?)
    }

    /// Its card.
    pub(super) fn card<'s>(&self, study: &'s Study, today: Day) -> Option<Card<'s>> {
        let (_, form) = self.form.as_ref()?;
        Some(Card::of(form, self.selected(study)?, today))
    }

    /// The answer one stands on.
    pub(super) fn answer(&self) -> Option<&Answer> {
        let at = self.place.selected();
        self.answers.get(at).filter(|_| self.lens == Lens::Answers)
    }

    /// The candidate one stands on.
    pub(super) fn candidate(&self) -> Option<&Candidate> {
        let at = self.place.selected();
        self.candidates.get(at).filter(|_| self.lens == Lens::Candidates)
    }

    /// The form, once it was read.
    pub(super) fn form(&self) -> Option<&LessonForm> {
        self.form.as_ref().map(|(_, form)| form)
    }
}

/// The lessons that stand, those that ask for somebody first.
pub(super) fn rows(view: View<'_>, form: &LessonForm, today: Day) -> Vec<SheetId> {
    lessons::cards(view, form, today).iter().map(|card| card.sheet.id()).collect()
}

/// The sign and the word of what a lesson asks today, in place of its status.
pub(super) fn asks(card: &Card<'_>) -> (char, String) {
    match card.due {
        Due::Overdue => ('!', "overdue".to_owned()),
        Due::LookAgain => ('~', "look again".to_owned()),
        Due::Nothing => (' ', card.status.clone()),
    }
}
