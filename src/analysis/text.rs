//! Text folded for case and accents, and the search over all of it.

use std::ops::Range;

use crate::study::Study;

/// `text` without case and accents, as searches compare it ("Zoë" and "ZOE" are the same).
pub fn fold(text: &str) -> String {
    let _ = text;
    todo!()
}

/// Where `needle` (already folded) occurs in `text`, as byte ranges of `text` itself.
pub fn matches(text: &str, needle: &str) -> Vec<Range<usize>> {
    let _ = (text, needle);
    todo!()
}

/// The text of a whole record, folded, in one piece, with the order in which people read it.
/// Everything that can be searched is in it: the text as it is now, later notes, and the optional
/// fields.
#[derive(Clone, Debug, Default)]
pub struct Corpus {
    _private: (),
}

impl Corpus {
    /// Takes in what is new in `study` since the last time; cheap when nothing is.
    pub fn refresh(&mut self, study: &Study) {
        let _ = study;
        todo!()
    }
}
