//! The study: the fold of all entries, in memory. [`Study::apply`] cannot fail and is the only way
//! that it changes.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use super::{
    Acts, Change, Codebook, Content, DeviceId, Entry, Erasure, Hybrid, Item, ObsIx, Observation,
    ObservationId, PersonId, PersonIx, Record, Sampling, SettingIx, Sheets, Stamp, StudyField,
    StudyId, Subject, TagIx, Verdict, Whose, erasure::Erasures, touched::Touched,
};

/// A person who took part, by pseudonym.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Person {
    /// Their id.
    pub id: PersonId,
    /// The pseudonym they chose last; empty until it has arrived.
    pub pseudonym: String,
    named: Option<Stamp>,
}

/// A value settled by the last change to it.
#[derive(Clone, Debug)]
struct Register<T> {
    value: T,
    stamp: Option<Stamp>,
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

/// Which entries of one device have been taken in.
#[derive(Clone, Debug, Default)]
struct Seen {
    /// All up to and including this one.
    upto: u64,
    /// And these beyond it.
    beyond: BTreeSet<u64>,
}

impl Seen {
    /// Takes note of `seq`; whether it is new.
    fn take(&mut self, seq: u64) -> bool {
        if seq <= self.upto || !(seq == self.upto + 1 || self.beyond.insert(seq)) {
            return false;
        }
        if seq == self.upto + 1 {
            self.upto = seq;
            while self.beyond.remove(&(self.upto + 1)) {
                self.upto += 1;
            }
        }
        true
    }
}

/// A study as it stands: everything recorded, the codebook, the people.
#[derive(Clone, Debug)]
pub struct Study {
    own: DeviceId,
    founded: Option<(Stamp, StudyId)>,
    name: Register<String>,
    settings: Register<Vec<String>>,
    threshold: Register<u32>,
    whose: Register<Whose>,
    sampling: Register<Sampling>,
    forms: BTreeMap<String, Register<String>>,
    people: Vec<Person>,
    by_person: HashMap<PersonId, PersonIx>,
    places: Vec<String>,
    by_place: HashMap<String, SettingIx>,
    records: Vec<Record>,
    by_id: HashMap<ObservationId, ObsIx>,
    sheets: Sheets,
    codebook: Codebook,
    codebook_acts: HashSet<(DeviceId, u64)>,
    seen: HashMap<DeviceId, Seen>,
    latest: Hybrid,
    acts: Acts,
    unread: u64,
    erased: u64,
    erasures: Erasures,
    revision: u64,
    touched: Touched,
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
            places: Vec::new(),
            by_place: HashMap::new(),
            records: Vec::new(),
            by_id: HashMap::new(),
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
        }
    }

    /// Takes in one entry. In any order, any number of times: the study is the same.
    pub fn apply(&mut self, entry: Entry) {
        let Entry { header, content } = entry;
        if !self.seen.entry(header.device).or_default().take(header.seq) {
            return;
        }
        self.revision += 1;
        self.latest = self.latest.max(header.time);
        let change = match content {
            Content::Known(change) => change,
            Content::Unknown(_) => {
                self.unread += 1;
                return;
            }
            Content::Erased => {
                self.erased += 1;
                // That this person took part was never the content.
                self.person(header.author);
                return;
            }
        };
        if change.settings_left().is_some() {
            self.acts.forget_settings();
        } else if header.device == self.own && !self.erasures.take_with_them(&change) {
            self.acts.take(header.act, header.purpose, &change);
        }
        let subject = change.subject();
        self.take(change, &header);
        if let Some(subject) = subject {
            self.keep_erased(subject);
        }
    }

    /// Takes away what was erased of a subject and has just come in, before or after its tombstone.
    fn keep_erased(&mut self, subject: Subject) {
        let erased = self.erasures.of(subject);
        if erased.is_empty() {
            return;
        }
        match subject {
            Subject::Observation(id) => {
                let row = self.by_id.get(&id).map_or(usize::MAX, |ix| ix.row());
                if let Some(record) = self.records.get_mut(row) {
                    record.erase(erased);
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
            Change::StudySet { set, .. } => self.set(set, stamp),
            Change::PersonNamed { person, pseudonym, .. } => {
                self.name_person(person, pseudonym, stamp);
            }
            Change::Recorded(observation) => self.record(*observation, author, stamp),
            Change::Amended { observation, item, text, why, at } => {
                self.at(observation).amend((item, text, why, at), stamp);
            }
            Change::LaterNoted { observation, item, text, at } => {
                self.at(observation).note_later((item, text, at), stamp);
            }
            Change::Withdrawn { observation, item, reason, at } => {
                self.at(observation).withdraw((item, reason, at), stamp);
            }
            Change::Stands { item, stands } => self.set_standing(item, stands, stamp),
            Change::Corrected { observation, set, .. } => {
                let row = self.row(observation);
                let Self { records, places, by_place, .. } = self;
                if let Some(record) = records.get_mut(row.row()) {
                    record.correct(set, stamp, |name| place(places, by_place, name));
                }
            }
            Change::Tagged { observation, tag, verdict, .. } => {
                let tag = self.codebook.enter(&tag);
                self.at(observation).tag(tag, author, verdict, stamp);
            }
            Change::TagSet { tag, set, .. } => {
                self.codebook.set(&tag, set, stamp);
                self.codebook_acts.insert((header.device, header.act));
                let version = u32::try_from(self.codebook_acts.len()).unwrap_or(u32::MAX);
                self.codebook.set_version(version);
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
        }
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

    fn set(&mut self, field: StudyField, stamp: Stamp) {
        match field {
            StudyField::Name(name) => self.name.set(name, stamp),
            StudyField::Settings(settings) => {
                for name in &settings {
                    place(&mut self.places, &mut self.by_place, name);
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
        let Self { records, places, by_place, .. } = self;
        let setting = observation.setting.as_deref().map(|name| place(places, by_place, name));
        let Some(record) = records.get_mut(row.row()) else { return };
        for tag in tags {
            record.tag(tag, author, Verdict::Yes, stamp);
        }
        let settle = |name: &str| place(places, by_place, name);
        record.be_born(observation, author, setting, stamp, settle);
    }

    fn row(&mut self, id: ObservationId) -> ObsIx {
        let next = ObsIx(u32::try_from(self.records.len()).unwrap_or(u32::MAX));
        let row = *self.by_id.entry(id).or_insert(next);
        if row == next {
            self.records.push(Record::awaited(id));
        }
        self.touched.take(self.revision, row);
        row
    }

    /// The record of `id`, made room for if nothing of it has arrived yet.
    fn at(&mut self, id: ObservationId) -> &mut Record {
        let row = self.row(id).row();
        if row >= self.records.len() {
            self.records.push(Record::awaited(id));
        }
        #[expect(clippy::indexing_slicing, reason = "row() has just made sure that it is there")]
        &mut self.records[row]
    }

    fn person(&mut self, id: PersonId) -> PersonIx {
        let next = PersonIx(u32::try_from(self.people.len()).unwrap_or(u32::MAX));
        let ix = *self.by_person.entry(id).or_insert(next);
        if ix == next {
            self.people.push(Person { id, pseudonym: String::new(), named: None });
        }
        ix
    }
}

fn place(
    places: &mut Vec<String>,
    by_place: &mut HashMap<String, SettingIx>,
    name: &str,
) -> SettingIx {
    if let Some(ix) = by_place.get(name) {
        return *ix;
    }
    let ix = SettingIx(u32::try_from(places.len()).unwrap_or(u32::MAX));
    places.push(name.to_owned());
    by_place.insert(name.to_owned(), ix);
    ix
}

/// Reading.
impl Study {
    /// The study's id, once it has been founded.
    pub fn id(&self) -> Option<StudyId> {
        self.founded.map(|(_, id)| id)
    }
    /// What people call it.
    pub fn name(&self) -> &str {
        &self.name.value
    }
    /// The settings that are offered.
    pub fn settings(&self) -> &[String] {
        &self.settings.value
    }
    /// Every setting named anywhere, offered or not; [`SettingIx`] is a place in this list.
    pub fn places(&self) -> &[String] {
        &self.places
    }
    /// The word for a setting.
    pub fn setting_name(&self, ix: SettingIx) -> &str {
        self.places.get(ix.0 as usize).map_or("", String::as_str)
    }
    /// Counts below this are masked in a team's or organisation's record.
    pub fn threshold(&self) -> u32 {
        self.threshold.value
    }
    /// Whose record this is.
    pub fn whose(&self) -> Whose {
        self.whose.value
    }
    /// How moments are sampled during a shift.
    pub fn sampling(&self) -> Sampling {
        self.sampling.value
    }
    /// The text of a form of the study's own, where it has one.
    pub fn form(&self, name: &str) -> Option<&str> {
        let text = self.forms.get(name).map(|form| form.value.as_str());
        text.filter(|text| !text.is_empty())
    }
    /// Shifts, reflections, debriefs, voices, lessons and stops.
    pub fn sheets(&self) -> &Sheets {
        &self.sheets
    }
    /// The people who took part.
    pub fn people(&self) -> &[Person] {
        &self.people
    }
    /// Where a person stands in [`Study::people`].
    pub fn person_ix(&self, id: PersonId) -> Option<PersonIx> {
        self.by_person.get(&id).copied()
    }
    /// Every observation of which anything has arrived, in order of arrival; many readers want
    /// only those that stand ([`Study::standing`]).
    pub fn records(&self) -> &[Record] {
        &self.records
    }
    /// The observations that count, in order of arrival, each with its place.
    pub fn standing(&self) -> impl Iterator<Item = (ObsIx, &Record)> {
        self.records
            .iter()
            .enumerate()
            .filter(|(_, record)| record.is_standing())
            .map(|(row, record)| (ObsIx(row as u32), record))
    }
    /// The record at `ix`.
    pub fn record_at(&self, ix: ObsIx) -> Option<&Record> {
        self.records.get(ix.row())
    }
    /// Where the observation with this id stands.
    pub fn obs_ix(&self, id: ObservationId) -> Option<ObsIx> {
        self.by_id.get(&id).copied()
    }
    /// The record with this id.
    pub fn get(&self, id: ObservationId) -> Option<&Record> {
        self.record_at(self.obs_ix(id)?)
    }
    /// The tags that apply to a record: said yes to by anyone, merges followed, each once, in the
    /// order in which they were said.
    pub fn tags_of<'a>(&'a self, record: &'a Record) -> impl Iterator<Item = TagIx> + 'a {
        let yes = |t: &&super::Tagging| t.verdict == Verdict::Yes;
        let taggings = record.taggings();
        taggings.iter().enumerate().filter(move |(_, t)| yes(t)).filter_map(move |(place, t)| {
            let tag = self.codebook.resolve(t.tag);
            let before = taggings.get(..place).unwrap_or_default();
            let twice = before.iter().any(|b| yes(&b) && self.codebook.resolve(b.tag) == tag);
            (!twice).then_some(tag)
        })
    }
    /// What `coder` says of the tag itself, merges not followed.
    pub fn verdict(&self, record: &Record, coder: PersonId, tag: &super::TagKey) -> Verdict {
        let said = self.person_ix(coder).zip(self.codebook.ix(tag)).and_then(|(coder, tag)| {
            record.taggings().iter().find(|t| t.coder == coder && t.tag == tag)
        });
        said.map_or(Verdict::Unsaid, |t| t.verdict)
    }
    /// The codebook.
    pub fn codebook(&self) -> &Codebook {
        &self.codebook
    }
    /// What this device did lately.
    pub fn acts(&self) -> &Acts {
        &self.acts
    }
    /// The device this study is seen from.
    pub fn own_device(&self) -> DeviceId {
        self.own
    }
    /// The latest hybrid time taken in.
    pub fn latest(&self) -> Hybrid {
        self.latest
    }
    /// How many entries were written by a newer version and could not be read here.
    pub fn unread(&self) -> u64 {
        self.unread
    }
    /// How many entries came in with their content erased.
    pub fn erased(&self) -> u64 {
        self.erased
    }
    /// Every tombstone, in order.
    pub fn erasures(&self) -> &[Erasure] {
        self.erasures.all()
    }
    /// Whether `item` was erased, by itself or with what it belongs to.
    pub fn is_erased(&self, item: Item) -> bool {
        self.erasures.has(item)
    }
    /// Grows with every entry taken in, so that what was worked out from a study can tell whether
    /// it is still true.
    pub fn revision(&self) -> u64 {
        self.revision
    }

    /// The observations that entries taken in after `revision` were about, in that order, some of
    /// them perhaps more than once; `None` where that is too long ago to tell.
    pub fn touched_since(&self, revision: u64) -> Option<impl Iterator<Item = ObsIx>> {
        self.touched.since(revision)
    }

    /// The forms of the study's own, by name; an empty text is none.
    pub(super) fn forms(&self) -> impl Iterator<Item = (&str, &str)> {
        self.forms.iter().map(|(name, form)| (name.as_str(), form.value.as_str()))
    }
}
