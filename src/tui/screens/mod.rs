//! The screens, one folder each: what it remembers (`model.rs`), what keys do (`update.rs`), how it
//! is drawn (`view.rs`), and in `mod.rs` its commands and its `Face`.
//!
//! A new screen is a folder with a `ROW`, a `Face` and `COMMANDS`, a line of `each_screen` here, the
//! places of its keys in `command.rs`, and what it remembers in `model.rs`; the compiler names what is
//! missing.

pub mod access;
pub mod capture;
pub mod codebook;
pub mod debrief;
pub mod first_run;
pub mod lessons;
pub mod lock;
pub mod observations;
pub mod reflect;
pub mod release;
pub mod round;
pub mod tallies;
pub mod team;
pub mod voices;
pub mod words;

/// Hands the list of screens to another macro, in the order of the tab line: for each its name, its
/// folder, and what it is for.
macro_rules! each_screen {
    ($hand_to:ident) => {
        $hand_to! {
            Capture capture "Writing a note.",
            Observations observations "Finding notes.",
            Tallies tallies "What the notes add up to.",
            Reflect reflect "Looking back: the close of a shift, and reflections on single notes.",
            Debrief debrief "Sessions of several.",
            Lessons lessons "What was learnt, and what became of it.",
            Voices voices "What families and young people say.",
            Codebook codebook "The tags and what they mean.",
            Team team "Who one shares with, and what has left and come.",
            Round round "Coding the same notes apart, and settling where coders differ.",
            Release release "What leaves as a data set for research.",
        }
    };
}
pub(in crate::tui) use each_screen;

use super::command::Info;
use super::face::Face;

macro_rules! screens {
    ($($screen:ident $folder:ident $about:literal,)+) => {
        /// The screens that a person can go to.
        #[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
        pub enum Screen {
            $(#[doc = $about] $screen,)+
        }

        impl Screen {
            /// Every screen, in the order of the tab line.
            pub const ALL: [Self; [$(stringify!($screen),)+].len()] = [$(Self::$screen,)+];

            /// What it does with what happens to it.
            pub(in crate::tui) const fn face(self) -> &'static Face {
                match self {
                    $(Self::$screen => &$folder::FACE,)+
                }
            }

            /// What the house shows of it.
            pub(in crate::tui) const fn row(self) -> &'static Row {
                match self {
                    $(Self::$screen => &$folder::ROW,)+
                }
            }
        }
    };
}

each_screen!(screens);

/// What the house shows of a screen.
pub(in crate::tui) struct Row {
    /// Its name, as the tab line shows it.
    pub(in crate::tui) name: &'static str,
    /// The word for it in names of drafts on disk; it never changes.
    pub(in crate::tui) id: &'static str,
    /// The command that leads to it.
    pub(in crate::tui) go: Info,
    /// Whether its name stands in the tab line also while one is elsewhere. There is room for eight.
    pub(in crate::tui) stays: bool,
}

impl Screen {
    /// Its name, as the tab line shows it.
    pub const fn name(self) -> &'static str {
        self.row().name
    }

    /// Whether its name stands in the tab line also while one is elsewhere.
    pub const fn stays(self) -> bool {
        self.row().stays
    }

    /// The word for it in names of drafts on disk.
    pub(in crate::tui) const fn id(self) -> &'static str {
        self.row().id
    }
}
