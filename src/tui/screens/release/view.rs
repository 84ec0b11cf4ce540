//! Drawing this screen: the releases and the steps of the one in focus, or the texts that wait and
//! what in each may say who somebody is.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use ratatui::widgets::Paragraph;

use super::model::{Lens, Standing};
use crate::release::kept;
use crate::release::review::Trace;
use crate::study::Sheet;
use crate::tui::model::Model as Tui;
use crate::tui::text;
use crate::tui::theme::Role;
use crate::tui::widgets::pane;

/// From this width on what one stands on is shown beside the list; below it, under the list.
const BESIDE: u16 = 72;

/// Rows above the list: which list it is, and a rule.
const ABOVE: u16 = 2;

/// The most columns of the list.
const LIST: u16 = 30;

/// Where the list stands.
pub(super) fn list_area(body: Rect) -> Rect {
    let room = pane::below(body, ABOVE);
    if body.width >= BESIDE {
        Rect { width: LIST, ..room }
    } else {
        Rect { height: (room.height / 4).max(2).min(room.height), ..room }
    }
}

fn detail_area(body: Rect) -> Rect {
    let room = pane::below(body, ABOVE);
    let list = list_area(body);
    if body.width >= BESIDE {
        let x = list.right().saturating_add(2).min(room.right());
        return Rect { x, width: (room.right() - x).saturating_sub(1), ..room };
    }
    let under = pane::below(room, list.height + 1);
    Rect { x: (under.x + 1).min(under.right()), width: under.width.saturating_sub(2), ..under }
}

/// Draws the screen.
pub(in crate::tui) fn view(model: &Tui, frame: &mut Frame<'_>, area: Rect) {
    if model.release.rows.is_empty() {
        return empty(model, frame, area);
    }
    headline(model, frame, area);
    pane::rule(frame, Rect { height: area.height.min(1), ..pane::below(area, 1) }, model.look);
    let list = list_area(area);
    match model.release.lens {
        Lens::Releases => releases(model, frame, list),
        Lens::Review | Lens::Second => texts(model, frame, list),
    }
    if area.width >= BESIDE {
        let rule = Rect { x: list.right().min(area.right()), width: 1, ..list };
        pane::upright(frame, rule, model.look);
    } else {
        pane::rule(frame, pane::below(area, ABOVE + list.height), model.look);
    }
    let room = detail_area(area);
    let lines = match model.release.lens {
        Lens::Releases => steps(model, usize::from(room.width)),
        Lens::Review | Lens::Second => text_in_full(model, usize::from(room.width)),
    };
    let hidden = lines.len().saturating_sub(usize::from(room.height));
    frame.render_widget(Paragraph::new(lines), room);
    if hidden > 0 && room.height > 2 {
        let key = if model.release.lens == Lens::Releases { "i" } else { "Enter" };
        let more = format!("{} {} more lines; {key} shows all", model.look.ellipsis(), hidden + 1);
        let last = pane::below(room, room.height - 1);
        let more = text::fit(&more, usize::from(room.width), "");
        pane::line(frame, last, &more, model.look, Role::Dim);
    }
}

fn empty(model: &Tui, frame: &mut Frame<'_>, area: Rect) {
    pane::line(frame, pane::below(area, 1), " No release is planned.", model.look, Role::Heading);
    let room = pane::below(area, 3);
    let room =
        Rect { x: (room.x + 1).min(room.right()), width: room.width.saturating_sub(2), ..room };
    let says = "A release is a data set for academic partners. It holds only what its authors agreed \
                to share with them, and each text is looked over first. t writes a plan to fill in; n \
                plans a release from it, and says first what it would give away.";
    pane::prose(frame, room, says, model.look, Role::Text);
}

