//! Drawing the capture screen: the line, what was understood of it, the rows, what was saved.

use std::ops::Range;

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::hooks;
use super::model::Focus;
use crate::actions::shorthand::{Known, Part};
use crate::study::{Extra, Kind, Moment, Stance};
use crate::tui::command::{App, Command as Any};
use crate::tui::model::Model as Tui;
use crate::tui::shifts;
use crate::tui::text;
use crate::tui::theme::Role;
use crate::tui::widgets::pane;
use crate::tui::wording::{self, Spot};

/// Draws the screen.
pub(in crate::tui) fn view(model: &Tui, frame: &mut Frame<'_>, area: Rect) {
    let used = line(model, frame, area);
    let mut rest = pane::below(area, used);
    for draw in [kind_row, when_row, tags_row, stance_row] {
        draw(model, frame, Rect { height: rest.height.min(1), ..rest });
        rest = pane::below(rest, 1);
    }
    rest = pane::below(rest, u16::from(rest.height > 8));
    let taken = notices(model, frame, rest);
    rest = pane::below(rest, taken);
    let wants_extras = model.capture.focus != Focus::Line || model.capture.form.has_extras();
    if wants_extras {
        extras(model, frame, rest);
    } else if is_new_and_in_clear(model) {
        let key = Any::App(App::Lock).info().map(|info| model.keymap.shown(info));
        let says = format!("{IN_CLEAR} {} seals them.", key.unwrap_or_default());
        let place = Rect { x: rest.x + 1, width: rest.width.saturating_sub(2), ..rest };
        pane::prose(frame, place, &says, model.look, Role::Dim);
    } else {
        saved(model, frame, rest);
    }
}

/// Said on the first screen of a study without a passphrase.
const IN_CLEAR: &str = "This study has no passphrase: anyone who can open files under your account can read its notes.";

/// Whether nothing was ever written in the study, and anyone with its files could read it.
fn is_new_and_in_clear(model: &Tui) -> bool {
    model.is_open()
        && !model.sealed
        && !model.practice
        && model.own().written_ever().next().is_none()
        && model.capture.saved.is_empty()
}

/// The line in its box; returns the rows it took.
fn line(model: &Tui, frame: &mut Frame<'_>, area: Rect) -> u16 {
    let capture = &model.capture;
    let focused = capture.focus == Focus::Line;
    let wide = usize::from(area.width.saturating_sub(4));
    let most = (usize::from(area.height) / 3).max(1);
    let rows = capture.form.line.height(wide).clamp(1, most);
    let high = u16::try_from(rows + 2).unwrap_or(3).min(area.height);
    let inner = pane::boxed(
        frame,
        Rect { height: high, ..area },
        &model.forms.now.shift.moment,
        model.look,
        focused,
    );
    let inner = Rect { x: inner.x + 1, width: inner.width.saturating_sub(2), ..inner };
    let parts = parts(model);
    capture.form.line.draw(frame, inner, model.look, &parts, focused);
    high
}

/// The parts of the line in their roles.
fn parts(model: &Tui) -> Vec<(Range<usize>, Role)> {
    if model.capture.shows_sent {
        return vec![(0..usize::MAX, Role::Dim)];
    }
    let role = |part: Part| match part {
        Part::Tag => Role::Tag,
        Part::NewTag if !model.is_open() => Role::Tag,
        Part::NewTag | Part::NearTag => Role::NewTag,
        Part::Setting => Role::Setting,
        Part::Kind => Role::Kind,
        Part::Time => Role::Time,
    };
    let capture = &model.capture;
    let reading = &capture.reading;
    let mut parts: Vec<_> =
        reading.understood.iter().map(|(range, part)| (range.clone(), role(*part))).collect();
    parts.extend(reading.troubles.iter().map(|(range, _)| (range.clone(), Role::Warn)));
    let free = |range: &Range<usize>| {
        !parts.iter().any(|(part, _)| part.start < range.end && range.start < part.end)
    };
    let nudges = wording::parts(model, Spot::Line).into_iter();
    let nudges: Vec<_> = nudges.filter(|(range, _)| free(range)).collect();
    parts.extend(nudges);
    parts.sort_by_key(|(range, _)| range.start);
    parts
}

