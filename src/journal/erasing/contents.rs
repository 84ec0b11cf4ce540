//! What still says what was erased.

use std::ops::ControlFlow;

use super::super::store::Store;
use super::super::{Journal, JournalError};
use super::{TELLING, Tombs, change_in};
use crate::study::Way;

impl Journal {
    /// Whether it knows of anything that was erased here.
    pub(in crate::journal) fn knows_erased(&self) -> bool {
        let tombs = self.tombs.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        !tombs.items.is_empty()
    }
}

/// How many entries still say what was erased; their texts are added to `said`.
pub(super) fn contents(
    store: &dyn Store,
    tombs: &Tombs,
    said: &mut Vec<String>,
) -> Result<u64, JournalError> {
    let mut count = 0;
    store.read(0..u64::MAX, &mut |_, record| {
        let covered =
            change_in(record).filter(|(header, change)| tombs.cover_entry(header, change));
        if let Some((header, change)) = covered {
            count += 1;
            if header.way == Way::Shelf {
                return ControlFlow::Continue(());
            }
            let names = tombs.names_gone(&header, &change).map(String::as_str);
            let words = change.words().into_iter().chain(names).map(str::trim);
            said.extend(words.filter(|text| text.chars().count() >= TELLING).map(str::to_owned));
        }
        ControlFlow::Continue(())
    })?;
    Ok(count)
}
