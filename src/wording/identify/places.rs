//! Where somebody lives: addresses.

use std::ops::Range;
use std::sync::LazyLock;

use super::super::rule::Lazy;
use super::lists;
use super::numbers::{Look, any, before, from_figures, lowered, part, pattern, whole};

/// What needs no figure: a house that has a name.
pub(super) const NAMED: &[Look] = &[
    Look { kind: "address", pattern: &ADDRESS_HOME, stems: LIVES_STEMS, check: after_word },
    Look { kind: "address", pattern: &ADDRESS_NAMED, stems: DWELLING_STEMS, check: any },
    Look {
        kind: "address",
        pattern: &ADDRESS_WELSH_NAMED,
        stems: &[b"heol ", b"ffordd ", b"stryd ", b"lon ", b"rhodfa "],
        check: any,
    },
];

/// Addresses with a number.
pub(super) const ADDRESSES: &[Look] = &[
    Look { kind: "address", pattern: &BOX, stems: &[b"box", b"bag", b"rural route"], check: whole },
    Look { kind: "address", pattern: &ADDRESS_SITE, stems: SITE_STEMS, check: whole },
    Look { kind: "address", pattern: &ADDRESS_ONE, stems: ONE_STEMS, check: one_word },
    Look {
        kind: "address",
        pattern: &ADDRESS_CROSS,
        stems: &[b"st ", b"nd ", b"rd ", b"th "],
        check: any,
    },
    Look { kind: "address", pattern: &ADDRESS_BEFORE, stems: BEFORE_STEMS, check: any },
    Look { kind: "address", pattern: &ADDRESS_IN_HOUSE, stems: &[], check: any },
    Look { kind: "address", pattern: &ADDRESS_HOUSE, stems: FLAT_STEMS, check: house },
    Look { kind: "address", pattern: &ADDRESS_WELSH, stems: &[], check: whole },
    Look { kind: "address", pattern: &ADDRESS_THE, stems: &[b" the "], check: address_the },
    Look { kind: "address", pattern: &ADDRESS_PLOT, stems: &[b"no", b"extension"], check: any },
    Look { kind: "address", pattern: &ADDRESS, stems: &[], check: address },
    Look { kind: "address", pattern: &ADDRESS_AMERICAN, stems: &[], check: any },
    Look { kind: "address", pattern: &ADDRESS_BEHIND, stems: BEHIND_STEMS, check: any },
    Look { kind: "address", pattern: &ADDRESS_LIVES, stems: LIVES_STEMS, check: lives },
    Look { kind: "address", pattern: &ADDRESS_LOUD, stems: &[], check: address_loud },
    Look { kind: "address", pattern: &ADDRESS_PLAIN, stems: &[], check: address_plain },
];

/// Words that end the name of a street and seldom anything else that follows a number.
pub(super) const STREETS: &str = "Street|Road|Avenue|Lane|Close|Drive|Way|Crescent|Terrace|Place|Gardens?|Grove|Hill|Park|Squares?|Walk|Views?|Rise|Mews|Row|Mount|Parade|Passage|Quay|Wharf|Yard|Cottages?|Villas?|Croft|Broadway|Causeway|Chase|Circus|Copse|Dale|Dene|Esplanade|Glade|Heights|Manors?|Meadows?|Orchard|Paddock|Promenade|Ridges?|Spinney|Towers|Crossroads?|Turnpike|Avenues|Crossing|Viaduct|Bypass|Buildings|Mansions|Apartments|Residency|Enclave|Path|Drives|Groves|Court|Courts|St|Rd|Ave|Cres|Tce|Terr?|Pde|Gdns|Blvd|Boulevard|Hwy|Pkwy|Ln|Pl|Sq|Nagar|Colony|Marg|Hse|Bldgs?|Mans|Crt|Grn|Vw|Cotts?|Hts|Wlk|Gro|Strand|Twr|Yd|Brae|Wynd|Quadrant|Vennel|Lawns?|Leas|Garth|Nook|Pk|Cct|Trl|Dv|Drv";

