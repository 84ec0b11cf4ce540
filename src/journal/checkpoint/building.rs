//! Writing a checkpoint section by section: no more than one of them is held beside the study.

use std::fs::File;
use std::io::{Seek, SeekFrom, Write};
use std::path::Path;

use super::{MAGIC, closed};
use crate::journal::codec::Hash;
use crate::journal::erasing::shred;
use crate::journal::regular;
use crate::journal::store::Sealing;

/// A file that is being written. What a power cut tears is not believed, so nothing is synced.
pub(super) struct Building<'a> {
    file: File,
    sealing: &'a Sealing,
    /// Bytes of the head, which is written last and stands first.
    head: u64,
    sections: Vec<(u64, Hash)>,
}

impl<'a> Building<'a> {
    /// Begins a file whose head will take so many bytes.
    pub(super) fn begin(path: &Path, sealing: &'a Sealing, head: u64) -> Option<Self> {
        shred(path).ok()?;
        let mut file = regular::make(path).ok()?;
        file.write_all(MAGIC).ok()?;
        file.write_all(&head.to_be_bytes()).ok()?;
        file.seek(SeekFrom::Current(i64::try_from(head).ok()?)).ok()?;
        Some(Self { file, sealing, head, sections: Vec::new() })
    }

    /// Adds a section, sealed where the study is.
    pub(super) fn add(&mut self, plain: &[u8]) -> Option<()> {
        // The head is section 0.
        let sealed = closed(self.sealing, self.sections.len() as u64 + 1, plain)?;
        self.sections.push((sealed.len() as u64, blake3::hash(&sealed).into()));
        self.file.write_all(&sealed).ok()
    }

    /// What has been written, each section with its length and its hash.
    pub(super) fn sections(&self) -> &[(u64, Hash)] {
        &self.sections
    }

    /// Writes the head, which has to be as long as was said.
    pub(super) fn finish(mut self, head: &[u8]) -> Option<()> {
        if head.len() as u64 != self.head {
            return None;
        }
        self.file.seek(SeekFrom::Start(16)).ok()?;
        self.file.write_all(head).ok()
    }
}
