//! What the first run remembers.

use crate::tui::msg::Failure;
use crate::tui::widgets::{Field, NewPassphrase};

/// The questions, in order.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub enum Ask {
    /// What the study is called.
    #[default]
    Name,
    /// What the person wants to be called.
    Pseudonym,
    /// The settings to offer.
    Settings,
    /// The codebook to begin with.
    Codebook,
    /// A passphrase, or none.
    Passphrase,
    /// The same once more.
    Again,
}

impl Ask {
    /// Every question, in order.
    pub const ALL: [Self; 6] = [
        Self::Name,
        Self::Pseudonym,
        Self::Settings,
        Self::Codebook,
        Self::Passphrase,
        Self::Again,
    ];

    /// Where it stands.
    pub(super) const fn place(self) -> usize {
        self as usize
    }

    /// The question `by` further, if there is one.
    pub(super) fn step(self, by: isize) -> Option<Self> {
        self.place().checked_add_signed(by).and_then(|at| Self::ALL.get(at)).copied()
    }
}

/// What the first run remembers.
#[derive(Clone, Debug)]
pub struct Model {
    /// The question that is being answered.
    pub at: Ask,
    /// What the study is called.
    pub name: Field,
    /// What the person wants to be called.
    pub pseudonym: Field,
    /// Settings, separated by commas.
    pub settings: Field,
    /// Whether the codebook that ships inside is used; an empty one if not.
    pub default_codebook: bool,
    /// What opens the study; empty for a study in clear.
    pub passphrase: NewPassphrase,
    /// Why it could not be begun.
    pub trouble: Option<Failure>,
    /// Whether it is being made.
    pub under_way: bool,
}

impl Default for Model {
    fn default() -> Self {
        Self {
            at: Ask::Name,
            name: Field::one_line().suggesting("Everyday work"),
            pseudonym: Field::one_line().suggesting("me"),
            settings: Field::one_line().suggesting("duty desk, home visit, office, court"),
            default_codebook: true,
            passphrase: NewPassphrase::default(),
            trouble: None,
            under_way: false,
        }
    }
}
