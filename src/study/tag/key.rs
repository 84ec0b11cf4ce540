//! The key of a tag: what it was first typed as.

use std::fmt;

use serde::{Deserialize, Serialize};

/// The name by which changes refer to a tag: the name it was first typed with, folded to lower
/// case. A tag that is renamed keeps its key, so nothing tagged before is lost.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct TagKey(String);

impl TagKey {
    /// The longest tag name, in characters.
    pub const LONGEST: usize = 40;

    /// A key from a name as typed: letters with the marks that many scripts write on them, digits and
    /// `. - _` (a leading `#` is dropped), or `None` where the text cannot be the name of a tag.
    pub fn parse(typed: &str) -> Option<Self> {
        let name = typed.strip_prefix('#').unwrap_or(typed).to_lowercase();
        let fits = !name.is_empty() && name.chars().count() <= Self::LONGEST;
        let mark = unicode_normalization::char::is_combining_mark;
        let letter = |c: char| c.is_alphanumeric() || mark(c);
        let letters = name.chars().all(|c| letter(c) || matches!(c, '.' | '-' | '_'));
        let begins = name.chars().next().is_some_and(char::is_alphanumeric);
        let ends = name.chars().last().is_some_and(letter);
        (fits && letters && begins && ends).then_some(Self(name))
    }

    /// The key of a tag that is in a journal already. What cannot be the name of a tag is not lost:
    /// it gets a name of its own that can, the same each time, and never that of a tag which somebody
    /// typed.
    fn read(stored: String) -> Self {
        if Self::parse(&stored).is_some_and(|key| key.0 == stored) {
            return Self(stored);
        }
        const KEPT: usize = 20;
        let mark = blake3::hash(stored.as_bytes()).to_hex();
        let mark = mark.get(..8).unwrap_or_default();
        let letter =
            |c: char| if c.is_alphanumeric() || matches!(c, '.' | '-' | '_') { c } else { '-' };
        let name: String = stored.to_lowercase().chars().map(letter).take(KEPT).collect();
        let name = name.trim_matches(|c: char| !c.is_alphanumeric());
        Self::parse(&format!("unclear.{name}.{mark}"))
            .unwrap_or_else(|| Self(format!("unclear.{mark}")))
    }

    /// The key as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl<'de> Deserialize<'de> for TagKey {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        String::deserialize(from).map(Self::read)
    }
}

impl fmt::Display for TagKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl fmt::Debug for TagKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "#{}", self.0)
    }
}
