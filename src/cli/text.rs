//! Text in columns: measured, cut and wrapped as a terminal shows it and not as it is stored.

use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

use crate::study::letters;

/// How many columns `text` takes.
pub(super) fn width(text: &str) -> usize {
    text.width()
}

/// `text` with blanks after it, so that it takes at least `columns`.
pub(super) fn pad(text: &str, columns: usize) -> String {
    format!("{text}{}", " ".repeat(columns.saturating_sub(width(text))))
}

/// `text` with blanks before it, so that it takes at least `columns`.
pub(super) fn pad_left(text: &str, columns: usize) -> String {
    format!("{}{text}", " ".repeat(columns.saturating_sub(width(text))))
}

/// As much of `text` as fits into `columns`, with `more` at the end where something was left out.
pub(super) fn cut(text: &str, columns: usize, more: &str) -> String {
    if width(text) <= columns {
        return text.to_owned();
    }
    let room = columns.saturating_sub(width(more));
    let mut taken = 0;
    let mut end = 0;
    for (at, grapheme) in text.grapheme_indices(true) {
        taken += width(grapheme);
        if taken > room {
            break;
        }
        end = at + grapheme.len();
    }
    let more = if width(more) <= columns { more } else { "" };
    format!("{}{more}", text.get(..end).unwrap_or_default())
}

/// `text` on one line: line breaks and tabs become blanks, and whatever else could move a
/// terminal's cursor or turn the line is written out.
pub(super) fn one_line(text: &str) -> String {
    let line: String = text.chars().map(|c| if c.is_whitespace() { ' ' } else { c }).collect();
    letters::visible(&line).into_owned()
}

/// `text` broken into lines of at most `columns` (whole lines where `None`), at blanks where there
/// are any. Line breaks of its own stay.
pub(super) fn wrap(text: &str, columns: Option<usize>) -> Vec<String> {
    let mut lines = Vec::new();
    for line in text.lines() {
        let line = one_line(line);
        match columns {
            Some(columns) => wrap_line(&line, columns.max(1), &mut lines),
            None => lines.push(line),
        }
    }
    lines
}

fn wrap_line(line: &str, columns: usize, lines: &mut Vec<String>) {
    let mut now = String::new();
    let mut taken = 0;
    for word in line.split_inclusive(' ') {
        let bare = width(word.trim_end());
        if taken > 0 && taken + bare > columns {
            lines.push(now.trim_end().to_owned());
            now.clear();
            taken = 0;
        }
        if bare > columns {
            for grapheme in word.graphemes(true) {
                // A letter with marks that have a width may need more columns than there are.
                let fits = width(grapheme) <= columns;
                let parts = if fits { vec![grapheme.to_owned()] } else { letters(grapheme) };
                for part in parts {
                    // Measured together, since letters that meet may take another width.
                    let longer = format!("{now}{part}");
                    if !now.is_empty() && width(&longer) > columns {
                        lines.push(std::mem::replace(&mut now, part));
                    } else {
                        now = longer;
                    }
                }
            }
            taken = width(&now);
        } else {
            now.push_str(word);
            taken += width(word);
        }
    }
    lines.push(now.trim_end().to_owned());
}

/// The parts of a letter, one by one.
fn letters(grapheme: &str) -> Vec<String> {
    grapheme.chars().map(String::from).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn columns_line_up_under_wide_and_combining_letters() {
        assert_eq!(width(&pad("会議", 6)), 6);
        assert_eq!(width(&pad("Zoe\u{308}", 6)), 6);
        assert_eq!(pad_left("7", 3), "  7");
    }

    #[test]
    fn a_cut_text_says_that_there_is_more() {
        assert_eq!(cut("rang the school", 9, "…"), "rang the…");
        assert_eq!(cut("rang", 9, "…"), "rang");
        assert_eq!(cut("会議室", 5, "…"), "会議…");
        assert_eq!(cut("rang", 0, "…"), "");
    }

    #[test]
    fn a_paragraph_breaks_at_blanks_and_a_long_word_where_it_must() {
        assert_eq!(wrap("one two three", Some(7)), ["one two", "three"]);
        assert_eq!(wrap("abcdefgh", Some(3)), ["abc", "def", "gh"]);
        assert_eq!(wrap("one\n\ntwo", Some(20)), ["one", "", "two"]);
        let wide = "\u{10760}\u{abe}\u{bc6}";
        assert!(width(wide) > 2, "or it shows nothing");
        assert!(wrap(wide, Some(2)).iter().all(|line| width(line) <= 2));
        assert_eq!(wrap(wide, Some(2)).concat(), wide);
        assert_eq!(wrap("one two three", None), ["one two three"]);
    }

    #[test]
    fn nothing_in_a_note_can_move_the_cursor() {
        assert_eq!(one_line("a\u{1b}[2Jb\r\nc\td"), "a\\u001b[2Jb  c d");
    }

    proptest! {
        #[test]
        fn what_is_cut_or_wrapped_is_never_wider_than_asked(text in "\\PC{0,60}", columns in 2usize..40) {
            prop_assert!(width(&cut(&text, columns, "…")) <= columns);
            for line in wrap(&text, Some(columns)) {
                prop_assert!(width(&line) <= columns, "{line:?}");
            }
        }
    }
}
