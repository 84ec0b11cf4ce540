//! Checking a pack: every pattern can be compiled, every question asks what or how, and every
//! sentence that a rule brings along is marked or left as it says.

use super::pack::{Pack, PackError};
use super::reader::{Layer, Reader};
use super::rule::{Rule, compile};

/// What checking found.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Checked {
    /// How many rules there are in the packs that were checked.
    pub rules: usize,
    /// How many sentences were tried.
    pub sentences: usize,
    /// What is wrong, in the order of the packs.
    pub wrong: Vec<PackError>,
}

/// Checks the rules that come with the program and `layers` over them.
pub fn check(layers: &[Layer<'_>]) -> Checked {
    let (reader, wrong) = Reader::of(layers);
    let mut checked = Checked { wrong, ..Checked::default() };
    let built_in = Layer { name: super::pack::BUILT_IN_NAME, text: super::pack::BUILT_IN };
    for layer in std::iter::once(&built_in).chain(layers) {
        let Ok(pack) = Pack::read(layer.name, layer.text) else { continue };
        for rule in reader.rules.iter().filter(|rule| *rule.pack == *layer.name) {
            checked.rules += 1;
            checked.wrong.extend(patterns(rule, &pack));
            checked.wrong.extend(questions(rule, &pack));
            checked.sentences += rule.marks.len() + rule.leaves.len();
            checked.wrong.extend(sentences(rule, &reader, &pack));
        }
    }
    checked
}

/// Whether `text` can be laid over the rules that come with the program.
///
/// # Errors
/// The first thing that is wrong.
pub fn check_one(name: &str, text: &str) -> Result<(), PackError> {
    match check(&[Layer { name, text }]).wrong.into_iter().next() {
        Some(wrong) => Err(wrong),
        None => Ok(()),
    }
}

fn patterns(rule: &Rule, pack: &Pack) -> Vec<PackError> {
    let wrong = |pattern: String| {
        let reason = compile(&pattern).err()?;
        Some(pack.wrong(&rule.id, format!("{}: a pattern cannot be read: {reason}", rule.id)))
    };
    rule.patterns().filter_map(|one| wrong(one.pattern())).collect()
}

fn questions(rule: &Rule, pack: &Pack) -> Vec<PackError> {
    let asks_why = |ask: &&String| {
        ask.split(|c: char| !c.is_alphabetic()).any(|word| word.eq_ignore_ascii_case("why"))
    };
    let why = rule.asks.iter().filter(asks_why);
    let reason =
        |ask: &String| format!("{}: a question asks what or how, never why: {ask}", rule.id);
    why.map(|ask| pack.wrong_at(&rule.id, ask, reason(ask))).collect()
}

fn sentences(rule: &Rule, reader: &Reader, pack: &Pack) -> Vec<PackError> {
    let mut wrong = Vec::new();
    if rule.marks.is_empty() || rule.leaves.is_empty() {
        let reason = format!(
            "{}: at least one sentence to mark and one to leave, so that it can be checked",
            rule.id
        );
        wrong.push(pack.wrong(&rule.id, reason));
    }
    // On its own, since another pack may have turned it off or allowed its words; or together with
    // a rule that says the same in more words.
    let speaks = |sentence: &str| {
        let found = reader.wording(sentence);
        let said =
            |category: &std::sync::Arc<str>| found.iter().any(|mark| mark.category == *category);
        alone(rule, sentence) || (rule.on && rule.categories.iter().any(said))
    };
    for sentence in &rule.marks {
        if !speaks(sentence) {
            let reason = format!("{} should mark, and leaves: {sentence}", rule.id);
            wrong.push(pack.wrong_at(&rule.id, sentence, reason));
        }
    }
    for sentence in &rule.leaves {
        if alone(rule, sentence) {
            let reason = format!("{} should leave, and marks: {sentence}", rule.id);
            wrong.push(pack.wrong_at(&rule.id, sentence, reason));
        }
    }
    wrong
}

/// Whether the rule by itself speaks anywhere in a sentence, stems or no stems.
fn alone(rule: &Rule, text: &str) -> bool {
    let plain = super::text::Plain::of(text);
    plain.sentences().any(|range| {
        let found = rule.find(plain.part(range.clone()));
        found
            .into_iter()
            .any(|found| !plain.is_quoted(&(range.start + found.start..range.start + found.end)))
    })
}
