//! Tallies as text: numbers, the share with its denominator and interval, and a bar beside them
//! where a picture is wanted.

use super::Counted;
use super::json::DAYS;
use crate::analysis::heat::Heat;
use crate::analysis::pairs::{PairRow, Pairs};
use crate::analysis::saturation::{STEP, Step};
use crate::analysis::{By, Count, Row, Share, Tally, View};
use crate::cli::out::Out;
use crate::cli::{Failure, scope, text};

/// Writes what was counted; `query` is what it was counted among, and `all` asks for tags, groups
/// and settings that were never used too.
pub(super) fn write(
    out: &mut Out,
    view: View<'_>,
    counted: &Counted,
    query: Option<&str>,
    all: bool,
) -> Result<(), Failure> {
    let among = query.map(|query| format!(" found by {query}")).unwrap_or_default();
    let denominator = match counted {
        Counted::Tally(tally) => tally.denominator,
        Counted::Heat(heat) => heat.denominator,
        Counted::Pairs(pairs) => pairs.denominator,
        Counted::Saturation(_, denominator) => *denominator,
    };
    let observations = if denominator == Count::Shown(1) { "observation" } else { "observations" };
    let what = match counted {
        Counted::Tally(tally) => format!("by {}, with 95 % intervals", tally.by.word()),
        Counted::Heat(_) => "by day and hour".to_owned(),
        Counted::Pairs(pairs) => format!("{} by {}", pairs.groups.0, pairs.groups.1),
        Counted::Saturation(..) => format!("new tags in every {STEP}"),
    };
    out.line(&format!("{denominator} {observations}{among}, {what}"))?;
    match counted {
        Counted::Tally(tally) => of_tally(out, tally, all)?,
        Counted::Heat(heat) => of_heat(out, heat)?,
        Counted::Pairs(pairs) => of_pairs(out, pairs, all)?,
        Counted::Saturation(steps, _) => of_saturation(out, steps)?,
    }
    scope::said(out, view);
    Ok(())
}

/// How wide the longest bar is.
const BAR: usize = 20;

fn of_tally(out: &mut Out, tally: &Tally, all: bool) -> Result<(), Failure> {
    let top = tally.rows.iter().filter_map(|row| row.count.shown()).max().unwrap_or(0).max(1);
    // Of kinds and hours the zeros say something; of a codebook's many tags they only take room.
    let in_use = matches!(tally.by, By::Tag | By::Group | By::Setting) && !all;
    let shown: Vec<&Row> = tally.rows.iter().filter(|row| !in_use || is_any(row.count)).collect();
    let mut rows = Vec::new();
    for row in &shown {
        let name = text::one_line(&row.name);
        let of = format!("of {}", tally.denominator);
        if out.is_plain() {
            let share = row
                .share
                .as_ref()
                .map(|share| format!(", {}, interval {}", percent(share), interval(share)));
            out.line(&format!("{name}: {} {of}{}", row.count, share.unwrap_or_default()))?;
            continue;
        }
        let length = row.count.shown().map_or(0.0, |count| count as f64 / top as f64);
        rows.push(vec![
            name,
            row.count.to_string(),
            of,
            row.share.as_ref().map(percent).unwrap_or_default(),
            row.share.as_ref().map(|share| format!("({})", interval(share))).unwrap_or_default(),
            out.bar(length, BAR),
        ]);
    }
    out.table(&rows, &[1, 3])?;
    left_out(out, tally.rows.len() - shown.len());
    Ok(())
}

fn left_out(out: &mut Out, rows: usize) {
    if rows > 0 {
        out.say(&format!("{rows} never used here (--all shows them)"));
    }
}

fn percent(share: &Share) -> String {
    format!("{:.0} %", share.share * 100.0)
}

/// The Wilson interval in whole per cent.
fn interval(share: &Share) -> String {
    format!("{:.0} to {:.0} %", share.low * 100.0, share.high * 100.0)
}

