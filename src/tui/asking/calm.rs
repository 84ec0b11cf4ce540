//! One question at a time, large and calm, since someone else looks at the screen: the child, young
//! person or parent who is asked. With the keyboard handed over this is all there is to see.

use ratatui::Frame;
use ratatui::layout::Rect;

use super::paper::{Ask, Asking};
use crate::actions::Fill;
use crate::analysis::voices::placing;
use crate::tui::command;
use crate::tui::model::Model as Tui;
use crate::tui::text;
use crate::tui::theme::Role;
use crate::tui::widgets::pane;

/// The widest that a question is written, so that large letters and short lines go together.
const WIDE: u16 = 64;

/// Whether the keyboard is with the person who is asked.
pub(in crate::tui) fn is_handed(model: &Tui) -> bool {
    super::here(model).is_some_and(Asking::is_handed)
}

/// Draws the questions over the whole terminal, and nothing else.
pub(in crate::tui) fn handed_view(model: &Tui, frame: &mut Frame<'_>) {
    let Some(asking) = super::here(model) else { return };
    let whole = frame.area();
    let margin = u16::from(whole.height > 18);
    let area =
        Rect { y: whole.y + margin, height: whole.height.saturating_sub(margin + 1), ..whole };
    view(model, asking, frame, area);
    let shown = |id: &str| {
        let info = command::all().find(|info| info.id == id);
        info.map(|info| format!("{} {}", model.keymap.shown(info), info.label)).unwrap_or_default()
    };
    let mut keys = vec![shown("handed.next"), shown("handed.back"), shown("handed.give-back")];
    if matches!(asking.current().map(|ask| &ask.fill), Some(Fill::Answer { .. })) {
        keys.insert(1, shown("handed.newline"));
    }
    let last = pane::below(whole, whole.height.saturating_sub(1));
    let space = if whole.width < 72 { "  " } else { "   " };
    let said = text::fit_right(&keys.join(space), usize::from(whole.width).saturating_sub(1), "");
    pane::line(frame, last, &said, model.look, Role::Dim);
}

/// Draws the question that one is at.
pub(super) fn view(model: &Tui, asking: &Asking, frame: &mut Frame<'_>, area: Rect) {
    let wide = area.width.saturating_sub(4).min(WIDE);
    let column = Rect { x: area.x + (area.width - wide) / 2, width: wide, ..area };
    let Some(ask) = asking.current() else { return };
    let mut rest = heading(model, asking, frame, column);
    let asked = pane::prose(frame, rest, &ask.says, model.look, Role::Heading);
    rest = pane::below(rest, asked + u16::from(rest.height > 16 || ask.dot().is_none()));
    let rest = match (ask.dot(), ask.words()) {
        (Some(_), _) => picture(model, ask, frame, rest),
        (None, Some(words)) => choices(model, ask, &words, frame, rest),
        (None, None) => field(model, ask, frame, rest),
    };
    below(model, asking, frame, rest);
}

/// What it is, and how many questions there are; for the person, what they should know first.
fn heading(model: &Tui, asking: &Asking, frame: &mut Frame<'_>, area: Rect) -> Rect {
    let asked: Vec<usize> = (0..asking.asks.len())
        .filter(|at| !asking.is_handed() || asking.asks.get(*at).is_some_and(Ask::is_theirs))
        .collect();
    let place = asked.iter().position(|at| *at == asking.at).map_or(1, |at| at + 1);
    let counted = format!("{place} of {}", asked.len());
    let title = if asking.is_handed() { "" } else { asking.title.as_str() };
    let room = usize::from(area.width).saturating_sub(text::width(&counted));
    let line = format!("{}{counted}", text::fit(title, room, model.look.ellipsis()));
    pane::line(frame, area, &line, model.look, Role::Dim);
    let mut rest = pane::below(area, 1);
    let says = match (&asking.calm, asking.is_handed()) {
        (Some(calm), true) if place == 1 => calm.welcome.as_str(),
        (_, false) => asking.about.as_str(),
        _ => "",
    };
    let roomy = rest.height > 14 && asking.current().is_some_and(|ask| ask.dot().is_none());
    if !says.is_empty() && roomy {
        let taken = pane::prose(frame, rest, says, model.look, Role::Text);
        rest = pane::below(rest, taken + 1);
    } else if rest.height > 12 && roomy {
        rest = pane::below(rest, 1);
    }
    rest
}

