//! Small studies for tests and large ones for benches, made by applying entries as they come out of
//! a journal. Everything in them is invented.

#![allow(dead_code, reason = "each of the tests and benches that share this uses a part of it")]
#![allow(clippy::expect_used, clippy::indexing_slicing, reason = "tests and benches may panic")]

use asdone::analysis::Corpus;
use asdone::analysis::View;
use asdone::study::{
    Audience, Change, Content, DeviceId, Entry, Extra, Extras, Header, Hybrid, ItemId, Kind,
    Moment, ObsIx, Observation, ObservationId, Origin, PersonId, Purpose, Source, Stance, Status,
    Study, StudyField, StudyId, TagField, TagKey, Verdict, Whose,
};

const DEVICE: DeviceId = DeviceId(9);

/// Wednesday 4 March 2026, 14:30.
pub(crate) fn now() -> Moment {
    at("2026-03-04T14:30:00+00:00")
}

pub(crate) fn at(rfc3339: &str) -> Moment {
    Moment::from_rfc3339(rfc3339).expect("a time")
}

pub(crate) fn key(name: &str) -> TagKey {
    TagKey::parse(name).expect("the name of a tag")
}

/// The entries of a study, in the order in which they were written.
#[derive(Clone, Debug, Default)]
pub(crate) struct Sample {
    pub(crate) entries: Vec<Entry>,
}

impl Sample {
    /// A study with the codebook that the program brings along, and four settings.
    pub(crate) fn new() -> Self {
        let mut sample = Self::default();
        sample.add(Change::Founded { study: StudyId(1), name: "Riverside".into() });
        let settings = ["duty desk", "home visit", "court", "Zoë's flat"].map(String::from);
        sample.set(StudyField::Settings(settings.to_vec()));
        let codebook = include_str!("../../src/files/codebook.tsv").lines().skip(1);
        for (order, line) in codebook.enumerate() {
            let mut fields = line.split('\t');
            let (group, name) = (fields.next().expect("a group"), fields.next().expect("a tag"));
            sample.define(name, group, order as u32);
        }
        sample
    }

    pub(crate) fn add(&mut self, change: Change) {
        self.add_by(PersonId(1), change);
    }

    pub(crate) fn add_by(&mut self, author: PersonId, change: Change) {
        let seq = self.entries.len() as u64 + 1;
        let time = Hybrid::default().next(1_700_000_000_000 + seq as i64);
        let header = Header {
            way: asdone::study::Way::Here,
            device: DEVICE,
            seq,
            time,
            author,
            act: seq,
            purpose: Purpose::Do,
        };
        self.entries.push(Entry { header, content: Content::Known(change) });
    }

    pub(crate) fn set(&mut self, set: StudyField) {
        self.add(Change::StudySet { was: set.clone(), set });
    }

    pub(crate) fn whose(mut self, whose: Whose) -> Self {
        self.set(StudyField::Whose(whose));
        self
    }

    pub(crate) fn define(&mut self, name: &str, group: &str, order: u32) {
        let set = vec![
            TagField::Group(group.into()),
            TagField::Status(Status::Defined),
            TagField::Order(order),
        ];
        self.add(Change::TagSet { tag: key(name), set, was: Vec::new() });
    }

    pub(crate) fn tag_field(&mut self, name: &str, field: TagField) {
        self.add(Change::TagSet { tag: key(name), set: vec![field.clone()], was: vec![field] });
    }

    pub(crate) fn merge(&mut self, name: &str, into: &str) {
        self.tag_field(name, TagField::MergedInto(Some(key(into))));
    }

    pub(crate) fn record(&mut self, observation: Observation) -> ObservationId {
        let id = observation.id;
        self.add(Change::Recorded(Box::new(observation)));
        id
    }

    /// A note with tags, of which the rest is as it comes.
    pub(crate) fn note(&mut self, text: &str, tags: &[&str]) -> ObservationId {
        let mut note = note(self.entries.len() as u64, text);
        note.tags = tags.iter().map(|tag| key(tag)).collect();
        self.record(note)
    }

    pub(crate) fn amend(&mut self, observation: ObservationId, text: &str) -> ItemId {
        let item = ItemId(self.entries.len() as u128);
        let text = text.to_owned();
        self.add(Change::Amended { observation, item, text, why: None, at: now() });
        item
    }

    pub(crate) fn later(&mut self, observation: ObservationId, text: &str) -> ItemId {
        let item = ItemId(self.entries.len() as u128);
        self.add(Change::LaterNoted { observation, item, text: text.into(), at: now() });
        item
    }

    pub(crate) fn withdraw(&mut self, observation: ObservationId) -> ItemId {
        let item = ItemId(self.entries.len() as u128);
        self.add(Change::Withdrawn { observation, item, reason: "asked".into(), at: now() });
        item
    }

