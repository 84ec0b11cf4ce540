//! Letters that do something by themselves, with no Enter. A text can begin with any of them, so one
//! counts only once nothing has followed it for a moment; what is typed on at once is text.

use crate::study::Moment;

/// A letter is meant alone when nothing follows it this soon, in milliseconds: who writes goes on
/// sooner, and who has answered looks at what came of it.
pub const ALONE: i64 = 600;

/// No finger finds Enter sooner than this after a letter; the two came from a paste.
const SUDDEN: i64 = 30;

/// The letters that may be meant alone: one, or the same one again.
#[derive(Clone, Debug, Default)]
pub(in crate::tui) struct Lone {
    letters: String,
    last: Option<Moment>,
}

impl Lone {
    /// Takes note of a letter.
    pub(in crate::tui) fn heard(&mut self, c: char, now: Moment) {
        self.letters.push(c);
        self.last = Some(now);
    }

    /// The letter that may be meant.
    pub(in crate::tui) fn letter(&self) -> Option<char> {
        self.letters.chars().next()
    }

    /// What was typed, which is no answer.
    pub(in crate::tui) fn take(&mut self) -> String {
        self.last = None;
        std::mem::take(&mut self.letters)
    }

    /// Milliseconds until it is meant, if anything was typed.
    pub(in crate::tui) fn wait(&self, now: Moment) -> Option<i64> {
        let last = self.last.filter(|_| !self.letters.is_empty())?;
        Some((last.millis + ALONE - now.millis).max(0))
    }

    /// Whether something follows it faster than anybody types.
    pub(in crate::tui) fn is_sudden(&self, now: Moment) -> bool {
        self.last.is_some_and(|last| now.millis - last.millis < SUDDEN)
    }
}
