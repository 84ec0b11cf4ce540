//! Numbers under which somebody is kept in a register: of the health service, of a case, of a state or
//! of a bank.

use std::ops::Range;
use std::sync::LazyLock;

use super::super::rule::Lazy;
use super::dates::DATE;
use super::health::is_of_health;
use super::numbers::{Look, digits, from_figures, goes_on, led_by, lowered, part, pattern, whole};

/// What a word or its own form gives away whatever stands around it.
pub(super) const FIRST: &[Look] = &[
    Look { kind: "id_number", pattern: &SHARE, stems: &[b"share code"], check: last_word },
    Look {
        kind: "id_number",
        pattern: &ADDRESS_OF_NET,
        stems: &[b"ip ", b"ip:", b"mac", b":"],
        check: from_code,
    },
    Look { kind: "id_number", pattern: &FISCAL, stems: &[], check: whole },
    Look { kind: "id_number", pattern: &PPS, stems: &[b"pps"], check: from_figures },
    Look { kind: "id_number", pattern: &SORT_PAIR, stems: &[b"-", b"/"], check: whole },
    Look { kind: "id_number", pattern: &ID_BESIDE, stems: ID_STEMS, check: id_beside },
    Look {
        kind: "id_number",
        pattern: &SORT_FIRST,
        stems: &[b"bank", b"sort", b"acc", b"a/c"],
        check: sort,
    },
    Look { kind: "id_number", pattern: &SSN, stems: &[b"-"], check: whole },
    Look { kind: "id_number", pattern: &LICENCE, stems: &[], check: whole },
    Look { kind: "id_number", pattern: &IBAN, stems: &[], check: iban },
    Look { kind: "id_number", pattern: &CARD, stems: &[], check: card },
    Look { kind: "id_number", pattern: &FOURS, stems: &[], check: whole },
];

/// Numbers of cases, and of National Insurance.
pub(super) const CASES: &[Look] = &[
    Look {
        kind: "nino",
        pattern: &NINO_SAID,
        stems: &[b"ni", b"n.i", b"nat ins", b"insurance"],
        check: last_code,
    },
    Look { kind: "nino", pattern: &NINO, stems: &[], check: nino },
    Look { kind: "case_number", pattern: &CASE, stems: &[], check: case },
    Look { kind: "case_number", pattern: &CASE_FORM, stems: &[], check: case_form },
    Look { kind: "case_number", pattern: &LOG_OF, stems: &[b" of "], check: first_word },
    Look { kind: "case_number", pattern: &EXHIBIT, stems: &[b"exhibit"], check: last_word },
];

/// What may stand between the word for a number and the number.
pub(super) const LEADS: &str = r"(?:[ :#=,(-]|\.| ?(?:no|nos|num|number|numbers|card|id|pin|code|reg|ref|is|was|on|of|the|it|says|read|reads|her|his|their|new|old|in|grant|application|holder)\b)*[ :#=(-]*";

// W4K-7TR-9PL, by which the Home Office shows who may stay.
pattern!(
    SHARE,
    r"\bshare code(?: is| was|:| for \w+)* [a-z0-9]{3}[ -]?[a-z0-9]{3}[ -]?[a-z0-9]{3}\b"
);

fn last_word(note: &[u8], range: Range<usize>) -> Option<Range<usize>> {
    let words = part(note, range.clone());
    let from = words.iter().rposition(|b| *b == b' ')? + 1;
    words.get(from..)?.iter().any(u8::is_ascii_digit).then(|| range.start + from..range.end)
}

// ip 81.2.69.142; b8:27:eb:44:18:27.
pattern!(
    ADDRESS_OF_NET,
    r"\bip(?: address| addr| was| is|:|v4)* (?:[0-9]{1,3}\.){3}[0-9]{1,3}\b|\b(?:[0-9a-f]{2}:){5}[0-9a-f]{2}\b"
);

fn from_code(note: &[u8], range: Range<usize>) -> Option<Range<usize>> {
    let from = part(note, range.clone()).iter().rposition(|b| *b == b' ').map_or(0, |at| at + 1);
    Some(range.start + from..range.end)
}

