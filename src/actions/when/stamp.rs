//! Dates with times as programs write them: `2026-03-03T14:20:00.000+01`, `20260303T142000Z`,
//! `2026-03-03 14:20:31.250 +01:00`.

use chrono::NaiveDateTime;

use super::typed::At;
use super::{calendar, clock};
use crate::study::Moment;

/// What was stamped: the clock on the wall, and how far it was ahead of UTC where that is said.
pub(super) struct Stamp {
    pub(super) local: NaiveDateTime,
    pub(super) ahead: Option<i16>,
}

impl Stamp {
    /// As a moment, where the offset is said.
    pub(super) fn moment(&self) -> Option<Moment> {
        self.ahead.map(|ahead| Moment::at_local(self.local, ahead))
    }
}

/// A stamp here: which it is, or why it cannot be one.
pub(super) fn stamp(at: At<'_>) -> Option<(Result<Stamp, String>, At<'_>)> {
    let (date, at) = match at.digits(8, 8) {
        Some((run, next)) => (calendar::run(run)?, next),
        None => calendar::year_first(at)?,
    };
    // An offset stands behind "T" or a blank, a time that it belongs to, and at most one blank.
    let spaced = at.peek() == Some(' ');
    let at = at.eat('t').or_else(|| at.gap())?;
    let from = at;
    let (time, at) = match at.digits(6, 6) {
        Some((run, next)) => (clock::on_the_clock(run / 10_000, run / 100 % 100, run % 100), next),
        None => {
            let (clock, next) = clock::stamped(at)?;
            (clock, next)
        }
    };
    // "2026-03-03 09:15-10:00" is a stretch that a person wrote, and no offset.
    let minutes_only = at.byte().saturating_sub(from.byte()) <= "09:15".len();
    let stretch = spaced && minutes_only && at.blanks().peek() == Some('-');
    let (ahead, at) = match offset(at).filter(|_| !stretch) {
        Some((ahead, next)) => (Some(ahead), next),
        None => (None, at),
    };
    if !at.is_edge() {
        return None;
    }
    let stamp = date.and_then(|date| {
        let local = date.and_time(time?);
        Ok(Stamp { local, ahead: ahead.transpose()? })
    });
    Some((stamp, at))
}

/// `Z`, `+01`, `+0100`, `+01:00`, ` +01:00`, ` UTC`: minutes ahead of UTC.
fn offset(at: At<'_>) -> Option<(Result<i16, String>, At<'_>)> {
    let here = at.blanks();
    if let Some((word, next)) = here.word() {
        return matches!(word.as_str(), "z" | "utc" | "gmt").then_some((Ok(0), named(next)));
    }
    let (sign, digits) = match here.eat('+') {
        Some(next) => (1, next),
        None => (-1, here.eat('-')?),
    };
    let (hours, minutes, next) = match digits.digits(4, 4) {
        Some((run, next)) => (run / 100, run % 100, next),
        None => {
            let (hours, next) = digits.digits(2, 2)?;
            // "14:20:00 -10 degrees" has no offset.
            (here.is_at(at) || next.peek() == Some(':')).then_some(())?;
            match next.eat(':').and_then(|next| next.digits(2, 2)) {
                Some((minutes, next)) => (hours, minutes, next),
                None => (hours, 0, next),
            }
        }
    };
    let ahead = i16::try_from(hours * 60 + minutes).ok();
    let ahead = ahead.filter(|ahead| *ahead <= 18 * 60 && minutes < 60).map(|ahead| sign * ahead);
    Some((
        ahead.ok_or_else(|| "no clock is that far ahead of or behind UTC".to_owned()),
        named(next),
    ))
}

/// Behind the name that some programs write in brackets: `[Europe/London]`.
fn named(at: At<'_>) -> At<'_> {
    let Some(mut next) = at.eat('[') else { return at };
    while let Some(c) = next.peek() {
        next = next.on(1);
        if c == ']' {
            return next;
        }
    }
    at
}