/// Words that end the name of a street now and then: only after a name.
const RARER: &str = "Alley|Bank|Branch|Bridge|Brooks?|Burgs?|Camp|Canyon|Cape|Centers?|Circles?|Cliffs?|Club|Common|Corners?|Course|Coves?|Creek|Crest|Curve|Dam|Divide|End|Estates?|Expressway|Extensions?|Falls?|Ferry|Fields?|Flats?|Fold|Fords?|Forest|Forges?|Forks?|Fort|Freeway|Gate|Gateway|Glebe|Glens?|Greens?|Harbors?|Haven|Highway|Hills|Hollow|House|Inlet|Islands?|Isle|Junctions?|Keys?|Knolls?|Lakes?|Landing|Lights?|Loaf|Locks?|Lodge|Loop|Mall|Mills?|Mission|Motorway|Mountains?|Neck|Oval|Overpass|Parks|Parkways?|Pass|Pike|Pines?|Plains?|Plaza|Points?|Ports?|Prairie|Radial|Ramp|Ranch|Rapids?|Rest|Roads|Route|Rue|Run|Shoals?|Shores?|Side|Skyway|Springs?|Spurs?|Station|Stravenue|Streams?|Streets|Strand|Summit|Throughway|Trace|Track|Trafficway|Trail|Tunnel|Underpass|Unions?|Vale|Valleys?|Via|Villages?|Ville|Vista|Walks|Wall|Ways|Wells?|Woods?|Dr|Cl|Ct";

pattern!(
    BOX,
    r"\b(?:(?:p\.? ?o\.?|gpo|postnet suite [0-9]+,?) ?box (?:no\.? ?)?[0-9]{1,6}|(?:private|locked|mail) bag (?:x ?)?[0-9]{1,6}|(?:rr|hc) ?#? ?[0-9]{1,3},? box [0-9]{1,5}|[0-9]{1,5} rural route [0-9]{1,3})\b"
);

const SITE_STEMS: &[&[u8]] = &[
    b"plot", b"stand", b"shack", b"erf", b"house", b"block", b"tower", b"site", b"zone", b"ny ",
    b"room", b"pitch", b"bay", b"hut", b"caravan", b"rm ", b"chalet", b"static", b"boat", b"barge",
    b"mooring", b"berth", b"pontoon",
];

// Plot 441, Sector 12; Shack 14, Site C; Block 4, Flat 12; Room 14, Hillview B&B: where no street has a name.
pattern!(
    ADDRESS_SITE,
    r"\b(?:(?:plot|stand|shack|erf|house|flat|hut)(?: no\.?)? [0-9]{1,6}[a-z]?,? (?:sector|section|site|zone|phase|block|extension|ext|tower|ward)(?-i: (?:[0-9]{1,4}[A-Z]?|[A-Z]{1,3}))|(?:sector|section|site|zone|phase)(?-i: (?:[0-9]{1,4}|[A-Z]{1,2})),? (?:(?:plot|stand|shack|house|h\.? ?no\.?) )?[0-9]{1,6}|erf [0-9]{2,6}|[0-9]{2,6},? (?-i:Zone|Site|Section|Sector)(?-i: (?:[0-9]{1,3}|[A-Z]))|(?:block|tower)(?-i: (?:[0-9]{1,3}|[A-Z])),? (?:flat|apt|apartment) [0-9]{1,4}[a-z]?|(?-i:NY) ?[0-9]{1,3},? no\.? ?[0-9]{1,4}|(?:room|rm|pitch|bay|plot|site|lot|caravan|hut|chalet|static) [0-9]{1,3}[a-z]?,? (?-i:(?:[A-Z][a-z']+ ){1,2}(?:B&B|Hotel|Hostel|Site|site|Park|Caravans|Inn|Guesthouse|Motel|Refuge|Foyer|YMCA|hostel|hotel|refuge|b&b|motel)|Travelodge|Ibis|YMCA)|(?:narrowboat|houseboat|barge|boat|nb)(?-i: ['\x22]?[A-Z][a-z]+(?: [A-Z][a-z]+)?['\x22]?),? (?:at )?(?-i:[A-Z][a-z]+ )?(?:mooring|berth|pontoon) ?[0-9]{0,3}[a-z]?)\b"
);

