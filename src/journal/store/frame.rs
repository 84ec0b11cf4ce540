//! Frames: how batches stand in a segment file, and how they are found again among damage.
//!
//! ```text
//! magic   4 bytes   "asdF"
//! length  4 bytes   of the sealed bytes that follow the header
//! first   8 bytes   position of the first record
//! count   4 bytes   how many records
//! check   8 bytes   BLAKE3 over the study's id (16 bytes) and the 20 bytes above, cut short
//! sealed  …         the records, packed (see `codec`), sealed to (Frame, first)
//! ```
//!
//! The header has a check of its own, so that a frame with damaged contents is stepped over and
//! still says which records it held. Where a header itself is damaged, the next one is searched for.

use std::ops::Range;

use super::{BATCH_BYTES, BATCH_RECORDS, Sealing};
use crate::journal::JournalError;
use crate::journal::codec::{LARGEST_RECORD, pack};
use crate::journal::seal::Role;
use crate::study::StudyId;

const MAGIC: &[u8; 4] = b"asdF";

/// Bytes of a frame's header.
pub(super) const HEADER: usize = 28;

/// No frame that was ever written is longer.
pub(super) const LONGEST: usize = BATCH_BYTES + LARGEST_RECORD + 8 * BATCH_RECORDS + 1024;

/// Appends the frame of a batch.
pub(super) fn write(sealing: &Sealing, first: u64, records: &[Vec<u8>], out: &mut Vec<u8>) {
    let packed = pack(records.iter().map(Vec::as_slice));
    let mut sealed = Vec::with_capacity(packed.len() + 64);
    sealing.seal.seal(sealing.place(Role::Frame, first), &packed, &mut sealed);
    let start = out.len();
    out.extend_from_slice(MAGIC);
    out.extend_from_slice(&u32::try_from(sealed.len()).unwrap_or(u32::MAX).to_be_bytes());
    out.extend_from_slice(&first.to_be_bytes());
    out.extend_from_slice(&u32::try_from(records.len()).unwrap_or(u32::MAX).to_be_bytes());
    let check = check(sealing.study, out.get(start..).unwrap_or_default());
    out.extend_from_slice(&check);
    out.extend_from_slice(&sealed);
}

fn check(study: StudyId, header: &[u8]) -> [u8; 8] {
    let mut hasher = blake3::Hasher::new();
    hasher.update(&study.0.to_be_bytes());
    hasher.update(header);
    let mut check = [0; 8];
    hasher.finalize_xof().fill(&mut check);
    check
}

/// A part of a segment's bytes.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Piece<'a> {
    /// A frame with a header that holds; its contents have yet to pass the seal.
    Frame {
        /// Positions of its records.
        positions: Range<u64>,
        sealed: &'a [u8],
    },
    /// Bytes that are no frame. Where they begin with the header of a frame that ends too early,
    /// `claims` are the positions it was to hold.
    Rubble { claims: Option<Range<u64>> },
}

/// Takes the bytes after a segment's header apart. Each piece comes with where it begins.
pub(super) fn pieces<'a>(
    study: StudyId,
    bytes: &'a [u8],
    start: usize,
) -> impl Iterator<Item = (usize, Piece<'a>)> {
    let mut at = start;
    std::iter::from_fn(move || {
        let rest = bytes.get(at..).filter(|rest| !rest.is_empty())?;
        let here = at;
        let header = header(study, rest);
        if let Some((length, positions)) = &header
            && let Some(sealed) = rest.get(HEADER..HEADER + length)
        {
            at += HEADER + length;
            return Some((here, Piece::Frame { positions: positions.clone(), sealed }));
        }
        at += next_header(study, rest).unwrap_or(rest.len());
        Some((here, Piece::Rubble { claims: header.map(|(_, positions)| positions) }))
    })
}

