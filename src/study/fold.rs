//! The study: the fold of all entries, in memory. [`Study::apply`] cannot fail and is the only way
//! that it changes.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::OnceLock;

use serde::{Deserialize, Serialize};

use super::by_id::ById;
use super::erasure::Erasures;
use super::order::InOrder;
use super::outside::Outside;
use super::places::Places;
use super::seen::Seen;
use super::touched::Touched;
use super::{
    Acts, Change, Codebook, Content, DeviceId, Digest, Entry, Fact, Hybrid, Item, ObsIx,
    Observation, ObservationId, Passed, PersonId, PersonIx, Record, Records, Sampling, Sheets,
    Stamp, StudyField, StudyId, Subject, TagIx, Verdict, Way, Whose,
};

/// A person who took part, by pseudonym.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Person {
    /// Their id.
    pub id: PersonId,
    /// The pseudonym they chose last; empty until it has arrived.
    pub pseudonym: String,
    pub(super) named: Option<Stamp>,
}

/// A value settled by the last change to it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Register<T> {
    pub(super) value: T,
    pub(super) stamp: Option<Stamp>,
}

impl<T> Register<T> {
    const fn new(value: T) -> Self {
        Self { value, stamp: None }
    }

    fn set(&mut self, value: T, stamp: Stamp) {
        if self.stamp.is_none_or(|last| last < stamp) {
            *self = Self { value, stamp: Some(stamp) };
        }
    }
}

/// A study as it stands: everything recorded, the codebook, the people.
#[derive(Clone, Debug)]
pub struct Study {
    pub(super) own: DeviceId,
    pub(super) founded: Option<(Stamp, StudyId)>,
    pub(super) name: Register<String>,
    pub(super) settings: Register<Vec<String>>,
    pub(super) threshold: Register<u32>,
    pub(super) whose: Register<Whose>,
    pub(super) sampling: Register<Sampling>,
    pub(super) forms: BTreeMap<String, Register<String>>,
    pub(super) people: Vec<Person>,
    pub(super) by_person: HashMap<PersonId, PersonIx>,
    pub(super) places: Places,
    pub(super) records: Records,
    pub(super) by_id: ById,
    /// Those that are here, in the order of their first stamps.
    pub(super) in_order: InOrder,
    /// The codes that the records show ([`ObservationId::shown_code`]), once somebody asked.
    pub(super) shown_codes: OnceLock<HashSet<u64>>,
    pub(super) sheets: Sheets,
    pub(super) codebook: Codebook,
    pub(super) codebook_acts: HashSet<(DeviceId, u64)>,
    pub(super) seen: HashMap<DeviceId, Seen>,
    pub(super) latest: Hybrid,
    pub(super) acts: Acts,
    pub(super) unread: u64,
    pub(super) erased: u64,
    pub(super) erasures: Erasures,
    pub(super) revision: u64,
    pub(super) touched: Touched,
    /// Who looks, and what is hidden from them.
    pub(super) blindfold: super::blindfold::Blindfold,
    pub(super) outside: Outside,
    /// Who is of the team, and what is decided there for everybody.
    pub(super) decided: super::decided::Decided,
    /// What each device handed out and was taken in, in a numbering of its own.
    pub(super) seen_outside: HashMap<DeviceId, Seen>,
    /// What each reviewer decided last about a text.
    pub(super) reviews: BTreeMap<Digest, Vec<Review>>,
    /// What is laid over when everything is in, where much is folded at a time.
    pub(super) waiting: Option<Box<super::together::Waiting>>,
}

/// What a reviewer decided last about a text that may be released.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Review {
    /// Whoever looked at it.
    pub reviewer: PersonIx,
    /// Whether it may leave, and as what.
    pub verdict: Passed,
    pub(super) stamp: Stamp,
}

/// Counts below this are masked unless a study says otherwise (UK practice: 1 to 4 are unsafe).
pub(super) const DEFAULT_THRESHOLD: u32 = 5;

