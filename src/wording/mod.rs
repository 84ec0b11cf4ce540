//! Reading a note as it is written: words that look back, blame, label or name one cause, and things
//! by which a person could be known. It marks and asks; it never blocks, scores or counts.
//!
//! Rules are data ([`Layer`]): those that come with the program, the person's own over them, the
//! study's own on top. A [`Reader`] is made of them once and reads a note in microseconds: the note
//! is made plain, a search for stems wakes the few rules that could speak, and guards keep those
//! quiet whose subject is a device, whose words are quoted, mentioned or denied. `docs/wording.md`
//! says what is marked and what is not, with sources and figures.

mod check;
mod edit;
mod guard;
mod identify;
mod mark;
mod pack;
mod phrase;
mod reader;
mod rule;
mod stems;
mod text;

pub use check::{Checked, check, check_one};
pub use edit::{allowing, disabling};
pub use identify::{RULES as IDENTIFIER_RULES, placeholder, strangers};
pub use mark::{Mark, MarkKind};
pub use pack::{BLANK, BUILT_IN, BUILT_IN_NAME, Category, PackError};
pub use reader::{Layer, Reader, in_year};
pub use rule::Rule;