// 44, 3rd Cross, 2nd Main, Indiranagar.
pattern!(
    ADDRESS_CROSS,
    r"\b(?:#)?[0-9]{1,4}(?:/[0-9a-z]{1,4})?,? [0-9]{1,2}(?:st|nd|rd|th) (?-i:Cross|Main|Stage|Phase|Block)(?:, (?-i:[0-9]{1,2}(?:st|nd|rd|th) [A-Z][a-z]+|[A-Z][a-z]+(?: [A-Z][a-z]+)?)){0,3}"
);

const ONE_STEMS: &[&[u8]] =
    &[b"walk", b"gate", b"way", b"side", b"croft", b"mead", b"wynd", b"brae", b"field", b"fold"];

// 11 Ropewalk, 4 Northgate: a street in one word.
pattern!(
    ADDRESS_ONE,
    r"(?-i)\b(?:[0-9]{1,3}/)?[0-9]{1,3}[a-h]?,? [A-Z][a-z]{2,}(?:walk|gate|way|side|croft|mead|wynd|brae|fields?|fold)\b"
);

fn one_word(note: &[u8], range: Range<usize>) -> Option<Range<usize>> {
    let name = lowered(part(note, range.clone()));
    let name = name.rsplit(' ').next().unwrap_or_default();
    (!lists::is_word(name) && !is_inside(note, range.start) && !is_of_a_street(note, range.end))
        .then_some(range)
}

const BEFORE_STEMS: &[&[u8]] = &[
    b"house, ",
    b"court, ",
    b"lodge, ",
    b"tower, ",
    b"towers, ",
    b"mansions, ",
    b"buildings, ",
    b"villa, ",
    b"cottage, ",
    b"farm, ",
    b"farmhouse, ",
    b"barn, ",
    b"croft, ",
    b"bungalow, ",
    b"manse, ",
    b"rectory, ",
    b"vicarage, ",
    b"grange, ",
    b"manor, ",
    b"hall, ",
];

// Rowan House, 14 Mill Lane.
static ADDRESS_BEFORE: LazyLock<Lazy> = LazyLock::new(|| {
    Lazy::new(format!(
        r"(?-i)\b(?:(?i:flat|apartment|apt|room) [0-9]{{1,4}}[A-Za-z]?,? )?(?:[A-Z][a-z'x]+ ){{1,2}}(?:House|Court|Lodge|Towers?|Mansions|Buildings|Villa|Hall|Cottage|Farm|Farmhouse|Barn|Croft|Bungalow|Manse|Rectory|Vicarage|Grange|Manor), {HOUSE} {NAME}(?:{STREETS})\b"
    ))
});

/// Before a house number: the flat in it.
const FLAT: &str = r"(?:U[0-9]{1,3}/|(?i:flat|apartment|apt|unit|block|room|suite)\.? ?(?:[0-9]{1,4}(?:/[0-9]{1,3})?[A-Za-z]?|[A-Ha-h]),? )?";

/// A house number: 14, 14b, 112-114, 6/2.
pub(super) const HOUSE: &str = r"[0-9]{1,5}(?:/[0-9]{1,3})?[A-Ha-h]?(?:-[0-9]{1,4})?,?";

/// What a capital and its small letters may be in the name of a street.
const NAME: &str = r"(?:[A-Z]\.? )?(?:[A-Z][a-z'x]+(?:-[A-Za-z'x]+)*\.? (?:of (?:the )?)?){1,3}";

