//! Tables of observations, with a header row; the same field names as in JSON lines, tags joined by
//! semicolons.

use std::borrow::Cow;

use super::Intake;
use super::row::{LaterNote, NamedExtras, Row, Several, source_word};
use super::table::{self, Cells};
use super::taking::Taking;
use crate::actions::Context;
use crate::study::{Extra, Kind, Moment, ObsIx, Origin, Record, Study, Tag};

/// The columns before those of the optional texts, in the order in which they are written.
const FIRST: [&str; 13] = [
    "id",
    "code",
    "text",
    "kind",
    "tags",
    "setting",
    "stance",
    "origin",
    "prompted_at",
    "source",
    "happened_at",
    "recorded_at",
    "audience",
];

/// The columns after them.
const LAST: [&str; 2] = ["withdrawn", "later"];

fn columns() -> Vec<&'static str> {
    FIRST.into_iter().chain(Extra::ALL.map(Extra::word)).chain(LAST).collect()
}

/// Reads a table. Columns may stand in any order; only `text` is needed; unknown columns are named
/// in the reason if a row is refused and otherwise left.
pub fn read(text: &str, study: &Study, context: &Context<'_>) -> Intake {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut taking = Taking::new(study, context);
    let first = text.lines().next().unwrap_or_default();
    let mut reader = table::reader(text, delimiter(first));
    let header: Vec<String> = match reader.headers() {
        Ok(header) => header.iter().map(plain).collect(),
        Err(error) => {
            taking.bad(1, first, format!("the header cannot be read: {error}"));
            return taking.finish();
        }
    };
    if !header.iter().any(|name| name == "text") {
        if !text.trim().is_empty() {
            taking.bad(1, first, "there is no column \"text\"; name one so in the first row");
        }
        return taking.finish();
    }
    let known = columns();
    let unknown: Vec<&str> =
        header.iter().map(String::as_str).filter(|name| !known.contains(name)).collect();
    let mut cells = Cells::new();
    loop {
        let start = usize::try_from(reader.position().byte()).unwrap_or(usize::MAX);
        match reader.read_record(&mut cells) {
            Ok(false) => break,
            Ok(true) => {}
            Err(error) => {
                taking.bad(0, "", format!("the table cannot be read: {error}"));
                break;
            }
        }
        if let Err(mut reason) = row(&header, &cells).and_then(|row| taking.row(row)) {
            if !unknown.is_empty() {
                reason.push_str(&format!("; columns not known here: {}", unknown.join(", ")));
            }
            let end = usize::try_from(reader.position().byte()).unwrap_or(usize::MAX);
            let line = text.get(start..end).unwrap_or_default().trim_matches(['\r', '\n']);
            taking.bad(table::line_of(&cells), line, reason);
        }
    }
    taking.finish()
}

/// A column's name as it is compared.
fn plain(name: &str) -> String {
    name.trim().to_lowercase().replace([' ', '-'], "_")
}

/// Commas, or what spreadsheets of other countries write instead.
fn delimiter(header: &str) -> u8 {
    let count = |mark: u8| header.bytes().filter(|byte| *byte == mark).count();
    [b',', b';', b'\t'].into_iter().rev().max_by_key(|mark| count(*mark)).unwrap_or(b',')
}

fn row(header: &[String], cells: &Cells) -> Result<Row, String> {
    if cells.len() > header.len() {
        let (cells, columns) = (cells.len(), header.len());
        return Err(format!(
            "it has {cells} cells and the header has {columns}; text with commas stands in quotes"
        ));
    }
    let cell = |name: &str| {
        let at = header.iter().position(|known| known == name)?;
        cells.get(at).map(table::own).filter(|cell| !cell.trim().is_empty()).map(Cow::into_owned)
    };
    let withdrawn = match cell("withdrawn").as_deref().map(str::to_lowercase).as_deref() {
        None | Some("false" | "no" | "0") => false,
        Some("true" | "yes" | "1") => true,
        Some(other) => return Err(format!("\"{other}\" is neither true nor false")),
    };
    let mut extras = NamedExtras::default();
    Extra::ALL.into_iter().for_each(|extra| extras.0.set(extra, cell(extra.word())));
    Ok(Row {
        id: cell("id"),
        text: cell("text"),
        kind: cell("kind"),
        tags: cell("tags").map(Several::Text),
        setting: cell("setting"),
        stance: cell("stance"),
        origin: cell("origin"),
        prompted_at: cell("prompted_at"),
        source: cell("source"),
        happened_at: cell("happened_at"),
        recorded_at: cell("recorded_at"),
        audience: cell("audience"),
        extras,
        withdrawn: Some(withdrawn),
        later: cell("later").map(|cell| later(&cell)).unwrap_or_default(),
        history: None,
    })
}

