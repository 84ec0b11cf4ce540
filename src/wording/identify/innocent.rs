//! Figures that nobody is known by, told by their own form: times, dates, measures, years, versions.

use super::cues;
use super::scan::Token;

/// The figures of a text, as numbers of one or more of them in a row.
fn groups(text: &[u8]) -> Vec<&[u8]> {
    text.split(|b| !b.is_ascii_digit()).filter(|group| !group.is_empty()).collect()
}

fn value(figures: &[u8]) -> u32 {
    figures.iter().take(9).fold(0, |sum, digit| sum * 10 + u32::from(digit.wrapping_sub(b'0')))
}

/// 2019, 1987.
pub(super) fn is_year(figures: &[u8]) -> bool {
    figures.len() == 4 && (1900..2040).contains(&value(figures))
}

/// 0730, 2215.
pub(super) fn is_clock(figures: &[u8]) -> bool {
    figures.len() == 4 && value(figures) <= 2400 && value(figures) % 100 < 60
}

fn is_day(figures: &[u8]) -> bool {
    figures.len() < 3 && (1..=31).contains(&value(figures))
}

fn is_month(figures: &[u8]) -> bool {
    figures.len() < 3 && (1..=12).contains(&value(figures))
}

/// A day, a month and a year, in any order that is written somewhere.
pub(super) fn is_date(text: &[u8]) -> bool {
    let groups = groups(text);
    match groups.as_slice() {
        [first, second, third] => {
            let year = is_year(third) || third.len() == 2;
            let day = is_day(first) && is_month(second) || is_month(first) && is_day(second);
            year && day || is_year(first) && is_month(second) && is_day(third)
        }
        [one] if one.len() == text.len() => is_date_in_one(one),
        _ => false,
    }
}

/// 12032024, 20240312, 120324.
fn is_date_in_one(figures: &[u8]) -> bool {
    let at = |from: usize, to: usize| figures.get(from..to).unwrap_or_default();
    match figures.len() {
        8 => {
            is_day(at(0, 2)) && is_month(at(2, 4)) && is_year(at(4, 8))
                || is_year(at(0, 4)) && is_month(at(4, 6)) && is_day(at(6, 8))
        }
        6 => is_day(at(0, 2)) && is_month(at(2, 4)),
        _ => false,
    }
}

/// Whether a token reads, whatever stands around it, as something that nobody is known by.
pub(super) fn by_form(token: &Token, text: &[u8]) -> bool {
    let groups = groups(text);
    let lengths: Vec<usize> = groups.iter().map(|group| group.len()).collect();
    let joints: Vec<u8> = text.iter().copied().filter(|b| !b.is_ascii_alphanumeric()).collect();
    let same = |joint: u8| !joints.is_empty() && joints.iter().all(|b| *b == joint);
    if text.contains(&b',') || matches!(token.sign, Some(b'$' | b'~' | b'@')) {
        return true;
    }
    if token.letters == 0 {
        let spans = matches!(groups.as_slice(), [one, two]
            if is_clock(one) && is_clock(two) && (!is_year(one) || value(two).is_multiple_of(5))
                || is_year(one) && (two.len() == 2 || is_year(two)));
        let times = same(b':') || joints.contains(&b':') && !joints.contains(&b'/');
        // 7.30-19.15, 12/3-14/3, 5-10-15: what is counted, timed or measured in twos.
        let twos = joints.len() > 1 && lengths.iter().all(|len| *len < 3);
        let month = matches!(groups.as_slice(), [one, two]
            if is_month(one) && is_year(two) || is_year(one) && is_month(two));
        let dates = joints.contains(&b'-') && text.split(|b| *b == b'-').all(is_date);
        let decimal = same(b'.') && (lengths.len() == 2 || lengths.iter().all(|len| *len < 3));
        let version = same(b'.') && lengths.len() > 2 && lengths.contains(&1);
        let ratio = joints.len() == 1
            && (joints.contains(&b'/') || joints.contains(&b'-'))
            && lengths.iter().all(|len| *len < 4);
        return twos
            || month
            || dates
            || spans
            || times
            || decimal
            || version
            || ratio
            || is_date(text);
    }
    is_measure(text) || are_measures(text) || is_norm(text) || is_dated_word(text) || is_file(text)
}

/// 500mg, 1930hrs, 21st, 10am, 07:30am, 2x4.
fn is_measure(text: &[u8]) -> bool {
    let figures = text.iter().rposition(u8::is_ascii_digit).map_or(0, |last| last + 1);
    let (number, unit) = text.split_at_checked(figures).unwrap_or_default();
    let plain = !number.iter().any(|b| b.is_ascii_alphabetic() && !b"xX".contains(b));
    let ordinal =
        [&b"st"[..], b"nd", b"rd", b"th"].iter().any(|end| unit.eq_ignore_ascii_case(end));
    let times = number.iter().all(|b| b.is_ascii_digit() || b"xX".contains(b))
        && number.iter().any(u8::is_ascii_digit);
    figures > 0 && plain && !unit.is_empty() && (ordinal || cues::is_unit(unit))
        || unit.is_empty() && !plain && times
}

