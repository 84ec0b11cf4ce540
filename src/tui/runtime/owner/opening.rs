//! Opening a study: the journal, the fold of it, and the notes that wait in its inbox.

use std::path::Path;
use std::thread;
use std::time::Duration;

use super::{Keeper, Wanted, failure};
use crate::actions::{self, Trail};
use crate::analysis::Corpus;
use crate::config::clock;
use crate::journal::keys::{self, Cost, ExposeSecret, Key, NewKeys, Secret};
use crate::journal::{Identity, Journal, JournalError, Mending};
use crate::study::{Change, Entry, Purpose, Record, Study, Subject};
use crate::tui::msg::{Msg, Past};
use crate::tui::screens::words::Recovery;

/// How often, and how long apart, a study that another command has open is tried again. Most hold
/// it for some milliseconds.
const TRIES: u32 = 40;
const PAUSE: Duration = Duration::from_millis(25);

/// Does something with the closed study; waits a second for a command that has it open.
pub(super) fn patiently<T>(
    mut act: impl FnMut() -> Result<T, JournalError>,
) -> Result<T, JournalError> {
    let mut tries = 0;
    loop {
        match act() {
            Err(JournalError::Locked { .. }) if tries < TRIES => thread::sleep(PAUSE),
            done => return done,
        }
        tries += 1;
    }
}

/// No passphrase is longer; a note of many lines is not tried as one.
const LONGEST_LINE: usize = 1024;

/// Words of a recovery phrase.
const WORDS: usize = 24;

/// The key, where a line is the passphrase of the study or its recovery phrase.
pub(super) fn try_line(dir: &Path, line: &Secret) -> Option<Key> {
    let typed = line.typed().expose_secret();
    if typed.contains('\n') || typed.len() > LONGEST_LINE {
        return None;
    }
    let words = Secret::Recovery(line.typed().clone());
    let by_words = typed.split_whitespace().count() == WORDS;
    keys::unlock(dir, line).ok().or_else(|| keys::unlock(dir, &words).ok().filter(|_| by_words))
}

/// How many changes a screen shows of a history.
const MOST: usize = 500;

/// Tells what was done to something, or to the whole study, one line for each change.
pub(super) fn tell_history(journal: &Journal, of: Option<Subject>, tell: &impl Fn(Msg)) {
    let mut study = Study::new(journal.identity().device);
    let (mut entries, mut trail) = (Vec::new(), Trail::default());
    let mut place = 0;
    let read = journal.replay(|entry| {
        if of.is_none_or(|subject| actions::is_about(&entry, subject)) {
            entries.push((place, entry.clone()));
        }
        trail.take(&entry);
        place += 1;
        study.apply(entry);
    });
    let (now, times) = (clock::now(), trail.times());
    let line = |(place, entry): &(usize, Entry)| {
        let mut row = actions::audit(&study, entry);
        row.at = times.get(*place).copied().unwrap_or(row.at);
        row.line(now)
    };
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

/// Makes a study; sealed, with its key and what is shown once, where there is a passphrase.
pub(super) fn create(
    dir: &Path,
    identity: Identity,
    secret: Option<&Secret>,
) -> Result<(Journal, Option<super::Made>), JournalError> {
    let Some(Secret::Passphrase(passphrase)) = secret else {
        return Ok((Journal::create(dir, identity, None)?, None));
    };
    let keys = NewKeys::make(identity.study, passphrase, None, Cost::STANDARD)?.to_show();
    let places = keys::places_to_ask()?;
    let journal = Journal::create(dir, identity, Some(&keys))?;
    let recovery = Recovery { phrase: keys.recovery.clone(), places };
    Ok((journal, Some((keys.key().clone(), recovery))))
}

/// A study that was made before, and whose beginning could not be written: by now it may be asked
/// for with another passphrase.
pub(super) fn as_asked_now(
    dir: &Path,
    (journal, made): (Journal, Option<super::Made>),
    secret: Option<&Secret>,
) -> Result<(Journal, Option<super::Made>), JournalError> {
    match (&made, secret) {
        (Some((key, _)), Some(Secret::Passphrase(new))) => {
            keys::change_passphrase(dir, key, new, Cost::STANDARD)?;
        }
        (None, None) => {}
        _ => {
            let what = "the study was made before, with or without a passphrase; end with Ctrl-Q, \
                        remove its folder and begin again";
            return Err(JournalError::Keys { what: what.to_owned() });
        }
    }
    Ok((journal, made))
}

impl Keeper {
    /// Opens the study with `key` (none where it is in clear), takes in what waits, and sends it.
    pub(super) fn open(&mut self, wanted: Wanted, mending: Mending) -> Result<(), JournalError> {
        let (mut journal, mut opening) =
            match patiently(|| Journal::open_with(&self.dir, wanted.key.as_ref(), mending)) {
                Err(JournalError::NeedsRepair { account }) => {
                    self.damaged = Some(wanted);
                    self.tell(Msg::NeedsRepair(account));
                    return Ok(());
                }
                opened => opened?,
            };
        let Wanted { key, by_words, drafts } = wanted;
        let identity = journal.identity();
        let mut study = Study::new(identity.device);
        if let Err(error) = journal.replay(|entry| study.apply(entry)) {
            let said = failure(&error).said();
            opening.losses.push(format!("not everything could be read: {said}"));
        }
        let (notes, unread) = self.take_in(&mut journal, key.as_ref(), &mut study);
        let mut corpus = Corpus::default();
        corpus.refresh(&study);
        let sealed = key.is_some();
        (self.key, self.journal) = (key, Some(journal));
        let custodian = keys::about(&self.dir).ok().and_then(|(custodian, _)| custodian);
        let past = Past { study, corpus, identity, opening, sealed, custodian, by_words, drafts };
        self.tell(Msg::Loaded(Box::new(past)));
        self.begin_copies();
        self.say_taken(Vec::new(), notes, unread);
        Ok(())
    }

    /// Takes in the notes that wait, each once: one that was taken in when the program was killed
    /// before its file was gone is there already.
    fn take_in(
        &mut self,
        journal: &mut Journal,
        key: Option<&Key>,
        study: &mut Study,
    ) -> (usize, Vec<String>) {
        let Ok((waiting, unread)) = self.inbox.waiting(key) else { return (0, Vec::new()) };
        let mut notes = 0;
        for note in waiting {
            let is_here = |change: &Change| match change {
                Change::Recorded(observation) => {
                    study.get(observation.id).is_some_and(Record::is_here)
                }
                _ => false,
            };
            if !note.changes.iter().any(is_here) && !journal.came_back(&note.changes) {
                match journal.append(&note.changes, Purpose::Do, clock::now().millis) {
                    Ok(entries) => entries.into_iter().for_each(|entry| study.apply(entry)),
                    Err(_) => break,
                }
                notes += 1;
            }
            if self.inbox.remove(&note.name).is_err() {
                self.taken.insert(note.name);
            }
        }
        (notes, unread)
    }
}
