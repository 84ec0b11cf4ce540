//! Batches on their way to the disk: of many, one is written in a thread of its own while the next is
//! made ready and the one before is folded, since most of the time is waiting for two disks' worth of
//! syncs. Nobody hears of an entry before its batch is durable.

use std::panic::resume_unwind;
use std::sync::mpsc::{Receiver, SyncSender, channel, sync_channel};
use std::thread;

use super::batch::Batch;
use super::store::BATCH_RECORDS;
use super::{Journal, JournalError};
use crate::study::Entry;

/// How many batches may wait for the one that is being written.
const WAITING: usize = 1;

/// What is done with the entries of a batch once it is durable.
pub(super) type Each<'a> = &'a mut dyn FnMut(Vec<Entry>);

/// Takes batches, in order.
pub(super) struct Lane<'a> {
    each: Each<'a>,
    to: To<'a>,
}

enum To<'a> {
    /// They are written here and now.
    Here(&'a mut Journal),
    /// They are written in another thread, which gives back the entries of those that are durable.
    Beside { full: SyncSender<(Batch, Vec<Entry>)>, durable: Receiver<Vec<Entry>> },
}

impl Lane<'_> {
    /// Has a batch with these entries written. What has become durable by now is handed over.
    ///
    /// # Errors
    /// Where it could not be written, or one before it.
    pub(super) fn put(&mut self, batch: Batch, entries: Vec<Entry>) -> Result<(), JournalError> {
        match &mut self.to {
            To::Here(journal) => {
                journal.commit(batch)?;
                (self.each)(entries);
            }
            To::Beside { full, durable } => {
                // Why, whoever writes says in the end.
                full.send((batch, entries)).map_err(|_| JournalError::Stopped {
                    first: "what came before could not be written".to_owned(),
                })?;
                durable.try_iter().for_each(&mut *self.each);
            }
        }
        Ok(())
    }
}

impl Journal {
    /// Has batches written that `make` puts on the lane, `many` entries in all, and hands each batch's
    /// entries over as soon as it is durable, in order and in this thread.
    ///
    /// # Errors
    /// As [`Journal::append`], and those of `make`. What is durable by then was handed over.
    pub(super) fn in_batches(
        &mut self,
        many: usize,
        each: Each<'_>,
        make: impl FnOnce(&mut Lane<'_>) -> Result<(), JournalError>,
    ) -> Result<(), JournalError> {
        if many <= BATCH_RECORDS {
            return make(&mut Lane { each, to: To::Here(self) });
        }
        thread::scope(|scope| {
            let (full, batches) = sync_channel::<(Batch, Vec<Entry>)>(WAITING);
            let (done, durable) = channel();
            let writer = scope.spawn(move || -> Result<(), JournalError> {
                for (batch, entries) in batches {
                    self.commit(batch)?;
                    // Nobody waits for it any more where the making of the rest went wrong.
                    let _ = done.send(entries);
                }
                Ok(())
            });
            let mut lane = Lane { each, to: To::Beside { full, durable } };
            let made = make(&mut lane);
            let Lane { each, to } = lane;
            if let To::Beside { full, durable } = to {
                drop(full);
                durable.into_iter().for_each(each);
            }
            let written = writer.join().unwrap_or_else(|panic| resume_unwind(panic));
            written.and(made)
        })
    }
}
