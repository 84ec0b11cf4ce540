//! Whether a number has figures enough to be one under which somebody is kept.

use super::figures::{Lead, Run};
use super::health::{is_nhi, is_nhs_number};
use super::innocent;

/// A sum in hundreds, or a time of day, that no word for a number leads to.
pub(super) fn is_round(text: &[u8], lead: Lead) -> bool {
    let sum = text.ends_with(b"00") && text.len() < 7;
    let clock = innocent::is_clock(text) && matches!(text.last(), Some(b'0' | b'5'));
    match lead.kind.filter(|_| lead.near) {
        None | Some("id_number" | "vehicle") => sum || clock,
        Some(_) => clock,
    }
}

/// Whether one token has enough figures.
pub(super) fn enough_alone(run: &Run, text: &[u8], lead: Lead, told: bool) -> bool {
    // ZBN77VL has two figures only.
    if is_nhi(text) {
        return true;
    }
    let joined = text.iter().any(|b| !b.is_ascii_alphanumeric());
    let years = run.digits == 4 && text.split(|b| !b.is_ascii_digit()).any(innocent::is_year);
    let kind = says_kind(run, lead);
    let phone = lead.kind == Some("phone");
    let least = match () {
        () if kind && lead.ending => 3,
        () if kind && phone => 5,
        () if kind && lead.short && run.letters == 0 => 3,
        () if lead.direct => 4,
        () if kind && (lead.numbered || lead.officer || has_capital(text)) => 3,
        () if kind || lead.near && lead.numbered || told => 4,
        () if run.letters > 0 && turns(text) > 2 && run.digits > 2 && run.letters > 2 => 3,
        // "10W40": short numbers with a letter between are a measure of something.
        () if run.letters > 0 && !has_long(text) => 5,
        () if run.letters > 0 => 4,
        () if joined => 6,
        () => 5,
    };
    run.digits >= least && !(years && !(kind && lead.numbered))
}

/// Whether three figures or more stand together.
fn has_long(text: &[u8]) -> bool {
    text.split(|b| !b.is_ascii_digit()).any(|group| group.len() > 2)
}

/// Whether a code has a capital, as no measure has.
fn has_capital(text: &[u8]) -> bool {
    text.iter().any(u8::is_ascii_uppercase)
}

/// 416 555 0188: three groups of an American number, without the check digit of a health number.
pub(super) fn is_american(text: &[u8]) -> bool {
    let groups = text.split(|b| !b.is_ascii_digit());
    let lengths: Vec<usize> = groups.map(<[u8]>::len).collect();
    // 1850 555 114, in Ireland; 1300 and 1800 in Australia.
    let free = lengths == [4, 3, 3]
        && [&b"1850"[..], b"1890", b"1800", b"1300"].iter().any(|lead| text.starts_with(lead));
    let form = lengths == [3, 3, 4];
    free || form && text.first().is_some_and(|b| *b > b'1') && !is_nhs_number(text)
}

/// Whether a word directly before a number says of what kind it is, and could be right.
fn says_kind(run: &Run, lead: Lead) -> bool {
    lead.near
        && match lead.kind {
            None | Some("date_of_birth" | "handle") => false,
            Some("vehicle") => lead.plate,
            Some("nhs_number") => run.digits > 7,
            Some("nino") => run.digits > 5,
            Some(_) => true,
        }
}

/// How often figures and letters change places in a code.
fn turns(text: &[u8]) -> usize {
    let mixed = |two: &[u8]| match two {
        [a, b] => {
            a.is_ascii_digit() && b.is_ascii_alphabetic()
                || a.is_ascii_alphabetic() && b.is_ascii_digit()
        }
        _ => false,
    };
    text.windows(2).filter(|two| mixed(two)).count()
}

/// Whether groups with blanks between have enough figures together to be one number.
pub(super) fn enough_apart(run: &Run, text: &[u8], lead: Lead) -> bool {
    let groups: Vec<&[u8]> = text.split(|b| *b == b' ').collect();
    let long = groups.iter().any(|group| group.len() > 2);
    // 2019 2020 2021, 0730 1930, 12 14 16: as many numbers as there are groups.
    let apart = groups.iter().all(|group| innocent::is_year(group))
        || groups.iter().all(|group| innocent::is_clock(group)) && groups.len() < 3 && !lead.near;
    let kind = says_kind(run, lead);
    let least = match () {
        () if kind && lead.numbered => 5,
        () if kind || lead.near && lead.numbered => 6,
        () if lead.kind.is_some() => 7,
        () => 8,
    };
    let figures_last = groups.last().is_some_and(|group| group.iter().any(u8::is_ascii_digit));
    let lone = groups.iter().filter(|group| group.len() == 1).count();
    run.digits >= least
        && (long || kind)
        && !apart
        && (lone < 2 || kind)
        && (figures_last || run.digits > 5)
}
