//! What this account knows of a study from outside its folder: which study stands there, who writes
//! in it here, and which key seals it.
//!
//! Whoever can write into the folder of a study can change every file in it, also those that say
//! whether it is sealed and to which key notes are sealed while it is locked. So a line or two about
//! it stand in the account's own configuration as well, written when the study is made and whenever
//! it is opened as it should be, and looked at before anything is written that nobody has unlocked.
//! Opening a sealed study with its passphrase proves more than the note does, and renews it; for
//! one in clear a person has to say so ([`trust`]).
//!
//! ```text
//! asdone knows
//! place C:\… or /…
//! study 0199f3c2-…
//! device 00c0ffee00c0ffee
//! person 0199f3c2-…
//! sealed 32 hexadecimal digits that name the key, then age1…; once for each that is expected
//! clear, only while the study is in clear or being sealed
//! ```

mod exposed;

pub use exposed::{exposed, exposed_news};

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::folder::{Folder, make_dirs, make_private, write_whole};
use super::keys::{self, Key, KeyId};
use super::opening::{self, Whose};
use super::{Identity, JournalError, identity, regular};
use crate::study::DeviceId;

const FIRST_LINE: &str = "asdone knows";

/// No such file is longer.
const LONGEST: u64 = 8 * 1024;

/// More studies than anybody has; what lies beyond is not read.
const MOST: usize = 1000;

/// What is known of the study in one folder.
#[derive(Clone, PartialEq, Eq, Debug)]
struct Pin {
    place: String,
    identity: Identity,
    /// The keys that may seal it, each with the public half.
    sealed: Vec<(KeyId, String)>,
    /// Whether it may be in clear.
    clear: bool,
}

/// Where what is known of the study in each folder is kept.
static PLACES: Mutex<BTreeMap<PathBuf, PathBuf>> = Mutex::new(BTreeMap::new());

/// The public halves of the studies that this process has open with their key.
static OPEN: Mutex<BTreeMap<PathBuf, String>> = Mutex::new(BTreeMap::new());

