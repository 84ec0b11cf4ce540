//! What leaves, in words, with what somebody could be known by marked.

use serde_json::{Value, json};

use crate::cli::show::fact;
use crate::cli::{Failure, Shell, text};
use crate::share::parts::{Part, parts};
use crate::study::{Change, Study};
use crate::wording::{MarkKind, Reader};

/// Prints what leaves, and below each part what somebody could be known by. How many such places
/// there are.
pub(super) fn show(
    shell: &mut Shell,
    study: &Study,
    reader: &Reader,
    changes: &[Change],
) -> Result<usize, Failure> {
    let mut marked = 0;
    for (name, words) in changes.iter().flat_map(|change| parts(study, change)) {
        fact(shell, &name, &words)?;
        for found in marks(reader, &words) {
            marked += 1;
            shell.out.line(&format!("    look again: {found}"))?;
        }
    }
    Ok(marked)
}

/// What somebody could be known by in a text, with what it looks like.
fn marks(reader: &Reader, words: &str) -> Vec<String> {
    let marks = reader.read(words);
    let marks = marks.iter().filter(|mark| mark.kind == MarkKind::Identifier);
    let found = marks.map(|mark| {
        let kind = mark.category.replace('_', " ");
        format!("\"{}\" ({kind})", text::one_line(mark.words(words)))
    });
    found.collect()
}

/// The same as JSON.
pub(super) fn as_json(study: &Study, reader: &Reader, changes: &[Change]) -> Value {
    let parts = changes.iter().flat_map(|change| parts(study, change));
    let part = |(name, words): Part| {
        let marks = marks(reader, &words);
        json!({ "part": name, "words": words, "look_again": marks })
    };
    parts.map(part).collect()
}
