//! Segments: what one laptop puts on the shelf, in pieces that are sealed once and never changed.
//!
//! ```text
//! head      magic · team 32 · device 8 · number 8 · epoch 8 · BLAKE3 of the sealed part 32
//! signature 64 bytes, of the device, over the head
//! sealed    an age file for the epoch:
//!           first 8 · count 4 · hash of the head before 32 · live: count 4, from 8 and to 8 each
//!           entries: time 8 · length 4 · the change; length 0 where it was taken back
//!           zeros up to the next 4 KiB, 16 KiB at least
//! ```
//!
//! Only what is needed to find the key and to check who signed stands in clear: how many entries a
//! laptop has handed out, and which of its segments still stand, is for the team alone.
//!
//! Entries are numbered per device, from 1, without gaps. A segment that is written again, because
//! something in it was taken back, keeps the numbers of its entries. The newest segment of a device
//! says which of its segments are *live*: one that is live and is not there has not arrived yet; one
//! that is not live was forgotten on purpose.

use std::ops::RangeInclusive;

use super::bytes::{Reader, counted};
use super::seal::{Epoch, Secrets, TeamId, is_signed};
use crate::study::{DeviceId, Hybrid};

const MAGIC: &[u8] = b"asdone part 1\n";

/// How many bytes a sealed part has at least; it is a multiple of [`STEP`], so that its size tells little.
pub const LEAST: usize = 16 * 1024;
/// What the length of a sealed part is a multiple of, in bytes.
pub const STEP: usize = 4 * 1024;

/// About how many bytes of entries go into one segment.
pub const FULL: usize = 192 * 1024;

/// The most entries of one segment.
pub const MOST_ENTRIES: usize = 4096;

/// Hash of a head, zeros before the first.
pub type HeadHash = [u8; 32];

/// One entry as it lies on the shelf.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Line {
    /// When it was said, by its laptop's clock and a counter.
    pub time: Hybrid,
    /// The change, as bytes; empty where it was taken back.
    pub body: Vec<u8>,
}

impl Line {
    /// What stands in the place of an entry that was taken back.
    pub const fn taken_back() -> Self {
        Self { time: Hybrid(0), body: Vec::new() }
    }
}

/// What a segment holds.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Inside {
    /// The number of its first entry.
    pub first: u64,
    /// Hash of the head of the device's segment before.
    pub prev: HeadHash,
    /// The segments of this device that still stand, this one among them.
    pub live: Vec<(u64, u64)>,
    /// Its entries.
    pub lines: Vec<Line>,
}

impl Inside {
    /// The number of the entry after its last.
    pub fn end(&self) -> u64 {
        self.first.saturating_add(self.lines.len() as u64)
    }

    /// Whether a segment of the device is among those that stand.
    pub fn has_live(&self, number: u64) -> bool {
        self.live.iter().any(|(from, to)| (*from..=*to).contains(&number))
    }

    /// How many segments stand.
    pub fn live_count(&self) -> u64 {
        let count = |(from, to): &(u64, u64)| to.saturating_sub(*from).saturating_add(1);
        self.live.iter().map(count).fold(0, u64::saturating_add)
    }

