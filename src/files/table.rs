//! Tables of every sort: the one place that writes and reads their cells.
//!
//! A table is opened in a spreadsheet, which runs a cell that begins like a formula, and which in
//! many countries parts cells at semicolons and not at commas. [`Writer`] puts an apostrophe before
//! whatever could then be run, wherever in a cell it would begin, and writes out characters that a
//! terminal would act on; `own` takes both off again, so that nothing of a text is lost.

use std::borrow::Cow;

use crate::study::letters;

/// One row of a table that is being read.
pub(super) use ::csv::StringRecord as Cells;

/// What ends a cell for some reader, so that what follows begins one.
const PARTS: [char; 4] = [';', '\t', '\r', '\n'];

/// A table that is being written.
pub struct Writer(::csv::Writer<Vec<u8>>);

impl Writer {
    /// A table with its header row.
    pub fn new(delimiter: u8, header: &[&str]) -> Self {
        let mut writer =
            ::csv::WriterBuilder::new().delimiter(delimiter).flexible(true).from_writer(Vec::new());
        // Writing into memory does not fail.
        let _ = writer.write_record(header);
        Self(writer)
    }

    /// A table with commas and with CRLF at the end of each row, as RFC 4180 has it.
    pub fn with_crlf(header: &[&str]) -> Self {
        let mut writer =
            ::csv::WriterBuilder::new().terminator(::csv::Terminator::CRLF).from_writer(Vec::new());
        let _ = writer.write_record(header);
        Self(writer)
    }

    /// Adds a row.
    pub fn row<S: AsRef<str>>(&mut self, cells: impl IntoIterator<Item = S>) {
        let _ = self.0.write_record(cells.into_iter().map(|cell| safe(cell.as_ref())));
    }

    /// The table as text.
    pub fn finish(self) -> String {
        String::from_utf8(self.0.into_inner().unwrap_or_default()).unwrap_or_default()
    }
}

/// A reader of every row of a table, its header among them.
pub(super) fn headless(text: &str, delimiter: u8) -> ::csv::Reader<&[u8]> {
    let mut builder = ::csv::ReaderBuilder::new();
    builder.delimiter(delimiter).flexible(true).has_headers(false).from_reader(text.as_bytes())
}

/// The rows of a table that is part of the program: tabs, a header, and no quotes.
pub(super) fn shipped(text: &str) -> impl Iterator<Item = Cells> {
    let mut builder = ::csv::ReaderBuilder::new();
    let reader = builder.delimiter(b'\t').quoting(false).from_reader(text.as_bytes());
    reader.into_records().filter_map(Result::ok)
}

/// The line on which a row begins, from 1.
pub(super) fn line_of(row: &Cells) -> usize {
    let line = row.position().map_or(0, ::csv::Position::line);
    usize::try_from(line).unwrap_or(0)
}

/// A cell that no spreadsheet runs and no terminal acts on.
fn safe(cell: &str) -> String {
    guarded(&written_out(cell)).into_owned()
}

/// The cell as it was before it was written to a table.
pub(super) fn own(cell: &str) -> Cow<'_, str> {
    if !cell.contains(['\'', '\\']) {
        return Cow::Borrowed(cell);
    }
    Cow::Owned(read_in(&unguarded(cell)))
}

/// Whether a spreadsheet would run what begins here, however many apostrophes and blanks stand
/// before it.
fn is_formula(begins: &str) -> bool {
    let rest = begins.trim_start_matches(['\'', ' ', '\u{A0}']);
    rest.starts_with(['=', '+', '-', '@', '\u{FF1D}', '\u{FF0B}', '\u{FF0D}', '\u{FF20}'])
}

/// Whether the whole cell begins with what a spreadsheet passes over on the way to a formula.
fn begins_blank(cell: &str) -> bool {
    cell.trim_start_matches('\'').starts_with(['\t', '\r', '\n'])
}

/// The parts of a cell, each of which is a cell to some reader, with what ends them.
fn parts(cell: &str) -> impl Iterator<Item = (bool, &str)> {
    let mut first = true;
    cell.split_inclusive(PARTS).map(move |part| (std::mem::take(&mut first), part))
}

