//! Drawing this screen: the filter, what is counted, the numbers, the lenses to choose from.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::draw;
use super::model::{Lens, Model, Report};
use crate::tui::app;
use crate::tui::model::Model as Tui;
use crate::tui::text;
use crate::tui::theme::{Look, Role};
use crate::tui::widgets::pane;

/// Rows above the numbers: filter, what is counted, a heading.
const ABOVE: u16 = 3;

/// Where the numbers stand.
pub(super) fn list_area(body: Rect) -> Rect {
    let rows = pane::below(body, ABOVE);
    Rect { height: rows.height.saturating_sub(1), ..rows }
}

/// Draws the screen.
pub(in crate::tui) fn view(model: &Tui, frame: &mut Frame<'_>, area: Rect) {
    let tallies = &model.tallies;
    let counted = tallies.shown.map(|(hits, of)| format!("{hits} of {of}")).unwrap_or_default();
    tallies.filter.draw(frame, area, &counted, model.look);
    let under = pane::below(area, 1);
    match tallies.filter.trouble() {
        Some(error) => {
            // Over the heading of the table too: what is wrong must be readable whole.
            let room = Rect { height: under.height.min(ABOVE - 1), ..under };
            pane::prose(frame, room, &format!(" ! {error}"), model.look, Role::Warn);
        }
        None => pane::line(frame, under, &headline(model), model.look, Role::Heading),
    }
    let heading = pane::below(area, ABOVE - 1);
    let list = list_area(area);
    let of_shifts = matches!(tallies.report, Report::Coverage(..));
    if of_shifts {
        let titled = u16::from(tallies.filter.trouble().is_none());
        draw::report(model, frame, Rect { height: heading.height.min(titled), ..heading }, list);
    } else if tallies.found.1 == 0 {
        empty(model, frame, heading);
    } else if tallies.found.0 == 0 {
        let says = " Nothing fits this filter. Esc empties it, so that everything counts.";
        pane::prose(frame, heading, says, model.look, Role::Text);
    } else {
        let titled = u16::from(tallies.filter.trouble().is_none());
        draw::report(model, frame, Rect { height: heading.height.min(titled), ..heading }, list);
    }
    lenses(tallies, frame, pane::below(area, area.height.saturating_sub(1)), model.look);
}

fn headline(model: &Tui) -> String {
    let tallies = &model.tallies;
    let dot = model.look.dot();
    let what = match &tallies.report {
        Report::Pairs(pairs) => {
            let cut = draw::cut(tallies, pairs, model.size.0);
            let cut = cut.map(|cut| format!(" {dot} {cut}")).unwrap_or_default();
            format!("{} against {}{cut}", pairs.groups.0, pairs.groups.1)
        }
        Report::When(_) => "by hour of the day and day of the week".to_owned(),
        Report::NewTags(_) => {
            "new tags in every 20 notes, in the order they were written".to_owned()
        }
        Report::Coverage(..) => "how much of the work is covered".to_owned(),
        Report::Nothing | Report::Rows(_) => format!("by {}", tallies.lens.word()),
    };
    let Some((hits, _)) = tallies.shown else { return format!(" {what}") };
    let noun = if hits.shown() == Some(1) { "observation" } else { "observations" };
    let masked = model.seen().policy().said();
    let masked = masked.map(|masked| format!(" {dot} {masked}")).unwrap_or_default();
    let covered = match &tallies.covered {
        Some(covered) => format!(", {covered}"),
        None => String::new(),
    };
    let rests = match &tallies.beside {
        Some(beside) => format!(" {dot} team {}: only what was shared", beside.notes),
        None if model.seen().is_wider() && model.own().of_colleagues() > 0 => {
            format!(" {dot} only what people chose to share")
        }
        None => String::new(),
    };
    format!(" {what} {dot} {hits} {noun}{rests}{covered}{masked}")
}

fn empty(model: &Tui, frame: &mut Frame<'_>, area: Rect) {
    let none_released = app::none_released(model);
    let title = none_released.as_ref().map_or("Nothing to add up yet.", |(title, _)| title);
    pane::line(frame, area, &format!(" {title}"), model.look, Role::Heading);
    let room = pane::below(area, 2);
    let room =
        Rect { x: (room.x + 1).min(room.right()), width: room.width.saturating_sub(2), ..room };
    let says = "Press F2 to write a note. After the first notes this screen shows what they \
                add up to: by tag, kind, setting, time of day, week, and which adjustments met \
                which triggers.";
    let says = none_released.as_ref().map_or(says, |(_, says)| says);
    pane::prose(frame, room, says, model.look, Role::Text);
}

/// The lenses, the one in use in brackets; where they do not all fit, those around it.
fn lenses(tallies: &Model, frame: &mut Frame<'_>, area: Rect, look: Look) {
    let at = Lens::ALL.iter().position(|lens| *lens == tallies.lens).unwrap_or(0);
    let name = |lens: &Lens| {
        if *lens == tallies.lens {
            format!("[{}]", lens.word())
        } else {
            format!(" {} ", lens.word())
        }
    };
    let room = usize::from(area.width).saturating_sub(5);
    let mut first = 0;
    let needed = |from: usize| -> usize {
        Lens::ALL.iter().take(at + 1).skip(from).map(|lens| text::width(&name(lens))).sum()
    };
    while first < at && needed(first) > room {
        first += 1;
    }
    let mut spans = vec![Span::styled(" < ", look.style(Role::Dim))];
    let mut used = 0;
    for lens in Lens::ALL.iter().skip(first) {
        let shown = name(lens);
        used += text::width(&shown);
        if used > room {
            break;
        }
        let role = if *lens == tallies.lens { Role::Focus } else { Role::Dim };
        spans.push(Span::styled(shown, look.style(role)));
    }
    spans.push(Span::styled(" >", look.style(Role::Dim)));
    frame.render_widget(Line::from(spans), Rect { height: area.height.min(1), ..area });
}