/// A row of labels and choices, each piece with its role.
fn pieces(model: &Tui, frame: &mut Frame<'_>, area: Rect, pieces: Vec<(String, Role)>) {
    let mut room = usize::from(area.width);
    let mut spans = Vec::new();
    for (piece, role) in pieces {
        let shown = text::harmless(&piece);
        let shown = text::cut(&shown, room, model.look.ellipsis()).into_owned();
        room = room.saturating_sub(text::width(&shown));
        spans.push(Span::styled(shown, model.look.style(role)));
    }
    frame.render_widget(Line::from(spans), area);
}

fn label(model: &Tui, name: &str, focus: Focus) -> (String, Role) {
    let here = model.capture.focus == focus;
    let sign = if here { '>' } else { ' ' };
    (format!("{sign}{} ", text::fit(name, 5, "")), if here { Role::Focus } else { Role::Dim })
}

/// One of several, with its key: `[a] adjustment` where it is chosen, `a adjustment` where not.
fn choice(key: char, word: &str, chosen: bool) -> (String, Role) {
    if chosen {
        (format!("[{key}] {word}  "), Role::Accent)
    } else {
        (format!("{key} {word}  "), Role::Text)
    }
}

/// The same with one space less after it, where room is short.
fn tight((piece, role): (String, Role), narrow: bool) -> (String, Role) {
    let kept = if narrow { piece.strip_suffix(' ').map(str::to_owned) } else { None };
    (kept.unwrap_or(piece), role)
}

/// A kind in as many letters as there is room for.
const fn kind_word(kind: Kind, narrow: bool) -> &'static str {
    match kind {
        Kind::Ordinary => "ordinary",
        Kind::Adjustment if narrow => "adjust",
        Kind::Adjustment => "adjustment",
        Kind::Workaround => "workaround",
        Kind::Surprise => "surprise",
        Kind::KeptSafe if narrow => "safe",
        Kind::KeptSafe => "kept safe",
    }
}

fn kind_row(model: &Tui, frame: &mut Frame<'_>, area: Rect) {
    let kind = model.capture.reading.kind.or(model.capture.form.kind);
    let narrow = area.width < 76;
    let mut row = vec![label(model, "kind", Focus::Kind)];
    for each in Kind::ALL.iter().copied() {
        let chosen = kind == Some(each);
        let word = kind_word(each, narrow);
        let word = if area.width < 60 && !chosen { text::head(word, 4) } else { word };
        row.push(tight(choice(each.key(), word, chosen), narrow));
    }
    pieces(model, frame, area, row);
}

/// When it happened, as far as the line and the row say: in words, and how it looks.
fn when_said(model: &Tui) -> (String, Role) {
    let plain = |at: Moment| (hooks::said(model, at), Role::Text);
    if let Some(at) = model.capture.reading.happened_at {
        return (hooks::said(model, at), Role::Time);
    }
    match model.capture.form.chosen_time(model.now) {
        Some(Ok(at)) => (hooks::said(model, at), Role::Time),
        Some(Err(refusal)) => (refusal.to_string(), Role::Warn),
        None => plain(model.now),
    }
}

fn when_row(model: &Tui, frame: &mut Frame<'_>, area: Rect) {
    // The settings need the room while one is chosen.
    let half =
        if model.capture.focus == Focus::Setting { area.width * 3 / 10 } else { area.width / 2 };
    let left = Rect { width: half, ..area };
    let right = Rect { x: area.x + half, width: area.width - half, ..area };
    let (said, role) = when_said(model);
    let here = model.capture.focus == Focus::When;
    let head = label(model, "when", Focus::When);
    let offset = u16::try_from(text::width(&head.0)).unwrap_or(0);
    if here {
        let typed = model.capture.form.when.text();
        let after = if typed.is_empty() { "-15m, 14:20, yesterday 16:05".to_owned() } else { said };
        let used = u16::try_from(text::width(&typed)).unwrap_or(20).saturating_add(3);
        let used = used.min(left.width / 2).max(3);
        pieces(model, frame, left, vec![head]);
        let field = Rect {
            x: left.x + offset.min(left.width),
            width: used.min(left.width.saturating_sub(offset)),
            ..left
        };
        model.capture.form.when.draw(frame, field, model.look, &[], true);
        let x = field.right().min(left.right());
        pane::line(
            frame,
            Rect { x, width: left.right() - x, ..left },
            &after,
            model.look,
            Role::Dim,
        );
    } else {
        pieces(model, frame, left, vec![head, (said, role)]);
    }
    setting_piece(model, frame, right);
}

