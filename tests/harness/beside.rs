//! What another sitting left, and a second window on the study that another one has open.

use super::Harness;
use crate::actions::Deed;
use crate::journal::DraftSlot;
use crate::tui::msg::Msg;

impl Harness {
    /// Lets the study arrive with texts that an earlier sitting left half typed.
    pub fn load_with(&mut self, drafts: Vec<(DraftSlot, String)>) {
        self.found();
        self.send(Msg::Unlocked(drafts));
        self.arrive();
    }

    /// The screens at 80×24 beside another window on the same study.
    pub fn beside() -> Self {
        let mut harness = Self::opening();
        harness.beside = true;
        harness.load();
        harness
    }

    /// Lets the other window do what it did in `other`: its entries are read here, and what was left
    /// in the inbox here waits there.
    pub fn sees(&mut self, other: &mut Self) {
        self.entries.clone_from(&other.entries);
        self.store = other.store.clone();
        other.inbox.append(&mut self.inbox);
        self.arrive();
    }

    /// Goes on from what `other` had made durable when its program died.
    pub fn goes_on_from(&mut self, other: &Self) {
        let since = other.entries.iter().skip(self.entries.len()).cloned().collect::<Vec<_>>();
        self.entries.extend(since.iter().cloned());
        self.store = other.store.clone();
        self.send(Msg::Committed { ticket: 0, entries: since });
    }

    /// Takes in the notes that wait, as the program does each second.
    pub fn looks_into_the_inbox(&mut self) {
        let waiting = std::mem::take(&mut self.inbox);
        let notes = waiting.len();
        let deed = |changes| Deed::done(changes, "taken in".to_owned());
        let entries = waiting.into_iter().flat_map(|note| self.append(&deed(note))).collect();
        self.send(Msg::InboxTaken { entries, notes, kept: Vec::new() });
    }

    /// Lets the other window end.
    pub fn other_ends(&mut self) {
        self.beside = false;
        self.arrive();
    }
}
