//! Copies of a study elsewhere: a backup made now and then, or a second folder that is always kept.
//!
//! A copy holds the segments, the keys and the file that says which study it is, and a file `copy`
//! that says how far it goes. Only ever more is appended to it, and what was appended is read back.
//! A copy that goes further than the study, or another way, is never written over: an older copy
//! of the study was put back, or two were written to. After an erasure, or once a study has been
//! sealed, a copy is built anew beside the old one and takes its place, and of the old one nothing
//! is kept. The notes that are kept apart go with it. Where the copies are stands in the study's
//! folder, so that one that is not there today is not forgotten.

mod known;
mod read;
mod write;

pub use known::{Known, known_copies};
pub use read::{CopyFound, Restored, copy_in, restore, sweep_beside};
pub use write::{Copied, CopySeen, Snapshot};

use std::fs;
use std::path::{Path, PathBuf};

use super::codec::Hash;
use super::folder::{Folder, failed, write_whole};
use super::keys::KeyId;
use super::{JournalError, regular};
use crate::study::StudyId;

const FIRST_LINE: &str = "asdone copy";

/// How far a copy goes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct Reach {
    study: StudyId,
    entries: u64,
    /// The last entry's hash.
    head: Hash,
    turn: Turn,
    /// When it was brought up to date, in milliseconds since 1970 UTC.
    at: i64,
}

/// What makes a copy one that has to be built anew: how many erasures it has been through, and the
/// key it is sealed with.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
struct Turn {
    erased: u64,
    key: Option<KeyId>,
}

impl Turn {
    fn word(self) -> String {
        let key = self.key.map_or_else(|| "clear".to_owned(), |KeyId(key)| hex(&key));
        format!("{}-{key}", self.erased)
    }

    fn parse(word: &str) -> Option<Self> {
        let (erased, key) = word.split_once('-')?;
        let key = match key {
            "clear" => None,
            key => Some(KeyId(u128::from_str_radix(key, 16).ok()?.to_be_bytes())),
        };
        Some(Self { erased: erased.parse().ok()?, key })
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn unhex(text: &str) -> Option<Hash> {
    let mut hash = [0; 32];
    for (at, byte) in hash.iter_mut().enumerate() {
        *byte = u8::from_str_radix(text.get(2 * at..2 * at + 2)?, 16).ok()?;
    }
    Some(hash)
}

fn check(lines: &str) -> String {
    blake3::hash(lines.as_bytes()).to_hex().chars().take(32).collect()
}

impl Reach {
    fn text(&self) -> String {
        let Self { study, entries, head, turn, at } = self;
        let lines = format!(
            "{FIRST_LINE}\nstudy {study}\nentries {entries}\nhead {}\nturn {}\nat {at}\n",
            hex(head),
            turn.word(),
        );
        format!("{lines}check {}\n", check(&lines))
    }

    fn parse(text: &str) -> Option<Self> {
        let (lines, last) = text.rsplit_once("check ")?;
        if !text.starts_with(FIRST_LINE) || last.trim_end() != check(lines) {
            return None;
        }
        let mut lines = lines.lines().skip(1);
        let mut field = |name: &str| lines.next()?.strip_prefix(name)?.strip_prefix(' ');
        Some(Self {
            study: field("study")?.parse().ok()?,
            entries: field("entries")?.parse().ok()?,
            head: unhex(field("head")?)?,
            turn: Turn::parse(field("turn")?)?,
            at: field("at")?.parse().ok()?,
        })
    }

    /// What the copy in a folder says of itself; `None` where it is damaged or there is none.
    fn read(folder: &Folder) -> Option<Self> {
        let (bytes, _) = regular::upto(&folder.copy(), 4096).ok()?;
        Self::parse(str::from_utf8(&bytes).ok()?)
    }

    fn write(&self, folder: &Folder) -> Result<(), JournalError> {
        write_whole(&folder.copy(), self.text().as_bytes())
    }
}

/// Where the segments of a copy stand. A power cut while a copy that was built anew took the place
/// of the old one may have left it beside that place, whole.
fn segments_of(copy: &Folder) -> PathBuf {
    let ready = copy.root().join("segments.ready");
    if !copy.segments().is_dir() && ready.is_dir() { ready } else { copy.segments() }
}

/// Makes every copy one that owes what was just removed, so that it is brought up to date at once
/// or as soon as it is there.
pub(super) fn owe(folder: &Folder) -> Result<(), JournalError> {
    known::owe(folder)
}

/// Refuses to open or write a copy as if it were the study.
pub(super) fn refuse_copy(folder: &Folder) -> Result<(), JournalError> {
    if fs::symlink_metadata(folder.copy()).is_err() {
        return Ok(());
    }
    Err(JournalError::Copy {
        path: folder.root().to_path_buf(),
        what: "is not opened for writing, so that it stays a copy".to_owned(),
        hint: "`asdone restore FROM INTO` makes a study of it in a new folder",
    })
}

/// The folder of the copy that a person means by `path`: that folder, or one of ours in it.
fn place_of(path: &Path, study: Option<StudyId>) -> Result<Option<PathBuf>, JournalError> {
    if fs::symlink_metadata(path.join("copy")).is_ok_and(|meta| meta.is_file()) {
        return Ok(Some(path.to_path_buf()));
    }
    let items = match fs::read_dir(path) {
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        items => items.map_err(failed("list", path))?,
    };
    let mut ours = Vec::new();
    for place in items.flatten().map(|item| item.path()) {
        let reach = Reach::read(&Folder::at(&place));
        if reach.is_some_and(|reach| study.is_none_or(|study| study == reach.study)) {
            ours.push(place);
        }
    }
    ours.sort();
    Ok(if ours.len() == 1 { ours.pop() } else { None })
}
