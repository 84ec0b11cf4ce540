//! A study opened for the length of one command: the journal, the fold of it, and the one way to
//! change both.

use std::mem;
use std::ops::Deref;
use std::path::Path;
use std::sync::{Mutex, PoisonError};

use super::args::Scoped;
use super::out::can_ask;
use super::{Exit, Failure, Shell, copies, outcome, question, unlock};
use crate::actions::{self, Context, Deed, Draft};
use crate::analysis::{Scope, View};
use crate::config::clock::{self, SystemIds};
use crate::journal::keys::{Key, NewKeys};
use crate::journal::{
    self, Gathered, Identity, Inbox, JournalError, Leaving, LeftOut, Look, Mending, Opening,
    Snapshot, Verified, Wants, Wiped,
};
use crate::open::{self, OpenStudy, Taken};
use crate::study::{Entry, ObsIx, ObservationId, PersonId, Record, SheetId, Study};

pub(super) static IDS: SystemIds = SystemIds;

/// The study after the last save of this process, where copies of it are kept elsewhere: they are
/// brought up to date once the command is done and nobody waits any more.
static TO_COPY: Mutex<Option<Snapshot>> = Mutex::new(None);

/// A study that is open for the length of one command. What it has is that of the [`OpenStudy`].
pub(super) struct Session {
    open: OpenStudy,
    /// What was found when it was opened.
    pub(super) opening: Opening,
}

impl Deref for Session {
    type Target = OpenStudy;

    fn deref(&self) -> &OpenStudy {
        &self.open
    }
}

/// The process ends with its command and the system takes the memory back whole: letting go of a
/// hundred thousand records one by one would only cost time.
impl Drop for Session {
    fn drop(&mut self) {
        self.open.keep_checkpoint();
        mem::forget(self.take_study());
    }
}

impl Session {
    /// Opens the study, waiting a second for another command to be done with it, and takes in the
    /// notes that wait in its inbox.
    pub(super) fn open(shell: &mut Shell) -> Result<Self, Failure> {
        let elsewhere = |failure: &Failure| matches!(failure, Failure::Journal(e) if open::is_open_elsewhere(e));
        open::patiently(|| Self::open_now(shell), elsewhere)
    }

    /// Opens the study to read it. Where another process has it open, or nothing can be written there,
    /// it is read as far as it is written, without waiting: nothing is changed, and notes that wait are
    /// not taken in. A large study with nothing waiting is only looked at, too.
    pub(super) fn open_to_read(shell: &mut Shell) -> Result<Self, Failure> {
        if journal::is_kept_at_rest(&shell.study()) {
            let key = unlock::key(shell)?;
            if let Some(open) = OpenStudy::look_at_kept(&shell.study(), key.as_ref()) {
                return Ok(Self::told(open, Opening::default(), shell));
            }
        }
        match Self::open_now(shell) {
            Err(Failure::Journal(JournalError::Locked { .. })) => {
                let session = Self::look_at(shell)?;
                say_waiting(shell, "the other asdone takes them in");
                Ok(session)
            }
            Err(Failure::Journal(refused)) if refused.forbids_writing() => {
                // Where it cannot be read either, what was refused first says more.
                let Ok(session) = Self::look_at(shell) else { return Err(refused.into()) };
                shell.out.say(&format!("asdone: {refused}; it is read as it is"));
                say_waiting(shell, "it can be written again");
                Ok(session)
            }
            opened => opened,
        }
    }

    /// Opens of a large study with nothing waiting what happened last, to read it; and says what was left
    /// out. Nothing has been said yet of what was found ([`Session::say_found`]), as whoever asks may need
    /// all of it in the end.
    pub(super) fn open_to_read_newest(shell: &mut Shell) -> Option<(Self, LeftOut)> {
        if !journal::is_kept_at_rest(&shell.study()) {
            return None;
        }
        let key = unlock::key(shell).ok()?;
        let (open, left) = OpenStudy::look_at_newest(&shell.study(), key.as_ref())?;
        Some((Self { open, opening: Opening::default() }, left))
    }

    /// Opens the study to read those observations that are wanted, where that can be done without all of
    /// it, and says how many more count. What was found is said by [`Session::say_found`].
    pub(super) fn open_to_read_wanted(
        shell: &mut Shell,
        wants: Wants<'_>,
    ) -> Option<(Self, usize)> {
        if !journal::is_kept_at_rest(&shell.study()) {
            return None;
        }
        let key = unlock::key(shell).ok()?;
        let (open, left) = OpenStudy::look_at_wanted(&shell.study(), key.as_ref(), wants)?;
        Some((Self { open, opening: Opening::default() }, left))
    }