/// "[releases 2]  review 12 of 40 wait", and what is under way.
fn headline(model: &Tui, frame: &mut Frame<'_>, area: Rect) {
    let here = &model.release;
    let waiting = match &here.standing {
        Some(Ok(Standing { texts, .. })) => {
            format!("review {} of {} wait", texts.waiting.len(), texts.all)
        }
        Some(Err(_)) | None => "review".to_owned(),
    };
    let mut names =
        vec![(Lens::Releases, format!("releases {}", here.rows.len())), (Lens::Review, waiting)];
    if !here.for_second().is_empty() {
        names.push((Lens::Second, format!("second look {}", here.for_second().len())));
    }
    let mut spans = vec![Span::raw(" ")];
    for (lens, name) in names {
        let on = lens == here.lens;
        let name = if on { format!("[{name}]") } else { format!(" {name} ") };
        spans.push(Span::styled(name, model.look.style(if on { Role::Focus } else { Role::Dim })));
        spans.push(Span::raw(" "));
    }
    if let Some(work) = &here.work {
        let step = if work.step.is_empty() { String::new() } else { format!(": {}", work.step) };
        let said = format!("{}{step}; Esc stops it", work.what);
        spans.push(Span::styled(said, model.look.style(Role::Focus)));
    }
    frame.render_widget(Line::from(spans), Rect { height: area.height.min(1), ..area });
}

fn releases(model: &Tui, frame: &mut Frame<'_>, area: Rect) {
    let here = &model.release;
    for (at, place) in here.place.window_of(usize::from(area.height)).zip(area.rows()) {
        let Some(sheet) = here.rows.get(at).and_then(|id| model.study.sheets().get(*id)) else {
            break;
        };
        let said = format!("{}  {}", sheet.id().code().short(), kept::title(sheet));
        row(model, frame, place, &said, at == here.place.selected());
    }
}

fn texts(model: &Tui, frame: &mut Frame<'_>, area: Rect) {
    let here = &model.release;
    for (at, place) in here.texts.window_of(usize::from(area.height)).zip(area.rows()) {
        let Some((item, words)) = here.listed_at(at) else { break };
        let said = format!("{}: {words}", item.part);
        row(model, frame, place, &said, at == here.texts.selected());
    }
}

fn row(model: &Tui, frame: &mut Frame<'_>, place: Rect, said: &str, on: bool) {
    let said = format!("{}{said}", if on { '>' } else { ' ' });
    let flat = text::harmless(&said);
    let room = usize::from(place.width).saturating_sub(1);
    let shown = text::cut(&flat, room, model.look.ellipsis()).into_owned();
    let role = if on { Role::Selected } else { Role::Text };
    frame.render_widget(Line::styled(shown, model.look.style(role)), place);
}

/// Everything that is shown of what one stands on, as one text.
pub(super) fn whole(model: &Tui) -> String {
    const WIDE: usize = 68;
    let lines = match model.release.lens {
        Lens::Releases => steps(model, WIDE),
        Lens::Review | Lens::Second => text_in_full(model, WIDE),
    };
    lines.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
}

/// The steps of the release one stands on, and what is to be known of it.
fn steps(model: &Tui, wide: usize) -> Vec<Line<'static>> {
    let here = &model.release;
    let Some(sheet) = here.selected(&model.study) else { return Vec::new() };
    let mut lines = Vec::new();
    let mut write = |words: &str, role: Role| {
        let style = model.look.style(role);
        let rows = text::wrapped(words, wide);
        lines.extend(rows.into_iter().map(|row| Line::styled(row, style)));
    };
    write(kept::title(sheet), Role::Heading);
    for (step, said) in said_of(model, sheet) {
        write(&format!("{step:<8}{said}"), Role::Text);
    }
    write("", Role::Text);
    match &here.standing {
        Some(Err(why)) => write(why, Role::Warn),
        Some(Ok(standing)) => {
            if let Some((_, said)) = here.said.as_ref().filter(|(of, _)| *of == sheet.id()) {
                said.iter().for_each(|sentence| write(sentence, Role::Text));
                write("", Role::Text);
            }
            standing.before.iter().for_each(|sentence| write(sentence, Role::Dim));
        }
        None => {}
    }
    lines
}

