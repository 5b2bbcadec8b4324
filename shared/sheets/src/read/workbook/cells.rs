//! The cells of a sheet, one at a time.

use std::io::Write;

use quick_xml::events::{BytesStart, Event};

use super::date;
use super::part::{Part, append, attribute, is_on, unescaped};
use super::spool::Spool;
use super::strings::Strings;
use super::styles::{Shown, Styles};
use crate::read::decimal;
use crate::read::error::FileError;
use crate::read::layout::DateSystem;
use crate::read::row::CellKind;

/// What the cells of a sheet are read with.
pub(super) struct Sheet<'a> {
    strings: &'a Strings,
    styles: &'a Styles,
    system: DateSystem,
}

/// A cell as it is being read.
#[derive(Default)]
struct Cell {
    column: usize,
    form: String,
    style: usize,
    value: String,
    has_value: bool,
    has_formula: bool,
}

/// Where a text that is read belongs to.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Within {
    Nothing,
    Value,
    Inline,
}

/// How far a sheet is read.
struct Progress {
    row: u64,
    next_column: usize,
    cell: Option<Cell>,
    within: Within,
    is_phonetic: bool,
}

impl<'a> Sheet<'a> {
    pub(super) fn new(strings: &'a Strings, styles: &'a Styles, system: DateSystem) -> Self {
        Self { strings, styles, system }
    }

    /// Reads the cells of a sheet into a spool, as long as that wants more.
    pub(super) fn read<W: Write>(&self, mut xml: Part, spool: &mut Spool<W>) -> Result<(), FileError> {
        let mut buffer = vec![];
        let mut at = Progress { row: 0, next_column: 0, cell: None, within: Within::Nothing, is_phonetic: false };
        while !spool.is_full() {
            match xml.event(&mut buffer)? {
                Event::Start(element) => at.start(&element)?,
                Event::Empty(element) => {
                    at.start(&element)?;
                    self.end(&mut at, element.local_name().as_ref(), spool)?;
                }
                Event::End(element) => {
                    // Nothing of interest lies behind the cells: merged ranges, links, validations.
                    if element.local_name().as_ref() == "sheetData" {
                        return Ok(());
                    }
                    self.end(&mut at, element.local_name().as_ref(), spool)?;
                }
                Event::Eof => return Ok(()),
                event => at.text(&event)?,
            }
        }
        Ok(())
    }

    fn end<W: Write>(&self, at: &mut Progress, name: &str, spool: &mut Spool<W>) -> Result<(), FileError> {
        match name {
            "row" => spool.end_row(at.row)?,
            "c" => {
                if let Some(cell) = at.cell.take() {
                    let column = cell.column;
                    if let Some((text, kind)) = self.value(cell) {
                        spool.put(column, text, kind)?;
                    }
                }
            }
            "v" | "t" => at.within = Within::Nothing,
            "rPh" => at.is_phonetic = false,
            _ => {}
        }
        Ok(())
    }

    /// What stands in a cell, if something does.
    fn value(&self, cell: Cell) -> Option<(String, CellKind)> {
        if cell.has_formula && !cell.has_value {
            return Some((String::new(), CellKind::NoValue));
        }
        let (text, kind) = match cell.form.as_str() {
            "s" => {
                let shared = cell.value.trim().parse().ok().and_then(|number| self.strings.get(number));
                shared.map_or_else(|| ("#REF!".to_owned(), CellKind::Error), |text| (text.to_owned(), CellKind::Text))
            }
            "str" | "inlineStr" => (unescaped(cell.value), CellKind::Text),
            "b" => (if is_on(cell.value.trim()) { "TRUE" } else { "FALSE" }.to_owned(), CellKind::Flag),
            "e" => (cell.value, CellKind::Error),
            "d" => (cell.value, CellKind::Date),
            _ => self.number(cell),
        };
        (!text.is_empty()).then_some((text, kind))
    }

    fn number(&self, cell: Cell) -> (String, CellKind) {
        let moment = || date::of_serial(&cell.value, self.system);
        let dated = match self.styles.shown(cell.style) {
            Shown::Number => None,
            Shown::Date => moment().map(|at| (date::date_text(at), CellKind::Date)),
            Shown::Time => moment().map(|at| (date::time_text(at), CellKind::Text)),
        };
        dated.unwrap_or_else(|| match decimal::plain(&cell.value) {
            Some(number) => (number, CellKind::Number),
            None => (cell.value, CellKind::Text),
        })
    }
}

impl Progress {
    fn start(&mut self, element: &BytesStart) -> Result<(), FileError> {
        match element.local_name().as_ref() {
            "row" => self.start_row(element)?,
            "c" => self.start_cell(element)?,
            "f" => self.with_cell(|cell| cell.has_formula = true),
            "v" => {
                self.with_cell(|cell| cell.has_value = true);
                self.within = Within::Value;
            }
            "is" => self.with_cell(|cell| cell.has_value = true),
            "t" => self.within = Within::Inline,
            "rPh" => self.is_phonetic = true,
            _ => {}
        }
        Ok(())
    }

    fn with_cell(&mut self, change: impl FnOnce(&mut Cell)) {
        if let Some(cell) = &mut self.cell {
            change(cell);
        }
    }

    fn start_row(&mut self, element: &BytesStart) -> Result<(), FileError> {
        let number = match attribute(element, "r")? {
            Some(number) => number.trim().parse().unwrap_or_default(),
            None => self.row.saturating_add(1),
        };
        if number <= self.row {
            return Err(FileError::refused("has rows that do not stand in their sequence"));
        }
        (self.row, self.next_column) = (number, 0);
        Ok(())
    }

    fn start_cell(&mut self, element: &BytesStart) -> Result<(), FileError> {
        let column = match attribute(element, "r")? {
            Some(place) => column_of(&place).ok_or_else(|| FileError::refused("has a cell in no place"))?,
            None => self.next_column,
        };
        self.next_column = column.saturating_add(1);
        let form = attribute(element, "t")?.unwrap_or_default();
        let style = attribute(element, "s")?.and_then(|style| style.trim().parse().ok()).unwrap_or_default();
        self.cell = Some(Cell { column, form, style, ..Cell::default() });
        self.within = Within::Nothing;
        Ok(())
    }

    fn text(&mut self, event: &Event) -> Result<(), FileError> {
        if self.within == Within::Nothing || self.is_phonetic {
            return Ok(());
        }
        match &mut self.cell {
            Some(cell) => append(&mut cell.value, event),
            None => Ok(()),
        }
    }
}

/// The column of `AB12`, from 0 up.
fn column_of(place: &str) -> Option<usize> {
    let letters = place.trim_end_matches(|digit: char| digit.is_ascii_digit());
    if letters.is_empty() || letters.len() > 4 {
        return None;
    }
    let number = letters.bytes().try_fold(0_usize, |number, letter| {
        let value = letter.to_ascii_uppercase().checked_sub(b'A').filter(|value| *value < 26)?;
        number.checked_mul(26)?.checked_add(usize::from(value))?.checked_add(1)
    })?;
    number.checked_sub(1)
}