impl Study {
    /// An empty study as seen by the device `own`, whose acts can be undone here.
    pub fn new(own: DeviceId) -> Self {
        Self {
            own,
            founded: None,
            name: Register::new(String::new()),
            settings: Register::new(Vec::new()),
            threshold: Register::new(DEFAULT_THRESHOLD),
            whose: Register::new(Whose::Own),
            sampling: Register::new(Sampling::NONE),
            forms: BTreeMap::new(),
            people: Vec::new(),
            by_person: HashMap::new(),
            places: Places::default(),
            in_order: InOrder::default(),
            shown_codes: OnceLock::new(),
            records: Records::default(),
            by_id: ById::default(),
            sheets: Sheets::default(),
            codebook: Codebook::default(),
            codebook_acts: HashSet::new(),
            seen: HashMap::new(),
            latest: Hybrid::default(),
            acts: Acts::default(),
            unread: 0,
            erased: 0,
            erasures: Erasures::default(),
            revision: 0,
            touched: Touched::default(),
            blindfold: Default::default(),
            outside: Outside::default(),
            decided: Default::default(),
            seen_outside: HashMap::new(),
            reviews: BTreeMap::new(),
            waiting: None,
        }
    }

    /// Counts an entry that is new here, wherever it came from; the change in it, where one can be
    /// read.
    pub(super) fn arrived(&mut self, header: &super::Header, content: Content) -> Option<Change> {
        self.revision += 1;
        self.latest = self.latest.max(header.time);
        match content {
            Content::Known(change) => Some(change),
            Content::Unknown(_) => {
                self.unread += 1;
                None
            }
            Content::Erased => {
                self.erased += 1;
                // That this person took part was never the content.
                self.person(header.author);
                None
            }
        }
    }

    /// Takes in one entry. In any order, any number of times: the study is the same.
    pub fn apply(&mut self, entry: Entry) {
        // What others handed out counts only as far as it may.
        if entry.header.way == Way::Shelf {
            return self.take_in(entry);
        }
        let Entry { header, content } = entry;
        if !self.seen.entry(header.device).or_default().take(header.seq) {
            return;
        }
        self.writes_here(header.author);
        let Some(change) = self.arrived(&header, content) else { return };
        if change.settings_left().is_some() {
            self.acts.forget_settings(header.time);
        } else if header.device == self.own
            && !self.closes_round(&change)
            && !self.erasures.take_with_them(&change)
        {
            self.acts.take(&header, &change);
        }
        let bears_on_blindfold = self.bears_on_blindfold(&change);
        let (subject, along_with) = (change.subject(), change.goes_along_with());
        if let Some(subject) = subject {
            self.uncover(subject);
        }
        self.take(change, &header);
        if let Some(subject) = subject {
            self.keep_erased(subject);
            self.cover(subject);
            self.cover_eyes(subject);
        }
        if bears_on_blindfold {
            self.settle_blindfold();
        }
        if let Some(Subject::Observation(of)) = along_with
            && self.erasures.has(Item::Observation(of))
        {
            self.erase_along_with(of);
        }
    }

    /// Takes away the lines of sheets that go with an observation which was erased.
    fn erase_along_with(&mut self, of: ObservationId) {
        self.sheets.erase_along_with(of);
        self.outside.erase_along_with(of);
    }

    /// Takes note of what a device handed out; whether it is new.
    pub(super) fn is_new_from_outside(&mut self, device: DeviceId, number: u64) -> bool {
        self.seen_outside.entry(device).or_default().take(number)
    }

    /// The number of the last entry that was taken in of what a laptop hands out; 0 for none.
    pub fn taken(&self, device: DeviceId) -> u64 {
        self.seen_outside.get(&device).map_or(0, Seen::last)
    }

    /// Whether anything was taken in that a device handed out, so that what it said is not of here.
    pub fn is_from_outside(&self, device: DeviceId) -> bool {
        self.seen_outside.contains_key(&device)
    }

