//! Opening a study: the two witnesses are compared, and what one lacks is taken from the other.
//!
//! The quick way compares how many records each has and what the last one both have is; it is
//! taken whenever the segments hang together and sled opens. Anything else, and any doubt left by
//! an earlier run, goes the thorough way (see [`super::repair`]), which reads every record.

use std::fs;
use std::io;
use std::ops::ControlFlow;
use std::time::Duration;

use super::erasing::{replace, shred};
use super::folder::{Folder, UNFINISHED, failed, make_private, remove_dir, remove_file, sync_dir};
use super::identity::Said;
use super::keys::{self, Key, KeyId};
use super::names::{Names, entries, names};
use super::store::{Sealing, Segments, Sled, Store, TOGETHER_BYTES, TOGETHER_RECORDS, Torn};
use super::{
    ALONE, FORMAT, Identity, JournalError, Mending, Opening, SHARED, SHRUNK_FROM, codec, identity,
    pinned, regular, repair, taking,
};
use crate::study::StudyId;

/// A study that has been opened.
pub(super) struct Opened {
    pub(super) said: Said,
    pub(super) segments: Segments,
    pub(super) store: Sled,
    pub(super) opening: Opening,
}

/// Whose study a folder holds.
#[derive(Clone, Debug)]
pub(super) struct Whose {
    pub(super) identity: Identity,
    /// The key it is sealed with; `None` where it is in clear.
    pub(super) key: Option<KeyId>,
    /// The format that the file `study` names; where it names none it is found out when the study is
    /// opened.
    pub(super) format: u32,
    /// Why the file `study` has to be written again, where it has.
    pub(super) study_file: Result<(), String>,
}

impl Whose {
    /// How what stands in the folder is sealed.
    ///
    /// # Errors
    /// [`JournalError::Sealed`] where a key is needed and none was given, [`JournalError::Keys`]
    /// where it is the key of something else.
    pub(super) fn sealing(
        &self,
        folder: &Folder,
        key: Option<&Key>,
    ) -> Result<Sealing, JournalError> {
        let wrong = |what: &str| JournalError::Keys { what: what.to_owned() };
        match (self.key, key) {
            (None, None) => {
                Ok(Sealing::clear(self.identity.study).shrinking(self.format >= FORMAT))
            }
            (Some(_), None) => Err(JournalError::Sealed { path: folder.root().to_path_buf() }),
            (_, Some(key)) if key.study() != self.identity.study => {
                Err(wrong("they belong to another study"))
            }
            (None, Some(_)) => Err(wrong("this study is not sealed")),
            (Some(id), Some(key)) if key.id() != id => {
                Err(wrong("they are not those that its notes were sealed with"))
            }
            (Some(_), Some(key)) => key.sealing(),
        }
    }
}

/// Whose study a folder holds, where it is the one that this account knows.
///
/// # Errors
/// As [`unlooked`], and [`JournalError::NotAsKnown`].
pub(super) fn whose(folder: &Folder) -> Result<Whose, JournalError> {
    let whose = unlooked(folder)?;
    pinned::look(folder, &whose)?;
    Ok(whose)
}

/// Whose study a folder holds as its files say it, whatever is known of it. Where the file `study` is
/// damaged or gone, or does not say that the study is sealed, the segments know.
pub(super) fn unlooked(folder: &Folder) -> Result<Whose, JournalError> {
    let as_said =
        |Said { identity, key, format }| Whose { identity, key, format, study_file: Ok(()) };
    // A sealing that has come to its end and still has parts to move.
    if let Ok(Some(said)) = identity::read(&Folder::at(&folder.sealing_ready())) {
        return Ok(as_said(said));
    }
    let not_a_study = || JournalError::NotAStudy { path: folder.root().to_path_buf() };
    let by_segments = || Segments::whose(&folder.segments());
    let ((identity, key), format, why) = match identity::read(folder) {
        Ok(Some(said)) if said.key.is_some() => return Ok(as_said(said)),
        Ok(Some(said)) => match by_segments()? {
            Some((theirs, Some(key))) if theirs.study == said.identity.study => {
                let why = "did not say that the study is sealed";
                ((said.identity, Some(key)), said.format, why)
            }
            _ => {
                refuse_clear(folder)?;
                return Ok(as_said(said));
            }
        },
        Ok(None) => (by_segments()?.ok_or_else(not_a_study)?, ALONE, "was missing"),
        Err(e @ (JournalError::NotAStudy { .. } | JournalError::Damaged { .. })) => {
            (by_segments()?.ok_or(e)?, ALONE, "was damaged")
        }
        Err(e) => return Err(e),
    };
    if key.is_none() {
        refuse_clear(folder)?;
    }
    Ok(Whose { identity, key, format, study_file: Err(why.to_owned()) })
}