/// Later notes of one cell: each begins with its time on a line of its own; a cell without a time
/// is one note.
fn later(cell: &str) -> Vec<LaterNote> {
    let mut notes: Vec<LaterNote> = Vec::new();
    for line in cell.split('\n') {
        let timed = line.split_once(' ').filter(|_| begins_with_time(line));
        match (timed, notes.last_mut()) {
            (Some((at, text)), _) => {
                notes.push(LaterNote { id: None, at: Some(at.to_owned()), text: text.to_owned() });
            }
            (None, Some(note)) => {
                note.text.push('\n');
                let bare = line.strip_prefix('\\').filter(|_| begins_with_time(unslashed(line)));
                note.text.push_str(bare.unwrap_or(line));
            }
            (None, None) => notes.push(LaterNote { id: None, at: None, text: line.to_owned() }),
        }
    }
    notes
}

/// A later note as a part of its cell. A line of its own that begins like the next note gets a
/// backslash, which [`later`] takes off again.
fn written(at: Moment, text: &str) -> String {
    let mut note = format!("{} ", at.to_rfc3339());
    for (place, line) in text.split('\n').enumerate() {
        if place > 0 {
            note.push('\n');
            if begins_with_time(unslashed(line)) {
                note.push('\\');
            }
        }
        note.push_str(line);
    }
    note
}

fn unslashed(line: &str) -> &str {
    line.trim_start_matches('\\')
}

fn begins_with_time(line: &str) -> bool {
    line.split_once(' ').is_some_and(|(at, _)| Moment::from_rfc3339(at).is_some())
}

/// Writes a table, its cells made safe for a spreadsheet ([`table::Writer`]), which [`read`] takes off
/// again. History stays behind: [`super::jsonl::write`] has all of it.
pub fn write(study: &Study, among: &[ObsIx]) -> String {
    write_parted(study, among, b',')
}

/// The same with another mark between the cells.
pub fn write_parted(study: &Study, among: &[ObsIx], mark: u8) -> String {
    let mut writer = table::Writer::new(mark, &columns());
    let records = among.iter().filter_map(|ix| study.record_at(*ix));
    for record in records.filter(|record| record.is_here() && !record.is_taken_back()) {
        writer.row(cells(study, record));
    }
    writer.finish()
}

fn cells(study: &Study, record: &Record) -> Vec<String> {
    let codebook = study.codebook();
    let tags = study.tags_of(record).filter_map(|ix| codebook.get(ix).map(Tag::name));
    let prompted_at = match record.origin() {
        Origin::Spontaneous | Origin::Prompted(None) => String::new(),
        Origin::Prompted(Some(at)) => at.to_rfc3339(),
    };
    let later = record.later().map(|note| written(note.at, &note.text));
    let first = [
        record.id().to_string(),
        record.id().code().short().to_owned(),
        record.text().to_owned(),
        record.kind().map_or("", Kind::word).to_owned(),
        tags.collect::<Vec<_>>().join(";"),
        record.setting().map_or("", |ix| study.setting_name(ix)).to_owned(),
        record.stance().word().to_owned(),
        record.origin().word().to_owned(),
        prompted_at,
        source_word(record.source()).to_owned(),
        record.happened_at().to_rfc3339(),
        record.recorded_at().to_rfc3339(),
        record.audience().word().to_owned(),
    ];
    let extras = Extra::ALL.map(|extra| record.extra(extra).unwrap_or_default().to_owned());
    let last = [record.is_withdrawn().to_string(), later.collect::<Vec<_>>().join("\n")];
    first.into_iter().chain(extras).chain(last).collect()
}
