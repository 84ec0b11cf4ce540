//! The table of rights, cell by cell: changed in one cell alone, in either direction, the study that
//! comes of it is another one.

use std::cell::RefCell;
use std::collections::BTreeSet;

use super::*;
use crate::study::{Day, Fate, Met, who_may};

/// One of the people who take part, and a laptop that is not this one.
const WREN: PersonId = PersonId(8);
const THERE: u64 = 50;

/// The values of a type, one for each variant. A variant that is new does not compile until it is
/// named here, and the test fails until there is a value of it.
macro_rules! one_of_each {
    ($name:ident, $type:ident: $($variant:ident)+ => $values:expr) => {
        fn $name() -> Vec<$type> {
            let values: Vec<$type> = $values;
            let named = |value: &$type| match value {
                $($type::$variant { .. } => stringify!($variant),)+
            };
            let seen: BTreeSet<&str> = values.iter().map(named).collect();
            assert_eq!(seen.len(), [$(stringify!($variant)),+].len(), "{seen:?}");
            values
        }
    };
}

one_of_each!(fields, Field: Audience Answer Tag Link Choice Title Setting Ended Covered Due
    Attendance Owner ReplyBy LookAgain Placed MayShare Fate Takes Draw Plan => vec![
    Field::Audience(Audience::Academic),
    Field::Answer { prompt: "p".into(), asked: "?".into(), text: "theirs".into() },
    Field::Tag { tag: tag("theirs"), yes: true },
    Field::Link { to: Subject::Observation(NOTE), yes: true },
    Field::Choice { list: "step".into(), word: "theirs".into() },
    Field::Title("theirs".into()),
    Field::Setting(Some("theirs".into())),
    Field::Ended(Some(at(8))),
    Field::Covered(true),
    Field::Due(vec![at(8)]),
    Field::Attendance(Some(1)),
    Field::Owner(Some("a role".into())),
    Field::ReplyBy(Some(Day(1))),
    Field::LookAgain(Some(Day(2))),
    Field::Placed { scale: "s".into(), asked: "?".into(), corners: vec![], shares: vec![1000] },
    Field::MayShare(true),
    Field::Fate(Fate::Kept),
    Field::Takes { person: WREN, yes: true },
    Field::Draw { seed: 1, per: 2 },
    Field::Plan("theirs".into()),
]);

one_of_each!(lines, Line: Paused Resumed Prompted Met Contribution Carried Outcome Moved Told Note
    Withdrawn Holds Wording Coded HandedIn Settled Key => {
    let text = || "theirs".to_owned();
    vec![
        Line::Paused,
        Line::Resumed,
        Line::Prompted,
        Line::Met { prompt: ItemId(1), how: Met::Missed },
        Line::Contribution { step: text(), by: None, about: None, text: text() },
        Line::Carried { what: text(), text: text(), owner: None, reply_by: None },
        Line::Outcome { of: ItemId(1), text: text() },
        Line::Moved { status: text(), by: None, reason: None },
        Line::Told { text: text() },
        Line::Note { text: text() },
        Line::Withdrawn { reason: text() },
        Line::Holds(vec![Subject::Observation(NOTE)]),
        Line::Wording {
            tag: tag("theirs"),
            name: text(),
            definition: text(),
            include: text(),
            exclude: text(),
        },
        Line::Coded {
            of: NOTE,
            words: Digest([1; 32]),
            yes: vec![tag("theirs")],
            unsure: vec![],
            memo: text(),
        },
        Line::HandedIn(Digest([2; 32])),
        Line::Settled { of: NOTE, tag: tag("theirs"), verdict: None, reason: text() },
        Line::Key([3; 32]),
    ]
});

/// The cell of the table that a change falls into.
fn cell(change: &Change, sort: Option<Sort>) -> String {
    let name = |shown: String| {
        shown.split(|letter: char| !letter.is_alphanumeric()).next().unwrap_or_default().to_owned()
    };
    let part = match change {
        Change::Put { set, .. } => name(format!("{set:?}")),
        Change::Said { line, .. } => name(format!("{line:?}")),
        Change::Stands { item, .. } => name(format!("{item:?}")),
        other => return name(format!("{other:?}")),
    };
    format!("{} {part} of {sort:?}", name(format!("{change:?}")))
}

thread_local! {
    /// The cell that is another one, and what it says.
    static CHANGED: RefCell<Option<(String, Who)>> = const { RefCell::new(None) };
}

/// The table with one cell changed.
fn changed(change: &Change, sort: Option<Sort>) -> Who {
    CHANGED.with_borrow(|changed| match changed {
        Some((which, who)) if *which == cell(change, sort) => *who,
        _ => who_may(change, sort),
    })
}

fn portrait_if(which: &str, who: Who, log: &[Entry]) -> Vec<String> {
    CHANGED.set(Some((which.to_owned(), who)));
    let portrait = folded_by(changed, log.to_vec()).portrait();
    CHANGED.set(None);
    portrait
}