    /// Opens the study to count what is in it where that can be done without holding all of it: `look` is
    /// shown some observations at a time, and not those that are in the study that is open then.
    pub(super) fn open_to_look_at_each(shell: &mut Shell, look: Look<'_>) -> Option<Self> {
        if !journal::is_kept_at_rest(&shell.study()) {
            return None;
        }
        let key = unlock::key(shell).ok()?;
        let open = OpenStudy::look_at_each(&shell.study(), key.as_ref(), look)?;
        Some(Self::told(open, Opening::default(), shell))
    }

    /// Opens the study to count what is in it, as [`Session::open_to_read`] does, but perhaps without the
    /// texts of the observations.
    pub(super) fn open_to_count(shell: &mut Shell) -> Result<Self, Failure> {
        if journal::is_kept_at_rest(&shell.study()) {
            let key = unlock::key(shell)?;
            if let Some(open) = OpenStudy::look_at_counts(&shell.study(), key.as_ref()) {
                return Ok(Self::told(open, Opening::default(), shell));
            }
        }
        Self::open_to_read(shell)
    }

    /// Opens the study as [`Session::open`] does, for a deed about what is wanted alone: of a large study
    /// no more than that is read where nothing waits.
    pub(super) fn open_for_wanted(shell: &mut Shell, wants: Wants<'_>) -> Result<Self, Failure> {
        let waiting = Inbox::of(&shell.study()).count().unwrap_or_default();
        if waiting > 0 || !journal::is_kept_at_rest(&shell.study()) {
            return Self::open(shell);
        }
        let mut session = Self::open_unread(shell)?;
        match session.open.read_wanted(wants) {
            Err(JournalError::Damaged { .. }) => {
                drop(session);
                Self::open(shell)
            }
            read => read.map(|()| session).map_err(Failure::from),
        }
    }

    /// The study as far as it is written, with no lock taken.
    fn look_at(shell: &mut Shell) -> Result<Self, Failure> {
        let key = unlock::key(shell)?;
        let mut open = OpenStudy::look_at(&shell.study(), key.as_ref())?;
        open.read_past(None)?;
        Ok(Self { open, opening: Opening::default() })
    }

    /// Opens the study at once or not at all.
    pub(super) fn open_now(shell: &mut Shell) -> Result<Self, Failure> {
        Self::open_for(shell, None)
    }

    /// Opens the study at once for `only` this note, where there is one: its past is then read where
    /// the note depends on it.
    pub(super) fn open_for(shell: &mut Shell, only: Option<&Draft>) -> Result<Self, Failure> {
        let (open, opening) = open_asking(shell)?;
        match Self::read(open, opening, shell, only) {
            // What was found while reading makes the next opening look at everything and mend what
            // can be mended; what cannot is then known, and stands in the way no more.
            Err(Failure::Journal(JournalError::Damaged { .. })) => {
                let (open, opening) = open_asking(shell)?;
                Self::read(open, opening, shell, only)
            }
            done => done,
        }
    }

    /// Opens the study for what reads its files and needs no fold of it: checks and copies, which take
    /// no more memory for a large study than for a small one. Notes that wait are taken in before.
    pub(super) fn open_unread(shell: &mut Shell) -> Result<Self, Failure> {
        let waiting = Inbox::of(&shell.study()).count().unwrap_or_default();
        if waiting > 0 {
            drop(Self::open(shell)?.into_study());
        }
        let elsewhere = |failure: &Failure| matches!(failure, Failure::Journal(e) if open::is_open_elsewhere(e));
        open::patiently(
            || {
                let (open, opening) = open_asking(shell)?;
                Ok(Self::told(open, opening, shell))
            },
            elsewhere,
        )
    }

    /// Makes a study, and opens it.
    pub(super) fn create(
        dir: &Path,
        identity: Identity,
        keys: Option<&NewKeys>,
    ) -> Result<Self, Failure> {
        let open = OpenStudy::create(dir, identity, keys)?;
        Ok(Self { open, opening: Opening::default() })
    }

    fn read(
        open: OpenStudy,
        opening: Opening,
        shell: &mut Shell,
        only: Option<&Draft>,
    ) -> Result<Self, Failure> {
        let mut session = Self::told(open, opening, shell);
        session.open.read_past(only)?;
        session.take_in(shell);
        Ok(session)
    }

    /// Says what was found when the study was opened.
    fn told(open: OpenStudy, opening: Opening, shell: &mut Shell) -> Self {
        let mut session = Self { open, opening };
        session.say_found(shell);
        session.open.keeps_texts_in(&shell.paths.kept);
        session
    }

