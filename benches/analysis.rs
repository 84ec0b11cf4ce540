//! What is promised of searching and counting, measured at 10,000, 100,000 and 1,000,000
//! observations: `cargo bench --bench analysis`, or with a name to measure only that.

#![allow(clippy::expect_used, clippy::indexing_slicing, reason = "benches may panic")]
#![allow(missing_docs, reason = "the macros of the harness write none")]

#[path = "../tests/analysis/sample.rs"]
mod sample;

use asdone::analysis::View;
use std::cell::RefCell;
use std::sync::OnceLock;

use asdone::analysis::heat::heat;
use asdone::analysis::pairs::pairs;
use asdone::analysis::saturation::saturation;
use asdone::analysis::trend::trend;
use asdone::analysis::{By, Corpus, Order, Query, fold, tally};
use asdone::study::{ObsIx, Study, Whose};
use divan::{Bencher, black_box};

const SIZES: [u64; 3] = [10_000, 100_000, 1_000_000];

fn main() {
    divan::main();
}

/// A study of one of the sizes, made once.
struct Made {
    study: Study,
    corpus: Corpus,
    all: Vec<ObsIx>,
}

fn made(size: u64) -> &'static Made {
    static MADE: [OnceLock<Made>; 3] = [const { OnceLock::new() }; 3];
    let place = SIZES.iter().position(|known| *known == size).unwrap_or(0);
    MADE[place].get_or_init(|| {
        let study = sample::generated(size);
        let corpus = sample::corpus_of(&study);
        let found = query(&study, "").run(
            View::of(&study, asdone::study::PersonId(1)),
            &corpus,
            Order::Newest,
        );
        Made { study, corpus, all: found.hits }
    })
}

fn query(study: &Study, typed: &str) -> Query {
    Query::parse(typed, study, sample::now()).expect("a query")
}

#[divan::bench]
fn fold_one_note(bencher: Bencher<'_, '_>) {
    let text = "Rang school before the visit because the file had two addresses, Zoë agreed";
    bencher.bench(|| fold(black_box(text)));
}

#[divan::bench(args = SIZES, sample_count = 20)]
fn corpus_from_nothing(bencher: Bencher<'_, '_>, size: u64) {
    let made = made(size);
    bencher.bench_local(|| sample::corpus_of(&made.study));
}

#[divan::bench(args = SIZES, sample_count = 100, sample_size = 1)]
fn corpus_after_one_save(bencher: Bencher<'_, '_>, size: u64) {
    let made = made(size);
    let grown = RefCell::new((made.study.clone(), made.corpus.clone(), 0));
    bencher
        .with_inputs(|| {
            let (study, _, nth) = &mut *grown.borrow_mut();
            *nth += 1;
            study.apply(sample::one_more(study, *nth));
        })
        .bench_local_values(|()| {
            let (study, corpus, _) = &mut *grown.borrow_mut();
            corpus.refresh(study);
        });
}

const TYPED: [&str; 10] = [
    "mother",
    "\"a zebra crossing\"",
    "e",
    "o",
    "zebra mother",
    "the or mother -school",
    "tag:s.check kind:w",
    "-tag:t.* since:6mo",
    "untagged",
    "nothingofthekind",
];

/// What one key press costs: read the query and run it.
#[divan::bench(
    args = SIZES.iter().flat_map(|size| TYPED.map(|typed| format!("{size} {typed}"))),
    sample_count = 40,
    sample_size = 1
)]
fn key_press(bencher: Bencher<'_, '_>, case: &str) {
    let (size, typed) = case.split_once(' ').expect("a size and a query");
    let made = made(size.parse().expect("a size"));
    bencher.bench_local(|| {
        query(&made.study, black_box(typed)).run(
            View::of(&made.study, asdone::study::PersonId(1)),
            &made.corpus,
            Order::Newest,
        )
    });
}

#[divan::bench(args = [Order::Oldest, Order::Recorded, Order::Kind, Order::Setting], sample_count = 20)]
fn all_of_100_000_in_order(bencher: Bencher<'_, '_>, order: Order) {
    let made = made(100_000);
    let query = query(&made.study, "");
    bencher.bench_local(|| {
        query.run(View::of(&made.study, asdone::study::PersonId(1)), &made.corpus, order)
    });
}

