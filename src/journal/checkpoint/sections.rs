//! The sections of a checkpoint whose head is believed: where each stands in the file, and what it says
//! where it is the one that the head names.

use std::collections::HashSet;
use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::ops::Range;
use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};

use serde::de::DeserializeOwned;

use super::wanted::{Look, Wants, show, sift};
use super::{decode, opened};
use crate::journal::codec::Hash;
use crate::journal::regular;
use crate::journal::store::Sealing;
use crate::study::{ObservationId, Record, Rows, Study};

/// So many pieces are looked through at a time for what is wanted: few enough that no thread is begun for
/// them alone.
const AT_ONCE: usize = 4;

/// Where all sections of a file stand.
pub(super) struct Sections<'a> {
    path: PathBuf,
    sealing: &'a Sealing,
    /// Of each: where it begins, how long it is, its hash.
    all: Vec<(u64, u64, Hash)>,
}

/// A handle on the file, and room for one section: as it stands there, and for what it says.
pub(super) struct Reader<'a> {
    of: &'a Sections<'a>,
    file: File,
    room: Vec<u8>,
    plain: Vec<u8>,
    /// A study without records, for what looks at some of them at a time.
    study: Option<Study>,
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
        Some(Reader { of: self, file, room: Vec::new(), plain: Vec::new(), study: None })
    }

    /// The records of all pieces from a section on, rows and texts in turn, straight into where they stay:
    /// what is touched twice costs more here than what is computed. `meanwhile` is done in this thread
    /// before it lends a hand.
    pub(super) fn pieces<T>(
        &self,
        first: usize,
        meanwhile: impl FnOnce() -> Option<T>,
    ) -> Option<(T, Vec<Vec<Record>>)> {
        self.each(first, 1, meanwhile, |reader, mut one| reader.piece(first + 2 * one.next()?))
    }

    /// The same without their texts.
    pub(super) fn rows<T>(
        &self,
        first: usize,
        meanwhile: impl FnOnce() -> Option<T>,
    ) -> Option<(T, Vec<Vec<Record>>)> {
        self.each(first, 1, meanwhile, |reader, mut one| reader.rows(first + 2 * one.next()?))
    }

    /// The records of all pieces that are wanted, and how many count of all: some pieces at a time are put
    /// into a study that has none, and let go of.
    pub(super) fn sifted(
        &self,
        first: usize,
        around: &Study,
        wanted: (Wants<'_>, &HashSet<ObservationId>),
    ) -> Option<(Vec<Record>, usize)> {
        let all = self.in_turn(
            around,
            |reader, piece| reader.piece(first + 2 * piece),
            |study, pieces| sift(study, pieces, wanted),
            first,
        )?;
        let of = all.iter().map(|sifted| sifted.of).sum();
        Some((all.into_iter().flat_map(|sifted| sifted.kept).collect(), of))
    }

    /// Shows all records without their texts, some at a time, but for those of which more was said since:
    /// these are given back.
    pub(super) fn shown(
        &self,
        first: usize,
        around: &Study,
        (look, said_of): (Look<'_>, &HashSet<ObservationId>),
    ) -> Option<Vec<Record>> {
        let all = self.in_turn(
            around,
            |reader, piece| reader.rows(first + 2 * piece),
            |study, pieces| show(study, pieces, (look, said_of)),
            first,
        )?;
        Some(all.into_iter().flatten().collect())
    }

    /// What `make` makes of all pieces that `read` reads, some of them at a time, with a study that holds
    /// what is around them.
    fn in_turn<O: Send>(
        &'a self,
        around: &Study,
        read: impl Fn(&mut Reader<'a>, usize) -> Option<Vec<Record>> + Sync,
        make: impl Fn(&mut Study, Vec<Vec<Record>>) -> Option<O> + Sync,
        first: usize,
    ) -> Option<Vec<O>> {
        let all = self.each(
            first,
            AT_ONCE,
            || Some(()),
            |reader, pieces| {
                let study = reader.study.get_or_insert_with(|| around.clone());
                let mut study = std::mem::replace(study, Study::new(around.own_device()));
                let pieces = pieces.map(|piece| read(reader, piece)).collect::<Option<_>>();
                let made = make(&mut study, pieces?);
                reader.study = Some(study);
                made
            },
        );
        Some(all?.1)
    }

    /// What `take` makes of all pieces from a section on, in their order. Some are read, looked at and
    /// decoded at a time, in two threads. `meanwhile` is done in this thread before it lends a hand.
    fn each<T, O: Send>(
        &'a self,
        first: usize,
        at_once: usize,
        meanwhile: impl FnOnce() -> Option<T>,
        take: impl Fn(&mut Reader<'a>, Range<usize>) -> Option<O> + Sync,
    ) -> Option<(T, Vec<O>)> {
        let pieces = self.all.len().checked_sub(first)? / 2;
        let next = AtomicUsize::new(0);
        let some = || {
            let (mut reader, mut done) = (self.reader()?, Vec::new());
            loop {
                let piece = next.fetch_add(at_once, Ordering::Relaxed);
                if piece >= pieces {
                    return Some(done);
                }
                let these = piece..pieces.min(piece + at_once);
                done.push((piece, take(&mut reader, these)?));
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
            Some((also?, all.into_iter().map(|(_, made)| made).collect()))
        })
    }
}

impl Reader<'_> {
    /// What a section says.
    pub(super) fn value<T: DeserializeOwned>(&mut self, nth: usize) -> Option<T> {
        let mut plain = std::mem::take(&mut self.plain);
        let value = self.plain(nth, &mut plain).and_then(|()| decode(&plain));
        self.plain = plain;
        value
    }

    /// The records of the piece whose rows stand in a section and whose texts in the next.
    fn piece(&mut self, nth: usize) -> Option<Vec<Record>> {
        let rows: Rows = self.value(nth)?;
        Study::records_of_piece(rows, self.text(nth + 1)?)
    }

    /// The same without the texts.
    fn rows(&mut self, nth: usize) -> Option<Vec<Record>> {
        Study::records_without_texts(self.value(nth)?)
    }

    fn text(&mut self, nth: usize) -> Option<String> {
        let mut plain = Vec::new();
        self.plain(nth, &mut plain)?;
        String::from_utf8(plain).ok()
    }

    /// What a section says in bytes, put into `plain`; `None` where the file does not hold the bytes that
    /// the head names.
    fn plain(&mut self, nth: usize, plain: &mut Vec<u8>) -> Option<()> {
        let (at, long, hash) = *self.of.all.get(nth)?;
        let room = &mut self.room;
        room.clear();
        room.reserve(usize::try_from(long).ok()?);
        self.file.seek(SeekFrom::Start(at)).ok()?;
        self.file.by_ref().take(long).read_to_end(room).ok()?;
        let is_it = room.len() as u64 == long && blake3::hash(room) == hash;
        // The head is section 0.
        is_it.then(|| opened(self.of.sealing, nth as u64 + 1, room, plain)).flatten()
    }
}