fn setting_piece(model: &Tui, frame: &mut Frame<'_>, area: Rect) {
    let inline = model.capture.reading.setting.as_deref();
    let chosen = inline.or(model.capture.form.setting.as_deref());
    let mut row = vec![label(model, "where", Focus::Setting)];
    if model.capture.focus == Focus::Setting {
        for (at, name) in model.study.settings().iter().enumerate().take(9) {
            let digit = u32::try_from(at + 1).ok().and_then(|d| char::from_digit(d, 10));
            row.push(choice(digit.unwrap_or(' '), name, chosen == Some(name)));
        }
        if let Some(name) = chosen.filter(|name| !model.study.settings().iter().any(|s| s == name))
        {
            row.insert(1, (format!("[{name}]  "), Role::Accent));
        }
    } else {
        match chosen {
            Some(name) => row.push((name.to_owned(), Role::Setting)),
            None => row.push(("not said".to_owned(), Role::Dim)),
        }
    }
    pieces(model, frame, area, row);
}

fn tags_row(model: &Tui, frame: &mut Frame<'_>, area: Rect) {
    let mut row = vec![label(model, "tags", Focus::Tags)];
    let open = model.is_open();
    for mention in &model.capture.reading.tags {
        let piece = match &mention.known {
            Known::Tag(key) => {
                let tag = model.study.codebook().find(key.as_str());
                (format!("{}  ", tag.map_or(key.as_str(), |tag| tag.name())), Role::Tag)
            }
            Known::New if !open => (format!("{}  ", mention.key), Role::Tag),
            Known::New => (format!("{} (new)  ", mention.key), Role::NewTag),
            Known::Near(near) => {
                let nearest = near.first().map_or("", String::as_str);
                (format!("{} ({nearest}?)  ", mention.key), Role::NewTag)
            }
        };
        row.push(piece);
    }
    for name in &model.capture.form.tags {
        row.push((format!("{name}  "), Role::Tag));
    }
    if row.len() == 1 {
        row.push(("none yet; #word in the line, or Alt-T".to_owned(), Role::Dim));
    }
    pieces(model, frame, area, row);
}

fn stance_row(model: &Tui, frame: &mut Frame<'_>, area: Rect) {
    let form = &model.capture.form;
    let narrow = area.width < 76;
    let said = |stance: Stance| match stance {
        Stance::Own if narrow => "own",
        Stance::Own => "own practice",
        Stance::Seen => "seen",
        Stance::Joint => "joint",
    };
    let mut row = vec![label(model, "who", Focus::Stance)];
    for stance in Stance::ALL.iter().copied() {
        row.push(tight(choice(stance.key(), said(stance), form.stance == stance), narrow));
    }
    row.push(label(model, "why", Focus::Origin));
    let spontaneous = if narrow { "spontan." } else { "spontaneous" };
    row.push(tight(choice('s', spontaneous, !form.prompted), narrow));
    let (prompted, role) = choice('p', "prompted", form.prompted);
    row.push((prompted.trim_end().to_owned(), role));
    pieces(model, frame, area, row);
}

/// The prompt that waits: one quiet line, with what can be done about it.
fn prompt(model: &Tui) -> Option<(String, Role)> {
    let waits = shifts::prompt(model)?;
    let at = waits.at.local().format("%H:%M");
    let says = if model.capture.form.prompted {
        format!(" ~ this note answers the prompt of {at}")
    } else {
        format!(" ~ {at}: what is going on just now? Alt-Y answer, Alt-L later, Alt-M not now")
    };
    Some((says, Role::Accent))
}

