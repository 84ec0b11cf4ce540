//! Keeps half-typed texts on disk from a thread of its own, so that neither typing nor a long
//! opening waits for it.

use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use super::{Event, failure};
use crate::journal::keys::Key;
use crate::journal::{DraftSlot, Drafts, JournalError, Window};
use crate::tui::half_typed;
use crate::tui::msg::Msg;
use crate::tui::screens::lock;

/// A disk that hangs is not waited for for ever.
const PATIENCE: Duration = Duration::from_secs(5);

type Found = Vec<(DraftSlot, String)>;

enum Job {
    Put(DraftSlot, String),
    /// Read what is there, with the key of the study.
    Read(Key, Sender<Found>),
    /// Let everything that was kept go from memory.
    Forget(Sender<()>),
    /// Keep nothing until the other end is let go.
    Hold(Sender<()>, Receiver<()>),
    /// Nothing more comes.
    End,
}

/// The thread that keeps drafts.
pub(super) struct DraftKeeper {
    jobs: Sender<Job>,
    thread: JoinHandle<Vec<String>>,
}

/// The way by which the owner of the journal reads drafts when it has the key, and has them
/// forgotten when it lets that go.
pub(super) struct Reader(Sender<Job>);

/// Whether what is there from an earlier sitting can be read at the start.
pub(super) enum First {
    /// It can, with this key where the study is sealed.
    Read(Option<Key>),
    /// The study is locked.
    Leave,
}

/// Starts it; what is there from an earlier sitting is sent first.
pub(super) fn spawn(study_dir: &Path, first: First, events: Sender<Event>) -> DraftKeeper {
    let dir = study_dir.to_owned();
    let (jobs, incoming) = channel();
    let thread = thread::spawn(move || {
        let mut keeper = Keeper {
            drafts: Drafts::of(&dir),
            window: None,
            dir,
            events,
            last: Vec::new(),
            line: None,
            long: Vec::new(),
            unkept: Vec::new(),
        };
        if let First::Read(key) = first {
            for (slot, text) in keeper.read(key.as_ref()) {
                keeper.tell(Msg::DraftFound(slot, text));
            }
        }
        keeper.work(&incoming);
        keeper.unkept.into_iter().map(|(_, text)| text).collect()
    });
    DraftKeeper { jobs, thread }
}

impl DraftKeeper {
    pub(super) fn put(&self, slot: DraftSlot, text: String) {
        // If the thread has gone, it has said so.
        drop(self.jobs.send(Job::Put(slot, text)));
    }

    /// The way in for the owner of the journal.
    pub(super) fn reader(&self) -> Reader {
        Reader(self.jobs.clone())
    }

    /// Waits until everything is on disk; what could not be put there is handed back.
    pub(super) fn finish(self) -> Vec<String> {
        drop(self.jobs.send(Job::End));
        self.thread.join().unwrap_or_default()
    }
}

impl Reader {
    /// The drafts of a sealed study. What was put before is on disk by then, and what is put after
    /// this returned cannot take the place of anything that it did not find.
    pub(super) fn read(&self, key: &Key) -> Found {
        let (found, answer) = channel();
        drop(self.0.send(Job::Read(key.clone(), found)));
        answer.recv_timeout(PATIENCE).unwrap_or_default()
    }

    /// Returns when everything that was put is on disk and forgotten.
    pub(super) fn forget(&self) {
        let (done, answer) = channel();
        drop(self.0.send(Job::Forget(done)));
        let _ = answer.recv_timeout(PATIENCE);
    }

    /// Waits until what was put is on disk, and keeps nothing until what this returns is let go: a
    /// draft must not be written in clear while the study is being sealed. None where the disk does
    /// not answer.
    pub(super) fn hold(&self) -> Option<Held> {
        let ((holds, answer), (guard, let_go)) = (channel(), channel());
        drop(self.0.send(Job::Hold(holds, let_go)));
        answer.recv_timeout(PATIENCE).ok().map(|()| Held(guard))
    }
}

