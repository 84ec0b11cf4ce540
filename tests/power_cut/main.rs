//! Power cuts, simulated: a run's writes and syncs are recorded, what was not synced is dropped or
//! torn at random moments, and every study that is left has to open with all that was acknowledged.
//!
//! The recording is made with `strace`, which this test starts on itself (`the_one_that_is_cut_off`
//! does the saving). Where `strace` is not installed the test says so and ends; with `ASDONE_SLOW=1`
//! that is a failure, and there are 150 trials for each kind of study instead of 30.
#![cfg(target_os = "linux")]
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a test says so by failing"
)]

mod disk;
#[path = "../journal_kit/mod.rs"]
mod journal_kit;
mod trace;

use std::collections::BTreeSet;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

use asdone::journal::Journal;
use asdone::journal::keys::{self, Cost, Key, NewKeys, Secret, SecretString};
use asdone::study::{Change, Content, Item, ItemId, Moment, ObservationId, Purpose};
use disk::{Chance, Disk, Model};
use journal_kit::{add, identity, number, observation};
use trace::Event;

const DIR: &str = "ASDONE_CUT_DIR";
const CHEAP: Cost = Cost { memory: 64, passes: 1, lanes: 1 };

/// How many entries stand there before the recording begins.
const BEFORE: u64 = 230;

fn unlocked(study: &Path) -> Option<Key> {
    let secret = Secret::Passphrase(SecretString::from("correct horse".to_owned()));
    keys::is_sealed(study).unwrap().then(|| keys::unlock(study, &secret).unwrap())
}

fn say(line: &str) {
    let mut out = std::io::stdout();
    out.write_all(format!("{line}\n").as_bytes()).expect("a pipe");
    out.flush().expect("a pipe");
}

/// The observation that is erased in the n-th erasure.
fn erased_in(n: u64) -> u64 {
    n * 17 + 3
}

#[test]
fn the_one_that_is_cut_off() {
    let Some(dir) = std::env::var_os(DIR) else { return };
    let study = Path::new(&dir);
    let key = unlocked(study);
    let (mut journal, opening) = Journal::open(study, key.as_ref()).expect("open");
    assert_eq!(opening.losses, Vec::<String>::new());
    let mut next = journal.entries();
    for round in 0..140u64 {
        let size = [1, 1, 3, 1, 40, 1, 1, 101][(round % 8) as usize];
        let changes: Vec<_> = (next..next + size).map(observation).collect();
        journal.append(&changes, Purpose::Do, next as i64).expect("append");
        next += size;
        say(&format!("saved {next}"));
        if round % 47 == 46 {
            let n = round / 47;
            let id = ObservationId(u128::from(erased_in(n)) << 64 | 0x8000_0000_0000_0000);
            let tombstone = Change::Erased {
                what: Item::Observation(id),
                item: ItemId(u128::from(next)),
                reason: "consent was withdrawn".into(),
                at: Moment::new(0, 0),
            };
            journal.erase(&[tombstone], next as i64).expect("erase");
            next += 1;
            say(&format!("erased {} {next}", erased_in(n)));
        }
    }
}

/// Records what one run of saving does to the files of a study.
fn recorded(study: &Path, log: &Path) -> Vec<Event> {
    let status = Command::new("strace")
        .args(["-f", "-y", "-xx", "-s", "10000000", "-e", &format!("trace={}", trace::CALLS)])
        .arg("-o")
        .arg(log)
        .arg(std::env::current_exe().expect("this test"))
        .args(["--exact", "the_one_that_is_cut_off", "--nocapture", "--test-threads=1"])
        .env(DIR, study)
        .stdout(Stdio::piped())
        .spawn()
        .expect("strace starts")
        .wait_with_output()
        .expect("strace ends");
    assert!(status.status.success(), "{}", String::from_utf8_lossy(&status.stdout));
    trace::read(&std::fs::read_to_string(log).expect("the trace"))
}

/// What had been acknowledged up to some moment.
#[derive(Clone, Default)]
struct Acknowledged {
    entries: u64,
    erased: BTreeSet<u64>,
}

impl Acknowledged {
    fn hear(&mut self, line: &str) {
        let mut words = line.split_whitespace();
        let kind = words.next();
        let mut number = || words.next().and_then(|word| word.parse::<u64>().ok());
        match kind {
            Some("saved") => self.entries = number().expect("a number"),
            Some("erased") => {
                self.erased.insert(number().expect("a number"));
                self.entries = number().expect("a number");
            }
            _ => {}
        }
    }
}

