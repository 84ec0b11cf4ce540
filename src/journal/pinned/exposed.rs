//! A study's folder that others can change: it is said, and left as it is, since it may be shared on
//! purpose or stand on a disk that knows no permissions.

use std::path::Path;

use super::super::folder::{Folder, remove_file, write_whole};
use super::super::regular;
use super::file_of;

/// Who besides this account can change what is in the folder of a study, as a sentence.
#[cfg(unix)]
pub fn exposed(study_dir: &Path) -> Option<String> {
    use std::os::unix::fs::MetadataExt;
    let meta = std::fs::metadata(study_dir).ok()?;
    let shown = study_dir.display();
    let own = rustix::process::geteuid();
    if meta.uid() != own.as_raw() {
        return Some(format!(
            "the folder {shown} belongs to another account, which can change and remove what is in it"
        ));
    }
    let mode = meta.mode() & 0o777;
    (mode & 0o022 != 0).then(|| {
        format!(
            "other accounts can change and remove what is in the folder {shown} (its mode is \
             {mode:04o}); chmod 700 takes that from them"
        )
    })
}

/// Other systems tell nothing.
#[cfg(not(unix))]
pub fn exposed(_study_dir: &Path) -> Option<String> {
    None
}

/// The same where it has not been said to this account before, or was otherwise then.
pub fn exposed_news(study_dir: &Path) -> Option<String> {
    /// No sentence with a path in it is longer.
    const LONGEST: u64 = 64 * 1024;
    let mut told = file_of(&Folder::at(study_dir))?.into_os_string();
    told.push(".told");
    let told = Path::new(&told);
    let said = exposed(study_dir);
    match &said {
        Some(said) if regular::whole(told, LONGEST).is_ok_and(|was| was == said.as_bytes()) => None,
        Some(text) => {
            // Where it cannot be kept that it was said, it is said again.
            let _ = write_whole(told, text.as_bytes());
            said
        }
        None => {
            let _ = remove_file(told);
            None
        }
    }
}
