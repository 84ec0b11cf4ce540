//! Names on a platform that no platform is named beside: by their underscores, behind a word such as account,
//! or in quotation marks.

use std::ops::Range;
use std::sync::LazyLock;

use super::super::rule::Lazy;
use super::lists;
use super::numbers::{Look, before, lowered, part, pattern};
use super::reach::{PLATFORM_STEMS, PLATFORMS};

const KIND: &str = "handle";

/// What is looked for, in this order.
pub(super) const LOOKS: &[Look] = &[
    Look { kind: KIND, pattern: &AT_NAME, stems: &[b"@"], check: at_name },
    Look { kind: KIND, pattern: &SCORED, stems: &[b"_"], check: scored },
    Look { kind: KIND, pattern: &DOTTED_BEHIND, stems: ACCOUNT_STEMS, check: dotted },
    Look { kind: KIND, pattern: &DOTTED_BEFORE, stems: PLATFORM_STEMS, check: dotted_before },
    Look { kind: KIND, pattern: &QUOTED, stems: ACCOUNT_STEMS, check: quoted },
    Look { kind: KIND, pattern: &QUOTED_BEFORE, stems: &[b" on "], check: quoted_before },
    Look {
        kind: KIND,
        pattern: &GOES_BY,
        stems: &[b"goes by", b"known as", b"calls "],
        check: goes_by,
    },
    Look { kind: KIND, pattern: &SAID, stems: ACCOUNT_STEMS, check: said },
];

const ACCOUNT_STEMS: &[&[u8]] = &[
    b"acc", b"profile", b"user", b"page", b"handle", b"gamer", b"screen", b"name", b"known",
    b"goes by", b"calls", b"snap", b"insta", b"tik", b"tok", b"discord", b"roblox", b"xbox",
    b"psn", b"steam", b"kik", b"app", b"chat", b"group", b"channel", b"server", b"fb", b"ig",
    b"face", b"admin", b"called", b"add", b"u/n", b"named", b"added", b"blocked", b"onlyf",
    b"twitch", b"tele", b"reddit", b"steam", b"yubo", b"wizz", b"bereal", b"grindr", b"tinder",
    b"thru", b"through",
];

// "naming her was @DadsRightsBrum".
pattern!(AT_NAME, r"@[a-z0-9_][a-z0-9_.-]{2,30}[a-z0-9_]");

pattern!(
    ONLINE,
    r"\b(?:app|apps|tt|account|acct|acc|accs|profile|page|group|chat|server|channel|online|dm|dms|dmd|dming|follow(?:s|ed|ing)?|post(?:s|ed|ing)?|tag(?:s|ged)?|block(?:s|ed)?|stream(?:s|ed|ing)?|live|story|stories|admin|username|handle|insta|snap|snapchat|tiktok|instagram|facebook|fb|ig|x|twitter|discord|messag(?:ed|es|ing)|catfish(?:ed|ing)?|sextortion|groom(?:ed|ing)?|nudes|pics|video|videos|bebo|kik|reddit|steam|xbox|roblox|minecraft|fortnite|telegram|whatsapp|youtube|twitch|onlyfans|tumblr|wattpad|bereal|yubo|wizz|tinder|grindr|game|games|gaming)\b"
);

/// Whether something of the net is spoken of close to a place.
pub(super) fn is_online(note: &[u8], range: &Range<usize>) -> bool {
    let from = range.start.saturating_sub(48);
    let until = (range.end + 48).min(note.len());
    ONLINE.is_match(part(note, from..range.start)) || ONLINE.is_match(part(note, range.end..until))
}

fn at_name(note: &[u8], range: Range<usize>) -> Option<Range<usize>> {
    let name = part(note, range.start + 1..range.end);
    let parted = before(note, range.start).is_none_or(|b| b" (:,\n\"'".contains(&b));
    let turns = name
        .windows(2)
        .filter(|two| matches!(two, [a, b] if a.is_ascii_lowercase() && b.is_ascii_uppercase()))
        .count();
    let small = lowered(name);
    let letters = name.iter().filter(|b| b.is_ascii_alphabetic()).count();
    // "@10.30pm", "@GP", "@school": where or when something is.
    let odd = !lists::is_word(&small) && !lists::is_town(&small) && !lists::is_capital(&small);
    let made = turns > 0 && letters > 5
        || odd
            && letters > 4
            && !small.contains('.')
            && (is_online(note, &range) || name.iter().all(u8::is_ascii_lowercase) && letters > 8);
    let begins = name.first().is_some_and(|b| b.is_ascii_digit());
    (made && parted && !begins).then_some(range)
}

pattern!(SCORED, r"\b[a-z0-9.]*[a-z0-9]?_[a-z0-9_.]*[a-z0-9_]");