static ADDRESS: LazyLock<Lazy> = LazyLock::new(|| {
    Lazy::new(format!(
        r"(?-i)\b{FLAT}(?i:(?:no\.?|number|num) ?)?{HOUSE} {NAME}(?:{STREETS}|{RARER}|street|road|rd|avenue|ave|crescent|cres|terrace|grove|gardens|lane|close|drive)\b"
    ))
});

// Apartment 9, The Foundry, Canal St; B-114, Shanti Nagar.
static ADDRESS_IN_HOUSE: LazyLock<Lazy> = LazyLock::new(|| {
    Lazy::new(format!(
        r"(?-i)\b(?i:flat|apartment|apt|unit)\.? ?[0-9]{{1,4}}[A-Za-z]?, (?:[A-Z][a-z']+ ?){{1,3}}, (?:[0-9]{{1,4}}[a-z]? )?(?:[A-Z][a-z']+ ){{1,3}}(?:{STREETS})\b|\b[A-Z][-/]?[0-9]{{1,4}}, (?:[A-Z][a-z]+ ){{1,2}}(?:Nagar|Colony|Vihar|Enclave|Puram|Marg|Bagh|Layout|Gardens|Park)\b"
    ))
});

const BEHIND_STEMS: &[&[u8]] = &[
    b"straat ",
    b"gracht ",
    b"laan ",
    b"weg ",
    b"plein ",
    b"kade ",
    b"dijk ",
    b"gata ",
    b"gatan ",
    b"gaten ",
    b"vei",
    b"gen ",
    b"gade ",
    b"vej ",
    b"all",
    b"katu ",
    b"tie ",
    b"strasse ",
];

const LIVES_STEMS: &[&[u8]] = &[
    b"home is",
    b"live",
    b"living",
    b"resid",
    b"stay",
    b"address",
    b"house",
    b" to ",
    b"sleeping",
    b" at ",
    b" from ",
    b"outside",
];

pub(super) const FLAT_STEMS: &[&[u8]] = &[b"flat", b"apartment", b"apt"];

// Flat 12, Bevan House, Dock Road; in small letters as well.
static ADDRESS_HOUSE: LazyLock<Lazy> = LazyLock::new(|| {
    Lazy::new(format!(
        r"(?-i)\b(?i:flat|apartment|apt)\.? ?(?:[0-9]{{1,4}}(?:/[0-9]{{1,3}})?[A-Za-z]?|[A-H]),? (?:(?:[A-Z][a-z'x]+(?:-[A-Za-z'x]+)* ){{1,3}}(?:House|Hse|Court|Crt|Ct|Towers?|Twr|Point|Lodge|Heights|Hts|Mansions|Buildings|Bldgs)(?:, (?:[0-9]{{1,4}}[A-Da-d]?,? )?(?:[A-Z][a-z'x]+(?:-[A-Za-z'x]+)* ){{1,3}}(?:{STREETS}))?|(?:[a-z']+ ){{1,2}}(?:house|court|tower|towers|point|lodge|heights|mansions|buildings))\b"
    ))
});

fn house(note: &[u8], range: Range<usize>) -> Option<Range<usize>> {
    let words = lowered(part(note, range.clone()));
    let named = words.split([' ', ',']).filter(|word| word.chars().all(|c| c.is_ascii_lowercase()));
    let plain = named.clone().any(|word| is_filling(word) && word != "the");
    (!plain).then_some(range)
}

// 9 Heol Las, 7 Clos y Nant: in Wales the word for a street stands in front.
pattern!(
    ADDRESS_WELSH,
    r"(?-i)\b(?:(?i:flat) ?[0-9]{1,4}[A-Za-z]?,? )?[0-9]{1,4}[A-Da-d]?,? (?:[A-Z][a-z'x]+, )?(?:Srxid|Sraid|Bxthar|Bothar|Lxna|Rue|rue|Avenue|avenue|Boul|boul|Boulevard|boulevard|Chemin|chemin|Heol|Ffordd|Stryd|Clos|Lon|Lxn|Rhodfa|Maes|Cwrt|Gerddi|Erw|Tan|Min|Bryn|Parc|Cae|Llys|Cefn|Pen|Nant|Cwm|Pant|Rhos|Glan|Pont|Gwaun|Craig|Dol|Coed|Trem|Golwg|Pwll|Bron|Twyn)(?:\.? (?:y|yr|o|na|an|de|du|des|la|[A-Z][a-z'x-]+)){1,4}\b"
);

