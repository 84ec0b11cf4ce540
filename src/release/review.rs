//! Texts that would leave, looked over one by one by a person: what each is, what in it may be a name
//! or a number that somebody is known by, and what was decided. A decision is of the words and not
//! of the place: a text that is reworded has to be looked over again, and a text that stands twice is
//! looked over once.

use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::LazyLock;

use super::plan::{Beside, Field, Plan, PlanError, wrong};
use super::sheets;
use crate::actions::TagCard;
use crate::analysis::{fold, matches};
use crate::files::codebook::default_cards;
use crate::forms::Forms;
use crate::study::{Code, Digest, ObsIx, Passed, Record, Status, Study, Tag};
use crate::wording::{MarkKind, Reader, placeholder, strangers};

/// The codebook that comes with the program, which has nobody's words in it.
static SHIPPED: LazyLock<Vec<TagCard>> = LazyLock::new(default_cards);

/// A text that would leave, and where it stands.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Item {
    /// The words.
    pub text: String,
    /// What it is: "text", "aim", "tag definition".
    pub part: &'static str,
    /// The observation that it is of.
    pub code: Option<Code>,
}

impl Item {
    /// What decisions are kept by.
    pub fn words(&self) -> Digest {
        Digest::of(&self.text)
    }

    /// A short name for it, to be typed.
    pub fn name(&self) -> String {
        let Digest(bytes) = self.words();
        bytes.iter().take(4).map(|byte| format!("{byte:02x}")).collect()
    }
}

/// What stands at one place of a text and somebody may be known by.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Trace {
    /// In bytes.
    pub range: Range<usize>,
    /// What it may be.
    pub what: String,
    /// What could stand there instead.
    pub instead: String,
}

/// Names of people and places that belong to a study, each of which is pointed out as a whole word,
/// whatever its case and accents.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Names(Vec<String>);

impl Names {
    /// What the study itself knows: its list of people and places, pseudonyms, settings under their own
    /// names, and tags that were typed and never defined.
    pub fn of(study: &Study) -> Self {
        let people = study.people().iter().map(|person| person.pseudonym.as_str());
        let places = study.places().iter().map(String::as_str);
        let tags = study.codebook().listed().into_iter();
        let tags = tags.filter(|tag| tag.status() == Status::Provisional).map(Tag::name);
        let mut names = Self::listed(study);
        people.chain(places).chain(tags).for_each(|name| names.add(name));
        names
    }

    /// The study's list of people and places alone.
    pub fn listed(study: &Study) -> Self {
        let list = Forms::of(study).names;
        let mut names = Self::default();
        list.people.iter().chain(&list.places).for_each(|name| names.add(name));
        names
    }

    /// The same with a list of a person's own, one name on each line.
    pub fn and(mut self, list: &str) -> Self {
        list.lines().filter(|line| !line.starts_with('#')).for_each(|line| self.add(line));
        self
    }

    fn add(&mut self, name: &str) {
        let name = fold(name.trim());
        if name.chars().count() > 1 && !self.0.contains(&name) {
            self.0.push(name);
        }
    }

    /// Where they stand in a text, as bytes.
    fn find(&self, text: &str) -> Vec<Range<usize>> {
        let is_part = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
        let whole = |range: &Range<usize>| {
            let before = text.get(..range.start).and_then(|before| before.chars().next_back());
            let after = text.get(range.end..).and_then(|after| after.chars().next());
            !is_part(before) && !is_part(after)
        };
        self.0.iter().flat_map(|name| matches(text, name)).filter(whole).collect()
    }
}

