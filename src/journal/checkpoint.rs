//! The checkpoint: what came of folding the entries up to one of them, kept beside the journal so that
//! a command need not read the past again.
//!
//! It is derived and never a witness. It is used only where all of this holds, and else ignored and
//! made anew: it was made by this very fold ([`Study::FOLD`]), for this study and device; the entry up
//! to which it goes still stands at its place with the same hash; no word was erased since and no
//! erasure or repair is under way; and its head is the one that this account noted outside the
//! study's folder when it made it. So whoever can write into that folder cannot have anything
//! believed. It is made only from a fold of everything from the first entry on.
//!
//! ```text
//! magic     8 bytes   "asdoneC" and a line feed
//! length    8 bytes   of the head
//! head      bincode   fold, study, device, entries, hash of the last of them, for each section its
//!                     length and BLAKE3 hash
//! sections            names; the rest; what can be undone and the order; records and their texts in turn
//! ```
//! In a sealed study the head and each section are sealed like the records. In clear each section is made
//! shorter ([`super::shrunk`]).

mod building;
mod newest;
mod sections;
mod wanted;

use std::borrow::Cow;
use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

use serde::{Deserialize, Serialize, de::DeserializeOwned};

use self::building::Building;
pub use self::newest::LeftOut;
use self::sections::Sections;
pub use self::wanted::{Look, Wanted, Wants};
use super::codec::{self, Hash, NO_HASH};
use super::erasing::{Tombs, shred};
use super::folder::{Folder, make_dirs, write_whole};
use super::seal::Role;
use super::shrunk::{snap, unsnap};
use super::store::Sealing;
use super::taking::Shelves;
use super::{Journal, JournalError, pinned, regular};
use crate::study::{Change, Content, DeviceId, Names, Ordered, Reach, Rest, Study, StudyId, Way};

const MAGIC: &[u8; 8] = b"asdoneC\n";

/// Below so many entries it is not worth it, nor is making it anew for fewer that have come since.
static WORTH: AtomicU64 = AtomicU64::new(4000);

/// Lets this process keep checkpoints from so many entries on, for [`super::doors`].
pub(super) fn worth_from(entries: u64) {
    WORTH.store(entries, Ordering::Relaxed);
}

fn worth() -> u64 {
    WORTH.load(Ordering::Relaxed)
}

/// It is made anew when one entry of so many has come since.
const PART: u64 = 32;

/// No head is longer.
const LONGEST_HEAD: u64 = 16 << 20;

/// No value in a section is longer.
const CLAIM: usize = 1 << 30;

/// How far what is known of the past goes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Folded {
    /// The names alone.
    Names,
    /// Everything, by way of a checkpoint.
    Kept,
    /// Everything, from the first entry on: so many of them.
    Whole(u64),
}

#[derive(Serialize, Deserialize)]
struct Head {
    fold: String,
    study: StudyId,
    device: DeviceId,
    entries: u64,
    last: Hash,
    sections: Vec<(u64, Hash)>,
}

/// The first section: what recording a note needs.
#[derive(Serialize, Deserialize)]
struct First {
    names: Names,
    tombs: Tombs,
    shelves: Shelves,
    /// Whether nobody else has a say in it, so that the names can be told without the rest.
    alone: bool,
    /// What each piece of the records holds.
    reaches: Vec<Reach>,
}

/// How many sections stand before those of the records.
const AROUND: usize = 3;

/// A checkpoint that is believed, of which the first section was read.
struct Begun<'a> {
    device: DeviceId,
    entries: u64,
    sections: Sections<'a>,
    first: First,
}

struct Found {
    study: Study,
    alone: bool,
    /// Whether the study holds nothing but its names.
    names_alone: bool,
    entries: u64,
    tombs: Tombs,
    shelves: Shelves,
}

impl Folder {
    pub(super) fn checkpoint(&self) -> PathBuf {
        self.root().join("checkpoint")
    }
    fn checkpoint_building(&self) -> PathBuf {
        self.root().join("checkpoint.building")
    }
}

/// Removes it, overwritten: it may hold words that are to go.
pub(super) fn remove(folder: &Folder) -> Result<(), JournalError> {
    shred(&folder.checkpoint_building())?;
    shred(&folder.checkpoint())
}

