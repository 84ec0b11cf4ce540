//! Postcodes of several countries.

use std::ops::Range;
use std::sync::LazyLock;

use super::super::rule::Lazy;
use super::lists;
use super::numbers::{Look, from_figures, goes_on, lowered, part, pattern, whole};

/// What is looked for, in this order.
pub(super) const POSTCODES: &[Look] = &[
    Look { kind: "postcode", pattern: &POSTCODE, stems: &[], check: postcode },
    Look { kind: "postcode", pattern: &EIRCODE, stems: &[], check: eircode },
    Look { kind: "postcode", pattern: &CANADIAN, stems: &[], check: canadian },
    Look { kind: "postcode", pattern: &ZIP, stems: &[], check: zip },
    Look {
        kind: "postcode",
        pattern: &ZIP_SAID,
        stems: &[
            b"zip",
            b"postcode",
            b"post code",
            b"postal code",
            b"pin",
            b"postn",
            b"p'code",
            b"pcode",
            b"kod",
        ],
        check: from_figures,
    },
    Look { kind: "postcode", pattern: &DUTCH, stems: &[], check: dutch },
    Look { kind: "postcode", pattern: &SWEDISH, stems: &[], check: swedish },
    Look { kind: "postcode", pattern: &AUSTRALIAN, stems: &[], check: whole },
    Look { kind: "postcode", pattern: &INDIAN, stems: INDIAN_STEMS, check: last_figures },
    Look { kind: "postcode", pattern: &SOUTHERN, stems: SOUTHERN_STEMS, check: last_figures },
    Look { kind: "postcode", pattern: &INDIAN_PIN, stems: &[b"pin"], check: from_figures },
    Look {
        kind: "postcode",
        pattern: &OUTWARD,
        stems: &[b"postcode", b"post code"],
        check: last_word,
    },
    Look { kind: "postcode", pattern: &DUTCH_ALONE, stems: &[], check: alone },
    Look { kind: "postcode", pattern: &DUTCH_JOINED, stems: &[], check: joined },
    Look { kind: "postcode", pattern: &BEFORE_TOWN, stems: TOWN_STEMS, check: first_word },
];

/// Towns whose postcodes are six figures or four, and nothing but the town tells them.
const INDIAN_STEMS: &[&[u8]] = &[
    b"mumbai",
    b"delhi",
    b"bengaluru",
    b"bangalore",
    b"chennai",
    b"kolkata",
    b"hyderabad",
    b"pune",
    b"ahmedabad",
    b"jaipur",
    b"lucknow",
    b"kochi",
    b"noida",
    b"gurgaon",
    b"gurugram",
    b"patna",
    b"bhopal",
    b"indore",
    b"nagpur",
    b"surat",
    b"thane",
    b"ranchi",
    b"coimbatore",
    b"mysuru",
];

// Four figures behind a town, which are no year.
const SOUTHERN_STEMS: &[&[u8]] = &[
    b"sydney",
    b"melbourne",
    b"brisbane",
    b"perth",
    b"adelaide",
    b"hobart",
    b"cape town",
    b"johannesburg",
    b"durban",
    b"pretoria",
    b"soweto",
    b"khayelitsha",
    b"auckland",
    b"wellington",
    b"christchurch",
    b"hamilton",
    b"dunedin",
    b"fitzroy",
    b"footscray",
    b"parramatta",
    b"blacktown",
    b"dandenong",
    b"polokwane",
    b"bloemfontein",
    b"gqeberha",
    b"mitchells plain",
    b"tauranga",
    b"rotorua",
];

static SOUTHERN: LazyLock<Lazy> = LazyLock::new(|| {
    Lazy::new(
        r"\b(?:sydney|melbourne|brisbane|perth|adelaide|hobart|cape town|johannesburg|durban|pretoria|soweto|khayelitsha|auckland|wellington|christchurch|hamilton|dunedin|fitzroy|footscray|parramatta|blacktown|dandenong|polokwane|bloemfontein|gqeberha|mitchells plain|tauranga|rotorua),? (?:[03-9][0-9]{3}|1[0-8][0-9]{2}|2[1-9][0-9]{2})\b",
    )
});

