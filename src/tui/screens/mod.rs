//! The screens, one folder each: what it remembers (`model.rs`), what keys do (`update.rs`), how it
//! is drawn (`view.rs`), and in `mod.rs` its commands and its place in the house.

pub mod access;
pub mod capture;
pub mod codebook;
pub mod debrief;
pub mod first_run;
pub mod lessons;
pub mod lock;
pub mod observations;
pub mod reflect;
pub mod tallies;
pub mod voices;
pub mod words;

/// The screens that a person can go to.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Screen {
    /// Writing a note.
    Capture,
    /// Finding notes.
    Observations,
    /// What they add up to.
    Tallies,
    /// Looking back: the close of a shift, and reflections on single notes.
    Reflect,
    /// Sessions of several.
    Debrief,
    /// What was learnt, and what became of it.
    Lessons,
    /// What the people served say.
    Voices,
    /// The tags and what they mean.
    Codebook,
}

impl Screen {
    /// Every screen, in the order of the tab line.
    pub const ALL: [Self; 8] = [
        Self::Capture,
        Self::Observations,
        Self::Tallies,
        Self::Reflect,
        Self::Debrief,
        Self::Lessons,
        Self::Voices,
        Self::Codebook,
    ];

    /// Its name, as the tab line shows it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Capture => "Capture",
            Self::Observations => "Observations",
            Self::Tallies => "Tallies",
            Self::Reflect => "Reflect",
            Self::Debrief => "Debrief",
            Self::Lessons => "Lessons",
            Self::Voices => "Voices",
            Self::Codebook => "Codebook",
        }
    }
}
