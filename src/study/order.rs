//! The order in which readers see what a study holds. Entries arrive in any order, so a table's
//! rows tell nothing; what readers see follows stamps and ids alone and is the same on every laptop.

use std::sync::OnceLock;

/// The rows of a table in the order of a key, worked out when somebody asks and kept until a row
/// comes that does not belong at the end. On a laptop that writes alone every row does.
#[derive(Clone, Debug, Default)]
pub(super) struct InOrder(OnceLock<Vec<u32>>);

impl InOrder {
    /// Rows whose order is known.
    pub(super) fn known(rows: Vec<u32>) -> Self {
        Self(OnceLock::from(rows))
    }

    /// The rows in order; `sort` gives them where they are not known.
    pub(super) fn rows(&self, sort: impl FnOnce() -> Vec<u32>) -> &[u32] {
        self.0.get_or_init(sort)
    }

    /// Takes in a row that had no place before; `is_behind` says whether it belongs behind the row
    /// that is last so far.
    pub(super) fn add(&mut self, row: u32, is_behind: impl FnOnce(u32) -> bool) {
        let Some(rows) = self.0.get_mut() else { return };
        if rows.last().is_none_or(|last| is_behind(*last)) {
            rows.push(row);
        } else {
            self.forget();
        }
    }

    /// The key of a row that had its place has changed.
    pub(super) fn forget(&mut self) {
        self.0.take();
    }
}
