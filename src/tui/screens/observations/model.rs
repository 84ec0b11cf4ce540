//! What the screen remembers, and what it found for the study, filter and order it was last
//! refreshed for.

use crate::analysis::Scope;
use crate::analysis::{Found, Order, Query};
use crate::study::{ObsIx, ObservationId, Record, Study};
use crate::tui::screens::Screen;
use crate::tui::widgets::{Filter, List};

/// What the screen remembers.
#[derive(Clone, Debug, Default)]
pub struct Model {
    pub(super) filter: Filter,
    pub(super) order: Order,
    pub(super) place: List,
    /// The note one stands on, kept when the list changes under it.
    pub(super) on: Option<ObservationId>,
    /// Marked notes, in the order in which they were marked.
    pub(super) marked: Vec<ObservationId>,
    /// Whether the note is read in full width, and the first row of it that is shown.
    pub(super) reading: Option<usize>,
    /// Where one came from with a query, to go back to.
    pub(super) from: Option<Screen>,
    pub(super) query: Option<Query>,
    pub(super) found: Found,
    /// Whether anything found is for others too, so that the list has a column for that.
    pub(super) shared: bool,
    /// Whether anything found is a colleague's, so that the list says whose each is.
    pub(super) colleagues: bool,
    /// Revision of the study, minute, filter, order and scope of what was found.
    pub(super) seen: Option<(u64, i64, String, Order, Scope)>,
}

impl Model {
    /// Where the note one stands on is in the study.
    pub(super) fn selected_ix(&self) -> Option<ObsIx> {
        self.found.hits.get(self.place.selected()).copied()
    }

    /// The note one stands on.
    pub(super) fn selected<'a>(&self, study: &'a Study) -> Option<&'a Record> {
        study.record_at(self.selected_ix()?)
    }

    /// The notes that a command is for: the marked ones, or else the one one stands on.
    pub(super) fn targets(&self, study: &Study) -> Vec<ObservationId> {
        if self.marked.is_empty() {
            self.selected(study).map(Record::id).into_iter().collect()
        } else {
            self.marked.clone()
        }
    }
}
