//! The second witness: sled 0.34.7, held at arm's length.
//!
//! Three things that it does not do are done here. Its flush does not survive a power cut, so its
//! `db` file is synced by a handle of our own before anything counts as durable. Damage can make
//! it panic, so every call is made inside `catch_unwind`. And a leaf of its tree (up to 17 values)
//! that grows past 128 KiB is moved to a file that is never synced, so no value here is longer than
//! [`SLICE`]: longer ones are cut into slices.
//!
//! Two trees: `tail` holds the newest records one by one, `pages` the older ones in pages of up to
//! 128 records and 48 KiB. What comes many at a time goes into pages at once: written one by one first,
//! it would stand in the file twice until sled clears up. Keys are a position (8 bytes, big-endian) and
//! the number of a slice (2 bytes); they never tell a time or a tag.
//!
//! A leaf that has grown past 16 values is parted, and sled writes both halves again with all that is in
//! them; the same at every eleventh change. Of what comes in order that is all of it once more, and most
//! of it twice. So room is made first: keys with empty values, which part leaves that hold next to
//! nothing, and then the values into leaves that stay as they are, but for the last of each batch. So the
//! end of a batch is cut into as many values as a leaf holds, each of them tiny ([`END`]): what is written
//! again and again is next to nothing then. (Measured: 1.07 times what is put in, 1.42 without.) Whoever
//! is stopped in between leaves empty values at the end, and no page is empty: they are taken away at the
//! next opening.

mod files;

use std::fs::{self, File};
use std::io::ErrorKind;
use std::ops::{ControlFlow, Range};
use std::path::{Path, PathBuf};

pub(in crate::journal) use files::refuse_clock;
use files::{open_db, refuse_irregular, remove_unfinished_snapshots};
use sled::transaction::{ConflictableTransactionError, TransactionError, Transactional};

use super::guarded::guarded;
use super::{Sealing, Store};
use crate::journal::codec::{pack, unpack};
use crate::journal::folder::{failed, make_dir, make_private, sync_dir};
use crate::journal::lean::{lean, whole};
use crate::journal::seal::Role;
use crate::journal::shrunk::{deflate, inflate};
use crate::journal::{JournalError, regular};

/// The longest value: 17 of them and their keys stay below sled's limit for a leaf.
const SLICE: usize = 6 * 1024;

/// So long are the last values of a batch of pages, and so many.
const END: usize = 64;
const ENDS: usize = 17;

/// Stands before a page that was made shorter: no record is so long.
const SHRUNK: [u8; 4] = [0xff; 4];

/// The most records in one page.
const PAGE_RECORDS: usize = 128;

/// The most bytes in one page, unless one record alone is larger.
const PAGE_BYTES: usize = 48 * 1024;

/// A batch of so many records or bytes goes into pages at once.
const MANY: usize = 64;
const MUCH: usize = 32 * 1024;

/// A tail this long has its oldest records put into a page.
const TAIL: u64 = 256;

/// What sled holds. All of it is let go at once, where a panic can be caught: whichever goes last
/// makes sled flush and sync, and it panics if it cannot.
struct Trees {
    db: sled::Db,
    tail: sled::Tree,
    pages: sled::Tree,
}

/// The sled store of one study.
pub(in crate::journal) struct Sled {
    /// `None` only while it is being dropped.
    trees: Option<Trees>,
    file: File,
    dir: PathBuf,
    sealing: Sealing,
    count: u64,
    tail_first: u64,
    before: u64,
    durable: bool,
}

fn key(position: u64, slice: u16) -> [u8; 10] {
    let mut key = [0; 10];
    let parts = position.to_be_bytes().into_iter().chain(slice.to_be_bytes());
    for (place, byte) in key.iter_mut().zip(parts) {
        *place = byte;
    }
    key
}

fn position(key: &[u8]) -> Option<u64> {
    key.first_chunk::<8>().map(|bytes| u64::from_be_bytes(*bytes))
}

impl Sled {
    /// Whether sled's own file is there; without it sled would open an empty store and say nothing.
    ///
    /// # Errors
    /// Where it cannot be told, since the system does not let us look.
    pub(in crate::journal) fn is_there(dir: &Path) -> Result<bool, JournalError> {
        let path = dir.join("db");
        match fs::metadata(&path) {
            Ok(meta) => Ok(meta.is_file()),
            Err(e) if e.kind() == ErrorKind::PermissionDenied => Err(failed("look at", &path)(e)),
            Err(_) => Ok(false),
        }
    }

