//! One open study: its journal, the fold of it, its inbox, what is due to its copies, and its key.
//!
//! The plain commands and the thread behind the screens both work through an [`OpenStudy`] and know
//! nothing of how it does what it does. Three things are decided here and nowhere else: what may be
//! recorded without reading the past ([`OpenStudy::read_past`]), which waiting notes are new
//! ([`OpenStudy::take_in`]), and how long a study that is open elsewhere is waited for
//! ([`patiently`]).
//!
//! Nothing here reads the clock: whoever calls hands the time in.

mod gathered;
mod here;
mod intake;
mod keys;
mod newest;
mod restoring;

pub use intake::Taken;
pub use keys::let_copies_follow;
pub use restoring::erase_again;

use std::borrow::Cow;
use std::collections::HashSet;
use std::mem;
use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};

use self::here::Here;
use crate::actions::{self, Context, Deed, Draft, Ids};
use crate::journal::keys::{Key, NewKeys};
use crate::journal::{
    Folded, Foreign, Identity, Inbox, Journal, JournalError, Leaving, Mending, Opening, Snapshot,
    TakenIn, Wiped, is_kept_at_rest,
};
use crate::study::{
    Change, Content, DeviceId, Entry, Moment, Observation, ObservationId, Origin, PersonId,
    SheetId, Study, Subject,
};

/// For how long, and how far apart, a study that is open elsewhere is tried again. Most commands hold
/// it for some milliseconds, so a script that runs two at once should not notice.
const PATIENCE: Duration = Duration::from_secs(1);
const PAUSE: Duration = Duration::from_millis(25);

/// A deed of more changes is folded in as it is written, and not held whole a second time.
const LARGE: usize = 1000;

/// Does something with a closed study; waits a second for a process that has it open.
///
/// # Errors
/// What `act` gives in the end.
pub fn patiently<T, E>(
    mut act: impl FnMut() -> Result<T, E>,
    is_open_elsewhere: impl Fn(&E) -> bool,
) -> Result<T, E> {
    let until = Instant::now() + PATIENCE;
    loop {
        match act() {
            Err(error) if Instant::now() < until && is_open_elsewhere(&error) => {
                thread::sleep(PAUSE);
            }
            done => return done,
        }
    }
}

/// An empty study as the person sees it whose laptop this is.
fn seen_by(device: DeviceId, person: PersonId) -> Study {
    let mut study = Study::new(device);
    study.look_as(person);
    study
}

/// Whether another process has the study open, so that it is worth waiting for.
pub fn is_open_elsewhere(error: &JournalError) -> bool {
    matches!(error, JournalError::Locked { .. })
}

/// Where the fold of what was recorded before is.
enum Past {
    /// It has not been read; the study holds what was done since it was opened and nothing else.
    Unread,
    /// Of it the names alone are in [`OpenStudy::study`], beside what was done since.
    Names,
    /// It is in [`OpenStudy::study`].
    Here,
    /// Somebody else has it and folds on; these observations are in it.
    HandedOver(Here),
}

/// A study, open for writing by this process alone.
pub struct OpenStudy {
    journal: Journal,
    key: Option<Key>,
    /// None for a study in memory.
    inbox: Option<Inbox>,
    /// The study as it stands. Where the past was not read it holds what was done since; once it has
    /// been handed over it is empty.
    pub study: Study,
    past: Past,
    /// What is no observation: shifts, sheets, people. It stays here when the study is handed over,
    /// so that a waiting note still finds the prompt that it answers.
    around: Study,
    /// How many entries there were when copies were last told.
    copied: Option<u64>,
    /// How many entries were folded, where the study here was folded from the first on and nothing
    /// was taken out since.
    folded: Option<u64>,
    /// Notes that were taken in and whose files would not go.
    taken: HashSet<String>,
}

impl OpenStudy {
    /// Opens the study in a folder; its past is not read yet ([`OpenStudy::read_past`]).
    ///
    /// # Errors
    /// As [`Journal::open_with`].
    pub fn open(
        dir: &Path,
        key: Option<&Key>,
        mending: Mending,
    ) -> Result<(Self, Opening), JournalError> {
        let (journal, opening) = Journal::open_with(dir, key, mending)?;
        Ok((Self::of(journal, key.cloned(), Some(dir), Past::Unread), opening))
    }

    /// Opens a study to read it, while another process writes there: nothing is written, notes that
    /// wait are not taken in, and every deed is refused.
    ///
    /// # Errors
    /// As [`Journal::look_at`].
    pub fn look_at(dir: &Path, key: Option<&Key>) -> Result<Self, JournalError> {
        Ok(Self::of(Journal::look_at(dir, key)?, key.cloned(), None, Past::Unread))
    }

