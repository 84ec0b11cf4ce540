//! What the screens want of the team, and what becomes of it: plain values between the screens and the
//! thread that exchanges.

use std::path::PathBuf;

use crate::share::said::gone_said;
use crate::share::shelf::{Keys, Service};
use crate::share::sight::Sight;
use crate::share::{Exchanged, Progress};
use crate::study::{DeviceId, Right, Study};
use crate::tui::msg::Failure;

/// Something that a person wants of their team.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Wish {
    /// See how it stands.
    Look,
    /// Exchange with it.
    Exchange {
        /// What was raised a moment ago leaves too.
        at_once: bool,
    },
    /// Stop what is under way; what has come and left stands.
    Stop,
    /// Do this about who is in the team.
    Do(Deed),
}

/// What a person does about who is in their team.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Deed {
    /// Begin one in a folder.
    Begin(PathBuf),
    /// Ask to be admitted to the one in a folder, whose six words were typed.
    Join(PathBuf, String),
    /// Admit whoever's laptop has these words.
    Admit {
        /// The six words, as they were heard.
        words: String,
        /// What they may do.
        right: Right,
        /// Whether it may be a second laptop of somebody who is in the team.
        second: bool,
    },
    /// Give these laptops another right.
    Give(Vec<DeviceId>, Right),
    /// Remove these laptops.
    Remove(Vec<DeviceId>),
    /// Let the team have the definitions of the codebook.
    Codebook,
    /// The folder is here now.
    Move(PathBuf),
    /// The same with a key that was typed for the bucket that it names.
    Keyed(Box<Deed>, Keys),
    /// Ask under another name.
    AskUnder(String),
    /// Leave; whether what was shared is taken back.
    Leave {
        /// Whether it is.
        take_back: bool,
    },
}

/// What became of it.
#[derive(Debug)]
pub enum News {
    /// How it stands; nothing where the study is in no team.
    Seen(Option<Box<Sight>>),
    /// How far an exchange is, where it takes long.
    Going(Progress),
    /// What was to be done is done.
    Done(String),
    /// It is refused, or failed.
    Refused(Failure),
    /// A laptop says that it is a second one of somebody who is in the team: that has to be confirmed.
    Second {
        /// Of whom.
        name: String,
        /// The six words that were typed.
        words: String,
        /// What they are to be.
        right: Right,
    },
    /// It is about a bucket, and nothing says the key to it.
    NeedsKey {
        /// Which service keeps the bucket.
        service: Service,
        /// What was to be done.
        deed: Deed,
    },
    /// An exchange has ended; whether somebody asked for it.
    Exchanged {
        /// What came and left.
        came: Came,
        /// Whether somebody asked for it.
        asked: bool,
    },
    /// It did not work. Where nobody asked for it, it is said here once and tried again later.
    Failed {
        /// Why, and what to do.
        failure: Failure,
        /// Whether somebody asked for it.
        asked: bool,
    },
}

/// What came of an exchange, in words; never by person.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Came {
    /// What came.
    pub came: String,
    /// Whether anything came that a person would see.
    pub is_new: bool,
    /// What left, or why nothing did.
    pub left: String,
    /// Whether something kept it from leaving.
    pub kept_back: bool,
    /// What could not be read, or waits, a sentence each.
    pub troubles: Vec<String>,
    /// Whether it was stopped before its end.
    pub stopped: bool,
    /// Whether this laptop was admitted by it.
    pub admitted: bool,
    /// What was written here and was erased for everybody else, a sentence each.
    pub gone: Vec<String>,
}

impl Came {
    /// The words for what an exchange brought.
    pub fn of(done: &Exchanged, study: &Study, admitted: bool) -> Self {
        let pulled = &done.pulled;
        let troubles = pulled.troubles.iter().map(|trouble| trouble.said(study));
        let held = done.waiting.iter().cloned();
        let left = match &done.pushed {
            Ok(pushed) => pushed.said(),
            Err(error) => format!("nothing left: {error}"),
        };
        Self {
            came: pulled.said(),
            is_new: !pulled.is_empty(),
            left,
            kept_back: done.pushed.is_err(),
            troubles: troubles.chain(held).chain(pulled.strangers_said()).collect(),
            stopped: done.stopped,
            admitted,
            gone: done.gone.iter().map(|what| gone_said(*what)).collect(),
        }
    }

    /// The same in one sentence.
    pub fn said(&self) -> String {
        let admitted = if self.admitted { "you have been admitted to the team; " } else { "" };
        let stopped = if self.stopped { "stopped: " } else { "" };
        let troubles = match self.troubles.len() {
            0 => String::new(),
            1 => "; 1 thing could not be read".to_owned(),
            many => format!("; {many} things could not be read"),
        };
        let gone = match self.gone.as_slice() {
            [] => String::new(),
            [one] => format!("; {one}"),
            many => format!(
                "; {} entries of yours were erased for everybody else: see Team",
                many.len()
            ),
        };
        format!("{admitted}{stopped}{}; {}{troubles}{gone}", self.came, self.left)
    }
}
