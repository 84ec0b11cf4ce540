//! Bringing in more than one would hold twice: it is gathered in few bytes first, and folded as it is
//! written.

use super::{OpenStudy, Past};
use crate::journal::{Gathered, JournalError};
use crate::study::Entry;

impl OpenStudy {
    /// Begins to gather changes that will be made durable as one act.
    pub fn gather(&self, now_millis: i64) -> Gathered {
        self.journal.gather(now_millis)
    }

    /// Makes what was gathered durable as one act and folds it in; entries as for
    /// [`OpenStudy::perform`].
    ///
    /// # Errors
    /// As [`Journal::append_gathered`](crate::journal::Journal::append_gathered).
    pub fn perform_gathered(&mut self, gathered: Gathered) -> Result<Vec<Entry>, JournalError> {
        if matches!(self.past, Past::HandedOver(_)) {
            let mut entries = Vec::with_capacity(gathered.many());
            self.journal.append_gathered(gathered, &mut |batch| entries.extend(batch))?;
            return Ok(self.settle(entries));
        }
        let folded = self.folded.take().map(|folded| folded + gathered.many() as u64);
        let Self { journal, study, .. } = self;
        journal.append_gathered(gathered, &mut |batch| {
            batch.into_iter().for_each(|entry| study.apply(entry));
        })?;
        self.folded = folded;
        Ok(Vec::new())
    }
}
