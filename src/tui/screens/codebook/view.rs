//! Drawing this screen: the tags by group, and what the one in focus means.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use crate::analysis::plain::plain_name;
use crate::study::{Status, Tag};
use crate::tui::model::Model as Tui;
use crate::tui::text;
use crate::tui::theme::Role;
use crate::tui::widgets::pane;

/// From this width on, what a tag means stands beside the list; below it, under the list.
const BESIDE: u16 = 72;

/// Where the list stands.
pub(super) fn list_area(body: Rect) -> Rect {
    let room = pane::below(body, 2);
    if body.width >= BESIDE {
        Rect { width: body.width / 2, ..room }
    } else {
        Rect { height: room.height.saturating_sub(detail_rows(room.height)), ..room }
    }
}

/// Rows for the detail where it stands under the list.
const fn detail_rows(room: u16) -> u16 {
    if room < 8 { 0 } else { room / 2 }
}

fn detail_area(body: Rect) -> Rect {
    let room = pane::below(body, 2);
    let list = list_area(body);
    if body.width >= BESIDE {
        let x = list.right().saturating_add(2).min(room.right());
        return Rect { x, width: (room.right() - x).saturating_sub(1), ..room };
    }
    let under = pane::below(room, list.height + 1);
    Rect { x: (under.x + 1).min(under.right()), width: under.width.saturating_sub(2), ..under }
}

/// What a tag means, as one text: definition, what it takes in, what it leaves out.
pub(super) fn card(tag: &Tag) -> String {
    let mut parts = Vec::new();
    let definition =
        if tag.definition().is_empty() { "Not defined yet." } else { tag.definition() };
    parts.push(definition.to_owned());
    let more = [("Include", tag.include()), ("Exclude", tag.exclude()), ("Source", tag.source())];
    let more = more.into_iter().filter(|(_, said)| !said.is_empty());
    parts.extend(more.map(|(what, said)| format!("{what}: {said}")));
    parts.join("\n")
}

/// Draws the screen.
pub(in crate::tui) fn view(model: &Tui, frame: &mut Frame<'_>, area: Rect) {
    if model.codebook.rows.is_empty() {
        return empty(model, frame, area);
    }
    pane::line(frame, area, &headline(model), model.look, Role::Heading);
    list(model, frame, list_area(area));
    if area.width >= BESIDE {
        let list = list_area(area);
        let rule = Rect { x: list.right().min(area.right()), width: 1.min(area.width), ..list };
        pane::upright(frame, rule, model.look);
    } else {
        let room = pane::below(area, 2 + list_area(area).height);
        pane::rule(frame, room, model.look);
    }
    detail(model, frame, detail_area(area));
}

fn empty(model: &Tui, frame: &mut Frame<'_>, area: Rect) {
    pane::line(frame, pane::below(area, 1), " No tags yet.", model.look, Role::Heading);
    let room = pane::below(area, 3);
    let room =
        Rect { x: (room.x + 1).min(room.right()), width: room.width.saturating_sub(2), ..room };
    let says = "A word typed as #tag on Write (F2) makes a provisional tag; it can be defined \
                here. n adds a tag with its definition, i takes in a codebook from a file.";
    pane::prose(frame, room, says, model.look, Role::Text);
}

fn headline(model: &Tui) -> String {
    let codebook = model.study.codebook();
    let dot = model.look.dot();
    let hash = codebook.content_hash().to_hex();
    let rows = &model.codebook.rows;
    let (tags, groups) = (rows.len(), codebook.groups().len());
    let provisional = rows
        .iter()
        .filter_map(|(key, _)| codebook.ix(key).and_then(|ix| codebook.get(ix)))
        .filter(|tag| tag.status() == Status::Provisional)
        .count();
    let version = codebook.version();
    let hash = hash.get(..8).unwrap_or_default();
    let mut said =
        format!(" codebook version {version} ({hash}) {dot} {tags} tags in {groups} groups");
    if provisional > 0 {
        said.push_str(&format!(", {provisional} provisional"));
    }
    if let Some(name) = codebook.namesakes().first().and_then(|tags| tags.first()).map(|t| t.name())
    {
        said.push_str(&format!(", two called {name}: rename or merge one"));
    }
    said
}