    pub(crate) fn tag(&mut self, observation: ObservationId, tag: &str, verdict: Verdict) {
        let was = Verdict::Unsaid;
        self.add(Change::Tagged { observation, tag: key(tag), verdict, was, codebook: 1 });
    }

    pub(crate) fn study(&self) -> Study {
        study_of(self.entries.iter().cloned())
    }
}

pub(crate) fn study_of(entries: impl IntoIterator<Item = Entry>) -> Study {
    let mut study = Study::new(DEVICE);
    entries.into_iter().for_each(|entry| study.apply(entry));
    study
}

pub(crate) fn corpus_of(study: &Study) -> Corpus {
    let mut corpus = Corpus::default();
    corpus.refresh(study);
    corpus
}

/// Every observation that counts.
pub(crate) fn all(study: &Study) -> Vec<ObsIx> {
    study.all_standing().map(|(ix, _)| ix).collect()
}

/// A plain note, recorded an hour apart from its neighbours.
pub(crate) fn note(seed: u64, text: &str) -> Observation {
    let when = now().plus_minutes(-60 * (seed as i64 % 1000));
    Observation {
        id: ObservationId(mixed(seed).into()),
        text: text.into(),
        kind: None,
        happened_at: when,
        recorded_at: when,
        setting: None,
        stance: Stance::Own,
        origin: Origin::Spontaneous,
        source: Source::Typed,
        extras: Extras::NONE,
        tags: Vec::new(),
    }
}

