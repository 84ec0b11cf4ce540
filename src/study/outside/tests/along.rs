//! What a coder wrote of a note in a round quotes it: it is hidden with the note, at once and whichever came
//! first, and is there again where its author raises the note once more.

use super::decided::{STEWARD, STRANGER, WRITER, by, team};
use super::gone::{THEIRS, erased};
use super::*;

const ROUND: SheetId = SheetId(0x70);

fn coded(of: ObservationId) -> Change {
    let (yes, unsure) = (vec![tag("own")], vec![]);
    let memo = format!("she says: rang first {}", of.0);
    let line = Line::Coded { of, words: Digest::of("x"), yes, unsure, memo };
    Change::Said { sheet: ROUND, item: ItemId(0x71 + of.0), line, at: at(9) }
}

/// A steward's round over a writer's note and mine, which a third has coded; with what the writer, the
/// steward and I say afterwards.
fn log(writer: Vec<Change>, steward: Vec<Change>, mine: Vec<Change>) -> Vec<Entry> {
    let later = |said: Vec<Change>| (300..).zip(said).collect::<Vec<(u64, Change)>>();
    let first = vec![(162, shared(THEIRS, Some(copy_of(THEIRS, "rang first"))))];
    let held = vec![Subject::Observation(THEIRS), Subject::Observation(NOTE)];
    let line = Line::Holds(held);
    let round = vec![
        (170, Change::Begun { sheet: ROUND, sort: Sort::Round, at: at(3) }),
        (171, put(ROUND, Field::Audience(Audience::Team))),
        (172, Change::Said { sheet: ROUND, item: ItemId(0x70), line, at: at(3) }),
    ];
    let codes = vec![(180, coded(THEIRS)), (181, coded(NOTE))];
    [
        team(later(mine), vec![]),
        by(WRITER, [first, later(writer)].concat()),
        by(STEWARD, [round, later(steward)].concat()),
        by(STRANGER, codes),
    ]
    .concat()
}

/// What is seen of the codings, and whether the round is there; the same in every order.
fn memos(log: Vec<Entry>) -> (bool, Vec<String>) {
    let seen = |log: Vec<Entry>| {
        let study = folded(log);
        let round = study.sheets().get(ROUND).unwrap();
        let memo = |said: &Said| match &said.line {
            Line::Coded { memo, .. } => Some(memo.clone()),
            _ => None,
        };
        let mut memos: Vec<String> = round.lines().filter_map(memo).collect();
        memos.sort();
        (round.is_standing(), memos)
    };
    let once = seen(log.clone());
    for turn in 1..log.len() {
        let mut turned = log.clone();
        turned.rotate_left(turn);
        assert_eq!(seen(turned), once, "turned by {turn}");
    }
    let mut back = log;
    back.reverse();
    assert_eq!(seen(back), once);
    once
}

#[test]
fn a_memo_on_a_note_that_was_let_go_is_hidden_at_once_before_its_coder_has_exchanged() {
    let (theirs, mine) = ("she says: rang first 2".to_owned(), "she says: rang first 1".to_owned());
    let both = (true, vec![mine.clone(), theirs.clone()]);
    assert_eq!(memos(log(vec![], vec![], vec![])), both);
    let back = || vec![shared(THEIRS, None)];
    let own_erased = |of| Change::Erased {
        what: Item::Observation(of),
        item: ItemId(0x99),
        reason: String::new(),
        at: at(9),
    };
    // Its author lowers it, erases it; whoever runs the team erases it for everybody.
    assert_eq!(memos(log(back(), vec![], vec![])), (true, vec![mine.clone()]));
    assert_eq!(memos(log(vec![own_erased(THEIRS)], vec![], vec![])), (true, vec![mine.clone()]));
    let gone = |of| vec![erased(Item::Observation(of))];
    assert_eq!(memos(log(vec![], gone(THEIRS), vec![])), (true, vec![mine.clone()]));
    assert_eq!(memos(log(vec![], gone(NOTE), vec![])), (true, vec![theirs.clone()]));
    // I erase mine.
    assert_eq!(memos(log(vec![], vec![], vec![own_erased(NOTE)])), (true, vec![theirs.clone()]));
    // Raised again, it is there again; not where it is gone for everybody.
    let again = || [back(), vec![shared(THEIRS, Some(copy_of(THEIRS, "once more")))]].concat();
    assert_eq!(memos(log(again(), vec![], vec![])), both);
    assert_eq!(memos(log(again(), gone(THEIRS), vec![])), (true, vec![mine]));
}
