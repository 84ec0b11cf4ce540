//! Reading a copy: looking it over, and making a study of it again.

use std::collections::HashMap;
use std::fs;
use std::ops::{ControlFlow, Range};
use std::path::{Path, PathBuf};

use super::super::folder::{
    Folder, UNFINISHED, failed, make_dir, make_dirs, make_private, remove_dir, remove_file,
    sync_dir,
};
use super::super::identity::{self, Said};
use super::super::keys::{self, Key};
use super::super::names::names;
use super::super::opening::{self, Batches};
use super::super::store::{Sealing, Segments, Sled, Store, Torn};
use super::super::verify::{Chain, grow, windows};
use super::super::work::Work;
use super::super::{Apart, FORMAT, Identity, Journal, JournalError, Verified, codec, regular};
use super::{Reach, place_of, segments_of};
use crate::study::{DeviceId, Entry};

/// A copy of a study, opened for reading.
pub struct CopyFound {
    /// Its folder.
    pub place: PathBuf,
    /// Whose study it is of.
    pub identity: Identity,
    /// When it was last brought up to date (ms since 1970 UTC), where it still says so.
    pub at: Option<i64>,
    segments: Segments,
    torn: Option<Torn>,
    broken: Option<String>,
    /// How many entries it says it has; `None` where it does not say so any more.
    promised: Option<u64>,
}

/// What became of restoring a copy.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Restored {
    /// How many entries there are.
    pub entries: u64,
    /// What the copy should have had and has not, one sentence each.
    pub missing: Vec<String>,
}

/// The folder of the copy that a person means by `path`.
///
/// # Errors
/// [`JournalError::NotACopy`].
pub fn copy_in(path: &Path) -> Result<PathBuf, JournalError> {
    let place = place_of(path, None)?;
    // The file that says so may be what is damaged.
    let bare = || Some(path.to_path_buf()).filter(|path| path.join("segments").is_dir());
    place.or_else(bare).ok_or_else(|| JournalError::NotACopy { path: path.to_path_buf() })
}

impl CopyFound {
    /// Opens the copy that a person means by `path`; nothing in it is changed.
    ///
    /// # Errors
    /// [`JournalError::NotACopy`]; [`JournalError::Sealed`] where it takes a key.
    pub fn open(path: &Path, key: Option<&Key>) -> Result<Self, JournalError> {
        let place = copy_in(path)?;
        let folder = Folder::at(&place);
        let whose = opening::whose(&folder)?;
        let sealing = whose.sealing(&folder, key)?;
        let found = Segments::open_to_read(&segments_of(&folder), whose.identity, sealing)?;
        let reach = Reach::read(&folder);
        Ok(Self {
            place,
            identity: whose.identity,
            at: reach.map(|reach| reach.at),
            segments: found.segments,
            torn: found.torn,
            broken: found.broken,
            promised: reach.map(|reach| reach.entries),
        })
    }

    /// Hands over every entry that can be read, in order.
    ///
    /// # Errors
    /// Where the files cannot be read at all.
    pub fn replay(&self, mut each: impl FnMut(Entry)) -> Result<(), JournalError> {
        self.segments.read(0..u64::MAX, &mut |_, record| {
            if let Some(sight) = codec::look(record) {
                each(sight.entry());
            }
            ControlFlow::Continue(())
        })
    }

    /// Opens every entry and checks every hash.
    ///
    /// # Errors
    /// Where the files cannot be read at all.
    pub fn verify(&self) -> Result<Verified, JournalError> {
        let mut verified = Verified::default();
        let mut chain = Chain::default();
        let mut held: Vec<Range<u64>> = Vec::new();
        let work = Work::begin("checking the copy", self.segments.count());
        self.segments.read(0..u64::MAX, &mut |position, record| {
            work.step();
            if chain.take(record) {
                grow(&mut held, position);
                verified.entries += 1;
            }
            ControlFlow::Continue(())
        })?;
        verified.problems = self.missing(&held)?;
        verified.problems.extend(chain.problems);
        if verified.problems.is_empty() {
            verified.missing = chain.missing;
        }
        Ok(verified)
    }

