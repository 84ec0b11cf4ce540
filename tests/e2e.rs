//! The real program in a pseudo-terminal, from the first run to the next morning.

#[path = "common/pty.rs"]
mod pty;