    /// Opens a study to read it as [`OpenStudy::look_at`] does, with its past, where nothing waits in its
    /// folder and what came of folding it is kept: no lock is taken then, and the store, which alone
    /// costs more than all the rest, is left alone. `None` where it has to be opened as always.
    pub fn look_at_kept(dir: &Path, key: Option<&Key>) -> Option<Self> {
        let waiting = Inbox::of(dir).count().ok()?;
        let rests = waiting == 0 && is_kept_at_rest(dir);
        let journal = rests.then(|| Journal::look_at_whole(dir, key)).flatten()?;
        let mut look = Self::of(journal, key.cloned(), None, Past::Unread);
        look.past = Past::Here;
        look.journal.fold_kept(&mut look.study).then_some(look)
    }

    /// Makes a study, sealed where there are keys.
    ///
    /// # Errors
    /// As [`Journal::create`].
    pub fn create(
        dir: &Path,
        identity: Identity,
        keys: Option<&NewKeys>,
    ) -> Result<Self, JournalError> {
        let journal = Journal::create(dir, identity, keys)?;
        Ok(Self::of(journal, keys.map(|keys| keys.key().clone()), Some(dir), Past::Here))
    }

    /// Says where texts of this study are kept outside its folder ([`Journal::keeps_texts_in`]).
    pub fn keeps_texts_in(&mut self, place: &Path) {
        self.journal.keeps_texts_in(place);
    }

    /// A new study in memory; `fail_at` as for [`Journal::in_memory`].
    pub fn in_memory(identity: Identity, fail_at: Option<u64>) -> Self {
        Self::of(Journal::in_memory(identity, fail_at), None, None, Past::Here)
    }

    /// The same study in memory at a laptop, as [`Journal::copied_in_memory`].
    ///
    /// # Errors
    /// As there.
    pub fn copied_in_memory(&self, device: DeviceId) -> Result<Self, JournalError> {
        let mut copy = Self::of(self.journal.copied_in_memory(device)?, None, None, Past::Unread);
        copy.read_past(None)?;
        Ok(copy)
    }

    fn of(journal: Journal, key: Option<Key>, dir: Option<&Path>, past: Past) -> Self {
        let Identity { device, person, .. } = journal.identity();
        Self {
            journal,
            key,
            inbox: dir.map(Inbox::of),
            study: seen_by(device, person),
            past,
            around: Study::new(device),
            copied: None,
            folded: None,
            taken: HashSet::new(),
        }
    }

    /// Folds everything that was recorded before. Where a note is `only` what comes, and the note
    /// does not depend on the past, it is left unread: with a hundred thousand observations that is
    /// the difference between 20 and 200 ms.
    ///
    /// # Errors
    /// As [`Journal::replay`]; what could be read has been folded.
    pub fn read_past(&mut self, only: Option<&Draft>) -> Result<(), JournalError> {
        if !matches!(self.past, Past::Unread | Past::Names)
            || !only.is_none_or(actions::needs_the_past)
        {
            return Ok(());
        }
        let names_alone = only.is_some_and(|draft| draft.origin != Origin::Prompted(None));
        if matches!(self.past, Past::Names) && names_alone {
            return Ok(());
        }
        let Identity { device, person, .. } = self.journal.identity();
        self.study = seen_by(device, person);
        self.past = Past::Here;
        let folded = self.journal.fold_past(&mut self.study, names_alone)?;
        match folded {
            Folded::Names => self.past = Past::Names,
            Folded::Kept => {}
            Folded::Whole(entries) => self.folded = Some(entries),
        }
        Ok(())
    }

    /// Keeps what came of folding everything, where that was done and is worth it, so that the next
    /// command need not.
    pub fn keep_checkpoint(&mut self) {
        // A fold that a panic cut short is not the study.
        let folded = self.folded.take().filter(|_| !thread::panicking());
        if let Some(entries) = folded.filter(|_| matches!(self.past, Past::Here)) {
            self.journal.keep_checkpoint(&self.study, entries);
        }
    }

    /// The study as it stands, for somebody who folds on from here with the entries that every act
    /// gives back.
    pub fn hand_over(&mut self) -> Study {
        self.keep_checkpoint();
        self.around = self.study.around();
        let study = mem::replace(&mut self.study, Study::new(self.journal.identity().device));
        self.past = Past::HandedOver(Here::of(&study));
        study
    }

