//! What the screen of a locked study remembers.

use std::collections::VecDeque;

use zeroize::Zeroizing;

use crate::journal::keys::{Likeness, SecretString};
use crate::study::Moment;
use crate::tui::screens::Screen;
use crate::tui::unkept::Unkept;
use crate::tui::widgets::{Field, Masked};

/// Where the cursor is.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum At {
    /// In the note.
    Note,
    /// In the passphrase.
    #[default]
    Passphrase,
    /// In the words of the recovery phrase.
    Words,
}

/// What the screen of a locked study remembers, and when the study is to be locked.
#[derive(Clone, Debug)]
pub struct Model {
    /// Where the cursor is.
    pub at: At,
    /// The note.
    pub note: Field,
    /// The passphrase.
    pub passphrase: Masked,
    /// The words of the recovery phrase.
    pub words: Field,
    /// Whether a passphrase is being tried.
    pub unlocking: bool,
    /// Notes that were kept since it was locked.
    pub kept: usize,
    /// Notes on their way to the inbox, the first first.
    pub(super) sent: VecDeque<Zeroizing<String>>,
    /// When something was typed that is not on disk yet: first and last.
    pub(super) unkept: Unkept,
    /// A time still to come in the note is meant: it was asked about.
    pub(super) future_is_meant: bool,
    /// What stands in the passphrase was given as a note and hidden, since it looks like one.
    pub doubtful: bool,
    /// The note is one, though it looks like a passphrase: it was asked about.
    pub(super) note_is_meant: bool,
    /// The passphrase that is being tried or set.
    pub(in crate::tui) trying: Option<Likeness>,
    /// Those that did not open the study, the last last.
    pub(super) tried: Vec<Likeness>,
    /// The one that did; gone as soon as the study is locked.
    pub(super) opens: Option<Likeness>,
    /// Locking was asked for and waits for saves that are under way. Nothing is shown meanwhile.
    pub(super) due: bool,
    /// The study is being closed.
    pub(super) closing: bool,
    /// The program is to stop for a while as soon as the study is locked.
    pub(super) stops: bool,
    /// Where the person was when it was locked, and when it was unlocked: they are taken back there
    /// once it has been read.
    pub(super) back_to: Option<(Screen, Moment)>,
    /// When a key was last pressed.
    pub(super) last_key: Moment,
    /// After how many idle milliseconds the study is locked; never, where there is no number.
    pub(super) after: Option<i64>,
}

impl Model {
    /// A screen without anything in it.
    pub fn new(now: Moment, after_minutes: u32) -> Self {
        Self {
            at: At::Passphrase,
            note: Field::of_lines(),
            passphrase: Masked::default(),
            words: Field::of_lines(),
            unlocking: false,
            kept: 0,
            sent: VecDeque::new(),
            unkept: None,
            future_is_meant: false,
            doubtful: false,
            note_is_meant: false,
            trying: None,
            tried: Vec::new(),
            opens: None,
            due: false,
            closing: false,
            stops: false,
            back_to: None,
            last_key: now,
            after: (after_minutes > 0).then_some(i64::from(after_minutes) * 60_000),
        }
    }

    /// A key was pressed, or something like it.
    pub(in crate::tui) fn pressed(&mut self, now: Moment) {
        self.last_key = now;
    }

    /// What was given has been tried.
    pub(in crate::tui) fn tried(&mut self) {
        self.unlocking = false;
    }

    /// Whether the study is being closed.
    pub(in crate::tui) const fn is_closing(&self) -> bool {
        self.closing
    }

    /// Whether nothing of the study is held any more, where it is locked.
    pub(in crate::tui) const fn holds_nothing(&self) -> bool {
        !self.due && !self.closing
    }

    /// Says whether locking is due, and what was said before.
    pub(in crate::tui) fn set_due(&mut self, due: bool) -> bool {
        std::mem::replace(&mut self.due, due)
    }

    /// A passphrase is being tried, or is to be the one from now on.
    pub(in crate::tui) fn tries(&mut self, secret: &SecretString) {
        self.trying = Some(Likeness::of(secret));
    }

    /// The passphrase that was tried or set is the one.
    pub(in crate::tui) fn took(&mut self) {
        self.opens = self.trying.take().or(self.opens.take());
        self.tried.clear();
    }

    /// The passphrase that was tried is not the one.
    pub(super) fn refused(&mut self) {
        const MANY: usize = 8;
        self.tried.extend(self.trying.take());
        if self.tried.len() > MANY {
            self.tried.remove(0);
        }
    }

    /// The passphrase of the open study, to be told from what is written.
    pub(in crate::tui) const fn opens(&self) -> Option<&Likeness> {
        self.opens.as_ref()
    }

    /// How many notes are on their way to the inbox.
    pub fn on_their_way(&self) -> usize {
        self.sent.len()
    }

    /// The note in the making, those on their way before it.
    pub(super) fn whole(&self) -> Zeroizing<String> {
        let mut whole = Zeroizing::new(String::new());
        for sent in &self.sent {
            whole.push_str(sent);
            whole.push('\n');
        }
        whole.push_str(&self.note.text());
        whole
    }
}
