//! What the screen remembers, and the rows of its list.

use super::Came;
use crate::share::Progress;
use crate::share::sight::{Decision, Sight, Standing};
use crate::study::{DeviceId, Moment};
use crate::tui::msg::Failure;
use crate::tui::widgets::List;

/// What the screen remembers.
#[derive(Debug, Default)]
pub struct Model {
    pub(super) place: List,
    pub(super) rows: Vec<Row>,
    /// The row that the person stands on, wherever it moves.
    pub(super) on: Option<Row>,
    /// The first line in view of what stands beside the list.
    pub(super) top: usize,
    /// Whether it is known whether the study is in a team.
    pub(super) is_known: bool,
    /// How the team stands; nothing where the study is in none.
    pub(super) sight: Option<Box<Sight>>,
    /// How the last exchange went, and when.
    pub(super) last: Option<(Moment, Result<Came, Failure>)>,
    /// How far an exchange is.
    pub(super) going: Option<Progress>,
    /// Whether a person waits for what they asked for.
    pub(super) waits: bool,
    /// Whether the team is being looked at.
    pub(super) looking: bool,
    /// The revision of the study that was last looked at.
    pub(super) looked: Option<u64>,
}

/// A row of the list.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Row {
    /// Something that waits for a decision.
    Decide(Decision),
    /// How the last exchange went.
    Exchange,
    /// What leaves next.
    Next,
    /// What was raised a moment ago.
    Waiting,
    /// What has left.
    Left,
    /// What was erased for everybody else.
    Gone,
    /// What it takes to join with a second laptop.
    Second,
    /// The folder and the words.
    Place,
    /// A laptop, and who writes there.
    Laptop(DeviceId),
}

/// The rows of a team.
pub(super) fn rows(sight: &Sight) -> Vec<Row> {
    let mut rows: Vec<Row> = sight.decisions.iter().cloned().map(Row::Decide).collect();
    rows.push(Row::Exchange);
    if matches!(sight.standing, Standing::In(_)) {
        rows.push(Row::Next);
        if !sight.out.waiting.is_empty() {
            rows.push(Row::Waiting);
        }
        rows.push(Row::Left);
        if !sight.out.gone.is_empty() {
            rows.push(Row::Gone);
        }
        rows.push(Row::Second);
    }
    rows.push(Row::Place);
    let here = sight.laptops.iter().filter(|laptop| laptop.right.is_some());
    rows.extend(here.map(|laptop| Row::Laptop(laptop.device)));
    rows
}

impl Model {
    /// The row that the person stands on.
    pub(super) fn selected(&self) -> Option<&Row> {
        self.rows.get(self.place.selected())
    }
}
