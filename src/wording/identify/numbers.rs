//! What has a form of its own, and how it is looked for: each sort of thing in a file of its own, this one
//! puts them in order.
//!
//! Of two that overlap, the one that is looked for first stands.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::LazyLock;

use aho_corasick::AhoCorasick;

use super::super::rule::Lazy;
use super::ground::Ground;
use super::{
    Found, abroad, dates, figures, handles, health, homes, places, postcodes, radio, reach,
    registers, vehicles,
};

/// What needs no figure, in the order in which it is looked for.
const WORDS: [&[Look]; 8] = [
    reach::ELECTRONIC,
    handles::LOOKS,
    radio::LOOKS,
    reach::SPOKEN,
    homes::NAMED,
    places::NAMED,
    dates::FEASTS,
    vehicles::PARTS,
];

/// What has a figure in it, in the order in which it is looked for.
const WITH_FIGURES: [&[Look]; 18] = [
    dates::LOOKS,
    abroad::ADDRESSES,
    abroad::CASES,
    health::BESIDE,
    registers::FIRST,
    health::CHECKED,
    health::APART,
    vehicles::BY_COUNTY,
    abroad::PLATES,
    abroad::POSTCODES,
    registers::CASES,
    reach::PHONES,
    health::ALONE,
    postcodes::POSTCODES,
    vehicles::LOOKS,
    homes::FLATS,
    places::ADDRESSES,
    homes::LAST,
];

/// Everything with a form of its own in a note made plain, in places of it.
#[cfg(test)]
pub(super) fn read(note: &[u8]) -> Ground {
    read_in(note, super::births::KNOWN_YEAR)
}

/// The same in a year, which tells a date of years back from one of now.
pub(super) fn read_in(note: &[u8], year: u32) -> Ground {
    let mut found = Ground::new(note.len());
    let awake = STEMS.awake(note);
    let figures = note.iter().any(u8::is_ascii_digit);
    let without = WORDS.iter().map(|looks| looks.len()).sum();
    let number = if figures { usize::MAX } else { without };
    for (at, look) in looks().enumerate().take(number) {
        if awake & (1 << at) != 0 {
            gather(&mut found, look, note);
        }
    }
    if figures {
        figures::read(note, year, &mut found);
    }
    found
}

fn looks() -> impl Iterator<Item = &'static Look> {
    WORDS.iter().chain(&WITH_FIGURES).flat_map(|looks| looks.iter())
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

/// The stems of all looks, searched for in one go; a look is a bit at its place in [`looks`].
struct Stems {
    search: Option<AhoCorasick>,
    /// The looks that each stem wakes.
    wakes: Vec<u128>,
    /// The looks without a stem.
    always: u128,
}

static STEMS: LazyLock<Stems> = LazyLock::new(|| {
    let mut always = 0;
    let mut by_stem: BTreeMap<&[u8], u128> = BTreeMap::new();
    for (at, look) in looks().enumerate() {
        if look.stems.is_empty() {
            always |= 1 << at;
        }
        for stem in look.stems {
            *by_stem.entry(stem).or_default() |= 1 << at;
        }
    }
    let search = AhoCorasick::builder().ascii_case_insensitive(true).build(by_stem.keys()).ok();
    Stems { search, wakes: by_stem.into_values().collect(), always }
});

impl Stems {
    /// The looks that could find anything in a note: a bit for each.
    fn awake(&self, note: &[u8]) -> u128 {
        let Some(search) = &self.search else { return u128::MAX };
        search.find_overlapping_iter(note).fold(self.always, |awake, hit| {
            awake | self.wakes.get(hit.pattern().as_usize()).copied().unwrap_or_default()
        })
    }
}

fn gather(found: &mut Ground, look: &Look, note: &[u8]) {
    let Some(regex) = look.pattern.regex() else { return };
    let mut from = 0;
    while let Some(hit) = regex.find_at(note, from) {
        let range = hit.range();
        let kept = (look.check)(note, range.clone()).filter(|kept| found.is_free(kept));
        // What was turned down may hide another that begins within it.
        from = kept.as_ref().map_or(range.start + 1, |_| range.end.max(range.start + 1));
        if let Some(range) = kept {
            found.add(Found { kind: look.kind, range });
        }
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

/// What was found from its first figure on, without the words before it, unless it goes on.
pub(super) fn from_figures(note: &[u8], range: Range<usize>) -> Option<Range<usize>> {
    let first = part(note, range.clone()).iter().position(u8::is_ascii_digit)?;
    whole(note, range.start + first..range.end)
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
        let mut found = read(note.as_bytes()).into_found();
        found.sort_by_key(|one| one.range.start);
        found.into_iter().map(|one| (one.kind, note[one.range].to_owned())).collect()
    }

    fn one(note: &str) -> Option<(&'static str, String)> {
        let mut all = found(note);
        assert!(all.len() < 2, "{note}: {all:?}");
        all.pop()
    }

    #[test]
    fn there_is_a_bit_for_each_look() {
        assert!(looks().count() <= u128::BITS as usize, "{}", looks().count());
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
            ("case_number", "Opened as case number 4471", "4471"),
            ("address", "at Flat 3, 22 Station Road twice", "Flat 3, 22 Station Road"),
            ("email", "to k.o'connell@example.org.uk.", "k.o'connell@example.org.uk"),
        ];
        for (kind, note, words) in marked {
            assert_eq!(one(note), Some((kind, words.to_owned())), "{note}");
        }
        let left = [
            "Visit on 12/03/2024 moved to 14-03-2024 11:30",
            "Bay E3 2nd bed, ward 7B, room 2.14",
            "case 2024 was a long year, form 4a, code 0042-19",
            "the car was 10 min late",
            "2 Family Court hearings and a 10 minute drive",
            "16 Breakfast Club places",
            "call 101 or 999, ext 4",
        ];
        for note in left {
            assert_eq!(found(note), Vec::new(), "{note}");
        }
    }
}
