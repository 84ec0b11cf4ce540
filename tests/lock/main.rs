//! A sealed study on the screens: locked at the start, by key, when idle and when stopped; a note
//! that is written meanwhile; and the way back in.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stderr,
    reason = "a test that cannot go on fails"
)]

#[path = "../common/desk.rs"]
mod desk;
#[path = "../common/pty.rs"]
mod pty;

mod access;
mod first_run;
mod keys;
mod processes;
mod sealing;
mod terminal;
mod way_in;