const TOWN_STEMS: &[&[u8]] = &[
    b"zxr",
    b"zur",
    b"gen",
    b"bern",
    b"basel",
    b"wien",
    b"vienna",
    b"graz",
    b"linz",
    b"brux",
    b"bruss",
    b"antw",
    b"gent",
    b"liege",
    b"utrecht",
    b"rotter",
    b"amster",
    b"den haag",
    b"eindh",
    b"luxem",
    b"buda",
    b"ljub",
    b"sofia",
    b"lisboa",
    b"porto",
    b"sydney",
    b"melb",
    b"brisb",
    b"perth",
    b"adel",
    b"hobart",
    b"auck",
    b"welling",
    b"christch",
    b"oslo",
    b"bergen",
    b"trondheim",
    b"stavanger",
    b"kxbenhavn",
    b"copenhagen",
    b"aarhus",
    b"odense",
    b"aalborg",
    b"helsinki",
    b"espoo",
    b"tampere",
    b"turku",
    b"reykjavxk",
    b"tromsx",
    b"esbjerg",
];

static INDIAN: LazyLock<Lazy> = LazyLock::new(|| {
    Lazy::new(
        r"\b(?:mumbai|delhi|bengaluru|bangalore|chennai|kolkata|hyderabad|pune|ahmedabad|jaipur|lucknow|kochi|noida|gurgaon|gurugram|patna|bhopal|indore|nagpur|surat|thane|ranchi|coimbatore|mysuru)(?: ?[,-] ?| )(?:pin )?[1-8][0-9]{2} ?[0-9]{3}\b|\b[1-8][0-9]{5},? (?-i:Mumbai|Delhi|Bengaluru|Bangalore|Chennai|Kolkata|Hyderabad|Pune|Jaipur|Kochi)\b",
    )
});

// PIN 560034, pin 600 042: a bank's has four figures.
pattern!(INDIAN_PIN, r"\bpin(?: is| was|:)? (?:[1-8][0-9]{2} [0-9]{3}|[1-8][0-9]{5})\b");

// "postcode starts M14".
pattern!(
    OUTWARD,
    r"\b(?:postcode|post code)(?: is| was| starts?| started| begins?| began| area| in| with|:)* (?-i:[A-Z]{1,2}[0-9][0-9A-Z]?)\b"
);

// 1054HJ, and the town behind it.
// 9718 BC, where the figures are no time of day.
pattern!(DUTCH_ALONE, r"(?-i)\b[1-9][0-9]{3} [A-Z]{2}(?:[,.;)\n]|$)");

fn alone(note: &[u8], range: Range<usize>) -> Option<Range<usize>> {
    const OTHERS: [&[u8]; 12] =
        [b"AM", b"PM", b"GP", b"SW", b"HV", b"SA", b"SD", b"SS", b"HR", b"KM", b"ML", b"KG"];
    let found = range.start..range.start + 7;
    let figures = part(note, range.start..range.start + 4);
    let free = !super::innocent::is_clock(figures) && !super::innocent::is_year(figures);
    let letters = part(note, range.start + 5..found.end);
    (free && !OTHERS.contains(&letters)).then_some(found)
}

pattern!(DUTCH_JOINED, r"(?-i)\b[1-9][0-9]{3}[A-Z]{2}(?: [A-Z][a-z]{3,})?\b");

fn joined(note: &[u8], range: Range<usize>) -> Option<Range<usize>> {
    let found = range.start..range.start + 6;
    let town = range.len() > 6;
    let letters = part(note, range.start + 4..found.end);
    let word =
        [&b"AM"[..], b"PM", b"ML", b"MG", b"HR", b"KG", b"CM", b"MM", b"CC"].contains(&letters);
    (town && !word && !goes_on(note, &found)).then_some(found)
}

static BEFORE_TOWN: LazyLock<Lazy> = LazyLock::new(|| {
    Lazy::new(
        r"\b(?:[0-9]{4}|00[0-9]{3}) (?-i:Oslo|Bergen|Trondheim|Stavanger|Kxbenhavn|Copenhagen|Aarhus|Odense|Aalborg|Helsinki|Espoo|Tampere|Turku|Reykjavxk|Tromsx|Esbjerg|Zxrich|Zurich|Genf|Genxve|Bern|Basel|Wien|Vienna|Graz|Linz|Bruxelles|Brussels|Antwerpen|Gent|Liege|Utrecht|Rotterdam|Amsterdam|Den Haag|Eindhoven|Luxembourg|Budapest|Ljubljana|Sofia|Lisboa|Porto|Sydney|Melbourne|Brisbane|Perth|Adelaide|Hobart|Auckland|Wellington|Christchurch)\b",
    )
});