// 3 The Green.
pattern!(
    ADDRESS_THE,
    r"\b(?:(?:no\.?|number|num) ?)?[0-9]{1,4}[a-d]?,? the (?:green|crescent|avenue|close|drive|terrace|paddock|paddocks|orchard|orchards|mews|square|parade|grove|lane|street|hollow|ridgeway|ridge|spinney|glebe|limes|oaks|poplars|firs|maltings|broadway|causeway|quay|mount|beeches|willows|elms|laurels|cedars|croft|glade|meadows|meadow|courtyard|chase|copse|dell|fairway|glen|grange|heath|park|pastures|rise|row|walk|wharf)\b"
);

/// In small letters "at 4 the green bin was out" is none.
fn address_the(note: &[u8], range: Range<usize>) -> Option<Range<usize>> {
    let words = part(note, range.clone());
    let capital = words.iter().rposition(|b| *b == b' ').and_then(|at| words.get(at + 1));
    let capital = capital.is_some_and(u8::is_ascii_uppercase);
    let inside = is_inside(note, range.start);
    let after = part(note, range.end..(range.end + 12).min(note.len()));
    let next = lowered(after);
    let next =
        next.strip_prefix(' ').map(|next| next.split(|c: char| !c.is_ascii_alphabetic()).next());
    let next = next.flatten().unwrap_or_default();
    let ends = [
        "", "with", "and", "for", "on", "by", "again", "till", "until", "twice", "today", "since",
        "again",
    ]
    .contains(&next);
    (!inside && (capital || ends)).then_some(range)
}

/// Words that stand around the name of a street without being part of it.
const FILLING: &str = "main side busy long wide wet icy back quiet same other different minute \
    min mins minutes mile miles metre metres hour hours way the a an on lane more very closed whole and \
    or to of in at m km yard yards second seconds third first up down by one two three four five six for \
    from over car cars near we he she they it i you who is was were are be been had has have did do does \
    our my his her their this that these those with without no not into off out then when where while as \
    so but if per each every all both some any few most only just about after before until till than \
    people kids children men women staff beds days weeks months years times day week month year pm am";

pub(super) fn is_filling(word: &str) -> bool {
    FILLING.split_ascii_whitespace().any(|known| known == word)
}

pub(super) fn is_inside(note: &[u8], at: usize) -> bool {
    before(note, at).is_some_and(|b| b.is_ascii_alphanumeric() || b"./:-+".contains(&b))
}

/// What stands in a high street, and is no house in it.
const IN_A_STREET: &str = "parking shop shops bank banks store stores lights light sign signs works \
    crossing crossings closure closures ticket tickets cleaner cleaners chemist chemists name names \
    calls call call-outs miss misses friend friends team teams trip trips checks map maps";

fn is_of_a_street(note: &[u8], at: usize) -> bool {
    let after = lowered(part(note, at..(at + 16).min(note.len())));
    let next = after.strip_prefix(' ').unwrap_or_default();
    let next =
        next.split(|c: char| !c.is_ascii_alphabetic() && c != '-').next().unwrap_or_default();
    IN_A_STREET.split_ascii_whitespace().any(|word| word == next)
}

