//! What was noticed in a note.

use std::ops::Range;
use std::sync::Arc;

/// What sort of thing was noticed.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum MarkKind {
    /// Words that look back, blame, label or name one cause.
    Wording,
    /// Something by which a person could be known.
    Identifier,
}

impl MarkKind {
    /// The word in output.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Wording => "wording",
            Self::Identifier => "identifier",
        }
    }
}

/// A place in a note that may be worth another look.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Mark {
    /// What sort of thing it is.
    pub kind: MarkKind,
    /// Which category of that sort, for example `counterfactual` or `postcode`.
    pub category: Arc<str>,
    /// Where it stands, in code points of the note.
    pub range: Range<usize>,
    /// The rule that spoke.
    pub rule: Arc<str>,
}

impl Mark {
    /// Where it stands in `note`, in bytes.
    pub fn bytes(&self, note: &str) -> Range<usize> {
        let mut places = note.char_indices().map(|(at, _)| at).chain([note.len()]);
        let start = places.nth(self.range.start).unwrap_or(note.len());
        let more = self.range.len();
        let end = if more == 0 { start } else { places.nth(more - 1).unwrap_or(note.len()) };
        start..end
    }

    /// The words it stands on.
    pub fn words<'a>(&self, note: &'a str) -> &'a str {
        note.get(self.bytes(note)).unwrap_or_default()
    }
}
