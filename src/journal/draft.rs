//! Half-typed notes, kept on disk so that they survive quit, crash and hang-up.

use std::collections::HashMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use super::JournalError;
use super::folder::{Folder, failed, make_dir, remove_file, write_whole};

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
    /// The file's name, or `None` where the slot's own name is not one.
    fn file_name(&self) -> Option<String> {
        match self {
            Self::Capture => Some("capture.txt".to_owned()),
            Self::TooLong => Some("too-long.txt".to_owned()),
            Self::Named(name) => {
                let fits = |c: char| c.is_ascii_alphanumeric() || c == '-';
                let sound = !name.is_empty() && name.len() <= 100 && name.chars().all(fits);
                sound.then(|| format!("own-{name}.txt"))
            }
        }
    }
}

/// The drafts of one study: small values, replaced whole, never half-written (written to a
/// temporary file in the same folder, synced, renamed; mode 0600).
#[derive(Clone, Debug)]
pub struct Drafts {
    place: Place,
}

#[derive(Clone, Debug)]
enum Place {
    Folder(PathBuf),
    Memory(Arc<Mutex<HashMap<DraftSlot, String>>>),
}

impl Drafts {
    /// The drafts in the folder of a study.
    pub fn of(study_dir: &Path) -> Self {
        Self { place: Place::Folder(Folder::at(study_dir).drafts()) }
    }

    /// Drafts kept in memory only, for tests.
    pub fn in_memory() -> Self {
        Self { place: Place::Memory(Arc::default()) }
    }

    /// The draft in a slot. Bytes that are not UTF-8 (a damaged file) come out as replacement
    /// characters, so that the words around them are not lost.
    ///
    /// # Errors
    /// Where it is there and cannot be read.
    pub fn get(&self, slot: &DraftSlot) -> Result<Option<String>, JournalError> {
        let text = match &self.place {
            Place::Memory(drafts) => {
                drafts.lock().unwrap_or_else(PoisonError::into_inner).get(slot).cloned()
            }
            Place::Folder(dir) => {
                let path = path(dir, slot)?;
                match fs::read(&path) {
                    Ok(bytes) => Some(String::from_utf8_lossy(&bytes).into_owned()),
                    Err(e) if e.kind() == io::ErrorKind::NotFound => None,
                    Err(e) => return Err(failed("read", &path)(e)),
                }
            }
        };
        Ok(text.filter(|text| !text.is_empty()))
    }

    /// Keeps a draft; an empty text clears the slot.
    ///
    /// # Errors
    /// Where it cannot be made durable.
    pub fn put(&self, slot: &DraftSlot, text: &str) -> Result<(), JournalError> {
        match &self.place {
            Place::Memory(drafts) => {
                let mut drafts = drafts.lock().unwrap_or_else(PoisonError::into_inner);
                if text.is_empty() {
                    drafts.remove(slot);
                } else {
                    drafts.insert(slot.clone(), text.to_owned());
                }
                Ok(())
            }
            Place::Folder(dir) => {
                let path = path(dir, slot)?;
                if text.is_empty() {
                    return remove_file(&path);
                }
                make_dir(dir)?;
                write_whole(&path, text.as_bytes())
            }
        }
    }
}

fn path(dir: &Path, slot: &DraftSlot) -> Result<PathBuf, JournalError> {
    let name = slot.file_name().ok_or_else(|| {
        let wrong = io::Error::new(
            io::ErrorKind::InvalidInput,
            "the name of a draft has letters, digits and hyphens only",
        );
        failed("name a draft in", dir)(wrong)
    })?;
    Ok(dir.join(name))
}

#[cfg(test)]
mod tests {
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
