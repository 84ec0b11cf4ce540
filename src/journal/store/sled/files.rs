//! The folder that sled is handed: looked at before, and opened.

use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use crate::journal::JournalError;
use crate::journal::folder::failed;
use crate::journal::store::guarded::guarded;

/// How long the threads of a store that was closed a moment ago may still hold its lock.
const CLOSING: Duration = Duration::from_secs(2);

/// What sled may keep in memory (its own default is 1 GiB).
const CACHE: u64 = 32 * 1024 * 1024;

/// Refuses to hand sled a folder in which something else stands where a file should: it opens what it
/// finds, and would wait for ever for a named pipe to be written to.
pub(super) fn refuse_irregular(dir: &Path) -> Result<(), JournalError> {
    for item in fs::read_dir(dir).map_err(failed("list", dir))? {
        let path = item.map_err(failed("list", dir))?.path();
        let kind = fs::symlink_metadata(&path).map_err(failed("look at", &path))?.file_type();
        let is_folder = kind.is_dir() && path.file_name().is_some_and(|name| name == "blobs");
        if !kind.is_file() && !is_folder {
            let what = format!("{} is no file of the store", path.display());
            return Err(JournalError::Damaged { what });
        }
    }
    Ok(())
}

/// A snapshot that a kill left half-written keeps sled from opening, though nothing is lost. Whether
/// there was one.
pub(super) fn remove_unfinished_snapshots(dir: &Path) -> Result<bool, JournalError> {
    let mut removed = false;
    for item in fs::read_dir(dir).map_err(failed("list", dir))? {
        let path = item.map_err(failed("list", dir))?.path();
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned());
        if name.is_some_and(|name| name.starts_with("snap.") && name.ends_with(".generating")) {
            fs::remove_file(&path).map_err(failed("remove", &path))?;
            removed = true;
        }
    }
    Ok(removed)
}

/// Refuses a clock that the library underneath would panic over.
#[expect(clippy::disallowed_methods, reason = "the library reads the same clock")]
pub(in crate::journal) fn refuse_clock() -> Result<(), JournalError> {
    use std::time::{SystemTime, UNIX_EPOCH};
    match SystemTime::now() < UNIX_EPOCH {
        true => Err(JournalError::Clock),
        false => Ok(()),
    }
}

/// Opens sled. Where its own lock is still held by the threads of a store closed a moment ago, it
/// waits a little. Another process can be the reason only where the file of our own lock was taken
/// away.
pub(super) fn open_db(dir: &Path) -> Result<sled::Db, JournalError> {
    let until = Instant::now() + CLOSING;
    loop {
        let config = sled::Config::new().path(dir).cache_capacity(CACHE).flush_every_ms(None);
        match guarded(dir, || config.open()) {
            Err(JournalError::Locked { .. }) if Instant::now() < until => {
                std::thread::sleep(Duration::from_millis(20));
            }
            opened => return opened,
        }
    }
}
