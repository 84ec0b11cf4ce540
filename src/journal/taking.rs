//! Taking in what other people's laptops have handed out.
//!
//! Every laptop numbers what it hands out, from 1 and apart from its own journal, so that the numbers
//! do not tell how much it keeps to itself. An entry names the number before it that is still handed
//! out: what its author let go of in between is not missed, and anything else that is not here yet is
//! waited for. So what others handed out stands here in their order, each once, however often and in
//! whatever pieces it is brought.

mod making;
mod salts;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::mem;
use std::ops::ControlFlow;
use std::sync::{MutexGuard, PoisonError};

use serde::{Deserialize, Serialize};

use super::codec::{self, Hash, LARGEST_BODY, NO_HASH, Sight, Stood};
use super::erasing::Tombs;
use super::folder::write_whole;
use super::identity::{self, Said};
use super::store::Store;
use super::tip::Tip;
use super::{Journal, JournalError, SHARED};
use crate::study::{
    Change, Content, DeviceId, Entry, Header, Hybrid, PersonId, Purpose, Way, gate,
};
use making::Making;

/// An entry whose clock is so far ahead of this one is not taken in: it would settle whatever anybody
/// says until that day comes.
const AHEAD: i64 = 24 * 60 * 60 * 1000;

/// An entry as another laptop handed it out.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Foreign {
    /// That laptop. Whoever calls has made sure that it is.
    pub device: DeviceId,
    /// Its number among what that laptop has handed out, from 1.
    pub number: u64,
    /// The number before it of what is still handed out: one less, unless its author has let go of
    /// what stood between; 0 where nothing before it is.
    pub after: u64,
    /// When it was written, by that laptop's clock.
    pub time: Hybrid,
    /// Who wrote it.
    pub author: PersonId,
    /// The change, as [`handed_out`] makes it.
    pub body: Vec<u8>,
}

/// A change as it is handed out.
///
/// # Errors
/// [`JournalError::TooLarge`].
pub fn handed_out(change: &Change) -> Result<Vec<u8>, JournalError> {
    codec::body(change)
}

/// What a body that was handed out says.
pub fn said_in(body: &[u8]) -> Content {
    codec::content(body)
}

/// What came of taking entries in.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct TakenIn {
    /// What was new, in the order in which it stands in the journal now. An [`OpenStudy`] folds them
    /// and gives back those alone that somebody else has to fold.
    ///
    /// [`OpenStudy`]: crate::open::OpenStudy
    pub entries: Vec<Entry>,
    /// How many were new.
    pub new: u64,
    /// How many were here already.
    pub known: u64,
    /// How many of the new ones had a content that no study takes, and stand without it.
    pub refused: u64,
    /// What is left out for now, by laptop.
    pub held: Vec<Held>,
}

/// Entries of one laptop that are left out for now. The next exchange brings them again.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Held {
    /// Whose.
    pub device: DeviceId,
    /// The number of the first.
    pub from: u64,
    /// How many.
    pub count: u64,
    /// Why.
    pub why: Why,
}

/// Why entries are left out for now.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Why {
    /// Something before them has not come yet.
    Lacking {
        /// The first number that is lacking.
        from: u64,
        /// The last.
        to: u64,
    },
    /// The clock they were written by is a day or more ahead of this one.
    ClockAhead {
        /// By how many hours.
        hours: i64,
    },
}

impl Why {
    /// How far a clock is ahead, in words; `None` where that is not what is wrong.
    pub fn ahead(self) -> Option<String> {
        match self {
            Self::Lacking { .. } => None,
            Self::ClockAhead { hours } if hours < 72 => Some(format!("{hours} hours")),
            Self::ClockAhead { hours } => Some(format!("{} days", hours / 24)),
        }
    }
}

impl Held {
    /// What waits and why, where the laptop is called so.
    pub fn said(&self, whose: &str) -> String {
        self.to_string().replacen(&format!("laptop {}", self.device), whose, 1)
    }
}