/// Makes sure that the rest of a folder is of the study that its file `study` names, as far as that can be
/// told without a key: what is left there is sealed for one study, and nobody reads it in another.
///
/// # Errors
/// [`JournalError::NotAsKnown`].
pub(super) fn is_of_one_study(folder: &Folder, study: StudyId) -> Result<(), JournalError> {
    let recorded = Segments::whose(&folder.segments()).ok().flatten();
    let mut said = keys::studies(folder);
    said.extend(recorded.map(|(theirs, _)| theirs.study));
    if said.is_empty() || said.contains(&study) {
        return Ok(());
    }
    Err(pinned::differs(folder, "its file study names another study than the rest of it is of"))
}

/// Refuses to take a study for one in clear where its keys are there: no study in clear has any, and
/// whoever made it look like one waits for a note that is not sealed.
fn refuse_clear(folder: &Folder) -> Result<(), JournalError> {
    for path in [folder.keys(), folder.keys_copy()] {
        if fs::symlink_metadata(&path).is_ok() {
            let what = format!(
                "{} is there, and yet the study says that it is not sealed; somebody who has no \
                 secret of it may have changed that, so nothing is written in clear",
                path.display()
            );
            return Err(JournalError::Keys { what });
        }
    }
    Ok(())
}

/// What was found of the two witnesses before anything was changed.
pub(super) struct Witnesses {
    /// `None` where there are no segment files.
    pub(super) segments: Option<Segments>,
    pub(super) torn: Option<Torn>,
    /// What can be left of a turn of several batches that did not come to its end.
    pub(super) turn: Option<Torn>,
    /// Why all segments have to be read.
    pub(super) broken: Option<String>,
    /// The store, or why it cannot be used.
    pub(super) store: Result<Sled, String>,
}

/// What stands in the file `suspect` where it was the store that failed, though it may read well.
pub(super) const SUSPECT_STORE: &[u8] = b"store\n";

/// Opens a study whose lock is held.
///
/// # Errors
/// Where the system refuses, or nothing is left to open.
pub(super) fn open(
    folder: &Folder,
    whose: Whose,
    sealing: &Sealing,
    mending: Mending,
) -> Result<Opened, JournalError> {
    let Whose { identity, key, format, study_file } = whose;
    let mut said = Said { identity, key, format };
    let unsure = study_file.is_err();
    let mut opening = Opening::default();
    if let Err(why) = study_file {
        if folder.identity().exists() {
            folder.put_aside(&folder.identity(), "study")?;
        }
        identity::write(folder, said, None)?;
        opening
            .repairs
            .push(format!("the file that says which study this is {why}; it was written again"));
    }
    finish_swaps(folder, &mut opening)?;
    sweep(folder);
    let mut found = look(folder, identity, sealing)?;
    let suspect = folder.suspect().exists();
    if regular::whole(&folder.suspect(), 64).is_ok_and(|whom| whom == SUSPECT_STORE) {
        found.store = Err("it failed while something was being saved".into());
    }
    if !suspect {
        cut_turn(folder, &mut found, &mut opening)?;
    }
    let quick = match if suspect { Ok(None) } else { quick(folder, &mut found, &mut opening) } {
        // Sled may open a file that a power cut has torn, and notice only when it reads on or
        // writes.
        Err(JournalError::Damaged { what }) => {
            found.store = Err(what);
            None
        }
        tried => tried?,
    };
    if quick.is_none() {
        super::checkpoint::remove(folder)?;
        let (segments, store) =
            repair::thorough(folder, identity, sealing, found, (suspect, mending), &mut opening)?;
        found = Witnesses {
            segments: Some(segments),
            torn: None,
            turn: None,
            broken: None,
            store: Ok(store),
        };
        remove_file(&folder.suspect())?;
    }
    let (Some(segments), Ok(store)) = (found.segments, found.store) else {
        return Err(JournalError::Damaged { what: "the two witnesses do not agree".into() });
    };
    if unsure && said.format == ALONE {
        said.format = format_of(&segments, key.is_some())?;
        if said.format != ALONE {
            identity::write(folder, said, None)?;
        }
    }
    opening.entries = segments.count();
    Ok(Opened { said, segments, store, opening })
}

