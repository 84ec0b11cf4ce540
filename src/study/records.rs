//! The records of a study as a table in pieces of one length: no record is moved when more come, and
//! pieces that are read from what is kept need not be put into one.

use std::ops::{Index, IndexMut, Range};

use super::Record;

/// Records by their places ([`super::ObsIx`]). The order of the places says nothing.
#[derive(Clone, Debug, Default)]
pub struct Records {
    /// All but the last hold [`Records::IN_A_PIECE`]; none is empty.
    pieces: Vec<Vec<Record>>,
}

impl Records {
    /// How many records one piece holds: as many as a decoder makes room for at once (a MiB), so that none
    /// is moved when they are read from what is kept.
    pub(super) const IN_A_PIECE: usize = 4096;

    /// The records of pieces that were taken from a table with [`Records::pieces`]; `None` where they
    /// are no such pieces.
    pub(super) fn of(pieces: Vec<Vec<Record>>) -> Option<Self> {
        let (last, before) = match pieces.split_last() {
            Some(parts) => parts,
            None => return Some(Self::default()),
        };
        let full = before.iter().all(|piece| piece.len() == Self::IN_A_PIECE);
        let fits = full && (1..=Self::IN_A_PIECE).contains(&last.len());
        fits.then_some(Self { pieces })
    }

    /// The table piece by piece.
    pub(super) fn pieces(&self) -> &[Vec<Record>] {
        &self.pieces
    }

    /// The same, taken apart.
    pub(super) fn into_pieces(self) -> Vec<Vec<Record>> {
        self.pieces
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        let whole = self.pieces.len().saturating_sub(1) * Self::IN_A_PIECE;
        self.pieces.last().map_or(0, |last| whole + last.len())
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.pieces.is_empty()
    }

    /// The record at a place.
    pub fn get(&self, row: usize) -> Option<&Record> {
        self.pieces.get(row / Self::IN_A_PIECE)?.get(row % Self::IN_A_PIECE)
    }

    /// The record at a place, to be changed.
    pub(super) fn get_mut(&mut self, row: usize) -> Option<&mut Record> {
        self.pieces.get_mut(row / Self::IN_A_PIECE)?.get_mut(row % Self::IN_A_PIECE)
    }

    /// The record at the last place.
    pub fn last(&self) -> Option<&Record> {
        self.pieces.last()?.last()
    }

    /// All of them, by their places.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = &Record> {
        self.pieces.iter().flatten()
    }

    /// Those at some places, with these.
    pub fn between(&self, rows: Range<usize>) -> impl Iterator<Item = (usize, &Record)> {
        let first = rows.start / Self::IN_A_PIECE;
        let pieces = self.pieces.iter().enumerate().skip(first);
        pieces
            .flat_map(|(nth, piece)| {
                piece.iter().enumerate().map(move |(at, r)| (nth * Self::IN_A_PIECE + at, r))
            })
            .skip(rows.start - first * Self::IN_A_PIECE)
            .take(rows.len())
    }

    /// Adds one behind the last.
    pub(super) fn push(&mut self, record: Record) {
        match self.pieces.last_mut() {
            Some(last) if last.len() < Self::IN_A_PIECE => last.push(record),
            // Most studies need no more than the first, which grows. Where there are more, each is made whole.
            Some(_) => {
                let mut next = Vec::with_capacity(Self::IN_A_PIECE);
                next.push(record);
                self.pieces.push(next);
            }
            None => self.pieces.push(vec![record]),
        }
    }
}

impl Index<usize> for Records {
    type Output = Record;

    #[expect(clippy::indexing_slicing, reason = "whoever asks by index says that it is there")]
    fn index(&self, row: usize) -> &Record {
        &self.pieces[row / Self::IN_A_PIECE][row % Self::IN_A_PIECE]
    }
}

impl IndexMut<usize> for Records {
    #[expect(clippy::indexing_slicing, reason = "whoever asks by index says that it is there")]
    fn index_mut(&mut self, row: usize) -> &mut Record {
        &mut self.pieces[row / Self::IN_A_PIECE][row % Self::IN_A_PIECE]
    }
}

impl<'a> IntoIterator for &'a Records {
    type Item = &'a Record;
    type IntoIter = std::iter::Flatten<std::slice::Iter<'a, Vec<Record>>>;

    fn into_iter(self) -> Self::IntoIter {
        self.pieces.iter().flatten()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::study::ObservationId;

    fn table(of: usize) -> Records {
        let mut records = Records::default();
        (0..of).for_each(|n| records.push(Record::awaited(ObservationId(n as u128))));
        records
    }

    #[test]
    fn a_record_stands_at_the_place_at_which_it_was_put_whatever_piece_that_is_in() {
        let many = Records::IN_A_PIECE * 2 + 5;
        for of in
            [0, 1, Records::IN_A_PIECE - 1, Records::IN_A_PIECE, Records::IN_A_PIECE + 1, many]
        {
            let records = table(of);
            assert_eq!((records.len(), records.is_empty()), (of, of == 0));
            let ids: Vec<u128> = records.iter().map(|record| record.id().0).collect();
            assert_eq!(ids, (0..of as u128).collect::<Vec<_>>());
            assert!(
                (0..of).all(|n| records.get(n).is_some_and(|record| record.id().0 == n as u128))
            );
            assert!(records.get(of).is_none());
            assert_eq!(
                records.last().map(|record| record.id().0),
                of.checked_sub(1).map(|n| n as u128)
            );
            let pieces = records.pieces().to_vec();
            assert_eq!(Records::of(pieces).map(|again| again.len()), Some(of));
        }
        let records = table(many);
        for (from, to) in
            [(0, many), (3, 3), (4094, 4099), (4096, 8192), (many - 1, many), (many, many)]
        {
            let found: Vec<(usize, u128)> =
                records.between(from..to).map(|(row, record)| (row, record.id().0)).collect();
            assert_eq!(found, (from..to).map(|n| (n, n as u128)).collect::<Vec<_>>());
        }
    }

    #[test]
    fn pieces_of_other_lengths_are_no_table() {
        let piece = |of: usize| table(of).pieces().to_vec().pop().unwrap_or_default();
        assert!(Records::of(vec![piece(3), piece(3)]).is_none());
        assert!(Records::of(vec![Vec::new()]).is_none());
        assert!(Records::of(vec![piece(Records::IN_A_PIECE), piece(1)]).is_some());
    }
}
