//! By what a person can be reached: telephone numbers, e-mail addresses, the names that they have on a
//! platform.

use std::ops::Range;
use std::sync::LazyLock;

use super::super::rule::Lazy;
use super::cues;
use super::dates::DATE;
use super::health::{is_nhs_number, is_of_health};
use super::numbers::{Look, any, before, digits, led_by, lowered, part, pattern};
use super::sort::is_birth_number;

/// What needs no figure.
pub(super) const ELECTRONIC: &[Look] = &[
    Look { kind: "email", pattern: &EMAIL, stems: &[b"@"], check: any },
    Look { kind: "email", pattern: &EMAIL_APART, stems: &[b"@"], check: any },
    Look { kind: "email", pattern: &EMAIL_SPELT, stems: &[b"at"], check: spelt_out },
    Look {
        kind: "handle",
        pattern: &HANDLE_IN_LINK,
        stems: &[
            b".com/", b"t.me/", b"wa.me/", b"m.me/", b".tv/", b".app/", b".ee/", b".gg/", b"l.me/",
            b".net/", b".uk/",
        ],
        check: in_link,
    },
    Look { kind: "handle", pattern: &HANDLE_LOOSE, stems: &[b"@"], check: handle_loose },
    Look { kind: "handle", pattern: &HANDLE_ACCOUNT, stems: PLATFORM_STEMS, check: handle },
    Look { kind: "handle", pattern: &HANDLE, stems: PLATFORM_STEMS, check: handle },
    Look { kind: "handle", pattern: &HANDLE_ON, stems: PLATFORM_STEMS, check: handle_before },
];

/// Numbers that are said in words.
pub(super) const SPOKEN: &[Look] = &[
    Look {
        kind: "phone",
        pattern: &PHONE_SPOKEN,
        stems: &[b"oh ", b"zero ", b"nought ", b"o "],
        check: spoken,
    },
    Look { kind: "phone", pattern: &SPELT, stems: SPELT_STEMS, check: spelt_phone },
    Look { kind: "case_number", pattern: &SPELT, stems: SPELT_STEMS, check: spelt },
];

/// Telephone numbers in figures.
pub(super) const PHONES: &[Look] = &[
    Look { kind: "phone", pattern: &PHONE, stems: &[], check: phone },
    Look { kind: "phone", pattern: &PHONE_AMERICAN, stems: &[], check: american },
    Look { kind: "phone", pattern: &PHONE_SHORT, stems: &[], check: short },
];

pattern!(
    EMAIL,
    r"[a-z0-9][a-z0-9._%+'-]*@[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)+(?:,(?:com|org|net|uk|ie)\b)?)"
);

/// The ends of addresses that are written with a gap or a comma in them.
const ENDS: &str = "com|org|net|edu|gov|info|co|uk|ie|au|nz|ca|us|nhs|scot|wales|cymru|eu|me|io";

/// Where people have their mail, when they leave out the end.
const PROVIDERS: &str = "gmail|googlemail|hotmail|outlook|yahoo|ymail|icloud|live|msn|aol|btinternet|talktalk|virginmedia|protonmail|proton|nhs|eircom";

// a.b @ c.org, a.b@c,org, a.b@gmail
static EMAIL_APART: LazyLock<Lazy> = LazyLock::new(|| {
    let local = r"\b[a-z0-9][a-z0-9._%+'-]*";
    let host = r"[a-z0-9](?:[a-z0-9-]*[a-z0-9])?";
    Lazy::new(format!(
        r"(?:{local} ?@ ?{host}(?: ?\. ?{host})*? ?\. ?(?:{ENDS})\b(?: ?\. ?(?:{ENDS})\b)*|{local}@{host}(?:[.,]{host})*[.,](?:{ENDS})\b|{local}@(?:{PROVIDERS})\b)"
    ))
});

