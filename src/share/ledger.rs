//! What has left, worked out from one's own segments, and what is owed to the team: the difference
//! between that and what the team may have now.

use std::collections::{BTreeMap, BTreeSet};

use super::boundary::Leaving;
use super::key::Key;
use crate::study::{Change, Content, Hybrid, Item, ItemId, Moment, Study, Subject, Verdict};

/// What this laptop has handed out, as it stands for the team.
#[derive(Clone, Debug, Default)]
pub struct Ledger {
    now: BTreeMap<Key, (u64, Change)>,
    /// Entries that a newer version of the program handed out, and what was said of laptops: when
    /// somebody came by a right and when it ended, others who come later must be able to tell.
    kept: BTreeSet<u64>,
    /// The number of the last entry.
    last: u64,
    /// The last time at which something was said of a place.
    times: BTreeMap<Key, Hybrid>,
}

impl Ledger {
    /// Takes note of an entry that was handed out; they come in the order of their numbers. `None`
    /// is one that was taken back since.
    pub fn take(&mut self, number: u64, time: Hybrid, content: Option<Content>) {
        self.last = self.last.max(number);
        let change = match content {
            Some(Content::Known(change)) => change,
            Some(Content::Unknown(_)) => {
                self.kept.insert(number);
                return;
            }
            Some(Content::Erased) | None => return,
        };
        let Some(key) = Key::of(&change) else { return };
        if matches!(key, Key::Member(_)) {
            self.kept.insert(number);
        }
        let last = self.times.entry(key.clone()).or_insert(time);
        *last = time.max(*last);
        match &change {
            // With the thing goes what was said about it: laptops let go of it, so that it would
            // have to leave again with the thing.
            Change::Shared { observation, copy: None }
            | Change::Erased { what: Item::Observation(observation), .. } => {
                self.forget(Subject::Observation(*observation));
            }
            Change::Stands { item: Item::Sheet(id), stands: false }
            | Change::Erased { what: Item::Sheet(id), .. } => self.forget(Subject::Sheet(*id)),
            Change::Erased { what: Item::Later(id, item), .. }
            | Change::Stands { item: Item::Later(id, item), stands: false } => {
                self.now.remove(&Key::Later(*id, *item));
            }
            Change::Erased { what: Item::Line(id, item), .. }
            | Change::Stands { item: Item::Line(id, item), stands: false } => {
                self.now.remove(&Key::Line(*id, *item));
            }
            _ => {}
        }
        self.now.insert(key, (number, change));
    }

    fn forget(&mut self, subject: Subject) {
        self.now.retain(|key, _| key.subject() != Some(subject));
    }

    /// The time with which a change leaves that keeps one of its own: the same, unless something was
    /// said of its place at that time or later; then `now`, so that it is the last word.
    pub fn time_for(&self, leaving: &Leaving, now: Hybrid) -> Hybrid {
        let last = Key::of(&leaving.change).and_then(|key| self.times.get(&key));
        let time = leaving.time.filter(|time| last.is_none_or(|last| last < time));
        time.unwrap_or(now)
    }

    /// The number of the last entry that was handed out.
    pub const fn last(&self) -> u64 {
        self.last
    }

    /// The numbers of the entries that still say something.
    pub fn current(&self) -> BTreeSet<u64> {
        self.now.values().map(|(at, _)| *at).chain(self.kept.iter().copied()).collect()
    }

    /// Whether something of a place has left and was not taken back.
    pub fn has_left(&self, key: &Key) -> bool {
        match self.now.get(key) {
            Some((_, Change::Shared { copy, .. })) => copy.is_some(),
            Some(_) => key.item().is_none_or(|item| self.stands(item)),
            None => false,
        }
    }

    fn stands(&self, item: Item) -> bool {
        let fell =
            |(_, change): &(u64, Change)| matches!(change, Change::Stands { stands: false, .. });
        !self.now.get(&Key::Stood(item)).is_some_and(fell)
            && !self.now.contains_key(&Key::Gone(item))
    }

