//! What others hand out, honest and hostile, laid over what was written here.

use proptest::prelude::*;

use super::super::*;
use super::Who;

mod along;
mod cells;
mod decided;
mod gone;
mod heard;
mod removed;

const ME: PersonId = PersonId(7);
const HERE: DeviceId = DeviceId(1);
const NOTE: ObservationId = ObservationId(1);
const LESSON: SheetId = SheetId(1);
const DEBRIEF: SheetId = SheetId(2);

fn at(minute: i64) -> Moment {
    Moment::new(1_770_000_000_000 + minute * 60_000, 0)
}

fn tag(name: &str) -> TagKey {
    TagKey::parse(name).unwrap()
}

fn entries(device: u64, written: Vec<(u64, PersonId, Change)>) -> Vec<Entry> {
    let entry = |(seq, (time, author, change)): (u64, (u64, PersonId, Change))| Entry {
        header: Header {
            device: DeviceId(device),
            // The first device is the one the study is seen from.
            way: if device == 1 { Way::Here } else { Way::Shelf },
            seq,
            time: Hybrid(time),
            author,
            act: seq,
            purpose: Purpose::Do,
        },
        content: Content::Known(change),
    };
    (1..).zip(written).map(entry).collect()
}

fn note(id: ObservationId, text: &str) -> Change {
    Change::Recorded(Box::new(Observation {
        id,
        text: text.into(),
        kind: None,
        happened_at: at(0),
        recorded_at: at(1),
        setting: Some("duty desk".into()),
        stance: Stance::Own,
        origin: Origin::Spontaneous,
        source: Source::Typed,
        extras: Extras::NONE,
        tags: vec![tag("own")],
    }))
}

fn copy_of(id: ObservationId, text: &str) -> FairCopy {
    let Change::Recorded(observation) = note(id, text) else { panic!("a note") };
    FairCopy { observation: *observation, audience: Audience::Team, reworded: true }
}

fn shared(observation: ObservationId, copy: Option<FairCopy>) -> Change {
    Change::Shared { observation, copy: copy.map(Box::new) }
}

fn put(sheet: SheetId, set: Field) -> Change {
    let was = set.emptied();
    Change::Put { sheet, set, was }
}

/// A study of one's own, with something of everything that others could want to change.
fn own_log() -> Vec<Entry> {
    let said = |sheet, item, line| Change::Said { sheet, item: ItemId(item), line, at: at(2) };
    let changes = vec![
        Change::Founded { study: StudyId(1), name: "mine".into() },
        Change::PersonNamed { person: ME, pseudonym: "wren".into(), was: String::new() },
        note(NOTE, "own words"),
        Change::LaterNoted {
            observation: NOTE,
            item: ItemId(1),
            text: "own later".into(),
            at: at(3),
        },
        Change::Begun { sheet: LESSON, sort: Sort::Lesson, at: at(1) },
        put(LESSON, Field::Title("own title".into())),
        Change::Begun { sheet: DEBRIEF, sort: Sort::Debrief, at: at(1) },
        said(DEBRIEF, 1, Line::Told { text: "own line".into() }),
        put(DEBRIEF, Field::Attendance(Some(4))),
        put(LESSON, Field::Audience(Audience::Team)),
    ];
    entries(1, (100..).zip(changes).map(|(time, change)| (time, ME, change)).collect())
}

/// What nobody else may change.
fn originals(study: &Study) -> Vec<String> {
    let note = study.get(NOTE).unwrap();
    let me = study.person_ix(ME).unwrap();
    let mut lines = vec![
        format!("{:?} {} {:?}", study.id(), study.name(), study.settings()),
        format!("{} {:?} {:?}", study.threshold(), study.whose(), study.sampling()),
        format!("{:?}", study.forms().collect::<Vec<_>>()),
        study.people()[me.0 as usize].pseudonym.clone(),
        format!("{} {} {:?}", note.text(), note.first_text(), note.audience()),
        format!("{:?} {:?}", note.kind(), note.happened_at()),
        format!("{:?}", note.extra_texts().collect::<Vec<_>>()),
        format!("{} {} {}", note.is_standing(), note.is_withdrawn(), note.is_erased()),
        format!("{:?}", note.setting().map(|ix| study.setting_name(ix))),
        format!("{:?}", note.amendments().collect::<Vec<_>>()),
    ];
    lines.extend(note.later().filter(|l| l.item == ItemId(1)).map(|l| l.text.clone()));
    let own = note.taggings().iter().filter(|said| said.coder == me);
    lines.extend(own.map(|said| format!("{:?} {:?}", said.verdict, said.stamp)));
    for id in [LESSON, DEBRIEF] {
        let sheet = study.sheets().get(id).unwrap();
        lines.push(format!("{:?} {:?} {:?}", sheet.sort(), sheet.at(), sheet.author() == me));
        lines.push(format!("{} {:?}", sheet.is_standing(), sheet.audience()));
        lines.push(format!("{:?}", sheet.field(&Field::Title(String::new()))));
        lines.push(format!("{:?}", sheet.field(&Field::Attendance(None))));
        lines.push(format!("{:?}", sheet.answers().collect::<Vec<_>>()));
        let own = sheet.lines().filter(|said| said.author == me);
        lines.extend(own.map(|said| format!("{:?} {:?}", said.item, said.line)));
    }
    lines
}

