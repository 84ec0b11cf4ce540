//! Where a device's sequence of entries stands.

use std::ops::ControlFlow;

use super::JournalError;
use super::codec::{self, Hash, NO_HASH};
use super::store::Store;
use crate::study::{DeviceId, Header, Hybrid, Way};

/// Where this device's sequence stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Tip {
    /// The sequence of its last entry; 0 where it has none.
    pub(super) seq: u64,
    pub(super) hash: Hash,
    /// The latest time of any entry, whoever wrote it.
    pub(super) time: Hybrid,
}

impl Tip {
    pub(super) const START: Self = Self { seq: 0, hash: NO_HASH, time: Hybrid(0) };

    /// Reads back from the end to this device's last entry, or to where it says itself, in what it took
    /// in from others, how it stood then; ever more at a time: where it has none yet, as after a copy
    /// was restored, that is everything there is.
    pub(super) fn of(
        device: DeviceId,
        segments: &dyn Store,
        store: &dyn Store,
    ) -> Result<Self, JournalError> {
        let mut tip = Self::START;
        let mut known = false;
        let (mut end, mut step) = (segments.count(), 64);
        while end > 0 && !known {
            let start = end.saturating_sub(step);
            let mut missing = Vec::new();
            let mut next = start;
            segments.read(start..end, &mut |position, record| {
                missing.extend(next..position);
                next = position + 1;
                known |= tip.take(device, record);
                ControlFlow::Continue(())
            })?;
            missing.extend(next..end);
            for position in missing {
                if let Some(record) = store.get(position)? {
                    known |= tip.take(device, &record);
                }
            }
            (end, step) = (start, step.saturating_mul(4));
        }
        Ok(tip)
    }

    /// Whether the record tells where the device stood.
    fn take(&mut self, device: DeviceId, record: &[u8]) -> bool {
        let Some(sight) = codec::look(record) else { return false };
        self.time = self.time.max(sight.header.time);
        let Header { device: whose, way, seq, .. } = sight.header;
        if way == Way::Here && whose == device {
            if seq > self.seq {
                (self.seq, self.hash) = (seq, sight.hash());
            }
            return true;
        }
        let Some(stood) = sight.stood.filter(|stood| stood.device == device) else { return false };
        self.time = self.time.max(stood.time);
        if stood.seq > self.seq {
            (self.seq, self.hash) = (stood.seq, stood.hash);
        }
        true
    }
}

#[cfg(test)]
mod tests {
    use std::ops::Range;
    use std::sync::atomic::{AtomicU32, Ordering};

    use super::super::store::Memory;
    use super::*;
    use crate::study::{PersonId, Purpose};

    const HERE: DeviceId = DeviceId(8);
    const ELSEWHERE: DeviceId = DeviceId(9);

    fn record(device: DeviceId, seq: u64, time: u64) -> (Vec<u8>, Hash) {
        let author = PersonId(1);
        let time = Hybrid(time);
        let header = Header {
            way: crate::study::Way::Here,
            device,
            seq,
            time,
            author,
            act: seq,
            purpose: Purpose::Do,
        };
        codec::record(&header, &NO_HASH, b"said").unwrap()
    }

    fn holding(records: &[Vec<u8>]) -> Memory {
        let mut memory = Memory::default();
        records.chunks(100).for_each(|batch| memory.append(batch).unwrap());
        memory
    }

    /// Counts how often it is read, and cannot read what stands at one position.
    struct Watched {
        within: Memory,
        damaged: Option<u64>,
        reads: AtomicU32,
    }

    impl Store for Watched {
        fn count(&self) -> u64 {
            self.within.count()
        }
        fn append(&mut self, records: &[Vec<u8>]) -> Result<(), JournalError> {
            self.within.append(records)
        }
        fn take_back(&mut self) -> Result<(), JournalError> {
            self.within.take_back()
        }
        fn read(
            &self,
            range: Range<u64>,
            each: &mut dyn FnMut(u64, &[u8]) -> ControlFlow<()>,
        ) -> Result<(), JournalError> {
            self.reads.fetch_add(1, Ordering::Relaxed);
            self.within.read(range, &mut |position, record| match self.damaged == Some(position) {
                true => ControlFlow::Continue(()),
                false => each(position, record),
            })
        }
    }

    /// Entries of another device, but for those at `ours`.
    fn records(count: u64, ours: &[u64]) -> Vec<Vec<u8>> {
        let device = |at| if ours.contains(&at) { HERE } else { ELSEWHERE };
        (0..count).map(|at| record(device(at), at + 1, 1_000 + at).0).collect()
    }

    fn tip(records: &[Vec<u8>], damaged: Option<u64>) -> (Tip, u32) {
        let segments = Watched { within: holding(records), damaged, reads: AtomicU32::new(0) };
        let tip = Tip::of(HERE, &segments, &holding(records)).unwrap();
        (tip, segments.reads.into_inner())
    }

    #[test]
    fn the_last_entry_of_this_device_is_found_wherever_it_stands() {
        for at in [0, 1, 63, 64, 935, 936, 999] {
            for damaged in [None, Some(at)] {
                let (found, _) = tip(&records(1_000, &[0, at]), damaged);
                let (_, hash) = record(HERE, at + 1, 1_000 + at);
                assert_eq!(found, Tip { seq: at + 1, hash, time: Hybrid(1_999) }, "{at}");
            }
        }
        assert_eq!(tip(&[], None), (Tip::START, 0));
    }

    #[test]
    fn a_device_that_has_written_nothing_reads_the_past_a_few_times_and_not_once_for_each_entry() {
        let (found, reads) = tip(&records(20_000, &[]), None);
        assert_eq!(found, Tip { time: Hybrid(20_999), ..Tip::START });
        assert!(reads < 10, "{reads} times");
    }
}
