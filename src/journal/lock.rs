//! One process at a time: a lock of our own, taken before anything else is touched.
//!
//! The lock is the operating system's and ends with the process, however that ends; what stands in
//! the file only tells others who has it.

use std::fs::{File, TryLockError};
use std::io::{Read, Seek, Write};
use std::path::PathBuf;

use chrono::{DateTime, Local};

use super::folder::{Folder, failed};
use super::{JournalError, regular};

/// Held for as long as a study is open.
#[derive(Debug)]
pub(super) struct Lock {
    file: File,
    path: PathBuf,
}

impl Drop for Lock {
    /// Gives the lock back, rather than leaving that to the closing of the file: a program that is
    /// being started at this moment (an editor) has the file too, until it runs.
    fn drop(&mut self) {
        let _ = self.file.unlock();
    }
}

impl Lock {
    /// Takes the lock of a study.
    ///
    /// # Errors
    /// [`JournalError::Locked`], with the process that has it where that can be told.
    pub(super) fn take(folder: &Folder) -> Result<Self, JournalError> {
        let path = folder.lock();
        let mut file = regular::to_write(&path).map_err(failed("write to", &path))?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                let holder = holder(&mut file);
                return Err(JournalError::Locked { path: folder.root().to_path_buf(), holder });
            }
            Err(TryLockError::Error(source)) => return Err(failed("lock", &path)(source)),
        }
        let mut sign = || {
            file.set_len(0)?;
            file.rewind()?;
            writeln!(file, "{}", std::process::id())
        };
        sign().map_err(failed("write to", &path))?;
        Ok(Self { file, path })
    }
}

impl Lock {
    /// Whether whoever comes next finds this lock: the file that is locked is still the one of that
    /// name.
    pub(super) fn is_in_place(&self) -> bool {
        regular::is_named(&self.file, &self.path)
    }
}

/// Who has a study open, where somebody has; the lock is not taken.
pub fn holder_of(study_dir: &std::path::Path) -> Option<String> {
    let mut file = regular::to_read(&Folder::at(study_dir).lock()).ok()?;
    match file.try_lock_shared() {
        Err(TryLockError::WouldBlock) => {
            holder(&mut file).or_else(|| Some("another process".to_owned()))
        }
        Ok(()) | Err(TryLockError::Error(_)) => None,
    }
}

/// "process 812, since 24 Nov 13:40": the process from the file, the time from when it was written.
fn holder(file: &mut File) -> Option<String> {
    let mut text = String::new();
    file.take(32).read_to_string(&mut text).ok()?;
    let process: u32 = text.trim().parse().ok()?;
    let since = file.metadata().and_then(|meta| meta.modified()).ok();
    let since = since.map(|at| DateTime::<Local>::from(at).format(", since %-d %b %H:%M"));
    Some(format!("process {process}{}", since.map(|at| at.to_string()).unwrap_or_default()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_free_once_let_go_though_a_program_that_is_being_started_has_the_file_too() {
        let dir = tempfile::tempdir().unwrap();
        let folder = Folder::at(dir.path());
        let lock = Lock::take(&folder).unwrap();
        let inherited = lock.file.try_clone().unwrap();
        assert!(matches!(Lock::take(&folder), Err(JournalError::Locked { .. })));
        drop(lock);
        let again = Lock::take(&folder).unwrap();
        drop((again, inherited));
    }
}
