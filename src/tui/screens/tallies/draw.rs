//! Drawing the numbers: bars beside counts, the table of hours, the table of pairs.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::coverage;
use super::model::{DAYS, Model, Report, hours_in_a_column};
use super::table::share;
use crate::analysis::heat::Heat;
use crate::analysis::pairs::Pairs;
use crate::analysis::saturation::Step;
use crate::analysis::{Count, Tally};
use crate::tui::model::Model as Tui;
use crate::tui::text;
use crate::tui::theme::{Look, Role};
use crate::tui::widgets::{bar, pane};

/// Draws the report: its heading, and the rows in the window.
pub(super) fn report(model: &Tui, frame: &mut Frame<'_>, heading: Rect, rows: Rect) {
    let tallies = &model.tallies;
    match &tallies.report {
        Report::Nothing => {}
        Report::Rows(tally) => plain(tallies, tally, frame, (heading, rows), model.look),
        Report::When(heat) => when(tallies, heat, frame, (heading, rows), model.look),
        Report::Pairs(pairs) => crossed(tallies, pairs, frame, (heading, rows), model.look),
        Report::Coverage(_, lines) => coverage::draw(tallies, lines, frame, rows, model.look),
        Report::NewTags(steps) => new_tags(tallies, steps, frame, (heading, rows), model.look),
    }
}

/// A row of parts; the whole row stands out where it is selected.
fn row(frame: &mut Frame<'_>, area: Rect, parts: Vec<(String, Role)>, here: bool, look: Look) {
    let spans = parts.into_iter().map(|(part, role)| {
        let role = if here { Role::Selected } else { role };
        Span::styled(text::harmless(&part).into_owned(), look.style(role))
    });
    frame.render_widget(Line::from(spans.collect::<Vec<_>>()), area);
}

const fn sign(here: bool) -> char {
    if here { '>' } else { ' ' }
}

fn widest<'a>(names: impl Iterator<Item = &'a str>, least: usize, most: usize) -> usize {
    names.map(text::width).max().unwrap_or(0).clamp(least.min(most), most)
}

fn plain(
    tallies: &Model,
    tally: &Tally,
    frame: &mut Frame<'_>,
    (heading, rows): (Rect, Rect),
    look: Look,
) {
    let wide = usize::from(rows.width);
    let names = widest(tally.rows.iter().map(|row| row.name.as_str()), 8, (wide / 3).max(8));
    // count (5), share and interval (19), and the gaps between; the team's count where it is there.
    let team = tallies.beside.as_ref().map(|beside| &beside.tally);
    let numbers = 5 + 2 + 19 + if team.is_some() { 7 } else { 0 };
    let bars = wide.saturating_sub(2 + names + 2 + numbers + 1);
    let (own, beside) = if team.is_some() { ("mine", "  team ") } else { ("count", "") };
    let title = format!("  {:names$}  {:bars$}{own:>5}{beside}  share  (95 %)", "", "");
    row(frame, heading, vec![(title, Role::Dim)], false, look);
    let most = tally.rows.iter().filter_map(|row| row.count.shown()).max().unwrap_or(0);
    let window = tallies.place.window_of(usize::from(rows.height));
    for (at, place) in window.zip(rows.rows()) {
        let Some(counted) = tally.rows.get(at) else { break };
        let here = at == tallies.place.selected();
        let name = text::fit(&counted.name, names, look.ellipsis());
        let value = counted.count.shown().unwrap_or(0);
        let drawn = text::fit(&bar(value as f64, most as f64, bars, look), bars, "");
        let share = text::fit(&share(counted.share), 19, look.ellipsis());
        let theirs = |team: &Tally| {
            let row = team.rows.iter().find(|row| row.name == counted.name);
            // What the team has no row for says nothing, and not that there is none.
            let count = row.map(|row| row.count.to_string()).unwrap_or_default();
            format!("  {count:>5}")
        };
        let beside = team.map(theirs).unwrap_or_default();
        let parts = vec![
            (format!("{} {name}  ", sign(here)), Role::Text),
            (drawn, Role::Series(0)),
            (format!("{:>5}{beside}  {share} ", counted.count), Role::Text),
        ];
        row(frame, place, parts, here, look);
    }
    let under = Rect {
        y: rows.y.saturating_add(u16::try_from(tally.rows.len()).unwrap_or(u16::MAX)),
        ..rows
    };
    if under.y.saturating_add(3) < rows.bottom() && tally.rows.iter().any(|row| row.share.is_some())
    {
        let room = Rect {
            x: under.x + 2,
            y: under.y + 1,
            width: under.width.saturating_sub(4),
            height: 2,
        };
        pane::prose(frame, room, RANGE, look, Role::Dim);
    }
}

