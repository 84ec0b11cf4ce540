//! What comes into the screens ([`Msg`]) and what they ask for ([`Effect`]): plain values, so that
//! everything between can be tested without a terminal, a disk or a clock.

use std::path::PathBuf;

use crate::actions::Deed;
use crate::analysis::Corpus;
use crate::journal::keys::Secret;
use crate::journal::{DraftSlot, Identity, JournalError, Leaving, Opening};
use crate::study::{Change, Entry, Study, Subject};

use super::key::Key;
use super::screens::access::{Rekey, Rekeyed};
use super::screens::release::{Finished, Order};
use super::screens::team::{News, Wish};
use super::screens::words::Recovery;

/// The number under which a deed was handed over to be made durable.
pub type Ticket = u64;

/// Something that happened.
#[derive(Debug)]
pub enum Msg {
    /// A key was pressed or repeats.
    Key(Key),
    /// Plain keys arrived together, faster than anybody types: a paste that the terminal did not mark.
    Burst(Vec<Key>),
    /// A text was pasted, as one piece.
    Paste(String),
    /// The mouse did something (only where it was turned on).
    Mouse(Mouse),
    /// The terminal has this many columns and rows now.
    Resize(u16, u16),
    /// Time has passed; the time itself comes in the context.
    Tick,
    /// The past has been read.
    Loaded(Box<Past>),
    /// The study cannot be used.
    OpenFailed(Failure),
    /// A new study has been made, with these entries.
    Begun(Identity, Vec<Entry>, Option<Recovery>),
    /// A new study could not be made.
    BeginFailed(Failure),
    /// A deed is durable: these are its entries.
    Committed {
        /// Which.
        ticket: Ticket,
        /// Its entries, to be folded.
        entries: Vec<Entry>,
    },
    /// A deed could not be made durable; entries of batches that were (see
    /// [`crate::journal::Journal::append`]) come with the next opening.
    CommitFailed {
        /// Which.
        ticket: Ticket,
        /// Why.
        failure: Failure,
    },
    /// Notes that another process had left were taken in.
    InboxTaken {
        /// Their entries, to be folded.
        entries: Vec<Entry>,
        /// How many notes.
        notes: usize,
        /// Files that could not be read, which were kept.
        kept: Vec<String>,
    },
    /// What colleagues handed out was taken in: entries to be folded.
    ShelfTaken(Vec<Entry>),
    /// Something about the team.
    Team(News),
    /// The study is closed, and its key is gone.
    Locked,
    /// What was given opens the study, which is being read now; half-typed texts that could not be
    /// read before.
    Unlocked(Vec<(DraftSlot, String)>),
    /// The study stays locked.
    UnlockFailed(Failure),
    /// A note that was written while the study is locked is sealed in its inbox.
    NoteKept,
    /// Such a note could not be kept.
    NoteNotKept(Failure),
    /// Such a note turned out to be the passphrase, and was not kept; the study opens.
    LineWasSecret,
    /// What was to become of the keys of the study has become of them, or has not.
    Rekeyed(Rekeyed),
    /// The shell or another process asks the program to stop for a while.
    StopAsked,
    /// A part of the study is damaged and has to be rebuilt first: an account of it.
    NeedsRepair(Vec<String>),
    /// What became of copies kept elsewhere, as a sentence.
    Copies(String),
    /// What was done to something, or to the whole study: a title and a line for each change.
    History(String, Vec<String>),
    /// A half-typed text was found on disk.
    DraftFound(DraftSlot, String),
    /// A half-typed text could not be kept.
    DraftFailed(Failure),
    /// Everything that could not be kept as a draft before is kept now.
    DraftsKept,
    /// Something that a release asked for is done, is so far, or could not be done.
    Released(Finished),
    /// A file was read, or could not be.
    FileRead(PathBuf, Result<String, Failure>),
    /// A file was written, or could not be.
    FileWritten(PathBuf, Result<(), Failure>),
    /// The program goes on after having been stopped.
    Resumed,
    /// The terminal went away or the system asks the program to end.
    Terminate,
}

