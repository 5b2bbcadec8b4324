//! XLSX: a workbook of one sheet.
//!
//! Rows are written as they come into a temporary file, in the crate's constant memory mode; the packed workbook is made
//! in memory in the end, because that crate panics when the bytes can't be handed on. So that the temporary folder
//! can't fill up, which it would not bear either, a sheet is limited in bytes.

use std::borrow::Cow;
use std::io::{self, Write};

use domain::{CellKind, OrderId, RowMode};
use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Workbook, Worksheet, XlsxError};

use super::WriteError;
use super::cell::Cell;
use super::column::Column;
use super::encode::for_xml;
use super::warning::{Place, WarningKind, Warnings};

/// A cell has at most so many characters, counted as Excel does: in UTF-16.
pub const MAX_CELL_CHARACTERS: usize = 32_767;

/// A sheet has at most so many rows, that of the headings included.
pub const MAX_SHEET_ROWS: u32 = 1_048_576;

/// The cells of a sheet have at most so many bytes together, with what is written around each.
pub const MAX_SHEET_BYTES: usize = 256 * 1024 * 1024;

/// What is written around the text of a cell, about.
const BYTES_AROUND: usize = 64;

/// Every amount of up to so many digits is the same in a workbook, where numbers are floats.
const MAX_EXACT_DIGITS: u128 = 999_999_999_999_999;

/// A workbook that is being written.
pub(crate) struct Sheet<'a, W: Write> {
    columns: &'a [Column],
    workbook: Workbook,
    formats: Formats,
    next_row: u32,
    bytes: usize,
    out: W,
}

/// How the cells of a column look.
struct Formats {
    text: Format,
    date: Format,
    day: Format,
}

/// A row that is being filled.
struct Row<'a> {
    sheet: &'a mut Worksheet,
    formats: &'a Formats,
    number: u32,
    bytes: usize,
}

impl<'a, W: Write> Sheet<'a, W> {
    pub(crate) fn begin(
        mode: RowMode,
        columns: &'a [Column],
        has_headings: bool,
        now: Timestamp,
        out: W,
        warnings: &mut Warnings,
    ) -> Result<Self, WriteError> {
        let mut workbook = Workbook::new();
        if let Some(at) = excel_date(TimeZone::UTC.to_datetime(now)) {
            workbook.set_properties(&DocProperties::new().set_creation_datetime(&at));
        }
        let formats = Formats {
            text: Format::new().set_num_format("@"),
            date: Format::new().set_num_format("yyyy-mm-dd hh:mm:ss"),
            day: Format::new().set_num_format("yyyy-mm-dd"),
        };
        let sheet = workbook.add_worksheet_with_constant_memory().map_err(xlsx_error)?;
        let name = match mode {
            RowMode::Order => "Orders",
            RowMode::Item => "Items",
            RowMode::Shipment => "Shipments",
        };
        sheet.set_name(name).map_err(xlsx_error)?;
        for (place, column) in (0_u16..).zip(columns) {
            if column.kind == CellKind::Text {
                sheet.set_column_format(place, &formats.text).map_err(xlsx_error)?;
            }
            if let Some(width) = column.width {
                sheet.set_column_width(place, f64::from(width)).map_err(xlsx_error)?;
            }
        }
        let mut sheet = Self { columns, workbook, formats, next_row: 0, bytes: 0, out };
        if has_headings {
            sheet.write_row(|row| {
                for (number, column) in (0_u16..).zip(columns) {
                    let place = Place { order_id: None, column: Some(&column.heading) };
                    row.text(number, &column.heading, place, warnings)?;
                }
                Ok(())
            })?;
        }
        Ok(sheet)
    }