    /// The numbers of the segments that stand, in order.
    pub fn live(&self) -> impl Iterator<Item = u64> + '_ {
        self.live.iter().flat_map(|(from, to)| RangeInclusive::new(*from, *to))
    }

    fn bytes(&self) -> Vec<u8> {
        let mut plain = Vec::with_capacity(LEAST);
        plain.extend_from_slice(&self.first.to_be_bytes());
        plain.extend_from_slice(&(self.lines.len() as u32).to_be_bytes());
        plain.extend_from_slice(&self.prev);
        plain.extend_from_slice(&(self.live.len() as u32).to_be_bytes());
        for (from, to) in &self.live {
            plain.extend_from_slice(&from.to_be_bytes());
            plain.extend_from_slice(&to.to_be_bytes());
        }
        for line in &self.lines {
            plain.extend_from_slice(&line.time.0.to_be_bytes());
            counted(&mut plain, &line.body);
        }
        let padded = plain.len().max(LEAST).next_multiple_of(STEP);
        plain.resize(padded, 0);
        plain
    }

    fn read(plain: &[u8]) -> Option<Self> {
        let mut from = Reader(plain);
        let first = from.u64()?;
        let count = usize::try_from(from.u32()?).ok().filter(|count| *count <= MOST_ENTRIES)?;
        // Every entry has a number, and there is one after the last.
        first.checked_add(count as u64)?;
        let prev = from.array()?;
        let ranges = from.u32()?;
        let mut live: Vec<(u64, u64)> = Vec::new();
        for _ in 0..ranges {
            let (a, b) = (from.u64()?, from.u64()?);
            // In order and without overlap, so that nobody makes others count for ever.
            let after = live.last().is_none_or(|(_, last)| *last < a);
            if a == 0 || b < a || !after {
                return None;
            }
            live.push((a, b));
        }
        let mut lines = Vec::new();
        for _ in 0..count {
            let time = Hybrid(from.u64()?);
            lines.push(Line { time, body: from.counted()?.to_vec() });
        }
        let blank = from.0.iter().all(|byte| *byte == 0);
        (first > 0 && blank).then_some(Self { first, prev, live, lines })
    }
}

/// Numbers as ranges.
pub(super) fn ranges(numbers: impl IntoIterator<Item = u64>) -> Vec<(u64, u64)> {
    let mut ranges: Vec<(u64, u64)> = Vec::new();
    for number in numbers {
        match ranges.last_mut() {
            Some((_, to)) if to.checked_add(1) == Some(number) => *to = number,
            _ => ranges.push((number, number)),
        }
    }
    ranges
}

/// A segment as it lies on the shelf, not opened yet.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Segment {
    /// The laptop that says it wrote it.
    pub device: DeviceId,
    /// Its number among the segments of that laptop.
    pub number: u64,
    /// The key that opens it.
    pub epoch: u64,
    head: Vec<u8>,
    signature: [u8; 64],
    sealed: Vec<u8>,
}

impl Segment {
    /// Seals and signs a segment; `None` where it cannot be sealed.
    pub fn seal(
        team: TeamId,
        (device, secrets): (DeviceId, &Secrets),
        number: u64,
        epoch: &Epoch,
        inside: &Inside,
    ) -> Option<Self> {
        let sealed = epoch.seal(&inside.bytes())?;
        let mut head = MAGIC.to_vec();
        head.extend_from_slice(&team.0);
        head.extend_from_slice(&device.0.to_be_bytes());
        head.extend_from_slice(&number.to_be_bytes());
        head.extend_from_slice(&epoch.id().to_be_bytes());
        head.extend_from_slice(blake3::hash(&sealed).as_bytes());
        let signature = secrets.sign(&head);
        Some(Self { device, number, epoch: epoch.id(), head, signature, sealed })
    }

    /// The bytes that lie on the shelf.
    pub fn bytes(&self) -> Vec<u8> {
        [self.head.as_slice(), &self.signature, &self.sealed].concat()
    }

    /// Reads one for a team; `None` where it is none, or not whole. Who signed it is still to be
    /// checked.
    pub fn read(bytes: &[u8], team: TeamId) -> Option<Self> {
        const HEAD: usize = MAGIC.len() + 32 + 8 + 8 + 8 + 32;
        let (head, rest) = bytes.split_at_checked(HEAD)?;
        let (signature, sealed) = rest.split_first_chunk::<64>()?;
        let mut from = Reader(head);
        from.magic(MAGIC)?;
        if from.array()? != team.0 {
            return None;
        }
        let device = DeviceId(from.u64()?);
        let number = from.u64()?;
        let epoch = from.u64()?;
        let hash: [u8; 32] = from.array()?;
        (number > 0 && *blake3::hash(sealed).as_bytes() == hash).then(|| Self {
            device,
            number,
            epoch,
            head: head.to_vec(),
            signature: *signature,
            sealed: sealed.to_vec(),
        })
    }