    /// Says what was found when the study was opened, where it has not been said.
    pub(super) fn say_found(&self, shell: &mut Shell) {
        let opening = &self.opening;
        if let Some(news) = journal::exposed_news(&shell.study()) {
            shell.out.say(&format!("asdone: {news}"));
        }
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
    }

    /// The study alone, closed again.
    pub(super) fn into_study(mut self) -> Study {
        self.open.keep_checkpoint();
        self.take_study()
    }

    fn take_study(&mut self) -> Study {
        let empty = Study::new(self.open.identity().device);
        mem::replace(&mut self.open.study, empty)
    }

    /// Takes in the notes that other processes left. One that cannot be taken in stays where it is,
    /// is named, and stands in the way of nothing else.
    fn take_in(&mut self, shell: &mut Shell) {
        let context = self.context();
        let Taken { notes, kept, failed, .. } = self.open.take_in(&context);
        for name in kept {
            shell.out.say(&format!("asdone: kept in the inbox and not taken in: {name}"));
        }
        if let Some(error) = failed {
            shell.out.say(&format!("asdone: a note still waits in the inbox: {error}"));
        }
        if notes > 0 {
            self.due_to_copies();
            let notes = if notes == 1 { "1 note".to_owned() } else { format!("{notes} notes") };
            shell.out.say(&format!("Added {notes} from the inbox"));
        }
    }

    /// The study in the scope that was asked for, or in its own where none was.
    pub(super) fn view(&self, asked: Scoped) -> Result<View<'_>, Failure> {
        Self::view_of(&self.study, self.open.identity().person, asked)
    }

    /// The same of any study, as a person sees it.
    pub(super) fn view_of(
        study: &Study,
        person: PersonId,
        asked: Scoped,
    ) -> Result<View<'_>, Failure> {
        let own = Scope::of(study.whose());
        let scope = asked.scope.unwrap_or(own);
        if scope < own {
            return Err(Failure::usage(
                format!("this is the record of {}, so it has no scope {scope}", whole(own)),
                format!("leave --scope out, or ask for {own} or wider"),
            ));
        }
        Ok(View::new(study, person, scope))
    }

    /// The study in its own scope.
    pub(super) fn own_view(&self) -> View<'_> {
        View::of(&self.open.study, self.open.identity().person)
    }

    /// What actions need to know of the world.
    pub(super) fn context(&self) -> Context<'static> {
        self.open.context(clock::now(), &IDS)
    }

    /// Makes a deed durable, folds it in, and hands back the sentence that says what was done.
    pub(super) fn perform(&mut self, deed: Deed) -> Result<String, Failure> {
        self.open.perform(&deed, clock::now().millis)?;
        outcome::done();
        self.due_to_copies();
        Ok(deed.said)
    }

    /// Begins to gather changes that will be made durable as one act.
    pub(super) fn gather(&self) -> Gathered {
        self.open.gather(clock::now().millis)
    }

    /// Makes what was gathered durable and folds it in.
    pub(super) fn perform_gathered(&mut self, gathered: Gathered) -> Result<(), Failure> {
        self.open.perform_gathered(gathered)?;
        outcome::done();
        self.due_to_copies();
        Ok(())
    }

    /// Makes durable what another person does who takes a turn at this laptop.
    pub(super) fn perform_by(&mut self, author: PersonId, deed: Deed) -> Result<String, Failure> {
        self.open.perform_by(author, &deed, clock::now().millis)?;
        outcome::done();
        self.due_to_copies();
        Ok(deed.said)
    }

    /// The entry of a note that a deed would record a second time within a minute.
    pub(super) fn said_before(&self, deed: &Deed) -> Option<Entry> {
        self.open.said_before(deed, &self.context())
    }

    /// Makes a deed durable and says what was done.
    pub(super) fn perform_aloud(&mut self, deed: Deed, shell: &mut Shell) -> Result<Exit, Failure> {
        let said = self.perform(deed)?;
        shell.out.say(&said);
        Ok(Exit::Ok)
    }

    /// Erases what a deed names, for good, and folds the tombstones in.
    pub(super) fn erase(&mut self, deed: &Deed) -> Result<Wiped, Failure> {
        let (_, wiped) = self.open.erase(deed, clock::now().millis)?;
        outcome::done();
        self.due_to_copies();
        Ok(wiped)
    }

    /// Lets an exchange with the team take in what came. Copies follow.
    pub(super) fn exchange<T>(&mut self, act: impl FnOnce(&mut OpenStudy) -> T) -> T {
        let done = act(&mut self.open);
        self.due_to_copies();
        done
    }

    fn due_to_copies(&mut self) {
        to_copy(self.open.news());
    }

    /// How many entries there are.
    pub(super) fn entries(&self) -> u64 {
        self.open.journal().entries()
    }

    /// Lets a note leave the study.
    pub(super) fn let_go(&mut self, leaving: &Leaving) -> Result<(), Failure> {
        self.open.let_go(leaving, clock::now().millis)?;
        outcome::done();
        self.due_to_copies();
        Ok(())
    }

    /// Removes a note that is kept apart, here and in the copies; whether there was one.
    pub(super) fn forget_apart(&mut self, id: SheetId) -> Result<bool, Failure> {
        let there = self.open.forget_apart(id)?;
        if there {
            outcome::done();
            self.due_to_copies();
        }
        Ok(there)
    }

    /// Reads everything again and checks every hash.
    pub(super) fn verify(&self) -> Result<Verified, Failure> {
        Ok(self.open.journal().verify()?)
    }

    /// The same, and whether what is kept of folding the entries is what they say.
    pub(super) fn verify_with_checkpoint(&self) -> Result<Verified, Failure> {
        Ok(self.open.journal().verify_with_checkpoint()?)
    }

    /// The observation that a person names, with its record.
    pub(super) fn find(&self, typed: &str) -> Result<(ObsIx, &Record), Failure> {
        let ix = actions::find(&self.open.study, typed)?;
        let gone = || actions::Refusal::NoSuchObservation { typed: typed.to_owned() };
        Ok((ix, self.open.study.record_at(ix).ok_or_else(gone)?))
    }

    /// The id of the observation that a person names.
    pub(super) fn id(&self, typed: &str) -> Result<ObservationId, Failure> {
        Ok(self.find(typed)?.1.id())
    }
}

