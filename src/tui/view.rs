//! Drawing: header, tabs, the screen, a sentence, today's keys; the same place for the same thing
//! everywhere.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use ratatui::widgets::Clear;

use super::app::circle;
use super::command::{self, Info};
use super::layer::{self, Layer, is_ready, places};
use super::model::{Model, Phase, Tone};
use super::msg::Beside;
use super::screens::{Screen, lessons};
use super::shifts;
use super::text;
use super::theme::Role;
use super::widgets::pane;

/// The least room in which the screens can be used.
pub const LEAST: (u16, u16) = (40, 10);

/// The most rows that what was last said takes.
const STATUS_ROWS: u16 = 3;

/// Where the parts of every screen stand.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Areas {
    /// Study and time.
    pub header: Rect,
    /// The screens by name.
    pub tabs: Rect,
    /// The screen itself.
    pub body: Rect,
    /// What was last said.
    pub status: Rect,
    /// Today's keys.
    pub footer: Rect,
}

/// Divides a terminal of this size. On low ones the header gives way, so that the work has room.
pub fn areas((width, height): (u16, u16)) -> Areas {
    let header = u16::from(height >= 14);
    let row = |y: u16, rows: u16| {
        let y = y.min(height);
        Rect { x: 0, y, width, height: rows.min(height - y) }
    };
    let body = height.saturating_sub(header + 3);
    Areas {
        header: row(0, header),
        tabs: row(header, 1),
        body: row(header + 1, body),
        status: row(header + 1 + body, 1),
        footer: row(header + 2 + body, 1),
    }
}

/// Draws everything.
pub fn view(model: &Model, frame: &mut Frame<'_>) {
    let whole = frame.area();
    let (wide, high) = (whole.width, whole.height);
    if wide < LEAST.0 || high < LEAST.1 {
        let says = format!("needs {}x{}, has {wide}x{high}", LEAST.0, LEAST.1);
        pane::prose(frame, whole, &says, model.look, Role::Text);
        return;
    }
    let over = Rect { height: whole.height.saturating_sub(1), ..whole };
    let layer = layer::top(model);
    let draw = layer.face().view;
    if layer == Layer::Handed {
        draw(model, frame, whole);
        if let Some(top) = model.overlays.last() {
            top.draw(model, frame, over);
        }
        return;
    }
    let areas = areas((wide, high));
    header(model, frame, areas.header);
    if layer.shows_tabs() {
        tabs(model, frame, areas.tabs);
        if model.phase == Phase::Opening && model.screen != Screen::Capture {
            // Lists of a study that has not been read would say that there is nothing in it.
            let says = "The study is being read. What is in it is shown here in a moment.";
            pane::prose(frame, areas.body, says, model.look, Role::Dim);
        } else {
            draw(model, frame, areas.body);
        }
    } else {
        let without_tabs = Rect { y: areas.tabs.y, height: areas.body.height + 1, ..areas.body };
        draw(model, frame, without_tabs);
    }
    status(model, frame, areas.status);
    footer(model, frame, areas.footer);
    if let Some(top) = model.overlays.last().filter(|_| !model.hides_overlays()) {
        top.draw(model, frame, over);
    }
}

fn header(model: &Model, frame: &mut Frame<'_>, area: Rect) {
    let local = model.now.local();
    let clock = local.format("%H:%M");
    let dot = model.look.dot();
    let shown = !model.is_locked();
    let shift = Some(shifts::mark(model).trim_end().to_owned()).filter(|_| shown);
    let lessons = lessons::marks(model).filter(|_| shown);
    let said = [shift, lessons, Some(kept(model)), Some(clock.to_string())];
    let said: Vec<String> = said.into_iter().flatten().filter(|word| !word.is_empty()).collect();
    let right = format!(" {} ", said.join(&format!(" {dot} ")));
    let room = usize::from(area.width).saturating_sub(text::width(&right));
    let name = match &model.phase {
        _ if model.is_locked() && !model.lock.holds_nothing() => "not locked yet",
        _ if model.is_locked() => "locked",
        Phase::Beginning => "a new study",
        Phase::Opening | Phase::Locked => "opening the study",
        Phase::Open(_) => model.study.name(),
        Phase::Closed(_) => "the study is not open",
    };
    let left =
        text::fit(&format!(" asdone  {}", text::harmless(name)), room, model.look.ellipsis());
    let parts = vec![
        Span::styled(left, model.look.style(Role::Heading)),
        Span::styled(right, model.look.style(Role::Dim)),
    ];
    frame.render_widget(Line::from(parts), area);
}

/// Who can read the notes, in a word or two.
fn kept(model: &Model) -> String {
    let seen = match model.released.0 {
        _ if model.practice => return "practice, invented notes".to_owned(),
        _ if model.is_locked() => return "sealed".to_owned(),
        // Where one writes it matters who will read that, and nobody else does.
        _ if !model.seen().is_own() && model.screen != Screen::Capture => {
            format!("as {} sees it", circle(model.seen().scope()))
        }
        _ if matches!(model.beside, Some(Beside::Window(_))) => "second window".to_owned(),
        _ if model.beside.is_some() => "can only be read".to_owned(),
        0 => "private".to_owned(),
        released => format!("{released} released"),
    };
    if model.sealed { format!("sealed {} {seen}", model.look.dot()) } else { seen }
}

