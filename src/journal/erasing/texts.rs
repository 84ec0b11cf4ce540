//! What an erasure takes out beside the journal: drafts, kept texts, waiting notes, notes that are
//! kept apart, and what was set aside.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

use super::super::folder::{Folder, failed, is_kept_text};
use super::super::keys::{self, Key};
use super::super::store::Sealing;
use super::super::{Apart, Inbox, JournalError, regular};
use super::{TELLING, Tombs, shred};
use crate::study::SheetId;

/// No draft or kept text is longer.
const LONGEST: u64 = 64 * 1024 * 1024;

/// Removes drafts, kept texts and waiting notes that hold what was erased.
pub(super) fn wipe_texts(
    folder: &Folder,
    elsewhere: Option<&Path>,
    key: Option<&Key>,
    tombs: &Tombs,
    said: &[String],
) -> Result<u64, JournalError> {
    let mut gone = 0;
    let codes: Vec<String> = tombs.codes().collect();
    // A text that could not be put into the study is kept beside its folder.
    let beside = folder.root().parent().map(|above| above.join("kept"));
    let elsewhere = elsewhere.map(Path::to_path_buf).filter(|place| beside.as_ref() != Some(place));
    let places = [folder.drafts(), folder.kept()].into_iter().chain(beside).chain(elsewhere);
    for place in places {
        let Ok(items) = fs::read_dir(&place) else { continue };
        let inside = place.starts_with(folder.root());
        let ours = |path: &PathBuf| is_file(path) && (inside || is_kept_text(path));
        for path in items.flatten().map(|item| item.path()).filter(ours) {
            let bytes = regular::upto(&path, LONGEST).map_err(failed("read", &path))?.0;
            let opened = key.filter(|_| keys::is_age(&bytes)).and_then(|key| key.open(&bytes));
            let text = String::from_utf8_lossy(opened.as_deref().map_or(&bytes, |b| b));
            let name = path.file_stem().map(|stem| stem.to_string_lossy().into_owned());
            let named = name.is_some_and(|name| codes.iter().any(|code| name.ends_with(code)));
            if named || readings(&text).iter().any(|text| says(text, said)) {
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
    (key, sealing): (Option<&Key>, &Sealing),
    tombs: &Tombs,
    said: &[String],
) -> Result<(u64, Vec<SheetId>), JournalError> {
    let apart = Apart::of(folder.root());
    let mut gone = 0;
    for id in tombs.erased_stops() {
        gone += u64::from(apart.remove(id, sealing)?);
    }
    let mut same = apart.list()?;
    same.retain(|id| apart.show(*id, key).ok().flatten().is_some_and(|text| says(&text, said)));
    let (known, unknown): (Vec<_>, Vec<_>) =
        same.into_iter().partition(|id| tombs.stops.contains(id));
    for id in unknown {
        gone += u64::from(apart.remove(id, sealing)?);
    }
    Ok((gone, known))
}

/// Whether this is a regular file; what a link leads to is not.
fn is_file(path: &Path) -> bool {
    fs::symlink_metadata(path).is_ok_and(|meta| meta.is_file())
}

/// What a kept file says to whoever knows how it is written: as it stands, each string of the JSON in
/// it (a half-typed form, a row that was refused), and the cells of a table.
fn readings(text: &str) -> Vec<String> {
    let mut all = vec![text.to_owned()];
    let whole = serde_json::from_str(text).map(|value| vec![value]);
    let values: Vec<Value> = whole.unwrap_or_else(|_| {
        text.lines().filter_map(|line| serde_json::from_str(line.trim()).ok()).collect()
    });
    values.iter().for_each(|value| strings(value, &mut all));
    if text.contains("\"\"") {
        all.push(text.replace("\"\"", "\""));
    }
    all
}

fn strings(value: &Value, all: &mut Vec<String>) {
    match value {
        Value::String(text) => all.push(text.clone()),
        Value::Array(items) => items.iter().for_each(|item| strings(item, all)),
        Value::Object(fields) => fields.values().for_each(|field| strings(field, all)),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// Whether a kept text is, holds or begins one of those that were erased, however its lines break.
fn says(kept: &str, erased: &[String]) -> bool {
    let kept = one_line(kept);
    let telling = kept.chars().count() >= TELLING;
    erased
        .iter()
        .map(|text| one_line(text))
        .any(|text| !text.is_empty() && (kept.contains(&text) || (telling && text.contains(&kept))))
}

/// A text with its blanks and line breaks run together, and without the guards of a table.
fn one_line(text: &str) -> String {
    let words: Vec<&str> =
        text.split_whitespace().map(|word| word.trim_start_matches('\'')).collect();
    words.join(" ")
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
