//! A study opened for the length of one command: the journal, the fold of it, and the one way to
//! change both.

use std::mem::ManuallyDrop;
use std::path::Path;
use std::sync::{Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use super::out::{Out, can_ask};
use super::{Exit, Failure, Shell, ask, backup, outcome, unlock};
use crate::actions::{self, Context, Deed};
use crate::config::clock::{self, SystemIds};
use crate::journal::keys::Key;
use crate::journal::{
    self, Identity, Inbox, Journal, JournalError, Leaving, Mending, Opening, Snapshot, Verified,
    Wiped,
};
use crate::study::{Change, Content, Entry, ObsIx, ObservationId, Purpose, Record, SheetId, Study};

/// How often, and how long apart, a study that is open elsewhere is tried again. Most commands hold
/// it for some milliseconds, so a script that runs two at once should not notice.
const TRIES: u32 = 40;
const PAUSE: Duration = Duration::from_millis(25);

static IDS: SystemIds = SystemIds;

/// The study after the last save of this process, where copies of it are kept elsewhere: they are
/// brought up to date once the command is done and nobody waits any more.
static TO_COPY: Mutex<Option<Snapshot>> = Mutex::new(None);

/// A study, open for writing by this process alone.
pub(super) struct Session {
    journal: Journal,
    /// The study as it stands. The process ends with its command and the system takes the memory
    /// back whole: letting go of a hundred thousand records one by one would only cost time.
    pub(super) study: ManuallyDrop<Study>,
    /// What was found when it was opened.
    pub(super) opening: Opening,
}

impl Session {
    /// Opens the study, waiting a second for another command to be done with it, and takes in the
    /// notes that wait in its inbox.
    pub(super) fn open(shell: &mut Shell) -> Result<Self, Failure> {
        let mut tries = 0;
        loop {
            match Self::open_now(shell) {
                Err(Failure::Journal(JournalError::Locked { .. })) if tries < TRIES => {
                    thread::sleep(PAUSE);
                }
                done => return done,
            }
            tries += 1;
        }
    }

    /// Opens the study at once or not at all.
    pub(super) fn open_now(shell: &mut Shell) -> Result<Self, Failure> {
        let dir = shell.study();
        let (journal, opening) = open_asking(shell, &dir)?;
        match Self::with(journal, opening, shell) {
            // What was found while reading makes the next opening look at everything and mend what
            // can be mended; what cannot is then known, and stands in the way no more.
            Err(Failure::Journal(JournalError::Damaged { .. })) => {
                let (journal, opening) = open_asking(shell, &dir)?;
                Self::with(journal, opening, shell)
            }
            done => done,
        }
    }

    /// Opens the study at once for something that does not depend on its past, which is not read:
    /// with a hundred thousand observations that is the difference between 20 and 200 ms.
    pub(super) fn open_without_past(shell: &mut Shell) -> Result<Self, Failure> {
        let dir = shell.study();
        let (journal, opening) = open_asking(shell, &dir)?;
        Ok(Self::unread(journal, opening, shell))
    }

    /// Folds a journal that is open.
    pub(super) fn with(
        journal: Journal,
        opening: Opening,
        shell: &mut Shell,
    ) -> Result<Self, Failure> {
        let mut session = Self::unread(journal, opening, shell);
        let Self { journal, study, .. } = &mut session;
        journal.replay(|entry| study.apply(entry))?;
        session.take_in(&Inbox::of(&shell.study()), shell.key.as_ref(), &mut shell.out);
        Ok(session)
    }

    fn unread(journal: Journal, opening: Opening, shell: &mut Shell) -> Self {
        for finding in opening.repairs.iter().chain(&opening.losses) {
            shell.out.say(&format!("asdone: {finding}"));
        }
        if !opening.losses.is_empty() {
            shell.out.say("  asdone doctor says what to do");
        }
        if opening.words_unseen {
            shell.out.say(
                "asdone: nobody has seen the 24 words that open this study if the passphrase is \
                 forgotten\n  asdone passphrase --new-words makes new ones and shows them",
            );
        }
        let study = ManuallyDrop::new(Study::new(journal.identity().device));
        Self { journal, study, opening }
    }

    /// The study alone, closed again.
    pub(super) fn into_study(self) -> Study {
        ManuallyDrop::into_inner(self.study)
    }

    /// Takes in the notes that other processes left. One that cannot be taken in stays where it is,
    /// is named, and stands in the way of nothing else.
    fn take_in(&mut self, inbox: &Inbox, key: Option<&Key>, out: &mut Out) {
        let (notes, unreadable) = match inbox.waiting(key) {
            Ok(found) => found,
            Err(error) => return out.say(&format!("asdone: {error}")),
        };
        for name in unreadable {
            out.say(&format!("asdone: kept in the inbox and not taken in: {name}"));
        }
        let mut taken = 0;
        for note in notes {
            let is_here = |change: &Change| match change {
                Change::Recorded(observation) => {
                    self.study.get(observation.id).is_some_and(Record::is_here)
                }
                _ => false,
            };
            let done = if note.changes.iter().any(is_here) || self.journal.came_back(&note.changes)
            {
                Ok(())
            } else {
                self.append(&note.changes, Purpose::Do).inspect(|()| taken += 1)
            };
            let done = done.and_then(|()| Ok(inbox.remove(&note.name)?));
            if let Err(error) = done {
                return out.say(&format!("asdone: a note still waits in the inbox: {error}"));
            }
        }
        if taken > 0 {
            let notes = if taken == 1 { "1 note".to_owned() } else { format!("{taken} notes") };
            out.say(&format!("took in {notes} left while the study was locked or open elsewhere"));
        }
    }

    /// What actions need to know of the world.
    pub(super) fn context(&self) -> Context<'static> {
        Context { now: clock::now(), author: self.journal.identity().person, ids: &IDS }
    }

    /// Makes a deed durable, folds it in, and hands back the sentence that says what was done.
    pub(super) fn perform(&mut self, deed: Deed) -> Result<String, Failure> {
        self.append(&deed.changes, deed.purpose)?;
        outcome::done();
        Ok(deed.said)
    }

    /// The entry of a note that a deed would record a second time within a minute.
    pub(super) fn said_before(&self, deed: &Deed) -> Option<Entry> {
        /// A note has one entry, and an undo of it as many.
        const LATELY: u64 = 16;
        let mut lately = self.journal.lately(LATELY);
        let id = actions::said_before(&lately, &self.context(), &deed.changes)?;
        let is_it = |entry: &Entry| match &entry.content {
            Content::Known(Change::Recorded(observation)) => observation.id == id,
            _ => false,
        };
        lately.iter().position(is_it).map(|at| lately.swap_remove(at))
    }

    /// Makes a deed durable and says what was done.
    pub(super) fn perform_aloud(&mut self, deed: Deed, shell: &mut Shell) -> Result<Exit, Failure> {
        let said = self.perform(deed)?;
        shell.out.say(&said);
        Ok(Exit::Ok)
    }

    fn append(&mut self, changes: &[Change], purpose: Purpose) -> Result<(), Failure> {
        let entries = self.journal.append(changes, purpose, clock::now().millis)?;
        entries.into_iter().for_each(|entry: Entry| self.study.apply(entry));
        self.to_copy();
        Ok(())
    }

    /// Erases what a deed names, for good, and folds the tombstones in.
    pub(super) fn erase(&mut self, deed: Deed) -> Result<Wiped, Failure> {
        let (entries, wiped) = self.journal.erase(&deed.changes, clock::now().millis)?;
        outcome::done();
        entries.into_iter().for_each(|entry: Entry| self.study.apply(entry));
        self.to_copy();
        Ok(wiped)
    }

    fn to_copy(&self) {
        to_copy(&self.journal);
    }

    /// The journal itself, for commands about the files.
    pub(super) fn journal(&self) -> &Journal {
        &self.journal
    }

    /// How many entries there are.
    pub(super) fn entries(&self) -> u64 {
        self.journal.entries()
    }

    /// Lets a note leave the study.
    pub(super) fn let_go(&mut self, leaving: &Leaving) -> Result<(), Failure> {
        let entries = self.journal.let_go(leaving, clock::now().millis)?;
        outcome::done();
        entries.into_iter().for_each(|entry: Entry| self.study.apply(entry));
        self.to_copy();
        Ok(())
    }

    /// The words of a note that is kept apart.
    pub(super) fn apart(&self, id: SheetId) -> Result<Option<String>, Failure> {
        Ok(self.journal.apart(id)?)
    }

    /// Removes a note that is kept apart, here and in the copies; whether there was one.
    pub(super) fn forget_apart(&self, id: SheetId) -> Result<bool, Failure> {
        let there = self.journal.forget_apart(id)?;
        if there {
            self.to_copy();
        }
        Ok(there)
    }

    /// Reads everything again and checks every hash.
    pub(super) fn verify(&self) -> Result<Verified, Failure> {
        Ok(self.journal.verify()?)
    }

    /// The observation that a person names, with its record.
    pub(super) fn find(&self, typed: &str) -> Result<(ObsIx, &Record), Failure> {
        let ix = actions::find(&self.study, typed)?;
        let gone = || actions::Refusal::NoSuchObservation { typed: typed.to_owned() };
        Ok((ix, self.study.record_at(ix).ok_or_else(gone)?))
    }

    /// The id of the observation that a person names.
    pub(super) fn id(&self, typed: &str) -> Result<ObservationId, Failure> {
        Ok(self.find(typed)?.1.id())
    }
}