    /// Takes away what was erased of a subject and has just come in, before or after its tombstone.
    pub(super) fn keep_erased(&mut self, subject: Subject) {
        let erased = self.erasures.of(subject);
        if erased.is_empty() {
            return;
        }
        match subject {
            Subject::Observation(id) => {
                let Some(row) = self.by_id.get(id, &self.records) else { return };
                let Some(record) = self.records.get_mut(row.row()) else { return };
                let before = record.order();
                record.erase(erased);
                let now = record.order();
                let whole = erased.contains(&Item::Observation(id));
                self.keep_in_order(row, before, now);
                if whole {
                    self.erase_along_with(id);
                }
            }
            Subject::Sheet(id) | Subject::Line(id, _) => self.sheets.erase(id, erased),
        }
    }

    fn take(&mut self, change: Change, header: &super::Header) {
        let author = self.person(header.author);
        let stamp = header.stamp();
        match change {
            Change::Founded { study, name } => {
                if self.founded.is_none_or(|(first, _)| stamp < first) {
                    self.founded = Some((stamp, study));
                }
                self.name.set(name, stamp);
            }
            Change::PersonNamed { person, pseudonym, .. } => {
                self.name_person(person, pseudonym, stamp);
            }
            Change::Recorded(observation) => self.record(*observation, author, stamp),
            Change::Amended { observation, item, text, why, at } => {
                self.at(observation).amend((item, text, why, at), stamp);
            }
            Change::LaterNoted { observation, item, text, at } => {
                self.at(observation).note_later((item, text, at), (author, stamp));
            }
            Change::Withdrawn { observation, item, reason, at } => {
                self.at(observation).withdraw((item, reason, at), stamp);
            }
            Change::Stands { item, stands } => self.set_standing(item, stands, stamp),
            Change::Corrected { observation, set, .. } => {
                let row = self.row(observation);
                if let Fact::Setting(Some(name)) = &set {
                    self.places.enter(name, stamp, 0);
                }
                let Self { records, places, .. } = self;
                if let Some(record) = records.get_mut(row.row()) {
                    record.correct(set, stamp, |name| places.ix(name));
                }
            }
            Change::Tagged { observation, tag, verdict, .. } => {
                let tag = self.codebook.enter(&tag);
                self.at(observation).tag(tag, author, verdict, stamp);
            }
            Change::Begun { sheet, sort, at } => {
                self.sheets.begin(sheet, sort, at, (author, stamp));
            }
            Change::Put { sheet, set, .. } => self.sheets.put(sheet, set, stamp),
            Change::Said { sheet, item, line, at } => {
                self.sheets.say(sheet, (item, line, at), (author, stamp));
            }
            Change::Erased { what, item, reason, at } => {
                if let Subject::Observation(id) = what.subject() {
                    self.row(id);
                }
                self.acts.forget(what);
                self.erasures.take((what, item, reason, at), (author, stamp));
            }
            Change::Reviewed { words, verdict } => self.review(words, verdict, author, stamp),
            change @ (Change::StudySet { .. } | Change::TagSet { .. } | Change::Member { .. }) => {
                self.take_for_all(change, header);
            }
            Change::Shared { .. } => {} // kept, and says nothing
        }
    }

    fn review(&mut self, words: Digest, verdict: Passed, reviewer: PersonIx, stamp: Stamp) {
        let reviews = self.reviews.entry(words).or_default();
        match reviews.iter_mut().find(|review| review.reviewer == reviewer) {
            Some(review) if review.stamp < stamp => *review = Review { reviewer, verdict, stamp },
            Some(_) => {}
            None => reviews.push(Review { reviewer, verdict, stamp }),
        }
        reviews.sort_unstable_by_key(|review| review.stamp);
    }

    /// Counts an act that changed the codebook.
    pub(super) fn another_version(&mut self, act: (DeviceId, u64)) {
        self.codebook_acts.insert(act);
        let version = u32::try_from(self.codebook_acts.len()).unwrap_or(u32::MAX);
        self.codebook.set_version(version);
    }

