//! Codebooks as tables (TSV, CSV) and the one that ships inside.

use std::borrow::Cow;

use super::{qdc, sheet, table};
use crate::actions::TagCard;
use crate::study::{Codebook, Status, Tag, TagKey};

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

/// A codebook table that has been read.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Cards {
    /// The tags, in the order of the table.
    pub cards: Vec<TagCard>,
    /// What a person wants to know of how it was read.
    pub notes: Vec<String>,
    /// Which texts the table has no column for.
    missing: Vec<TextColumn>,
}

type TextColumn = (&'static str, fn(&mut TagCard) -> &mut String, fn(&Tag) -> &str);

/// The columns of texts, by the names that this and other programs give them.
const TEXTS: [(TextColumn, &[&str]); 5] = [
    (("group", |card| &mut card.group, Tag::group), &["category", "theme"]),
    (
        ("definition", |card| &mut card.definition, Tag::definition),
        &["description", "memo", "meaning"],
    ),
    (("include", |card| &mut card.include, Tag::include), &["inclusion", "includes"]),
    (("exclude", |card| &mut card.exclude, Tag::exclude), &["exclusion", "excludes"]),
    (("source", |card| &mut card.source, Tag::source), &[]),
];

/// What the column of names may be called.
const NAMED: [&str; 4] = ["tag", "name", "code", "path"];

impl Cards {
    /// The tags with what `codebook` says where the table has no column: a column that is missing is
    /// not a column of blanks.
    pub fn over(mut self, codebook: &Codebook) -> Vec<TagCard> {
        for card in &mut self.cards {
            let Some(tag) = codebook.find(&card.name) else { continue };
            for (_, field, says) in &self.missing {
                says(tag).clone_into(field(card));
            }
        }
        self.cards
    }
}

/// The codebook that ships inside: 33 tags in 6 groups.
pub fn default_cards() -> Vec<TagCard> {
    // The table is part of the program, and a test says that it can be read.
    read(include_str!("codebook.tsv")).map(|read| read.cards).unwrap_or_default()
}

/// Reads a codebook with a header row (`group tag definition include exclude source`, any order;
/// only `tag` is needed), or one of another program, whose columns have other names and whose tags
/// have blanks in theirs. Rows whose `status` is retired, or that were merged into another, are
/// passed over: they are there so that a reader knows, and not to be brought into use again.
///
/// # Errors
/// One sentence naming the row and what is wrong with it.
pub fn read(text: &str) -> Result<Cards, String> {
    if text.trim_start_matches('\u{feff}').trim_start().starts_with('<') {
        return of_another_program(text);
    }
    let sheet = sheet::read(text, &NAMED).map_err(|unread| unread.reason)?;
    let column = |name: &str| sheet.header.iter().position(|known| known == name);
    let tag = NAMED.iter().find_map(|name| column(name)).ok_or("no column \"tag\"")?;
    let own = |name: &str, others: &[&str]| {
        column(name).or_else(|| others.iter().find_map(|other| column(other)))
    };
    let (status, merged) = (column("status"), column("merged_into"));
    let mut read = Cards::default();
    let mut columns = Vec::new();
    for (text, others) in TEXTS {
        match own(text.0, others) {
            Some(at) => columns.push((at, text)),
            None => read.missing.push(text),
        }
    }
    let known = |at: &usize| {
        *at == tag
            || Some(*at) == status
            || Some(*at) == merged
            || columns.iter().any(|(c, _)| c == at)
    };
    read.notes.extend(left_out(&sheet.header, known));
    let (mut renamed, mut unused) = (Vec::new(), Vec::new());
    for row in sheet.rows {
        let line = row.number;
        let cells = row.cells.map_err(|why| format!("row {line}: {why}"))?;
        let cell =
            |at: usize| cells.get(at).map_or_else(Cow::default, table::own).trim().to_owned();
        if cells.len() > sheet.header.len() {
            let (cells, columns) = (cells.len(), sheet.header.len());
            return Err(format!("row {line} has {cells} cells and the header has {columns}"));
        }
        let typed = cell(tag);
        if typed.is_empty() {
            return Err(format!("row {line} has no tag"));
        }
        let retired = status.is_some_and(|at| cell(at) == Status::Retired.word());
        if retired || merged.is_some_and(|at| !cell(at).is_empty()) {
            unused.push(typed);
            continue;
        }
        let mut card = TagCard { name: as_a_tag(&typed), ..TagCard::default() };
        if card.name != typed {
            renamed.push(format!("{typed} is {}", card.name));
        }
        for (at, (_, field, _)) in &columns {
            *field(&mut card) = cell(*at);
        }
        read.cards.push(card);
    }
    if !unused.is_empty() {
        read.notes.push(format!("tags out of use, so left out: {}", unused.join(", ")));
    }
    read.notes.extend(written_otherwise(&renamed));
    Ok(read)
}

/// What is said of names that were written otherwise.
fn written_otherwise(renamed: &[String]) -> Option<String> {
    (!renamed.is_empty()).then(|| {
        let renamed = renamed.join("; ");
        format!("names with signs that no tag has were written otherwise: {renamed}")
    })
}

/// Reads the codebook of another program (REFI-QDA, `.qdc`).
fn of_another_program(text: &str) -> Result<Cards, String> {
    let mut renamed = Vec::new();
    let mut card = |code: qdc::Code| {
        let card = TagCard {
            name: as_a_tag(&code.name),
            group: code.group,
            definition: code.description,
            ..TagCard::default()
        };
        if card.name != code.name {
            renamed.push(format!("{} is {}", code.name, card.name));
        }
        card
    };
    let cards = qdc::codes(text)?.into_iter().map(&mut card).collect();
    let (_, missing): (Vec<_>, Vec<_>) =
        TEXTS.into_iter().partition(|((name, ..), _)| matches!(*name, "group" | "definition"));
    let missing = missing.into_iter().map(|(text, _)| text).collect();
    Ok(Cards { cards, notes: written_otherwise(&renamed).into_iter().collect(), missing })
}

/// What is said of the columns that are not known.
fn left_out(header: &[String], known: impl Fn(&usize) -> bool) -> Option<String> {
    let named = header.iter().enumerate().filter(|(at, name)| !known(at) && !name.is_empty());
    let left: Vec<&str> = named.map(|(_, name)| name.as_str()).collect();
    (!left.is_empty()).then(|| format!("columns not known here, so left out: {}", left.join(", ")))
}

/// A name of another program as the name of a tag: "Handover (late)" is `Handover-late`. One of which
/// nothing would be left, or too much, stays as it is and is refused with its row.
fn as_a_tag(typed: &str) -> String {
    if TagKey::parse(typed).is_some() {
        return typed.to_owned();
    }
    let letter = |c: char| {
        c.is_alphanumeric()
            || matches!(c, '.' | '_')
            || unicode_normalization::char::is_combining_mark(c)
    };
    let parts = typed.split(|c: char| !letter(c)).map(|part| part.trim_matches(['.', '_']));
    let name = parts.filter(|part| !part.is_empty()).collect::<Vec<_>>().join("-");
    if TagKey::parse(&name).is_some() { name } else { typed.to_owned() }
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