// As people write one that no machine is to collect: a.b (at) c.org, a.b AT c.org, a dot b at c dot org.
static EMAIL_SPELT: LazyLock<Lazy> = LazyLock::new(|| {
    let local = r"[a-z0-9][a-z0-9_%+'-]*(?:(?:\.| dot )[a-z0-9_%+'-]+)*";
    let host = r"[a-z0-9](?:[a-z0-9-]*[a-z0-9])?";
    let dot = r"(?:\.| ?[(\[<{*_-]? ?\bdot\b ?[)\]>}*_-]? ?)";
    Lazy::new(format!(
        r"\b(?:{local} ?[(\[<{{*_-] ?at ?[)\]>}}*_-] ?{host}(?:{dot}{host})+|{local} at (?:sign )?{host}(?: dot {host})* dot [a-z]{{2,12}}|{local}(?-i: AT ){host}(?:\.{host})+|[a-z0-9_+-]*[._0-9][a-z0-9._+-]* at {host}(?:\.{host})*\.[a-z]{{2,}}|[a-z0-9_+-]*[._0-9][a-z0-9._+-]* at (?:{PROVIDERS}))\b"
    ))
});

pattern!(
    SPELLING,
    r"\b(?:spells?|spelt|spelled|spelling)(?: (?:it|that|out|as|her|his|their|the|e-?mail|address))*[ :,]+[^.;!?\n]*$"
);

/// "arrived at ten dot on": an ordinary word in front, and no end that addresses have.
fn is_mail(words: &str) -> bool {
    let Some((local, host)) = words.split_once(" at ") else { return true };
    let end = host.rsplit([' ', '.']).next().unwrap_or_default();
    let known = ENDS.split('|').chain([
        "example", "test", "app", "school", "sch", "care", "law", "church", "charity", "de", "fr",
        "pl", "nl", "se", "dk", "es", "ro", "online", "email", "london",
    ]);
    !host.contains(" dot ")
        || known.into_iter().any(|known| known == end)
        || local.contains(['.', '_', ' ']) && local.len() > 3
        || local.bytes().any(|b| b.is_ascii_alphabetic())
            && !super::lists::is_word(local)
            && end.len() > 2
}

/// "spells it big g, little r, 44 at example dot com": all that was said of it.
fn spelt_out(note: &[u8], range: Range<usize>) -> Option<Range<usize>> {
    if !is_mail(&lowered(part(note, range.clone()))) {
        return None;
    }
    let from = range.start.saturating_sub(48);
    let said = SPELLING.regex().and_then(|spelling| spelling.find(part(note, from..range.start)));
    let Some(said) = said else { return Some(range) };
    let lead = said.as_bytes();
    let words = [
        &b"spells"[..],
        b"spell",
        b"spelt",
        b"spelled",
        b"spelling",
        b"it",
        b"that",
        b"out",
        b"as",
        b"her",
        b"his",
        b"their",
        b"the",
        b"email",
        b"e-mail",
        b"address",
    ];
    let mut begin = 0;
    for word in lead.split_inclusive(|b| b" :,".contains(b)) {
        let plain = word
            .strip_suffix(b" ")
            .or_else(|| word.strip_suffix(b","))
            .or_else(|| word.strip_suffix(b":"));
        if !plain.is_some_and(|plain| {
            plain.is_empty() || words.iter().any(|known| plain.eq_ignore_ascii_case(known))
        }) {
            break;
        }
        begin += word.len();
    }
    Some(from + said.start() + begin..range.end)
}

pub(super) const PLATFORMS: &str = "snap(?: ?chat)?|insta(?:gram)?|ig|tik ?tok|facebook|fb|twitter|discord|roblox|xbox|psn|playstation|steam|fortnite|minecraft|kik|telegram|reddit|you ?tube|twitch|wizz|yubo|bereal|tinder|grindr|hinge|badoo|onlyfans|linkedin|messenger|bsky|bluesky|threads|wattpad|vsco|tumblr|pinterest|viber|skype|wechat|weibo|vk|bumble|pof|omegle|hoop|tellonym|ask\\.?fm|soundcloud|spotify|epic(?: games)?|valorant|brawl ?stars|nintendo|cash ?app|venmo|paypal|revtag|vinted|depop|finsta|bebo|likee|bigo|x (?:acct|account|profile|handle)";