/// The names of the screens as the tab line shows them, with the columns where each begins and
/// ends. All of them are there in 80 columns; on fewer, as many names as there is room for, the
/// screen one is on first, and the keys of all.
fn tab_places(model: &Model) -> Vec<(Screen, String, std::ops::Range<usize>)> {
    let key = |screen: Screen| model.keymap.shown(&screen.row().go);
    let named = |screen: Screen| format!("{} {}", key(screen), screen.name());
    // One sign between two names: a blank, or a bracket of the one that one is on.
    let wide = |names: &[String]| names.iter().map(|name| text::width(name) + 1).sum::<usize>() + 1;
    let here = |screen: &Screen| screen.stays() || *screen == model.screen;
    let screens: Vec<Screen> = Screen::ALL.into_iter().filter(here).collect();
    let brief = |screen: &Screen| {
        if *screen == model.screen { named(*screen) } else { key(*screen) }
    };
    let mut names: Vec<String> = screens.iter().map(brief).collect();
    for (at, screen) in screens.iter().copied().enumerate() {
        let mut longer = names.clone();
        if let Some(name) = longer.get_mut(at) {
            *name = named(screen);
        }
        if wide(&longer) <= usize::from(model.size.0) {
            names = longer;
        }
    }
    let mut x = 1;
    let mut tabs = Vec::new();
    for (screen, name) in screens.into_iter().zip(names) {
        let end = x + text::width(&name);
        tabs.push((screen, name, x..end));
        x = end + 1;
    }
    tabs
}

/// The screen whose name stands at a column of the tab line.
pub fn tab_at(model: &Model, x: u16) -> Option<Screen> {
    let tabs = tab_places(model);
    tabs.into_iter()
        .find(|(_, _, range)| range.contains(&usize::from(x)))
        .map(|(screen, _, _)| screen)
}

fn tabs(model: &Model, frame: &mut Frame<'_>, area: Rect) {
    let mut spans = Vec::new();
    let mut after = " ";
    for (screen, name, _) in tab_places(model) {
        let here = screen == model.screen;
        let before = if here { "[" } else { after };
        let role = |focus: bool| if focus { Role::Focus } else { Role::Dim };
        spans.push(Span::styled(before, model.look.style(role(here || after == "]"))));
        spans.push(Span::styled(name, model.look.style(role(here))));
        after = if here { "]" } else { " " };
    }
    spans.push(Span::styled(after, model.look.style(Role::Focus)));
    frame.render_widget(Line::from(spans), area);
}

fn status(model: &Model, frame: &mut Frame<'_>, area: Rect) {
    let Some(status) = model.status.as_ref().filter(|_| !model.hides_overlays()) else { return };
    let role = match status.tone {
        Tone::Done => Role::Good,
        Tone::Note => Role::Accent,
        Tone::Warn => Role::Warn,
        Tone::Loss => Role::Loss,
    };
    let sign = match status.tone {
        Tone::Done | Tone::Note => "",
        Tone::Warn => "! ",
        Tone::Loss => "!! ",
    };
    // A sentence that is cut tells neither what happened nor what to do: it takes the rows above.
    let wide = usize::from(area.width).saturating_sub(1);
    let rows = text::wrapped(&format!("{sign}{}", text::harmless(&status.text)), wide);
    let high = u16::try_from(rows.len()).unwrap_or(u16::MAX).clamp(1, STATUS_ROWS);
    let last = rows.len() > usize::from(high);
    let area = Rect { y: area.y.saturating_sub(high - 1), height: high, ..area };
    frame.render_widget(Clear, area);
    for (at, row) in rows.iter().take(usize::from(high)).enumerate() {
        let at = u16::try_from(at).unwrap_or(u16::MAX);
        let more = if last && at + 1 == high { model.look.ellipsis() } else { "" };
        let row_area = Rect { y: area.y + at, height: 1, ..area };
        pane::line(frame, row_area, &format!(" {row}{more}"), model.look, role);
    }
}

/// The rows of the table that the footer shows now, in its order.
fn footer_rows(model: &Model) -> Vec<&'static Info> {
    let places = places(model);
    let shown = |info: &&Info| {
        info.rank > 0
            && places.contains(&info.place)
            && !model.keymap.keys(info).is_empty()
            && is_ready(model, info.command)
    };
    let mut rows: Vec<&Info> = command::all().filter(shown).collect();
    rows.sort_by_key(|info| info.rank);
    rows
}

fn footer(model: &Model, frame: &mut Frame<'_>, area: Rect) {
    let note = layer::top(model).face().note;
    let wide = usize::from(area.width);
    let space = if wide < 80 { "  " } else { "   " };
    let mut room = wide.saturating_sub(text::width(note) + 2);
    let mut kept = Vec::new();
    let rows = footer_rows(model);
    // Help stands last and is never crowded out, since it names all the others.
    let help = rows.iter().rfind(|info| info.command == command::Command::App(command::App::Help));
    let said = |info: &Info| format!("{} {}", model.keymap.shown(info), info.label);
    let last = help.map(|info| said(info)).unwrap_or_default();
    room = room.saturating_sub(text::width(&last));
    for info in &rows {
        let said = said(info);
        let needed = text::width(&said) + space.len();
        if said == last || needed > room {
            continue;
        }
        room -= needed;
        kept.push(said);
    }
    kept.push(last);
    let keys = kept.join(space);
    let left = text::width(note) + 1;
    let gap = wide.saturating_sub(left + text::width(&keys) + 1);
    let spans = vec![
        Span::styled(format!(" {note}"), model.look.style(Role::Warn)),
        Span::raw(" ".repeat(gap)),
        Span::styled(keys, model.look.style(Role::Dim)),
    ];
    frame.render_widget(Line::from(spans), area);
}
