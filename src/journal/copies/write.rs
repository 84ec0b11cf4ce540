//! Making a copy and bringing it up to date. It reads the study's closed bytes only, so it can go
//! on in a thread of its own while more is being saved.

use std::fs;
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use super::super::codec::NO_HASH;
use super::super::erasing::{replace, shred};
use super::super::folder::{
    Folder, failed, make_dir, make_dirs, make_private, sync_dir, write_whole,
};
use super::super::repair::make_ready;
use super::super::store::{Sealing, Segments, Store};
use super::super::work::Work;
use super::super::{Apart, Identity, Journal, JournalError, codec, regular};
use super::known::{self, Known};
use super::{Reach, Turn, place_of, segments_of};

/// A study as it stands durably at one moment, to be copied from any thread.
#[derive(Clone)]
pub struct Snapshot {
    folder: Folder,
    identity: Identity,
    sealing: Sealing,
    files: Vec<(String, u64)>,
    /// How the last of them ended.
    end: Vec<u8>,
    entries: u64,
    turn: Turn,
}

impl std::fmt::Debug for Snapshot {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Snapshot({} entries of {})", self.entries, self.folder.root().display())
    }
}

/// What was done to a copy.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Copied {
    /// The folder of the copy.
    pub place: PathBuf,
    /// How many entries it has now.
    pub entries: u64,
    /// How many of them are new in it.
    pub new: u64,
    /// Bytes written, and read back.
    pub bytes: u64,
    /// Whether it was built anew because of an erasure or a new seal.
    pub anew: bool,
}

/// What came of one of the places that hold copies.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum CopySeen {
    /// It was brought up to date.
    Done(Copied),
    /// It is not there; said once, until it is there again.
    Missing(PathBuf),
    /// It could not be brought up to date: why, as a sentence.
    Failed(PathBuf, String),
}

impl Journal {
    /// The study as it stands durably now; `None` for a journal in memory.
    ///
    /// # Errors
    /// Where the folder cannot be read.
    pub fn snapshot(&self) -> Result<Option<Snapshot>, JournalError> {
        let Some(folder) = self.folder.clone() else { return Ok(None) };
        let turn = Turn { erased: known::erased(&folder), key: self.sealing.key };
        let files = Segments::extent(&folder.segments())?;
        let end = files.last().map(|(name, length)| end_of(&folder.segments().join(name), *length));
        Ok(Some(Snapshot {
            files,
            end: end.transpose()?.unwrap_or_default(),
            identity: self.identity,
            sealing: self.sealing.clone(),
            entries: self.entries(),
            folder,
            turn,
        }))
    }
}

impl Snapshot {
    /// Copies the study into a folder, or brings the copy there up to date, reads back what was
    /// written, and remembers the place. In a folder that holds other things the copy gets a folder
    /// of its own.
    ///
    /// # Errors
    /// Where the place cannot be written, or holds a copy that goes further or another way.
    pub fn back_up(&self, path: &Path, always: bool, now: i64) -> Result<Copied, JournalError> {
        let place = self.place(path)?;
        let done = self.copy_to(&place, now)?;
        known::note(&self.folder, &place, |known| {
            known.always |= always;
            self.noted(known, now);
        })?;
        Ok(done)
    }

    /// Whether the copy that is there now is no beginning of this study: as many entries may be in
    /// both, and not the same ones.
    pub fn went_another_way(&self, copy: &Known) -> bool {
        let there = Reach::read(&Folder::at(&copy.place));
        there.is_some_and(|there| self.head(Some(&there), &copy.place).is_err())
    }

    /// Brings every copy up to date that is always kept, or owes an erasure, and is there.
    pub fn keep_up(&self, now: i64) -> Vec<CopySeen> {
        let mut seen = Vec::new();
        for known in known::read(&self.folder, self.turn) {
            let place = known.place.clone();
            let behind =
                known.always && (known.entries != self.entries || self.has_other_keys(&place));
            match (known.is_here, behind || known.is_owed) {
                (true, true) => seen.push(match self.again(&place, now) {
                    Ok(copied) => CopySeen::Done(copied),
                    Err(e) => CopySeen::Failed(place, e.to_string()),
                }),
                (false, true) if !known.told => {
                    drop(known::note(&self.folder, &place, |known| known.told = true));
                    seen.push(CopySeen::Missing(place));
                }
                (true | false, _) => {}
            }
        }
        seen
    }

