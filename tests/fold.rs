//! The fold gives the same study whatever the order in which entries arrive and however often.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that cannot go on has failed"
)]

mod hands;

use asdone::study::{
    Audience, Change, Content, DeviceId, Digest, Entry, Extra, Extras, Fact, FairCopy, Field,
    Header, Hybrid, Item, ItemId, Kind, Line, Moment, Observation, ObservationId, Origin, PersonId,
    Plan, Purpose, Sampling, SheetId, Sort, Source, Stance, Status, Study, StudyField, StudyId,
    Subject, TagField, TagKey, Verdict, Way, Whose,
};
use proptest::prelude::*;

fn moment() -> impl Strategy<Value = Moment> {
    (1_700_000_000_000i64..1_700_000_100_000).prop_map(|millis| Moment::new(millis, 0))
}

fn observation_id() -> impl Strategy<Value = ObservationId> {
    (1u128..4).prop_map(ObservationId)
}

fn item() -> impl Strategy<Value = ItemId> {
    (1u128..4).prop_map(ItemId)
}

fn tag() -> impl Strategy<Value = TagKey> {
    prop::sample::select(vec!["a.x", "b.y", "c.z"]).prop_map(|name| TagKey::parse(name).unwrap())
}

fn word() -> impl Strategy<Value = String> {
    "[a-c]{1,2}"
}

fn observation() -> impl Strategy<Value = Change> {
    let parts = (observation_id(), word(), moment(), prop::option::of(word()), any::<bool>());
    (parts, prop::collection::vec(tag(), 0..3), prop::option::of(word())).prop_map(
        |((id, text, at, setting, prompted), tags, aim)| {
            Change::Recorded(Box::new(Observation {
                id,
                text,
                kind: prompted.then_some(Kind::Surprise),
                happened_at: at,
                recorded_at: at,
                setting,
                stance: Stance::Own,
                origin: if prompted { Origin::Prompted(Some(at)) } else { Origin::Spontaneous },
                source: Source::Typed,
                extras: Extras::of(|extra| aim.clone().filter(|_| extra == Extra::Aim)),
                tags,
            }))
        },
    )
}

fn fact() -> impl Strategy<Value = Fact> {
    prop_oneof![
        prop::option::of(word()).prop_map(Fact::Setting),
        prop::option::of(word()).prop_map(Fact::Aim),
        any::<bool>().prop_map(|k| Fact::Kind(k.then_some(Kind::Workaround))),
        prop::option::of(moment()).prop_map(|at| Fact::Origin(Origin::Prompted(at))),
        Just(Fact::Origin(Origin::Spontaneous)),
        Just(Fact::Audience(Audience::Team)),
        moment().prop_map(Fact::HappenedAt),
    ]
}

fn tag_field() -> impl Strategy<Value = TagField> {
    prop_oneof![
        word().prop_map(TagField::Name),
        word().prop_map(TagField::Definition),
        Just(TagField::Status(Status::Defined)),
        Just(TagField::Status(Status::Retired)),
        prop::option::of(tag()).prop_map(TagField::MergedInto),
        (0u32..5).prop_map(TagField::Order),
    ]
}

fn sheet_id() -> impl Strategy<Value = SheetId> {
    (1u128..3).prop_map(SheetId)
}

fn field() -> impl Strategy<Value = Field> {
    let to = observation_id().prop_map(Subject::Observation);
    prop_oneof![
        Just(Field::Audience(Audience::Team)),
        (word(), word()).prop_map(|(prompt, text)| Field::Answer {
            asked: "?".into(),
            prompt,
            text
        }),
        (to, any::<bool>()).prop_map(|(to, yes)| Field::Link { to, yes }),
        (tag(), any::<bool>()).prop_map(|(tag, yes)| Field::Tag { tag, yes }),
        prop::option::of(moment()).prop_map(Field::Ended),
        (1u128..4, any::<bool>())
            .prop_map(|(person, yes)| Field::Takes { person: PersonId(person), yes }),
    ]
}

/// The id of a line that withdraws.
fn withdrawing(item: ItemId) -> ItemId {
    ItemId(item.0 + 10)
}

