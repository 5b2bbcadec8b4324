//! What comes of rows.

use super::layout::Position;
use super::row::Row;

/// So many characters of a cell are shown to say what was found.
const MAX_SHOWN_LENGTH: usize = 100;

/// What some rows are together: an order, an inventory item or a shipment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry<T> {
    /// The rows, as they are in the file.
    pub rows: Vec<Row>,
    /// What they are, or everything that is wrong with them.
    pub value: Result<T, Vec<Refusal>>,
    /// What a person should look at, though it was taken.
    pub warnings: Vec<Warning>,
    /// Reading from here goes on with the next entry.
    pub next: Position,
}

impl<T> Entry<T> {
    /// The number of its first row, as a person counts.
    pub fn first_row(&self) -> u64 {
        self.rows.first().map_or(self.next.row, Row::number)
    }
}

/// Why a row is not imported.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// The row, as a person counts: the first one of a file is 1.
    pub row: u64,
    /// The heading of its column, or the target of one without; blank where it is about the whole row.
    pub column: String,
    /// What was found there, cut short; blank where nothing was.
    pub found: String,
    /// What was expected.
    pub expected: String,
}

impl Refusal {
    pub(super) fn new(row: u64, column: &str, found: &str, expected: impl Into<String>) -> Self {
        Self { row, column: column.to_owned(), found: shown(found), expected: expected.into() }
    }

    pub(super) fn of_row(row: u64, expected: impl Into<String>) -> Self {
        Self::new(row, "", "", expected)
    }

    /// One sentence without the row's number: `Qty: must be a whole number, found "two"`.
    pub fn reason(&self) -> String {
        sentence(&self.column, &self.expected, &self.found)
    }
}

/// What was taken, and may be meant otherwise.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Warning {
    /// The row, as a person counts.
    pub row: u64,
    /// The heading of its column, or the target of one without.
    pub column: String,
    /// What was found.
    pub found: String,
    /// What may be wrong with it.
    pub message: String,
}

impl Warning {
    pub(super) fn new(row: u64, column: &str, found: &str, message: &str) -> Self {
        Self { row, column: column.to_owned(), found: shown(found), message: message.to_owned() }
    }

    /// One sentence with the row's number: `row 3: Zip: is a number in the workbook, found "2138"`.
    pub fn sentence(&self) -> String {
        format!("row {}: {}", self.row, sentence(&self.column, &self.message, &self.found))
    }
}

/// What is to be said of a cell, with its column in front and what was found there behind, where there are such.
fn sentence(column: &str, message: &str, found: &str) -> String {
    let column = if column.is_empty() { String::new() } else { format!("{column}: ") };
    let found = if found.is_empty() { String::new() } else { format!(", found \"{found}\"") };
    format!("{column}{message}{found}")
}

/// On one line, cut short, without what can't be seen.
fn shown(text: &str) -> String {
    let short: String = text.chars().take(MAX_SHOWN_LENGTH).collect();
    let more = if short.len() < text.len() { "…" } else { "" };
    format!("{}{more}", short.replace(|c: char| c.is_control(), " "))
}
