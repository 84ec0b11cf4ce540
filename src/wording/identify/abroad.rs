//! Addresses, postcodes and plates as other countries write them.

use std::ops::Range;
use std::sync::LazyLock;

use super::super::rule::Lazy;
use super::lists;
use super::numbers::{Look, any, goes_on, lowered, part, pattern, whole};

/// Addresses, before those of here.
pub(super) const ADDRESSES: &[Look] = &[
    Look { kind: "address", pattern: &STREET_FIRST, stems: STREET_STEMS, check: any },
    Look { kind: "address", pattern: &AT_THE, stems: AT_STEMS, check: at_the },
    Look { kind: "address", pattern: &JOINED, stems: JOINED_STEMS, check: any },
    Look { kind: "address", pattern: &FRENCH, stems: FRENCH_STEMS, check: whole },
    Look {
        kind: "address",
        pattern: &HOUSE_AND_ROAD,
        stems: &[b"house", b"hse", b"flat", b"#"],
        check: any,
    },
];

/// Numbers of courts.
pub(super) const CASES: &[Look] =
    &[Look { kind: "case_number", pattern: &COURT, stems: &[b"/"], check: whole }];

/// Postcodes.
pub(super) const POSTCODES: &[Look] = &[
    Look { kind: "postcode", pattern: &LETTERED, stems: &[b"-"], check: before_town },
    Look { kind: "postcode", pattern: &DASHED, stems: &[b"-"], check: dashed },
];

/// Plates that no word has to announce.
pub(super) const PLATES: &[Look] =
    &[Look { kind: "vehicle", pattern: &DISTRICT, stems: &[b"-"], check: whole }];

/// Floors and doors behind a house number.
const DOOR: &str = r"(?:,? (?:lgh|leil|apt|app|appt|ap|m|kv|bl|sc|et|int|lok|wg|whg|dx?r|top|stiege|porta|puerta|x~)\.? ?[0-9]{1,4}[a-z]?\b|,? [0-9]{1,2}\. ?(?:og|stock|etage|et|ug|tv|th|mf|sal|xtage|emeletxn?)\b\.?(?: (?:links|rechts|mitte|li|re|tv|th|mf))?|,? (?:eg|og|dg|hh|vh|hinterhaus|vorderhaus|parterre|erdgeschoss|rez-de-chaussxe|rdc|st\.? (?:tv|th|mf))\b|,? b(?:x|a)t\.? ?[A-Z0-9]{1,3}\b|,? esc(?:alier)?\.? ?[A-Z0-9]{1,2}\b|,? [0-9]{1,2}(?:e|xme|er) (?:xtage|etage|gauche|droite)\b|/[0-9]{1,3}\b)*";

const STREET_STEMS: &[&[u8]] = &[
    b"ul. ",
    b"ul ",
    b"ulica",
    b"al. ",
    b"aleja",
    b"os. ",
    b"pl. ",
    b"str. ",
    b"strada",
    b"via ",
    b"viale",
    b"piazza",
    b"corso",
    b"calle",
    b"c/",
    b"avda",
    b"avenida",
    b"rua ",
    b"rruga",
    b"bulevard",
    b"bd ",
    b"bd. ",
    b"jalan",
    b"jl",
    b"aleea",
    b"vul",
    b"plaza",
    b"paseo",
    b"carrer",
    b"largo",
    b"travessa",
    b"vicolo",
    b"bld",
    b"soseaua",
    b"xos",
    b"sos. ",
    b"gata ",
    b"kv. ",
    b"ulitsa",
];

// ul. Polna 4/12, Via Roma 9, calle Mayor 5: the word for a street and its name, then the number.
static STREET_FIRST: LazyLock<Lazy> = LazyLock::new(|| {
    Lazy::new(format!(
        r"\b(?:(?:ul|vul|al|os|pl|str)\. ?|c/ ?|(?:ul|ulica|ulitsa|vul|aleja|aleje|strada|(?-i:Via)|viale|piazza|vicolo|corso|calle|carrer|plaza|paseo|avda\.?|avenida|rua|travessa|largo|rruga|bulevardul|bulevardi|bld\.?|bd\.?|aleea|xoseaua|soseaua|xos\.|sos\.|jalan|jl\.?) )(?-i:(?:[0-9]{{1,2}} )?(?:[a-z]{{1,3}}\.? )?[A-Zx][a-zA-Zx'~-]+\.?(?: (?:[a-z]{{1,3}} )?[A-Zx][a-zx'~-]+){{0,3}}),? ?(?:nr\.? ?|no\.? ?|n\.? ?|n~ ?|num\.? ?)?[0-9]{{1,4}}[a-z]?\b(?:/[0-9]{{1,3}}[a-z]?)?{DOOR}"
    ))
});

