//! What came from other people's laptops, laid over what was written here.
//!
//! Each observation or sheet that somebody outside said something about is kept twice: as its own
//! journal has it (where that says anything of it), and with everything laid over it that
//! [`super::rights`] lets count. Whatever
//! arrives, the second is made anew from the first, in the order of stamps: so what counts does not
//! depend on what arrived first, and what was written here cannot be changed.
//!
//! Only what this very laptop handed out is an echo and is passed over. What the same person handed
//! out on another laptop of theirs counts as theirs, with every right of an author: in whose name an
//! entry is comes from the card by which the team knows its laptop, never from the entry.

mod added;
mod elsewhere;
mod falls;
mod gone;
mod heard;
mod removed;

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use added::Added;
use falls::{fallen, falls_as_a_whole};
use heard::{Heard, Lists};
use removed::Removed;

use super::rights::{Who, who_may};
use super::shared::{Copies, Said};
use super::{
    Audience, Change, DeviceId, Entry, Fact, Field, Item, ObservationId, PersonId, PersonIx,
    Record, Sheet, SheetId, Sort, Stamp, Study, Subject, TagIx, Verdict,
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
    heard: Heard,
    /// What anybody elsewhere says is erased.
    tombs: BTreeSet<Subject>,
    /// Of an observation that was heard of and has nothing here, its own journal says nothing.
    own: BTreeMap<Subject, Own>,
    /// Who chose which pseudonym for themselves; the greatest stamp stands.
    names: BTreeMap<PersonId, BTreeMap<Stamp, String>>,
    /// The people who write here.
    here: BTreeSet<PersonId>,
    /// In whose name each laptop handed out the first of what was taken in.
    writers: BTreeMap<DeviceId, (u64, PersonId)>,
    removed: Removed,
    /// The sheets with a line that goes with an observation ([`super::Line::goes_with`]).
    along: BTreeMap<ObservationId, BTreeSet<SheetId>>,
}

fn the_table() -> fn(&Change, Option<Sort>) -> Who {
    who_may
}

impl Default for Outside {
    fn default() -> Self {
        let (heard, tombs, own, names, here, writers) = Default::default();
        let (removed, along) = Default::default();
        Self { who_may, heard, tombs, own, names, here, writers, removed, along }
    }
}

impl Outside {
    /// Whose entries with this change count.
    pub(super) fn who_may(&self, change: &Change, sort: Option<Sort>) -> Who {
        (self.who_may)(change, sort)
    }

    /// Whether nothing came from outside.
    pub(super) fn is_empty(&self) -> bool {
        self.heard.is_empty() && self.names.is_empty() && self.writers.is_empty()
    }

    /// What of it is about sheets and people, and about notes that a line of a sheet goes with.
    pub(super) fn of_sheets(&self) -> Self {
        let Self { who_may, heard, tombs, own, names, here, writers, removed, along } = self;
        let is_sheet = |subject: &Subject| match subject {
            Subject::Observation(id) => along.contains_key(id),
            Subject::Sheet(_) | Subject::Line(..) => true,
        };
        let own = own.iter().filter(|(subject, _)| is_sheet(subject));
        Self {
            who_may: *who_may,
            heard: heard.of_sheets_and(along),
            tombs: tombs.iter().copied().filter(is_sheet).collect(),
            own: own.map(|(subject, own)| (*subject, own.clone())).collect(),
            names: names.clone(),
            here: here.clone(),
            writers: writers.clone(),
            removed: removed.clone(),
            along: along.clone(),
        }
    }

