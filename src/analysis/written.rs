//! Times and days as people write them: the one grammar by which a line, a field, a file and a filter
//! are read (`docs/times.md`). What a time then means (which half of the day, which offset, whether
//! it can be) is for whoever asks: `actions/when.rs` for moments, `query/when.rs` for filters.

pub(crate) mod back;
pub(crate) mod calendar;
pub(crate) mod clock;
pub(crate) mod names;
pub(crate) mod slip;
pub(crate) mod typed;
