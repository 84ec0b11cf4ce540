//! The folded record stays true to its study, however it is brought up to date.

use crate::sample::seen;
use asdone::analysis::{Corpus, Order, Query};
use asdone::study::{Change, Fact, Item, ObsIx, Record, Study, StudyId, Verdict};
use proptest::prelude::*;

use crate::sample::{Sample, corpus_of, mixed, note, now};

fn hits(study: &Study, corpus: &Corpus, typed: &str, order: Order) -> Vec<ObsIx> {
    Query::parse(typed, study, now()).expect(typed).run(seen(study), corpus, order).hits
}

/// Adds one entry of any sort about one of the notes.
fn happen(sample: &mut Sample, dice: u64) {
    let ids: Vec<_> = sample.study().records().iter().map(|record| record.id()).collect();
    let pick = |dice: u64| ids.get(dice as usize % ids.len().max(1)).copied();
    let Some(id) = pick(dice >> 8) else {
        sample.note("first", &[]);
        return;
    };
    let stand = |item, stands| Change::Stands { item, stands };
    match dice % 10 {
        0 | 1 => {
            sample.note(["alpha", "beta", "gamma beta"][dice as usize / 16 % 3], &["s.check"]);
        }
        2 => {
            sample.amend(id, ["delta", "alpha"][dice as usize / 16 % 2]);
        }
        3 => {
            sample.later(id, "beta");
        }
        4 => {
            sample.withdraw(id);
        }
        5 => sample.tag(id, "s.check", Verdict::No),
        6 => sample.tag(id, "new-one", Verdict::Yes),
        7 => sample.add(stand(Item::Observation(id), dice >> 40 & 1 == 0)),
        8 => {
            let set = Fact::HappenedAt(now().plus_minutes(-((dice >> 20) as i64 % 5_000)));
            sample.add(Change::Corrected { observation: id, was: set.clone(), set });
        }
        _ => {
            let study = sample.study();
            let record = study.get(id).expect("it is there");
            let amended = record.amendments().next().map(|a| Item::Amendment(id, a.item));
            let later = record.later().next().map(|l| Item::Later(id, l.item));
            let withdrawn = record.withdrawals().next().map(|w| Item::Withdrawal(id, w.item));
            for item in [amended, later, withdrawn].into_iter().flatten() {
                sample.add(stand(item, false));
            }
        }
    }
}

proptest! {
    #[test]
    fn brought_up_to_date_is_the_same_as_made_anew(
        steps in proptest::collection::vec(any::<u64>(), 1..40),
        every in 1usize..80,
    ) {
        let mut sample = Sample::new();
        sample.note("settles that every name is known", &["new-one"]);
        let mut grown = Corpus::default();
        let mut study = sample.study();
        let mut applied = sample.entries.len();
        for (nth, dice) in steps.iter().enumerate() {
            happen(&mut sample, *dice);
            for entry in &sample.entries[applied..] {
                study.apply(entry.clone());
            }
            applied = sample.entries.len();
            if nth % every == 0 {
                grown.refresh(&study);
            }
        }
        grown.refresh(&study);
        let anew = corpus_of(&study);
        for typed in ["", "alpha", "beta", "delta", "tag:s.check", "tag:new-one", "withdrawn", "later",
            "amended", "beta or withdrawn", "-alpha", "\"gamma beta\"", "\"alpha beta\""] {
            for order in [Order::Newest, Order::Recorded] {
                prop_assert_eq!(hits(&study, &grown, typed, order), hits(&study, &anew, typed, order), "{}", typed);
            }
        }
    }
}

#[test]
fn many_changes_at_once_are_taken_in_too() {
    for many in [10, 200, 6_000] {
        let mut sample = Sample::new();
        for nth in 0..100 {
            sample.note(&format!("early {nth}"), &[]);
        }
        let mut study = sample.study();
        let mut grown = corpus_of(&study);
        let applied = sample.entries.len();
        for nth in 0..many {
            sample.note(&format!("late {nth}"), &["t.tool"]);
        }
        sample.entries[applied..].iter().for_each(|entry| study.apply(entry.clone()));
        grown.refresh(&study);
        assert_eq!(hits(&study, &grown, "late tag:t.tool", Order::Newest).len(), many);
        for order in [Order::Newest, Order::Oldest, Order::Recorded] {
            assert_eq!(
                hits(&study, &grown, "", order),
                hits(&study, &corpus_of(&study), "", order)
            );
        }
    }
}

#[test]
fn an_amended_text_is_found_by_its_new_words_only_until_that_is_undone() {
    let mut sample = Sample::new();
    let id = sample.note("the red folder", &[]);
    let mut study = sample.study();
    let mut corpus = corpus_of(&study);
    let item = sample.amend(id, "the blue folder");
    study.apply(sample.entries.last().expect("the amendment").clone());
    corpus.refresh(&study);
    assert!(hits(&study, &corpus, "red", Order::Newest).is_empty());
    assert_eq!(hits(&study, &corpus, "blue", Order::Newest).len(), 1);
    sample.add(Change::Stands { item: Item::Amendment(id, item), stands: false });
    study.apply(sample.entries.last().expect("the undo").clone());
    corpus.refresh(&study);
    assert_eq!(hits(&study, &corpus, "red", Order::Newest).len(), 1);
    assert!(hits(&study, &corpus, "blue", Order::Newest).is_empty());
}

