//! The orders of a file.

use std::io::Read;

use domain::{NewOrder, OrderKey, OrderRows};
use indexmap::IndexMap;
use jiff::Timestamp;

use super::entry::{Entry, Refusal};
use super::error::FileError;
use super::layout::Position;
use super::order;
use super::plan::Plan;
use super::row::Row;
use super::rows::Rows;
use super::scattered::{RowKey, Scattered, key_of};

/// The rows of one order have at most this many bytes.
const MAX_ORDER_BYTES: usize = 16 * 1024 * 1024;

/// All rows of scattered orders together have at most this many.
const MAX_SCATTERED_BYTES: usize = 64 * 1024 * 1024;

/// The orders of a file, one after the other, with one order in memory.
///
/// Rows that stand together with one `source_id` are one order. Those of [`Scattered`] orders are passed over here, and
/// are read by [`of_scattered`](Self::of_scattered) once the file is through: rows with equal numbers are one order wherever
/// they stand. An order with a row that can't be read is refused as a whole, with each row's reasons.
pub struct Orders<'p, R> {
    rows: Rows<R>,
    plan: &'p Plan<'p>,
    scattered: &'p Scattered,
    at: Timestamp,
    /// The order whose rows are being read.
    open: Option<Group>,
    /// A row that belongs to none of them.
    alone: Option<Row>,
    is_done: bool,
}

struct Group {
    key: Option<OrderKey>,
    rows: Vec<Row>,
    bytes: usize,
}

impl<'p, R: Read> Orders<'p, R> {
    /// The orders that `rows` are, but for `scattered` ones. `at` is their date where no column says it.
    pub fn new(rows: Rows<R>, plan: &'p Plan, scattered: &'p Scattered, at: Timestamp) -> Self {
        Self { rows, plan, scattered, at, open: None, alone: None, is_done: false }
    }

    /// The scattered orders of a file, of which `rows` must be all. They are read in one part, as none of them is whole before
    /// the end of the file; who does it again meets the orders that are there.
    pub fn of_scattered(
        rows: Rows<R>,
        plan: &Plan,
        scattered: &Scattered,
        at: Timestamp,
    ) -> Result<Vec<Entry<NewOrder>>, FileError> {
        let mut held: IndexMap<OrderKey, Vec<Row>> = IndexMap::new();
        let (mut current, mut bytes, mut end) = (None, 0_usize, Position::default());
        for row in rows {
            let row = row?;
            end = row.end();
            match key_of(plan, &row) {
                RowKey::Order(key) => current = scattered.has(&key).then(|| folded(key)),
                RowKey::Same => {}
                RowKey::Alone => current = None,
            }
            let Some(key) = &current else { continue };
            bytes = bytes.saturating_add(row.bytes());
            if bytes > MAX_SCATTERED_BYTES {
                let message = "has too many orders whose rows do not stand together; sort it by the order's number";
                return Err(FileError::refused(message));
            }
            match held.get_mut(key) {
                Some(rows) => rows.push(row),
                None => drop(held.insert(key.clone(), vec![row])),
            }
        }
        let entry = |rows: Vec<Row>| {
            let (value, warnings) = order::of_rows(plan, &rows, at);
            Entry { rows, value, warnings, next: end }
        };
        Ok(held.into_values().map(entry).collect())
    }

    /// Takes a row; what was being read is handed out when the row begins something else.
    fn take(&mut self, row: Row) -> Result<Option<Entry<NewOrder>>, FileError> {
        if self.plan.template.order_rows != OrderRows::Items {
            self.open = Some(Group::new(None, row));
            return Ok(self.close());
        }
        match key_of(self.plan, &row) {
            RowKey::Order(key) => {
                if self.open.as_ref().is_some_and(|open| open.key.as_ref().is_some_and(|known| is_same(known, &key))) {
                    self.add(row)?;
                    return Ok(None);
                }
                let closed = self.close();
                self.open = Some(Group::new(Some(key), row));
                Ok(closed)
            }
            RowKey::Same if self.open.is_some() => {
                self.add(row)?;
                Ok(None)
            }
            RowKey::Same | RowKey::Alone => {
                let closed = self.close();
                let entry = self.numberless(row);
                match closed {
                    // One thing is handed out at a time.
                    Some(closed) => {
                        self.alone = entry.rows.into_iter().next();
                        Ok(Some(closed))
                    }
                    None => Ok(Some(entry)),
                }
            }
        }
    }

    fn add(&mut self, row: Row) -> Result<(), FileError> {
        let Some(open) = &mut self.open else { return Ok(()) };
        open.bytes = open.bytes.saturating_add(row.bytes());
        if open.bytes > MAX_ORDER_BYTES {
            let first = open.rows.first().map_or(0, Row::number);
            return Err(FileError::refused(format!("has an order of more than 16 MB, from row {first} on")));
        }
        open.rows.push(row);
        Ok(())
    }

    fn numberless(&self, row: Row) -> Entry<NewOrder> {
        let named =
            self.plan.columns.iter().find(
                |column| matches!(&column.target, domain::ImportTarget::Order(field) if field.name == "source_id"),
            );
        let name = named.map_or("source_id", |column| column.name.as_str());
        let unread = named.and_then(|column| column.cell(&row).err());
        let missing = || Refusal::new(row.number(), name, "", "must have the order's number");
        let fault = row.fault().map(|fault| Refusal::of_row(row.number(), fault));
        let refusal = fault.or(unread).unwrap_or_else(missing);
        Entry { next: row.end(), rows: vec![row], value: Err(vec![refusal]), warnings: vec![] }
    }

    /// The order whose rows were read; none where those of a scattered one are read later.
    fn close(&mut self) -> Option<Entry<NewOrder>> {
        let Group { key, rows, .. } = self.open.take()?;
        if key.is_some_and(|key| self.scattered.has(&key)) {
            return None;
        }
        let (value, warnings) = order::of_rows(self.plan, &rows, self.at);
        let next = rows.last().map_or_else(Position::default, Row::end);
        Some(Entry { rows, value, warnings, next })
    }
}

impl Group {
    fn new(key: Option<OrderKey>, row: Row) -> Self {
        Self { key, bytes: row.bytes(), rows: vec![row] }
    }
}

impl<R: Read> Iterator for Orders<'_, R> {
    type Item = Result<Entry<NewOrder>, FileError>;

    fn next(&mut self) -> Option<Self::Item> {
        if let Some(row) = self.alone.take() {
            return Some(Ok(self.numberless(row)));
        }
        while !self.is_done {
            match self.rows.next() {
                Some(row) => match row.and_then(|row| self.take(row)) {
                    Ok(Some(entry)) => return Some(Ok(entry)),
                    Ok(None) => {}
                    Err(error) => {
                        (self.is_done, self.open) = (true, None);
                        return Some(Err(error));
                    }
                },
                None => self.is_done = true,
            }
        }
        self.close().map(Ok)
    }
}

/// Whether two keys are of one order: a cart is the same in letters of any case.
fn is_same(key: &OrderKey, other: &OrderKey) -> bool {
    key == other || folded(key.clone()) == folded(other.clone())
}

fn folded(key: OrderKey) -> OrderKey {
    match key {
        OrderKey::Source { source_name, source_id } => {
            OrderKey::Source { source_name: source_name.trim().to_lowercase(), source_id }
        }
        key => key,
    }
}