/// Opens what a power cut left; panics where anything acknowledged is missing.
fn survives(study: &Path, known: &Acknowledged, what: &str) -> (usize, usize) {
    let key = unlocked(study);
    let opened = Journal::open(study, key.as_ref());
    let (journal, opening) = opened.unwrap_or_else(|e| panic!("{what}: does not open: {e}"));
    assert!(
        opening.entries >= known.entries,
        "{what}: {} of {} acknowledged: {opening:?}",
        opening.entries,
        known.entries
    );
    let mut position = 0;
    journal
        .replay(|entry| {
            match &entry.content {
                Content::Known(Change::Recorded(_)) => {
                    let number = number(&entry);
                    assert!(!known.erased.contains(&number), "{what}: {number} came back");
                }
                Content::Erased | Content::Known(Change::Erased { .. }) => {}
                other => panic!("{what}: {other:?}"),
            }
            position += 1;
            assert_eq!(entry.header.seq, position, "{what}");
        })
        .unwrap_or_else(|e| panic!("{what}: {e}: {opening:?}"));
    assert!(position >= known.entries, "{what}: {position} of {} read", known.entries);
    (opening.repairs.len(), opening.losses.len())
}

/// Sled panics on a torn file, which the journal catches; its messages are long and say nothing.
fn hush() {
    let usual = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        if panic.location().is_some_and(|place| !place.file().contains("sled")) {
            usual(panic);
        }
    }));
}

fn trials(seal: bool) {
    hush();
    let slow = std::env::var_os("ASDONE_SLOW").is_some();
    if Command::new("strace").arg("-V").stdout(Stdio::null()).status().is_err() {
        assert!(!slow, "strace is not installed");
        eprintln!("strace is not installed: no power cut was tried");
        return;
    }
    let dir = tempfile::tempdir().unwrap();
    let dir = dir.path().canonicalize().unwrap();
    let study = dir.join("study");
    let secret = SecretString::from("correct horse".to_owned());
    let new = seal.then(|| NewKeys::make(identity().study, &secret, None, CHEAP).unwrap());
    let mut journal = Journal::create(&study, identity(), new.as_ref()).unwrap();
    add(&mut journal, 0, BEFORE, 7);
    drop(journal);
    let mut disk = Disk::of(&study);
    let events = recorded(&study, &dir.join("trace"));

    let count = if slow { 150 } else { 30 };
    let mut chance = Chance(if seal { 2 } else { 1 });
    // From when the first save was acknowledged: before that, nothing was promised.
    let first = events
        .iter()
        .position(|event| matches!(event, Event::Said(line) if line.starts_with("saved")));
    let first = first.expect("something was saved");
    let mut moments: Vec<usize> =
        (0..count).map(|_| first + 1 + chance.below(events.len() - first)).collect();
    moments.sort_unstable();
    let mut moments = moments.into_iter().zip(0..).peekable();
    let mut known = Acknowledged { entries: BEFORE, ..Acknowledged::default() };
    let (mut repairs, mut losses) = (0, 0);
    for (at, event) in events.iter().enumerate() {
        disk.happen(event);
        if let Event::Said(line) = event {
            known.hear(line);
        }
        while let Some((moment, n)) = moments.next_if(|(moment, _)| *moment == at + 1) {
            let model = [Model::Lost, Model::Pages, Model::Length][n % 3];
            let left = dir.join("left");
            disk.cut(model, &mut chance, &left);
            let what = format!("trial {n}, {model:?}, after event {moment} of {}", events.len());
            let found = survives(&left, &known, &what);
            (repairs, losses) = (repairs + found.0, losses + found.1);
            std::fs::remove_dir_all(&left).unwrap();
        }
    }
    let kind = if seal { "sealed" } else { "clear" };
    println!(
        "{kind}: {count} power cuts in {} writes, syncs and names; {} entries acknowledged, 0 lost; \
         {repairs} repairs, {losses} times an end was cut off that nobody had been promised",
        events.len(),
        known.entries,
    );
}

#[test]
fn nothing_acknowledged_is_lost_when_the_power_goes() {
    trials(false);
}

#[test]
fn nothing_acknowledged_is_lost_when_the_power_goes_in_a_sealed_study() {
    trials(true);
}
