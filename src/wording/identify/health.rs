//! Numbers of the health services: of the NHS and its neighbours, and of those of other countries.

use std::ops::Range;
use std::sync::LazyLock;

use super::super::rule::Lazy;
use super::numbers::{Look, before, digits, from_figures, goes_on, led_by, part, pattern};
use super::registers::{LEADS, id_beside};

/// What a word beside them gives away.
pub(super) const BESIDE: &[Look] = &[
    Look { kind: "nhs_number", pattern: &HEALTH_BESIDE, stems: HEALTH_STEMS, check: id_beside },
    Look { kind: "nhs_number", pattern: &NHI, stems: &[b"nhi"], check: last_seven },
    Look {
        kind: "nhs_number",
        pattern: &NHS_SAID,
        stems: &[b"chi", b"h&c", b"hcn", b"hsc"],
        check: from_figures,
    },
];

/// In other groups than the service has them.
pub(super) const APART: &[Look] = &[Look {
    kind: "nhs_number",
    pattern: &NHS_APART,
    stems: &[b"nhs", b"gig"],
    check: from_figures,
}];

/// What their check digit gives away, whatever stands around them but the word for another number.
pub(super) const CHECKED: &[Look] =
    &[Look { kind: "nhs_number", pattern: &NHS, stems: &[], check: nhs_beside_a_word }];

/// What no word announces.
pub(super) const ALONE: &[Look] =
    &[Look { kind: "nhs_number", pattern: &NHS, stems: &[], check: nhs }];

const HEALTH_STEMS: &[&[u8]] =
    &[b"medicare", b"mcare", b"nhi", b"ihi", b"ohip", b"ramq", b"health c", b"gig"];

// The health services of other countries: NHI, Medicare, a province's card.
static HEALTH_BESIDE: LazyLock<Lazy> = LazyLock::new(|| {
    Lazy::new(format!(
        r"\b(?:ohip|ramq|health ?card|medicare|mcare|nhi|ihi|gig)\b{LEADS}(?:[a-z]{{3,5}} )?[a-z]{{0,5}}[0-9][a-z0-9]*(?:[ /-]?[a-z0-9]*[0-9][a-z0-9]*){{0,6}}(?: [a-z]\b)?"
    ))
});

// ZBN77VL, as the newer ones of New Zealand are.
pattern!(NHI, r"\bnhi:? (?:no\.? |number )?(?:is )?[a-z]{3}[0-9]{2}[a-z]{2}\b");

fn last_seven(_note: &[u8], range: Range<usize>) -> Option<Range<usize>> {
    Some(range.end.checked_sub(7)?..range.end)
}

pattern!(NHS, r"\b[0-9]{3}(?: ?[0-9]{3} ?[0-9]{4}|-[0-9]{3}-[0-9]{4}|\.[0-9]{3}\.[0-9]{4})\b");

pattern!(
    NHS_BEFORE,
    r"\b(?:nhs|chi|hcn|h ?& ?c)\b(?:\.?[ :#-]*(?:is |was )?|\.? (?:no|number|numbers|num|id)\b\.?[^0-9.;!?\n]{0,24})$"
);

// In Scotland six figures of the birthday and four more; in Northern Ireland ten that begin with 3.
// nhs 99 91 18 20 44: in whatever groups.
pattern!(
    NHS_APART,
    r"\b(?:nhs|gig)\b\.?(?: ?(?:no|num|number|id)\b\.?)?[ :#-]*(?:is |was )?[0-9](?:[ -]?[0-9]){9}\b"
);

pattern!(
    NHS_SAID,
    r"\b(?:chi|hcn|hsc|h ?& ?c)\b\.?(?: ?(?:no|num|number|id)\b\.?)?[ :#-]*(?:is |was |on [a-z ]{1,16} )?[0-9]{3}(?:[ -]?[0-9]){7}\b"
);

