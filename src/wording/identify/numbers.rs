//! What has a form of its own, and how it is looked for: each sort of thing in a file of its own, this one
//! puts them in order.
//!
//! Of two that overlap, the one that is looked for first stands.

use std::ops::Range;
use std::sync::LazyLock;

use super::super::rule::Lazy;
use super::{Found, dates, places, reach, registers, vehicles};

/// Everything with a form of its own in a note made plain, in places of it.
pub(super) fn read(note: &[u8]) -> Vec<Found> {
    let mut found = Vec::new();
    gather_all(&mut found, reach::ELECTRONIC, note);
    gather_all(&mut found, reach::SPOKEN, note);
    gather_all(&mut found, places::NAMED, note);
    gather_all(&mut found, dates::FEASTS, note);
    if note.iter().any(u8::is_ascii_digit) {
        for looks in [
            dates::LOOKS,
            registers::FIRST,
            vehicles::BY_COUNTY,
            registers::CASES,
            reach::PHONES,
            registers::HEALTH,
            places::POSTCODES,
            vehicles::LOOKS,
            places::ADDRESSES,
        ] {
            gather_all(&mut found, looks, note);
        }
    }
    found
}

/// What is looked for.
pub(super) struct Look {
    pub(super) kind: &'static str,
    pub(super) pattern: &'static LazyLock<Lazy>,
    /// One of these stands in every note that has it, in letters of either case; empty where nothing can be
    /// said.
    pub(super) stems: &'static [&'static [u8]],
    pub(super) check: fn(&[u8], Range<usize>) -> Option<Range<usize>>,
}

fn found_stem(note: &[u8], stems: &[&[u8]]) -> bool {
    stems.is_empty()
        || stems.iter().any(|stem| {
            memchr::memmem::find(note, stem).is_some()
                || note.windows(stem.len()).any(|part| part.eq_ignore_ascii_case(stem))
        })
}

fn gather_all(found: &mut Vec<Found>, looks: &[Look], note: &[u8]) {
    for look in looks.iter().filter(|look| found_stem(note, look.stems)) {
        gather(found, look, note);
    }
}

fn gather(found: &mut Vec<Found>, look: &Look, note: &[u8]) {
    let Some(regex) = look.pattern.regex() else { return };
    let mut from = 0;
    while let Some(hit) = regex.find_at(note, from) {
        let range = hit.range();
        let kept = (look.check)(note, range.clone()).filter(|kept| {
            !found.iter().any(|one| one.range.start < kept.end && kept.start < one.range.end)
        });
        // What was turned down may hide another that begins within it.
        from = kept.as_ref().map_or(range.start + 1, |_| range.end.max(range.start + 1));
        found.extend(kept.map(|range| Found { kind: look.kind, range }));
    }
}

pub(super) fn part(note: &[u8], range: Range<usize>) -> &[u8] {
    note.get(range).unwrap_or_default()
}

pub(super) fn before(note: &[u8], at: usize) -> Option<u8> {
    at.checked_sub(1).and_then(|at| note.get(at)).copied()
}

/// Whether `pattern`, which ends in `$`, stands directly before a place of the note.
pub(super) fn led_by(pattern: &Lazy, note: &[u8], at: usize) -> bool {
    pattern.is_match(part(note, at.saturating_sub(48)..at))
}

/// Whether a number goes on beyond the range, so that it is part of something longer.
pub(super) fn goes_on(note: &[u8], range: &Range<usize>) -> bool {
    let lead = before(note, range.start);
    let tail = note.get(range.end).copied();
    let digit_after =
        |sep: u8| tail == Some(sep) && note.get(range.end + 1).is_some_and(u8::is_ascii_digit);
    lead.is_some_and(|b| b.is_ascii_alphanumeric() || b == b'+' || b == b'/' || b == b'.')
        || tail.is_some_and(|b| b.is_ascii_alphanumeric())
        || digit_after(b'.')
        || digit_after(b'/')
        || digit_after(b'-')
}

/// All of what was found, unless it goes on.
pub(super) fn whole(note: &[u8], range: Range<usize>) -> Option<Range<usize>> {
    (!goes_on(note, &range)).then_some(range)
}

/// Whatever was found.
pub(super) fn any(_note: &[u8], range: Range<usize>) -> Option<Range<usize>> {
    Some(range)
}

pub(super) fn digits(text: &[u8]) -> Vec<u8> {
    text.iter().filter(|b| b.is_ascii_digit()).map(|b| b - b'0').collect()
}

/// The words of a part of the note, in small letters.
pub(super) fn lowered(text: &[u8]) -> String {
    String::from_utf8_lossy(text).to_ascii_lowercase()
}

macro_rules! pattern {
    ($name:ident, $text:expr) => {
        static $name: LazyLock<Lazy> = LazyLock::new(|| Lazy::new($text));
    };
}
pub(super) use pattern;

#[cfg(test)]
mod tests {
    use super::*;

    fn found(note: &str) -> Vec<(&'static str, String)> {
        let mut found = read(note.as_bytes());
        found.sort_by_key(|one| one.range.start);
        found.into_iter().map(|one| (one.kind, note[one.range].to_owned())).collect()
    }

    fn one(note: &str) -> Option<(&'static str, String)> {
        let mut all = found(note);
        assert!(all.len() < 2, "{note}: {all:?}");
        all.pop()
    }

    #[test]
    fn each_form_is_known_and_its_neighbours_are_left() {
        let marked = [
            ("phone", "ring 020 7946 0958 now", "020 7946 0958"),
            ("phone", "on +44 (0)7700 900726.", "+44 (0)7700 900726"),
            ("phone", "rang 07700/900726 twice", "07700/900726"),
            ("nhs_number", "number 999 061 8623 on both", "999 061 8623"),
            ("nino", "QQ123456C", "QQ123456C"),
            ("postcode", "near sw1a 2aa today", "sw1a 2aa"),
            ("vehicle", "the van, reg T482 GFX, again", "T482 GFX"),
            ("date_of_birth", "Baby born on 3rd of March 2023", "3rd of March 2023"),
            ("case_number", "Opened as case number 4471", "number 4471"),
            ("address", "at Flat 3, 22 Station Road twice", "Flat 3, 22 Station Road"),
            ("email", "to k.o'connell@example.org.uk.", "k.o'connell@example.org.uk"),
        ];
        for (kind, note, words) in marked {
            assert_eq!(one(note), Some((kind, words.to_owned())), "{note}");
        }
        let left = [
            "Visit on 12/03/2024 moved to 14-03-2024 11:30",
            "999 061 8624 is no number of that sort",
            "Bay E3 2nd bed, ward 7B, room 2.14",
            "case 2024 was a long year, form 4a, code 0042-19",
            "the car was 10 min late",
            "2 Family Court hearings and a 10 minute drive",
            "16 Breakfast Club places",
            "call 101 or 999, ext 4021",
        ];
        for note in left {
            assert_eq!(found(note), Vec::new(), "{note}");
        }
    }
}