/// Where in a text somebody may be known by something: whatever the rules on identifiers mark, the
/// study's own names, every capitalised word that no list knows, and every longer number.
pub fn places(reader: &Reader, names: &Names, text: &str) -> Vec<Trace> {
    let mut places: Vec<Trace> = reader
        .read(text)
        .into_iter()
        .filter(|mark| mark.kind == MarkKind::Identifier)
        .map(|mark| Trace {
            range: mark.bytes(text),
            what: mark.category.replace('_', " "),
            instead: placeholder(&mark, text),
        })
        .collect();
    let is_new = |places: &[Trace], range: &Range<usize>| {
        !places.iter().any(|p| p.range.start < range.end && range.start < p.range.end)
    };
    for range in names.find(text) {
        if is_new(&places, &range) {
            let what = "a name that this study knows".to_owned();
            places.push(Trace { range, what, instead: "[name]".to_owned() });
        }
    }
    for range in strangers(text) {
        if is_new(&places, &range) {
            let what = "a word that no list knows".to_owned();
            let digits = text.get(range.clone()).is_some_and(|w| w.starts_with(char::is_numeric));
            let (what, instead) =
                if digits { ("a number".to_owned(), "[number]") } else { (what, "[name]") };
            places.push(Trace { range, what, instead: instead.to_owned() });
        }
    }
    places.sort_unstable_by_key(|place| place.range.start);
    places
}

/// Every text that would leave under a plan, each once, in an order that does not change.
pub fn items(study: &Study, plan: &Plan, picked: &[(ObsIx, &Record)]) -> Vec<Item> {
    let mut items = Vec::new();
    let mut seen: BTreeSet<Digest> = BTreeSet::new();
    let mut add = |text: &str, part: &'static str, code: Option<Code>| {
        if !text.is_empty() && seen.insert(Digest::of(text)) {
            items.push(Item { text: text.to_owned(), part, code });
        }
    };
    for (_, record) in picked {
        let code = Some(record.id().code());
        for field in plan.columns() {
            match field {
                Field::Text => add(record.text(), "text", code),
                Field::Extra(extra) => {
                    add(record.extra(extra).unwrap_or_default(), extra.word(), code);
                }
                Field::Author
                | Field::Coder
                | Field::Kind
                | Field::Stance
                | Field::Origin
                | Field::Setting
                | Field::Period
                | Field::Delay => {}
            }
        }
    }
    if plan.has_table(Beside::Taggings) || plan.has_table(Beside::Agreement) {
        for tag in tags(study) {
            for (part, text) in parts(tag) {
                if !is_shipped(tag, text) {
                    add(text, part, None);
                }
            }
        }
    }
    for (part, text, sheet) in sheets::texts(study, plan) {
        add(&text, part, sheet.map(|sheet| sheet.id().code()));
    }
    // Whoever wrote the plan meant its words to leave, but where they may say who somebody is.
    let names = Names::listed(study);
    for (part, text) in plan.clone().words() {
        if !study.reviews(Digest::of(text)).is_empty() || may_identify(&names, text) {
            add(text, part, None);
        }
    }
    items
}

/// Whether the rules on identifiers mark anything in a text, or it has a name of the study's list.
fn may_identify(names: &Names, text: &str) -> bool {
    let marks = Reader::built_in().read(text);
    marks.iter().any(|mark| mark.kind == MarkKind::Identifier) || !names.find(text).is_empty()
}

/// The tags that a release may name: those that were defined on purpose.
pub fn tags(study: &Study) -> impl Iterator<Item = &Tag> {
    let listed = study.codebook().listed().into_iter();
    listed.filter(|tag| tag.status() != Status::Provisional && tag.merged_into().is_none())
}

/// The words of a tag, with what each is.
pub fn parts(tag: &Tag) -> [(&'static str, &str); 5] {
    [
        ("tag name", tag.name()),
        ("tag group", tag.group()),
        ("tag definition", tag.definition()),
        ("tag include", tag.include()),
        ("tag exclude", tag.exclude()),
    ]
}

/// Whether a text of a tag is that of the codebook which comes with the program.
pub fn is_shipped(tag: &Tag, text: &str) -> bool {
    let of = |card: &TagCard| {
        let words = [&card.name, &card.group, &card.definition, &card.include, &card.exclude];
        card.name == tag.name() && words.into_iter().any(|word| word == text)
    };
    SHIPPED.iter().any(of)
}

/// What became of a text.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Outcome {
    /// It leaves, in these words, with so many pieces replaced.
    Leaves(String, usize),
    /// Somebody decided that it stays.
    Out,
    /// Nobody, or too few, have looked it over.
    Waits,
}