    /// Opens the store in a folder, or makes it.
    ///
    /// # Errors
    /// [`JournalError::Damaged`] where sled refuses or panics, [`JournalError::Io`] where the
    /// system refuses.
    pub(in crate::journal) fn open(dir: &Path, sealing: Sealing) -> Result<Self, JournalError> {
        make_dir(dir)?;
        make_private(dir)?;
        let fresh = !Self::is_there(dir)?;
        refuse_irregular(dir)?;
        let db = match open_db(dir) {
            // Only now: where another process has it open, such a file is one that it is writing.
            Err(JournalError::Damaged { .. }) if remove_unfinished_snapshots(dir)? => open_db(dir)?,
            opened => opened?,
        };
        let trees = guarded(dir, move || {
            let (tail, pages) = (db.open_tree("tail")?, db.open_tree("pages")?);
            Ok(Trees { db, tail, pages })
        })?;
        let path = dir.join("db");
        let file = regular::to_write_over(&path).map_err(failed("open", &path))?;
        for item in fs::read_dir(dir).map_err(failed("list", dir))?.flatten() {
            make_private(&item.path())?;
        }
        let mut store = Self {
            trees: Some(trees),
            file,
            dir: dir.to_path_buf(),
            sealing,
            count: 0,
            tail_first: 0,
            before: 0,
            durable: true,
        };
        if fresh {
            store.sync()?;
            sync_dir(dir)?;
        }
        store.take_stock()?;
        Ok(store)
    }

    /// Leaves out the sync of each batch until [`Sled::settle`]: only for a store that nobody
    /// relies on yet.
    pub(in crate::journal) fn hurry(&mut self) {
        self.durable = false;
    }

    /// Makes everything durable that was written in a hurry.
    pub(in crate::journal) fn settle(&mut self) -> Result<(), JournalError> {
        self.durable = true;
        self.sync()?;
        sync_dir(&self.dir)
    }

    /// Makes a call into sled.
    fn ask<T>(&self, call: impl FnOnce(&Trees) -> sled::Result<T>) -> Result<T, JournalError> {
        let closed = || JournalError::Damaged { what: "the store is closed".into() };
        let trees = self.trees.as_ref().ok_or_else(closed)?;
        guarded(&self.dir, || call(trees))
    }

    /// Takes away keys at the end for which room was made, and no more.
    fn clear_room(&self) -> Result<(), JournalError> {
        self.ask(|trees| {
            for item in trees.pages.iter().rev() {
                let (key, value) = item?;
                if !value.is_empty() {
                    break;
                }
                trees.pages.remove(key)?;
            }
            Ok(())
        })
    }

    fn take_stock(&mut self) -> Result<(), JournalError> {
        self.clear_room()?;
        let (first, last, page) =
            self.ask(|trees| Ok((trees.tail.first()?, trees.tail.last()?, trees.pages.last()?)))?;
        let page = page.and_then(|(key, _)| position(&key));
        let paged = match page {
            Some(page) => {
                let held = self.page(page).map_or(1, |packed| unpack(&packed).count() as u64);
                page.saturating_add(held)
            }
            None => 0,
        };
        let first = first.and_then(|(key, _)| position(&key));
        let last = last.and_then(|(key, _)| position(&key));
        self.tail_first = first.unwrap_or(paged);
        self.count = last.map_or(paged, |last| last.saturating_add(1)).max(paged);
        self.before = self.count;
        Ok(())
    }

    /// Everything written so far reaches the disk: sled's flush, then the sync that it leaves out.
    fn sync(&self) -> Result<(), JournalError> {
        if !self.durable {
            return Ok(());
        }
        self.ask(|trees| trees.db.flush())?;
        self.file.sync_data().map_err(failed("sync", &self.dir.join("db")))
    }

