//! What owners and stewards decide for everybody: theirs counts, while they are that, and nobody
//! else's; whichever came first.

use std::cell::RefCell;

use super::gone::{THEIRS, erased, later};
use super::*;

/// The laptop that began the team, a steward's, a writer's, and one that nobody ever spoke of.
const FIRST: u64 = 60;
pub(super) const STEWARD: u64 = 61;
pub(super) const WRITER: u64 = 62;
pub(super) const STRANGER: u64 = 63;

fn person(device: u64) -> PersonId {
    if device == 1 { ME } else { PersonId(u128::from(device)) }
}

fn card(device: u64, right: Right, until: Option<u64>) -> Option<Card> {
    let (verify, recipient) = ([0; 32], String::new());
    Some(Card { person: person(device), verify, recipient, right, until })
}

pub(super) fn member(device: u64, right: Right, until: Option<u64>) -> Change {
    Change::Member { device: DeviceId(device), card: card(device, right, until) }
}

/// What a laptop handed out, at these times; this one writes it into its own journal.
pub(super) fn by(device: u64, said: Vec<(u64, Change)>) -> Vec<Entry> {
    let own = if device == 1 { own_log().len() } else { 0 };
    let mut all = vec![(0, person(device), Change::Founded { study: StudyId(9), name: "".into() })];
    all.resize(own, all[0].clone());
    all.truncate(own);
    all.extend(said.into_iter().map(|(time, change)| (time, person(device), change)));
    entries(device, all).split_off(own)
}

fn threshold(least: u32) -> Change {
    let set = StudyField::Threshold(least);
    Change::StudySet { was: set.clone(), set }
}

fn form(text: &str) -> Change {
    let set = StudyField::Form { name: "debrief".into(), text: text.into() };
    Change::StudySet { was: set.clone(), set }
}

fn set_tag(field: TagField) -> Change {
    Change::TagSet { tag: tag("own"), set: vec![field], was: vec![] }
}

fn retired() -> Change {
    set_tag(TagField::Status(Status::Retired))
}

fn merged() -> Change {
    set_tag(TagField::MergedInto(Some(tag("theirs"))))
}

/// One's own study, whose person heard the words of whoever began the team, and what that laptop says.
pub(super) fn team(mine: Vec<(u64, Change)>, said: Vec<(u64, Change)>) -> Vec<Entry> {
    let theirs = vec![TagField::Definition("another".into())];
    let first = vec![
        (149, Change::TagSet { tag: tag("theirs"), set: theirs, was: vec![] }),
        (150, member(FIRST, Right::Owner, None)),
    ];
    let own = by(1, [first, mine].concat());
    let named = vec![
        (160, member(STEWARD, Right::Steward, None)),
        (161, member(WRITER, Right::Writer, None)),
    ];
    [own_log(), own, by(FIRST, [named, said].concat())].concat()
}

/// What is decided, in words.
fn decided(study: &Study) -> String {
    let ix = study.codebook().ix(&tag("own")).unwrap();
    let counts_for = study.codebook().get(study.codebook().resolve(ix)).unwrap().key();
    let own = study.codebook().get(ix).unwrap();
    let debrief = study.form("debrief").unwrap_or("as it comes");
    format!("{} {debrief} {:?} {counts_for:?}", study.threshold(), own.status())
}

#[test]
fn an_owners_and_a_stewards_word_counts_for_everybody_and_nobody_elses() {
    let nothing = decided(&folded(team(vec![], vec![])));
    assert_eq!(nothing, "5 as it comes Provisional #own");
    let cells = [
        (threshold(3), "3 as it comes Provisional #own"),
        (form("theirs"), "5 theirs Provisional #own"),
        (retired(), "5 as it comes Retired #own"),
        (merged(), "5 as it comes Provisional #theirs"),
    ];
    for (change, counts) in cells {
        let said = |device| {
            decided(&folded(
                [team(vec![], vec![]), by(device, vec![(200, change.clone())])].concat(),
            ))
        };
        assert_eq!(said(STEWARD), counts);
        assert_eq!(said(WRITER), nothing, "{change:?}");
        assert_eq!(said(STRANGER), nothing, "{change:?}");
        assert_eq!(decided(&folded(team(vec![], vec![(200, change.clone())]))), counts);
        // Whoever says so of themselves is no steward.
        let lies = vec![(199, member(WRITER, Right::Steward, None)), (200, change.clone())];
        let lies = [team(vec![], vec![]), by(WRITER, lies)].concat();
        assert_eq!(decided(&folded(lies)), nothing, "{change:?}");
        // Where nobody has heard the words of a team, nobody decides.
        let heard = by(FIRST, vec![(160, member(STEWARD, Right::Steward, None))]);
        let unheard = [own_log(), heard, by(STEWARD, vec![(200, change.clone())])].concat();
        assert_eq!(decided(&folded(unheard)), nothing, "{change:?}");
    }
}

