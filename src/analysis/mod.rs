//! Questions asked of a study. Pure: the same study and question give the same answer, and nothing
//! is kept that could go stale without its owner noticing ([`Corpus`] knows the revision it is of).
//!
//! [`Corpus`] is the record's text folded for case and accents, in one piece, so that every key
//! press can search all of it. [`Query`] is the filter language. [`fn@tally`] and its neighbours count.

pub mod agreement;
mod calendar;
mod corpus;
pub mod debrief;
pub mod exit;
pub mod heat;
pub mod lessons;
pub mod mask;
pub mod pairs;
pub mod plain;
pub mod query;
pub mod reflections;
pub mod round;
pub mod saturation;
pub mod scope;
pub mod settle;
pub mod shift;
pub mod strata;
pub mod tally;
pub mod text;
pub mod together;
pub mod trend;
pub mod voices;
pub(crate) mod written;

pub use corpus::Corpus;
pub use exit::{Exit, Leaves};
pub use mask::{Count, Policy};
pub use query::{Expr, Found, Order, Query, QueryError, Token};
pub use scope::{Scope, View};
pub use shift::Shift;
pub use shift::coverage::{Coverage, Wanted, coverage};
pub use tally::{By, Row, Share, Tally, tally, wilson};
pub use text::{fold, matches};
