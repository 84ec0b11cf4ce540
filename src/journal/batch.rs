//! What becomes durable together.

use super::store::{BATCH_BYTES, BATCH_RECORDS, TOGETHER_BYTES, TOGETHER_RECORDS};
use super::tip::Tip;
use super::{JournalError, codec};
use crate::study::Header;

/// Entries that become durable together.
pub(super) struct Batch {
    pub(super) records: Vec<Vec<u8>>,
    pub(super) bytes: usize,
    pub(super) tip: Tip,
    /// How many records and bytes it takes.
    most: (usize, usize),
}

impl Batch {
    /// A batch for some of `entries` that come at once.
    pub(super) fn after(tip: Tip, entries: usize) -> Self {
        let most = match entries <= BATCH_RECORDS {
            true => (BATCH_RECORDS, BATCH_BYTES),
            false => (TOGETHER_RECORDS, TOGETHER_BYTES),
        };
        Self { records: Vec::new(), bytes: 0, tip, most }
    }

    pub(super) fn is_full(&self, next_body: usize) -> bool {
        /// Room for a header and hashes.
        const HEADER: usize = 160;
        let (records, bytes) = self.most;
        let too_long = self.bytes + next_body + HEADER > bytes;
        self.records.len() >= records || (too_long && !self.records.is_empty())
    }

    /// Whether what comes next is the first, or has as many before it as one batch takes.
    pub(super) fn begins_anew(&self) -> bool {
        self.records.len().is_multiple_of(BATCH_RECORDS)
    }

    pub(super) fn add(&mut self, header: &Header, body: &[u8]) -> Result<(), JournalError> {
        let (record, hash) = codec::record(header, &self.tip.hash, body)?;
        self.tip = Tip { seq: header.seq, hash, time: header.time };
        self.bytes += record.len();
        self.records.push(record);
        Ok(())
    }
}
