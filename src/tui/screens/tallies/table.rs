//! A report as plain aligned text, for the clipboard: the numbers that the screen shows, all rows.

use super::model::{DAYS, Model, Report};
use crate::analysis::{Count, Share};
use crate::tui::text;

/// A share in whole per cent, with its interval.
pub(super) fn share(share: Option<Share>) -> String {
    match share {
        Some(Share { share, low, high }) => format!(
            "{:>3.0} %  ({:.0} to {:.0})",
            share * 100.0,
            (low * 100.0).floor(),
            (high * 100.0).ceil()
        ),
        None => "  -".to_owned(),
    }
}

/// The report as text, tab-separated, a heading first, so that a spreadsheet takes it as a table.
pub(super) fn text(model: &Model) -> String {
    let mut lines: Vec<Vec<String>> = Vec::new();
    let words = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>();
    let cell = |count: &Count| count.to_string();
    match &model.report {
        Report::Nothing => {}
        Report::Rows(tally) => {
            lines.push(words(&[tally.by.word(), "count", "of", "share (95 % interval)"]));
            for row in &tally.rows {
                let of = tally.denominator.to_string();
                let share = share(row.share).trim().to_owned();
                lines.push(vec![row.name.clone(), cell(&row.count), of, share]);
            }
        }
        Report::When(heat) => {
            let hours = (0..24).map(|hour| format!("{hour:02}"));
            lines
                .push(words(&["day"]).into_iter().chain(hours).chain(words(&["in all"])).collect());
            for ((day, cells), all) in DAYS.iter().zip(&heat.cells).zip(&heat.days) {
                let counts = cells.iter().chain([all]).map(cell);
                lines.push(words(&[day]).into_iter().chain(counts).collect());
            }
        }
        Report::Pairs(pairs) => {
            let first = words(&[&pairs.groups.0, "in all", "none"]);
            lines.push(first.into_iter().chain(pairs.columns.iter().cloned()).collect());
            for row in &pairs.rows {
                let counts = [&row.count, &row.none].into_iter().chain(&row.cells).map(cell);
                lines.push([row.name.clone()].into_iter().chain(counts).collect());
            }
        }
        Report::Coverage(_, said) => lines.extend(said.iter().map(|line| vec![line.clone()])),
        Report::NewTags(steps) => {
            lines.push(words(&["up to note", "new tags", "tags so far", "which"]));
            for step in steps {
                let (new, total) = (step.new.len().to_string(), step.total.to_string());
                lines.push(vec![step.upto.to_string(), new, total, step.new.join(" ")]);
            }
        }
    }
    let lines = lines
        .into_iter()
        .map(|cells| cells.iter().map(|cell| text::harmless(cell)).collect::<Vec<_>>().join("\t"));
    lines.collect::<Vec<_>>().join("\n")
}
