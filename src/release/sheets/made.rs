//! The tables that a release makes of sheets.

use std::collections::BTreeSet;

use super::{Part, Raw, Read, is_shipped, planned};
use crate::analysis::reflections::observation_of;
use crate::release::build::From;
use crate::release::papers::Facts;
use crate::release::plan::Beside;
use crate::release::pseudonym::{Key, Of};
use crate::release::review::{self, Outcome};
use crate::release::table::{Cell, Column, Table, Type, Why};
use crate::release::thin;
use crate::study::{ObservationId, PersonIx, Sheet, Subject};

/// The words as they were reviewed.
fn reviewed(from: From<'_>, words: &str, facts: &Facts) -> Cell {
    let outcome = review::outcome(from.view.study(), words, from.plan);
    facts.count(&outcome);
    match outcome {
        Outcome::Leaves(words, _) => Cell::Text(words),
        Outcome::Out | Outcome::Waits => Cell::Empty(Why::NotReleased),
    }
}

fn word(from: From<'_>, word: &str, facts: &Facts) -> Cell {
    if word.is_empty() {
        Cell::Empty(Why::NotSaid)
    } else if is_shipped(word) {
        Cell::Text(word.to_owned())
    } else {
        reviewed(from, word, facts)
    }
}

/// The tables of sheets that a plan names, and what they hold. One that too few sheets are behind is
/// left out.
pub(in crate::release) fn tables(
    from: From<'_>,
    key: Key,
    observations: &BTreeSet<ObservationId>,
    facts: &mut Facts,
) -> (Vec<Table>, Vec<Subject>) {
    let (mut tables, mut holds) = (Vec::new(), Vec::new());
    for (table, sheets) in planned(from.view.study(), from.plan) {
        let Some(sort) = table.sort() else { continue };
        let read = Read::new(from.view.study(), from.plan, sort, &sheets);
        let mut named: Vec<(String, &Sheet)> =
            sheets.iter().map(|sheet| (key.name(Of::Sheet, sheet.id().0), *sheet)).collect();
        named.sort_unstable_by(|a, b| a.0.cmp(&b.0));
        let who: Vec<PersonIx> = named.iter().map(|(_, sheet)| sheet.author()).collect();
        let mut made = of_sheets(from, key, (table, &read), &named, observations, facts);
        if !thin::classes(from, &who, &mut made, facts) {
            facts.left_out(table.word());
            continue;
        }
        let counted: Vec<String> = made
            .columns
            .iter()
            .filter(|column| is_counted(&column.name))
            .map(|column| column.name.clone())
            .collect();
        for column in counted {
            thin::values(from, &who, &mut made, &column, facts);
        }
        holds.extend(named.iter().map(|(_, sheet)| Subject::Sheet(sheet.id())));
        tables.push(made);
        let lines = [Part::Lines, Part::Contributions];
        if lines.iter().any(|part| from.plan.has_part(sort, *part)) {
            tables.push(lines_of(from, key, &read, &named, facts));
        }
    }
    (tables, holds)
}

/// Columns in which a value that too few sheets have is taken out.
fn is_counted(column: &str) -> bool {
    const COUNTED: [Part; 6] =
        [Part::Attendance, Part::Status, Part::Step, Part::Level, Part::Speaker, Part::Manner];
    COUNTED.iter().any(|part| part.word() == column) || column.starts_with("scale_")
}

fn of_sheets(
    from: From<'_>,
    key: Key,
    (table, read): (Beside, &Read<'_>),
    named: &[(String, &Sheet)],
    observations: &BTreeSet<ObservationId>,
    facts: &mut Facts,
) -> Table {
    let mut columns = vec![Column::full("id", Type::Text, "The sheet, by a pseudonym.")];
    let linked = from.plan.has_part(read.sort, Part::Observation);
    if linked {
        let about = Part::Observation.about();
        columns.push(Column::sparse("observation", Type::Text, about).of("observations", "id"));
    }
    let mut rows = Vec::new();
    for (name, sheet) in named {
        let mut row = vec![Cell::Text(name.clone())];
        if linked {
            row.push(match observation_of(sheet) {
                None => Cell::Empty(Why::NotSaid),
                Some(id) if observations.contains(&id) => {
                    Cell::Text(key.name(Of::Observation, id.0))
                }
                Some(_) => Cell::Empty(Why::NotReleased),
            });
        }
        for (column, raw) in read.cells(sheet) {
            if !columns.iter().any(|known| known.name == column) {
                columns.push(column_of(from, read, &column, facts));
            }
            row.push(match raw {
                Raw::Words(_, words) => reviewed(from, &words, facts),
                Raw::Word(one) => word(from, one, facts),
                Raw::Cell(cell) => cell,
            });
        }
        rows.push(row);
    }
    let about = match table {
        Beside::Reflections => "One row for each reflection that its author let be used.",
        Beside::Debriefs => "One row for each debrief.",
        Beside::Lessons => "One row for each lesson.",
        Beside::Voices => "One row for each voice of somebody whom the work is for.",
        Beside::Taggings | Beside::Coverage | Beside::Agreement => "",
    };
    Table { name: table.word(), about: about.to_owned(), key: vec!["id"], columns, rows }
}

fn column_of(from: From<'_>, read: &Read<'_>, name: &str, facts: &mut Facts) -> Column {
    if let Some(question) = read.questions.iter().find(|question| question.column == name) {
        let asked = if is_shipped(&question.asked) {
            question.asked.clone()
        } else {
            match reviewed(from, &question.asked, facts) {
                Cell::Text(asked) => asked,
                Cell::Number(_) | Cell::Empty(_) => "A question of the study's own.".to_owned(),
            }
        };
        facts.asked(read.sort.word(), &asked);
        return Column::sparse(name, Type::Text, &asked);
    }
    if let Some(scale) = read.forms.voice.scale.iter().find(|s| format!("scale_{}", s.id) == name) {
        let asked = format!("{} ({})", scale.ask, scale.corners.join(", "));
        facts.asked(read.sort.word(), &asked);
        return Column::sparse(name, Type::Text, &asked);
    }
    let part = Part::of(read.sort).iter().find(|part| part.word() == name);
    let kind = if name == "attendance" { Type::Number } else { Type::Text };
    Column::sparse(name, kind, part.map_or("", |part| part.about()))
}

fn lines_of(
    from: From<'_>,
    key: Key,
    read: &Read<'_>,
    named: &[(String, &Sheet)],
    facts: &mut Facts,
) -> Table {
    let mut rows: Vec<(String, Vec<Cell>)> = Vec::new();
    for (name, sheet) in named {
        for (item, what, words) in read.lines(sheet) {
            let place = key.name(Of::Line, item.0);
            let cells = vec![
                Cell::Text(place.clone()),
                Cell::Text(name.clone()),
                word(from, what, facts),
                reviewed(from, words, facts),
            ];
            rows.push((place, cells));
        }
    }
    rows.sort_unstable_by(|a, b| a.0.cmp(&b.0));
    Table {
        name: "debrief_lines",
        about: "One row for each line of a debrief: what was kept, tried or carried, or said."
            .to_owned(),
        key: vec!["id"],
        columns: vec![
            Column::full("id", Type::Text, "The line, by a pseudonym."),
            Column::full("debrief", Type::Text, "The debrief.").of("debriefs", "id"),
            Column::sparse("what", Type::Text, "Keep, try or carry, or the step it was said in."),
            Column::sparse("text", Type::Text, "The words, as they were reviewed."),
        ],
        rows: rows.into_iter().map(|(_, row)| row).collect(),
    }
}
