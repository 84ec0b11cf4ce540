//! What goes along with the tables: the questions as they were asked, the papers of the plan, the page
//! to read, and the files for programs for qualitative research.

use std::collections::BTreeMap;

use super::build::From;
use super::papers::{Facts, RESTS_ON};
use super::plan::{Field, PlanError, wrong};
use super::project;
use super::table::{Cell, Table};
use crate::forms::Forms;
use crate::pages::{Dataset, Shown, Tallied, dataset};

/// Adds everything.
pub(super) fn add(
    from: From<'_>,
    tables: &[Table],
    facts: &Facts,
    files: &mut BTreeMap<String, Vec<u8>>,
) -> Result<(), PlanError> {
    let plan = from.plan;
    project::add(plan, from.program, tables, files)
        .map_err(|error| wrong(format!("the project cannot be written: {error}")))?;
    let mut put = |path: &str, text: String| files.insert(path.to_owned(), text.into_bytes());
    put("report.html", dataset(&page(from, tables, facts)));
    put("questions.md", questions(from, facts));
    let papers = [
        ("consent.md", &plan.attachments.consent),
        ("information.md", &plan.attachments.information),
    ];
    for (path, text) in papers.into_iter().filter(|(_, text)| !text.trim().is_empty()) {
        put(path, format!("{}\n", text.trim()));
    }
    Ok(())
}

/// The questions behind the columns, as they were put.
fn questions(from: From<'_>, facts: &Facts) -> String {
    let mut text = "# The questions as they were asked\n\nEvery one may be left out.\n".to_owned();
    let extras: Vec<&str> = from
        .plan
        .columns()
        .into_iter()
        .filter_map(|field| match field {
            Field::Text => Some("What did you, or someone, just do to keep things going or safe?"),
            Field::Extra(extra) => Some(extra.question()),
            _ => None,
        })
        .collect();
    let own = Forms::of(from.view.study()).shift.moment;
    let is_own = own != Forms::of_the_program().shift.moment;
    let mut list = |heading: &str, asked: &[&str]| {
        if !asked.is_empty() {
            text.push_str(&format!("\n## {heading}\n\n"));
            asked.iter().for_each(|asked| text.push_str(&format!("- {}\n", asked.trim())));
        }
    };
    list("Observations", &extras);
    for (sort, asked) in facts.questions() {
        let asked: Vec<&str> = asked.iter().map(String::as_str).collect();
        list(sort, &asked);
    }
    if is_own && from.plan.has(Field::Text) {
        text.push_str("\nThe first question was put in words of the study's own.\n");
    }
    text
}

fn page(from: From<'_>, tables: &[Table], facts: &Facts) -> Dataset {
    let plan = from.plan;
    let fact = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    let mut tallies: Vec<Tallied> = Vec::new();
    for row in tables.iter().filter(|table| table.name == "tallies").flat_map(|table| &table.rows) {
        let [Cell::Text(by), Cell::Text(value), Cell::Number(count)] = row.as_slice() else {
            continue;
        };
        let counted = (value.clone(), u64::try_from(*count).unwrap_or_default());
        match tallies.last_mut().filter(|last| last.by == *by) {
            Some(last) => last.rows.push(counted),
            None => tallies.push(Tallied { by: by.clone(), rows: vec![counted] }),
        }
    }
    let shown = |name: &str, heading: &str| {
        let table = tables.iter().find(|table| table.name == name)?;
        Some(Shown {
            heading: heading.to_owned(),
            about: table.about.clone(),
            columns: table.columns.iter().map(|column| column.name.clone()).collect(),
            rows: table.rows.iter().map(|row| row.iter().map(said).collect()).collect(),
        })
    };
    let small = [
        ("coverage", "How much of the work this covers"),
        ("agreement", "How far coders agree"),
        ("tags", "The tags and what they mean"),
    ];
    Dataset {
        title: plan.title.clone(),
        purpose: plan.purpose.clone(),
        facts: vec![
            fact("Given to", &plan.recipient),
            fact("Access", plan.access.word()),
            fact("Licence", &plan.licence),
            fact("Published by", &plan.publisher),
            fact("Issued", &plan.issued),
            fact("Version", &plan.version),
        ],
        rests_on: RESTS_ON.replace('`', ""),
        tallies,
        tables: small.iter().filter_map(|(name, heading)| shown(name, heading)).collect(),
        said: vec![
            ("What was done to it".to_owned(), facts.sentences()),
            ("What risk is left".to_owned(), facts.risks(plan)),
        ],
        program: from.program.to_owned(),
    }
}

fn said(cell: &Cell) -> String {
    match cell {
        Cell::Text(text) => text.clone(),
        Cell::Number(number) => number.to_string(),
        Cell::Empty(why) => format!("({})", why.word()),
    }
}
