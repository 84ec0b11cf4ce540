//! The papers of a release: what it is, how to read it, how to cite it, what was done to it and what
//! risk is left, for people and for the catalogues of archives.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use super::attach;
use super::build::From;
pub use super::facts::Facts;
use super::facts::one_line;
use super::plan::{Plan, PlanError};
use super::pseudonym::{Key, Of};
use super::table::{Cell, Column, Table, Type, Why, datapackage};

/// The list of checksums.
pub const CHECKSUMS: &str = "SHA256SUMS";

/// SHA-256 in hexadecimal.
pub fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Adds the list of checksums, and gives the digest of that list.
pub(super) fn checksums(files: &mut BTreeMap<String, Vec<u8>>) -> String {
    let list: String =
        files.iter().map(|(path, bytes)| format!("{}  {path}\n", sha256(bytes))).collect();
    let digest = sha256(list.as_bytes());
    files.insert(CHECKSUMS.to_owned(), list.into_bytes());
    digest
}

/// Adds every paper.
pub(super) fn add(
    from: From<'_>,
    key: Key,
    tables: &[Table],
    facts: &Facts,
    files: &mut BTreeMap<String, Vec<u8>>,
) -> Result<(), PlanError> {
    let plan = from.plan;
    let name = key.name(Of::Release, from.id);
    if let Some(tags) = tables.iter().find(|table| table.name == "tags") {
        // Without a byte order mark, Taguette takes a short file for Windows-1252.
        let codebook = [b"\xef\xbb\xbf", codebook(tags).to_csv().as_slice()].concat();
        files.insert("codebook.csv".into(), codebook);
    }
    let about = datapackage::About {
        title: &plan.title,
        purpose: &plan.purpose,
        licence: &plan.licence,
        issued: &plan.issued,
        version: &plan.version,
        name: &name,
    };
    let package = datapackage::write(about, tables, |path| {
        files.get(path).map_or((0, String::new()), |bytes| (bytes.len(), sha256(bytes)))
    });
    let mut put = |path: &str, text: String| files.insert(path.to_owned(), text.into_bytes());
    put("datapackage.json", package);
    put("README.md", readme(from, key, &name, tables, facts));
    put("CITATION.cff", citation(plan));
    put("datacite.json", pretty(&datacite(plan)));
    put("anonymisation-log.md", page("What was done to this release", &facts.sentences()));
    put("residual-risk.md", page("What risk is left", &facts.risks(plan)));
    if tables.iter().any(|table| table.name == "taggings") {
        put("read.R", include_str!("data/read.R").to_owned());
    }
    put("read.py", include_str!("data/read.py").to_owned());
    attach::add(from, tables, facts, files)?;
    let paths: Vec<String> = files.keys().cloned().collect();
    files.insert("ro-crate-metadata.json".into(), pretty(&crate_of(plan, &paths)).into_bytes());
    Ok(())
}

pub(super) fn pretty(value: &Value) -> String {
    serde_json::to_string_pretty(value).unwrap_or_default() + "\n"
}

fn page(title: &str, sentences: &[String]) -> String {
    let list: String = sentences.iter().map(|sentence| format!("- {sentence}\n")).collect();
    format!("# {title}\n\n{list}")
}

/// The codebook under the names by which other programs know its columns.
fn codebook(tags: &Table) -> Table {
    let rows = tags.rows.iter().map(|row| {
        let words = |at: usize| match row.get(at) {
            Some(Cell::Text(text)) => text.clone(),
            _ => String::new(),
        };
        let mut meaning = words(2);
        for (lead, at) in [("Include: ", 3), ("Exclude: ", 4)] {
            let more = words(at);
            if !more.is_empty() {
                meaning = format!("{meaning} {lead}{more}").trim().to_owned();
            }
        }
        [words(0), meaning, words(1)].map(Cell::Text).to_vec()
    });
    Table {
        name: "codebook",
        about: String::new(),
        key: Vec::new(),
        columns: ["name", "description", "group"]
            .map(|name| Column::full(name, Type::Text, ""))
            .to_vec(),
        rows: rows.collect(),
    }
}

/// What the figures rest on.
pub(super) const RESTS_ON: &str = "Practitioners noted moments of ordinary work and raised some of their notes for research. \
         What they did not note, or did not raise, is not in it: counts say what is here, and not \
         how often something happens. `origin` tells prompted notes, which moments drawn at random \
         called for, from the others.";

