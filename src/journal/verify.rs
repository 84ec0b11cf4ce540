//! Looking a study over: every entry of both witnesses read, every hash checked, and what stands
//! where.

use std::collections::HashMap;
use std::fs;
use std::ops::{ControlFlow, Range};
use std::path::{Path, PathBuf};

use super::codec::{self, Hash, NO_HASH};
use super::folder::{Folder, UNFINISHED};
use super::names::Names;
use super::opening::Whose;
use super::store::Store;
use super::work::Work;
use super::{Identity, JournalError, opening};
use crate::study::{DeviceId, Header, Way};

/// What a survey calls the folder of things set aside.
const SET_ASIDE: &str = "set aside";

/// What was found when every entry of both witnesses was read.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Verified {
    /// How many entries could be read in at least one witness, hash and all.
    pub entries: u64,
    /// What does not hold together, one sentence each; opening the study again mends what can be
    /// mended.
    pub problems: Vec<String>,
    /// Entries known to be gone (an earlier opening said so), one sentence each.
    pub missing: Vec<String>,
}

/// Who this installation is in the study in a folder. It measures nothing, as [`survey`] does.
///
/// # Errors
/// Where there is no study, or what it says of itself cannot be read.
pub fn identity_in(study_dir: &Path) -> Result<Identity, JournalError> {
    Ok(opening::unlooked(&Folder::at(study_dir))?.identity)
}

/// How many files earlier repairs have set aside in the folder of a study.
///
/// # Errors
/// Where there is no study.
pub fn set_aside(study_dir: &Path) -> Result<usize, JournalError> {
    let parts = survey(study_dir)?.parts;
    Ok(parts.iter().find(|part| part.what == SET_ASIDE).map_or(0, |part| part.files))
}

/// So many records are compared at a time: what is held of them does not grow with the study.
const WINDOW: u64 = 16 * 1024;

/// The positions that may be in a witness, a window after another; the last has no end, so that
/// nothing is passed over that stands where it should not.
pub(super) fn windows(count: u64) -> impl Iterator<Item = Range<u64>> {
    let last = count.saturating_sub(1) / WINDOW;
    (0..=last).map(move |nth| {
        let start = nth * WINDOW;
        start..if nth == last { u64::MAX } else { start + WINDOW }
    })
}

/// What the two witnesses were found to hold.
#[derive(Default)]
struct Held {
    in_segments: Vec<Range<u64>>,
    in_store: Vec<Range<u64>>,
    /// Records whose hash is wrong in the segments.
    bad: Vec<Range<u64>>,
    /// Records that are others in the store.
    differ: Vec<Range<u64>>,
    entries: u64,
}

/// Reads everything in both witnesses.
pub(super) fn verify(segments: &dyn Store, store: &dyn Store) -> Result<Verified, JournalError> {
    let mut chain = Chain::default();
    let mut held = Held::default();
    let end = segments.count().max(store.count());
    let work = Work::begin("checking", end);
    for window in windows(end) {
        compare(segments, store, window, (&mut chain, &mut held), &work)?;
    }
    let mut verified = Verified { entries: held.entries, ..Verified::default() };
    let names = Names::from_all([segments, store]);
    for (held, witness) in [(&held.in_segments, "segments"), (&held.in_store, "store")] {
        for hole in super::repair::holes(held, end) {
            verified.problems.push(format!("{} cannot be read in the {witness}", names.of(&hole)));
        }
    }
    let of = |ranges: &[Range<u64>]| {
        ranges.iter().map(|range| names.of(range)).collect::<Vec<_>>().join(", ")
    };
    if !held.bad.is_empty() {
        verified.problems.push(format!("the hash of {} is wrong", of(&held.bad)));
    }
    if !held.differ.is_empty() {
        let which = of(&held.differ);
        verified.problems.push(format!("segments and store disagree about {which}"));
    }
    verified.problems.extend(chain.problems);
    if super::repair::holes(&held.in_segments, end).is_empty() {
        verified.missing = chain.missing;
    }
    Ok(verified)
}

/// Reads one window of both witnesses.
fn compare(
    segments: &dyn Store,
    store: &dyn Store,
    window: Range<u64>,
    (chain, held): (&mut Chain, &mut Held),
    work: &Work,
) -> Result<(), JournalError> {
    let mut digests: Vec<(u64, Hash)> = Vec::new();
    segments.read(window.clone(), &mut |position, record| {
        work.step();
        if chain.take(record) {
            digests.push((position, blake3::hash(record).into()));
            grow(&mut held.in_segments, position);
        } else {
            grow(&mut held.bad, position);
        }
        ControlFlow::Continue(())
    })?;
    held.entries += digests.len() as u64;
    let mut known = digests.iter().peekable();
    store.read(window, &mut |position, record| {
        grow(&mut held.in_store, position);
        while known.next_if(|(at, _)| *at < position).is_some() {}
        match known.next_if(|(at, _)| *at == position) {
            Some((_, digest)) if blake3::hash(record) != *digest => {
                grow(&mut held.differ, position);
            }
            Some(_) => {}
            None => held.entries += u64::from(whole(record)),
        }
        ControlFlow::Continue(())
    })
}

