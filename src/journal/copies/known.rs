//! The places that hold copies: one line each in the file `copies` of the study's folder.

use std::path::{Path, PathBuf};

use super::super::folder::{Folder, remove_file, write_whole};
use super::super::{JournalError, regular};
use super::{Reach, Turn};

/// A place that holds, or held, a copy of a study.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Known {
    /// The folder of the copy.
    pub place: PathBuf,
    /// Whether it is kept up to date after each save, whenever it is there.
    pub always: bool,
    /// When it was last brought up to date (ms since 1970 UTC).
    pub at: i64,
    /// How many entries it had then.
    pub entries: u64,
    /// Whether it is there now.
    pub is_here: bool,
    /// Whether something was erased from the study, or the study was sealed, since: the copy is to
    /// be built anew as soon as it is there.
    pub is_owed: bool,
    /// Whether it has been said that it is not there.
    pub told: bool,
    pub(super) turn: String,
}

impl Known {
    fn line(&self) -> String {
        let how = if self.always { "always" } else { "once" };
        let told = if self.told { "told" } else { "-" };
        let Self { at, entries, turn, place, .. } = self;
        format!("{how}\t{told}\t{at}\t{entries}\t{turn}\t{}\n", written(place))
    }

    fn parse(line: &str, now: &str) -> Option<Self> {
        let mut fields = line.splitn(6, '\t');
        let always = fields.next()? == "always";
        let told = fields.next()? == "told";
        let at = fields.next()?.parse().ok()?;
        let entries = fields.next()?.parse().ok()?;
        let turn = fields.next()?.to_owned();
        let place = read_path(fields.next()?)?;
        let is_here = Reach::read(&Folder::at(&place)).is_some();
        let is_owed = turn != now;
        Some(Self { place, always, at, entries, is_here, is_owed, told, turn })
    }
}

/// What stands before a path that no line of text can hold: its bytes follow as hexadecimal digits.
const BYTES: &str = "bytes:";

/// A path as it stands in the list.
fn written(place: &Path) -> String {
    match place.to_str() {
        Some(text) if !text.contains(char::is_control) && !text.starts_with(BYTES) => {
            text.to_owned()
        }
        _ => format!("{BYTES}{}", super::hex(place.as_os_str().as_encoded_bytes())),
    }
}

#[cfg(unix)]
fn read_path(text: &str) -> Option<PathBuf> {
    use std::os::unix::ffi::OsStringExt;
    let Some(digits) = text.strip_prefix(BYTES) else { return Some(PathBuf::from(text)) };
    let pairs = (0..digits.len()).step_by(2);
    let bytes: Option<Vec<u8>> =
        pairs.map(|at| u8::from_str_radix(digits.get(at..at + 2)?, 16).ok()).collect();
    Some(PathBuf::from(std::ffi::OsString::from_vec(bytes?)))
}

/// Other systems have no such paths.
#[cfg(not(unix))]
fn read_path(text: &str) -> Option<PathBuf> {
    Some(PathBuf::from(text))
}

/// The places that hold copies of the study in a folder, as they were last seen.
///
/// # Errors
/// Where there is no study.
pub fn known_copies(study_dir: &Path) -> Result<Vec<Known>, JournalError> {
    let folder = Folder::at(study_dir);
    let turn = turn_of(&folder)?;
    Ok(read(&folder, turn))
}

pub(super) fn read(folder: &Folder, turn: Turn) -> Vec<Known> {
    let text = text_of(&folder.copies());
    let now = turn.word();
    text.lines().filter_map(|line| Known::parse(line, &now)).collect()
}

/// The text of a small file of the study's own; none where it is not there or something else is.
fn text_of(path: &Path) -> String {
    /// No list of copies is longer.
    const LONGEST: u64 = 1024 * 1024;
    let bytes = regular::whole(path, LONGEST).unwrap_or_default();
    String::from_utf8(bytes).unwrap_or_default()
}

/// The turn of the study itself.
pub(super) fn turn_of(folder: &Folder) -> Result<Turn, JournalError> {
    let key = super::super::opening::whose(folder)?.key;
    Ok(Turn { erased: erased(folder), key })
}

/// How many tombstones have been carried out.
pub(super) fn erased(folder: &Folder) -> u64 {
    let text = text_of(&folder.erased());
    text.trim().parse().unwrap_or(0)
}

/// Keeps the list, with `change` made to the line of `place` (which is added where it is new).
pub(super) fn note(
    folder: &Folder,
    place: &Path,
    change: impl FnOnce(&mut Known),
) -> Result<(), JournalError> {
    let mut all = read(folder, Turn::default());
    let at = all.iter().position(|known| known.place == place).unwrap_or(all.len());
    if at == all.len() {
        all.push(Known {
            place: place.to_path_buf(),
            always: false,
            at: 0,
            entries: 0,
            is_here: true,
            is_owed: false,
            told: false,
            turn: String::new(),
        });
    }
    if let Some(known) = all.get_mut(at) {
        change(known);
    }
    keep(folder, &all)
}

/// Lets go of a place; nothing is done to the copy.
pub(super) fn forget(folder: &Folder, place: &Path) -> Result<bool, JournalError> {
    let mut all = read(folder, Turn::default());
    let before = all.len();
    all.retain(|known| known.place != place);
    keep(folder, &all)?;
    Ok(all.len() < before)
}

/// Forgets which turn every copy is at, so that each owes something.
pub(super) fn owe(folder: &Folder) -> Result<(), JournalError> {
    let mut all = read(folder, Turn::default());
    if all.is_empty() {
        return Ok(());
    }
    for known in &mut all {
        known.turn = "owes".to_owned();
    }
    keep(folder, &all)
}

fn keep(folder: &Folder, all: &[Known]) -> Result<(), JournalError> {
    if all.is_empty() {
        return remove_file(&folder.copies());
    }
    let text: String = all.iter().map(Known::line).collect();
    write_whole(&folder.copies(), text.as_bytes())
}
