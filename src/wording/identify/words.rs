//! A note parted into words, with what a reader of names asks of each: its letters, what parts it
//! from the word before, whether it begins its sentence.

use std::ops::Range;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use super::super::text::Plain;
use super::lists;

/// A word of a note.
#[derive(Debug)]
pub(super) struct Word {
    /// In code points.
    pub(super) range: Range<usize>,
    /// Small letters without accents, a possessive left out.
    pub(super) folded: String,
    pub(super) shape: Shape,
    /// Nothing but marks and figures stand before it in its sentence.
    pub(super) first: bool,
    /// It ended in 's, which the range leaves out.
    pub(super) possessive: bool,
    /// A single blank (or an apostrophe-s and one) parts it from the word before.
    pub(super) joined: bool,
    /// A full stop alone parts it from the word before, with or without a blank.
    pub(super) dotted: bool,
    /// It is part of a tag or a setting.
    pub(super) tagged: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Shape {
    Small,
    Capital,
    Capitals,
}

/// The words of a note.
pub(super) fn words(note: &str, plain: &Plain) -> Vec<Word> {
    let chars: Vec<char> = note.chars().collect();
    let mut words: Vec<Word> = Vec::with_capacity(chars.len() / 5);
    for sentence in plain.sentences() {
        let mut at = sentence.start;
        let mut first = true;
        while at < sentence.end {
            let Some(end) = word_end(&chars, at, sentence.end) else {
                // What follows a colon begins again.
                first |= matches!(chars.get(at), Some(':' | '(' | '"' | '\u{201c}'));
                at += 1;
                continue;
            };
            let from = words.last().map_or(0, |last| last.range.end);
            let between = chars.get(from..at).unwrap_or_default();
            let gap = Gap::of(between);
            let mark = at.checked_sub(1).and_then(|before| chars.get(before));
            let initial = words.last().is_some_and(|last: &Word| last.range.len() == 1);
            let tagged = matches!(mark, Some('#' | '@' | '/' | '_'))
                || matches!(mark, Some('.')) && !initial;
            words.push(word(&chars, at..end, first, gap, tagged));
            first = false;
            at = end;
        }
    }
    words
}

/// Where the word that begins at `at` ends, if one does.
fn word_end(chars: &[char], at: usize, limit: usize) -> Option<usize> {
    chars.get(at).filter(|c| c.is_alphabetic())?;
    let mut end = at + 1;
    while end < limit {
        let next = chars.get(end + 1).is_some_and(|c| c.is_alphabetic());
        match chars.get(end) {
            Some(c) if c.is_alphanumeric() => end += 1,
            Some('\'' | '\u{2019}' | '-' | '\u{2010}' | '\u{2011}') if next && end + 1 < limit => {
                end += 2
            }
            _ => break,
        }
    }
    Some(end)
}

/// What parts a word from the one before it.
struct Gap {
    joined: bool,
    dotted: bool,
}

impl Gap {
    fn of(between: &[char]) -> Self {
        let dotted = matches!(between, ['.'] | ['.', ' ']);
        let joined = dotted || matches!(between, [' '] | ['\'' | '\u{2019}', 's' | 'S', ' ']);
        Self { joined, dotted }
    }
}

fn word(chars: &[char], range: Range<usize>, first: bool, gap: Gap, tagged: bool) -> Word {
    let letters = chars.get(range.clone()).unwrap_or_default();
    let possessive = matches!(letters, [.., '\'' | '\u{2019}', 's' | 'S']);
    let range = if possessive { range.start..range.end - 2 } else { range };
    let letters = chars.get(range.clone()).unwrap_or_default();
    let capital = letters.first().is_some_and(|c| c.is_uppercase());
    let shape = match capital {
        false => Shape::Small,
        true if letters.len() > 1 && !letters.iter().any(|c| c.is_lowercase()) => Shape::Capitals,
        true => Shape::Capital,
    };
    let folded = fold(letters);
    let Gap { joined, dotted } = gap;
    Word { range, folded, shape, first, possessive, joined, dotted, tagged }
}

/// Small letters without accents.
fn fold(letters: &[char]) -> String {
    if letters.iter().all(char::is_ascii) {
        return letters.iter().map(char::to_ascii_lowercase).collect();
    }
    let plain = letters.iter().map(|c| match c {
        '\u{2019}' => '\'',
        '\u{2010}' | '\u{2011}' => '-',
        'ł' | 'Ł' => 'l',
        'ø' | 'Ø' => 'o',
        'ı' => 'i',
        other => *other,
    });
    plain.nfd().filter(|c| !is_combining_mark(*c)).flat_map(char::to_lowercase).collect()
}

impl Word {
    pub(super) fn is(&self, list: &str) -> bool {
        list.split_ascii_whitespace().any(|word| word == self.folded)
    }

    /// A capital that could begin a name.
    pub(super) fn could_be(&self) -> bool {
        self.shape == Shape::Capital && !self.tagged && self.folded.len() > 1
    }

    pub(super) fn is_word(&self) -> bool {
        lists::is_word(&self.folded)
    }

    pub(super) fn is_stop(&self) -> bool {
        lists::is_capital(&self.folded)
    }

    pub(super) fn is_town(&self) -> bool {
        lists::is_town(&self.folded)
    }

    /// "JAYDEN": letters as large as those of CAMHS, and on the list of given names.
    pub(super) fn is_loud_name(&self) -> bool {
        self.shape == Shape::Capitals
            && !self.tagged
            && self.folded.len() > 3
            && lists::is_given(&self.folded)
            && !self.is_word()
            && !self.is_stop()
    }

    /// A capital letter alone, of a first name: not the article and not the writer.
    pub(super) fn is_initial(&self) -> bool {
        self.shape == Shape::Capital && self.range.len() == 1 && !self.tagged
    }
}
