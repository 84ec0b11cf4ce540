//! A pack: rules as a person writes them, in TOML. Three are laid over each other: the one that
//! comes with the program, the person's own, and the study's. Each rule carries its own exceptions,
//! its questions, its source, and sentences that it should mark and should leave.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::Deserialize;
use thiserror::Error;

/// The rules that come with the program.
pub const BUILT_IN: &str = include_str!("data/core-en.toml");

/// What errors call the rules that come with the program.
pub const BUILT_IN_NAME: &str = "built-in rules";

/// The study's own pack while it has none: a page that says how to write one.
pub const BLANK: &str = include_str!("data/blank.toml");

/// What is wrong with a pack.
#[derive(Clone, PartialEq, Eq, Debug, Error)]
#[error("{file}, line {line}: {reason}")]
pub struct PackError {
    /// Which file, as the caller named it.
    pub file: String,
    /// The line, from 1.
    pub line: usize,
    /// What is wrong there.
    pub reason: String,
}

/// A file of rules.
#[derive(Clone, PartialEq, Eq, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct File {
    pub(super) pack: Head,
    pub(super) disable: Vec<String>,
    pub(super) enable: Vec<String>,
    pub(super) allow: Vec<String>,
    pub(super) macros: BTreeMap<String, String>,
    pub(super) category: Vec<Category>,
    pub(super) rule: Vec<RawRule>,
}

/// What a pack says of itself.
#[derive(Clone, PartialEq, Eq, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Head {
    pub(super) id: String,
    pub(super) version: String,
    pub(super) lang: String,
}

/// What the rules of one sort have in common.
#[derive(Clone, PartialEq, Eq, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Category {
    /// Its name in output.
    pub id: String,
    /// Its name for people.
    pub name: String,
    /// What such words leave out.
    pub why: String,
    /// Questions that open it again, for rules that bring none of their own.
    pub ask: Vec<String>,
    /// Where the idea comes from.
    #[serde(default)]
    pub source: String,
}

/// When a rule is quiet although its words are there.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Guard {
    /// The subject is a device or a thing, not a person.
    Device,
    /// A reason is given in the same sentence.
    Reason,
    /// It is about radios and reception, not about people talking.
    Technical,
    /// It is a guess about what has happened by now.
    Guess,
    /// The sentence says that the writer does not know.
    Unsure,
}

/// What is done with words under a negation, for example "nobody was to blame".
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Negated {
    /// They are left alone.
    #[default]
    Skip,
    /// They are marked all the same.
    Mark,
}

/// A rule as it is written.
#[derive(Clone, PartialEq, Eq, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct RawRule {
    pub(super) id: String,
    pub(super) category: String,
    pub(super) also: Vec<String>,
    pub(super) phrases: Vec<String>,
    pub(super) pattern: String,
    pub(super) stems: Vec<String>,
    pub(super) guards: Vec<Guard>,
    pub(super) negated: Negated,
    pub(super) off: bool,
    pub(super) unless_before: Vec<String>,
    pub(super) unless_after: Vec<String>,
    pub(super) unless_from: Vec<String>,
    pub(super) unless_match: Vec<String>,
    pub(super) unless_sentence: Vec<String>,
    pub(super) require_match: Vec<String>,
    pub(super) ask: Vec<String>,
    pub(super) source: String,
    pub(super) mark: Vec<String>,
    pub(super) leave: Vec<String>,
}

/// A pack that was read: its file, with the name that errors call it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Pack {
    pub(super) name: Arc<str>,
    pub(super) text: Arc<str>,
    pub(super) file: File,
}

impl Pack {
    /// Reads a pack.
    pub(super) fn read(name: &str, text: &str) -> Result<Self, PackError> {
        let file: File = toml::from_str(text).map_err(|e| {
            let line = e.span().map_or(1, |span| line_of(text, span.start));
            let reason = e.message().trim().replace('\n', " ");
            PackError { file: name.to_owned(), line, reason }
        })?;
        Ok(Self { name: name.into(), text: text.into(), file })
    }

    /// An error at the line where the rule or category `id` is named.
    pub(super) fn wrong(&self, id: &str, reason: impl Into<String>) -> PackError {
        let quoted = [format!("\"{id}\""), format!("'{id}'")];
        let at = quoted.iter().find_map(|word| self.text.rfind(word.as_str())).unwrap_or(0);
        self.error_at(at, reason.into())
    }

    /// An error at the line where `words` stand after the rule `id` begins.
    pub(super) fn wrong_at(&self, id: &str, words: &str, reason: impl Into<String>) -> PackError {
        let from = self.text.find(&format!("\"{id}\"")).unwrap_or(0);
        let rest = self.text.get(from..).unwrap_or_default();
        // A text is written as it is or with escapes; the first letters are the same in both.
        let head: String = words.chars().take_while(|c| *c != '"' && *c != '\\').collect();
        let at = rest.find(head.as_str()).map_or(from, |at| from + at);
        self.error_at(at, reason.into())
    }

    fn error_at(&self, at: usize, reason: String) -> PackError {
        PackError { file: self.name.to_string(), line: line_of(&self.text, at), reason }
    }
}

fn line_of(text: &str, at: usize) -> usize {
    text.bytes().take(at).filter(|byte| *byte == b'\n').count() + 1
}
