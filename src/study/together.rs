//! Folding many entries at a time.
//!
//! What others handed out is laid over each thing anew whenever something of it arrives: so nothing
//! depends on what came first. Of a thing of which much was said that costs as much each time, and whoever
//! says something of one note ten thousand times would keep everybody waiting. Where many entries are
//! folded one behind the other, it is laid over once, when all of them are in.

use std::collections::BTreeSet;

use super::decided::Matter;
use super::{Sort, Study, Subject};

/// What waits to be laid over.
#[derive(Clone, Debug, Default)]
pub(super) struct Waiting {
    subjects: BTreeSet<Subject>,
    matters: BTreeSet<Matter>,
    /// Who is of the team may be others by now, so that every matter is decided anew.
    members: bool,
    blindfold: bool,
}

impl Study {
    /// Folds in whatever `folds` applies, and lays over at its end what came from outside. Until then the
    /// study says nothing to go by.
    pub fn together<T>(&mut self, folds: impl FnOnce(&mut Self) -> T) -> T {
        if self.waiting.is_some() {
            return folds(self);
        }
        self.waiting = Some(Box::default());
        let done = folds(self);
        if let Some(waiting) = self.waiting.take() {
            self.settle(*waiting);
        }
        done
    }

    fn settle(&mut self, waiting: Waiting) {
        let Waiting { subjects: mut first, matters, members, blindfold } = waiting;
        let matters = if members { self.decided.matters() } else { matters };
        for matter in &matters {
            self.decide(matter);
        }
        if members {
            first.extend(self.judged_anew());
        }
        for subject in &first {
            self.lay_over(*subject);
            self.cover_eyes(*subject);
        }
        // A line that goes with a note stands or falls with it.
        let along: BTreeSet<Subject> = self.along_with(&first).into_iter().collect();
        along.difference(&first).for_each(|sheet| self.lay_over(*sheet));
        let blindfold = blindfold || members;
        if blindfold {
            self.settle_blindfold();
        }
    }

    /// Whether a thing is laid over later.
    pub(super) fn lays_over_later(&mut self, subject: Subject) -> bool {
        if let Some(waiting) = &mut self.waiting {
            waiting.blindfold |= !matches!(subject, Subject::Observation(_));
            waiting.subjects.insert(subject);
        }
        self.waiting.is_some()
    }

    /// Whether a matter is decided later.
    pub(super) fn decides_later(&mut self, matter: &Matter) -> bool {
        if let Some(waiting) = &mut self.waiting {
            waiting.matters.insert(matter.clone());
        }
        self.waiting.is_some()
    }

    /// Whether every matter is decided later.
    pub(super) fn decides_all_later(&mut self) -> bool {
        if let Some(waiting) = &mut self.waiting {
            waiting.members = true;
        }
        self.waiting.is_some()
    }

    /// Whether what is hidden is worked out later.
    pub(super) fn hides_later(&mut self) -> bool {
        if let Some(waiting) = &mut self.waiting {
            waiting.blindfold = true;
        }
        self.waiting.is_some()
    }

    /// The sort of a sheet that others began and that has not been laid over yet.
    pub(super) fn sort_to_come(&self, of: super::SheetId) -> Option<Sort> {
        let waits = |waiting: &Waiting| waiting.subjects.contains(&Subject::Sheet(of));
        self.waiting.as_deref().filter(|waiting| waits(waiting))?;
        self.begun_elsewhere(of)
    }
}
