//! What the screen remembers, and the rows it was last refreshed for.

use crate::analysis::reflections::{Matter, ToReflectOn};
use crate::tui::widgets::List;

/// What the screen remembers.
#[derive(Clone, Debug, Default)]
pub struct Model {
    pub(super) place: List,
    /// What there is to look back on.
    pub(super) rows: Vec<ToReflectOn>,
    /// Revision of the study and hour that the rows are of.
    pub(super) seen: Option<(u64, i64)>,
    /// What the person stands on, so that the place is kept when rows come and go.
    pub(super) on: Option<Matter>,
}

impl Model {
    /// The row one stands on.
    pub(super) fn selected(&self) -> Option<ToReflectOn> {
        self.rows.get(self.place.selected()).copied()
    }
}
