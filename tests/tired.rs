//! The trial of a tired user: the real program in a pseudo-terminal, used as somebody would who has
//! not slept. Nothing that was typed is lost, and nothing secret ends up in a note.
#![cfg(unix)]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests may panic"
)]

#[path = "common/desk.rs"]
mod desk;
#[path = "common/pty.rs"]
mod pty;

#[path = "tired/asked.rs"]
mod asked;
#[path = "tired/trial.rs"]
mod trial;
