//! One rule, ready to be tried. Its patterns are compiled when a sentence first holds one of its
//! stems: compiling all of them at the start would take longer than opening a study.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::{Arc, OnceLock};

use regex::bytes::{Captures, Regex, RegexBuilder};

use super::guard::{self, Found};
use super::pack::{Guard, Negated, RawRule};
use super::phrase;

/// Texts that stand for parts of patterns.
pub(super) type Macros = Arc<BTreeMap<String, String>>;

/// A pattern that is put together and compiled when it is first wanted.
#[derive(Debug)]
pub(super) struct Lazy {
    pattern: String,
    /// Where its macros are looked up; none where it has none.
    macros: Option<Macros>,
    /// What stands before and after it.
    around: (&'static str, &'static str),
    regex: OnceLock<Option<Regex>>,
}

impl Lazy {
    pub(super) fn new(pattern: impl Into<String>) -> Self {
        Self { pattern: pattern.into(), macros: None, around: ("", ""), regex: OnceLock::new() }
    }

    fn with(pattern: &str, macros: &Macros, around: (&'static str, &'static str)) -> Self {
        Self { macros: Some(Arc::clone(macros)), around, ..Self::new(pattern) }
    }

    /// The whole pattern, macros put in; empty where one of them is not there, which reading the
    /// pack has said by then.
    pub(super) fn pattern(&self) -> String {
        let (before, after) = self.around;
        let inner = match &self.macros {
            Some(macros) => phrase::expand(&self.pattern, macros).unwrap_or_default(),
            None => self.pattern.clone(),
        };
        format!("{before}{inner}{after}")
    }

    /// The pattern, compiled; none where it cannot be, which checking the pack says.
    pub(super) fn regex(&self) -> Option<&Regex> {
        self.regex.get_or_init(|| compile(&self.pattern()).ok()).as_ref()
    }

    pub(super) fn is_match(&self, text: &[u8]) -> bool {
        self.regex().is_some_and(|regex| regex.is_match(text))
    }
}

/// How much memory one compiled pattern may take, in bytes.
const LARGEST: usize = 2 * 1024 * 1024;

/// Compiles a pattern as rules mean it: letters of either case, ASCII only.
///
/// # Errors
/// What is wrong with it, in the words of the regex library, on one line.
pub(super) fn compile(pattern: &str) -> Result<Regex, String> {
    let built = RegexBuilder::new(pattern)
        .case_insensitive(true)
        .unicode(false)
        .size_limit(LARGEST)
        .build();
    built.map_err(|error| {
        let said = error.to_string();
        said.lines().last().unwrap_or_default().trim_start_matches("error: ").to_owned()
    })
}

/// One rule.
#[derive(Debug)]
pub struct Rule {
    /// Names the rule in settings and in what explains a mark.
    pub id: Arc<str>,
    /// Its categories, the first one first.
    pub categories: Vec<Arc<str>>,
    /// The questions it asks, never empty.
    pub asks: Vec<String>,
    /// Where the idea comes from.
    pub source: String,
    /// What such words leave out.
    pub why: String,
    /// The name of the pack it stands in.
    pub pack: Arc<str>,
    /// Sentences that it marks.
    pub marks: Vec<String>,
    /// Sentences that it leaves.
    pub leaves: Vec<String>,
    /// Whether it is at work.
    pub on: bool,
    pub(super) stems: Vec<String>,
    pub(super) pattern: Lazy,
    guards: Vec<Guard>,
    negated: Negated,
    before: Vec<Lazy>,
    after: Vec<Lazy>,
    from: Vec<Lazy>,
    within: Vec<Lazy>,
    sentence: Vec<Lazy>,
    wanted: Vec<Lazy>,
}