    /// What the copy should hold and does not, one sentence each. What a turn left that did not come to
    /// its end was never promised, whatever its frames were to hold.
    fn missing(&self, held: &[Range<u64>]) -> Result<Vec<String>, JournalError> {
        let end = self.promised.map_or_else(|| self.segments.claimed(), Ok)?;
        let names = names(&self.segments);
        let holes = super::super::repair::holes(held, end);
        let mut missing: Vec<String> = holes
            .iter()
            .map(|hole| format!("{} cannot be read in the copy", names.of(hole)))
            .collect();
        if missing.is_empty() {
            missing.extend(self.broken.clone());
            let beyond = |torn: &&Torn| {
                let first = torn.claims.as_ref().map(|claims| claims.start);
                first.zip(self.promised).is_some_and(|(first, promised)| first >= promised)
            };
            let torn = self.torn.as_ref().filter(|torn| !torn.unfinished && !beyond(torn));
            missing.extend(torn.map(|torn| {
                format!("the last {} bytes of the copy cannot be read", torn.bytes.len())
            }));
        }
        Ok(missing)
    }

    /// How the copy compares with the study itself, entry by entry: what differs, one sentence each.
    /// Entries that are the same, those erased among them, make the same study.
    ///
    /// # Errors
    /// Where either cannot be read at all.
    pub fn compare(&self, journal: &Journal) -> Result<Vec<String>, JournalError> {
        let (mut further, mut other, mut unerased, mut erased) = (0u64, 0u64, 0u64, 0u64);
        let end = self.segments.count();
        let work = Work::begin("comparing", end);
        for window in windows(end.max(journal.segments.count())) {
            let mut ours: HashMap<u64, (codec::Hash, bool)> = HashMap::new();
            journal.segments.read(window.clone(), &mut |position, record| {
                let sight = codec::look(record);
                ours.extend(sight.map(|sight| (position, (sight.hash(), sight.is_erased()))));
                ControlFlow::Continue(())
            })?;
            self.segments.read(window, &mut |position, record| {
                work.step();
                let Some(sight) = codec::look(record) else { return ControlFlow::Continue(()) };
                match ours.get(&position) {
                    None => further += u64::from(position >= journal.segments.count()),
                    Some((hash, _)) if *hash != sight.hash() => other += 1,
                    Some((_, true)) if !sight.is_erased() => unerased += 1,
                    Some((_, false)) if sight.is_erased() => erased += 1,
                    Some(_) => {}
                }
                ControlFlow::Continue(())
            })?;
        }
        let say = |count: u64, what: &str| {
            (count > 0)
                .then(|| format!("{} of the copy {what}", super::super::names::entries(count)))
        };
        let says = [
            say(
                further,
                "are not in this study: an older copy of the study may have been put back",
            ),
            say(other, "are not what this study has in their place"),
            say(unerased, "still say what was erased here: bring the copy up to date"),
            say(erased, "say nothing any more, and do here: an erasure was taken back"),
        ];
        Ok(says.into_iter().flatten().collect())
    }
}

/// Makes a study of a copy in a new folder, from its segments alone. It is a device of its own from
/// then on, so that the two can never be mistaken for each other.
///
/// # Errors
/// Where `into` has something in it, the copy is sealed and its key was not given, or nothing of
/// it can be read.
pub fn restore(
    from: &Path,
    into: &Path,
    key: Option<&Key>,
    device: DeviceId,
) -> Result<Restored, JournalError> {
    let copy = CopyFound::open(from, key)?;
    if fs::read_dir(into).is_ok_and(|mut items| items.next().is_some()) || into.is_file() {
        return Err(JournalError::AlreadyThere { path: into.to_path_buf() });
    }
    let above = into.parent().filter(|above| !above.as_os_str().is_empty());
    let above = above.unwrap_or(Path::new("."));
    make_dirs(above)?;
    let building = tempfile::Builder::new().prefix(UNFINISHED).tempdir_in(above);
    let building = building.map_err(failed("make a folder in", above))?;
    make_private(building.path())?;
    let mark = regular::make(&building.path().join(RESTORING));
    let mark = mark.map_err(failed("write", building.path()))?;
    mark.try_lock().map_err(|e| failed("lock", building.path())(e.into()))?;
    let whose = opening::whose(&Folder::at(&copy.place))?;
    let sealing = whose.sealing(&Folder::at(&copy.place), key)?;
    let restored = build(&copy, building.path(), (sealing, key), device)?;
    // An empty folder may be there already.
    if into.is_dir() {
        fs::remove_dir(into).map_err(failed("put the study into", into))?;
    }
    let built = building.keep();
    fs::rename(&built, into).map_err(failed("put the study into", into))?;
    sync_dir(above)?;
    drop(mark);
    remove_file(&into.join(RESTORING))?;
    Ok(restored)
}

