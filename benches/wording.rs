//! What is promised of reading a note, measured: `cargo bench --bench wording`. Percentiles rather
//! than means, since it is the slowest sentence that a person would notice.
//!
//! Sentences are those of the test data; where `ASDONE_EVALUATION` names the folder, those of fire
//! crews as well.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "benches may panic and print"
)]

use std::hint::black_box;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use asdone::wording::Reader;

/// How often each text is read.
const ROUNDS: usize = 30;

fn main() {
    let start = median((0..20).map(|_| timed(|| drop(black_box(Reader::of(&[]))))));
    println!("start-up, the built-in pack read and searched for stems: {start:.0?}");
    let texts = texts();
    let reader = Reader::of(&[]).0;
    let first: Vec<Duration> = texts.iter().map(|text| timed(|| wording(&reader, text))).collect();
    say("wording, a sentence, rules compiled on the way", first);
    say("wording, a sentence", rounds(&texts, |text| wording(&reader, text)));
    let notes = of_300(&texts);
    let read = |text: &str| drop(black_box(reader.read(black_box(text))));
    notes.iter().for_each(|note| read(note));
    say("wording and identifiers, 300 characters", rounds(&notes, read));
}

fn wording(reader: &Reader, text: &str) {
    drop(black_box(reader.wording(black_box(text))));
}

/// The sentences of the test data.
fn texts() -> Vec<String> {
    let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data");
    let mut files: Vec<PathBuf> =
        ["wording-dev", "wording-held-out", "identifiers-dev", "identifiers-held-out"]
            .iter()
            .map(|name| data.join(format!("{name}.jsonl")))
            .collect();
    if let Some(folder) = std::env::var_os("ASDONE_EVALUATION") {
        files.push(Path::new(&folder).join("fire-crews-unlabelled.jsonl"));
    }
    let mut texts = Vec::new();
    for file in files {
        for line in std::fs::read_to_string(file).unwrap().lines() {
            let value: serde_json::Value = serde_json::from_str(line).unwrap();
            texts.push(value["text"].as_str().unwrap().to_owned());
        }
    }
    texts
}

/// The same sentences put together to notes of 300 characters.
fn of_300(texts: &[String]) -> Vec<String> {
    let all: Vec<char> = texts.join(" ").chars().collect();
    all.chunks_exact(300).map(|part| part.iter().collect()).collect()
}

fn timed(work: impl FnOnce()) -> Duration {
    let begun = Instant::now();
    work();
    begun.elapsed()
}

/// For each text the quickest of the rounds, so that what else the machine does is not counted.
fn rounds(texts: &[String], work: impl Fn(&str)) -> Vec<Duration> {
    let best = |text: &String| (0..ROUNDS).map(|_| timed(|| work(text))).min().unwrap();
    texts.iter().map(best).collect()
}

fn median(times: impl Iterator<Item = Duration>) -> Duration {
    let mut times: Vec<Duration> = times.collect();
    times.sort();
    times[times.len() / 2]
}

fn say(what: &str, mut times: Vec<Duration>) {
    times.sort();
    let at = |share: usize| times[(times.len() - 1) * share / 100];
    println!(
        "{what}: p50 {:.1?}  p95 {:.1?}  p99 {:.1?}  most {:.1?}  ({} texts)",
        at(50),
        at(95),
        at(99),
        times[times.len() - 1],
        times.len()
    );
}