fn field(model: &Tui, ask: &Ask, frame: &mut Frame<'_>, area: Rect) -> Rect {
    let lines = matches!(ask.fill, Fill::Answer { .. });
    let most = area.height.saturating_sub(5).clamp(1, 9);
    let typed = if lines { ask.field.height(usize::from(area.width.saturating_sub(2))) } else { 1 };
    let least = if lines { 4.min(most) } else { 1 };
    let high = u16::try_from(typed).unwrap_or(most).clamp(least, most) + 2;
    let inner =
        pane::boxed(frame, Rect { height: high.min(area.height), ..area }, "", model.look, true);
    ask.field.draw(frame, inner, model.look, &[], model.overlays.is_empty());
    pane::below(area, high)
}

/// Words to choose from, one below the other, each with its number.
fn choices(model: &Tui, ask: &Ask, words: &[String], frame: &mut Frame<'_>, area: Rect) -> Rect {
    let typed = ask.typed();
    let mut rest = area;
    for (at, word) in words.iter().enumerate() {
        let chosen = typed == *word;
        let sign = if chosen { '>' } else { ' ' };
        let role = if chosen { Role::Selected } else { Role::Text };
        pane::line(frame, rest, &format!("{sign} {}  {word} ", at + 1), model.look, role);
        rest = pane::below(rest, 1);
    }
    rest
}

fn picture(model: &Tui, ask: &Ask, frame: &mut Frame<'_>, area: Rect) -> Rect {
    let (Some(dot), Fill::Placed { corners, .. }) = (ask.dot(), &ask.fill) else { return area };
    let high = dot.rows(area.height.saturating_sub(2));
    dot.draw(frame, Rect { height: high, ..area }, corners, model.look);
    let rest = pane::below(area, high);
    let words = placing::words(corners, &dot.shares());
    let (says, role) = match words.as_str() {
        "" => ("Use the arrow keys to place the dot.".to_owned(), Role::Dim),
        words => (format!("> {words}"), Role::Accent),
    };
    let taken = pane::prose(frame, rest, &says, model.look, role);
    pane::below(rest, taken)
}

/// How the question is answered, and what went wrong, if anything did.
fn below(model: &Tui, asking: &Asking, frame: &mut Frame<'_>, area: Rect) {
    let Some(ask) = asking.current() else { return };
    let mut rest = area;
    if let Some(trouble) = &asking.trouble {
        let said = if asking.is_handed() {
            "This could not be kept just now. Please tell the person beside you.".to_owned()
        } else {
            format!("! {}", trouble.said())
        };
        let taken = pane::prose(frame, rest, &said, model.look, Role::Warn);
        rest = pane::below(rest, taken);
    }
    let hint = match (&ask.fill, ask.words()) {
        (Fill::Placed { corners, .. }, _) if corners.len() == 2 => {
            "Left and right move it, 1 and 2 go to an end."
        }
        (Fill::Placed { .. }, _) => "Arrows move it, 1 2 3 go to a corner, 0 to the middle.",
        (_, Some(_)) => "Press a number; Backspace clears it. You can skip this.",
        _ => "You can leave this empty.",
    };
    if rest.height > 1 && !matches!(ask.fill, Fill::Placed { .. }) {
        rest = pane::below(rest, 1);
    }
    pane::prose(frame, rest, hint, model.look, Role::Dim);
}
