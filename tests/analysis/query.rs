//! Finding notes.

use crate::sample::seen;
use std::collections::BTreeSet;

use asdone::analysis::{Corpus, Order, Query};
use asdone::study::{Study, TagField, Verdict};
use proptest::prelude::*;

use crate::sample::{Sample, corpus_of, eight, mixed, note, now, study_of};

/// The numbers of the notes of [`eight`] that a query finds, in the order in which it lists them.
fn listed(study: &Study, corpus: &Corpus, typed: &str, order: Order) -> Vec<u64> {
    let query = Query::parse(typed, study, now());
    let query = query.unwrap_or_else(|error| panic!("{}\n{error}", error.pointed_at(typed)));
    let found = query.run(seen(study), corpus, order);
    let id = |ix| study.record_at(ix).expect("a record").id().0;
    let number = |id| (1..=8).find(|n| u128::from(mixed(*n)) == id).expect("one of the eight");
    found.hits.into_iter().map(|ix| number(id(ix))).collect()
}

fn find(typed: &str) -> Vec<u64> {
    let study = eight().study();
    let mut found = listed(&study, &corpus_of(&study), typed, Order::Newest);
    found.sort_unstable();
    found
}

#[test]
fn words_are_found_whatever_their_case_and_accents() {
    assert_eq!(find("mother"), [3]);
    assert_eq!(find("ZOE'S"), [3]);
    assert_eq!(find("zoë’s"), [3]);
    assert_eq!(find("addr"), [1]);
    assert_eq!(find("\"two dates\""), [3]);
    assert_eq!(find("dates two"), [3]);
    assert_eq!(find("two -dates"), [1]);
    assert_eq!(
        find("\"or\""),
        [1, 3, 4, 5, 6, 7].into_iter().filter(|n| has_or(*n)).collect::<Vec<_>>()
    );
}

fn has_or(note: u64) -> bool {
    let study = eight().study();
    let id = asdone::study::ObservationId(mixed(note).into());
    study.get(id).is_some_and(|record| record.text().to_lowercase().contains("or"))
}

#[test]
fn the_whole_note_is_searched_but_no_phrase_reaches_across() {
    assert_eq!(find("\"right door\""), [1]);
    assert_eq!(find("\"hand copy\""), [2]);
    assert_eq!(find("\"each other\""), [4]);
    assert_eq!(find("\"addresses arrive\""), [0_u64; 0]);
    assert_eq!(find("\"by hand the hand\""), [0_u64; 0]);
}

#[test]
fn the_example_of_the_plan_works() {
    let typed = "tag:s.check -tag:t.staff kind:workaround setting:\"home visit\" since:2w \
                 origin:prompted \"by hand\" printer";
    assert_eq!(find(typed), [2]);
}

#[test]
fn each_field_finds_what_it_names() {
    for (typed, found) in [
        ("", &[1u64, 2, 3, 4, 5, 6, 7] as &[u64]),
        ("kind:w", &[2, 6]),
        ("kind:kept-safe or kind:o", &[3, 4]),
        ("kind:\"kept safe\"", &[3]),
        ("kind:none", &[7]),
        ("tag:s.*", &[1, 2, 3]),
        ("tag:S.Check", &[1, 2]),
        ("group:trigger", &[2, 5, 6]),
        ("tag:workaround", &[2]),
        ("group:none", &[2]),
        ("provisional", &[2]),
        ("untagged", &[4, 7]),
        ("tagged", &[1, 2, 3, 5, 6]),
        ("setting:\"zoe's flat\"", &[3]),
        ("setting:none", &[4, 6, 7]),
        ("stance:own -setting:none", &[1, 5]),
        ("source:practice or source:imp", &[6, 7]),
        ("audience:team", &[1]),
        ("amended", &[4]),
        ("later", &[2]),
        ("withdrawn", &[8]),
        ("-withdrawn", &[1, 2, 3, 4, 5, 6, 7]),
        ("mother or withdrawn", &[3, 8]),
        ("kind:w", &[2, 6]),
        ("kind:w withdrawn", &[8]),
        ("on:2026-03-03", &[1, 2]),
        ("on:yesterday", &[1, 2]),
        ("week:today", &[1, 2, 3]),
        ("since:2026-03", &[1, 2, 3]),
        ("until:2025", &[6, 7]),
        ("since:2025-09-01 until:2025-09-01", &[6]),
        ("hour:22-8", &[5, 6, 7]),
        ("day:sun,mon", &[3, 6, 7]),
        ("day:fri-sun", &[4, 7]),
        ("since:26h", &[1]),
    ] {
        assert_eq!(find(typed), found, "{typed}");
    }
}

#[test]
fn an_id_finds_its_note_from_its_first_letters() {
    let study = eight().study();
    let corpus = corpus_of(&study);
    for record in study.records().iter().filter(|record| record.is_standing()) {
        let code = record.id().code();
        for typed in [code.short().to_uppercase(), code.as_str().into(), record.id().to_string()] {
            let query = Query::parse(&format!("id:{typed}"), &study, now()).expect("an id");
            let hits = query.run(seen(&study), &corpus, Order::Newest).hits;
            assert_eq!(hits, [study.obs_ix(record.id()).expect("its place")]);
        }
    }
}

