//! What became of what a person asked for, so that the exit code can tell it. A script that is told
//! "it failed" tries again, and a note that was recorded is then there twice.

use std::sync::atomic::{AtomicBool, Ordering};

/// Whether this process has made durable what its command was asked to do.
static DONE: AtomicBool = AtomicBool::new(false);

/// It is durable: whatever goes wrong from now on (an output that nobody takes) undoes nothing.
pub(super) fn done() {
    DONE.store(true, Ordering::Relaxed);
}

/// Whether it is.
pub(super) fn is_done() -> bool {
    DONE.load(Ordering::Relaxed)
}
