//! What was handed out about each thing, in few bytes. A site has millions of notes, and of most of them
//! one copy came and nothing else: such a copy stands here in a fraction of what its change takes, by the
//! places of its people, tags and settings in the lists of the study, and its text is the one that the
//! record shows. Whoever looks at a change gets it whole.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};

use serde::{Deserialize, Serialize};

use super::{Foreign, Outside};
use crate::study::places::Places;
use crate::study::words::Words;
use crate::study::{
    Audience, Change, Codebook, Extras, FairCopy, Kind, Moment, Observation, ObservationId, Origin,
    Person, PersonId, PersonIx, SettingIx, Source, Stamp, Stance, Study, Subject, TagIx, TagKey,
};

/// The lists of a study by which a copy is kept.
#[derive(Clone, Copy)]
pub(super) struct Lists<'a> {
    pub(super) people: &'a [Person],
    pub(super) by_person: &'a HashMap<PersonId, PersonIx>,
    pub(super) places: &'a Places,
    pub(super) codebook: &'a Codebook,
}

/// A copy of an observation as somebody handed it out.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Copied {
    author: PersonIx,
    setting: Option<SettingIx>,
    happened_at: Moment,
    recorded_at: Moment,
    origin: Origin,
    kind: Option<Kind>,
    stance: Stance,
    source: Source,
    audience: Audience,
    reworded: bool,
    extras: Extras,
    tags: Box<[TagIx]>,
    #[serde(deserialize_with = "Words::to_be_shared")]
    text: Words,
}

impl Copied {
    /// Keeps a copy of `id`; `None` where it cannot be told again from these lists exactly as it came.
    fn of(id: ObservationId, said: &Foreign, lists: Lists<'_>) -> Option<Self> {
        let Foreign { author, change: Change::Shared { observation, copy: Some(copy) } } = said
        else {
            return None;
        };
        let FairCopy { observation: noted, audience, reworded } = &**copy;
        let Observation {
            id: its,
            text,
            kind,
            happened_at,
            recorded_at,
            setting,
            stance,
            origin,
            source,
            extras,
            tags,
        } = noted;
        let place = |name: &String| lists.places.ix(name);
        let setting = match setting {
            Some(name) => Some(place(name)?),
            None => None,
        };
        let author = *lists.by_person.get(author)?;
        let tags = tags.iter().map(|tag| lists.codebook.ix(tag)).collect::<Option<_>>()?;
        ((*its, *observation) == (id, id)).then_some(Self {
            author,
            setting,
            happened_at: *happened_at,
            recorded_at: *recorded_at,
            origin: *origin,
            kind: *kind,
            stance: *stance,
            source: *source,
            audience: *audience,
            reworded: *reworded,
            extras: extras.clone(),
            tags,
            text: Words::shared(text),
        })
    }

    /// The copy as it came; `None` where the lists are others.
    fn whole(&self, id: ObservationId, lists: Lists<'_>) -> Option<Foreign> {
        let place = |ix: SettingIx| lists.places.names().get(ix.0 as usize).cloned();
        let setting = match self.setting {
            Some(ix) => Some(place(ix)?),
            None => None,
        };
        let key = |ix: &TagIx| Some(lists.codebook.get(*ix)?.key().clone());
        let observation = Observation {
            id,
            text: self.text.to_string(),
            kind: self.kind,
            happened_at: self.happened_at,
            recorded_at: self.recorded_at,
            setting,
            stance: self.stance,
            origin: self.origin,
            source: self.source,
            extras: self.extras.clone(),
            tags: self.tags.iter().map(key).collect::<Option<Vec<TagKey>>>()?,
        };
        let (audience, reworded) = (self.audience, self.reworded);
        let copy = Some(Box::new(FairCopy { observation, audience, reworded }));
        let author = self.author_in(lists)?;
        Some(Foreign { author, change: Change::Shared { observation: id, copy } })
    }

    fn author_in(&self, lists: Lists<'_>) -> Option<PersonId> {
        lists.people.get(self.author.0 as usize).map(|person| person.id)
    }
}