/// The format of a study with these segments, where nothing says it: that of the most that may stand in
/// its folder.
pub(super) fn format_of(segments: &Segments, is_sealed: bool) -> Result<u32, JournalError> {
    if !is_sealed && segments.count() >= SHRUNK_FROM {
        return Ok(FORMAT);
    }
    Ok(if taking::holds_any(segments)? { SHARED } else { ALONE })
}

/// Looks at both witnesses without changing anything.
fn look(folder: &Folder, identity: Identity, sealing: &Sealing) -> Result<Witnesses, JournalError> {
    let (mut segments, mut torn, mut turn, mut broken) = (None, None, None, None);
    if Segments::are_there(&folder.segments())? {
        let found = Segments::open(&folder.segments(), identity, sealing.clone())?;
        (segments, torn) = (Some(found.segments), found.torn);
        (turn, broken) = (found.turn, found.broken);
    }
    let none_yet = segments.as_ref().is_some_and(|found| found.count() == 0)
        && torn.is_none()
        && broken.is_none();
    let store = if Sled::is_there(&folder.store())? || none_yet {
        match Sled::open(&folder.store(), sealing.clone()) {
            Err(JournalError::Damaged { what }) => Err(what),
            Err(JournalError::Io { source, .. }) if is_of_a_bad_disk(&source) => {
                Err(format!("the store says: {source}"))
            }
            opened => Ok(opened?),
        }
    } else {
        Err("its main file was missing".into())
    };
    if segments.is_none() && store.is_err() {
        return Err(JournalError::Damaged {
            what: "the segments are gone, and the store cannot be used either".into(),
        });
    }
    Ok(Witnesses { segments, torn, turn, broken, store })
}

/// Whether the system could not read a file whose disk is going bad. Any other refusal passes, and
/// says nothing of the files: no rights, no room, no more open files, a stale handle of a share.
fn is_of_a_bad_disk(error: &io::Error) -> bool {
    #[cfg(unix)]
    let bad = rustix::io::Errno::from_io_error(error) == Some(rustix::io::Errno::IO);
    // ERROR_CRC and ERROR_IO_DEVICE.
    #[cfg(not(unix))]
    let bad = matches!(error.raw_os_error(), Some(23 | 1117));
    bad
}

/// Removes files that somebody was writing when they were killed. Their text was never
/// acknowledged, and it is not to lie about. Others may be writing just now, so only those that are
/// an hour older than our own lock go; failing to is no reason not to open.
fn sweep(folder: &Folder) {
    let now = fs::metadata(folder.lock()).and_then(|meta| meta.modified());
    let Some(old) = now.ok().and_then(|now| now.checked_sub(Duration::from_secs(3600))) else {
        return;
    };
    let root = folder.root().to_path_buf();
    for dir in [root, folder.drafts(), folder.inbox(), folder.segments(), folder.apart()] {
        for item in fs::read_dir(dir).into_iter().flatten().flatten() {
            let unfinished = item.file_name().to_string_lossy().starts_with(UNFINISHED);
            let written = item.metadata().and_then(|meta| meta.modified());
            if unfinished && written.is_ok_and(|at| at < old) {
                let _ = fs::remove_file(item.path());
            }
        }
    }
}

/// Finishes what a repair had begun when it was interrupted: a witness that was rebuilt to the end
/// takes its place, one that was not is thrown away.
fn finish_swaps(folder: &Folder, opening: &mut Opening) -> Result<(), JournalError> {
    let erasing = folder.erasing().exists();
    for name in ["segments", "store"] {
        shred(&folder.root().join(format!("{name}.gone")))?;
        remove_dir(&folder.root().join(format!("{name}.building")))?;
        let ready = folder.root().join(format!("{name}.ready"));
        // Of what an erasure replaces nothing is kept.
        if ready.is_dir() && erasing {
            replace(folder, name)?;
        } else if ready.is_dir() {
            swap(folder, name)?;
            opening
                .repairs
                .push(format!("a repair of the {name} was interrupted and now finished"));
        }
    }
    Ok(())
}

