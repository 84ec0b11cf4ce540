//! Many changes that wait to be written as one act, in as few bytes as they will take in the journal: a
//! file with a million rows is looked through to its end before anything of it is written.

use std::collections::VecDeque;

use super::{Journal, JournalError, codec};
use crate::study::{Change, Content, Entry, Purpose, gate};

/// A portion of so many bytes is let go of at once.
const PORTION: usize = 1 << 20;

/// Changes that have passed the gate, in order.
pub struct Gathered {
    portions: VecDeque<Vec<u8>>,
    many: usize,
    /// Why they cannot be written.
    refused: Option<JournalError>,
    /// When the study began, and now.
    time: (Option<i64>, i64),
}

impl Journal {
    /// Begins to gather what will be written at `now_millis`.
    pub fn gather(&self, now_millis: i64) -> Gathered {
        let time = (self.identity.study.made_at(), now_millis);
        Gathered { portions: VecDeque::new(), many: 0, refused: None, time }
    }

    /// Makes what was gathered durable as one act, and hands over the entries of each batch as soon as it
    /// is. It erases nothing.
    ///
    /// # Errors
    /// As [`Journal::append`]; where one of the changes cannot be let in, nothing was written.
    pub fn append_gathered(
        &mut self,
        mut gathered: Gathered,
        each: &mut dyn FnMut(Vec<Entry>),
    ) -> Result<(), JournalError> {
        if let Some(refused) = gathered.refused.take() {
            return Err(refused);
        }
        if self.knows_erased() && gathered.changes().any(|change| self.came_back(&[change])) {
            return Err(JournalError::ErasedBefore);
        }
        let Gathered { portions, many, time: (_, now), .. } = gathered;
        let said = portions.into_iter().flat_map(|portion| {
            let mut at = 0;
            std::iter::from_fn(move || {
                let (body, end) = body_at(&portion, at)?;
                at = end;
                Some(Ok((body.to_vec(), codec::content(body))))
            })
        });
        self.write(said, many, (Purpose::Do, now, self.identity.person), each)
    }
}

impl Gathered {
    /// Adds a change. Where it cannot be let in, nothing of all this will be.
    pub fn take(&mut self, change: &Change) {
        if self.refused.is_none()
            && let Err(refused) = self.lay_down(change)
        {
            self.refused = Some(refused);
            self.portions.clear();
        }
    }

    fn lay_down(&mut self, change: &Change) -> Result<(), JournalError> {
        let (began, now) = self.time;
        let dated = gate::received(change, began, now);
        let change = dated.as_ref().unwrap_or(change);
        gate::admit(change)?;
        let body = codec::body(change)?;
        let long = u32::try_from(body.len()).unwrap_or(u32::MAX).to_be_bytes();
        let needed = long.len() + body.len();
        if self.portions.back().is_none_or(|last| last.len() + needed > PORTION) {
            self.portions.push_back(Vec::with_capacity(PORTION.max(needed)));
        }
        if let Some(last) = self.portions.back_mut() {
            last.extend_from_slice(&long);
            last.extend_from_slice(&body);
        }
        self.many += 1;
        Ok(())
    }

    /// How many there are.
    pub fn many(&self) -> usize {
        self.many
    }

    /// All of them, in order, as they will be read back.
    pub fn changes(&self) -> impl Iterator<Item = Change> {
        let bodies = self.portions.iter().flat_map(|portion| {
            let mut at = 0;
            std::iter::from_fn(move || {
                let (body, end) = body_at(portion, at)?;
                at = end;
                Some(body)
            })
        });
        bodies.filter_map(|body| match codec::content(body) {
            Content::Known(change) => Some(change),
            Content::Unknown(_) | Content::Erased => None,
        })
    }
}

/// The body that stands at a place of a portion, and where it ends.
fn body_at(portion: &[u8], at: usize) -> Option<(&[u8], usize)> {
    let (long, _) = portion.get(at..)?.split_first_chunk::<4>()?;
    let from = at + long.len();
    let end = from + usize::try_from(u32::from_be_bytes(*long)).ok()?;
    Some((portion.get(from..end)?, end))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::journal::Identity;
    use crate::study::{DeviceId, PersonId, StudyId};

    fn journal() -> Journal {
        let identity = Identity { study: StudyId(7), device: DeviceId(8), person: PersonId(9) };
        Journal::in_memory(identity, None)
    }

    fn named(n: usize) -> Change {
        let pseudonym = format!("{n} {}", "wren".repeat(n % 10));
        Change::PersonNamed { person: PersonId(n as u128), pseudonym, was: String::new() }
    }

    #[test]
    fn what_was_gathered_is_written_as_one_act_in_its_order() {
        let all: Vec<Change> = (0..50_000).map(named).collect();
        let mut journal = journal();
        let mut gathered = journal.gather(1_000);
        all.iter().for_each(|change| gathered.take(change));
        assert_eq!(gathered.many(), all.len());
        assert_eq!(gathered.changes().collect::<Vec<_>>(), all);
        assert!(gathered.portions.len() > 1, "more than one portion is what is tried here");
        let mut entries = Vec::new();
        journal.append_gathered(gathered, &mut |batch| entries.extend(batch)).unwrap();
        let acts: std::collections::BTreeSet<u64> = entries.iter().map(|e| e.header.act).collect();
        assert_eq!((acts.len(), journal.entries()), (1, 50_000));
        let said = |entry: Entry| match entry.content {
            Content::Known(change) => change,
            other => panic!("{other:?}"),
        };
        assert_eq!(entries.into_iter().map(said).collect::<Vec<_>>(), all);
    }

    #[test]
    fn where_one_cannot_be_let_in_nothing_is_written() {
        let mut journal = journal();
        let mut gathered = journal.gather(1_000);
        let huge = Change::Founded { study: StudyId(1), name: "x".repeat(codec::LARGEST_BODY) };
        for change in [named(1), huge, named(2)] {
            gathered.take(&change);
        }
        let written = journal.append_gathered(gathered, &mut |_| panic!("nothing was written"));
        assert!(written.is_err());
        assert_eq!(journal.entries(), 0);
    }
}