impl Rule {
    /// Makes a rule of what was written; `pattern` is its own or that of its phrases.
    pub(super) fn new(raw: &RawRule, pattern: &str, macros: &Macros) -> Self {
        let mut categories: Vec<Arc<str>> = vec![raw.category.as_str().into()];
        categories.extend(raw.also.iter().map(|also| Arc::from(also.as_str())));
        let lazy = |patterns: &[String], around| -> Vec<Lazy> {
            patterns.iter().map(|text| Lazy::with(text, macros, around)).collect()
        };
        Self {
            id: raw.id.as_str().into(),
            categories,
            asks: raw.ask.clone(),
            source: raw.source.clone(),
            why: String::new(),
            pack: "".into(),
            marks: raw.mark.clone(),
            leaves: raw.leave.clone(),
            on: !raw.off,
            stems: raw.stems.iter().map(|stem| stem.to_ascii_lowercase()).collect(),
            pattern: Lazy::with(pattern, macros, ("", "")),
            guards: raw.guards.clone(),
            negated: raw.negated,
            before: lazy(&raw.unless_before, ("(?:", ")$")),
            after: lazy(&raw.unless_after, ("^(?:", ")")),
            from: lazy(&raw.unless_from, ("^(?:", ")")),
            within: lazy(&raw.unless_match, ("", "")),
            sentence: lazy(&raw.unless_sentence, ("", "")),
            wanted: lazy(&raw.require_match, ("", "")),
        }
    }

    /// Letters of which at least one of these stands in every sentence it speaks about.
    pub fn stems(&self) -> &[String] {
        &self.stems
    }

    /// Letters that its pattern cannot do without, worked out; `stems` in a pack spares that at the
    /// start.
    pub fn derived_stems(&self) -> Vec<String> {
        super::stems::stems(&self.pattern.pattern()).unwrap_or_default()
    }

    /// Every pattern of it, to be tried out when a pack is checked.
    pub(super) fn patterns(&self) -> impl Iterator<Item = &Lazy> {
        let lists = [&self.before, &self.after, &self.from, &self.within, &self.sentence];
        let all = lists.into_iter().chain([&self.wanted]).flatten();
        std::iter::once(&self.pattern).chain(all)
    }

    /// Where it speaks in a sentence, in places of that sentence.
    pub(super) fn find(&self, sentence: &[u8]) -> Vec<Range<usize>> {
        let Some(regex) = self.pattern.regex() else { return Vec::new() };
        let mut found = Vec::new();
        for captures in regex.captures_iter(sentence) {
            let Some(whole) = captures.get(0) else { continue };
            let place = Found { sentence, range: trim(sentence, whole.range()) };
            if !self.is_quiet(&place, &captures) {
                found.push(place.range);
            }
        }
        found
    }

    fn is_quiet(&self, place: &Found<'_>, captures: &Captures<'_>) -> bool {
        let any = |patterns: &[Lazy], text: &[u8]| patterns.iter().any(|one| one.is_match(text));
        let (words, after) = (place.words(), place.after());
        any(&self.within, words)
            || (!self.wanted.is_empty() && !any(&self.wanted, words))
            || any(&self.after, after)
            || any(&self.before, place.before().trim_ascii_end())
            || any(&self.from, place.rest())
            || any(&self.sentence, place.sentence)
            || captures.name("pp").is_some_and(|pp| guard::is_adjective(pp.as_bytes(), after))
            || self.guards.iter().any(|guard| guard::holds(*guard, place, captures))
            || (self.looks_at_surroundings() && guard::is_mention(place))
            || (self.negated == Negated::Skip
                && self.looks_at_surroundings()
                && guard::is_negated(place))
    }

    /// What did not happen is said with a negation as often as not, and mentioning it is saying it.
    fn looks_at_surroundings(&self) -> bool {
        self.categories.first().is_none_or(|category| &**category != "counterfactual")
    }
}

fn trim(sentence: &[u8], range: Range<usize>) -> Range<usize> {
    let words = sentence.get(range.clone()).unwrap_or_default();
    let lead = words.iter().take_while(|b| b.is_ascii_whitespace() || **b == b',').count();
    let tail = words.iter().rev().take_while(|b| b.is_ascii_whitespace()).count();
    let start = range.start + lead;
    start..(range.end - tail).max(start)
}