// RSSMRA85T10A562S, in Italy; letters, the birthday and the place.
pattern!(FISCAL, r"\b[a-z]{6}[0-9]{2}[a-ehlmpr-t][0-7][0-9][a-z][0-9]{3}[a-z]\b");

static PPS: LazyLock<Lazy> =
    LazyLock::new(|| Lazy::new(format!(r"\bppsn?\b{LEADS}[0-9]{{7}} ?[a-w][a-iw]?\b")));

const ID_STEMS: &[&[u8]] = &[
    b"ssn",
    b"social",
    b"sin",
    b"tfn",
    b"passport",
    b"licen",
    b"iban",
    b"acc",
    b"a/c",
    b"sort",
    b"card",
    b"nmc",
    b"gmc",
    b"hcpc",
    b"swe",
    b"sssc",
    b"dbs",
    b"nass",
    b"tax",
    b"dva",
    b"visa",
    b"biometric",
    b"brp",
    b"voucher",
    b"lic",
    b"dl",
];

static ID_BESIDE: LazyLock<Lazy> = LazyLock::new(|| {
    Lazy::new(format!(
        r"\b(?:ssn|social security|sin|social insurance|tfn|(?:council )?tax(?: file)?|passport|licen[cs]e|lic|dl|iban|account|acct|acc|a/c|sort(?: ?code)?|card|nmc|gmc|hcpc|swe|sssc|dbs|nass|brp|biometric|visa)\b{LEADS}(?:[a-z]{{3,5}} )?[a-z]{{0,5}}[0-9][a-z0-9]*(?:[ /-]?[a-z0-9]*[0-9][a-z0-9]*){{0,6}}(?: [a-z]\b)?"
    ))
});

/// Whether what a word leads to is long enough.
pub(super) fn id_beside(note: &[u8], range: Range<usize>) -> Option<Range<usize>> {
    let words = part(note, range.clone());
    let first = words.iter().position(u8::is_ascii_digit)?;
    let from = words.get(..first)?.iter().rposition(|b| b" :#=(,".contains(b))? + 1;
    let code = words.get(from..)?;
    let lead = lowered(words.get(..from)?);
    let number = digits(code).len();
    let least = if lead.starts_with("nhi") { 4 } else { 6 };
    let date = DATE.regex().is_some_and(|date| date.is_match(code)) && !lead.starts_with("sort");
    // "account 2019 2020 2021": years and amounts are no number of an account.
    let years = code
        .split(|b| *b == b' ')
        .all(|one| one.len() == 4 && (one.starts_with(b"19") || one.starts_with(b"20")));
    let money = note.get(range.end) == Some(&b'.')
        && note.get(range.end + 1).is_some_and(u8::is_ascii_digit);
    let more = note.get(range.end).is_some_and(u8::is_ascii_alphanumeric);
    (number >= least && !date && !years && !money && !more).then(|| range.start + from..range.end)
}

/// The code that a match ends in, without the words before it.
fn last_code(note: &[u8], range: Range<usize>) -> Option<Range<usize>> {
    let words = part(note, range.clone());
    let first = words.iter().position(u8::is_ascii_digit)?;
    let lead = words.get(..first)?;
    // "NI QQ 12 34 56 C": two letters belong to the code, whether they touch it or not.
    let held = lead.strip_suffix(b" ").unwrap_or(lead);
    let letters = held.iter().rev().take_while(|b| b.is_ascii_alphabetic()).count();
    let from = if letters == 2 { held.len() - 2 } else { first };
    let found = range.start + from..range.end;
    (!goes_on(note, &found)).then_some(found)
}

// 40 11 22 / 44182711: both in one.
pattern!(
    SORT_PAIR,
    r"\b(?:[0-9]{2}-[0-9]{2}-[0-9]{2}(?:, | ?/ ?| )|[0-9]{2} [0-9]{2} [0-9]{2} ?/ ?)[0-9]{8}\b"
);

// 20 44 18 44182711: a sort code and the account behind it.
pattern!(SORT_FIRST, r"\b[0-9]{2}[ -][0-9]{2}[ -][0-9]{2},? [0-9]{8}\b");

