//! Erasing content for good: out of both witnesses, the drafts, the inbox and what was set aside.
//!
//! The order makes a kill at any moment harmless. A marker is written first, then the tombstone in
//! both witnesses; then half-typed texts, waiting notes and notes kept apart go, then both
//! witnesses are built anew beside the old ones without the content (headers and hashes stay, so
//! the chain holds), change places with them, and the old files are overwritten and removed; the
//! marker goes last. While it is there, the next opening does the rest. A store is built anew and
//! not written over because sled keeps old pages of its log.

mod contents;
mod recalled;
mod settings;
mod texts;

use std::collections::HashMap;
use std::fs;
use std::ops::ControlFlow;
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::folder::{Folder, failed, remove_dir, remove_file, sync_dir, write_whole};
use super::opening::Batches;
use super::repair::make_ready;
use super::store::{Memory, Segments, Sled, Store};
use super::work::Work;
use super::{Journal, JournalError, Opening, checkpoint, codec, regular};
use crate::study::{
    Change, Content, Entry, Header, Item, Purpose, SheetId, Sort, Stamp, Subject, Way,
};
use contents::contents;
use recalled::Recalled;
use texts::{empty_set_aside, wipe_apart, wipe_texts};

/// What was taken out, and where.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Wiped {
    /// Entries whose content is gone.
    pub entries: u64,
    /// Drafts, kept texts, waiting notes and notes kept apart that held it.
    pub texts: u64,
    /// Files that an earlier repair had set aside, which may have held it.
    pub set_aside: u64,
    /// Notes that are kept apart and say the same: they stay, as somebody chose to keep them.
    pub said_apart: Vec<SheetId>,
}

/// What has been erased, by what it belonged to.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(super) struct Tombs {
    items: HashMap<Subject, Vec<Item>>,
    /// Every note that left the study.
    stops: Vec<SheetId>,
    /// The settings that were left when names of others were let go of, and when that was.
    left: Option<(Stamp, Vec<String>)>,
    /// What others have taken back of what they handed out.
    recalled: Recalled,
    /// How often something was erased here or taken back elsewhere.
    pub(super) count: u64,
}

impl Tombs {
    /// Every tombstone in a witness.
    fn of(store: &dyn Store) -> Result<Self, JournalError> {
        let mut tombs = Self::default();
        store.read(0..u64::MAX, &mut |_, record| {
            if let Some((header, change)) = change_in(record) {
                tombs.take(&header, &change);
            }
            ControlFlow::Continue(())
        })?;
        Ok(tombs)
    }

    pub(super) fn take(&mut self, header: &Header, change: &Change) {
        // Nobody takes anything out of this journal but what was handed out.
        if header.way == Way::Shelf {
            self.count += u64::from(self.recalled.take(header, change));
            return;
        }
        let stamp = header.stamp();
        if let Some(left) = change.settings_left()
            && self.left.as_ref().is_none_or(|(before, _)| *before < stamp)
        {
            self.left = Some((stamp, left.to_vec()));
        }
        match change {
            Change::Member { .. } => {
                self.count += u64::from(self.recalled.take_member(header, change));
            }
            Change::Erased { what, .. } => {
                self.items.entry(what.subject()).or_default().push(*what);
                self.count += 1;
            }
            Change::Begun { sheet, sort: Sort::Stop, .. } => self.stops.push(*sheet),
            _ => {}
        }
    }

    /// Whether anybody elsewhere said that something is erased.
    pub(super) fn is_claimed(&self) -> bool {
        self.recalled.is_claimed()
    }

    /// Notes that left the study, and of which even that is erased.
    fn erased_stops(&self) -> impl Iterator<Item = SheetId> {
        let erased = |id: &SheetId| {
            let items = self.items.get(&Subject::Sheet(*id));
            items.is_some_and(|items| items.contains(&Item::Sheet(*id)))
        };
        self.stops.iter().copied().filter(erased)
    }

