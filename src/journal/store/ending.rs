//! How a segment ends: after which frame nothing is whole any more, and whether frames that are whole
//! stand behind one that is missing.
//!
//! Several batches may be written in one turn and become durable together. Where the power goes
//! before they are, a later one can be on the disk and an earlier one not. Such a turn can be told by its
//! frames: all but its last are full, and it has no more of them than one turn takes.

use std::ops::Range;

use super::frame::{HEADER, Piece, pieces};
use super::{BATCH_BYTES, BATCH_RECORDS, Sealing, TOGETHER_RECORDS};
use crate::journal::codec::LARGEST_RECORD;
use crate::journal::seal::Role;

/// What the bytes of a segment say of its end.
#[derive(Debug)]
pub(super) struct Ending {
    /// Where the last whole frame ends.
    pub(super) keep: usize,
    /// One past the last record that any whole frame holds.
    pub(super) count: u64,
    /// Whether anything stands after the last whole frame.
    pub(super) rubble: bool,
    /// The positions that this was to hold, where it still says so.
    pub(super) claims: Option<Range<u64>>,
    /// Whether it looks like a write that did not get to its end, rather than like damage.
    pub(super) unfinished: bool,
    /// How many of the bytes, at their end, say nothing of which positions they were to hold.
    pub(super) nameless: usize,
    /// Whether a frame is missing that a whole one follows.
    pub(super) gapped: bool,
    /// What stands from there on, where it can be what is left of one turn.
    pub(super) turn: Option<Turn>,
}

/// What is left of a turn that did not come to its end.
#[derive(Debug)]
pub(super) struct Turn {
    /// Where the last frame before it ends.
    pub(super) keep: usize,
    /// The positions that it was to hold, as far as it says.
    pub(super) positions: Range<u64>,
    /// A frame that is not full was met: there is no other after it.
    ended: bool,
    /// Whether its frames can be those of one turn.
    one: bool,
}

impl Turn {
    fn from(keep: usize, first: u64) -> Self {
        Self { keep, positions: first..first, ended: false, one: true }
    }

    /// Takes a frame that stands next, with how long its contents are, where that is known.
    fn take(&mut self, frame: &Range<u64>, length: Option<usize>) {
        self.one &= !self.ended && frame.start >= self.positions.end;
        self.positions.end = frame.end.max(self.positions.end);
        let records = usize::try_from(frame.end - frame.start).unwrap_or(usize::MAX);
        let full = |length| length + LARGEST_RECORD > BATCH_BYTES;
        self.ended = records < BATCH_RECORDS && !length.is_none_or(full);
    }

    fn is_one(&self) -> bool {
        self.one && self.positions.end - self.positions.start <= TOGETHER_RECORDS as u64
    }
}

impl Ending {
    /// Looks at all frames of a segment whose first record has the position `first`.
    pub(super) fn of(sealing: &Sealing, bytes: &[u8], begin: usize, first: u64) -> Self {
        let mut ending = Self {
            keep: begin,
            count: first,
            rubble: false,
            claims: None,
            unfinished: true,
            nameless: 0,
            gapped: false,
            turn: None,
        };
        for (at, piece) in pieces(sealing.study, bytes, begin) {
            match piece {
                Piece::Frame { positions, sealed } => {
                    ending.nameless = 0;
                    let place = sealing.place(Role::Frame, positions.start);
                    let length = sealed.len();
                    let end = at + HEADER + length;
                    match sealing.seal.open(place, sealed) {
                        Some(_) => ending.whole(&positions, length, end),
                        None => {
                            ending.unfinished = false;
                            ending.torn(Some(positions), Some(length));
                        }
                    }
                }
                Piece::Rubble { claims } => {
                    let rest = bytes.get(at..).unwrap_or_default();
                    let empty = rest.len() < HEADER || rest.iter().all(|byte| *byte == 0);
                    ending.unfinished &= claims.is_some() || empty;
                    ending.nameless = if claims.is_some() { 0 } else { rest.len() };
                    ending.torn(claims, None);
                }
            }
        }
        ending.turn = ending.turn.filter(|turn| ending.gapped && turn.is_one());
        ending
    }

    fn whole(&mut self, positions: &Range<u64>, length: usize, end: usize) {
        if self.rubble || positions.start != self.count {
            self.gapped = true;
            // Positions that go on elsewhere with nothing between them were left by no turn.
            self.turn = self.turn.take().filter(|_| self.rubble || positions.start == self.count);
        }
        if let Some(turn) = &mut self.turn {
            turn.take(positions, Some(length));
        }
        self.count = self.count.max(positions.end);
        (self.keep, self.rubble, self.claims, self.unfinished) = (end, false, None, true);
    }

    fn torn(&mut self, positions: Option<Range<u64>>, length: Option<usize>) {
        if !self.gapped && !self.rubble {
            self.turn = Some(Turn::from(self.keep, self.count));
        }
        self.rubble = true;
        let Some(positions) = positions else { return };
        if let Some(turn) = &mut self.turn {
            turn.take(&positions, length);
        }
        let start = self.claims.as_ref().map_or(positions.start, |claims| claims.start);
        self.claims = Some(start..positions.end.max(start));
    }
}
