//! Pages for people who have no asdone: one file each, which needs no network and runs no script.
//! What may be on a page is asked of [`crate::analysis::Exit`], what it counts of a
//! [`crate::analysis::View`]; here it only gets its form.

pub mod chart;
mod dataset;
mod printed;
mod report;
mod sheet;
mod words;

pub use dataset::{Dataset, Shown, Tallied, dataset};
pub use printed::{printed, read_back};
pub use report::{Asked, report};
