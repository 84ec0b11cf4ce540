//! What the screen remembers, and the rows it was last refreshed for.

use crate::study::{SheetId, Sort, Study};
use crate::tui::widgets::List;

/// What the screen remembers.
#[derive(Clone, Debug, Default)]
pub struct Model {
    pub(super) place: List,
    /// The sheets shown, newest first.
    pub(super) rows: Vec<SheetId>,
    /// Revision of the study that the rows are of.
    pub(super) seen: Option<u64>,
}

/// The reflections that stand, newest first.
pub(super) fn rows(study: &Study) -> Vec<SheetId> {
    study.sheets().of(Sort::Reflection).rev().map(|sheet| sheet.id()).collect()
}
