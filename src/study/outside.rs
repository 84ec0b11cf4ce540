//! What came from other people's laptops, laid over what was written here.
//!
//! Each observation or sheet that somebody outside said something about is kept twice: as its own
//! journal has it, and with everything laid over it that [`super::rights`] lets count. Whatever
//! arrives, the second is made anew from the first, in the order of stamps: so what counts does not
//! depend on what arrived first, and what was written here cannot be changed.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::rights::{Who, may_set, who_may};
use super::shared::Copies;
use super::{
    Change, DeviceId, Entry, Item, ItemId, ObservationId, PersonId, PersonIx, Record, Sheet, Sort,
    Stamp, Study, Subject, TagIx, Verdict,
};

/// A change that came from outside.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Foreign {
    author: PersonId,
    #[serde(
        serialize_with = "super::extra::all_to_row",
        deserialize_with = "super::extra::all_of_row"
    )]
    change: Change,
}

/// One observation or sheet as this study's own journal has it.
#[derive(Clone, Debug, Serialize, Deserialize)]
enum Own {
    Record(Box<Record>),
    Sheet(Box<Sheet>),
}

/// Everything from outside.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Outside {
    /// The table of rights; tests put others in its place, to see that something notices.
    #[serde(skip, default = "the_table")]
    who_may: fn(&Change, Option<Sort>) -> Who,
    by_subject: BTreeMap<Subject, BTreeMap<Stamp, Foreign>>,
    own: BTreeMap<Subject, Own>,
    /// Who chose which pseudonym for themself; the greatest stamp stands.
    names: BTreeMap<PersonId, (Stamp, String)>,
    /// The people who write here.
    here: BTreeSet<PersonId>,
    /// In whose name each laptop handed out the first of what was taken in.
    writers: BTreeMap<DeviceId, (u64, PersonId)>,
}

fn the_table() -> fn(&Change, Option<Sort>) -> Who {
    who_may
}

impl Default for Outside {
    fn default() -> Self {
        let (by_subject, own, names, here, writers) = Default::default();
        Self { who_may, by_subject, own, names, here, writers }
    }
}

impl Outside {
    /// Whether nothing came from outside.
    pub(super) fn is_empty(&self) -> bool {
        self.by_subject.is_empty() && self.names.is_empty() && self.writers.is_empty()
    }

    /// What of it is about sheets and people.
    pub(super) fn of_sheets(&self) -> Self {
        let Self { who_may, by_subject, own, names, here, writers } = self;
        let is_sheet = |subject: &Subject| !matches!(subject, Subject::Observation(_));
        let by_subject = by_subject.iter().filter(|(subject, _)| is_sheet(subject));
        let own = own.iter().filter(|(subject, _)| is_sheet(subject));
        Self {
            who_may: *who_may,
            by_subject: by_subject.map(|(subject, said)| (*subject, said.clone())).collect(),
            own: own.map(|(subject, own)| (*subject, own.clone())).collect(),
            names: names.clone(),
            here: here.clone(),
            writers: writers.clone(),
        }
    }

    /// Takes the lines that go with an erased observation out of the sheets as they are kept here.
    pub(super) fn erase_along_with(&mut self, of: ObservationId) {
        for own in self.own.values_mut() {
            if let Own::Sheet(sheet) = own {
                sheet.erase_along_with(of);
            }
        }
    }
}

