//! Keeps half-typed texts on disk from a thread of its own, so that neither typing nor a long
//! opening waits for it.

use std::path::Path;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread::{self, JoinHandle};

use super::{Event, failure};
use crate::journal::keys::Key;
use crate::journal::{DraftSlot, Drafts};
use crate::tui::half_typed;
use crate::tui::msg::Msg;

/// The thread that keeps drafts.
pub(super) struct DraftKeeper {
    puts: Sender<(DraftSlot, String)>,
    thread: JoinHandle<()>,
}

/// Starts it; what is there from an earlier sitting is sent first.
pub(super) fn spawn(study_dir: &Path, key: Option<&Key>, events: Sender<Event>) -> DraftKeeper {
    let drafts = Drafts::of(study_dir).with_key(key);
    let (puts, incoming) = channel();
    let thread = thread::spawn(move || keep(&drafts, &incoming, &events));
    DraftKeeper { puts, thread }
}

impl DraftKeeper {
    pub(super) fn put(&self, slot: DraftSlot, text: String) {
        // If the thread has gone, it has said so.
        drop(self.puts.send((slot, text)));
    }

    /// Waits until everything is on disk.
    pub(super) fn finish(self) {
        drop(self.puts);
        drop(self.thread.join());
    }
}

fn keep(drafts: &Drafts, incoming: &Receiver<(DraftSlot, String)>, events: &Sender<Event>) {
    let own = [DraftSlot::Capture, DraftSlot::TooLong];
    for slot in own.into_iter().chain(half_typed::slots()) {
        let msg = match drafts.get(&slot) {
            Ok(Some(text)) => Msg::DraftFound(slot, text),
            Ok(None) => continue,
            Err(error) => Msg::DraftFailed(failure(&error)),
        };
        drop(events.send(Event::Msg(msg)));
    }
    // What was last kept in each slot: clearing what is empty already needs no disk.
    let mut last: Vec<(DraftSlot, String)> = Vec::new();
    for (slot, text) in incoming {
        if last.iter().any(|(known, kept)| *known == slot && *kept == text) {
            continue;
        }
        if let Err(error) = drafts.put(&slot, &text) {
            drop(events.send(Event::Msg(Msg::DraftFailed(failure(&error)))));
            continue;
        }
        last.retain(|(known, _)| *known != slot);
        last.push((slot, text));
    }
}