const AT_STEMS: &[&[u8]] = &[
    b"am ",
    b"an de",
    b"auf de",
    b"im ",
    b"in de",
    b"zum ",
    b"zur ",
    b"unter den",
    b"alte ",
    b"alter ",
    b"hinter",
    b"weg ",
    b"weg,",
    b"gasse ",
    b"allee ",
    b"platz ",
    b"ufer ",
    b"damm ",
];

// Am Markt 3; Unter den Linden 14; Alter Weg 7.
static AT_THE: LazyLock<Lazy> = LazyLock::new(|| {
    Lazy::new(format!(
        r"(?-i:\b(?:Am|An der|An den|Auf dem|Auf der|Im|In der|In den|Zum|Zur|Unter den|Hinter der|Hinter dem) (?:[A-Z][a-zx-]+ )?[A-Z][a-zx-]{{2,}}|\b[A-Z][a-zx]{{2,}} (?:Weg|Stra(?:x|ss)e|Str\.|Allee|Platz|Gasse|Damm|Ring|Ufer|Markt)) [0-9]{{1,4}}(?: ?[a-h]\b)?{DOOR}"
    ))
});

/// "Am Monday 3": no name of a street.
fn at_the(note: &[u8], range: Range<usize>) -> Option<Range<usize>> {
    let words = lowered(part(note, range.clone()));
    let mut words = words.split(' ');
    let lead = words.next().unwrap_or_default();
    let name = words.find(|word| !["der", "den", "dem"].contains(word)).unwrap_or_default();
    let english = ["am", "im"].contains(&lead)
        && (lists::is_given(name) || lists::is_word(name) && name != "markt" && name != "park");
    (!english && !name.ends_with("day") && !goes_on(note, &range)).then_some(range)
}

const JOINED_STEMS: &[&[u8]] = &[
    b"str. ",
    b"str ",
    b"strasse ",
    b"straxe ",
    b"allee ",
    b"gasse ",
    b"damm ",
    b"ufer ",
    b"platz ",
    b"chaussee ",
    b"weg ",
    b"gatan ",
    b"gata ",
    b"gate ",
    b"gaten ",
    b"vxgen ",
    b"vagen ",
    b"veien ",
    b"veg ",
    b"vegen ",
    b"vei ",
    b"gade ",
    b"vej ",
    b"stien ",
    b"stigen ",
    b"torget ",
    b"grxnd ",
    b"backen ",
    b"katu ",
    b"tie ",
    b"polku ",
    b"straat ",
    b"laan ",
    b"plein ",
    b"kade ",
    b"gracht ",
    b"singel ",
    b"dijk ",
    b"steeg ",
    b"hof ",
    b"ring ",
    b"steig ",
    b"plan ",
    b"alle ",
    b"allx ",
    b"plads ",
    b"markt ",
    b"utca ",
    b"xt ",
];

// Hauptstr. 12, Kungsgatan 14 B lgh 1103, Vesterbrogade 5, 2. tv.
static JOINED: LazyLock<Lazy> = LazyLock::new(|| {
    Lazy::new(format!(
        r"(?-i:\b[A-Zx][a-zx-]{{2,}}(?:str\.|stra(?:x|ss)e|allee|gasse|damm|ufer|platz|chaussee|weg|steig|gatan|gata|gate|gaten|vxgen|vagen|veien|veg|vegen|vei|gade|vej|stien|stigen|torget|grxnd|backen|katu|tie|polku|straat|laan|plein|kade|gracht|singel|dijk|steeg|alle|allx|plads|markt)|\b(?:[A-Z][a-zx]+ )?[A-Z][a-zx]+ (?:utca|xt|straat|laan|gade|gate|vei|katu)) [0-9]{{1,4}}(?: ?[a-hA-H]\b)?(?:-[0-9]{{1,3}}\b)?{DOOR}"
    ))
});