    /// Whether a copy that is there opens with another passphrase than the study, say.
    fn has_other_keys(&self, place: &Path) -> bool {
        let there = Folder::at(place);
        place.is_dir() && small(&self.folder.keys()).ok() != small(&there.keys()).ok()
    }

    /// Remembers a place no longer; the copy itself is left alone.
    ///
    /// # Errors
    /// Where the list cannot be written.
    pub fn forget(&self, path: &Path) -> Result<bool, JournalError> {
        let place = place_of(path, Some(self.identity.study))?;
        let place = place.unwrap_or_else(|| absolute(path));
        known::forget(&self.folder, &absolute(&place))
    }

    fn again(&self, place: &Path, now: i64) -> Result<Copied, JournalError> {
        let copied = self.copy_to(place, now)?;
        known::note(&self.folder, place, |known| self.noted(known, now))?;
        Ok(copied)
    }

    fn noted(&self, known: &mut Known, now: i64) {
        (known.at, known.entries, known.told) = (now, self.entries, false);
        known.turn = self.turn.word();
    }

    /// Where in `path` the copy stands or is to stand.
    fn place(&self, path: &Path) -> Result<PathBuf, JournalError> {
        let refused = |what: &str, hint| {
            Err(JournalError::Copy { path: path.to_path_buf(), what: what.to_owned(), hint })
        };
        let path = absolute(path);
        let own = absolute(self.folder.root());
        if path.starts_with(&own) || own.starts_with(&path) {
            let what = "would stand in the study's own folder, or around it";
            return refused(what, "choose a folder elsewhere, best on another disk");
        }
        if let Some(place) = place_of(&path, Some(self.identity.study))? {
            return Ok(absolute(&place));
        }
        let empty = || fs::read_dir(&path).map_or(true, |mut items| items.next().is_none());
        if empty() {
            make_dirs(&path)?;
            return Ok(absolute(&path));
        }
        let name = format!("asdone-copy-{:08x}", self.identity.study.0 as u32);
        let inside = path.join(name);
        if inside.exists() && fs::read_dir(&inside).is_ok_and(|mut items| items.next().is_some()) {
            let what = format!("cannot begin, since {} is there and no copy", inside.display());
            return refused(&what, "move that folder away, or choose another");
        }
        make_dir(&inside)?;
        Ok(inside)
    }

    fn copy_to(&self, place: &Path, now: i64) -> Result<Copied, JournalError> {
        let there = Folder::at(place);
        let before = Reach::read(&there);
        let (head, sound) = self.head(before.as_ref(), place)?;
        make_dir(place)?;
        make_private(place)?;
        let found = segments_of(&there);
        if found.is_dir() && found != there.segments() {
            fs::rename(&found, there.segments()).map_err(failed("put in place", &found))?;
            sync_dir(place)?;
        }
        // A first copy that was interrupted says that it is one and has no segments yet.
        let behind = before.is_none_or(|before| before.turn != self.turn);
        let anew = behind || !there.segments().is_dir();
        for left in ["segments.building", "segments.ready", "segments.gone"] {
            shred(&place.join(left))?;
        }
        // A copy under way is known as one before there is anything in it.
        let zero = Reach { entries: 0, head: NO_HASH, ..self.reach(head, now) };
        before.unwrap_or(zero).write(&there)?;
        let files = self.files()?;
        let anew = anew || has_others(&there, &files)?;
        let mut bytes =
            if anew { self.build(&there, &files)? } else { self.append(&there, &files, &sound)? };
        let packed = self.files()?;
        if packed != files {
            bytes += self.append(&there, &packed, &sound)?;
        }
        for (from, to) in [
            (self.folder.keys(), there.keys()),
            (self.folder.keys_copy(), there.keys_copy()),
            (self.folder.identity(), there.identity()),
        ] {
            same_file(&from, &to)?;
        }
        let (from, to) = (Apart::of(self.folder.root()), Apart::of(place));
        for id in from.copy_to(&to, &self.sealing)? {
            let (from, to) = (from.path(id), to.path(id));
            read_back(&to, 0, &read_part(&from, 0, u64::MAX)?)?;
        }
        self.reach(head, now).write(&there)?;
        let new = self.entries.saturating_sub(before.map_or(0, |before| before.entries));
        let anew = behind && before.is_some();
        Ok(Copied { place: place.to_path_buf(), entries: self.entries, new, bytes, anew })
    }