/// The four steps, each with where it stands.
fn said_of(model: &Tui, sheet: &Sheet) -> [(&'static str, String); 4] {
    let on = sheet.at().local().format("%-d %b %Y");
    let review = match &model.release.standing {
        Some(Ok(Standing { texts, .. })) => match texts.waiting.len() {
            0 if !texts.second.is_empty() => {
                format!("{} wait for a second pair of eyes (s)", texts.second.len())
            }
            0 => "no text waits for you".to_owned(),
            1 => format!("1 of {} texts waits (r)", texts.all),
            many => format!("{many} of {} texts wait (r)", texts.all),
        },
        Some(Err(_)) | None => "cannot be done".to_owned(),
    };
    let gone = match &model.release.standing {
        Some(Ok(standing)) if standing.gone > 0 => {
            format!("; {} taken back since (l writes a letter)", standing.gone)
        }
        Some(_) | None => String::new(),
    };
    let build = match (kept::builds(sheet).last(), kept::key(sheet)) {
        (_, None) => "its key was destroyed".to_owned(),
        (None, Some(_)) => "not built yet (b)".to_owned(),
        (Some((at, _)), Some(_)) => format!("built on {}{gone}", at.local().format("%-d %b %Y")),
    };
    [
        ("plan", format!("kept on {on} as {}", sheet.id().code().short())),
        ("review", review),
        ("build", build),
        ("verify", "v checks a package".to_owned()),
    ]
}

/// The text one stands on, what is marked in it, and what could stand there instead.
fn text_in_full(model: &Tui, wide: usize) -> Vec<Line<'static>> {
    let Some((item, words)) = model.release.text() else { return Vec::new() };
    let places = model.release.places(&model.study, words);
    let of = item.code.map_or(String::new(), |code| format!(" of {}", code.short()));
    let of = match model.release.lens {
        Lens::Second => format!("{of}, as it would leave; {} looks", model.release.second),
        Lens::Releases | Lens::Review => of,
    };
    let heading = model.look.style(Role::Heading);
    let mut lines = vec![Line::styled(format!("{}{of}", item.part), heading), Line::default()];
    for range in text::rows(words, wide) {
        lines.push(marked(model, words, range, &places));
    }
    lines.push(Line::default());
    if places.is_empty() {
        let says = "Nothing is marked. Read it as somebody would who was there.";
        let rows = text::wrapped(says, wide);
        lines.extend(rows.into_iter().map(|row| Line::styled(row, model.look.style(Role::Dim))));
    }
    for place in &places {
        let words = words.get(place.range.clone()).unwrap_or_default();
        let said = format!("{words}: {}; instead: {}", place.what, place.instead);
        let rows = text::wrapped(&said, wide);
        lines.extend(rows.into_iter().map(|row| Line::styled(row, model.look.style(Role::Dim))));
    }
    lines
}

/// A row of a text, what is marked in it set apart.
fn marked(
    model: &Tui,
    whole: &str,
    range: std::ops::Range<usize>,
    places: &[Trace],
) -> Line<'static> {
    let mut spans = Vec::new();
    let mut at = range.start;
    let mut piece = |from: usize, to: usize, role: Role| {
        let words = whole.get(from..to).unwrap_or_default();
        if !words.is_empty() {
            let words = text::harmless(words).into_owned();
            spans.push(Span::styled(words, model.look.style(role)));
        }
    };
    for place in places {
        let from = place.range.start.clamp(at, range.end.max(at));
        let to = place.range.end.clamp(from, range.end.max(from));
        if to > from {
            piece(at, from, Role::Text);
            piece(from, to, Role::Nudge);
            at = to;
        }
    }
    piece(at, range.end, Role::Text);
    Line::from(spans)
}
