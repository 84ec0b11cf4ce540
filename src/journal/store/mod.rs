//! The contract that every keeper of records keeps: the segment files, sled, and memory.
//!
//! A keeper holds a list of records, byte strings at positions 0, 1, 2 and so on, and knows
//! nothing of what they say. The journal writes each batch to two of them. One suite
//! (`contract.rs`) runs on all three.

#[cfg(test)]
mod contract;
mod ending;
mod frame;
mod guarded;
mod memory;
mod packing;
mod segment_header;
mod segments;
mod sled;

pub use self::guarded::catching;
pub(super) use self::sled::{Sled, refuse_clock};
pub(super) use memory::Memory;
pub(super) use segments::{Segments, Torn, close_at};

use std::borrow::Cow;
use std::ops::{ControlFlow, Range};
use std::sync::Arc;

use super::JournalError;
use super::codec::unpack;
use super::keys::KeyId;
use super::seal::{Clear, Place, Role, Seal};
use crate::study::StudyId;

/// The most records in one batch.
pub(super) const BATCH_RECORDS: usize = 100;

/// The most bytes in one batch, unless one record alone is larger.
pub(super) const BATCH_BYTES: usize = 64 * 1024;

/// So many records, and so many bytes, of many that come at once become durable together: a disk takes
/// as long to sync one batch as ten.
pub(super) const TOGETHER_RECORDS: usize = 10 * BATCH_RECORDS;
pub(super) const TOGETHER_BYTES: usize = 8 * BATCH_BYTES;

/// A keeper of records: one witness.
///
/// - **Positions** are given out without gaps, in order of arrival, and never change.
/// - **All or nothing**: after `append` has returned `Ok` all its records are there and durable, as
///   far as the system can be made to promise; after an error or a crash either all of them are
///   there or none is, whoever opens it later. Of more than one batch a crash may leave the first
///   (what stands behind one that is missing, opening the study cuts off).
/// - **Nothing unsealed**: `read` hands over only bytes that are what was appended at this
///   position. What is damaged is left out, so that a caller who counts positions misses nothing.
///   Damage is never an error and never a panic; errors are the system's refusals.
/// - Reading may go on in several threads at once; writing needs the keeper alone.
pub(super) trait Store: Send + Sync {
    /// How many records were appended, readable or not.
    fn count(&self) -> u64;

    /// Adds a batch at the end (at most [`BATCH_RECORDS`] and [`BATCH_BYTES`]), or several (at most
    /// [`TOGETHER_RECORDS`] and [`TOGETHER_BYTES`]), which become durable together.
    fn append(&mut self, records: &[Vec<u8>]) -> Result<(), JournalError>;

    /// Takes the last batch back, as far as can be, because the other witness did not get it.
    fn take_back(&mut self) -> Result<(), JournalError>;

    /// Hands over the records in `range`, in order, with their positions, until `each` breaks.
    fn read(
        &self,
        range: Range<u64>,
        each: &mut dyn FnMut(u64, &[u8]) -> ControlFlow<()>,
    ) -> Result<(), JournalError>;

    /// From now on it may make shorter what comes, where it can ([`Sealing::shrinks`]).
    fn may_shrink(&mut self) {}

    /// Whether the files that it writes to still have their names: nothing else may be acknowledged.
    fn is_in_place(&self) -> bool {
        true
    }

    /// The record at `position`, where it can be read.
    fn get(&self, position: u64) -> Result<Option<Vec<u8>>, JournalError> {
        let mut found = None;
        self.read(position..position.saturating_add(1), &mut |_, record| {
            found = Some(record.to_vec());
            ControlFlow::Break(())
        })?;
        Ok(found)
    }
}

/// Whether bytes begin with the header of a segment, for [`super::doors`].
pub(super) fn is_segment_header(bytes: &[u8]) -> bool {
    segment_header::Header::read(bytes).is_some()
}

/// A study in clear as the header of a segment names it, and where the frames begin.
fn in_clear(bytes: &[u8]) -> (Sealing, usize) {
    let header = segment_header::Header::read(bytes);
    let study = header.as_ref().map_or(StudyId(7), |header| header.identity.study);
    (Sealing::clear(study), header.map_or(0, |_| segment_header::LENGTH))
}

/// The records of a segment of a study in clear with their positions, for [`super::doors`].
pub(super) fn records_in(bytes: &[u8]) -> Vec<(u64, &[u8])> {
    let (sealing, start) = in_clear(bytes);
    let mut records = Vec::new();
    for (_, piece) in frame::pieces(sealing.study, bytes, start) {
        let frame::Piece::Frame { positions, sealed } = piece else { continue };
        let place = sealing.place(Role::Frame, positions.start);
        if let Some(Cow::Borrowed(packed)) = sealing.seal.open(place, sealed) {
            let there = positions.zip(unpack(packed));
            records.extend(there.filter_map(|(position, record)| Some((position, record?))));
        }
    }
    records
}

/// The same segment in fewer frames, for [`super::doors`].
pub(super) fn packed(bytes: &[u8]) -> Option<Vec<u8>> {
    let records = records_in(bytes);
    let ((first, _), (last, _)) = (records.first()?, records.last()?);
    packing::packed(&in_clear(bytes).0, bytes, *first..last.checked_add(1)?)
}

/// How the records of one study are sealed.
#[derive(Clone)]
pub(super) struct Sealing {
    pub(super) study: StudyId,
    /// The key it is done with; `None` for a study in clear.
    pub(super) key: Option<KeyId>,
    pub(super) seal: Arc<dyn Seal>,
    /// Whether pages of the store are made shorter. In a sealed study none is, whatever stands here.
    shrinks: bool,
}

impl Sealing {
    /// That of a study in clear.
    pub(super) fn clear(study: StudyId) -> Self {
        Self { study, key: None, seal: Arc::new(Clear), shrinks: false }
    }

    /// That of a sealed study.
    pub(super) fn sealed(study: StudyId, key: KeyId, seal: impl Seal + 'static) -> Self {
        Self { study, key: Some(key), seal: Arc::new(seal), shrinks: false }
    }

    /// The same for a study whose pages may be made shorter, where it says so.
    pub(super) fn shrinking(self, shrinks: bool) -> Self {
        Self { shrinks, ..self }
    }

    /// Whether pages of the store are made shorter: in a study in clear, of which the file `study` says so.
    pub(super) fn shrinks(&self) -> bool {
        self.shrinks && self.key.is_none()
    }

    pub(super) fn place(&self, role: Role, number: u64) -> Place {
        Place { study: self.study, role, number }
    }
}
