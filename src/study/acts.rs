//! What this device did lately, so that it can be undone and done again.

use std::borrow::Cow;
use std::collections::VecDeque;

use serde::{Deserialize, Serialize};

use super::{Change, Header, Hybrid, Item, ObservationId, Purpose};

/// How many acts can be undone.
const KEPT: usize = 256;

/// One act: everything that was done with one key or command.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Act {
    /// Sequence of its first entry on this device.
    pub seq: u64,
    /// Why it was done.
    pub purpose: Purpose,
    inverses: Vec<Inverse>,
    /// When it was done.
    time: Hybrid,
    /// The lines that it said of observations, which go with these when they are erased.
    along: Vec<(Item, ObservationId)>,
}

/// What takes one change back, or many alike. It is small where something only falls: an act that took in
/// a million notes is read again with each start.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
enum Inverse {
    /// Observations that were recorded one after the other fall.
    Fall(Vec<ObservationId>),
    Stands {
        item: Item,
        stands: bool,
    },
    Other(Box<Change>),
}

impl From<Change> for Inverse {
    fn from(change: Change) -> Self {
        match change {
            Change::Stands { item: Item::Observation(id), stands: false } => Self::Fall(vec![id]),
            Change::Stands { item, stands } => Self::Stands { item, stands },
            other => Self::Other(Box::new(other)),
        }
    }
}

impl Inverse {
    /// The changes that it stands for.
    fn changes(&self) -> impl Iterator<Item = Cow<'_, Change>> {
        let (fallen, one) = match self {
            Self::Fall(ids) => (ids.as_slice(), None),
            Self::Stands { item, stands } => {
                ([].as_slice(), Some(Cow::Owned(Change::Stands { item: *item, stands: *stands })))
            }
            Self::Other(change) => ([].as_slice(), Some(Cow::Borrowed(&**change))),
        };
        fallen.iter().map(|id| Cow::Owned(falls(*id))).chain(one)
    }

    /// Leaves those changes for which `keep` holds; whether any is left.
    fn retain(&mut self, keep: impl Fn(&Change) -> bool) -> bool {
        match self {
            Self::Fall(ids) => {
                ids.retain(|id| keep(&falls(*id)));
                !ids.is_empty()
            }
            Self::Stands { item, stands } => keep(&Change::Stands { item: *item, stands: *stands }),
            Self::Other(change) => keep(change),
        }
    }
}

fn falls(id: ObservationId) -> Change {
    Change::Stands { item: Item::Observation(id), stands: false }
}

impl Act {
    /// The changes that take it back, in the order in which it did them.
    pub fn inverses(&self) -> Vec<Change> {
        self.inverses.iter().flat_map(Inverse::changes).map(Cow::into_owned).collect()
    }

    fn push(&mut self, inverse: Inverse) {
        match (self.inverses.last_mut(), inverse) {
            (Some(Inverse::Fall(ids)), Inverse::Fall(more)) => ids.extend(more),
            (_, inverse) => self.inverses.push(inverse),
        }
    }
}

/// The last acts of this device, oldest first.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Acts {
    recent: VecDeque<Act>,
    /// The act that began the study, of which nothing is taken back.
    founding: Option<u64>,
    /// When names of settings were last let go of with what was erased.
    settings_left: Hybrid,
}

impl Acts {
    pub(super) fn take(&mut self, header: &Header, change: &Change) {
        let (seq, purpose, time) = (header.act, header.purpose, header.time);
        if time < self.settings_left && names_settings(change) {
            return;
        }
        if matches!(change, Change::Founded { .. }) {
            self.founding = Some(seq);
            self.recent.retain(|act| act.seq != seq);
        }
        let inverse = change.inverse().filter(|_| self.founding != Some(seq));
        let Some(inverse) = inverse.map(Inverse::from) else { return };
        let along = match change {
            Change::Said { sheet, item, line, .. } => {
                line.goes_with().map(|of| (Item::Line(*sheet, *item), of))
            }
            _ => None,
        };
        let place = self.recent.partition_point(|act| act.seq < seq);
        let full = self.recent.len() >= KEPT;
        match self.recent.get_mut(place) {
            Some(act) if act.seq == seq => {
                act.push(inverse);
                act.along.extend(along);
            }
            _ if place == 0 && full => {}
            _ => {
                let (inverses, along) = (vec![inverse], along.into_iter().collect());
                self.recent.insert(place, Act { seq, purpose, inverses, time, along });
                if self.recent.len() > KEPT {
                    self.recent.pop_front();
                }
            }
        }
    }

    /// Lets go of whatever would bring back what was erased.
    pub(super) fn forget(&mut self, erased: Item) {
        for act in &mut self.recent {
            act.inverses.retain_mut(|inverse| inverse.retain(|change| !change.goes_with(erased)));
            let went = |(line, of): &(Item, ObservationId)| {
                let sheet = matches!(erased, Item::Sheet(_)) && erased.subject() == line.subject();
                sheet || *line == erased || erased == Item::Observation(*of)
            };
            act.inverses.retain(|inverse| match inverse {
                Inverse::Stands { item, stands: false } => {
                    !act.along.iter().any(|one| one.0 == *item && went(one))
                }
                _ => true,
            });
            act.along.retain(|one| !went(one));
        }
        self.recent.retain(|act| !act.inverses.is_empty());
    }

    /// Lets go of every list of settings that an act before `time` set, whenever it arrives: one of
    /// them names what came with erased content.
    pub(super) fn forget_settings(&mut self, time: Hybrid) {
        self.settings_left = time.max(self.settings_left);
        for act in &mut self.recent {
            if act.time < self.settings_left {
                act.inverses.retain_mut(|inverse| inverse.retain(|change| !names_settings(change)));
            }
        }
        self.recent.retain(|act| !act.inverses.is_empty());
    }

    /// The act that undo would take back.
    pub fn undoable(&self) -> Option<&Act> {
        self.stacks().0.pop()
    }

    /// The act that redo would do again.
    pub fn redoable(&self) -> Option<&Act> {
        self.stacks().1.pop()
    }

    /// What can be undone and what can be redone, the next of each last. Doing something new
    /// empties the second, as people expect.
    fn stacks(&self) -> (Vec<&Act>, Vec<&Act>) {
        let mut undo: Vec<&Act> = Vec::new();
        let mut redo: Vec<&Act> = Vec::new();
        for act in &self.recent {
            match act.purpose {
                Purpose::Do => {
                    undo.push(act);
                    redo.clear();
                }
                Purpose::Undo(of) => {
                    if let Some(place) = undo.iter().rposition(|act| act.seq == of) {
                        redo.push(undo.remove(place));
                    }
                }
                Purpose::Redo(of) => {
                    if let Some(place) = redo.iter().rposition(|act| act.seq == of) {
                        undo.push(redo.remove(place));
                    }
                }
            }
        }
        (undo, redo)
    }
}

fn names_settings(change: &Change) -> bool {
    change.settings_beyond(&[]).next().is_some()
}
