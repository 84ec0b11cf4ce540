//! kill -9 at random moments while entries are being saved: nothing acknowledged is lost, nothing
//! is torn, the study opens.
//!
//! This test binary runs itself as the process to be killed: with `ASDONE_KILL_DIR` set, the test
//! `the_one_that_is_killed` appends to the study there and prints each sequence that has been
//! acknowledged. 20 rounds; 200 with `ASDONE_SLOW=1`.

#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "a test says so by failing"
)]

mod journal_kit;
#[path = "killing/keeping.rs"]
mod keeping;

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use asdone::journal::Journal;
use asdone::study::Purpose;
use journal_kit::*;

/// One test at a time: a process that one starts holds, for a moment, the locks that the other has.
fn alone() -> std::sync::MutexGuard<'static, ()> {
    static ONE: std::sync::Mutex<()> = std::sync::Mutex::new(());
    ONE.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
}

const DIR: &str = "ASDONE_KILL_DIR";

#[test]
fn the_one_that_is_killed() {
    let Some(dir) = std::env::var_os(DIR) else { return };
    let mut out = std::io::stdout();
    let (mut journal, opening) = Journal::open(Path::new(&dir), None).expect("open");
    assert_eq!(opening.losses, Vec::<String>::new());
    let mut next = journal.entries();
    loop {
        // One note, a few tags at once, now and then an import: batches of every size.
        let size = [1, 1, 1, 3, 1, 40, 1, 130][(next % 8) as usize];
        let changes: Vec<_> = (next..next + size).map(observation).collect();
        let entries = journal.append(&changes, Purpose::Do, next as i64).expect("append");
        next += size;
        let last = entries.last().expect("an entry").header.seq;
        writeln!(out, "\nsaved {last}").expect("the parent reads");
        out.flush().expect("the parent reads");
    }
}

/// Runs the child until it has been killed; the last sequence that it acknowledged, if any.
fn kill_one(study: &Path, after: Duration) -> Option<u64> {
    let mut child = Command::new(std::env::current_exe().expect("this test"))
        .args(["--exact", "the_one_that_is_killed", "--nocapture", "--test-threads=1"])
        .env(DIR, study)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("start the child");
    let out = BufReader::new(child.stdout.take().expect("its output"));
    let reader = std::thread::spawn(move || {
        let lines = out.lines().map_while(Result::ok);
        let saved = lines.filter_map(|line| line.strip_prefix("saved ")?.parse::<u64>().ok());
        saved.last()
    });
    std::thread::sleep(after);
    child.kill().expect("kill");
    let status = child.wait().expect("wait");
    assert!(!status.success() && status.code().is_none(), "it ended by itself: {status}");
    reader.join().expect("the reader")
}

#[cfg(unix)]
#[test]
fn nothing_acknowledged_is_lost_and_nothing_is_torn() {
    let _alone = alone();
    let rounds = if std::env::var_os("ASDONE_SLOW").is_some() { 200 } else { 20 };
    let dir = tempfile::tempdir().unwrap();
    let study = dir.path().join("study");
    drop(Journal::create(&study, identity(), None).unwrap());
    let (mut acknowledged, mut saves, mut repairs) = (0, 0u64, 0usize);
    for round in 0..rounds {
        // From before the study is open to well into the work, at moments that do not repeat.
        let micros = 2_000.0 + (f64::from(round) * 0.618_033_988_75).fract() * 250_000.0;
        if let Some(last) = kill_one(&study, Duration::from_micros(micros as u64)) {
            assert!(last > acknowledged, "round {round}");
            saves += last - acknowledged;
            acknowledged = last;
        }
        let (journal, opening) =
            Journal::open(&study, None).unwrap_or_else(|e| panic!("{round}: {e}"));
        assert_eq!(opening.losses, Vec::<String>::new(), "round {round}");
        assert!(opening.entries >= acknowledged, "round {round}: {opening:?}, {acknowledged}");
        repairs += opening.repairs.len();
        acknowledged = opening.entries;
        if round % 10 == 0 || round + 1 == rounds {
            let numbers: Vec<u64> = replayed(&journal).iter().map(number).collect();
            assert!(numbers.iter().copied().eq(0..opening.entries), "round {round}");
            let verified = journal.verify().unwrap();
            assert_eq!((verified.problems, verified.missing), (vec![], vec![]), "round {round}");
        }
    }
    println!("{rounds} kills, {saves} entries acknowledged, 0 lost, {repairs} repairs at opening");
    assert!(saves > 0, "the child never got to save anything");
}
