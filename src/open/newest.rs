//! Looking at some of a study, and at nothing else of it: at what happened last, at what a search wants,
//! or at everything but the texts.

use std::path::Path;

use super::{OpenStudy, Past};
use crate::journal::keys::Key;
use crate::journal::{
    Identity, Inbox, Journal, JournalError, LeftOut, Look, Wants, is_kept_at_rest,
};
use crate::study::Study;

impl OpenStudy {
    /// Opens a study to read what happened last, as [`OpenStudy::look_at_kept`] does all of it; and says
    /// what was left out. `None` where everything has to be read.
    pub fn look_at_newest(dir: &Path, key: Option<&Key>) -> Option<(Self, LeftOut)> {
        Self::look_at_some(dir, key, Journal::fold_newest)
    }

    /// The same for those observations that are wanted, and says how many more count: asked of the study
    /// that is open then, the same are wanted.
    pub fn look_at_wanted(
        dir: &Path,
        key: Option<&Key>,
        wants: Wants<'_>,
    ) -> Option<(Self, usize)> {
        Self::look_at_some(dir, key, |journal, study| journal.fold_wanted(study, wants))
    }

    /// The same for whoever looks at each observation once, without its text: `look` is shown some at a time,
    /// and those that are in the study that is open then are not among them.
    pub fn look_at_each(dir: &Path, key: Option<&Key>, look: Look<'_>) -> Option<Self> {
        let fold =
            |journal: &Journal, study: &mut Study| journal.fold_showing(study, look).then_some(());
        Self::look_at_some(dir, key, fold).map(|(look, ())| look)
    }

    /// The same for all observations without their texts, which are empty then: only for whoever counts.
    pub fn look_at_counts(dir: &Path, key: Option<&Key>) -> Option<Self> {
        let fold =
            |journal: &Journal, study: &mut Study| journal.fold_without_texts(study).then_some(());
        Self::look_at_some(dir, key, fold).map(|(look, ())| look)
    }

    fn look_at_some<T>(
        dir: &Path,
        key: Option<&Key>,
        fold: impl FnOnce(&Journal, &mut Study) -> Option<T>,
    ) -> Option<(Self, T)> {
        let waiting = Inbox::of(dir).count().ok()?;
        let rests = waiting == 0 && is_kept_at_rest(dir);
        let journal = rests.then(|| Journal::look_at_whole(dir, key)).flatten()?;
        let mut look = Self::of(journal, key.cloned(), None, Past::Unread);
        let left = fold(&look.journal, &mut look.study)?;
        // Whoever asked for all of it would not find it here.
        look.past = Past::Names;
        Some((look, left))
    }

    /// Folds of what was recorded before only what is wanted, where that can be; otherwise everything.
    ///
    /// # Errors
    /// As [`OpenStudy::read_past`].
    pub fn read_wanted(&mut self, wants: Wants<'_>) -> Result<(), JournalError> {
        if matches!(self.past, Past::Unread | Past::Names) {
            let Identity { device, person, .. } = self.journal.identity();
            self.study = super::seen_by(device, person);
            if self.journal.fold_wanted(&mut self.study, wants).is_some() {
                self.past = Past::Names;
                return Ok(());
            }
            self.past = Past::Unread;
        }
        self.read_past(None)
    }
}