fn sort(note: &[u8], range: Range<usize>) -> Option<Range<usize>> {
    (!goes_on(note, &range)).then(|| range.start..range.start + 8)
}

// 078-05-1120, as in the United States.
pattern!(SSN, r"\b[0-8][0-9]{2}-[0-9]{2}-[0-9]{4}\b");

// The number of a British driving licence: five letters of the surname, six figures of the birthday.
pattern!(
    LICENCE,
    r"(?-i)\b[A-Z]{2}[A-Z9]{3}[0-9]{6}[A-Z9]{2}[0-9A-Z]{3}\b|\b[A-Z]{2}[A-Z9]{3} [0-9]{6} [A-Z9]{1,2}[0-9][A-Z]{1,3}\b"
);

pattern!(IBAN, r"(?-i)\b[A-Z]{2}[0-9]{2}(?: ?[A-Z0-9]{4}){3,7}(?: ?[A-Z0-9]{1,3})?\b");

/// Whether the check digits of an IBAN are right (ISO 7064, modulo 97).
fn iban(note: &[u8], range: Range<usize>) -> Option<Range<usize>> {
    let said: Vec<u8> = part(note, range.clone()).iter().copied().filter(|b| *b != b' ').collect();
    let (lead, rest) = said.split_at_checked(4)?;
    let value =
        |b: &u8| if b.is_ascii_digit() { u32::from(b - b'0') } else { u32::from(b - b'A') + 10 };
    let rest = rest
        .iter()
        .chain(lead)
        .map(value)
        .fold(0, |sum, value| (sum * if value > 9 { 100 } else { 10 } + value) % 97);
    (rest == 1).then_some(range)
}

pattern!(CARD, r"\b[3-6][0-9]{3}(?:[ -]?[0-9]{4}){3}\b");

// Sixteen figures in fours, of a card that is no bank's.
pattern!(FOURS, r"\b[0-9]{4}(?: [0-9]{4}){3}\b");

/// Whether the check digit of a bank card is right (Luhn).
fn card(note: &[u8], range: Range<usize>) -> Option<Range<usize>> {
    let number = digits(part(note, range.clone()));
    let sum: u32 = number
        .iter()
        .rev()
        .enumerate()
        .map(|(at, digit)| match u32::from(*digit) * if at % 2 == 1 { 2 } else { 1 } {
            twice if twice > 9 => twice - 9,
            once => once,
        })
        .sum();
    (sum.is_multiple_of(10) && !goes_on(note, &range)).then_some(range)
}

/// The words that lead to the number of a case.
const KEPT: &str = "case|ref|reference|file|record|client|patient|referral|crime|incident|cad|log|urn|upn|uln|crn|mosaic|lcs|liquidlogic|eclipse|system|hospital|hosp|mrn|court|police|niche|unique|claim|uprn|rio|systmone|paris|carefirst|frameworki|charms|delius|pnc|cro|noms|prison|prisoner|inmate|custody|custody record|pulse|docket|intake|county|brp|arc|marac|datix|tenancy|complaint|ico|fir|cris|athena|occurrence|event|ombudsman|appeal|warrant|booking|ticket|enquiry|chart|episode|matter|student|pupil|employee|payroll|laa|legal aid|home office|mash|safeguarding|[cpx] (?:number|no)|housing|rent|investigation";

static CASE: LazyLock<Lazy> = LazyLock::new(|| {
    let code = r"(?:[0-9]{2,6}(?:/| ?)[0-9]{1,2}[a-z]{3}[0-9]{2,4}|[a-z0-9]{1,14}(?:[/-][a-z0-9]{1,14}){0,5})";
    let grouped = r"[a-z]{0,3}[0-9]{2,4}(?: [0-9]{2,4}){1,3}[a-z]?";
    let of = r"(?: of (?:[0-3]?[0-9]/[01]?[0-9](?:/(?:20)?[0-9]{2})?|[0-3]?[0-9](?:st|nd|rd|th)? (?:of )?(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\b))?";
    Lazy::new(format!(
        r"\b(?:(?:{KEPT})\b(?:'s)? ?(?:(?:no|nos|num|number|ref|reference|id|code|file|entry|record)\b\.? ?)?(?:(?:is|was) )?(?:[:#]? ?(?:{grouped}|{code})|, [a-z]{{1,4}}-?[0-9]{{4,10}})|(?:{KEPT})[0-9]{{3,12}}){of}\b"
    ))
});