/// Of shifts, reflections, debriefs, voices, lessons and stops.
fn sheet_change() -> impl Strategy<Value = Change> {
    let line = prop_oneof![
        word().prop_map(|text| Line::Note { text }),
        word().prop_map(|reason| Line::Withdrawn { reason }),
        Just(Line::Paused),
        observation_id().prop_map(|of| Line::Holds(vec![Subject::Observation(of)])),
        (observation_id(), word()).prop_map(|(of, memo)| Line::Coded {
            of,
            words: Digest::of(&memo),
            yes: vec![],
            unsure: vec![],
            memo
        }),
        (observation_id(), tag(), word()).prop_map(|(of, tag, reason)| Line::Settled {
            of,
            tag,
            verdict: None,
            reason
        }),
    ];
    let sort = prop::sample::select(Sort::ALL.to_vec());
    let any_item = prop_oneof![item(), item().prop_map(withdrawing)];
    let standing = (sheet_id(), any_item, any::<bool>(), any::<bool>());
    prop_oneof![
        (sheet_id(), sort, moment()).prop_map(|(sheet, sort, at)| Change::Begun {
            sheet,
            sort,
            at
        }),
        (sheet_id(), field()).prop_map(|(sheet, set)| {
            let was = set.emptied();
            Change::Put { sheet, set, was }
        }),
        (sheet_id(), item(), line, moment()).prop_map(|(sheet, item, line, at)| Change::Said {
            sheet,
            // An id names one line, so none names a withdrawal, a coding and something else.
            item: match &line {
                Line::Withdrawn { .. } => withdrawing(item),
                Line::Coded { of, .. } => ItemId(of.0 + 20),
                Line::Settled { of, .. } => ItemId(of.0 + 30),
                Line::Holds(_) => ItemId(item.0 + 40),
                _ => item,
            },
            line,
            at
        }),
        standing.prop_map(|(sheet, item, whole, stands)| Change::Stands {
            item: if whole { Item::Sheet(sheet) } else { Item::Line(sheet, item) },
            stands,
        }),
        (word(), word()).prop_map(|(name, text)| Change::StudySet {
            set: StudyField::Form { name: name.clone(), text },
            was: StudyField::Form { name, text: String::new() },
        }),
        (1u16..9).prop_map(|minutes| Change::StudySet {
            set: StudyField::Sampling(Sampling { plan: Plan::Every { minutes }, ..Sampling::NONE }),
            was: StudyField::Sampling(Sampling::NONE),
        }),
    ]
}

fn erased() -> impl Strategy<Value = Change> {
    let parts = (observation_id(), sheet_id(), item(), 0..5);
    let what = parts.prop_map(|(observation, sheet, item, which)| match which {
        0 => Item::Observation(observation),
        1 => Item::Amendment(observation, item),
        2 => Item::Later(observation, item),
        3 => Item::Sheet(sheet),
        _ => Item::Line(sheet, item),
    });
    (what, item(), word(), moment()).prop_map(|(what, item, reason, at)| Change::Erased {
        what,
        item,
        reason,
        at,
    })
}

fn change() -> impl Strategy<Value = Change> {
    let verdict = prop::sample::select(vec![Verdict::Yes, Verdict::No, Verdict::Unsaid]);
    let standing = (observation_id(), item(), 0..4, any::<bool>());
    prop_oneof![
        4 => observation(),
        4 => sheet_change(),
        1 => (1u128..3, word()).prop_map(|(id, name)| Change::Founded { study: StudyId(id), name }),
        1 => prop::collection::vec(word(), 0..3).prop_map(|list| Change::StudySet {
            set: StudyField::Settings(list),
            was: StudyField::Settings(vec![]),
        }),
        1 => Just(Change::StudySet {
            set: StudyField::Whose(Whose::Team),
            was: StudyField::Whose(Whose::Own),
        }),
        1 => (1u128..4, word()).prop_map(|(person, pseudonym)| Change::PersonNamed {
            person: PersonId(person),
            pseudonym,
            was: String::new(),
        }),
        2 => (observation_id(), item(), word(), moment()).prop_map(|(observation, item, text, at)| {
            Change::Amended { observation, item, text, why: None, at }
        }),
        2 => (observation_id(), item(), word(), moment()).prop_map(|(observation, item, text, at)| {
            Change::LaterNoted { observation, item, text, at }
        }),
        1 => (observation_id(), item(), word(), moment()).prop_map(|(observation, item, reason, at)| {
            Change::Withdrawn { observation, item, reason, at }
        }),
        2 => standing.prop_map(|(id, item, which, stands)| Change::Stands {
            item: match which {
                0 => Item::Observation(id),
                1 => Item::Amendment(id, item),
                2 => Item::Later(id, item),
                _ => Item::Withdrawal(id, item),
            },
            stands,
        }),
        2 => (observation_id(), fact(), fact()).prop_map(|(observation, set, was)| {
            Change::Corrected { observation, set, was }
        }),
        2 => (observation_id(), tag(), verdict).prop_map(|(observation, tag, verdict)| {
            Change::Tagged { observation, tag, verdict, was: Verdict::Unsaid, codebook: 1 }
        }),
        2 => (tag(), prop::collection::vec(tag_field(), 1..4)).prop_map(|(tag, set)| {
            Change::TagSet { tag, set, was: vec![] }
        }),
        1 => erased(),
    ]
}