    /// Whether what a change says was erased.
    pub(super) fn cover(&self, change: &Change) -> bool {
        if self.items.is_empty() {
            return false;
        }
        let subjects = [change.subject(), change.goes_along_with()].into_iter().flatten();
        let mut items = subjects.filter_map(|subject| self.items.get(&subject)).flatten();
        items.any(|what| change.is_content_of(*what))
    }

    /// The same for a change that stands in the journal already; a list of settings that is older
    /// than one which let names go says them.
    pub(super) fn cover_entry(&self, header: &Header, change: &Change) -> bool {
        if header.way == Way::Shelf && self.recalled.covers(header, change) {
            return true;
        }
        self.cover(change) || self.names_gone(header, change).next().is_some()
    }

    /// The names in a list of settings that are to be read no more.
    fn names_gone<'a>(
        &'a self,
        header: &Header,
        change: &'a Change,
    ) -> impl Iterator<Item = &'a String> {
        let stamp = header.stamp();
        let left = self.left.as_ref().filter(|(at, _)| stamp < *at);
        left.into_iter().flat_map(|(_, left)| change.settings_beyond(left))
    }

    /// The codes by which people know what was erased.
    fn codes(&self) -> impl Iterator<Item = String> {
        self.items.keys().map(|subject| match subject {
            Subject::Observation(id) => id.code().to_string(),
            Subject::Sheet(id) | Subject::Line(id, _) => id.code().to_string(),
        })
    }
}

fn change_in(record: &[u8]) -> Option<(Header, Change)> {
    let entry = codec::look(record)?.entry();
    match entry.content {
        Content::Known(change) => Some((entry.header, change)),
        Content::Unknown(_) | Content::Erased => None,
    }
}

/// Texts shorter than this are met everywhere and tell nothing.
const TELLING: usize = 8;

impl Journal {
    /// Erases content for good: makes the tombstones durable, takes what they name out of both
    /// witnesses, drafts, inbox, what is kept apart and what was set aside, and returns the
    /// tombstones' entries to be folded. Copies elsewhere are looked after by [`Journal::keep_copies`](super::Journal).
    ///
    /// # Errors
    /// As [`Journal::append`] where nothing was done yet. Where the tombstones are durable and the
    /// rest could not be finished, the journal stops and the next opening finishes it.
    pub fn erase(
        &mut self,
        tombstones: &[Change],
        now_millis: i64,
    ) -> Result<(Vec<Entry>, Wiped), JournalError> {
        if let Some(folder) = &self.folder {
            write_whole(&folder.erasing(), b"")?;
            checkpoint::remove(folder)?;
        }
        let before = self.tombs.lock().unwrap_or_else(std::sync::PoisonError::into_inner).clone();
        let mut changes = tombstones.to_vec();
        changes.extend(settings::left(&*self.segments, &before, tombstones)?);
        let entries = self.put(&changes, Purpose::Do, now_millis, self.identity.person)?;
        match self.wipe() {
            Ok(wiped) => Ok((entries, wiped)),
            Err(e) => {
                self.stopped = Some(format!("an erasure is not finished: {e}"));
                Err(e)
            }
        }
    }

    /// Whether any of these would bring back what was erased. It knows of everything that was
    /// replayed or erased since the journal was opened.
    pub fn came_back(&self, changes: &[Change]) -> bool {
        let tombs = self.tombs.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        changes.iter().any(|change| tombs.cover(change))
    }

    /// Takes note of what was erased, and asks the next opening to look for it where a tombstone
    /// has come that nobody has carried out yet.
    pub(super) fn know(&self, tombs: Tombs) {
        if let Some(folder) = self.folder.as_ref().filter(|_| tombs.count > 0) {
            let done = regular::whole(&folder.erased(), 64).ok();
            let done = done.and_then(|bytes| String::from_utf8(bytes).ok());
            let done = done.and_then(|text| text.trim().parse::<u64>().ok()).unwrap_or(0);
            if done < tombs.count {
                // Where even this cannot be written, the same will be noticed again.
                let _ = write_whole(&folder.erasing(), b"");
            }
        }
        *self.tombs.lock().unwrap_or_else(std::sync::PoisonError::into_inner) = tombs;
    }

