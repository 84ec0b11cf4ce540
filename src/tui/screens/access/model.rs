//! What the screen of who can open the study remembers.

use crate::tui::msg::Failure;
use crate::tui::widgets::{Field, Masked, NewPassphrase};

/// What is being done.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Task {
    /// Sealing a study that is in clear.
    Seal,
    /// Changing the passphrase.
    Passphrase,
    /// Setting a new passphrase after the 24 words have opened the study.
    Renew,
    /// Making new words.
    Words,
    /// Naming a custodian.
    Custodian,
}

impl Task {
    /// What is asked for it, in order.
    pub const fn asks(self) -> &'static [Ask] {
        match self {
            Self::Seal | Self::Renew => &[Ask::New, Ask::Again],
            Self::Passphrase => &[Ask::Present, Ask::New, Ask::Again],
            Self::Words => &[Ask::Present],
            Self::Custodian => &[Ask::Present, Ask::Recipient],
        }
    }
}

/// The questions.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Ask {
    /// The passphrase as it is now.
    Present,
    /// Which passphrase it is to be.
    New,
    /// The same once more.
    Again,
    /// The public half of a custodian's key.
    Recipient,
}

/// What the screen remembers.
#[derive(Clone, Debug)]
pub struct Model {
    /// What is being done.
    pub task: Task,
    /// The question that is being answered.
    pub at: Ask,
    /// The passphrase as it is now.
    pub present: Masked,
    /// A new one, twice.
    pub new: NewPassphrase,
    /// The public half of the custodian's key; empty for no custodian.
    pub recipient: Field,
    /// Why it was refused.
    pub trouble: Option<Failure>,
    /// What earlier repairs set aside may go: it was said so.
    pub set_aside_may_go: bool,
    /// Whether it is being done.
    pub under_way: bool,
}

impl Model {
    /// The first question of a task; `custodian` is who that is now.
    pub fn new(task: Task, custodian: Option<&str>) -> Self {
        Self {
            task,
            at: task.asks().first().copied().unwrap_or(Ask::New),
            present: Masked::default(),
            new: NewPassphrase::default(),
            recipient: Field::one_line().with(custodian.unwrap_or_default()),
            trouble: None,
            set_aside_may_go: false,
            under_way: false,
        }
    }

    /// Where the question stands, from 0.
    pub(super) fn place(&self) -> usize {
        self.task.asks().iter().position(|ask| *ask == self.at).unwrap_or(0)
    }

    /// The question `by` further, if there is one.
    pub(super) fn step(&self, by: isize) -> Option<Ask> {
        self.place().checked_add_signed(by).and_then(|at| self.task.asks().get(at)).copied()
    }
}