/// One thing that was said.
#[derive(Clone, Debug, Serialize, Deserialize)]
enum Told {
    Copy(Box<Copied>),
    Other(Box<Foreign>),
}

/// All that was said of one thing.
#[derive(Clone, Debug, Serialize, Deserialize)]
enum Of {
    /// A copy, and nothing else.
    Copy(Box<(Stamp, Copied)>),
    #[expect(
        clippy::box_collection,
        reason = "whatever stands here makes each of the others as long"
    )]
    All(Box<BTreeMap<Stamp, Told>>),
}

impl Of {
    fn first(at: Stamp, told: Told) -> Self {
        match told {
            Told::Copy(copy) => Self::Copy(Box::new((at, *copy))),
            other @ Told::Other(_) => Self::All(Box::new(BTreeMap::from([(at, other)]))),
        }
    }

    fn add(&mut self, at: Stamp, told: Told) {
        if let Self::Copy(copy) = self {
            let (first, copy) = (**copy).clone();
            let all = BTreeMap::from([(first, Told::Copy(Box::new(copy)))]);
            *self = Self::All(Box::new(all));
        }
        if let Self::All(all) = self {
            all.insert(at, told);
        }
    }

    fn each(&self) -> impl Iterator<Item = (Stamp, Glance<'_>)> + Clone {
        let (one, all) = match self {
            Self::Copy(one) => (Some((one.0, Glance::Copy(&one.1))), None),
            Self::All(all) => (None, Some(&**all)),
        };
        let all = all.into_iter().flatten().map(|(at, told)| match told {
            Told::Copy(copy) => (*at, Glance::Copy(copy)),
            Told::Other(said) => (*at, Glance::Other(said)),
        });
        one.into_iter().chain(all)
    }
}

/// One thing that was said, as it is kept.
#[derive(Clone, Copy)]
pub(super) enum Glance<'a> {
    Copy(&'a Copied),
    Other(&'a Foreign),
}

impl<'a> Glance<'a> {
    /// In whose name it was said.
    pub(super) fn author(self, lists: Lists<'_>) -> Option<PersonId> {
        match self {
            Self::Copy(copy) => copy.author_in(lists),
            Self::Other(said) => Some(said.author),
        }
    }

    /// The change, where it is no copy that stands here in few bytes.
    pub(super) fn other(self) -> Option<&'a Change> {
        match self {
            Self::Copy(_) => None,
            Self::Other(said) => Some(&said.change),
        }
    }

    /// What was said of `subject`, as it came.
    pub(super) fn whole(self, of: Subject, lists: Lists<'_>) -> Option<Cow<'a, Foreign>> {
        match (self, of) {
            (Self::Copy(copy), Subject::Observation(id)) => copy.whole(id, lists).map(Cow::Owned),
            (Self::Copy(_), Subject::Sheet(_) | Subject::Line(..)) => None,
            (Self::Other(said), _) => Some(Cow::Borrowed(said)),
        }
    }
}

/// All that was said of each thing.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(super) struct Heard {
    notes: BTreeMap<ObservationId, Of>,
    sheets: BTreeMap<Subject, Of>,
}

impl Heard {
    pub(super) fn is_empty(&self) -> bool {
        self.notes.is_empty() && self.sheets.is_empty()
    }

    fn get(&self, subject: Subject) -> Option<&Of> {
        match subject {
            Subject::Observation(id) => self.notes.get(&id),
            Subject::Sheet(_) | Subject::Line(..) => self.sheets.get(&subject),
        }
    }

    /// Whether anything was said of a thing.
    pub(super) fn has(&self, subject: Subject) -> bool {
        self.get(subject).is_some()
    }

    /// Takes in something that was said of a thing.
    pub(super) fn take(&mut self, subject: Subject, at: Stamp, said: Foreign, lists: Lists<'_>) {
        let copy = match subject {
            Subject::Observation(id) => Copied::of(id, &said, lists),
            Subject::Sheet(_) | Subject::Line(..) => None,
        };
        let told = copy.map_or_else(|| Told::Other(Box::new(said)), |it| Told::Copy(Box::new(it)));
        let known = match subject {
            Subject::Observation(id) => self.notes.get_mut(&id),
            Subject::Sheet(_) | Subject::Line(..) => self.sheets.get_mut(&subject),
        };
        match (known, subject) {
            (Some(of), _) => of.add(at, told),
            (None, Subject::Observation(id)) => drop(self.notes.insert(id, Of::first(at, told))),
            (None, of) => drop(self.sheets.insert(of, Of::first(at, told))),
        }
    }

