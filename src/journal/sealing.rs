//! Sealing a study that was in clear.
//!
//! Everything is written again, sealed, in the folder `sealing.building`: both witnesses, the keys
//! and the file `study`. When all of it has been read back and compared, the folder becomes
//! `sealing.ready` by one rename, and from then on the study is sealed: a kill before leaves it in
//! clear and whole, a kill after leaves it sealed and whole. What remains is to move each part into
//! its place and to seal drafts, notes that wait and notes that are kept apart, which takes no
//! secret, so whoever opens the study next can finish it.

use std::fs;
use std::io;
use std::ops::ControlFlow;
use std::path::Path;

use super::folder::{
    Folder, UNFINISHED, failed, is_kept_text, remove_dir, remove_file, sync_dir, write_whole,
};
use super::identity::Said;
use super::keys::{self, NewKeys, Public};
use super::lock::Lock;
use super::store::{Sealing, Segments, Sled, Store};
use super::{
    Apart, Journal, JournalError, Mending, Opening, identity, opening, pinned, regular, repair,
};

/// No draft, kept text or note is longer.
const LONGEST: u64 = 64 * 1024 * 1024;

/// The parts in the order in which they move; `study`, which says that the study is sealed, last.
const PARTS: [&str; 5] = ["keys", "keys.copy", "segments", "store", "study"];

impl Journal {
    /// Seals a study that is in clear, whatever moment a kill or a power cut chooses: it is in
    /// clear and whole, or sealed and whole. Drafts, notes in the inbox and notes that are kept
    /// apart are sealed too; what earlier repairs set aside is removed, since it is in clear.
    ///
    /// # Errors
    /// Where it is sealed already or open elsewhere, where not all of it can be read, or the disk
    /// refuses; it is then in clear as it was, unless the refusal came while parts were being moved,
    /// which the next opening finishes.
    pub fn seal_now(dir: &Path, keys: &NewKeys) -> Result<Opening, JournalError> {
        let folder = Folder::at(dir);
        refuse_sealed(&folder)?;
        let lock = Lock::take(&folder)?;
        refuse_sealed(&folder)?;
        finish(&folder)?;
        let whole = |folder: &Folder| -> Result<opening::Opened, JournalError> {
            let whose = opening::whose(folder)?;
            let sealing = whose.sealing(folder, None)?;
            opening::open(folder, whose, &sealing, Mending::Rebuild)
        };
        let mut opened = whole(&folder)?;
        if !is_whole(&opened.segments)? {
            // The thorough way fills the gap from the other witness, or closes it.
            write_whole(&folder.suspect(), b"")?;
            drop(opened);
            opened = whole(&folder)?;
        }
        build(&folder, opened.said, keys, &opened.segments)?;
        // What was removed is known as removed afterwards too, for copies that are not there now.
        let apart = Apart::of(dir);
        let removed = apart.vouched(&Sealing::clear(opened.said.identity.study))?;
        let (opening, opened_as) = (opened.opening.clone(), opened.said.identity);
        drop(opened);
        keys.note_unseen(&folder)?;
        pinned::expect(&folder, opened_as, keys.key());
        fs::rename(folder.sealing_building(), folder.sealing_ready())
            .map_err(failed("put in place", &folder.sealing_ready()))?;
        sync_dir(folder.root())?;
        finish(&folder)?;
        let sealing = keys.key().sealing()?;
        for id in removed {
            apart.vouch(id, &sealing)?;
        }
        pinned::renew(&folder, opened_as, Some(keys.key()));
        drop(lock);
        Ok(opening)
    }
}

fn refuse_sealed(folder: &Folder) -> Result<(), JournalError> {
    match opening::whose(folder)?.key {
        None => Ok(()),
        Some(_) => Err(JournalError::Keys { what: "this study is sealed already".into() }),
    }
}

/// Whether every record that there should be can be read.
fn is_whole(store: &dyn Store) -> Result<bool, JournalError> {
    let mut next = 0;
    store.read(0..u64::MAX, &mut |position, _| match position == next {
        true => {
            next += 1;
            ControlFlow::Continue(())
        }
        false => ControlFlow::Break(()),
    })?;
    Ok(next == store.count())
}

/// Builds the sealed study beside the clear one and compares the two.
fn build(
    folder: &Folder,
    said: Said,
    keys: &NewKeys,
    clear: &Segments,
) -> Result<(), JournalError> {
    let building = Folder::at(&folder.sealing_building());
    super::folder::make_dir(building.root())?;
    let identity = said.identity;
    let sealing = keys.install(&building, identity.study)?;
    let mut segments = Segments::create(&building.segments(), identity, sealing.clone())?;
    segments.hurry();
    repair::copy(clear, 0..clear.count(), &mut segments)?;
    segments.settle()?;
    let mut store = Sled::open(&building.store(), sealing.clone())?;
    store.hurry();
    repair::copy(&segments, 0..segments.count(), &mut store)?;
    store.settle()?;
    drop(store);
    let store = Sled::open(&building.store(), sealing)?;
    for built in [&segments as &dyn Store, &store] {
        same(clear, built)?;
    }
    drop((segments, store));
    let said = Said { key: Some(keys.key().id()), ..said };
    identity::write(&building, said, Some(keys.key()))?;
    sync_dir(&building.segments())?;
    sync_dir(&building.store())?;
    sync_dir(building.root())
}

