//! The append-only log of a study on disk, witnessed twice: by a segment file and by sled.
//!
//! [`Journal::append`] returns only after both witnesses hold the batch and have been synced, so
//! whoever shows "saved" after it speaks the truth. The journal knows nothing of what a change
//! means. See `store` for the contract both stores keep and `docs/format.md` for the bytes.

mod apart;
mod batch;
mod checkpoint;
mod codec;
mod copies;
#[doc(hidden)]
pub mod doors;
mod draft;
mod erasing;
mod error;
mod folder;
mod gathered;
mod identity;
mod in_place;
mod inbox;
pub mod keys;
mod lane;
mod lately;
mod lean;
mod left;
mod lock;
mod looking;
mod names;
mod opening;
mod pinned;
pub mod regular;
mod repair;
mod replay;
mod seal;
mod sealing;
mod shrunk;
mod store;
mod taking;
pub mod team;
mod tip;
mod verify;
mod window;
mod work;
mod writing;

pub use apart::{Apart, Leaving};
pub use checkpoint::{Folded, LeftOut, Look, Wanted, Wants};
pub use copies::{
    Copied, CopyFound, CopySeen, Known, Restored, Snapshot, copy_in, known_copies, restore,
    sweep_beside,
};
pub use draft::{DraftSlot, Drafts};
pub use erasing::Wiped;
pub use error::JournalError;
pub use gathered::Gathered;
pub use inbox::{Inbox, InboxNote};
pub use left::Left;
pub use lock::holder_of as holder;
pub use looking::{Extent, extent, is_kept_at_rest};
pub use pinned::{exposed, exposed_news, known_in, trust};
pub use sealing::seal_kept;
pub use store::catching;
pub use taking::{Foreign, Held, TakenIn, Why, handed_out, said_in};
pub use verify::{Part, Survey, Verified, identity_in, set_aside, survey};
pub use window::Window;
pub use work::{Far, far};

use std::fs;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use erasing::Tombs;
use folder::{Folder, make_dir, make_root, remove_dir};
use identity::Said;
use keys::{Key, NewKeys};
use lock::Lock;
use pinned::Pinned;
use store::{Memory, Sealing, Segments, Sled, Store, refuse_clock};
use taking::Shelves;
use tip::Tip;

use crate::study::{Change, DeviceId, Entry, PersonId, Purpose, StudyId};

/// The newest version of the format on disk that is read.
pub const FORMAT: u32 = 3;

/// The version of a study in which something is that another laptop handed out, and no page of whose store
/// was made shorter.
const SHARED: u32 = 2;

/// A study in clear of so many entries may have pages in its store that were made shorter.
const SHRUNK_FROM: u64 = 4000;

/// The version of a study in which nothing is that another laptop handed out.
const ALONE: u32 = 1;

/// What was found when a study was opened, and what was done about it.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Opening {
    /// How many entries there are.
    pub entries: u64,
    /// What was put right, one sentence each; empty when all was well.
    pub repairs: Vec<String>,
    /// What could not be recovered, one sentence each; empty when nothing is missing.
    pub losses: Vec<String>,
    /// Whether it is sealed and nobody has confirmed having seen its recovery words.
    pub words_unseen: bool,
}

/// What opening a study may do about damage.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Mending {
    /// Nothing that sets files aside: it is said what would be done ([`JournalError::NeedsRepair`]).
    Ask,
    /// Damaged files are set aside and rebuilt from what is whole.
    Rebuild,
}

/// Who this installation is in a study: kept beside the journal, one for each folder.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Identity {
    /// The study.
    pub study: StudyId,
    /// This device.
    pub device: DeviceId,
    /// The person who writes here.
    pub person: PersonId,
}

/// The log of one study, open for writing by this process alone.
pub struct Journal {
    identity: Identity,
    segments: Box<dyn Store>,
    store: Box<dyn Store>,
    tip: Tip,
    stopped: Option<String>,
    /// Something was taken back by others and is not out of the witnesses yet.
    recalls: bool,
    folder: Option<Folder>,
    /// The folder of a study that is looked at only.
    looked_at: Option<Folder>,
    sealing: Sealing,
    key: Option<Key>,
    /// What was erased, as far as has been read.
    tombs: Mutex<Tombs>,
    /// What was last taken in of each laptop, once somebody asked or read everything.
    shelves: Mutex<Option<Shelves>>,
    /// What the file `study` says.
    format: Mutex<u32>,
    /// Where texts of this study are kept outside its folder.
    kept_elsewhere: Option<PathBuf>,
    /// The key that texts beside the record are sealed to while it is open.
    #[expect(dead_code, reason = "it is held, and let go with the journal")]
    held: Option<Pinned>,
    // Last, so that it is given back last.
    lock: Option<Lock>,
}