fn tallied(bencher: Bencher<'_, '_>, size: u64, by: By) {
    let made = made(size);
    bencher.bench_local(|| {
        tally(View::of(&made.study, asdone::study::PersonId(1)), black_box(&made.all), by)
    });
}

macro_rules! tallies {
    ($($name:ident $by:ident,)+) => {
        $(#[divan::bench(args = SIZES, sample_count = 20)]
        fn $name(bencher: Bencher<'_, '_>, size: u64) {
            tallied(bencher, size, By::$by);
        })+
    };
}

tallies! {
    tally_tag Tag,
    tally_group Group,
    tally_kind Kind,
    tally_setting Setting,
    tally_origin Origin,
    tally_stance Stance,
    tally_hour Hour,
    tally_weekday Weekday,
    tally_week Week,
}

#[divan::bench(args = SIZES, sample_count = 20)]
fn table_heat(bencher: Bencher<'_, '_>, size: u64) {
    let made = made(size);
    bencher.bench_local(|| {
        heat(View::of(&made.study, asdone::study::PersonId(1)), black_box(&made.all))
    });
}

#[divan::bench(args = SIZES, sample_count = 20)]
fn table_pairs(bencher: Bencher<'_, '_>, size: u64) {
    let made = made(size);
    bencher.bench_local(|| {
        pairs(
            View::of(&made.study, asdone::study::PersonId(1)),
            black_box(&made.all),
            "TRIGGER",
            "ADJUSTMENT+WORKAROUND",
        )
    });
}

#[divan::bench(args = SIZES, sample_count = 20)]
fn table_trend(bencher: Bencher<'_, '_>, size: u64) {
    let made = made(size);
    bencher.bench_local(|| {
        trend(View::of(&made.study, asdone::study::PersonId(1)), black_box(&made.all))
    });
}

#[divan::bench(args = SIZES, sample_count = 20)]
fn table_saturation(bencher: Bencher<'_, '_>, size: u64) {
    let made = made(size);
    bencher.bench_local(|| {
        saturation(View::of(&made.study, asdone::study::PersonId(1)), black_box(&made.all))
    });
}

/// Masking is worth measuring where much is small: a heat table of few notes in a team's record.
#[divan::bench(args = [50, 300, 1_000, 3_000], sample_count = 20)]
fn table_heat_masked(bencher: Bencher<'_, '_>, size: u64) {
    let mut study = sample::generated(size);
    study.apply(sample::team(&study));
    let all = sample::all(&study);
    assert_eq!(study.whose(), Whose::Team);
    bencher.bench_local(|| heat(View::of(&study, asdone::study::PersonId(1)), black_box(&all)));
}

#[divan::bench(args = [50, 300, 1_000, 3_000], sample_count = 20)]
fn table_pairs_masked(bencher: Bencher<'_, '_>, size: u64) {
    let mut study = sample::generated(size);
    study.apply(sample::team(&study));
    let all = sample::all(&study);
    bencher.bench_local(|| {
        pairs(
            View::of(&study, asdone::study::PersonId(1)),
            black_box(&all),
            "TRIGGER",
            "ADJUSTMENT+WORKAROUND",
        )
    });
}

/// A study whose every note has a tag of its own, masked: the codebook is as long as the record.
#[divan::bench(args = [10_000, 100_000], sample_count = 5)]
fn tally_of_distinct_tags(bencher: Bencher<'_, '_>, size: u64) {
    let study = sample::all_different(size).study();
    let all = sample::all(&study);
    bencher.bench_local(|| tally(View::of(&study, asdone::study::PersonId(1)), &all, By::Tag));
}

#[divan::bench(args = [10_000, 100_000], sample_count = 5)]
fn fold_of_distinct_tags(bencher: Bencher<'_, '_>, size: u64) {
    let sample = sample::all_different(size);
    bencher.bench_local(|| black_box(&sample).study());
}
