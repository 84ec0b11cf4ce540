//! Things by which a person could be known: numbers and addresses by their form and check digits,
//! names by lists and by what stands around them. A note needs none of them: a role does.

mod abroad;
mod beside;
mod births;
mod cues;
mod dates;
mod desk;
mod enough;
mod figures;
mod ground;
mod handles;
mod health;
mod homes;
mod innocent;
mod lists;
mod names;
mod numbers;
mod places;
mod postcodes;
mod radio;
mod reach;
mod registers;
mod scan;
mod sort;
mod suggest;
mod telling;
mod tongues;
mod vehicles;
mod words;

pub(super) use births::KNOWN_YEAR;
pub use names::strangers;
pub use suggest::placeholder;

use std::ops::Range;
use std::sync::Arc;

use super::mark::{Mark, MarkKind};
use super::text::Plain;

/// What an identifier asks, whichever it is.
pub(super) const QUESTION: &str = "Someone could be known by this. What role would do instead?";

/// The rules of identifiers, with what each looks for.
pub const RULES: &[(&str, &str)] = &[
    ("id.name", "a name: a title, a listed name, or a capital where people are named"),
    ("id.phone", "a telephone number of a known form, or after a word such as rang or bleep"),
    ("id.email", "an e-mail address, however it is spelt"),
    ("id.postcode", "a postcode of a known area, here or in another English-speaking country"),
    (
        "id.nhs_number",
        "a number of a health service: ten digits with their check digit, or after a word",
    ),
    ("id.nino", "a National Insurance number"),
    ("id.date_of_birth", "a date beside a word such as born, or a day beside a birthday or an age"),
    (
        "id.case_number",
        "a number beside a word such as case or ref, or a code that reads as nothing harmless",
    ),
    (
        "id.id_number",
        "the number of a passport, a licence, an account, a card or a state's register",
    ),
    ("id.handle", "a name that somebody has on a platform"),
    ("id.vehicle", "the number of a vehicle"),
    ("id.address", "a house number with a street, or a house with a name in one"),
];

/// One thing found, before names and numbers are settled with each other.
#[derive(Clone, PartialEq, Eq, Debug)]
struct Found {
    kind: &'static str,
    range: Range<usize>,
}

/// Everything in a note by which a person could be known.
pub(super) fn read(note: &str, plain: &Plain, year: u32) -> Vec<Mark> {
    let mut found = numbers::read_in(plain.bytes(), year);
    names::read(note, plain).into_iter().for_each(|name| found.add(name));
    found.into_found().into_iter().map(mark).collect()
}

fn mark(found: Found) -> Mark {
    let rule =
        RULES.iter().map(|(id, _)| *id).find(|id| id.strip_prefix("id.") == Some(found.kind));
    Mark {
        kind: MarkKind::Identifier,
        category: Arc::from(found.kind),
        range: found.range,
        rule: Arc::from(rule.unwrap_or_default()),
    }
}
