//! Times as people type them: `-15m`, `14:20`, `yesterday 16:05`, `2026-03-03 09:15`, `2 hours
//! ago`, `monday 9:30` (the last one, never the coming one).

use super::Refusal;
use crate::study::Moment;

/// Reads a whole text as a time, relative to `now`. A clock time alone is today's, or yesterday's
/// where today's is more than an hour to come (someone noting last night after midnight).
///
/// # Errors
/// [`Refusal::BadTime`], saying what is wrong ("there is no 30 February").
pub fn read(text: &str, now: Moment) -> Result<Moment, Refusal> {
    let _ = (text, now);
    todo!()
}

/// A moment as people say it beside `now`: "14:20, 12 min ago", "yesterday 16:05", "Tue 3 Mar
/// 09:15", "3 Mar 2025 09:15".
pub fn say(at: Moment, now: Moment) -> String {
    let _ = (at, now);
    todo!()
}