fn first_word(note: &[u8], range: Range<usize>) -> Option<Range<usize>> {
    let until = part(note, range.clone()).iter().position(|b| *b == b' ')?;
    whole(note, range.start..range.start + until)
}

fn last_word(note: &[u8], range: Range<usize>) -> Option<Range<usize>> {
    let from = part(note, range.clone()).iter().rposition(|b| *b == b' ')? + 1;
    whole(note, range.start + from..range.end)
}

/// The figures of what was found, without the town beside them.
fn last_figures(note: &[u8], range: Range<usize>) -> Option<Range<usize>> {
    let words = part(note, range.clone());
    let first = words.iter().position(u8::is_ascii_digit)?;
    let last = words.iter().rposition(u8::is_ascii_digit)? + 1;
    let found = range.start + first..range.start + last;
    let more = note.get(found.end).is_some_and(u8::is_ascii_alphanumeric);
    (!more).then_some(found)
}

pattern!(
    POSTCODE,
    r"\b[a-z]{1,2}[0-9][a-z0-9]?(?:-| {0,2})[0-9][abd-hjlnp-uw-z]{2}\b|(?-i:\b[A-Z] (?:[A-Z] )?[0-9] (?:[0-9A-Z] )?[0-9] [A-Z] [A-Z]\b)"
);

/// The letters before the first digit of a postcode (Royal Mail's list of areas).
const AREAS: &str = "AB AL B BA BB BD BH BL BN BR BS BT CA CB CF CH CM CO CR CT CV CW DA DD DE DG DH \
    DL DN DT DY E EC EH EN EX FK FY G GL GU GY HA HD HG HP HR HS HU HX IG IM IP IV JE KA KT KW KY L \
    LA LD LE LL LN LS LU M ME MK ML N NE NG NN NP NR NW OL OX PA PE PH PL PO PR RG RH RM S SA SE SG \
    SK SL SM SN SO SP SR SS ST SW SY TA TD TF TN TQ TR TS TW UB W WA WC WD WF WN WR WS WV YO ZE ZZ";

fn postcode(note: &[u8], range: Range<usize>) -> Option<Range<usize>> {
    let words = part(note, range.clone());
    let upper = !words.iter().any(u8::is_ascii_lowercase);
    // "Ls11 8pq": a telephone puts the first letter large.
    let lower = !words.iter().skip(1).any(u8::is_ascii_uppercase);
    let area: Vec<u8> = words
        .iter()
        .filter(|b| **b != b' ')
        .take_while(|b| b.is_ascii_alphabetic())
        .map(u8::to_ascii_uppercase)
        .collect();
    let known = AREAS.split_ascii_whitespace().any(|area_of| area_of.as_bytes() == area);
    let end = words.get(words.len().saturating_sub(2)..).unwrap_or_default().to_ascii_lowercase();
    let ordinal = [&b"st"[..], b"nd", b"rd", b"th"].contains(&end.as_slice())
        && !words.ends_with(&end.to_ascii_uppercase());
    (known && (upper || lower) && !ordinal && !goes_on(note, &range)).then_some(range)
}

// D02 X285, in Ireland.
pattern!(EIRCODE, r"\b(?:[ac-fhknprtv-y][0-9]{2}|d6w)[ -]?[0-9ac-fhknprtv-y]{4}\b");

/// The routing keys of Ireland that begin like the number of a prisoner.
const EIRCODES_A: &[&[u8]] = &[
    b"A41", b"A42", b"A45", b"A63", b"A67", b"A75", b"A81", b"A82", b"A83", b"A84", b"A85", b"A86",
    b"A91", b"A92", b"A94", b"A96", b"A98",
];

fn eircode(note: &[u8], range: Range<usize>) -> Option<Range<usize>> {
    let words = part(note, range.clone());
    let upper = !words.iter().any(u8::is_ascii_lowercase);
    let lower = !words.iter().skip(1).any(u8::is_ascii_uppercase);
    let last = words.get(words.len().saturating_sub(4)..).unwrap_or_default();
    let figures = last.iter().filter(|b| b.is_ascii_digit()).count();
    // "A64 CARE", "c10 2024".
    let mixed = (1..4).contains(&figures);
    let lead = lowered(part(note, range.start.saturating_sub(16)..range.start));
    let named = lead.contains("eircode");
    // A9918FT: of a prison.
    let prison = matches!(words, [b'A', a, b, c, d, b'A'..=b'Z', b'A'..=b'Z'] if [a, b, c, d].iter().all(|b| b.is_ascii_digit()));
    if prison && !named && !EIRCODES_A.contains(&words.get(..3).unwrap_or_default()) {
        return None;
    }
    let measure = last.iter().take(figures).all(u8::is_ascii_digit) && lower && !upper;
    ((mixed && (upper || lower && !measure) || named) && !goes_on(note, &range)).then_some(range)
}

