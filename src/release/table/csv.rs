//! A table as CSV (RFC 4180): a header, commas, CRLF, UTF-8, and no cell that a spreadsheet would run.

use super::{Cell, Table};
use crate::files::table::Writer;

impl Table {
    /// The table as the bytes of a CSV file.
    pub fn to_csv(&self) -> Vec<u8> {
        write(self)
    }
}

fn write(table: &Table) -> Vec<u8> {
    let written = table.written();
    let header: Vec<String> = written.iter().map(|column| column.name()).collect();
    let header: Vec<&str> = header.iter().map(String::as_str).collect();
    let mut writer = Writer::with_crlf(&header);
    let mut line: Vec<String> = Vec::with_capacity(written.len());
    for row in &table.rows {
        line.clear();
        for (column, cell) in table.columns.iter().zip(row) {
            line.push(match cell {
                Cell::Text(text) => text.clone(),
                Cell::Number(number) => number.to_string(),
                Cell::Empty(_) => String::new(),
            });
            if column.may_be_empty {
                line.push(cell.why().map_or("", super::Why::word).to_owned());
            }
        }
        writer.row(&line);
    }
    writer.finish().into_bytes()
}