impl Journal {
    /// Makes the folder of a new study and its empty journal, sealed where there are keys. They
    /// are on disk, twice, and tried with the passphrase before there is anything to lose.
    ///
    /// # Errors
    /// Where there is a study already, the keys were made for another, or the folder cannot be
    /// written.
    pub fn create(
        dir: &Path,
        identity: Identity,
        keys: Option<&NewKeys>,
    ) -> Result<Self, JournalError> {
        refuse_clock()?;
        let folder = Folder::at(dir);
        if fs::symlink_metadata(folder.identity()).is_ok()
            || Segments::hold_anything(&folder.segments())?
        {
            return Err(JournalError::AlreadyThere { path: dir.to_path_buf() });
        }
        make_root(dir)?;
        let lock = Lock::take(&folder)?;
        // What an interrupted creation left behind; it holds nothing.
        remove_dir(&folder.segments())?;
        remove_dir(&folder.store())?;
        for place in [folder.drafts(), folder.inbox(), folder.set_aside()] {
            make_dir(&place)?;
        }
        let sealing = match keys {
            Some(keys) => keys.install(&folder, identity.study)?,
            None => {
                keys::remove(&folder)?;
                Sealing::clear(identity.study)
            }
        };
        let segments = Segments::create(&folder.segments(), identity, sealing.clone())?;
        let store = Sled::open(&folder.store(), sealing.clone())?;
        let key = keys.map(NewKeys::key);
        let said = Said { identity, key: sealing.key, format: ALONE };
        identity::write(&folder, said, key)?;
        pinned::renew(&folder, identity, key);
        Ok(Self {
            identity,
            held: key.map(|key| pinned::hold(&folder, key)),
            segments: Box::new(segments),
            store: Box::new(store),
            tip: Tip::START,
            stopped: None,
            recalls: false,
            folder: Some(folder),
            looked_at: None,
            sealing,
            key: keys.map(|keys| keys.key().clone()),
            tombs: Mutex::default(),
            shelves: Mutex::default(),
            format: Mutex::new(ALONE),
            kept_elsewhere: None,
            lock: Some(lock),
        })
    }

    /// Opens a study that is there, comparing the two witnesses. What can be put right at the end
    /// of either is; a witness that has to be rebuilt is only where `mending` says so.
    ///
    /// # Errors
    /// [`JournalError::NeedsRepair`] with an account, where something has to be rebuilt first. Where
    /// there is no study, another process has it open, or it was made by a newer version;
    /// [`JournalError::Sealed`] where it takes a key and none was given, [`JournalError::Keys`]
    /// where the key is that of something else.
    pub fn open_with(
        dir: &Path,
        key: Option<&Key>,
        mending: Mending,
    ) -> Result<(Self, Opening), JournalError> {
        refuse_clock()?;
        let folder = Folder::at(dir);
        copies::refuse_copy(&folder)?;
        // Looked at before the lock is taken, so that no other folder gets a lock file.
        let look = || match key {
            // Who has the key proves more than what is known from before.
            Some(_) => opening::unlooked(&folder),
            None => opening::whose(&folder),
        };
        look()?.sealing(&folder, key)?;
        let lock = Lock::take(&folder)?;
        let finished = sealing::finish(&folder)?;
        let mut whose = look()?;
        let sealing = whose.sealing(&folder, key)?;
        let mended = key.map(|key| keys::mend(&folder, key)).transpose()?.flatten();
        if let Some(key) = key {
            whose.prove(&folder, key)?;
        }
        let mut opened = opening::open(&folder, whose, &sealing, mending)?;
        opened.opening.repairs.extend(finished.into_iter().chain(mended));
        let Said { identity, format, .. } = opened.said;
        let tip = Tip::of(identity.device, &opened.segments, &opened.store)?;
        if let Some(key) = key {
            identity::vouch(&folder, opened.said, key)?;
        }
        pinned::renew(&folder, identity, key);
        let mut journal = Self {
            identity,
            held: key.map(|key| pinned::hold(&folder, key)),
            segments: Box::new(opened.segments),
            store: Box::new(opened.store),
            tip,
            stopped: None,
            recalls: false,
            folder: Some(folder.clone()),
            looked_at: None,
            sealing,
            key: key.cloned(),
            tombs: Mutex::default(),
            shelves: Mutex::default(),
            format: Mutex::new(format),
            kept_elsewhere: None,
            lock: Some(lock),
        };
        journal.finish_erasing(&mut opened.opening)?;
        opened.opening.words_unseen = key.is_some() && folder.words_unseen().exists();
        Ok((journal, opened.opening))
    }

    /// The same, rebuilding whatever has to be rebuilt.
    ///
    /// # Errors
    /// As [`Journal::open_with`], but never [`JournalError::NeedsRepair`].
    pub fn open(dir: &Path, key: Option<&Key>) -> Result<(Self, Opening), JournalError> {
        Self::open_with(dir, key, Mending::Rebuild)
    }

