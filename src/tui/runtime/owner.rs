//! The thread that holds the open study: it reads the past in the background, makes deeds durable in
//! the order in which they come, and takes in what other processes left in the inbox, all by way of
//! an [`OpenStudy`]. That nothing is written twice at once follows from there being one such thread.
//! While the study is locked it holds none: the journal is closed and the key gone, so that another
//! command may open it.

mod beside;
mod opening;
mod rekeying;
mod team;

use std::collections::VecDeque;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread;
use std::time::{Duration, Instant};

use super::copies::{self, Copies};
use super::drafts::Reader;
use super::exchange::{Ask, Liaison};
use super::{Event, Start, failure};
use crate::actions::Deed;
use crate::config::clock::{self, SystemIds};
use crate::journal::keys::{self, Key, Secret};
use crate::journal::{Identity, Inbox, JournalError, Leaving, Mending};
use crate::open::{OpenStudy, Taken};
use crate::share::rhythm::Rhythm;
use crate::study::{Change, Entry, Subject};
use crate::tui::msg::{Failure, Msg, Ticket};
use crate::tui::screens::access::Rekey;
use crate::tui::screens::team::Wish;
use crate::tui::screens::words::Recovery;
use beside::Beside;

/// How often the inbox is looked into.
const INBOX_EVERY: Duration = Duration::from_secs(1);

/// Something for the owner to do.
pub(super) enum Job {
    /// Make a deed durable.
    Commit(Ticket, Deed),
    /// Let a note leave the study.
    LetGo(Ticket, Leaving),
    /// Make a study.
    Begin(Identity, Deed, Option<Secret>),
    /// Rebuild what is damaged, and open the study.
    Repair,
    /// Tell what was done to something, or to the whole study.
    History(Option<Subject>),
    /// Close the journal and let the key go.
    Lock,
    /// Open it again.
    Unlock(Secret),
    /// Seal the study, or change who can open it.
    Rekey(Rekey),
    /// Note that somebody has seen the recovery words.
    WordsSeen,
    /// Open it where the line is its passphrase; leave the note in the inbox where it is not.
    LeaveNote(Secret, Vec<Change>),
    /// Leave new notes in the inbox, where another window has the study open.
    Leave(Ticket, Vec<Change>),
    /// Do something with the team.
    Wish(Wish),
    /// Answer what the thread that exchanges with the team asks for.
    Asked(u64, Ask),
    /// There is nothing more to do; whether the person ends, and so exchanges once more.
    End(bool),
}

/// The way to the owner.
pub(super) struct Owner {
    jobs: Sender<Job>,
}

impl Owner {
    /// Hands something over; false where the owner has gone.
    pub(super) fn hand(&self, job: Job) -> bool {
        self.jobs.send(job).is_ok()
    }

    /// There is nothing more to do after what was given. Where the person `leaves`, what is owed to
    /// the team is handed out once more.
    pub(super) fn close(self, leaves: bool) {
        drop(self.jobs.send(Job::End(leaves)));
    }
}

/// What is said when the owner has gone.
pub(super) fn gone() -> Failure {
    Failure {
        message: "the journal has stopped, so nothing is written".to_owned(),
        hint: Some("what you type is kept as a draft; end and start again".to_owned()),
    }
}

/// Starts the owner. A sealed study without a key stays closed until it is unlocked.
pub(super) fn spawn(
    start: Start,
    key: Option<Key>,
    drafts: Reader,
    every: u32,
    events: Sender<Event>,
) -> Owner {
    let (jobs, incoming) = channel();
    let to_itself = jobs.clone();
    thread::spawn(move || {
        let closing = events.clone();
        let worked = catch_unwind(AssertUnwindSafe(|| {
            let mut keeper = Keeper {
                dir: start.dir().clone(),
                events,
                drafts,
                open: None,
                beside: None,
                told: Vec::new(),
                begun: None,
                copies: None,
                damaged: None,
                jobs: Some(to_itself),
                put_off: VecDeque::new(),
                every,
                rhythm: Rhythm::new(0, 0, 0),
                liaison: None,
                liaisons: 0,
            };
            keeper.work(&start, key, &incoming);
            keeper.close();
        }));
        if worked.is_err() {
            drop(closing.send(Event::Msg(Msg::OpenFailed(gone()))));
        }
        drop(closing.send(Event::OwnerDone));
    });
    Owner { jobs }
}

/// The key of a study that has just been sealed, and what is shown once.
type Made = (Key, Recovery);