    /// Finishes an erasure that was interrupted, and looks again after every repair, so that what
    /// was erased does not come back from an older copy of one of the witnesses.
    pub(super) fn finish_erasing(&mut self, opening: &mut Opening) -> Result<(), JournalError> {
        let Some(folder) = &self.folder else { return Ok(()) };
        let begun = folder.erasing().exists();
        if begun || (!opening.repairs.is_empty() && folder.erased().exists()) {
            let wiped = self.wipe()?;
            if wiped.entries > 0 {
                let gone = super::names::entries(wiped.entries);
                let said = format!("an erasure was finished: the content of {gone} is gone");
                opening.repairs.push(said);
            }
        }
        Ok(())
    }

    /// Takes out whatever a tombstone names and is still there.
    pub(super) fn wipe(&mut self) -> Result<Wiped, JournalError> {
        self.wipe_with(true)
    }

    /// The same; where somebody else took something back, no text outside the journal is looked at.
    pub(super) fn wipe_with(&mut self, texts: bool) -> Result<Wiped, JournalError> {
        if let Some(folder) = &self.folder {
            checkpoint::remove(folder)?;
        }
        let mut tombs = Tombs::of(&*self.segments)?;
        if tombs.count == 0 {
            tombs = Tombs::of(&*self.store)?;
        }
        let mut said = Vec::new();
        let in_segments = contents(&*self.segments, &tombs, &mut said)?;
        let in_store = contents(&*self.store, &tombs, &mut said)?;
        let mut wiped = Wiped { entries: in_segments.max(in_store), ..Wiped::default() };
        let texts = texts && !tombs.items.is_empty();
        if let Some(folder) = self.folder.clone().filter(|_| texts) {
            wiped.texts = wipe_texts(
                &folder,
                self.kept_elsewhere.as_deref(),
                self.key.as_ref(),
                &tombs,
                &said,
            )?;
            let opens = (self.key.as_ref(), &self.sealing);
            let (gone, said_apart) = wipe_apart(&folder, opens, &tombs, &said)?;
            (wiped.texts, wiped.said_apart) = (wiped.texts + gone, said_apart);
            wiped.set_aside = empty_set_aside(&folder)?;
        }
        if wiped.entries > 0 {
            self.rewrite(&tombs)?;
        }
        if let Some(folder) = &self.folder {
            write_whole(&folder.erased(), format!("{}\n", tombs.count).as_bytes())?;
            remove_file(&folder.erasing())?;
        }
        *self.tombs.get_mut().unwrap_or_else(std::sync::PoisonError::into_inner) = tombs;
        Ok(wiped)
    }

    /// Builds both witnesses anew without the content.
    fn rewrite(&mut self, tombs: &Tombs) -> Result<(), JournalError> {
        let Some(folder) = self.folder.clone() else {
            let mut kept = Memory::default();
            copy_without(&*self.segments, &mut kept, tombs)?;
            let mut again = Memory::default();
            copy_without(&kept, &mut again, tombs)?;
            (self.segments, self.store) = (Box::new(kept), Box::new(again));
            return Ok(());
        };
        let [building, store_building] =
            ["segments.building", "store.building"].map(|name| folder.root().join(name));
        remove_dir(&building)?;
        remove_dir(&store_building)?;
        let mut segments = Segments::create(&building, self.identity, self.sealing.clone())?;
        segments.hurry();
        let copied = copy_without(&*self.segments, &mut segments, tombs);
        if let Err(e) = copied.and_then(|()| segments.settle()) {
            self.doubt();
            return Err(e);
        }
        let mut store = Sled::open(&store_building, self.sealing.clone())?;
        store.hurry();
        copy_without(&segments, &mut store, tombs)?;
        store.settle()?;
        drop((segments, store));
        make_ready(&folder, "segments")?;
        make_ready(&folder, "store")?;
        // Closed before their folders are moved: sled writes by name.
        self.segments = Box::new(Memory::default());
        self.store = Box::new(Memory::default());
        replace(&folder, "segments")?;
        replace(&folder, "store")?;
        let found = Segments::open(&folder.segments(), self.identity, self.sealing.clone())?;
        self.segments = Box::new(found.segments);
        self.store = Box::new(Sled::open(&folder.store(), self.sealing.clone())?);
        Ok(())
    }
}

