//! An entry is a change as it stands in the journal: with who, where, when, and in which act.

use serde::{Deserialize, Serialize};

use super::{Change, DeviceId, Hybrid, PersonId, Stamp};

/// One line of the log.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Entry {
    /// Who, where, when, in which act.
    pub header: Header,
    /// The change; or bytes of a kind that this version does not know, which are kept.
    pub content: Content,
}

/// Everything about an entry but its change. Its identity is (device, way, sequence).
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Header {
    /// The device that wrote it.
    pub device: DeviceId,
    /// How it came into this journal.
    pub way: Way,
    /// Its place in that device's sequence of this way, from 1, without gaps.
    pub seq: u64,
    /// Hybrid time at which it was written.
    pub time: Hybrid,
    /// Whose doing it was.
    pub author: PersonId,
    /// Sequence of the first entry of the same act: what a person did with one key.
    pub act: u64,
    /// Why the act was done.
    pub purpose: Purpose,
}

impl Header {
    /// What settles which of two changes came last.
    pub const fn stamp(&self) -> Stamp {
        Stamp { time: self.time, device: self.device, seq: self.seq }
    }
}

/// How an entry came into this journal. What a device wrote into its own journal and what it handed
/// out are numbered apart, so that the numbers of what is shared do not tell how much is not.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Way {
    /// It was written into this journal, or into the one that this was restored from.
    Here,
    /// It was taken in from what the device handed out. Its act is its own sequence, its purpose
    /// [`Purpose::Do`], and nothing in it is believed beyond what its author may say.
    Shelf,
}

/// Whether an act was done for itself or to take back or repeat another.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
pub enum Purpose {
    /// For itself.
    Do,
    /// To take back the act that began at this sequence on the same device.
    Undo(u64),
    /// To do again what an undo had taken back.
    Redo(u64),
}

/// What an entry says.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Content {
    /// A change that this version knows.
    Known(Change),
    /// A change written by a newer version: kept as it came, and shown as unknown.
    Unknown(Box<[u8]>),
    /// A change whose content was erased on request; that it was there stays.
    Erased,
}
