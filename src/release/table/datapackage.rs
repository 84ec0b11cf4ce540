//! What is in the tables, as a Tabular Data Package (Frictionless, version 1): types, the words a
//! column may hold, keys, which column takes up which, and the hash of each file.

use serde_json::{Map, Value, json};

use super::{Table, Type, Why, Written};

/// What the package as a whole is called and under which licence it stands.
#[derive(Clone, Copy, Debug)]
pub struct About<'a> {
    /// The name under which it is cited.
    pub title: &'a str,
    /// Why it was made, as the plan says.
    pub purpose: &'a str,
    /// The licence's SPDX name, or the plan's own words.
    pub licence: &'a str,
    /// Its date.
    pub issued: &'a str,
    /// The version as the plan numbers it.
    pub version: &'a str,
    /// Its name, of the release.
    pub name: &'a str,
}

/// The file `datapackage.json`; `files` gives size and SHA-256 of each table's file.
pub fn write(
    about: About<'_>,
    tables: &[Table],
    files: impl Fn(&str) -> (usize, String),
) -> String {
    let resources: Vec<Value> = tables
        .iter()
        .map(|table| {
            let path = format!("{}.csv", table.name);
            let (bytes, hash) = files(&path);
            json!({
                "name": table.name,
                "path": path,
                "profile": "tabular-data-resource",
                "title": table.name,
                "description": table.about,
                "format": "csv",
                "mediatype": "text/csv",
                "encoding": "utf-8",
                "bytes": bytes,
                "hash": format!("sha256:{hash}"),
                "schema": schema(table),
            })
        })
        .collect();
    let licence = if about.licence.starts_with("https://") || about.licence.starts_with("http://") {
        json!([{ "path": about.licence }])
    } else {
        json!([{ "name": about.licence }])
    };
    let package = json!({
        "profile": "tabular-data-package",
        "name": about.name,
        "id": about.name,
        "title": about.title,
        "description": about.purpose,
        "version": about.version,
        "created": format!("{}T00:00:00Z", about.issued),
        "licenses": licence,
        "resources": resources,
    });
    serde_json::to_string_pretty(&package).unwrap_or_default() + "\n"
}

fn schema(table: &Table) -> Value {
    let fields: Vec<Value> =
        table.written().into_iter().map(|column| field(table, column)).collect();
    let mut schema = Map::new();
    schema.insert("fields".into(), fields.into());
    schema.insert("missingValues".into(), json!([""]));
    if !table.key.is_empty() {
        schema.insert("primaryKey".into(), json!(table.key));
    }
    let foreign: Vec<Value> = table
        .columns
        .iter()
        .filter_map(|column| {
            let (table, other) = column.of?;
            let reference = json!({ "resource": table, "fields": other });
            Some(json!({ "fields": column.name, "reference": reference }))
        })
        .collect();
    if !foreign.is_empty() {
        schema.insert("foreignKeys".into(), foreign.into());
    }
    Value::Object(schema)
}

fn field(table: &Table, written: Written<'_>) -> Value {
    let column = written.column;
    let mut constraints = Map::new();
    let (kind, about) = if written.is_why {
        constraints.insert("enum".into(), json!(Why::ALL.map(Why::word)));
        let reasons = Why::ALL.map(|why| format!("{}: {}", why.word(), why.meaning()));
        ("string", format!("Why {} is empty ({}).", column.name, reasons.join("; ")))
    } else {
        if !column.may_be_empty {
            constraints.insert("required".into(), true.into());
        }
        if table.key == [column.name.as_str()] {
            constraints.insert("unique".into(), true.into());
        }
        let mut about = column.about.clone();
        if let Type::Words(words) = &column.kind {
            let known: Vec<&String> = words.iter().map(|(word, _)| word).collect();
            constraints.insert("enum".into(), json!(known));
            let told = words.iter().filter(|(_, meaning)| !meaning.is_empty());
            let told: Vec<String> = told.map(|(word, is)| format!("{word}: {is}")).collect();
            if !told.is_empty() {
                about = format!("{about} {}.", told.join("; "));
            }
        }
        (if column.kind == Type::Number { "integer" } else { "string" }, about)
    };
    let mut field = json!({ "name": written.name(), "type": kind, "description": about });
    if let Some(field) = field.as_object_mut().filter(|_| !constraints.is_empty()) {
        field.insert("constraints".into(), constraints.into());
    }
    field
}
