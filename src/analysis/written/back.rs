//! Distances back from now in hours and minutes: `-15m`, `-1h30m`, `20 min ago`, `an hour ago`.

use super::names;
use super::typed::At;

type Minutes = Result<i64, String>;

/// How many minutes back is said here: `-15m`, `-2 h`, `20 min ago`, `half an hour ago`.
pub(crate) fn back(at: At<'_>) -> Option<(Minutes, At<'_>)> {
    if let Some(next) = at.eat('-') {
        return length(next).filter(|(_, next)| next.is_edge());
    }
    for (words, minutes) in [("half an hour", 30), ("quarter of an hour", 15), ("half hour", 30)] {
        if let Some(next) = at.eat_all(words) {
            return Some((Ok(minutes), ago(next)?));
        }
    }
    // Days back are days of the calendar, which are not always 24 hours long.
    let (_, each, _) = part(at)?;
    let (minutes, next) = length(at).filter(|_| each <= 60)?;
    Some((minutes, ago(next)?))
}

fn ago(at: At<'_>) -> Option<At<'_>> {
    at.gap()?.eat_word("ago").filter(|next| next.is_edge())
}

/// `1h30m`, `2 hours`, `an hour`. A number after hours may go without its unit.
fn length(at: At<'_>) -> Option<(Minutes, At<'_>)> {
    const LONGEST: i64 = 366 * 24 * 60;
    let (minutes, each, mut at) = part(at)?;
    let mut sum = minutes;
    if each == 60 {
        if let Some((more, _, next)) = part(at.blanks()).filter(|(_, each, _)| *each == 1) {
            (sum, at) = (sum.saturating_add(more), next);
        } else if let Some((more, next)) = at.digits(1, 2).filter(|(_, next)| next.is_edge()) {
            (sum, at) = (sum.saturating_add(i64::from(more)), next);
        }
    }
    let far = || "that is more than a year back; write the date".to_owned();
    Some(((sum <= LONGEST).then_some(sum).ok_or_else(far), at))
}

fn part(at: At<'_>) -> Option<(i64, i64, At<'_>)> {
    let (number, next) = match at.digits(1, 20) {
        Some((number, next)) => (i64::from(number), next.blanks()),
        None => {
            let (word, next) = at.word()?;
            (i64::from(names::number(&word)?), next.gap()?)
        }
    };
    let (unit, each) = [
        "minutes", "minute", "mins", "min", "hours", "hour", "hrs", "hr", "days", "day", "weeks",
        "week", "m", "h", "d", "w",
    ]
    .iter()
    .find_map(|unit| {
        let each = match unit.chars().next()? {
            'm' => 1,
            'h' => 60,
            'd' => 24 * 60,
            _ => 7 * 24 * 60,
        };
        // "30m" ends a part, "1h30m" goes on with digits, "2 houses" is no hour.
        let behind = next.eat_all(unit)?;
        behind.peek().is_none_or(|c| !c.is_alphabetic()).then_some((behind, each))
    })?;
    Some((number.saturating_mul(each), each, unit))
}
