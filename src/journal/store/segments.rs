//! The first witness: segment files, `segments/00000001.seg` and on, that only ever grow.
//!
//! Each begins with a header that names study, device, person, its own number, the position of its
//! first record and the length of the file before it; after that come frames. One of 4 MiB is packed
//! into few frames, closed, and the next begun. They are the backup and can be read by themselves.

use std::fs::{self, File};
use std::io::{self, Write};
use std::ops::{ControlFlow, Range};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

use super::ending::Ending;
use super::frame::{self, Piece};
use super::segment_header::{FORMAT, Header, LENGTH as HEADER, file_name, numbers};
use super::{Sealing, Store, packing};
use crate::journal::codec::unpack;
use crate::journal::folder::{failed, make_dir, make_private, sync_dir, write_beside, write_whole};
use crate::journal::keys::KeyId;
use crate::journal::seal::Role;
use crate::journal::{Identity, JournalError, regular};

/// A segment that has grown to this is closed; only a test of what happens then makes it smaller.
static FULL: AtomicU64 = AtomicU64::new(MOST);
const MOST: u64 = 4 * 1024 * 1024;
/// Nothing beyond this is read: no segment ever written is longer.
const LONGEST: u64 = 2 * MOST;

/// Has segments of this process closed when they are smaller, for [`crate::journal::doors`].
pub(in crate::journal) fn close_at(bytes: u64) {
    FULL.store(bytes.min(MOST), Ordering::Relaxed);
}

/// The segment files of one study.
pub(in crate::journal) struct Segments {
    dir: PathBuf,
    identity: Identity,
    sealing: Sealing,
    files: Vec<Segment>,
    current: File,
    length: u64,
    count: u64,
    before: (u64, u64),
    durable: bool,
}

/// One segment file.
struct Segment {
    number: u32,
    /// Position of its first record, where its header can be read.
    first: Option<u64>,
}

/// What stands after the last whole frame.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(in crate::journal) struct Torn {
    /// The bytes, to be cut off.
    pub(in crate::journal) bytes: Vec<u8>,
    /// The positions that they were to hold, where they still say so.
    pub(in crate::journal) claims: Option<Range<u64>>,
    /// Whether it looks like a write that did not get to its end, rather than like damage.
    pub(in crate::journal) unfinished: bool,
    /// How many of the bytes, at their end, say nothing of which positions they were to hold.
    pub(in crate::journal) nameless: usize,
    file: PathBuf,
    keep: u64,
}

/// What was found in a folder of segments.
pub(in crate::journal) struct Found {
    pub(in crate::journal) segments: Segments,
    /// Bytes after the last whole frame, still there.
    pub(in crate::journal) torn: Option<Torn>,
    /// What can be left of a turn that did not come to its end, from a frame on that is missing and that
    /// whole ones follow; `broken` says nothing else then.
    pub(in crate::journal) turn: Option<Torn>,
    /// Why every record has to be read to know what is there.
    pub(in crate::journal) broken: Option<String>,
}

/// Why a segment that is sealed otherwise than the study cannot be used.
fn sealed_otherwise(number: u32, found: Option<KeyId>, wanted: Option<KeyId>) -> String {
    let how = match (found, wanted) {
        (None, Some(_)) => "is in clear, though the study is sealed",
        (Some(_), None) => "is sealed, though the study is not",
        _ => "is sealed with another key",
    };
    format!("{} {how}", file_name(number))
}

impl Segments {
    /// Whose segments stand in a folder, and their key, as any of their headers says.
    ///
    /// # Errors
    /// [`JournalError::Newer`], or where the folder is there and cannot be read.
    pub(in crate::journal) fn whose(
        dir: &Path,
    ) -> Result<Option<(Identity, Option<KeyId>)>, JournalError> {
        if !dir.is_dir() {
            return Ok(None);
        }
        for number in numbers(dir)? {
            if let Some(header) = Header::of_file(&dir.join(file_name(number)))? {
                if header.format > FORMAT {
                    return Err(JournalError::Newer { found: header.format, known: FORMAT });
                }
                return Ok(Some((header.identity, header.key)));
            }
        }
        Ok(None)
    }

    /// Whether there are segment files in a folder.
    pub(in crate::journal) fn are_there(dir: &Path) -> Result<bool, JournalError> {
        Ok(dir.is_dir() && !numbers(dir)?.is_empty())
    }

