//! What is known of the words that are being typed.

use std::ops::Range;
use std::sync::Arc;

use super::Spot;
use crate::study::Moment;
use crate::wording::{self, Mark, MarkKind, Reader};

/// What is known of the words that are being typed.
#[derive(Clone, Debug, Default)]
pub struct Wording {
    pub(super) reader: Option<Arc<Reader>>,
    /// The packs that the reader was made of: the person's own and the study's.
    pub(super) packs: (String, String),
    pub(super) marks: Vec<Mark>,
    /// Where they stand.
    pub(super) spot: Option<Spot>,
    /// The text that the marks belong to.
    pub(super) text: String,
    pub(super) at: usize,
    pub(super) turn: usize,
    /// What was left alone here for this once: rules and words.
    pub(super) left: Vec<(Arc<str>, String)>,
    pub(super) due: Option<Moment>,
}

impl Wording {
    /// The mark whose question is shown, with its words.
    pub fn shown(&self) -> Option<(&Mark, &str)> {
        let mark = self.marks.get(self.at)?;
        Some((mark, mark.words(&self.text)))
    }

    /// Which of how many is shown, from 1.
    pub fn place(&self) -> (usize, usize) {
        (self.at + 1, self.marks.len())
    }

    /// The question of the mark that is shown.
    pub(super) fn question(&self) -> &str {
        let reader = self.reader.as_ref().zip(self.marks.get(self.at));
        reader.map_or("", |(reader, mark)| reader.question(mark, self.turn))
    }

    /// What would stand in the place of the mark that is shown, where it is an identifier.
    pub(super) fn instead(&self) -> Option<String> {
        let mark = self.marks.get(self.at).filter(|mark| mark.kind == MarkKind::Identifier)?;
        Some(wording::placeholder(mark, &self.text))
    }

    /// Where the marks of a text stand in it, in bytes; none where another text is being typed.
    pub(in crate::tui) fn ranges(&self, spot: Spot) -> impl Iterator<Item = Range<usize>> {
        let here = self.spot == Some(spot);
        self.marks.iter().filter(move |_| here).map(|mark| mark.bytes(&self.text))
    }

    /// Begins with another text, or with none.
    pub(super) fn go_to(&mut self, spot: Option<Spot>) {
        if self.spot != spot {
            self.spot = spot;
            self.marks.clear();
            self.left.clear();
            self.text.clear();
            (self.at, self.due) = (0, None);
        }
    }

    /// Keeps the marks whose words still stand where they stood; what was typed since is read later.
    pub(super) fn keep_whole(&mut self, text: &str) {
        let was = std::mem::replace(&mut self.text, text.to_owned());
        self.marks.retain(|mark| {
            let end = mark.bytes(&was).end;
            was.get(..end).is_some_and(|before| text.starts_with(before))
        });
        self.at = self.at.min(self.marks.len().saturating_sub(1));
    }
}
