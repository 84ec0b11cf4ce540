//! Fill a study on disk from a table of observations, bring the same table in again, and see that
//! nothing is there twice.
//!
//! `cargo run --example fill_from_csv [FILE.csv]`

#![allow(clippy::print_stdout, reason = "an example shows what it did")]

use asdone::actions::{self, Context, Deed, Founding};
use asdone::config::clock::{SystemIds, now};
use asdone::files::{self, codebook::default_cards};
use asdone::journal::{Identity, Journal};
use asdone::study::{DeviceId, Study, Whose};
use uuid::Uuid;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let file = std::env::args().nth(1);
    let file = file.unwrap_or_else(|| "examples/data/observations.csv".into());
    let table = std::fs::read_to_string(&file)?;

    let folder = tempfile::tempdir()?;
    let identity = Identity {
        study: Uuid::from_u128(1).into(),
        device: DeviceId(1),
        person: Uuid::from_u128(2).into(),
    };
    let context = Context { now: now(), author: identity.person, ids: &SystemIds };
    let mut journal = Journal::create(&folder.path().join("study"), identity, None)?;
    let mut study = Study::new(identity.device);
    let mut durable =
        |study: &mut Study, deed: &Deed| -> Result<(), asdone::journal::JournalError> {
            let entries = journal.append(&deed.changes, deed.purpose, context.now.millis)?;
            entries.into_iter().for_each(|entry| study.apply(entry));
            Ok(())
        };
    let founding = Founding {
        name: "From a table".into(),
        pseudonym: "heron".into(),
        settings: vec![],
        codebook: default_cards(),
        whose: Whose::Own,
    };
    durable(&mut study, &actions::found(&context, &founding)?)?;

    for time in ["first", "second"] {
        let intake = files::csv::read(&table, &study, &context);
        println!(
            "{time} time: {} new, {} already there, {} not understood",
            intake.new,
            intake.already,
            intake.bad.len()
        );
        for bad in &intake.bad {
            println!("  line {}: {}", bad.number, bad.reason);
        }
        if let Some(deed) = &intake.deed {
            durable(&mut study, deed)?;
        }
    }
    println!("{} observations in the study", study.all_standing().count());
    Ok(())
}
