//! Writing an act down: checked as a whole before any of it is written, then batch after batch.

use std::borrow::Cow;

use super::batch::Batch;
use super::work::Work;
use super::{Journal, JournalError, codec, opening};
use crate::study::{Change, Content, Entry, Header, PersonId, Purpose, Way, gate};

impl Journal {
    pub(super) fn put(
        &mut self,
        changes: &[Change],
        purpose: Purpose,
        now_millis: i64,
        author: PersonId,
    ) -> Result<Vec<Entry>, JournalError> {
        let mut entries = Vec::with_capacity(changes.len());
        let each = &mut |entry| entries.push(entry);
        self.put_each(changes, (purpose, now_millis), author, each)?;
        Ok(entries)
    }

    pub(super) fn put_each(
        &mut self,
        changes: &[Change],
        (purpose, now_millis): (Purpose, i64),
        author: PersonId,
        each: &mut dyn FnMut(Entry),
    ) -> Result<(), JournalError> {
        if let Some(first) = &self.stopped {
            return Err(JournalError::Stopped { first: first.clone() });
        }
        if self.came_back(changes) {
            return Err(JournalError::ErasedBefore);
        }
        let began = self.identity.study.made_at();
        let dated = |change: &Change| gate::received(change, began, now_millis);
        let changes: Vec<Cow<'_, Change>> = changes
            .iter()
            .map(|change| dated(change).map_or(Cow::Borrowed(change), Cow::Owned))
            .collect();
        for change in &changes {
            // What is undone or done again has been let in once.
            if purpose == Purpose::Do {
                gate::admit(change)?;
            }
            codec::body(change)?;
        }
        let act = self.tip.seq + 1;
        let many = changes.len();
        let mut batch = Batch::after(self.tip, many);
        let mut written = Vec::new();
        let work = Work::begin("taking in", many as u64);
        for change in changes {
            let body = codec::body(&change)?;
            if batch.is_full(body.len()) {
                self.commit(batch)?;
                written.drain(..).for_each(&mut *each);
                batch = Batch::after(self.tip, many);
            }
            let header = Header {
                way: Way::Here,
                device: self.identity.device,
                seq: batch.tip.seq + 1,
                time: batch.tip.time.next(now_millis),
                author,
                act,
                purpose,
            };
            batch.add(&header, &body)?;
            work.step();
            written.push(Entry { header, content: Content::Known(change.into_owned()) });
        }
        self.commit(batch)?;
        written.into_iter().for_each(each);
        Ok(())
    }

    /// Makes a batch durable in both witnesses, or takes it out of both and stops.
    pub(super) fn commit(&mut self, batch: Batch) -> Result<(), JournalError> {
        if batch.records.is_empty() {
            return Ok(());
        }
        self.look_again()?;
        let mut written = self.segments.append(&batch.records);
        if written.is_ok() {
            written = self.store.append(&batch.records);
            if written.is_err() {
                if matches!(written, Err(JournalError::Damaged { .. })) {
                    self.suspect(opening::SUSPECT_STORE);
                }
                // If this fails too, the entry may be found at the next opening though it was
                // never acknowledged; the other way round cannot happen.
                let _ = self.segments.take_back();
            }
        }
        if written.is_ok() && !self.is_in_place() {
            written = Err(self.replaced());
        }
        if let Err(e) = written {
            self.stopped = Some(e.to_string());
            return Err(e);
        }
        self.tip = batch.tip;
        Ok(())
    }
}
