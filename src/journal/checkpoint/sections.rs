//! The sections of a checkpoint whose head is believed: where each stands in the file, and what it says
//! where it is the one that the head names.

use std::borrow::Cow;
use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};

use serde::de::DeserializeOwned;

use super::{decode, opened};
use crate::journal::codec::Hash;
use crate::journal::regular;
use crate::journal::store::Sealing;
use crate::study::{Record, Rows, Study};

/// Where all sections of a file stand.
pub(super) struct Sections<'a> {
    path: PathBuf,
    sealing: &'a Sealing,
    /// Of each: where it begins, how long it is, its hash.
    all: Vec<(u64, u64, Hash)>,
}

/// A handle on the file, and room for one section.
pub(super) struct Reader<'a> {
    of: &'a Sections<'a>,
    file: File,
    room: Vec<u8>,
}

impl<'a> Sections<'a> {
    /// Sections of these lengths and hashes, of which the first begins at `from`; `None` where the file,
    /// `length` bytes long, cannot hold them.
    pub(super) fn of(
        path: PathBuf,
        sealing: &'a Sealing,
        (from, length): (u64, u64),
        named: &[(u64, Hash)],
    ) -> Option<Self> {
        let mut at = from;
        let mut all = Vec::with_capacity(named.len());
        for (long, hash) in named {
            all.push((at, *long, *hash));
            at = at.checked_add(*long).filter(|end| *end <= length)?;
        }
        Some(Self { path, sealing, all })
    }

    /// The records of some pieces whose sections begin at `first`.
    pub(super) fn some_pieces(&self, first: usize, which: &[usize]) -> Option<Vec<Vec<Record>>> {
        let mut reader = self.reader()?;
        which.iter().map(|nth| reader.piece(first + 2 * nth)).collect()
    }

    pub(super) fn reader(&'a self) -> Option<Reader<'a>> {
        let file = regular::to_read(&self.path).ok()?;
        Some(Reader { of: self, file, room: Vec::new() })
    }

    /// The records of all pieces from a section on, rows and texts in turn. Each piece is read, looked at
    /// and decoded by itself, in two threads, straight into where it stays: what is touched twice costs
    /// more here than what is computed. `meanwhile` is done in this thread before it lends a hand.
    pub(super) fn pieces<T>(
        &self,
        first: usize,
        meanwhile: impl FnOnce() -> Option<T>,
    ) -> Option<(T, Vec<Vec<Record>>)> {
        let pieces = self.all.len().checked_sub(first)? / 2;
        let next = AtomicUsize::new(0);
        let some = || {
            let (mut reader, mut done) = (self.reader()?, Vec::new());
            loop {
                let piece = next.fetch_add(1, Ordering::Relaxed);
                if piece >= pieces {
                    return Some(done);
                }
                done.push((piece, reader.piece(first + 2 * piece)?));
            }
        };
        std::thread::scope(|scope| {
            let beside = scope.spawn(some);
            let also = meanwhile();
            let mut all = also.is_some().then(some).flatten();
            let beside = beside.join().ok()?;
            all.as_mut()?.extend(beside?);
            let mut all = all?;
            all.sort_by_key(|(piece, _)| *piece);
            Some((also?, all.into_iter().map(|(_, records)| records).collect()))
        })
    }
}

impl Reader<'_> {
    /// What a section says.
    pub(super) fn value<T: DeserializeOwned>(&mut self, nth: usize) -> Option<T> {
        let mut room = std::mem::take(&mut self.room);
        let value = self.plain(nth, &mut room).and_then(|plain| decode(&plain));
        self.room = room;
        value
    }

    /// The records of the piece whose rows stand in a section and whose texts in the next.
    fn piece(&mut self, nth: usize) -> Option<Vec<Record>> {
        let rows: Rows = self.value(nth)?;
        Study::records_of_piece(rows, self.text(nth + 1)?)
    }

    fn text(&mut self, nth: usize) -> Option<String> {
        let mut room = Vec::new();
        let opened = match self.plain(nth, &mut room)? {
            Cow::Owned(plain) => Some(plain),
            Cow::Borrowed(_) => None,
        };
        String::from_utf8(opened.unwrap_or(room)).ok()
    }

    /// The bytes of a section, read into `room`, and opened where they are sealed; `None` where they are
    /// not those that the head names.
    fn plain<'a>(&mut self, nth: usize, room: &'a mut Vec<u8>) -> Option<Cow<'a, [u8]>> {
        let (at, long, hash) = *self.of.all.get(nth)?;
        room.clear();
        room.reserve(usize::try_from(long).ok()?);
        self.file.seek(SeekFrom::Start(at)).ok()?;
        self.file.by_ref().take(long).read_to_end(room).ok()?;
        let is_it = room.len() as u64 == long && blake3::hash(room) == hash;
        // The head is section 0.
        is_it.then(|| opened(self.of.sealing, nth as u64 + 1, room)).flatten()
    }
}