/// What several devices wrote: each numbers its own entries, and their clocks agree on nothing.
fn log() -> impl Strategy<Value = Vec<Entry>> {
    prop::collection::vec((0u64..3, change(), 0i64..50), 1..30).prop_map(|written| {
        let mut seqs = [0u64; 3];
        let mut clocks = [Hybrid::default(); 3];
        let entry = |(device, change, tick): (u64, Change, i64)| {
            let at = device as usize;
            seqs[at] += 1;
            clocks[at] = clocks[at].next(tick);
            Entry {
                header: Header {
                    device: DeviceId(device),
                    way: Way::Here,
                    seq: seqs[at],
                    time: clocks[at],
                    author: PersonId(u128::from(device) + 1),
                    act: seqs[at],
                    purpose: Purpose::Do,
                },
                content: match seqs[at] % 11 {
                    9 => Content::Erased,
                    10 => Content::Unknown(Box::from([1u8, 2])),
                    _ => Content::Known(change),
                },
            }
        };
        written.into_iter().map(entry).collect()
    })
}

/// The log as it stands in files after what its tombstones name was taken out of it.
fn wiped(log: &[Entry]) -> Vec<Entry> {
    let tombstones: Vec<Item> = log
        .iter()
        .filter_map(|entry| match &entry.content {
            Content::Known(Change::Erased { what, .. }) => Some(*what),
            _ => None,
        })
        .collect();
    let wipe = |mut entry: Entry| {
        if let Content::Known(change) = &entry.content
            && tombstones.iter().any(|what| change.is_content_of(*what))
        {
            entry.content = Content::Erased;
        }
        entry
    };
    log.iter().cloned().map(wipe).collect()
}

/// A portrait without the codebook and the settings: a tag or setting that only erased entries
/// named is known to nobody who reads the files later.
fn of_the_record(study: &Study) -> Vec<String> {
    let starts = ["tag ", "codebook ", "known settings "];
    let of_tags = |line: &String| {
        // Which tags apply follows merges, and a merge into a tag that nobody knows leads nowhere.
        starts.iter().any(|start| line.starts_with(start)) || line.contains(" tags [")
    };
    study.portrait().into_iter().filter(|line| !of_tags(line)).collect()
}

fn folded(log: &[Entry]) -> Study {
    let mut study = Study::new(DeviceId(0));
    for entry in log {
        study.apply(entry.clone());
    }
    study
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 8, ..ProptestConfig::default() })]

    /// Readers see lists, and a list has an order: the portrait keeps it.
    #[test]
    fn readers_see_the_same_order_after_two_hundred_orders_of_arrival(
        log in log(),
        seed in any::<u64>(),
    ) {
        let portrait = folded(&log).portrait();
        let mut order: Vec<&Entry> = log.iter().collect();
        let mut state = seed;
        for _ in 0..200 {
            for at in (1..order.len()).rev() {
                state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
                order.swap(at, (state >> 33) as usize % (at + 1));
            }
            let mut study = Study::new(DeviceId(0));
            for (at, entry) in order.iter().enumerate() {
                study.apply((*entry).clone());
                if at % 7 == 0 {
                    // An order that somebody has read has to be kept true by what comes after.
                    let _ = study.all_standing().count() + study.sheets().all_begun().count();
                }
            }
            prop_assert_eq!(&portrait, &study.portrait());
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, ..ProptestConfig::default() })]

    #[test]
    fn the_order_of_arrival_does_not_matter(
        (log, other) in log().prop_flat_map(|log| (Just(log.clone()), Just(log).prop_shuffle())),
    ) {
        prop_assert_eq!(folded(&log).portrait(), folded(&other).portrait());
    }

    /// What a checkpoint keeps of the entries up to any one of them is the fold of these entries:
    /// with what came from other laptops, what was erased, and what can be undone.
    #[test]
    fn a_study_that_was_kept_and_read_again_goes_on_as_if_it_had_not_been(
        mut log in log(),
        cut in any::<prop::sample::Index>(),
        outside in any::<bool>(),
        eyes in prop::option::of((1u128..4).prop_map(PersonId)),
    ) {
        for entry in log.iter_mut().filter(|entry| outside && entry.header.device == DeviceId(2)) {
            entry.header.way = Way::Shelf;
            if let Content::Known(Change::Recorded(observation)) = &entry.content {
                let copy = FairCopy {
                    observation: (**observation).clone(),
                    audience: Audience::Team,
                    reworded: false,
                };
                let (observation, copy) = (observation.id, Some(Box::new(copy)));
                entry.content = Content::Known(Change::Shared { observation, copy });
            }
        }
        let (before, after) = log.split_at(cut.index(log.len() + 1));
        let mut kept = folded(before);
        // Whoever looked when it was kept leaves no trace in it.
        kept.look_as(PersonId(1));
        let mut study = asdone::journal::doors::kept_again(&kept).expect("it is read again");
        study.look_as(PersonId(1));
        prop_assert_eq!(study.portrait(), kept.portrait());
        eyes.into_iter().for_each(|person| study.look_as(person));
        after.iter().for_each(|entry| study.apply(entry.clone()));
        // What was taken in before is known.
        before.iter().for_each(|entry| study.apply(entry.clone()));
        let mut whole = folded(&log);
        eyes.into_iter().for_each(|person| whole.look_as(person));
        prop_assert_eq!(study.portrait(), whole.portrait());
        prop_assert_eq!(study.hidden(), whole.hidden());
        for record in whole.records() {
            let own = |study: &Study| format!("{:?}", study.own_record(record.id()).map(|r| r.text()));
            prop_assert_eq!(own(&study), own(&whole));
        }
        prop_assert_eq!(study.acts().undoable(), whole.acts().undoable());
        prop_assert_eq!(study.acts().redoable(), whole.acts().redoable());
        // It only has to grow, and looking lets it.
        prop_assert!(study.revision() >= whole.revision());
        prop_assert_eq!((study.latest(), study.erased()), (whole.latest(), whole.erased()));
    }

    #[test]
    fn an_entry_that_arrives_again_changes_nothing(
        (log, again) in log().prop_flat_map(|log| {
            let twice = [log.clone(), log.clone()].concat();
            (Just(log), Just(twice).prop_shuffle())
        }),
    ) {
        let study = folded(&again);
        prop_assert_eq!(folded(&log).portrait(), study.portrait());
        prop_assert_eq!(study.revision(), log.len() as u64);
    }

    #[test]
    fn what_can_be_undone_does_not_depend_on_the_order_of_arrival(
        (log, other) in log().prop_flat_map(|log| (Just(log.clone()), Just(log).prop_shuffle())),
    ) {
        let (one, two) = (folded(&log), folded(&other));
        prop_assert_eq!(one.acts().undoable(), two.acts().undoable());
    }

    #[test]
    fn what_was_erased_is_gone_whether_its_content_is_still_in_the_log_or_not(log in log()) {
        let (whole, wiped) = (folded(&log), folded(&wiped(&log)));
        let people = |study: &Study| study.people().len();
        prop_assert_eq!(of_the_record(&whole), of_the_record(&wiped));
        prop_assert_eq!(people(&whole), people(&wiped));
        for record in whole.records().iter().filter(|record| record.is_erased()) {
            prop_assert!(!record.is_standing() && record.text().is_empty());
            prop_assert!(record.taggings().is_empty());
        }
        prop_assert_eq!(whole.acts().undoable(), wiped.acts().undoable());
    }
}