pub(super) const PLATFORM_STEMS: &[&[u8]] = &[
    b"snap", b"insta", b"ig", b"tik", b"fb", b"book", b"twit", b"disc", b"robl", b"xbox", b"psn",
    b"play", b"stea", b"fort", b"mine", b"kik", b"tele", b"redd", b"tube", b"wizz", b"yubo",
    b"bere", b"grin", b"tind", b"hing", b"bado", b"onlyf", b"linked", b"messeng", b"user", b"bsky",
    b"bluesky", b"thread", b"watt", b"vsco", b"tumb", b"pint", b"viber", b"skype", b"wech",
    b"weibo", b"vk", b"bumb", b"pof", b"omeg", b"hoop", b"telln", b"ask", b"cloud", b"spot",
    b"epic", b"valor", b"brawl", b"nint", b"cash", b"venmo", b"payp", b"revt", b"vinted", b"depop",
    b"bebo", b"likee", b"bigo", b"acct", b"account", b"handle", b"gam", b"screen", b"profile",
];

pub(super) const HANDLE_FORM: &str = r"[@$~]?(?:[a-z]/)?[a-z0-9_](?:[a-z0-9_.-]{1,28}[a-z0-9_])";

static HANDLE_IN_LINK: LazyLock<Lazy> = LazyLock::new(|| {
    Lazy::new(
        r"\b(?:(?:facebook|instagram|tiktok|twitter|snapchat|reddit|youtube|linkedin|onlyfans|threads|pinterest|soundcloud|depop|tumblr|steamcommunity|x)\.com|t\.me|wa\.me|m\.me|twitch\.tv|bsky\.app|cash\.app|linktr\.ee|discord\.gg|paypal\.me|threads\.net|vinted\.co\.uk)/(?:(?:user|u|in|add|c|people)/)?@?[a-z0-9_](?:[a-z0-9_.-]{1,40}[a-z0-9_])",
    )
});

static HANDLE: LazyLock<Lazy> = LazyLock::new(|| {
    Lazy::new(format!(
        r"\b(?:{PLATFORMS}|user ?name|user|handle|gamer ?tag|screen ?name|gaming name|profile)\b(?:'s|[,:=(-]| is| was| as| called| account| page| profile| name| user ?name| user| handle| gamer ?tag| under| at| id| tag| by| the| her| his| their| new| old| now| still| goes| live)*[ :=(]+{HANDLE_FORM}"
    ))
});

// "tags her from @realmattyb_x": a name that is made up, wherever it stands.
pattern!(HANDLE_LOOSE, r"@[a-z0-9][a-z0-9_.]{2,28}[a-z0-9_]\b");

fn handle_loose(note: &[u8], range: Range<usize>) -> Option<Range<usize>> {
    let words = part(note, range.clone());
    let made = words.iter().any(|b| b"_.".contains(b))
        || words.iter().filter(|b| b.is_ascii_digit()).count() > 1;
    let letters = words.iter().filter(|b| b.is_ascii_alphabetic()).count();
    let parted = before(note, range.start).is_none_or(|b| b" (:,\n".contains(&b));
    // "@10.30pm" is a time.
    let time = words.get(1).is_some_and(u8::is_ascii_digit) && letters < 4;
    (made && letters > 2 && parted && !time).then_some(range)
}

// "sells it through insta, account cloudz.by.t".
static HANDLE_ACCOUNT: LazyLock<Lazy> = LazyLock::new(|| {
    Lazy::new(format!(
        r"\b(?:{PLATFORMS})\b[^.;!?\n]{{0,24}}\b(?:account|page|name|profile)(?: is| was| called|:)* [a-z0-9]+(?:[._][a-z0-9]+)+\b"
    ))
});

static HANDLE_ON: LazyLock<Lazy> = LazyLock::new(|| {
    Lazy::new(format!(r"{HANDLE_FORM}(?:,| is)? (?:\(?on|\() ?(?:{PLATFORMS})\b"))
});

/// The name behind the host, whatever it is made of; no word for a page of the platform itself.
fn in_link(note: &[u8], range: Range<usize>) -> Option<Range<usize>> {
    let words = part(note, range.clone());
    let from = words.iter().rposition(|b| *b == b'/')? + 1;
    let name = lowered(words.get(from..)?);
    let page = [
        "watch",
        "reel",
        "reels",
        "groups",
        "share",
        "profile.php",
        "stories",
        "posts",
        "login",
        "events",
        "marketplace",
        "help",
    ];
    (name.len() > 2 && !page.contains(&name.as_str())).then(|| range.start + from..range.end)
}

/// The name at the end of what was found, where it is made up as no ordinary word is.
fn handle(note: &[u8], range: Range<usize>) -> Option<Range<usize>> {
    let words = part(note, range.clone());
    let from = words.iter().rposition(|b| b" :=(/".contains(b)).map_or(0, |at| at + 1);
    is_handle(words.get(from..)?).then(|| range.start + from..range.end)
}