/// Says how many notes wait, which a study that is only looked at does not count.
fn say_waiting(shell: &mut Shell, until: &str) {
    let waiting = Inbox::of(&shell.study()).count().unwrap_or_default();
    let notes = match waiting {
        0 => return,
        1 => "1 note waits".to_owned(),
        many => format!("{many} notes wait"),
    };
    shell.out.say(&format!("asdone: {notes} in the inbox until {until}; not counted here"));
}

/// Whose a record is, as a noun.
const fn whole(own: Scope) -> &'static str {
    match own {
        Scope::Mine => "one person",
        Scope::Team => "a team",
        Scope::Organisation => "an organisation",
        Scope::Academic => "academic partners",
    }
}

fn to_copy(news: Option<Snapshot>) {
    if let Some(snapshot) = news {
        *TO_COPY.lock().unwrap_or_else(PoisonError::into_inner) = Some(snapshot);
    }
}

/// Lets the copies that are kept elsewhere follow when the keys of a study are others, as they now
/// durably are.
pub(super) fn keys_to_copies(dir: &Path, key: &Key) {
    outcome::done();
    to_copy(open::let_copies_follow(dir, key));
}

/// Opens the study; where something has to be rebuilt first, the person is asked if there is one.
fn open_asking(shell: &mut Shell) -> Result<(OpenStudy, Opening), Failure> {
    let dir = shell.study();
    let key = unlock::key(shell)?;
    let account = match OpenStudy::open(&dir, key.as_ref(), Mending::Ask) {
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
    if !question::yes(shell, question)? {
        return Err(JournalError::NeedsRepair { account }.into());
    }
    Ok(OpenStudy::open(&dir, key.as_ref(), Mending::Rebuild)?)
}

/// Brings the copies that are kept after each save up to date, and those that owe an erasure.
pub(super) fn keep_copies(shell: &mut Shell) {
    let snapshot = TO_COPY.lock().unwrap_or_else(PoisonError::into_inner).take();
    if let Some(snapshot) = snapshot {
        copies::tell(shell, snapshot.keep_up(clock::now().millis));
    }
}

/// What actions need to know of the world where no study is open.
pub(super) fn context_of(person: crate::study::PersonId) -> Context<'static> {
    Context { now: clock::now(), author: person, ids: &IDS }
}

/// Refuses early where there is no study, before a person has written anything.
pub(super) fn must_be_there(shell: &Shell) -> Result<Identity, Failure> {
    Ok(journal::identity_in(&shell.study())?)
}

/// Whether a folder holds a study, of whatever version and in whatever state.
pub(super) fn is_study(dir: &Path) -> bool {
    !matches!(journal::identity_in(dir), Err(JournalError::NotAStudy { .. }))
}
