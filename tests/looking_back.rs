//! Shifts, prompts, reflection and coverage, as a person would tell it.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "tests may panic"
)]

#[path = "common/pty.rs"]
mod pty;

#[path = "looking_back/coverage.rs"]
mod coverage;
#[path = "looking_back/crash.rs"]
mod crash;
#[path = "looking_back/prompts.rs"]
mod prompts;
#[path = "looking_back/questions.rs"]
mod questions;
#[path = "looking_back/screens.rs"]
mod screens;
#[path = "looking_back/stops.rs"]
mod stops;