fn observation_id() -> impl Strategy<Value = ObservationId> {
    (1u128..3).prop_map(ObservationId)
}

fn sheet_id() -> impl Strategy<Value = SheetId> {
    (1u128..5).prop_map(SheetId)
}

fn item_id() -> impl Strategy<Value = ItemId> {
    (1u128..4).prop_map(ItemId)
}

fn thing() -> impl Strategy<Value = Item> {
    (observation_id(), sheet_id(), item_id(), 0..6).prop_map(|(note, sheet, item, which)| {
        match which {
            0 => Item::Observation(note),
            1 => Item::Amendment(note, item),
            2 => Item::Later(note, item),
            3 => Item::Withdrawal(note, item),
            4 => Item::Sheet(sheet),
            _ => Item::Line(sheet, item),
        }
    })
}

#[test]
fn what_others_handed_out_is_kept_with_every_text() {
    let theirs = ObservationId(2);
    let mut copy = copy_of(theirs, "theirs");
    copy.observation.extras = Extras::of(|extra| Some(extra.word().to_owned()));
    let change = shared(theirs, Some(copy));
    let foreign = super::Foreign { author: PersonId(8), change: change.clone() };
    let kept = serde_json::to_string(&foreign).unwrap();
    let read: super::Foreign = serde_json::from_str(&kept).unwrap();
    assert_eq!(read.change, change);
}

fn field() -> impl Strategy<Value = Field> {
    prop_oneof![
        Just(Field::Audience(Audience::Academic)),
        Just(Field::Title("theirs".into())),
        Just(Field::Attendance(Some(1))),
        Just(Field::Owner(Some("a role".into()))),
        Just(Field::Answer { prompt: "p".into(), asked: "?".into(), text: "theirs".into() }),
        any::<bool>().prop_map(|yes| Field::Link { to: Subject::Observation(NOTE), yes }),
    ]
}

fn line() -> impl Strategy<Value = Line> {
    prop_oneof![
        Just(Line::Withdrawn { reason: "theirs".into() }),
        Just(Line::Told { text: "theirs".into() }),
        Just(Line::Paused),
        Just(Line::Moved { status: "done".into(), by: None, reason: None }),
        item_id().prop_map(|of| Line::Outcome { of, text: "theirs".into() }),
    ]
}

/// What others hand out to do harm, and what they may.
fn hostile() -> impl Strategy<Value = Change> {
    let study = |set: StudyField| Just(Change::StudySet { was: set.clone(), set });
    prop_oneof![
        Just(Change::Founded { study: StudyId(9), name: "theirs".into() }),
        study(StudyField::Threshold(1)),
        study(StudyField::Name("theirs".into())),
        study(StudyField::Whose(Whose::Organisation)),
        study(StudyField::Settings(vec!["theirs".into()])),
        study(StudyField::Form { name: "shift".into(), text: "theirs".into() }),
        prop::sample::select(vec![ME, PersonId(8), PersonId(9)]).prop_map(|person| {
            Change::PersonNamed { person, pseudonym: "theirs".into(), was: String::new() }
        }),
        observation_id().prop_map(|id| note(id, "their words")),
        (observation_id(), item_id()).prop_map(|(observation, item)| Change::Amended {
            observation,
            item,
            text: "their words".into(),
            why: None,
            at: at(9),
        }),
        (observation_id(), item_id()).prop_map(|(observation, item)| Change::LaterNoted {
            observation,
            item,
            text: "theirs".into(),
            at: at(9),
        }),
        (observation_id(), item_id()).prop_map(|(observation, item)| Change::Withdrawn {
            observation,
            item,
            reason: "theirs".into(),
            at: at(9),
        }),
        (observation_id(), observation_id(), any::<bool>())
            .prop_map(|(of, copied, back)| shared(of, (!back).then(|| copy_of(copied, "theirs")))),
        observation_id().prop_map(|observation| Change::Corrected {
            observation,
            set: Fact::Audience(Audience::Academic),
            was: Fact::Audience(Audience::Private),
        }),
        (observation_id(), any::<bool>()).prop_map(|(observation, own)| Change::Tagged {
            observation,
            tag: tag(if own { "own" } else { "theirs" }),
            verdict: Verdict::No,
            was: Verdict::Unsaid,
            codebook: 0,
        }),
        on_sheets(),
    ]
}

