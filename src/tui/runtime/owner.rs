//! The thread that owns the journal: it reads the past in the background, makes deeds durable in the
//! order in which they come, and takes in what other processes left in the inbox. That nothing is
//! written twice at once follows from there being one such thread.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread;
use std::time::Duration;

use super::copies::{self, Copies};
use super::{Event, Start, failure};
use crate::actions::{self, Deed};
use crate::analysis::Corpus;
use crate::config::clock;
use crate::journal::keys::Key;
use crate::journal::{Identity, Inbox, Journal, JournalError, Leaving, Mending};
use crate::study::{Entry, Purpose, Study, Subject};
use crate::tui::msg::{Failure, Msg, Past, Ticket};

/// How often the inbox is looked into.
const INBOX_EVERY: Duration = Duration::from_secs(1);

/// How many changes a screen shows of a history.
const MOST: usize = 500;

enum Job {
    Commit(Ticket, Deed),
    LetGo(Ticket, Leaving),
    Begin(Identity, Deed),
    Repair,
    History(Option<Subject>),
}

/// The way to the owner.
pub(super) struct Owner {
    jobs: Sender<Job>,
}

impl Owner {
    /// Hands a deed over; false where the owner has gone.
    pub(super) fn commit(&self, ticket: Ticket, deed: Deed) -> bool {
        self.jobs.send(Job::Commit(ticket, deed)).is_ok()
    }

    /// Hands a note over that leaves the study; false where the owner has gone.
    pub(super) fn let_go(&self, ticket: Ticket, leaving: Leaving) -> bool {
        self.jobs.send(Job::LetGo(ticket, leaving)).is_ok()
    }

    /// Hands the beginning of a study over; false where the owner has gone.
    pub(super) fn begin(&self, identity: Identity, deed: Deed) -> bool {
        self.jobs.send(Job::Begin(identity, deed)).is_ok()
    }

    /// Agrees to a rebuilding of what is damaged; false where the owner has gone.
    pub(super) fn repair(&self) -> bool {
        self.jobs.send(Job::Repair).is_ok()
    }

    /// Asks what was done to something; false where the owner has gone.
    pub(super) fn history(&self, of: Option<Subject>) -> bool {
        self.jobs.send(Job::History(of)).is_ok()
    }

    /// There is nothing more to do after what was given.
    pub(super) fn close(self) {
        drop(self);
    }
}

/// What is said when the owner has gone.
pub(super) fn gone() -> Failure {
    Failure {
        message: "the journal has stopped, so nothing is written".to_owned(),
        hint: Some("what you type is kept as a draft; end and start again".to_owned()),
    }
}

/// Starts the owner.
pub(super) fn spawn(start: Start, key: Option<Key>, events: Sender<Event>) -> Owner {
    let (jobs, incoming) = channel();
    thread::spawn(move || {
        let worked =
            catch_unwind(AssertUnwindSafe(|| work(&start, key.as_ref(), &incoming, &events)));
        if worked.is_err() {
            drop(events.send(Event::Msg(Msg::OpenFailed(gone()))));
        }
        drop(events.send(Event::OwnerDone));
    });
    Owner { jobs }
}

fn work(start: &Start, key: Option<&Key>, jobs: &Receiver<Job>, events: &Sender<Event>) {
    let tell = |msg: Msg| drop(events.send(Event::Msg(msg)));
    let (dir, journal) = match start {
        Start::Open(dir) => (dir, open(dir, key, jobs, &tell)),
        Start::Begin(dir) => (dir, begin(dir, jobs, &tell)),
    };
    if let Some(mut journal) = journal {
        let events = events.clone();
        let mut copies = copies::spawn(move |msg| drop(events.send(Event::Msg(msg))));
        copies.catch_up(&journal);
        serve(&mut journal, (&Inbox::of(dir), key), jobs, &tell, &mut copies);
        copies.catch_up(&journal);
        copies.finish();
    }
}

fn open(
    dir: &Path,
    key: Option<&Key>,
    jobs: &Receiver<Job>,
    tell: &impl Fn(Msg),
) -> Option<Journal> {
    let opened = match Journal::open_with(dir, key, Mending::Ask) {
        Err(JournalError::NeedsRepair { account }) => {
            tell(Msg::NeedsRepair(account));
            agreed(jobs, tell).then(|| Journal::open_with(dir, key, Mending::Rebuild))?
        }
        opened => opened,
    };
    let (journal, mut opening) = match opened {
        Ok(opened) => opened,
        Err(error) => {
            tell(Msg::OpenFailed(failure(&error)));
            return None;
        }
    };
    let identity = journal.identity();
    let mut study = Study::new(identity.device);
    if let Err(error) = journal.replay(|entry| study.apply(entry)) {
        opening.losses.push(format!("not everything could be read: {}", failure(&error).said()));
    }
    let mut corpus = Corpus::default();
    corpus.refresh(&study);
    tell(Msg::Loaded(Box::new(Past { study, corpus, identity, opening })));
    Some(journal)
}