fn handle_before(note: &[u8], range: Range<usize>) -> Option<Range<usize>> {
    let words = part(note, range.clone());
    let until = words.iter().position(|b| b" ,".contains(b))?;
    let inside = before(note, range.start)
        .is_some_and(|b| b.is_ascii_alphanumeric() || b"@./_-".contains(&b));
    (!inside && is_handle(words.get(..until)?)).then(|| range.start..range.start + until)
}

fn is_handle(word: &[u8]) -> bool {
    let letters = word.iter().filter(|b| b.is_ascii_alphabetic()).count();
    let figures = word.iter().filter(|b| b.is_ascii_digit()).count();
    let begins = word.iter().take_while(|b| b.is_ascii_digit()).count();
    // "20mins", "2pm", "e.g", "year7", "18-24".
    let measure = begins > 0 && letters < 5 && begins + letters == word.len();
    let short = word.split(|b| *b == b'.').all(|part| part.len() < 2);
    let inner = word.iter().any(|b| b"_.".contains(b));
    let capitals = word.windows(2).any(|two| match two {
        [a, b] => a.is_ascii_lowercase() && b.is_ascii_uppercase(),
        _ => false,
    });
    let odd = word.starts_with(b"@") || inner || figures > 0 || capitals && letters > 5;
    let host = word == b"t.me" || word == b"wa.me";
    letters > 1 && odd && !measure && !short && !host
}

pattern!(
    PHONE_SPOKEN,
    r"\b(?:oh?|zero|nought)(?:[ ,-]+(?:and[ ,-]+)?(?:(?:double|triple|treble) )?(?:oh?|zero|nought|one|two|three|four|five|six|seven|eight|nine|hundred|thousand)){5,14}\b"
);

const SPELT_STEMS: &[&[u8]] = &[
    b"one ", b"two ", b"three ", b"four ", b"five ", b"six ", b"seven ", b"eight ", b"nine ",
    b"double ", b"triple ",
];

// Six figures or more in a row, whatever they are the number of.
pattern!(
    SPELT,
    r"\b(?:(?:double|triple|treble) )?(?:oh|zero|nought|one|two|three|four|five|six|seven|eight|nine)(?:[ ,-]+(?:(?:double|triple|treble) )?(?:oh|zero|nought|one|two|three|four|five|six|seven|eight|nine)){4,15}\b"
);

/// How many figures the words of a number come to.
fn figures_said(note: &[u8], range: &Range<usize>) -> usize {
    let said = lowered(part(note, range.clone()));
    let words = said.split([' ', ',', '-']).filter(|word| !word.is_empty());
    words
        .map(|word| match word {
            "double" | "and" => usize::from(word == "double"),
            "triple" | "treble" | "hundred" => 2,
            "thousand" => 3,
            _ => 1,
        })
        .sum()
}

/// Whether as many figures were said as a number has.
fn spoken(note: &[u8], range: Range<usize>) -> Option<Range<usize>> {
    (9..=15).contains(&figures_said(note, &range)).then_some(range)
}

/// A number in words that is called, or long enough to be.
fn spelt_phone(note: &[u8], range: Range<usize>) -> Option<Range<usize>> {
    let long = figures_said(note, &range) > 8;
    spelt(note, range).filter(|range| long || led_by(&CALLED, note, range.start))
}

/// A number in words, unless somebody counts: "one two three four five six".
fn spelt(note: &[u8], range: Range<usize>) -> Option<Range<usize>> {
    const FIGURES: [&str; 9] =
        ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine"];
    let said = lowered(part(note, range.clone()));
    let places: Vec<usize> = said
        .split([' ', ',', '-'])
        .filter_map(|word| FIGURES.iter().position(|figure| *figure == word))
        .collect();
    let up = places.windows(2).all(|two| matches!(two, [a, b] if a < b));
    let down = places.windows(2).all(|two| matches!(two, [a, b] if a > b));
    (figures_said(note, &range) > 5 && !up && !down).then_some(range)
}

