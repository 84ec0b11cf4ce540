//! How much of the work the record covers, as lines of a screen: sentences first, then the counts
//! by time of day, weekday and setting.

use ratatui::Frame;
use ratatui::layout::Rect;

use super::model::Model;
use crate::analysis::shift::coverage::Covered;
use crate::analysis::{Count, Coverage, Wanted};
use crate::tui::text;
use crate::tui::theme::{Look, Role};
use crate::tui::widgets::pane;

/// Everything there is to say, wrapped to the width of the terminal.
pub(super) fn lines(coverage: &Coverage, wide: usize) -> Vec<String> {
    let room = wide.saturating_sub(3).max(20);
    let mut lines = Vec::new();
    for sentence in coverage.sentences(Wanted::default()) {
        lines.extend(text::wrapped(&sentence, room));
    }
    lines.push(String::new());
    lines.extend(notes(coverage).into_iter().flat_map(|said| text::wrapped(&said, room)));
    if coverage.has_shifts() {
        table("time of day", &coverage.by_part, room, &mut lines);
        table("weekday", &coverage.by_weekday, room, &mut lines);
        table("setting", &coverage.by_setting, room, &mut lines);
    }
    lines
}

fn notes(coverage: &Coverage) -> Vec<String> {
    let notes = &coverage.notes;
    let share = notes.foresight.map_or(String::new(), |s| format!(" ({:.0} %)", s.share * 100.0));
    vec![
        format!(
            "Notes: {}; {} prompted and {} spontaneous; {} of ordinary work and {} of surprises.",
            notes.all, notes.prompted, notes.spontaneous, notes.ordinary, notes.surprising
        ),
        format!(
            "Written before anything of the outcome was noted: {}{share}.",
            notes.before_outcome
        ),
    ]
}

fn table(by: &str, rows: &[Covered], room: usize, lines: &mut Vec<String>) {
    let names = 20.min(room / 3);
    let columns = ["shifts", "covered", "prompts", "answered", "missed"];
    let columns = columns.get(..if room < 70 { 4 } else { 5 }).unwrap_or(&columns);
    let mut head = text::fit(by, names, "");
    for column in columns {
        head.push_str(&format!("{column:>9}"));
    }
    lines.push(String::new());
    lines.push(head);
    let any = |row: &&Covered| row.eligible != Count::Shown(0) || row.shown != Count::Shown(0);
    for row in rows.iter().filter(any) {
        let mut line = text::fit(&row.name, names, "");
        let counts = [row.eligible, row.covered, row.shown, row.answered, row.missed];
        for count in counts.iter().take(columns.len()) {
            line.push_str(&format!("{count:>9}"));
        }
        lines.push(line);
    }
}

/// Draws the lines in the window.
pub(super) fn draw(
    tallies: &Model,
    lines: &[String],
    frame: &mut Frame<'_>,
    rows: Rect,
    look: Look,
) {
    let window = tallies.place.window_of(usize::from(rows.height));
    for (at, place) in window.zip(rows.rows()) {
        let Some(line) = lines.get(at) else { break };
        let sign = if at == tallies.place.selected() { '>' } else { ' ' };
        pane::line(frame, place, &format!("{sign} {line}"), look, Role::Text);
    }
}