#[test]
fn renamed_merged_and_retired_tags_are_found_by_every_name_they_had() {
    let mut sample = eight();
    sample.tag_field("s.check", TagField::Name("s.second-look".into()));
    sample.merge("hand-copy", "w.stand-in");
    sample.tag_field("t.staff", TagField::Status(asdone::study::Status::Retired));
    let study = sample.study();
    let corpus = corpus_of(&study);
    let find = |typed: &str| {
        let mut found = listed(&study, &corpus, typed, Order::Newest);
        found.sort_unstable();
        found
    };
    assert_eq!(find("tag:s.check"), find("tag:s.second-look"));
    assert_eq!(find("tag:s.second-look"), [1, 2]);
    assert_eq!(find("tag:hand-copy"), [2]);
    assert_eq!(find("tag:w.stand-in"), [2]);
    assert_eq!(find("tag:t.staff"), [6]);
    assert_eq!(find("provisional"), [0_u64; 0]);
}

#[test]
fn a_no_from_one_coder_does_not_take_away_anothers_yes() {
    let mut sample = eight();
    let id = asdone::study::ObservationId(mixed(4).into());
    sample.tag(id, "s.check", Verdict::No);
    let study = sample.study();
    assert!(!listed(&study, &corpus_of(&study), "tag:s.check", Order::Newest).contains(&4));
    sample.tag(id, "s.check", Verdict::Yes);
    let study = sample.study();
    assert!(listed(&study, &corpus_of(&study), "tag:s.check", Order::Newest).contains(&4));
}

#[test]
fn lists_come_in_the_order_asked_for() {
    let study = eight().study();
    let corpus = corpus_of(&study);
    let list = |order| listed(&study, &corpus, "", order);
    assert_eq!(list(Order::Newest), [1, 2, 3, 4, 5, 6, 7]);
    assert_eq!(list(Order::Oldest), [7, 6, 5, 4, 3, 2, 1]);
    assert_eq!(list(Order::Recorded), [1, 2, 3, 4, 5, 6, 7]);
    assert_eq!(list(Order::Kind), [4, 1, 2, 6, 5, 3, 7]);
    assert_eq!(list(Order::Setting), [5, 1, 2, 3, 4, 6, 7]);
}

#[test]
fn what_is_found_is_highlighted_and_what_is_left_out_is_not() {
    let study = eight().study();
    let query = Query::parse("zoe -printer tag:s.* \"two d\"", &study, now()).expect("a query");
    let text = "Zoë’s printer: two dates, ZOE\u{308}";
    let shown: Vec<&str> = query.highlights(text).into_iter().map(|at| &text[at]).collect();
    assert_eq!(shown, ["Zoë", "two d", "ZOE\u{308}"]);
    let overlapping = Query::parse("abc bcd", &study, now()).expect("a query");
    assert_eq!(overlapping.highlights("xabcdx"), vec![1..5; 1]);
    assert!(Query::parse("  ", &study, now()).expect("a query").is_empty());
    assert!(!query.is_empty());
}

#[test]
fn words_of_every_script_are_found() {
    let mut sample = Sample::new();
    sample.note("אמר שָׁלוֹם לאמא", &[]);
    sample.note("المُدَرِّس تأخر", &[]);
    sample.note("Nguyễn Thị Việt", &[]);
    sample.note("家庭訪問 👩‍👧", &[]);
    sample.note("nul \0 and tab\tand\nline", &[]);
    let study = sample.study();
    let corpus = corpus_of(&study);
    for (typed, nth) in [
        ("שלום", 0),
        ("مدرس", 1),
        ("nguyen", 2),
        ("訪問", 3),
        ("👩", 3),
        ("\"tab and line\"", 4),
        ("\"nul \0\"", 4),
    ] {
        let query = Query::parse(typed, &study, now()).expect("a query");
        let hits = query.run(seen(&study), &corpus, Order::Newest).hits;
        assert_eq!(hits.iter().map(|ix| ix.row()).collect::<Vec<_>>(), [nth], "{typed}");
        let text = study.records()[nth].text();
        assert_eq!(query.highlights(text).len(), 1, "{typed}");
    }
}

/// Terms of every sort, some of which find something among [`some`].
fn term() -> impl Strategy<Value = String> {
    prop_oneof![
        proptest::sample::select(vec![
            "a",
            "ab",
            "b",
            "\"a b\"",
            "zoe",
            "kind:w",
            "kind:none",
            "tag:s.check",
            "tag:t.*",
            "group:TRIGGER",
            "untagged",
            "tagged",
            "provisional",
            "setting:court",
            "setting:none",
            "origin:prompted",
            "stance:own",
            "since:2w",
            "until:10d",
            "on:yesterday",
            "hour:9-17",
            "day:mon-wed",
            "later",
            "amended",
            "week:today",
            "#s.check",
            "@court",
            "!w",
        ])
        .prop_map(String::from),
        "[a-c]{1,3}",
    ]
}