/// The rest of the list of files, and how to read them.
const READING: &str = "| `datapackage.json` | every column: type, meaning, values, keys |\n\
         | `codebook.csv` | the tags, as Taguette and other programs take them |\n\
         | `codebook.qdc`, `project.qdpx` | tags, and texts with their tags, for programs for \
         qualitative research (REFI-QDA), where they are part of it |\n\
         | `report.html` | the same figures as a page to read |\n\
         | `questions.md`, `consent.md`, `information.md` | what was asked, agreed to and told, where \
         it is part of it |\n\
         | `read.py`, `read.R` | read every table with its types and add the tallies up again |\n\
         | `anonymisation-log.md`, `residual-risk.md` | what was done, and what risk is left |\n\
         | `CITATION.cff`, `datacite.json`, `ro-crate-metadata.json` | for citing and archiving |\n\
         | `SHA256SUMS` | `sha256sum --check SHA256SUMS` |\n\n\
         ## Reading it\n\n\
         - `python3 read.py`, or `Rscript read.R`.\n\
         - An empty cell is missing; the column with `_why` beside it says why:\n";

fn readme(from: From<'_>, key: Key, name: &str, tables: &[Table], facts: &Facts) -> String {
    let plan = from.plan;
    let mut text = format!(
        "# {}\n\n{}\n\n\
         - Given to: {}\n- Access: {}\n- Licence: {}\n- Published by: {}, {}, version {}\n",
        one_line(&plan.title),
        plan.purpose.trim(),
        one_line(&plan.recipient),
        plan.access.word(),
        one_line(&plan.licence),
        one_line(&plan.publisher),
        plan.issued,
        one_line(&plan.version),
    );
    if !plan.terms.trim().is_empty() {
        text.push_str(&format!("- Terms: {}\n", one_line(&plan.terms)));
    }
    text.push_str(&format!(
        "\n## What it rests on\n\n{RESTS_ON}\n\n## Files\n\n| file | what |\n|---|---|\n"
    ));
    for table in tables {
        let parquet = if cfg!(feature = "parquet") {
            format!(", `{}.parquet`", table.name)
        } else {
            String::new()
        };
        text.push_str(&format!("| `{}.csv`{parquet} | {} |\n", table.name, table.about));
    }
    text.push_str(READING);
    for why in Why::ALL {
        text.push_str(&format!("  - `{}`: {}\n", why.word(), why.meaning()));
    }
    text.push_str(
        "- In CSV, a cell that a spreadsheet would run begins with an apostrophe; `read.py` and \
         `read.R` take it off. Parquet has no need of it.\n\
         - Ids are HMAC-SHA256 under a key that stays with the study. They mean nothing elsewhere, and \
         another release of the same study has others.\n\n## Tallies\n\n| by | value | observations \
         |\n|---|---|---:|\n",
    );
    let tallies = tables.iter().filter(|table| table.name == "tallies");
    for row in tallies.flat_map(|table| &table.rows) {
        let cells: Vec<String> = row.iter().map(in_a_row).collect();
        text.push_str(&format!("| {} |\n", cells.join(" | ")));
    }
    text.push_str("\n## What was done to it\n\n");
    facts.sentences().iter().for_each(|said| text.push_str(&format!("- {said}\n")));
    text.push_str(&format!(
        "\n## Made with\n\n{}; release `{name}`; plan `{}` (a keyed digest, which the study can \
         check).\n",
        from.program,
        key.seal(from.plan_text),
    ));
    text
}

fn in_a_row(cell: &Cell) -> String {
    match cell {
        Cell::Text(text) => one_line(text).replace('|', "\\|"),
        Cell::Number(number) => number.to_string(),
        Cell::Empty(why) => format!("({})", why.word()),
    }
}

fn is_address(text: &str) -> bool {
    text.starts_with("https://") || text.starts_with("http://")
}

/// A string as YAML takes it: JSON's are YAML's too.
fn quoted(text: &str) -> String {
    Value::String(text.to_owned()).to_string()
}

fn citation(plan: &Plan) -> String {
    let mut text = format!(
        "cff-version: 1.2.0\nmessage: {}\ntype: dataset\ntitle: {}\nabstract: {}\nversion: {}\n\
         date-released: {}\n",
        quoted("If you use this data set, cite it as below."),
        quoted(&plan.title),
        quoted(&plan.purpose),
        quoted(&plan.version),
        quoted(&plan.issued),
    );
    if is_address(&plan.licence) {
        text.push_str(&format!("license-url: {}\n", quoted(&plan.licence)));
    }
    text.push_str("authors:\n");
    for creator in &plan.creators {
        if creator.given.is_empty() {
            text.push_str(&format!("  - name: {}\n", quoted(&creator.family)));
        } else {
            let (family, given) = (quoted(&creator.family), quoted(&creator.given));
            text.push_str(&format!("  - family-names: {family}\n    given-names: {given}\n"));
        }
        if is_address(&creator.orcid) {
            text.push_str(&format!("    orcid: {}\n", quoted(&creator.orcid)));
        }
    }
    if plan.creators.is_empty() {
        text.push_str(&format!("  - name: {}\n", quoted(&plan.publisher)));
    }
    text
}