#[test]
fn turning_to_another_study_leaves_nothing_of_the_first() {
    let mut first = Sample::new();
    first.note("of the first", &[]);
    let mut second = Sample::default();
    second.add(Change::Founded { study: StudyId(2), name: "second".into() });
    for _ in 0..80 {
        second.note("of the second", &[]);
    }
    let mut corpus = corpus_of(&first.study());
    let study = second.study();
    corpus.refresh(&study);
    assert!(hits(&study, &corpus, "first", Order::Newest).is_empty());
    assert_eq!(hits(&study, &corpus, "second", Order::Newest).len(), 80);
}

#[test]
fn long_records_do_not_get_lost_between_blocks() {
    let mut sample = Sample::new();
    let filler = "word ".repeat(6_000);
    for nth in 0..600 {
        sample.note(&format!("{filler} n{nth}n"), &[]);
    }
    let study = sample.study();
    let corpus = corpus_of(&study);
    assert_eq!(hits(&study, &corpus, "word", Order::Newest).len(), 600);
    for nth in [0, 1, 299, 300, 598, 599] {
        assert_eq!(hits(&study, &corpus, &format!("n{nth}n"), Order::Newest).len(), 1);
    }
}

/// Many notes on a few days, so that nearly all happened at the same time as another, and more of them
/// than one thread sorts by itself.
#[test]
fn what_happened_at_the_same_time_stands_in_the_order_of_when_it_was_written_down_and_then_of_ids()
{
    let mut sample = Sample::new();
    for nth in 0..25_000 {
        let dice = mixed(nth);
        let mut note = note(nth, "the same words");
        note.happened_at = now().plus_minutes(-((dice >> 8) as i64 % 7));
        note.recorded_at = now().plus_minutes((dice >> 16) as i64 % 3);
        sample.record(note);
    }
    let study = sample.study();
    let corpus = corpus_of(&study);
    let in_order = |key: fn(&Record) -> (i64, i64)| {
        let mut all: Vec<ObsIx> = study.all_standing().map(|(ix, _)| ix).collect();
        all.sort_by_key(|ix| {
            let record = study.record_at(*ix).expect("it is there");
            (key(record), record.id())
        });
        all
    };
    let happened = in_order(|r| (r.happened_at().millis, r.recorded_at().millis));
    assert_eq!(hits(&study, &corpus, "", Order::Oldest), happened);
    let mut recorded = in_order(|r| (r.recorded_at().millis, r.happened_at().millis));
    recorded.reverse();
    assert_eq!(hits(&study, &corpus, "", Order::Recorded), recorded);
}

/// A study that is too large to be folded at once: a search looks at what is not folded yet.
#[test]
fn a_search_misses_nothing_of_what_is_still_to_be_folded() {
    let mut sample = Sample::new();
    let words = ["a red folder", "the BLUE folder", "Zoë's café", "nothing of that"];
    let text = |nth: usize| format!("{} n{nth}n", words[mixed(nth as u64) as usize % words.len()]);
    let ids: Vec<_> = (0..25_000).map(|nth| sample.note(&text(nth), &[])).collect();
    let mut study = sample.study();
    let mut corpus = corpus_of(&study);
    let mut applied = sample.entries.len();
    let mut steps = 0;
    loop {
        for typed in [
            "red",
            "blue folder",
            "cafe",
            "-folder",
            "red or zoe",
            "n24999n",
            "n0n",
            "n4096n -red",
            "amended blue",
        ] {
            let found = hits(&study, &corpus, typed, Order::Oldest);
            let once = Query::parse(typed, &study, now()).expect(typed);
            assert_eq!(
                found,
                once.run_once(seen(&study), Order::Oldest).hits,
                "{typed} after {steps}"
            );
        }
        assert!(hits(&study, &corpus, "blue", Order::Newest).len() > 5_000);
        if !corpus.fold_some(&study) {
            break;
        }
        steps += 1;
        // Of what is folded and of what is not, some changes, and some is new.
        for nth in [steps, 24_990 - steps] {
            sample.amend(ids[nth], "now in a blue one");
        }
        sample.note("as red as can be", &[]);
        sample.entries[applied..].iter().for_each(|entry| study.apply(entry.clone()));
        applied = sample.entries.len();
        corpus.refresh(&study);
    }
    assert_eq!(steps, 25_000usize.div_ceil(4_096));
    let late = || corpus_of(&sample.study());
    assert!(!late().fold_some(&Sample::new().study()), "of the study as it was before");
    let mut another = Sample::default();
    another.add(Change::Founded { study: StudyId(2), name: "second".into() });
    assert!(!late().fold_some(&another.study()), "of another study");
    assert!(late().fold_some(&sample.study()));
}