// K1A 0B1, in Canada.
pattern!(
    CANADIAN,
    r"\b[abceghj-nprstvxy][0-9][abceghj-nprstv-z][ -]?[0-9][abceghj-nprstv-z][0-9]\b"
);

/// T3N1M0 is a stage of cancer before it is a part of Calgary.
fn canadian(note: &[u8], range: Range<usize>) -> Option<Range<usize>> {
    let stage = matches!(
        part(note, range.clone()),
        [b'T', b'0'..=b'4', b'N', b'0'..=b'3', b'M', b'0' | b'1']
    );
    whole(note, range).filter(|_| !stage)
}

// TX 78701, in the United States.
pattern!(
    ZIP,
    r"(?-i)(?:, ?|\b)(?:A[KLRZ]|C[AOT]|D[CE]|FL|GA|HI|I[ADLN]|K[SY]|LA|M[ADEINOST]|N[CDEHJMVY]|O[HKR]|PA|RI|S[CD]|T[NX]|UT|V[AT]|W[AIVY]) [0-9]{5}(?:-[0-9]{4})?\b"
);

fn zip(note: &[u8], range: Range<usize>) -> Option<Range<usize>> {
    let words = part(note, range.clone());
    let lead = words.iter().take_while(|b| b", ".contains(b)).count();
    let state = words.get(lead..lead + 2)?;
    // In a note all in capitals "IN 20000 HOMES" is none.
    let word = [&b"IN"[..], b"OR", b"ME", b"OK", b"HI", b"OH", b"PA", b"MA", b"LA", b"ID", b"AL"]
        .contains(&state);
    let found = range.start + lead..range.end;
    ((!word || lead > 0) && !goes_on(note, &found)).then_some(found)
}

pattern!(
    ZIP_SAID,
    r"\b(?:zip|p'?code|post ?code|postal code|pin ?code|postnr|postnummer|kod|kod pocztowy)(?: code)?(?:'s|[:,(]| is| was| of| no| now)*[ :(]+(?:[0-9]{2}-[0-9]{3}|[0-9]{3} ?[0-9]{3}|[0-9]{4,5}(?:-[0-9]{4})?)\b"
);

// 1012 AB Amsterdam, in the Netherlands: the town tells it from a number and a word.
pattern!(DUTCH, r"(?-i)\b[1-9][0-9]{3} [A-Z]{2} [A-Z][a-z]{2,}");

// 113 46 Stockholm, in Sweden.
pattern!(SWEDISH, r"(?-i)\b[1-9][0-9]{2} [0-9]{2} [A-Z][a-z]{3,}");

fn swedish(note: &[u8], range: Range<usize>) -> Option<Range<usize>> {
    let found = range.start..range.start + 6;
    let town = lowered(part(note, found.end + 1..range.end));
    let day = town.ends_with("day") || super::innocent::is_month_word(town.as_bytes());
    (!day && !lists::is_word(&town) && !goes_on(note, &found)).then_some(found)
}

fn dutch(note: &[u8], range: Range<usize>) -> Option<Range<usize>> {
    let found = range.start..range.start + 7;
    let letters = part(note, range.start + 5..found.end);
    let word = [&b"AM"[..], b"PM", b"GP", b"SA", b"SD", b"SS"].contains(&letters);
    (!word && !goes_on(note, &found)).then_some(found)
}

// NSW 2145, in Australia, where the first figure says which state it is.
pattern!(
    AUSTRALIAN,
    r"(?-i)\b(?:NSW [12][0-9]{3}|ACT (?:02|26|29)[0-9]{2}|VIC [38][0-9]{3}|QLD [49][0-9]{3}|SA 5[0-9]{3}|WA 6[0-9]{3}|TAS 7[0-9]{3}|NT 08[0-9]{2})\b"
);