const FRENCH_STEMS: &[&[u8]] = &[
    b"rue", b"avenue", b"boul", b"bd", b"place", b"impasse", b"all", b"quai", b"route", b"chemin",
    b"cours", b"square", b"villa", b"passage", b"cit", b"bis",
];

// 12 bis rue des Tilleuls, bxt B.
static FRENCH: LazyLock<Lazy> = LazyLock::new(|| {
    Lazy::new(format!(
        r"\b[0-9]{{1,4}}(?: ?(?:bis|ter)\b)?,? (?:rue|avenue|av\.|boulevard|bd|place|impasse|all[xe]e|quai|route|chemin|cours|square|villa|passage|citx|ruelle|sentier|mont[xe]e) (?:(?:de la|de l'|du|des|de|d'|aux?|l') ?)?(?-i:[A-Zx][a-zx'-]+(?:[ -](?:(?:de|du|des|la|le|et) )?[A-Zx][a-zx'-]+){{0,4}}){DOOR}"
    ))
});

// House 12, Road 4, Block C; flat 3B #04-221.
pattern!(
    HOUSE_AND_ROAD,
    r"\bh(?:ou)?se(?: no\.?)? ?[0-9]{1,4}[a-z]?(?:/[0-9a-z]{1,3})?, (?:plot|road|street|lane|st|rd|gali)(?: no\.?)? ?[0-9]{1,3}[a-z]?(?:, (?:block|sector|phase)(?-i: [A-Z0-9]{1,3}))?(?:, (?-i:[A-Z][a-z]+))?|\b(?:blk|block) ?[0-9]{1,4}[a-z]? (?-i:(?:[A-Z][a-z]+ ){0,4})#[0-9]{2}-[0-9]{2,4}\b"
);

// 12 F 417/24, III Nsm 417/24: the chamber, the register, the number and the year.
pattern!(
    COURT,
    r"(?-i)\b(?:[0-9]{1,3}|[IVX]{1,5}) [A-Z][A-Za-z]{0,3} [0-9]{1,6}/(?:20)?[0-9]{2}\b"
);

// D-50667, SE-113 46: the country stands before it.
pattern!(
    LETTERED,
    r"(?-i)\b(?:(?:D|F|I|E|FIN|FI|HR|DE|FR|ES|IT)-[0-9]{5}|(?:A|CH|B|L|DK|N|NO|BE|AT|SI|HU|LU)-[0-9]{4}|(?:S|SE|CZ|SK|GR)-[0-9]{3} ?[0-9]{2}|(?:NL)-[0-9]{4} ?[A-Z]{2}|(?:LV|LT|MD)-[0-9]{4,5}) [A-Zx][a-zx]{2,}"
);

// 00-950 Warszawa; 1200-109 Lisboa.
pattern!(
    DASHED,
    r"(?-i)\b[0-9]{2}-[0-9]{3} [A-Zx][a-zx]{2,}|\b[1-9][0-9]{3}-[0-9]{3} [A-Zx][a-zx]{2,}"
);

/// What stands before the town.
fn before_town(note: &[u8], range: Range<usize>) -> Option<Range<usize>> {
    let until = part(note, range.clone()).iter().rposition(|b| *b == b' ')?;
    whole(note, range.start..range.start + until)
}

/// The figures before a town, which is no other word.
fn dashed(note: &[u8], range: Range<usize>) -> Option<Range<usize>> {
    let words = part(note, range.clone());
    let until = words.iter().position(|b| *b == b' ')?;
    let town = lowered(words.get(until + 1..)?);
    let found = range.start..range.start + until;
    (!lists::is_word(&town) && !lists::is_given(&town) && !goes_on(note, &found)).then_some(found)
}

// M-KL 2093, HH-AB 12E, in Germany.
pattern!(DISTRICT, r"(?-i)\b[A-Zx]{1,3}-[A-Z]{1,2} [0-9]{1,4}[EH]?\b");
