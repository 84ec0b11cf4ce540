//! What the journal costs: one acknowledged save beside the machine's own write + fdatasync of the
//! same bytes, and opening and folding a study of 10,000, 100,000 and 1,000,000 entries.
//!
//! `cargo bench --bench journal`. Saves are measured where the system keeps temporary files
//! (`TMPDIR`); a folder in memory would make a sync free. Large studies are built in memory
//! (`/dev/shm`) where there is one, since building them with a sync for each batch is not what is
//! measured; they are read from the page cache either way. `ASDONE_SLOW=1` adds 1,000,000.

#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "a bench says so by failing"
)]

#[path = "../tests/journal_kit/mod.rs"]
mod journal_kit;

use std::fs::{File, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, OnceLock};

use asdone::journal::Journal;
use asdone::journal::keys::{self, Cost, Key, NewKeys, Secret, SecretString};
use asdone::study::{Purpose, Study};
use divan::{Bencher, black_box};
use journal_kit::{DEVICE, add, identity, observation};

fn main() {
    divan::main();
    // Statics are not dropped.
    if let Some(built) = BUILT.get() {
        built.lock().expect("no panic").clear();
    }
}

/// Bytes of one entry as the journal writes it to its segment.
const ENTRY: usize = 420;

#[divan::bench(sample_count = 2000, sample_size = 1)]
fn save_a_plain_write_and_fdatasync(bencher: Bencher<'_, '_>) {
    let dir = tempfile::tempdir().expect("a folder");
    let mut options = OpenOptions::new();
    let file = options.append(true).create(true).open(dir.path().join("plain")).expect("a file");
    let mut file: File = file;
    let bytes = [b'x'; ENTRY];
    bencher.bench_local(|| {
        file.write_all(&bytes).expect("write");
        file.sync_data().expect("sync");
    });
}

#[divan::bench(sample_count = 2000, sample_size = 1)]
fn save_b_one_acknowledged_entry(bencher: Bencher<'_, '_>) {
    save(bencher, None);
}

#[divan::bench(sample_count = 2000, sample_size = 1)]
fn save_c_one_acknowledged_entry_sealed(bencher: Bencher<'_, '_>) {
    save(bencher, Some(keys()));
}

/// Keys that cost little to try: the passphrase is not what is measured, but by itself.
fn keys() -> &'static NewKeys {
    static KEYS: OnceLock<NewKeys> = OnceLock::new();
    KEYS.get_or_init(|| {
        let cheap = Cost { memory: 64, passes: 1, lanes: 1 };
        let passphrase = SecretString::from("correct horse".to_owned());
        NewKeys::make(identity().study, &passphrase, None, cheap).expect("keys")
    })
}

#[divan::bench(sample_count = 5, sample_size = 1)]
fn unlock_with_a_passphrase(bencher: Bencher<'_, '_>) {
    let passphrase = SecretString::from("correct horse".to_owned());
    let keys = NewKeys::make(identity().study, &passphrase, None, Cost::STANDARD).expect("keys");
    let dir = tempfile::tempdir().expect("a folder");
    let path = dir.path().join("study");
    drop(Journal::create(&path, identity(), Some(&keys)).expect("create"));
    let secret = Secret::Passphrase(passphrase);
    bencher.bench_local(|| keys::unlock(&path, &secret).expect("unlock"));
}

fn save(bencher: Bencher<'_, '_>, keys: Option<&NewKeys>) {
    let dir = tempfile::tempdir().expect("a folder");
    let path = dir.path().join("study");
    let mut journal = Journal::create(&path, identity(), keys).expect("create");
    let mut n = 0;
    bencher
        .with_inputs(|| {
            n += 1;
            observation(n)
        })
        .bench_local_values(|change| {
            journal.append(&[change], Purpose::Do, 1_767_225_600_000).expect("append")
        });
}

/// A study that was built: how many entries, how many to an act, whether sealed, and where.
type Built = (u64, usize, bool, tempfile::TempDir);