/// What was decided about a text. What one reviewer lets stay, stays; what several replaced is replaced,
/// whoever looked last.
pub fn outcome(study: &Study, text: &str, plan: &Plan) -> Outcome {
    let first = once(study, text);
    let Outcome::Leaves(words, _) = &first else { return first };
    let is_seen_twice = study.reviews(Digest::of(text)).len() > 1
        || plan.seconded.contains(&(Digest::of(text), Digest::of(words)));
    if plan.texts.two_reviewers && !is_seen_twice { Outcome::Waits } else { first }
}

/// The same where one pair of eyes is enough.
pub fn once(study: &Study, text: &str) -> Outcome {
    let reviews = study.reviews(Digest::of(text));
    if reviews.is_empty() {
        return Outcome::Waits;
    }
    let mut pieces: Pieces = Vec::new();
    for review in reviews {
        match &review.verdict {
            Passed::Out => return Outcome::Out,
            Passed::Whole => {}
            // What does not fit the text was never decided about it.
            Passed::Redacted(some) if redacted(text, some).is_none() => return Outcome::Waits,
            Passed::Redacted(some) => pieces.extend(some.iter().cloned()),
        }
    }
    let pieces = joined(pieces);
    redacted(text, &pieces).map_or(Outcome::Waits, |words| Outcome::Leaves(words, pieces.len()))
}

/// Pieces of several reviewers as those of one: where two overlap, all of both is replaced by what
/// stands instead of the first.
fn joined(mut pieces: Pieces) -> Pieces {
    pieces.sort();
    let mut joined: Pieces = Vec::new();
    for (from, to, instead) in pieces {
        match joined.last_mut() {
            Some((_, until, _)) if from < *until => *until = to.max(*until),
            Some(_) | None => joined.push((from, to, instead)),
        }
    }
    joined
}

impl Plan {
    /// The plan with its own words as they were reviewed.
    ///
    /// # Errors
    /// Words that may say who somebody is and that nobody looked over, or that may not leave though
    /// the release needs them.
    pub fn reviewed(&self, study: &Study) -> Result<Self, PlanError> {
        let mut plan = self.clone();
        let names = Names::listed(study);
        for (part, text) in plan.words() {
            if text.is_empty() {
                continue;
            }
            match outcome(study, text, self) {
                Outcome::Leaves(words, _) => *text = words,
                Outcome::Out => text.clear(),
                Outcome::Waits if may_identify(&names, text) => {
                    return Err(wrong(format!(
                        "the {part} may say who somebody is, and nobody has looked it over: \
                         asdone release review --list shows it"
                    )));
                }
                Outcome::Waits => {}
            }
        }
        plan.whole()?;
        Ok(plan)
    }
}

/// Pieces of a text by their first and last byte, and what stands there instead.
pub type Pieces = Vec<(u32, u32, String)>;

/// Why pieces that a person named cannot be replaced.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Unfound {
    /// What is wrong.
    pub what: String,
    /// What to write instead.
    pub instead: &'static str,
}

/// What is marked in a text, each replaced by what is suggested.
pub fn marked(places: Vec<Trace>) -> Pieces {
    in_order(places.into_iter().map(|p| (p.range.start, p.range.end, p.instead)).collect())
}