// "417 of 3/4/24", "0441 of 12th": what is counted anew each day, and the day.
pattern!(
    LOG_OF,
    r"\b[0-9]{3,5} of (?:the )?(?:[0-3]?[0-9]/[01]?[0-9](?:/(?:20)?[0-9]{2})?\b|[0-3]?[0-9](?:st|nd|rd|th)\b)"
);

fn first_word(note: &[u8], range: Range<usize>) -> Option<Range<usize>> {
    let until = part(note, range.clone()).iter().position(|b| *b == b' ')?;
    whole(note, range.start..range.start + until)
}

// Exhibit ABC/3: the letters of who found it.
pattern!(EXHIBIT, r"\bexhibits?(?: no\.?| ref|:)* (?-i:[A-Z]{2,4}[/-]?[0-9]{1,3})\b");

pattern!(
    ID_BEFORE,
    r"\b(?:pip|dla|esa|uc|universal credit|settled|settlement|child benefit|benefit|centrelink|winz|uc journal|universal credit journal|hmrc|tax credits?|allowance|pension credit|dva|passport|account|acct|sin|ssn|nhi|ird|medicare|medicaid|licen[cs]e|insurance|policy|bank) $"
);

/// Whether what a word such as case leads to is long enough to be a number that is kept somewhere.
fn case(note: &[u8], range: Range<usize>) -> Option<Range<usize>> {
    // "DVA file": what stands before says more.
    if led_by(&ID_BEFORE, note, range.start) {
        return None;
    }
    let lead = part(note, range.clone()).iter().position(u8::is_ascii_digit)?;
    let groups = |words: &[u8]| {
        let tail = words.get(lead..).unwrap_or_default();
        let until = memchr::memmem::find(tail, b" of ").unwrap_or(tail.len());
        tail.get(..until).unwrap_or_default().iter().filter(|b| **b == b' ').count()
    };
    let words = part(note, range.clone());
    // "record 120 45": several short numbers are one only where they come to something together.
    if groups(words) > 0 && digits(words).len() < 7 {
        let first = words.get(lead..)?.iter().position(|b| *b == b' ')?;
        return case_of(note, range.start..range.start + lead + first);
    }
    case_of(note, range)
}

fn case_of(note: &[u8], range: Range<usize>) -> Option<Range<usize>> {
    let words = part(note, range.clone());
    let mut said = words.split(|b| b" :#,".contains(b)).filter(|word| !word.is_empty());
    let code = said.find(|word| word.iter().any(u8::is_ascii_digit)).unwrap_or_default();
    // "police 0215, gone by 0300": after such a word a bare time is one.
    let lead = words.iter().take_while(|b| b.is_ascii_alphabetic()).count();
    let told = [&b"police"[..], b"court", b"hospital"]
        .iter()
        .any(|word| words.get(..lead).is_some_and(|lead| lead.eq_ignore_ascii_case(word)));
    if told && words.len() == lead + 5 && super::innocent::is_clock(code) {
        return None;
    }
    // "the number on her record is 01632960847": a telephone number of the country.
    let called = code.len() == 11
        && code.iter().all(u8::is_ascii_digit)
        && matches!(code, [b'0', b'1' | b'2' | b'7', ..])
        && !words.iter().any(|b| b"#:".contains(b));
    if called
        && [&b"record"[..], b"file", b"client", b"patient", b"system"]
            .iter()
            .any(|word| words.get(..word.len()).is_some_and(|lead| lead.eq_ignore_ascii_case(word)))
    {
        return None;
    }
    // "the other county 01632 960 402".
    let goes =
        matches!(part(note, range.end..(range.end + 2).min(note.len())), [b' ', b'0'..=b'9']);
    if goes && code.starts_with(b"0") && code.iter().all(u8::is_ascii_digit) {
        return None;
    }
    // "pupil's 999 351 0027": in groups as a number of the health service has them.
    if is_of_health(words.get(numbered_part(words)..).unwrap_or_default()) {
        return None;
    }
    if is_of_benefits(words.get(numbered_part(words)..).unwrap_or_default()) {
        return None;
    }
    let lettered = code.iter().any(u8::is_ascii_alphabetic);
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
        () if dated => 2,
        () if numbered || lettered || daily => 4,
        () => 5,
    };
    let count = if dated { digits(code).len() } else { digits(words).len() };
    let found = numbered_part(words);
    (count >= least && !is_something_else(code) && !goes_on(note, &range))
        .then(|| range.start + found..range.end)
}

