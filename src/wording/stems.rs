//! Which letters a text must hold for a pattern to match at all. Looking for these first is what
//! makes reading a sentence cost microseconds: most sentences stop there.

use regex_syntax::ast::parse::Parser;
use regex_syntax::hir::translate::TranslatorBuilder;
use regex_syntax::hir::{Class, Hir, HirKind};

/// More stems than this say too little to be worth looking for.
const MOST: usize = 64;

/// Texts of which at least one stands, whatever its case, in everything that `pattern` matches;
/// `None` where nothing can be said.
pub(super) fn stems(pattern: &str) -> Option<Vec<String>> {
    // The pattern is read as it stands, and not case folded: the search for stems folds.
    let ast = Parser::new().parse(pattern).ok()?;
    let mut translator = TranslatorBuilder::new().unicode(false).utf8(false).build();
    let hir = translator.translate(pattern, &ast).ok()?;
    let found = required(&hir)?;
    (shortest(&found) >= 2).then_some(found)
}

fn shortest(stems: &[String]) -> usize {
    stems.iter().map(String::len).min().unwrap_or(0)
}

fn required(hir: &Hir) -> Option<Vec<String>> {
    match hir.kind() {
        HirKind::Literal(literal) => {
            let text = std::str::from_utf8(&literal.0).ok()?;
            Some(vec![text.to_ascii_lowercase()])
        }
        HirKind::Class(class) => letters(class),
        HirKind::Capture(group) => required(&group.sub),
        HirKind::Repetition(again) if again.min > 0 => required(&again.sub),
        HirKind::Concat(parts) => {
            let found = parts.iter().filter_map(required);
            // The longest say most; blanks and the words that every sentence has say nothing.
            found.max_by_key(|stems| (weight(stems), std::cmp::Reverse(stems.len())))
        }
        HirKind::Alternation(ways) => {
            let mut all: Vec<String> = Vec::new();
            for way in ways {
                all.extend(required(way)?);
            }
            all.sort();
            all.dedup();
            (all.len() <= MOST).then_some(all)
        }
        HirKind::Empty | HirKind::Look(_) | HirKind::Repetition(_) => None,
    }
}

/// How much the weakest of some stems says: its letters, where it is no word of every day.
fn weight(stems: &[String]) -> usize {
    const EVERY_DAY: &[&str] =
        &["to", "have", "of", "the", "in", "it", "had", "if", "do", "was", "is"];
    let one = |stem: &String| {
        let words = stem.split(' ').filter(|word| !EVERY_DAY.contains(word));
        words.map(str::len).sum::<usize>()
    };
    stems.iter().map(one).min().unwrap_or(0)
}

/// A class of a few single letters.
fn letters(class: &Class) -> Option<Vec<String>> {
    let Class::Bytes(class) = class else { return None };
    let mut all = Vec::new();
    for range in class.ranges() {
        for byte in range.start()..=range.end() {
            all.push(char::from(byte).to_ascii_lowercase().to_string());
        }
    }
    all.sort();
    all.dedup();
    (!all.is_empty() && all.len() <= 4).then_some(all)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(pattern: &str) -> Vec<String> {
        stems(pattern).unwrap_or_default()
    }

    #[test]
    fn what_every_match_must_hold_is_found() {
        assert_eq!(of(r"\b(?:fail(?:ed|s)?|neglect) to [a-z]+\b"), ["fail", "neglect"]);
        assert_eq!(of(r"\bif only\b"), ["if only"]);
        assert_eq!(of(r"[a-z]+"), Vec::<String>::new());
        assert_eq!(of(r"(?:x|yes)?"), Vec::<String>::new());
    }
}