/// Copies every record, those that a tombstone covers without their body.
pub(super) fn copy_without(
    from: &dyn Store,
    to: &mut dyn Store,
    tombs: &Tombs,
) -> Result<(), JournalError> {
    let mut batches = Batches::into(to);
    let (mut result, mut next) = (Ok(()), 0);
    let work = Work::begin("erasing", from.count());
    from.read(0..u64::MAX, &mut |position, record| {
        if position != next {
            return ControlFlow::Break(());
        }
        next += 1;
        work.step();
        let covered = change_in(record);
        let covered = covered.is_some_and(|(header, change)| tombs.cover_entry(&header, &change));
        let erased = if covered { codec::erased(record) } else { None };
        result = batches.take(erased.as_deref().unwrap_or(record));
        if result.is_ok() { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
    })?;
    result?;
    batches.finish()?;
    if next != from.count() {
        let what = "not every entry could be read, so nothing was rewritten".to_owned();
        return Err(JournalError::Damaged { what });
    }
    Ok(())
}

/// Puts `<name>.ready` in the place of `<name>`, of which nothing is kept.
pub(super) fn replace(folder: &Folder, name: &str) -> Result<(), JournalError> {
    let [place, ready, gone] =
        ["", ".ready", ".gone"].map(|ending| folder.root().join(format!("{name}{ending}")));
    shred(&gone)?;
    if place.exists() {
        fs::rename(&place, &gone).map_err(failed("move away", &place))?;
    }
    fs::rename(&ready, &place).map_err(failed("put in place", &place))?;
    sync_dir(folder.root())?;
    shred(&gone)
}

/// Overwrites and removes a file or folder that may not be there.
pub(super) fn shred(path: &Path) -> Result<(), JournalError> {
    let Ok(meta) = fs::symlink_metadata(path) else { return Ok(()) };
    if meta.is_dir() {
        for item in fs::read_dir(path).map_err(failed("list", path))? {
            shred(&item.map_err(failed("list", path))?.path())?;
        }
        return remove_dir(path);
    }
    if meta.is_file() {
        // Where this fails the file is removed all the same; not every disk overwrites in place.
        let _ = regular::blank(path);
    }
    remove_file(path)
}

#[cfg(test)]
mod tests {
    use super::super::{DraftSlot, Drafts, Identity};
    use super::*;
    use crate::study::{
        DeviceId, ItemId, Moment, Observation, ObservationId, Origin, PersonId, Source, Stance,
        Study, StudyId,
    };

    const SECRET: &str = "the blue house behind the mill";

    fn note(n: u128, text: &str) -> Change {
        let at = Moment::new(1_767_225_600_000, 60);
        Change::Recorded(Box::new(Observation {
            id: ObservationId(n),
            text: text.into(),
            kind: None,
            happened_at: at,
            recorded_at: at,
            setting: None,
            stance: Stance::Own,
            origin: Origin::Spontaneous,
            source: Source::Typed,
            extras: Default::default(),
            tags: vec![],
        }))
    }

    fn tombstone(n: u128) -> Change {
        let (what, item) = (Item::Observation(ObservationId(n)), ItemId(n));
        Change::Erased { what, item, reason: "asked to".into(), at: Moment::new(0, 0) }
    }

    fn copy_dir(from: &Path, to: &Path) {
        fs::create_dir_all(to).unwrap();
        for item in fs::read_dir(from).unwrap().flatten() {
            let to = to.join(item.file_name());
            if item.path().is_dir() {
                copy_dir(&item.path(), &to);
            } else {
                fs::copy(item.path(), to).unwrap();
            }
        }
    }

    fn holds_secret(dir: &Path) -> bool {
        fs::read_dir(dir).unwrap().flatten().map(|item| item.path()).any(|path| {
            if path.is_dir() {
                return holds_secret(&path);
            }
            let bytes = fs::read(path).unwrap();
            bytes.windows(SECRET.len()).any(|part| part == SECRET.as_bytes())
        })
    }

    /// A study that says something, and the same with a tombstone that nobody has carried out.
    fn begun(dir: &Path) -> [std::path::PathBuf; 2] {
        let [done, begun] = ["done", "begun"].map(|name| dir.join(name));
        let identity = Identity { study: StudyId(7), device: DeviceId(8), person: PersonId(9) };
        let mut journal = Journal::create(&done, identity, None).unwrap();
        for n in 0..400 {
            let text = if n == 100 { SECRET } else { "rang school before the visit" };
            journal.append(&[note(n, text)], Purpose::Do, 0).unwrap();
        }
        Drafts::of(&done).put(&DraftSlot::TooLong, SECRET).unwrap();
        journal.put(&[tombstone(100)], Purpose::Do, 0, PersonId(9)).unwrap();
        drop(journal);
        copy_dir(&done, &begun);
        fs::write(done.join("erasing"), "").unwrap();
        drop(Journal::open(&done, None).unwrap());
        assert!(!holds_secret(&done) && holds_secret(&begun));
        [done, begun]
    }

    #[test]
    fn an_erasure_that_was_interrupted_is_finished_at_the_next_opening_wherever_it_stopped() {
        let dir = tempfile::tempdir().unwrap();
        let [done, begun] = begun(dir.path());
        let stages: [(&str, &[(&str, &str)]); 5] = [
            ("marker", &[]),
            ("segments-ready", &[("segments", "segments.ready")]),
            ("both-ready", &[("segments", "segments.ready"), ("store", "store.ready")]),
            ("building", &[("segments", "segments.ready"), ("store", "store.building")]),
            ("old-ones-left", &[]),
        ];
        for (stage, ready) in stages {
            let study = dir.path().join(stage);
            let last = stage == "old-ones-left";
            copy_dir(if last { &done } else { &begun }, &study);
            fs::write(study.join("erasing"), "").unwrap();
            for (from, to) in ready {
                copy_dir(&done.join(from), &study.join(to));
            }
            if last {
                copy_dir(&begun.join("segments"), &study.join("segments.gone"));
            }
            // Texts go first, while the witnesses still tell which they are.
            if ready.len() == 2 {
                fs::remove_file(study.join("drafts/too-long.txt")).unwrap();
            }
            let (journal, opening) = Journal::open(&study, None).unwrap();
            assert_eq!(opening.losses, Vec::<String>::new(), "{stage}");
            assert!(!holds_secret(&study), "{stage}");
            assert!(!study.join("erasing").exists(), "{stage}");
            let verified = journal.verify().unwrap();
            assert_eq!((verified.entries, verified.problems), (401, vec![]), "{stage}");
        }
    }

    #[test]
    fn a_tombstone_that_came_some_other_way_is_noticed_when_it_is_read() {
        let dir = tempfile::tempdir().unwrap();
        let [_, begun] = begun(dir.path());
        let (journal, _) = Journal::open(&begun, None).unwrap();
        let mut study = Study::new(DeviceId(8));
        journal.replay(|entry| study.apply(entry)).unwrap();
        assert_eq!(study.all_standing().count(), 399, "it does not count at once");
        drop(journal);
        drop(Journal::open(&begun, None).unwrap());
        assert!(!holds_secret(&begun));
    }
}
