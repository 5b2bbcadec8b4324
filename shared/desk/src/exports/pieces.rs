//! The orders of an export as they were kept, in the sequence they have in its files.

use std::collections::VecDeque;
use std::sync::Arc;

use domain::{Order, OrderId, SweepId};
use files::Bucket;
use jiff::Timestamp;

use super::stage::Pieces;
use super::work::Trouble;

/// What is kept of a page of orders has at most so many bytes.
const MAX_PIECE_BYTES: u64 = 64 * 1024 * 1024;

/// The name of a piece of an export.
pub(super) fn piece_name(id: SweepId, list: usize, piece: u64) -> String {
    id.export_object(&format!("taken/{list}/{piece}.jsonl"))
}

/// Reads the orders of an export one after another: the oldest first, or as they were named. Each list is in that sequence
/// itself, so a piece of each is in memory at a time.
pub(super) struct Kept {
    id: SweepId,
    lists: Vec<List>,
    is_by_date: bool,
    /// How many orders were read.
    pub(super) read: usize,
}

/// What is left of one list.
struct List {
    number: usize,
    next_piece: u64,
    pieces: u64,
    orders: VecDeque<Arc<Order>>,
}

impl Kept {
    /// From the first on.
    pub(super) fn new(id: SweepId, pieces: &Pieces, is_by_date: bool) -> Self {
        let list =
            |(number, pieces): (usize, &u64)| List { number, next_piece: 0, pieces: *pieces, orders: VecDeque::new() };
        Self { id, lists: pieces.iter().enumerate().map(list).collect(), is_by_date, read: 0 }
    }

    /// The next order; nothing behind the last.
    pub(super) async fn next(&mut self, files: &Bucket) -> Result<Option<Arc<Order>>, Trouble> {
        for list in &mut self.lists {
            list.fill(self.id, files).await?;
        }
        let sequence = |list: &List| -> Option<(Timestamp, OrderId)> {
            let order = list.orders.front()?;
            Some((order.date_added, order.id))
        };
        let with_orders = self.lists.iter_mut().filter(|list| !list.orders.is_empty());
        let first = if self.is_by_date {
            with_orders.min_by_key(|list| sequence(list))
        } else {
            with_orders.min_by_key(|list| list.number)
        };
        let order = first.and_then(|list| list.orders.pop_front());
        self.read = self.read.saturating_add(usize::from(order.is_some()));
        Ok(order)
    }
}

impl List {
    async fn fill(&mut self, id: SweepId, files: &Bucket) -> Result<(), Trouble> {
        while self.orders.is_empty() && self.next_piece < self.pieces {
            let name = piece_name(id, self.number, self.next_piece);
            let bytes = files.read(&name, "", MAX_PIECE_BYTES).await?;
            let read = wire::exports::read_piece(&String::from_utf8_lossy(&bytes));
            self.orders = read.map_err(|error| Trouble::Refused(format!("{name} can't be read: {error}")))?.into();
            self.next_piece = self.next_piece.saturating_add(1);
        }
        Ok(())
    }
}
