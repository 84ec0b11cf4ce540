//! From what a person writes to a pattern: `<name>` stands for a macro, and a phrase is plain words
//! with `{person}`, `{do}`, `{done}` and `*`.

use std::collections::BTreeMap;

/// How deep macros may stand in each other.
const DEEPEST: usize = 6;

/// How long a pattern may be with its macros put in. Macros that stand in each other grow by powers,
/// and a file of a few lines would fill the memory.
const LONGEST: usize = 64 * 1024;

/// Refuses a pattern that has grown too long.
fn within(length: usize) -> Result<(), String> {
    if length <= LONGEST {
        return Ok(());
    }
    Err(format!("with its macros put in it is longer than {} KiB", LONGEST / 1024))
}

/// Puts the macros into a pattern. `(?P<name>` names a group and is left as it is.
///
/// # Errors
/// Names a macro that is not there, or one that leads back to itself; says where it grows too long.
pub(super) fn expand(pattern: &str, macros: &BTreeMap<String, String>) -> Result<String, String> {
    let mut text = pattern.to_owned();
    for _ in 0..DEEPEST {
        match once(&text, macros)? {
            Some(next) => text = next,
            None => return Ok(text),
        }
    }
    Err("its macros stand in each other without an end".to_owned())
}

fn once(pattern: &str, macros: &BTreeMap<String, String>) -> Result<Option<String>, String> {
    let mut out = String::with_capacity(pattern.len() * 2);
    let mut rest = pattern;
    let mut changed = false;
    while let Some((before, after)) = rest.split_once('<') {
        out.push_str(before);
        let name = after.split_once('>').filter(|(name, _)| is_name(name));
        match name {
            Some((name, after)) if !before.ends_with("?P") && !before.ends_with("(?") => {
                let found = macros.get(name).ok_or_else(|| format!("there is no <{name}>"))?;
                within(out.len().saturating_add(found.len()))?;
                out.push_str(found);
                changed = true;
                rest = after;
            }
            _ => {
                out.push('<');
                rest = after;
            }
        }
    }
    within(out.len().saturating_add(rest.len()))?;
    out.push_str(rest);
    Ok(changed.then_some(out))
}

fn is_name(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_lowercase() || b == b'_')
}

/// The pattern of a rule's phrases.
///
/// # Errors
/// Names a class that is not there, or a phrase without words.
pub(super) fn pattern(
    phrases: &[String],
    macros: &BTreeMap<String, String>,
) -> Result<String, String> {
    let (mut ways, mut length) = (Vec::with_capacity(phrases.len()), 0usize);
    for phrase in phrases {
        let way = one(phrase, macros)?;
        length = length.saturating_add(way.len() + 1);
        within(length)?;
        ways.push(way);
    }
    Ok(format!(r"\b(?:{})\b", ways.join("|")))
}

fn one(phrase: &str, macros: &BTreeMap<String, String>) -> Result<String, String> {
    let mut out = String::new();
    let mut gap = "";
    for word in phrase.split_whitespace() {
        if word == "*" {
            gap = if gap.is_empty() { "(?: [a-z0-9'-]+){0,3} " } else { gap };
            continue;
        }
        let piece = match word.strip_prefix('{').and_then(|word| word.strip_suffix('}')) {
            Some("do") => "[a-z]{2,}".to_owned(),
            Some("done") => expand("<pp>", macros)?,
            Some("person") => expand("<person>", macros)?,
            Some(other) => {
                return Err(format!(
                    "there is no {{{other}}}; there are {{person}} {{do}} {{done}}"
                ));
            }
            None => regex_syntax::escape(&word.to_ascii_lowercase()),
        };
        if !out.is_empty() {
            out.push_str(if gap.is_empty() { " " } else { gap });
        }
        gap = "";
        within(out.len() + piece.len())?;
        out.push_str(&piece);
    }
    if out.is_empty() { Err("a phrase has no words".to_owned()) } else { Ok(out) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn macros() -> BTreeMap<String, String> {
        let pairs = [("pp", "(?:<irr>|[a-z]+ed)"), ("irr", "seen|told"), ("person", "(?:we|she)")];
        pairs.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect()
    }

    #[test]
    fn macros_are_put_in_and_group_names_are_left() {
        let text = expand(r"have (?P<pp><pp>)\b", &macros()).unwrap();
        assert_eq!(text, r"have (?P<pp>(?:seen|told|[a-z]+ed))\b");
        assert!(expand("<who>", &macros()).unwrap_err().contains("<who>"));
        let ring = [("a".to_owned(), "<a>".to_owned())].into_iter().collect();
        assert!(expand("<a>", &ring).is_err());
    }

    #[test]
    fn macros_that_grow_by_powers_are_refused_before_they_have_grown() {
        let tenfold = |name: &str| format!("<{name}>").repeat(10);
        let names = ["a", "b", "c", "d", "e"];
        let mut bomb: BTreeMap<String, String> =
            names.windows(2).map(|pair| (pair[0].to_owned(), tenfold(pair[1]))).collect();
        bomb.insert("e".to_owned(), "x".repeat(1024));
        assert!(expand("<a>", &bomb).unwrap_err().contains("64 KiB"));
        bomb.insert("person".to_owned(), "y".repeat(1000));
        let phrases: Vec<String> = (0..100).map(|n| format!("{{person}} {n}")).collect();
        assert!(pattern(&phrases, &bomb).unwrap_err().contains("64 KiB"));
        let one = vec!["{person} ".repeat(100)];
        assert!(pattern(&one, &bomb).unwrap_err().contains("64 KiB"));
    }

    #[test]
    fn phrases_are_plain_words_with_classes_and_gaps() {
        let made = |phrase: &str| pattern(&[phrase.to_owned()], &macros());
        assert_eq!(made("failed to {do}").unwrap(), r"\b(?:failed to [a-z]{2,})\b");
        assert_eq!(
            made("{person} * (sic) {done}").unwrap(),
            r"\b(?:(?:we|she)(?: [a-z0-9'-]+){0,3} \(sic\) (?:seen|told|[a-z]+ed))\b"
        );
        assert!(made("{thing}").unwrap_err().contains("{thing}"));
        assert!(made(" * ").is_err());
    }
}