pattern!(
    PHONE,
    r"(?:(?:\+|\b00 ?)[1-9][0-9]{0,2}[ .-]?(?:\(0\)[ .-]?|\([1-9][0-9]{0,3}\)[ .-]?)?|\(0[0-9]{1,5}\)[ .-]?|\b0[0-9]{2,4}/|\b[0o] ?)(?:[0-9o][ .-]?){5,11}[0-9]\b"
);

// A word that says that what follows is called.
pattern!(
    CALLED,
    r"\b(?:tel|telephone|phone|phoned|ph|mobile|mob|cell|landline|fax|faxed|whats ?app|call|called|calls|ring|rings|rang|text|texts|texted|dial|dialled|number|num|numbers|contact|reach|reached|voicemail|vm|msg|message|answers|answerphone|pager|bleep)\b(?:[:,(-]| is| was| now| on| me| us| her| him| them| back| mum| dad| at| it| to| the| no| number| num| only| home| work| direct| still| as| by| she| he| they| gave| given| called| off| from|\.)*[ :(]*$"
);

fn phone(note: &[u8], range: Range<usize>) -> Option<Range<usize>> {
    let words = part(note, range.clone());
    let abroad = words.starts_with(b"+") || words.starts_with(b"00");
    // A tired hand types the letter for the figure.
    let lettered = words.iter().any(|b| b.eq_ignore_ascii_case(&b'o'));
    let figure = |b: &u8| if b.eq_ignore_ascii_case(&b'o') { b'0' } else { *b };
    let number = digits(&words.iter().map(figure).collect::<Vec<_>>());
    let apart = words.iter().any(|b| b" -.(".contains(b));
    let long = number.len();
    let right = match number.as_slice() {
        // "grant no 0044188201773": noughts in front of what is not parted lead to no other country.
        _ if words.starts_with(b"00") && !apart && !led_by(&CALLED, note, range.start) => false,
        _ if abroad => (10..=15).contains(&long),
        [0, 7, ..] if lettered => long == 11,
        _ if lettered => false,
        // In Australia: 0412 345 678; anything else that begins so is a code.
        [0, 4 | 6, ..] => {
            long == 10 && (is_grouped(words, &[4, 3, 3]) || words.starts_with(b"("))
                || long == 9 && is_grouped(words, &[2, 3, 4])
                || long == 10 && is_grouped(words, &[2, 2, 2, 2, 2])
                || long == 10 && led_by(&CALLED, note, range.start)
        }
        [0, 0, ..] => false,
        [0, ..] if long == 9 => {
            apart && (is_grouped(words, &[2, 3, 4]) || is_grouped(words, &[3, 3, 3]))
                || led_by(&CALLED, note, range.start)
        }
        // One figure too many is a slip of the hand.
        [0, ..] if long == 12 => led_by(&CALLED, note, range.start),
        [0, ..] => (10..=11).contains(&long),
        _ => false,
    };
    // 081151-1146: a birthday and four figures, in the registers of the north.
    let birth = long == 10
        && !words.starts_with(b"+")
        && is_grouped(words, &[6, 4])
        && words.contains(&b'-')
        && is_birth_number(words)
        && !led_by(&CALLED, note, range.start);
    let right = right && !birth;
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
    // "A 077 411 904": a letter before it is part of another number.
    let lettered = before(note, range.start) == Some(b' ')
        && range
            .start
            .checked_sub(2)
            .and_then(|at| note.get(at))
            .is_some_and(u8::is_ascii_uppercase)
        && range.start.checked_sub(3).is_none_or(|at| note.get(at) == Some(&b' '))
        && long < 10;
    let inside = inside || lettered;
    let more = note.get(range.end).is_some_and(u8::is_ascii_alphanumeric);
    (right && !dated && !inside && !more).then(|| with_extension(note, range))
}

pattern!(EXTENSION, r"^,? ?\(?(?:ext(?:ension|n)?\.?|x) ?[0-9]{1,5}\b");

/// A number with the extension behind it, which is part of it: "020 7946 0391 ext 214".
fn with_extension(note: &[u8], range: Range<usize>) -> Range<usize> {
    let rest = part(note, range.end..(range.end + 24).min(note.len()));
    let more =
        EXTENSION.regex().and_then(|extension| extension.find(rest)).map_or(0, |hit| hit.end());
    range.start..range.end + more
}

/// Whether the figures stand in groups of these lengths.
fn is_grouped(words: &[u8], groups: &[usize]) -> bool {
    let parts = words.split(|b| !b.is_ascii_digit()).filter(|part| !part.is_empty());
    parts.map(<[u8]>::len).eq(groups.iter().copied())
}

