//! One suite for every keeper of records: what [`Store`] promises, tried on segments, sled and
//! memory.

use std::ops::{ControlFlow, Range};

use tempfile::TempDir;

use super::{Memory, Sealing, Segments, Sled, Store};
use crate::journal::Identity;
use crate::journal::codec::LARGEST_RECORD;
use crate::journal::keys::KeyId;
use crate::journal::seal::Sealed;
use crate::study::{DeviceId, PersonId, StudyId};

/// A keeper that can be closed and opened again where it lives on disk.
trait Keeper {
    type Kept: Store;
    fn open(&self) -> Self::Kept;
    /// What comes back of `kept` after it was closed and opened.
    fn reopen(&self, kept: Self::Kept) -> Self::Kept {
        drop(kept);
        self.open()
    }
}

struct InMemory;
struct InSled(TempDir, Sealing);
struct InSegments(TempDir, Sealing);

fn sealing() -> Sealing {
    Sealing::clear(StudyId(7))
}

fn with_a_key() -> Sealing {
    Sealing::sealed(StudyId(7), KeyId([3; 16]), Sealed::new(&[7; 32]).unwrap())
}

#[test]
fn a_closed_segment_is_packed_into_few_frames() {
    for sealing in [sealing(), with_a_key()] {
        let keeper = InSegments(tempfile::tempdir().unwrap(), sealing);
        let mut store = keeper.open();
        store.hurry();
        while !keeper.0.path().join("segments/00000002.seg").exists() {
            add(&mut store, 1);
        }
        let bytes = std::fs::read(keeper.0.path().join("segments/00000001.seg")).unwrap();
        let frames = memchr::memmem::find_iter(&bytes, b"asdF").count() as u64;
        assert!(frames * 20 < store.count(), "{frames} frames of {} records", store.count());
        let count = store.count();
        let store = keeper.reopen(store);
        assert_eq!(held(&store, 0..u64::MAX), (0..count).collect::<Vec<_>>());
    }
}

#[test]
fn what_is_saved_after_the_next_segment_could_not_be_begun_is_not_lost() {
    let keeper = InSegments(tempfile::tempdir().unwrap(), with_a_key());
    let mut store = keeper.open();
    store.hurry();
    let in_the_way = keeper.0.path().join("segments/00000002.seg");
    std::fs::create_dir(&in_the_way).unwrap();
    let one = |store: &mut Segments| store.append(&[record(store.count())]);
    while one(&mut store).is_ok() {}
    let count = store.count();
    // What was packed has room again, so it goes on in the file that took the place of the first.
    (0..5).for_each(|_| one(&mut store).unwrap());
    assert_eq!(held(&store, count..u64::MAX).len(), 5);
    store.take_back().unwrap();
    std::fs::remove_dir(&in_the_way).unwrap();
    let store = keeper.reopen(store);
    assert_eq!(held(&store, 0..u64::MAX), (0..count + 4).collect::<Vec<_>>());
}

impl Keeper for InMemory {
    type Kept = Memory;
    fn open(&self) -> Memory {
        Memory::default()
    }
    fn reopen(&self, kept: Memory) -> Memory {
        kept
    }
}

impl Keeper for InSled {
    type Kept = Sled;
    fn open(&self) -> Sled {
        Sled::open(&self.0.path().join("store"), self.1.clone()).unwrap()
    }
}

impl Keeper for InSegments {
    type Kept = Segments;
    fn open(&self) -> Segments {
        let dir = self.0.path().join("segments");
        let identity = Identity { study: StudyId(7), device: DeviceId(1), person: PersonId(2) };
        if Segments::are_there(&dir).unwrap() {
            let found = Segments::open(&dir, identity, self.1.clone()).unwrap();
            assert_eq!((found.torn, found.broken), (None, None));
            return found.segments;
        }
        Segments::create(&dir, identity, self.1.clone()).unwrap()
    }
}

fn record(n: u64) -> Vec<u8> {
    let length = if n % 50 == 3 { 7000 } else { [20, 400, 90, 300][(n % 4) as usize] };
    n.to_be_bytes().into_iter().cycle().take(length).collect()
}

fn add(store: &mut dyn Store, batch: u64) {
    let first = store.count();
    let records: Vec<_> = (first..first + batch).map(record).collect();
    store.append(&records).unwrap();
}

fn held(store: &dyn Store, range: Range<u64>) -> Vec<u64> {
    let mut held = Vec::new();
    let read = store.read(range, &mut |position, bytes| {
        assert_eq!(bytes, record(position), "record {position}");
        held.push(position);
        ControlFlow::Continue(())
    });
    read.unwrap();
    held
}

