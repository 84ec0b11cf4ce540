//! Taking in the notes that other processes left in the inbox.

use super::OpenStudy;
use crate::actions::{Context, prompting};
use crate::journal::{Inbox, InboxNote, JournalError};
use crate::study::{Change, Entry, Moment, Purpose};

/// What came of looking into the inbox.
#[derive(Debug, Default)]
pub struct Taken {
    /// Entries of the notes, where the study has been handed over.
    pub entries: Vec<Entry>,
    /// How many notes are in the study now that were not before.
    pub notes: usize,
    /// Files that are kept and not taken in, each with the reason.
    pub kept: Vec<String>,
    /// Why something still waits: the folder could not be read, a note not be written, or a file
    /// not be removed.
    pub failed: Option<JournalError>,
}

impl OpenStudy {
    /// Takes in the notes that wait, each once: one that is here already, or was erased, only loses
    /// its file, and a file goes only when its note is durable. One that cannot be taken in stands in
    /// the way of no other. Nothing is taken in while the past is unread.
    pub fn take_in(&mut self, context: &Context<'_>) -> Taken {
        let mut taken = Taken::default();
        let Some(inbox) = self
            .inbox
            .clone()
            .filter(|_| !matches!(self.past, super::Past::Unread | super::Past::Names))
        else {
            return taken;
        };
        inbox.forget_left(context.now.millis);
        let notes = match inbox.waiting(self.key.as_ref()) {
            Ok((notes, kept)) => {
                taken.kept = kept;
                notes
            }
            Err(error) => {
                taken.failed = Some(error);
                return taken;
            }
        };
        for note in notes {
            if let Err(error) = self.take_in_one(&inbox, note, context, &mut taken) {
                taken.failed = Some(error);
                // The next would fare no better.
                break;
            }
        }
        taken
    }

    fn take_in_one(
        &mut self,
        inbox: &Inbox,
        note: InboxNote,
        context: &Context<'_>,
        taken: &mut Taken,
    ) -> Result<(), JournalError> {
        let InboxNote { name, changes } = note;
        if !self.taken.contains(&name) && !self.is_here(&changes) {
            let changes = self.answering(changes, context);
            let now = context.now.millis;
            let entries = self.journal.append(&changes, Purpose::Do, now)?;
            taken.entries.extend(self.settle(entries));
            taken.notes += 1;
        }
        match inbox.remove(&name) {
            Ok(()) => drop(self.taken.remove(&name)),
            Err(error) => {
                // Tried again next time, and not taken in again.
                self.taken.insert(name);
                taken.failed = Some(error);
            }
        }
        Ok(())
    }

    fn is_here(&mut self, changes: &[Change]) -> bool {
        let is_here = |change: &Change| match change {
            Change::Recorded(observation) => self.has(observation.id),
            _ => false,
        };
        changes.iter().any(is_here) || self.journal.came_back(changes)
    }

    /// A note that a prompt called for answers the prompt that was on show when it was written.
    fn answering(&self, mut changes: Vec<Change>, context: &Context<'_>) -> Vec<Change> {
        let mut answered = Vec::new();
        for change in &mut changes {
            if let Change::Recorded(observation) = change {
                let then =
                    Context { now: written(observation.recorded_at, context.now), ..*context };
                let around = if matches!(self.past, super::Past::HandedOver(_)) {
                    &self.around
                } else {
                    &self.study
                };
                answered.extend(prompting::answer(around, &then, observation));
            }
        }
        changes.extend(answered);
        changes
    }
}

/// When a note was written; one whose clock runs ahead was not written later than now.
fn written(recorded_at: Moment, now: Moment) -> Moment {
    if recorded_at.millis > now.millis { now } else { recorded_at }
}