/// While this lives, nothing is kept; what is put meanwhile is kept afterwards.
pub(super) struct Held(#[expect(dead_code, reason = "letting it go is what counts")] Sender<()>);

struct Keeper {
    dir: PathBuf,
    drafts: Drafts,
    /// The number of this window, once there is a study. Where none can be had (the folder cannot be
    /// written) drafts cannot be kept either, and that is said then.
    window: Option<Window>,
    events: Sender<Event>,
    /// What was last kept in each slot: clearing what is empty already needs no disk.
    last: Vec<(DraftSlot, String)>,
    /// Where the line of a locked study is kept.
    line: Option<DraftSlot>,
    /// Where texts that are too long were kept in this sitting, beside those that were there.
    long: Vec<DraftSlot>,
    /// What could not be kept when it was last put, each slot once.
    unkept: Vec<(DraftSlot, String)>,
}

impl Keeper {
    fn tell(&self, msg: Msg) {
        drop(self.events.send(Event::Msg(msg)));
    }

    fn seat(&mut self) {
        if self.window.is_none() {
            self.window = Window::take(&self.dir).ok().flatten();
        }
    }

    /// Where this window keeps what belongs into `slot`.
    fn own(&self, slot: &DraftSlot) -> DraftSlot {
        match &self.window {
            Some(window) => window.slot(slot.clone()),
            None => slot.clone(),
        }
    }

    fn work(&mut self, jobs: &Receiver<Job>) {
        for job in jobs {
            match job {
                Job::Put(slot, text) if slot == lock::slot() => self.put_line(text),
                Job::Put(DraftSlot::TooLong, text) => self.put_long(text),
                Job::Put(slot, text) => self.put(slot, text),
                Job::Read(key, found) => drop(found.send(self.read(Some(&key)))),
                Job::Forget(done) => {
                    self.last = Vec::new();
                    let _ = done.send(());
                }
                Job::Hold(holds, let_go) => {
                    let _ = holds.send(());
                    // Ends when the other end is dropped.
                    let _ = let_go.recv();
                    self.last = Vec::new();
                }
                Job::End => return,
            }
        }
    }

    /// Everything that is there of this window and of those that have ended, without the line that is
    /// being typed now.
    fn read(&mut self, key: Option<&Key>) -> Found {
        let drafts = self.drafts.clone().with_key(key);
        self.seat();
        let own = [DraftSlot::Capture, DraftSlot::TooLong];
        let mut found = Vec::new();
        let left = self.window.as_mut().map(Window::left_by_others).unwrap_or_default();
        for slot in own.into_iter().chain(half_typed::slots()).chain(left) {
            if Some(&slot) == self.line.as_ref() {
                continue;
            }
            match drafts.get(&self.own(&slot)) {
                Ok(Some(text)) => found.push((slot, text)),
                Ok(None) => {}
                Err(error) => self.tell(Msg::DraftFailed(failure(&error))),
            }
        }
        found
    }

    fn put(&mut self, slot: DraftSlot, text: String) {
        if self.last.iter().any(|(known, kept)| *known == slot && *kept == text) {
            return;
        }
        self.seat();
        if let Err(error) = self.drafts.put(&self.own(&slot), &text) {
            return self.failed(slot, text, &error);
        }
        self.kept_now(&slot);
        self.last.retain(|(known, _)| *known != slot);
        self.last.push((slot, text));
    }

    fn failed(&mut self, slot: DraftSlot, text: String, error: &JournalError) {
        self.unkept.retain(|(known, _)| *known != slot);
        // What was there before would come back in its place.
        self.last.retain(|(known, _)| *known != slot);
        if !text.is_empty() {
            self.unkept.push((slot, text));
            self.tell(Msg::DraftFailed(failure(error)));
        }
    }

    fn kept_now(&mut self, slot: &DraftSlot) {
        let failed = !self.unkept.is_empty();
        self.unkept.retain(|(known, _)| known != slot);
        if failed && self.unkept.is_empty() {
            self.tell(Msg::DraftsKept);
        }
    }

    /// A text that is too long takes the place of no other; an empty one says that those of this
    /// sitting have been dealt with, or that of the sitting before.
    fn put_long(&mut self, text: String) {
        if text.is_empty() {
            let mut done = std::mem::take(&mut self.long);
            if done.is_empty() {
                done.push(DraftSlot::TooLong);
            }
            done.into_iter().for_each(|slot| self.put(slot, String::new()));
            return;
        }
        if self.last.iter().any(|(slot, kept)| self.long.contains(slot) && *kept == text) {
            return;
        }
        self.seat();
        match self.drafts.keep(self.own(&DraftSlot::TooLong).name(), &text) {
            Ok(slot) => {
                self.kept_now(&DraftSlot::TooLong);
                self.last.retain(|(known, _)| *known != slot);
                self.last.push((slot.clone(), text));
                self.long.push(slot);
            }
            Err(error) => self.failed(DraftSlot::TooLong, text, &error),
        }
    }

    /// The line of a locked study goes into a slot that is free: those that are taken hold lines
    /// that nobody has read yet.
    fn put_line(&mut self, text: String) {
        self.seat();
        let free = |slot: &DraftSlot| matches!(self.drafts.get(&self.own(slot)), Ok(None));
        let slot = self.line.clone().or_else(|| lock::slots().find(free));
        let Some(slot) = slot else { return };
        let cleared = text.is_empty();
        if cleared && self.line.is_none() {
            return;
        }
        self.line = (!cleared).then(|| slot.clone());
        self.put(slot, text);
    }
}