    /// Whether the laptop with this key wrote it.
    pub fn is_by(&self, verify: &[u8; 32]) -> bool {
        is_signed(verify, &self.head, &self.signature)
    }

    /// Hash of its head, which the next one names.
    pub fn hash(&self) -> HeadHash {
        blake3::hash(&self.head).into()
    }

    /// What it holds; `None` where the key is another's, or what comes out is no segment.
    pub fn open(&self, epoch: &Epoch) -> Option<Inside> {
        let inside = Inside::read(&epoch.open(&self.sealed)?)?;
        inside.has_live(self.number).then_some(inside)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::study::PersonId;

    fn inside() -> Inside {
        let line = |n: u8| Line { time: Hybrid(u64::from(n)), body: vec![n; usize::from(n) * 9] };
        Inside {
            first: 7,
            prev: [3; 32],
            live: vec![(1, 2), (5, 5)],
            lines: vec![line(1), Line { time: Hybrid(0), body: Vec::new() }, line(200)],
        }
    }

    #[test]
    fn a_segment_opens_with_the_key_of_its_epoch_and_every_changed_byte_is_noticed() {
        let secrets = Secrets::fresh().unwrap();
        let laptop = secrets.laptop(DeviceId(9), PersonId(1));
        let (team, epoch) = (TeamId([7; 32]), Epoch::fresh(1));
        let segment = Segment::seal(team, (DeviceId(9), &secrets), 5, &epoch, &inside()).unwrap();
        let bytes = segment.bytes();
        let read = Segment::read(&bytes, team).unwrap();
        assert_eq!(read, segment);
        assert!(read.is_by(&laptop.verify));
        assert_eq!(read.open(&epoch), Some(inside()));
        assert_eq!(read.open(&Epoch::fresh(1)), None);
        assert_eq!(Segment::read(&bytes, TeamId([8; 32])), None);
        let stands = |bytes: &[u8]| {
            Segment::read(bytes, team).is_some_and(|segment| segment.is_by(&laptop.verify))
        };
        assert!(stands(&bytes));
        for at in (0..bytes.len()).step_by(7).chain(0..200) {
            let mut changed = bytes.clone();
            changed[at] ^= 1;
            assert!(!stands(&changed), "byte {at}");
            assert!(!stands(&bytes[..at]), "cut at {at}");
        }
    }

    #[test]
    fn the_size_of_a_segment_tells_little() {
        let size = |count: usize| {
            let line = Line { time: Hybrid(1), body: vec![1; 100] };
            Inside { first: 1, lines: vec![line; count], ..Inside::default() }.bytes().len()
        };
        assert_eq!(size(1), size(100));
        assert!((1..2000).step_by(37).all(|count| size(count).is_multiple_of(STEP)));
    }

    #[test]
    fn what_a_liar_signs_neither_panics_nor_counts_for_ever() {
        let mut plain = Inside { live: vec![(1, u64::MAX)], first: 1, ..inside() }.bytes();
        let read = Inside::read(&plain).unwrap();
        assert_eq!(read.live_count(), u64::MAX);
        plain.truncate(60);
        assert_eq!(Inside::read(&plain), None);
        let overlapping = Inside { live: vec![(1, 9), (5, 12)], ..inside() }.bytes();
        assert_eq!(Inside::read(&overlapping), None);
        let beyond = Inside { first: u64::MAX - 2, ..inside() };
        assert_eq!(Inside::read(&beyond.bytes()), None, "three entries and no number after them");
        let last = Inside { first: u64::MAX - 3, ..inside() };
        assert_eq!(Inside::read(&last.bytes()), Some(last));
        let hidden = [inside().bytes(), b"more".to_vec()].concat();
        assert_eq!(Inside::read(&hidden), None, "nothing stands behind the zeros");
        assert_eq!(ranges([1, 2, 3, 7, 9, 10]), [(1, 3), (7, 7), (9, 10)]);
    }
}