impl Study {
    /// Takes in an entry that came from somebody else's laptop. It counts as far as
    /// the table of rights says, and in any order, any number of times: the study is the same. Its
    /// sequence is that of what the laptop has handed out, apart from that of its own journal.
    pub fn take_in(&mut self, entry: Entry) {
        let Entry { header, content } = entry;
        if header.device == self.own || !self.is_new_from_outside(header.device, header.seq) {
            return;
        }
        let first = (header.seq, header.author);
        let known = self.outside.writers.entry(header.device).or_insert(first);
        *known = first.min(*known);
        // Who took part and which tags were named does not depend on what counts in the end.
        self.person(header.author);
        let Some(change) = self.arrived(&header, content) else { return };
        let (stamp, author) = (header.stamp(), header.author);
        let bears_on_blindfold = self.bears_on_blindfold(&change);
        match &change {
            Change::Tagged { tag, .. } => drop(self.codebook.enter(tag)),
            Change::Shared { copy: Some(copy), .. } => {
                for tag in &copy.observation.tags {
                    self.codebook.enter(tag);
                }
                if let Some(name) = &copy.observation.setting {
                    self.places.enter(name, stamp, 0);
                }
            }
            _ => {}
        }
        match (change.subject(), change) {
            (Some(subject), change) => {
                if !self.outside.by_subject.contains_key(&subject) {
                    self.keep_own(subject);
                }
                let foreign = Foreign { author, change };
                self.outside.by_subject.entry(subject).or_default().insert(stamp, foreign);
                self.lay_over(subject);
                self.cover_eyes(subject);
                if bears_on_blindfold {
                    self.settle_blindfold();
                }
            }
            (None, Change::TagSet { tag, set, .. }) => {
                let set: Vec<_> = set.into_iter().filter(may_set).collect();
                self.codebook.set(&tag, set, stamp);
            }
            (None, Change::PersonNamed { person, pseudonym, .. }) if person == author => {
                let known = self.outside.names.get(&person).map(|(last, _)| *last);
                if known.is_none_or(|last| last < stamp) {
                    self.outside.names.insert(person, (stamp, pseudonym));
                }
                self.name_from_outside(person);
            }
            (None, _) => {}
        }
    }

    /// Before a change of this study's own journal: what is of `subject` as that journal has it.
    pub(super) fn uncover(&mut self, subject: Subject) {
        match self.outside.own.get(&subject).cloned() {
            Some(Own::Record(own)) => {
                let id = own.id();
                let before = self.at(id).order();
                let now = own.order();
                *self.at(id) = *own;
                self.moved(id, before, now);
            }
            Some(Own::Sheet(own)) => self.sheets.replace(*own),
            None => {}
        }
    }

    /// After it.
    pub(super) fn cover(&mut self, subject: Subject) {
        if self.outside.own.contains_key(&subject) {
            self.keep_own(subject);
            self.lay_over(subject);
        }
    }

    /// A person writes here: what others said in their name does not count.
    pub(super) fn writes_here(&mut self, person: PersonId) {
        if !self.outside.here.insert(person) {
            return;
        }
        self.name_from_outside(person);
        let theirs = |changes: &BTreeMap<Stamp, Foreign>| {
            changes.values().any(|foreign| foreign.author == person)
        };
        let claimed: Vec<Subject> = (self.outside.by_subject.iter())
            .filter(|(_, changes)| theirs(changes))
            .map(|(subject, _)| *subject)
            .collect();
        for subject in claimed {
            self.lay_over(subject);
        }
    }

    /// The pseudonym that somebody chose on their own laptop stands where nobody named them here.
    fn name_from_outside(&mut self, person: PersonId) {
        let here = self.outside.here.contains(&person);
        let name = self.outside.names.get(&person).filter(|_| !here);
        let name = name.map(|(_, name)| name.clone()).unwrap_or_default();
        let ix = self.by_person.get(&person).map_or(usize::MAX, |ix| ix.0 as usize);
        if let Some(person) = self.people.get_mut(ix).filter(|person| person.named.is_none()) {
            person.pseudonym = name;
        }
    }

    fn moved(
        &mut self,
        id: ObservationId,
        before: Option<(Stamp, ObservationId)>,
        now: Option<(Stamp, ObservationId)>,
    ) {
        if let Some(row) = self.by_id.get(id) {
            self.keep_in_order(row, before, now);
        }
    }

    fn record_of(&mut self, subject: Subject) -> Option<&mut Record> {
        let Subject::Observation(id) = subject else { return None };
        Some(self.at(id))
    }

    fn keep_own(&mut self, subject: Subject) {
        let own = match subject {
            Subject::Observation(id) => Own::Record(Box::new(self.at(id).clone())),
            Subject::Sheet(id) | Subject::Line(id, _) => {
                Own::Sheet(Box::new(self.sheets.made_room(id).clone()))
            }
        };
        self.outside.own.insert(subject, own);
    }

