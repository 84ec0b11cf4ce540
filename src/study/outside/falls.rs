//! Sheets that stand no longer, and lines that go with a note which was let go.

use std::collections::BTreeMap;

use super::Foreign;
use crate::study::shared::Copies;
use crate::study::{
    Audience, Change, DeviceId, Field, Item, Line, ObservationId, Record, SheetId, Stamp, Study,
    Subject,
};

/// What becomes of a sheet as a whole.
pub(super) enum Falls {
    Stands,
    Down,
    Erased,
}

pub(super) fn falls_as_a_whole(change: &Change, id: SheetId) -> Option<Falls> {
    let whole = Item::Sheet(id);
    match change {
        Change::Stands { item, stands: true } if *item == whole => Some(Falls::Stands),
        Change::Stands { item, stands: false } if *item == whole => Some(Falls::Down),
        Change::Erased { what, .. } if *what == whole => Some(Falls::Erased),
        _ => None,
    }
}

/// The number at which each laptop last said that a sheet stands no longer: what it had said of it
/// before counts no more, as it does of an observation.
pub(super) fn fallen(id: SheetId, changes: &[(Stamp, Foreign)]) -> BTreeMap<DeviceId, u64> {
    let mut fallen = BTreeMap::new();
    for (stamp, foreign) in changes {
        if let Change::Stands { item: Item::Sheet(of), stands: false } = foreign.change
            && of == id
        {
            let last = fallen.entry(stamp.device).or_insert(stamp.seq);
            *last = stamp.seq.max(*last);
        }
    }
    fallen
}

/// Of which notes the lines are hidden that go with them, asked once of each.
#[derive(Default)]
pub(super) struct Along(BTreeMap<ObservationId, bool>);

impl Along {
    /// Whether a line goes with a note that was let go.
    pub(super) fn takes(&mut self, line: &Line, is_gone: impl Fn(ObservationId) -> bool) -> bool {
        line.goes_with().is_some_and(|of| *self.0.entry(of).or_insert_with(|| is_gone(of)))
    }
}

impl Study {
    /// Of a sheet that was erased nothing is left but that it began.
    pub(super) fn leave_only_begun(&mut self, id: SheetId) {
        let begun = self.sheets.made_room(id).only_begun();
        self.sheets.replace(begun);
        self.sheets.mark_erased(id);
    }

    /// Whether nothing of a sheet is left. One that was begun here stands in its own journal as it was,
    /// and is private where its author took it back on another laptop of theirs.
    pub(super) fn stand_or_fall(
        &mut self,
        id: SheetId,
        here: bool,
        falls: Falls,
        at: Stamp,
    ) -> bool {
        match falls {
            Falls::Stands if here => {}
            Falls::Down | Falls::Erased if here => {
                self.sheets.put(id, Field::Audience(Audience::Private), at);
            }
            Falls::Stands => self.sheets.set_standing(id, None, true, at),
            Falls::Down => self.sheets.set_standing(id, None, false, at),
            Falls::Erased => return true,
        }
        false
    }

    /// Whether a note was erased or taken back, as far as that has come here. What a colleague wrote of it
    /// in a round quotes it, and leaves their laptop no more: until they have exchanged it is hidden.
    pub(super) fn is_let_go(&self, of: ObservationId) -> bool {
        let (subject, whole) = (Subject::Observation(of), Item::Observation(of));
        if self.is_erased(whole) || self.is_gone_for_all(whole) {
            return true;
        }
        if self.own_record(of).is_some_and(Record::is_here) {
            return false;
        }
        let told: Vec<_> = self.told(subject).collect();
        let said = told.iter().map(|(at, said)| (*at, said.author, &said.change));
        said.clone().any(|(.., change)| matches!(change, Change::Shared { .. }))
            && Copies::of(of, said).standing().is_none()
    }

    /// Makes the sheets anew with a line that goes with a note, since that may have been let go, or raised
    /// again.
    pub(in crate::study) fn lay_over_along(&mut self, subject: Subject) {
        let Subject::Observation(of) = subject else { return };
        let along = self.outside.along.get(&of).cloned().unwrap_or_default();
        for sheet in along {
            self.lay_over(Subject::Sheet(sheet));
        }
    }

    /// The sheets with a line that goes with one of these.
    pub(in crate::study) fn along_with<'a>(
        &self,
        subjects: impl IntoIterator<Item = &'a Subject>,
    ) -> Vec<Subject> {
        let of = subjects.into_iter().filter_map(|subject| match subject {
            Subject::Observation(of) => self.outside.along.get(of),
            Subject::Sheet(_) | Subject::Line(..) => None,
        });
        of.flatten().map(|sheet| Subject::Sheet(*sheet)).collect()
    }
}