fn list(model: &Tui, frame: &mut Frame<'_>, area: Rect) {
    let codebook = model.study.codebook();
    let tag_at = |row: usize| {
        let (key, uses) = model.codebook.rows.get(row)?;
        Some((codebook.get(codebook.ix(key)?)?, *uses))
    };
    let window = model.codebook.place.window_of(usize::from(area.height));
    let first = window.start;
    for (at, place) in window.clone().zip(area.rows()) {
        let Some((tag, uses)) = tag_at(at) else { break };
        let here = at == model.codebook.place.selected();
        let sign = if here { '>' } else { ' ' };
        let before = at.checked_sub(1).and_then(tag_at).map(|(tag, _)| tag.group());
        // The group is named once, at its first tag in the window.
        let group = if at == first || before != Some(tag.group()) { group_of(tag) } else { "" };
        let wide = usize::from(place.width);
        let groups = if wide >= 30 { 12 } else { 0 };
        let names = wide.saturating_sub(2 + groups + 1 + 5 + 1);
        let name = match (tag.status(), tag.merged_into()) {
            (_, Some(into)) => format!("{} > {into}", tag.name()),
            (Status::Retired, None) => format!("{} (retired)", tag.name()),
            (Status::Provisional, None) => format!("{} (new)", tag.name()),
            (Status::Defined, None) if plain_name(tag) == tag.name() => tag.name().to_owned(),
            (Status::Defined, None) => format!("{}  {}", plain_name(tag), tag.name()),
        };
        let role = match tag.status() {
            _ if here => Role::Selected,
            _ if !tag.is_offered() => Role::Dim,
            Status::Provisional => Role::NewTag,
            Status::Defined | Status::Retired => Role::Text,
        };
        let ellipsis = model.look.ellipsis();
        let group = text::fit(&text::harmless(group), groups, ellipsis);
        let quiet = if here { Role::Selected } else { Role::Dim };
        let spans = vec![
            Span::styled(format!("{sign} {group} "), model.look.style(quiet)),
            Span::styled(
                text::fit(&text::harmless(&name), names, ellipsis),
                model.look.style(role),
            ),
            Span::styled(format!("{uses:>5} "), model.look.style(quiet)),
        ];
        frame.render_widget(Line::from(spans), place);
    }
    pane::more(frame, area, window, model.codebook.place.len(), model.look);
}

fn group_of(tag: &Tag) -> &str {
    match (tag.group(), tag.status()) {
        ("", Status::Provisional) => "provisional",
        ("", Status::Defined | Status::Retired) => "no group",
        (group, _) => group,
    }
}

fn detail(model: &Tui, frame: &mut Frame<'_>, area: Rect) {
    let Some(tag) = model.codebook.selected(&model.study) else { return };
    let dot = model.look.dot();
    let plain = plain_name(tag);
    let named = if plain == tag.name() {
        plain.to_owned()
    } else {
        format!("{plain} {dot} {}", tag.name())
    };
    pane::line(frame, area, &named, model.look, Role::Heading);
    let uses = match model.codebook.uses() {
        0 => "no note has it".to_owned(),
        1 => "1 note".to_owned(),
        many => format!("{many} notes"),
    };
    let group = if tag.group().is_empty() { "no group" } else { tag.group() };
    let said = format!("{group} {dot} {} {dot} {uses}", tag.status().word());
    pane::line(frame, pane::below(area, 1), &said, model.look, Role::Dim);
    let mut room = pane::below(area, 3);
    let mut write = |content: &str, role: Role| {
        let taken = pane::prose(frame, room, content, model.look, role);
        room = pane::below(room, taken.saturating_add(1));
    };
    let definition = if tag.definition().is_empty() {
        "Not defined yet; d defines it."
    } else {
        tag.definition()
    };
    write(definition, Role::Text);
    let more = [("include", tag.include()), ("exclude", tag.exclude()), ("source", tag.source())];
    for (what, text) in more.into_iter().filter(|(_, text)| !text.is_empty()) {
        let role = if what == "source" { Role::Dim } else { Role::Text };
        write(&format!("{what}: {text}"), role);
    }
    if let Some(into) = tag.merged_into() {
        write(&format!("Merged into {into}; notes tagged {} count for it.", tag.key()), Role::Text);
    } else if tag.key().as_str() != tag.name().to_lowercase() {
        write(&format!("Was first called {}, which goes on working.", tag.key()), Role::Dim);
    }
}