/// 500mg/5ml, 8am-12.30pm.
fn are_measures(text: &[u8]) -> bool {
    let parts = || text.split(|b| b"-/+".contains(b));
    let short = |part: &[u8]| part.len() < 6 && !part.iter().any(u8::is_ascii_alphabetic);
    parts().any(is_measure) && parts().all(|part| is_measure(part) || short(part))
}

/// What leads to figures without being anybody's: norms, patches, roads, sizes, sums of money.
const LEADS: &[&str] = &[
    "ISO", "BS", "EN", "IEC", "ICD", "DSM", "COVID", "SARS", "NICE", "UTC", "GMT", "HP", "CAT",
    "USB", "MG", "NG", "CG", "TV", "CD", "IP", "UTF", "EXT", "RM", "VER", "V", "FY", "TY", "Q",
    "H", "PHQ", "GAD", "SDQ", "KB", "CR", "LR", "KN", "FFP", "WD", "NHSE", "EX", "PX", "GB", "DS",
    "SI", "SR", "LPA", "ENG",
];

fn is_norm(text: &[u8]) -> bool {
    let lead: usize = text.iter().take_while(|b| b.is_ascii_alphabetic()).count();
    let (letters, rest) = text.split_at_checked(lead).unwrap_or_default();
    let figures = rest.iter().all(|b| b.is_ascii_digit() || b".-/:".contains(b));
    let count = rest.iter().filter(|b| b.is_ascii_digit()).count();
    let known = LEADS.iter().any(|known| letters.eq_ignore_ascii_case(known.as_bytes()));
    let known =
        known && (count < 4 || ![&b"V"[..], b"PX", b"EX", b"H", b"Q", b"TV"].contains(&letters));
    let loud = letters.iter().all(u8::is_ascii_uppercase) || known;
    let road =
        matches!(letters, [b'A' | b'B' | b'M' | b'N' | b'R' | b'a' | b'b' | b'm']) && count < 5;
    let article = letters.eq_ignore_ascii_case(b"KB") && count < 8;
    // R350, N20000, kr4500: what was paid.
    let money = matches!(letters, b"R" | b"N" | b"kr" | b"Rs" | b"C" | b"A")
        && count < 7
        && rest.ends_with(b"0")
        || letters.eq_ignore_ascii_case(b"kr")
        || letters.eq_ignore_ascii_case(b"rs");
    // T3N1M0: a stage of cancer.
    let stage = matches!(text, [b'T', _, b'N', _, b'M', _]);
    stage
        || text.starts_with(b"0x")
        || lead > 0 && figures && (money || article || known && count < 6 || loud && road)
}

/// Q2-2024, 2024b, H1/2025, March2024: a word with a year.
fn is_dated_word(text: &[u8]) -> bool {
    let groups = groups(text);
    let years = groups.iter().filter(|group| is_year(group)).count();
    let others: usize = groups.iter().filter(|group| !is_year(group)).map(|g| g.len()).sum();
    let months =
        text.split(|b| !b.is_ascii_alphabetic()).filter(|word| !word.is_empty()).all(is_month_word);
    years == 1 && others < 2
        || months && groups.iter().all(|group| group.len() < 3 || is_year(group))
}

/// Jan, March, Sept.
pub(super) fn is_month_word(word: &[u8]) -> bool {
    const MONTHS: [&str; 12] = [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ];
    word.len() > 2
        && MONTHS.iter().any(|month| {
            month.as_bytes().get(..word.len()).is_some_and(|lead| lead.eq_ignore_ascii_case(word))
        })
}

fn is_file(text: &[u8]) -> bool {
    let end = text.rsplit(|b| *b == b'.').next().unwrap_or_default();
    [
        &b"pdf"[..],
        b"doc",
        b"docx",
        b"xls",
        b"xlsx",
        b"jpg",
        b"jpeg",
        b"png",
        b"mp4",
        b"mp3",
        b"csv",
        b"txt",
        b"zip",
    ]
    .iter()
    .any(|known| end.eq_ignore_ascii_case(known))
}

#[cfg(test)]
mod tests {
    use super::super::scan::tokens;
    use super::*;

    #[test]
    fn what_nobody_is_known_by_is_told_by_its_form() {
        for note in [
            "19:45",
            "14/03/2025",
            "2024-03-14",
            "14.3.24",
            "1400-2200",
            "2023/24",
            "2019-2024",
            "12.5",
            "3.420",
            "7.1.2",
            "10.0.19045",
            "142/91",
            "1,250",
            "20,000",
            "500mg",
            "1930hrs",
            "0x80070057",
            "A4232",
            "ISO27001",
            "COVID-19",
            "FY2024",
            "Q2-2024",
            "R350",
            "N20000",
            "21st",
            "12032024",
            "20240312",
            "T3N1M0",
            "report_2024117.pdf",
            "07.30-19.30",
            "12/3-14/3",
            "14/3/24-21/3/24",
            "12-2024",
            "8am-12.30pm",
            "500mg/5ml",
            "10x500mg",
        ] {
            let token = &tokens(note.as_bytes())[0];
            assert!(by_form(token, note.as_bytes()), "{note}");
        }
        for note in
            ["4417882", "24/1187", "CMP-2023-0447", "S0042177", "1B4KT77", "A8812CX", "44188-2"]
        {
            let token = &tokens(note.as_bytes())[0];
            assert!(!by_form(token, note.as_bytes()), "{note}");
        }
    }
}
