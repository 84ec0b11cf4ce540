//! Tables of observations, with a header row; the same field names as in JSON lines, tags joined by
//! semicolons.

use std::borrow::Cow;

use super::Intake;
use super::row::{LaterNote, NamedExtras, Row, Several, source_word};
use super::sheet::{self, Unread};
use super::table::{self, Cells};
use super::taking::Taking;
use crate::actions::Context;
use crate::study::{Change, Extra, Kind, Moment, ObsIx, Origin, Record, Study, Tag};

/// The columns before those of the optional texts, in the order in which they are written.
const FIRST: [&str; 15] = [
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
    "date",
    "time",
    "happened_at",
    "recorded_at",
    "audience",
];

/// The columns after them.
const LAST: [&str; 2] = ["withdrawn", "later"];

fn columns() -> Vec<&'static str> {
    FIRST.into_iter().chain(Extra::ALL.map(Extra::word)).chain(LAST).collect()
}

/// Names by which other programs call a column.
const CALLED: [(&str, &str); 9] = [
    ("when", "happened_at"),
    ("happened", "happened_at"),
    ("timestamp", "happened_at"),
    ("datetime", "happened_at"),
    ("date_time", "happened_at"),
    ("tag", "tags"),
    ("place", "setting"),
    ("location", "setting"),
    ("where", "setting"),
];

/// Reads a table. Columns may stand in any order; only `text` is needed. A date and a time in columns
/// of their own are read together. Columns that are not known are named; one that looks like a slip
/// for a known one stops the whole table, since a misspelt `happened_at` would cost every date.
pub fn read(text: &str, study: &Study, context: &Context<'_>) -> Intake {
    rows(text, Taking::new(study, context))
}

/// The same, handing over the changes row by row.
pub fn read_each(
    text: &str,
    study: &Study,
    context: &Context<'_>,
    each: &mut dyn FnMut(Change),
) -> Intake {
    rows(text, Taking::for_taker(study, context, each))
}

fn rows(text: &str, mut taking: Taking<'_>) -> Intake {
    let mut table = match sheet::read(text, &["text"]) {
        Ok(table) => table,
        Err(unread) => {
            if !text.trim().is_empty() {
                none_of_it(&mut taking, text, &unread);
            }
            return taking.finish();
        }
    };
    let known = columns();
    for name in &mut table.header {
        if let Some((_, own)) = CALLED.iter().find(|(other, _)| other == name) {
            *name = (*own).to_owned();
        }
    }
    let header = table.header;
    if let Some(reason) = slips(&header, &known) {
        let unread = Unread { number: 1, reason };
        none_of_it(&mut taking, text, &unread);
        return taking.finish();
    }
    say_of(&header, &known, &mut taking);
    for line in table.rows {
        let read = line.cells.and_then(|cells| row(&header, &cells));
        if let Err(reason) = read.and_then(|row| taking.row(row)) {
            taking.bad(line.number, line.raw, reason);
        }
        taking.row_done();
    }
    taking.finish()
}

/// Two columns that say the same thing, or one whose name is a slip from a known one.
fn slips(header: &[String], known: &[&str]) -> Option<String> {
    let twice = header.iter().enumerate().find(|(at, name)| {
        known.contains(&name.as_str()) && header.iter().take(*at).any(|before| before == *name)
    });
    if let Some((_, name)) = twice {
        return Some(format!("two columns say \"{name}\"; leave one of them out"));
    }
    header.iter().filter(|name| !known.contains(&name.as_str()) && !OWN_TIME.contains(&name.as_str())).find_map(|name| {
        let slips = match name.len() {
            ..4 => 0,
            4..7 => 1,
            _ => 2,
        };
        let near = |own: &&&str| strsim::osa_distance(name, own) <= slips && !header.iter().any(|other| other == **own);
        let own = known.iter().find(near)?;
        Some(format!(
            "the column \"{name}\" is not known; write \"{own}\" if that is meant, or give it a name \
             that is less like it"
        ))
    })
}

/// The columns of a date and a time apart.
const OWN_TIME: [&str; 2] = ["date", "time"];

/// What a person wants to know of the columns before the rows.
fn say_of(header: &[String], known: &[&str], taking: &mut Taking<'_>) {
    let has = |name: &str| header.iter().any(|known| known == name);
    let left: Vec<&str> = header
        .iter()
        .map(String::as_str)
        .filter(|name| !name.is_empty() && !known.contains(name))
        .filter(|name| !OWN_TIME.contains(name) || !(has("happened_at") || has("date")))
        .collect();
    if !left.is_empty() {
        taking.guesses.push(format!("columns not known here, so left out: {}", left.join(", ")));
    }
    if !has("happened_at") && !has("date") {
        taking.guesses.push(
            "no column says when it happened (happened_at), so every row is taken as of now"
                .to_owned(),
        );
    }
}

/// Every row is named as not taken in, so that the file beside it has all of them.
fn none_of_it(taking: &mut Taking<'_>, text: &str, unread: &Unread) {
    let mut reason = Some(unread.reason.clone());
    for (row, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
        let why = reason.take().unwrap_or_else(|| format!("see row {}", unread.number));
        taking.bad(row + 1, line, why);
    }
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
        happened_at: match (cell("happened_at"), cell("date"), cell("time")) {
            (Some(at), ..) => Some(at),
            (None, Some(date), Some(time)) => Some(format!("{} {}", date.trim(), time.trim())),
            (None, date, None) => date,
            (None, None, Some(time)) => {
                return Err(format!("it has the time {time} and no date"));
            }
        },
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
    let tags = study.own_tags_of(record).filter_map(|ix| codebook.get(ix).map(Tag::name));
    let prompted_at = match record.origin() {
        Origin::Spontaneous | Origin::Prompted(None) => String::new(),
        Origin::Prompted(Some(at)) => at.to_rfc3339(),
    };
    let later = record.later().filter(|note| study.writes_in_it(note.author));
    let later = later.map(|note| written(note.at, &note.text));
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
        record.happened_at().local().format("%Y-%m-%d").to_string(),
        record.happened_at().local().format("%H:%M").to_string(),
        record.happened_at().to_rfc3339(),
        record.recorded_at().to_rfc3339(),
        record.audience().word().to_owned(),
    ];
    let extras = Extra::ALL.map(|extra| record.extra(extra).unwrap_or_default().to_owned());
    let last = [record.is_withdrawn().to_string(), later.collect::<Vec<_>>().join("\n")];
    first.into_iter().chain(extras).chain(last).collect()
}
