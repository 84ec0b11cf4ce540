//! Making the records of entries that are taken in.

use std::mem;

use super::salts::Salts;
use super::{Foreign, Last, Shelves, is_unfit};
use crate::journal::JournalError;
use crate::journal::batch::Batch;
use crate::journal::codec::{self, Stood, Taking};
use crate::journal::erasing::Tombs;
use crate::journal::lane::Lane;
use crate::journal::tip::Tip;
use crate::study::{Change, Content, Entry, Header};

/// How much longer the header of such an entry can be than that of one's own.
const MORE: usize = 64;

/// What the records of entries are made with.
pub(super) struct Making<'a> {
    pub(super) tombs: &'a Tombs,
    pub(super) tip: Tip,
    /// Where this journal stands.
    pub(super) stands: Stood,
}

impl Making<'_> {
    /// Puts entries on the lane; how many had a content that no study takes.
    pub(super) fn batches(
        &self,
        said: Vec<(&Foreign, Header, Option<Change>)>,
        shelves: &mut Shelves,
        lane: &mut Lane<'_>,
    ) -> Result<u64, JournalError> {
        let many = said.len();
        let mut salts = Salts::of(many);
        let (mut batch, mut waiting, mut unfit) = (Batch::after(self.tip, many), Vec::new(), 0);
        for (entry, header, change) in said {
            if batch.is_full(entry.body.len() + MORE) {
                let next = Batch::after(batch.tip, many);
                lane.put(mem::replace(&mut batch, next), mem::take(&mut waiting))?;
            }
            let refused = is_unfit(&entry.body, change.as_ref());
            unfit += u64::from(refused);
            let gone = |change: &Change| self.tombs.cover_entry(&header, change);
            let kept = !refused && !change.as_ref().is_some_and(gone);
            let last = shelves.last(entry.device);
            let stands = Stood { time: batch.tip.time, ..self.stands };
            let taking = Taking {
                after: last.number,
                stood: batch.begins_anew().then_some(stands),
                prev: &last.hash,
                salt: salts.draw()?,
                kept,
            };
            let (record, hash) = codec::shelf_record(&header, &taking, &entry.body)?;
            shelves.0.insert(entry.device, Last { number: entry.number, hash });
            batch.bytes += record.len();
            batch.records.push(record);
            // Never behind what it has seen: what is said here of it comes after it.
            batch.tip.time = batch.tip.time.max(entry.time);
            let content = match change {
                _ if !kept => Content::Erased,
                Some(change) => Content::Known(change),
                None => Content::Unknown(entry.body.as_slice().into()),
            };
            waiting.push(Entry { header, content });
        }
        lane.put(batch, waiting)?;
        Ok(unfit)
    }
}
