//! What the capture screen remembers.

use super::Form;
use crate::actions::{Consent, shorthand::Reading};
use crate::study::{Extra, Moment, ObservationId};
use crate::tui::msg::{Failure, Ticket};
use crate::tui::unkept::Unkept;

/// Where the cursor is.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub enum Focus {
    /// In the one line.
    #[default]
    Line,
    /// In the field for the kind.
    Kind,
    /// In the time.
    When,
    /// In the field for the place.
    Setting,
    /// In the field for tags.
    Tags,
    /// In the field for whose practice it is.
    Stance,
    /// In the field for how the note came about.
    Origin,
    /// In an optional field.
    Extra(Extra),
}

impl Focus {
    /// Every place, in the order of Tab.
    pub fn all() -> impl Iterator<Item = Self> {
        let rows = [
            Self::Line,
            Self::Kind,
            Self::When,
            Self::Setting,
            Self::Tags,
            Self::Stance,
            Self::Origin,
        ];
        rows.into_iter().chain(Extra::ALL.into_iter().map(Self::Extra))
    }

    /// The place `by` steps on, round and round.
    pub fn step(self, by: isize) -> Self {
        let all: Vec<Self> = Self::all().collect();
        let len = isize::try_from(all.len()).unwrap_or(1);
        let at = all.iter().position(|focus| *focus == self).unwrap_or(0);
        let to = (isize::try_from(at).unwrap_or(0) + by).rem_euclid(len);
        usize::try_from(to).ok().and_then(|to| all.get(to)).copied().unwrap_or_default()
    }

    /// Whether letters are typed here.
    pub const fn is_typed_in(self) -> bool {
        matches!(self, Self::Line | Self::When | Self::Extra(_))
    }
}

/// A note that is on its way to disk, or waits for the study to be open.
#[derive(Clone, Debug)]
pub(super) struct Sent {
    /// None while it waits for the study.
    pub(super) ticket: Option<Ticket>,
    pub(super) form: Form,
    pub(super) id: Option<ObservationId>,
    pub(super) happened_at: Option<Moment>,
}

/// A note that was saved in this sitting.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Saved {
    /// The note, by which it is shown or amended.
    pub id: ObservationId,
    /// When the work happened.
    pub happened_at: Moment,
    /// Its words, for the list below the line.
    pub text: String,
}

/// What the capture screen remembers.
#[derive(Clone, Debug, Default)]
pub struct Model {
    /// The note in the making.
    pub form: Form,
    /// Where the cursor is.
    pub focus: Focus,
    /// What the line says, as understood so far.
    pub reading: Reading,
    /// Why the last save was refused or failed; gone with the next change.
    pub trouble: Option<Failure>,
    /// Saved in this sitting, the last one last.
    pub saved: Vec<Saved>,
    /// Notes put aside, the last one last.
    pub aside: Vec<Form>,
    /// A note from an earlier sitting, to go on with or put aside.
    pub offered: Option<Form>,
    pub(super) consent: Consent,
    /// The prompt about which the person has said that their notes do not answer it.
    pub(super) not_answered: Option<Moment>,
    pub(super) sent: Vec<Sent>,
    /// Whether the form still shows the note that was sent last: the next letter begins another.
    pub(in crate::tui) shows_sent: bool,
    /// When something was typed that is not on disk yet: first and last.
    pub(super) unkept: Unkept,
    /// Whether a text past the limit is kept in its own slot.
    pub(super) too_long_kept: bool,
}

impl Model {
    /// Whether the note in the form is on its way to disk.
    pub fn is_saving(&self) -> bool {
        self.shows_sent
    }

    /// How many notes wait for the study to be open.
    pub fn waiting(&self) -> usize {
        self.sent.iter().filter(|sent| sent.ticket.is_none()).count()
    }
}
