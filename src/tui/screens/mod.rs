//! The screens, one folder each: what it remembers (`model.rs`), what keys do (`update.rs`), how it
//! is drawn (`view.rs`), and in `mod.rs` its commands and its place in the house.

pub mod capture;
pub mod codebook;
pub mod first_run;
pub mod observations;
pub mod tallies;

/// The screens that a person can go to.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Screen {
    /// Writing a note.
    Capture,
    /// Finding notes.
    Observations,
    /// What they add up to.
    Tallies,
    /// The tags and what they mean.
    Codebook,
}

impl Screen {
    /// Every screen, in the order of the tab line.
    pub const ALL: [Self; 4] = [Self::Capture, Self::Observations, Self::Tallies, Self::Codebook];

    /// Its name, as the tab line shows it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Capture => "Capture",
            Self::Observations => "Observations",
            Self::Tallies => "Tallies",
            Self::Codebook => "Codebook",
        }
    }
}