/// What the owner holds.
struct Keeper {
    dir: PathBuf,
    events: Sender<Event>,
    drafts: Reader,
    /// The study while it is open; the model has the fold of it.
    open: Option<OpenStudy>,
    /// The study while it is only read.
    beside: Option<Beside>,
    /// Files in the inbox that cannot be read and of which that has been said.
    told: Vec<String>,
    /// A study that was made, and whose beginning could not be written.
    begun: Option<(OpenStudy, Option<Made>)>,
    /// Copies elsewhere, while the study is open.
    copies: Option<Copies>,
    /// What was to be opened when it turned out to be damaged.
    damaged: Option<Wanted>,
    /// The way to itself, for the thread that exchanges with the team.
    jobs: Option<Sender<Job>>,
    /// What came while something else was waited for.
    put_off: VecDeque<Job>,
    /// About how many minutes apart the team is exchanged with; 0 for never.
    every: u32,
    /// When the next exchange is due.
    rhythm: Rhythm,
    /// The thread that exchanges with the team, while the study is open.
    liaison: Option<Liaison>,
    /// How many there have been.
    liaisons: u64,
}

/// How the study is to be opened.
#[derive(Clone, Default)]
struct Wanted {
    key: Option<Key>,
    by_words: bool,
}

impl Keeper {
    fn tell(&self, msg: Msg) {
        // The other end lives as long as the program does.
        drop(self.events.send(Event::Msg(msg)));
    }

    fn work(&mut self, start: &Start, key: Option<Key>, jobs: &Receiver<Job>) {
        let sealed = matches!(start, Start::Open(dir) if keys::is_sealed(dir).unwrap_or(false));
        if matches!(start, Start::Open(_)) && (!sealed || key.is_some()) {
            let wanted = Wanted { key, ..Wanted::default() };
            if let Err(error) = self.open(wanted, Mending::Ask) {
                return self.tell(Msg::OpenFailed(failure(&error)));
            }
        }
        let mut next_look = Instant::now() + INBOX_EVERY;
        loop {
            let job = match (self.put_off.pop_front(), &self.open, &self.beside) {
                (Some(job), ..) => Ok(job),
                // Without a study there is no inbox to look into.
                (None, None, None) => jobs.recv().map_err(|_| RecvTimeoutError::Disconnected),
                _ => jobs.recv_timeout(next_look.saturating_duration_since(Instant::now())),
            };
            match job {
                Ok(Job::End(leaves)) => {
                    return if leaves {
                        self.farewell(jobs)
                    };
                }
                Ok(Job::Lock) => {
                    self.part_from_team(jobs);
                    self.do_job(Job::Lock);
                }
                Ok(job) => self.do_job(job),
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => return,
            }
            if Instant::now() >= next_look {
                self.look_again();
                self.look_into();
                self.exchange_where_due();
                self.catch_up();
                next_look = Instant::now() + INBOX_EVERY;
            }
        }
    }

    fn do_job(&mut self, job: Job) {
        match job {
            Job::Commit(ticket, deed) => self.commit(ticket, &deed),
            Job::LetGo(ticket, leaving) => self.let_go(ticket, &leaving),
            Job::Begin(identity, deed, secret) => self.begin(identity, &deed, secret.as_ref()),
            Job::Repair => self.repair(),
            Job::History(of) => {
                if let Some(open) = self.open.as_ref().or(self.beside.as_ref().map(|b| &b.look)) {
                    opening::tell_history(open.journal(), of, &|msg| self.tell(msg));
                }
            }
            Job::Lock => {
                self.lock();
                self.tell(Msg::Locked);
            }
            Job::Unlock(secret) => self.unlock(&secret),
            Job::Rekey(rekey) => {
                let rekeyed = self.rekey(rekey);
                self.tell(Msg::Rekeyed(rekeyed));
            }
            // What stays unnoted is said again at the next start.
            Job::WordsSeen => drop(keys::words_seen(&self.dir)),
            Job::LeaveNote(line, changes) => self.leave_note(&line, &changes),
            Job::Leave(ticket, notes) => self.leave(ticket, &notes),
            Job::Wish(wish) => self.wish(wish),
            Job::Asked(number, ask) => self.answer(number, ask),
            // Who ends does nothing else.
            Job::End(_) => {}
        }
    }

    fn commit(&mut self, ticket: Ticket, deed: &Deed) {
        self.write(ticket, |open, now| {
            open.perform(deed, now).map_err(|error| not_saved(open, deed, &error))
        });
    }

    fn let_go(&mut self, ticket: Ticket, leaving: &Leaving) {
        self.write(ticket, |open, now| open.let_go(leaving, now).map_err(|error| failure(&error)));
    }

    /// Writes something, and answers the ticket.
    fn write(
        &mut self,
        ticket: Ticket,
        act: impl FnOnce(&mut OpenStudy, i64) -> Result<Vec<Entry>, Failure>,
    ) {
        let written = match &mut self.open {
            Some(open) => act(open, clock::now().millis),
            None => Err(self.beside.as_ref().map_or_else(gone, Beside::refused)),
        };
        self.tell(match written {
            Ok(entries) => Msg::Committed { ticket, entries },
            Err(failure) => Msg::CommitFailed { ticket, failure },
        });
    }