fn on_sheets() -> impl Strategy<Value = Change> {
    prop_oneof![
        Just(Change::TagSet {
            tag: tag("own"),
            set: vec![TagField::Status(Status::Retired), TagField::MergedInto(Some(tag("theirs")))],
            was: vec![],
        }),
        (thing(), any::<bool>()).prop_map(|(item, stands)| Change::Stands { item, stands }),
        (thing(), item_id()).prop_map(|(what, item)| Change::Erased {
            what,
            item,
            reason: "theirs".into(),
            at: at(9),
        }),
        (sheet_id(), prop::sample::select(Sort::ALL.to_vec()))
            .prop_map(|(sheet, sort)| Change::Begun { sheet, sort, at: at(9) }),
        (sheet_id(), field()).prop_map(|(sheet, set)| put(sheet, set)),
        (sheet_id(), item_id(), line()).prop_map(|(sheet, item, line)| Change::Said {
            sheet,
            item,
            line,
            at: at(9)
        }),
    ]
}

/// What two other laptops hand out: they choose times before and after everything that is here. In
/// whose name that is, the team's cards say, so that none of it is in the name of who writes here.
fn foreign_log() -> impl Strategy<Value = Vec<Entry>> {
    let author = prop::sample::select(vec![PersonId(8), PersonId(9)]);
    let written = || prop::collection::vec((1u64..200, author.clone(), hostile()), 1..16);
    (written(), written()).prop_map(|(one, two)| [entries(50, one), entries(51, two)].concat())
}

fn folded(order: impl IntoIterator<Item = Entry>) -> Study {
    folded_by(super::who_may, order)
}

fn folded_by(
    who_may: fn(&Change, Option<Sort>) -> Who,
    order: impl IntoIterator<Item = Entry>,
) -> Study {
    let mut study = Study::new(HERE);
    study.outside.who_may = who_may;
    for entry in order {
        if entry.header.device == HERE { study.apply(entry) } else { study.take_in(entry) }
    }
    study
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, ..ProptestConfig::default() })]

    #[test]
    fn nothing_that_others_hand_out_touches_an_original(
        order in foreign_log().prop_flat_map(|log| Just([own_log(), log].concat()).prop_shuffle()),
    ) {
        prop_assert_eq!(originals(&folded(own_log())), originals(&folded(order)));
    }

    #[test]
    fn what_others_hand_out_may_come_in_any_order_and_twice(
        (log, other) in foreign_log().prop_flat_map(|log| {
            let log = [own_log(), log].concat();
            let twice = [log.clone(), log.clone()].concat();
            (Just(log), Just(twice).prop_shuffle())
        }),
    ) {
        prop_assert_eq!(folded(log).portrait(), folded(other).portrait());
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, ..ProptestConfig::default() })]

    /// What is folded many at a time, in pieces of any size, is what is folded one by one.
    #[test]
    fn what_is_folded_together_is_what_is_folded_one_by_one(
        order in foreign_log().prop_flat_map(|log| Just([own_log(), log].concat()).prop_shuffle()),
        size in 1usize..40,
    ) {
        let one_by_one = folded(order.clone());
        let mut study = Study::new(HERE);
        for part in order.chunks(size) {
            study.together(|study| part.iter().cloned().for_each(|entry| study.apply(entry)));
        }
        prop_assert_eq!(study.portrait(), one_by_one.portrait());
        prop_assert_eq!(originals(&study), originals(&one_by_one));
    }
}

