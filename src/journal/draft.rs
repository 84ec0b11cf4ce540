//! Half-typed notes, kept on disk so that they survive quit, crash and hang-up.

use std::collections::HashMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use zeroize::Zeroizing;

use super::folder::{Folder, failed, make_dir, remove_file, sync_dir, write_beside, write_whole};
use super::keys::{self, Key, Public};
use super::{JournalError, regular};

/// No draft is longer.
const LONGEST: u64 = 64 * 1024 * 1024;

/// What a half-typed text is for.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum DraftSlot {
    /// A new observation.
    Capture,
    /// A text that was refused for its length, kept until it has been dealt with.
    TooLong,
    /// Anything else, by a name of letters, digits and hyphens (`amend-kx7qd`).
    Named(String),
}

impl DraftSlot {
    /// The file's name without its ending, or `None` where the slot's own name is not one.
    fn stem(&self) -> Option<String> {
        match self {
            Self::Capture => Some("capture".to_owned()),
            Self::TooLong => Some(TOO_LONG.to_owned()),
            Self::Named(name) => {
                let fits = |c: char| c.is_ascii_alphanumeric() || c == '-';
                let sound = !name.is_empty() && name.len() <= 100 && name.chars().all(fits);
                sound.then(|| format!("own-{name}"))
            }
        }
    }
}

const TOO_LONG: &str = "too-long";

impl DraftSlot {
    /// The slot by the name under which it is shown: `refused-2`.
    fn numbered(name: &str, number: u32) -> Self {
        match (name, number) {
            (TOO_LONG, 1) => Self::TooLong,
            (name, 1) => Self::Named(name.to_owned()),
            (name, number) => Self::Named(format!("{name}-{number}")),
        }
    }

    /// Which of the slots of `name` this is, from 1.
    fn number_of(&self, name: &str) -> Option<u32> {
        let own = match self {
            Self::Capture => return None,
            Self::TooLong => TOO_LONG,
            Self::Named(own) => own,
        };
        match own.strip_prefix(name)? {
            "" => Some(1),
            rest => rest.strip_prefix('-')?.parse().ok().filter(|number| *number > 1),
        }
    }

    /// The name under which it is shown.
    pub fn name(&self) -> &str {
        match self {
            Self::Capture => "capture",
            Self::TooLong => TOO_LONG,
            Self::Named(own) => own,
        }
    }

    fn of_file(file: &str) -> Option<Self> {
        let stem = file.strip_suffix(".txt").or_else(|| file.strip_suffix(".age"))?;
        match (stem, stem.strip_prefix("own-")) {
            ("capture", _) => Some(Self::Capture),
            (TOO_LONG, _) => Some(Self::TooLong),
            (_, own) => own.map(|own| Self::Named(own.to_owned())),
        }
    }
}

/// The drafts of one study: small values, replaced whole, never half-written (written to a
/// temporary file in the same folder, synced, renamed; mode 0600).
///
/// Those of a sealed study are `age` files to its public key: they can be kept while it is locked,
/// and read with its key alone.
#[derive(Clone, Debug)]
pub struct Drafts {
    place: KeptIn,
}

#[derive(Clone, Debug)]
enum KeptIn {
    Folder(Folder, Option<Key>),
    Memory(Arc<Mutex<HashMap<DraftSlot, String>>>),
}

impl Drafts {
    /// The drafts in the folder of a study. Where it is sealed they can be kept and cleared; see
    /// [`Drafts::with_key`].
    pub fn of(study_dir: &Path) -> Self {
        Self { place: KeptIn::Folder(Folder::at(study_dir), None) }
    }

    /// The same, able to read those of a sealed study as well.
    #[must_use]
    pub fn with_key(mut self, with: Option<&Key>) -> Self {
        if let KeptIn::Folder(_, key) = &mut self.place {
            *key = with.cloned();
        }
        self
    }

    /// Drafts kept in memory only, for tests.
    pub fn in_memory() -> Self {
        Self { place: KeptIn::Memory(Arc::default()) }
    }

