//! What the screen remembers, and the rows it was last refreshed for.

use crate::analysis::voices::{self, VoiceTally};
use crate::analysis::{Scope, View};
use crate::study::{Sheet, SheetId, Study};
use crate::tui::widgets::List;

/// What the screen remembers.
#[derive(Clone, Debug, Default)]
pub struct Model {
    pub(super) place: List,
    /// The voices shown, newest first.
    pub(super) rows: Vec<SheetId>,
    /// The one that the person stands on, wherever it moves in the list.
    pub(super) on: Option<SheetId>,
    /// What they add up to.
    pub(super) tally: Option<VoiceTally>,
    /// Whether that is shown in place of the list, and the first line of it in view.
    pub(super) counting: Option<usize>,
    /// Revision of the study and scope that all this is of.
    pub(super) seen: Option<(u64, Scope)>,
}

impl Model {
    /// The voice that the person stands on.
    pub(super) fn selected<'s>(&self, study: &'s Study) -> Option<&'s Sheet> {
        let id = self.rows.get(self.place.selected())?;
        study.sheets().get(*id).filter(|voice| voice.is_standing())
    }
}

/// The voices that the person may read, newest first.
pub(super) fn rows(view: View<'_>) -> Vec<SheetId> {
    voices::readable(view).into_iter().rev().map(Sheet::id).collect()
}