/// Waits until the person has agreed to a repair; false where they left instead.
fn agreed(jobs: &Receiver<Job>, tell: &impl Fn(Msg)) -> bool {
    for job in jobs {
        match job {
            Job::Repair => return true,
            Job::Commit(ticket, _) | Job::LetGo(ticket, _) => {
                tell(Msg::CommitFailed { ticket, failure: gone() });
            }
            Job::Begin(..) | Job::History(_) => {}
        }
    }
    false
}

/// Tells what was done to something, or to the whole study, one line for each change.
fn tell_history(journal: &Journal, of: Option<Subject>, tell: &impl Fn(Msg)) {
    let mut study = Study::new(journal.identity().device);
    let mut entries = Vec::new();
    let read = journal.replay(|entry| {
        if of.is_none_or(|subject| actions::is_about(&entry, subject)) {
            entries.push(entry.clone());
        }
        study.apply(entry);
    });
    let now = clock::now();
    let line = |entry: &Entry| actions::audit(&study, entry).line(now);
    let mut lines: Vec<String> = entries.iter().rev().take(MOST).map(line).collect();
    lines.extend(
        (entries.len() > MOST).then(|| {
            format!("and {} before them: asdone audit shows them all", entries.len() - MOST)
        }),
    );
    lines.extend(read.err().map(|error| format!("not everything could be read: {error}")));
    let title = match of {
        None => "what was done, newest first".to_owned(),
        Some(subject) => format!("what was done to {}, newest first", actions::code_of(subject)),
    };
    tell(Msg::History(title, lines));
}

/// Makes a study when its questions have been answered; one that fails can be tried again.
fn begin(dir: &Path, jobs: &Receiver<Job>, tell: &impl Fn(Msg)) -> Option<Journal> {
    let mut made: Option<Journal> = None;
    loop {
        let (identity, deed) = match jobs.recv() {
            Ok(Job::Begin(identity, deed)) => (identity, deed),
            Ok(Job::Commit(ticket, _) | Job::LetGo(ticket, _)) => {
                tell(Msg::CommitFailed { ticket, failure: gone() });
                continue;
            }
            Ok(Job::Repair | Job::History(_)) => continue,
            Err(_) => return None,
        };
        let journal = match made.take() {
            Some(journal) => Ok(journal),
            None => Journal::create(dir, identity, None),
        };
        let begun = journal.and_then(|mut journal| {
            let entries = journal.append(&deed.changes, deed.purpose, clock::now().millis);
            let identity = journal.identity();
            match entries {
                Ok(entries) => {
                    tell(Msg::Begun(identity, entries));
                    Ok(journal)
                }
                Err(error) => {
                    made = Some(journal);
                    Err(error)
                }
            }
        });
        match begun {
            Ok(journal) => return Some(journal),
            Err(error) => tell(Msg::BeginFailed(failure(&error))),
        }
    }
}

fn serve(
    journal: &mut Journal,
    inbox: (&Inbox, Option<&Key>),
    jobs: &Receiver<Job>,
    tell: &impl Fn(Msg),
    copies: &mut Copies,
) {
    let mut told: Vec<String> = Vec::new();
    loop {
        match jobs.recv_timeout(INBOX_EVERY) {
            Ok(Job::Commit(ticket, deed)) => {
                let now = clock::now().millis;
                tell(match journal.append(&deed.changes, deed.purpose, now) {
                    Ok(entries) => Msg::Committed { ticket, entries },
                    Err(error) => Msg::CommitFailed { ticket, failure: failure(&error) },
                });
            }
            Ok(Job::LetGo(ticket, leaving)) => {
                tell(match journal.let_go(&leaving, clock::now().millis) {
                    Ok(entries) => Msg::Committed { ticket, entries },
                    Err(error) => Msg::CommitFailed { ticket, failure: failure(&error) },
                });
            }
            Ok(Job::History(of)) => tell_history(journal, of, tell),
            Ok(Job::Begin(..) | Job::Repair) => {}
            Err(RecvTimeoutError::Timeout) => {
                look_into(inbox, journal, &mut told, tell);
                copies.catch_up(journal);
            }
            Err(RecvTimeoutError::Disconnected) => return,
        }
    }
}

/// Takes in the notes that wait; each file goes only when its note is durable.
fn look_into(
    (inbox, key): (&Inbox, Option<&Key>),
    journal: &mut Journal,
    told: &mut Vec<String>,
    tell: &impl Fn(Msg),
) {
    let Ok((waiting, unread)) = inbox.waiting(key) else { return };
    let mut taken = Vec::new();
    let mut notes = 0;
    for note in waiting {
        if journal.came_back(&note.changes) {
            drop(inbox.remove(&note.name));
            continue;
        }
        match journal.append(&note.changes, Purpose::Do, clock::now().millis) {
            Ok(entries) => {
                taken.extend(entries);
                notes += 1;
                // A file that stays is taken in again next time, which changes nothing.
                drop(inbox.remove(&note.name));
            }
            Err(_) => break,
        }
    }
    let kept: Vec<String> = unread.into_iter().filter(|name| !told.contains(name)).collect();
    told.extend(kept.iter().cloned());
    if notes > 0 || !kept.is_empty() {
        tell(Msg::InboxTaken { entries: taken, notes, kept });
    }
}
