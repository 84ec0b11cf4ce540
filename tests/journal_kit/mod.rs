//! What the tests of the journal share: a study with some entries, and ways to look at it.

#![allow(
    dead_code,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "each test file uses its own part, and a test says so by failing"
)]

use std::path::Path;

use asdone::journal::{Identity, Journal, Opening};
use asdone::study::{
    Change, Content, DeviceId, Entry, Kind, Moment, Observation, ObservationId, Origin, PersonId,
    Purpose, Source, Stance, StudyId, TagKey,
};

pub(crate) const DEVICE: DeviceId = DeviceId(0x00c0_ffee_00c0_ffee);

pub(crate) fn identity() -> Identity {
    Identity { study: StudyId(0x0199_f3c2_0000_7000_8000), device: DEVICE, person: PersonId(9) }
}

/// The n-th observation, of everyday length.
pub(crate) fn observation(n: u64) -> Change {
    let at = Moment::new(1_767_225_600_000 + n as i64 * 60_000, 60);
    Change::Recorded(Box::new(Observation {
        id: ObservationId(u128::from(n) << 64 | 0x8000_0000_0000_0000),
        text: format!(
            "{n}: rang school before the visit because the file had two addresses, and asked the \
             office to read the newer one back to me; wrote it on the blue card. {}",
            "Then on. ".repeat((n % 23) as usize)
        ),
        kind: Kind::ALL.get((n % 6) as usize).copied(),
        happened_at: at,
        recorded_at: at.plus_minutes(12),
        setting: n.is_multiple_of(3).then(|| "duty desk".to_owned()),
        stance: Stance::Own,
        origin: Origin::Spontaneous,
        source: Source::Practice,
        extras: Default::default(),
        tags: ["p.anticipate", "s.check"].iter().filter_map(|tag| TagKey::parse(tag)).collect(),
    }))
}

/// The number that an entry's observation begins with.
pub(crate) fn number(entry: &Entry) -> u64 {
    match &entry.content {
        Content::Known(Change::Recorded(observation)) => {
            observation.text.split(':').next().and_then(|n| n.parse().ok()).expect("a number")
        }
        other => panic!("not an observation: {other:?}"),
    }
}

/// Appends observations `from..to`, `by` at a time.
pub(crate) fn add(journal: &mut Journal, from: u64, to: u64, by: usize) {
    let changes: Vec<Change> = (from..to).map(observation).collect();
    for act in changes.chunks(by) {
        let now = 1_767_225_600_000 + journal.entries() as i64;
        journal.append(act, Purpose::Do, now).expect("append");
    }
}

/// A study in `dir/study` with `count` observations, closed again.
pub(crate) fn study(dir: &Path, count: u64, by: usize) -> std::path::PathBuf {
    let path = dir.join("study");
    let mut journal = Journal::create(&path, identity(), None).expect("create");
    add(&mut journal, 0, count, by);
    path
}

pub(crate) fn replayed(journal: &Journal) -> Vec<Entry> {
    let mut entries = Vec::new();
    journal.replay(|entry| entries.push(entry)).expect("replay");
    entries
}

/// Opens a study and reads all of it; checks that sequence and numbers have no gap.
pub(crate) fn open_whole(path: &Path, count: u64) -> Opening {
    let (journal, opening) = Journal::open(path, None).expect("open");
    assert_eq!(opening.losses, Vec::<String>::new());
    assert_eq!(opening.entries, count);
    let numbers: Vec<u64> = replayed(&journal).iter().map(number).collect();
    assert_eq!(numbers, (0..count).collect::<Vec<_>>());
    opening
}

pub(crate) fn copy_dir(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).expect("make a folder");
    for item in std::fs::read_dir(from).expect("list") {
        let item = item.expect("list");
        let target = to.join(item.file_name());
        if item.path().is_dir() {
            copy_dir(&item.path(), &target);
        } else {
            std::fs::copy(item.path(), target).expect("copy");
        }
    }
}
