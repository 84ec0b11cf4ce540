//! Numbers that may be more than a count, for the stricter reading of a review: whoever reviews says which of
//! them are.

use std::ops::Range;

/// Every run of three figures or more; figures with two joints or more, as days have ("8.8.13"); and a number
/// before a capital or an ordinal before a month, as days and houses have ("4 Jul", "26 Orchard Bank"). In
/// bytes of the note.
pub(super) fn numbers(note: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut from = 0;
    while let Some(range) = next(note, from) {
        from = range.end;
        let rest = note.get(range.end..).unwrap_or_default();
        let text = note.get(range.clone()).unwrap_or_default();
        let groups: Vec<&str> = text.split(is_joint).collect();
        let long = groups.iter().any(|group| group.chars().count() > 2);
        if long || groups.len() > 2 || groups.len() == 1 && stands_before_a_capital(rest) {
            found.push(range);
        }
    }
    found
}

/// Figures, and joints between them.
fn next(note: &str, from: usize) -> Option<Range<usize>> {
    let rest = note.get(from..)?;
    let start = from + rest.find(char::is_numeric)?;
    let mut end = start;
    let mut joint = false;
    for (at, c) in note.get(start..)?.char_indices() {
        if c.is_numeric() {
            end = start + at + c.len_utf8();
            joint = false;
        } else if is_joint(c) && !joint {
            joint = true;
        } else {
            break;
        }
    }
    Some(start..end)
}

const fn is_joint(c: char) -> bool {
    matches!(c, '.' | '/' | '-' | '\u{2010}' | '\u{2011}' | '\u{2013}')
}

/// "26 Orchard", "26a Orchard", "29th Jan".
fn stands_before_a_capital(rest: &str) -> bool {
    let behind = rest.trim_start_matches(|c: char| c.is_ascii_lowercase());
    let short = rest.len() - behind.len() < 3;
    let word = behind.trim_start_matches([' ', ',']);
    short && word.len() < behind.len() && word.starts_with(char::is_uppercase)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_and_houses_are_shown_and_times_and_counts_are_not() {
        let shown = |note: &str| {
            numbers(note).into_iter().map(|range| note[range].to_owned()).collect::<Vec<_>>()
        };
        assert_eq!(shown("Leah 8/8/13, Tom 26.10.25 and 4 Jul 99"), ["8/8/13", "26.10.25", "4"]);
        assert_eq!(shown("5 on 29th Jan, bed to 26 Orchard Bank, 12a Mill"), ["29", "26", "12"]);
        assert_eq!(shown("ring 01632 960 118."), ["01632", "960", "118"]);
        assert_eq!(shown("at 14:30, 9.30, 10-15 minutes, 2 of us, twice in 3 days"), [""; 0]);
        assert_eq!(shown("1."), [""; 0]);
    }
}
