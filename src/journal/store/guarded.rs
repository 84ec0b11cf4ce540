//! Calls into sled whose panics come out as errors.

use std::any::Any;
use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use crate::journal::JournalError;
use crate::journal::folder::failed;

thread_local! {
    static CATCHING: Cell<bool> = const { Cell::new(false) };
}

/// Whether this thread is where a panic of the store will be caught and turned into an error, so
/// that a panic hook need not say anything or touch the screen.
pub fn catching() -> bool {
    CATCHING.get()
}

/// Runs a call into sled; its errors and its panics come out as errors.
pub(super) fn guarded<T>(
    path: &Path,
    call: impl FnOnce() -> sled::Result<T>,
) -> Result<T, JournalError> {
    let outer = CATCHING.replace(true);
    let result = catch_unwind(AssertUnwindSafe(call));
    CATCHING.set(outer);
    match result {
        Ok(Ok(value)) => Ok(value),
        Ok(Err(sled::Error::Io(source))) if source.raw_os_error().is_some() => {
            Err(failed("use the store", path)(source))
        }
        Ok(Err(sled::Error::Io(source))) => Err(told(path, &format!("the store says: {source}"))),
        Ok(Err(e)) => Err(told(path, &format!("the store says: {e}"))),
        Err(panic) => Err(told(path, &format!("the store gave up: {}", words_of(panic.as_ref())))),
    }
}

/// What sled said in words, as an error: where the words hold a refusal of the system (a lock that
/// is taken, no more files, no room), it is that, and no damage.
fn told(path: &Path, words: &str) -> JournalError {
    if words.contains("could not acquire lock") {
        return JournalError::Locked { path: path.to_path_buf(), holder: None };
    }
    match refusal_in(words) {
        Some(source) => failed("use the store", path)(source),
        None => JournalError::Damaged { what: words.to_owned() },
    }
}

/// The refusal of the system that a text names as the standard library shows it:
/// `Os { code: 24, … }` or `… (os error 24)`.
fn refusal_in(words: &str) -> Option<std::io::Error> {
    let after = |mark: &str| words.split_once(mark).map(|(_, after)| after);
    let after = after("Os { code: ").or_else(|| after("(os error "))?;
    let digits: String = after.chars().take_while(char::is_ascii_digit).collect();
    digits.parse().ok().map(std::io::Error::from_raw_os_error)
}

fn words_of(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<String>().map(String::as_str);
    let text = text.or_else(|| panic.downcast_ref::<&str>().copied()).unwrap_or("without a word");
    text.lines().next().unwrap_or_default().chars().take(200).collect()
}