static BUILT: OnceLock<Mutex<Vec<Built>>> = OnceLock::new();

/// A study of `count` entries, `by` to an act, built once.
fn built(count: u64, by: usize, sealed: bool) -> PathBuf {
    let mut built = BUILT.get_or_init(Mutex::default).lock().expect("no panic");
    let known = built.iter().find(|(c, b, s, _)| (*c, *b, *s) == (count, by, sealed));
    if let Some((.., dir)) = known {
        return dir.path().join("study");
    }
    let memory = Path::new("/dev/shm");
    let dir = if memory.is_dir() { tempfile::tempdir_in(memory) } else { tempfile::tempdir() };
    let dir = dir.expect("a folder");
    let path = dir.path().join("study");
    let mut journal = Journal::create(&path, identity(), sealed.then(keys)).expect("create");
    for from in (0..count).step_by(10_000) {
        add(&mut journal, from, count.min(from + 10_000), by);
    }
    drop(journal);
    built.push((count, by, sealed, dir));
    path
}

fn sizes() -> Vec<u64> {
    let slow = std::env::var_os("ASDONE_SLOW").is_some();
    if slow { vec![10_000, 100_000, 1_000_000] } else { vec![10_000, 100_000] }
}

#[divan::bench(args = sizes(), sample_count = 5, sample_size = 1)]
fn open_imported(bencher: Bencher<'_, '_>, count: u64) {
    let path = built(count, 100, false);
    bencher.bench_local(|| Journal::open(&path, None).expect("open"));
}

#[divan::bench(args = sizes(), sample_count = 5, sample_size = 1)]
fn replay_imported_without_folding(bencher: Bencher<'_, '_>, count: u64) {
    let (journal, _) = Journal::open(&built(count, 100, false), None).expect("open");
    bencher.bench_local(|| {
        let mut entries = 0u64;
        journal.replay(|entry| entries += black_box(entry).header.seq.min(1)).expect("replay");
        assert_eq!(entries, count);
    });
}

#[divan::bench(args = sizes(), sample_count = 5, sample_size = 1)]
fn open_and_fold_imported(bencher: Bencher<'_, '_>, count: u64) {
    let path = built(count, 100, false);
    bencher.bench_local(|| open_and_fold(&path, count, None));
}

#[divan::bench(args = [10_000, 100_000], sample_count = 5, sample_size = 1)]
fn open_and_fold_saved_one_by_one(bencher: Bencher<'_, '_>, count: u64) {
    let path = built(count, 1, false);
    bencher.bench_local(|| open_and_fold(&path, count, None));
}

#[divan::bench(args = [10_000, 100_000], sample_count = 3, sample_size = 1)]
fn verify_everything(bencher: Bencher<'_, '_>, count: u64) {
    let (journal, _) = Journal::open(&built(count, 100, false), None).expect("open");
    bencher.bench_local(|| {
        let verified = journal.verify().expect("verify");
        assert_eq!((verified.entries, verified.problems.len()), (count, 0));
    });
}

#[divan::bench(args = sizes(), sample_count = 5, sample_size = 1)]
fn open_and_fold_sealed_imported(bencher: Bencher<'_, '_>, count: u64) {
    let path = built(count, 100, true);
    bencher.bench_local(|| open_and_fold(&path, count, Some(keys().key())));
}

#[divan::bench(args = sizes(), sample_count = 5, sample_size = 1)]
fn open_and_fold_sealed_saved_one_by_one(bencher: Bencher<'_, '_>, count: u64) {
    let path = built(count, 1, true);
    bencher.bench_local(|| open_and_fold(&path, count, Some(keys().key())));
}

fn open_and_fold(path: &Path, count: u64, key: Option<&Key>) -> (Journal, Study) {
    let (journal, opening) = Journal::open(path, key).expect("open");
    let mut study = Study::new(DEVICE);
    journal.replay(|entry| study.apply(entry)).expect("replay");
    assert_eq!(opening.entries, count);
    (journal, study)
}