/// Names of files and of fields have underscores too: they end in a dot and three letters, or are plain words.
fn scored(note: &[u8], range: Range<usize>) -> Option<Range<usize>> {
    let start = match before(note, range.start) {
        Some(b'@' | b'_') => range.start - 1,
        _ => range.start,
    };
    let name = lowered(part(note, start..range.end));
    let inside =
        before(note, start).is_some_and(|b| b.is_ascii_alphanumeric() || b"/#.:@\\-".contains(&b));
    let mail = note.get(range.end).is_some_and(|b| b"@/\\".contains(b));
    let end = name.rsplit('.').next().unwrap_or_default();
    let file = name.contains('.')
        && [
            "pdf", "doc", "docx", "xls", "xlsx", "jpg", "jpeg", "png", "mp3", "mp4", "csv", "txt",
            "zip", "ppt", "pptx", "wav", "mov", "msg", "eml", "toml", "json",
        ]
        .contains(&end);
    let letters = name.bytes().filter(u8::is_ascii_alphabetic).count();
    let mut parts = name.split(['_', '.', '@']).filter(|part| !part.is_empty());
    let many = parts.clone().count() > 3 && !name.bytes().any(|b| b.is_ascii_digit());
    let plain = many
        || parts.all(|part| {
            lists::is_word(part) || part.len() < 3 || part.bytes().all(|b| b.is_ascii_digit())
        });
    let loud = !part(note, range.clone()).iter().any(u8::is_ascii_lowercase);
    let fine = if plain { is_online(note, &range) } else { !loud || is_online(note, &range) };
    (letters > 2 && !inside && !mail && !file && fine).then_some(start..range.end)
}

// "acct nadia.rose", "through her page kay.x.lee".
pattern!(
    DOTTED_BEHIND,
    r"\b(?:acct?|accs?|account|profile|page|user(?:name)?|handle|admin|thru|through|name|called|named|added by|blocked|add me|add|u/n)(?: is| was| called| named| as|:|,| on| to| from)* @?[a-z0-9]+(?:\.[a-z0-9]+)+\b"
);

fn dotted(note: &[u8], range: Range<usize>) -> Option<Range<usize>> {
    let words = part(note, range.clone());
    let from = words.iter().rposition(|b| *b == b' ')? + 1;
    let found = range.start + from..range.end;
    let named = lowered(words).starts_with("called") || lowered(words).starts_with("named");
    (is_dotted(note, &found) && (!named || is_online(note, &found))).then_some(found)
}

// "dr.james.medic fb", "zak.ldn on snap".
static DOTTED_BEFORE: LazyLock<Lazy> = LazyLock::new(|| {
    Lazy::new(format!(
        r"\b[a-z0-9]+(?:[.-][a-z0-9]+)+,?(?: is| was)?(?: on| \(| his| her| their)? \(?(?:{PLATFORMS})\b"
    ))
});

fn dotted_before(note: &[u8], range: Range<usize>) -> Option<Range<usize>> {
    let until = part(note, range.clone()).iter().position(|b| b" ,".contains(b))?;
    let found = range.start..range.start + until;
    let inside = before(note, found.start).is_some_and(|b| b"@/._-".contains(&b));
    (!inside && is_dotted(note, &found)).then_some(found)
}

/// Letters on both sides of a dot, and no host, no hour and no two sentences.
fn is_dotted(note: &[u8], range: &Range<usize>) -> bool {
    let name = lowered(part(note, range.clone()));
    let parts: Vec<&str> = name.split(['.', '-']).collect();
    if name.contains('-') && !name.bytes().any(|b| b.is_ascii_digit()) {
        return false;
    }
    let letters = name.bytes().filter(u8::is_ascii_alphabetic).count();
    let host = parts.last().is_some_and(|end| {
        [
            "com", "org", "net", "uk", "ie", "gov", "nhs", "pdf", "doc", "docx", "jpg", "png",
            "edu", "au", "nz", "ca",
        ]
        .contains(end)
    });
    let plain = parts.iter().all(|part| lists::is_word(part) || part.len() < 2);
    letters > 4 && !host && !plain && !note.get(range.end).is_some_and(|b| b"@/".contains(b))
}

// account "Princess Kay", known online as 'BigBadDad'.
static QUOTED: LazyLock<Lazy> = LazyLock::new(|| {
    Lazy::new(format!(
        "\\b(?:(?:{PLATFORMS})(?: (?:account|acct|acc|profile|page|name|user|handle|as|under))*|account|acct|profile|user ?name|user|display name|screen name|gamer ?tag|handle|known online as|online as|goes by|calls (?:him|her|them)sel(?:f|ves)|online name|name on (?:there|it|that|the app|the profile))(?: is| was| called| named| as| under| name|:|,| of| in the name of)* [\"'][^\"'\\n]{{3,32}}[\"']"
    ))
});

/// What stands between the marks, unless it is a sentence.
fn quoted(note: &[u8], range: Range<usize>) -> Option<Range<usize>> {
    let words = part(note, range.clone());
    let open = words.get(..words.len() - 1)?.iter().rposition(|b| b"\"'".contains(b))? + 1;
    let name = words.get(open..words.len() - 1)?;
    let blanks = name.iter().filter(|b| **b == b' ').count();
    let small = name.first().is_some_and(u8::is_ascii_lowercase);
    let first = lowered(name.split(|b| *b == b' ').next().unwrap_or_default());
    let told = lowered(words).starts_with("account \"") || lowered(words).starts_with("account '");
    // my account "as I saw it"
    (blanks < 4 && !(told && small && blanks > 0 && (first.len() < 4 || lists::is_word(&first))))
        .then(|| range.start + open..range.end - 1)
}

