//! Telling a passphrase that was typed into the wrong place, a slip or two included, without keeping
//! the passphrase.
//!
//! Two texts are alike where leaving out at most a few letters of each makes them the same (the
//! symmetric deletion of Garbe's SymSpell, 2012). Of the passphrase only hashes of what is left then
//! are kept, under a random key of this run: they tell whether a text is near, and are let go when
//! the study is locked, like the data key itself.

use std::collections::HashSet;
use std::fmt;
use std::hash::{BuildHasher, RandomState};

use zeroize::Zeroizing;

use super::{ExposeSecret, SecretString};

/// Knows a passphrase when it sees one that is nearly it.
#[derive(Clone)]
pub struct Likeness {
    hasher: RandomState,
    letters: usize,
    slips: usize,
    left: HashSet<u64>,
}

impl fmt::Debug for Likeness {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Likeness")
    }
}

/// Shorter passphrases are words that a note may well begin with; nothing is alike to them.
const SHORTEST: usize = 5;

/// From this length on no slip is looked for, so that the hashes stay few.
const LONGEST: usize = 96;

impl Likeness {
    /// What is alike to `secret`: the whole of it up to 7 letters, one slip up to 11, two beyond.
    pub fn of(secret: &SecretString) -> Self {
        let letters = folded(secret.expose_secret());
        let slips = match letters.len() {
            0..8 | LONGEST.. => 0,
            8..12 => 1,
            _ => 2,
        };
        let hasher = RandomState::new();
        let left = left_over(&letters, slips).map(|left| hasher.hash_one(&*left)).collect();
        Self { hasher, letters: letters.len(), slips, left }
    }

    /// Whether `text`, or a line of it, is nearly the secret, begins or ends with it, or has it
    /// somewhere in the middle, letter by letter.
    pub fn is_near(&self, text: &str) -> bool {
        self.letters >= SHORTEST && text.lines().any(|line| self.is_near_line(&folded(line)))
    }

    /// Whether the whole of `text` is nearly the secret, and so nothing else is lost with it.
    pub fn is_whole(&self, text: &str) -> bool {
        self.letters >= SHORTEST && self.knows(&folded(text))
    }

    fn is_near_line(&self, line: &[char]) -> bool {
        let longest = self.letters + self.slips;
        let shortest = self.letters.saturating_sub(self.slips).max(1);
        (shortest..=longest.min(line.len())).any(|letters| {
            let (head, after) = line.split_at(letters);
            let (before, tail) = line.split_at(line.len() - letters);
            // A long one is told for certain where it runs into the word beside it, as it does when
            // somebody types it behind a note. A short one may be part of a word.
            let ends = |next: Option<&char>| {
                self.slips > 0 || next.is_none_or(|next| !next.is_alphanumeric())
            };
            (ends(after.first()) && self.knows(head)) || (ends(before.last()) && self.knows(tail))
        }) || (self.slips > 0 && line.windows(self.letters).any(|middle| self.is_it(middle)))
    }

    /// Whether these are the letters of the secret, or of it without one or two.
    fn is_it(&self, letters: &[char]) -> bool {
        self.left.contains(&self.hasher.hash_one(letters))
    }

    fn knows(&self, letters: &[char]) -> bool {
        letters.len().abs_diff(self.letters) <= self.slips
            && left_over(letters, self.slips)
                .any(|left| self.left.contains(&self.hasher.hash_one(&*left)))
    }
}

/// Whether a text has the looks of a passphrase: one word of six letters and more, or up to eight
/// words in small letters with none among them that notes have and passphrases made of words have not.
pub fn looks_like_a_passphrase(text: &str) -> bool {
    const OF_NOTES: &[&str] = &[
        "a", "about", "after", "again", "and", "as", "at", "back", "before", "but", "by", "did",
        "do", "down", "for", "from", "had", "has", "he", "her", "him", "his", "i", "in", "into",
        "is", "it", "me", "my", "no", "not", "of", "off", "on", "or", "our", "out", "she", "so",
        "than", "that", "the", "their", "them", "then", "they", "this", "to", "too", "up", "us",
        "was", "we", "went", "were", "when", "who", "with", "you",
    ];
    let words: Vec<&str> = text.split_whitespace().collect();
    match words.as_slice() {
        [] => false,
        [word] => word.chars().count() >= 6,
        words if words.len() <= 8 && text.trim().lines().count() == 1 => words
            .iter()
            .all(|word| word.chars().all(char::is_lowercase) && !OF_NOTES.contains(word)),
        _ => false,
    }
}