    /// Whether observations or sheets were handed out that the study knows nothing of: then they were
    /// written in another copy of it, on a laptop that hands out as one with this.
    pub fn says_unknown(&self, study: &Study) -> bool {
        self.now.keys().filter(|key| self.has_left(key)).any(|key| match key {
            Key::Note(id) => study.get(*id).is_none() && !study.is_erased(Item::Observation(*id)),
            Key::Sheet(id) => {
                study.sheets().get(*id).is_none_or(|sheet| sheet.sort().is_none())
                    && !study.is_erased(Item::Sheet(*id))
            }
            _ => false,
        })
    }

    /// How many observations and sheets the team has from here.
    pub fn shared(&self) -> (usize, usize) {
        let count = |is: &dyn Fn(&Key) -> bool| {
            self.now.keys().filter(|key| is(key) && self.has_left(key)).count()
        };
        (count(&|key| matches!(key, Key::Note(_))), count(&|key| matches!(key, Key::Sheet(_))))
    }

    /// What is to be handed out now: first what is taken back, then what is new or says something
    /// else than before. `is_erased` says whether something was erased for good, `fresh` makes an id.
    pub fn owed(
        &self,
        projected: &BTreeMap<Key, Leaving>,
        is_erased: &dyn Fn(Item) -> bool,
        fresh: &mut dyn FnMut() -> ItemId,
        now: Moment,
    ) -> Vec<Leaving> {
        let mut owed: Vec<Leaving> = Vec::new();
        for (key, (_, change)) in &self.now {
            if projected.contains_key(key) || !self.has_left(key) || self.goes_with(key, projected)
            {
                continue;
            }
            let falls = |item: Item, fresh: &mut dyn FnMut() -> ItemId| match is_erased(item) {
                true => {
                    let (what, reason) = (item, String::new());
                    Change::Erased { what, item: fresh(), reason, at: now.to_the_minute() }
                }
                false => Change::Stands { item, stands: false },
            };
            let taken_back = match (key, change) {
                (Key::Note(id), _) => Change::Shared { observation: *id, copy: None },
                (Key::Sheet(_) | Key::Line(..) | Key::Later(..), _) => {
                    let Some(item) = key.item() else { continue };
                    falls(item, fresh)
                }
                (Key::Field(..), Change::Put { sheet, set, .. }) if *set != set.emptied() => {
                    Change::Put { sheet: *sheet, set: set.emptied(), was: set.emptied() }
                }
                (Key::Verdict(..), Change::Tagged { observation, tag, verdict, .. })
                    if *verdict != Verdict::Unsaid =>
                {
                    let (was, verdict) = (Verdict::Unsaid, Verdict::Unsaid);
                    let (observation, tag) = (*observation, tag.clone());
                    Change::Tagged { observation, tag, verdict, was, codebook: 0 }
                }
                // A name, a definition and what was decided for everybody stay what they were last.
                (
                    Key::Member(_)
                    | Key::Chosen(_)
                    | Key::Name(_)
                    | Key::Tag(..)
                    | Key::Field(..)
                    | Key::Verdict(..)
                    | Key::Reviewed(_)
                    | Key::Stood(_)
                    | Key::Gone(_),
                    _,
                ) => continue,
            };
            owed.push(taken_back.into());
        }
        for (key, leaving) in projected {
            if key.item().is_some_and(|item| self.now.contains_key(&Key::Gone(item))) {
                continue;
            }
            if self.now.get(key).is_none_or(|(_, last)| *last != leaving.change) {
                owed.push(leaving.clone());
            }
            if let Some(item) = key.item().filter(|item| !self.stands(*item)) {
                owed.push(Change::Stands { item, stands: true }.into());
            }
        }
        owed
    }

    /// Whether a place is of something that is taken back as a whole.
    fn goes_with(&self, key: &Key, projected: &BTreeMap<Key, Leaving>) -> bool {
        let whole = match key.subject() {
            Some(Subject::Observation(id)) => Key::Note(id),
            Some(Subject::Sheet(id)) => Key::Sheet(id),
            Some(Subject::Line(..)) | None => return false,
        };
        *key != whole && self.now.contains_key(&whole) && !projected.contains_key(&whole)
    }
}
