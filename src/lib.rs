//! Asdone ("work as done"): a terminal notebook for studies of normal work.
//!
//! Practitioners record short observations of everyday work, tag them, find them again and see what
//! they add up to. This page is the map of the house.
//!
//! One way in, one way out:
//!
//! ```text
//!  key / argument ─► tui or cli ─► actions ─► changes ─► journal ─► entries ─► Study::apply ─► analysis ─► view
//!                    (intent)      (pure)    (values)   (durable)             (the fold)       (pure)
//! ```
//!
//! | room | what it is |
//! |---|---|
//! | [`study`] | what a study is: pure values, changes, the fold |
//! | [`forms`] | what is asked, as data: prompts, agenda, statuses |
//! | [`wording`] | reading a note as it is written: hindsight, blame, identifiers |
//! | [`analysis`] | questions asked of a study: filter, tallies, trends |
//! | [`pages`] | pages for people who have no asdone: report, brief, records, in HTML |
//! | [`actions`] | what a person can do, as pure functions that give changes or a refusal |
//! | [`journal`] | the append-only log on disk, witnessed twice |
//! | [`files`] | one's own study in and out: jotted lines, CSV, JSON lines, codebook tables |
//! | [`release`] | what may leave as a data set: plan, review, disclosure control, tables, package, projects for other programs |
//! | [`config`] | the world outside: clock, paths, settings |
//! | [`open`] | one open study: journal, fold, inbox, copies and key; what both faces work through |
//! | [`cli`] | the plain commands |
//! | [`tui`] | the screens: model, update, view, and the runtime under them |
//!
//! Imports go one way only, and `tests/architecture.rs` says so.

pub mod actions;
pub mod analysis;
pub mod cli;
pub mod config;
pub mod files;
pub mod forms;
pub mod journal;
pub mod open;
pub mod pages;
pub mod release;
pub mod share;
pub mod study;
pub mod tui;
pub mod wording;