    fn name_person(&mut self, person: PersonId, pseudonym: String, stamp: Stamp) {
        let PersonIx(row) = self.person(person);
        if let Some(person) = self.people.get_mut(row as usize)
            && person.named.is_none_or(|last| last < stamp)
        {
            person.pseudonym = pseudonym;
            person.named = Some(stamp);
        }
    }

    fn set_standing(&mut self, item: Item, stands: bool, stamp: Stamp) {
        match item {
            Item::Observation(id)
            | Item::Amendment(id, _)
            | Item::Later(id, _)
            | Item::Withdrawal(id, _) => self.at(id).set_standing(item, stands, stamp),
            Item::Sheet(id) => self.sheets.set_standing(id, None, stands, stamp),
            Item::Line(id, item) => self.sheets.set_standing(id, Some(item), stands, stamp),
        }
    }

    pub(super) fn set(&mut self, field: StudyField, stamp: Stamp) {
        match field {
            StudyField::Name(name) => self.name.set(name, stamp),
            StudyField::Settings(settings) => {
                for (name, nth) in settings.iter().zip(0..) {
                    self.places.enter(name, stamp, nth);
                }
                self.settings.set(settings, stamp);
            }
            StudyField::Threshold(threshold) => self.threshold.set(threshold, stamp),
            StudyField::Whose(whose) => self.whose.set(whose, stamp),
            StudyField::Sampling(sampling) => self.sampling.set(sampling, stamp),
            StudyField::Form { name, text } => {
                self.forms.entry(name).or_insert(Register::new(String::new())).set(text, stamp);
            }
        }
    }

    fn record(&mut self, mut observation: Observation, author: PersonIx, stamp: Stamp) {
        let row = self.row(observation.id);
        let tags = std::mem::take(&mut observation.tags);
        let tags: Vec<TagIx> = tags.iter().map(|tag| self.codebook.enter(tag)).collect();
        if let Some(name) = &observation.setting {
            self.places.enter(name, stamp, 0);
        }
        let Self { records, places, .. } = self;
        let Some(record) = records.get_mut(row.row()) else { return };
        for tag in tags {
            record.tag(tag, author, Verdict::Yes, stamp);
        }
        let before = record.order();
        record.be_born(observation, author, stamp, |name| places.ix(name));
        let now = record.order();
        self.keep_in_order(row, before, now);
    }

    /// Keeps the order of the records that are here, where the first stamp of one has changed.
    pub(super) fn keep_in_order(
        &mut self,
        row: ObsIx,
        before: Option<(Stamp, ObservationId)>,
        now: Option<(Stamp, ObservationId)>,
    ) {
        let Self { in_order, records, .. } = self;
        match (before, now) {
            (before, now) if before == now => {}
            (None, Some(now)) => in_order.add(row.0, |last| {
                records.get(last as usize).and_then(Record::order).is_some_and(|last| last < now)
            }),
            _ => in_order.forget(),
        }
    }

    fn row(&mut self, id: ObservationId) -> ObsIx {
        let (row, new) = self.by_id.row(id, &self.records);
        if new {
            self.records.push(Record::awaited(id));
            if let Some(codes) = self.shown_codes.get_mut() {
                codes.insert(id.shown_code());
            }
        }
        self.touched.take(self.revision, row);
        row
    }

    /// The record of `id`, made room for if nothing of it has arrived yet.
    pub(super) fn at(&mut self, id: ObservationId) -> &mut Record {
        let row = self.row(id).row();
        if row >= self.records.len() {
            self.records.push(Record::awaited(id));
        }
        #[expect(clippy::indexing_slicing, reason = "row() has just made sure that it is there")]
        &mut self.records[row]
    }

    pub(super) fn person(&mut self, id: PersonId) -> PersonIx {
        let next = PersonIx(u32::try_from(self.people.len()).unwrap_or(u32::MAX));
        let ix = *self.by_person.entry(id).or_insert(next);
        if ix == next {
            self.people.push(Person { id, pseudonym: String::new(), named: None });
        }
        ix
    }
}