fn to_copy(journal: &Journal) {
    // A copy that cannot be thought of now is brought up to date another time.
    if let Ok(Some(snapshot)) = journal.snapshot() {
        *TO_COPY.lock().unwrap_or_else(PoisonError::into_inner) = Some(snapshot);
    }
}

/// Lets the copies that are kept elsewhere follow when the keys of a study are others. Where the
/// study is open in another process they follow with its next save.
pub(super) fn keys_to_copies(dir: &Path, key: &Key) {
    if let Ok((journal, _)) = Journal::open_with(dir, Some(key), Mending::Ask) {
        to_copy(&journal);
    }
}

/// Opens the journal; where something has to be rebuilt first, the person is asked if there is one.
fn open_asking(shell: &mut Shell, dir: &Path) -> Result<(Journal, Opening), Failure> {
    let key = unlock::key(shell)?;
    let account = match Journal::open_with(dir, key.as_ref(), Mending::Ask) {
        Err(JournalError::NeedsRepair { account }) => account,
        opened => return Ok(opened?),
    };
    if !can_ask() {
        return Err(JournalError::NeedsRepair { account }.into());
    }
    shell.out.say("A part of this study is damaged:");
    for said in &account {
        shell.out.say(&format!("  {said}"));
    }
    let question = "Rebuild it from what is whole? The damaged files are set aside and kept.";
    if !ask::yes(shell, question)? {
        return Err(JournalError::NeedsRepair { account }.into());
    }
    Ok(Journal::open_with(dir, key.as_ref(), Mending::Rebuild)?)
}

/// Brings the copies that are kept after each save up to date, and those that owe an erasure.
pub(super) fn keep_copies(shell: &mut Shell) {
    let snapshot = TO_COPY.lock().unwrap_or_else(PoisonError::into_inner).take();
    if let Some(snapshot) = snapshot {
        backup::tell(shell, snapshot.keep_up(clock::now().millis));
    }
}

/// What actions need to know of the world where no study is open.
pub(super) fn context_of(person: crate::study::PersonId) -> Context<'static> {
    Context { now: clock::now(), author: person, ids: &IDS }
}

/// Refuses early where there is no study, before a person has written anything.
pub(super) fn must_be_there(shell: &Shell) -> Result<Identity, Failure> {
    Ok(journal::survey(&shell.study())?.identity)
}

/// Whether a folder holds a study, of whatever version and in whatever state.
pub(super) fn is_study(dir: &Path) -> bool {
    !matches!(journal::survey(dir), Err(JournalError::NotAStudy { .. }))
}
