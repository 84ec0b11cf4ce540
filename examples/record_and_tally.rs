//! Record three observations and tally them, with the library alone.
//!
//! `cargo run --example record_and_tally`

#![allow(clippy::print_stdout, reason = "an example shows what it did")]

use asdone::actions::{self, Consent, Context, Draft, Founding};
use asdone::analysis::View;
use asdone::analysis::{self, By, Corpus, Order, Query};
use asdone::config::clock::{SystemIds, now};
use asdone::files::codebook::default_cards;
use asdone::journal::{Identity, Journal};
use asdone::study::{DeviceId, Study, Whose};
use uuid::Uuid;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    // Who and where. A real program keeps these beside the journal; this one forgets them.
    let identity = Identity {
        study: Uuid::from_u128(1).into(),
        device: DeviceId(1),
        person: Uuid::from_u128(2).into(),
    };
    let mut journal = Journal::in_memory(identity, None);
    let mut study = Study::new(identity.device);
    let context = Context { now: now(), author: identity.person, ids: &SystemIds };

    // Every step is the same: an action gives a deed, the journal makes it durable, the study
    // takes in what came of it.
    let founding = Founding {
        name: "Riverside duty team".into(),
        pseudonym: "heron".into(),
        settings: vec!["duty desk".into(), "home visit".into()],
        codebook: default_cards(),
        whose: Whose::Own,
    };
    let mut deed = actions::found(&context, &founding)?;
    let lines = [
        "Rang school before the visit because the file had two addresses #s.check !a",
        "Printer down, wrote the plan by hand and read it back #t.tool #w.stand-in #s.check !w",
        "Handover ran as it does, ten minutes, no surprises !o @\"duty desk\"",
    ];
    for line in lines.into_iter().map(Some).chain([None]) {
        let entries = journal.append(&deed.changes, deed.purpose, context.now.millis)?;
        entries.into_iter().for_each(|entry| study.apply(entry));
        println!("{}", deed.said);
        if let Some(line) = line {
            let draft = Draft { line: line.into(), ..Draft::default() };
            deed = actions::capture(&study, &context, &draft, Consent::default())?;
        }
    }

    let mut corpus = Corpus::default();
    corpus.refresh(&study);
    let query = Query::parse("tag:s.check", &study, context.now)?;
    let found = query.run(View::of(&study, asdone::study::PersonId(1)), &corpus, Order::Newest);
    println!("\n{} of {} were checked:", found.hits.len(), found.of);
    for record in found.hits.iter().filter_map(|ix| study.record_at(*ix)) {
        println!("  {}  {}", record.id().code(), record.text());
    }

    let everything = Query::parse("", &study, context.now)?.run(
        View::of(&study, asdone::study::PersonId(1)),
        &corpus,
        Order::Newest,
    );
    let tally =
        analysis::tally(View::of(&study, asdone::study::PersonId(1)), &everything.hits, By::Kind);
    println!("\nby kind, of {}:", tally.denominator);
    for row in &tally.rows {
        println!("  {:<12}{:>3}", row.name, row.count);
    }
    Ok(())
}
