//! Identifiers with a form of their own: telephone, e-mail, postcode, NHS and National Insurance
//! number, case number, vehicle, address; dates of birth are in `dates`.
//!
//! Of two that overlap, the one that is looked for first stands.

use std::ops::Range;
use std::sync::LazyLock;

use super::super::rule::Lazy;
use super::dates::{self, DATE};
use super::{Found, lists};

/// Everything with a form of its own in a note made plain, in places of it.
pub(super) fn read(note: &[u8]) -> Vec<Found> {
    let mut found = Vec::new();
    if note.contains(&b'@') {
        gather(&mut found, "email", &EMAIL, note, |_, range| Some(range));
    }
    if found_stem(note, &[b"at"]) {
        gather(&mut found, "email", &EMAIL_SPELT, note, |_, range| Some(range));
    }
    if !note.iter().any(u8::is_ascii_digit) {
        return found;
    }
    for look in dates::LOOKS.iter().chain(LOOKS) {
        if found_stem(note, look.stems) {
            gather(&mut found, look.kind, look.pattern, note, look.check);
        }
    }
    found
}

/// What is looked for, in this order.
pub(super) struct Look {
    pub(super) kind: &'static str,
    pub(super) pattern: &'static LazyLock<Lazy>,
    /// One of these stands in every note that has it; empty where nothing can be said.
    pub(super) stems: &'static [&'static [u8]],
    pub(super) check: fn(&[u8], Range<usize>) -> Option<Range<usize>>,
}

const LOOKS: &[Look] = &[
    Look { kind: "nhs_number", pattern: &NHS, stems: &[], check: nhs_beside_a_word },
    Look { kind: "case_number", pattern: &CASE, stems: &[], check: case },
    Look { kind: "case_number", pattern: &CASE_FORM, stems: &[], check: whole },
    Look { kind: "nino", pattern: &NINO, stems: &[], check: nino },
    Look { kind: "phone", pattern: &PHONE, stems: &[], check: phone },
    Look { kind: "nhs_number", pattern: &NHS, stems: &[], check: nhs },
    Look { kind: "postcode", pattern: &POSTCODE, stems: &[], check: postcode },
    Look { kind: "vehicle", pattern: &VEHICLE, stems: &[], check: whole },
    Look { kind: "vehicle", pattern: &VEHICLE_BESIDE, stems: &[], check: vehicle },
    Look { kind: "address", pattern: &ADDRESS_HOUSE, stems: &[], check: whole },
    Look { kind: "address", pattern: &ADDRESS_WELSH, stems: &[], check: whole },
    Look { kind: "address", pattern: &ADDRESS, stems: &[], check: address },
    Look { kind: "address", pattern: &ADDRESS_PLAIN, stems: &[], check: address_plain },
];

fn found_stem(note: &[u8], stems: &[&[u8]]) -> bool {
    stems.is_empty()
        || stems.iter().any(|stem| {
            memchr::memmem::find(note, stem).is_some()
                || note.windows(stem.len()).any(|part| part.eq_ignore_ascii_case(stem))
        })
}

fn gather(
    found: &mut Vec<Found>,
    kind: &'static str,
    pattern: &Lazy,
    note: &[u8],
    check: fn(&[u8], Range<usize>) -> Option<Range<usize>>,
) {
    let Some(regex) = pattern.regex() else { return };
    let mut from = 0;
    while let Some(hit) = regex.find_at(note, from) {
        let range = hit.range();
        let kept = check(note, range.clone()).filter(|kept| {
            !found.iter().any(|one| one.range.start < kept.end && kept.start < one.range.end)
        });
        // What was turned down may hide another that begins within it.
        from = kept.as_ref().map_or(range.start + 1, |_| range.end.max(range.start + 1));
        found.extend(kept.map(|range| Found { kind, range }));
    }
}

pub(super) fn part(note: &[u8], range: Range<usize>) -> &[u8] {
    note.get(range).unwrap_or_default()
}

fn before(note: &[u8], at: usize) -> Option<u8> {
    at.checked_sub(1).and_then(|at| note.get(at)).copied()
}

