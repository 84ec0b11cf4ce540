//! A release as a project and a codebook for programs for qualitative research. Both are made of the
//! tables of the release and of nothing else, so that they cannot say more than those do.

use std::collections::BTreeMap;
use std::io;

use super::plan::{Field, Plan};
use super::refi::{self, Code, Coder, Project, Selection, Source, Value, guid};
use super::table::{Cell, Table};

/// Adds `codebook.qdc` where there are tags, and `project.qdpx` where there are texts.
pub(super) fn add(
    plan: &Plan,
    program: &str,
    tables: &[Table],
    files: &mut BTreeMap<String, Vec<u8>>,
) -> io::Result<()> {
    let find = |name: &str| tables.iter().find(|table| table.name == name);
    let codes = find("tags").map(codes).unwrap_or_default();
    if let Some(codebook) = refi::codebook(&codes, program)? {
        files.insert("codebook.qdc".to_owned(), codebook);
    }
    let Some(observations) = find("observations").filter(|_| plan.texts.project) else {
        return Ok(());
    };
    let (coders, selections) = selections(find("taggings"), &codes);
    let sources: Vec<Source> =
        observations.rows.iter().filter_map(|row| source(observations, row, &selections)).collect();
    if sources.is_empty() {
        return Ok(());
    }
    let project = Project {
        name: plan.title.clone(),
        origin: program.to_owned(),
        memo: plan.purpose.clone(),
        at: format!("{}T00:00:00Z", plan.issued),
        coders,
        codes,
        sources,
        journals: Vec::new(),
    };
    files.insert("project.qdpx".to_owned(), refi::project(&project)?);
    Ok(())
}

fn cell<'t>(table: &Table, row: &'t [Cell], column: &str) -> Option<&'t str> {
    match row.get(table.place(column)?)? {
        Cell::Text(text) => Some(text),
        Cell::Number(_) | Cell::Empty(_) => None,
    }
}

fn codes(tags: &Table) -> Vec<Code> {
    let code = |row: &Vec<Cell>| {
        let name = cell(tags, row, "name")?;
        let parts = [("", "definition"), ("With: ", "include"), ("Without: ", "exclude")];
        let said = parts
            .iter()
            .filter_map(|(head, column)| Some(format!("{head}{}", cell(tags, row, column)?)));
        Some(Code {
            guid: guid(&["released tag", name]),
            name: name.to_owned(),
            group: cell(tags, row, "group").unwrap_or_default().to_owned(),
            description: said.collect::<Vec<_>>().join("\n"),
        })
    };
    tags.rows.iter().filter_map(code).collect()
}

/// Who coded, and what each observation was coded with. Where the plan does not tell coders apart, it
/// was coded by the study.
fn selections(
    taggings: Option<&Table>,
    codes: &[Code],
) -> (Vec<Coder>, BTreeMap<String, Vec<Selection>>) {
    const STUDY: &str = "study";
    let mut names: Vec<String> = vec![STUDY.to_owned()];
    let mut of: BTreeMap<String, Vec<Selection>> = BTreeMap::new();
    let by_name: BTreeMap<&str, usize> =
        codes.iter().enumerate().map(|(at, code)| (code.name.as_str(), at)).collect();
    for (table, row) in
        taggings.iter().flat_map(|table| table.rows.iter().map(move |r| (*table, r)))
    {
        let name = cell(table, row, Field::Coder.word()).unwrap_or(STUDY);
        let coder = names.iter().position(|known| known == name).unwrap_or_else(|| {
            names.push(name.to_owned());
            names.len() - 1
        });
        let code = cell(table, row, "tag").and_then(|tag| by_name.get(tag)).copied();
        if let (Some(observation), Some(code)) = (cell(table, row, "observation"), code) {
            let selection = Selection { coder, code, memo: String::new() };
            of.entry(observation.to_owned()).or_default().push(selection);
        }
    }
    let coder = |name: String| Coder { guid: guid(&["released coder", &name]), name };
    (names.into_iter().map(coder).collect(), of)
}

fn source(
    observations: &Table,
    row: &[Cell],
    selections: &BTreeMap<String, Vec<Selection>>,
) -> Option<Source> {
    let id = cell(observations, row, "id")?;
    let text = cell(observations, row, Field::Text.word())?;
    let (mut memo, mut values) = (Vec::new(), Vec::new());
    for field in Field::all().into_iter().filter(|field| *field != Field::Text) {
        let value = match observations.place(field.word()).and_then(|at| row.get(at)) {
            Some(Cell::Text(text)) => text.clone(),
            Some(Cell::Number(number)) => number.to_string(),
            Some(Cell::Empty(_)) | None => continue,
        };
        if field.is_text() {
            memo.push(format!("{}: {value}", field.word()));
        } else {
            values.push(Value { variable: field.word().to_owned(), value });
        }
    }
    Some(Source {
        guid: guid(&["released observation", id]),
        name: id.to_owned(),
        text: text.to_owned(),
        memo: memo.join("\n"),
        at: String::new(),
        values,
        selections: selections.get(id).cloned().unwrap_or_default(),
    })
}