    fn reach(&self, head: codec::Hash, at: i64) -> Reach {
        let Self { entries, turn, .. } = *self;
        Reach { study: self.identity.study, entries, head, turn, at }
    }

    /// The last entry's hash, after making sure that the copy is a beginning of this study; and how
    /// far the copy is known to have been written.
    fn head(
        &self,
        before: Option<&Reach>,
        place: &Path,
    ) -> Result<(codec::Hash, Sound), JournalError> {
        let refused =
            |what: String, hint| Err(JournalError::Copy { path: place.to_path_buf(), what, hint });
        let found =
            Segments::open_to_read(&self.folder.segments(), self.identity, self.sealing.clone())?;
        let hash = |entries: u64| -> Result<Option<codec::Hash>, JournalError> {
            let Some(last) = entries.checked_sub(1) else { return Ok(Some(NO_HASH)) };
            let record = found.segments.get(last)?;
            Ok(record.as_deref().and_then(codec::look).map(|sight| sight.hash()))
        };
        if let Some(before) = before {
            if before.study != self.identity.study {
                let hint = "choose another folder for this one";
                return refused("is of another study".to_owned(), hint);
            }
            if before.entries > self.entries {
                let what = format!(
                    "has {} entries and this study only {}: an older copy of the study seems to \
                     have been put back here, so nothing was written",
                    before.entries, self.entries
                );
                let hint = "`asdone restore FROM INTO` makes a study of the copy in a new folder; \
                            look at both before you go on with one of them";
                return refused(what, hint);
            }
            if hash(before.entries)? != Some(before.head) {
                let what = "went another way than this study, so nothing was written";
                let hint = "two folders have been written to as if they were one study: restore \
                            the copy into a new folder, and choose another place for this one";
                return refused(what.to_owned(), hint);
            }
        }
        let head = hash(self.entries)?.ok_or_else(|| JournalError::Damaged {
            what: "the last entry cannot be read in the segments".to_owned(),
        })?;
        Ok((head, Sound(found.segments.end_of(before.map_or(0, |before| before.entries))?)))
    }

    /// The files to copy, with their lengths. The one that was written to at the time of the
    /// snapshot may have been packed since, while it was closed; then all of it is copied, which is
    /// what the snapshot had and what came after.
    fn files(&self) -> Result<Vec<(String, u64)>, JournalError> {
        let mut files = self.files.clone();
        if let Some((name, length)) = files.last_mut() {
            let path = self.folder.segments().join(name);
            if end_of(&path, *length)? != self.end {
                *length = fs::metadata(&path).map_err(failed("look at", &path))?.len();
            }
        }
        Ok(files)
    }

    /// Builds the copy's segments anew beside the old ones, of which nothing is kept.
    fn build(&self, there: &Folder, files: &[(String, u64)]) -> Result<u64, JournalError> {
        let building = there.root().join("segments.building");
        make_dir(&building)?;
        let mut bytes = 0;
        let work = Work::begin("copying files", files.len() as u64);
        for (name, length) in files {
            work.step();
            let whole = read_part(&self.folder.segments().join(name), 0, *length)?;
            let to = building.join(name);
            write_whole(&to, &whole)?;
            read_back(&to, 0, &whole)?;
            bytes += length;
        }
        make_ready(there, "segments")?;
        replace(there, "segments")?;
        Ok(bytes)
    }

