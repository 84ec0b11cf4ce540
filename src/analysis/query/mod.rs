//! The filter language, one for the screen and the shell.
//!
//! Words side by side must all hold; `-` before a term turns it round; `or` between two terms lets
//! either hold, and binds tighter than standing side by side; brackets hold together. Terms: a bare
//! word (found inside words too, case and accents folded), a `"phrase"`, `tag:NAME` (a group's name
//! or a name ending in `*` means any of them), `kind:`, `setting:`, `origin:`, `stance:`,
//! `source:`, `audience:`, `group:`, `since:` and `until:` (`2w`, `10d`, `2026-03-03`,
//! `yesterday`), `on:`, `week:`, `hour:9-11`, `day:mon`, `id:kx7qd`, `untagged`, `tagged`,
//! `provisional`, `amended`, `later`, `withdrawn`. As in the capture line, `#x`, `@x` and `!x` stand
//! for `tag:x`, `setting:x` and `kind:x`. See `docs/query.md`.

mod check;
mod run;
mod suggest;
mod syntax;
pub(super) mod term;
mod when;

use std::ops::Range;

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use self::check::Node;
pub use self::check::is_state;
pub use self::syntax::{Expr, Token};
use super::corpus::Texts;
use super::{Corpus, View, text};
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
        let tame = |text: &str| -> String {
            let show = |letter: char| if letter.width().is_none() { ' ' } else { letter };
            text.chars().map(show).collect()
        };
        let before = tame(query.get(..self.at.start).unwrap_or(query));
        let meant = tame(query.get(self.at.clone()).unwrap_or_default());
        let carets = "^".repeat(meant.width().max(1));
        format!("{}\n{}{carets}", tame(query), " ".repeat(before.width()))
    }
}

/// A query, parsed and checked against a study.
///
/// It goes on being true as the study grows: what a group or a merged tag takes in is settled when
/// it runs. What `since:2w` means is settled when it is read.
#[derive(Clone, Debug)]
pub struct Query {
    expr: Expr,
    node: Node,
    /// Whether withdrawn ones are looked at too.
    withdrawn: bool,
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
    /// Of how many (all that stand in the scope).
    pub of: usize,
    /// How many more there are that were not looked at.
    pub beyond: usize,
}

impl Query {
    /// Reads a query; an empty one finds everything. `now` is what `since:2w` counts from.
    ///
    /// # Errors
    /// The first thing that is wrong, with where.
    pub fn parse(typed: &str, study: &Study, now: Moment) -> Result<Self, QueryError> {
        let expr = syntax::parse(typed)?;
        let node = check::check(&expr, study, now)?;
        let withdrawn = node.asks_for_withdrawn();
        Ok(Self { expr, node, withdrawn })
    }

    /// Whether it lets everything through.
    pub fn is_empty(&self) -> bool {
        self.expr == Expr::All(Vec::new())
    }

    /// The query as it was written, term by term.
    pub fn expr(&self) -> &Expr {
        &self.expr
    }

    /// The query in plain spacing; reading it again gives the same query.
    pub fn to_text(&self) -> String {
        self.expr.to_string()
    }

    /// Runs the query in a view. `corpus` must have been refreshed from the same study.
    pub fn run(&self, view: View<'_>, corpus: &Corpus, order: Order) -> Found {
        let (rows, of) = self.rows(view, corpus);
        Found { hits: run::ordered(&rows, view.study(), corpus, order), of, beyond: 0 }
    }

    /// Runs the query for one command: no more is made ready for it than it looks at.
    pub fn run_once(&self, view: View<'_>, order: Order) -> Found {
        let texts = if self.node.searches_text() { Texts::Folded } else { Texts::LeftOut };
        self.run(view, &Corpus::once(view.study(), texts), order)
    }

    /// Where the words of the query occur in `text`, for highlighting: byte ranges, in order, not
    /// overlapping. Words that must not occur are left out.
    pub fn highlights(&self, text: &str) -> Vec<Range<usize>> {
        let mut words = Vec::new();
        self.node.words(true, &mut words);
        text::merged(words.into_iter().flat_map(|word| text::matches(text, word)).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn carets_stand_under_what_is_meant_however_wide_it_is() {
        let error = QueryError { at: 7..11, message: "no".into() };
        assert_eq!(error.pointed_at("家\tab wrok x"), "家 ab wrok x\n      ^^^^");
        let end = QueryError { at: 2..2, message: "no".into() };
        assert_eq!(end.pointed_at("ab"), "ab\n  ^");
        let outside = QueryError { at: 9..12, message: "no".into() };
        assert_eq!(outside.pointed_at("ab"), "ab\n  ^");
    }
}
