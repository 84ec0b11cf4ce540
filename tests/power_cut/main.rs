//! Power cuts, simulated: a run's writes and syncs are recorded, what was not synced is dropped or
//! torn at random moments, and every study that is left has to open with all that was acknowledged.
//!
//! The recording is made with `strace`, which this test starts on itself (`the_one_that_is_cut_off`
//! does what the run is for). Where `strace` is not installed the test says so and ends; with
//! `ASDONE_SLOW=1` that is a failure, and there are five times as many trials.
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
mod left;
mod runs;
mod trace;

use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::{PoisonError, RwLock};

use disk::{Chance, Disk, Model};
use left::{Known, survives};
use runs::Run;
use trace::Event;

const DIR: &str = "ASDONE_CUT_DIR";
const RUN: &str = "ASDONE_CUT_RUN";

/// A process that one test starts holds, for a moment, the locks that the others have: whoever
/// starts one is alone.
static STARTING: RwLock<()> = RwLock::new(());

#[test]
fn the_one_that_is_cut_off() {
    let Some(dir) = std::env::var_os(DIR) else { return };
    let run = std::env::var(RUN).ok().and_then(|name| Run::named(&name)).expect("a run");
    run.perform(Path::new(&dir));
}

/// Records what one run does to the files on a disk.
fn recorded(run: Run, disk: &Path, log: &Path) -> Vec<Event> {
    let mut command = Command::new("strace");
    command
        .args(["-f", "-y", "-xx", "-s", "10000000", "-e", &format!("trace={}", trace::CALLS)])
        .arg("-o")
        .arg(log)
        .arg(std::env::current_exe().expect("this test"))
        .args(["--exact", "the_one_that_is_cut_off", "--nocapture", "--test-threads=1"])
        .env(DIR, disk)
        .env(RUN, run.name())
        .stdout(Stdio::piped());
    let alone = STARTING.write().unwrap_or_else(PoisonError::into_inner);
    let started = command.spawn().expect("strace starts");
    drop(alone);
    let ended = started.wait_with_output().expect("strace ends");
    assert!(ended.status.success(), "{}", String::from_utf8_lossy(&ended.stdout));
    trace::read(&std::fs::read_to_string(log).expect("the trace"))
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

/// After how many events the power goes, in order: spread over all that is between "now" and
/// "done", so that no part of it is left out.
fn moments(events: &[Event], count: usize, chance: &mut Chance) -> Vec<usize> {
    let mut inside = Vec::new();
    let mut open = false;
    for (event, happened) in events.iter().zip(1..) {
        match event {
            Event::Said(line) if line == "now" => open = true,
            Event::Said(line) if line == "done" => open = false,
            _ => {}
        }
        if open {
            inside.push(happened);
        }
    }
    assert!(!inside.is_empty(), "nothing was done");
    let part = |n: usize| n * inside.len() / count;
    let within = |n: usize| part(n)..part(n + 1).max(part(n) + 1);
    (0..count).map(|n| inside[within(n).start + chance.below(within(n).len())]).collect()
}

/// Cuts a run off, a fifth as often where time is short.
fn trials(run: Run, seal: bool, count: usize) {
    hush();
    let slow = std::env::var_os("ASDONE_SLOW").is_some();
    if Command::new("strace").arg("-V").stdout(Stdio::null()).status().is_err() {
        assert!(!slow, "strace is not installed");
        eprintln!("strace is not installed: no power cut was tried");
        return;
    }
    let count = if slow { count } else { count / 5 };
    let dir = tempfile::tempdir().unwrap();
    let dir = dir.path().canonicalize().unwrap();
    let root = dir.join("disk");
    let still = || STARTING.read().unwrap_or_else(PoisonError::into_inner);
    let (entries, waiting) = {
        let _still = still();
        run.prepare(&root, seal)
    };
    let mut disk = Disk::of(&root);
    let events = recorded(run, &root, &dir.join("trace"));
    run.is_in(&events);

    let mut chance = Chance(if seal { 2 } else { 1 });
    let moments = moments(&events, count, &mut chance);
    let mut moments = moments.into_iter().zip(0..).peekable();
    let mut known = Known { entries, left: waiting.into_iter().collect(), ..Known::default() };
    let (mut repairs, mut losses) = (0, 0);
    for (event, happened) in events.iter().zip(1..) {
        disk.happen(event);
        if let Event::Said(line) = event {
            known.hear(line);
        }
        while let Some((moment, n)) = moments.next_if(|(moment, _)| *moment == happened) {
            let model = [Model::Lost, Model::Pages, Model::Length][n % 3];
            let left = dir.join("left");
            disk.cut(model, &mut chance, &left);
            let of = events.len();
            let what = format!("{run:?}, trial {n}, {model:?}, after event {moment} of {of}");
            let _still = still();
            let found = survives(run, &left, &known, &what);
            (repairs, losses) = (repairs + found.0, losses + found.1);
            std::fs::remove_dir_all(&left).unwrap();
        }
    }
    assert_eq!(moments.next(), None, "every trial was made");
    let kind = if seal { "sealed" } else { "clear" };
    println!(
        "{}, {kind}: {count} power cuts in {} writes, syncs and names; {} entries acknowledged, \
         0 lost; {} erased, 0 came back; {repairs} repairs, {losses} times an end was cut off that \
         nobody had been promised",
        run.name(),
        events.len(),
        known.entries,
        known.erased.len(),
    );
}

#[test]
fn nothing_acknowledged_is_lost_when_the_power_goes() {
    trials(Run::Saving, false, 150);
}

#[test]
fn nothing_acknowledged_is_lost_when_the_power_goes_in_a_sealed_study() {
    trials(Run::Saving, true, 75);
}

#[test]
fn nothing_is_lost_when_the_power_goes_while_a_full_segment_is_packed() {
    trials(Run::Packing, false, 60);
}

#[test]
fn nothing_is_lost_when_the_power_goes_while_a_full_segment_of_a_sealed_study_is_packed() {
    trials(Run::Packing, true, 60);
}

#[test]
fn what_was_erased_does_not_come_back_when_the_power_goes() {
    trials(Run::Erasing, false, 60);
}

#[test]
fn what_was_erased_from_a_sealed_study_does_not_come_back_when_the_power_goes() {
    trials(Run::Erasing, true, 60);
}

#[test]
fn a_copy_stays_what_it_was_or_becomes_what_it_is_to_be_when_the_power_goes() {
    trials(Run::Copying, false, 60);
}

#[test]
fn a_copy_of_a_sealed_study_stays_or_becomes_what_it_is_to_be_when_the_power_goes() {
    trials(Run::Copying, true, 60);
}

#[test]
fn a_note_left_in_the_inbox_is_there_once_when_the_power_goes() {
    trials(Run::TakingIn, false, 60);
}

#[test]
fn a_note_left_in_the_inbox_of_a_sealed_study_is_there_once_when_the_power_goes() {
    trials(Run::TakingIn, true, 60);
}

#[test]
fn a_study_is_in_clear_and_whole_or_sealed_and_whole_when_the_power_goes_while_it_is_sealed() {
    trials(Run::Sealing, false, 120);
}