/// How long the contents are and which records they hold, if a sound header stands here.
fn header(study: StudyId, bytes: &[u8]) -> Option<(usize, Range<u64>)> {
    let (header, rest) = bytes.split_first_chunk::<{ HEADER - 8 }>()?;
    let (claimed, _) = rest.split_first_chunk::<8>()?;
    let (magic, fields) = header.split_first_chunk::<4>()?;
    if magic != MAGIC || *claimed != check(study, header) {
        return None;
    }
    let (length, fields) = fields.split_first_chunk::<4>()?;
    let (first, fields) = fields.split_first_chunk::<8>()?;
    let (count, _) = fields.split_first_chunk::<4>()?;
    let length = usize::try_from(u32::from_be_bytes(*length)).ok()?;
    let first = u64::from_be_bytes(*first);
    let end = first.checked_add(u64::from(u32::from_be_bytes(*count)))?;
    (length <= LONGEST).then_some((length, first..end))
}

/// How far it is to the next sound header.
fn next_header(study: StudyId, bytes: &[u8]) -> Option<usize> {
    let later = bytes.get(1..)?;
    memchr::memmem::find_iter(later, MAGIC)
        .map(|at| at + 1)
        .find(|&at| bytes.get(at..).is_some_and(|rest| header(study, rest).is_some()))
}

/// The records of many, batch by batch.
fn batches(records: &[Vec<u8>]) -> impl Iterator<Item = &[Vec<u8>]> {
    let mut rest = records;
    std::iter::from_fn(move || {
        let mut bytes = 0;
        let fits = rest.iter().take(BATCH_RECORDS).take_while(|record| {
            bytes += record.len();
            bytes <= BATCH_BYTES
        });
        let batch = rest.split_at_checked(fits.count().max(1));
        batch.map(|(batch, more)| {
            rest = more;
            batch
        })
    })
}

/// The frames of records that become durable together, a frame for each batch; the first has the position
/// `first`.
///
/// # Errors
/// [`JournalError::TooLarge`].
pub(super) fn of_each_batch(
    sealing: &Sealing,
    mut first: u64,
    records: &[Vec<u8>],
) -> Result<Vec<u8>, JournalError> {
    let mut frames = Vec::new();
    for batch in batches(records) {
        let before = frames.len();
        write(sealing, first, batch, &mut frames);
        let bytes = frames.len() - before;
        if bytes > LONGEST {
            return Err(JournalError::TooLarge { bytes, limit: LONGEST });
        }
        first += batch.len() as u64;
    }
    Ok(frames)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn sealing() -> Sealing {
        Sealing::clear(StudyId(5))
    }

    fn three_frames() -> Vec<u8> {
        let mut bytes = Vec::new();
        write(&sealing(), 0, &[b"one".to_vec()], &mut bytes);
        write(&sealing(), 1, &[b"two".to_vec(), b"asdF three".to_vec()], &mut bytes);
        write(&sealing(), 3, &[b"four".to_vec()], &mut bytes);
        bytes
    }

    fn held(bytes: &[u8]) -> Vec<Range<u64>> {
        pieces(StudyId(5), bytes, 0)
            .filter_map(|(_, piece)| match piece {
                Piece::Frame { positions, sealed } => {
                    let place = sealing().place(Role::Frame, positions.start);
                    sealing().seal.open(place, sealed).map(|_| positions)
                }
                Piece::Rubble { .. } => None,
            })
            .collect()
    }

    #[test]
    fn frames_after_a_damaged_one_are_found() {
        let whole = three_frames();
        assert_eq!(held(&whole), [0..1, 1..3, 3..4]);
        for at in 0..whole.len() {
            let mut bytes = whole.clone();
            bytes[at] ^= 0x10;
            assert_eq!(held(&bytes).len(), 2, "byte {at}");
        }
    }

    #[test]
    fn a_frame_that_ends_too_early_says_what_it_was_to_hold() {
        let whole = three_frames();
        let cut = &whole[..whole.len() - 1];
        let last = pieces(StudyId(5), cut, 0).last().map(|(_, piece)| piece);
        assert_eq!(last, Some(Piece::Rubble { claims: Some(3..4) }));
    }

    proptest! {
        #[test]
        fn hostile_bytes_end(bytes in proptest::collection::vec(any::<u8>(), 0..300), at: usize) {
            let mut with_magic = bytes.clone();
            let at = at % (bytes.len() + 1);
            with_magic.splice(at..at, *MAGIC);
            for bytes in [bytes, with_magic] {
                prop_assert!(pieces(StudyId(5), &bytes, 0).count() <= bytes.len());
            }
        }
    }
}
