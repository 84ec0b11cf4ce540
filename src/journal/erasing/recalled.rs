//! What somebody else takes back of what they handed out: it leaves this laptop too.
//!
//! Whoever lowers, withdraws or erases something hands out that it stands no longer, and whoever puts
//! something in other words hands these out. Then the bodies of what the same laptop handed out about
//! it before are taken out of both witnesses. "Before" goes by the numbers of that laptop and not by
//! time, since a thing that is shared again can come back with its first times; what the same person
//! took back on another laptop of theirs goes by time.
//!
//! Nobody's own texts are looked through for it: not drafts, not notes that wait or are kept apart,
//! not what was set aside. Whoever could name a text could otherwise have it removed elsewhere.
//!
//! What those who run a team erase for everybody leaves this laptop too, whoever handed it out and
//! whenever. Whose word that is follows from what was said of laptops, as in the study's fold; what was
//! written here stays, since nothing of it came from outside.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use serde::{Deserialize, Serialize};

use crate::study::{
    Change, DeviceId, Field, Header, Hybrid, Item, Members, ObservationId, PersonId, SheetId,
    Stamp, Subject, Way,
};

/// The copies of one observation that one laptop handed out: when, and under which numbers. Of most there
/// is one, and a site has millions of notes.
#[derive(Clone, Debug, Serialize, Deserialize)]
enum Copies {
    One(Hybrid, u64),
    Several { last: u64, all: Vec<(Hybrid, u64)> },
}

impl Copies {
    fn all(&self) -> impl Iterator<Item = (Hybrid, u64)> {
        let (one, several): (_, &[_]) = match self {
            Self::One(time, number) => (Some((*time, *number)), &[]),
            Self::Several { all, .. } => (None, all),
        };
        one.into_iter().chain(several.iter().copied())
    }

    /// The greatest number of theirs.
    const fn last(&self) -> u64 {
        match self {
            Self::One(_, number) | Self::Several { last: number, .. } => *number,
        }
    }

    /// Adds one; whether it is another than the last before.
    fn add(&mut self, time: Hybrid, number: u64) -> bool {
        let before = self.last();
        match self {
            Self::One(first, its) if before != number => {
                let all = vec![(*first, *its), (time, number)];
                *self = Self::Several { last: number.max(before), all };
            }
            Self::One(..) => {}
            Self::Several { last, all } => {
                *last = number.max(*last);
                all.push((time, number));
            }
        }
        before != number
    }
}

/// What every other laptop has taken back, up to which of its numbers.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(super) struct Recalled {
    /// All about an observation.
    all: HashMap<(DeviceId, ObservationId), u64>,
    erased: HashMap<(DeviceId, Subject), Vec<(Item, u64)>>,
    /// What stands no longer: sheets, their lines, and what came later of an observation.
    fallen: HashMap<(DeviceId, Item), u64>,
    /// The number of the last wording of each field of a sheet.
    last: HashMap<(DeviceId, SheetId, String), u64>,
    /// Who took an observation back, and where.
    backs: HashMap<ObservationId, Vec<(PersonId, Stamp)>>,
    /// What each laptop handed out of each observation.
    copies: HashMap<DeviceId, HashMap<ObservationId, Copies>>,
    /// Who is of the team.
    members: Members,
    /// What anybody says is erased, and when they said so.
    claims: HashMap<Subject, Vec<(Item, Stamp)>>,
}

impl Recalled {
    /// Takes note of what was said of a laptop; whether something may be gone for everybody by it.
    pub(super) fn take_member(&mut self, header: &Header, change: &Change) -> bool {
        if let Change::Member { device, card } = change {
            self.members.take(header.stamp(), header.way, *device, card.clone());
        }
        self.is_claimed()
    }

    /// Whether anybody elsewhere said that something is erased.
    pub(super) fn is_claimed(&self) -> bool {
        !self.claims.is_empty()
    }