fn of_heat(out: &mut Out, heat: &Heat) -> Result<(), Failure> {
    if out.is_plain() {
        for (day, cells) in DAYS.iter().zip(&heat.cells) {
            for (hour, count) in cells.iter().enumerate().filter(|(_, count)| is_any(**count)) {
                out.line(&format!("{day} {hour:02}:00 to {hour:02}:59, {count}"))?;
            }
        }
        return Ok(());
    }
    let mut head = vec![String::new()];
    // Nights without anything would push the table past 80 columns for nothing.
    let any = |hour: usize| heat.hours.get(hour).is_some_and(|count| is_any(*count));
    let first = (0..24).find(|hour| any(*hour)).unwrap_or(0);
    let last = (0..24).rev().find(|hour| any(*hour)).unwrap_or(0);
    let hours = first..=last;
    head.extend(hours.clone().map(|hour| format!("{hour:02}")));
    head.push("all".to_owned());
    let mut rows = vec![head];
    let cell = |count: Option<&Count>| match count {
        Some(count) if is_any(*count) => count.to_string(),
        _ => ".".to_owned(),
    };
    for ((day, cells), total) in DAYS.iter().zip(&heat.cells).zip(&heat.days) {
        let mut row = vec![(*day).to_owned()];
        row.extend(hours.clone().map(|hour| cell(cells.get(hour))));
        row.push(total.to_string());
        rows.push(row);
    }
    let mut foot = vec!["all".to_owned()];
    foot.extend(hours.map(|hour| cell(heat.hours.get(hour))));
    foot.push(heat.denominator.to_string());
    rows.push(foot);
    narrow(out, &rows)
}

/// Rows with one blank between columns and everything but the first to the right: a day of hours
/// has to fit into 80 columns.
fn narrow(out: &mut Out, rows: &[Vec<String>]) -> Result<(), Failure> {
    let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
    let widest = |column: usize| {
        rows.iter().filter_map(|row| row.get(column)).map(|cell| text::width(cell)).max()
    };
    let widths: Vec<usize> = (0..columns).map(|column| widest(column).unwrap_or(0)).collect();
    for row in rows {
        let cells: Vec<String> =
            row.iter().zip(&widths).map(|(cell, width)| text::pad_left(cell, *width)).collect();
        out.line(cells.join(" ").trim_end())?;
    }
    Ok(())
}

fn is_any(count: Count) -> bool {
    count.shown() != Some(0)
}

/// Each row with what it met, as a list: a table of fourteen columns fits no terminal, and a list
/// can be read aloud.
fn of_pairs(out: &mut Out, pairs: &Pairs, all: bool) -> Result<(), Failure> {
    let shown: Vec<&PairRow> = pairs.rows.iter().filter(|row| all || is_any(row.count)).collect();
    for row in &shown {
        out.line(&format!("{}  {}", row.name, row.count))?;
        let mut cells: Vec<(&str, Count)> =
            pairs.columns.iter().map(String::as_str).zip(row.cells.iter().copied()).collect();
        cells.retain(|(_, count)| is_any(*count));
        cells.sort_by_key(|(_, count)| std::cmp::Reverse(count.shown()));
        let none = (row.none != Count::Shown(0)).then_some(("with none of these", row.none));
        let top = row.count.shown().unwrap_or(0).max(1);
        let mut lines = Vec::new();
        for (name, count) in cells.into_iter().chain(none) {
            let share = count.shown().map_or(0.0, |count| count as f64 / top as f64);
            lines.push(vec![format!("  {name}"), count.to_string(), out.bar(share, BAR)]);
        }
        out.table(&lines, &[1])?;
    }
    left_out(out, pairs.rows.len() - shown.len());
    Ok(())
}

fn of_saturation(out: &mut Out, steps: &[Step]) -> Result<(), Failure> {
    let mut rows = Vec::new();
    for step in steps {
        let share = step.new.len() as f64 / STEP as f64;
        rows.push(vec![
            format!("up to {}", step.upto),
            format!("{} new", step.new.len()),
            format!("{} in all", step.total),
            out.bar(share, BAR),
            step.new.join(" "),
        ]);
    }
    out.table(&rows, &[0, 1, 2])
}