impl Journal {
    /// Folds everything that was recorded into `study` where a checkpoint is there that fits; otherwise
    /// tells so, and what is in the study then is nothing.
    pub fn fold_kept(&self, study: &mut Study) -> bool {
        let eyes = study.eyes();
        let kept = self.checkpoint(false).and_then(|found| self.go_on(found, study).ok().flatten());
        eyes.into_iter().for_each(|person| study.look_as(person));
        kept.is_some()
    }

    /// Folds everything that was recorded into `study`, from a checkpoint on where there is one that
    /// fits; with `names_alone` perhaps no more than the names.
    ///
    /// # Errors
    /// As [`Journal::replay`].
    pub fn fold_past(&self, study: &mut Study, names_alone: bool) -> Result<Folded, JournalError> {
        let eyes = study.eyes();
        let folded = match self.checkpoint(names_alone) {
            Some(found) if !names_alone || found.alone => self.go_on(found, study)?,
            Some(_) => None,
            None => Some(self.fold_whole(study)?),
        };
        let folded = match (folded, names_alone) {
            (Some(Folded::Kept), true) => Folded::Names,
            (Some(folded), _) => folded,
            // Names that others have a say in are told by everything.
            (None, _) => match self.checkpoint(false) {
                Some(found) => self.go_on(found, study)?.unwrap_or(Folded::Kept),
                None => self.fold_whole(study)?,
            },
        };
        eyes.into_iter().for_each(|person| study.look_as(person));
        Ok(folded)
    }

    fn fold_whole(&self, study: &mut Study) -> Result<Folded, JournalError> {
        let mut entries = 0;
        study.together(|study| {
            self.replay(|entry| {
                entries += 1;
                study.apply(entry);
            })
        })?;
        Ok(Folded::Whole(entries))
    }

    /// Folds what came since; `None` where the names alone are known and do not tell enough for it.
    fn go_on(&self, found: Found, study: &mut Study) -> Result<Option<Folded>, JournalError> {
        let Found { study: before, alone: _, names_alone, entries, tombs, shelves } = found;
        *study = before;
        let mut enough = true;
        study.together(|study| {
            self.replay_after(entries, (tombs, shelves), |entry| {
                let erases = matches!(entry.content, Content::Known(Change::Erased { .. }));
                enough &= entry.header.way == Way::Here && !erases;
                study.apply(entry);
            })
        })?;
        Ok((enough || !names_alone).then_some(Folded::Kept))
    }

    /// Whether the checkpoint holds what the entries say up to where it goes; `None` where there is
    /// none that would be used. One that holds something else is removed.
    ///
    /// # Errors
    /// As [`Journal::replay`].
    pub(super) fn checkpoint_agrees(&self) -> Result<Option<bool>, JournalError> {
        let Some(found) = self.checkpoint(false) else { return Ok(None) };
        let mut study = Study::new(self.identity.device);
        let mut left = found.entries;
        study.together(|study| {
            self.replay(|entry| {
                if let Some(fewer) = left.checked_sub(1) {
                    left = fewer;
                    study.apply(entry);
                }
            })
        })?;
        let agrees = is_same(&found.study, &study);
        if let Some(folder) = self.folder.as_ref().filter(|_| !agrees) {
            remove(folder)?;
        }
        Ok(Some(agrees))
    }

    /// Whether nothing forbids one: it is said where the folder is, and nothing is under way in it.
    fn may_keep(&self) -> Option<(&Folder, PathBuf)> {
        let folder = self.folder.as_ref().or(self.looked_at.as_ref())?;
        let busy = folder.erasing().exists() || folder.suspect().exists();
        let pin = pinned::checkpoint_of(folder)?;
        (!busy).then_some((folder, pin))
    }

    fn checkpoint(&self, names_alone: bool) -> Option<Found> {
        let Begun { device, entries, sections, first } = self.begin_checkpoint()?;
        let First { names, tombs, shelves, alone, reaches: _ } = first;
        if names_alone {
            let study = Study::of_names(device, names);
            return Some(Found { study, alone, names_alone, entries, tombs, shelves });
        }
        let mut reader = sections.reader()?;
        let rest = || Some((reader.value(1)?, reader.value(2)?));
        let (rest, records) = sections.pieces(AROUND, rest)?;
        let study = Study::of_pieces(device, names, rest, records)?;
        Some(Found { study, alone, names_alone, entries, tombs, shelves })
    }

