//! One's own study in and out: jotted lines, CSV, JSON lines, codebook tables, and the practice
//! study. Pure: text in, deeds or text out. (Data for others leaves by `release`.)
//!
//! The reader and the writer of a format stand in one file, so that a round trip can be seen whole.

mod bytes;
pub mod codebook;
pub mod codings;
pub mod csv;
pub mod demo;
pub mod jot;
pub mod jsonl;
pub mod practice;
mod qdc;
mod row;
mod sheet;
pub mod table;
mod taking;

pub use bytes::decoded;

use crate::actions::Deed;

/// What came of reading a file.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Intake {
    /// What to do: one deed for all good rows, or none where there is nothing new. Where its changes
    /// were handed over while the rows were read, they are not in it.
    pub deed: Option<Deed>,
    /// Rows that are new.
    pub new: usize,
    /// Rows that are in the study already.
    pub already: usize,
    /// What else a person wants to know of it: new tags, times that were added, what came to notes
    /// that were here; one sentence each.
    pub notes: Vec<String>,
    /// Rows that could not be taken in, for the person to put right.
    pub bad: Vec<BadLine>,
}

/// A row that could not be taken in.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct BadLine {
    /// Its number, from 1.
    pub number: usize,
    /// As it stood.
    pub line: String,
    /// What is wrong with it and what to do.
    pub reason: String,
    /// Whether it says again what was erased on request: it is shown and kept nowhere.
    pub erased: bool,
}
