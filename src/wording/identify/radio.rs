//! Letters and figures as they are said over a radio or a bad line.

use std::ops::Range;
use std::sync::LazyLock;

use super::super::rule::Lazy;
use super::numbers::{Look, led_by, lowered, part, pattern};

/// What is looked for, in this order.
pub(super) const LOOKS: &[Look] = &[
    Look { kind: "vehicle", pattern: &PHONETIC, stems: STEMS, check: plate },
    Look { kind: "case_number", pattern: &PHONETIC, stems: STEMS, check: phonetic },
];

const NATO: &str = "al(?:ph|f)a|bravo|charlie|delta|echo|foxtrot|golf|hotel|india|juliett?|kilo|lima|mike|november|oscar|papa|quebec|romeo|sierra|tango|uniform|victor|whiske?y|x-?ray|yankee|zulu|queen|sugar|zebra";

const STEMS: &[&[u8]] = &[
    b"alpha",
    b"alfa",
    b"bravo",
    b"delta",
    b"echo",
    b"foxt",
    b"golf",
    b"kilo",
    b"lima",
    b"november",
    b"quebec",
    b"romeo",
    b"sierra",
    b"tango",
    b"uniform",
    b"victor",
    b"whisk",
    b"x-ray",
    b"xray",
    b"yankee",
    b"zulu",
    b"queen",
    b"zebra",
];

/// Figures in words.
const FIGURES: [&str; 14] = [
    "oh", "zero", "nought", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine",
    "niner", "double",
];

// "lima delta six six whisky victor uniform".
static PHONETIC: LazyLock<Lazy> = LazyLock::new(|| {
    let one = format!("(?:{NATO}|{}|[a-z0-9]|[0-9]{{2}})", FIGURES.join("|"));
    Lazy::new(format!(r"\b{one}(?:[ ,]+{one}){{3,14}}\b"))
});

static LETTER: LazyLock<Lazy> = LazyLock::new(|| Lazy::new(format!(r"\b(?:{NATO})\b")));

/// What was said, where two letters of it at least were said as words and a figure is among them.
fn phonetic(note: &[u8], range: Range<usize>) -> Option<Range<usize>> {
    let words = part(note, range.clone());
    let letters = LETTER.regex()?.find_iter(words).count();
    let said = lowered(words);
    let figure = said
        .split([' ', ','])
        .any(|word| word.bytes().any(|b| b.is_ascii_digit()) || FIGURES.contains(&word));
    (letters > 1 && figure).then_some(range)
}

pattern!(BEFORE, r"\b(?:reg|rego|plates?|index|vrm|car|van|vehicle)\b[^.;!?\n]{0,16}$");

/// Two letters, two figures and three letters, or what a word for a plate leads to.
fn plate(note: &[u8], range: Range<usize>) -> Option<Range<usize>> {
    let range = phonetic(note, range)?;
    let parts =
        part(note, range.clone()).split(|b| b" ,".contains(b)).filter(|word| !word.is_empty());
    (parts.count() == 7 || led_by(&BEFORE, note, range.start)).then_some(range)
}

#[cfg(test)]
mod tests {
    use super::super::numbers::read;

    #[test]
    fn what_is_said_letter_by_letter_is_found() {
        let found = |note: &str| -> Vec<(&str, String)> {
            let all = read(note.as_bytes()).into_found();
            all.into_iter().map(|one| (one.kind, note[one.range].to_owned())).collect()
        };
        assert_eq!(
            found("plate lima delta six six whisky victor uniform"),
            [("vehicle", "lima delta six six whisky victor uniform".to_owned())]
        );
        assert_eq!(found("Romeo and Victor, a golf and two hotels"), []);
    }
}
