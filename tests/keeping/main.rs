//! Keeping a study: erasing, copies elsewhere, putting back, and repair on request.

#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "a test says so by failing"
)]

#[path = "../journal_kit/mod.rs"]
mod journal_kit;

#[path = "../common/desk.rs"]
mod desk;

mod apart;
mod commands;
mod copies;
mod erase;
mod repair;
