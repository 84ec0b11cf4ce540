//! The plates of vehicles.

use std::ops::Range;
use std::sync::LazyLock;

use super::super::rule::Lazy;
use super::lists;
use super::numbers::{Look, goes_on, lowered, part, pattern, whole};

const KIND: &str = "vehicle";

/// Irish plates, before anything takes them for the number of a case.
pub(super) const BY_COUNTY: &[Look] =
    &[Look { kind: KIND, pattern: &IRISH, stems: &[], check: whole }];

/// All others.
pub(super) const LOOKS: &[Look] = &[
    Look { kind: KIND, pattern: &TODAY, stems: &[], check: whole },
    Look { kind: KIND, pattern: &NORTHERN, stems: &[], check: northern },
    Look { kind: KIND, pattern: &SMALL, stems: &[], check: small },
    Look { kind: KIND, pattern: &BESIDE, stems: STEMS, check: vehicle },
    Look { kind: KIND, pattern: &ABROAD, stems: STEMS, check: abroad },
    Look { kind: KIND, pattern: &APART, stems: &[], check: whole },
];

/// What is left of a plate may have no figure.
pub(super) const PARTS: &[Look] = &[Look {
    kind: KIND,
    pattern: &PARTIAL,
    stems: &[b"part", b"plate", b"reg", b"vrm"],
    check: partial,
}];

/// The letters of the counties of Ireland.
const COUNTIES: &str =
    "C|CE|CN|CW|D|DL|G|KE|KK|KY|L|LD|LH|LK|LM|LS|MH|MN|MO|OY|RN|SO|TN|TS|TW|T|WD|WH|WX|WW|W";

static IRISH: LazyLock<Lazy> = LazyLock::new(|| {
    Lazy::new(format!(
        r"\b[0-9]{{2,3}}-(?:{COUNTIES})-[0-9]{{1,6}}\b|(?-i:\b[0-9]{{2,3}} (?:CE|CN|CW|DL|KE|KK|KY|LD|LH|LK|LM|LS|MH|MN|OY|RN|TN|TS|WD|WH|WX|WW) [0-9]{{3,6}}\b|\b(?:1[3-9]|2[0-9])[12] (?:C|D|G|L|T|W) [0-9]{{3,6}}\b)"
    ))
});

pattern!(
    TODAY,
    r"\b(?:(?-i:[A-HJ-Z]{2}[0-9]{2} ?[A-HJ-Z]{3})|(?-i:[a-hj-y]{2}(?:[0-2][0-9]|[5-7][0-9])[a-hj-z]{3}))\b"
);

const WORDS: &str = "car|van|reg|rego|registration|registered|plates?|number ?plate|licen[cs]e plate|vehicle|motorbike|lorry|truck|pick ?up|taxi|cab|bus|coach|ambulance|moped|minibus|scooter|vrm|vauxhall|ford|fiesta|corsa|golf|audi|bmw|nissan|toyota|honda|kia|skoda|astra|transit|rover|renault|clio|peugeot|vw|volkswagen|passat|polo|mercedes|citroen|hyundai|mazda|volvo|tesla|dacia|suzuki|fiat|seat|mini|defender|discovery|ute|trailer|caravan|camper|estate|hatchback|suv|jeep|hire|tag";

const STEMS: &[&[u8]] = &[
    b"car", b"van", b"reg", b"plate", b"vehicle", b"bike", b"lorry", b"truck", b"pick", b"tax",
    b"cab", b"bus", b"coach", b"ambul", b"moped", b"scooter", b"vrm", b"vaux", b"ford", b"fiesta",
    b"corsa", b"golf", b"audi", b"bmw", b"nissan", b"toyota", b"honda", b"kia", b"skoda", b"astra",
    b"transit", b"rover", b"renau", b"clio", b"peug", b"vw", b"volks", b"passat", b"polo", b"merc",
    b"citro", b"hyun", b"mazda", b"volvo", b"tesla", b"dacia", b"suzu", b"fiat", b"seat", b"mini",
    b"defend", b"discov", b"ute", b"trail", b"caravan", b"camper", b"estate", b"hatch", b"suv",
    b"jeep", b"hire", b"tag",
];

// FJZ 8820, of Northern Ireland, where the letters of the county have an I or a Z.
pattern!(NORTHERN, r"(?-i)\b[A-Z](?:I[ABGJLW]|[JOU]I|[A-HJ-PR-Y]Z) [0-9]{4}\b");

fn northern(note: &[u8], range: Range<usize>) -> Option<Range<usize>> {
    let word = lowered(part(note, range.start..range.start + 3));
    let figures = part(note, range.end - 4..range.end);
    let other = lists::is_word(&word)
        || lists::is_given(&word)
        || lists::is_capital(&word)
        || word == "gig";
    (!other && !super::innocent::is_year(figures) && !goes_on(note, &range)).then_some(range)
}

// "green wf12 kkt blocking the drive": in small letters with a gap, where a vehicle is spoken of.
pattern!(SMALL, r"(?-i)\b[a-hj-y]{2}(?:[0-2][0-9]|[5-7][0-9]) [a-hj-z]{3}\b");

pattern!(
    SPOKEN_OF,
    r"\b(?:car|van|reg|rego|plates?|vehicle|motor|lorry|taxi|cab|driver|drove|driving|parked|red|blue|green|black|white|silver|grey|gray|estate|suv|4x4|ford|bmw|audi|vw|golf|corsa|fiesta|astra|clio|merc|transit|blocking|outside)\b"
);

fn small(note: &[u8], range: Range<usize>) -> Option<Range<usize>> {
    let last = lowered(part(note, range.end - 3..range.end));
    let around = SPOKEN_OF.is_match(part(note, range.start.saturating_sub(32)..range.start))
        || SPOKEN_OF.is_match(part(note, range.end..(range.end + 32).min(note.len())));
    (around && !lists::is_word(&last) && !goes_on(note, &range)).then_some(range)
}

