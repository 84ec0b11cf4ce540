//! Writing an act down: checked as a whole before any of it is written, then batch after batch.

use std::borrow::Cow;
use std::mem;

use super::batch::Batch;
use super::lane::Each;
use super::work::Work;
use super::{FORMAT, Journal, JournalError, SHRUNK_FROM, codec, opening};
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
        let each = &mut |batch: Vec<Entry>| entries.extend(batch);
        self.put_each(changes, (purpose, now_millis), author, each)?;
        Ok(entries)
    }

    pub(super) fn put_each(
        &mut self,
        changes: &[Change],
        (purpose, now_millis): (Purpose, i64),
        author: PersonId,
        each: Each<'_>,
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
        let many = changes.len();
        let said = changes.into_iter().map(|change| {
            let body = codec::body(&change)?;
            Ok((body, Content::Known(change.into_owned())))
        });
        self.write(said, many, (purpose, now_millis, author), each)
    }

    /// Writes an act of `many` changes that may be let in, each as a body and as what that says.
    ///
    /// # Errors
    /// As [`Journal::append`].
    pub(super) fn write(
        &mut self,
        said: impl Iterator<Item = Result<(Vec<u8>, Content), JournalError>>,
        many: usize,
        (purpose, now_millis, author): (Purpose, i64, PersonId),
        each: Each<'_>,
    ) -> Result<(), JournalError> {
        if let Some(first) = &self.stopped {
            return Err(JournalError::Stopped { first: first.clone() });
        }
        let (device, tip) = (self.identity.device, self.tip);
        let act = tip.seq + 1;
        let work = Work::begin("taking in", many as u64);
        self.in_batches(many, each, |lane| {
            let mut batch = Batch::after(tip, many);
            let mut entries = Vec::new();
            for one in said {
                let (body, content) = one?;
                if batch.is_full(body.len()) {
                    let next = Batch::after(batch.tip, many);
                    lane.put(mem::replace(&mut batch, next), mem::take(&mut entries))?;
                }
                let (seq, time) = (batch.tip.seq + 1, batch.tip.time.next(now_millis));
                let header = Header { way: Way::Here, device, seq, time, author, act, purpose };
                batch.add(&header, &body)?;
                work.step();
                entries.push(Entry { header, content });
            }
            lane.put(batch, entries)
        })
    }

    /// Lets the store make its pages shorter, once the study is large enough to gain by it. A program that
    /// does not know such pages would take them for damage, so the file `study` says so before.
    fn may_shrink(&mut self, more: usize) -> Result<(), JournalError> {
        let is_large = self.segments.count() + more as u64 >= SHRUNK_FROM;
        if self.sealing.key.is_some() || self.sealing.shrinks() || !is_large {
            return Ok(());
        }
        self.declare(FORMAT)?;
        self.sealing = self.sealing.clone().shrinking(true);
        self.store.may_shrink();
        Ok(())
    }

    /// Makes a batch durable in both witnesses, or takes it out of both and stops.
    pub(super) fn commit(&mut self, batch: Batch) -> Result<(), JournalError> {
        if batch.records.is_empty() {
            return Ok(());
        }
        self.look_again()?;
        self.may_shrink(batch.records.len())?;
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
