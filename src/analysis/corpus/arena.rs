//! The folded text of all records in a few large blocks, each record a segment, its fields a line
//! each. A search runs over the blocks without looking at records until something is found. A
//! record that changes is written again at the end and its old segment marked dead.

use memchr::memmem::Finder;

use super::rows::Rows;
use super::two::both;
use crate::analysis::text::fold_into;
use crate::study::Record;

/// A block is closed when it has grown to this many bytes, so that taking in one more note never
/// has to move a hundred megabytes.
const FULL: usize = 4 << 20;

/// From this much text on, two threads search (below, starting the second costs more than it
/// saves).
const WORTH_TWO: usize = 24 << 20;

/// In place of a row: the segment holds what a record said before it changed.
const DEAD: u32 = u32::MAX;

/// Between fields, and after each record. Folded text never holds it.
const END: char = '\n';

/// Where a record's segment is.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct TextAt {
    block: u32,
    segment: u32,
}

impl TextAt {
    /// The same place once `blocks` blocks have been put in front.
    pub(super) const fn behind(self, blocks: usize) -> Self {
        Self { block: self.block + blocks as u32, ..self }
    }
}

#[derive(Clone, Debug, Default)]
struct Block {
    text: String,
    starts: Vec<u32>,
    rows: Vec<u32>,
}

/// All blocks.
#[derive(Clone, Debug, Default)]
pub(super) struct Arena {
    blocks: Vec<Block>,
    dead: usize,
}

impl Arena {
    /// Writes what can be searched of `record` at the end.
    pub(super) fn add(&mut self, row: usize, record: &Record) -> TextAt {
        if self.blocks.last().is_none_or(|block| block.text.len() >= FULL) {
            self.blocks.push(Block::default());
        }
        let last = self.blocks.len().saturating_sub(1);
        let Some(block) = self.blocks.last_mut() else { return TextAt { block: 0, segment: 0 } };
        let segment = block.starts.len() as u32;
        block.starts.push(u32::try_from(block.text.len()).unwrap_or(u32::MAX));
        block.rows.push(u32::try_from(row).unwrap_or(DEAD));
        write(&mut block.text, record);
        TextAt { block: last as u32, segment }
    }

    /// Writes `record` again if what it says has changed since it was written at `place`.
    pub(super) fn update(&mut self, place: TextAt, row: usize, record: &Record) -> TextAt {
        let mut now = String::new();
        write(&mut now, record);
        let was = self.text(place);
        if was == now {
            return place;
        }
        self.dead += was.len();
        let block = self.blocks.get_mut(place.block as usize);
        if let Some(row) = block.and_then(|block| block.rows.get_mut(place.segment as usize)) {
            *row = DEAD;
        }
        self.add(row, record)
    }

    /// Whether more is dead than is worth carrying.
    pub(super) fn is_wasteful(&self) -> bool {
        self.dead > FULL && self.dead > self.size() / 3
    }

    /// Puts the blocks of another arena behind these; how many there were before.
    pub(super) fn append(&mut self, mut other: Self) -> usize {
        let before = self.blocks.len();
        self.blocks.append(&mut other.blocks);
        self.dead += other.dead;
        before
    }

    /// What is written at `place`.
    pub(super) fn text(&self, place: TextAt) -> &str {
        let block = self.blocks.get(place.block as usize);
        block.map_or("", |block| block.segment(place.segment as usize))
    }

    /// The rows, of `len`, whose text holds what `finder` looks for.
    pub(super) fn find(&self, finder: &Finder<'_>, len: usize) -> Rows {
        let search = |blocks: &[Block]| {
            let mut rows = Rows::none(len);
            blocks.iter().for_each(|block| block.find(finder, &mut rows));
            rows
        };
        if self.size() < WORTH_TWO {
            return search(&self.blocks);
        }
        let (front, back) = self.blocks.split_at(self.blocks.len() / 2);
        let (mut rows, others) = both(|| search(front), || search(back));
        rows.or(&others);
        rows
    }

    fn size(&self) -> usize {
        self.blocks.iter().map(|block| block.text.len()).sum()
    }
}

impl Block {
    fn segment(&self, segment: usize) -> &str {
        let start = self.starts.get(segment).map_or(0, |start| *start as usize);
        self.text.get(start..self.end_of(segment)).unwrap_or_default()
    }

    fn end_of(&self, segment: usize) -> usize {
        self.starts.get(segment + 1).map_or(self.text.len(), |start| *start as usize)
    }

    fn find(&self, finder: &Finder<'_>, rows: &mut Rows) {
        let bytes = self.text.as_bytes();
        let (mut from, mut segment) = (0, 0);
        while let Some(at) = bytes.get(from..).and_then(|rest| finder.find(rest)) {
            segment = self.segment_of(from + at, segment);
            if let Some(row) = self.rows.get(segment).filter(|row| **row != DEAD) {
                rows.set(*row as usize, true);
            }
            from = self.end_of(segment);
            segment += 1;
        }
    }

    /// The segment that holds byte `at`, which is `from` or later: by steps that double, since it
    /// is often the next one.
    fn segment_of(&self, at: usize, from: usize) -> usize {
        let begins_after =
            |segment: usize| self.starts.get(segment).is_none_or(|start| *start as usize > at);
        let (mut low, mut step) = (from, 1);
        while !begins_after(low + step) {
            low += step;
            step *= 2;
        }
        let high = (low + step).min(self.starts.len());
        let between = self.starts.get(low..high).unwrap_or_default();
        low + between.partition_point(|start| *start as usize <= at).saturating_sub(1)
    }
}

/// Everything that can be searched: the text as it is now, later notes, the optional fields.
pub(super) fn write(folded: &mut String, record: &Record) {
    let mut line = |text: &str| {
        fold_into(folded, text);
        folded.push(END);
    };
    line(record.text());
    record.later().for_each(|later| line(&later.text));
    record.extra_texts().for_each(|(_, text)| line(text));
}
