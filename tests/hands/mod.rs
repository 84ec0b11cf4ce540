//! A pair of hands for tests: a study, a clock that stands still until it is moved, ids that
//! count, and deeds done as a journal would do them.
#![allow(dead_code, reason = "each test file uses some of it")]

use std::cell::Cell;

use asdone::actions::{self, Context, Deed, Draft, Founding, Ids, Refusal, TagCard};
use asdone::study::{
    Content, DeviceId, Entry, Header, Moment, ObservationId, PersonId, Record, Study, Whose,
};
use uuid::Uuid;

/// Tuesday 3 March 2026, 14:32, on a wall clock that shows UTC.
pub(crate) fn tuesday() -> Moment {
    Moment::from_rfc3339("2026-03-03T14:32:00+00:00").expect("a time")
}

/// Ids that count upwards, spread so that their codes differ.
pub(crate) struct Counting(pub(crate) Cell<u128>);

impl Ids for Counting {
    fn fresh(&self) -> Uuid {
        let next = self.0.get() + 1;
        self.0.set(next);
        Uuid::from_u128((next << 64) | next.wrapping_mul(0x9e37_79b9_7f4a_7c15_f39c))
    }
}

pub(crate) struct Hands {
    pub(crate) study: Study,
    pub(crate) log: Vec<Entry>,
    pub(crate) now: Moment,
    pub(crate) author: PersonId,
    pub(crate) device: DeviceId,
    pub(crate) ids: Counting,
    seq: u64,
}

impl Hands {
    /// Nothing yet, at a device and a person numbered `n`.
    pub(crate) fn empty(n: u64) -> Self {
        let device = DeviceId(n);
        Self {
            study: Study::new(device),
            log: Vec::new(),
            now: tuesday(),
            author: PersonId(u128::from(n)),
            device,
            ids: Counting(Cell::new(u128::from(n) << 32)),
            seq: 0,
        }
    }

    /// A study with three settings and the tags `s.check`, `t.staff`, `w.stand-in`.
    pub(crate) fn founded() -> Self {
        let mut hands = Self::empty(1);
        let card = |group: &str, name: &str| TagCard {
            name: name.to_owned(),
            group: group.to_owned(),
            definition: format!("what {name} means"),
            ..TagCard::default()
        };
        let founding = Founding {
            name: "Riverside duty team".to_owned(),
            pseudonym: "wren".to_owned(),
            settings: ["duty desk", "home visit", "court"].map(str::to_owned).to_vec(),
            codebook: vec![
                card("SAFETY-KEPT", "s.check"),
                card("TRIGGER", "t.staff"),
                card("WORKAROUND", "w.stand-in"),
            ],
            whose: Whose::Own,
        };
        let deed = actions::found(&hands.context(), &founding).expect("a founding");
        hands.does(deed);
        hands
    }

    pub(crate) fn context(&self) -> Context<'_> {
        Context { now: self.now, author: self.author, ids: &self.ids }
    }

    /// Does a deed, and gives its sentence.
    pub(crate) fn does(&mut self, deed: Deed) -> String {
        self.write(&deed, self.author);
        deed.said
    }

    pub(crate) fn write(&mut self, deed: &Deed, author: PersonId) {
        assert!(!deed.changes.is_empty(), "a deed has changes");
        let act = self.seq + 1;
        for change in &deed.changes {
            self.seq += 1;
            let header = Header {
                way: asdone::study::Way::Here,
                device: self.device,
                seq: self.seq,
                time: self.study.latest().next(self.now.millis),
                author,
                act,
                purpose: deed.purpose,
            };
            let entry = Entry { header, content: Content::Known(change.clone()) };
            self.log.push(entry.clone());
            self.study.apply(entry);
        }
    }

    /// Tries `action` on the study as it is, and does what comes of it.
    pub(crate) fn tries(
        &mut self,
        action: impl FnOnce(&Study, &Context<'_>) -> Result<Deed, Refusal>,
    ) -> Result<String, Refusal> {
        let deed = action(&self.study, &self.context())?;
        Ok(self.does(deed))
    }

    /// Captures a line, and gives the id of what was recorded.
    pub(crate) fn captures(&mut self, line: &str) -> ObservationId {
        let draft = Draft { line: line.to_owned(), ..Draft::default() };
        let consent = actions::Consent { new_tags: true, ..Default::default() };
        self.tries(|study, context| actions::capture(study, context, &draft, consent))
            .expect("a capture");
        self.study.records().last().expect("a record").id()
    }

    pub(crate) fn undoes(&mut self) -> Result<String, Refusal> {
        self.tries(actions::undo)
    }

    pub(crate) fn redoes(&mut self) -> Result<String, Refusal> {
        self.tries(actions::redo)
    }

    pub(crate) fn record(&self, id: ObservationId) -> &Record {
        self.study.get(id).expect("a record")
    }

    /// Names of the tags that apply.
    pub(crate) fn tags(&self, id: ObservationId) -> Vec<&str> {
        let codebook = self.study.codebook();
        let name = |ix| codebook.get(ix).map(asdone::study::Tag::name);
        self.study.tags_of(self.record(id)).filter_map(name).collect()
    }

    /// The setting's name.
    pub(crate) fn setting(&self, id: ObservationId) -> Option<&str> {
        self.record(id).setting().map(|ix| self.study.setting_name(ix))
    }

    /// The portrait without what every act moves on: stamps, and how often the codebook changed.
    pub(crate) fn looks(&self) -> Vec<String> {
        looks(&self.study)
    }
}

/// See [`Hands::looks`].
pub(crate) fn looks(study: &Study) -> Vec<String> {
    let plain = |line: String| match line.split_once("Stamp {") {
        Some((before, rest)) => format!("{before}{}", rest.split_once('}').map_or("", |r| r.1)),
        None => match line.strip_prefix("codebook ") {
            Some(rest) => format!("codebook {}", rest.split(' ').next_back().unwrap_or_default()),
            None => line,
        },
    };
    study.portrait().into_iter().map(plain).collect()
}
