//! Saying which entries are meant, in the sentences about repairs and losses.

use std::ops::Range;

use super::codec;
use super::store::Store;
use crate::study::{Header, Way};

/// "1 entry", "1204 entries".
pub(super) fn entries(count: u64) -> String {
    if count == 1 { "1 entry".to_owned() } else { format!("{count} entries") }
}

/// Says which entries stood at positions that cannot be read, from their neighbours.
pub(super) struct Names<'a> {
    stores: Vec<&'a dyn Store>,
}

/// Names from one store.
pub(super) fn names(store: &dyn Store) -> Names<'_> {
    Names { stores: vec![store] }
}

impl<'a> Names<'a> {
    pub(super) fn from_all(stores: impl IntoIterator<Item = &'a dyn Store>) -> Self {
        Self { stores: stores.into_iter().collect() }
    }

    fn header(&self, position: u64) -> Option<Header> {
        let mut records = self.stores.iter().filter_map(|store| store.get(position).ok().flatten());
        records.find_map(|record| codec::look(&record).map(|sight| sight.header))
    }

    /// "entries 5 to 7 of device 00c0ffee00c0ffee", or their places in the journal where the
    /// neighbours do not settle it.
    pub(super) fn of(&self, lost: &Range<u64>) -> String {
        let count = lost.end.saturating_sub(lost.start);
        let before = lost.start.checked_sub(1).map(|at| self.header(at));
        let after = self.header(lost.end);
        let first = match (&before, &after) {
            (Some(Some(before)), Some(after))
                if (before.device, before.way) == (after.device, after.way)
                    && after.seq == before.seq + count + 1 =>
            {
                Some((before.seq + 1, before.device, before.way))
            }
            (None, Some(after)) if after.seq == count + 1 => Some((1, after.device, after.way)),
            // Of what others hand out, nobody knows what would have come next.
            (Some(Some(before)), None) if before.way == Way::Here => {
                Some((before.seq + 1, before.device, before.way))
            }
            _ => None,
        };
        let (first, whose) = match first {
            Some((seq, device, Way::Here)) => (seq, format!(" of device {device}")),
            Some((seq, device, Way::Shelf)) => (seq, format!(" handed out by device {device}")),
            None => (lost.start + 1, " in the journal's order".to_owned()),
        };
        match count {
            0 | 1 => format!("entry {first}{whose}"),
            _ => format!("entries {first} to {}{whose}", first + count - 1),
        }
    }
}
