//! What is asked of what came from outside: who wrote where, what somebody handed out on another laptop
//! of theirs, and what stands here without it.

use std::borrow::Cow;
use std::collections::BTreeSet;

use super::heard::Glance;
use super::{Foreign, Own};
use crate::study::shared::{Copies, Said};
use crate::study::{
    Change, DeviceId, Item, ObservationId, PersonId, PersonIx, Record, Sheet, SheetId, Sort, Stamp,
    Study, Subject,
};

impl Study {
    /// Whether a person writes in this study's own journal, and is no colleague from elsewhere.
    pub fn writes_in_it(&self, person: PersonIx) -> bool {
        let person = self.people.get(person.0 as usize);
        person.is_some_and(|person| self.outside.here.contains(&person.id))
    }

    /// What the person goes by in whose name a laptop hands out, where anything came from it.
    pub fn pseudonym_on(&self, device: DeviceId) -> Option<&str> {
        let (_, person) = self.outside.writers.get(&device)?;
        let ix = self.person_ix(*person)?;
        let pseudonym = self.people.get(ix.0 as usize)?.pseudonym.as_str();
        (!pseudonym.is_empty()).then_some(pseudonym)
    }

    /// What somebody who writes here said something of on another laptop of theirs, as far as it is
    /// in this study's own journal or they began it there.
    pub fn said_elsewhere(&self, person: PersonId) -> Vec<Subject> {
        let (all, lists) = (self.outside.of_each(), self.lists());
        let theirs = |said: Glance<'_>| said.author(lists) == Some(person);
        all.filter_map(|(of, mut said)| said.any(|(_, said)| theirs(said)).then_some(of)).collect()
    }

    /// When somebody last handed out, on another laptop of theirs, the copy of an observation that
    /// stands there; `None` where none does.
    pub fn handed_out_elsewhere(&self, id: ObservationId, person: PersonId) -> Option<Stamp> {
        let told: Vec<_> = self.told(Subject::Observation(id)).collect();
        Copies::of(id, as_said(&told)).last_by(person)
    }

    /// Whether somebody handed out a sheet on another laptop of theirs, and it stands there.
    pub fn stands_elsewhere(&self, id: SheetId, person: PersonId) -> bool {
        let changes = self.told(Subject::Sheet(id));
        let theirs = changes.filter(|(_, said)| said.author == person);
        let mut stands = None;
        for (stamp, said) in theirs {
            let says = match said.change {
                Change::Begun { .. } => true,
                Change::Stands { item: Item::Sheet(_), stands } => stands,
                Change::Erased { what: Item::Sheet(_), .. } => false,
                _ => continue,
            };
            if stands.is_none_or(|(last, _)| last < stamp) {
                stands = Some((stamp, says));
            }
        }
        stands.is_some_and(|(_, says)| says)
    }

    /// The sort of a sheet as whoever says first that it began has it; of one that began here, nothing.
    pub(in crate::study) fn begun_elsewhere(&self, id: SheetId) -> Option<Sort> {
        if self.own_sheet(id).is_some_and(|own| own.sort().is_some()) {
            return None;
        }
        let mut said = self.outside.of(Subject::Sheet(id));
        said.find_map(|(_, said)| match said.other() {
            Some(Change::Begun { sort, .. }) => Some(*sort),
            _ => None,
        })
    }

    /// What two people hand out as their own, or one of them who writes here: of whom it is, only they
    /// know. Elsewhere it shows as of whoever says that they were first.
    pub fn claimed_twice(&self) -> Vec<Subject> {
        // Both are in the order of their subjects: walked side by side, nothing is looked for.
        let mut kept = self.outside.own.iter().peekable();
        let mut twice = Vec::new();
        for (of, said) in self.outside.of_each() {
            while kept.next_if(|(subject, _)| **subject < of).is_some() {}
            let own = kept.next_if(|(subject, _)| **subject == of).map(|(_, own)| own);
            if self.is_claimed_twice(of, own, said) {
                twice.push(of);
            }
        }
        twice
    }

    fn is_claimed_twice<'a>(
        &self,
        of: Subject,
        own: Option<&Own>,
        changes: impl Iterator<Item = (Stamp, Glance<'a>)> + Clone,
    ) -> bool {
        let claims = |said: &Glance<'_>| match said.other() {
            None => true,
            Some(Change::Shared { copy, .. }) => copy.is_some(),
            Some(Change::Begun { .. }) => true,
            Some(_) => false,
        };
        let lists = self.lists();
        let claimed = changes.map(|(_, said)| said).filter(claims);
        let claimed = claimed.filter_map(|said| said.author(lists));
        let mut rest = claimed.clone();
        let Some(first) = rest.next() else { return false };
        let several = rest.any(|other| other != first);
        // Of a note that was heard of and has no record of its own here, the journal says nothing.
        let (record, sheet) = match (own, of) {
            (Some(Own::Record(own)), _) => (Some(own.as_ref()), None),
            (Some(Own::Sheet(own)), _) => (None, Some(own.as_ref())),
            (None, Subject::Observation(_)) => (None, None),
            (None, Subject::Sheet(id) | Subject::Line(id, _)) => (None, self.sheets.get(id)),
        };
        let record = record.filter(|own| own.is_here()).map(Record::author);
        let sheet = sheet.filter(|own| own.sort().is_some()).map(Sheet::author);
        let author = record.or(sheet);
        let author = author.and_then(|ix| self.people.get(ix.0 as usize)).map(|person| person.id);
        // This is asked of everything at each exchange, and hardly anything is claimed twice.
        if !several && author.is_none_or(|author| author == first) {
            return false;
        }
        let mut whose: BTreeSet<PersonId> = claimed.collect();
        // Once all but one have taken it back, nothing is to be settled.
        match of {
            Subject::Observation(id) => {
                let told: Vec<_> = self.told(of).collect();
                let standing: BTreeSet<PersonId> = Copies::of(id, as_said(&told)).by().collect();
                whose.retain(|person| standing.contains(person));
            }
            Subject::Sheet(id) | Subject::Line(id, _) => {
                whose.retain(|person| self.stands_elsewhere(id, *person));
            }
        }
        whose.extend(author);
        whose.len() > 1
    }

    /// An observation as this study's own journal has it, without what others said of it; `None` where
    /// that says nothing of it.
    pub fn own_record(&self, id: ObservationId) -> Option<&Record> {
        let subject = Subject::Observation(id);
        match self.outside.own.get(&subject) {
            Some(Own::Record(own)) => Some(own),
            Some(Own::Sheet(_)) | None if self.outside.heard.has(subject) => None,
            Some(Own::Sheet(_)) | None => self.get(id),
        }
    }

    /// A sheet as this study's own journal has it, without what others said of it.
    pub fn own_sheet(&self, id: SheetId) -> Option<&Sheet> {
        match self.outside.own.get(&Subject::Sheet(id)) {
            Some(Own::Sheet(own)) => Some(own),
            Some(Own::Record(_)) | None => self.sheets.get(id),
        }
    }
}

/// What was told about one thing, as it is looked through.
pub(super) fn as_said<'a>(
    told: &'a [(Stamp, Cow<'_, Foreign>)],
) -> impl Iterator<Item = Said<'a>> + Clone {
    told.iter().map(|(stamp, said)| (*stamp, said.author, &said.change))
}