// "Uncle Moe" on whatsapp.
static QUOTED_BEFORE: LazyLock<Lazy> = LazyLock::new(|| {
    Lazy::new(format!(
        "[\"'][A-Za-z0-9~][^\"'\n]{{2,28}}[\"'],?(?: is| was)? on (?:{PLATFORMS}|whats ?app)\\b"
    ))
});

fn quoted_before(note: &[u8], range: Range<usize>) -> Option<Range<usize>> {
    let name = part(note, range.start + 1..range.end);
    let until = name.iter().position(|b| b"\"'".contains(b))?;
    let blanks = name.get(..until)?.iter().filter(|b| **b == b' ').count();
    let parted = before(note, range.start).is_none_or(|b| !b.is_ascii_alphanumeric());
    (blanks < 4 && parted).then(|| range.start + 1..range.start + 1 + until)
}

// "goes by Lil Dredz on soundcloud".
static GOES_BY: LazyLock<Lazy> = LazyLock::new(|| {
    Lazy::new(format!(
        r"\b(?:goes by|known as|calls (?:him|her|them)sel(?:f|ves))(?-i: (?:[A-Z][A-Za-z0-9]+ ?){{1,3}})on (?:{PLATFORMS})\b"
    ))
});

/// The capitals before the platform.
fn goes_by(note: &[u8], range: Range<usize>) -> Option<Range<usize>> {
    let words = part(note, range.clone());
    let from = words.iter().position(u8::is_ascii_uppercase)?;
    let until = memchr::memmem::rfind(words, b" on ")?;
    (from < until).then(|| range.start + from..range.start + until)
}

// "username dragonslayer", "goes by kayzee".
pattern!(
    SAID,
    r"\b(?:user ?name|u/n|screen ?name|display name|gamer ?tag|handle|goes by|known online as|online name|psn|roblox(?: name| user)?|(?:insta|instagram|snap|snapchat|tiktok|discord|kik|onlyfans|twitch|telegram|reddit|steam|xbox|yubo|wizz|bereal|grindr|tinder)(?: is|:|,| name| user| acct| account| as| under)*)(?: is| was| as| called| name|:|=|-)* @?[a-z][a-z0-9_-]{4,28}\b"
);

fn said(note: &[u8], range: Range<usize>) -> Option<Range<usize>> {
    let words = part(note, range.clone());
    let from = words.iter().rposition(|b| b" @".contains(b))? + 1;
    let name = words.get(from..)?;
    let small = lowered(name);
    let plain = lists::is_word(&small)
        || small.len() < 6
        || lists::is_town(&small)
        || lists::is_surname(&small)
        || PLATFORMS.split('|').any(|known| known == small)
        || [
            "username",
            "gamertag",
            "handle",
            "profile",
            "snapchat",
            "instagram",
            "tiktok",
            "whatsapp",
            "playstation",
            "youtube",
            "facebook",
        ]
        .contains(&small.as_str())
        || lists::is_capital(&small)
        || lists::is_given(&small)
        || ["ed", "ing", "'s"].iter().any(|end| small.ends_with(end));
    let more = note.get(range.end).is_some_and(|b| {
        b"'.@".contains(b) && note.get(range.end + 1).is_some_and(u8::is_ascii_alphanumeric)
    });
    (!plain && !more).then(|| range.start + from..range.end)
}

#[cfg(test)]
mod tests {
    use super::super::numbers::read;

    fn found(note: &str) -> Vec<&str> {
        let all = read(note.as_bytes()).into_found();
        all.into_iter()
            .filter(|one| one.kind == "handle")
            .map(|one| note.get(one.range).unwrap())
            .collect()
    }

    #[test]
    fn names_that_are_made_up_are_found_without_a_platform() {
        for (note, name) in [
            ("plus an X acct @DadsRightsLeeds naming her", "@DadsRightsLeeds"),
            ("found her thru lil_daisy.98 on the pony app", "lil_daisy.98"),
            ("acct nadia.rose_xo wanted money", "nadia.rose_xo"),
            ("a fake dr.james.medic fb page", "dr.james.medic"),
            ("his account \"King Of Leeds\" again", "King Of Leeds"),
            ("username dragonslayr on it", "dragonslayr"),
        ] {
            assert_eq!(found(note), [name], "{note}");
        }
        for note in [
            "meet @school or @home, @10.30pm",
            "saved as risk_assessment_v2.docx and care_plan",
            "told mum about the account.She was cross",
            "her account of it \"was not what he said at all to us\"",
            "username forgotten again",
        ] {
            assert_eq!(found(note), [""; 0], "{note}");
        }
    }
}
