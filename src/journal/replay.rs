//! Reading every entry: the segments are read and decoded on a second thread while the caller
//! folds, and what the segments cannot give is taken from the store.

use std::ops::ControlFlow;
use std::sync::mpsc::{SyncSender, sync_channel};

use super::opening::Names;
use super::store::Store;
use super::{JournalError, codec};
use crate::study::Entry;

/// Entries handed over at once.
const BLOCK: usize = 512;

/// Blocks that may wait for the caller.
const WAITING: usize = 4;

/// What a replay came upon.
#[derive(Default)]
pub(super) struct Outcome {
    /// Whether the segments did not have everything.
    pub(super) doubtful: bool,
    /// What neither witness has, one sentence each.
    pub(super) lost: Vec<String>,
}

/// Hands over every entry, in order.
pub(super) fn replay(
    segments: &dyn Store,
    store: &dyn Store,
    mut each: impl FnMut(Entry),
) -> Result<Outcome, JournalError> {
    std::thread::scope(|scope| {
        let (sender, receiver) = sync_channel(WAITING);
        let reader = scope.spawn(move || Reader::new(segments, store, sender).read());
        for block in receiver {
            let block: Vec<Entry> = block;
            block.into_iter().for_each(&mut each);
        }
        reader.join().unwrap_or_else(|_| {
            let what = "reading the segments stopped half-way".to_owned();
            Err(JournalError::Damaged { what })
        })
    })
}

struct Reader<'a> {
    segments: &'a dyn Store,
    store: &'a dyn Store,
    sender: SyncSender<Vec<Entry>>,
    block: Vec<Entry>,
    next: u64,
    outcome: Outcome,
}

impl<'a> Reader<'a> {
    fn new(segments: &'a dyn Store, store: &'a dyn Store, sender: SyncSender<Vec<Entry>>) -> Self {
        let block = Vec::with_capacity(BLOCK);
        Self { segments, store, sender, block, next: 0, outcome: Outcome::default() }
    }

    fn read(mut self) -> Result<Outcome, JournalError> {
        let count = self.segments.count();
        let segments = self.segments;
        // A file that cannot be read (a bad sector) is one more thing that the store may have.
        let _ = segments.read(0..count, &mut |position, record| {
            if position > self.next {
                self.fill_in(position);
            }
            self.take(position, record)
        });
        if self.next < count {
            self.fill_in(count);
        }
        let _ = self.sender.send(std::mem::take(&mut self.block));
        Ok(self.outcome)
    }

    /// Takes one record in; one that is sealed and yet no record is left to the store.
    fn take(&mut self, position: u64, record: &[u8]) -> ControlFlow<()> {
        let Some(sight) = codec::look(record) else { return ControlFlow::Continue(()) };
        self.next = position + 1;
        self.block.push(sight.entry());
        if self.block.len() < BLOCK {
            return ControlFlow::Continue(());
        }
        let block = std::mem::replace(&mut self.block, Vec::with_capacity(BLOCK));
        match self.sender.send(block) {
            Ok(()) => ControlFlow::Continue(()),
            Err(_) => ControlFlow::Break(()),
        }
    }

    /// Takes what the segments lack before `end` from the store, and notes what it lacks too.
    fn fill_in(&mut self, end: u64) {
        self.outcome.doubtful = true;
        let store = self.store;
        let _ = store.read(self.next..end, &mut |position, record| {
            if position > self.next {
                self.lose(position);
            }
            self.take(position, record)
        });
        if self.next < end {
            self.lose(end);
        }
    }

    fn lose(&mut self, end: u64) {
        let lost = self.next..end;
        let names = Names::from_all([self.segments, self.store]);
        self.outcome.lost.push(format!("{} cannot be read", names.of(&lost)));
        self.next = end;
    }
}