    fn begin_checkpoint(&self) -> Option<Begun<'_>> {
        let (folder, pin) = self.may_keep()?;
        let mut file = regular::to_read(&folder.checkpoint()).ok()?;
        let length = file.metadata().ok()?.len();
        let mut start = [0; 16];
        file.read_exact(&mut start).ok()?;
        let (magic, long) = start.split_first_chunk::<8>()?;
        let long = u64::from_be_bytes(*long.first_chunk::<8>()?);
        if magic != MAGIC || long > LONGEST_HEAD || long > length {
            return None;
        }
        let bytes = section(&mut file, long)?;
        if regular::whole(&pin, 64).ok()? != blake3::hash(&bytes).as_bytes() {
            return None;
        }
        let mut plain = Vec::new();
        opened(&self.sealing, HEAD, &bytes, &mut plain)?;
        let head: Head = decode(&plain)?;
        if !self.fits(&head) {
            return None;
        }
        let within = (16 + long, length);
        let sections = Sections::of(folder.checkpoint(), &self.sealing, within, &head.sections)?;
        let first: First = sections.reader()?.value(0)?;
        let fits = first.tombs.count == carried_out(folder);
        fits.then_some(Begun { device: head.device, entries: head.entries, sections, first })
    }

    /// Whether it is of this study, and of these entries, and worth it.
    fn fits(&self, head: &Head) -> bool {
        let Head { fold, study, device, entries, last, sections: _ } = head;
        let count = self.segments.count();
        let (this, identity) = (Study::FOLD, self.identity);
        fold == this
            && (*study, *device) == (identity.study, identity.device)
            && *entries > 0
            && *entries <= count
            && count - entries <= worth().max(count / PART)
            && self.hash_at(entries - 1).as_ref() == Some(last)
    }

    fn hash_at(&self, position: u64) -> Option<Hash> {
        let record = self.segments.get(position).ok()??;
        codec::look(&record).map(|sight| sight.hash())
    }

    /// Keeps a study that came of folding so many entries, where these are all there are and it is
    /// worth it. Where it cannot be written nothing is lost but time.
    pub fn keep_checkpoint(&self, study: &Study, folded: u64) {
        let all = folded == self.segments.count() && folded == self.store.count();
        if self.folder.is_some() && all && folded >= worth() && self.stopped.is_none() {
            let _ = self.write_checkpoint(study);
        }
    }

    fn write_checkpoint(&self, study: &Study) -> Option<()> {
        let (folder, pin) = self.may_keep()?;
        let tombs = self.tombs.lock().ok()?.clone();
        let shelves = self.shelves.lock().ok()?.clone()?;
        if tombs.count != carried_out(folder) || study.own_device() != self.identity.device {
            return None;
        }
        let (names, rest, ordered) = study.names_and_rest();
        let (alone, reaches) = (study.is_all_its_own(), study.reaches());
        let building = folder.checkpoint_building();
        let around = (First { names, tombs, shelves, alone, reaches }, rest, ordered);
        let head = self.build_checkpoint(&building, around, study).or_else(|| {
            let _ = shred(&building);
            None
        })?;
        make_dirs(pin.parent()?).ok()?;
        write_whole(&pin, blake3::hash(&head).as_bytes()).ok()?;
        // What it held may be erased some day, and is not to lie about where nobody looks for it.
        shred(&folder.checkpoint()).ok()?;
        fs::rename(&building, folder.checkpoint()).ok()
    }

    /// Writes the file; gives back its head, as it stands in it.
    fn build_checkpoint(
        &self,
        path: &Path,
        (first, rest, ordered): (First, Rest, Ordered),
        study: &Study,
    ) -> Option<Vec<u8>> {
        let entries = self.segments.count();
        let pieces = study.pieces();
        let mut head = Head {
            fold: Study::FOLD.to_owned(),
            study: self.identity.study,
            device: self.identity.device,
            entries,
            last: self.hash_at(entries.checked_sub(1)?)?,
            sections: vec![(0, NO_HASH); AROUND + 2 * pieces.len()],
        };
        // As long as it will be: of lengths and hashes none is longer than another.
        let long = closed(&self.sealing, HEAD, &encode(&head)?)?.len() as u64;
        let mut building = Building::begin(path, &self.sealing, long)?;
        building.add(&encode(&first)?)?;
        drop(first);
        building.add(&encode(&rest)?)?;
        drop(rest);
        building.add(&encode(&ordered)?)?;
        drop(ordered);
        for (rows, texts) in pieces {
            building.add(&encode(&rows)?)?;
            building.add(texts.as_bytes())?;
        }
        head.sections = building.sections().to_vec();
        let head = closed(&self.sealing, HEAD, &encode(&head)?)?.into_owned();
        building.finish(&head)?;
        Some(head)
    }
}

