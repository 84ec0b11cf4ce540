//! The reader: rules from all packs, ready for a note.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::{Arc, LazyLock, OnceLock};

use aho_corasick::AhoCorasick;

use super::identify;
use super::mark::{Mark, MarkKind};
use super::pack::{BUILT_IN, BUILT_IN_NAME, Category, Pack, PackError, RawRule};
use super::phrase;
use super::rule::{Macros, Rule};
use super::text::Plain;

/// A pack to be laid over those before it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Layer<'a> {
    /// What errors call it: a path, or "the study's pack".
    pub name: &'a str,
    /// Its TOML.
    pub text: &'a str,
}

/// Rules from all packs, ready to read notes. Made once; reading a note costs microseconds.
#[derive(Debug)]
pub struct Reader {
    pub(super) rules: Vec<Rule>,
    categories: Vec<Category>,
    macros: Macros,
    allowed: Vec<Vec<u8>>,
    disabled: Vec<String>,
    search: Option<AhoCorasick>,
    /// Which rules a stem wakes, by its number in the search.
    wakes: Vec<Vec<usize>>,
    /// Rules of whose pattern nothing can be said beforehand.
    always: Vec<usize>,
    /// The year in which notes are read, where it was said.
    year: Option<u32>,
}

/// The year that the clock of this program shows, once whoever starts it has said so.
static YEAR: OnceLock<u32> = OnceLock::new();

/// Says once which year it is: a date beside a person is one of birth where it lies some years back. Nothing
/// here reads a clock; until it is said the year is the one in which the rules were last looked at.
pub fn in_year(year: u32) {
    // A clock that was never set says that it is 1970.
    let _said_before = YEAR.set(year.max(identify::KNOWN_YEAR));
}

static BUILT_IN_READER: LazyLock<Arc<Reader>> = LazyLock::new(|| Arc::new(Reader::of(&[]).0));

impl Reader {
    /// The reader with the rules that come with the program and no others.
    pub fn built_in() -> Arc<Self> {
        Arc::clone(&BUILT_IN_READER)
    }