/// A year, a date, a span of years, a measure: what stands after such words without being a number of
/// anything.
fn is_something_else(code: &[u8]) -> bool {
    let figures = digits(code);
    let year = |text: &[u8]| {
        text.len() == 4
            && text.iter().all(u8::is_ascii_digit)
            && (text.starts_with(b"19") || text.starts_with(b"20"))
    };
    let is_year = year(code)
        || code
            .split(|b| b"/-".contains(b))
            .collect::<Vec<_>>()
            .as_slice()
            .first()
            .is_some_and(|first| year(first) && code.len() < 10 && figures.len() == code.len() - 1);
    let date = DATE.regex().is_some_and(|date| {
        date.find(code).is_some_and(|hit| hit.start() == 0 && hit.end() == code.len())
    });
    let begins = code.iter().take_while(|b| b.is_ascii_digit()).count();
    let unit = lowered(code.get(begins..).unwrap_or_default());
    let measure = begins > 0
        && [
            "ml", "mg", "kg", "g", "mb", "gb", "kb", "k", "m", "km", "hrs", "min", "mins", "am",
            "pm", "th", "st", "nd", "rd", "px", "cm", "mm", "s", "hr", "h", "wte", "pa", "pcm",
            "pw",
        ]
        .contains(&unit.as_str());
    is_year || date || measure
}

/// Where the mark begins: at the code, so that "hospital number K0482219" leaves the hospital.
fn numbered_part(words: &[u8]) -> usize {
    let first = words.iter().position(u8::is_ascii_digit).unwrap_or(0);
    let lead = words.get(..first).unwrap_or_default();
    lead.iter().rposition(|b| b" :#,".contains(b)).map_or(0, |last| last + 1)
}

pattern!(
    CASE_FORM,
    r"(?-i)\b(?:[A-Z]{2,5}(?:[-/][A-Z0-9]{1,9}){1,5}|[A-Z]{2}[0-9]{2}[A-Z][0-9]{5}|A[0-9]{4}[A-Z]{2}|[A-Z][0-9]{12}|[0-9]{2}[A-Z]{2}[0-9]{5,9}|[A-Z][0-9]{7}/[0-9]{1,3}|Z[A-Z][0-9]{7}|[0-9]{2}/[0-9]{4,7}/[0-9]{2}|[0-9]{2}/[A-Z]{2}/[0-9]{3,7}/[0-9]{2}|[0-9]{2,4}[-/][A-Z]{2,3}[-/][0-9]{3,7}|[0-9]{2,4}/[0-9]{5,7}[A-Z])\b"
);

pattern!(
    PLATE_BEFORE,
    r"\b(?:reg|rego|plates?|registration|vrm|car|van|truck|lorry|taxi|pickup|ute|bakkie|vehicle)(?:[ :,(]| no| number| is| was)*$"
);

/// What begins like the number of a case and is the name of a norm, a form or a virus.
const NORMS: &[&str] = &[
    "ISO", "BS", "EN", "IEC", "ICD", "DSM", "COVID", "SARS", "NICE", "UTC", "GMT", "HP", "CAT",
    "USB", "MG", "NG", "CG", "TV", "PC", "CD", "IP", "TCP", "HTTP", "UTF", "EXT", "RM", "VER",
    "FY", "PHQ", "GAD", "SDQ",
];

// "Epson ET-2850": what a thing is called by those who make it.
pattern!(
    MADE_BEFORE,
    r"\b(?:epson|hp|canon|printer|model|dell|lenovo|samsung|laptop|ricoh|xerox|kyocera|tablet|scanner|toner|cartridge)(?: no\.?| number|:| is)* $"
);