/// What a person names in a text as `WORDS=INSTEAD`, wherever it stands.
///
/// # Errors
/// Words that do not stand there, or two that overlap.
pub fn named(text: &str, with: &[String]) -> Result<Pieces, Unfound> {
    let mut pieces: Vec<(usize, usize, String)> = Vec::new();
    for pair in with {
        let (words, instead) = pair.split_once('=').ok_or_else(|| Unfound {
            what: format!("\"{pair}\" has no ="),
            instead: "write the words, then =, then what stands there instead",
        })?;
        let places: Vec<usize> = if words.is_empty() {
            Vec::new()
        } else {
            text.match_indices(words).map(|(at, _)| at).collect()
        };
        if places.is_empty() {
            return Err(Unfound {
                what: format!("\"{words}\" does not stand in this text"),
                instead: "write the words exactly as they stand there",
            });
        }
        pieces.extend(places.iter().map(|at| (*at, at + words.len(), instead.to_owned())));
    }
    pieces.sort_unstable_by_key(|(from, to, _)| (*from, *to));
    if pieces.windows(2).any(|pair| matches!(pair, [a, b] if a.1 > b.0)) {
        return Err(Unfound {
            what: "two of the pieces overlap".to_owned(),
            instead: "name the longer one only",
        });
    }
    Ok(in_order(pieces))
}

fn in_order(mut pieces: Vec<(usize, usize, String)>) -> Pieces {
    pieces.sort_unstable_by_key(|(from, to, _)| (*from, *to));
    let small = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
    pieces.into_iter().map(|(from, to, instead)| (small(from), small(to), instead)).collect()
}

/// A text with pieces of it replaced; `None` where the pieces do not fit it.
pub fn redacted(text: &str, pieces: &[(u32, u32, String)]) -> Option<String> {
    let mut words = String::with_capacity(text.len());
    let mut at = 0;
    for (from, to, instead) in pieces {
        let (from, to) = (usize::try_from(*from).ok()?, usize::try_from(*to).ok()?);
        text.get(from..to)?;
        words.push_str(text.get(at..from)?);
        words.push_str(instead);
        at = to;
    }
    words.push_str(text.get(at..)?);
    Some(words)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_two_reviewers_replace_is_replaced_together() {
        let piece = |from, to, instead: &str| (from, to, instead.to_owned());
        let both = joined(vec![piece(9, 12, "c"), piece(0, 4, "a"), piece(2, 6, "b")]);
        assert_eq!(both, [piece(0, 6, "a"), piece(9, 12, "c")]);
        assert_eq!(redacted("0123456789abcdef", &both).unwrap(), "a678ccdef");
    }

    #[test]
    fn pieces_are_replaced_in_order_and_only_where_they_fit() {
        let text = "Rang Siân Prosser on 07700 900123.";
        let reader = Reader::built_in();
        let places = places(&reader, &Names::default(), text);
        let pieces: Vec<(u32, u32, String)> = places
            .iter()
            .map(|p| (p.range.start as u32, p.range.end as u32, p.instead.clone()))
            .collect();
        let words = redacted(text, &pieces).unwrap();
        assert!(!words.contains("Prosser") && !words.contains("900123"), "{words}");
        assert_eq!(redacted(text, &[(6, 8, String::new())]), None, "in the middle of a letter");
        assert_eq!(redacted(text, &[(9, 4, String::new())]), None);
        assert_eq!(redacted(text, &[(4, 900, String::new())]), None);
    }

    #[test]
    fn the_study_s_own_names_are_pointed_out_as_whole_words() {
        let names = Names::default().and("# people\nllŷr\n14 Elm Road\n");
        let found = |text: &str| -> Vec<String> {
            names.find(text).into_iter().map(|range| text[range].to_owned()).collect()
        };
        assert_eq!(found("llyr went to 14 elm road, LLŶR said"), ["llyr", "LLŶR", "14 elm road"]);
        assert_eq!(found("llyrs and 114 Elm Roads"), Vec::<String>::new());
    }

    #[test]
    fn review_is_stricter_than_writing() {
        let reader = Reader::built_in();
        let found = |text: &str| -> Vec<String> {
            places(&reader, &Names::default(), text)
                .iter()
                .map(|p| text[p.range.clone()].to_owned())
                .collect()
        };
        assert_eq!(found("Zorvek was at Quillby again."), ["Zorvek", "Quillby"]);
        assert_eq!(found("Asked the duty desk on Monday; nobody had it."), Vec::<String>::new());
        assert_eq!(found("It is file 4417 of room 12."), ["4417"]);
    }
}