    /// The page or row that stands in slices at `at`, opened; `None` where that cannot be done.
    fn value(&self, role: Role, at: u64) -> Option<Vec<u8>> {
        let mut sealed = Vec::new();
        for slice in 0..=u16::MAX {
            let part = self.ask(|trees| match role {
                Role::Page => trees.pages.get(key(at, slice)),
                _ => trees.tail.get(key(at, slice)),
            });
            match part.ok()? {
                Some(part) => sealed.extend_from_slice(&part),
                None => break,
            }
        }
        let place = self.sealing.place(role, at);
        let plain = self.sealing.seal.open(place, &sealed)?;
        match plain.strip_prefix(&SHRUNK).filter(|_| role == Role::Page) {
            Some(shrunk) => whole(&inflate(shrunk)?),
            None => Some(plain.into_owned()),
        }
    }

    fn page(&self, first: u64) -> Option<Vec<u8>> {
        self.value(Role::Page, first)
    }

    fn slices(&self, role: Role, at: u64, plain: &[u8], ends: bool) -> Vec<([u8; 10], Vec<u8>)> {
        let shrinks = self.sealing.shrinks() && role == Role::Page;
        let shrunk = if shrinks { lean(plain).and_then(|lean| deflate(&lean)) } else { None };
        let shrunk = shrunk.map(|shrunk| [&SHRUNK, shrunk.as_slice()].concat());
        let shrunk = shrunk.filter(|shrunk| shrunk.len() < plain.len());
        let plain = shrunk.as_deref().unwrap_or(plain);
        let mut sealed = Vec::with_capacity(plain.len() + 64);
        self.sealing.seal.seal(self.sealing.place(role, at), plain, &mut sealed);
        let end = if ends { sealed.len().saturating_sub(END * ENDS) } else { sealed.len() };
        let (most, end) = sealed.split_at(end);
        let slices = most.chunks(SLICE).chain(end.chunks(END)).zip(0u16..);
        slices.map(|(slice, number)| (key(at, number), slice.to_vec())).collect()
    }

    /// Puts the oldest records of the tail into a page, in one transaction.
    fn turn_page(&mut self) -> Result<(), JournalError> {
        let first = self.tail_first;
        let mut records: Vec<Vec<u8>> = Vec::new();
        let (mut bytes, mut next) = (0, first);
        while records.len() < PAGE_RECORDS && next < self.count {
            let Some(record) = self.value(Role::Row, next) else { break };
            if !records.is_empty() && bytes + record.len() > PAGE_BYTES {
                break;
            }
            bytes += record.len();
            records.push(record);
            next += 1;
        }
        if records.is_empty() {
            let what = format!("record {first} of the store's tail cannot be read");
            return Err(JournalError::Damaged { what });
        }
        let page = self.slices(Role::Page, first, &pack(records.iter().map(Vec::as_slice)), false);
        self.ask(|trees| {
            let gone = trees.tail.range(key(first, 0)..key(next, 0)).keys();
            let gone: Vec<sled::IVec> = gone.collect::<sled::Result<_>>()?;
            let turned = (&trees.tail, &trees.pages).transaction(|(tail, pages)| {
                for (key, slice) in &page {
                    pages.insert(key, slice.as_slice())?;
                }
                for key in &gone {
                    tail.remove(key)?;
                }
                Ok::<(), ConflictableTransactionError<()>>(())
            });
            match turned {
                Err(TransactionError::Storage(e)) => Err(e),
                Ok(()) | Err(TransactionError::Abort(())) => Ok(()),
            }
        })?;
        self.tail_first = next;
        self.sync()
    }

    /// Adds a batch as pages, all of them or none. The tail is empty.
    fn append_pages(&mut self, records: &[Vec<u8>]) -> Result<(), JournalError> {
        let mut slices = Vec::new();
        let mut at = self.count;
        let mut rest = records;
        while !rest.is_empty() {
            let mut bytes = 0;
            let fits = rest.iter().take(PAGE_RECORDS).take_while(|record| {
                bytes += record.len();
                bytes <= PAGE_BYTES
            });
            let (page, more) = rest.split_at(fits.count().max(1));
            let packed = pack(page.iter().map(Vec::as_slice));
            slices.extend(self.slices(Role::Page, at, &packed, more.is_empty()));
            at += page.len() as u64;
            rest = more;
        }
        let written = self.ask(|trees| {
            for (key, _) in &slices {
                trees.pages.insert(key, sled::IVec::default())?;
            }
            let mut batch = sled::Batch::default();
            for (key, slice) in slices {
                batch.insert(&key, slice);
            }
            trees.pages.apply_batch(batch)
        });
        (self.count, self.tail_first) = (at, at);
        written
    }

