//! What a single character does to a reader and to a terminal. Whatever refuses, cleans or shows a
//! text asks here, so that the gate into a study and the way out to a screen agree.

use std::borrow::Cow;

/// Whether a character could drive a terminal: every control character (C0, DEL, C1) but line
/// breaks and tabs.
pub fn drives(c: char) -> bool {
    c.is_control() && !matches!(c, '\n' | '\t')
}

/// Whether a character turns the direction of what follows it: the embeddings, overrides and isolates
/// of the bidirectional algorithm. Words of languages written from right to left, and the marks that
/// their writers use (U+200E, U+200F, U+061C), are words like any other.
pub fn turns(c: char) -> bool {
    matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

/// Whether a character ends a line for some readers and not for others.
pub fn ends_line(c: char) -> bool {
    matches!(c, '\u{2028}' | '\u{2029}')
}

/// Whether a character leaves nothing to be seen: blanks, controls, what Unicode calls ignorable by
/// default, and the fillers that are drawn as nothing.
pub fn is_invisible(c: char) -> bool {
    c.is_whitespace()
        || c.is_control()
        || matches!(
            c,
            '\u{00AD}'
                | '\u{034F}'
                | '\u{061C}'
                | '\u{115F}'
                | '\u{1160}'
                | '\u{17B4}'
                | '\u{17B5}'
                | '\u{180B}'..='\u{180F}'
                | '\u{200B}'..='\u{200F}'
                | '\u{2028}'..='\u{202E}'
                | '\u{2060}'..='\u{206F}'
                | '\u{2800}'
                | '\u{3164}'
                | '\u{FE00}'..='\u{FE0F}'
                | '\u{FEFF}'
                | '\u{FFA0}'
                | '\u{FFF0}'..='\u{FFFB}'
                | '\u{1BCA0}'..='\u{1BCA3}'
                | '\u{1D173}'..='\u{1D17A}'
                | '\u{E0000}'..='\u{E0FFF}'
        )
}

/// Whether a text has nothing that anybody could see.
pub fn is_blank(text: &str) -> bool {
    text.chars().all(is_invisible)
}

/// Whether a character must not reach a terminal as it is.
pub fn is_hidden(c: char) -> bool {
    drives(c) || turns(c) || ends_line(c)
}

/// Whether every byte is harmless wherever it goes. Nearly all text is, and every text of a study is
/// asked as it is read, so a piece is looked at whole: that the processor does for many bytes at once.
fn is_plain(text: &str) -> bool {
    let harmless = |byte: &u8| matches!(byte, b' '..=b'~' | b'\n' | b'\t');
    let mut pieces = text.as_bytes().chunks(64);
    pieces.all(|piece| piece.iter().fold(true, |all, byte| all & harmless(byte)))
}

/// `text` with every character that must not reach a terminal written out as `\u202e`: the way JSON
/// writes it, so that inside a string of JSON it still means the same character.
pub fn visible(text: &str) -> Cow<'_, str> {
    if is_plain(text) || !text.contains(is_hidden) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        match is_hidden(c) {
            true => shown.push_str(&format!("\\u{:04x}", u32::from(c))),
            false => shown.push(c),
        }
    }
    Cow::Owned(shown)
}

/// Puts U+FFFD in the place of every character that could drive a terminal, and a space in that of
/// a line break or tab where the text is one line.
pub(super) fn clean(text: &mut String, one_line: bool) {
    if is_plain(text) && !(one_line && text.contains(['\n', '\t'])) {
        return;
    }
    let breaks = |c: char| one_line && matches!(c, '\n' | '\t');
    if text.contains(|c| drives(c) || breaks(c)) {
        let cleaned = |c: char| match c {
            c if breaks(c) => ' ',
            c if drives(c) => char::REPLACEMENT_CHARACTER,
            c => c,
        };
        *text = text.chars().map(cleaned).collect();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_every_script_are_seen_and_fillers_are_not() {
        for text in ["rang school", "שלום", "ท้องฟ้า", "家庭", "👩‍👩‍👧", "é", "."]
        {
            assert!(!is_blank(text), "{text}");
        }
        let blank = ["", " \u{A0}\u{200B}", "\u{2800}\u{3164}", "\u{AD}", "\u{202E}\u{FEFF}"];
        for text in blank {
            assert!(is_blank(text), "{text:?}");
        }
    }

    #[test]
    fn what_is_written_out_in_a_string_of_json_still_means_the_same() {
        let hostile: String = (0..=0x2070).filter_map(char::from_u32).collect();
        let json = serde_json::to_string(&hostile).unwrap();
        let shown = visible(&json);
        assert!(!shown.contains(is_hidden));
        assert_eq!(serde_json::from_str::<String>(&shown).unwrap(), hostile);
    }

    #[test]
    fn harmless_text_is_left_as_it_is() {
        for text in ["two\nlines\tand a tab", "שלום", "🏴󠁧󠁢󠁥󠁮󠁧󠁿", "p\u{301}"]
        {
            assert!(matches!(visible(text), Cow::Borrowed(_)), "{text}");
        }
        assert_eq!(visible("a\u{1b}[2Jb\u{202e}c\u{9b}"), "a\\u001b[2Jb\\u202ec\\u009b");
    }
}