/// What the numbers in brackets are.
const RANGE: &str = "In brackets: few notes can mislead. If you had many more notes like these, the \
                     share would most likely be within this range (95 times in 100).";

/// Counts of several hours in one; hidden where any of them is.
fn together(counts: &[Count]) -> Count {
    counts.iter().fold(Count::Shown(0), |sum, count| match (sum, count) {
        (Count::Shown(sum), Count::Shown(n)) => Count::Shown(sum + n),
        (Count::Shown(_), hidden) => *hidden,
        (hidden @ (Count::Masked(_) | Count::Withheld), _) => hidden,
    })
}

/// How much of the most a cell holds, in three steps; 0 for none.
fn step_of(count: Count, most: u64) -> u8 {
    match count.shown() {
        Some(n) if n > 0 && most > 0 => {
            u8::try_from(1 + (n.saturating_sub(1) * 3 / most.max(1)).min(2)).unwrap_or(3)
        }
        Some(_) | None => 0,
    }
}

/// A sign for it, so that the pattern can be seen without colour.
fn shade(step: u8, look: Look) -> &'static str {
    let signs = if look.ascii { [" ", ".", ":", "#"] } else { [" ", "░", "▒", "▓"] };
    signs.get(usize::from(step)).copied().unwrap_or(" ")
}

fn when(
    tallies: &Model,
    heat: &Heat,
    frame: &mut Frame<'_>,
    (heading, rows): (Rect, Rect),
    look: Look,
) {
    let step = hours_in_a_column(heading.width);
    let cell = if step == 1 { 3 } else { 4 };
    let hours: String = (0..24).step_by(step).map(|hour| format!("{hour:>w$}", w = cell)).collect();
    row(frame, heading, vec![(format!("     {hours}"), Role::Dim)], false, look);
    let cells: Vec<Vec<Count>> =
        heat.cells.iter().map(|day| day.chunks(step).map(together).collect()).collect();
    let most = cells.iter().flatten().filter_map(|count| count.shown()).max().unwrap_or(0);
    for (at, place) in tallies.place.window_of(usize::from(rows.height)).zip(rows.rows()) {
        let (Some(day), Some(counts)) = (DAYS.get(at), cells.get(at)) else { break };
        let on_row = at == tallies.place.selected();
        let mut spans = vec![Span::raw(format!("{} {day}", sign(on_row)))];
        for (column, count) in counts.iter().enumerate() {
            let here = on_row && column == tallies.column;
            let number = match count {
                Count::Shown(0) => look.dot().to_owned(),
                Count::Shown(n) if *n > 999 => "1k+".to_owned(),
                Count::Shown(_) | Count::Masked(_) | Count::Withheld => count.to_string(),
            };
            // The sign stands before the number, so that both keep their column.
            let full = step_of(*count, most);
            let sign = shade(full, look);
            let wide = cell - 1;
            let shown =
                if text::width(&number) > wide { number } else { format!("{sign}{number:>wide$}") };
            let quiet = matches!(count, Count::Shown(0));
            let role = match (here, quiet) {
                (true, _) => Role::Selected,
                (false, true) => Role::Dim,
                (false, false) if full > 0 => Role::Heat(full),
                (false, false) => Role::Text,
            };
            spans.push(Span::styled(text::fit(&shown, cell, ""), look.style(role)));
        }
        frame.render_widget(Line::from(spans), place);
    }
}

/// The names of the columns of the table of pairs.
fn titles(pairs: &Pairs) -> Vec<&str> {
    ["in all", "none"].into_iter().chain(pairs.columns.iter().map(String::as_str)).collect()
}

/// How wide its names and its columns are.
fn widths(pairs: &Pairs, wide: u16) -> (usize, usize) {
    let quarter = (usize::from(wide) / 4).max(8);
    let names = widest(pairs.rows.iter().map(|row| row.name.as_str()), 8, quarter);
    (names, widest(pairs.columns.iter().map(String::as_str), 6, 11) + 2)
}