// (512) 555-0143, 416-555-0188, 1-800-555-0199; with blanks only where a word says that it is one.
pattern!(
    PHONE_AMERICAN,
    r"(?:\b1[ .-])?(?:\([2-9][0-9]{2}\) ?|\b[2-9][0-9]{2}[ .-])[2-9][0-9]{2}[ .-][0-9]{4}\b"
);

fn american(note: &[u8], range: Range<usize>) -> Option<Range<usize>> {
    let words = part(note, range.clone());
    let lead = before(note, range.start);
    let inside = lead.is_some_and(|b| b.is_ascii_alphanumeric() || b"/.+-".contains(&b));
    let more = note.get(range.end).is_some_and(|b| b.is_ascii_alphanumeric() || *b == b'-');
    let called = led_by(&CALLED, note, range.start);
    let plain = words.iter().all(|b| b.is_ascii_digit() || *b == b' ');
    let health = !called && plain && is_nhs_number(words);
    (!inside && !more && !health && !is_of_health(words) && (called || !plain))
        .then(|| with_extension(note, range))
}

// What a spreadsheet or a local habit leaves of a number: 7700 900552, 496 0123.
pattern!(PHONE_SHORT, r"\b[1-9][0-9]{2,5}(?:[ -]?[0-9]{3,4}){1,2}[0-9]{0,2}\b");

/// "NDIS number 430 118 227": a word for a register stands before the word for a number.
fn is_other_number(note: &[u8], at: usize) -> bool {
    let lead = part(note, at.saturating_sub(32)..at);
    let mut words = lead
        .rsplit(|b| !b.is_ascii_alphanumeric())
        .filter(|word| !word.is_empty())
        .skip_while(|word| cues::has("is was", word));
    let first = words.next().unwrap_or_default();
    if cues::has("contact", first) {
        return words
            .next()
            .is_some_and(|word| cues::has("mash referral intake safeguarding", word));
    }
    cues::has("number no num id", first)
        && words.next().and_then(cues::role).is_some_and(|role| {
            matches!(role, cues::Role::Kind("id_number" | "case_number" | "nhs_number" | "nino"))
        })
}

pattern!(
    OTHER_NUMBER,
    r"\b(?:ur|hrn|unit|file|case|ref|claim|member|policy|patient|client|hospital|licence|passport|account|staff|folder|contact)(?: id)?(?: number| num| no\.?| id) $"
);

fn short(note: &[u8], range: Range<usize>) -> Option<Range<usize>> {
    let words = part(note, range.clone());
    let lead = before(note, range.start);
    let inside = lead.is_some_and(|b| b.is_ascii_alphanumeric() || b"/.+-\x23".contains(&b));
    let tail = note.get(range.end).copied();
    let more = tail.is_some_and(|b| b.is_ascii_alphanumeric() || b == b'/');
    let mobile =
        words.starts_with(b"7") && (is_grouped(words, &[4, 6]) || is_grouped(words, &[4, 3, 3]));
    let long = digits(words).len();
    // "UR number 441827": another number, whatever it is called.
    let other = led_by(&OTHER_NUMBER, note, range.start) || is_other_number(note, range.start);
    let right = mobile || !other && (6..=10).contains(&long) && led_by(&CALLED, note, range.start);
    (right && !inside && !more && !is_nhs_number(words)).then_some(range)
}

#[cfg(test)]
mod tests {
    use super::super::numbers::read;

    #[test]
    fn numbers_in_words_are_found_and_counting_is_left() {
        let found = |note: &str| -> Vec<(&str, String)> {
            let all = read(note.as_bytes()).into_found();
            all.into_iter().map(|one| (one.kind, note[one.range].to_owned())).collect()
        };
        let reference = "the ref was four four one seven double eight she said";
        assert_eq!(
            found(reference),
            [("case_number", "four four one seven double eight".to_owned())]
        );
        let called = "number is seven seven oh nine double one two three four";
        assert_eq!(
            found(called),
            [("phone", "seven seven oh nine double one two three four".to_owned())]
        );
        assert_eq!(found("counted one two three four five six to calm her"), []);
        assert_eq!(found("nine eight seven six five four and off"), []);
    }
}
