//! Reading a study: everything that screens, lists and analysis ask of the fold. What is given in
//! an order follows stamps and ids, never the order in which entries arrived.

use super::{
    Acts, Codebook, DeviceId, Erasure, Hybrid, Item, ObsIx, ObservationId, Person, PersonId,
    PersonIx, Record, Records, Sampling, SettingIx, Sheets, Study, StudyId, TagIx, Verdict, Whose,
};

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
    /// Every setting named anywhere, offered or not, as a table: [`SettingIx`] is a place in it,
    /// and its order says nothing. Lists are made from [`Study::known_settings`].
    pub fn places(&self) -> &[String] {
        self.places.names()
    }
    /// Every setting named anywhere: those that are offered, in their order, then the others in the
    /// order in which they were first used.
    pub fn known_settings(&self) -> Vec<&String> {
        let offered = self.settings();
        let others = self.places.by_first_use().into_iter();
        let first: std::collections::HashSet<&String> = offered.iter().collect();
        offered.iter().chain(others.filter(|name| !first.contains(name))).collect()
    }
    /// The word for a setting.
    pub fn setting_name(&self, ix: SettingIx) -> &str {
        self.places().get(ix.0 as usize).map_or("", String::as_str)
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
    /// The people who took part, as a table: [`PersonIx`] is a place in it, and its order says
    /// nothing. Lists are made from [`Study::everyone`].
    pub fn people(&self) -> &[Person] {
        &self.people
    }
    /// What reviewers decided about a text that may be released, the latest last.
    pub fn reviews(&self, words: super::Digest) -> &[super::Review] {
        self.reviews.get(&words).map_or(&[], Vec::as_slice)
    }
    /// The people who took part, by id.
    pub fn everyone(&self) -> Vec<&Person> {
        let mut people: Vec<&Person> = self.people.iter().collect();
        people.sort_unstable_by_key(|person| person.id);
        people
    }
    /// Where a person stands in [`Study::people`].
    pub fn person_ix(&self, id: PersonId) -> Option<PersonIx> {
        self.by_person.get(&id).copied()
    }
    /// Every observation of which anything has arrived, as a table: [`ObsIx`] is a place in it, and
    /// its order says nothing. Lists are made by asking a `View` of `analysis/scope.rs`.
    pub fn records(&self) -> &Records {
        &self.records
    }
    /// Every observation that is here, whoever wrote it, withdrawn and taken back ones too, in the
    /// order in which they were recorded, each with its place.
    pub fn all_recorded(&self) -> impl DoubleEndedIterator<Item = (ObsIx, &Record)> {
        let rows = self.in_order.rows(|| self.rows_in_order()).iter();
        rows.filter_map(|row| Some((ObsIx(*row), self.records.get(*row as usize)?)))
            .filter(|(_, record)| record.is_here())
    }
    /// The observations that count, whoever wrote them, in the order in which they were recorded,
    /// each with its place.
    pub fn all_standing(&self) -> impl DoubleEndedIterator<Item = (ObsIx, &Record)> {
        self.all_recorded().filter(|(_, record)| record.is_standing())
    }
    /// Whether an observation of which anything has arrived shows the same code as `id`.
    pub fn shows_code_of(&self, id: ObservationId) -> bool {
        let all = || self.records.iter().map(|record| record.id().shown_code()).collect();
        self.shown_codes.get_or_init(all).contains(&id.shown_code())
    }

    fn rows_in_order(&self) -> Vec<u32> {
        let all = (0u32..).zip(self.records.iter());
        let mut rows: Vec<u32> =
            all.filter_map(|(row, record)| record.order().map(|_| row)).collect();
        // A stable sort makes use of what is in order already, and most of it is. Keys are looked up and
        // not put beside the rows, where they would take more memory than all else that is done here.
        rows.sort_by_key(|row| self.records.get(*row as usize).and_then(Record::order));
        rows
    }
    /// The record at `ix`.
    pub fn record_at(&self, ix: ObsIx) -> Option<&Record> {
        self.records.get(ix.row())
    }
    /// Where the observation with this id stands.
    pub fn obs_ix(&self, id: ObservationId) -> Option<ObsIx> {
        self.by_id.get(id, &self.records)
    }
    /// The record with this id.
    pub fn get(&self, id: ObservationId) -> Option<&Record> {
        self.record_at(self.obs_ix(id)?)
    }
    /// The tags that apply to a record: said yes to by anyone, merges followed, each once, in the
    /// order in which they were last said.
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
    /// The tags that people who write in this study itself said yes to, merges followed, each once:
    /// what a copy of one's own things takes along.
    pub fn own_tags_of<'a>(&'a self, record: &'a Record) -> impl Iterator<Item = TagIx> + 'a {
        self.tags_of(record).filter(|tag| {
            let own = |t: &&super::Tagging| {
                t.verdict == Verdict::Yes && self.codebook.resolve(t.tag) == *tag
            };
            record.taggings().iter().filter(own).any(|t| self.writes_in_it(t.coder))
        })
    }
    /// What `coder` says of the tag itself, merges not followed. It looks past a blindfold, so that
    /// undo knows what it takes back.
    pub fn verdict(&self, record: &Record, coder: PersonId, tag: &super::TagKey) -> Verdict {
        let said = self.person_ix(coder).zip(self.codebook.ix(tag)).and_then(|(coder, tag)| {
            record.taggings_as_said().iter().find(|t| t.coder == coder && t.tag == tag)
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
