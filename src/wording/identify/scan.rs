//! A note parted into words and figures, with what the reader of figures asks of each.

use std::ops::Range;

/// A word, a number, or a code of both with the marks inside it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Token {
    pub(super) range: Range<usize>,
    pub(super) digits: usize,
    pub(super) letters: usize,
    /// What parts it from the one before: a blank, a comma, the end of a sentence.
    pub(super) gap: Gap,
    /// A `#`, a `+` or a sign of money stands directly before it.
    pub(super) sign: Option<u8>,
}

/// What stands between two tokens.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Gap {
    /// One blank.
    Blank,
    /// A comma, a colon, a bracket, more than one blank.
    Marks,
    /// A full stop, or another mark that ends a sentence.
    Stop,
}

impl Token {
    pub(super) const fn is_word(&self) -> bool {
        self.digits == 0
    }

    /// Nothing but figures.
    pub(super) fn is_plain(&self) -> bool {
        self.letters == 0 && self.digits == self.range.len()
    }
}

/// Marks that hold a code together where a letter or a figure follows.
const JOINTS: &[u8] = b"-/.:_'@\\&+";

/// The tokens of a note.
pub(super) fn tokens(note: &[u8]) -> Vec<Token> {
    let mut tokens: Vec<Token> = Vec::with_capacity(note.len() / 4);
    let mut at = 0;
    while let Some(begin) = next_begin(note, at) {
        let end = token_end(note, begin);
        let text = note.get(begin..end).unwrap_or_default();
        let gap = gap(note.get(at..begin).unwrap_or_default());
        let sign = begin
            .checked_sub(1)
            .and_then(|before| note.get(before))
            .copied()
            .filter(|byte| b"#+$~@_".contains(byte));
        let (digits, letters) = counts(text);
        tokens.push(Token { digits, letters, range: begin..end, gap, sign });
        at = end;
    }
    tokens
}

/// How many figures and letters a token has. A tired hand types the letter for the figure: "07944 0l9".
fn counts(text: &[u8]) -> (usize, usize) {
    let digits = text.iter().filter(|b| b.is_ascii_digit()).count();
    let letters = text.iter().filter(|b| b.is_ascii_alphabetic()).count();
    let alike = text.iter().filter(|b| b"oOlI".contains(b)).count();
    let litres = text.ends_with(b"l") || text.len() < 3;
    if digits > 0 && letters > 0 && alike == letters && alike <= digits && !litres {
        return (digits + letters, 0);
    }
    (digits, letters)
}

fn next_begin(note: &[u8], at: usize) -> Option<usize> {
    note.get(at..)?.iter().position(u8::is_ascii_alphanumeric).map(|more| at + more)
}

fn token_end(note: &[u8], begin: usize) -> usize {
    let mut end = begin + 1;
    while let Some(byte) = note.get(end) {
        let after = note.get(end + 1).is_some_and(u8::is_ascii_alphanumeric);
        let joined = after
            && (JOINTS.contains(byte)
                // 1,250 is one number; "4812,3000" are two.
                || *byte == b',' && is_thousand(note, end));
        // A joint in doubt: after a word a full stop or a colon parts what was typed without a blank.
        let parts = matches!(byte, b':' | b'.')
            && !note.get(begin..end).unwrap_or_default().iter().any(u8::is_ascii_digit)
            && end - begin > 3;
        if !byte.is_ascii_alphanumeric() && (!joined || parts) {
            break;
        }
        end += 1;
    }
    end
}

fn is_thousand(note: &[u8], comma: usize) -> bool {
    let digit = |at: usize| note.get(at).is_some_and(u8::is_ascii_digit);
    comma > 0
        && digit(comma - 1)
        && (1..=3).all(|more| digit(comma + more))
        && !note.get(comma + 4).is_some_and(u8::is_ascii_alphanumeric)
}

fn gap(between: &[u8]) -> Gap {
    match between {
        // "(01792) 496 0117" is one number.
        [b' '] | [b')', b' '] => Gap::Blank,
        _ if between.iter().any(|b| b";!?\n".contains(b)) => Gap::Stop,
        _ if between.starts_with(b".") => Gap::Stop,
        _ => Gap::Marks,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_hold_together_and_sentences_part() {
        let note = b"ref HB/CT/20-1177, call 1,250. no: #4471 visit.Then";
        let all = tokens(note);
        let words: Vec<&str> = all
            .iter()
            .map(|token| std::str::from_utf8(&note[token.range.clone()]).unwrap())
            .collect();
        assert_eq!(words, ["ref", "HB/CT/20-1177", "call", "1,250", "no", "4471", "visit", "Then"]);
        assert_eq!(all[1].gap, Gap::Blank);
        assert_eq!(all[2].gap, Gap::Marks);
        assert_eq!(all[4].gap, Gap::Stop);
        assert_eq!(all[5].sign, Some(b'#'));
        assert!(all[5].is_plain() && !all[3].is_plain() && all[0].is_word());
    }
}
