//! A release in parts: the same tables as in its package, as Parquet files in folders whose names
//! DuckDB and pyarrow read as columns, so that those of many studies are one data set.
//!
//! ```text
//! study=r0123…/observations/month=2026-03/part-….parquet
//! study=r0123…/taggings/month=__HIVE_DEFAULT_PARTITION__/part-….parquet
//! study=r0123…/README.md, datapackage.json, SHA256SUMS, …
//! ```
//!
//! Nothing is counted, masked or left out here: a part is some rows of a table as the package has it.
//! What a folder is called follows from what stands in those rows and from nothing else, so the parts
//! together say what the package says. A study is called by the name of its release, which means
//! nothing elsewhere; the month of a row comes from its period, and where that is a quarter, a year or
//! missing, there is none.

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate, Weekday};
use serde_json::{Value, json};

use super::build::Made;
use super::facts::one_line;
use super::papers::{self, sha256};
use super::plan::{Field, Plan, PlanError};
use super::table::{Cell, Table};

/// What the folder of rows without a month is called, as other programs call it; they read nothing there.
const NO_MONTH: &str = "__HIVE_DEFAULT_PARTITION__";

/// What the folder of a release begins with.
pub const STUDY: &str = "study=";

/// The papers that a release in parts has as its package has them. The others are about files of the
/// package, or made from them.
const PAPERS: [&str; 8] = [
    "codebook.csv",
    "questions.md",
    "consent.md",
    "information.md",
    "anonymisation-log.md",
    "residual-risk.md",
    "CITATION.cff",
    "datacite.json",
];

/// What the folder of a release is called.
pub fn folder(name: &str) -> String {
    format!("{STUDY}{name}")
}

/// Every file of a release in parts by its path in the folder of that release, and SHA-256 of their
/// list of checksums.
///
/// # Errors
/// Where a table cannot be written, or this program was built without Parquet.
pub fn files(
    made: &Made,
    plan: &Plan,
    name: &str,
) -> Result<(BTreeMap<String, Vec<u8>>, String), PlanError> {
    let mut files: BTreeMap<String, Vec<u8>> = BTreeMap::new();
    let mut parts: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for table in &made.tables {
        for (month, rows) in by_month(table) {
            let bytes = written(&Table { rows, ..empty(table) })?;
            let hash = sha256(&bytes);
            let hash = hash.get(..16).unwrap_or(&hash);
            let path = format!("{}/month={month}/part-{hash}.parquet", table.name);
            parts.entry(table.name).or_default().push(path.clone());
            files.insert(path, bytes);
        }
    }
    for paper in PAPERS {
        if let Some(bytes) = made.files.get(paper) {
            files.insert(paper.to_owned(), bytes.clone());
        }
    }
    let described = described(made, &parts);
    files.insert("datapackage.json".to_owned(), described.into_bytes());
    files.insert("README.md".to_owned(), readme(made, plan, name).into_bytes());
    let digest = papers::checksums(&mut files);
    Ok((files, digest))
}

#[cfg(feature = "parquet")]
fn written(table: &Table) -> Result<Vec<u8>, PlanError> {
    super::table::parquet::write(table)
        .map_err(|error| super::plan::wrong(format!("{} as Parquet: {error}", table.name)))
}

#[cfg(not(feature = "parquet"))]
fn written(_: &Table) -> Result<Vec<u8>, PlanError> {
    Err(super::plan::wrong("this program was built without Parquet, so it writes no parts"))
}

/// The table without its rows.
fn empty(table: &Table) -> Table {
    Table {
        name: table.name,
        about: table.about.clone(),
        key: table.key.clone(),
        columns: table.columns.clone(),
        rows: Vec::new(),
    }
}

/// The rows of a table by the month that their own period tells, in their order. A table with no rows
/// has one part, so that its columns are known.
fn by_month(table: &Table) -> BTreeMap<String, Vec<Vec<Cell>>> {
    let place = table.place(Field::Period.word());
    let mut months: BTreeMap<String, Vec<Vec<Cell>>> = BTreeMap::new();
    for row in &table.rows {
        let month = match place.and_then(|place| row.get(place)) {
            Some(Cell::Text(period)) => month_of(period),
            Some(Cell::Number(_) | Cell::Empty(_)) | None => None,
        };
        months.entry(month.unwrap_or_else(|| NO_MONTH.to_owned())).or_default().push(row.clone());
    }
    if months.is_empty() {
        months.insert(NO_MONTH.to_owned(), Vec::new());
    }
    months
}