fn datacite(plan: &Plan) -> Value {
    let mut creators: Vec<Value> = Vec::new();
    for creator in &plan.creators {
        let mut one = json!({ "name": creator.name() });
        if let Some(one) = one.as_object_mut() {
            let group = creator.given.is_empty();
            let kind = if group { "Organizational" } else { "Personal" };
            one.insert("nameType".into(), kind.into());
            if !group {
                one.insert("familyName".into(), creator.family.clone().into());
                one.insert("givenName".into(), creator.given.clone().into());
            }
            if is_address(&creator.orcid) {
                let orcid = json!([{ "nameIdentifier": creator.orcid, "nameIdentifierScheme": "ORCID",
                                     "schemeUri": "https://orcid.org" }]);
                one.insert("nameIdentifiers".into(), orcid);
            }
        }
        creators.push(one);
    }
    if creators.is_empty() {
        creators.push(json!({ "name": plan.publisher, "nameType": "Organizational" }));
    }
    let mut rights = json!({ "rights": plan.licence });
    if let Some(rights) = rights.as_object_mut().filter(|_| is_address(&plan.licence)) {
        rights.insert("rightsUri".into(), plan.licence.clone().into());
    }
    json!({
        "schemaVersion": "http://datacite.org/schema/kernel-4",
        "creators": creators,
        "titles": [{ "title": plan.title }],
        "publisher": { "name": plan.publisher },
        "publicationYear": plan.issued.get(..4).and_then(|year| year.parse::<u16>().ok()),
        "types": { "resourceTypeGeneral": "Dataset", "resourceType": "Observations of normal work" },
        "dates": [{ "date": plan.issued, "dateType": "Issued" }],
        "version": plan.version,
        "rightsList": [rights],
        "descriptions": [{ "description": plan.purpose, "descriptionType": "Abstract" }],
    })
}

/// Of which kind a file is, for RO-Crate.
fn media(path: &str) -> &'static str {
    match path.rsplit('.').next() {
        Some("csv") => "text/csv",
        Some("json") => "application/json",
        Some("md") => "text/markdown",
        Some("py") => "text/x-python",
        Some("parquet") => "application/vnd.apache.parquet",
        Some("cff") => "application/yaml",
        Some("html") => "text/html",
        Some("qdpx") => "application/zip",
        Some("qdc") => "application/xml",
        _ => "text/plain",
    }
}

fn crate_of(plan: &Plan, paths: &[String]) -> Value {
    let mut authors: Vec<Value> = Vec::new();
    let mut about: Vec<Value> = Vec::new();
    for (nth, creator) in plan.creators.iter().enumerate() {
        let id = if is_address(&creator.orcid) {
            creator.orcid.clone()
        } else {
            format!("#creator-{}", nth + 1)
        };
        let (kind, name) = if creator.given.is_empty() {
            ("Organization", creator.family.clone())
        } else {
            ("Person", format!("{} {}", creator.given, creator.family))
        };
        authors.push(json!({ "@id": id }));
        about.push(json!({ "@id": id, "@type": kind, "name": name }));
    }
    about.push(json!({ "@id": "#publisher", "@type": "Organization", "name": plan.publisher }));
    if authors.is_empty() {
        authors.push(json!({ "@id": "#publisher" }));
    }
    let licence = if is_address(&plan.licence) { plan.licence.as_str() } else { "#licence" };
    about.push(json!({
        "@id": licence, "@type": "CreativeWork", "name": plan.licence,
        "description": format!("The licence of this data set: {}.", plan.licence),
    }));
    let parts: Vec<Value> = paths.iter().map(|path| json!({ "@id": path })).collect();
    let mut graph = vec![
        json!({
            "@id": "ro-crate-metadata.json",
            "@type": "CreativeWork",
            "conformsTo": { "@id": "https://w3id.org/ro/crate/1.1" },
            "about": { "@id": "./" },
        }),
        json!({
            "@id": "./",
            "@type": "Dataset",
            "name": plan.title,
            "description": plan.purpose,
            "datePublished": plan.issued,
            "version": plan.version,
            "license": { "@id": licence },
            "author": authors,
            "publisher": { "@id": "#publisher" },
            "hasPart": parts,
        }),
    ];
    graph.extend(about);
    graph.extend(paths.iter().map(
        |path| json!({ "@id": path, "@type": "File", "name": path, "encodingFormat": media(path) }),
    ));
    json!({ "@context": "https://w3id.org/ro/crate/1.1/context", "@graph": graph })
}