    /// Takes note of something that was handed out about a thing.
    fn take(&mut self, (subject, at): (Subject, Stamp), said: Foreign, lists: Lists<'_>) {
        if matches!(said.change, Change::Erased { .. }) {
            self.tombs.insert(subject);
        }
        if let (Subject::Sheet(sheet), Some(Subject::Observation(of))) =
            (subject, said.change.goes_along_with())
        {
            self.along.entry(of).or_default().insert(sheet);
        }
        self.removed.take(subject, at, &said);
        self.heard.take(subject, at, said, lists);
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
                if !self.outside.heard.has(subject) {
                    self.keep_own(subject);
                }
                let Self { people, by_person, places, codebook, outside, .. } = self;
                let lists = Lists { people, by_person, places, codebook };
                outside.take((subject, stamp), Foreign { author, change }, lists);
                self.lay_over(subject);
                self.cover_eyes(subject);
                self.lay_over_along(subject);
                if bears_on_blindfold {
                    self.settle_blindfold();
                }
            }
            (None, change @ (Change::TagSet { .. } | Change::StudySet { .. })) => {
                self.decide_from_outside(change, stamp);
            }
            (None, Change::Member { device, card }) => {
                let change = Change::Member { device, card: None };
                if self.outside.who_may(&change, None) == Who::Steward {
                    self.member((stamp, header.way), device, card);
                }
            }
            (None, Change::PersonNamed { person, pseudonym, .. }) if person == author => {
                self.outside.names.entry(person).or_default().insert(stamp, pseudonym);
                self.name_from_outside(person);
            }
            (None, _) => {}
        }
    }

    /// What counts for everybody is asked about by itself; wording is settled by who was last.
    fn decide_from_outside(&mut self, change: Change, stamp: Stamp) {
        if let Change::TagSet { tag, .. } = &change {
            self.codebook.enter(tag);
        }
        for rest in self.decide_outside(change, stamp) {
            if let Change::TagSet { tag, set, .. } = &rest
                && self.outside.who_may(&rest, None) == Who::Anyone
            {
                self.codebook.set(tag, set.clone(), stamp);
            }
        }
    }

    /// Before a change of this study's own journal: what is of `subject` as that journal has it.
    pub(super) fn uncover(&mut self, subject: Subject) {
        match (self.outside.own.get(&subject).cloned(), subject) {
            (Some(Own::Record(own)), _) => self.put_back(*own),
            (Some(Own::Sheet(own)), _) => self.sheets.replace(*own),
            (None, Subject::Observation(id)) if self.outside.heard.has(subject) => {
                self.put_back(Record::awaited(id));
            }
            (None, _) => {}
        }
    }

    fn put_back(&mut self, own: Record) {
        let (id, now) = (own.id(), own.order());
        let before = self.at(id).order();
        *self.at(id) = own;
        self.moved(id, before, now);
    }

    /// After it.
    pub(super) fn cover(&mut self, subject: Subject) {
        if self.outside.heard.has(subject) {
            self.keep_own(subject);
            self.lay_over(subject);
        }
    }

    /// A person writes here: they are called what they are called here.
    pub(super) fn writes_here(&mut self, person: PersonId) {
        if self.outside.here.insert(person) {
            self.name_from_outside(person);
        }
    }

    /// The pseudonym that somebody chose on their own laptop stands where speaker not named them here.
    fn name_from_outside(&mut self, person: PersonId) {
        let here = self.outside.here.contains(&person);
        let mut names = self.outside.names.get(&person).filter(|_| !here).into_iter().flatten();
        let name = names.rfind(|(at, _)| self.outside.removed.counts(**at));
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
        if let Some(row) = self.by_id.get(id, &self.records) {
            self.keep_in_order(row, before, now);
        }
    }

    fn record_of(&mut self, subject: Subject) -> Option<&mut Record> {
        let Subject::Observation(id) = subject else { return None };
        Some(self.at(id))
    }

    fn keep_own(&mut self, subject: Subject) {
        let own = match subject {
            Subject::Observation(id) if self.at(id).is_awaited() => {
                self.outside.own.remove(&subject);
                return;
            }
            Subject::Observation(id) => Own::Record(Box::new(self.at(id).clone())),
            Subject::Sheet(id) | Subject::Line(id, _) => {
                Own::Sheet(Box::new(self.sheets.made_room(id).clone()))
            }
        };
        self.outside.own.insert(subject, own);
    }

    /// Makes a subject anew from what was written here and what counts from outside.
    pub(super) fn lay_over(&mut self, subject: Subject) {
        if self.lays_over_later(subject) {
            return;
        }
        self.uncover(subject);
        if !self.outside.heard.has(subject) {
            return;
        }
        let changes = self.told(subject).map(|(at, said)| (at, said.into_owned()));
        let changes: Vec<(Stamp, Foreign)> = changes.collect();
        match subject {
            Subject::Observation(id) => self.lay_over_record(id, &changes),
            Subject::Sheet(id) | Subject::Line(id, _) => self.lay_over_sheet(id, &changes),
        }
        self.keep_erased(subject);
    }

    fn lay_over_record(&mut self, id: ObservationId, changes: &[(Stamp, Foreign)]) {
        let subject = Subject::Observation(id);
        let own = self.at(id).clone();
        let copies = Copies::of(id, said(changes));
        let gone = self.gone_of(gone::each(changes));
        if own.is_here() {
            self.lower(id, &own, &copies, gone.whole());
        } else if gone.whole().is_none() {
            self.show(id, &copies, changes);
        }
        if gone.whole().is_some() {
            return;
        }
        let here = own.is_here().then(|| self.people.get(own.author().0 as usize)).flatten();
        let whose = here.map(|person| person.id).or_else(|| copies.author());
        let added = Added::of(changes, whose, |stamp, change| match change {
            Change::LaterNoted { observation, item, .. } if !copies.is_taken_back(stamp) => {
                let what = Item::Later(*observation, *item);
                (!own.knows(what)).then_some(*item)
            }
            _ => None,
        });
        for (stamp, foreign) in changes {
            let change = &foreign.change;
            if self.outside.who_may(change, None) == Who::Nobody
                || added.is_erased(*stamp, change)
                || copies.is_taken_back(*stamp)
                || gone.takes(change)
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

    /// Where its author took it back on another laptop of theirs, and has not raised it here since, it
    /// is private here too; and for good where it is `gone` for everybody.
    fn lower(&mut self, id: ObservationId, own: &Record, copies: &Copies<'_>, gone: Option<Stamp>) {
        let author = self.people.get(own.author().0 as usize).map(|person| person.id);
        let back = author.and_then(|author| copies.back_by(author));
        let raised = own.corrected_at(&Fact::Audience(Audience::Private));
        let back = back.filter(|back| raised.is_none_or(|raised| raised < *back));
        if let Some(back) = gone.map(gone::for_good).or(back) {
            let Self { records, by_id, places, .. } = self;
            let record = by_id.get(id, records).and_then(|row| records.get_mut(row.row()));
            if let Some(record) = record {
                record.correct(Fact::Audience(Audience::Private), back, |name| places.ix(name));
            }
        }
    }

    /// Shows an observation that was not recorded here as its author lets others see it.
    fn show(&mut self, id: ObservationId, copies: &Copies<'_>, changes: &[(Stamp, Foreign)]) {
        // In its place is the copy that stands: those before it leave the journal.
        let Some((_, last, copy)) = copies.standing() else { return };
        let author = changes.iter().find(|(stamp, _)| *stamp == last);
        let Some(author) = author
            .filter(|(_, foreign)| self.outside.who_may(&foreign.change, None) != Who::Nobody)
        else {
            return;
        };
        let author = self.person(author.1.author);
        let mut copy = copy.clone();
        let tags = std::mem::take(&mut copy.observation.tags);
        let tags: Vec<TagIx> = tags.iter().map(|tag| self.codebook.enter(tag)).collect();
        let before = self.at(id).order();
        let Self { records, by_id, places, outside, .. } = self;
        let record = by_id.get(id, records).and_then(|row| records.get_mut(row.row()));
        let Some(record) = record else { return };
        record.makes_room_for(tags.len());
        for tag in tags {
            record.tag(tag, author, Verdict::Yes, last);
        }
        record.be_shown(copy, author, last, |name| places.ix(name));
        // One text is enough for what it shows and for what was handed out.
        if let Some(words) = outside.heard.words(id, last).filter(|it| ***it == *record.text()) {
            record.put_text(words.clone());
        }
        let now = record.order();
        self.moved(id, before, now);
    }

    fn lay_over_sheet(&mut self, id: SheetId, changes: &[(Stamp, Foreign)]) {
        let own = self.sheets.made_room(id).clone();
        if own.sort().is_none() {
            self.begin_as_handed_out(id, changes);
        }
        let whose = self.sheets.get(id).filter(|sheet| sheet.sort().is_some()).map(Sheet::author);
        let sort = self.sheets.get(id).and_then(Sheet::sort);
        let is_here = own.sort().is_some();
        let fallen = fallen(id, changes);
        let is_back = |stamp: Stamp| fallen.get(&stamp.device).is_some_and(|at| stamp.seq < *at);
        let begun_by = whose.and_then(|ix| self.people.get(ix.0 as usize)).map(|person| person.id);
        let added = Added::of(changes, begun_by, |stamp, change| match change {
            Change::Said { item, line, .. } if !is_back(stamp) || line.is_final() => {
                (!own.knows(Some(*item))).then_some(*item)
            }
            _ => None,
        });
        let for_all = self.gone_of(gone::each(changes));
        let (mut along, mut gone) = (falls::Along::default(), false);
        for (stamp, foreign) in changes {
            let change = &foreign.change;
            let author: PersonIx = self.person(foreign.author);
            let may = match self.outside.who_may(change, sort) {
                Who::Nobody | Who::Steward => false,
                Who::Author | Who::AuthorOrSteward => whose == Some(author),
                Who::Anyone => true,
            };
            let is_back = is_back(*stamp);
            if may && let Some(falls) = falls_as_a_whole(change, id) {
                gone |= self.stand_or_fall(id, is_here, falls, *stamp);
                continue;
            }
            match change.clone() {
                Change::Put { set, .. } if may && !is_back => self.sheets.put(id, set, *stamp),
                Change::Said { item, line, at, .. }
                    if may
                        && (!is_back || line.is_final())
                        && added.is_first(*stamp, item)
                        && !added.is_erased(*stamp, change)
                        && !for_all.takes(change)
                        && !along.takes(&line, |of| self.is_let_go(of)) =>
                {
                    self.sheets.say(id, (item, line, at), (author, *stamp));
                }
                Change::Stands { item: Item::Line(_, of), stands }
                    if added.is_by(stamp.device, of) =>
                {
                    self.sheets.set_standing(id, Some(of), stands, *stamp);
                }
                _ => {}
            }
        }
        let private = for_all.whole().filter(|_| is_here);
        if let Some(at) = private {
            self.sheets.replace(own);
            self.sheets.put(id, Field::Audience(Audience::Private), gone::for_good(at));
        } else if gone || for_all.whole().is_some() {
            self.leave_only_begun(id);
        }
    }

    /// A sheet that was not begun here is whose laptop says first that it began.
    fn begin_as_handed_out(&mut self, id: SheetId, changes: &[(Stamp, Foreign)]) {
        let first = changes.iter().find_map(|(stamp, foreign)| match foreign.change {
            Change::Begun { sort, at, .. } => Some((*stamp, foreign.author, sort, at)),
            _ => None,
        });
        if let Some((stamp, author, sort, at)) = first {
            let author = self.person(author);
            self.sheets.begin(id, sort, at, (author, stamp));
        }
    }
}

/// What was handed out about one thing, as it is looked through.
fn said(changes: &[(Stamp, Foreign)]) -> impl Iterator<Item = Said<'_>> + Clone {
    changes.iter().map(|(stamp, said)| (*stamp, said.author, &said.change))
}

#[cfg(test)]
mod tests;
