//! A window that only reads: beside another one, or where nothing can be written in the folder. The study
//! is read as far as it is written, new notes are left in the inbox, and once a second it is looked
//! whether it can be opened by now.

use super::{Keeper, Wanted, failure};
use crate::analysis::Corpus;
use crate::journal::{Extent, Inbox, JournalError, Mending, Opening, extent, keys};
use crate::open::OpenStudy;
use crate::study::Change;
use crate::tui::msg::{Beside as Why, Failure, Msg, Past, Ticket};

/// A study that is only read.
pub(super) struct Beside {
    /// The study as it was when it was last read; the model has the fold of it.
    pub(super) look: OpenStudy,
    /// How far it went then.
    extent: Extent,
    why: Why,
    wanted: Wanted,
}

impl Keeper {
    /// Reads the study without a right to it, and sends it with the reason.
    pub(super) fn look(&mut self, wanted: Wanted, why: Why) -> Result<(), JournalError> {
        let extent = extent(&self.dir);
        let mut look = OpenStudy::look_at(&self.dir, wanted.key.as_ref())?;
        look.read_past(None)?;
        let (identity, study) = (look.identity(), look.hand_over());
        let mut corpus = Corpus::default();
        corpus.refresh(&study);
        let custodian = keys::about(&self.dir).ok().and_then(|(custodian, _)| custodian);
        let past = Past {
            study,
            corpus,
            identity,
            opening: Opening::default(),
            sealed: wanted.key.is_some(),
            custodian,
            // Who came in by the words is asked for a new passphrase once it can be set.
            by_words: false,
            beside: Some(why.clone()),
        };
        self.tell(Msg::Loaded(Box::new(past)));
        self.beside = Some(Beside { look, extent, why, wanted });
        Ok(())
    }

    /// Opens the study where that can be by now; else reads it again where it has grown.
    pub(super) fn look_again(&mut self) {
        let Some(beside) = self.beside.take() else { return };
        match OpenStudy::open(&self.dir, beside.wanted.key.as_ref(), Mending::Ask) {
            Ok(opened) => self.opened(opened, beside.wanted),
            Err(JournalError::NeedsRepair { account }) => self.ask_repair(beside.wanted, account),
            Err(JournalError::Locked { holder, .. }) if extent(&self.dir) != beside.extent => {
                let wanted = beside.wanted.clone();
                if self.look(wanted, window(holder)).is_err() {
                    // Files that move under the reader lie still in a moment.
                    self.beside = Some(beside);
                }
            }
            // A study that cannot be opened for another reason says so when it is opened.
            Err(_) => self.beside = Some(beside),
        }
    }

    /// Leaves new notes in the inbox for whoever has the study open, and answers the ticket.
    pub(super) fn leave(&self, ticket: Ticket, notes: &[Change]) {
        let inbox = Inbox::of(&self.dir);
        let mut left = notes.iter().map(|note| inbox.drop_note(std::slice::from_ref(note)));
        self.tell(match left.find_map(Result::err) {
            None => Msg::Committed { ticket, entries: Vec::new() },
            Some(error) => Msg::CommitFailed { ticket, failure: failure(&error) },
        });
    }
}

/// Another process has the study open.
pub(super) fn window(holder: Option<String>) -> Why {
    Why::Window(holder.unwrap_or_else(|| "another process".to_owned()))
}

impl Beside {
    /// Why nothing but a new note can be written here.
    pub(super) fn refused(&self) -> Failure {
        match &self.why {
            Why::ReadOnly(failure) => failure.clone(),
            Why::Window(_) => Failure {
                message: "the study is open in another window, which alone can change it"
                    .to_owned(),
                hint: Some(
                    "do it there, or close that window; new notes can be written here".to_owned(),
                ),
            },
        }
    }
}