/// Somebody says something of one note, of one sheet and of one tag so often that it would take hours if
/// each were laid over anew with each.
#[test]
fn whoever_says_something_of_one_thing_thousands_of_times_keeps_nobody_waiting() {
    const MANY: u64 = 6_000;
    let them = PersonId(8);
    let said = |nth: u64| {
        let (item, at) = (ItemId(u128::from(nth) + 10), at(9));
        match nth % 6 {
            0 => Change::LaterNoted { observation: NOTE, item, text: "again".into(), at },
            1 => Change::Said { sheet: DEBRIEF, item, line: Line::Note { text: "x".into() }, at },
            2 => shared(
                ObservationId(2),
                nth.is_multiple_of(4).then(|| copy_of(ObservationId(2), "x")),
            ),
            3 => Change::TagSet {
                tag: tag("own"),
                set: vec![TagField::Status(Status::Retired)],
                was: vec![],
            },
            4 => Change::Member { device: DeviceId(60 + nth % 9), card: None },
            _ => {
                let (tag, was) = (tag(&format!("t{}", nth % 50)), Verdict::Unsaid);
                Change::Tagged { observation: NOTE, tag, verdict: Verdict::Yes, was, codebook: 0 }
            }
        }
    };
    let log = entries(50, (1..MANY).map(|nth| (nth, them, said(nth))).collect());
    let began = std::time::Instant::now();
    let mut study = Study::new(HERE);
    study.together(|study| {
        own_log().into_iter().chain(log).for_each(|entry| study.apply(entry));
    });
    assert!(began.elapsed() < std::time::Duration::from_secs(30), "{:?}", began.elapsed());
    assert_eq!(study.get(NOTE).unwrap().later().count() as u64, MANY / 6);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 4, ..ProptestConfig::default() })]

    #[test]
    fn two_hundred_orders_give_one_study(log in foreign_log(), seed in any::<u64>()) {
        let mut order = [own_log(), log].concat();
        let portrait = folded(order.clone()).portrait();
        let mut state = seed;
        for _ in 0..200 {
            for at in (1..order.len()).rev() {
                state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
                order.swap(at, (state >> 33) as usize % (at + 1));
            }
            prop_assert_eq!(&portrait, &folded(order.clone()).portrait());
        }
    }
}

/// Every cell of the table by which a sheet that was begun here is kept from others, with what would
/// come of it if anybody's counted.
#[test]
fn a_table_that_lets_more_count_is_noticed() {
    let said = |line| Change::Said { sheet: DEBRIEF, item: ItemId(9), line, at: at(9) };
    let cells: Vec<Change> = vec![
        put(LESSON, Field::Audience(Audience::Academic)),
        put(LESSON, Field::Title("theirs".into())),
        put(DEBRIEF, Field::Attendance(Some(1))),
        put(DEBRIEF, Field::Audience(Audience::Team)),
        said(Line::Withdrawn { reason: "theirs".into() }),
        Change::Stands { item: Item::Sheet(LESSON), stands: false },
    ];
    fn anybody(_: &Change, _: Option<Sort>) -> Who {
        Who::Anyone
    }
    let own = originals(&folded(own_log()));
    for change in cells {
        let log = [own_log(), entries(50, vec![(500, PersonId(8), change.clone())])];
        let log = log.concat();
        assert_eq!(own, originals(&folded(log.clone())), "{change:?}");
        assert_ne!(own, originals(&folded_by(anybody, log)), "not noticed: {change:?}");
    }
}

#[test]
fn what_others_may_say_is_seen_and_taken_back_by_them_alone() {
    let later = Change::LaterNoted {
        observation: NOTE,
        item: ItemId(5),
        text: "she rang back".into(),
        at: at(9),
    };
    let gone = || Change::Stands { item: Item::Later(NOTE, ItemId(5)), stands: false };
    let owner = put(LESSON, Field::Owner(Some("team manager".into())));
    let them = PersonId(8);
    let mut log = own_log();
    log.extend(entries(50, vec![(200, them, later), (201, them, owner)]));
    let study = folded(log.clone());
    let texts = |study: &Study| -> Vec<String> {
        study.get(NOTE).unwrap().later().map(|later| later.text.clone()).collect()
    };
    assert_eq!(texts(&study), ["own later", "she rang back"]);
    let owner = study.sheets().get(LESSON).unwrap().field(&Field::Owner(None));
    assert_eq!(owner, Field::Owner(Some("team manager".into())));

    let other = entries(51, vec![(300, them, gone())]);
    assert_eq!(texts(&folded([log.clone(), other].concat())).len(), 2, "not theirs to take back");
    let mut own = entries(50, vec![(1, them, gone()), (1, them, gone()), (301, them, gone())]);
    own.drain(..2);
    assert_eq!(texts(&folded([log, own].concat())), ["own later"]);
}