    /// Adds a batch record by record.
    fn append_rows(&mut self, records: &[Vec<u8>]) -> Result<(), JournalError> {
        let mut slices = Vec::with_capacity(records.len());
        for (record, position) in records.iter().zip(self.count..) {
            slices.extend(self.slices(Role::Row, position, record, false));
        }
        let written = self.ask(|trees| match slices.as_slice() {
            // One value is all or nothing by itself, and costs less than a batch of one.
            [(key, slice)] => trees.tail.insert(key, slice.as_slice()).map(drop),
            _ => {
                let mut batch = sled::Batch::default();
                for (key, slice) in slices {
                    batch.insert(&key, slice);
                }
                trees.tail.apply_batch(batch)
            }
        });
        self.count += records.len() as u64;
        written
    }

    /// The first page at or after `from`; `None` where there is none or sled fails.
    fn page_from(&self, from: u64) -> Option<u64> {
        let found = self.ask(|trees| trees.pages.range(key(from, 0)..).next().transpose());
        found.ok()?.and_then(|(key, _)| position(&key))
    }

    /// Hands over the pages' part of `range`.
    fn read_pages(
        &self,
        range: &mut Range<u64>,
        each: &mut dyn FnMut(u64, &[u8]) -> ControlFlow<()>,
    ) -> ControlFlow<()> {
        let before = key(range.start.saturating_add(1), 0);
        let holds_start = self.ask(|trees| trees.pages.get_lt(before)).ok().flatten();
        let mut next = holds_start.and_then(|(key, _)| position(&key));
        next = next.or_else(|| self.page_from(range.start));
        while let Some(first) = next.filter(|first| *first < range.end) {
            let packed = self.page(first).unwrap_or_default();
            for (position, record) in (first..).zip(unpack(&packed)) {
                if let Some(record) = record.filter(|_| range.contains(&position)) {
                    range.start = position + 1;
                    each(position, record)?;
                }
            }
            next = self.page_from(first.saturating_add(1));
        }
        ControlFlow::Continue(())
    }
}

impl Drop for Sled {
    fn drop(&mut self) {
        // Sled flushes when it is dropped, and may panic doing so.
        let trees = self.trees.take();
        let _ = guarded(&self.dir, move || {
            drop(trees);
            Ok(())
        });
    }
}

impl Store for Sled {
    fn count(&self) -> u64 {
        self.count
    }

    fn append(&mut self, records: &[Vec<u8>]) -> Result<(), JournalError> {
        while self.count.saturating_sub(self.tail_first) >= TAIL {
            self.turn_page()?;
        }
        let bytes: usize = records.iter().map(Vec::len).sum();
        let many = records.len() >= MANY || (records.len() > 1 && bytes >= MUCH);
        while many && self.tail_first < self.count {
            self.turn_page()?;
        }
        self.before = self.count;
        let written = if many { self.append_pages(records) } else { self.append_rows(records) };
        if let Err(e) = written.and_then(|()| self.sync()) {
            // Whatever got in is taken out again, as far as the store lets us.
            let _ = self.take_back();
            return Err(e);
        }
        Ok(())
    }

    fn may_shrink(&mut self) {
        self.sealing = self.sealing.clone().shrinking(true);
    }

    fn is_in_place(&self) -> bool {
        regular::is_named(&self.file, &self.dir.join("db"))
    }

    fn take_back(&mut self) -> Result<(), JournalError> {
        let from = key(self.before, 0);
        self.count = self.before;
        self.tail_first = self.tail_first.min(self.before);
        self.ask(|trees| {
            // The batch is in one of them; a page never begins before it and goes on in it.
            for tree in [&trees.tail, &trees.pages] {
                let mut batch = sled::Batch::default();
                for item in tree.range(from..).keys() {
                    batch.remove(item?);
                }
                tree.apply_batch(batch)?;
            }
            Ok(())
        })?;
        self.sync()
    }