    /// The rules that come with the program with `layers` over them, the last one on top. A layer
    /// with something wrong in it is left out, and what is wrong is handed back.
    pub fn of(layers: &[Layer<'_>]) -> (Self, Vec<PackError>) {
        let mut reader = Self::empty();
        let mut wrong = Vec::new();
        let built_in = Layer { name: BUILT_IN_NAME, text: BUILT_IN };
        for layer in std::iter::once(&built_in).chain(layers) {
            let done = Pack::read(layer.name, layer.text).and_then(|pack| reader.lay(&pack));
            wrong.extend(done.err());
        }
        reader.make_search();
        (reader, wrong)
    }

    fn empty() -> Self {
        Self {
            rules: Vec::new(),
            categories: Vec::new(),
            macros: Macros::default(),
            allowed: Vec::new(),
            disabled: Vec::new(),
            search: None,
            wakes: Vec::new(),
            always: Vec::new(),
            year: None,
        }
    }

    /// The same reader in a year of its own, whatever the clock shows.
    #[must_use]
    pub const fn of_year(mut self, year: u32) -> Self {
        self.year = Some(year);
        self
    }

    /// The year in which notes are read.
    fn year(&self) -> u32 {
        self.year.or_else(|| YEAR.get().copied()).unwrap_or(identify::KNOWN_YEAR)
    }

    /// Lays a pack over what is there, whole or not at all.
    fn lay(&mut self, pack: &Pack) -> Result<(), PackError> {
        let file = &pack.file;
        let mut macros = BTreeMap::clone(&self.macros);
        macros.extend(file.macros.clone());
        let macros: Macros = Arc::new(macros);
        let mut categories = self.categories.clone();
        for category in &file.category {
            if category.ask.is_empty() {
                return Err(pack.wrong(&category.id, format!("{} asks nothing", category.id)));
            }
            categories.retain(|known| known.id != category.id);
            categories.push(category.clone());
        }
        if file.rule.len() > MOST_RULES {
            let reason = format!("it has {} rules and can have {MOST_RULES}", file.rule.len());
            return Err(pack.wrong("", reason));
        }
        let mut rules = Vec::new();
        for raw in &file.rule {
            if rules.iter().any(|rule: &Rule| *rule.id == *raw.id) {
                return Err(pack.wrong(&raw.id, format!("rule {:?} is there twice", raw.id)));
            }
            rules.push(made(raw, &macros, &categories, pack)?);
        }
        let known = |id: &str| {
            self.rules.iter().chain(&rules).any(|rule| &*rule.id == id)
                || identify::RULES.iter().any(|(rule, _)| *rule == id)
        };
        for id in file.disable.iter().chain(&file.enable) {
            if !known(id) {
                return Err(pack.wrong(id, format!("there is no rule {id:?} to turn on or off")));
            }
        }
        self.macros = macros;
        self.categories = categories;
        for rule in rules {
            self.rules.retain(|known| known.id != rule.id);
            self.rules.push(rule);
        }
        self.disabled.retain(|id| !file.enable.contains(id));
        self.disabled.extend(file.disable.iter().cloned());
        for rule in &mut self.rules {
            if file.enable.iter().any(|id| **id == *rule.id) {
                rule.on = true;
            }
            if file.disable.iter().any(|id| **id == *rule.id) {
                rule.on = false;
            }
        }
        let allowed = file.allow.iter().filter(|words| !words.trim().is_empty());
        self.allowed.extend(allowed.map(|words| folded(words.trim())));
        Ok(())
    }

    fn make_search(&mut self) {
        let mut by_stem: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for (at, rule) in self.rules.iter().enumerate().filter(|(_, rule)| rule.on) {
            if rule.stems.is_empty() {
                self.always.push(at);
            }
            for stem in &rule.stems {
                by_stem.entry(stem.clone()).or_default().push(at);
            }
        }
        let search = AhoCorasick::builder().ascii_case_insensitive(true).build(by_stem.keys());
        self.search = search.ok();
        self.wakes = by_stem.into_values().collect();
    }

    /// Everything worth another look in a note, in the order of the note.
    pub fn read(&self, note: &str) -> Vec<Mark> {
        let plain = Plain::of(note);
        let mut marks = self.wording_of(&plain);
        let found = identify::read(note, &plain, self.year());
        marks.extend(
            found.into_iter().filter(|mark| !self.disabled.iter().any(|id| **id == *mark.rule)),
        );
        self.settle(marks, &plain)
    }

    /// The same, wording alone.
    pub fn wording(&self, note: &str) -> Vec<Mark> {
        let plain = Plain::of(note);
        let marks = self.wording_of(&plain);
        self.settle(marks, &plain)
    }

    fn settle(&self, mut marks: Vec<Mark>, plain: &Plain) -> Vec<Mark> {
        if !self.allowed.is_empty() {
            let note = plain.bytes().to_ascii_lowercase();
            marks.retain(|mark| !self.is_allowed(mark, &note));
        }
        marks.sort_by_key(|mark| (mark.range.start, mark.kind));
        marks
    }

    fn is_allowed(&self, mark: &Mark, note: &[u8]) -> bool {
        self.allowed.iter().any(|words| {
            let places = memchr::memmem::find_iter(note, words);
            places.into_iter().any(|at| at < mark.range.end && mark.range.start < at + words.len())
        })
    }

    fn wording_of(&self, plain: &Plain) -> Vec<Mark> {
        let mut marks: Vec<Mark> = Vec::new();
        let search = self.search.as_ref().filter(|search| search.is_match(plain.bytes()));
        if search.is_none() && self.always.is_empty() {
            return marks;
        }
        let mut awake: Vec<usize> = Vec::new();
        for range in plain.sentences() {
            let sentence = plain.part(range.clone());
            awake.clear();
            awake.extend(&self.always);
            for hit in search.into_iter().flat_map(|search| search.find_overlapping_iter(sentence))
            {
                awake.extend(self.wakes.get(hit.pattern().as_usize()).into_iter().flatten());
            }
            awake.sort_unstable();
            awake.dedup();
            for rule in awake.iter().filter_map(|at| self.rules.get(*at)) {
                for found in rule.find(sentence) {
                    let place = range.start + found.start..range.start + found.end;
                    if !plain.is_quoted(&place) {
                        add(&mut marks, rule, &place);
                    }
                }
            }
        }
        marks
    }

    /// The rules of wording, in the order of their packs.
    pub fn rules(&self) -> &[Rule] {
        &self.rules
    }

    /// The rule with this name.
    pub fn rule(&self, id: &str) -> Option<&Rule> {
        self.rules.iter().find(|rule| &*rule.id == id)
    }

    /// The category with this name.
    pub fn category(&self, id: &str) -> Option<&Category> {
        self.categories.iter().find(|category| category.id == id)
    }

    /// Whether a rule, of wording or of identifiers, is at work.
    pub fn is_on(&self, id: &str) -> bool {
        self.rule(id).map_or_else(|| !self.disabled.iter().any(|off| off == id), |rule| rule.on)
    }

    /// The question a mark asks, one of several in turn.
    pub fn question(&self, mark: &Mark, turn: usize) -> &str {
        let asks = match mark.kind {
            MarkKind::Identifier => return identify::QUESTION,
            MarkKind::Wording => self.rule(&mark.rule).map_or(&[][..], |rule| &rule.asks),
        };
        let at = turn.checked_rem(asks.len()).unwrap_or(0);
        asks.get(at).map_or("", String::as_str)
    }
}

/// Adds what a rule found, unless another rule has said the same of these words.
fn add(marks: &mut Vec<Mark>, rule: &Rule, place: &Range<usize>) {
    for category in &rule.categories {
        let same = marks.iter_mut().find(|mark| {
            mark.category == *category
                && mark.range.start < place.end
                && place.start < mark.range.end
        });
        // Of two that say the same, the more particular one (the later in its pack) may have its
        // own question; the words marked are those of the longer.
        match same {
            Some(mark) if mark.range.len() < place.len() => {
                mark.range = place.clone();
                mark.rule = Arc::clone(&rule.id);
            }
            Some(_) => {}
            None => marks.push(Mark {
                kind: MarkKind::Wording,
                category: Arc::clone(category),
                range: place.clone(),
                rule: Arc::clone(&rule.id),
            }),
        }
    }
}

/// How many rules one pack may have: each may come to take some megabytes.
const MOST_RULES: usize = 500;

fn folded(words: &str) -> Vec<u8> {
    Plain::of(words).bytes().to_ascii_lowercase()
}

/// Makes a rule of what was written.
fn made(
    raw: &RawRule,
    macros: &Macros,
    categories: &[Category],
    pack: &Pack,
) -> Result<Rule, PackError> {
    let id = raw.id.as_str();
    let wrong = |reason: String| pack.wrong(id, reason);
    if id.is_empty() || !id.bytes().all(|b| b.is_ascii_alphanumeric() || b".-_".contains(&b)) {
        return Err(wrong(format!("rule id {id:?} has to be letters, digits, dots and hyphens")));
    }
    for category in raw.also.iter().chain([&raw.category]) {
        if !categories.iter().any(|known| known.id == *category) {
            let names: Vec<&str> = categories.iter().map(|known| known.id.as_str()).collect();
            let reason = format!("{id}: no category {category:?}; there are {}", names.join(", "));
            return Err(wrong(reason));
        }
    }
    let said = |result: Result<String, String>| result.map_err(|e| wrong(format!("{id}: {e}")));
    let pattern = match (raw.pattern.is_empty(), raw.phrases.is_empty()) {
        (false, true) => raw.pattern.clone(),
        (true, false) => said(phrase::pattern(&raw.phrases, macros))?,
        (false, false) => {
            return Err(wrong(format!("{id} has phrases and a pattern; one is enough")));
        }
        (true, true) => return Err(wrong(format!("{id} has neither phrases nor a pattern"))),
    };
    // A test says that the program's own rules have all their macros; putting them in would take
    // longer than all the rest of the start.
    if *pack.name != *BUILT_IN_NAME {
        let lists = [&raw.unless_before, &raw.unless_after, &raw.unless_from];
        let more = [&raw.unless_match, &raw.unless_sentence, &raw.require_match];
        let all = lists.into_iter().chain(more).flatten().chain([&pattern]);
        all.map(|text| said(phrase::expand(text, macros))).collect::<Result<Vec<_>, _>>()?;
    }
    let mut rule = Rule::new(raw, &pattern, macros);
    if raw.stems.is_empty() {
        rule.stems = rule.derived_stems();
    }
    let category = categories.iter().find(|known| known.id == raw.category);
    if let Some(category) = category {
        rule.why.clone_from(&category.why);
        if rule.asks.is_empty() {
            rule.asks.clone_from(&category.ask);
        }
        if rule.source.is_empty() {
            rule.source.clone_from(&category.source);
        }
    }
    rule.pack = Arc::clone(&pack.name);
    Ok(rule)
}
