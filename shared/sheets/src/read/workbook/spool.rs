//! The cells of a sheet written out as text.

use std::io::Write;

use csv::WriterBuilder;
use domain::{MAX_FILE_COLUMNS, MAX_FILE_ROWS, MAX_SKIPPED_ROWS};

use crate::read::cut::MAX_ROW_BYTES;
use crate::read::error::FileError;
use crate::read::layout::DateSystem;
use crate::read::row::CellKind;
use crate::read::rows::SPOOL_MARK;

/// A cell with something in it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct SpooledCell {
    /// What stands in it.
    pub(super) text: String,
    /// What it is; none for a cell with nothing in it.
    pub(super) kind: Option<CellKind>,
}

/// What a sheet is written to.
pub(super) struct Spool<W: Write> {
    writer: csv::Writer<W>,
    cells: Vec<SpooledCell>,
    /// What the cells of the row that is being read take.
    bytes: usize,
    rows_left: u64,
}

impl<W: Write> Spool<W> {
    /// At most so many rows are written.
    pub(super) fn new(out: W, system: DateSystem, rows: u64) -> Result<Self, FileError> {
        let mut writer = WriterBuilder::new().flexible(true).from_writer(out);
        let system = match system {
            DateSystem::Since1900 => "1900",
            DateSystem::Since1904 => "1904",
        };
        writer.write_record([SPOOL_MARK, system]).map_err(unwritten)?;
        Ok(Self { writer, cells: vec![], bytes: 0, rows_left: rows })
    }

    /// Whether no more rows are wanted.
    pub(super) fn is_full(&self) -> bool {
        self.rows_left == 0
    }

    /// Puts a cell into the row that is being read, at this place from 0 up.
    pub(super) fn put(&mut self, column: usize, text: String, kind: CellKind) -> Result<(), FileError> {
        if column >= MAX_FILE_COLUMNS {
            return Err(FileError::refused(format!("must have at most {MAX_FILE_COLUMNS} columns")));
        }
        // Looked at before the row is whole: many cells may share one long text.
        self.bytes = self.bytes.saturating_add(text.len());
        if self.bytes > MAX_ROW_BYTES / 2 {
            return Err(FileError::refused("must have rows of at most 512 KB, and one has more"));
        }
        if self.cells.len() <= column {
            self.cells.resize_with(column.saturating_add(1), SpooledCell::default);
        }
        match self.cells.get_mut(column) {
            Some(cell) if cell.kind.is_none() => *cell = SpooledCell { text, kind: Some(kind) },
            _ => return Err(FileError::refused("has two cells in one place")),
        }
        Ok(())
    }

    /// The row of this number is whole.
    pub(super) fn end_row(&mut self, number: u64) -> Result<(), FileError> {
        if self.cells.is_empty() {
            return Ok(());
        }
        // In front of those that count lie headings, and what is passed over.
        if number > MAX_FILE_ROWS.saturating_add(u64::from(MAX_SKIPPED_ROWS)).saturating_add(1) {
            return Err(FileError::refused("must have at most 100,000 rows; send it in parts"));
        }
        let kinds = self.cells.iter().map(|cell| cell.kind.unwrap_or(CellKind::Text).letter());
        let first = format!("{number} {}", kinds.collect::<String>());
        let cells = self.cells.iter().map(|cell| cell.text.as_str());
        self.writer.write_record(std::iter::once(first.as_str()).chain(cells)).map_err(unwritten)?;
        self.cells.clear();
        self.bytes = 0;
        self.rows_left = self.rows_left.saturating_sub(1);
        Ok(())
    }

    /// All rows are there.
    pub(super) fn finish(mut self) -> Result<(), FileError> {
        self.writer.flush().map_err(FileError::Unreadable)
    }
}

fn unwritten(error: csv::Error) -> FileError {
    FileError::Unreadable(error.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Catches a row that fills the memory before anybody looks at it: 500 cells that share one text of 256 KB.
    #[test]
    fn a_row_is_too_long_as_soon_as_it_is() {
        let mut spool = Spool::new(vec![], DateSystem::Since1900, 20).unwrap();
        let text = "x".repeat(256 * 1024);
        spool.put(0, text.clone(), CellKind::Text).unwrap();
        spool.put(1, text.clone(), CellKind::Text).unwrap();
        assert!(spool.put(2, text.clone(), CellKind::Text).is_err());
        // Each row begins with nothing.
        let mut spool = Spool::new(vec![], DateSystem::Since1900, 20).unwrap();
        for row in 1..4 {
            spool.put(0, text.clone(), CellKind::Text).unwrap();
            spool.put(1, text.clone(), CellKind::Text).unwrap();
            spool.end_row(row).unwrap();
        }
    }
}