    fn read(
        &self,
        mut range: Range<u64>,
        each: &mut dyn FnMut(u64, &[u8]) -> ControlFlow<()>,
    ) -> Result<(), JournalError> {
        range.end = range.end.min(self.count);
        if range.start < self.tail_first && self.read_pages(&mut range, each).is_break() {
            return Ok(());
        }
        for position in range.start.max(self.tail_first)..range.end {
            if let Some(record) = self.value(Role::Row, position)
                && each(position, &record).is_break()
            {
                break;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::study::StudyId;

    fn open(dir: &Path) -> Sled {
        Sled::open(&dir.join("store"), Sealing::clear(StudyId(7))).unwrap()
    }

    fn some(of: std::ops::Range<u64>) -> Vec<Vec<u8>> {
        of.map(|n| n.to_be_bytes().into_iter().cycle().take(300 + n as usize % 400).collect())
            .collect()
    }

    fn held(store: &Sled) -> Vec<Vec<u8>> {
        let mut held = Vec::new();
        let each = &mut |_, record: &[u8]| {
            held.push(record.to_vec());
            ControlFlow::Continue(())
        };
        store.read(0..u64::MAX, each).unwrap();
        held
    }

    /// Bytes of all files below a folder.
    fn size(dir: &Path) -> u64 {
        let each = fs::read_dir(dir).unwrap().flatten().map(|item| match item.path().is_dir() {
            true => size(&item.path()),
            false => item.metadata().unwrap().len(),
        });
        each.sum()
    }

    #[test]
    fn what_comes_many_at_a_time_stands_in_the_file_hardly_more_than_once() {
        let dir = tempfile::tempdir().unwrap();
        let mut store = open(dir.path());
        let mut given = 0;
        let mut random = blake3::Hasher::new().finalize_xof();
        for _ in 0..24 {
            let mut batch = vec![vec![0; 500]; 1000];
            batch.iter_mut().for_each(|record| random.fill(record));
            given += 500_000;
            store.append(&batch).unwrap();
        }
        drop(store);
        let taken = size(dir.path());
        assert!(taken < given * 6 / 5, "{taken} bytes for {given}");
    }

    #[test]
    fn a_page_that_was_made_shorter_is_read_by_who_writes_none_and_is_shorter() {
        let dir = tempfile::tempdir().unwrap();
        let shrinking = Sealing::clear(StudyId(7)).shrinking(true);
        let mut store = Sled::open(&dir.path().join("store"), shrinking).unwrap();
        let notes = |of: Range<u64>| -> Vec<Vec<u8>> {
            let note = |n| format!("{n}: rang the school before the visit; {n}").into_bytes();
            of.map(|n| note(n).repeat(9)).collect()
        };
        store.append(&notes(0..900)).unwrap();
        // One by one they come into pages too, once there are more than stand by themselves.
        notes(900..1300).iter().for_each(|one| store.append(std::slice::from_ref(one)).unwrap());
        let long: usize = store.page(0).unwrap().len();
        let sealed = |store: &Sled, first| -> usize {
            let slices = store.ask(|trees| {
                let of = trees.pages.range(key(first, 0)..key(first + 1, 0));
                of.map(|item| item.map(|(_, slice)| slice.len())).collect::<sled::Result<Vec<_>>>()
            });
            slices.unwrap().into_iter().sum()
        };
        assert!(sealed(&store, 0) * 3 < long && sealed(&store, 900) * 3 < long);
        drop(store);
        let mut store = open(dir.path());
        assert!(held(&store) == notes(0..1300));
        store.append(&notes(1300..1500)).unwrap();
        assert!(sealed(&store, 1300) > 9000);
        drop(store);
        assert!(held(&open(dir.path())) == notes(0..1500));
    }

    #[test]
    fn room_that_was_made_and_never_filled_is_taken_away_at_the_next_opening() {
        let dir = tempfile::tempdir().unwrap();
        let mut store = open(dir.path());
        store.append(&some(0..900)).unwrap();
        // As whoever is killed in between leaves it.
        store
            .ask(|trees| {
                for (position, slice) in [(900, 0), (900, 1), (1021, 0), (1021, 7)] {
                    trees.pages.insert(key(position, slice), sled::IVec::default())?;
                }
                trees.db.flush()
            })
            .unwrap();
        drop(store);
        let mut store = open(dir.path());
        assert_eq!((store.count(), held(&store) == some(0..900)), (900, true));
        // Pages of other lengths come into their places.
        store.append(&some(900..1007)).unwrap();
        store.append(&some(1007..1008)).unwrap();
        drop(store);
        assert!(held(&open(dir.path())) == some(0..1008));
    }
}
