//! What a person sees of long work: how far it is, every few seconds, and what Ctrl-C leaves behind.

use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use super::{interrupt, out};
use crate::journal::{self, Far};

/// How long nothing is said. Most work is done by then.
const QUIET: Duration = Duration::from_secs(3);

/// While it lives, how far the work is that this process does is said every few seconds.
pub(super) struct Progress {
    over: Option<Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Progress {
    /// Watches work that Ctrl-C stops, with what it then leaves behind and how to go on.
    pub(super) fn watch(left: &str, go_on: &str) -> Self {
        interrupt::saying(left, go_on);
        let (over, ended) = channel();
        let thread = thread::Builder::new().spawn(move || {
            while let Err(RecvTimeoutError::Timeout) = ended.recv_timeout(QUIET) {
                if let Some(far) = journal::far() {
                    out::aside(&said(far));
                }
            }
        });
        // Where the system gives no thread the work is done without a word.
        Self { over: Some(over), thread: thread.ok() }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        interrupt::done();
        drop(self.over.take());
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

fn said(far: Far) -> String {
    let Far { doing, done, of } = far;
    let share = done.min(of).saturating_mul(100).checked_div(of).unwrap_or(0);
    format!("{doing}: {share} % (Ctrl-C stops)")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn how_far_it_is_is_never_more_than_all_and_nothing_divides_by_nothing() {
        let said = |done, of| said(Far { doing: "checking", done, of });
        assert_eq!(said(0, 0), "checking: 0 % (Ctrl-C stops)");
        assert_eq!(said(41, 100), "checking: 41 % (Ctrl-C stops)");
        assert_eq!(said(u64::MAX, 7), "checking: 100 % (Ctrl-C stops)");
    }
}
