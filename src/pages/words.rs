//! Text of people's own on a page: escaped by its type, kept from driving whatever shows it, and
//! apart from the text around it where it is written from right to left.

use std::borrow::Cow;

use maud::{Markup, html};

use crate::study::letters;

/// Whether XML and HTML have no place for a character, or it turns the direction of what follows.
fn is_unfit(c: char) -> bool {
    letters::is_hidden(c) || matches!(c, '\u{FFFE}' | '\u{FFFF}' | '\u{FEFF}')
}

/// A text without what could disturb a page.
pub(super) fn clean(text: &str) -> Cow<'_, str> {
    if text.contains(is_unfit) {
        let fit = |c: char| if is_unfit(c) { char::REPLACEMENT_CHARACTER } else { c };
        return Cow::Owned(text.chars().map(fit).collect());
    }
    Cow::Borrowed(text)
}

/// Somebody's words inside a sentence or a cell: their direction ends with them.
pub(super) fn said(text: &str) -> Markup {
    html! { bdi { (clean(text)) } }
}

/// Somebody's words as paragraphs of their own, a line each.
pub(super) fn paragraphs(text: &str) -> Markup {
    html! {
        @for line in text.lines().filter(|line| !line.trim().is_empty()) {
            p dir="auto" { (clean(line)) }
        }
    }
}

/// A text short enough for a picture.
pub(super) fn short(text: &str, most: usize) -> String {
    let text = clean(text).replace(['\n', '\t'], " ");
    if text.chars().count() <= most {
        return text;
    }
    let kept: String = text.chars().take(most.saturating_sub(1)).collect();
    format!("{}…", kept.trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_is_words_and_nothing_turns_the_direction() {
        let hostile = "<script>alert(1)</script>\u{202e}\u{7}\u{feff}&amp;";
        let page = said(hostile).into_string();
        assert_eq!(
            page,
            "<bdi>&lt;script&gt;alert(1)&lt;/script&gt;\u{fffd}\u{fffd}\u{fffd}&amp;amp;</bdi>"
        );
        assert_eq!(said("سلام").into_string(), "<bdi>سلام</bdi>");
    }

    #[test]
    fn a_long_name_is_cut_for_a_picture() {
        assert_eq!(short("home visit", 20), "home visit");
        assert_eq!(short("a very long name of a place", 10), "a very lo…");
    }
}