    /// The draft in a slot. Bytes that are not UTF-8 (a damaged file) come out as replacement
    /// characters, so that the words around them are not lost.
    ///
    /// # Errors
    /// Where it is there and cannot be read; [`JournalError::Sealed`] where that takes a key.
    pub fn get(&self, slot: &DraftSlot) -> Result<Option<String>, JournalError> {
        let text = match &self.place {
            KeptIn::Memory(drafts) => {
                drafts.lock().unwrap_or_else(PoisonError::into_inner).get(slot).cloned()
            }
            KeptIn::Folder(folder, key) => {
                let [sealed, clear] = paths(folder, slot)?;
                match (read(&sealed)?, key) {
                    (None, _) => read(&clear)?.map(|bytes| words(&bytes)),
                    (Some(_), None) => {
                        return Err(JournalError::Sealed { path: folder.root().to_path_buf() });
                    }
                    (Some(bytes), Some(key)) => Some(words(&opened(key, &sealed, &bytes)?)),
                }
            }
        };
        Ok(text.filter(|text| !text.is_empty()))
    }

    /// Keeps a text beside those that are there, never in the place of one, and says in which slot:
    /// `name`, or `name-2` and so on where that is taken. A text that is kept already, word for word
    /// and in clear, is not kept twice.
    ///
    /// # Errors
    /// Where it cannot be made durable, or not sealed in a study that is.
    pub fn keep(&self, name: &str, text: &str) -> Result<DraftSlot, JournalError> {
        let slots = (1u32..).map(|number| DraftSlot::numbered(name, number));
        match &self.place {
            KeptIn::Memory(drafts) => {
                let mut drafts = drafts.lock().unwrap_or_else(PoisonError::into_inner);
                let taken = |slot: &DraftSlot| drafts.get(slot).is_some_and(|kept| kept != text);
                let slot =
                    slots.into_iter().find(|slot| !taken(slot)).unwrap_or(DraftSlot::TooLong);
                drafts.insert(slot.clone(), text.to_owned());
                Ok(slot)
            }
            KeptIn::Folder(folder, _) => {
                make_dir(&folder.drafts())?;
                let public = public(folder)?;
                let sealed = public.map(|public| public.seal(text.as_bytes())).transpose()?;
                let bytes = sealed.as_deref().unwrap_or(text.as_bytes());
                let mut file = write_beside(&folder.drafts().join("draft"), bytes)?;
                for slot in slots {
                    let [age, clear] = paths(folder, &slot)?;
                    if sealed.is_none() && read(&clear)?.is_some_and(|kept| kept == text.as_bytes())
                    {
                        return Ok(slot);
                    }
                    let (path, other) = match sealed.is_some() {
                        true => (age, clear),
                        false => (clear, age),
                    };
                    if fs::symlink_metadata(&other).is_ok() {
                        continue;
                    }
                    match file.persist_noclobber(&path) {
                        Ok(_) => return sync_dir(&folder.drafts()).map(|()| slot),
                        Err(e) if e.error.kind() == io::ErrorKind::AlreadyExists => file = e.file,
                        Err(e) => return Err(failed("write", &path)(e.error)),
                    }
                }
                Ok(DraftSlot::TooLong)
            }
        }
    }

    /// The slots of `name` in which something is, in the order of their numbers.
    ///
    /// # Errors
    /// Where the folder cannot be listed.
    pub fn kept(&self, name: &str) -> Result<Vec<DraftSlot>, JournalError> {
        let mut numbers: Vec<u32> = match &self.place {
            KeptIn::Memory(drafts) => {
                let drafts = drafts.lock().unwrap_or_else(PoisonError::into_inner);
                drafts.keys().filter_map(|slot| slot.number_of(name)).collect()
            }
            KeptIn::Folder(folder, _) => {
                let dir = folder.drafts();
                let items = match fs::read_dir(&dir) {
                    Err(e) if e.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
                    items => items.map_err(failed("list", &dir))?,
                };
                let number = |item: fs::DirEntry| {
                    let file = item.file_name().into_string().ok()?;
                    DraftSlot::of_file(&file)?.number_of(name)
                };
                items.flatten().filter_map(number).collect()
            }
        };
        numbers.sort_unstable();
        numbers.dedup();
        Ok(numbers.into_iter().map(|number| DraftSlot::numbered(name, number)).collect())
    }