/// Whether a code in capitals has enough figures to be one, and is no norm and no year.
fn case_form(note: &[u8], range: Range<usize>) -> Option<Range<usize>> {
    let words = part(note, range.clone());
    let lead: String = lowered(words).chars().take_while(char::is_ascii_alphabetic).collect();
    // Of a benefit: what stands before says which.
    if ["pip", "dla", "esa", "chb", "uc"].contains(&lead.as_str()) {
        return None;
    }
    let norm = NORMS.contains(&lead.to_ascii_uppercase().as_str());
    let count = digits(words).len();
    let year = words.len() > 3 && count == 4 && is_something_else(words.get(words.len() - 4..)?);
    // "Policy TRV-7718842": the word before it says of which register it is.
    let lead = part(note, range.start.saturating_sub(24)..range.start);
    let word =
        lead.rsplit(|b| b" :#(\n".contains(b)).find(|word| !word.is_empty()).unwrap_or_default();
    if super::cues::role(word) == Some(super::cues::Role::Kind("id_number")) {
        return None;
    }
    let after = lowered(part(note, range.end..(range.end + 12).min(note.len())));
    if [" ink", " toner", " cartridge", " printer", " driver"]
        .iter()
        .any(|word| after.starts_with(word))
    {
        return None;
    }
    let plate = led_by(&PLATE_BEFORE, note, range.start) || led_by(&MADE_BEFORE, note, range.start);
    (count >= 4 && !norm && !year && !plate && !goes_on(note, &range)).then_some(range)
}

pattern!(
    NINO,
    r"\b[a-ceghj-pqr-tw-z][a-ceghj-npqr-tw-z](?: ?[0-9]{2} ?[0-9]{2} ?[0-9]{2} ?|-[0-9]{2}-[0-9]{2}-[0-9]{2}-|-[0-9]{6}-|[ ./]?[0-9]{2}[./-][0-9]{2}[./-][0-9]{2}[ ./-]?)[a-d]\b|\btn(?: ?[0-9]{2}){3} ?[fm]\b|(?-i:\b[A-Z] [A-Z](?: [0-9]){6} [A-D]\b|\bQQ ?[0-9]{2} ?[0-9]{2} ?[0-9]{2}\b)"
);

pattern!(NI_BEFORE, r"\b(?:ni|n\.i\.?|nino|nat ins|national insurance)(?:\b| )[^;!?\n]*$");

fn nino(note: &[u8], range: Range<usize>) -> Option<Range<usize>> {
    let words = part(note, range.clone());
    let head = words.get(..2).unwrap_or_default().to_ascii_uppercase();
    let never: [&[u8]; 7] = [b"BG", b"GB", b"KN", b"NK", b"NT", b"TN", b"ZZ"];
    // In small letters with gaps, "at 10 20 30 a" would be one.
    let small = words.iter().any(u8::is_ascii_lowercase) && words.contains(&b' ');
    // Those that are lent for a time begin like none of the others.
    let led = led_by(&NI_BEFORE, note, range.start);
    let said = head == b"TN" && led;
    let small = small && !led && head != b"QQ";
    ((said || !never.contains(&head.as_slice())) && !small && !goes_on(note, &range))
        .then_some(range)
}

// With the word before it: in small letters with gaps too, and without the letter at the end.
static NINO_SAID: LazyLock<Lazy> = LazyLock::new(|| {
    Lazy::new(format!(
        r"\b(?:ni|nino|n\.i\.?|national insurance|nat ins)\b{LEADS}[a-z]{{2}}[ -]?[0-9]{{2}}[ -]?[0-9]{{2}}[ -]?[0-9]{{2}}(?:[ -]?[a-d]\b)?"
    ))
});

/// 207 119 044T, of Centrelink.
pub(super) fn is_of_benefits(text: &[u8]) -> bool {
    let groups: Vec<&[u8]> = text.split(|b| *b == b' ').collect();
    let all = |text: &[u8]| text.len() == 3 && text.iter().all(u8::is_ascii_digit);
    matches!(groups.as_slice(), [a, b, [c @ .., b'A'..=b'Z']] if all(a) && all(b) && all(c))
}
