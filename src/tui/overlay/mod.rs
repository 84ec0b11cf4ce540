//! What stands over a screen: help, pickers (the palette is one), questions, messages, prompts. They
//! stack, and the top one takes every key. Each carries the thing to do as a value ([`Then`]), so
//! that asking never splits a function in two.
//!
//! An overlay that was answered is put back where the answer was refused, and stays until the deed
//! it led to is durable, so that no text is lost to a failing disk.

mod alone;
mod help;
mod message;
mod picker;
mod prompt;
mod question;

pub use alone::ALONE;
pub(in crate::tui) use alone::Lone;
pub use help::Help;
pub use message::Message;
pub use picker::{Item, Picker};
pub use prompt::Prompt;
pub use question::{Choice, Question};

use ratatui::Frame;
use ratatui::layout::Rect;

use super::command::Command;
use super::key::Key;
use super::model::Model;
use super::msg::{Failure, Ticket};
use super::screens::each_screen;
use super::widgets::Masked;
use super::wording;
use crate::actions::Deed;
use crate::actions::stop::Leaves;
use crate::study::{Fate, Moment};

/// Something over a screen.
#[derive(Clone, Debug)]
pub enum Overlay {
    /// What every key does.
    Help(Help),
    /// A list in which one types to find.
    Picker(Picker),
    /// A question with a few answers.
    Question(Question),
    /// Something to read.
    Message(Message),
    /// A text to be typed.
    Prompt(Prompt),
}

macro_rules! thens {
    ($($screen:ident $folder:ident $about:literal,)+) => {
        /// What is to be done with an answer.
        #[derive(Clone, PartialEq, Eq, Debug)]
        pub enum Then {
            /// Nothing.
            Nothing,
            /// Give a command.
            Run(Command),
            /// Give the command whose name was picked.
            RunPicked,
            /// End the program.
            Quit,
            /// Rebuild what is damaged.
            Repair,
            /// Take this back, which was asked about since it is whole.
            TakeBack(Deed),
            /// Bring back what was picked, by its code.
            BringBack,
            /// Let these go as far as was picked, whatever screen asked.
            Audience(Vec<crate::study::Subject>),
            /// Raise these so far, now that what will leave has been seen.
            Raise(Vec<crate::study::Subject>, crate::study::Audience),
            /// This is decided about words that are underlined.
            Wording(wording::Verdict),
            /// The keyboard is handed over, with a word to get it back.
            HandOver,
            /// The word was typed with which the notebook is shown again.
            HandedBack,
            /// What whoever writes wants to be called.
            Pseudonym,
            /// What was typed is a note of its own, or belongs where it was typed.
            Typed {
                /// All of it.
                text: String,
                /// Whether it is a note.
                own: bool,
            },
            /// A note leaves the study.
            Stop(Leaves, Fate),
            $(
                #[doc = concat!("A screen knows. ", $about)]
                $screen(super::screens::$folder::Then),
            )+
        }
    };
}

each_screen!(thens);

/// An answer.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Answer {
    /// The choice was made; it carries what is meant.
    Chosen,
    /// These were picked, by their keys; never empty.
    Picked(Vec<String>),
    /// This was typed.
    Typed(String),
    /// This was typed unseen.
    Unseen(Masked),
}

/// What an overlay wants after a key.
#[derive(Debug)]
pub enum Outcome {
    /// To stay.
    Stay,
    /// To go.
    Close,
    /// To hand over an answer.
    Answered(Then, Answer),
}

/// What became of an answer.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Handled {
    /// All done: the overlay goes.
    Done,
    /// Not yet: the overlay stays under whatever was put over it.
    Keep,
    /// It was refused: the overlay stays and says why.
    Refused(Failure),
    /// It is on its way to disk: the overlay stays until it is there.
    Waits(Ticket),
}

impl Overlay {
    /// Takes a key.
    pub fn key(&mut self, key: Key, now: Moment) -> Outcome {
        match self {
            Self::Help(help) => help.key(key, now),
            Self::Picker(picker) => picker.key(key, now),
            Self::Question(question) => question.key(key, now),
            Self::Message(message) => message.key(key, now),
            Self::Prompt(prompt) => prompt.key(key),
        }
    }

    /// Milliseconds until a letter that was typed counts, since nothing has followed it; `None` where
    /// none waits.
    pub fn alone_in(&self, now: Moment) -> Option<i64> {
        let lone = match self {
            Self::Help(help) => &help.lone,
            Self::Picker(picker) => &picker.lone,
            Self::Question(question) => &question.lone,
            Self::Message(message) => &message.lone,
            Self::Prompt(_) => return None,
        };
        lone.wait(now)
    }

    /// Does what a letter says that nothing has followed.
    pub(super) fn alone(&mut self) -> Outcome {
        match self {
            // The letter is q.
            Self::Help(_) | Self::Message(_) => Outcome::Close,
            Self::Picker(picker) => picker.alone(),
            Self::Question(question) => question.alone(),
            Self::Prompt(_) => Outcome::Stay,
        }
    }

    /// Lets it know when it came up.
    pub fn appears(&mut self, now: Moment) {
        if let Self::Question(question) = self {
            question.appears(now);
        }
    }

    /// Hands over what was typed on while it stood there and is no answer to it.
    pub fn typed_on(&mut self) -> String {
        match self {
            Self::Question(question) => question.typed_on(),
            Self::Help(_) | Self::Picker(_) | Self::Message(_) | Self::Prompt(_) => String::new(),
        }
    }

    /// Takes a pasted text.
    pub fn paste(&mut self, text: &str, now: Moment) {
        match self {
            Self::Picker(picker) => picker.paste(text),
            Self::Prompt(prompt) => prompt.paste(text),
            Self::Question(question) => question.paste(text, now),
            Self::Help(_) | Self::Message(_) => {}
        }
    }

    /// Shows why the answer was refused; false where it has no room for that.
    pub fn refuse(&mut self, failure: &Failure) -> bool {
        match self {
            Self::Picker(picker) => picker.trouble = Some(failure.said()),
            Self::Prompt(prompt) => prompt.trouble = Some(failure.said()),
            Self::Help(_) | Self::Question(_) | Self::Message(_) => return false,
        }
        true
    }

    /// Lets it know how much room there is.
    pub fn fit(&mut self, size: (u16, u16)) {
        match self {
            Self::Help(help) => help.fit(size),
            Self::Picker(picker) => picker.fit(size),
            Self::Message(message) => message.fit(size),
            Self::Prompt(prompt) => prompt.fit(size),
            Self::Question(_) => {}
        }
    }

    /// Draws it over `area`.
    pub fn draw(&self, model: &Model, frame: &mut Frame<'_>, area: Rect) {
        match self {
            Self::Help(help) => help.draw(model.look, frame, area),
            Self::Picker(picker) => picker.draw(model.look, frame, area),
            Self::Question(question) => question.draw(model.look, frame, area),
            Self::Message(message) => message.draw(model.look, frame, area),
            Self::Prompt(prompt) => prompt.draw(model, frame, area),
        }
    }
}
