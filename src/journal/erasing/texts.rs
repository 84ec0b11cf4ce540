//! What an erasure takes out beside the journal: drafts, kept texts, waiting notes, notes that are
//! kept apart, and what was set aside.

use std::fs;
use std::path::Path;

use super::super::folder::{Folder, failed};
use super::super::keys::{self, Key};
use super::super::{Apart, Inbox, JournalError, regular};
use super::{TELLING, Tombs, shred};
use crate::study::SheetId;

/// No draft or kept text is longer.
const LONGEST: u64 = 64 * 1024 * 1024;

/// Removes drafts, kept texts and waiting notes that hold what was erased.
pub(super) fn wipe_texts(
    folder: &Folder,
    key: Option<&Key>,
    tombs: &Tombs,
    said: &[String],
) -> Result<u64, JournalError> {
    let mut gone = 0;
    let codes: Vec<String> = tombs.codes().collect();
    // A text that could not be put into the study is kept beside its folder.
    let beside = folder.root().parent().map(|above| above.join("kept"));
    let places = [folder.drafts(), folder.kept()].into_iter().chain(beside);
    for place in places {
        let Ok(items) = fs::read_dir(&place) else { continue };
        for path in items.flatten().map(|item| item.path()).filter(|path| is_file(path)) {
            let bytes = regular::upto(&path, LONGEST).map_err(failed("read", &path))?.0;
            let opened = key.filter(|_| keys::is_age(&bytes)).and_then(|key| key.open(&bytes));
            let text = String::from_utf8_lossy(opened.as_deref().map_or(&bytes, |b| b));
            let name = path.file_stem().map(|stem| stem.to_string_lossy().into_owned());
            let named = name.is_some_and(|name| codes.iter().any(|code| name.ends_with(code)));
            if named || says(&text, said) {
                shred(&path)?;
                gone += 1;
            }
        }
    }
    let inbox = Inbox::of(folder.root());
    for note in inbox.waiting(key)?.0 {
        if note.changes.iter().any(|change| tombs.cover(change)) {
            inbox.remove(&note.name)?;
            gone += 1;
        }
    }
    Ok(gone)
}

/// Removes notes that are kept apart: those that were erased by name, and those of which the study
/// knows nothing (what let them go was interrupted) where they say what was erased. Says how many,
/// and which others say it.
pub(super) fn wipe_apart(
    folder: &Folder,
    key: Option<&Key>,
    tombs: &Tombs,
    said: &[String],
) -> Result<(u64, Vec<SheetId>), JournalError> {
    let apart = Apart::of(folder.root());
    let mut gone = 0;
    for id in tombs.erased_stops() {
        gone += u64::from(apart.remove(id)?);
    }
    let mut same = apart.list()?;
    same.retain(|id| apart.show(*id, key).ok().flatten().is_some_and(|text| says(&text, said)));
    let (known, unknown): (Vec<_>, Vec<_>) =
        same.into_iter().partition(|id| tombs.stops.contains(id));
    for id in unknown {
        gone += u64::from(apart.remove(id)?);
    }
    Ok((gone, known))
}

/// Whether this is a regular file; what a link leads to is not.
fn is_file(path: &Path) -> bool {
    fs::symlink_metadata(path).is_ok_and(|meta| meta.is_file())
}

/// Whether a kept text is, holds or begins one of those that were erased.
fn says(kept: &str, erased: &[String]) -> bool {
    let kept = kept.trim();
    let telling = kept.chars().count() >= TELLING;
    erased.iter().any(|text| kept.contains(text.as_str()) || (telling && text.contains(kept)))
}

/// Removes what earlier repairs set aside: damaged files cannot be searched for what they hold.
pub(super) fn empty_set_aside(folder: &Folder) -> Result<u64, JournalError> {
    let mut gone = 0;
    for item in fs::read_dir(folder.set_aside()).into_iter().flatten().flatten() {
        shred(&item.path())?;
        gone += 1;
    }
    Ok(gone)
}
