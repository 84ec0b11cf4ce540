//! A study that was made of a copy, and what was erased since the copy was made.

use std::path::Path;

use super::OpenStudy;
use crate::actions::Deed;
use crate::journal::keys::Key;
use crate::journal::{Apart, JournalError, Mending};
use crate::study::{Change, Content, Purpose, Study};

impl OpenStudy {
    /// A study that holds the tombstones of this one and nothing else.
    fn tombstones(&self) -> Result<Study, JournalError> {
        let mut study = Study::new(self.identity().device);
        self.journal().replay(|entry| {
            if matches!(entry.content, Content::Known(Change::Erased { .. })) {
                study.apply(entry);
            }
        })?;
        Ok(study)
    }
}

/// Erases in the study `restored` what was erased from the `present` one since the copy was made of
/// which it was restored, and removes notes kept apart that were deleted since. Returns how many
/// things were erased.
///
/// # Errors
/// Where the restored study cannot be opened or written.
pub fn erase_again(
    restored: &Path,
    key: Option<&Key>,
    present: &OpenStudy,
    now_millis: i64,
) -> Result<usize, JournalError> {
    let (mut open, _) = OpenStudy::open(restored, key, Mending::Rebuild)?;
    if open.identity().study != present.identity().study {
        return Ok(0);
    }
    let (here, there) = (present.tombstones()?, open.tombstones()?);
    let kept = Apart::of(restored).list()?;
    let gone = present.journal().gone_apart()?;
    for id in gone.into_iter().filter(|id| kept.contains(id)) {
        open.forget_apart(id)?;
    }
    let lacking = here.erasures().iter().filter(|erasure| !there.is_erased(erasure.what));
    let changes: Vec<Change> = lacking
        .map(|erasure| Change::Erased {
            what: erasure.what,
            item: erasure.item,
            reason: erasure.reason.clone(),
            at: erasure.at,
        })
        .collect();
    let count = changes.len();
    if count > 0 {
        let deed = Deed { changes, purpose: Purpose::Do, said: String::new() };
        open.erase(&deed, now_millis)?;
    }
    Ok(count)
}