    /// A copy in memory of a journal in memory, at a laptop: as after a backup was restored there, or
    /// after its folder was put back as it was.
    ///
    /// # Errors
    /// Where the entries cannot be read.
    pub fn copied_in_memory(&self, device: DeviceId) -> Result<Self, JournalError> {
        let mut copy = Self::in_memory(Identity { device, ..self.identity }, None);
        for (from, to) in [(&self.segments, &mut copy.segments), (&self.store, &mut copy.store)] {
            let mut records = Vec::new();
            from.read(0..u64::MAX, &mut |_, record| {
                records.push(record.to_vec());
                ControlFlow::Continue(())
            })?;
            to.append(&records)?;
        }
        copy.tip = Tip::of(device, &*copy.segments, &*copy.store)?;
        let tombs = self.tombs.lock().unwrap_or_else(PoisonError::into_inner).clone();
        copy.tombs = Mutex::new(tombs);
        Ok(copy)
    }

    /// A journal in memory, for tests and for trying things out; `fail_at` makes the n-th append
    /// (from 1; an act in several batches counts each) fail as a full disk would.
    pub fn in_memory(identity: Identity, fail_at: Option<u64>) -> Self {
        Self {
            identity,
            segments: Box::new(Memory::default()),
            store: Box::new(Memory::failing_at(fail_at)),
            tip: Tip::START,
            stopped: None,
            recalls: false,
            folder: None,
            looked_at: None,
            sealing: Sealing::clear(identity.study),
            held: None,
            key: None,
            tombs: Mutex::default(),
            shelves: Mutex::default(),
            format: Mutex::new(ALONE),
            kept_elsewhere: None,
            lock: None,
        }
    }

    /// Who this installation is.
    pub fn identity(&self) -> Identity {
        self.identity
    }

    /// Where texts that could not be put into the study are kept outside its folder, so that an
    /// erasure looks there too.
    pub fn keeps_texts_in(&mut self, place: &Path) {
        self.kept_elsewhere = Some(place.to_path_buf());
    }

    /// How many entries there are.
    pub fn entries(&self) -> u64 {
        self.segments.count()
    }

    /// Reads every entry in both witnesses and checks every hash. Where something does not hold
    /// together, the next opening mends what can be mended.
    ///
    /// # Errors
    /// Where the files cannot be read at all.
    pub fn verify(&self) -> Result<Verified, JournalError> {
        let verified = verify::verify(&*self.segments, &*self.store)?;
        if !verified.problems.is_empty() {
            self.doubt();
        }
        Ok(verified)
    }

    /// The same, and where all of it holds, that what is kept of folding the entries is what they say,
    /// which takes as much memory as the study twice.
    ///
    /// # Errors
    /// As [`Journal::verify`].
    pub fn verify_with_checkpoint(&self) -> Result<Verified, JournalError> {
        let mut verified = self.verify()?;
        if verified.problems.is_empty() && self.checkpoint_agrees()? == Some(false) {
            let what = "the checkpoint did not hold what the entries say; it was removed";
            verified.problems.push(what.to_owned());
        }
        Ok(verified)
    }

    /// Asks the next opening to be thorough. Where even this cannot be written, the doubt will
    /// arise again.
    fn doubt(&self) {
        self.suspect(b"");
    }

    /// The same, saying which witness it is about.
    fn suspect(&self, whom: &[u8]) {
        if let Some(folder) = &self.folder {
            let _ = folder::write_whole(&folder.suspect(), whom);
        }
    }

    /// Makes one act durable, all or nothing, and returns its entries to be folded.
    ///
    /// `now_millis` is the clock's time (ms since 1970 UTC). An act larger than 100 entries or
    /// 64 KiB goes in several batches, each durable; if one fails, those before it stay. An act
    /// that erases also takes the content out of every file ([`Journal::erase`]).
    ///
    /// # Errors
    /// [`JournalError::TooLarge`] before anything was written; otherwise where it could not be made
    /// durable. After a failed write or sync the journal refuses to write until it has been opened
    /// again.
    pub fn append(
        &mut self,
        changes: &[Change],
        purpose: Purpose,
        now_millis: i64,
    ) -> Result<Vec<Entry>, JournalError> {
        if changes.iter().any(|change| matches!(change, Change::Erased { .. })) {
            return self.erase(changes, now_millis).map(|(entries, _)| entries);
        }
        self.put(changes, purpose, now_millis, self.identity.person)
    }

    /// The same for an act that may be large: the entries of each batch are handed over as soon as it is
    /// durable, so that not all of them are held at once. It erases nothing.
    ///
    /// # Errors
    /// As [`Journal::append`]; what was handed over before stays.
    pub fn append_each(
        &mut self,
        changes: &[Change],
        purpose: Purpose,
        now_millis: i64,
        each: &mut dyn FnMut(Vec<Entry>),
    ) -> Result<(), JournalError> {
        self.put_each(changes, (purpose, now_millis), self.identity.person, each)
    }

    /// The same, as another person who writes on this laptop: several coders may take turns at one.
    /// It erases nothing.
    ///
    /// # Errors
    /// As [`Journal::append`].
    pub fn append_by(
        &mut self,
        author: PersonId,
        changes: &[Change],
        now_millis: i64,
    ) -> Result<Vec<Entry>, JournalError> {
        let kept: Vec<Change> = changes
            .iter()
            .filter(|change| !matches!(change, Change::Erased { .. }))
            .cloned()
            .collect();
        self.put(&kept, Purpose::Do, now_millis, author)
    }
}