/// Whether a number goes on beyond the range, so that it is part of something longer.
fn goes_on(note: &[u8], range: &Range<usize>) -> bool {
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

fn whole(note: &[u8], range: Range<usize>) -> Option<Range<usize>> {
    (!goes_on(note, &range)).then_some(range)
}

fn digits(text: &[u8]) -> Vec<u8> {
    text.iter().filter(|b| b.is_ascii_digit()).map(|b| b - b'0').collect()
}

macro_rules! pattern {
    ($name:ident, $text:expr) => {
        static $name: LazyLock<Lazy> = LazyLock::new(|| Lazy::new($text));
    };
}

pattern!(
    EMAIL,
    r"[a-z0-9][a-z0-9._%+'-]*@[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)+"
);

// As people write one that no machine is to collect: a.b (at) c.org, a.b AT c.org, a dot b at c dot org.
static EMAIL_SPELT: LazyLock<Lazy> = LazyLock::new(|| {
    let local = r"[a-z0-9][a-z0-9_%+'-]*(?:(?:\.| dot )[a-z0-9_%+'-]+)*";
    let host = r"[a-z0-9](?:[a-z0-9-]*[a-z0-9])?";
    Lazy::new(format!(
        r"\b(?:{local} ?[(\[<{{] ?at ?[)\]>}}] ?{host}(?:(?:\.| ?[(\[<{{]? ?\bdot\b ?[)\]>}}]? ?){host})+|{local} at {host}(?: dot {host})+|{local}(?-i: AT ){host}(?:\.{host})+|[a-z0-9_+-]*[._0-9][a-z0-9._+-]* at {host}(?:\.{host})*\.[a-z]{{2,}})\b"
    ))
});

pattern!(
    CASE,
    r"\b(?:(?:case|ref|reference|file|record|client|patient|referral|crime|incident|cad|log|urn|upn|crn|mosaic|lcs|liquidlogic|eclipse|system|hospital|mrn|id|court|police|niche|unique|claim|uprn)(?:'s)? ?)(?:(?:no|num|number|ref|reference|id|code)\b\.? ?)?(?:(?:is|was) )?[:#]? ?(?:[0-9]{2,6}/[0-9]{1,2}[a-z]{3}[0-9]{2,4}|[a-z]{0,4}[/-]?[0-9]{3,12}(?:[/-][0-9]{1,8})*(?:/[a-z])?[a-z]?|[a-z]{2,4}[0-9]{2}/[0-9]{3,7}|[a-z]{2,4}/[0-9]{2}/[0-9]{3,7}|[0-9]{2}(?:/[0-9]{2,7}){1,2}|[0-9]{2}[a-z]{2}[0-9]{4,10})(?: of [0-3]?[0-9]/[01]?[0-9](?:/(?:20)?[0-9]{2})?)?\b"
);

/// Whether what a word such as case leads to is long enough to be a number that is kept somewhere.
fn case(note: &[u8], range: Range<usize>) -> Option<Range<usize>> {
    let words = part(note, range.clone());
    let said = words.split(|b| b" :#".contains(b)).filter(|word| !word.is_empty());
    let numbers = said.filter(|word| word.iter().any(u8::is_ascii_digit));
    let code = numbers.clone().next().unwrap_or_default();
    let count = digits(code).len();
    let lettered = code.iter().any(u8::is_ascii_alphabetic) || code.contains(&b'/');
    let is_year = count == 4 && !lettered && (code.starts_with(b"19") || code.starts_with(b"20"));
    let lower = words.to_ascii_lowercase();
    let numbered = [&b" no"[..], b" num", b" id", b"#", b" ref", b":"]
        .iter()
        .any(|word| memchr::memmem::find(&lower, word).is_some())
        || lower.starts_with(b"ref");
    // What the police count begins anew each day, so its numbers are short.
    let police = ["cad", "log", "crime", "incident", "police"];
    let daily = police.iter().any(|word| lower.starts_with(word.as_bytes()));
    let dated = memchr::memmem::find(&lower, b" of ").is_some();
    let least = match () {
        () if dated => 3,
        () if numbered || lettered || daily => 4,
        () => 5,
    };
    let found = numbered_part(words);
    let goes_on = goes_on(note, &range);
    (count >= least && !is_year && !goes_on).then(|| range.start + found..range.end)
}

/// Where the mark begins: of two words before a short number the first is no part of it, so that "hospital
/// number K0482219" leaves the hospital.
fn numbered_part(words: &[u8]) -> usize {
    let ends = |at: &usize| words.get(*at) == Some(&b' ');
    let blanks: Vec<usize> = (0..words.len()).filter(ends).collect();
    match blanks.as_slice() {
        [first, second, ..] if words.len() - second <= *second => first + 1,
        _ => 0,
    }
}

pattern!(
    CASE_FORM,
    r"(?-i)\b(?:[A-Z]{2,4}[-/](?:19|20)?[0-9]{2}[-/][0-9]{3,6}|[A-Z]{2}[0-9]{2}[CPZ][0-9]{5}|[A-Z]{2,4}[-/][0-9]{5,8})\b"
);

pattern!(
    NINO,
    r"\b[a-ceghj-pqr-tw-z][a-ceghj-npqr-tw-z](?: ?[0-9]{2} ?[0-9]{2} ?[0-9]{2} ?|-[0-9]{2}-[0-9]{2}-[0-9]{2}-)[a-d]\b"
);

fn nino(note: &[u8], range: Range<usize>) -> Option<Range<usize>> {
    let words = part(note, range.clone());
    let head = words.get(..2).unwrap_or_default().to_ascii_uppercase();
    let never: [&[u8]; 7] = [b"BG", b"GB", b"KN", b"NK", b"NT", b"TN", b"ZZ"];
    // In small letters with gaps, "at 10 20 30 a" would be one.
    let small = words.iter().any(u8::is_ascii_lowercase) && words.contains(&b' ');
    (!never.contains(&head.as_slice()) && !small && !goes_on(note, &range)).then_some(range)
}

pattern!(
    PHONE,
    r"(?:(?:\+|\b00 ?)[1-9][0-9]{0,2}[ .-]?(?:\(0\)[ .-]?)?|\(0[0-9]{2,5}\)[ .-]?|\b0[0-9]{2,4}/|\b0 ?)(?:[0-9][ .-]?){5,11}[0-9]\b"
);

fn phone(note: &[u8], range: Range<usize>) -> Option<Range<usize>> {
    let words = part(note, range.clone());
    let abroad = words.starts_with(b"+") || words.starts_with(b"00");
    let number = digits(words);
    let right = match number.as_slice() {
        _ if abroad => (10..=15).contains(&number.len()),
        [0, first, ..] => (10..=11).contains(&number.len()) && !matches!(first, 0 | 4 | 6),
        _ => false,
    };
    let dated =
        DATE.regex().is_some_and(|date| date.find(words).is_some_and(|hit| hit.start() == 0));
    let lead = before(note, range.start);
    // "mum 07700 900222/07700 900333": the second of two.
    let another = lead == Some(b'/') && {
        let said = part(note, range.start.saturating_sub(17)..range.start - 1);
        let number = said.rsplit(|b| !b.is_ascii_digit() && !b" .-+()".contains(b)).next();
        digits(number.unwrap_or_default()).len() >= 10
    };
    let inside =
        !another && lead.is_some_and(|b| b.is_ascii_alphanumeric() || b"/.+-".contains(&b));
    let more = note.get(range.end).is_some_and(u8::is_ascii_alphanumeric);
    (right && !dated && !inside && !more).then_some(range)
}

pattern!(
    NHS,
    r"\b[0-9]{3}(?: [0-9]{3} [0-9]{4}|-[0-9]{3}-[0-9]{4}|\.[0-9]{3}\.[0-9]{4}|[0-9]{7})\b"
);

pattern!(NHS_BEFORE, r"\b(?:nhs|chi)(?: no| number| num| id)?\.?[ :#-]*(?:is |was )?$");

/// "patient 943-476-5919" is no case number, whatever word stands before it. What begins with a 0 may be
/// a telephone number and is looked at later.
fn nhs_beside_a_word(note: &[u8], range: Range<usize>) -> Option<Range<usize>> {
    nhs(note, range).filter(|range| note.get(range.start) != Some(&b'0'))
}

/// Ten digits of which the last is the check digit: weights 10 to 2, remainder of 11 (NHS Data
/// Dictionary, "NHS NUMBER"). Said to be an NHS number, one that is mistyped is still marked.
fn nhs(note: &[u8], range: Range<usize>) -> Option<Range<usize>> {
    if goes_on(note, &range) {
        return None;
    }
    let number = digits(part(note, range.clone()));
    let (last, first) = number.split_last()?;
    let sum: u32 =
        first.iter().zip((2..=10).rev()).map(|(digit, weight)| u32::from(*digit) * weight).sum();
    let check = (11 - sum % 11) % 11;
    let right = check == u32::from(*last) && number.iter().any(|digit| digit != last);
    let lead = part(note, range.start.saturating_sub(24)..range.start);
    (right || NHS_BEFORE.is_match(lead)).then_some(range)
}

pattern!(POSTCODE, r"\b[a-z]{1,2}[0-9][a-z0-9]? ?[0-9][abd-hjlnp-uw-z]{2}\b");

/// The letters before the first digit of a postcode (Royal Mail's list of areas).
const AREAS: &str = "AB AL B BA BB BD BH BL BN BR BS BT CA CB CF CH CM CO CR CT CV CW DA DD DE DG DH \
    DL DN DT DY E EC EH EN EX FK FY G GL GU GY HA HD HG HP HR HS HU HX IG IM IP IV JE KA KT KW KY L \
    LA LD LE LL LN LS LU M ME MK ML N NE NG NN NP NR NW OL OX PA PE PH PL PO PR RG RH RM S SA SE SG \
    SK SL SM SN SO SP SR SS ST SW SY TA TD TF TN TQ TR TS TW UB W WA WC WD WF WN WR WS WV YO ZE";

fn postcode(note: &[u8], range: Range<usize>) -> Option<Range<usize>> {
    let words = part(note, range.clone());
    let upper = !words.iter().any(u8::is_ascii_lowercase);
    let lower = !words.iter().any(u8::is_ascii_uppercase);
    let area: Vec<u8> =
        words.iter().take_while(|b| b.is_ascii_alphabetic()).map(u8::to_ascii_uppercase).collect();
    let known = AREAS.split_ascii_whitespace().any(|area_of| area_of.as_bytes() == area);
    let end = words.get(words.len().saturating_sub(2)..).unwrap_or_default().to_ascii_lowercase();
    let ordinal = [&b"st"[..], b"nd", b"rd", b"th"].contains(&end.as_slice())
        && !words.ends_with(&end.to_ascii_uppercase());
    (known && (upper || lower) && !ordinal && !goes_on(note, &range)).then_some(range)
}

pattern!(VEHICLE, r"(?-i)\b[A-HJ-Z]{2}[0-9]{2} ?[A-HJ-Z]{3}\b");

// With a word for a vehicle beside it, older and local forms as well; the number ends the match.
pattern!(
    VEHICLE_BESIDE,
    r"\b(?:car|van|reg|registration|plates?|number ?plate|vehicle|motorbike|lorry|truck|taxi|cab|bus|coach|ambulance|moped|minibus|scooter|vrm)\b[^.;!?\n]{0,24}?\b(?:[a-hj-pr-y]{2}[0-9]{2} ?[a-hj-pr-z]{3}|[a-hj-npr-y][0-9]{1,3} ?[a-hj-pr-z]{3}|[a-hj-pr-z]{3} ?[0-9]{1,3}[a-hj-npr-y]|[a-z]{1,2}[iz][a-z]? ?[0-9]{2,4})\b"
);

pattern!(
    PLATE,
    r"(?:[a-hj-pr-y]{2}[0-9]{2} ?[a-hj-pr-z]{3}|[a-hj-npr-y][0-9]{1,3} ?[a-hj-pr-z]{3}|[a-hj-pr-z]{3} ?[0-9]{1,3}[a-hj-npr-y]|[a-z]{1,2}[iz][a-z]? ?[0-9]{2,4})$"
);

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

/// Words that end the name of a street and seldom anything else that follows a number.
const STREETS: &str = "Street|Road|Avenue|Lane|Close|Drive|Way|Crescent|Terrace|Place|Gardens?|Grove|Hill|Park|Squares?|Walk|Views?|Rise|Mews|Row|Mount|Parade|Passage|Quay|Wharf|Yard|Cottages?|Villas?|Croft|Broadway|Causeway|Chase|Circus|Copse|Dale|Dene|Esplanade|Glade|Heights|Manors?|Meadows?|Orchard|Paddock|Promenade|Ridges?|Spinney|Towers|Crossroads?|Turnpike|Avenues|Crossing|Viaduct|Bypass|Path|Drives|Groves|Court|Courts|St|Rd|Ave|Cres";

/// Words that end the name of a street now and then: only after a name.
const RARER: &str = "Alley|Bank|Branch|Bridge|Brooks?|Burgs?|Camp|Canyon|Cape|Centers?|Circles?|Cliffs?|Club|Common|Corners?|Course|Coves?|Creek|Crest|Curve|Dam|Divide|End|Estates?|Expressway|Extensions?|Falls?|Ferry|Fields?|Flats?|Fold|Fords?|Forest|Forges?|Forks?|Fort|Freeway|Gate|Gateway|Glebe|Glens?|Greens?|Harbors?|Haven|Highway|Hills|Hollow|House|Inlet|Islands?|Isle|Junctions?|Keys?|Knolls?|Lakes?|Landing|Lights?|Loaf|Locks?|Lodge|Loop|Mall|Mills?|Mission|Motorway|Mountains?|Neck|Oval|Overpass|Parks|Parkways?|Pass|Pike|Pines?|Plains?|Plaza|Points?|Ports?|Prairie|Radial|Ramp|Ranch|Rapids?|Rest|Roads|Route|Rue|Run|Shoals?|Shores?|Side|Skyway|Springs?|Spurs?|Station|Stravenue|Streams?|Streets|Strand|Summit|Throughway|Trace|Track|Trafficway|Trail|Tunnel|Underpass|Unions?|Vale|Valleys?|Via|Villages?|Ville|Vista|Walks|Wall|Ways|Wells?|Woods?|Dr|Cl|Ct";

static ADDRESS: LazyLock<Lazy> = LazyLock::new(|| {
    Lazy::new(format!(
        r"(?-i)\b(?:(?i:flat|apartment|apt|unit|block) ?[0-9]{{1,4}}[A-Za-z]?,? )?(?i:no\.? ?)?[0-9]{{1,4}}[A-Da-d]?(?:-[0-9]{{1,4}})?,? (?:[A-Z][a-z'x-]+\.? ){{1,3}}(?:{STREETS}|{RARER})\b"
    ))
});

// Flat 12, Bevan House, Dock Road.
static ADDRESS_HOUSE: LazyLock<Lazy> = LazyLock::new(|| {
    Lazy::new(format!(
        r"(?-i)\b(?i:flat|apartment|apt) ?[0-9]{{1,4}}[A-Za-z]?,? (?:[A-Z][a-z'x-]+ ){{1,3}}(?:House|Court|Towers?|Point|Lodge|Heights|Mansions|Buildings)(?:, (?:[0-9]{{1,4}}[A-Da-d]?,? )?(?:[A-Z][a-z'x-]+ ){{1,3}}(?:{STREETS}))?\b"
    ))
});

// 9 Heol Las, 7 Clos y Nant: in Wales the word for a street stands in front.
pattern!(
    ADDRESS_WELSH,
    r"(?-i)\b(?:(?i:flat) ?[0-9]{1,4}[A-Za-z]?,? )?[0-9]{1,4}[A-Da-d]?,? (?:Heol|Ffordd|Stryd|Clos|Lon|Lxn|Rhodfa|Maes|Cwrt|Gerddi|Erw|Tan|Min|Bryn|Parc)(?: (?:y|yr|o|[A-Z][a-z'x-]+)){1,3}\b"
);

/// Whether a number with capitals after it is a house in a street.
fn address(note: &[u8], range: Range<usize>) -> Option<Range<usize>> {
    let words = String::from_utf8_lossy(part(note, range.clone())).into_owned();
    let mut capitals = words.split(' ').rev();
    let street = capitals.next().unwrap_or_default();
    let named = capitals.next().unwrap_or_default().to_ascii_lowercase();
    let plain = STREETS.split('|').any(|known| {
        known == street
            || known.strip_suffix("s?").is_some_and(|one| street.trim_end_matches('s') == one)
    });
    let is_name = lists::is_given(&named)
        || lists::is_surname(&named)
        || !lists::is_word(&named) && !lists::is_capital(&named);
    // "2 Family Court hearings", "4 Crown Court days".
    let court = street.starts_with("Court")
        && ["family", "crown", "county", "high", "magistrates", "youth"].contains(&named.as_str());
    let inside = before(note, range.start)
        .is_some_and(|b| b.is_ascii_alphanumeric() || b"./:-+".contains(&b));
    ((plain || is_name) && !court && !inside).then_some(range)
}

pattern!(
    ADDRESS_PLAIN,
    r"(?-i)\b(?:flat [0-9]{1,4}[a-z]?,? )?[0-9]{1,4}[a-d]? [a-z']+ (?:street|avenue|crescent|road|close|terrace|grove|drive|lane)\b"
);

/// Words before "road" that belong to no address.
const NO_STREETS: &str = "main side busy long wide wet icy back quiet same other different minute \
    min mins minutes mile miles metre metres hour hours way the a an on lane more very closed whole and \
    or to of in at m km yard yards second third first up down by one two three for from over car near";

fn address_plain(note: &[u8], range: Range<usize>) -> Option<Range<usize>> {
    let words = String::from_utf8_lossy(part(note, range.clone())).into_owned();
    let named = words.rsplit(' ').nth(1).unwrap_or_default();
    let street = words.rsplit(' ').next().unwrap_or_default();
    // "to 3 close", "a 5 minute drive": a word that is also a verb wants a name before it.
    let verb = ["close", "drive", "lane"].contains(&street);
    let fine = !NO_STREETS.split_ascii_whitespace().any(|word| word == named)
        && (!verb || lists::is_surname(named) || lists::is_given(named) || !lists::is_word(named));
    let inside = before(note, range.start)
        .is_some_and(|b| b.is_ascii_alphanumeric() || b"./:-+".contains(&b));
    (fine && !inside).then_some(range)
}

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