fn guarded(cell: &str) -> Cow<'_, str> {
    let runs = |(first, part): (bool, &str)| is_formula(part) || (first && begins_blank(part));
    if !parts(cell).any(runs) {
        return Cow::Borrowed(cell);
    }
    let mut safe = String::with_capacity(cell.len() + 8);
    for (first, part) in parts(cell) {
        if runs((first, part)) {
            safe.push('\'');
        }
        safe.push_str(part);
    }
    Cow::Owned(safe)
}

fn unguarded(cell: &str) -> String {
    let mut own = String::with_capacity(cell.len());
    for (first, part) in parts(cell) {
        let bare =
            part.strip_prefix('\'').filter(|_| is_formula(part) || (first && begins_blank(part)));
        own.push_str(bare.unwrap_or(part));
    }
    own
}

/// The character that `\uXXXX` at the beginning of `rest` stands for, where it is one of those that
/// are written out.
fn escaped(rest: &str) -> Option<char> {
    let digits = rest.strip_prefix("\\u")?.get(..4)?;
    let read = u32::from_str_radix(digits, 16).ok().filter(|_| !digits.starts_with('+'))?;
    char::from_u32(read).filter(|c| letters::is_hidden(*c) || *c == '\\')
}

fn written_out(cell: &str) -> Cow<'_, str> {
    if !cell.contains('\\') {
        return letters::visible(cell);
    }
    // A backslash that would be read as the beginning of an escape is written out itself.
    let mut out = String::with_capacity(cell.len() + 8);
    for (at, c) in cell.char_indices() {
        let escapes = c == '\\' && cell.get(at..).and_then(escaped).is_some();
        if escapes { out.push_str("\\u005c") } else { out.push(c) }
    }
    Cow::Owned(letters::visible(&out).into_owned())
}

fn read_in(cell: &str) -> String {
    let mut own = String::with_capacity(cell.len());
    let mut rest = cell;
    while let Some(at) = rest.find('\\') {
        let (before, from) = rest.split_at(at);
        own.push_str(before);
        match escaped(from) {
            Some(c) => {
                own.push(c);
                rest = from.get("\\uXXXX".len()..).unwrap_or_default();
            }
            None => {
                own.push('\\');
                rest = from.get(1..).unwrap_or_default();
            }
        }
    }
    own.push_str(rest);
    own
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn whatever_a_spreadsheet_could_run_has_an_apostrophe_before_it() {
        for (cell, safe_cell) in [
            ("=1+1", "'=1+1"),
            ("a;=1+1", "a;'=1+1"),
            ("a\t@SUM(1)", "a\t'@SUM(1)"),
            ("a\n-2", "a\n'-2"),
            ("  +1", "'  +1"),
            ("'=1", "''=1"),
            ("\t=1", "'\t'=1"),
            ("＝1", "'＝1"),
            ("rang at 9-10; then left", "rang at 9-10; then left"),
            ("it's = to that", "it's = to that"),
        ] {
            assert_eq!(safe(cell), safe_cell);
            assert_eq!(own(safe_cell), cell);
        }
    }

    #[test]
    fn a_table_that_is_parted_at_semicolons_after_all_runs_nothing() {
        let mut table = Writer::new(b',', &["a", "b"]);
        table.row(["x;=1+1", "y\n;-2;\"@z\""]);
        table.row(["\u{202E}=1", "a\u{2028}b"]);
        let text = table.finish();
        let starts = text.split([',', ';', '\t', '\n', '"']);
        let runs: Vec<&str> =
            starts.filter(|cell| cell.starts_with(['=', '+', '-', '@'])).collect();
        assert_eq!(runs, ["@z"], "a quote inside a cell is doubled: {text}");
        assert!(!text.contains(letters::is_hidden), "{text:?}");
    }

    proptest! {
        #[test]
        fn what_was_written_is_read_again(cell in "([=+@;'\\\\\t\r\n -]|\\\\u202e|\\\\u005c|u|\u{202E}|\u{2028}|\\PC){0,12}") {
            let safe = safe(&cell);
            prop_assert_eq!(own(&safe), cell);
        }
    }
}