/// Stands in a folder that is being made of a copy, locked by whoever makes it.
const RESTORING: &str = ".unfinished-restoring";

/// Removes folders beside `into` that a restore was making when it was killed, and says which. One
/// that is being made now is locked; one without our mark is somebody else's.
pub fn sweep_beside(into: &Path) -> Vec<PathBuf> {
    let above = into.parent().filter(|above| !above.as_os_str().is_empty());
    let items = fs::read_dir(above.unwrap_or(Path::new(".")));
    let mut swept = Vec::new();
    for item in items.into_iter().flatten().flatten() {
        let ours = item.file_name().to_string_lossy().starts_with(UNFINISHED);
        if !ours || !item.file_type().is_ok_and(|kind| kind.is_dir()) {
            continue;
        }
        let Ok(mark) = regular::to_read(&item.path().join(RESTORING)) else { continue };
        if mark.try_lock().is_ok() && remove_dir(&item.path()).is_ok() {
            swept.push(item.path());
        }
    }
    swept
}

fn build(
    copy: &CopyFound,
    dir: &Path,
    (sealing, key): (Sealing, Option<&Key>),
    device: DeviceId,
) -> Result<Restored, JournalError> {
    let folder = Folder::at(dir);
    let identity = Identity { device, ..copy.identity };
    for place in [folder.drafts(), folder.inbox(), folder.set_aside()] {
        make_dir(&place)?;
    }
    let format = opening::format_of(&copy.segments, sealing.key.is_some())?;
    let sealing = sealing.shrinking(format >= FORMAT);
    let mut segments = Segments::create(&folder.segments(), identity, sealing.clone())?;
    let mut store = Sled::open(&folder.store(), sealing.clone())?;
    segments.hurry();
    store.hurry();
    let held = fill(copy, &mut segments, &mut store)?;
    segments.settle()?;
    store.settle()?;
    let entries = segments.count();
    drop((segments, store));
    if sealing.key.is_some() {
        keys::carry(&Folder::at(&copy.place), &folder)?;
    }
    identity::write(&folder, Said { identity, key: sealing.key, format }, key)?;
    Apart::of(&copy.place).copy_to(&Apart::of(dir), &sealing)?;
    let (journal, _) = Journal::open(dir, key)?;
    let checked = journal.verify()?;
    if checked.entries != entries || !checked.problems.is_empty() {
        let what =
            format!("what was restored does not hold together: {}", checked.problems.join("; "));
        return Err(JournalError::Damaged { what });
    }
    let mut missing = copy.missing(&held)?;
    if missing.is_empty() {
        missing = checked.missing;
    }
    Ok(Restored { entries, missing })
}

/// Copies every record that can be read, and says which those are.
fn fill(
    copy: &CopyFound,
    segments: &mut Segments,
    store: &mut Sled,
) -> Result<Vec<Range<u64>>, JournalError> {
    let mut held: Vec<Range<u64>> = Vec::new();
    let mut result = Ok(());
    let work = Work::begin("restoring", copy.segments.count());
    {
        let mut to_segments = Batches::into(segments);
        let mut to_store = Batches::into(store);
        copy.segments.read(0..u64::MAX, &mut |position, record| {
            work.step();
            grow(&mut held, position);
            result = to_segments.take(record).and_then(|()| to_store.take(record));
            if result.is_ok() { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
        })?;
        result?;
        to_segments.finish()?;
        to_store.finish()?;
    }
    Ok(held)
}
