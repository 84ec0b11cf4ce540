//! Addresses that name no kind of street: a flat in a house, a house in one word.

use std::ops::Range;
use std::sync::LazyLock;

use super::super::rule::Lazy;
use super::lists;
use super::numbers::{Look, any, from_figures, lowered, part, pattern};
use super::places::{FLAT_STEMS, HOUSE, STREETS, is_filling, is_inside};

/// What needs no figure.
pub(super) const NAMED: &[Look] =
    &[Look { kind: "address", pattern: &ADDRESS_VIEW, stems: VIEW_STEMS, check: view }];

/// A flat or a floor in a house, before the house alone is found.
pub(super) const FLATS: &[Look] =
    &[Look { kind: "address", pattern: &ADDRESS_FLOOR, stems: FLOOR_STEMS, check: any }];

/// What is found last.
pub(super) const LAST: &[Look] = &[
    Look { kind: "address", pattern: &ADDRESS_FLAT, stems: FLAT_STEMS, check: flat },
    Look {
        kind: "address",
        pattern: &ADDRESS_AT,
        stems: &[b"at ", b"to ", b"from "],
        check: at_house,
    },
];

const VIEW_STEMS: &[&[u8]] = &[
    b"view,", b"side,", b"holme,", b"croft,", b"dene,", b"lea,", b"hurst,", b"haven,", b"field,",
    b"lands,", b"brae,", b"mount,", b"bank,", b"wood,", b"lodge,", b"garth,", b"stead,", b"leigh,",
];

// Glenview, Station Road: a house in one word.
static ADDRESS_VIEW: LazyLock<Lazy> = LazyLock::new(|| {
    Lazy::new(
        r"(?-i)\b[A-Z][a-z]{2,}(?:view|side|holme|croft|dene|lea|hurst|haven|fields?|lands|brae|mount|bank|wood|lodge|garth|stead|leigh), (?:[A-Z][a-z'x]+ ){1,2}(?:Street|Road|Avenue|Lane|Close|Drive|Terrace|Crescent|Hill|Place|Rd|St|Ave|Ln)\b",
    )
});

fn view(note: &[u8], range: Range<usize>) -> Option<Range<usize>> {
    let words = lowered(part(note, range.clone()));
    let name = words.split(',').next().unwrap_or_default();
    (!lists::is_town(name) && !lists::is_given(name)).then_some(range)
}

const FLOOR_STEMS: &[&[u8]] =
    &[b"flat", b"floor", b"bedsit", b"annexe", b"trailer", b"lot ", b"apt", b"unit"];

// 5 Seaview, Top Flat; Basement flat, 12 Mill Lane; 2209 Oakdale Dr, Trailer 11.
static ADDRESS_FLOOR: LazyLock<Lazy> = LazyLock::new(|| {
    let floor = "(?i:(?:top|ground floor|gf|basement|garden|upper|lower|first floor|second floor|attic|rear|back|front|hall floor) (?:flat|bedsit|maisonette)|top floor|basement|annexe|flat [0-9a-d]{1,3}|(?:trailer|lot|space|apt|unit|ste)\\.? ?#?[0-9]{1,4}[a-z]?)";
    Lazy::new(format!(
        r"(?-i)\b[0-9]{{1,5}}[A-Da-d]? (?:[A-Z][a-z']+ ?){{1,3}}, {floor}\b|\b[0-9]{{1,2}}(?:st|nd|rd|th) floor,? (?:[A-Z][a-z']+ ){{1,2}}(?:Tower|House|Court|Point|Heights|Hse)\b|\b(?:[A-Z][a-z']+ ){{1,2}}(?:Tower|House|Court|Point|Heights|Hse|Ct),? (?:flat|apt|Flat|Apt) [0-9]{{1,4}}[a-z]?\b|\b{floor},? {HOUSE} (?:[A-Z][a-z']+ ){{0,2}}(?:{STREETS}|[A-Z][a-z']+)\b"
    ))
});

// Flat 14 Hawthorn: in a flat a name is enough.
pattern!(
    ADDRESS_FLAT,
    r"(?-i)\b(?i:flat|apartment|apt)\.? ?(?:[0-9]{1,4}[A-Za-z]?|[A-H]),? (?:The )?[A-Z][a-z']{2,}(?: [A-Z][a-z']{2,})?\b"
);

fn flat(note: &[u8], range: Range<usize>) -> Option<Range<usize>> {
    let words = lowered(part(note, range.clone()));
    let mut names = words.split([' ', ',']).filter(|word| {
        !word.is_empty()
            && *word != "the"
            && word.bytes().all(|b| b.is_ascii_lowercase() || b == b'\'')
    });
    let name = names.nth(1).filter(|name| name.len() > 2)?;
    let other = lists::is_given(name)
        || lists::is_capital(name)
        || super::innocent::is_month_word(name.as_bytes())
        || name.ends_with("day")
        || is_filling(name);
    (!other && !is_inside(note, range.start)).then_some(range)
}

// "at 7 Maesgwyn": a number and a capital that is no word and nobody's name.
pattern!(
    ADDRESS_AT,
    r"\b(?:at|to|from) (?-i:[0-9]{1,3}[a-d]? [A-Z][a-z']{4,})\b|(?:^|[,;.] )(?-i:[0-9]{1,3}[a-d]? [A-Z][a-z]{5,})(?:,|$)"
);

fn at_house(note: &[u8], range: Range<usize>) -> Option<Range<usize>> {
    let comma = usize::from(part(note, range.clone()).ends_with(b","));
    let found = from_figures(note, range.start..range.end - comma)?;
    let words = lowered(part(note, found.clone()));
    let name = words.rsplit(' ').next().unwrap_or_default();
    let other = lists::is_word(name)
        || lists::is_given(name)
        || lists::is_surname(name)
        || lists::is_capital(name)
        || lists::is_town(name)
        || super::innocent::is_month_word(name.as_bytes())
        || super::tongues::is_month(name.as_bytes())
        || name.ends_with("day")
        || name.ends_with('s');
    (!other).then_some(found)
}
