//! What becomes durable together.

use super::store::{BATCH_BYTES, BATCH_RECORDS};
use super::tip::Tip;
use super::{JournalError, codec};
use crate::study::Header;

/// Entries that become durable together.
pub(super) struct Batch {
    pub(super) records: Vec<Vec<u8>>,
    pub(super) bytes: usize,
    pub(super) tip: Tip,
}

impl Batch {
    pub(super) fn after(tip: Tip) -> Self {
        Self { records: Vec::new(), bytes: 0, tip }
    }

    pub(super) fn is_full(&self, next_body: usize) -> bool {
        /// Room for a header and hashes.
        const HEADER: usize = 160;
        let too_long = self.bytes + next_body + HEADER > BATCH_BYTES;
        self.records.len() >= BATCH_RECORDS || (too_long && !self.records.is_empty())
    }

    pub(super) fn add(&mut self, header: &Header, body: &[u8]) -> Result<(), JournalError> {
        let (record, hash) = codec::record(header, &self.tip.hash, body)?;
        self.tip = Tip { seq: header.seq, hash, time: header.time };
        self.bytes += record.len();
        self.records.push(record);
        Ok(())
    }
}
