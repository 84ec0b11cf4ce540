//! The inline shorthand of the capture line and of jotted lines: `#tag`, `@setting`,
//! `@"duty desk"`, `!w`, and a time at the start (`-15m`, `14:20`, `yesterday 16:05`).
//!
//! Reading never fails: what is not understood stays text, and is pointed at.

mod scan;

use std::ops::Range;

use super::{Consent, when};
use crate::study::{Kind, Moment, Study, Tag, TagKey};

/// What a line says, with where in the line it says so.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Reading {
    /// The words that are left. Defined tags, settings, kind and time are taken out; a new tag in
    /// the middle of a sentence leaves its word there, since it is the person's own word.
    pub text: String,
    /// When it happened, where the line begins with a time.
    pub happened_at: Option<Moment>,
    /// What was guessed of that time, as a part of a sentence.
    pub guess: Option<String>,
    /// What has to be asked where the line begins like a time and cannot be read as one.
    pub unclear: Option<(Range<usize>, String)>,
    /// `!w`
    pub kind: Option<Kind>,
    /// `@setting`, spelled as the study spells it where it is known.
    pub setting: Option<String>,
    /// `#tag`, each once.
    pub tags: Vec<Mention>,
    /// Parts of the line that were understood, for showing as one types; byte ranges, in order.
    pub understood: Vec<(Range<usize>, Part)>,
    /// Parts that look like shorthand and cannot be what they look like; byte ranges, in order.
    pub troubles: Vec<(Range<usize>, String)>,
}

/// A tag named in a line.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Mention {
    /// Folded name as typed.
    pub key: TagKey,
    /// What it is to the codebook.
    pub known: Known,
}

/// What a name is to the codebook.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Known {
    /// It is this tag (merges followed).
    Tag(TagKey),
    /// It is new: it will be provisional.
    New,
    /// It is new, and one slip away from these names.
    Near(Vec<String>),
}

/// What a part of a line was understood as.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Part {
    /// A tag that is known.
    Tag,
    /// A tag that is new.
    NewTag,
    /// A tag one slip away from a known one.
    NearTag,
    /// The place behind `@`.
    Setting,
    /// The letter or word behind `!`.
    Kind,
    /// A time, at the beginning of the line.
    Time,
}

/// Reads a line, or several.
pub fn read(line: &str, study: &Study, now: Moment) -> Reading {
    let mut reading = Reading::default();
    let begins = line.len() - line.trim_start().len();
    let mut from = 0;
    let mut until = None;
    match line.get(begins..).and_then(|line| when::start(line, now)) {
        Some(when::Start { taken, at: Ok(understood), until: end }) => {
            from = begins + taken;
            until = end;
            reading.happened_at = Some(understood.at);
            reading.guess = understood.guess;
            reading.understood.push((begins..from, Part::Time));
            let rest = line.get(from..).unwrap_or_default();
            let first = rest.lines().next().unwrap_or_default();
            let words = when::line::behind(first);
            from += place(first, words);
        }
        Some(when::Start { taken, at: Err(why), until: _ }) => {
            reading.unclear = Some((begins..begins + taken, why.clone()));
            reading.troubles.push((begins..begins + taken, why));
        }
        None => {}
    }
    scan::words(line, from, (study, Slips::Shown), &mut reading);
    if let Some(until) = until {
        reading.text = with_end(&reading.text, until);
    }
    reading
}

/// Where `words`, a part of `line`, begin in it.
fn place(line: &str, words: &str) -> usize {
    if words.is_empty() { line.len() } else { line.find(words).unwrap_or(0) }
}

/// Words with the end of the stretch that they began with: a note has one time.
pub(crate) fn with_end(words: &str, until: chrono::NaiveTime) -> String {
    if words.trim().is_empty() {
        return words.to_owned();
    }
    format!("{words} (until {})", until.format("%H:%M"))
}

/// Whether a new tag is compared with every tag there is, to show what may be a slip.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Slips {
    Shown,
    Passed,
}

/// Reads a line of a file, which has had its time taken off already. Where new tags are meant, none
/// is compared with every tag there is: a file may bring as many as it has lines.
pub(crate) fn read_words(line: &str, study: &Study, consent: Consent) -> Reading {
    let slips = if consent.new_tags { Slips::Passed } else { Slips::Shown };
    let mut reading = Reading::default();
    scan::words(line, 0, (study, slips), &mut reading);
    reading
}

/// What `name` is to the codebook of `study`: known, new, or one slip (an added, missing, wrong or
/// swapped letter) away from known names.
pub fn known(study: &Study, name: &TagKey) -> Known {
    if let Some(key) = meant(study, name) {
        return Known::Tag(key);
    }
    let length = name.as_str().chars().count();
    if length < SHORTEST_SLIP {
        return Known::New;
    }
    let codebook = study.codebook();
    let slip = |tag: &Tag| {
        tag.is_offered()
            && tag.name().chars().count().abs_diff(length) <= 1
            && strsim::osa_distance(&tag.name().to_lowercase(), name.as_str()) == 1
    };
    // The list is only put in order where there is something to list.
    if !codebook.all().iter().any(slip) {
        return Known::New;
    }
    let near = codebook.listed().into_iter().filter(|tag| slip(tag));
    Known::Near(near.map(|tag| tag.name().to_owned()).collect())
}

/// The tag that `name` counts for in the codebook of `study`, after merges. Unlike [`known`] it
/// looks for no slips, and so at no other tag.
pub(crate) fn meant(study: &Study, name: &TagKey) -> Option<TagKey> {
    let codebook = study.codebook();
    let tag = codebook.find(name.as_str())?;
    let meant = codebook.ix(tag.key()).and_then(|ix| codebook.get(codebook.resolve(ix)));
    Some(meant.unwrap_or(tag).key().clone())
}

/// Names shorter than this are one slip away from too many others to ask about.
const SHORTEST_SLIP: usize = 3;
