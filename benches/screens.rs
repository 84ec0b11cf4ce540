//! From a key to a drawn frame over a large study: what someone who types into the filter feels.
//!
//! `cargo bench --bench screens`. For 10,000, 100,000 and 1,000,000 observations it types words into
//! the live filter and takes them away again, walks through the list, goes round the tallies, and
//! writes a note; each key is timed from `update` to the frame drawn in memory at 80×24. The
//! percentiles are over all keys of a script. The first filter is typed before the study was made ready to
//! be searched, which the program does in the second after opening. `ASDONE_SLOW=1` adds 1,000,000.

#![allow(clippy::expect_used, clippy::print_stdout, reason = "benches may panic, and print")]

#[path = "../tests/analysis/sample.rs"]
mod sample;

use std::hint::black_box;
use std::time::{Duration, Instant};

use asdone::tui::harness::Harness;
use asdone::tui::model::Model;

/// What is typed, and what one would call it. Every `<…>` is one key.
const SCRIPTS: [(&str, &str); 4] = [
    (
        "live filter",
        "mother<ctrl-u>printer tag:s.check<ctrl-u>a<ctrl-u>\"by hand\"<ctrl-u>-e kind:w",
    ),
    ("walking the list", "<esc><down><down><pagedown><pagedown><end><home><down><enter><esc>"),
    ("round the tallies", "<f4><tab><tab><tab><tab><tab><tab><tab><tab><tab><tab>"),
    ("writing a note", "<f2>-5m Rang school before the visit #s.check !a<enter>"),
];

/// How often each script is typed.
const ROUNDS: usize = 5;

fn main() {
    let slow = std::env::var_os("ASDONE_SLOW").is_some();
    let sizes: &[u64] = if slow { &[10_000, 100_000, 1_000_000] } else { &[10_000, 100_000] };
    println!("| observations | what | keys | p50 ms | p95 ms | slowest ms |");
    println!("|---|---|---|---|---|---|");
    for size in sizes {
        let mut harness = Harness::open();
        harness.model.study = sample::generated(*size);
        harness.model.corpus = sample::corpus_of(&harness.model.study);
        harness.keys("<f3>");
        black_box(harness.buffer());
        // Nothing is made ready here between two keys, as it is in the program.
        type_it(&mut harness, *size, ("the first filter", "/mother<esc>"), 1);
        let Model { study, corpus, .. } = &mut harness.model;
        while corpus.fold_some(study) {}
        for script in SCRIPTS {
            type_it(&mut harness, *size, script, ROUNDS);
        }
    }
}

/// Types a script, and says how long its keys took.
fn type_it(harness: &mut Harness, size: u64, (what, script): (&str, &str), rounds: usize) {
    let mut times: Vec<Duration> = Vec::new();
    for _ in 0..rounds {
        if what == "live filter" {
            harness.keys("<f3>/");
        }
        for key in keys(script) {
            let start = Instant::now();
            harness.keys(&key);
            black_box(harness.buffer());
            times.push(start.elapsed());
        }
        if what == "live filter" {
            harness.keys("<esc>");
        }
    }
    times.sort();
    let at = |share: f64| {
        let place = ((times.len() - 1) as f64 * share).round() as usize;
        times.get(place).map_or(0.0, |time| time.as_secs_f64() * 1000.0)
    };
    println!(
        "| {size} | {what} | {} | {:.2} | {:.2} | {:.2} |",
        times.len(),
        at(0.5),
        at(0.95),
        at(1.0)
    );
}

/// A script taken apart into its keys, each in the notation that the harness reads.
fn keys(script: &str) -> Vec<String> {
    let mut keys = Vec::new();
    let mut rest = script;
    while let Some(first) = rest.chars().next() {
        let named = rest.strip_prefix('<').and_then(|after| after.split_once('>'));
        if let Some((name, after)) = named {
            keys.push(format!("<{name}>"));
            rest = after;
        } else {
            keys.push(first.to_string());
            rest = rest.get(first.len_utf8()..).unwrap_or_default();
        }
    }
    keys
}