fn within<T>(lock: &'static Mutex<T>) -> MutexGuard<'static, T> {
    lock.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The one name of a folder, however it was reached.
fn name_of(dir: &Path) -> PathBuf {
    fs::canonicalize(dir).or_else(|_| std::path::absolute(dir)).unwrap_or_else(|_| dir.to_owned())
}

/// Says in which folder of the account it is kept what is known of the study in `study_dir`. A folder
/// inside the study would tell nothing that the study does not.
pub fn known_in(study_dir: &Path, place: &Path) {
    if !place.starts_with(study_dir) {
        within(&PLACES).insert(study_dir.to_owned(), place.to_owned());
    }
}

/// Takes the study in a folder as it is now for the one that is meant.
///
/// # Errors
/// Where there is no study, or its keys cannot be read.
pub fn trust(study_dir: &Path) -> Result<(), JournalError> {
    let folder = Folder::at(study_dir);
    let Whose { identity, key, .. } = opening::unlooked(&folder)?;
    let sealed = match key {
        None => Vec::new(),
        Some(id) => {
            let file = keys::read_file(&folder)?.ok_or_else(keys::gone)?;
            vec![(id, keys::public_of(&file).to_owned())]
        }
    };
    note(&folder, identity, sealed, key.is_none());
    Ok(())
}

impl Pin {
    fn text(&self) -> String {
        let Identity { study, device, person } = self.identity;
        let mut text = format!(
            "{FIRST_LINE}\nplace {}\nstudy {study}\ndevice {device}\nperson {person}\n",
            self.place
        );
        for (KeyId(id), public) in &self.sealed {
            text.push_str(&format!("sealed {:032x} {public}\n", u128::from_be_bytes(*id)));
        }
        if self.clear {
            text.push_str("clear\n");
        }
        text
    }

    fn parse(text: &str) -> Option<Self> {
        let mut lines = text.lines().peekable();
        if lines.next()? != FIRST_LINE {
            return None;
        }
        let mut field = |name: &str| lines.next()?.strip_prefix(name)?.strip_prefix(' ');
        let place = field("place")?.to_owned();
        let identity = Identity {
            study: field("study")?.parse().ok()?,
            device: DeviceId(u64::from_str_radix(field("device")?, 16).ok()?),
            person: field("person")?.parse().ok()?,
        };
        let mut pin = Self { place, identity, sealed: Vec::new(), clear: false };
        for line in lines {
            match line.split_once(' ') {
                None if line == "clear" => pin.clear = true,
                Some(("sealed", said)) => {
                    let (id, public) = said.split_once(' ')?;
                    let id = u128::from_str_radix(id, 16).ok()?.to_be_bytes();
                    pin.sealed.push((KeyId(id), public.to_owned()));
                }
                _ => return None,
            }
        }
        Some(pin)
    }
}

/// Where what is known of the study in a folder stands; none where nobody said where to keep it.
pub(super) fn file_of(folder: &Folder) -> Option<PathBuf> {
    let place = within(&PLACES).get(folder.root()).cloned()?;
    let name = name_of(folder.root());
    let mark = blake3::hash(name.as_os_str().as_encoded_bytes()).to_hex();
    Some(place.join(format!("{}.study", mark.get(..32)?)))
}

/// Where it is noted which checkpoint of the study in a folder this account made last.
pub(super) fn checkpoint_of(folder: &Folder) -> Option<PathBuf> {
    Some(file_of(folder)?.with_extension("checkpoint"))
}

fn read(path: &Path) -> Option<Pin> {
    let (bytes, whole) = regular::upto(path, LONGEST).ok()?;
    Pin::parse(str::from_utf8(&bytes).ok().filter(|_| whole)?)
}

/// What is known of the study in a folder.
fn known(folder: &Folder) -> Option<Pin> {
    read(&file_of(folder)?)
}

/// What is known of a study wherever it was: its folder may have been moved.
fn known_elsewhere(folder: &Folder, study: crate::study::StudyId) -> Option<Pin> {
    let place = within(&PLACES).get(folder.root()).cloned()?;
    let files = fs::read_dir(place).ok()?.flatten().take(MOST);
    files.filter_map(|item| read(&item.path())).find(|pin| pin.identity.study == study)
}

/// Says what differs from what is known of the study in a folder.
///
/// # Errors
/// [`JournalError::NotAsKnown`].
pub(super) fn look(folder: &Folder, whose: &Whose) -> Result<(), JournalError> {
    let Whose { identity, key, .. } = whose;
    let (pin, moved) = match known(folder) {
        Some(pin) => (pin, false),
        None => match known_elsewhere(folder, identity.study) {
            Some(pin) => (pin, true),
            None => return Ok(()),
        },
    };
    let what = match key {
        _ if pin.identity.study != identity.study => "another study stands there now",
        None if !pin.clear => "it was sealed and says now that it is not",
        Some(_) if pin.sealed.is_empty() => "it was not sealed and says now that it is",
        Some(id) if pin.sealed.iter().all(|(known, _)| known != id) => {
            "it was sealed with another key"
        }
        _ if !moved && pin.identity.device != identity.device => {
            "it names another device as the one that writes here"
        }
        _ if !moved && pin.identity.person != identity.person => {
            "it names another person as the one who writes here"
        }
        _ => return Ok(()),
    };
    Err(differs(folder, what))
}

/// What is said where a study is not as it is known.
pub(super) fn differs(folder: &Folder, what: &'static str) -> JournalError {
    JournalError::NotAsKnown { path: folder.root().to_path_buf(), what }
}

/// The public halves that notes for the study in a folder may be sealed to; empty where nothing is
/// known of it. What this process has open with its key comes first.
pub(super) fn publics(folder: &Folder) -> Vec<String> {
    let open = within(&OPEN).get(folder.root()).cloned();
    // A folder that was moved is known by its study: its keys are those that it had.
    let moved = || known_elsewhere(folder, opening::unlooked(folder).ok()?.identity.study);
    let known = known(folder).or_else(moved).map_or_else(Vec::new, |pin| pin.sealed);
    open.into_iter().chain(known.into_iter().map(|(_, public)| public)).collect()
}

/// Who writes here, where that is known.
pub(super) fn who(folder: &Folder) -> Option<Identity> {
    known(folder).map(|pin| pin.identity)
}

impl Whose {
    /// Makes sure that the device and the person who write here are those of whom the file `study`
    /// was written by somebody with the key. Where it was changed, or is of an earlier version and
    /// names others than this account knows, those that are known are put back.
    ///
    /// # Errors
    /// [`JournalError::NotAsKnown`] where somebody without the key wrote it and nothing else is known.
    pub(super) fn prove(&mut self, folder: &Folder, key: &Key) -> Result<(), JournalError> {
        let vouched = match &self.study_file {
            Ok(()) => identity::is_vouched(folder, key)?,
            Err(_) => None,
        };
        let known = who(folder).filter(|known| known.study == self.identity.study);
        match (vouched, known) {
            (Some(true), _) => {}
            (Some(false), None) => {
                let what = "somebody without its key changed who writes here, in the file study";
                return Err(differs(folder, what));
            }
            (None, None) => {}
            (Some(false) | None, Some(known)) => {
                if self.study_file.is_ok() && (known != self.identity || vouched.is_some()) {
                    self.study_file = Err("named others than those who write here".to_owned());
                }
                self.identity = known;
            }
        }
        Ok(())
    }
}

/// A study is being sealed: from one moment to the next it is in clear, then sealed with this key.
pub(super) fn expect(folder: &Folder, identity: Identity, key: &Key) {
    note(folder, identity, vec![(key.id(), key.public())], true);
}

/// Notes what a study is that was made here, or opened as it should be.
pub(super) fn renew(folder: &Folder, identity: Identity, key: Option<&Key>) {
    let sealed = key.map(|key| (key.id(), key.public())).into_iter().collect();
    note(folder, identity, sealed, key.is_none());
}

/// Writes down what is known. Where that cannot be, nothing is lost but the notice itself.
fn note(folder: &Folder, identity: Identity, sealed: Vec<(KeyId, String)>, clear: bool) {
    let Some(path) = file_of(folder) else { return };
    let place = name_of(folder.root()).display().to_string().replace(char::is_control, "?");
    let pin = Pin { place, identity, sealed, clear };
    if read(&path).as_ref() == Some(&pin) {
        return;
    }
    let write = || {
        let dir = path.parent().unwrap_or(Path::new("."));
        make_dirs(dir)?;
        make_private(dir)?;
        write_whole(&path, pin.text().as_bytes())
    };
    let _ = write();
}

/// While it lives, what is kept of the study in a folder is sealed to the key in memory, whatever the
/// files of the folder say.
#[derive(Debug)]
pub(super) struct Pinned(PathBuf);

/// Holds the key of a study that has been opened.
pub(super) fn hold(folder: &Folder, key: &Key) -> Pinned {
    let root = folder.root().to_path_buf();
    within(&OPEN).insert(root.clone(), key.public());
    Pinned(root)
}

impl Drop for Pinned {
    fn drop(&mut self) {
        within(&OPEN).remove(&self.0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::study::{PersonId, StudyId};

    #[test]
    fn what_was_written_is_read_and_nothing_else_is() {
        let identity = Identity { study: StudyId(7), device: DeviceId(8), person: PersonId(9) };
        let pin = Pin {
            place: "/x y".into(),
            identity,
            sealed: vec![(KeyId([0x0a; 16]), "age1abc".into()), (KeyId([1; 16]), "age1d".into())],
            clear: true,
        };
        assert_eq!(Pin::parse(&pin.text()), Some(pin.clone()));
        for hostile in ["", "asdone knows", "asdone knows\nplace x\nstudy y", "dear diary\n"] {
            assert_eq!(Pin::parse(hostile), None, "{hostile:?}");
        }
        assert_eq!(Pin::parse(&format!("{}sealed\n", pin.text())), None);
    }
}
