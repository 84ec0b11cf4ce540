//! A segment in fewer frames: notes are saved one by one, and read, years later, all together.

use std::ops::Range;

use super::frame::{self, Piece};
use super::segment_header::LENGTH as HEADER;
use super::{BATCH_BYTES, BATCH_RECORDS, Sealing};
use crate::journal::codec::unpack;
use crate::journal::seal::Role;

/// The bytes of the same segment, which holds the records at `positions`, in as few frames as can
/// be; `None` where that gains nothing or anything in it is damaged.
pub(super) fn packed(sealing: &Sealing, bytes: &[u8], positions: Range<u64>) -> Option<Vec<u8>> {
    let mut packed = bytes.get(..HEADER)?.to_vec();
    let mut batch: Vec<Vec<u8>> = Vec::new();
    let (mut first, mut next) = (positions.start, positions.start);
    let (mut size, mut frames, mut written) = (0, 0, 0);
    for (_, piece) in frame::pieces(sealing.study, bytes, HEADER) {
        let Piece::Frame { positions, sealed } = piece else { return None };
        let opened = sealing.seal.open(sealing.place(Role::Frame, positions.start), sealed)?;
        frames += 1;
        for (position, record) in positions.zip(unpack(&opened)) {
            let record = record.filter(|_| position == next)?;
            if batch.len() >= BATCH_RECORDS || size + record.len() > BATCH_BYTES {
                frame::write(sealing, first, &batch, &mut packed);
                (first, size) = (next, 0);
                batch.clear();
                written += 1;
            }
            size += record.len();
            batch.push(record.to_vec());
            next += 1;
        }
    }
    frame::write(sealing, first, &batch, &mut packed);
    (next == positions.end && written * 2 < frames).then_some(packed)
}
