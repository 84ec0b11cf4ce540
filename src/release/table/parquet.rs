//! A table as Parquet, with the types that its columns were declared with. No statistics are kept:
//! the least and the greatest text of a column are texts. The same table gives the same bytes.

use std::sync::Arc;

use arrow_array::{ArrayRef, Int64Array, RecordBatch, StringArray};
use arrow_schema::{DataType, Field, Schema};
use parquet::arrow::ArrowWriter;
use parquet::basic::Compression;
use parquet::errors::ParquetError;
use parquet::file::properties::{EnabledStatistics, WriterProperties};

use super::{Cell, Table, Type};

/// The table as the bytes of a file.
///
/// # Errors
/// Where the library cannot write it.
pub fn write(table: &Table) -> Result<Vec<u8>, ParquetError> {
    let mut fields: Vec<Field> = Vec::new();
    let mut arrays: Vec<ArrayRef> = Vec::new();
    for (place, column) in table.columns.iter().enumerate() {
        let cells = || table.rows.iter().filter_map(move |row| row.get(place));
        let (kind, array): (DataType, ArrayRef) = match column.kind {
            Type::Number => {
                let number = |cell: &Cell| match cell {
                    Cell::Number(number) => Some(*number),
                    Cell::Text(_) | Cell::Empty(_) => None,
                };
                (DataType::Int64, Arc::new(cells().map(number).collect::<Int64Array>()))
            }
            Type::Text | Type::Words(_) => {
                let texts: Vec<Option<&str>> = cells().map(words).collect();
                (DataType::Utf8, Arc::new(StringArray::from(texts)))
            }
        };
        fields.push(Field::new(&column.name, kind, column.may_be_empty));
        arrays.push(array);
        if column.may_be_empty {
            let why = cells().map(|cell| cell.why().map(super::Why::word));
            fields.push(Field::new(column.why(), DataType::Utf8, true));
            arrays.push(Arc::new(why.collect::<StringArray>()));
        }
    }
    let schema = Arc::new(Schema::new(fields));
    let properties = WriterProperties::builder()
        .set_created_by("asdone".to_owned())
        .set_compression(Compression::SNAPPY)
        .set_statistics_enabled(EnabledStatistics::None)
        .build();
    let mut bytes = Vec::new();
    let mut writer = ArrowWriter::try_new(&mut bytes, Arc::clone(&schema), Some(properties))?;
    writer.write(&RecordBatch::try_new(schema, arrays)?)?;
    writer.close()?;
    Ok(bytes)
}

fn words(cell: &Cell) -> Option<&str> {
    match cell {
        Cell::Text(text) => Some(text),
        Cell::Number(_) | Cell::Empty(_) => None,
    }
}