    /// The study as it stands, whoever has the fold of it: where it is not here, it is folded anew.
    ///
    /// # Errors
    /// As [`Journal::replay`].
    pub fn whole(&self) -> Result<Cow<'_, Study>, JournalError> {
        if matches!(self.past, Past::Here) {
            return Ok(Cow::Borrowed(&self.study));
        }
        let Identity { device, person, .. } = self.journal.identity();
        let mut study = seen_by(device, person);
        study.together(|study| self.journal.replay(|entry| study.apply(entry)))?;
        Ok(Cow::Owned(study))
    }

    /// Whether an observation was recorded here, wherever the fold of it is. What a colleague hands
    /// out under its id does not keep one's own out.
    fn has(&mut self, id: ObservationId) -> bool {
        match &mut self.past {
            Past::Unread | Past::Names | Past::Here => {
                self.study.own_record(id).is_some_and(|r| r.is_here() && !r.is_foreign())
            }
            Past::HandedOver(here) => here.has(id),
        }
    }

    /// What actions need to know of the world.
    pub fn context<'a>(&self, now: Moment, ids: &'a dyn Ids) -> Context<'a> {
        Context { now, author: self.journal.identity().person, ids }
    }

    /// Makes a deed durable and folds it in. Its entries come back where the study has been handed
    /// over; where it is here there are none.
    ///
    /// # Errors
    /// As [`Journal::append`].
    pub fn perform(&mut self, deed: &Deed, now_millis: i64) -> Result<Vec<Entry>, JournalError> {
        if deed.erases() {
            self.folded = None;
        }
        if deed.changes.len() > LARGE && !matches!(self.past, Past::HandedOver(_)) && !deed.erases()
        {
            let folded = self.folded.take();
            let Self { journal, study, .. } = self;
            journal.append_each(&deed.changes, deed.purpose, now_millis, &mut |entries| {
                entries.into_iter().for_each(|entry| study.apply(entry));
            })?;
            self.folded = folded.map(|folded| folded + deed.changes.len() as u64);
            return Ok(Vec::new());
        }
        let entries = self.journal.append(&deed.changes, deed.purpose, now_millis)?;
        Ok(self.settle(entries))
    }

    /// Performs what another person does who takes a turn at this laptop; otherwise as
    /// [`OpenStudy::perform`].
    ///
    /// # Errors
    /// As [`Journal::append`].
    pub fn perform_by(
        &mut self,
        author: PersonId,
        deed: &Deed,
        now_millis: i64,
    ) -> Result<Vec<Entry>, JournalError> {
        let entries = self.journal.append_by(author, &deed.changes, now_millis)?;
        Ok(self.settle(entries))
    }

    /// Where the files of the study were taken away under it: leaves the notes of a deed that could
    /// not be performed in the inbox of the folder that is there now, if it is still this study's.
    /// Whether one was left.
    pub fn left_in_the_inbox(&self, deed: &Deed, why: &JournalError) -> bool {
        let Some(inbox) = self.inbox.as_ref() else { return false };
        matches!(why, JournalError::Replaced { .. })
            && inbox.leave_for(self.identity().study, &deed.changes).is_ok_and(|left| left > 0)
    }

    /// Erases for good what a deed names, and folds the tombstones in; entries as for
    /// [`OpenStudy::perform`].
    ///
    /// # Errors
    /// As [`Journal::erase`].
    pub fn erase(
        &mut self,
        deed: &Deed,
        now_millis: i64,
    ) -> Result<(Vec<Entry>, Wiped), JournalError> {
        self.folded = None;
        let (entries, wiped) = self.journal.erase(&deed.changes, now_millis)?;
        Ok((self.settle(entries), wiped))
    }

    /// Lets a note leave the study; entries as for [`OpenStudy::perform`].
    ///
    /// # Errors
    /// As [`Journal::let_go`].
    pub fn let_go(
        &mut self,
        leaving: &Leaving,
        now_millis: i64,
    ) -> Result<Vec<Entry>, JournalError> {
        self.folded = None;
        let entries = self.journal.let_go(leaving, now_millis)?;
        Ok(self.settle(entries))
    }

    /// The words of a note that left the study and is kept apart.
    ///
    /// # Errors
    /// As [`Journal::apart`].
    pub fn apart(&self, id: SheetId) -> Result<Option<String>, JournalError> {
        self.journal.apart(id)
    }

    /// Removes a note that is kept apart, here and in the copies; whether there was one.
    ///
    /// # Errors
    /// As [`Journal::forget_apart`].
    pub fn forget_apart(&mut self, id: SheetId) -> Result<bool, JournalError> {
        let there = self.journal.forget_apart(id)?;
        if there {
            self.copied = None;
        }
        Ok(there)
    }

    /// Makes durable what other laptops have handed out, and folds it in; its entries come back as for
    /// [`OpenStudy::perform`]. What was recorded before is read first, since an entry may be of
    /// something that was erased here.
    ///
    /// # Errors
    /// As [`Journal::take_in`], [`Journal::replay`].
    pub fn take_in_shelf(
        &mut self,
        foreign: &[Foreign],
        now_millis: i64,
    ) -> Result<TakenIn, JournalError> {
        self.read_past(None)?;
        self.folded = None;
        if matches!(self.past, Past::HandedOver(_)) {
            let mut taken = self.journal.take_in_portion(foreign, now_millis)?;
            taken.entries = self.settle(mem::take(&mut taken.entries));
            return Ok(taken);
        }
        let Self { journal, study, .. } = self;
        journal.take_in_each(foreign, now_millis, &mut |entries| {
            study.together(|study| entries.into_iter().for_each(|entry| study.apply(entry)));
        })
    }

    /// Writes down what this laptop itself says of its team: who began it, and whom it admits, names or
    /// shows out. It is no act that undo takes back. Entries as for [`OpenStudy::perform`].
    ///
    /// # Errors
    /// As [`Journal::append`].
    pub fn note_members(
        &mut self,
        said: &[Change],
        now_millis: i64,
    ) -> Result<Vec<Entry>, JournalError> {
        let entries = self.journal.note_members(said, now_millis)?;
        Ok(self.settle(entries))
    }

    /// Takes the bytes of what others took back out of the journal, once everything that came was taken
    /// in.
    ///
    /// # Errors
    /// As [`Journal::let_recalled_go`].
    pub fn let_recalled_go(&mut self) -> Result<(), JournalError> {
        self.journal.let_recalled_go()
    }

    /// Folds entries that have just become durable, or gives them back where another has the fold.
    fn settle(&mut self, entries: Vec<Entry>) -> Vec<Entry> {
        match &mut self.past {
            Past::Unread | Past::Names | Past::Here => {
                self.folded = self.folded.map(|folded| folded + entries.len() as u64);
                self.study.together(|study| {
                    entries.into_iter().for_each(|entry| study.apply(entry));
                });
                Vec::new()
            }
            Past::HandedOver(here) => {
                for entry in entries.iter().filter(|entry| is_around(entry)) {
                    self.around.apply(entry.clone());
                }
                let recorded = entries.iter().filter_map(recorded_in);
                recorded.for_each(|observation| here.add(observation.id));
                entries
            }
        }
    }

    /// The entry of a note that a deed would record a second time within a minute. It needs no past.
    pub fn said_before(&self, deed: &Deed, context: &Context<'_>) -> Option<Entry> {
        /// A note has one entry or two, and an undo of it as many.
        const LATELY: u64 = 16;
        let mut lately = self.journal.lately(LATELY);
        let id = actions::said_before(&lately, context, &deed.changes)?;
        let is_it = |entry: &Entry| recorded_in(entry).is_some_and(|known| known.id == id);
        lately.iter().position(is_it).map(|at| lately.swap_remove(at))
    }

    /// The study for its copies elsewhere, where anything is new since it was last asked for.
    pub fn news(&mut self) -> Option<Snapshot> {
        let entries = self.journal.entries();
        if self.copied == Some(entries) {
            return None;
        }
        self.copied = Some(entries);
        // A copy that cannot be thought of now is brought up to date another time.
        self.journal.snapshot().ok().flatten()
    }

    /// The copies have to follow though no entry is new: the keys of the study are others.
    pub fn keys_changed(&mut self) {
        self.copied = None;
    }

    /// The key, where the study is sealed.
    pub fn key(&self) -> Option<&Key> {
        self.key.as_ref()
    }

    /// Who this installation is in the study.
    pub fn identity(&self) -> Identity {
        self.journal.identity()
    }

    /// The journal, for what reads its files: checks, copies, the history.
    pub fn journal(&self) -> &Journal {
        &self.journal
    }
}

/// Whether an entry is about something else than observations.
fn is_around(entry: &Entry) -> bool {
    match &entry.content {
        Content::Known(change) => !matches!(change.subject(), Some(Subject::Observation(_))),
        Content::Unknown(_) | Content::Erased => false,
    }
}

fn recorded_in(entry: &Entry) -> Option<&Observation> {
    match &entry.content {
        Content::Known(Change::Recorded(observation)) => Some(observation),
        _ => None,
    }
}
