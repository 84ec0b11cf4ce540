//! Text folded for case and accents, as searches compare it, and where a folded word stands in the
//! text as it was written.
//!
//! Folding takes the compatibility decomposition (NFKD), drops the marks above and below letters
//! and whatever a reader cannot see (direction marks, soft hyphens, variation selectors), and
//! writes small letters. Runs of spaces and line ends become one space, curly quotes and dashes the
//! plain ones, so that a note jotted on a phone is found by what is typed on a keyboard. Letters
//! that have no decomposition but that people type without their stroke (ø, ł, ß) become plain.

use std::ops::Range;

use memchr::memmem;
use unicode_normalization::char::{canonical_combining_class, decompose_compatible};

/// `text` without case and accents, as searches compare it ("Zoë" and "ZOE" are the same).
pub fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    fold_into(&mut folded, text);
    folded
}

/// Adds `text`, folded, to the end of `folded`. What is added never holds a line end.
pub(super) fn fold_into(folded: &mut String, text: &str) {
    let start = folded.len();
    if is_plain(text) {
        folded.push_str(text);
        if let Some(added) = folded.get_mut(start..) {
            added.make_ascii_lowercase();
        }
        return;
    }
    let mut after_space = false;
    for letter in text.chars() {
        fold_letter(letter, &mut after_space, &mut |plain| folded.push(plain));
    }
}

/// Where `needle` (already folded) occurs in `text`, as byte ranges of `text` itself, in order and
/// not overlapping. A range takes in the marks that belong to its last letter.
pub fn matches(text: &str, needle: &str) -> Vec<Range<usize>> {
    if needle.is_empty() {
        return Vec::new();
    }
    let find = |folded: &str| -> Vec<Range<usize>> {
        memmem::find_iter(folded.as_bytes(), needle)
            .map(|start| start..start + needle.len())
            .collect()
    };
    if is_plain(text) {
        return find(&text.to_ascii_lowercase());
    }
    let mut folded = String::with_capacity(text.len());
    // For each letter that left something: where that begins in the folded text and in the text.
    let mut pieces: Vec<(usize, usize)> = Vec::with_capacity(text.len());
    let mut after_space = false;
    for (at, letter) in text.char_indices() {
        let before = folded.len();
        fold_letter(letter, &mut after_space, &mut |plain| folded.push(plain));
        if folded.len() > before {
            pieces.push((before, at));
        }
    }
    let piece = |byte: usize| pieces.partition_point(|(start, _)| *start <= byte);
    let begin = |place: usize| pieces.get(place).map_or(text.len(), |(_, at)| *at);
    let found = find(&folded).into_iter();
    merged(found.map(|hit| begin(piece(hit.start) - 1)..begin(piece(hit.end - 1))).collect())
}

/// The ranges in order, those that overlap made one.
pub(super) fn merged(mut ranges: Vec<Range<usize>>) -> Vec<Range<usize>> {
    ranges.sort_by_key(|range| (range.start, range.end));
    let mut apart: Vec<Range<usize>> = Vec::with_capacity(ranges.len());
    for range in ranges {
        match apart.last_mut() {
            Some(last) if range.start < last.end => last.end = last.end.max(range.end),
            _ => apart.push(range),
        }
    }
    apart
}

/// Whether folding is a matter of small letters alone: ASCII, no control characters, no two spaces
/// together. Written without early ends so that the compiler makes it wide.
fn is_plain(text: &str) -> bool {
    let odd = |byte: &u8| *byte >= 0x7f || *byte < b' ';
    let bytes = text.as_bytes();
    let next = bytes.get(1..).unwrap_or_default();
    let odd = bytes.iter().fold(false, |any, byte| any | odd(byte));
    let gap = bytes.iter().zip(next).fold(false, |any, (a, b)| any | ((*a == b' ') & (*b == b' ')));
    !odd && !gap
}

fn fold_letter(letter: char, after_space: &mut bool, emit: &mut impl FnMut(char)) {
    let mut settle = |plain: char| {
        let space = plain.is_whitespace();
        if !(space && *after_space) {
            emit(if space { ' ' } else { plain });
        }
        *after_space = space;
    };
    if letter.is_ascii() {
        return settle(letter.to_ascii_lowercase());
    }
    if letter == '\u{b4}' {
        return settle('\''); // an accent that stands alone was meant as an apostrophe
    }
    decompose_compatible(letter, |part| {
        if is_dropped(part) {
            return;
        }
        for small in part.to_lowercase().filter(|small| !is_dropped(*small)) {
            match plain_form(small) {
                Some(plain) => plain.chars().for_each(&mut settle),
                None => settle(small),
            }
        }
    });
}

