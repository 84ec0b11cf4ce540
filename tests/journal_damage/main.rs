//! Damage to a closed study, in clear and sealed: with one witness whole everything comes back,
//! with both damaged the account of what is missing is exact, and nothing ever panics.

#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "a test says so by failing"
)]

#[path = "../journal_kit/mod.rs"]
mod journal_kit;

mod both;
mod clear;
mod sealed;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use asdone::journal::keys::{self, Cost, Key, NewKeys, Secret};
use asdone::journal::{Journal, Opening};
use journal_kit::*;

const COUNT: u64 = 420;

/// So many entries are saved together.
const BATCH: u64 = 7;

/// A page, as disks and sled's log have them.
const PAGE: usize = 4096;

const OPENS: &str = "correct horse";

/// A sealed study in `dir/study` with `count` observations, closed again, and its key.
fn sealed_study(dir: &Path, count: u64, by: usize) -> (PathBuf, Key) {
    let path = dir.join("study");
    // Quick to try, for tests.
    let cheap = Cost { memory: 64, passes: 1, lanes: 1 };
    let made = NewKeys::make(identity().study, &OPENS.to_owned().into(), None, cheap).unwrap();
    let mut journal = Journal::create(&path, identity(), Some(&made)).unwrap();
    add(&mut journal, 0, count, by);
    (path, made.key().clone())
}

/// The key, by the passphrase, from whatever is left in the folder.
fn unlocked(study: &Path, what: &str) -> Key {
    keys::unlock(study, &Secret::passphrase(OPENS.to_owned()))
        .unwrap_or_else(|e| panic!("{what}: {e}"))
}

/// A study to be damaged, a copy for each case.
struct Sample {
    dir: tempfile::TempDir,
    whole: PathBuf,
    key: Option<Key>,
    copies: usize,
}

impl Sample {
    fn clear() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let whole = study(dir.path(), COUNT, BATCH as usize);
        Self { dir, whole, key: None, copies: 0 }
    }

    fn sealed() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let (whole, key) = sealed_study(dir.path(), COUNT, BATCH as usize);
        Self { dir, whole, key: Some(key), copies: 0 }
    }

    fn copy(&mut self) -> PathBuf {
        self.copies += 1;
        let copy = self.dir.path().join(format!("copy-{}", self.copies));
        copy_dir(&self.whole, &copy);
        copy
    }

    /// Damages one file in each of these places, in a copy for each: everything comes back. Says
    /// how often it was noticed, and how many places there were.
    fn is_hit(
        &mut self,
        file: fn(&Path) -> PathBuf,
        places: impl IntoIterator<Item = usize>,
        damage: Damage,
    ) -> (usize, usize) {
        let (mut noticed, mut all) = (0, 0);
        for at in places {
            let study = self.copy();
            let path = file(&study);
            damage.at(&path, at);
            let what = format!("{damage:?} at {at} of {}", path.display());
            noticed += usize::from(!comes_back(&study, self.key.as_ref(), COUNT, &what).is_empty());
            all += 1;
            fs::remove_dir_all(study).unwrap();
        }
        (noticed, all)
    }

    /// How long a file of it is.
    fn length(&self, file: fn(&Path) -> PathBuf) -> usize {
        fs::metadata(file(&self.whole)).unwrap().len() as usize
    }
}

fn segment(study: &Path) -> PathBuf {
    study.join("segments/00000001.seg")
}

fn db(study: &Path) -> PathBuf {
    study.join("store/db")
}

const WITNESSES: [fn(&Path) -> PathBuf; 2] = [segment, db];

fn change(path: &Path, how: impl FnOnce(&mut Vec<u8>)) {
    let mut bytes = fs::read(path).unwrap();
    how(&mut bytes);
    fs::write(path, bytes).unwrap();
}

/// What befalls a file at some place.
#[derive(Clone, Copy, Debug)]
enum Damage {
    FlippedBit,
    ZeroedPage,
    Cut,
}

impl Damage {
    fn at(self, file: &Path, at: usize) {
        change(file, |bytes| match self {
            Self::FlippedBit => bytes[at] ^= 0x20,
            Self::ZeroedPage => {
                bytes.iter_mut().skip(at / PAGE * PAGE).take(PAGE).for_each(|byte| *byte = 0);
            }
            Self::Cut => bytes.truncate(at),
        });
    }
}

/// Where to hit a file of some length, spread over all of it (the golden ratio does not repeat).
/// Five times as many with `ASDONE_SLOW=1`, ten times with `ASDONE_SLOW=2`.
fn places(length: usize, count: usize) -> Vec<usize> {
    let slow = std::env::var("ASDONE_SLOW").ok().map(|slow| slow.parse().unwrap_or(1));
    let count = slow.map_or(count, |slow: usize| count * 5 * slow);
    (1..=count).map(|n| ((n as f64 * 0.618_033_988_75).fract() * length as f64) as usize).collect()
}

fn opened(study: &Path, key: Option<&Key>, what: &str) -> (Journal, Opening) {
    Journal::open(study, key).unwrap_or_else(|e| panic!("{what}: {e}"))
}

/// With one witness damaged: all is there at once, and after one more opening both are whole. What
/// was put right at the first opening and the second.
fn comes_back(study: &Path, key: Option<&Key>, count: u64, what: &str) -> Vec<String> {
    let (journal, opening) = opened(study, key, what);
    assert!(opening.losses.is_empty(), "{what}: {opening:?}");
    let numbers: Vec<u64> = replayed(&journal).iter().map(number).collect();
    assert!(numbers.iter().copied().eq(0..count), "{what}: {numbers:?}");
    let first = journal.verify().unwrap();
    drop(journal);
    let (mut journal, again) = opened(study, key, what);
    assert!(again.losses.is_empty(), "{what}: {again:?}");
    assert_eq!(first.problems.is_empty(), again.repairs.is_empty(), "{what}: {first:?} {again:?}");
    let second = journal.verify().unwrap();
    assert_eq!((second.entries, &second.problems), (count, &vec![]), "{what}");
    add(&mut journal, count, count + 1, 1);
    opening.repairs.into_iter().chain(again.repairs).collect()
}

/// The numbers named in sentences such as "entries 5 to 7 of device …".
fn named(losses: &[String]) -> BTreeSet<u64> {
    let mut named = BTreeSet::new();
    for said in losses {
        assert!(said.contains(&DEVICE.to_string()), "{said}");
        let (said, _) = said.split_once(" of device").expect("a device");
        let (_, said) = said.rsplit_once("entr").expect("entries");
        let numbers: Vec<u64> = said.split(' ').filter_map(|word| word.parse().ok()).collect();
        named.extend(numbers[0]..=*numbers.last().unwrap());
    }
    named
}
