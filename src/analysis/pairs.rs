//! Which tags of one group occur together with which of another: triggers and adjustments, say.

use super::Count;
use crate::study::{ObsIx, Study};

/// A co-occurrence table.
#[derive(Clone, PartialEq, Debug)]
pub struct Pairs {
    /// Group of the rows, and of the columns.
    pub groups: (String, String),
    /// Names of the columns.
    pub columns: Vec<String>,
    /// The rows, most frequent first.
    pub rows: Vec<PairRow>,
    /// Observations that were looked at.
    pub denominator: u64,
}

/// One tag with what it met.
#[derive(Clone, PartialEq, Debug)]
pub struct PairRow {
    /// The tag.
    pub name: String,
    /// Observations with this tag.
    pub count: Count,
    /// With each column's tag as well.
    pub cells: Vec<Count>,
    /// With none of the columns' tags (a trigger that met no adjustment).
    pub none: Count,
}

/// Counts which tags of `rows` occur with which of `columns` (names of groups), masked as the study
/// asks. For triggers, "ADJUSTMENT" and "WORKAROUND" both answer them: `columns` may be several
/// names joined by `+`.
pub fn pairs(study: &Study, among: &[ObsIx], rows: &str, columns: &str) -> Pairs {
    let _ = (study, among, rows, columns);
    todo!()
}