/// Whether a number with capitals after it is a house in a street.
fn address(note: &[u8], range: Range<usize>) -> Option<Range<usize>> {
    let words = String::from_utf8_lossy(part(note, range.clone())).into_owned();
    let mut capitals = words.split(' ').rev();
    let street = capitals.next().unwrap_or_default();
    let named = capitals.next().unwrap_or_default().trim_end_matches('.').to_ascii_lowercase();
    let is_name = lists::is_given(&named)
        || lists::is_surname(&named)
        || !lists::is_word(&named) && !lists::is_capital(&named);
    let plain = STREETS.split('|').any(|known| {
        known == street
            || known.strip_suffix("s?").is_some_and(|one| street.trim_end_matches('s') == one)
    });
    // "14 Elm road": in small letters only what is nothing but a street.
    let small = [
        "street", "road", "rd", "avenue", "ave", "crescent", "cres", "terrace", "grove", "gardens",
    ]
    .contains(&street);
    let verb = ["lane", "close", "drive"].contains(&street);
    // "2 Family Court hearings", "4 Crown Court days".
    let court = (street.starts_with("Court") || ["Ct", "Crt"].contains(&street))
        && ["family", "crown", "county", "high", "magistrates", "youth"].contains(&named.as_str());
    // "26 Orchard Bank": no bank of blood or of food.
    let rarer = [
        "Bank", "Fold", "Brow", "Green", "Vale", "Wynd", "Ct", "Cl", "Mill", "Wood", "Glebe",
        "Gate", "End", "Bridge",
    ]
    .contains(&street)
        && ![
            "food", "blood", "bed", "staff", "nurse", "milk", "baby", "clothes", "west", "east",
            "south", "north", "weekend", "the",
        ]
        .contains(&named.as_str());
    let fine = rarer
        || if verb { is_name || words.split(' ').count() > 3 } else { plain || small || is_name };
    (fine && !court && !is_inside(note, range.start) && !is_of_a_street(note, range.end))
        .then_some(range)
}

// 14 HIGH ST
pattern!(
    ADDRESS_LOUD,
    r"(?-i)\b(?:(?:FLAT|APT|UNIT) [0-9]{1,4}[A-Z]?,? )?[0-9]{1,4}[A-D]?,? (?:[A-Z']{2,} ){1,3}(?:STREET|ROAD|RD|ST|AVENUE|AVE|LANE|CLOSE|DRIVE|CRESCENT|TERRACE|GROVE|WAY|GARDENS|COURT|PLACE)\b"
);

fn address_loud(note: &[u8], range: Range<usize>) -> Option<Range<usize>> {
    let words = lowered(part(note, range.clone()));
    let named: Vec<&str> = words
        .split([' ', ','])
        .filter(|word| word.chars().all(|c| c.is_ascii_lowercase()))
        .collect();
    let (street, names) = named.split_last()?;
    let last = names.last()?;
    let sure =
        ["street", "st", "road", "rd", "avenue", "ave", "crescent", "terrace", "grove", "gardens"];
    let name = lists::is_surname(last) || lists::is_given(last) || !lists::is_word(last);
    let fine = sure.contains(street) || name;
    let filled = names.iter().any(|word| is_filling(word));
    (fine && !filled && !is_inside(note, range.start) && !is_of_a_street(note, range.end))
        .then_some(range)
}

pattern!(
    ADDRESS_PLAIN,
    r"(?-i)\b(?:flat [0-9]{1,4}(?:/[0-9]{1,2})?[a-z]?,? )?(?:(?:no\.?|number) ?)?[0-9]{1,4}[a-d]?,? (?:[a-z']+ ){1,2}(?:street|avenue|crescent|road|rd|ave|close|terrace|grove|drive|lane|st|gardens|court|way|view|rise|mews|row|walk|hill|place|park|square|tce|pde|cres|gdns|blvd|hwy|ln|pk)\b"
);

// Keizersgracht 118, Storgata 14b: on the mainland and in the north the number stands behind.
pattern!(
    ADDRESS_BEHIND,
    r"(?-i)\b[A-Z][a-z~-]{2,}(?:straat|gracht|laan|weg|plein|kade|dijk|gata|gatan|gaten|veien|vei|vagen|vxgen|gade|vej|allx|katu|tie|strasse) [0-9]{1,4}(?:[a-zA-Z]\b|-[0-9]{1,3}\b)?"
);

