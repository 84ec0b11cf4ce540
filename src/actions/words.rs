//! Checks that every text goes through before it is saved, and small words for sentences.

use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

use super::Refusal;
use crate::study::gate::LONGEST_NAME;
use crate::study::{LONGEST_TEXT, Record, Study, letters};

/// `text` with line breaks of every platform as `\n` and without blank edges.
pub(crate) fn trimmed(text: &str) -> String {
    if text.contains('\r') {
        // A paste in many terminals has bare carriage returns for its line breaks.
        return text.replace("\r\n", "\n").replace('\r', "\n").trim().to_owned();
    }
    text.trim().to_owned()
}

/// Refuses what could drive a terminal or tear a line: every control character but line breaks and
/// tabs. Text that runs from right to left and combining marks are words like any other.
pub(crate) fn without_controls(text: &str) -> Result<(), Refusal> {
    match text.chars().enumerate().find(|(_, c)| letters::drives(*c)) {
        Some((place, c)) => {
            Err(Refusal::ControlCharacter { code: u32::from(c), at: place.saturating_add(1) })
        }
        None => Ok(()),
    }
}

/// Refuses `bytes` past the limit of what is stored in one piece.
pub(crate) fn within_limit(bytes: usize) -> Result<(), Refusal> {
    if bytes > LONGEST_TEXT { Err(Refusal::TooLong { bytes }) } else { Ok(()) }
}

/// A text that must have words in it, ready to be saved.
pub(crate) fn text(typed: &str) -> Result<String, Refusal> {
    let text = optional(typed)?.ok_or(Refusal::NoText)?;
    within_limit(text.len())?;
    Ok(text)
}

/// A text that may be blank, which is the same as none; one in which nothing can be seen is blank.
pub(crate) fn optional(typed: &str) -> Result<Option<String>, Refusal> {
    let text = trimmed(typed);
    without_controls(&text)?;
    Ok((!letters::is_blank(&text)).then_some(text))
}

/// A name on one line: spaces and line breaks run together, nothing that is not a word.
pub(crate) fn name(what: &'static str, typed: &str) -> Result<Option<String>, Refusal> {
    let name = typed.split_whitespace().collect::<Vec<_>>().join(" ");
    without_controls(&name)?;
    if name.chars().count() > LONGEST_NAME {
        return Err(Refusal::LongName { what, longest: LONGEST_NAME });
    }
    Ok((!letters::is_blank(&name)).then_some(name))
}

/// `text` without case and accents, so that two spellings of one name meet.
pub(crate) fn fold(text: &str) -> String {
    text.nfd().filter(|c| !is_combining_mark(*c)).flat_map(char::to_lowercase).collect()
}

/// A setting as the study spells it, or as typed where the study does not know it.
pub(crate) fn spelled(study: &Study, typed: &str) -> String {
    let folded = fold(typed);
    let mut known = study.known_settings().into_iter();
    known.find(|name| fold(name) == folded).map_or_else(|| typed.to_owned(), Clone::clone)
}

/// The settings that `name`, which is none of them, may have been meant for: a slip away, or two in a
/// long name; nearest first.
pub(crate) fn near_settings(study: &Study, name: &str) -> Vec<String> {
    let folded = fold(name);
    let most = match folded.chars().count() {
        ..4 => return Vec::new(),
        4..8 => 1,
        _ => 2,
    };
    let known = study.known_settings();
    let slips = |other: &str| strsim::osa_distance(&fold(other), &folded);
    if known.iter().any(|other| slips(other) == 0) {
        return Vec::new();
    }
    let mut near: Vec<(usize, &String)> =
        known.into_iter().map(|other| (slips(other), other)).collect();
    near.retain(|(slips, _)| *slips <= most);
    near.sort();
    near.into_iter().map(|(_, other)| other.clone()).collect()
}

/// "a", "a and b", "a, b and c".
pub(crate) fn list<S: AsRef<str>>(items: &[S]) -> String {
    match items {
        [] => String::new(),
        [one] => one.as_ref().to_owned(),
        [most @ .., last] => {
            let most: Vec<&str> = most.iter().map(AsRef::as_ref).collect();
            format!("{} and {}", most.join(", "), last.as_ref())
        }
    }
}

/// "1 observation", "12 observations".
pub(crate) fn count(number: usize, one: &str) -> String {
    if number == 1 { format!("1 {one}") } else { format!("{number} {one}s") }
}

/// The code of a record as a sentence names it.
pub(crate) fn code(record: &Record) -> String {
    record.id().code().short().to_owned()
}
