//! What those who run a team erase for everybody: theirs counts and nobody elses, for good, whichever came
//! first; and where it was written it stays as it was.

use super::decided::{STEWARD, STRANGER, WRITER, by, member, team};
use super::*;

/// A note that the writer shared.
pub(super) const THEIRS: ObservationId = ObservationId(2);

pub(super) fn erased(what: Item) -> Change {
    Change::Erased { what, item: what.gone_for_all(), reason: String::new(), at: at(9) }
}

pub(super) fn later(observation: ObservationId) -> Change {
    let text = "she rang back".into();
    Change::LaterNoted { observation, item: ItemId(5), text, at: at(9) }
}

/// This laptop's study in a team in which a writer shared a note; with what a laptop says at a time.
fn with(device: u64, said: Vec<(u64, Change)>, of_members: Vec<(u64, Change)>) -> Study {
    let shares = vec![
        (162, shared(THEIRS, Some(copy_of(THEIRS, "rang first")))),
        (163, later(THEIRS)),
        (164, later(NOTE)),
    ];
    let mut log = [team(vec![], of_members), by(WRITER, shares.clone())].concat();
    if device == WRITER {
        log.extend(by(WRITER, [shares, said].concat()).split_off(3));
    } else {
        log.extend(by(device, said));
    }
    let study = folded(log.clone());
    log.reverse();
    assert_eq!(folded(log).portrait(), study.portrait());
    study
}

/// Whether the writer's note and what they added to mine are seen.
fn seen(study: &Study) -> (bool, usize) {
    let theirs = study.get(THEIRS).is_some_and(|note| note.is_here());
    (theirs, study.get(NOTE).unwrap().later().count())
}

#[test]
fn an_owner_and_a_steward_erase_for_everybody_what_was_shared_and_nobody_else_does() {
    let gone = || vec![(200, erased(Item::Observation(THEIRS)))];
    assert_eq!(seen(&with(STEWARD, gone(), vec![])), (false, 2));
    assert_eq!(seen(&with(STRANGER, gone(), vec![])), (true, 2));
    let study = with(WRITER, vec![(200, erased(Item::Observation(NOTE)))], vec![]);
    assert!(!study.is_gone_for_all(Item::Observation(NOTE)), "it is not theirs");
    assert_eq!(seen(&study), (true, 1), "what they themselves had said of it goes");
    // A writer erases what they themselves shared, as ever, and may share it again.
    let again = vec![(200, erased(Item::Observation(THEIRS))), (201, shared(THEIRS, None))];
    let mut back = again.clone();
    back.push((202, shared(THEIRS, Some(copy_of(THEIRS, "again")))));
    assert_eq!(seen(&with(WRITER, again, vec![])), (false, 2));
    assert_eq!(seen(&with(WRITER, back, vec![])), (true, 2));
    // The owner, and one line of it alone.
    let line = || vec![(170, erased(Item::Later(NOTE, ItemId(5))))];
    assert_eq!(seen(&with(STRANGER, vec![], line())), (true, 1));
    assert_eq!(seen(&with(STEWARD, line(), vec![])), (true, 1));
    assert_eq!(seen(&with(STRANGER, line(), vec![])), (true, 2));
}

#[test]
fn what_is_gone_for_everybody_comes_back_by_nobody() {
    let gone = vec![(150, erased(Item::Observation(THEIRS)))];
    let mut study = with(STEWARD, gone, vec![]);
    assert_eq!(seen(&study), (false, 2));
    let again =
        vec![(900, shared(THEIRS, Some(copy_of(THEIRS, "once more")))), (901, later(THEIRS))];
    for entry in by(WRITER, [vec![(1, later(NOTE)); 3], again].concat()).split_off(3) {
        study.take_in(entry);
    }
    assert_eq!(seen(&study), (false, 2));
    let note = study.get(THEIRS).unwrap();
    assert!(note.text().is_empty() && note.taggings().is_empty());
}