/// Adds a position to ranges in order.
pub(super) fn grow(ranges: &mut Vec<Range<u64>>, position: u64) {
    match ranges.last_mut() {
        Some(last) if last.end == position => last.end += 1,
        _ => ranges.push(position..position.saturating_add(1)),
    }
}

fn whole(record: &[u8]) -> bool {
    codec::look(record).is_some_and(|sight| sight.body_agrees())
}

/// Follows the chains of hashes of every device: of what it wrote, and of what it handed out.
#[derive(Default)]
pub(super) struct Chain {
    last: HashMap<(DeviceId, Way), (u64, Hash)>,
    pub(super) problems: Vec<String>,
    pub(super) missing: Vec<String>,
}

impl Chain {
    /// Whether a record is what its header says; what its place in the chain says is noted.
    ///
    /// What a laptop handed out may jump over numbers: whoever wrote an entry can have let go of it
    /// before it came here. The entry after says so itself, and then nothing is missing.
    pub(super) fn take(&mut self, record: &[u8]) -> bool {
        let Some(sight) = codec::look(record).filter(codec::Sight::body_agrees) else {
            return false;
        };
        let Header { device, seq, way, .. } = sight.header;
        let whose = match way {
            Way::Here => format!("of device {device}"),
            Way::Shelf => format!("handed out by device {device}"),
        };
        let last = self.last.get(&(device, way)).copied();
        let (last_seq, last_hash) = last.unwrap_or((0, NO_HASH));
        if seq <= last_seq {
            self.problems.push(format!("entry {seq} {whose} comes after {last_seq}"));
        } else if sight.after > last_seq {
            let lost = match (last_seq + 1, sight.after) {
                (from, to) if from == to => format!("entry {from} {whose} is gone"),
                (from, to) => format!("entries {from} to {to} {whose} are gone"),
            };
            self.missing.push(match way {
                Way::Here => lost,
                Way::Shelf => format!("{lost} from here; the laptop that wrote them has its own"),
            });
        } else if sight.after < last_seq || sight.prev != last_hash {
            self.problems
                .push(format!("entry {seq} {whose} was not written after the entry before it"));
        }
        self.last.insert((device, way), (seq, sight.hash()));
        true
    }
}

/// A file or folder of a study.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Part {
    /// What it is, in a word or two.
    pub what: &'static str,
    /// Where.
    pub path: PathBuf,
    /// Bytes of all files in it; 0 where it is not there.
    pub bytes: u64,
    /// How many files; 0 where it is not there.
    pub files: usize,
}

/// What stands in the folder of a study, without opening it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Survey {
    /// Whose it is.
    pub identity: Identity,
    /// The version of the format.
    pub format: u32,
    /// Whether it is sealed.
    pub sealed: bool,
    /// Its parts: the study file, keys, segments, store, drafts, inbox, set-aside, and the checkpoint
    /// where there is one.
    pub parts: Vec<Part>,
}

/// Looks at the folder of a study without opening it or changing anything, whoever has it open.
///
/// # Errors
/// Where there is no study, or it was made by a newer version.
pub fn survey(dir: &Path) -> Result<Survey, JournalError> {
    let folder = Folder::at(dir);
    let Whose { identity, key, format, .. } = opening::unlooked(&folder)?;
    let part = |what, path: PathBuf| {
        let (bytes, files) = measure(&path);
        Part { what, path, bytes, files }
    };
    let mut parts = vec![
        part("study", folder.identity()),
        part("keys", folder.keys()),
        part("segments", folder.segments()),
        part("store", folder.store()),
        part("drafts", folder.drafts()),
        part("inbox", folder.inbox()),
        part(SET_ASIDE, folder.set_aside()),
    ];
    // Most studies are too small to have one.
    let checkpoint = part("checkpoint", folder.checkpoint());
    parts.extend(Some(checkpoint).filter(|part| part.files > 0));
    Ok(Survey { identity, format, sealed: key.is_some(), parts })
}

/// Bytes and number of files at and below a path; what cannot be looked at counts nothing.
fn measure(path: &Path) -> (u64, usize) {
    let Ok(meta) = fs::symlink_metadata(path) else { return (0, 0) };
    if meta.is_file() {
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned());
        let unfinished = name.is_some_and(|name| name.starts_with(UNFINISHED));
        return (meta.len(), usize::from(!unfinished));
    }
    let items = fs::read_dir(path).into_iter().flatten().flatten();
    let inside = items.filter(|_| meta.is_dir()).map(|item| measure(&item.path()));
    inside.fold((0, 0), |(bytes, files), (b, f)| (bytes + b, files + f))
}