/// A study as it was found on disk.
#[derive(Debug)]
pub struct Past {
    /// The study as it stands.
    pub study: Study,
    /// Its text, ready to be searched.
    pub corpus: Corpus,
    /// Who we are in it.
    pub identity: Identity,
    /// What opening found.
    pub opening: Opening,
    /// Whether it is sealed, and so can be locked.
    pub sealed: bool,
    /// Who the custodian is, where there is one.
    pub custodian: Option<String>,
    /// Whether the 24 words opened it, so that it needs a new passphrase.
    pub by_words: bool,
    /// Why it is only read here, where it is. Beside another window it comes again whenever the study
    /// has grown.
    pub beside: Option<Beside>,
}

/// Why a study is only read here.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Beside {
    /// Another process has it open ("process 812, since 24 Nov 13:40"), which takes in new notes.
    Window(String),
    /// Nothing can be written in its folder.
    ReadOnly(Failure),
}

/// Why something could not be done: what happened, and what to do next.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Failure {
    /// What happened, to what: lower case, no full stop.
    pub message: String,
    /// What to do next, where there is something.
    pub hint: Option<String>,
}

impl From<&JournalError> for Failure {
    fn from(error: &JournalError) -> Self {
        Self { message: error.to_string(), hint: error.hint() }
    }
}

impl Failure {
    /// Message and hint as one text.
    pub fn said(&self) -> String {
        match &self.hint {
            Some(hint) => format!("{}; {hint}", self.message),
            None => self.message.clone(),
        }
    }
}

/// What the mouse did, and where.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Mouse {
    /// The main button was pressed at this column and row.
    Click(u16, u16),
    /// The wheel was turned towards the beginning.
    WheelUp,
    /// The wheel was turned towards the end.
    WheelDown,
}

/// Something to be done outside.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Effect {
    /// Make a deed durable and answer with the ticket.
    Commit(Ticket, Deed),
    /// Let a note leave the study, and answer with the ticket.
    LetGo(Ticket, Leaving),
    /// Make a new study for this identity, with this deed as its beginning; sealed, where there is a
    /// passphrase.
    Begin(Identity, Deed, Option<Secret>),
    /// Close the study, let its key go and answer with [`Msg::Locked`].
    Lock,
    /// Open the study with this, and answer with [`Msg::Unlocked`] and [`Msg::Loaded`], or with
    /// [`Msg::UnlockFailed`].
    Unlock(Secret),
    /// Open the study where the line is its passphrase; where it is not, seal the note (these
    /// changes) into the inbox, and answer with [`Msg::NoteKept`] or [`Msg::NoteNotKept`].
    LeaveNote(Secret, Vec<Change>),
    /// Leave new notes in the inbox for the window that has the study open, and answer with the
    /// ticket.
    Leave(Ticket, Vec<Change>),
    /// Seal the study or change who can open it, and answer with [`Msg::Rekeyed`].
    Rekey(Rekey),
    /// Do something with the team, and answer with [`Msg::Team`].
    Team(Wish),
    /// Note that somebody has seen the recovery words.
    WordsSeen,
    /// Rebuild what is damaged, and open the study.
    Repair,
    /// Look up what was done to something (to the whole study where `None`) and answer with
    /// [`Msg::History`].
    History(Option<Subject>),
    /// Keep a half-typed text on disk; an empty one clears the slot.
    SaveDraft(DraftSlot, String),
    /// Hand a text to the terminal's clipboard.
    Copy(String),
    /// Draw the key of a release, build its package or check one, and answer with [`Msg::Released`].
    Release(Box<Order>),
    /// Read a text file and answer with [`Msg::FileRead`].
    ReadFile(PathBuf),
    /// Write a text file, whole or not at all, and answer with [`Msg::FileWritten`].
    WriteFile(PathBuf, String),
    /// Write the person's own rules of wording, making their folder where it is missing, and answer
    /// with [`Msg::FileWritten`].
    KeepRules(PathBuf, String),
    /// Let the terminal's bell go once.
    Bell,
    /// Let the terminal report the mouse, or leave it alone.
    Mouse(bool),
    /// Stop until the shell says to go on.
    Suspend,
    /// Draw everything again from nothing.
    Redraw,
    /// Leave the terminal as it was found, and end.
    Quit,
}