    /// Takes note of what was handed out; whether it takes something back, or replaces a wording.
    pub(super) fn take(&mut self, header: &Header, change: &Change) -> bool {
        let (device, number) = (header.device, header.seq);
        match change {
            Change::Member { .. } => return self.take_member(header, change),
            Change::Shared { observation, copy: None } => {
                let last = self.all.entry((device, *observation)).or_default();
                *last = number.max(*last);
                let backs = self.backs.entry(*observation).or_default();
                backs.push((header.author, header.stamp()));
            }
            Change::Shared { observation, copy: Some(_) } => {
                return match self.copies.entry(device).or_default().entry(*observation) {
                    Entry::Occupied(known) => known.into_mut().add(header.time, number),
                    Entry::Vacant(place) => {
                        place.insert(Copies::One(header.time, number));
                        false
                    }
                };
            }
            Change::Put { sheet, set, .. } => {
                return self.replaces((device, *sheet, place(set)), number);
            }
            Change::Stands { item, stands: false } => {
                let last = self.fallen.entry((device, *item)).or_default();
                *last = number.max(*last);
            }
            Change::Erased { what, .. } => {
                let erased = self.erased.entry((device, what.subject())).or_default();
                erased.push((*what, number));
                let claims = self.claims.entry(what.subject()).or_default();
                claims.push((*what, header.stamp()));
            }
            _ => return false,
        }
        true
    }

    fn replaces(&mut self, at: (DeviceId, SheetId, String), number: u64) -> bool {
        let last = self.last.entry(at).or_insert(number);
        let is_known = *last != number;
        *last = number.max(*last);
        is_known
    }

    fn copies_of(&self, device: DeviceId, of: ObservationId) -> Option<&Copies> {
        self.copies.get(&device)?.get(&of)
    }

    /// Whether those who run the team have erased for everybody what a change says.
    fn is_gone_for_all(&self, change: &Change) -> bool {
        let claims = change.subject().and_then(|subject| self.claims.get(&subject));
        let mut claims = claims.into_iter().flatten();
        claims
            .any(|(what, at)| change.is_content_of(*what) && self.members.decides(*at, Way::Shelf))
    }

    /// Whether the laptop, or its person on another of theirs, has taken back what it handed out here, or
    /// it is gone for everybody.
    pub(super) fn covers(&self, header: &Header, change: &Change) -> bool {
        let (device, number) = (header.device, header.seq);
        let before = |last: Option<&u64>| last.is_some_and(|last| number < *last);
        match change {
            Change::Shared { copy: None, .. }
            | Change::Erased { .. }
            | Change::Begun { .. }
            | Change::Stands { .. } => return false,
            change if self.is_gone_for_all(change) => return true,
            Change::Shared { observation, .. }
                if before(self.copies_of(device, *observation).map(Copies::last).as_ref()) =>
            {
                return true;
            }
            Change::Put { sheet, set, .. }
                if before(self.last.get(&(device, *sheet, place(set))))
                    || before(self.fallen.get(&(device, Item::Sheet(*sheet)))) =>
            {
                return true;
            }
            // What others build on stays, whatever the laptop says of it afterwards.
            Change::Said { line, .. } if line.is_final() => return false,
            Change::Said { sheet, item, .. }
                if before(self.fallen.get(&(device, Item::Sheet(*sheet))))
                    || before(self.fallen.get(&(device, Item::Line(*sheet, *item)))) =>
            {
                return true;
            }
            Change::LaterNoted { observation, item, .. }
                if before(self.fallen.get(&(device, Item::Later(*observation, *item)))) =>
            {
                return true;
            }
            _ => {}
        }
        if let Some(Subject::Observation(id)) = change.subject()
            && (before(self.all.get(&(device, id))) || self.is_back_elsewhere(header, id))
        {
            return true;
        }
        let subjects = [change.subject(), change.goes_along_with()].into_iter().flatten();
        let mut erased =
            subjects.filter_map(|subject| self.erased.get(&(device, subject))).flatten();
        erased.any(|(what, at)| number < *at && change.is_content_of(*what))
    }

    /// Whether its author took an observation back on another laptop of theirs, and this one has not
    /// handed it out again since when it said this.
    fn is_back_elsewhere(&self, header: &Header, id: ObservationId) -> bool {
        let backs = self.backs.get(&id).into_iter().flatten();
        let mut backs = backs
            .filter(|(author, at)| *author == header.author && at.device != header.device)
            .map(|(_, at)| at);
        backs.any(|back| {
            let copies = self.copies_of(header.device, id).into_iter().flat_map(Copies::all);
            let device = header.device;
            let stamps = copies.map(|(time, seq)| Stamp { time, device, seq });
            let again = stamps.filter(|copy| back < copy).map(|copy| copy.seq).min();
            again.is_none_or(|again| header.seq < again)
        })
    }
}

/// Names the place of a field on its sheet.
fn place(field: &Field) -> String {
    match field {
        Field::Answer { prompt, .. } => format!("answer {prompt}"),
        Field::Placed { scale, .. } => format!("placed {scale}"),
        Field::Choice { list, .. } => format!("choice {list}"),
        field => format!("{:?}", field.emptied()),
    }
}
