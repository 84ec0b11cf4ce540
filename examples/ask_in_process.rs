//! How long questions take once a study is in memory: a phrase, a list of twenty, a count by tag.
//!
//! `cargo run --release --example ask_in_process FILE.jsonl [PHRASE] [TIMES]` reads JSON lines (as
//! `asdone import` does) into a study in memory and prints, for each question, what it found and the
//! nanoseconds of each time, tab-separated. `benches/peers` sets this beside SQLite in process.

#![allow(clippy::print_stdout, reason = "an example shows what it did")]

use asdone::analysis::View;
use std::fmt::Write as _;
use std::hint::black_box;
use std::time::Instant;

use asdone::actions::{self, Context, Founding};
use asdone::analysis::{self, By, Corpus, Order, Query};
use asdone::config::clock::{SystemIds, now};
use asdone::files::{self, codebook::default_cards};
use asdone::journal::{Identity, Journal};
use asdone::study::{DeviceId, PersonId, Study, StudyId, Whose};

/// Whoever wrote the notes asks.
const WHO: Identity = Identity { study: StudyId(1), device: DeviceId(1), person: PersonId(2) };

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let file = arguments.next().unwrap_or_else(|| "rows.jsonl".into());
    let phrase = arguments.next().unwrap_or_else(|| "second pair of eyes".into());
    let times: usize = arguments.next().map_or(Ok(50), |times| times.parse())?;
    let (study, corpus) = read(&std::fs::read_to_string(file)?)?;

    // The query is read each time, as it is at each key.
    let find = |typed: &str| {
        let query = Query::parse(typed, &study, now()).map_err(|error| error.to_string())?;
        Ok::<_, String>(query.run(View::of(&study, WHO.person), &corpus, Order::Newest).hits)
    };
    let phrase = format!("\"{phrase}\"");
    report("search", times, || Ok(find(&phrase)?.len()))?;
    report("list", times, || Ok(black_box(find("")?).into_iter().take(20).count()))?;
    let all = find("")?;
    report("tally", times, || {
        let tally = analysis::tally(View::of(&study, WHO.person), &all, By::Tag);
        Ok(tally.rows.iter().filter_map(|row| row.count.shown()).sum::<u64>() as usize)
    })?;
    Ok(())
}

fn read(rows: &str) -> Result<(Study, Corpus), Box<dyn std::error::Error>> {
    let mut journal = Journal::in_memory(WHO, None);
    let mut study = Study::new(WHO.device);
    let context = Context { now: now(), author: WHO.person, ids: &SystemIds };
    let founding = Founding {
        name: "Measured".into(),
        pseudonym: "heron".into(),
        settings: vec![],
        codebook: default_cards(),
        whose: Whose::Own,
    };
    let deed = actions::found(&context, &founding)?;
    for entry in journal.append(&deed.changes, deed.purpose, context.now.millis)? {
        study.apply(entry);
    }
    if let Some(deed) = files::jsonl::read(rows, &study, &context).deed {
        for entry in journal.append(&deed.changes, deed.purpose, context.now.millis)? {
            study.apply(entry);
        }
    }
    let mut corpus = Corpus::default();
    corpus.refresh(&study);
    Ok((study, corpus))
}

fn report(
    name: &str,
    times: usize,
    ask: impl Fn() -> Result<usize, String>,
) -> Result<(), Box<dyn std::error::Error>> {
    let mut line = String::new();
    let mut found = 0;
    for _ in 0..times {
        let start = Instant::now();
        found = ask()?;
        write!(line, "\t{}", start.elapsed().as_nanos())?;
    }
    println!("{name}\t{found}{line}");
    Ok(())
}
