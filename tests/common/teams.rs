//! A team as the screens are told of it, with words that are the same in every run.
#![allow(dead_code, reason = "each test file uses some of it")]

use asdone::share::Out;
use asdone::share::sight::{Asks, Decision, Laptop, Sight, Standing};
use asdone::study::{
    Audience, Change, Content, DeviceId, Entry, FairCopy, Header, Hybrid, Kind, Moment,
    Observation, ObservationId, Origin, PersonId, Purpose, Right, Source, Stance, TagKey, Way,
};

pub(crate) const WREN: DeviceId = DeviceId(2 << 40);

pub(crate) fn one(device: u64, name: &str, right: Right) -> Laptop {
    Laptop {
        device: DeviceId(device << 40),
        person: PersonId(u128::from(device)),
        name: Some(name.to_owned()),
        right: Some(right),
        here: device == 1,
    }
}

/// A team of three, begun here.
pub(crate) fn a_team() -> Sight {
    Sight {
        place: "/mnt/riverside/asdone-team".into(),
        words: "piano lunar tiger spoon cabin fabric".to_owned(),
        laptop_words: "garden mixed rural oyster velvet crane".to_owned(),
        my_words: "abandon amount liar amount expire adjust cage candy arch gather drum buyer amount expire adjust"
            .to_owned(),
        standing: Standing::In(Right::Owner),
        may_admit: true,
        is_owner: true,
        laptops: vec![
            one(1, "heron", Right::Owner),
            one(2, "wren", Right::Steward),
            one(3, "robin", Right::Writer),
        ],
        out: Out { shared: (4, 1), ..Out::default() },
        has_custodian: false,
        decisions: Vec::new(),
    }
}

/// The team as it is when it has just been begun, and nobody else is in it.
pub(crate) fn begun() -> Sight {
    let out = Out::default();
    Sight { laptops: vec![one(1, "heron", Right::Owner)], out, ..a_team() }
}

/// The same with a colleague who asks.
pub(crate) fn asked() -> Sight {
    let asks = Asks { device: WREN, name: Some("wren".to_owned()), second: false };
    Sight { decisions: vec![Decision::Admit(asks)], ..begun() }
}

/// The same with that colleague in it.
pub(crate) fn admitted() -> Sight {
    let laptops = vec![one(1, "heron", Right::Owner), one(2, "wren", Right::Writer)];
    Sight { laptops, ..begun() }
}

/// What a colleague handed out: their name, and a note.
pub(crate) fn theirs(now: Moment) -> Vec<Entry> {
    let person = PersonId(2);
    let id = ObservationId(0x0123_4567_89ab_cdef_0123_4567_89ab_cdef);
    let observation = Observation {
        id,
        text: "School rang back before I could ring them".to_owned(),
        happened_at: now.plus_minutes(-95),
        recorded_at: now.plus_minutes(-90),
        setting: Some("duty desk".to_owned()),
        kind: Some(Kind::Surprise),
        stance: Stance::Own,
        origin: Origin::Spontaneous,
        source: Source::Typed,
        extras: Default::default(),
        tags: vec![TagKey::parse("s.check").expect("a tag")],
    };
    let copy = FairCopy { observation, audience: Audience::Team, reworded: false };
    let changes = vec![
        Change::PersonNamed { person, pseudonym: "wren".to_owned(), was: String::new() },
        Change::Shared { observation: id, copy: Some(Box::new(copy)) },
    ];
    let entry = |(seq, change): (u64, Change)| Entry {
        header: Header {
            way: Way::Shelf,
            device: WREN,
            seq,
            time: Hybrid(0).next(now.millis - 60_000).next(now.millis - 59_000),
            author: person,
            act: seq,
            purpose: Purpose::Do,
        },
        content: Content::Known(change),
    };
    (1..).zip(changes).map(entry).collect()
}