    /// The slots in the folder of a study whose names begin with this, in order.
    pub(super) fn slots_of(&self, begins: &str) -> Vec<DraftSlot> {
        let KeptIn::Folder(folder, _) = &self.place else { return Vec::new() };
        let items = fs::read_dir(folder.drafts()).into_iter().flatten().flatten();
        let names = items.filter_map(|item| item.file_name().into_string().ok());
        let mut slots: Vec<DraftSlot> = names
            .filter_map(|name| DraftSlot::of_file(&name))
            .filter(|slot| slot.name().starts_with(begins))
            .collect();
        slots.sort_unstable_by(|a, b| a.name().cmp(b.name()));
        slots.dedup();
        slots
    }

    /// The slots in which windows beside the first one keep something.
    pub fn of_windows(&self) -> Vec<DraftSlot> {
        let mut slots = self.slots_of("");
        slots.retain(DraftSlot::is_of_a_window);
        slots
    }

    /// Moves a draft, sealed or not, to a slot that is free; where that holds one, both stay.
    ///
    /// # Errors
    /// Where the disk refuses.
    pub(super) fn give(&self, from: &DraftSlot, to: &DraftSlot) -> Result<(), JournalError> {
        let KeptIn::Folder(folder, _) = &self.place else { return Ok(()) };
        let (from, to) = (paths(folder, from)?, paths(folder, to)?);
        if to.iter().any(|path| fs::symlink_metadata(path).is_ok()) {
            return Ok(());
        }
        for (from, to) in from.iter().zip(&to) {
            if fs::symlink_metadata(from).is_ok() {
                fs::rename(from, to).map_err(failed("rename", from))?;
            }
        }
        sync_dir(&folder.drafts())
    }

    /// Keeps a draft; an empty text clears the slot.
    ///
    /// # Errors
    /// Where it cannot be made durable, or not sealed in a study that is.
    pub fn put(&self, slot: &DraftSlot, text: &str) -> Result<(), JournalError> {
        match &self.place {
            KeptIn::Memory(drafts) => {
                let mut drafts = drafts.lock().unwrap_or_else(PoisonError::into_inner);
                if text.is_empty() {
                    drafts.remove(slot);
                } else {
                    drafts.insert(slot.clone(), text.to_owned());
                }
                Ok(())
            }
            KeptIn::Folder(folder, _) => {
                let [sealed, clear] = paths(folder, slot)?;
                if text.is_empty() {
                    return remove_file(&sealed).and(remove_file(&clear));
                }
                make_dir(&folder.drafts())?;
                match public(folder)? {
                    None => write_whole(&clear, text.as_bytes()),
                    Some(public) => {
                        write_whole(&sealed, &public.seal(text.as_bytes())?)?;
                        remove_file(&clear)
                    }
                }
            }
        }
    }
}

/// The key that drafts are sealed to; none in a folder that is no study (yet), or one in clear.
fn public(folder: &Folder) -> Result<Option<Public>, JournalError> {
    match keys::public_to_keep(folder.root()) {
        Err(JournalError::NotAStudy { .. }) => Ok(None),
        public => public,
    }
}

fn read(path: &Path) -> Result<Option<Vec<u8>>, JournalError> {
    match regular::whole(path, LONGEST) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(e) if e.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(e) => Err(failed("read", path)(e)),
    }
}

fn opened(key: &Key, path: &Path, bytes: &[u8]) -> Result<Zeroizing<Vec<u8>>, JournalError> {
    let damaged = || JournalError::Damaged { what: format!("{} does not open", path.display()) };
    key.open(bytes).ok_or_else(damaged)
}

