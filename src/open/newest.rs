//! Looking at the newest records of a study, and at nothing else of it.

use std::path::Path;

use super::{OpenStudy, Past};
use crate::journal::keys::Key;
use crate::journal::{Inbox, Journal, LeftOut, is_kept_at_rest};

impl OpenStudy {
    /// Opens a study to read what happened last, as [`OpenStudy::look_at_kept`] does all of it; and says
    /// what was left out. `None` where everything has to be read.
    pub fn look_at_newest(dir: &Path, key: Option<&Key>) -> Option<(Self, LeftOut)> {
        let waiting = Inbox::of(dir).count().ok()?;
        let rests = waiting == 0 && is_kept_at_rest(dir);
        let journal = rests.then(|| Journal::look_at_whole(dir, key)).flatten()?;
        let mut look = Self::of(journal, key.cloned(), None, Past::Unread);
        let left = look.journal.fold_newest(&mut look.study)?;
        // Whoever asked for all of it would not find it here.
        look.past = Past::Names;
        Some((look, left))
    }
}