/// Puts `<name>.ready` in the place of `<name>`, which is set aside; says where.
pub(super) fn swap(folder: &Folder, name: &str) -> Result<Option<String>, JournalError> {
    let place = folder.root().join(name);
    let aside = if place.exists() { Some(folder.put_aside(&place, name)?) } else { None };
    let ready = folder.root().join(format!("{name}.ready"));
    fs::rename(&ready, &place).map_err(failed("put in place", &place))?;
    sync_dir(folder.root())?;
    make_private(&place)?;
    Ok(aside)
}

/// Cuts off what is left of a turn of several batches where the power went before all of them were durable:
/// a later one can be on the disk, and an earlier one not. The store comes second, so that it has nothing of
/// such a turn, and nobody was told of any of it.
fn cut_turn(
    folder: &Folder,
    found: &mut Witnesses,
    opening: &mut Opening,
) -> Result<(), JournalError> {
    let Witnesses { segments: Some(segments), turn: Some(turn), store: Ok(store), .. } = found
    else {
        return Ok(());
    };
    let Some(claims) = &turn.claims else { return Ok(()) };
    // An empty store may have been emptied: it does not know what was acknowledged.
    let before = (1..=claims.start).contains(&store.count());
    let one = before && claims.end - store.count() <= TOGETHER_RECORDS as u64;
    // A store that cannot be read is another matter, and is found out next.
    if !one || !matches!(agree(segments, store), Ok(true)) {
        return Ok(());
    }
    let kept = folder.keep_aside(&turn.bytes, "tail")?;
    say_cut(turn, &kept, &names(segments), opening);
    segments.cut_turn(turn)?;
    (found.torn, found.turn, found.broken) = (None, None, None);
    Ok(())
}

/// Brings both to the same length where that can be done by looking at their ends alone; `None`
/// where it cannot.
fn quick(
    folder: &Folder,
    found: &mut Witnesses,
    opening: &mut Opening,
) -> Result<Option<()>, JournalError> {
    let Witnesses { segments: Some(segments), torn, broken: None, store: Ok(store), .. } = found
    else {
        return Ok(None);
    };
    if !agree(segments, store)? {
        return Ok(None);
    }
    if torn.is_some() && store.count() < segments.count() {
        return Ok(None);
    }
    if let Some(torn) = torn.take() {
        let kept = folder.keep_aside(&torn.bytes, "tail")?;
        segments.cut(&torn)?;
        if store.count() == segments.count() {
            say_cut(&torn, &kept, &names(segments), opening);
        }
    }
    let behind = store.count() < segments.count();
    let copied = if behind { catch_up(segments, store)? } else { catch_up(store, segments)? };
    match copied {
        None => return Ok(None),
        Some(0) => {}
        Some(copied) => {
            let (lacking, having) =
                if behind { ("store", "segments") } else { ("segments", "store") };
            opening.repairs.push(format!(
                "{} that the {lacking} lacked {} taken from the {having}",
                entries(copied),
                if copied == 1 { "was" } else { "were" },
            ));
        }
    }
    Ok(Some(()))
}

/// Says that the end of the segments was cut off.
pub(super) fn say_cut(torn: &Torn, kept: &str, names: &Names, opening: &mut Opening) {
    let which = torn.claims.as_ref().map(|claims| format!(" ({})", names.of(claims)));
    let which = which.unwrap_or_default();
    if torn.unfinished {
        opening.repairs.push(format!(
            "a last batch{which} that had not been written to its end, and so was never \
             acknowledged, was cut off; its bytes are in {kept}"
        ));
    } else {
        opening.losses.push(format!(
            "the last {} bytes of the segments{which} cannot be read and are not in the store: \
             if anything in them had been acknowledged, it is lost; they are kept in {kept}",
            torn.bytes.len()
        ));
    }
}

/// Whether the last record that both should have is the same.
fn agree(a: &dyn Store, b: &dyn Store) -> Result<bool, JournalError> {
    let Some(last) = a.count().min(b.count()).checked_sub(1) else { return Ok(true) };
    let (one, other) = (a.get(last)?, b.get(last)?);
    let hash = |record: &Option<Vec<u8>>| record.as_deref().and_then(codec::look).map(|s| s.hash());
    // An entry whose content was erased in one of them is still the same entry.
    Ok(one.is_some() && (one == other || hash(&one).is_some_and(|h| Some(h) == hash(&other))))
}