/// "patient 943-476-5919" is no case number, whatever word stands before it. What begins with a 0 may be
/// a telephone number and is looked at later.
fn nhs_beside_a_word(note: &[u8], range: Range<usize>) -> Option<Range<usize>> {
    nhs(note, range).filter(|range| {
        note.get(range.start) != Some(&b'0') && !led_by(&OTHER_BEFORE, note, range.start)
    })
}

// One number in eleven has a right check digit by chance.
pattern!(
    OTHER_BEFORE,
    r"\b(?:uln|urn|upn|ref|reference|claim|ticket|booking|invoice|account|acct|acc|rio|mosaic|lcs|paris|liquidlogic|crn)\b\.?(?: ?(?:no|number|id|is)\b\.?)*[ :#]*$"
);

/// Ten digits of which the last is the check digit: weights 10 to 2, remainder of 11 (NHS Data
/// Dictionary, "NHS NUMBER").
pub(super) fn is_nhs_number(text: &[u8]) -> bool {
    let number = digits(text);
    let Some((last, first)) = number.split_last().filter(|_| number.len() == 10) else {
        return false;
    };
    let sum: u32 =
        first.iter().zip((2..=10).rev()).map(|(digit, weight)| u32::from(*digit) * weight).sum();
    let check = (11 - sum % 11) % 11;
    check == u32::from(*last) && number.iter().any(|digit| digit != last)
}

/// Ten figures in the groups of the health service whose first three no telephone number of America has.
pub(super) fn is_of_health(text: &[u8]) -> bool {
    let groups = text.split(|b| b" -.".contains(b)).map(<[u8]>::len);
    let form = groups.eq([3, 3, 4]) || text.len() == 10;
    let plain = text.iter().all(|b| b.is_ascii_digit() || b" -.".contains(b));
    // No area there has a 9 in the middle, and no exchange begins with a nought or a one.
    let other =
        text.get(1) == Some(&b'9') || text.len() > 10 && matches!(text.get(4), Some(b'0' | b'1'));
    plain
        && form
        && (text.starts_with(b"999") || text.len() > 10 && other && text.first() > Some(&b'3'))
}

/// A number of the health service of New Zealand: three letters, three figures and a check digit; those that
/// begin with a Z are for trying things out.
pub(super) fn is_nhi(text: &[u8]) -> bool {
    let letter =
        |b: u8| b"ABCDEFGHJKLMNPQRSTUVWXYZ".iter().position(|one| *one == b.to_ascii_uppercase());
    let values: Option<Vec<usize>> = text
        .iter()
        .enumerate()
        .map(|(at, b)| {
            if at < 3 {
                letter(*b).map(|at| at + 1)
            } else {
                b.is_ascii_digit().then(|| usize::from(b - b'0'))
            }
        })
        .collect();
    // ZBN77VL, as the newer ones are.
    if let [b'Z', a, b, c, d, e, f] = text {
        let letters = [a, b, e, f].iter().all(|b| b.is_ascii_uppercase());
        if letters && [c, d].iter().all(|b| b.is_ascii_digit()) {
            return true;
        }
    }
    let Some(values) = values.filter(|values| values.len() == 7) else { return false };
    let sum: usize =
        values.iter().take(6).zip([7, 6, 5, 4, 3, 2]).map(|(value, weight)| value * weight).sum();
    let check = (11 - sum % 11) % 10;
    text.first().is_some_and(|b| b.eq_ignore_ascii_case(&b'z'))
        || !sum.is_multiple_of(11) && values.last() == Some(&check)
}

/// Said to be an NHS number, one that is mistyped is still marked.
fn nhs(note: &[u8], range: Range<usize>) -> Option<Range<usize>> {
    let right = is_nhs_number(part(note, range.clone()));
    let bracketed =
        before(note, range.start) == Some(b'(') && note.get(range.start + 3) == Some(&b')');
    (!bracketed && !goes_on(note, &range) && (right || led_by(&NHS_BEFORE, note, range.start)))
        .then_some(range)
}