/// Whatever another laptop hands out about a note that was recorded here, the note stays as it is.
#[test]
fn nothing_from_outside_changes_what_was_recorded_here() {
    let observation = ObservationId(1);
    let at = Moment::new(1_700_000_000_000, 0);
    let recorded = Change::Recorded(Box::new(Observation {
        id: observation,
        text: "as it was first written".into(),
        kind: None,
        happened_at: at,
        recorded_at: at,
        setting: None,
        stance: Stance::Own,
        origin: Origin::Spontaneous,
        source: Source::Typed,
        extras: Extras::NONE,
        tags: vec![],
    }));
    let entry = |device, way, seq, change| Entry {
        header: Header {
            device: DeviceId(device),
            way,
            seq,
            time: Hybrid(seq * 10 + device),
            author: PersonId(u128::from(device)),
            act: seq,
            purpose: Purpose::Do,
        },
        content: Content::Known(change),
    };
    let (item, reason) = (ItemId(1), String::from("because"));
    let text = String::from("as somebody else would have it");
    let foreign = [
        Change::Amended { observation, item, text, why: None, at },
        Change::Withdrawn { observation, item, reason: reason.clone(), at },
        Change::Stands { item: Item::Observation(observation), stands: false },
        Change::Corrected {
            observation,
            set: Fact::Audience(Audience::Academic),
            was: Fact::Audience(Audience::Private),
        },
        Change::Erased { what: Item::Observation(observation), item, reason, at },
        Change::Shared { observation, copy: None },
    ];
    let own = entry(1, Way::Here, 1, recorded);
    let foreign: Vec<Entry> =
        (1..).zip(foreign).map(|(n, change)| entry(2, Way::Shelf, n, change)).collect();
    for order in [[vec![own.clone()], foreign.clone()].concat(), [foreign, vec![own]].concat()] {
        let mut study = Study::new(DeviceId(1));
        order.into_iter().for_each(|entry| study.apply(entry));
        let record = study.get(observation).unwrap();
        assert_eq!(record.text(), "as it was first written");
        assert!(record.is_standing());
        assert_eq!(record.audience(), Audience::Private);
        assert_eq!(study.all_standing().count(), 1);
    }
}
