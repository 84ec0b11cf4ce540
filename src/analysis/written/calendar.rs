//! Days as people write them: `yesterday`, `tue`, `2026-03-03`, `3/3/2026`, `Tue 3rd of March`,
//! `March 4, 2026`. The day comes before the month, except in `2026-03-04`.

use chrono::{Datelike, Days, Months, NaiveDate, Weekday};

use super::names;
use super::typed::At;

/// A day that was written.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Day {
    /// A date, with whether its year was said.
    On(NaiveDate, bool),
    /// A day that is another one tomorrow: today, yesterday, next friday, two weeks ago. With
    /// whether it was counted back from today, so that the hour may be that of now.
    Near(NaiveDate, bool),
    /// A weekday: the last one, which is today if the hour has come already.
    Last(NaiveDate),
}

/// What was written as a day, or why there is no such day.
pub(crate) type Written = Result<Day, String>;

type Read<'t, T> = Option<(Result<T, String>, At<'t>)>;

/// A day here: which it is, or why there is no such day. `None` where the words are no day.
pub(crate) fn day(at: At<'_>, today: NaiveDate) -> Read<'_, Day> {
    if let Some(found) = near(at, today) {
        return Some(found);
    }
    // Welsh writes "Dydd Mercher", "dydd" being the day.
    let named = at.eat_word("dydd").and_then(At::gap).unwrap_or(at);
    if let Some((weekday, next)) = weekday(named, names::weekday_beside) {
        if let Some((date, next)) = dated(behind_weekday(next), today) {
            return Some((date.and_then(|day| agreeing(day, weekday)), next));
        }
        let (weekday, next) = self::weekday(at, names::weekday)?;
        return Some((Ok(Day::Last(last(weekday, today))), next));
    }
    let (date, next) = dated(at, today)?;
    // "2026-03-04 (Wed)", "4/3/2026 Wed"
    let behind = next.eat(',').unwrap_or(next).blanks();
    let open = behind.eat('(').unwrap_or(behind);
    match weekday(open, names::weekday_beside).filter(|_| !behind.is_at(next)) {
        Some((weekday, after)) => {
            let after = after.eat(')').unwrap_or(after);
            Some((date.and_then(|day| agreeing(day, weekday)), after))
        }
        None => Some((date, next)),
    }
}

fn weekday<'t>(at: At<'t>, named: impl Fn(&str) -> Option<Weekday>) -> Option<(Weekday, At<'t>)> {
    let (word, next) = at.word()?;
    // "Monday's" is no day, and "sun-dried" is none.
    (next.is_edge() && next.peek() != Some('-')).then_some(())?;
    named(&word).map(|weekday| (weekday, next))
}