/// A number that looks random and is the same every time (splitmix64).
pub(crate) fn mixed(seed: u64) -> u64 {
    let mut z = seed.wrapping_add(1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

const WORDS: &[&str] = &[
    "rang",
    "the",
    "school",
    "before",
    "visit",
    "because",
    "file",
    "had",
    "two",
    "addresses",
    "printer",
    "down",
    "wrote",
    "plan",
    "by",
    "hand",
    "and",
    "read",
    "it",
    "back",
    "to",
    "mother",
    "who",
    "corrected",
    "dates",
    "swapped",
    "bays",
    "so",
    "that",
    "we",
    "could",
    "hear",
    "each",
    "other",
    "used",
    "blue",
    "folder",
    "night",
    "team",
    "asked",
    "again",
    "waited",
    "outside",
    "court",
    "shared",
    "list",
    "with",
    "colleague",
    "Zoë",
    "café",
    "phone",
    "desk",
    "manager",
    "agreed",
    "checked",
    "names",
    "on",
    "a",
    "form",
    "without",
    "box",
    "for",
    "this",
    "family",
];

/// `n` invented observations over three years, some 95 letters each, as an importer would apply
/// them.
pub(crate) fn generated(n: u64) -> Study {
    let sample = Sample::new();
    let mut study = sample.study();
    let tags: Vec<TagKey> = study.codebook().all().iter().map(|tag| tag.key().clone()).collect();
    let settings = study.settings().to_vec();
    for (ix, seq) in (0..n).zip(sample.entries.len() as u64 + 1..) {
        let dice = |salt: u64| mixed(ix.wrapping_mul(64).wrapping_add(salt));
        let mut text = String::new();
        for word in 0..10 + dice(1) % 16 {
            if word > 0 {
                text.push(' ');
            }
            // Two dice make the first words of the list the common ones.
            let pick = (dice(2 + word) % 64).min(dice(34 + word) % 64) as usize;
            text.push_str(WORDS[pick]);
        }
        if dice(50) % 5_000 == 0 {
            text.push_str(", a zebra crossing out of order");
        }
        let minutes = 3 * 365 * 24 * 60;
        let late = (dice(51) % 600) as i64;
        let recorded = now().plus_minutes(-minutes + (ix as i64 * minutes) / n as i64);
        let mut note = note(ix, &text);
        note.recorded_at = recorded;
        note.happened_at = recorded.plus_minutes(-late);
        note.kind = Kind::ALL.get((dice(52) % 7) as usize).copied();
        note.setting = settings.get((dice(53) % 6) as usize).cloned();
        note.stance = Stance::ALL[(dice(54) % 3) as usize];
        note.tags = (0..dice(55) % 4)
            .map(|salt| tags[(dice(56 + salt) % 33).min(dice(60 + salt) % 33) as usize].clone())
            .collect();
        note.tags.dedup();
        let time = Hybrid::default().next(recorded.millis);
        let header = Header {
            way: asdone::study::Way::Here,
            device: DEVICE,
            seq,
            time,
            author: PersonId(1),
            act: seq,
            purpose: Purpose::Do,
        };
        study.apply(Entry { header, content: Content::Known(Change::Recorded(Box::new(note))) });
    }
    study
}

/// An entry from another device that comes after everything in `study`.
pub(crate) fn next(study: &Study, seq: u64, change: Change) -> Entry {
    let header = Header {
        way: asdone::study::Way::Here,
        device: DeviceId(2),
        seq,
        time: study.latest().next(0),
        author: PersonId(1),
        act: seq,
        purpose: Purpose::Do,
    };
    Entry { header, content: Content::Known(change) }
}

/// One more note, as it is saved between two tasks.
pub(crate) fn one_more(study: &Study, nth: u64) -> Entry {
    let mut note = note(1_000_000_000 + nth, "one more line, written between two tasks");
    note.happened_at = now().plus_minutes(nth as i64 % 60);
    next(study, nth, Change::Recorded(Box::new(note)))
}

/// The study becomes a team's.
pub(crate) fn team(study: &Study) -> Entry {
    let set = StudyField::Whose(Whose::Team);
    next(study, 1, Change::StudySet { was: StudyField::Whose(Whose::Own), set })
}

/// A study in which every field of a query has something to find, in eight notes; the last is
/// withdrawn.
pub(crate) fn eight() -> Sample {
    let mut sample = Sample::new();
    let id = |ix: u64| ObservationId(mixed(ix).into());
    let mut add = |ix: u64, text: &str, when: &str, change: &dyn Fn(&mut Observation)| {
        let mut note = note(ix, text);
        (note.happened_at, note.recorded_at) = (at(when), at(when));
        change(&mut note);
        sample.record(note);
    };
    add(1, "Rang school before the visit, two addresses", "2026-03-03T14:20:00+00:00", &|n| {
        n.kind = Some(Kind::Adjustment);
        n.setting = Some("duty desk".into());
        n.tags = vec![key("p.anticipate"), key("s.check")];
        n.extras.set(Extra::Aim, Some("Arrive at the right door".into()));
    });
    add(2, "Printer down, wrote the plan by hand", "2026-03-03T09:05:00+00:00", &|n| {
        n.kind = Some(Kind::Workaround);
        n.setting = Some("home visit".into());
        n.tags = vec![key("t.tool"), key("w.stand-in"), key("s.check"), key("hand-copy")];
        n.origin = Origin::Prompted(None);
        n.stance = Stance::Joint;
    });
    add(3, "Zoë’s MOTHER corrected two dates", "2026-03-02T16:40:00+00:00", &|n| {
        n.kind = Some(Kind::KeptSafe);
        n.setting = Some("Zoë's flat".into());
        n.tags = vec![key("s.relate")];
        n.stance = Stance::Seen;
    });
    add(4, "Swapped bays so that we could hear", "2026-02-20T11:00:00+00:00", &|n| {
        n.kind = Some(Kind::Ordinary);
        n.source = Source::Jotted;
    });
    add(5, "Court list changed twice, fallback ready", "2026-02-10T22:15:00+00:00", &|n| {
        n.kind = Some(Kind::Surprise);
        n.setting = Some("court".into());
        n.tags = vec![key("t.outside"), key("p.anticipate")];
    });
    add(6, "Used the blue folder, as we do", "2025-09-01T08:00:00+00:00", &|n| {
        n.kind = Some(Kind::Workaround);
        n.source = Source::Imported;
        n.tags = vec![key("t.staff")];
    });
    add(7, "Waited outside or rang the bell", "2025-08-31T23:59:00+00:00", &|n| {
        n.source = Source::Practice;
    });
    add(8, "Withdrawn by its author, mother named", "2026-03-01T10:00:00+00:00", &|n| {
        n.kind = Some(Kind::Workaround);
    });
    sample.later(id(2), "the hand copy was what court had on the day");
    sample.amend(id(4), "Swapped bays so that we could hear each other");
    let set = asdone::study::Fact::Audience(Audience::Team);
    sample.add(Change::Corrected { observation: id(1), was: set.clone(), set });
    sample.withdraw(id(8));
    sample
}

/// A study as the person sees it who wrote the sample.
pub(crate) fn seen(study: &Study) -> View<'_> {
    View::of(study, PersonId(1))
}

/// A study in which each note has a tag that no other has. Every tag stands in a group of its own,
/// every third was renamed, and every other one was merged into the one after it.
pub(crate) fn all_different(tags: u64) -> Sample {
    let mut sample = Sample::new().whose(Whose::Team);
    for nth in 0..tags {
        let name = format!("tag-{nth}");
        sample.note("Rang school first", &[&name]);
        sample.tag_field(&name, TagField::Group(format!("group {nth}")));
        if nth % 3 == 0 {
            sample.tag_field(&name, TagField::Name(format!("Name-{nth}")));
        }
        if nth % 2 == 0 {
            sample.merge(&name, &format!("tag-{}", nth + 1));
        }
    }
    sample
}