    /// Makes a subject anew from what was written here and what counts from outside.
    fn lay_over(&mut self, subject: Subject) {
        self.uncover(subject);
        let Some(changes) = self.outside.by_subject.get(&subject).cloned() else { return };
        let here = &self.outside.here;
        let honest = changes.into_iter().filter(|(_, foreign)| !here.contains(&foreign.author));
        let changes: Vec<(Stamp, Foreign)> = honest.collect();
        match subject {
            Subject::Observation(id) => self.lay_over_record(id, &changes),
            Subject::Sheet(id) | Subject::Line(id, _) => self.lay_over_sheet(id, &changes),
        }
        self.keep_erased(subject);
    }

    fn lay_over_record(&mut self, id: ObservationId, changes: &[(Stamp, Foreign)]) {
        let subject = Subject::Observation(id);
        let own = self.at(id).clone();
        let copies = Copies::of(id, changes.iter().map(|(stamp, said)| (*stamp, &said.change)));
        if !own.is_here() {
            self.show(id, &copies, changes);
        }
        let added = Added::of(changes, |change| match change {
            Change::LaterNoted { observation, item, .. } => {
                let what = Item::Later(*observation, *item);
                (!own.knows(what)).then_some(*item)
            }
            _ => None,
        });
        for (stamp, foreign) in changes {
            let change = &foreign.change;
            if (self.outside.who_may)(change, None) == Who::Nobody
                || added.is_erased(*stamp, change)
                || copies.is_taken_back(*stamp)
            {
                continue;
            }
            let author = self.person(foreign.author);
            match change.clone() {
                Change::LaterNoted { item, text, at, .. } if added.is_first(*stamp, item) => {
                    if let Some(record) = self.record_of(subject) {
                        record.note_later((item, text, at), (author, *stamp));
                    }
                }
                Change::Tagged { tag, verdict, .. } => {
                    let tag = self.codebook.enter(&tag);
                    if let Some(record) = self.record_of(subject) {
                        record.tag(tag, author, verdict, *stamp);
                    }
                }
                Change::Stands { item: item @ Item::Later(_, of), stands } => {
                    if added.is_by(stamp.device, of)
                        && let Some(record) = self.record_of(subject)
                    {
                        record.set_standing(item, stands, *stamp);
                    }
                }
                _ => {}
            }
        }
    }

    /// Shows an observation that was not recorded here as its author lets others see it.
    fn show(&mut self, id: ObservationId, copies: &Copies<'_>, changes: &[(Stamp, Foreign)]) {
        let Some((first, last, copy)) = copies.standing() else { return };
        let author = changes.iter().find(|(stamp, _)| *stamp == last);
        let Some(author) = author
            .filter(|(_, foreign)| (self.outside.who_may)(&foreign.change, None) != Who::Nobody)
        else {
            return;
        };
        let author = self.person(author.1.author);
        let mut copy = copy.clone();
        let tags = std::mem::take(&mut copy.observation.tags);
        let tags: Vec<TagIx> = tags.iter().map(|tag| self.codebook.enter(tag)).collect();
        let before = self.at(id).order();
        let Self { records, by_id, places, .. } = self;
        let record = by_id.get(id).and_then(|row| records.get_mut(row.row()));
        let Some(record) = record else { return };
        for tag in tags {
            record.tag(tag, author, Verdict::Yes, last);
        }
        record.be_shown(copy, author, first, |name| places.ix(name));
        let now = record.order();
        self.moved(id, before, now);
    }