/// A sheet of a sort that was begun here, and one that was begun there.
fn begun(sort: Sort) -> [(SheetId, Vec<Entry>); 2] {
    let sheet = SheetId(70);
    let begun = Change::Begun { sheet, sort, at: at(1) };
    let mut here = own_log();
    let mut next = entries(1, vec![(0, ME, begun.clone()); here.len() + 1]).pop().unwrap();
    next.header.time = Hybrid(190);
    here.push(next);
    [(sheet, here), (sheet, [own_log(), entries(THERE, vec![(190, WREN, begun)])].concat())]
}

/// Puts something that another laptop says at the end of a log.
fn and_there(log: &[Entry], change: &Change) -> Vec<Entry> {
    let seq = log.iter().filter(|entry| entry.header.device == DeviceId(THERE)).count();
    let said = entries(THERE, vec![(500, WREN, change.clone()); seq + 1]).pop();
    log.iter().cloned().chain(said).collect()
}

#[test]
fn every_cell_for_sheets_is_noticed_when_it_says_something_else() {
    let mut cells = 0;
    for sort in Sort::ALL {
        let [(sheet, here), (_, there)] = begun(sort);
        let put = fields().into_iter().map(|set| put(sheet, set));
        let said = lines();
        let said =
            said.into_iter().map(|line| Change::Said { sheet, item: ItemId(9), line, at: at(9) });
        let falls = Change::Stands { item: Item::Sheet(sheet), stands: false };
        for change in put.chain(said).chain([falls]) {
            let which = cell(&change, Some(sort));
            let who = who_may(&change, Some(sort));
            let on_mine = and_there(&here, &change);
            let on_theirs = and_there(&there, &change);
            let untouched = portrait_if(&which, Who::Nobody, &on_mine);
            let seen_on_mine = portrait_if("no cell", who, &on_mine);
            assert_eq!(who == Who::Anyone, seen_on_mine != untouched, "{which}: {who:?}");
            for other in [Who::Nobody, Who::Author, Who::Anyone] {
                if other == who {
                    continue;
                }
                let noticed = portrait_if(&which, other, &on_mine) != seen_on_mine
                    || portrait_if(&which, other, &on_theirs)
                        != portrait_if("no cell", who, &on_theirs);
                assert!(noticed, "nothing tells that {which} says {other:?} instead of {who:?}");
            }
            cells += 1;
        }
    }
    assert_eq!(cells, Sort::ALL.len() * (fields().len() + lines().len() + 1));
}

#[test]
fn every_cell_for_notes_is_noticed_or_guarded_twice() {
    let theirs = ObservationId(2);
    let later = |observation| Change::LaterNoted {
        observation,
        item: ItemId(7),
        text: "theirs".into(),
        at: at(9),
    };
    let tagged = Change::Tagged {
        observation: NOTE,
        tag: tag("theirs"),
        verdict: Verdict::Yes,
        was: Verdict::Unsaid,
        codebook: 0,
    };
    let log = own_log();
    for change in [later(NOTE), tagged, shared(theirs, Some(copy_of(theirs, "theirs")))] {
        let which = cell(&change, None);
        let log = and_there(&log, &change);
        let seen = portrait_if("no cell", Who::Nobody, &log);
        assert_ne!(seen, portrait_if(&which, Who::Nobody, &log), "{which}");
    }
    let said = and_there(&log, &later(NOTE));
    let gone = Change::Stands { item: Item::Later(NOTE, ItemId(7)), stands: false };
    let said = and_there(&said, &gone);
    let seen = portrait_if("no cell", Who::Nobody, &said);
    assert_ne!(seen, portrait_if(&cell(&gone, None), Who::Nobody, &said));

    // Here the table says that nobody may, and the fold has no way to let it count besides.
    let (observation, item, at) = (NOTE, ItemId(8), at(9));
    let text = || "theirs".to_owned();
    let guarded = [
        Change::Founded { study: StudyId(9), name: text() },
        Change::StudySet {
            set: StudyField::Whose(Whose::Organisation),
            was: StudyField::Whose(Whose::Own),
        },
        note(NOTE, "theirs"),
        Change::Amended { observation, item, text: text(), why: None, at },
        Change::Withdrawn { observation, item, reason: text(), at },
        Change::Corrected {
            observation,
            set: Fact::Audience(Audience::Academic),
            was: Fact::Audience(Audience::Private),
        },
    ];
    let own = originals(&folded(log.clone()));
    for change in guarded {
        assert_eq!(who_may(&change, None), Who::Nobody);
        let log = and_there(&log, &change);
        CHANGED.set(Some((cell(&change, None), Who::Anyone)));
        let study = folded_by(changed, log);
        CHANGED.set(None);
        assert_eq!(own, originals(&study), "{change:?}");
    }
}
