//! Drawing this screen.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Line;
use ratatui::widgets::Paragraph;

use super::model::Row;
use super::page;
use crate::actions::when;
use crate::share::sight::{Sight, Standing};
use crate::study::Right;
use crate::tui::model::Model as Tui;
use crate::tui::msg::Beside;
use crate::tui::text;
use crate::tui::theme::Role;
use crate::tui::widgets::pane;

/// Columns of the list, where there is room for more beside it.
const LIST: u16 = 34;

/// From this width on there is.
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

/// Where the row stands at length.
fn beside_area(body: Rect) -> Rect {
    let list = list_area(body);
    let area = if body.width >= BESIDE {
        let x = list.right() + 1;
        Rect { x, width: body.right().saturating_sub(x), ..pane::below(body, 2) }
    } else {
        pane::below(body, list.bottom().saturating_sub(body.y) + 1)
    };
    Rect { x: area.x + 1, width: area.width.saturating_sub(2), ..area }
}

/// The row that the person stands on at length, as wide as it is drawn.
pub(super) fn beside(model: &Tui) -> Vec<Line<'static>> {
    let body = crate::tui::view::areas(model.size).body;
    page::lines(model, usize::from(beside_area(body).width))
}

/// Draws the screen.
pub(in crate::tui) fn view(model: &Tui, frame: &mut Frame<'_>, area: Rect) {
    let Some(sight) = &model.team.sight else {
        return without(model, frame, area);
    };
    pane::line(frame, area, &format!(" {}", headline(model, sight)), model.look, Role::Heading);
    let list = list_area(area);
    let team = &model.team;
    for (at, place) in team.place.window_of(usize::from(list.height)).zip(list.rows()) {
        let Some(row) = team.rows.get(at) else { break };
        let here = at == team.place.selected();
        let sign = if here { '>' } else { ' ' };
        let role = match row {
            _ if here => Role::Selected,
            Row::Decide(_) => Role::Warn,
            _ => Role::Text,
        };
        let said = text::harmless(&named(model, sight, row)).into_owned();
        let wide = usize::from(place.width);
        let said = text::fit(&format!("{sign}{said}"), wide, model.look.ellipsis());
        pane::line(frame, place, &said, model.look, role);
    }
    if area.width >= BESIDE {
        let rule = Rect { x: list.right(), width: 1, ..pane::below(area, 2) };
        pane::upright(frame, rule, model.look);
    } else {
        let rule = Rect { y: list.bottom(), height: 1, ..area };
        pane::rule(frame, rule.intersection(area), model.look);
    }
    at_length(model, frame, beside_area(area));
}

fn headline(model: &Tui, sight: &Sight) -> String {
    let dot = model.look.dot();
    let you = match sight.standing {
        Standing::Waits => "you have asked, and wait to be admitted".to_owned(),
        Standing::Removed => "this laptop was removed from the team".to_owned(),
        Standing::In(Right::Owner) => "you began this team".to_owned(),
        Standing::In(right) => format!("you are a {} in this team", right.word()),
    };
    let laptops = sight.laptops.iter().filter(|laptop| laptop.right.is_some()).count();
    let laptops = if laptops == 1 { "1 laptop".into() } else { format!("{laptops} laptops") };
    match (&model.team.going, model.team.waits) {
        (Some(going), _) => format!("{you} {dot} {going}"),
        (None, true) => format!("{you} {dot} exchanging"),
        (None, false) => format!("{you} {dot} {laptops}"),
    }
}

/// A row of the list in a few words.
fn named(model: &Tui, sight: &Sight, row: &Row) -> String {
    match row {
        Row::Decide(decision) => format!("? {decision}"),
        Row::Exchange => match &model.team.last {
            None => "last exchange  not yet".to_owned(),
            Some((at, Ok(_))) => format!("last exchange  {}", when::say(*at, model.now)),
            Some((at, Err(_))) => format!("last tried  {}", when::say(*at, model.now)),
        },
        Row::Next if sight.out.next.is_empty() => "leaves next    nothing".to_owned(),
        Row::Next => match sight.out.next.len() {
            1 => "leaves next    1 change".to_owned(),
            many => format!("leaves next    {many} changes"),
        },
        Row::Waiting => format!("raised just now  {}", sight.out.waiting.len()),
        Row::Left => format!("has left       {}", sight.out.left_said()),
        Row::Gone => format!("erased for all {}", sight.out.gone.len()),
        Row::Second => "a second laptop of yours".to_owned(),
        Row::Place => "folder and words".to_owned(),
        Row::Laptop(device) => {
            let laptop = sight.laptops.iter().find(|laptop| laptop.device == *device);
            let Some(laptop) = laptop else { return String::new() };
            let right = laptop.right.map_or("removed", Right::word);
            let here = if laptop.here { ", this laptop" } else { "" };
            format!("{}  {right}{here}", laptop.called())
        }
    }
}

fn at_length(model: &Tui, frame: &mut Frame<'_>, area: Rect) {
    let lines = page::lines(model, usize::from(area.width));
    let (top, rows) = (model.team.top, usize::from(area.height));
    let hidden = lines.len().saturating_sub(top + rows);
    let shown: Vec<Line<'_>> = lines.into_iter().skip(top).take(rows).collect();
    frame.render_widget(Paragraph::new(shown), area);
    if hidden > 0 && area.height > 2 {
        let last = pane::below(area, area.height - 1);
        let more = format!("{} {} more lines, Space reads on", model.look.ellipsis(), hidden + 1);
        let more = text::fit(&more, usize::from(area.width), "");
        pane::line(frame, last, &more, model.look, Role::Dim);
    }
}

/// What is shown where there is no team.
fn without(model: &Tui, frame: &mut Frame<'_>, area: Rect) {
    let room = Rect { x: area.x + 1, width: area.width.saturating_sub(2).min(66), ..area };
    let (heading, says) = match () {
        () if !model.is_open() || !model.team.is_known => ("The team is being looked at.", ""),
        () if matches!(model.beside, Some(Beside::ReadOnly(_))) => (
            "The study can only be read.",
            "What comes from the team cannot be kept here until the study can be written again.",
        ),
        () if model.beside.is_some() => (
            "The study is open in another window.",
            "The exchange with the team is that window's to do. Close it, or go there.",
        ),
        () if !model.sealed => (
            "This study is in no team.",
            "To share with colleagues it has to be locked with a passphrase first, since what they \
             share comes to lie on this laptop: Ctrl-L does that. Then begin a team, or join one.",
        ),
        () => (
            "This study is in no team.",
            "A team shares through a folder that your organisation already runs: a network drive, or \
             a SharePoint or OneDrive library that is synced to this laptop. What you raise to the \
             team leaves as a sealed copy; everything else stays with you. b begins a team in a \
             folder, j joins the one that a colleague has begun there.",
        ),
    };
    pane::line(frame, room, heading, model.look, Role::Heading);
    pane::prose(frame, pane::below(room, 2), says, model.look, Role::Text);
}