fn query() -> impl Strategy<Value = String> {
    term().prop_recursive(3, 10, 3, |inner| {
        prop_oneof![
            (inner.clone(), inner.clone()).prop_map(|(a, b)| format!("({a}) ({b})")),
            (inner.clone(), inner.clone()).prop_map(|(a, b)| format!("({a}) or -({b})")),
            inner.clone().prop_map(|a| format!("-({a})")),
            (inner.clone(), inner).prop_map(|(a, b)| format!("{a} {b}")),
        ]
    })
}

/// Notes of few letters, so that words often occur.
fn some() -> impl Strategy<Value = Sample> {
    let one = ("[abZ ]{0,6}(Zoë)?", any::<u64>());
    proptest::collection::vec(one, 0..24).prop_map(|notes| {
        let mut sample = Sample::new();
        let settings = ["court", "home visit"];
        let tags = ["s.check", "t.staff", "t.tool", "new-one"];
        for (nth, (text, dice)) in (0u64..).zip(notes) {
            let mut note = note(nth, &text);
            note.happened_at = now().plus_minutes(-((dice % 40_000) as i64));
            note.kind = asdone::study::Kind::ALL.get((dice >> 16) as usize % 7).copied();
            note.setting = settings.get((dice >> 20) as usize % 3).map(|s| (*s).to_owned());
            if dice >> 24 & 1 == 1 {
                note.origin = asdone::study::Origin::Prompted(None);
            }
            note.tags = (0..4)
                .filter(|bit| dice >> (28 + bit) & 3 == 3)
                .map(|bit| crate::sample::key(tags[bit]))
                .collect();
            let id = sample.record(note);
            if dice >> 40 & 7 == 0 {
                sample.later(id, "ab");
            }
            if dice >> 43 & 7 == 0 {
                sample.amend(id, "b a b");
            }
            if dice >> 46 & 7 == 0 {
                sample.withdraw(id);
            }
        }
        sample
    })
}

type Set = BTreeSet<usize>;

fn set(study: &Study, corpus: &Corpus, typed: &str) -> Set {
    let query = Query::parse(typed, study, now()).expect(typed);
    query.run(seen(study), corpus, Order::Newest).hits.into_iter().map(|ix| ix.row()).collect()
}

proptest! {
    #[test]
    fn filters_obey_the_algebra_of_sets(sample in some(), x in query(), y in query()) {
        let mut sample = sample;
        sample.note("settles that every name is known", &["new-one"]);
        let mut named = note(99, "court");
        named.setting = Some("court".into());
        sample.record(named);
        let study = sample.study();
        let corpus = corpus_of(&study);
        let set = |typed: String| set(&study, &corpus, &typed);
        let (of_x, of_y, all) = (set(x.clone()), set(y.clone()), set(String::new()));
        let not_x = set(format!("-({x})"));
        prop_assert!(of_x.is_disjoint(&not_x));
        prop_assert_eq!(&of_x | &not_x, all);
        prop_assert_eq!(set(format!("({x}) ({y})")), &of_x & &of_y);
        prop_assert_eq!(set(format!("({x}) or ({y})")), &of_x | &of_y);
        prop_assert_eq!(set(format!("-(-({x}))")), of_x.clone());
        prop_assert_eq!(set(format!("--({x})")), of_x.clone());
        prop_assert_eq!(set(x.clone()), of_x.clone());
        let again = Query::parse(&x, &study, now()).expect("it was read before").to_text();
        prop_assert_eq!(set(again), of_x);
    }

    #[test]
    fn the_order_of_arrival_does_not_matter(sample in some(), x in query(), seed in any::<u64>()) {
        let mut sample = sample;
        sample.note("settles that every name is known", &["new-one"]);
        let mut named = note(99, "court");
        named.setting = Some("court".into());
        sample.record(named);
        let mut shuffled = sample.entries.clone();
        shuffled.sort_by_key(|entry| mixed(entry.header.seq ^ seed));
        let list = |study: &Study, order| -> Vec<u128> {
            let query = Query::parse(&x, study, now()).expect("a query");
            let found = query.run(seen(study), &corpus_of(study), order);
            found.hits.iter().map(|ix| study.record_at(*ix).expect("a record").id().0).collect()
        };
        let (a, b) = (sample.study(), study_of(shuffled));
        for order in [Order::Newest, Order::Oldest, Order::Recorded, Order::Kind, Order::Setting] {
            prop_assert_eq!(list(&a, order), list(&b, order));
        }
    }

    #[test]
    fn whatever_is_typed_is_read_or_pointed_at(typed in "\\PC{0,40}|[-()\":a-z *]{0,20}") {
        let study = eight().study();
        match Query::parse(&typed, &study, now()) {
            Ok(query) => {
                let again = Query::parse(&query.to_text(), &study, now());
                let again = again.map(|again| again.to_text());
                prop_assert_eq!(again, Ok(query.to_text()));
            }
            Err(error) => {
                prop_assert!(typed.get(error.at.clone()).is_some(), "{error:?}");
                prop_assert_eq!(error.pointed_at(&typed).lines().count(), 2);
            }
        }
    }
}
