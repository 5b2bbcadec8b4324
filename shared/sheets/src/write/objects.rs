//! JSON: a list with an object for each row.

use std::io::Write;

use super::WriteError;
use super::cell::Cell;
use super::column::Column;

/// A list of objects.
pub(crate) struct Objects<'a, W: Write> {
    columns: &'a [Column],
    out: W,
    is_empty: bool,
}

impl<'a, W: Write> Objects<'a, W> {
    pub(crate) fn begin(columns: &'a [Column], mut out: W) -> Result<Self, WriteError> {
        out.write_all(b"[")?;
        Ok(Self { columns, out, is_empty: true })
    }

    pub(crate) fn row(&mut self, cells: &[Cell<'_>]) -> Result<(), WriteError> {
        self.separate()?;
        let mut separator = "{";
        for (column, cell) in self.columns.iter().zip(cells) {
            self.out.write_all(separator.as_bytes())?;
            separator = ",";
            self.text(&column.heading)?;
            self.out.write_all(b":")?;
            match cell {
                Cell::Blank => self.out.write_all(b"null")?,
                Cell::Number(_) => self.out.write_all(cell.text().as_bytes())?,
                Cell::Text(_) | Cell::Date(_) | Cell::Day(_) => self.text(&cell.text())?,
            }
        }
        self.out.write_all(b"}")?;
        Ok(())
    }

    /// An order that is JSON already.
    pub(crate) fn json(&mut self, order: &str) -> Result<(), WriteError> {
        self.separate()?;
        self.out.write_all(order.as_bytes())?;
        Ok(())
    }

    pub(crate) fn finish(mut self) -> Result<W, WriteError> {
        self.out.write_all(if self.is_empty { b"]\n" } else { b"\n]\n" })?;
        Ok(self.out)
    }

    fn separate(&mut self) -> Result<(), WriteError> {
        self.out.write_all(if self.is_empty { b"\n" } else { b",\n" })?;
        self.is_empty = false;
        Ok(())
    }

    fn text(&mut self, text: &str) -> Result<(), WriteError> {
        serde_json::to_writer(&mut self.out, text).map_err(|error| WriteError::Io(error.into()))
    }
}