/// Compares two keepers record by record.
fn same(clear: &dyn Store, built: &dyn Store) -> Result<(), JournalError> {
    let mut differ = JournalError::Damaged {
        what: "what was sealed is not what was in clear; nothing was changed".into(),
    };
    let hashes = |store: &dyn Store| -> Result<(u64, blake3::Hash), JournalError> {
        let mut hasher = blake3::Hasher::new();
        let mut count = 0;
        store.read(0..u64::MAX, &mut |position, record| {
            hasher.update(&position.to_be_bytes());
            hasher.update(&(record.len() as u64).to_be_bytes());
            hasher.update(record);
            count += 1;
            ControlFlow::Continue(())
        })?;
        Ok((count, hasher.finalize()))
    };
    let (was, is) = (hashes(clear)?, hashes(built)?);
    if was == is && is.0 == clear.count() && built.count() == clear.count() {
        return Ok(());
    }
    if was.0 != clear.count() {
        differ = JournalError::Damaged {
            what: "not every entry can be read, so nothing was sealed".into(),
        };
    }
    Err(differ)
}

/// Seals the kept texts in a folder outside the study, which hold what could not be put into it.
///
/// # Errors
/// Where the study is not sealed, or a file cannot be replaced.
pub fn seal_kept(study_dir: &Path, kept: &Path) -> Result<(), JournalError> {
    match keys::public(study_dir)? {
        Some(public) => seal_files(kept, &public, is_kept_text),
        None => Err(JournalError::Keys { what: "this study is not sealed".into() }),
    }
}

/// Finishes a sealing that was interrupted, or throws away one that had not come to its end; the
/// lock is held. Says so where there was something to finish.
///
/// # Errors
/// Where the disk refuses; the next opening tries again.
pub(super) fn finish(folder: &Folder) -> Result<Option<String>, JournalError> {
    remove_dir(&folder.sealing_building())?;
    let ready = folder.sealing_ready();
    if !ready.is_dir() {
        return Ok(None);
    }
    super::checkpoint::remove(folder)?;
    // While a part of it is left, the keys are read from here too.
    if let Some(public) = keys::public(folder.root())? {
        for dir in [folder.drafts(), folder.inbox(), folder.kept(), folder.apart()] {
            seal_files(&dir, &public, |_| true)?;
        }
        // A text that could not be put into the study is kept beside its folder. What cannot be
        // sealed there is no reason to leave the study half-way.
        if let Some(above) = folder.root().parent() {
            let _ = seal_files(&above.join("kept"), &public, is_kept_text);
        }
    }
    for part in PARTS {
        let (from, to) = (ready.join(part), folder.root().join(part));
        if fs::symlink_metadata(&from).is_err() {
            continue;
        }
        if to.is_dir() {
            remove_dir(&to)?;
        }
        fs::rename(&from, &to).map_err(failed("put in place", &to))?;
        sync_dir(folder.root())?;
    }
    remove_dir(&folder.set_aside())?;
    super::folder::make_dir(&folder.set_aside())?;
    for left in ["segments.building", "segments.ready", "store.building", "store.ready"] {
        remove_dir(&folder.root().join(left))?;
    }
    remove_unfinished(folder.root());
    remove_dir(&ready)?;
    Ok(Some("the sealing of this study was interrupted and now finished".to_owned()))
}

/// Seals every file in a folder that is in clear, each replaced whole.
fn seal_files(
    dir: &Path,
    public: &Public,
    wanted: impl Fn(&Path) -> bool,
) -> Result<(), JournalError> {
    let items = match fs::read_dir(dir) {
        Err(e) if e.kind() == io::ErrorKind::NotFound => return Ok(()),
        items => items.map_err(failed("list", dir))?,
    };
    remove_unfinished(dir);
    for item in items {
        let path = item.map_err(failed("list", dir))?.path();
        // A mark that something was removed says nothing but its name.
        let mark = path.extension().is_some_and(|ending| ending == "gone");
        let is_file = fs::symlink_metadata(&path).is_ok_and(|meta| meta.is_file());
        if mark || !is_file || !wanted(&path) {
            continue;
        }
        let (bytes, whole) = regular::upto(&path, LONGEST).map_err(failed("read", &path))?;
        if !whole {
            let source = io::Error::new(io::ErrorKind::FileTooLarge, "it is no text of a study");
            return Err(failed("seal", &path)(source));
        }
        if keys::is_age(&bytes) {
            continue;
        }
        // Notes keep their names, by which they are known; a draft's ending says how to read it.
        let is_note = path.extension().is_some_and(|ending| ending == "note");
        let place = match path.extension() {
            Some(ending) if !is_note && ending == "txt" => path.with_extension("age"),
            _ if is_note => path.clone(),
            _ => {
                let mut name = path.clone().into_os_string();
                name.push(".age");
                name.into()
            }
        };
        write_whole(&place, &public.seal(&bytes)?)?;
        if place != path {
            remove_file(&path)?;
        }
    }
    Ok(())
}

/// Removes what was being written when somebody was killed, unless it is sealed.
fn remove_unfinished(dir: &Path) {
    for item in fs::read_dir(dir).into_iter().flatten().flatten() {
        let unfinished = item.file_name().to_string_lossy().starts_with(UNFINISHED);
        let sealed =
            || regular::upto(&item.path(), 64).is_ok_and(|(bytes, _)| keys::is_age(&bytes));
        if unfinished && !sealed() {
            let _ = fs::remove_file(item.path());
        }
    }
}