#[test]
fn a_colleagues_note_is_shown_as_they_hand_it_out_and_goes_when_they_take_it_back() {
    let (wren, theirs) = (PersonId(8), ObservationId(2));
    let later = |n| Change::LaterNoted {
        observation: theirs,
        item: ItemId(n),
        text: "it held".into(),
        at: at(9),
    };
    let written = vec![
        (200, wren, shared(theirs, Some(copy_of(theirs, "rang first")))),
        (201, wren, later(7)),
        (202, wren, shared(theirs, Some(copy_of(theirs, "rang the school first")))),
        (203, wren, shared(theirs, None)),
        (204, wren, shared(theirs, Some(copy_of(theirs, "again")))),
    ];
    let all = entries(50, written);
    let upto = |n: usize| {
        // The observation stands in its place among the others, whenever somebody asked for it.
        let mut study = folded(own_log());
        assert_eq!(study.all_standing().count(), 1);
        all[..n].iter().cloned().for_each(|entry| study.take_in(entry));
        assert_eq!(study.portrait(), folded([own_log(), all[..n].to_vec()].concat()).portrait());
        study
    };
    let study = upto(3);
    let record = study.get(theirs).unwrap();
    let author = study.person_ix(wren).unwrap();
    assert_eq!((record.text(), record.author()), ("rang the school first", author));
    assert_eq!(
        (record.audience(), record.setting().map(|ix| study.setting_name(ix))),
        (Audience::Team, Some("duty desk"))
    );
    assert!(record.is_standing() && record.is_foreign() && record.is_reworded());
    assert_eq!(study.verdict(record, wren, &tag("own")), Verdict::Yes);
    assert_eq!(record.later().count(), 1);
    assert_eq!(
        study.all_standing().map(|(_, record)| record.id()).collect::<Vec<_>>(),
        [NOTE, theirs]
    );
    assert!(!study.get(NOTE).unwrap().is_foreign());

    let gone = upto(4);
    assert_eq!(gone.all_standing().count(), 1);
    assert!(!gone.get(theirs).unwrap().is_here() && gone.get(theirs).unwrap().text().is_empty());
    assert_eq!(gone.get(theirs).unwrap().taggings(), []);
    let again = upto(5);
    let record = again.get(theirs).unwrap();
    assert_eq!(
        (record.text(), record.later().count()),
        ("again", 0),
        "what was said before is gone"
    );
}

#[test]
fn what_i_hand_out_on_another_laptop_of_mine_is_mine_and_an_echo_is_not_taken_twice() {
    let second = ObservationId(2);
    let title = || put(LESSON, Field::Title("put better there".into()));
    let raised = |study: &Study| study.get(NOTE).unwrap().audience();
    let mut log = own_log();
    log.push(Entry {
        header: Header { seq: 11, act: 11, time: Hybrid(120), ..log[0].header.clone() },
        content: Content::Known(Change::Corrected {
            observation: NOTE,
            set: Fact::Audience(Audience::Team),
            was: Fact::Audience(Audience::Private),
        }),
    });
    let written = vec![
        (200, ME, shared(second, Some(copy_of(second, "from there")))),
        (201, ME, title()),
        (202, ME, shared(NOTE, Some(copy_of(NOTE, "an older wording")))),
    ];
    let all = entries(50, written);
    let study = folded([log.clone(), all.clone()].concat());
    let record = study.get(second).unwrap();
    let me = study.person_ix(ME).unwrap();
    assert_eq!((record.text(), record.author(), record.is_foreign()), ("from there", me, true));
    assert!(study.writes_in_it(record.author()));
    let lesson = study.sheets().get(LESSON).unwrap();
    assert_eq!(lesson.field(&Field::Title(String::new())), Field::Title("put better there".into()));
    assert_eq!(study.get(NOTE).unwrap().text(), "own words", "what was recorded here stands");
    assert_eq!(raised(&study), Audience::Team);
    assert_eq!(study.handed_out_elsewhere(NOTE, ME).unwrap().seq, 3);

    // Taken back there, it is private here; raised here again, it is not.
    let mut back = entries(50, vec![(1, ME, title()); 4]);
    back.drain(..3);
    back[0].header.time = Hybrid(300);
    back[0].content = Content::Known(shared(NOTE, None));
    let study = folded([log.clone(), all.clone(), back.clone()].concat());
    assert_eq!(raised(&study), Audience::Private);
    assert!(study.get(NOTE).unwrap().is_standing());
    assert_eq!(study.own_record(NOTE).unwrap().audience(), Audience::Team);
    let mut again = log[log.len() - 1].clone();
    (again.header.seq, again.header.act, again.header.time) = (12, 12, Hybrid(400));
    let study = folded([log.clone(), all.clone(), back.clone(), vec![again]].concat());
    assert_eq!(raised(&study), Audience::Team);
    // A colleague takes nothing back that is not theirs.
    back[0].header.author = PersonId(8);
    back[0].header.device = DeviceId(51);
    assert_eq!(raised(&folded([log.clone(), back].concat())), Audience::Team);

    // What this laptop itself handed out it has already.
    let mut echo = all;
    echo.iter_mut().for_each(|entry| entry.header.device = HERE);
    let mut study = folded(log.clone());
    let before = study.portrait();
    echo.into_iter().for_each(|entry| study.take_in(entry));
    assert_eq!(study.portrait(), before);
}

