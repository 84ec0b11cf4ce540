//! Codebooks as tables (TSV, CSV) and the one that ships inside.

use std::borrow::Cow;

use super::table;
use crate::actions::TagCard;
use crate::study::{Codebook, Status, Tag};

/// The columns of a codebook table, in the order in which they are written.
const COLUMNS: [&str; 8] =
    ["group", "tag", "definition", "include", "exclude", "source", "status", "merged_into"];

/// How the cells of a table are parted.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Table {
    /// By tabs.
    Tsv,
    /// By commas.
    Csv,
}

impl Table {
    const fn delimiter(self) -> u8 {
        match self {
            Self::Tsv => b'\t',
            Self::Csv => b',',
        }
    }
}

/// The codebook that ships inside: 33 tags in 6 groups.
pub fn default_cards() -> Vec<TagCard> {
    // The table is part of the program, and a test says that it can be read.
    read(include_str!("codebook.tsv"), Table::Tsv).unwrap_or_default()
}

/// Reads a codebook with a header row (`group tag definition include exclude source`, any order;
/// only `tag` is needed). Rows whose `status` is retired, or that were merged into another, are
/// passed over: they are there so that a reader knows, and not to be brought into use again.
///
/// # Errors
/// One sentence naming the row and what is wrong with it.
pub fn read(text: &str, parted: Table) -> Result<Vec<TagCard>, String> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut reader = table::reader(text, parted.delimiter());
    let header = reader.headers().map_err(|error| format!("row 1 cannot be read: {error}"))?;
    let header: Vec<String> = header.iter().map(|name| name.trim().to_lowercase()).collect();
    let column = |name: &str| header.iter().position(|known| known == name);
    let tag = column("tag").or_else(|| column("name")).ok_or_else(|| {
        let found = header.join(", ");
        format!("row 1 has no column \"tag\"; it has {found}")
    })?;
    let columns = ["group", "definition", "include", "exclude", "source"].map(column);
    let (status, merged) = (column("status"), column("merged_into"));
    let mut cards = Vec::new();
    for row in reader.records() {
        let row = row.map_err(|error| format!("the table cannot be read: {error}"))?;
        let cell =
            |at: Option<usize>| at.and_then(|at| row.get(at)).map_or_else(Cow::default, table::own);
        let name = cell(Some(tag)).trim().to_owned();
        let line = table::line_of(&row);
        if row.len() > header.len() {
            let (cells, columns) = (row.len(), header.len());
            return Err(format!("row {line} has {cells} cells and the header has {columns}"));
        }
        if name.is_empty() && row.iter().all(|cell| cell.trim().is_empty()) {
            continue;
        }
        if name.is_empty() {
            return Err(format!("row {line} has no tag"));
        }
        if cell(status).trim() == Status::Retired.word() || !cell(merged).trim().is_empty() {
            continue;
        }
        let [group, definition, include, exclude, source] =
            columns.map(|at| cell(at).trim().to_owned());
        cards.push(TagCard { name, group, definition, include, exclude, source });
    }
    Ok(cards)
}

/// Writes a codebook with the same header, and `status` and `merged_into` after it, its cells made
/// safe for a spreadsheet ([`table::Writer`]).
pub fn write(codebook: &Codebook, parted: Table) -> String {
    let mut writer = table::Writer::new(parted.delimiter(), &COLUMNS);
    for tag in codebook.listed() {
        writer.row(cells(codebook, tag));
    }
    writer.finish()
}

fn cells(codebook: &Codebook, tag: &Tag) -> [String; 8] {
    let into = tag.merged_into().map(|key| {
        let into = codebook.ix(key).and_then(|ix| codebook.get(ix));
        into.map_or_else(|| key.to_string(), |tag| tag.name().to_owned())
    });
    [
        tag.group().to_owned(),
        tag.name().to_owned(),
        tag.definition().to_owned(),
        tag.include().to_owned(),
        tag.exclude().to_owned(),
        tag.source().to_owned(),
        tag.status().word().to_owned(),
        into.unwrap_or_default(),
    ]
}