fn words(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// Where a draft stands, sealed and in clear.
fn paths(folder: &Folder, slot: &DraftSlot) -> Result<[PathBuf; 2], JournalError> {
    let dir = folder.drafts();
    let stem = slot.stem().ok_or_else(|| {
        let wrong = io::Error::new(
            io::ErrorKind::InvalidInput,
            "the name of a draft has letters, digits and hyphens only",
        );
        failed("name a draft in", &dir)(wrong)
    })?;
    Ok([dir.join(format!("{stem}.age")), dir.join(format!("{stem}.txt"))])
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    fn both() -> (tempfile::TempDir, Vec<Drafts>) {
        let dir = tempfile::tempdir().unwrap();
        let drafts = vec![Drafts::of(dir.path()), Drafts::in_memory()];
        (dir, drafts)
    }

    #[test]
    fn a_draft_is_kept_replaced_and_cleared() {
        let (_dir, both) = both();
        for drafts in both {
            assert_eq!(drafts.get(&DraftSlot::Capture).unwrap(), None);
            drafts.put(&DraftSlot::Capture, "Rang school bef").unwrap();
            drafts.put(&DraftSlot::Capture, "Rang school before\nthe visit").unwrap();
            drafts.put(&DraftSlot::Named("amend-kx7qd".into()), "other words").unwrap();
            let kept = drafts.get(&DraftSlot::Capture).unwrap();
            assert_eq!(kept.as_deref(), Some("Rang school before\nthe visit"));
            drafts.put(&DraftSlot::Capture, "").unwrap();
            drafts.put(&DraftSlot::Capture, "").unwrap();
            assert_eq!(drafts.get(&DraftSlot::Capture).unwrap(), None);
            let other = drafts.get(&DraftSlot::Named("amend-kx7qd".into())).unwrap();
            assert_eq!(other.as_deref(), Some("other words"));
        }
    }

    #[test]
    fn a_kept_text_never_takes_the_place_of_another() {
        let (dir, both) = both();
        for drafts in &both {
            std::thread::scope(|scope| {
                for n in 0..11 {
                    scope.spawn(move || drafts.keep("refused", &format!("text {n}")).unwrap());
                }
            });
            let mut texts: Vec<String> = Vec::new();
            for slot in drafts.kept("refused").unwrap() {
                texts.push(drafts.get(&slot).unwrap().unwrap());
            }
            texts.sort();
            let mut wanted: Vec<String> = (0..11).map(|n| format!("text {n}")).collect();
            wanted.sort();
            assert_eq!(texts, wanted);
            let again = drafts.keep("refused", "text 7").unwrap();
            assert_eq!(drafts.get(&again).unwrap().as_deref(), Some("text 7"));
            assert_eq!(drafts.kept("refused").unwrap().len(), 11, "the same text is kept once");
            drafts.put(&DraftSlot::Named("refused-3".into()), "").unwrap();
            assert_eq!(drafts.keep("refused", "anew").unwrap().name(), "refused-3");
            assert_eq!(drafts.keep("too-long", "x").unwrap(), DraftSlot::TooLong);
            assert_eq!(drafts.keep("too-long", "y").unwrap().name(), "too-long-2");
            assert_eq!(drafts.kept("too-long").unwrap().len(), 2);
        }
        let left = fs::read_dir(dir.path().join("drafts")).unwrap().count();
        assert_eq!(left, 13, "nothing half-written stays");
    }

    #[test]
    fn a_draft_never_leaves_its_folder() {
        let dir = tempfile::tempdir().unwrap();
        let drafts = Drafts::of(dir.path());
        for name in ["../study", "", "a/b", "a.b"] {
            assert!(drafts.put(&DraftSlot::Named(name.into()), "text").is_err(), "{name:?}");
        }
    }

    #[test]
    fn a_damaged_draft_still_gives_its_words() {
        let dir = tempfile::tempdir().unwrap();
        let drafts = Drafts::of(dir.path());
        drafts.put(&DraftSlot::TooLong, "the words around it").unwrap();
        fs::write(dir.path().join("drafts/too-long.txt"), b"the words \xff around").unwrap();
        let kept = drafts.get(&DraftSlot::TooLong).unwrap().unwrap();
        assert!(kept.starts_with("the words ") && kept.ends_with(" around"), "{kept}");
    }

    #[cfg(unix)]
    #[test]
    fn nobody_else_can_read_a_draft_and_nothing_half_written_stays() {
        use std::os::unix::fs::PermissionsExt;
        let dir = tempfile::tempdir().unwrap();
        let drafts = Drafts::of(dir.path());
        drafts.put(&DraftSlot::Capture, "text").unwrap();
        let folder = dir.path().join("drafts");
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode(&folder), 0o700);
        let names: Vec<_> = fs::read_dir(&folder).unwrap().map(|item| item.unwrap()).collect();
        assert_eq!(names.len(), 1);
        assert_eq!(mode(&names[0].path()), 0o600);
    }
}