#[test]
fn where_it_was_written_it_stays_as_it_was_and_is_private_for_good() {
    let raised = |time| {
        let (set, was) = (Fact::Audience(Audience::Team), Fact::Audience(Audience::Private));
        (time, Change::Corrected { observation: NOTE, set, was })
    };
    let lesson = |time| (time, put(LESSON, Field::Audience(Audience::Organisation)));
    let mine = vec![raised(180), lesson(181), raised(900), lesson(901)];
    let said = vec![
        (200, erased(Item::Observation(NOTE))),
        (201, erased(Item::Sheet(LESSON))),
        (202, later(NOTE)),
    ];
    let log = |by_whom| [team(mine.clone(), vec![]), by(by_whom, said.clone())].concat();
    let study = folded(log(STEWARD));
    let note = study.get(NOTE).unwrap();
    assert_eq!(note.audience(), Audience::Private);
    assert_eq!((note.text(), note.later().count()), ("own words", 1));
    let own = study.sheets().get(LESSON).unwrap();
    assert!(own.is_standing() && own.audience() == Audience::Private);
    assert_eq!(own.field(&Field::Title(String::new())), Field::Title("own title".into()));
    assert_eq!(
        study.gone_for_others(ME),
        [Item::Observation(NOTE), Item::Sheet(LESSON)],
        "whoever wrote it is told"
    );
    let others = folded(log(WRITER));
    assert_eq!(others.get(NOTE).unwrap().audience(), Audience::Team);
    assert_eq!(others.sheets().get(LESSON).unwrap().audience(), Audience::Organisation);
    assert!(others.gone_for_others(ME).is_empty());
}

#[test]
fn who_was_removed_or_is_no_steward_any_more_erases_nothing_from_then_on() {
    let gone = |time| vec![(time, erased(Item::Observation(THEIRS)))];
    let out = |until| vec![(250, member(STEWARD, Right::Steward, Some(until)))];
    let writer = || vec![(250, member(STEWARD, Right::Writer, None))];
    assert_eq!(seen(&with(STEWARD, gone(200), out(1))), (false, 2), "it was there by then");
    assert_eq!(seen(&with(STEWARD, gone(200), out(0))), (true, 2));
    assert_eq!(seen(&with(STEWARD, gone(200), writer())), (false, 2));
    assert_eq!(seen(&with(STEWARD, gone(300), writer())), (true, 2));
}

/// The cell of the table by which an erasure counts, with every other thing that it could say.
#[test]
fn the_cell_for_what_is_erased_is_noticed_when_it_says_something_else() {
    fn nobody(change: &Change, sort: Option<Sort>) -> Who {
        match change {
            Change::Erased { .. } => Who::Nobody,
            other => who_may(other, sort),
        }
    }
    fn author(change: &Change, sort: Option<Sort>) -> Who {
        match change {
            Change::Erased { .. } => Who::Author,
            other => who_may(other, sort),
        }
    }
    fn anyone(change: &Change, sort: Option<Sort>) -> Who {
        match change {
            Change::Erased { .. } => Who::Anyone,
            other => who_may(other, sort),
        }
    }
    fn steward(change: &Change, sort: Option<Sort>) -> Who {
        match change {
            Change::Erased { .. } => Who::Steward,
            other => who_may(other, sort),
        }
    }
    let sheet = SheetId(70);
    let begins = (165, Change::Begun { sheet, sort: Sort::Lesson, at: at(1) });
    let by_author = by(WRITER, vec![begins.clone(), (200, erased(Item::Sheet(sheet)))]);
    let by_steward =
        [by(WRITER, vec![begins.clone()]), by(STEWARD, vec![(200, erased(Item::Sheet(sheet)))])];
    let by_stranger =
        [by(WRITER, vec![begins]), by(STRANGER, vec![(200, erased(Item::Sheet(sheet)))])];
    let logs = [by_author, by_steward.concat(), by_stranger.concat()];
    let stands = |table: fn(&Change, Option<Sort>) -> Who| {
        logs.clone().map(|log| {
            let study = folded_by(table, [team(vec![], vec![]), log].concat());
            study.sheets().get(sheet).unwrap().is_standing()
        })
    };
    assert_eq!(stands(who_may), [false, false, true]);
    assert_eq!(stands(nobody), [true, true, true]);
    assert_eq!(stands(author), [false, true, true]);
    assert_eq!(stands(steward), [true, false, true]);
    assert_eq!(stands(anyone), [false, false, false]);
}
