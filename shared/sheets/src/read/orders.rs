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
use super::scattered::{RowKey, Scattered, is_alike, key_of};

/// The rows of one order have at most this many bytes.
const MAX_ORDER_BYTES: usize = 16 * 1024 * 1024;

/// So many rows an order has room for before it shows that it has more.
const USUAL_ROWS: usize = 2;

/// All rows of scattered orders together have at most this many.
const MAX_SCATTERED_BYTES: usize = 64 * 1024 * 1024;

/// The orders of a file, one after the other, with one order in memory.
///
/// Rows that stand together with one `source_id` are one order. Those of [`Scattered`] orders are passed over here, and
/// are read by [`of_scattered`](Self::of_scattered) once the file is through: rows with equal numbers are one order wherever
/// they stand. An order with a row that can't be read is refused as a whole, with each row's reasons.
pub struct Orders<'p, R> {
    rows: Rows<R>,
    groups: Groups<'p>,
}

/// Rows on their way to be orders. Knows nothing of the file that they come from, so that it is built once and not anew
/// by each crate that reads one.
struct Groups<'p> {
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
    rows: Vec<Row>,
    bytes: usize,
    /// Whether it is left for [`Orders::of_scattered`].
    is_scattered: bool,
}

/// What is handed out.
enum Closed {
    /// The rows of an order.
    Order(Vec<Row>),
    /// A row of none.
    Alone(Row),
}

/// What a row does to the order in front of it.
enum Part {
    /// Begins one of its own; whether that is a scattered one.
    Begins(bool),
    GoesOn,
    /// Belongs to none.
    Alone,
}

impl<'p, R: Read> Orders<'p, R> {
    /// The orders that `rows` are, but for `scattered` ones. `at` is their date where no column says it.
    pub fn new(rows: Rows<R>, plan: &'p Plan, scattered: &'p Scattered, at: Timestamp) -> Self {
        Self { rows, groups: Groups { plan, scattered, at, open: None, alone: None, is_done: false } }
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
                RowKey::Order(number) => current = scattered.has(&number).then(|| number.key()),
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
        Ok(held.into_values().map(|rows| order::of_rows(plan, rows, at, end)).collect())
    }
}

impl Groups<'_> {
    #[inline(never)]
    fn next(
        &mut self,
        rows: &mut dyn Iterator<Item = Result<Row, FileError>>,
    ) -> Option<Result<Entry<NewOrder>, FileError>> {
        if let Some(row) = self.alone.take() {
            return Some(Ok(self.entry(Closed::Alone(row))));
        }
        while !self.is_done {
            match rows.next() {
                Some(row) => match row.and_then(|row| self.take(row)) {
                    Ok(Some(closed)) => return Some(Ok(self.entry(closed))),
                    Ok(None) => {}
                    Err(error) => {
                        (self.is_done, self.open) = (true, None);
                        return Some(Err(error));
                    }
                },
                None => self.is_done = true,
            }
        }
        self.close().map(|closed| Ok(self.entry(closed)))
    }

    /// Takes a row; what was being read is handed out when the row begins something else.
    fn take(&mut self, row: Row) -> Result<Option<Closed>, FileError> {
        if self.plan.template.order_rows != OrderRows::Items {
            return Ok(Some(Closed::Order(vec![row])));
        }
        match self.part_of(&row) {
            Part::Begins(is_scattered) => {
                let closed = self.close();
                self.open = Some(Group::new(row, is_scattered));
                Ok(closed)
            }
            Part::GoesOn => {
                self.add(row)?;
                Ok(None)
            }
            Part::Alone => match self.close() {
                // One thing is handed out at a time.
                Some(closed) => {
                    self.alone = Some(row);
                    Ok(Some(closed))
                }
                None => Ok(Some(Closed::Alone(row))),
            },
        }
    }

    fn part_of(&self, row: &Row) -> Part {
        let first = self.open.as_ref().and_then(|open| open.rows.first());
        if first.is_some_and(|first| is_alike(self.plan, row, first)) {
            return Part::GoesOn;
        }
        match (key_of(self.plan, row), first) {
            (RowKey::Order(number), first) => match first.map(|first| key_of(self.plan, first)) {
                Some(RowKey::Order(known)) if known.is_same(&number) => Part::GoesOn,
                _ => Part::Begins(self.scattered.has(&number)),
            },
            (RowKey::Same, Some(_)) => Part::GoesOn,
            (RowKey::Same | RowKey::Alone, _) => Part::Alone,
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
    fn close(&mut self) -> Option<Closed> {
        self.open.take().filter(|open| !open.is_scattered).map(|open| Closed::Order(open.rows))
    }

    fn entry(&self, closed: Closed) -> Entry<NewOrder> {
        match closed {
            Closed::Order(rows) => {
                let next = rows.last().map_or_else(Position::default, Row::end);
                order::of_rows(self.plan, rows, self.at, next)
            }
            Closed::Alone(row) => self.numberless(row),
        }
    }
}

impl Group {
    fn new(row: Row, is_scattered: bool) -> Self {
        let bytes = row.bytes();
        let mut rows = Vec::with_capacity(USUAL_ROWS);
        rows.push(row);
        Self { rows, bytes, is_scattered }
    }
}

impl<R: Read> Iterator for Orders<'_, R> {
    type Item = Result<Entry<NewOrder>, FileError>;

    fn next(&mut self) -> Option<Self::Item> {
        self.groups.next(&mut self.rows)
    }
}
