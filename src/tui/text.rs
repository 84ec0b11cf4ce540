//! Text as columns of a terminal: how wide it is, where a reader would cut or wrap it, and how a
//! character that would move the cursor is shown harmlessly. Nothing else on the screens measures.

use std::borrow::Cow;
use std::ops::Range;

use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

use crate::study::letters;

/// How many columns a grapheme takes; a line break takes none.
fn columns(grapheme: &str) -> usize {
    grapheme.width()
}

/// How many columns `text` takes on one line.
pub fn width(text: &str) -> usize {
    text.graphemes(true).map(columns).sum()
}

/// Whether a character could move the cursor, hide text or turn its direction round; line breaks and
/// tabs do on a screen.
fn acts(c: char) -> bool {
    letters::is_hidden(c) || matches!(c, '\n' | '\t')
}

/// One line of `text` in which line breaks and tabs are spaces and other control characters are
/// shown as a replacement sign.
pub fn harmless(text: &str) -> Cow<'_, str> {
    if !text.contains(acts) {
        return Cow::Borrowed(text);
    }
    let shown = |c: char| match c {
        '\n' | '\r' | '\t' | '\u{2028}' | '\u{2029}' => ' ',
        c if acts(c) => '\u{FFFD}',
        c => c,
    };
    Cow::Owned(text.chars().map(shown).collect())
}

/// The beginning of `text` that fits into `max` columns, with `ellipsis` in place of what was left
/// out. Never wider than `max`.
pub fn cut<'a>(text: &'a str, max: usize, ellipsis: &str) -> Cow<'a, str> {
    if width(text) <= max {
        return Cow::Borrowed(text);
    }
    let room = max.saturating_sub(width(ellipsis));
    let mut kept = head(text, room).to_owned();
    if width(ellipsis) <= max {
        kept.push_str(ellipsis);
    }
    Cow::Owned(kept)
}

/// The longest beginning of `text` that fits into `max` columns, cut between graphemes.
pub fn head(text: &str, max: usize) -> &str {
    let mut taken = 0;
    for (at, grapheme) in text.grapheme_indices(true) {
        taken += columns(grapheme);
        if taken > max {
            return text.get(..at).unwrap_or_default();
        }
    }
    text
}

/// `text` cut or filled with spaces to exactly `wide` columns.
pub fn fit(text: &str, wide: usize, ellipsis: &str) -> String {
    let mut fitted = cut(text, wide, ellipsis).into_owned();
    let missing = wide.saturating_sub(width(&fitted));
    fitted.extend(std::iter::repeat_n(' ', missing));
    fitted
}

/// `text` filled with spaces on its left to `wide` columns, or cut.
pub fn fit_right(text: &str, wide: usize, ellipsis: &str) -> String {
    let kept = cut(text, wide, ellipsis);
    let missing = wide.saturating_sub(width(&kept));
    let mut fitted = " ".repeat(missing);
    fitted.push_str(&kept);
    fitted
}

/// The rows into which `text` falls at `wide` columns, as byte ranges: broken at line breaks,
/// between words where it can be, else between graphemes. Always at least one row; a space at which
/// a row ends belongs to that row, so that every byte but the line breaks is in one row.
pub fn rows(text: &str, wide: usize) -> Vec<Range<usize>> {
    let wide = wide.max(1);
    let mut rows = Vec::new();
    let mut start = 0;
    for line in text.split('\n') {
        wrap_line(line, start, wide, &mut rows);
        start += line.len() + 1;
    }
    rows
}

fn wrap_line(line: &str, base: usize, wide: usize, rows: &mut Vec<Range<usize>>) {
    let (mut start, mut taken, mut breakable) = (0, 0, None);
    for (at, grapheme) in line.grapheme_indices(true) {
        let needed = columns(grapheme);
        let space = grapheme.chars().all(char::is_whitespace);
        if taken + needed > wide && !space && at > start {
            let cut: usize = breakable.filter(|&b| b > start).unwrap_or(at);
            rows.push(base + start..base + cut);
            taken = width(line.get(cut..at).unwrap_or_default());
            start = cut;
            breakable = None;
        }
        taken += needed;
        if space {
            breakable = Some(at + grapheme.len());
        }
    }
    rows.push(base + start..base + line.len());
}

/// `text` wrapped to `wide` columns, harmless and without trailing spaces, ready to be drawn.
pub fn wrapped(text: &str, wide: usize) -> Vec<String> {
    let shown = |range: Range<usize>| {
        let row = text.get(range).unwrap_or_default().trim_end();
        head(&harmless(row), wide.max(1)).to_owned()
    };
    rows(text, wide).into_iter().map(shown).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn wrapping_breaks_between_words_and_long_words_between_letters() {
        assert_eq!(
            wrapped("rang school before the visit", 12),
            ["rang school", "before the", "visit"]
        );
        assert_eq!(wrapped("abcdefgh", 3), ["abc", "def", "gh"]);
        assert_eq!(wrapped("a\n\nb", 5), ["a", "", "b"]);
        assert_eq!(wrapped("", 5), [""]);
    }

    #[test]
    fn wide_letters_are_never_halved() {
        assert_eq!(cut("漢字漢字", 5, "…"), "漢字…");
        assert_eq!(cut("漢字", 1, "…"), "…");
        assert_eq!(fit("e\u{301}te", 5, "…"), "e\u{301}te  ");
    }

    #[test]
    fn control_characters_and_direction_marks_cannot_act() {
        assert_eq!(harmless("a\x1b[2Jb\u{202E}c\td"), "a\u{FFFD}[2Jb\u{FFFD}c d");
    }

    proptest! {
        #[test]
        fn what_is_cut_is_never_wider_than_asked(text in "\\PC*", max in 0usize..40) {
            prop_assert!(width(&cut(&text, max, "…")) <= max);
            prop_assert!(width(&cut(&text, max, "...")) <= max);
            prop_assert_eq!(width(&fit(&text, max, "…")).max(max), max);
        }

        #[test]
        fn rows_hold_every_byte_but_the_line_breaks(text in "(\\PC|\n| ){0,80}", wide in 1usize..30) {
            let joined: String = rows(&text, wide).into_iter().map(|r| text[r].to_owned()).collect();
            prop_assert_eq!(joined, text.replace('\n', ""));
        }

        #[test]
        fn wrapped_rows_fit(text in "(\\PC|\n| ){0,80}", wide in 2usize..30) {
            for row in wrapped(&text, wide) {
                prop_assert!(width(&row) <= wide);
            }
        }
    }
}
