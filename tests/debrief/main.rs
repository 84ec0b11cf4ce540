//! Audience, debriefs and forms: what a person decides, enters and reads back, as deeds, on the
//! screens, and in a process that is killed in the middle.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test that cannot go on fails"
)]

#[path = "../hands/mod.rs"]
mod hands;
#[path = "../common/pty.rs"]
mod pty;

mod asked;
mod audience;
#[cfg(unix)]
mod cut_off;
mod deeds;
mod held;
mod own_forms;

use asdone::tui::harness::Harness;

/// The screen at both sizes, as a snapshot each.
fn both(name: &str, harness: &mut Harness) {
    for (wide, high) in [(80, 24), (60, 20)] {
        harness.resize(wide, high);
        insta::assert_snapshot!(format!("{name}_{wide}x{high}"), harness.screen());
    }
    harness.resize(80, 24);
}