    /// What was said of one thing, in the order of stamps.
    pub(super) fn of(&self, subject: Subject) -> impl Iterator<Item = (Stamp, Glance<'_>)> + Clone {
        self.get(subject).into_iter().flat_map(Of::each)
    }

    /// What was said of each thing there is.
    pub(super) fn all(
        &self,
    ) -> impl Iterator<Item = (Subject, impl Iterator<Item = (Stamp, Glance<'_>)> + Clone)> {
        let notes = self.notes.iter().map(|(id, of)| (Subject::Observation(*id), of));
        let sheets = self.sheets.iter().map(|(of, all)| (*of, all));
        notes.chain(sheets).map(|(subject, of)| (subject, of.each()))
    }

    /// What was said of sheets, and of these notes.
    pub(super) fn of_sheets_and<T>(&self, notes: &BTreeMap<ObservationId, T>) -> Self {
        let with = self.notes.iter().filter(|(id, _)| notes.contains_key(id));
        let notes = with.map(|(id, of)| (*id, of.clone())).collect();
        Self { notes, sheets: self.sheets.clone() }
    }

    /// The text of the copy that was handed out then.
    pub(super) fn words(&self, id: ObservationId, at: Stamp) -> Option<&Words> {
        self.of(Subject::Observation(id)).find_map(|(stamp, glance)| match glance {
            Glance::Copy(copy) if stamp == at => Some(&copy.text),
            Glance::Copy(_) | Glance::Other(_) => None,
        })
    }

    /// The text of the one copy of a note of which nothing else was said.
    pub(super) fn only_words(&self, id: ObservationId) -> Option<&Words> {
        match self.notes.get(&id)? {
            Of::Copy(copy) => Some(&copy.1.text),
            Of::All(_) => None,
        }
    }
}

impl Outside {
    /// What was handed out about one thing, as far as it counts.
    pub(super) fn of(&self, subject: Subject) -> impl Iterator<Item = (Stamp, Glance<'_>)> + Clone {
        let counted = move |(at, said)| Some((at, self.removed.counted(subject, at, said)?));
        self.heard.of(subject).filter_map(counted)
    }

    /// The same about each thing there is: what is asked of everything looks for nothing.
    pub(super) fn of_each(
        &self,
    ) -> impl Iterator<Item = (Subject, impl Iterator<Item = (Stamp, Glance<'_>)> + Clone)> {
        self.heard.all().map(move |(subject, all)| {
            let counted = move |(at, said)| Some((at, self.removed.counted(subject, at, said)?));
            (subject, all.filter_map(counted))
        })
    }
}

impl Study {
    pub(super) fn lists(&self) -> Lists<'_> {
        let Self { people, by_person, places, codebook, .. } = self;
        Lists { people, by_person, places, codebook }
    }

    /// What was handed out about one thing, as far as it counts and as it came.
    pub(super) fn told(
        &self,
        subject: Subject,
    ) -> impl Iterator<Item = (Stamp, Cow<'_, Foreign>)> + Clone {
        let lists = self.lists();
        self.outside
            .of(subject)
            .filter_map(move |(at, said)| Some((at, said.whole(subject, lists)?)))
    }

    /// Lets the records show the very texts that were handed out, where they say the same: those of a
    /// study that is put together again would be there twice.
    pub(in crate::study) fn share_words(&mut self) {
        let Self { records, outside, .. } = self;
        if outside.heard.notes.is_empty() {
            return;
        }
        for row in 0..records.len() {
            let Some(record) = records.get_mut(row).filter(|record| record.is_foreign()) else {
                continue;
            };
            if let Some(words) = outside.heard.only_words(record.id())
                && **words == *record.text()
            {
                record.put_text(words.clone());
            }
        }
    }
}
