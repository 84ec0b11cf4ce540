//! The one in focus: a shift with its prompts, a reflection with its answers, a surprise.

use ratatui::Frame;
use ratatui::layout::Rect;

use super::act;
use crate::actions::prompting;
use crate::analysis::Shift;
use crate::analysis::reflections::{Matter, observation_of};
use crate::study::{Record, Sheet, SheetId};
use crate::tui::model::Model as Tui;
use crate::tui::text;
use crate::tui::theme::Role;
use crate::tui::widgets::pane;

/// The note that a reflection is about.
pub(super) fn about(model: &Tui, id: SheetId) -> Option<&Record> {
    let sheet = model.study.sheets().get(id)?;
    model.study.get(observation_of(sheet)?)
}

type Lines = Vec<(String, Role)>;

/// Draws it, cut to its room.
pub(super) fn draw(model: &Tui, frame: &mut Frame<'_>, area: Rect) {
    let Some(row) = model.reflect.selected() else { return };
    let sheet = |id| model.study.sheets().get(id);
    let lines = match row.matter {
        Matter::Shift(id) => sheet(id).map(|sheet| shift(model, sheet)),
        Matter::Reflection(id) => sheet(id).map(|sheet| reflection(model, sheet)),
        Matter::Surprise(id) => model.study.get(id).map(|record| surprise(model, record)),
    };
    let wide = usize::from(area.width).max(1);
    let mut place = area;
    for (line, role) in lines.unwrap_or_default() {
        for part in text::wrapped(&line, wide) {
            if place.is_empty() {
                return;
            }
            pane::line(frame, place, &part, model.look, role);
            place = pane::below(place, 1);
        }
    }
}

fn answers(sheet: &Sheet, lines: &mut Lines) {
    for (prompt, asked, text) in sheet.answers() {
        lines.push((String::new(), Role::Text));
        let late =
            sheet.answered_at(prompt).map(|at| at.local().format("%-d %b %H:%M").to_string());
        lines.push((format!("{asked} ({})", late.unwrap_or_default()), Role::Dim));
        lines.push((text.to_owned(), Role::Text));
    }
}

fn shift(model: &Tui, sheet: &Sheet) -> Lines {
    let shift = Shift { sheet };
    let minutes = shift.minutes(model.now);
    let code = sheet.id().code();
    let mut lines =
        vec![(format!("shift {code}, {}", act::shift_words(model, sheet)), Role::Heading)];
    let covered = match (sheet.ended(), shift.covered()) {
        (None, _) => "not over yet",
        (Some(_), Some(true)) => "covered",
        (Some(_), Some(false)) => "not covered",
        (Some(_), None) => "not said whether it was covered",
    };
    lines.push((format!("{}:{:02} worked, {covered}", minutes / 60, minutes % 60), Role::Text));
    let standing = model.own().written().map(|(_, record)| record);
    let notes = standing.filter(|record| shift.holds(record, model.now)).count();
    lines.push((
        if notes == 1 { "1 note".to_owned() } else { format!("{notes} notes") },
        Role::Text,
    ));
    for prompt in shift.prompts(&model.study) {
        let word = prompting::state_word(prompt.state);
        lines.push((format!("prompt {} {word}", prompt.at.local().format("%H:%M")), Role::Text));
    }
    answers(sheet, &mut lines);
    if sheet.answers().next().is_none() {
        lines.push((String::new(), Role::Text));
        let says = "Enter answers the questions of the close; every one may be skipped.";
        lines.push((says.to_owned(), Role::Dim));
    }
    lines
}

fn reflection(model: &Tui, sheet: &Sheet) -> Lines {
    let head = format!("{}, {}", sheet.id().code(), sheet.audience().word());
    let mut lines = vec![(head, Role::Heading)];
    if let Some(record) = about(model, sheet.id()) {
        lines.push((format!("on {}: {}", record.id().code(), record.text()), Role::Text));
    }
    let tags: Vec<&str> = sheet.tags().map(crate::study::TagKey::as_str).collect();
    if !tags.is_empty() {
        lines.push((tags.join("  "), Role::Tag));
    }
    answers(sheet, &mut lines);
    lines
}

fn surprise(model: &Tui, record: &Record) -> Lines {
    let at = record.happened_at();
    vec![
        (
            format!("{}, {}", record.id().code(), crate::actions::when::say(at, model.now)),
            Role::Heading,
        ),
        (record.text().to_owned(), Role::Text),
        (String::new(), Role::Text),
        (
            "A surprise shows where work and what one expects of it differ. Enter begins a \
             reflection on it, eight to ten minutes, in private."
                .to_owned(),
            Role::Dim,
        ),
    ]
}