/// All that stands in a checkpoint of a study in clear, section after section, for [`super::doors`].
pub(super) fn all_in_clear(bytes: &[u8]) -> Option<Vec<u8>> {
    let (long, rest) = bytes.strip_prefix(MAGIC)?.split_first_chunk::<8>()?;
    let long = usize::try_from(u64::from_be_bytes(*long)).ok()?;
    let (head, mut rest) = rest.split_at_checked(long)?;
    let head: Head = decode(head)?;
    let (mut all, mut room) = (Vec::new(), Vec::new());
    for (long, _) in head.sections {
        let (section, more) = rest.split_at_checked(usize::try_from(long).ok()?)?;
        unsnap(section, &mut room)?;
        all.extend_from_slice(&room);
        rest = more;
    }
    Some(all)
}

/// A study taken to pieces and put together again, for [`super::doors`].
pub(super) fn written_and_read(study: &Study) -> Option<Study> {
    let (names, rest, ordered) = study.names_and_rest();
    let names = decode(&encode(&names)?)?;
    let rest = (decode(&encode(&rest)?)?, decode(&encode(&ordered)?)?);
    let piece = |(rows, texts)| Study::records_of_piece(decode(&encode(&rows)?)?, texts);
    let records = study.pieces().map(piece).collect::<Option<_>>()?;
    Study::of_pieces(study.own_device(), names, rest, records)
}

/// Whether two folds of the same entries came out the same.
fn is_same(one: &Study, other: &Study) -> bool {
    let around = |study: &Study| study.without_records().portrait();
    let (mut these, mut those) = (one.pieces(), other.pieces());
    around(one) == around(other)
        && loop {
            match (these.next(), those.next()) {
                (None, None) => break true,
                (Some((rows, texts)), Some((others, other_texts)))
                    if texts == other_texts && encode(&rows) == encode(&others) => {}
                _ => break false,
            }
        }
}

/// How many tombstones have been carried out.
fn carried_out(folder: &Folder) -> u64 {
    let bytes = regular::whole(&folder.erased(), 64).unwrap_or_default();
    String::from_utf8(bytes).ok().and_then(|text| text.trim().parse().ok()).unwrap_or(0)
}

fn section(file: &mut fs::File, long: u64) -> Option<Vec<u8>> {
    let mut bytes = Vec::with_capacity(usize::try_from(long).ok()?);
    file.take(long).read_to_end(&mut bytes).ok()?;
    (bytes.len() as u64 == long).then_some(bytes)
}

/// The number of the head among what is sealed; the sections come after it.
const HEAD: u64 = 0;

/// What stands in the file. In clear the hash in the head is check enough, and sections are made shorter;
/// the head is not, as its length has to be known before what it says.
fn closed<'a>(sealing: &Sealing, number: u64, plain: &'a [u8]) -> Option<Cow<'a, [u8]>> {
    match sealing.key {
        None if number == HEAD => Some(Cow::Borrowed(plain)),
        None => snap(plain).map(Cow::Owned),
        Some(_) => {
            let mut sealed = Vec::with_capacity(plain.len() + 64);
            sealing.seal.seal(sealing.place(Role::Checkpoint, number), plain, &mut sealed);
            Some(Cow::Owned(sealed))
        }
    }
}

/// What bytes in the file say, put into `plain`.
fn opened(sealing: &Sealing, number: u64, bytes: &[u8], plain: &mut Vec<u8>) -> Option<()> {
    match sealing.key {
        None if number == HEAD => bytes.clone_into(plain),
        None => unsnap(bytes, plain)?,
        Some(_) => {
            let opened = sealing.seal.open(sealing.place(Role::Checkpoint, number), bytes)?;
            *plain = opened.into_owned();
        }
    }
    Some(())
}

const fn config() -> impl bincode::config::Config {
    bincode::config::standard().with_fixed_int_encoding().with_limit::<CLAIM>()
}

fn encode<T: Serialize>(value: &T) -> Option<Vec<u8>> {
    bincode::serde::encode_to_vec(value, config()).ok()
}

fn decode<T: DeserializeOwned>(bytes: &[u8]) -> Option<T> {
    let (value, used) = bincode::serde::decode_from_slice(bytes, config()).ok()?;
    (used == bytes.len()).then_some(value)
}