fn behind_weekday(at: At<'_>) -> At<'_> {
    let at = at.eat_any(&['.', ',', ':']).unwrap_or(at);
    let at = at.blanks();
    at.eat('-').unwrap_or(at).blanks()
}

/// Days that are other ones tomorrow.
fn near(at: At<'_>, today: NaiveDate) -> Read<'_, Day> {
    let far = || "that day is too far away".to_owned();
    let near = |date: Option<NaiveDate>| date.map(|date| Day::Near(date, false)).ok_or_else(far);
    let back = |days| near(today.checked_sub_days(Days::new(days)));
    for (words, days) in
        [("the day before yesterday", 2), ("day before yesterday", 2), ("yesterday", 1)]
    {
        if let Some(next) = at.eat_all(words).filter(|next| next.is_edge() && !possessed(*next)) {
            return Some((back(days), next));
        }
    }
    let Some((word, next)) = at.word() else { return counted(at, today) };
    match word.as_str() {
        "today" => return Some((back(0), next)),
        "tomorrow" => return Some((near(today.succ_opt()), next)),
        "this" => {
            let (word, next) = next.gap()?.word()?;
            let part = matches!(word.as_str(), "morning" | "afternoon" | "evening");
            return part.then(|| (back(0), next));
        }
        "last" => {
            let (weekday, next) = weekday(next.gap()?, names::weekday)?;
            let day = last(weekday, today);
            let before =
                if day == today { today.checked_sub_days(Days::new(7)) } else { Some(day) };
            return Some((near(before), next));
        }
        "next" => {
            let (weekday, next) = weekday(next.gap()?, names::weekday)?;
            return Some((near(last(weekday, today).checked_add_days(Days::new(7))), next));
        }
        _ => {}
    }
    counted(at, today)
}

fn possessed(at: At<'_>) -> bool {
    at.peek() == Some('\'')
}

/// "3 days ago", "two weeks ago", "a month ago".
fn counted(at: At<'_>, today: NaiveDate) -> Read<'_, Day> {
    let (number, next) = match at.digits(1, 9) {
        Some((number, next)) => (number, next.blanks()),
        None => {
            let (word, next) = at.word()?;
            (names::number(&word)?, next.gap()?)
        }
    };
    let (unit, next) = next.word()?;
    let next = next.gap()?.eat_word("ago").filter(|next| next.is_edge())?;
    let days = |each: u32| today.checked_sub_days(Days::new(u64::from(number.checked_mul(each)?)));
    let months = |each: u32| today.checked_sub_months(Months::new(number.checked_mul(each)?));
    let date = match unit.as_str() {
        "d" | "day" | "days" => days(1),
        "w" | "wk" | "wks" | "week" | "weeks" => days(7),
        "fortnight" | "fortnights" => days(14),
        "mo" | "month" | "months" => months(1),
        "y" | "yr" | "year" | "years" => months(12),
        _ => return None,
    };
    let within = date.filter(|date| *date > today - chrono::Duration::days(3_660));
    let why = "that is more than ten years back; write the date".to_owned();
    Some((within.map(|date| Day::Near(date, true)).ok_or(why), next))
}

fn agreeing(day: Day, said: Weekday) -> Written {
    match day {
        Day::On(date, _) if date.weekday() != said => {
            Err(format!("{} is a {}", date.format("%-d %B %Y"), date.format("%A")))
        }
        day => Ok(day),
    }
}

/// The last such weekday, today included.
fn last(weekday: Weekday, today: NaiveDate) -> NaiveDate {
    let back = u64::from(today.weekday().days_since(weekday));
    today.checked_sub_days(Days::new(back)).unwrap_or(today)
}

/// A date with its own day and month.
fn dated(at: At<'_>, today: NaiveDate) -> Read<'_, Day> {
    if let Some((run, next)) = at.digits(8, 8) {
        let date = self::run(run)?;
        return next.is_edge().then(|| (date.map(|date| Day::On(date, true)), next));
    }
    if let Some((date, next)) = year_first(at) {
        return next.is_edge().then(|| (date.map(|date| Day::On(date, true)), next));
    }
    if let Some(found) = figures(at, today) {
        return Some(found);
    }
    let (day, month, next) = day_and_month(at)?;
    let comma = next.eat(',').unwrap_or(next).blanks();
    let comma = ["de", "of"].iter().find_map(|w| comma.eat_word(w)).map_or(comma, At::blanks);
    match year(comma).filter(|_| !comma.is_at(next)) {
        Some((year, next)) => Some((ymd(year, month, day).map(|date| Day::On(date, true)), next)),
        None => Some((nearest(month, day, today).map(|date| Day::On(date, false)), next)),
    }
}

/// `20260303`, where it can be a date.
pub(crate) fn run(run: u32) -> Option<Result<NaiveDate, String>> {
    let year = i32::try_from(run / 10_000).ok()?;
    (1970..2200).contains(&year).then(|| ymd(year, run / 100 % 100, run % 100))
}

/// `2026-03-03`, `2026/3/3`, `2026. 3. 3.`, `2026年3月3日`.
pub(crate) fn year_first(at: At<'_>) -> Read<'_, NaiveDate> {
    let (year, next) = at.digits(4, 4)?;
    let mark = next.peek().filter(|c| matches!(c, '-' | '/' | '.' | '年' | '년'))?;
    let spaced = matches!(mark, '.' | '년');
    let next = if spaced { next.on(1).blanks() } else { next.on(1) };
    let (month, next) = next.digits(1, 2)?;
    let next = next.eat_any(&[mark, '月', '월'])?;
    let (day, next) = if spaced { next.blanks() } else { next }.digits(1, 2)?;
    let next = next.eat_any(&['日', '일']).unwrap_or(next);
    let dot = next.eat('.').filter(|dot| mark == '.' && dot.is_edge());
    Some((ymd(i32::try_from(year).ok()?, month, day), dot.unwrap_or(next)))
}

/// `3/3/2026`, `3.3.26`, `3-3-2026`, `3/3`, `3.3.`
fn figures(at: At<'_>, today: NaiveDate) -> Read<'_, Day> {
    let (day, next) = at.digits(1, 2)?;
    let mark = next.peek().filter(|c| matches!(c, '-' | '/' | '.'))?;
    let (month, next) = next.on(1).digits(1, 2)?;
    if let Some((year, next)) = next.eat(mark).and_then(year) {
        let date = ymd(year, month, day).map(|date| Day::On(date, true));
        let dot = next.eat('.').filter(|dot| mark == '.' && dot.is_edge());
        return Some((date, dot.unwrap_or(next)));
    }
    let next = match mark {
        '/' => next,
        '.' => next.eat('.').filter(|next| next.is_edge())?,
        _ => return None,
    };
    if !next.is_edge() {
        return None;
    }
    Some((nearest(month, day, today).map(|date| Day::On(date, false)), next))
}

/// `4 March`, `4th of March`, `4. März`, `4 de marzo`, `March 4th`.
fn day_and_month(at: At<'_>) -> Option<(u32, u32, At<'_>)> {
    if let Some((day, next)) = ordinal(at) {
        let next = next.eat('.').unwrap_or(next).blanks();
        let next = ["of", "de"].iter().find_map(|w| next.eat_word(w)).map_or(next, At::blanks);
        let (word, next) = next.word()?;
        let month = names::month(&word)?;
        return Some((day, month, next.eat('.').unwrap_or(next)));
    }
    let (word, next) = at.word()?;
    let month = names::month(&word)?;
    let next = next.eat('.').unwrap_or(next).gap()?;
    let next = next.eat_word("the").map_or(next, At::blanks);
    let (day, next) = ordinal(next)?;
    // "May 5 pm" and "Mar 9:30" are no days.
    let time = next.peek().is_some_and(|c| matches!(c, ':' | '.' | '/'))
        && next.peek_on(1).is_some_and(|c| c.is_ascii_digit());
    (!time && next.is_edge()).then_some((day, month, next))
}

fn ordinal(at: At<'_>) -> Option<(u32, At<'_>)> {
    let (day, next) = at.digits(1, 2)?;
    let ended = ["st", "nd", "rd", "th"].iter().find_map(|end| next.eat_all(end));
    Some((day, ended.filter(|next| next.is_edge()).unwrap_or(next)))
}

/// `2026`, `26`, `'26`, which no clock time stands in.
fn year(at: At<'_>) -> Option<(i32, At<'_>)> {
    let at = at.eat('\'').unwrap_or(at);
    let (year, next) = match at.digits(4, 4) {
        Some((year, next)) if (1900..3000).contains(&year) => (year, next),
        Some(_) => return None,
        None => {
            let (year, next) = at.digits(2, 2)?;
            (2000 + year, next)
        }
    };
    let digit = next.peek_on(1).is_some_and(|c| c.is_ascii_digit());
    let clock = next.peek().is_some_and(|c| matches!(c, ':' | '.')) && digit;
    let half = next.blanks().word().is_some_and(|(word, _)| matches!(word.as_str(), "am" | "pm"));
    (next.is_edge() && !clock && !half).then_some((i32::try_from(year).ok()?, next))
}

/// A date without a year is the nearest one that has been, unless this year's is only a month
/// away: then it is more likely a slip that should be asked about.
fn nearest(month: u32, day: u32, today: NaiveDate) -> Result<NaiveDate, String> {
    let soon = today.checked_add_days(Days::new(31)).unwrap_or(today);
    match ymd(today.year(), month, day) {
        Ok(date) if date <= soon => Ok(date),
        Ok(_) => ymd(today.year() - 1, month, day),
        Err(why) => ymd(today.year() - 1, month, day).map_err(|_| why),
    }
}

fn ymd(year: i32, month: u32, day: u32) -> Result<NaiveDate, String> {
    if !(1970..2200).contains(&year) {
        return Err(format!("the year {year} cannot be meant"));
    }
    NaiveDate::from_ymd_opt(year, month, day).ok_or_else(|| match names::said(month) {
        None => format!("there is no month {month}"),
        Some(name) if month == 2 && day == 29 => format!("there is no 29 {name} in {year}"),
        Some(name) => format!("there is no {day} {name}"),
    })
}
