//! How far long work has come, for whoever waits for it. One piece of work is watched at a time: the
//! process that is asked for it has nothing else to do.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};

static DOING: Mutex<Option<&'static str>> = Mutex::new(None);
static DONE: AtomicU64 = AtomicU64::new(0);
static OF: AtomicU64 = AtomicU64::new(0);

/// How far it is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Far {
    /// What is being done, for example "checking".
    pub doing: &'static str,
    /// How much of it is done.
    pub done: u64,
    /// How much there is, as far as was known when it began.
    pub of: u64,
}

/// What is being done, where anything long is.
pub fn far() -> Option<Far> {
    let doing = (*DOING.lock().unwrap_or_else(PoisonError::into_inner))?;
    Some(Far { doing, done: DONE.load(Ordering::Relaxed), of: OF.load(Ordering::Relaxed) })
}

/// A piece of work begins; it is over when this is dropped.
pub(super) struct Work(());

impl Work {
    pub(super) fn begin(doing: &'static str, of: u64) -> Self {
        *DOING.lock().unwrap_or_else(PoisonError::into_inner) = Some(doing);
        DONE.store(0, Ordering::Relaxed);
        OF.store(of, Ordering::Relaxed);
        Self(())
    }

    pub(super) fn step(&self) {
        DONE.fetch_add(1, Ordering::Relaxed);
    }
}

impl Drop for Work {
    fn drop(&mut self) {
        *DOING.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }
}