/// Copies what `to` lacks at its end, durably, and says how many; `None` where `from` cannot give
/// all of it.
pub(super) fn catch_up(from: &dyn Store, to: &mut dyn Store) -> Result<Option<u64>, JournalError> {
    let missing = to.count()..from.count();
    let mut batches = Batches::into(to);
    let mut next = missing.start;
    let mut result = Ok(());
    from.read(missing.clone(), &mut |position, record| {
        if position != next {
            return ControlFlow::Break(());
        }
        next += 1;
        result = batches.take(record);
        if result.is_ok() { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
    })?;
    result?;
    batches.finish()?;
    Ok((next >= missing.end).then(|| next - missing.start))
}

/// Gathers records, so that as many become durable together as may.
pub(super) struct Batches<'a> {
    to: &'a mut dyn Store,
    batch: Vec<Vec<u8>>,
    bytes: usize,
}

impl<'a> Batches<'a> {
    pub(super) fn into(to: &'a mut dyn Store) -> Self {
        Self { to, batch: Vec::new(), bytes: 0 }
    }

    pub(super) fn take(&mut self, record: &[u8]) -> Result<(), JournalError> {
        if self.batch.len() >= TOGETHER_RECORDS || self.bytes + record.len() > TOGETHER_BYTES {
            self.finish()?;
        }
        self.bytes += record.len();
        self.batch.push(record.to_vec());
        Ok(())
    }

    pub(super) fn finish(&mut self) -> Result<(), JournalError> {
        if !self.batch.is_empty() {
            self.to.append(&self.batch)?;
        }
        self.batch.clear();
        self.bytes = 0;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::journal::{Journal, codec};
    use crate::study::{Content, DeviceId, Header, Hybrid, PersonId, Purpose};

    #[test]
    fn what_a_newer_version_wrote_passes_through_to_the_byte() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("study");
        let identity = Identity { study: StudyId(7), device: DeviceId(8), person: PersonId(9) };
        drop(Journal::create(&path, identity, None).unwrap());
        let folder = Folder::at(&path);
        let future = [200, 1, 2, 3, 250];
        let header = Header {
            way: crate::study::Way::Here,
            device: DeviceId(8),
            seq: 1,
            time: Hybrid(5),
            author: PersonId(9),
            act: 1,
            purpose: Purpose::Do,
        };
        let (record, _) = codec::record(&header, &codec::NO_HASH, &future).unwrap();
        let sealing = Sealing::clear(identity.study);
        let found = Segments::open(&folder.segments(), identity, sealing.clone()).unwrap();
        let mut segments = found.segments;
        segments.append(std::slice::from_ref(&record)).unwrap();
        drop(segments);
        std::fs::remove_dir_all(folder.store()).unwrap();

        let (mut journal, opening) = Journal::open(&path, None).unwrap();
        assert_eq!((opening.entries, opening.losses), (1, vec![]));
        let mut contents = Vec::new();
        journal.replay(|entry| contents.push(entry.content)).unwrap();
        assert_eq!(contents, [Content::Unknown(future.into())]);
        let next = journal.append(&[], Purpose::Do, 0).unwrap();
        assert!(next.is_empty());
        drop(journal);
        let store = Sled::open(&folder.store(), sealing).unwrap();
        assert_eq!(store.get(0).unwrap(), Some(record));
    }

    #[test]
    fn a_file_left_half_written_long_ago_is_swept_away() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("study");
        let identity = Identity { study: StudyId(7), device: DeviceId(8), person: PersonId(9) };
        drop(Journal::create(&path, identity, None).unwrap());
        let left = |name: &str, hours: u64| {
            let file = path.join("drafts").join(name);
            std::fs::write(&file, "half a no").unwrap();
            let lock = std::fs::metadata(path.join("lock")).unwrap().modified().unwrap();
            let then = lock - std::time::Duration::from_secs(hours * 3600);
            let opened = std::fs::File::options().write(true).open(&file).unwrap();
            opened.set_modified(then).unwrap();
            file
        };
        let (old, young) = (left(".unfinished-old", 3), left(".unfinished-young", 0));
        let draft = left("capture.txt", 3);
        drop(Journal::open(&path, None).unwrap());
        assert_eq!((old.exists(), young.exists(), draft.exists()), (false, true, true));
    }
}
