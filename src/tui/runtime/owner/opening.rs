//! Opening a study: the journal, the fold of it, and the notes that wait in its inbox.

use std::path::Path;

use super::{Keeper, Wanted, beside, failure};
use crate::actions::{self, Trail};
use crate::analysis::Corpus;
use crate::config::clock::{self, SystemIds};
use crate::journal::keys::{self, Cost, ExposeSecret, Key, NewKeys, Secret};
use crate::journal::{Identity, Journal, JournalError, Mending, Opening};
use crate::open::{OpenStudy, is_open_elsewhere, patiently};
use crate::study::{Content, Entry, Study, Subject};
use crate::tui::msg::{Beside as Why, Msg, Past};
use crate::tui::screens::words::Recovery;

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
    study.look_as(journal.identity().person);
    let (mut entries, mut trail) = (Vec::new(), Trail::default());
    let mut place = 0;
    let read = study.together(|study| {
        journal.replay(|entry| {
            if of.is_none_or(|subject| actions::is_about(&entry, subject)) {
                entries.push((place, entry.clone()));
            }
            trail.take(&entry);
            place += 1;
            study.apply(entry);
        })
    });
    // Of a note alone it would tell that something was said of this one.
    let hidden =
        |entry: &Entry| matches!(&entry.content, Content::Known(said) if study.hides(said));
    entries.retain(|(_, entry)| of.is_none() || !hidden(entry));
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

/// Makes a study, whose fold the model has; sealed, with its key and what is shown once, where there
/// is a passphrase.
pub(super) fn create(
    dir: &Path,
    identity: Identity,
    secret: Option<&Secret>,
) -> Result<(OpenStudy, Option<super::Made>), JournalError> {
    let Some(Secret::Passphrase(passphrase)) = secret else {
        return Ok((made(OpenStudy::create(dir, identity, None)?), None));
    };
    let keys = NewKeys::make(identity.study, passphrase, None, Cost::STANDARD)?.to_show();
    let places = keys::places_to_ask()?;
    let open = made(OpenStudy::create(dir, identity, Some(&keys))?);
    let recovery = Recovery { phrase: keys.recovery.clone(), places };
    Ok((open, Some((keys.key().clone(), recovery))))
}

/// Nothing is in it yet, so there is nothing to send.
fn made(mut open: OpenStudy) -> OpenStudy {
    drop(open.hand_over());
    open
}

/// A study that was made before, and whose beginning could not be written: by now it may be asked
/// for with another passphrase.
pub(super) fn as_asked_now(
    dir: &Path,
    (open, made): (OpenStudy, Option<super::Made>),
    secret: Option<&Secret>,
) -> Result<(OpenStudy, Option<super::Made>), JournalError> {
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
    Ok((open, made))
}

impl Keeper {
    /// Opens the study with `key` (none where it is in clear), takes in what waits, and sends it;
    /// where another process has it open, or nothing can be written there, it is only read.
    pub(super) fn open(&mut self, wanted: Wanted, mending: Mending) -> Result<(), JournalError> {
        let open = || OpenStudy::open(&self.dir, wanted.key.as_ref(), mending);
        let opened = match patiently(open, is_open_elsewhere) {
            Err(JournalError::NeedsRepair { account }) => {
                self.ask_repair(wanted, account);
                return Ok(());
            }
            Err(JournalError::Locked { holder, .. }) => {
                return self.look(wanted, beside::window(holder));
            }
            Err(refused) if refused.forbids_writing() => {
                // Where it cannot be read either, what was refused first says more.
                let why = Why::ReadOnly(failure(&refused));
                return self.look(wanted, why).map_err(|_| refused);
            }
            opened => opened?,
        };
        self.opened(opened, wanted);
        Ok(())
    }

    /// Asks whether what is damaged may be rebuilt.
    pub(super) fn ask_repair(&mut self, wanted: Wanted, account: Vec<String>) {
        self.damaged = Some(wanted);
        self.tell(Msg::NeedsRepair(account));
    }

    /// The study is open: takes in what waits, and sends it.
    pub(super) fn opened(&mut self, (mut open, mut opening): (OpenStudy, Opening), wanted: Wanted) {
        let Wanted { key, by_words } = wanted;
        if let Err(error) = open.read_past(None) {
            let said = failure(&error).said();
            opening.losses.push(format!("not everything could be read: {said}"));
        }
        let context = open.context(clock::now(), &SystemIds);
        // What is taken in now arrives with the study.
        let taken = open.take_in(&context);
        let (identity, study) = (open.identity(), open.hand_over());
        let mut corpus = Corpus::default();
        corpus.refresh(&study);
        let sealed = key.is_some();
        self.open = Some(open);
        let custodian = keys::about(&self.dir).ok().and_then(|(custodian, _)| custodian);
        let past =
            Past { study, corpus, identity, opening, sealed, custodian, by_words, beside: None };
        self.tell(Msg::Loaded(Box::new(past)));
        self.begin_copies();
        self.say_taken(taken);
        self.begin_team();
    }
}