#[test]
fn who_was_removed_or_is_a_steward_no_longer_decides_nothing_from_then_on() {
    let nothing = "5 as it comes Provisional #own";
    let late = by(STEWARD, vec![(200, threshold(3)), (300, form("late"))]);
    let removed = |until| team(vec![], vec![(250, member(STEWARD, Right::Steward, Some(until)))]);
    let with = |log: Vec<Entry>| decided(&folded([log, late.clone()].concat()));
    assert_eq!(with(removed(2)), "3 as it comes Provisional #own");
    let other = vec![(250, member(STEWARD, Right::Writer, None))];
    assert_eq!(with(team(vec![], other)), "3 as it comes Provisional #own");
    // Whatever time they write on it: it was not there when they were removed.
    let back_dated = by(STEWARD, vec![(200, threshold(3)), (201, form("late"))]);
    let log = [removed(1), back_dated.clone()].concat();
    assert_eq!(decided(&folded(log)), "3 as it comes Provisional #own");
    let log = [removed(0), back_dated].concat();
    assert_eq!(decided(&folded(log)), nothing);
    // Nor does a steward whom they would name.
    let names = by(STEWARD, vec![(200, threshold(3)), (201, member(WRITER, Right::Coder, None))]);
    let study = folded([removed(1), names].concat());
    assert_eq!(study.members().right_of(DeviceId(WRITER)), Some(Right::Writer));
    assert_eq!(study.members().right_of(DeviceId(STEWARD)), None);
}

#[test]
fn what_the_team_decided_stands_over_ones_own_and_ones_own_comes_back_without_it() {
    let theirs = by(STEWARD, vec![(200, threshold(3)), (210, retired())]);
    let mine = vec![(400, threshold(9)), (401, set_tag(TagField::Status(Status::Defined)))];
    let log = |mine: Vec<(u64, Change)>, until: Option<u64>| {
        let out = until.map(|until| (500, member(STEWARD, Right::Steward, Some(until))));
        [team(mine, out.into_iter().collect()), theirs.clone()].concat()
    };
    let study = folded(log(mine.clone(), None));
    assert_eq!(decided(&study), "3 as it comes Retired #own");
    assert!(study.is_decided_elsewhere(&threshold(9)) && !study.may_decide());
    assert!(!study.is_decided_elsewhere(&form("mine")), "nobody has decided that");
    assert!(study.is_decided_elsewhere(&retired()));
    assert_eq!(decided(&folded(log(mine.clone(), Some(0)))), "9 as it comes Defined #own");
    // On a steward's own laptop the last word of all of theirs stands.
    let named = [log(mine, None), by(FIRST, vec![(170, member(1, Right::Steward, None)); 3])];
    let mut named = named.concat();
    let at = named.len() - 3;
    named.drain(at..at + 2);
    let study = folded(named);
    assert_eq!(decided(&study), "9 as it comes Defined #own");
    assert!(study.may_decide() && !study.is_decided_elsewhere(&threshold(9)));
    let chosen: Vec<StudyField> = study.chosen_here().into_iter().map(|(_, set)| set).collect();
    assert_eq!(chosen, [StudyField::Threshold(9)]);
}

#[test]
fn who_began_a_team_on_this_laptop_names_others_and_is_the_first_alone() {
    let mine = vec![
        (150, member(1, Right::Owner, None)),
        (151, member(FIRST, Right::Owner, None)),
        (152, member(STEWARD, Right::Steward, None)),
    ];
    let said = by(FIRST, vec![(170, member(WRITER, Right::Owner, None)), (171, threshold(4))]);
    let study =
        folded([own_log(), by(1, mine), said, by(STEWARD, vec![(172, retired())])].concat());
    let rights: Vec<Option<Right>> =
        [1, FIRST, STEWARD, WRITER].map(|id| study.members().right_of(DeviceId(id))).to_vec();
    assert_eq!(rights, [Some(Right::Owner), Some(Right::Owner), Some(Right::Steward), None]);
    assert_eq!(decided(&study), "4 as it comes Retired #own");
    let here = study.members().said_here(HERE);
    assert_eq!(here.keys().map(|id| id.0).collect::<Vec<_>>(), [1, FIRST, STEWARD]);
}

thread_local! {
    static CHANGED: RefCell<Option<(Change, Who)>> = const { RefCell::new(None) };
}

fn changed(change: &Change, sort: Option<Sort>) -> Who {
    let same = |other: &Change| match (other, change) {
        (Change::TagSet { set, .. }, Change::TagSet { set: here, .. }) => set == here,
        (Change::StudySet { set, .. }, Change::StudySet { set: here, .. }) => set == here,
        (Change::Member { .. }, Change::Member { .. }) => true,
        _ => false,
    };
    CHANGED.with_borrow(|changed| match changed {
        Some((which, who)) if same(which) => *who,
        _ => who_may(change, sort),
    })
}