impl fmt::Display for Held {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { device, count, .. } = self;
        let (wait, they) = if *count == 1 { ("waits", "it") } else { ("wait", "they") };
        write!(f, "{} from laptop {device} {wait}: ", super::names::entries(*count))?;
        match self.why {
            Why::Lacking { from, to } if from == to => {
                write!(f, "number {from}, which comes before, is not here yet")
            }
            Why::Lacking { from, to } => {
                write!(f, "numbers {from} to {to}, which come before, are not here yet")
            }
            why @ Why::ClockAhead { .. } => {
                let far = why.ahead().unwrap_or_default();
                write!(
                    f,
                    "{they} {} written by a clock that is {far} ahead of the one here; look at \
                     the date on both laptops",
                    if *count == 1 { "was" } else { "were" }
                )
            }
        }
    }
}

/// What was last taken in of each laptop.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(super) struct Shelves(BTreeMap<DeviceId, Last>);

/// The last of what one laptop handed out.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
struct Last {
    number: u64,
    hash: Hash,
}

impl Shelves {
    /// Reads through a whole witness, and the other one where that lacks something.
    fn of(segments: &dyn Store, store: &dyn Store) -> Result<Self, JournalError> {
        let mut shelves = Self::default();
        let (mut next, mut gaps) = (0, Vec::new());
        segments.read(0..u64::MAX, &mut |position, record| {
            gaps.extend((next < position).then_some(next..position));
            next = position.saturating_add(1);
            shelves.take(codec::look(record).as_ref());
            ControlFlow::Continue(())
        })?;
        gaps.push(next..u64::MAX);
        for gap in gaps {
            store.read(gap, &mut |_, record| {
                shelves.take(codec::look(record).as_ref());
                ControlFlow::Continue(())
            })?;
        }
        Ok(shelves)
    }