/// Plates of the United Kingdom and Ireland, older ones and those of Northern Ireland as well.
fn local() -> String {
    format!(
        r"(?:[a-hj-pr-y]{{2}}[0-9]{{2}} ?[a-hj-pr-z]{{3}}|[a-hj-npr-y][0-9]{{1,3}} ?[a-hj-pr-z]{{3}}|[a-hj-pr-z]{{3}} ?[0-9]{{1,3}}[a-hj-npr-y]|[a-z]{{1,2}}[iz][a-z]? ?[0-9]{{2,4}}|[0-9]{{2,3}} (?:{COUNTIES}) [0-9]{{2,6}})"
    )
}

// With a word for a vehicle beside it; the number ends the match.
static BESIDE: LazyLock<Lazy> =
    LazyLock::new(|| Lazy::new(format!(r"\b(?:{WORDS})\b[^.;!?\n]{{0,24}}?\b{}\b", local())));

static PLATE: LazyLock<Lazy> = LazyLock::new(|| Lazy::new(format!(r"\b{}$", local())));

fn vehicle(note: &[u8], range: Range<usize>) -> Option<Range<usize>> {
    let words = part(note, range.clone());
    let plate = PLATE.regex()?.find_iter(words).last()?;
    let found = range.start + plate.start()..range.start + plate.end();
    let said = part(note, found.clone());
    let mixed = said.iter().any(u8::is_ascii_lowercase) && said.iter().any(u8::is_ascii_uppercase);
    // "car was 10 min": a number and a word of three letters. In small letters the form of today only.
    let small = said.iter().any(u8::is_ascii_lowercase);
    let today = said.get(..2).is_some_and(|lead| lead.iter().all(u8::is_ascii_alphabetic))
        && said.get(2).is_some_and(u8::is_ascii_digit);
    (!mixed && (!small || today) && !goes_on(note, &found)).then_some(found)
}

// YK 19 TQR; KL 07 AB 4418, in India, where the first letters say which state it is.
pattern!(
    APART,
    r"(?-i)\b(?:[A-HJ-PR-Y]{2} (?:0[1-9]|[12][0-9]|5[1-9]|6[0-9]|7[0-9]) [A-HJ-PR-Z]{3}|(?:CA|CY|CF|CJ|CL|ND|NP|NU) [0-9]{3}-[0-9]{3}|(?:AP|AR|AS|BR|CG|CH|DD|DL|GA|GJ|HR|HP|JH|JK|KA|KL|LD|MH|ML|MN|MP|MZ|NL|OD|PB|PY|RJ|SK|TN|TR|TS|UK|UP|WB)[ -]?[0-9]{1,2}[ -]?[A-Z]{1,3}[ -]?[0-9]{4})\b"
);

// Part of a plate: "partial LK7", "plate ends TQR", "reg starting KX19".
pattern!(
    PARTIAL,
    r"\b(?:(?:partial|part)(?: (?:plate|reg|rego|vrm|number ?plate|registration|index))?(?: is| was|:| only| of| just| maybe)*|(?:plate|reg|rego|vrm|registration)(?: that)?(?: is| was)? (?:ends?|ending|ended|starts?|starting|started|begins?|beginning|began|finishing|finished)(?: in| with|:| maybe)*) (?-i:[A-Z0-9?*]{2,4}(?: [A-Z0-9?*]{1,3})?)\b"
);

pattern!(LAST_CAPITALS, r"(?-i)\b[A-Z0-9][A-Z0-9?*]{1,3}(?: [A-Z0-9?*]{1,3})?$");

fn partial(note: &[u8], range: Range<usize>) -> Option<Range<usize>> {
    let found = LAST_CAPITALS.regex()?.find(part(note, range.clone()))?;
    let text = found.as_bytes();
    // "part 3 of the form": a number alone is no part of a plate.
    let letters = text.iter().filter(|b| b.is_ascii_alphabetic()).count();
    (letters > 0).then(|| range.start + found.start()..range.end)
}

/// Plates of elsewhere, and those of here with gaps in them; in capitals.
const CAPITALS: &str = "(?-i:[0-9][A-Z]{3}[ -]?[0-9]{3}|[A-Z]{3}[ -]?[0-9]{3,4}|[0-9][A-Z]{2}[ -]?[0-9][A-Z]{2}|[A-Z]{4}[ -]?[0-9]{3}|[A-Z]{3}[ -]?[0-9]{2}[A-Z]|[A-Z]{2}[ -]?[0-9]{2}[ -]?[A-Z]{2}|[A-Z]{2} [0-9]{2} [A-Z]{3}|[A-Z] [0-9]{1,3} [A-Z]{3}|[A-Z]{3} [0-9]{1,3} [A-Z])";

// Directly after such a word: 8ABC123, ABC-1234, 1AB 2CD, ABCD 123, M 417 KPT.
static ABROAD: LazyLock<Lazy> = LazyLock::new(|| {
    Lazy::new(format!(
        r"\b(?:{WORDS})\b(?:[,:(#-]| is| was| no| number| tag| plate| reg| the| says| read)*[ :(#]+{CAPITALS}\b"
    ))
});

static ABROAD_PLATE: LazyLock<Lazy> = LazyLock::new(|| Lazy::new(format!(r"\b{CAPITALS}$")));

fn abroad(note: &[u8], range: Range<usize>) -> Option<Range<usize>> {
    let plate = ABROAD_PLATE.regex()?.find(part(note, range.clone()))?;
    let found = range.start + plate.start()..range.end;
    (!goes_on(note, &found)).then_some(found)
}
