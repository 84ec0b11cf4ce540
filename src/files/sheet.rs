//! Reading a table as some program wrote it: cells parted by commas, semicolons, tabs or bars, with or
//! without Excel's first line (`sep=;`), lines before the header, blank rows, and capitals in the
//! header. What cannot be read safely is refused with its row: a quotation mark that is never closed
//! would swallow every row behind it.

use super::table::{self, Cells};

/// A table that is being read.
pub(super) struct Sheet<'t> {
    /// The names of the columns, as they are compared.
    pub(super) header: Vec<String>,
    /// The rows below it, each read when it is asked for: a table may have a million.
    pub(super) rows: Box<dyn Iterator<Item = SheetRow<'t>> + 't>,
}

/// One row.
#[derive(Debug)]
pub(super) struct SheetRow<'t> {
    /// The line on which it begins, from 1.
    pub(super) number: usize,
    /// As it stood.
    pub(super) raw: &'t str,
    /// Its cells, or why they cannot be told apart.
    pub(super) cells: Result<Cells, String>,
}

/// Why a table is not read at all.
#[derive(Debug)]
pub(super) struct Unread {
    /// The line, from 1.
    pub(super) number: usize,
    pub(super) reason: String,
}

/// A column's name as it is compared.
pub(super) fn plain(name: &str) -> String {
    name.trim().trim_start_matches('\u{feff}').to_lowercase().replace([' ', '-'], "_")
}

/// Reads a table that has one of `needed` among its columns. Where it is said what parts the cells,
/// that is taken if the header can be read so.
pub(super) fn read<'t>(text: &'t str, needed: &[&str]) -> Result<Sheet<'t>, Unread> {
    const MARKS: [u8; 4] = [b',', b';', b'\t', b'|'];
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let (said, from) = said_mark(text);
    let (body, skipped) = (text.get(from..).unwrap_or_default(), usize::from(from > 0));
    let marks = said.map_or(MARKS.to_vec(), |mark| vec![mark]);
    let found = marks.iter().filter_map(|mark| header(body, *mark, needed).map(|at| (*mark, at)));
    // Of several that fit, the one with the header nearest to the top and most columns.
    let best = found.min_by_key(|(_, (row, columns))| (*row, std::cmp::Reverse(*columns)));
    let Some((mark, (above, _))) = best else {
        let line = body.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
        let most = |mark: &u8| line.bytes().filter(|byte| byte == mark).count();
        let mark = MARKS.into_iter().rev().max_by_key(most).unwrap_or(b',');
        let names = line.split(char::from(mark)).map(|name| name.trim_matches(['"', ' ']));
        let names: Vec<&str> = names.take(12).collect();
        let reason = format!(
            "row 1 has no column \"{}\"; it has {}",
            needed.first().copied().unwrap_or_default(),
            names.join(", ")
        );
        return Err(Unread { number: 1 + skipped, reason });
    };
    let mut rows = records(body, mark, skipped).skip(above);
    let head = rows.next();
    let cells = head.as_ref().and_then(|row| row.cells.as_ref().ok());
    let names: Vec<String> = cells.map(|c| c.iter().map(plain).collect()).unwrap_or_default();
    let twice = names.iter().enumerate().find(|(at, name)| {
        !name.is_empty() && names.iter().take(*at).any(|before| before == *name)
    });
    if let (Some((_, name)), Some(head)) = (twice, &head) {
        return Err(Unread {
            number: head.number,
            reason: format!("two columns are called \"{name}\"; give one of them another name"),
        });
    }
    let blank = |row: &SheetRow<'_>| {
        row.cells.as_ref().is_ok_and(|cells| cells.iter().all(|cell| cell.trim().is_empty()))
    };
    Ok(Sheet { header: names, rows: Box::new(rows.filter(move |row| !blank(row))) })
}

/// What Excel's first line says parts the cells, and where the table begins behind it.
fn said_mark(text: &str) -> (Option<u8>, usize) {
    let (first, rest) = text.split_once('\n').unwrap_or((text, ""));
    let line = first.trim().trim_matches('"').to_lowercase();
    let mark = line.strip_prefix("sep=").map(str::trim_end);
    let mark = match mark {
        // A tab at the end of the line has been trimmed.
        Some("") if first.contains('\t') => Some(b'\t'),
        Some(mark) if mark.len() == 1 => mark.bytes().next(),
        _ => None,
    };
    if mark.is_some() { (mark, text.len() - rest.len()) } else { (None, 0) }
}

/// How many rows stand above the header, and how many columns it has.
fn header(text: &str, mark: u8, needed: &[&str]) -> Option<(usize, usize)> {
    const LOOK: usize = 20;
    let named = |row: &SheetRow<'_>| {
        let cells = row.cells.as_ref().ok()?;
        cells.iter().any(|cell| needed.contains(&plain(cell).as_str())).then_some(cells.len())
    };
    records(text, mark, 0).take(LOOK).enumerate().find_map(|(at, row)| Some((at, named(&row)?)))
}

/// The rows of a text, blank lines passed over.
fn records(text: &str, mark: u8, skipped: usize) -> impl Iterator<Item = SheetRow<'_>> {
    let mut reader = table::headless(text, mark);
    let mut over = false;
    std::iter::from_fn(move || {
        if over {
            return None;
        }
        let start = usize::try_from(reader.position().byte()).unwrap_or(usize::MAX);
        let mut cells = Cells::new();
        let read = reader.read_record(&mut cells);
        let end = usize::try_from(reader.position().byte()).unwrap_or(usize::MAX);
        let raw = text.get(start..end).unwrap_or_default().trim_matches(['\r', '\n']);
        match read {
            Ok(false) => None,
            Ok(true) => {
                let number = table::line_of(&cells) + skipped;
                let cells = match quotes(raw, char::from(mark)) {
                    Ok(()) => Ok(cells),
                    Err(why) => Err(why),
                };
                Some(SheetRow { number, raw, cells })
            }
            Err(_) => {
                over = true;
                let cells = Err("the rest of the table cannot be read".to_owned());
                Some(SheetRow { number: skipped, raw, cells })
            }
        }
    })
}

/// Whether every quotation mark that opens a cell is closed at its end.
fn quotes(raw: &str, mark: char) -> Result<(), String> {
    let mut letters = raw.chars().peekable();
    let (mut begins, mut inside) = (true, false);
    while let Some(c) = letters.next() {
        match c {
            '"' if begins && !inside => inside = true,
            '"' if inside && letters.peek() == Some(&'"') => {
                letters.next();
            }
            '"' if inside => {
                inside = false;
                let parts = |c: &char| *c == mark || matches!(c, '\r' | '\n');
                if !letters.peek().is_none_or(parts) {
                    return Err("a quotation mark stands in the middle of a cell, so it is not \
                                clear where the cell ends; double it (\"\"), or close the one \
                                before it"
                        .to_owned());
                }
            }
            _ => {}
        }
        begins = !inside && c == mark;
    }
    if inside {
        return Err(
            "a quotation mark opens here and is never closed, so the rows behind it cannot \
                    be told apart; close it, or double it"
                .to_owned(),
        );
    }
    Ok(())
}