fn keeps_in_order_what_was_added(keeper: &impl Keeper) {
    let mut store = keeper.open();
    assert_eq!((store.count(), held(&store, 0..9)), (0, vec![]));
    for batch in [1, 1, 100, 3, 100, 100, 1, 77, 100, 100, 64, 1] {
        add(&mut store, batch);
    }
    let all: Vec<u64> = (0..648).collect();
    assert_eq!(held(&store, 0..u64::MAX), all);
    let store = keeper.reopen(store);
    assert_eq!((store.count(), held(&store, 0..u64::MAX)), (648, all));
}

fn reads_any_part(keeper: &impl Keeper) {
    let mut store = keeper.open();
    (0..6).for_each(|_| add(&mut store, 90));
    for range in [0..1, 5..5, 127..129, 90..400, 538..600, 539..540, 540..541, 700..900] {
        let there: Vec<u64> = (range.start..range.end.min(540)).collect();
        assert_eq!(held(&store, range.clone()), there, "{range:?}");
    }
    assert_eq!(store.get(300).unwrap(), Some(record(300)));
    assert_eq!(store.get(540).unwrap(), None);
    let mut seen = 0;
    let stop = &mut |_, _: &[u8]| {
        seen += 1;
        if seen == 7 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    };
    store.read(100..u64::MAX, stop).unwrap();
    assert_eq!(seen, 7);
}

fn takes_the_last_batch_back(keeper: &impl Keeper) {
    let mut store = keeper.open();
    (0..4).for_each(|_| add(&mut store, 100));
    add(&mut store, 33);
    store.take_back().unwrap();
    assert_eq!((store.count(), held(&store, 380..u64::MAX).len()), (400, 20));
    add(&mut store, 2);
    let store = keeper.reopen(store);
    assert_eq!(held(&store, 395..u64::MAX), (395..402).collect::<Vec<_>>());
}

fn keeps_many_that_come_at_once_or_none(keeper: &impl Keeper) {
    let mut store = keeper.open();
    add(&mut store, 5);
    add(&mut store, 700);
    store.take_back().unwrap();
    assert_eq!((store.count(), held(&store, 0..u64::MAX).len()), (5, 5));
    add(&mut store, 640);
    add(&mut store, 1);
    let store = keeper.reopen(store);
    assert_eq!(held(&store, 0..u64::MAX), (0..646).collect::<Vec<_>>());
}

fn keeps_the_largest_records(keeper: &impl Keeper) {
    let large = |n: u64| vec![n as u8; LARGEST_RECORD - n as usize];
    let mut store = keeper.open();
    for n in 0..300 {
        store.append(&[large(n)]).unwrap();
    }
    let store = keeper.reopen(store);
    let mut seen = 0;
    let read = store.read(0..u64::MAX, &mut |position, bytes| {
        assert!(bytes == large(position), "record {position}");
        seen += 1;
        ControlFlow::Continue(())
    });
    read.unwrap();
    assert_eq!(seen, 300);
}

macro_rules! suite {
    ($($keeper:ident: $new:expr;)+) => {$(
        mod $keeper {
            use super::*;
            #[test]
            fn keeps_in_order_what_was_added() {
                super::keeps_in_order_what_was_added(&$new);
            }
            #[test]
            fn reads_any_part() {
                super::reads_any_part(&$new);
            }
            #[test]
            fn takes_the_last_batch_back() {
                super::takes_the_last_batch_back(&$new);
            }
            #[test]
            fn keeps_many_that_come_at_once_or_none() {
                super::keeps_many_that_come_at_once_or_none(&$new);
            }
            #[test]
            fn keeps_the_largest_records() {
                super::keeps_the_largest_records(&$new);
            }
        }
    )+};
}

suite! {
    in_memory: InMemory;
    in_sled: InSled(tempfile::tempdir().unwrap(), sealing());
    in_sled_made_shorter: InSled(tempfile::tempdir().unwrap(), sealing().shrinking(true));
    in_sealed_sled: InSled(tempfile::tempdir().unwrap(), with_a_key());
    in_segments: InSegments(tempfile::tempdir().unwrap(), sealing());
    in_sealed_segments: InSegments(tempfile::tempdir().unwrap(), with_a_key());
}

#[test]
fn sled_never_moves_values_to_files_that_it_does_not_sync() {
    let dir = tempfile::tempdir().unwrap();
    let keeper = InSled(dir, sealing());
    let mut store = keeper.open();
    for n in 0..300u64 {
        store.append(&[vec![n as u8; LARGEST_RECORD]]).unwrap();
    }
    for _ in 0..8 {
        store.append(&vec![vec![1; 600]; 100]).unwrap();
    }
    let blobs = std::fs::read_dir(keeper.0.path().join("store/blobs")).unwrap();
    assert_eq!(blobs.count(), 0);
}
