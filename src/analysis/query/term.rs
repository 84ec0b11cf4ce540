//! Writing a term, so that a row of a tally can say how to find what is behind it.

use super::syntax;
use crate::study::{Codebook, Tag};

/// `field:value`, quoted where the value would be read as something else without.
pub(in crate::analysis) fn with(field: &str, value: &str) -> String {
    let plain = |letter: char| letter.is_alphanumeric() || matches!(letter, '.' | '-' | '_' | '/');
    let special = value.eq_ignore_ascii_case("none");
    if !value.is_empty() && value.chars().all(plain) && !special {
        return format!("{field}:{value}");
    }
    format!("{field}:{}", quoted(value))
}

/// The text in quotes.
fn quoted(text: &str) -> String {
    let mut written = String::from('"');
    for letter in text.chars() {
        if letter == '\\' || syntax::is_quote(letter) {
            written.push('\\');
        }
        written.push(letter);
    }
    written.push('"');
    written
}

/// The term for a tag: by its name, or by its key where another tag goes by the same name.
pub(in crate::analysis) fn tag(codebook: &Codebook, tag: &Tag) -> Option<String> {
    let means = |typed: &str| codebook.find(typed).is_some_and(|found| found.key() == tag.key());
    let name = [tag.name(), tag.key().as_str()].into_iter().find(|name| means(name))?;
    Some(with("tag", name))
}