/// Letters as a slip of the finger or of the shift key leaves them the same.
fn folded(text: &str) -> Zeroizing<Vec<char>> {
    let words = text.split_whitespace();
    let mut letters = Zeroizing::new(Vec::with_capacity(text.len()));
    for word in words {
        if !letters.is_empty() {
            letters.push(' ');
        }
        letters.extend(word.chars().flat_map(char::to_lowercase));
    }
    letters
}

/// `letters`, and what is left of them without any one and, for two slips, any two of them.
fn left_over(letters: &[char], slips: usize) -> impl Iterator<Item = Zeroizing<Vec<char>>> {
    let count = letters.len();
    let places = (0..=count).flat_map(move |first| {
        let seconds =
            if slips > 1 && first < count { first + 1..count + 1 } else { count..count + 1 };
        seconds.map(move |second| (first, second))
    });
    let none = if slips == 0 { count } else { 0 };
    places.filter(move |(first, _)| *first >= none).map(move |(first, second)| {
        let kept = letters.iter().enumerate().filter(|(at, _)| *at != first && *at != second);
        Zeroizing::new(kept.map(|(_, letter)| *letter).collect())
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn of(secret: &str) -> Likeness {
        Likeness::of(&SecretString::from(secret))
    }

    #[test]
    fn a_slip_or_two_are_nearly_it_and_a_note_is_not() {
        let opens = of("lantern otter gravel seventeen");
        for slip in [
            "lantern otter gravel seventeen",
            "Lantern  otter gravel seventeen ",
            "lantern oter gravel seventeen",
            "lantern otter gravel sevnetene",
            "lantern otter gravle seventen",
            "lanternotter gravel seventeen",
            "lantern otter gravel seventeen1!",
            "lantern otter gravel seventeen Printer down",
            "Printer down\nlantern otter gravel sevnteen",
            "Printer down, wrote by hand #t.toollantern otter gravel sevnteen",
            "Printer lantern otter gravel seventeen down",
        ] {
            assert!(opens.is_near(slip), "{slip}");
        }
        for note in [
            "",
            "Printer down, wrote it by hand",
            "The otter project rang about seventeen boxes of gravel",
            "lantern otter",
        ] {
            assert!(!opens.is_near(note), "{note}");
        }
        assert!(!opens.is_whole("lantern otter gravel seventeen Printer down"));
        assert!(opens.is_whole("lantern oter gravel seventen"));
    }

    #[test]
    fn a_short_passphrase_is_told_only_where_it_stands_alone_and_whole() {
        let opens = of("winter");
        assert!(opens.is_near("Winter") && opens.is_near("winter: rang ahead"));
        assert!(!opens.is_near("water was off") && !opens.is_near("winterly weather"));
        assert!(!of("a").is_near("a visit"), "too short to be told from a word");
        assert!(!of("").is_near(""));
        assert_eq!(format!("{opens:?}"), "Likeness");
    }

    #[test]
    fn everyday_lines_have_not_the_looks_of_a_passphrase() {
        for secret in ["Riverside2024!", "lantern otter gravel seventeen", "correct hors battery"] {
            assert!(looks_like_a_passphrase(secret), "{secret}");
        }
        for note in [
            "",
            "Rang",
            "printer down again",
            "Rang school, the file had two addresses",
            "swapped bays #t.tool",
            "one\ntwo",
        ] {
            assert!(!looks_like_a_passphrase(note), "{note}");
        }
    }

    proptest! {
        #[test]
        fn any_one_slip_in_a_long_passphrase_is_seen(
            secret in "[a-z]{4,9}( [a-z]{3,9}){2,4}", at: usize, letter in proptest::char::range('a', 'z'), kind in 0..3u8,
        ) {
            let opens = of(&secret);
            let mut slip: Vec<char> = secret.chars().collect();
            let at = at % slip.len();
            match kind {
                0 => drop(slip.remove(at)),
                1 => slip.insert(at, letter),
                _ => slip[at] = letter,
            }
            let slip: String = slip.into_iter().collect();
            prop_assert!(opens.is_near(&slip), "{slip} of {secret}");
        }
    }
}
