//! Keeps copies of the study up to date from a thread of its own, so that no save ever waits for
//! another disk. What is new goes there when nothing has been saved for a moment, and at the end.

use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;
use std::time::Duration;

use crate::config::clock;
use crate::journal::{CopySeen, Snapshot};
use crate::open::OpenStudy;
use crate::tui::msg::Msg;

/// The end is not held up longer than this by a disk that does not answer.
const PATIENCE: Duration = Duration::from_secs(5);

/// The way to the thread that keeps copies.
pub(super) struct Copies {
    snapshots: Sender<Snapshot>,
    done: Receiver<()>,
}

/// Starts it; what it has to say goes to `tell`.
pub(super) fn spawn(tell: impl Fn(Msg) + Send + 'static) -> Copies {
    let (snapshots, incoming) = channel::<Snapshot>();
    let (finished, done) = channel();
    thread::spawn(move || {
        while let Ok(first) = incoming.recv() {
            // Only the newest counts.
            let newest = incoming.try_iter().last().unwrap_or(first);
            for seen in newest.keep_up(clock::now().millis) {
                if let Some(said) = said(seen) {
                    tell(Msg::Copies(said));
                }
            }
        }
        let _ = finished.send(());
    });
    Copies { snapshots, done }
}

impl Copies {
    /// Hands the study over as it stands now, if anything is new.
    pub(super) fn catch_up(&self, open: &mut OpenStudy) {
        if let Some(snapshot) = open.news() {
            // Where the thread has gone, the next opening brings the copies up to date.
            drop(self.snapshots.send(snapshot));
        }
    }

    /// Waits until everything is copied, but not for ever.
    pub(super) fn finish(self) {
        drop(self.snapshots);
        let _ = self.done.recv_timeout(PATIENCE);
    }
}

fn said(seen: CopySeen) -> Option<String> {
    match seen {
        CopySeen::Done(copied) if copied.anew => {
            Some(format!("the copy in {} was built anew", copied.place.display()))
        }
        CopySeen::Done(_) => None,
        CopySeen::Missing(place) => Some(format!(
            "the copy in {} is not there now; it is brought up to date when it is",
            place.display()
        )),
        CopySeen::Failed(_, why) => Some(why),
    }
}
