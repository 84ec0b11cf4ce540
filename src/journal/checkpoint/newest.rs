//! The newest records alone: a list of twenty need not read a million.

use super::{AROUND, Begun, First};
use crate::journal::Journal;
use crate::study::{Content, Study, Subject, Way};

/// So many pieces are read; what is not found in them is looked for in everything.
const PIECES: usize = 2;

/// What was left out where only the newest records were read.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct LeftOut {
    /// When the newest of them happened, in milliseconds since 1970.
    pub newest: Option<i64>,
    /// How many of them stand.
    pub standing: usize,
}

impl Journal {
    /// Folds into `study` what is kept of the records that happened last, and what was recorded since:
    /// all that stands after what was left out. `None` where there is no checkpoint that fits, others
    /// have a say in the study, or what came since is about records that were left out; what is in the
    /// study then is nothing.
    pub fn fold_newest(&self, study: &mut Study) -> Option<LeftOut> {
        let eyes = study.eyes();
        let Begun { device, entries, sections, first } = self.begin_checkpoint()?;
        let First { names, tombs, shelves, alone, reaches } = first;
        if !alone {
            return None;
        }
        let mut last: Vec<usize> = (0..reaches.len()).collect();
        last.sort_by_key(|nth| std::cmp::Reverse(reaches.get(*nth).and_then(|reach| reach.newest)));
        let rest = last.split_off(PIECES.min(last.len()));
        let left: Vec<_> = rest.iter().filter_map(|nth| reaches.get(*nth)).collect();
        last.sort_unstable();
        let records = sections.some_pieces(AROUND, &last)?;
        let around = sections.reader()?.value(1)?;
        *study = Study::of_some(device, names, around, records)?;
        let mut enough = true;
        let since = |entry: crate::study::Entry| {
            enough &= entry.header.way == Way::Here && is_within(study, &entry.content);
            study.apply(entry);
        };
        self.replay_after(entries, (tombs, shelves), since).ok()?;
        eyes.into_iter().for_each(|person| study.look_as(person));
        let newest = left.iter().filter_map(|reach| reach.newest).max();
        let standing = left.iter().map(|reach| reach.standing).sum();
        (enough && study.hidden().is_empty()).then_some(LeftOut { newest, standing })
    }
}

/// Whether what is said is about records that are in the study, or of no record at all.
fn is_within(study: &Study, content: &Content) -> bool {
    use crate::study::Change;
    let Content::Known(change) = content else { return false };
    match (change, change.subject()) {
        (Change::Recorded(_), _) => true,
        (Change::Erased { .. }, _) => false,
        (_, Some(Subject::Observation(id))) => study.get(id).is_some(),
        _ => change.goes_along_with().is_none(),
    }
}