    /// Appends what the copy's segments lack. What is beyond `sound` was written by a turn that did
    /// not come to its end: its length may be right and its middle missing, so all of it is compared.
    fn append(
        &self,
        there: &Folder,
        files: &[(String, u64)],
        sound: &Sound,
    ) -> Result<u64, JournalError> {
        /// So much of what is there already is compared before more is put after it.
        const SEAM: u64 = 64 * 1024;
        /// So much tells one segment from another: its header, and the first words of a frame.
        const BEGINNING: u64 = 512;
        let mut bytes = 0;
        let work = Work::begin("copying files", files.len() as u64);
        for (name, length) in files {
            work.step();
            let (from, to) = (self.folder.segments().join(name), there.segments().join(name));
            let has = fs::metadata(&to).map_or(0, |meta| meta.len());
            let known = sound.of(name, has);
            let begins = has.min(BEGINNING);
            let same_beginning = read_part(&from, 0, begins)? == read_or_none(&to, 0, begins);
            if known == has
                && has == *length
                && same_beginning
                && end_of(&from, has)? == end_of(&to, has)?
            {
                continue;
            }
            let seam = known.min(*length).saturating_sub(SEAM);
            let piece = read_part(&from, seam, *length)?;
            let old = read_or_none(&to, seam, has.min(*length));
            if has > *length || !same_beginning || !piece.starts_with(&old) {
                // It was packed since, or ends with an interrupted write, of which nothing had been
                // acknowledged.
                let whole = read_part(&from, 0, *length)?;
                write_whole(&to, &whole)?;
                read_back(&to, 0, &whole)?;
                bytes += length;
                continue;
            }
            let write = || {
                let mut file = regular::to_write(&to)?;
                file.seek(SeekFrom::Start(has))?;
                file.write_all(piece.get(old.len()..).unwrap_or_default())?;
                file.sync_all()
            };
            write().map_err(failed("write to", &to))?;
            read_back(&to, seam, &piece)?;
            bytes += length - has;
        }
        sync_dir(&there.segments())?;
        Ok(bytes)
    }
}

/// How far a copy's segments are known to have been written when it was last brought up to date: a
/// file, and how many of its bytes. The files before it were whole.
struct Sound(Option<(String, u64)>);

impl Sound {
    /// How many of the `has` bytes of a file are known to have been written.
    fn of(&self, name: &str, has: u64) -> u64 {
        match &self.0 {
            Some((last, _)) if name < last.as_str() => has,
            Some((last, bytes)) if name == last => has.min(*bytes),
            Some(_) | None => 0,
        }
    }
}

/// Whether a copy has segments that the study has not: those of the study were rebuilt, in fewer, and
/// nothing of the old ones goes on in the new.
fn has_others(there: &Folder, files: &[(String, u64)]) -> Result<bool, JournalError> {
    let names: Vec<String> =
        Segments::extent(&there.segments())?.into_iter().map(|(name, _)| name).collect();
    Ok(names.iter().any(|name| files.iter().all(|(ours, _)| ours != name)))
}

fn absolute(path: &Path) -> PathBuf {
    let there = path.canonicalize();
    there.or_else(|_| std::path::absolute(path)).unwrap_or_else(|_| path.to_path_buf())
}

fn read_part(path: &Path, from: u64, to: u64) -> Result<Vec<u8>, JournalError> {
    let read = || {
        let mut file = regular::to_read(path)?;
        file.seek(SeekFrom::Start(from))?;
        let mut bytes = Vec::new();
        file.take(to.saturating_sub(from)).read_to_end(&mut bytes)?;
        Ok(bytes)
    };
    read().map_err(failed("read", path))
}

/// The same of a file that may not be there.
fn read_or_none(path: &Path, from: u64, to: u64) -> Vec<u8> {
    read_part(path, from, to).unwrap_or_default()
}

/// How a file of this length ends: enough to tell what was packed from what was not.
fn end_of(path: &Path, length: u64) -> Result<Vec<u8>, JournalError> {
    read_part(path, length.saturating_sub(4096), length)
}

/// Makes sure that what was written is there.
fn read_back(path: &Path, from: u64, wanted: &[u8]) -> Result<(), JournalError> {
    let got = read_part(path, from, from.saturating_add(wanted.len() as u64).saturating_add(1))?;
    if got == wanted {
        return Ok(());
    }
    Err(JournalError::Copy {
        path: path.to_path_buf(),
        what: "does not hold what was written to it".to_owned(),
        hint: "that disk cannot be trusted: use another",
    })
}

/// A file of which none is longer than some kilobytes.
fn small(path: &Path) -> io::Result<Vec<u8>> {
    regular::whole(path, 64 * 1024)
}

/// Makes `to` what `from` is, or not there where that is not.
fn same_file(from: &Path, to: &Path) -> Result<(), JournalError> {
    match (small(from), small(to)) {
        (Ok(wanted), Ok(has)) if wanted == has => Ok(()),
        (Ok(wanted), _) => {
            write_whole(to, &wanted)?;
            read_back(to, 0, &wanted)
        }
        (Err(_), Ok(_)) => shred(to),
        (Err(_), Err(_)) => Ok(()),
    }
}
