//! Records in memory, for tests and for trying things out. It can be told to fail.

use std::io;
use std::ops::{ControlFlow, Range};

use super::Store;
use crate::journal::JournalError;

/// Records in memory.
#[derive(Debug, Default)]
pub(in crate::journal) struct Memory {
    records: Vec<Vec<u8>>,
    before: usize,
    writes: u64,
    fail_at: Option<u64>,
}

impl Memory {
    /// Fails the n-th batch (from 1) as a full disk would.
    pub(in crate::journal) fn failing_at(fail_at: Option<u64>) -> Self {
        Self { fail_at, ..Self::default() }
    }
}

impl Store for Memory {
    fn count(&self) -> u64 {
        self.records.len() as u64
    }

    fn append(&mut self, records: &[Vec<u8>]) -> Result<(), JournalError> {
        self.writes += 1;
        if self.fail_at == Some(self.writes) {
            return Err(JournalError::Io {
                doing: "write to",
                path: "memory".into(),
                source: io::Error::from(io::ErrorKind::StorageFull),
            });
        }
        self.before = self.records.len();
        self.records.extend_from_slice(records);
        Ok(())
    }

    fn take_back(&mut self) -> Result<(), JournalError> {
        self.records.truncate(self.before);
        Ok(())
    }

    fn read(
        &self,
        range: Range<u64>,
        each: &mut dyn FnMut(u64, &[u8]) -> ControlFlow<()>,
    ) -> Result<(), JournalError> {
        let first = usize::try_from(range.start).unwrap_or(usize::MAX);
        for (position, record) in range.zip(self.records.iter().skip(first)) {
            if each(position, record).is_break() {
                break;
            }
        }
        Ok(())
    }
}
