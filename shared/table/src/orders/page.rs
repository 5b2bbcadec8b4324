//! Pages of orders that fit into one answer, and into memory.

use domain::limits::aws::{bytes_in_answer, text_bytes_in_answer};
use domain::{OrderId, StoreId};

use crate::client::Consistency;
use crate::error::readable_one;
use crate::{OrderRow, Table, TableError};

/// The orders of a page take so much of an answer; what is behind them is for the next page.
const MAX_PAGE_BYTES: usize = 5_000_000;

/// An order that alone takes more of an answer than this can't be shown in a page.
const MAX_ORDER_BYTES: usize = 6_000_000;

/// So many orders are read at once.
const CHUNK: usize = 100;

/// So many labels are read at once.
const LABELS: usize = 20;

/// The orders of a page.
pub(crate) struct FittingRows {
    pub(crate) rows: Vec<OrderRow>,
    /// How many of those that were asked for the page has come past.
    pub(crate) passed: usize,
}

/// How far a page is filled.
#[derive(Default)]
struct Room {
    bytes: usize,
    rows: usize,
}

/// What becomes of an order that is next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    /// It fits on the page.
    Here,
    /// It fits on a page, but no more on this one.
    Next,
    /// It fits on none.
    Nowhere,
}

impl Room {
    fn place(&mut self, bytes: usize) -> Place {
        let after = self.bytes.saturating_add(bytes);
        if bytes > MAX_ORDER_BYTES {
            return Place::Nowhere;
        }
        if after > MAX_PAGE_BYTES && self.rows > 0 {
            return Place::Next;
        }
        (self.bytes, self.rows) = (after, self.rows.saturating_add(1));
        Place::Here
    }
}

/// An order that may stand on a page.
struct Weighed {
    row: OrderRow,
    /// What it takes of an answer, its labels not counted.
    bytes: usize,
    /// Its place among those that were asked for.
    place: usize,
}

impl Table {
    /// The orders of these ids in the same sequence, with their labels, as far as they fit into one answer.
    pub(crate) async fn fitting_orders(&self, store_id: StoreId, ids: &[OrderId]) -> Result<FittingRows, TableError> {
        let (mut room, mut rows) = (Room::default(), vec![]);
        for (index, chunk) in ids.chunks(CHUNK).enumerate() {
            for (place, item) in self.order_items_of(store_id, chunk).await? {
                let Some((row, packed)) = readable_one(OrderRow::read_counted(&item)) else { continue };
                let bytes = packed.saturating_add(row.bytes_of_blanks());
                let place = index.saturating_mul(CHUNK).saturating_add(place);
                match room.place(bytes) {
                    Place::Here => rows.push(Weighed { row, bytes, place }),
                    Place::Next => return self.fitting(rows, place).await,
                    Place::Nowhere => passed_over(&row),
                }
            }
        }
        self.fitting(rows, ids.len()).await
    }

    /// These orders with their labels, as far as they fit into one answer.
    pub(crate) async fn fitting_rows(&self, rows: Vec<OrderRow>) -> Result<Vec<OrderRow>, TableError> {
        let weighed = |(place, row): (usize, OrderRow)| Weighed { bytes: row.bytes_in_answer(), row, place };
        let rows: Vec<Weighed> = rows.into_iter().enumerate().map(weighed).collect();
        let count = rows.len();
        Ok(self.fitting(rows, count).await?.rows)
    }

    /// `passed` is how many the page has come past when all of these fit.
    async fn fitting(&self, rows: Vec<Weighed>, passed: usize) -> Result<FittingRows, TableError> {
        let (mut room, mut shown) = (Room::default(), vec![]);
        for group in groups(rows) {
            let places: Vec<(usize, usize)> = group.iter().map(|it| (it.place, it.bytes)).collect();
            let group = group.into_iter().map(|it| it.row).collect();
            for ((place, bytes), row) in places.into_iter().zip(self.with_labels(group, Consistency::Eventual).await?) {
                let labels = row.order.order_shipments.iter().map(|it| text_bytes_in_answer(&it.label_image));
                match room.place(bytes.saturating_add(labels.sum())) {
                    Place::Here => shown.push(row),
                    Place::Next => return Ok(FittingRows { rows: shown, passed: place }),
                    Place::Nowhere => passed_over(&row),
                }
            }
        }
        Ok(FittingRows { rows: shown, passed })
    }
}

/// The rows in groups that have few enough labels each to be read at once.
fn groups(rows: Vec<Weighed>) -> Vec<Vec<Weighed>> {
    let mut groups: Vec<Vec<Weighed>> = vec![];
    let mut labels = 0_usize;
    for row in rows {
        let more = row.row.missing_label_count();
        labels = labels.saturating_add(more);
        match groups.last_mut() {
            Some(group) if labels <= LABELS || more == 0 => group.push(row),
            _ => {
                labels = more;
                groups.push(vec![row]);
            }
        }
    }
    groups
}

fn passed_over(row: &OrderRow) {
    tracing::warn!(store_id = %row.store_id, order_id = %row.order.id, "passed over in a list: larger than an answer");
}

impl OrderRow {
    /// What the order takes of an answer, about, and rather more than less; its labels are not counted.
    fn bytes_in_answer(&self) -> usize {
        let mut written = Written(0);
        // A counter takes all it is given.
        let _ = serde_json::to_writer(&mut written, &self.order);
        written.0.saturating_add(self.bytes_of_blanks())
    }

    /// What an answer says beside what the row does: names of fields, and what is blank.
    fn bytes_of_blanks(&self) -> usize {
        let order = &self.order;
        let parts = [
            (1, 4_000),
            (order.order_items.len(), 400),
            (order.order_shipments.len(), 800),
            (order.discount_list.len(), 100),
            (order.order_notes.len(), 150),
        ];
        parts.into_iter().map(|(count, bytes)| count.saturating_mul(bytes)).sum()
    }
}

/// Counts what is written, as it is counted in an answer.
struct Written(usize);

impl std::io::Write for Written {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0 = self.0.saturating_add(bytes_in_answer(bytes));
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_full_before_it_is_too_large_and_has_one_order_at_least() {
        let mut room = Room::default();
        let places = [MAX_ORDER_BYTES + 1, 5_500_000, 1].map(|bytes| room.place(bytes));
        assert_eq!(places, [Place::Nowhere, Place::Here, Place::Next]);
        let mut room = Room::default();
        let places = [2_000_000, 3_000_000, 1].map(|bytes| room.place(bytes));
        assert_eq!(places, [Place::Here, Place::Here, Place::Next]);
    }
}
