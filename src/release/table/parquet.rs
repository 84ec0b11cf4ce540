//! A table as Parquet, with the types that its columns were declared with. No statistics are kept:
//! the least and the greatest text of a column are texts. The same table gives the same bytes.
//!
//! Its columns go straight to the library's writer of columns. The way through Arrow writes the same
//! values and took a quarter of a first build.

use std::sync::Arc;

use parquet::basic::{Compression, LogicalType, Repetition, Type as Physical};
use parquet::data_type::{ByteArray, ByteArrayType, DataType, Int64Type};
use parquet::errors::ParquetError;
use parquet::file::properties::{EnabledStatistics, WriterProperties};
use parquet::file::writer::{SerializedColumnWriter, SerializedFileWriter};
use parquet::schema::types::Type as Field;

use super::{Cell, Table, Type, Written};

/// The most rows of a group: a reader takes a group of a column up at once.
const GROUP: usize = 1 << 20;

/// How many cells the library is handed at once, so that a long column is not in memory a second time.
const BATCH: usize = 4096;

/// The table as the bytes of a file.
///
/// # Errors
/// Where the library cannot write it, or a cell is empty in a column in which none may be.
pub fn write(table: &Table) -> Result<Vec<u8>, ParquetError> {
    let columns = table.written();
    let fields = columns.iter().map(|column| Ok(Arc::new(field(*column)?)));
    let fields = fields.collect::<Result<Vec<_>, ParquetError>>()?;
    let schema = Field::group_type_builder(table.name).with_fields(fields).build()?;
    let properties = WriterProperties::builder()
        .set_created_by("asdone".to_owned())
        .set_compression(Compression::SNAPPY)
        .set_statistics_enabled(EnabledStatistics::None)
        .build();
    let mut bytes = Vec::new();
    let mut file = SerializedFileWriter::new(&mut bytes, Arc::new(schema), Arc::new(properties))?;
    for rows in table.rows.chunks(GROUP) {
        let mut group = file.next_row_group()?;
        for column in &columns {
            let Some(mut into) = group.next_column()? else { break };
            let place = table.place(&column.column.name);
            let cells = rows.iter().map(|row| row.get(place?));
            if is_number(*column) {
                fill::<Int64Type>(&mut into, *column, cells.map(number))?;
            } else {
                let text = |cell| words(cell, column.is_why).map(ByteArray::from);
                fill::<ByteArrayType>(&mut into, *column, cells.map(text))?;
            }
            into.close()?;
        }
        group.close()?;
    }
    file.close()?;
    Ok(bytes)
}

/// A column as the file declares it.
fn field(column: Written<'_>) -> Result<Field, ParquetError> {
    let name = column.name();
    let (kind, logical) = match is_number(column) {
        true => (Physical::INT64, None),
        false => (Physical::BYTE_ARRAY, Some(LogicalType::String)),
    };
    let repeated = if may_be_empty(column) { Repetition::OPTIONAL } else { Repetition::REQUIRED };
    let field = Field::primitive_type_builder(&name, kind).with_logical_type(logical);
    field.with_repetition(repeated).build()
}

/// Writes the values of a column of a group, and which of its cells are empty.
fn fill<T: DataType>(
    into: &mut SerializedColumnWriter<'_>,
    column: Written<'_>,
    cells: impl Iterator<Item = Option<T::T>>,
) -> Result<(), ParquetError> {
    let into = into.typed::<T>();
    let (mut values, mut there) = (Vec::new(), Vec::new());
    let mut cells = cells.peekable();
    while cells.peek().is_some() {
        for cell in cells.by_ref().take(BATCH) {
            there.push(i16::from(cell.is_some()));
            values.extend(cell);
        }
        let levels = may_be_empty(column).then_some(there.as_slice());
        into.write_batch(&values, levels, None)?;
        values.clear();
        there.clear();
    }
    Ok(())
}

fn is_number(column: Written<'_>) -> bool {
    !column.is_why && column.column.kind == Type::Number
}

fn may_be_empty(column: Written<'_>) -> bool {
    column.is_why || column.column.may_be_empty
}

fn number(cell: Option<&Cell>) -> Option<i64> {
    match cell? {
        Cell::Number(number) => Some(*number),
        Cell::Text(_) | Cell::Empty(_) => None,
    }
}

/// The words of a cell, or of the reason why it is empty.
fn words(cell: Option<&Cell>, is_why: bool) -> Option<&str> {
    match cell? {
        Cell::Empty(why) if is_why => Some(why.word()),
        Cell::Text(text) if !is_why => Some(text),
        _ => None,
    }
}
