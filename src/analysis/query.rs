//! The filter language, one for the screen and the shell.
//!
//! Words side by side must all hold; `-` before a term turns it round; `or` between two terms lets
//! either hold. Terms: a bare word (found inside words too, case and accents folded), a `"phrase"`,
//! `tag:NAME` (a group's name or a name ending in `*` means any of them), `kind:`, `setting:`,
//! `origin:`, `stance:`, `source:`, `audience:`, `group:`, `since:` and `until:` (`2w`, `10d`,
//! `2026-03-03`, `yesterday`), `on:`, `hour:9-11`, `day:mon`, `id:kx7qd`, `untagged`, `tagged`,
//! `provisional`, `amended`, `later`, `withdrawn`. See `docs/query.md`.

use std::ops::Range;

use super::Corpus;
use crate::study::{Moment, ObsIx, Study};

/// What is wrong with a query, and where.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error("{message}")]
pub struct QueryError {
    /// Byte range of the query that is meant.
    pub at: Range<usize>,
    /// What is wrong with it, with what to write instead where that can be told.
    pub message: String,
}

impl QueryError {
    /// The query with a line of carets under the part that is meant, for the shell.
    pub fn pointed_at(&self, query: &str) -> String {
        let _ = query;
        todo!()
    }
}

/// A query, parsed and checked against a study.
#[derive(Clone, Debug)]
pub struct Query {
    _private: (),
}

/// The order of a list.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Order {
    /// When it happened, newest first.
    #[default]
    Newest,
    /// When it happened, oldest first.
    Oldest,
    /// When it was written down, newest first.
    Recorded,
    /// Kind, then newest first.
    Kind,
    /// Setting, then newest first.
    Setting,
}

/// What a query found.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Found {
    /// The observations, in the order asked for.
    pub hits: Vec<ObsIx>,
    /// Of how many (all that stand).
    pub of: usize,
}

impl Query {
    /// Reads a query; an empty one finds everything. `now` is what `since:2w` counts from.
    ///
    /// # Errors
    /// The first thing that is wrong, with where.
    pub fn parse(typed: &str, study: &Study, now: Moment) -> Result<Self, QueryError> {
        let _ = (typed, study, now);
        todo!()
    }

    /// Whether it lets everything through.
    pub fn is_empty(&self) -> bool {
        todo!()
    }

    /// Runs the query. `corpus` must have been refreshed from the same study.
    pub fn run(&self, study: &Study, corpus: &Corpus, order: Order) -> Found {
        let _ = (study, corpus, order);
        todo!()
    }

    /// Where the words of the query occur in `text`, for highlighting: byte ranges, in order, not
    /// overlapping.
    pub fn highlights(&self, text: &str) -> Vec<Range<usize>> {
        let _ = text;
        todo!()
    }
}
