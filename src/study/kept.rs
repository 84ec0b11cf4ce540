//! A study in pieces that can be written down and put together again: what the journal keeps beside
//! the entries, so that they need not all be folded again each time.
//!
//! The names come by themselves, since they are all that recording a note asks of the past. Whoever
//! adds a field to [`Study`] is asked by the compiler into which piece it goes. A piece is read only
//! by a program whose fold is the one that wrote it ([`Study::FOLD`]).

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::OnceLock;

use serde::{Deserialize, Serialize};

use super::by_id::ById;
use super::decided::Decided;
use super::erasure::Erasures;
use super::fold::Register;
use super::order::InOrder;
use super::outside::Outside;
use super::places::Places;
use super::seen::Seen;
use super::touched::Touched;
use super::{
    Acts, Codebook, DeviceId, Digest, Hybrid, Person, PersonIx, Record, Records, Review, Rows,
    Sampling, Sheets, Stamp, Study, StudyId, Whose,
};

/// What a study is called, its people, settings and tags: what a new note is compared with.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Names {
    founded: Option<(Stamp, StudyId)>,
    name: Register<String>,
    settings: Register<Vec<String>>,
    threshold: Register<u32>,
    whose: Register<Whose>,
    sampling: Register<Sampling>,
    forms: BTreeMap<String, Register<String>>,
    people: Vec<Person>,
    places: Places,
    codebook: Codebook,
    codebook_acts: HashSet<(DeviceId, u64)>,
    decided: Decided,
    latest: Hybrid,
    unread: u64,
    erased: u64,
    revision: u64,
}

/// Everything but names and what grows with the records.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Rest {
    sheets: Sheets,
    seen: HashMap<DeviceId, Seen>,
    seen_outside: HashMap<DeviceId, Seen>,
    erasures: Erasures,
    outside: Outside,
    reviews: BTreeMap<Digest, Vec<Review>>,
}

/// What grows with the records and is not asked for where only some of them are looked at: what can be
/// undone, and their order.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Ordered {
    acts: Acts,
    in_order: Vec<u32>,
}

/// What one piece of the records holds, as far as it tells whether it has to be read.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Reach {
    /// When the newest of them happened that is here, in milliseconds since 1970.
    pub newest: Option<i64>,
    /// How many of them stand.
    pub standing: usize,
}

/// Some records at a time.
impl Study {
    /// How many records one piece holds, but for the last.
    pub const IN_A_PIECE: usize = Records::IN_A_PIECE;

    /// Puts some pieces of the records, in their order, in the place of those that are there; `None` where
    /// they are no such pieces.
    pub fn put_records(&mut self, pieces: Vec<Vec<Record>>) -> Option<()> {
        self.take_records();
        self.records = Records::of(pieces)?;
        self.by_id = ById::of(self.records.len());
        Some(())
    }

    /// Takes all records out, piece by piece.
    pub fn take_records(&mut self) -> Vec<Vec<Record>> {
        self.by_id = ById::default();
        self.in_order = InOrder::default();
        self.shown_codes = OnceLock::new();
        std::mem::take(&mut self.records).into_pieces()
    }

    /// The records of a piece with no text; only for whoever asks for none.
    pub fn records_without_texts(rows: Rows) -> Option<Vec<Record>> {
        rows.without_texts()
    }
}

impl Study {
    /// Names the way in which entries are folded: another version of the fold has another name.
    pub const FOLD: &'static str = env!("ASDONE_FOLD");

    /// The names and the rest of the study, without its records, and their order.
    pub fn names_and_rest(&self) -> (Names, Rest, Ordered) {
        // What can be worked out from the rest is left out: tables by id, and what was asked lately.
        let Self {
            own: _,
            founded,
            name,
            settings,
            threshold,
            whose,
            sampling,
            forms,
            people,
            by_person: _,
            places,
            records: _,
            by_id: _,
            in_order: _,
            shown_codes: _,
            sheets,
            codebook,
            codebook_acts,
            seen,
            latest,
            acts,
            unread,
            erased,
            erasures,
            revision,
            touched: _,
            // Who looks is known of whoever reads it; what is hidden from them is worked out.
            blindfold: _,
            outside,
            decided,
            seen_outside,
            reviews,
            waiting: _,
        } = self.without_records();
        let in_order = self.all_recorded().map(|(ix, _)| ix.0).collect();
        let names = Names {
            founded,
            name,
            settings,
            threshold,
            whose,
            sampling,
            forms,
            people,
            places,
            codebook,
            codebook_acts,
            decided,
            latest,
            unread,
            erased,
            revision,
        };
        let rest = Rest { sheets, seen, seen_outside, erasures, outside, reviews };
        (names, rest, Ordered { acts, in_order })
    }

