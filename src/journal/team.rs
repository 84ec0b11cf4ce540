//! The file `share/team` in the folder of a study: what this laptop is to its team, sealed with the
//! study's own key. It is in no copy of the study, so a laptop that was restored from one has to be
//! admitted again.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use zeroize::Zeroizing;

use super::folder::{Folder, failed, make_dir, remove_dir, write_whole};
use super::keys::Key;
use super::{JournalError, regular};

/// Context of the key that the file is sealed with.
const PURPOSE: &str = "asdone 2026 team file v1";

/// No such file is longer.
const LONGEST: u64 = 4 * 1024 * 1024;

fn path(study_dir: &Path) -> PathBuf {
    Folder::at(study_dir).share().join("team")
}

/// Whether the study in a folder belongs to a team.
pub fn is_there(study_dir: &Path) -> bool {
    fs::symlink_metadata(path(study_dir)).is_ok()
}

/// What the file says; `None` where there is none.
///
/// # Errors
/// Where it cannot be read, or was sealed with another key.
pub fn read(study_dir: &Path, key: &Key) -> Result<Option<Zeroizing<Vec<u8>>>, JournalError> {
    let path = path(study_dir);
    let sealed = match regular::whole(&path, LONGEST) {
        Ok(sealed) => sealed,
        Err(e) if e.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(e) => return Err(failed("read", &path)(e)),
    };
    let wrong = || JournalError::Damaged { what: format!("{} does not open", path.display()) };
    key.open_for(PURPOSE, &sealed).map(Some).ok_or_else(wrong)
}

/// Writes the file, so that it is either as it was or says all of `plain`.
///
/// # Errors
/// Where it cannot be written.
pub fn write(study_dir: &Path, key: &Key, plain: &[u8]) -> Result<(), JournalError> {
    make_dir(&Folder::at(study_dir).share())?;
    write_whole(&path(study_dir), &key.seal_for(PURPOSE, plain)?)
}

/// The folder in which what was handed out is kept, sealed as it was, made where it is not there.
///
/// # Errors
/// Where it cannot be made.
pub fn out(study_dir: &Path) -> Result<PathBuf, JournalError> {
    let share = Folder::at(study_dir).share();
    make_dir(&share)?;
    let out = share.join("out");
    make_dir(&out)?;
    Ok(out)
}

/// Lets go of everything that belongs to a team: the secrets first.
///
/// # Errors
/// Where it cannot be removed.
pub fn forget(study_dir: &Path) -> Result<(), JournalError> {
    super::folder::remove_file(&path(study_dir))?;
    remove_dir(&Folder::at(study_dir).share())
}