#[test]
fn every_cell_for_what_is_decided_is_noticed_when_it_says_something_else() {
    let cells = [
        threshold(3),
        form("theirs"),
        retired(),
        merged(),
        set_tag(TagField::Status(Status::Defined)),
        set_tag(TagField::Name("renamed".into())),
        set_tag(TagField::Definition("theirs".into())),
        member(WRITER, Right::Coder, None),
    ];
    for change in cells {
        let who = who_may(&change, None);
        let portrait = |device: u64, who: Who| {
            CHANGED.set(Some((change.clone(), who)));
            let log = [team(vec![], vec![]), by(device, vec![(200, change.clone())])].concat();
            let portrait = folded_by(changed, log).portrait();
            CHANGED.set(None);
            portrait
        };
        for other in [Who::Nobody, Who::Author, Who::Anyone, Who::Steward] {
            let noticed = [STEWARD, WRITER]
                .iter()
                .any(|device| portrait(*device, other) != portrait(*device, who));
            assert_eq!(noticed, other != who, "{change:?} says {other:?} instead of {who:?}");
        }
    }
    // What is everybody's own has no way to count, whatever the table says.
    let own = |set: StudyField| Change::StudySet { was: set.clone(), set };
    let form = |name: &str| own(StudyField::Form { name: name.into(), text: "theirs".into() });
    for change in [
        own(StudyField::Name("theirs".into())),
        own(StudyField::Settings(vec!["theirs".into()])),
        form("wording"),
        form("names"),
        form("a form that nobody knows"),
    ] {
        assert_eq!(who_may(&change, None), Who::Nobody);
        let log = [team(vec![], vec![]), by(STEWARD, vec![(200, change.clone())])].concat();
        CHANGED.set(Some((change.clone(), Who::Steward)));
        assert_eq!(originals(&folded(team(vec![], vec![]))), originals(&folded_by(changed, log)));
        CHANGED.set(None);
    }
}

fn said_of_the_team() -> impl Strategy<Value = Change> {
    let right = prop::sample::select(vec![Right::Owner, Right::Steward, Right::Writer]);
    let device = prop::sample::select(vec![FIRST, STEWARD, WRITER, STRANGER]);
    let until = prop::option::of(0u64..6);
    prop_oneof![
        (device.clone(), right, until).prop_map(|(of, right, until)| member(of, right, until)),
        device.prop_map(|of| Change::Member { device: DeviceId(of), card: None }),
        (1u32..4).prop_map(threshold),
        (1u32..4).prop_map(|n| form(&n.to_string())),
        prop::sample::select(vec![Status::Defined, Status::Retired, Status::Provisional])
            .prop_map(|status| set_tag(TagField::Status(status))),
        Just(merged()),
        prop_oneof![
            Just(erased(Item::Observation(NOTE))),
            Just(erased(Item::Observation(THEIRS))),
            Just(erased(Item::Later(NOTE, ItemId(5)))),
            Just(erased(Item::Sheet(LESSON))),
            Just(shared(THEIRS, Some(copy_of(THEIRS, "theirs")))),
            Just(later(NOTE)),
            Just(later(THEIRS)),
        ],
        Just(set_tag(TagField::MergedInto(None))),
        Just(Change::TagSet {
            tag: tag("own"),
            set: vec![TagField::Name("other".into()), TagField::Status(Status::Retired)],
            was: vec![],
        }),
    ]
}

fn log_of_the_team() -> impl Strategy<Value = Vec<Entry>> {
    let said = || prop::collection::vec((100u64..140, said_of_the_team()), 0..7);
    (said(), said(), said(), said()).prop_map(|(mine, first, steward, writer)| {
        let mut log = team(mine, first);
        log.extend(by(STEWARD, steward));
        log.extend(by(WRITER, writer));
        log
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, ..ProptestConfig::default() })]

    #[test]
    fn what_is_decided_does_not_hang_on_what_came_first(
        (log, other) in log_of_the_team().prop_flat_map(|log| {
            let twice = [log.clone(), log.clone()].concat();
            (Just(log), Just(twice).prop_shuffle())
        }),
    ) {
        prop_assert_eq!(folded(log).portrait(), folded(other).portrait());
    }

    #[test]
    fn what_is_kept_of_a_fold_goes_on_as_if_it_had_not_been_kept(
        log in log_of_the_team().prop_flat_map(|log| Just(log).prop_shuffle()),
        cut in 0usize..40,
    ) {
        let cut = cut.min(log.len());
        let half = folded(log[..cut].to_vec());
        let (names, rest, ordered) = half.names_and_rest();
        let pieces = half.pieces().map(|(rows, texts)| Study::records_of_piece(rows, texts).unwrap());
        let mut on = Study::of_pieces(HERE, names, (rest, ordered), pieces.collect()).unwrap();
        log[cut..].iter().cloned().for_each(|entry| on.apply(entry));
        prop_assert_eq!(on.portrait(), folded(log).portrait());
    }
}