/// Marks that sit on a letter, and what a reader cannot see. Vowel signs of the Indic scripts are
/// letters to their readers and stay (their combining class is 0).
fn is_dropped(part: char) -> bool {
    if part.is_ascii() {
        return false;
    }
    canonical_combining_class(part) != 0
        || matches!(
            part,
            '\u{ad}'
                | '\u{34f}'
                | '\u{61c}'
                | '\u{640}'
                | '\u{200b}'..='\u{200f}'
                | '\u{202a}'..='\u{202e}'
                | '\u{2060}'..='\u{2069}'
                | '\u{fe00}'..='\u{fe0f}'
                | '\u{feff}'
                | '\u{e0100}'..='\u{e01ef}'
        )
}

/// What people type for a letter or sign that does not decompose.
const fn plain_form(small: char) -> Option<&'static str> {
    Some(match small {
        'ß' => "ss",
        'æ' => "ae",
        'œ' => "oe",
        'þ' => "th",
        'ø' => "o",
        'ł' => "l",
        'đ' | 'ð' => "d",
        'ħ' => "h",
        'ŧ' => "t",
        'ı' => "i",
        'ς' => "σ",
        '\u{2018}' | '\u{2019}' | '\u{201b}' | '\u{2032}' | '\u{2bc}' => "'",
        '\u{201c}' | '\u{201d}' | '\u{201e}' | '\u{201f}' => "\"",
        '\u{2010}'..='\u{2015}' | '\u{2212}' => "-",
        '\u{2044}' => "/",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn case_and_accents_do_not_matter() {
        for (written, folded) in [
            ("Zoë", "zoe"),
            ("ZOE", "zoe"),
            ("Zoe\u{308}", "zoe"),
            ("STRASSE", "strasse"),
            ("Straße", "strasse"),
            ("STRAẞE", "strasse"),
            ("İstanbul", "istanbul"),
            ("ışık", "isik"),
            ("Łukasz Đorđe Søren", "lukasz dorde soren"),
            ("ΟΔΥΣΣΕΥΣ", "οδυσσευσ"),
            ("Ὀδυσσεύς", "οδυσσευσ"),
            ("Việt", "viet"),
            ("ﬁle", "file"),
            ("ＡＢＣ", "abc"),
            ("didn’t", "didn't"),
            ("14:00–15:00", "14:00-15:00"),
            ("two  \n\tlines", "two lines"),
            ("a\u{a0}b", "a b"),
            ("co\u{ad}op", "coop"),
            ("שָׁלוֹם", "שלום"),
            ("مُدَرِّس", "مدرس"),
            ("कि", "कि"),
        ] {
            assert_eq!(fold(written), folded, "{written}");
        }
    }

    #[test]
    fn every_letter_folds_to_something_that_stays() {
        for letter in (0..=u32::from(char::MAX)).filter_map(char::from_u32) {
            let once = fold(&letter.to_string());
            assert_eq!(fold(&once), once, "{letter:?}");
            assert!(!once.contains(['\n', '\r', '\t']), "{letter:?}");
        }
    }

    fn found<'a>(text: &'a str, typed: &str) -> Vec<&'a str> {
        matches(text, &fold(typed)).into_iter().map(|at| &text[at]).collect()
    }

    #[test]
    fn a_match_is_shown_in_the_words_as_they_were_written() {
        assert_eq!(found("Rang Zoë, then ZOE again", "zoe"), ["Zoë", "ZOE"]);
        assert_eq!(found("Cafe\u{301}s", "cafe"), ["Cafe\u{301}"]);
        assert_eq!(found("Große Straße", "strass"), ["Straß"]);
        assert_eq!(found("Straße", "s"), ["S", "ß"]);
        assert_eq!(found("read it\n   back", "it back"), ["it\n   back"]);
        assert_eq!(found("אמר שָׁלוֹם לאמא", "שלום"), ["שָׁלוֹם"]);
        assert_eq!(found("plain words, plain", "PLAIN"), ["plain", "plain"]);
        assert_eq!(found("aaaa", "aa"), ["aa", "aa"]);
        assert!(found("nothing", "something").is_empty());
        assert!(matches("nothing", "").is_empty());
    }

    proptest! {
        #[test]
        fn matches_are_where_folding_says(text in "\\PC{0,40}", from in 0usize..40, to in 0usize..6) {
            let needle: String = fold(&text).chars().skip(from).take(to).collect();
            let hits = matches(&text, &needle);
            prop_assert_eq!(hits.is_empty(), needle.is_empty());
            for hit in &hits {
                let shown = fold(text.get(hit.clone()).expect("ranges end between letters"));
                prop_assert!(shown.contains(needle.trim_matches(' ')), "{shown:?} {needle:?}");
            }
            prop_assert!(hits.is_sorted_by(|a, b| a.end <= b.start));
        }
    }
}