    pub(crate) fn row(
        &mut self,
        order_id: OrderId,
        cells: &[Cell<'_>],
        warnings: &mut Warnings,
    ) -> Result<(), WriteError> {
        let columns = self.columns;
        self.write_row(|row| {
            for (number, (column, cell)) in (0_u16..).zip(columns.iter().zip(cells)) {
                let place = Place { order_id: Some(order_id), column: Some(&column.heading) };
                row.cell(number, cell, place, warnings)?;
            }
            Ok(())
        })
    }

    pub(crate) fn finish(mut self) -> Result<W, WriteError> {
        let packed = self.workbook.save_to_buffer().map_err(xlsx_error)?;
        self.out.write_all(&packed)?;
        Ok(self.out)
    }

    fn write_row(&mut self, fill: impl FnOnce(&mut Row<'_>) -> Result<(), WriteError>) -> Result<(), WriteError> {
        if self.next_row == MAX_SHEET_ROWS {
            return Err(WriteError::TooManyRows);
        }
        if self.bytes > MAX_SHEET_BYTES {
            return Err(WriteError::SheetTooLarge);
        }
        let sheet = self.workbook.worksheet_from_index(0).map_err(xlsx_error)?;
        let mut row = Row { sheet, formats: &self.formats, number: self.next_row, bytes: 0 };
        fill(&mut row)?;
        self.bytes = self.bytes.saturating_add(row.bytes);
        self.next_row = self.next_row.saturating_add(1);
        Ok(())
    }
}

impl Row<'_> {
    fn cell(
        &mut self,
        column: u16,
        cell: &Cell<'_>,
        place: Place<'_>,
        warnings: &mut Warnings,
    ) -> Result<(), WriteError> {
        match cell {
            Cell::Text(text) => self.text(column, text, place, warnings),
            Cell::Blank => Ok(()),
            Cell::Number(number) => match exact(*number) {
                Some(number) => {
                    self.bytes = self.bytes.saturating_add(BYTES_AROUND);
                    self.sheet.write_number(self.number, column, number).map_err(xlsx_error).map(drop)
                }
                None => self.other(column, cell, place, WarningKind::TooPrecise, warnings),
            },
            Cell::Date(at) | Cell::Day(at) => match excel_date(*at) {
                Some(at) => {
                    let format = if let Cell::Day(_) = cell { &self.formats.day } else { &self.formats.date };
                    self.bytes = self.bytes.saturating_add(BYTES_AROUND);
                    let written = self.sheet.write_datetime_with_format(self.number, column, &at, format);
                    written.map_err(xlsx_error).map(drop)
                }
                None => self.other(column, cell, place, WarningKind::NotADate, warnings),
            },
        }
    }

    /// What a workbook can't have, as a text.
    fn other(
        &mut self,
        column: u16,
        cell: &Cell<'_>,
        place: Place<'_>,
        kind: WarningKind,
        warnings: &mut Warnings,
    ) -> Result<(), WriteError> {
        warnings.note(place, kind);
        self.text(column, &cell.text(), place, warnings)
    }

    fn text(&mut self, column: u16, text: &str, place: Place<'_>, warnings: &mut Warnings) -> Result<(), WriteError> {
        if text.is_empty() {
            return Ok(());
        }
        let text = for_xml(text, place, warnings);
        let text = with_line_feeds(&text);
        let shown = cut(&text);
        if shown.len() < text.len() {
            warnings.note(place, WarningKind::Cut);
        }
        self.bytes = self.bytes.saturating_add(shown.len()).saturating_add(BYTES_AROUND);
        let written = self.sheet.write_string_with_format(self.number, column, shown, &self.formats.text);
        written.map_err(xlsx_error).map(drop)
    }
}

/// A text with the ends of lines that cells have.
fn with_line_feeds(text: &str) -> Cow<'_, str> {
    if text.contains('\r') { Cow::Owned(text.replace("\r\n", "\n").replace('\r', "\n")) } else { Cow::Borrowed(text) }
}

/// As much of a text as a cell has room for.
fn cut(text: &str) -> &str {
    // No character takes less than a byte.
    if text.len() <= MAX_CELL_CHARACTERS {
        return text;
    }
    let mut characters = 0_usize;
    for (at, c) in text.char_indices() {
        characters = characters.saturating_add(c.len_utf16());
        if characters > MAX_CELL_CHARACTERS {
            return text.get(..at).unwrap_or_default();
        }
    }
    text
}

/// A number as a workbook keeps it; none where it would be another one.
fn exact(number: Decimal) -> Option<f64> {
    let number = number.normalize();
    if number.mantissa().unsigned_abs() > MAX_EXACT_DIGITS { None } else { number.to_f64() }
}

/// A moment as a workbook keeps it, from 1900 on.
fn excel_date(at: DateTime) -> Option<ExcelDateTime> {
    let year = u16::try_from(at.year()).ok().filter(|year| *year >= 1900)?;
    let day = ExcelDateTime::from_ymd(year, u8::try_from(at.month()).ok()?, u8::try_from(at.day()).ok()?).ok()?;
    let (hour, minute) = (u16::try_from(at.hour()).ok()?, u8::try_from(at.minute()).ok()?);
    day.and_hms(hour, minute, f64::from(at.second())).ok()
}

fn xlsx_error(error: XlsxError) -> WriteError {
    WriteError::Io(io::Error::other(error))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sheet_is_bounded_in_rows_and_bytes() {
        let mut warnings = Warnings::default();
        let now = Timestamp::UNIX_EPOCH;
        let mut sheet = Sheet::begin(RowMode::Order, &[], false, now, vec![], &mut warnings).unwrap();
        let id = OrderId::new(7).unwrap();
        sheet.next_row = MAX_SHEET_ROWS - 1;
        assert!(sheet.row(id, &[], &mut warnings).is_ok());
        assert!(matches!(sheet.row(id, &[], &mut warnings), Err(WriteError::TooManyRows)));
        (sheet.next_row, sheet.bytes) = (1, MAX_SHEET_BYTES + 1);
        assert!(matches!(sheet.row(id, &[], &mut warnings), Err(WriteError::SheetTooLarge)));
    }

    #[test]
    fn a_workbook_keeps_numbers_of_fifteen_digits_and_dates_from_1900_on() {
        let number = |text: &str| exact(Decimal::from_str_exact(text).unwrap());
        assert_eq!(number("999999999999999"), Some(999_999_999_999_999.0));
        assert_eq!(number("-0.100"), Some(-0.1));
        assert_eq!((number("1000000000000001"), number("0.1234567890123456")), (None, None));
        assert!(excel_date(DateTime::constant(1899, 12, 31, 0, 0, 0, 0)).is_none());
        assert!(excel_date(DateTime::constant(1900, 1, 1, 0, 0, 0, 0)).is_some());
        assert!(excel_date(DateTime::constant(9999, 12, 31, 23, 59, 59, 0)).is_some());
    }
}
