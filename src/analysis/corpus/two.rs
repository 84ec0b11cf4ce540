//! Two halves of one piece of work at the same time.

use std::panic::resume_unwind;
use std::thread::{Builder, scope};

/// Does both, the second on a thread of its own where the system gives one.
pub(super) fn both<A, B: Send>(a: impl FnOnce() -> A, b: impl Fn() -> B + Sync) -> (A, B) {
    scope(|scope| match Builder::new().spawn_scoped(scope, &b) {
        Ok(beside) => {
            let here = a();
            (here, beside.join().unwrap_or_else(|panic| resume_unwind(panic)))
        }
        Err(_) => (a(), b()),
    })
}