// 417 E 5th Ave, 900 County Road 12.
pattern!(
    ADDRESS_AMERICAN,
    r"(?-i)\b(?:(?i:apt|unit|lot|suite|ste)\.? ?[0-9]{1,4}[A-Z]?,? )?[0-9]{1,5} (?:[NSEW]{1,2}\.? (?:[A-Z][a-z]+ ){0,2}|(?:[NSEW]{1,2}\.? )?[0-9]{1,3}(?:st|nd|rd|th) )(?:St|Street|Ave|Avenue|Rd|Road|Blvd|Dr|Drive|Ln|Lane|Pl|Place|Ct|Court|Way|Ter|Terrace|Pkwy|Hwy)\b|\b[0-9]{3,5} [NSEW]\. [A-Z][a-z]{3,}|\b(?:(?i:apt|unit|lot)\.? ?[0-9]{1,4}[A-Z]?,? )?[0-9]{1,5} (?:County|State|Forest|Farm) (?:Road|Route|Highway|Rd) [0-9]{1,4}\b"
);

// House No 44, 3rd Cross, Gandhi Nagar; 4418 Extension 6.
pattern!(
    ADDRESS_PLOT,
    r"\b(?:house|h|door|plot|flat|site)\.? ?no\.? ?[0-9]{1,5}[a-z]?(?:[/-][0-9a-z]{1,4})*(?:,? (?-i:[0-9]{1,3}(?:st|nd|rd|th)|[A-Z][a-z']+|[0-9]{1,3})){1,6}(?:, (?-i:[A-Z][a-z]+)(?: (?-i:[A-Z][a-z]+)){0,2})?|\b[0-9]{2,5},? (?-i:Extension) [0-9]{1,2}\b"
);

// "lives at 12 Adeola": where somebody lives, a number and a capital are enough.
pattern!(
    ADDRESS_LIVES,
    r"\b(?:lives?|living|lived|resides?|staying|stays|stayed|address|house|(?:moved|moving|gone|went|taken|back) to|sleeping|(?:picked|collected|dropped) (?:her |him |them |up |off )?(?:at|from)|call(?:ed|s|ing)? at|visit(?:ed|s|ing)? (?:at|to)|deliver(?:ed|y|ies)? to|post(?:ed)? to|outside|round (?:at|to)|back at|over at|up at|door at|discharged to|released to|placed at|bailed to|removed from|evicted from|drop(?:s|ped)?(?: off)? at)(?: at| is| was| now| in|:|,)* (?:(?:house|plot|flat|h|door) )?(?:no\.? ?|number )?[0-9]{1,4}(?:/[0-9]{1,3})?[a-d]?,? (?-i:[A-Z][a-z']{2,}(?: (?:(?:na|an|y|yr|de|la|of|the|van|der|den) )?[A-Z][a-z']+){0,2})"
);

/// The house and what follows it, where that is no month and nothing that is counted.
fn lives(note: &[u8], range: Range<usize>) -> Option<Range<usize>> {
    let found = from_figures(note, range)?;
    let words = lowered(part(note, found.clone()));
    let named = words.split(' ').nth(1).unwrap_or_default();
    let month = super::innocent::is_month_word(named.as_bytes());
    let counted = named.ends_with('s') && lists::is_word(named);
    let day = named.ends_with("day");
    (!month && !counted && !day && !lists::is_given(named) && !is_filling(named)).then_some(found)
}

