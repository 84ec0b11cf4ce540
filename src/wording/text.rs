//! A note as the rules see it: one plain byte for each character, so that a place in it is a number
//! of code points; its sentences; what stands in quotation marks.

use std::ops::Range;

/// A note made plain: one ASCII byte for each code point. Curly quotes, dashes and odd spaces
/// become the plain ones, letters outside ASCII become `x`, everything else `~`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Plain {
    bytes: Vec<u8>,
    quoted: Vec<Range<usize>>,
}

impl Plain {
    /// Reads a note.
    pub(super) fn of(note: &str) -> Self {
        let bytes: Vec<u8> = note.chars().map(plain).collect();
        let quoted = quotations(&bytes);
        Self { bytes, quoted }
    }

    /// All of it.
    pub(super) fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// A part of it.
    pub(super) fn part(&self, range: Range<usize>) -> &[u8] {
        self.bytes.get(range).unwrap_or_default()
    }

    /// Whether any of `range` stands in quotation marks: the words of someone else.
    pub(super) fn is_quoted(&self, range: &Range<usize>) -> bool {
        self.quoted.iter().any(|span| span.start < range.end && range.start < span.end)
    }

    /// Its sentences, blank ones left out and blanks around them too.
    pub(super) fn sentences(&self) -> impl Iterator<Item = Range<usize>> {
        let mut at = 0;
        std::iter::from_fn(move || {
            while at < self.bytes.len() {
                let rest = self.bytes.get(at..).unwrap_or_default();
                let end = at + sentence_end(rest);
                let range = trimmed(&self.bytes, at..end);
                at = end;
                if !range.is_empty() {
                    return Some(range);
                }
            }
            None
        })
    }
}

const fn plain(c: char) -> u8 {
    match c {
        '\u{2018}' | '\u{2019}' | '\u{201b}' | '\u{2032}' | '`' => b'\'',
        '\u{201c}' | '\u{201d}' | '\u{201f}' | '\u{ab}' | '\u{bb}' => b'"',
        '\u{2010}'..='\u{2015}' | '\u{2212}' => b'-',
        '\u{2026}' => b'.',
        '\u{a0}' | '\u{2000}'..='\u{200a}' | '\u{202f}' | '\t' => b' ',
        c if c.is_ascii() => c as u8,
        '\u{c0}'..='\u{24f}' => b'x',
        _ => b'~',
    }
}

/// Where the first sentence of `text` ends, its mark included. A stop with no blank after it stands
/// inside a number, a time or an abbreviation.
fn sentence_end(text: &[u8]) -> usize {
    let ends = |(at, byte): (usize, &u8)| match byte {
        b'\n' | b';' => true,
        b'.' | b'!' | b'?' => text
            .get(at + 1)
            .is_none_or(|next| matches!(next, b' ' | b'\n' | b'"' | b'\'' | b')' | b'.' | b'?')),
        _ => false,
    };
    text.iter().enumerate().position(ends).map_or(text.len(), |at| at + 1)
}

fn trimmed(bytes: &[u8], range: Range<usize>) -> Range<usize> {
    let part = bytes.get(range.clone()).unwrap_or_default();
    let kept = |byte: &u8| !byte.is_ascii_whitespace();
    match (part.iter().position(kept), part.iter().rposition(kept)) {
        (Some(first), Some(last)) => range.start + first..range.start + last + 1,
        _ => range.start..range.start,
    }
}

/// The parts in quotation marks, each on one line. A mark that was opened and is not closed yet
/// holds to the end of the line: whoever types a quotation is still within it.
fn quotations(bytes: &[u8]) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        let end = match byte {
            b'"' => double(bytes, at),
            b'\'' => single(bytes, at),
            _ => None,
        };
        match end {
            Some(end) => {
                found.push(at..end);
                at = end;
            }
            None => at += 1,
        }
    }
    found
}

fn opens(bytes: &[u8], at: usize) -> bool {
    let before = at.checked_sub(1).and_then(|before| bytes.get(before));
    let after = bytes.get(at + 1);
    before.is_none_or(|byte| !byte.is_ascii_alphanumeric() && *byte != b'.')
        && after.is_some_and(|byte| !byte.is_ascii_whitespace())
}

fn double(bytes: &[u8], at: usize) -> Option<usize> {
    if !opens(bytes, at) {
        return None;
    }
    let rest = bytes.get(at + 1..)?;
    let end = rest.iter().position(|byte| matches!(byte, b'"' | b'\n')).unwrap_or(rest.len());
    Some(at + 1 + end + usize::from(rest.get(end) == Some(&b'"')))
}

/// The longest that a quotation in single marks may be; past that they were apostrophes.
const LONGEST: usize = 200;

fn single(bytes: &[u8], at: usize) -> Option<usize> {
    if !opens(bytes, at) {
        return None;
    }
    let rest = bytes.get(at + 1..)?;
    let line = rest.iter().position(|byte| *byte == b'\n').unwrap_or(rest.len()).min(LONGEST);
    let closes = |place: &usize| {
        rest.get(*place) == Some(&b'\'')
            && place.checked_sub(1).and_then(|b| rest.get(b)).is_some_and(|b| *b != b' ')
            && rest.get(place + 1).is_none_or(|next| !next.is_ascii_alphanumeric())
    };
    (0..line).find(closes).map(|place| at + place + 2)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(note: &str) -> Vec<String> {
        let plain = Plain::of(note);
        plain
            .sentences()
            .map(|range| String::from_utf8(plain.part(range).to_vec()).unwrap())
            .collect()
    }

    #[test]
    fn places_are_code_points_whatever_the_letters() {
        let plain = Plain::of("Zo\u{eb} said \u{201c}no\u{201d} \u{2013} \u{6f22}");
        assert_eq!(plain.bytes(), b"Zox said \"no\" - ~");
        assert!(plain.is_quoted(&(10..12)));
        assert!(!plain.is_quoted(&(0..3)));
    }

    #[test]
    fn sentences_end_where_a_reader_would_end_them() {
        assert_eq!(
            said("Room 2.14 at 10.30 was taken. We used the hall!\nThen home; late"),
            ["Room 2.14 at 10.30 was taken.", "We used the hall!", "Then home;", "late"]
        );
        assert_eq!(said(" \n "), Vec::<String>::new());
    }

    #[test]
    fn apostrophes_are_no_quotations_and_an_open_quotation_is_one() {
        let quoted = |note: &str, part: &str| {
            let at = note.find(part).unwrap();
            Plain::of(note).is_quoted(&(at..at + part.len()))
        };
        assert!(!quoted("The parents' room, it's the boys' turn", "room"));
        assert!(quoted("She said 'it was my own fault' and left", "fault"));
        assert!(quoted("He said \"I should have", "should have"));
        assert!(!quoted("A 6\" pipe that should have been fixed", "should have"));
        assert!(quoted("The form asks 'was this a violation?' again", "violation"));
    }
}