/// What needs looking at: an offered draft, a failed save, notes that wait. Returns the rows used.
fn notices(model: &Tui, frame: &mut Frame<'_>, area: Rect) -> u16 {
    let capture = &model.capture;
    let mut rows: Vec<(String, Role)> = Vec::new();
    rows.extend(prompt(model));
    if let Some(offered) = &capture.offered {
        let ago = offered.begun.map(|at| format!(" ({})", hooks::said(model, at)));
        rows.push((format!(" You had begun a note{}:", ago.unwrap_or_default()), Role::Heading));
        let words = text::cut(
            &text::harmless(&offered.line.text()),
            usize::from(area.width).saturating_sub(4),
            model.look.ellipsis(),
        )
        .into_owned();
        rows.push((format!("   {words}"), Role::Text));
        rows.push((" Enter to go on with it, Esc to set it aside".to_owned(), Role::Dim));
    }
    if let Some(trouble) = &capture.trouble {
        rows.push((format!(" ! {}", trouble.message), Role::Warn));
        if let Some(hint) = &trouble.hint {
            rows.push((format!("   {hint}"), Role::Text));
        }
    }
    // What kept the note from being saved says the same of the line, and is not said twice.
    let refused = capture.trouble.as_ref().map_or("", |trouble| trouble.message.as_str());
    let troubles = capture.reading.troubles.iter().filter(|(_, said)| !refused.contains(said));
    for (_, said) in troubles.take(2) {
        rows.push((format!(" ~ {said}"), Role::Warn));
    }
    let spot = match capture.focus {
        Focus::Extra(extra) => Spot::Extra(extra),
        _ => Spot::Line,
    };
    rows.extend(wording::question(model, spot).map(|says| (format!(" ~ {says}"), Role::Text)));
    if capture.shows_sent {
        rows.push((" saving".to_owned(), Role::Dim));
    }
    if let Some(last) = capture.aside.last() {
        let whole = last.line.text();
        let flat = text::harmless(&whole);
        let words = text::head(&flat, 30);
        let many = capture.aside.len();
        let noun = if many == 1 { "note is" } else { "notes are" };
        let said = format!(" {many} {noun} set aside; Alt-N takes up \"{words}\"");
        rows.push((said, Role::Accent));
    }
    let mut left = area;
    for (row, role) in &rows {
        // What goes on in another row stands below the words, not below the sign before them.
        let signs = row.find(|c| !matches!(c, ' ' | '!' | '~')).unwrap_or_default();
        let (sign, words) = row.split_at(signs);
        let wide = usize::from(left.width).saturating_sub(signs).max(1);
        for (nth, part) in text::wrapped(words, wide).into_iter().enumerate() {
            let sign = if nth == 0 { sign } else { &" ".repeat(signs) };
            pane::line(frame, left, &format!("{sign}{part}"), model.look, *role);
            left = pane::below(left, 1);
        }
    }
    area.height - left.height
}

fn extras(model: &Tui, frame: &mut Frame<'_>, area: Rect) {
    let focused = match model.capture.focus {
        Focus::Extra(extra) => Some(extra),
        _ => None,
    };
    let shown = usize::from(area.height);
    let at = focused.map_or(0, |extra| extra as usize);
    let first = (at + 1).saturating_sub(shown.max(1));
    for (extra, place) in Extra::ALL.into_iter().skip(first).zip(area.rows()) {
        let here = focused == Some(extra);
        let name = format!("{}{} ", if here { '>' } else { ' ' }, text::fit(extra.label(), 10, ""));
        let role = if here { Role::Focus } else { Role::Dim };
        pane::line(frame, place, &name, model.look, role);
        let offset = 12.min(place.width);
        let room = Rect { x: place.x + offset, width: place.width - offset, ..place };
        let Some(field) = model.capture.form.extra(extra) else { continue };
        if field.is_empty() {
            pane::line(frame, room, extra.hint(), model.look, Role::Dim);
        }
        if here || !field.is_empty() {
            let marks = wording::parts(model, Spot::Extra(extra));
            field.draw(frame, room, model.look, &marks, here);
        }
    }
}

/// The notes saved in this sitting, the last one first, so that people see that it worked.
fn saved(model: &Tui, frame: &mut Frame<'_>, area: Rect) {
    for (note, place) in model.capture.saved.iter().rev().zip(area.rows()) {
        let local = note.happened_at.local();
        let there = model.study.get(note.id).is_some();
        let what = if there { "saved" } else { "kept, not yet taken in:" };
        let row = format!(" {what} {}  {}  {}", note.id.code(), local.format("%H:%M"), note.text);
        pane::line(frame, place, &row, model.look, Role::Dim);
    }
}