fn address_plain(note: &[u8], range: Range<usize>) -> Option<Range<usize>> {
    let words = String::from_utf8_lossy(part(note, range.clone())).into_owned();
    let number = words.rfind(|c: char| c.is_ascii_digit())?;
    let after = words.get(number + 1..)?;
    let after = after.split_once(' ').map_or(after, |(_, names)| names);
    let mut names: Vec<&str> = after.split(' ').collect();
    let street = names.pop()?;
    let named = *names.last()?;
    // "9 chapel row": what many streets are called.
    let usual = [
        "chapel", "mill", "church", "station", "park", "bridge", "victoria", "albert", "oak",
        "elm", "ash", "beech", "manor", "grange", "kings", "king's", "queens", "abbey", "castle",
        "orchard", "meadow", "vicarage", "priory", "brook", "moor", "cedar", "poplar", "willow",
        "holly", "maple", "laurel", "rose", "garden", "wood", "windmill", "canal", "railway",
        "harbour", "quarry",
    ]
    .contains(&named)
        && !["park", "court", "place", "view", "hill"].contains(&street);
    let known =
        usual || lists::is_surname(named) || lists::is_given(named) || !lists::is_word(named);
    // "to 3 close", "a 5 minute drive": a word that is also a verb wants a name before it.
    let lettered = words.split(' ').any(|word| {
        let figures = word.trim_end_matches(['a', 'b', 'c', 'd', ',']);
        figures.len() < word.trim_end_matches(',').len() && figures.parse::<u16>().is_ok()
    });
    let sure = ["street", "avenue", "crescent", "road", "rd", "ave", "terrace", "grove"];
    let verb = !sure.contains(&street) && !lettered;
    let rare = ["view", "rise", "mews", "row", "walk", "hill", "place", "park", "square"]
        .contains(&street);
    // "27 oak tree close": two words that are no crowd of people.
    let two = names.len() == 2
        && !names.iter().any(|word| word.ends_with('s'))
        && street != "way"
        && !rare;
    let filled = names.iter().any(|word| is_filling(word));
    (!filled
        && (!verb || known || two)
        && !is_inside(note, range.start)
        && !is_of_a_street(note, range.end))
    .then_some(range)
}

// "Home is Hillcrest, Chapel Lane": a house that has a name and no number.
static ADDRESS_HOME: LazyLock<Lazy> = LazyLock::new(|| {
    Lazy::new(format!(
        r"(?-i)\b(?i:home is|lives (?:at|in)|living at|staying at|address(?: is|:)?|moved to|back to|resides at) (?:[A-Z][a-z'x]+ ){{0,2}}[A-Z][a-z'x]+, (?:[A-Z][a-z'x]+ ){{1,2}}(?:{STREETS})\b"
    ))
});

/// What begins at the first capital after the small letters that lead to it.
fn after_word(note: &[u8], range: Range<usize>) -> Option<Range<usize>> {
    let words = part(note, range.clone());
    let blank = words.windows(2).skip(4).position(|two| matches!(two, [b' ', b'A'..=b'Z']))? + 5;
    Some(range.start + blank..range.end)
}

const DWELLING_STEMS: &[&[u8]] = &[
    b"cottage",
    b"farm",
    b"barn",
    b"rectory",
    b"vicarage",
    b"forge",
    b"bungalow",
    b"croft",
    b"stables",
    b"oast",
    b"lodge",
    b"manse",
];

// Ty Gwyn, Lon Fach.
pattern!(
    ADDRESS_WELSH_NAMED,
    r"(?-i)\b(?:[A-Z][a-z'x]+ (?:y |yr )?){0,2}[A-Z][a-z'x]+, (?:Heol|Ffordd|Stryd|Lon|Lxn|Rhodfa) (?:y |yr )?[A-Z][a-z'x]+"
);

// The Old Forge, Mill Lane.
static ADDRESS_NAMED: LazyLock<Lazy> = LazyLock::new(|| {
    Lazy::new(format!(
        r"(?-i)\b(?:The )?(?:[A-Z][a-z'x]+(?:-[A-Za-z'x]+)* ){{0,2}}(?:Cottage|Farm|Farmhouse|Barn|Rectory|Vicarage|Forge|Bungalow|Croft|Stables|Oast|Lodge|Manse), (?:The (?:Green|Street|Square|Lane|Avenue|Common|Hill|Row)|(?:[A-Z][a-z'x]+(?:-[A-Za-z'x]+)*\.? ){{1,3}}(?:{STREETS}))\b"
    ))
});