    pub(super) fn take(&mut self, sight: Option<&Sight<'_>>) {
        let Some(sight) = sight.filter(|sight| sight.header.way == Way::Shelf) else { return };
        let number = sight.header.seq;
        let last = self.0.entry(sight.header.device).or_insert(NOTHING);
        if last.number < number {
            *last = Last { number, hash: sight.hash() };
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    fn last(&self, device: DeviceId) -> Last {
        self.0.get(&device).copied().unwrap_or(NOTHING)
    }
}

const NOTHING: Last = Last { number: 0, hash: NO_HASH };

/// Whether anything in a witness was handed out by another laptop.
pub(super) fn holds_any(store: &dyn Store) -> Result<bool, JournalError> {
    let mut found = false;
    store.read(0..u64::MAX, &mut |_, record| {
        found = codec::look(record).is_some_and(|sight| sight.header.way == Way::Shelf);
        if found { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    })?;
    Ok(found)
}

impl Journal {
    /// The number of the last entry that was taken in of what a laptop hands out; 0 for none.
    ///
    /// # Errors
    /// Where the entries cannot be read.
    pub fn taken(&self, device: DeviceId) -> Result<u64, JournalError> {
        self.with_shelves(|shelves| shelves.last(device).number)
    }

    /// Makes durable what other laptops have handed out, in both witnesses, and returns the entries
    /// to be folded. What is here already is passed over; what comes too early, or from a clock that
    /// is a day or more ahead, waits with everything of that laptop after it. What its author has
    /// taken back by now leaves the journal, whenever it came.
    ///
    /// # Errors
    /// As [`Journal::append`]. What has become durable before a failure stays, and is passed over
    /// when it is brought again.
    pub fn take_in(
        &mut self,
        foreign: &[Foreign],
        now_millis: i64,
    ) -> Result<TakenIn, JournalError> {
        let taken = self.take_in_portion(foreign, now_millis)?;
        self.let_recalled_go()?;
        Ok(taken)
    }

    /// The same, but that the bytes of what was taken back are still there until
    /// [`Journal::let_recalled_go`], or the next opening. Letting go writes both witnesses again, however
    /// little goes: whoever takes in several portions does it once.
    ///
    /// # Errors
    /// As [`Journal::take_in`].
    pub fn take_in_portion(
        &mut self,
        foreign: &[Foreign],
        now_millis: i64,
    ) -> Result<TakenIn, JournalError> {
        let mut entries = Vec::new();
        let each = &mut |batch: Vec<Entry>| entries.extend(batch);
        let taken = self.take_in_each(foreign, now_millis, each)?;
        Ok(TakenIn { entries, ..taken })
    }

    /// The same, handing over the entries of each batch as soon as it is durable.
    ///
    /// # Errors
    /// As [`Journal::take_in_portion`]; what was handed over before a failure is durable.
    pub fn take_in_each(
        &mut self,
        foreign: &[Foreign],
        now_millis: i64,
        each: &mut dyn FnMut(Vec<Entry>),
    ) -> Result<TakenIn, JournalError> {
        if let Some(first) = &self.stopped {
            return Err(JournalError::Stopped { first: first.clone() });
        }
        let mut shelves = self.with_shelves(Clone::clone)?;
        let (accepted, mut taken) = self.sift(foreign, &shelves, now_millis);
        if accepted.is_empty() {
            return Ok(taken);
        }
        self.declare(SHARED)?;
        let many = accepted.len();
        let said: Vec<(&Foreign, Header, Option<Change>)> =
            accepted.into_iter().map(read).collect();
        let recalls = self.note_recalled(&said)?;
        // Looked into while the journal is written, and put back whatever comes of it.
        let tombs = mem::take(&mut *self.tombs());
        let making = Making { tombs: &tombs, tip: self.tip, stands: self.stood(self.tip.time) };
        let written = self.in_batches(many, each, |lane| {
            making.batches(said, &mut shelves, lane).map(|refused| taken.refused = refused)
        });
        *self.tombs() = tombs;
        let shelves = written.is_ok().then_some(shelves);
        *self.shelves.get_mut().unwrap_or_else(PoisonError::into_inner) = shelves;
        written?;
        self.recalls |= recalls;
        taken.new = many as u64;
        Ok(taken)
    }

    /// Writes down what this laptop knows of its team. What others erased may count by it from then on,
    /// and goes with [`Journal::let_recalled_go`], or at the next opening.
    ///
    /// # Errors
    /// As [`Journal::append`].
    pub fn note_members(
        &mut self,
        said: &[Change],
        now_millis: i64,
    ) -> Result<Vec<Entry>, JournalError> {
        let claimed = self.tombs().is_claimed();
        if let Some(folder) = self.folder.as_ref().filter(|_| claimed) {
            write_whole(&folder.erasing(), b"")?;
        }
        let entries = self.append(said, Purpose::Do, now_millis)?;
        let mut tombs = self.tombs();
        for entry in &entries {
            if let Content::Known(change) = &entry.content {
                tombs.take(&entry.header, change);
            }
        }
        drop(tombs);
        self.recalls |= claimed;
        Ok(entries)
    }

    /// Takes what others took back out of the journal, where anything was. No text outside the journal
    /// is looked at. Where it cannot be written it stops, and the next opening finishes it.
    ///
    /// # Errors
    /// As [`Journal::append`].
    pub fn let_recalled_go(&mut self) -> Result<(), JournalError> {
        if !self.recalls {
            return Ok(());
        }
        if let Err(e) = self.wipe_with(false) {
            self.stopped = Some(format!("what was taken back is not out of the study yet: {e}"));
            return Err(e);
        }
        self.recalls = false;
        Ok(())
    }

    /// Takes note of what is erased or taken back once these changes are here, and says whether anything
    /// is. The next opening takes that out then, whenever this stops.
    fn note_recalled(
        &mut self,
        said: &[(&Foreign, Header, Option<Change>)],
    ) -> Result<bool, JournalError> {
        let mut tombs = self.tombs();
        let before = tombs.count;
        for (_, header, change) in said {
            if let Some(change) = change {
                tombs.take(header, change);
            }
        }
        let recalls = tombs.count != before;
        drop(tombs);
        if let Some(folder) = self.folder.as_ref().filter(|_| recalls) {
            // What is known to be taken back now is not in the journal, and would not be noted again.
            write_whole(&folder.erasing(), b"")
                .inspect_err(|e| self.stopped = Some(e.to_string()))?;
        }
        Ok(recalls)
    }

    /// What can be taken in now, and what becomes of the rest.
    fn sift<'a>(
        &self,
        foreign: &'a [Foreign],
        shelves: &Shelves,
        now_millis: i64,
    ) -> (Vec<&'a Foreign>, TakenIn) {
        let mut taken = TakenIn::default();
        let mut accepted = Vec::new();
        let mut last: BTreeMap<DeviceId, u64> = BTreeMap::new();
        let mut seen: BTreeSet<(DeviceId, u64)> = BTreeSet::new();
        for entry in foreign {
            // What this laptop has handed out itself, it has.
            if entry.device == self.identity.device {
                continue;
            }
            let last =
                last.entry(entry.device).or_insert_with(|| shelves.last(entry.device).number);
            if entry.number <= *last || !seen.insert((entry.device, entry.number)) {
                taken.known += 1;
                continue;
            }
            let held = taken.held.iter_mut().find(|held| held.device == entry.device);
            let too_early = entry.after > *last || entry.after >= entry.number;
            // What came before its turn keeps nobody waiting whose turn it is.
            if let Some(held) = held
                && (too_early || matches!(held.why, Why::ClockAhead { .. }))
            {
                held.count += 1;
                continue;
            }
            let ahead = entry.time.millis().saturating_sub(now_millis);
            let why = if too_early {
                Why::Lacking { from: *last + 1, to: entry.number - 1 }
            } else if ahead >= AHEAD {
                Why::ClockAhead { hours: ahead / 3_600_000 }
            } else {
                *last = entry.number;
                accepted.push(entry);
                continue;
            };
            taken.held.push(Held { device: entry.device, from: entry.number, count: 1, why });
        }
        (accepted, taken)
    }

    /// Where this journal stands, and the latest time that was seen.
    fn stood(&self, time: Hybrid) -> Stood {
        let Tip { seq, hash, .. } = self.tip;
        Stood { device: self.identity.device, seq, hash, time }
    }

    fn tombs(&self) -> MutexGuard<'_, Tombs> {
        self.tombs.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What was last taken in of each laptop; read from the entries where nobody has read them yet.
    fn with_shelves<T>(&self, ask: impl FnOnce(&Shelves) -> T) -> Result<T, JournalError> {
        let mut shelves = self.shelves.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(shelves) = &*shelves {
            return Ok(ask(shelves));
        }
        let read = Shelves::of(&*self.segments, &*self.store)?;
        Ok(ask(shelves.insert(read)))
    }

    /// Makes the file `study` say that there is something in the folder that a program which knows
    /// lower formats alone would take for damage.
    pub(super) fn declare(&self, least: u32) -> Result<(), JournalError> {
        let Some(folder) = &self.folder else { return Ok(()) };
        let mut format = self.format.lock().unwrap_or_else(PoisonError::into_inner);
        if *format < least {
            let Self { identity, sealing, .. } = self;
            let said = Said { identity: *identity, key: sealing.key, format: least };
            identity::write(folder, said, self.key.as_ref())?;
            *format = least;
        }
        Ok(())
    }
}

/// The header and, where it can be read here, the change.
fn read(entry: &Foreign) -> (&Foreign, Header, Option<Change>) {
    let Foreign { device, number, time, author, .. } = *entry;
    let header = codec::handed_out(device, number, time, author);
    let change = match codec::content(&entry.body) {
        Content::Known(change) => Some(change),
        Content::Unknown(_) | Content::Erased => None,
    };
    (entry, header, change)
}

/// Whether no study takes this in. What a newer version wrote cannot be judged and is kept.
fn is_unfit(body: &[u8], change: Option<&Change>) -> bool {
    body.len() > LARGEST_BODY || change.is_some_and(|change| gate::admit(change).is_err())
}

#[cfg(test)]
mod tests;
