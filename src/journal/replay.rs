//! Reading every entry: a second thread reads the segments and checks their seals while the caller
//! decodes and folds, and what the segments cannot give is taken from the store.
//!
//! Decoding stays with the caller because it makes what the fold keeps: strings made in one thread
//! and let go in another cost more than decoding them (measured with 1,000,000 entries: 3.1 s of
//! processor time in all, against the 2.0 s of this division).

use std::ops::ControlFlow;
use std::sync::PoisonError;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};

use super::erasing::Tombs;
use super::names::Names;
use super::store::Store;
use super::taking::Shelves;
use super::{Journal, JournalError, codec};
use crate::study::{Content, Entry};

/// A block of this many bytes is handed over.
const BLOCK: usize = 256 * 1024;

/// Blocks that may wait for the caller.
const WAITING: usize = 4;

/// What a replay came upon.
#[derive(Default)]
struct Outcome {
    /// Whether the segments did not have everything.
    doubtful: bool,
    /// What neither witness has, one sentence each.
    lost: Vec<String>,
}

/// Records one after another, each with its position and where its bytes end.
#[derive(Default)]
struct Block {
    bytes: Vec<u8>,
    records: Vec<(u64, usize)>,
}

impl Block {
    fn clear(&mut self) {
        self.bytes.clear();
        self.records.clear();
    }

    fn each(&self) -> impl Iterator<Item = (u64, &[u8])> {
        let mut start = 0;
        self.records.iter().map(move |&(position, end)| {
            let record = self.bytes.get(start..end).unwrap_or_default();
            start = end;
            (position, record)
        })
    }
}

impl Journal {
    /// Hands over every entry there is, in order of arrival. Reading and decoding go on in a
    /// second thread; `each` is called in this one.
    ///
    /// # Errors
    /// Where entries cannot be read; what could be has been handed over. The next opening then
    /// reads both witnesses from end to end and mends what can be mended.
    pub fn replay(&self, each: impl FnMut(Entry)) -> Result<(), JournalError> {
        self.replay_after(0, (Tombs::default(), Shelves::default()), each)
    }

    /// The same from an entry on, where it is known what those before it say.
    pub(super) fn replay_after(
        &self,
        from: u64,
        (mut tombs, mut shelves): (Tombs, Shelves),
        mut each: impl FnMut(Entry),
    ) -> Result<(), JournalError> {
        let outcome = replay(&*self.segments, &*self.store, from, |sight| {
            shelves.take(Some(&sight));
            let entry = sight.entry();
            if let Content::Known(change) = &entry.content {
                tombs.take(&entry.header, change);
            }
            each(entry);
        })?;
        self.know(tombs);
        if !shelves.is_empty() {
            // An older file `study` may have been put back.
            self.declare(super::SHARED)?;
        }
        *self.shelves.lock().unwrap_or_else(PoisonError::into_inner) = Some(shelves);
        if outcome.doubtful {
            self.doubt();
        }
        if outcome.lost.is_empty() {
            return Ok(());
        }
        Err(JournalError::Damaged { what: outcome.lost.join("; ") })
    }
}

/// Hands over every entry from one on, in order.
fn replay(
    segments: &dyn Store,
    store: &dyn Store,
    from: u64,
    mut each: impl FnMut(codec::Sight<'_>),
) -> Result<Outcome, JournalError> {
    std::thread::scope(|scope| {
        let (full, blocks) = sync_channel::<Block>(WAITING);
        let (empty, emptied) = sync_channel(WAITING);
        let channels = Channels { full, emptied };
        let reader = scope
            .spawn(move || Reader { next: from, ..Reader::new(segments, store, channels) }.read());
        let mut unread = Vec::new();
        for mut block in blocks {
            for (position, record) in block.each() {
                match codec::look(record) {
                    Some(sight) => each(sight),
                    None => unread.push(position),
                }
            }
            block.clear();
            let _ = empty.try_send(block);
        }
        let mut outcome = reader.join().map_err(|_| JournalError::Damaged {
            what: "reading the segments stopped half-way".to_owned(),
        })?;
        let names = Names::from_all([segments, store]);
        for position in unread {
            outcome.doubtful = true;
            outcome.lost.push(format!("{} cannot be read", names.of(&(position..position + 1))));
        }
        Ok(outcome)
    })
}

/// Full blocks go to the caller and come back empty, which spares the allocator large pieces.
struct Channels {
    full: SyncSender<Block>,
    emptied: Receiver<Block>,
}

struct Reader<'a> {
    segments: &'a dyn Store,
    store: &'a dyn Store,
    channels: Channels,
    block: Block,
    next: u64,
    outcome: Outcome,
}

impl<'a> Reader<'a> {
    fn new(segments: &'a dyn Store, store: &'a dyn Store, channels: Channels) -> Self {
        let (block, outcome) = Default::default();
        Self { segments, store, channels, block, next: 0, outcome }
    }

    fn read(mut self) -> Outcome {
        let count = self.segments.count();
        let segments = self.segments;
        // A file that cannot be read (a bad sector) is one more thing that the store may have.
        let _ = segments.read(self.next..count, &mut |position, record| {
            if position > self.next {
                self.fill_in(position);
            }
            self.take(position, record)
        });
        if self.next < count {
            self.fill_in(count);
        }
        let _ = self.channels.full.send(std::mem::take(&mut self.block));
        self.outcome
    }

    fn take(&mut self, position: u64, record: &[u8]) -> ControlFlow<()> {
        self.next = position + 1;
        self.block.bytes.extend_from_slice(record);
        self.block.records.push((position, self.block.bytes.len()));
        if self.block.bytes.len() < BLOCK {
            return ControlFlow::Continue(());
        }
        let empty = self.channels.emptied.try_recv().unwrap_or_default();
        match self.channels.full.send(std::mem::replace(&mut self.block, empty)) {
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