    /// Makes a study when its questions have been answered; one that fails can be tried again.
    fn begin(&mut self, identity: Identity, deed: &Deed, secret: Option<&Secret>) {
        let begun = match self.begun.take() {
            Some(begun) => opening::as_asked_now(&self.dir, begun, secret),
            None => opening::create(&self.dir, identity, secret),
        };
        let begun =
            begun.and_then(|(mut open, made)| match open.perform(deed, clock::now().millis) {
                Ok(entries) => Ok((open, made, entries)),
                Err(error) => {
                    self.begun = Some((open, made));
                    Err(error)
                }
            });
        match begun {
            Ok((open, made, entries)) => {
                let recovery = made.map(|(_, recovery)| recovery);
                self.tell(Msg::Begun(open.identity(), entries, recovery));
                self.open = Some(open);
                self.begin_copies();
                self.begin_team();
            }
            Err(error) => self.tell(Msg::BeginFailed(failure(&error))),
        }
    }

    /// Closes everything that knows anything of the study. What was handed over before has been
    /// done by then, and half-typed texts are on disk.
    fn lock(&mut self) {
        self.close();
        self.told = Vec::new();
        self.drafts.forget();
    }

    /// Brings copies up to date, closes the study and lets its key go.
    fn close(&mut self) {
        self.catch_up();
        if let Some(copies) = self.copies.take() {
            copies.finish();
        }
        self.open = None;
        self.beside = None;
        self.damaged = None;
    }

    fn begin_copies(&mut self) {
        let events = self.events.clone();
        self.copies = Some(copies::spawn(move |msg| drop(events.send(Event::Msg(msg)))));
        self.catch_up();
    }

    fn catch_up(&mut self) {
        if let (Some(copies), Some(open)) = (&self.copies, &mut self.open) {
            copies.catch_up(open);
        }
    }

    /// The person has agreed to a rebuilding of what is damaged.
    fn repair(&mut self) {
        let Some(wanted) = self.damaged.take() else { return };
        let sealed = wanted.key.is_some();
        if let Err(error) = self.open(wanted, Mending::Rebuild) {
            let failure = failure(&error);
            self.tell(if sealed { Msg::UnlockFailed(failure) } else { Msg::OpenFailed(failure) });
        }
    }

    fn unlock(&mut self, secret: &Secret) {
        if self.open.is_some() || self.beside.is_some() {
            return;
        }
        let by_words = matches!(secret, Secret::Recovery(_));
        let opened = keys::unlock(&self.dir, secret).and_then(|key| self.open_again(key, by_words));
        if let Err(error) = opened {
            self.tell(Msg::UnlockFailed(failure(&error)));
        }
    }

    fn open_again(&mut self, key: Key, by_words: bool) -> Result<(), JournalError> {
        // What is typed from now on is kept beside what was.
        self.tell(Msg::Unlocked(self.drafts.read(&key)));
        self.open(Wanted { key: Some(key), by_words }, Mending::Ask)
    }

    /// A line that was written while the study is locked. Somebody types the passphrase there some
    /// day; it must not end up in a note.
    fn leave_note(&mut self, line: &Secret, changes: &[Change]) {
        if self.open.is_none()
            && let Some(key) = opening::try_line(&self.dir, line)
        {
            self.tell(Msg::LineWasSecret);
            if let Err(error) = self.open_again(key, false) {
                self.tell(Msg::UnlockFailed(failure(&error)));
            }
            return;
        }
        self.tell(match Inbox::of(&self.dir).drop_note(changes) {
            Ok(()) => Msg::NoteKept,
            Err(error) => Msg::NoteNotKept(failure(&error)),
        });
    }

    /// Takes in the notes that wait.
    fn look_into(&mut self) {
        let Some(open) = &mut self.open else { return };
        let context = open.context(clock::now(), &SystemIds);
        let taken = open.take_in(&context);
        self.say_taken(taken);
    }

    /// Says what was taken in. Why a note still waits is not: it is tried again in a moment.
    fn say_taken(&mut self, taken: Taken) {
        let Taken { entries, notes, kept: unread, failed: _ } = taken;
        let kept: Vec<String> =
            unread.into_iter().filter(|name| !self.told.contains(name)).collect();
        self.told.extend(kept.iter().cloned());
        if notes > 0 || !kept.is_empty() {
            self.tell(Msg::InboxTaken { entries, notes, kept });
        }
    }
}

/// Why a deed was not saved, and what became of a note in it.
fn not_saved(open: &OpenStudy, deed: &Deed, error: &JournalError) -> Failure {
    let mut failure = failure(error);
    if open.left_in_the_inbox(deed, error) {
        failure.message.push_str("; the note waits in the inbox and is taken in at the next start");
    }
    failure
}