#[test]
fn of_two_laptops_of_one_person_the_last_word_stands_and_takes_back_what_came_before() {
    let (wren, theirs) = (PersonId(8), ObservationId(2));
    let one = entries(
        50,
        vec![
            (200, wren, shared(theirs, Some(copy_of(theirs, "first")))),
            (220, wren, shared(theirs, Some(copy_of(theirs, "newest")))),
        ],
    );
    let other = entries(51, vec![(210, wren, shared(theirs, Some(copy_of(theirs, "older"))))]);
    let back = vec![
        (210, wren, shared(theirs, Some(copy_of(theirs, "older")))),
        (230, wren, shared(theirs, None)),
    ];
    let text = |log: Vec<Entry>| {
        let study = folded(log.clone());
        let mut turned = log;
        turned.reverse();
        assert_eq!(folded(turned).portrait(), study.portrait());
        study.get(theirs).filter(|record| record.is_here()).map(|record| record.text().to_owned())
    };
    assert_eq!(text([one.clone(), other].concat()).as_deref(), Some("newest"));
    assert_eq!(text([one.clone(), entries(51, back.clone())].concat()), None);
    let mut again = one.clone();
    again.extend(entries(50, vec![(240, wren, shared(theirs, Some(copy_of(theirs, "again")))); 3]));
    again.drain(2..4);
    assert_eq!(text([again, entries(51, back.clone())].concat()).as_deref(), Some("again"));
    // Another person takes nothing of theirs back.
    let lies = back.into_iter().map(|(time, _, change)| (time, PersonId(9), change)).collect();
    assert_eq!(text([one, entries(51, lies)].concat()).as_deref(), Some("newest"));
}

#[test]
fn whoever_hands_a_note_out_first_is_its_author_and_nobody_copies_what_was_recorded_here() {
    let theirs = ObservationId(2);
    let first =
        entries(51, vec![(150, PersonId(9), shared(theirs, Some(copy_of(theirs, "first"))))]);
    let claimed = vec![
        (160, PersonId(8), shared(theirs, Some(copy_of(theirs, "claimed")))),
        (161, PersonId(8), shared(theirs, None)),
        (162, PersonId(8), shared(theirs, Some(copy_of(theirs, "claimed again")))),
        (163, PersonId(8), shared(NOTE, Some(copy_of(NOTE, "claimed, too")))),
        (164, PersonId(8), shared(theirs, Some(copy_of(NOTE, "under another name")))),
    ];
    let log = [own_log(), entries(50, claimed), first].concat();
    let study = folded(log.clone());
    let record = study.get(theirs).unwrap();
    assert_eq!((record.text(), record.author()), ("first", study.person_ix(PersonId(9)).unwrap()));
    assert_eq!(study.get(NOTE).unwrap().text(), "own words");

    // What an own laptop recorded before a copy was made comes in later: it is the original.
    let mut late = log;
    late.rotate_left(own_log().len());
    assert_eq!(folded(late).portrait(), study.portrait());
    fn nobody(_: &Change, _: Option<Sort>) -> Who {
        Who::Nobody
    }
    let none = folded_by(
        nobody,
        entries(50, vec![(1, PersonId(8), shared(theirs, Some(copy_of(theirs, "x"))))]),
    );
    assert_eq!(none.all_standing().count(), 0, "the table alone lets it count");
}
