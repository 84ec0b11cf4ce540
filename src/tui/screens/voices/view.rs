//! Drawing this screen.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Line;
use ratatui::widgets::Paragraph;

use super::detail;
use crate::analysis::voices::SPEAKER;
use crate::study::Sheet;
use crate::tui::model::Model as Tui;
use crate::tui::text;
use crate::tui::theme::Role;
use crate::tui::widgets::pane;

/// Columns of the list, where there is room for a voice beside it.
const LIST: u16 = 34;

/// From this width on a voice stands beside the list.
const BESIDE: u16 = 76;

/// Where the list stands.
pub(super) fn list_area(body: Rect) -> Rect {
    let below = pane::below(body, 2);
    if body.width >= BESIDE {
        Rect { width: LIST, ..below }
    } else {
        Rect { height: (below.height / 3).max(1).min(below.height), ..below }
    }
}

/// Where the voice stands.
fn voice_area(body: Rect) -> Rect {
    let list = list_area(body);
    if body.width >= BESIDE {
        let x = list.right() + 2;
        Rect { x, width: body.right().saturating_sub(x), ..pane::below(body, 2) }
    } else {
        let used = list.bottom().saturating_sub(body.y) + 1;
        pane::below(body, used)
    }
}

/// Draws the screen.
pub(in crate::tui) fn view(model: &Tui, frame: &mut Frame<'_>, area: Rect) {
    if let Some(top) = model.voices.counting {
        let lines = detail::tally_lines(model);
        let room = Rect { x: area.x + 1, width: area.width.saturating_sub(2), ..area };
        return page(model, lines, top, frame, room);
    }
    let heard = model.voices.rows.len();
    let headline = match heard {
        1 => " 1 voice".to_owned(),
        heard => format!(" {heard} voices"),
    };
    pane::line(frame, area, &headline, model.look, Role::Heading);
    if heard == 0 {
        return empty(model, frame, pane::below(area, 2));
    }
    let list = list_area(area);
    for (at, place) in model.voices.place.window_of(usize::from(list.height)).zip(list.rows()) {
        let voice = model.voices.rows.get(at).and_then(|id| model.study.sheets().get(*id));
        let Some(voice) = voice else { break };
        row(model, frame, place, voice, at == model.voices.place.selected());
    }
    let beside = voice_area(area);
    if area.width >= BESIDE {
        let rule = Rect { x: list.right(), width: 1, ..pane::below(area, 2) };
        pane::upright(frame, rule, model.look);
    } else {
        let rule = Rect { y: list.bottom(), height: 1, ..area };
        pane::rule(frame, rule.intersection(area), model.look);
    }
    if let Some(voice) = model.voices.selected(&model.study) {
        let room = Rect { x: beside.x + 1, width: beside.width.saturating_sub(2), ..beside };
        let lines = detail::lines(model, voice, usize::from(room.width));
        page(model, lines, 0, frame, room);
    }
}

fn page(model: &Tui, lines: Vec<Line<'static>>, top: usize, frame: &mut Frame<'_>, area: Rect) {
    let rows = usize::from(area.height);
    let hidden = lines.len().saturating_sub(top + rows);
    let shown: Vec<Line<'_>> = lines.into_iter().skip(top).take(rows).collect();
    frame.render_widget(Paragraph::new(shown), area);
    if hidden > 0 && area.height > 2 {
        let last = pane::below(area, area.height - 1);
        let more = format!("{} {} more lines", model.look.ellipsis(), hidden + 1);
        let more = text::fit(&more, usize::from(area.width), "");
        pane::line(frame, last, &more, model.look, Role::Dim);
    }
}

fn row(model: &Tui, frame: &mut Frame<'_>, area: Rect, voice: &Sheet, here: bool) {
    let sign = if here { '>' } else { ' ' };
    let day = voice.at().local().format("%-d %b").to_string();
    let who = text::fit(voice.choice(SPEAKER).unwrap_or("someone"), 9, model.look.ellipsis());
    let words = voice.answers().next().map_or("", |(.., said)| said);
    let first: String = words.chars().take(60).collect();
    let said = format!("{sign}{} {who} {first}", text::fit_right(&day, 6, ""));
    let role = if here { Role::Selected } else { Role::Text };
    let said = text::fit(&text::harmless(&said), usize::from(area.width), model.look.ellipsis());
    pane::line(frame, area, &said, model.look, role);
}

fn empty(model: &Tui, frame: &mut Frame<'_>, area: Rect) {
    let room = Rect { x: area.x + 1, width: area.width.saturating_sub(2).min(66), ..area };
    pane::line(frame, room, "No voice has been heard yet.", model.look, Role::Heading);
    let says = "n takes down what a child, young person, parent, carer or advocate says of the \
                service: their own words first, any question can be skipped, and with Alt-H \
                the keyboard is theirs and nothing else of the study is shown. It is never a rating \
                of a worker, and they can take it back at any time.";
    pane::prose(frame, pane::below(room, 2), says, model.look, Role::Text);
}
