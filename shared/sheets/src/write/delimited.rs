//! CSV, TSV and TXT: a line for each row.

use std::borrow::Cow;
use std::io::Write;

use csv::{QuoteStyle, Terminator};
use domain::{ExportContent, LineEnd, OrderId, Quoting};

use super::WriteError;
use super::cell::Cell;
use super::column::Column;
use super::encode::encoded;
use super::guard;
use super::warning::{Place, Warnings};

/// What a file of UTF-8 begins with for programs that would take it for another encoding.
pub(crate) const BOM: &[u8] = "\u{feff}".as_bytes();

/// A file of lines.
pub(crate) struct Lines<'a, W: Write> {
    content: &'a ExportContent,
    columns: &'a [Column],
    out: csv::Writer<W>,
}

impl<'a, W: Write> Lines<'a, W> {
    /// Begins one, with its headings if it has any.
    pub(crate) fn begin(
        content: &'a ExportContent,
        columns: &'a [Column],
        mut out: W,
        warnings: &mut Warnings,
    ) -> Result<Self, WriteError> {
        if content.bom {
            out.write_all(BOM)?;
        }
        let out = csv::WriterBuilder::new()
            .delimiter(content.delimiter().byte())
            .quote_style(match content.quote {
                Quoting::Minimal => QuoteStyle::Necessary,
                Quoting::Always => QuoteStyle::Always,
            })
            .terminator(match content.line_end {
                LineEnd::Crlf => Terminator::CRLF,
                LineEnd::Lf => Terminator::Any(b'\n'),
            })
            .from_writer(out);
        let mut lines = Self { content, columns, out };
        if content.header_row {
            for column in columns {
                let place = Place { order_id: None, column: Some(&column.heading) };
                lines.field(&column.heading, place, warnings)?;
            }
            lines.end_line()?;
        }
        Ok(lines)
    }

    pub(crate) fn row(
        &mut self,
        order_id: OrderId,
        cells: &[Cell<'_>],
        warnings: &mut Warnings,
    ) -> Result<(), WriteError> {
        for (column, cell) in self.columns.iter().zip(cells) {
            let place = Place { order_id: Some(order_id), column: Some(&column.heading) };
            let text = cell.text();
            let guarded = if let Cell::Text(_) = cell { self.guarded(&text) } else { Cow::Borrowed(&*text) };
            self.field(&guarded, place, warnings)?;
        }
        self.end_line()
    }

    pub(crate) fn finish(self) -> Result<W, WriteError> {
        self.out.into_inner().map_err(|error| WriteError::Io(error.into_error()))
    }

    fn guarded<'t>(&self, text: &'t str) -> Cow<'t, str> {
        let as_text = if self.content.guard.digits { guard::against_numbers(text) } else { None };
        match as_text {
            Some(formula) => Cow::Owned(formula),
            None if self.content.guard.formulas => guard::against_formulas(text),
            None => Cow::Borrowed(text),
        }
    }

    fn field(&mut self, text: &str, place: Place<'_>, warnings: &mut Warnings) -> Result<(), WriteError> {
        self.out.write_field(encoded(text, self.content.encoding, place, warnings)).map_err(io_error)
    }

    fn end_line(&mut self) -> Result<(), WriteError> {
        self.out.write_record(None::<&[u8]>).map_err(io_error)
    }
}

fn io_error(error: csv::Error) -> WriteError {
    WriteError::Io(error.into())
}