/// Which of its columns fit; the selected one is always among them.
fn columns_shown(tallies: &Model, pairs: &Pairs, wide: u16) -> std::ops::Range<usize> {
    let (names, column) = widths(pairs, wide);
    let room = (usize::from(wide).saturating_sub(2 + names) / column.max(1)).max(1);
    let first = (tallies.column + 1).saturating_sub(room);
    first..(first + room).min(titles(pairs).len())
}

/// What the table of pairs does not show at this width, and the name of the column one is in.
pub(super) fn cut(tallies: &Model, pairs: &Pairs, wide: u16) -> Option<String> {
    let (titles, shown) = (titles(pairs), columns_shown(tallies, pairs, wide));
    let name = titles.get(tallies.column).copied().unwrap_or_default();
    (shown.len() < titles.len()).then(|| {
        format!(
            "columns {} to {} of {}: Left, Right; in {name}",
            shown.start + 1,
            shown.end,
            titles.len()
        )
    })
}

fn crossed(
    tallies: &Model,
    pairs: &Pairs,
    frame: &mut Frame<'_>,
    (heading, rows): (Rect, Rect),
    look: Look,
) {
    let (names, column) = widths(pairs, rows.width);
    let titles = titles(pairs);
    let window = columns_shown(tallies, pairs, rows.width);
    let (first, room) = (window.start, window.len());
    let shown =
        |cells: Vec<String>| -> Vec<String> { cells.into_iter().skip(first).take(room).collect() };
    let mut heads = vec![(format!("  {:names$}", ""), Role::Dim)];
    for title in shown(titles.iter().map(|title| (*title).to_owned()).collect()) {
        heads.push((
            format!("  {}", text::fit_right(&title, column - 2, look.ellipsis())),
            Role::Dim,
        ));
    }
    row(frame, heading, heads, false, look);
    for (at, place) in tallies.place.window_of(usize::from(rows.height)).zip(rows.rows()) {
        let Some(pair) = pairs.rows.get(at) else { break };
        let on_row = at == tallies.place.selected();
        let name = text::fit(&pair.name, names, look.ellipsis());
        let mut spans = vec![Span::raw(format!("{} {name}", sign(on_row)))];
        let counts = [&pair.count, &pair.none].into_iter().chain(&pair.cells);
        let cells = shown(counts.map(Count::to_string).collect());
        for (place_in, number) in cells.iter().enumerate() {
            let here = on_row && place_in + first == tallies.column;
            let number = if number == "0" { look.dot() } else { number.as_str() };
            let role = match (here, number == look.dot()) {
                (true, _) => Role::Selected,
                (false, true) => Role::Dim,
                (false, false) => Role::Text,
            };
            spans.push(Span::raw("  "));
            spans.push(Span::styled(text::fit_right(number, column - 2, ""), look.style(role)));
        }
        frame.render_widget(Line::from(spans), place);
    }
}

fn new_tags(
    tallies: &Model,
    steps: &[Step],
    frame: &mut Frame<'_>,
    (heading, rows): (Rect, Rect),
    look: Look,
) {
    let wide = usize::from(rows.width);
    let bars = (wide / 5).clamp(4, 20);
    let title = format!("  {:>8}  {:>3}  {:bars$}  {:>5}  which", "notes", "new", "", "tags");
    row(frame, heading, vec![(title, Role::Dim)], false, look);
    let most = steps.iter().map(|step| step.new.len()).max().unwrap_or(0);
    for (at, place) in tallies.place.window_of(usize::from(rows.height)).zip(rows.rows()) {
        let Some(step) = steps.get(at) else { break };
        let here = at == tallies.place.selected();
        let drawn = text::fit(&bar(step.new.len() as f64, most as f64, bars, look), bars, "");
        let which = wide.saturating_sub(2 + 8 + 2 + 3 + 2 + bars + 2 + 5 + 2);
        let names = text::fit(&step.new.join(" "), which, look.ellipsis());
        let parts = vec![
            (format!("{} {:>8}  {:>3}  ", sign(here), step.upto, step.new.len()), Role::Text),
            (drawn, Role::Series(0)),
            (format!("  {:>5}  ", step.total), Role::Text),
            (names, Role::Tag),
        ];
        row(frame, place, parts, here, look);
    }
}