    /// What each piece of the records holds ([`Study::pieces`]).
    pub fn reaches(&self) -> Vec<Reach> {
        let reach = |records: &Vec<Record>| Reach {
            newest: (records.iter().filter(|record| record.is_here()))
                .map(|record| record.happened_at().millis)
                .max(),
            standing: records.iter().filter(|record| record.is_standing()).count(),
        };
        self.records.pieces().iter().map(reach).collect()
    }

    /// The study without its records.
    pub fn without_records(&self) -> Self {
        Self {
            own: self.own,
            founded: self.founded,
            name: self.name.clone(),
            settings: self.settings.clone(),
            threshold: self.threshold.clone(),
            whose: self.whose.clone(),
            sampling: self.sampling.clone(),
            forms: self.forms.clone(),
            people: self.people.clone(),
            by_person: self.by_person.clone(),
            places: self.places.clone(),
            records: Records::default(),
            by_id: ById::default(),
            in_order: InOrder::default(),
            shown_codes: OnceLock::new(),
            sheets: self.sheets.clone(),
            codebook: self.codebook.clone(),
            codebook_acts: self.codebook_acts.clone(),
            seen: self.seen.clone(),
            latest: self.latest,
            acts: self.acts.clone(),
            unread: self.unread,
            erased: self.erased,
            erasures: self.erasures.clone(),
            revision: self.revision,
            touched: Touched::none_since(self.revision),
            blindfold: self.blindfold.clone(),
            outside: self.outside.clone(),
            decided: self.decided.clone(),
            seen_outside: self.seen_outside.clone(),
            reviews: self.reviews.clone(),
            waiting: None,
        }
    }

    /// What is around the observations: sheets, people, names. It goes on taking in what is said of
    /// them while somebody else has the study.
    pub fn around(&self) -> Self {
        let whole = Study { outside: self.outside.of_sheets(), ..Study::new(self.own) };
        Self {
            sheets: self.sheets.clone(),
            people: self.people.clone(),
            by_person: self.by_person.clone(),
            places: self.places.clone(),
            codebook: self.codebook.clone(),
            settings: self.settings.clone(),
            sampling: self.sampling.clone(),
            forms: self.forms.clone(),
            decided: self.decided.clone(),
            name: self.name.clone(),
            founded: self.founded,
            latest: self.latest,
            erasures: self.erasures.clone(),
            ..whole
        }
    }

    /// Whether everything in it was written in its own journal, so that none of it depends on what
    /// somebody else may say.
    pub fn is_all_its_own(&self) -> bool {
        self.outside.is_empty() && self.seen_outside.is_empty()
    }

    /// The records piece by piece, each with the texts that stand beside it.
    pub fn pieces(&self) -> impl ExactSizeIterator<Item = (Rows, String)> {
        self.records.pieces().iter().map(|records| {
            let texts: String = records.iter().map(Record::text).collect();
            (Rows::of(records), texts)
        })
    }

    /// A study of which the names alone are known.
    pub fn of_names(own: DeviceId, names: Names) -> Self {
        let people = names.people.iter().zip(0..);
        Self {
            founded: names.founded,
            name: names.name,
            settings: names.settings,
            threshold: names.threshold,
            whose: names.whose,
            sampling: names.sampling,
            forms: names.forms,
            by_person: people.map(|(person, row)| (person.id, PersonIx(row))).collect(),
            people: names.people,
            places: names.places.restored(),
            codebook: names.codebook.restored(),
            codebook_acts: names.codebook_acts,
            decided: names.decided,
            latest: names.latest,
            unread: names.unread,
            erased: names.erased,
            revision: names.revision,
            touched: Touched::none_since(names.revision),
            ..Self::new(own)
        }
    }

    /// A study put together again; `None` where its pieces do not fit.
    pub fn of_pieces(
        own: DeviceId,
        names: Names,
        (rest, ordered): (Rest, Ordered),
        pieces: Vec<Vec<Record>>,
    ) -> Option<Self> {
        let study = Self::of_some(own, names, rest, pieces)?;
        let (acts, in_order) = (ordered.acts, InOrder::known(ordered.in_order));
        Some(Self { acts, in_order, ..study })
    }

    /// A study of which only some pieces of the records are known, in their order; nothing in it can be
    /// undone.
    pub fn of_some(
        own: DeviceId,
        names: Names,
        rest: Rest,
        pieces: Vec<Vec<Record>>,
    ) -> Option<Self> {
        let records = Records::of(pieces)?;
        let by_id = ById::of(records.len());
        let mut study = Self {
            sheets: rest.sheets.restored(),
            seen: rest.seen,
            seen_outside: rest.seen_outside,
            erasures: rest.erasures,
            outside: rest.outside,
            reviews: rest.reviews,
            records,
            by_id,
            ..Self::of_names(own, names)
        };
        study.share_words();
        Some(study)
    }

    /// The records of a piece, where its texts are those that stood beside it.
    pub fn records_of_piece(rows: Rows, texts: String) -> Option<Vec<Record>> {
        rows.with(texts)
    }
}