    /// Whether any segment in a folder has more than its header, or has none.
    ///
    /// # Errors
    /// [`JournalError::Newer`], or where the folder is there and cannot be read.
    pub(in crate::journal) fn hold_anything(dir: &Path) -> Result<bool, JournalError> {
        if Self::whose(dir)?.is_none() {
            return Self::are_there(dir);
        }
        for number in numbers(dir)? {
            let path = dir.join(file_name(number));
            let long = fs::metadata(&path).map_err(failed("look at", &path))?.len();
            if long > HEADER as u64 || Header::of_file(&path)?.is_none() {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Makes a folder with one empty segment.
    pub(in crate::journal) fn create(
        dir: &Path,
        identity: Identity,
        sealing: Sealing,
    ) -> Result<Self, JournalError> {
        make_dir(dir)?;
        Self::begin(dir, identity, sealing.key, 1, (0, 0))?;
        Ok(Self::open(dir, identity, sealing)?.segments)
    }

    /// Opens the segments in a folder. The headers of all and the frames of the last are checked;
    /// nothing is changed.
    pub(in crate::journal) fn open(
        dir: &Path,
        identity: Identity,
        sealing: Sealing,
    ) -> Result<Found, JournalError> {
        make_private(dir)?;
        Self::look(dir, identity, sealing, regular::to_append)
    }

    /// The same for segments that are only read, on a disk that may not be written.
    pub(in crate::journal) fn open_to_read(
        dir: &Path,
        identity: Identity,
        sealing: Sealing,
    ) -> Result<Found, JournalError> {
        Self::look(dir, identity, sealing, regular::to_read)
    }

    fn look(
        dir: &Path,
        identity: Identity,
        sealing: Sealing,
        how: fn(&Path) -> io::Result<File>,
    ) -> Result<Found, JournalError> {
        let mut broken = None;
        let mut files = Vec::new();
        let mut length_before = 0;
        for (number, expected) in numbers(dir)?.into_iter().zip(1u32..) {
            let path = dir.join(file_name(number));
            let header = Header::of_file(&path)?;
            if header.as_ref().is_some_and(|header| header.format > FORMAT) {
                let found = header.map_or(0, |header| header.format);
                return Err(JournalError::Newer { found, known: FORMAT });
            }
            match &header {
                Some(header) if header.identity.study != identity.study => {
                    broken = Some(format!("{} belongs to another study", file_name(number)));
                }
                Some(header) if header.number != number => {
                    let (here, was) = (file_name(number), file_name(header.number));
                    broken = Some(format!("{here} is {was} under another name"));
                }
                Some(header) if header.key != sealing.key => {
                    broken = Some(sealed_otherwise(number, header.key, sealing.key));
                }
                None => broken = Some(format!("the header of {} is damaged", file_name(number))),
                Some(_) if number != expected => {
                    broken = Some(format!("{} is missing", file_name(expected)));
                }
                Some(header) if header.length_before != length_before => {
                    let name = file_name(number.saturating_sub(1));
                    broken = Some(format!("{name} is not as long as it was"));
                }
                Some(_) => {}
            }
            length_before = fs::metadata(&path).map_err(failed("look at", &path))?.len();
            let ours = header.filter(|header| {
                header.number == number && header.identity.study == identity.study
            });
            files.push(Segment { number, first: ours.map(|header| header.first) });
        }
        let Some(last) = files.last() else {
            return Err(JournalError::Damaged {
                what: format!("there are no segments in {}", dir.display()),
            });
        };
        let path = dir.join(file_name(last.number));
        let count = last.first.unwrap_or(0);
        let current = how(&path).map_err(failed("open", &path))?;
        let durable = true;
        let mut segments = Self {
            dir: dir.to_path_buf(),
            identity,
            sealing,
            files,
            current,
            length: length_before,
            count,
            before: (length_before, count),
            durable,
        };
        let (torn, turn) = segments.look_at_last(&path, &mut broken)?;
        Ok(Found { segments, torn, turn, broken })
    }

    /// Counts the records of the last segment and finds what stands after its last whole frame, and
    /// what can be left of a turn that did not come to its end.
    fn look_at_last(
        &mut self,
        path: &Path,
        broken: &mut Option<String>,
    ) -> Result<(Option<Torn>, Option<Torn>), JournalError> {
        let (bytes, _) = regular::upto(path, LONGEST).map_err(failed("read", path))?;
        let ending = Ending::of(&self.sealing, &bytes, HEADER, self.count);
        let Ending { keep, count, rubble, claims, unfinished, nameless, gapped, turn } = ending;
        self.count = count;
        self.before = (self.length, self.count);
        let from = |keep: usize, claims, unfinished| Torn {
            bytes: bytes.get(keep..).unwrap_or_default().to_vec(),
            claims,
            unfinished,
            nameless,
            file: path.to_path_buf(),
            keep: keep as u64,
        };
        let torn = rubble.then(|| from(keep, claims, unfinished));
        if !gapped || broken.is_some() {
            return Ok((torn, None));
        }
        *broken = Some(format!("a part of {} is damaged", path.display()));
        Ok((torn, turn.map(|turn| from(turn.keep, Some(turn.positions), true))))
    }

    /// Cuts off what is left of a turn that did not come to its end.
    pub(in crate::journal) fn cut_turn(&mut self, turn: &Torn) -> Result<(), JournalError> {
        self.count = turn.claims.as_ref().map_or(self.count, |claims| claims.start);
        self.cut(turn)
    }

    /// Cuts off what stands after the last whole frame.
    pub(in crate::journal) fn cut(&mut self, torn: &Torn) -> Result<(), JournalError> {
        let cut = || {
            self.current.set_len(torn.keep)?;
            self.current.sync_all()
        };
        cut().map_err(failed("cut the torn end off", &torn.file))?;
        self.length = torn.keep;
        self.before = (self.length, self.count);
        Ok(())
    }

    /// The files in a folder of segments, in order, with their lengths now.
    pub(in crate::journal) fn extent(dir: &Path) -> Result<Vec<(String, u64)>, JournalError> {
        let mut extent = Vec::new();
        for number in numbers(dir)? {
            let name = file_name(number);
            let path = dir.join(&name);
            let length = fs::metadata(&path).map_err(failed("look at", &path))?.len();
            extent.push((name, length));
        }
        Ok(extent)
    }

    /// In which file the first `count` records come to their end, and at which of its bytes; `None`
    /// where there are none, or the last of them cannot be found.
    pub(in crate::journal) fn end_of(
        &self,
        count: u64,
    ) -> Result<Option<(String, u64)>, JournalError> {
        let Some(last) = count.checked_sub(1) else { return Ok(None) };
        let begun = |file: &&Segment| file.first.is_some_and(|first| first <= last);
        let Some(file) = self.files.iter().rev().find(begun) else { return Ok(None) };
        let name = file_name(file.number);
        let path = self.dir.join(&name);
        let (bytes, _) = regular::upto(&path, LONGEST).map_err(failed("read", &path))?;
        let end = frame::pieces(self.sealing.study, &bytes, HEADER).find_map(|(at, piece)| {
            let Piece::Frame { positions, sealed } = piece else { return None };
            positions.contains(&last).then_some(at + frame::HEADER + sealed.len())
        });
        Ok(end.map(|end| (name, end as u64)))
    }

    /// Leaves out the sync of each batch until [`Segments::settle`]: where nobody relies on it yet.
    pub(in crate::journal) fn hurry(&mut self) {
        self.durable = false;
    }

    /// Makes everything durable that was written in a hurry.
    pub(in crate::journal) fn settle(&mut self) -> Result<(), JournalError> {
        self.durable = true;
        self.current.sync_all().map_err(failed("sync", &self.path()))
    }

    /// One past the last position that any frame's header names, whether or not its contents can
    /// be read.
    pub(in crate::journal) fn claimed(&self) -> Result<u64, JournalError> {
        let mut end = self.count;
        for file in &self.files {
            let path = self.dir.join(file_name(file.number));
            let (bytes, _) = regular::upto(&path, LONGEST).map_err(failed("read", &path))?;
            for (_, piece) in frame::pieces(self.sealing.study, &bytes, HEADER) {
                if let Piece::Frame { positions, .. } = piece {
                    end = end.max(positions.end);
                }
            }
        }
        Ok(end)
    }

    fn path(&self) -> PathBuf {
        self.dir.join(file_name(self.files.last().map_or(0, |last| last.number)))
    }

    /// Makes a segment file that holds nothing yet, whole and durable.
    fn begin(
        dir: &Path,
        identity: Identity,
        key: Option<KeyId>,
        number: u32,
        (first, length_before): (u64, u64),
    ) -> Result<File, JournalError> {
        let path = dir.join(file_name(number));
        let header = Header { format: FORMAT, number, identity, key, first, length_before };
        write_whole(&path, &header.write())?;
        regular::to_append(&path).map_err(failed("open", &path))
    }

    fn rotate(&mut self) -> Result<(), JournalError> {
        if !self.durable {
            self.current.sync_all().map_err(failed("sync", &self.path()))?;
        }
        self.pack()?;
        let number = self.files.last().map_or(0, |last| last.number) + 1;
        let after = (self.count, self.length);
        self.current = Self::begin(&self.dir, self.identity, self.sealing.key, number, after)?;
        self.files.push(Segment { number, first: Some(self.count) });
        self.length = HEADER as u64;
        Ok(())
    }

    /// Writes the segment that is about to be closed again, in as few frames as can be: opening a
    /// frame costs much the same whatever its length (with the seal of a passphrase some 2 us each),
    /// and notes are saved one by one. One that is not whole to the last byte is left as it is, and
    /// so is one that there is no room for twice: nobody's note waits for this.
    fn pack(&mut self) -> Result<(), JournalError> {
        let path = self.path();
        let (bytes, whole) = regular::upto(&path, LONGEST).map_err(failed("read", &path))?;
        let Some(first) = self.files.last().and_then(|last| last.first) else { return Ok(()) };
        let packed = packing::packed(&self.sealing, &bytes, first..self.count);
        let Some(packed) = packed.filter(|_| whole) else { return Ok(()) };
        let Ok(beside) = write_beside(&path, &packed) else { return Ok(()) };
        // Opened before it takes the name: what is saved next must never go into the file that lost it.
        let Ok(opened) = regular::to_append(beside.path()) else { return Ok(()) };
        let Ok(_) = beside.persist(&path) else { return Ok(()) };
        (self.current, self.length) = (opened, packed.len() as u64);
        self.before = (self.length, self.count);
        sync_dir(&self.dir)
    }

    /// Hands over what one segment file holds of `range`.
    fn read_file(
        &self,
        bytes: &[u8],
        range: &mut Range<u64>,
        each: &mut dyn FnMut(u64, &[u8]) -> ControlFlow<()>,
    ) -> ControlFlow<()> {
        for (_, piece) in frame::pieces(self.sealing.study, bytes, HEADER) {
            let Piece::Frame { positions, sealed } = piece else { continue };
            if positions.end <= range.start || positions.start >= range.end {
                continue;
            }
            let place = self.sealing.place(Role::Frame, positions.start);
            let Some(packed) = self.sealing.seal.open(place, sealed) else { continue };
            for (position, record) in positions.zip(unpack(&packed)) {
                if let Some(record) = record.filter(|_| range.contains(&position)) {
                    range.start = position + 1;
                    each(position, record)?;
                }
            }
        }
        ControlFlow::Continue(())
    }
}

impl Store for Segments {
    fn count(&self) -> u64 {
        self.count
    }

    fn append(&mut self, records: &[Vec<u8>]) -> Result<(), JournalError> {
        if self.length >= FULL.load(Ordering::Relaxed) {
            self.rotate()?;
        }
        self.before = (self.length, self.count);
        let frames = frame::of_each_batch(&self.sealing, self.count, records)?;
        let durable = self.durable;
        let mut write = || {
            self.current.write_all(&frames)?;
            if durable { self.current.sync_data() } else { Ok(()) }
        };
        if let Err(e) = write() {
            // Whatever reached the file is taken away again, as far as the system lets us.
            let _ = self.take_back();
            return Err(failed("write to", &self.path())(e));
        }
        self.length += frames.len() as u64;
        self.count += records.len() as u64;
        Ok(())
    }

    fn is_in_place(&self) -> bool {
        regular::is_named(&self.current, &self.path())
    }

    fn take_back(&mut self) -> Result<(), JournalError> {
        let (length, count) = self.before;
        let cut = || {
            self.current.set_len(length)?;
            self.current.sync_data()
        };
        cut().map_err(failed("take the last batch back from", &self.path()))?;
        (self.length, self.count) = (length, count);
        Ok(())
    }

    fn read(
        &self,
        mut range: Range<u64>,
        each: &mut dyn FnMut(u64, &[u8]) -> ControlFlow<()>,
    ) -> Result<(), JournalError> {
        let ends = self.files.iter().skip(1).map(|next| next.first).chain([None]);
        let mut bytes = Vec::new();
        for (file, end) in self.files.iter().zip(ends) {
            let before = end.is_some_and(|end| end <= range.start);
            let after = file.first.is_some_and(|first| first >= range.end);
            if before || after || range.is_empty() {
                continue;
            }
            let path = self.dir.join(file_name(file.number));
            regular::into(&path, LONGEST, &mut bytes).map_err(failed("read", &path))?;
            if self.read_file(&bytes, &mut range, each).is_break() {
                break;
            }
        }
        Ok(())
    }
}
