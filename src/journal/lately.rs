//! What was written last, without reading what came before.

use std::ops::ControlFlow;

use super::{Journal, codec};
use crate::study::{Entry, Way};

impl Journal {
    /// The newest entries that were written here, at most `most`, oldest first; of those that stand
    /// before more than a few hundred of others, none. What cannot be read is left out.
    pub fn lately(&self, most: u64) -> Vec<Entry> {
        let count = self.segments.count();
        for back in [most, most.saturating_mul(32)] {
            let mut entries = Vec::new();
            let _ = self.segments.read(count.saturating_sub(back)..count, &mut |_, record| {
                let sight = codec::look(record).filter(|sight| sight.header.way == Way::Here);
                entries.extend(sight.map(codec::Sight::entry));
                ControlFlow::Continue(())
            });
            let more = entries.len().saturating_sub(usize::try_from(most).unwrap_or(usize::MAX));
            if more > 0 || entries.len() as u64 == most.min(count) || back > most {
                return entries.split_off(more);
            }
        }
        Vec::new()
    }
}