/// The month that a period tells by itself: that of a month, and of a week the one in which its Thursday
/// is, as ISO 8601 gives a week to a year. A quarter and a year tell none.
fn month_of(period: &str) -> Option<String> {
    let (year, rest) = period.split_once('-')?;
    let year: i32 = year.parse().ok()?;
    let date = match rest.strip_prefix('W') {
        Some(week) => NaiveDate::from_isoywd_opt(year, week.parse().ok()?, Weekday::Thu)?,
        None => NaiveDate::from_ymd_opt(year, rest.parse().ok()?, 1)?,
    };
    Some(format!("{:04}-{:02}", date.year(), date.month()))
}

/// The description of the tables, whose files are the parts. It is that of the package: columns, keys
/// and words are the same.
fn described(made: &Made, parts: &BTreeMap<&str, Vec<String>>) -> String {
    let whole = made.files.get("datapackage.json").map(Vec::as_slice).unwrap_or_default();
    let mut package: Value = serde_json::from_slice(whole).unwrap_or_default();
    if let Some(package) = package.as_object_mut() {
        package.insert("profile".to_owned(), "data-package".into());
    }
    let resources = package.get_mut("resources").and_then(Value::as_array_mut);
    for resource in resources.into_iter().flatten().filter_map(Value::as_object_mut) {
        for of_csv in ["bytes", "hash", "encoding"] {
            resource.remove(of_csv);
        }
        let name = resource.get("name").and_then(Value::as_str).unwrap_or_default();
        let paths = parts.get(name).cloned().unwrap_or_default();
        resource.insert("path".to_owned(), paths.into());
        resource.insert("profile".to_owned(), "data-resource".into());
        resource.insert("format".to_owned(), "parquet".into());
        resource.insert("mediatype".to_owned(), json!("application/vnd.apache.parquet"));
    }
    papers::pretty(&package)
}

fn readme(made: &Made, plan: &Plan, name: &str) -> String {
    let mut text = format!(
        "# {}\n\n{}\n\n\
         - Given to: {}\n- Access: {}\n- Licence: {}\n- Published by: {}, {}, version {}\n\n\
         ## What it rests on\n\n{}\n\n## Tables\n\n| folder | what |\n|---|---|\n",
        one_line(&plan.title),
        plan.purpose.trim(),
        one_line(&plan.recipient),
        plan.access.word(),
        one_line(&plan.licence),
        one_line(&plan.publisher),
        plan.issued,
        one_line(&plan.version),
        papers::RESTS_ON,
    );
    for table in &made.tables {
        text.push_str(&format!("| `{}` | {} |\n", table.name, table.about));
    }
    text.push_str(&format!(
        "\n## Reading it\n\nThis folder is called `{}`: the name of the release, which means nothing \
         elsewhere. Beside it lie the folders of other releases with the same tables. DuckDB reads all \
         of them as one table, `study` and `month` being columns:\n\n\
         ```sql\nselect study, month, count(*) from read_parquet(\n  \
         'study=*/observations/month=*/*.parquet', hive_partitioning = true, union_by_name = true,\n  \
         hive_types = {{'month': varchar}}\n) group by all;\n```\n\n\
         Ids are those of one release: put tables together by `study` and id. Where a period tells no \
         month (a quarter, a year, or one that was taken out), `month` is empty; a week stands in the \
         month of its Thursday. Figures were masked within this release as a whole: add releases up, \
         and mask what comes of it again before you show it.\n\n\
         - `datapackage.json`: every column: type, meaning, values, keys\n\
         - `anonymisation-log.md`, `residual-risk.md`: what was done, and what risk is left\n\
         - `sha256sum --check SHA256SUMS` says whether anything was changed\n",
        folder(name),
    ));
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_says_no_more_of_when_than_the_period_does() {
        for (period, month) in [
            ("2026-03", Some("2026-03")),
            ("2026-W14", Some("2026-04")),
            // Monday to Wednesday lie in March, and so does nothing that the week does not say.
            ("2025-W01", Some("2025-01")),
            ("2026-W53", Some("2026-12")),
            ("2026-Q1", None),
            ("2026", None),
            ("(suppressed)", None),
            ("2026-13", None),
            ("2026-W60", None),
            ("../2026-01", None),
            ("", None),
        ] {
            assert_eq!(month_of(period).as_deref(), month, "{period}");
        }
    }
}