    fn lay_over_sheet(&mut self, id: super::SheetId, changes: &[(Stamp, Foreign)]) {
        let own = self.sheets.made_room(id).clone();
        if own.sort().is_none() {
            let first = changes.iter().find_map(|(stamp, foreign)| match foreign.change {
                Change::Begun { sort, at, .. } => Some((*stamp, foreign.author, sort, at)),
                _ => None,
            });
            if let Some((stamp, author, sort, at)) = first {
                let author = self.person(author);
                self.sheets.begin(id, sort, at, (author, stamp));
            }
        }
        // Whose it is, where it was not begun here.
        let began = match own.sort() {
            Some(_) => None,
            None => self.sheets.get(id).and_then(Sheet::began_at).map(|stamp| stamp.device),
        };
        let sort = self.sheets.get(id).and_then(Sheet::sort);
        let added = Added::of(changes, |change| match change {
            Change::Said { item, .. } => (!own.knows(Some(*item))).then_some(*item),
            _ => None,
        });
        let gone = changes.iter().any(|(stamp, foreign)| {
            let whole = Item::Sheet(id);
            matches!(&foreign.change, Change::Erased { what, .. } if *what == whole)
                && began == Some(stamp.device)
        });
        for (stamp, foreign) in changes.iter().filter(|_| !gone) {
            let change = &foreign.change;
            let may = match (self.outside.who_may)(change, sort) {
                Who::Nobody => false,
                Who::Author => began == Some(stamp.device),
                Who::Anyone => true,
            };
            let author: PersonIx = self.person(foreign.author);
            match change.clone() {
                Change::Put { set, .. } if may => self.sheets.put(id, set, *stamp),
                Change::Said { item, line, at, .. }
                    if may && added.is_first(*stamp, item) && !added.is_erased(*stamp, change) =>
                {
                    self.sheets.say(id, (item, line, at), (author, *stamp));
                }
                Change::Stands { item: Item::Line(_, of), stands }
                    if added.is_by(stamp.device, of) =>
                {
                    self.sheets.set_standing(id, Some(of), stands, *stamp);
                }
                Change::Stands { item: Item::Sheet(_), stands } if may => {
                    self.sheets.set_standing(id, None, stands, *stamp);
                }
                _ => {}
            }
        }
        if gone {
            self.sheets.mark_erased(id);
        }
    }
}

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

    /// An observation as this study's own journal has it, without what others said of it.
    pub fn own_record(&self, id: ObservationId) -> Option<&Record> {
        match self.outside.own.get(&Subject::Observation(id)) {
            Some(Own::Record(own)) => Some(own),
            Some(Own::Sheet(_)) | None => self.get(id),
        }
    }

    /// A sheet as this study's own journal has it, without what others said of it.
    pub fn own_sheet(&self, id: super::SheetId) -> Option<&Sheet> {
        match self.outside.own.get(&Subject::Sheet(id)) {
            Some(Own::Sheet(own)) => Some(own),
            Some(Own::Record(_)) | None => self.sheets.get(id),
        }
    }
}

/// Which laptop added what, and what it erased of that again.
struct Added {
    first: BTreeMap<ItemId, Stamp>,
    erased: Vec<(DeviceId, Item)>,
}

impl Added {
    /// `item_of` gives the item that a change adds, where no item of that id was added here.
    fn of(changes: &[(Stamp, Foreign)], item_of: impl Fn(&Change) -> Option<ItemId>) -> Self {
        let mut first: BTreeMap<ItemId, Stamp> = BTreeMap::new();
        let mut erased = Vec::new();
        for (stamp, foreign) in changes {
            if let Some(item) = item_of(&foreign.change) {
                first.entry(item).or_insert(*stamp);
            }
            if let Change::Erased { what: what @ (Item::Later(..) | Item::Line(..)), .. } =
                foreign.change
            {
                erased.push((stamp.device, what));
            }
        }
        Self { first, erased }
    }

    fn is_first(&self, stamp: Stamp, item: ItemId) -> bool {
        self.first.get(&item) == Some(&stamp)
    }

    fn is_by(&self, device: DeviceId, item: ItemId) -> bool {
        self.first.get(&item).is_some_and(|first| first.device == device)
    }

    fn is_erased(&self, stamp: Stamp, change: &Change) -> bool {
        self.erased
            .iter()
            .any(|(device, what)| *device == stamp.device && change.is_content_of(*what))
    }
}

#[cfg(test)]
mod tests;
