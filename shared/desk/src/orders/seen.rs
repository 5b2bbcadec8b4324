//! Orders as they leave the desk: what whoever works there may not see is not in them, and one that is none of theirs is as
//! good as none (docs/adr/0049-rights-in-desk.md).

use std::ops::Deref;

use domain::{FolderId, HistoryLine, Order, OrderId, Rights, SeenOrder, StoreId, UserScope};
use jiff::Timestamp;
use table::{OrderRow, Outcome, TableError};

use super::ORDER;
use crate::{Desk, DeskError};

/// The row of an order as whoever asked for it may see it. Only the desk makes one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SeenRow(OrderRow);

impl Deref for SeenRow {
    type Target = OrderRow;

    fn deref(&self) -> &OrderRow {
        &self.0
    }
}

impl SeenRow {
    /// The order in it.
    pub fn order(&self) -> SeenOrder {
        SeenOrder::reduced(self.0.order.clone(), &Rights::all())
    }

    /// The order, without its row.
    pub fn into_order(self) -> SeenOrder {
        // What may not be seen is gone already.
        SeenOrder::reduced(self.0.order, &Rights::all())
    }

    /// The row of a machine, which sees all of it.
    #[cfg(feature = "imports")]
    pub(crate) fn into_row(self) -> OrderRow {
        self.0
    }
}

impl Desk {
    /// The row as whoever works here may see it. One outside of their scope is not found. It costs nothing who sees all.
    pub(crate) fn see(&self, row: OrderRow) -> Result<SeenRow, DeskError> {
        if self.rights().covers(&row.order) { Ok(self.see_changed(row)) } else { Err(DeskError::NotFound(ORDER)) }
    }

    /// The same of a row that they have just changed or made, which may have left their scope by that.
    ///
    /// What follows from a change is the desk's own business, and so are the keys it was asked for with. The history says what
    /// happened, whoever reads it; a supplier's side of it is its shipments and cancellations, which are on the order.
    pub(crate) fn see_changed(&self, mut row: OrderRow) -> SeenRow {
        let rights = self.rights();
        if rights.sees_orders_whole() {
            return SeenRow(row);
        }
        // Moved, not copied.
        let blank = Order::new(row.order.id, row.order.folder_id, row.order.date_added);
        let order = std::mem::replace(&mut row.order, blank);
        row.order = SeenOrder::reduced(order, rights).into_inner();
        row.plans.clear();
        row.events.clear();
        row.cart_memory.clear();
        row.idempotency_key.clear();
        row.body_digest.clear();
        if rights.is_of_supplier() {
            row.history.clear();
        }
        SeenRow(row)
    }

    /// Those of these rows that are in the scope of whoever works here, as they may see them.
    pub(crate) fn see_all(&self, rows: Vec<OrderRow>) -> Vec<SeenRow> {
        rows.into_iter().filter_map(|row| self.see(row).ok()).collect()
    }

    /// The history of an order as whoever works here may read it: a supplier reads none.
    pub(crate) async fn history(&self, row: &OrderRow) -> Result<Vec<HistoryLine>, TableError> {
        if self.rights().is_of_supplier() {
            return Ok(vec![]);
        }
        self.table.history_seen(row, |appointment| self.rights().see_appointment(appointment)).await
    }

    /// The order of this id as whoever works here may see it; one outside of the scope is not found.
    pub(crate) async fn find_order(&self, store_id: StoreId, order_id: OrderId) -> Result<SeenRow, DeskError> {
        self.see(self.table.order(store_id, order_id).await?.ok_or(DeskError::NotFound(ORDER))?)
    }

    /// The order of this id as it is kept, for who goes on with it; one outside of the scope is not found.
    pub(crate) async fn own_row(&self, store_id: StoreId, order_id: OrderId) -> Result<OrderRow, DeskError> {
        let row = self.table.order_without_labels(store_id, order_id).await?;
        row.filter(|row| self.rights().covers(&row.order)).ok_or(DeskError::NotFound(ORDER))
    }

    /// Changes an order as [`Table::change_order`](table::Table::change_order) does. One outside of the scope of whoever works
    /// here is [`Outcome::Missing`]: the row that is read for the change says whether it is, so nothing is read for that.
    pub(crate) async fn change_order<T, E>(
        &self,
        store_id: StoreId,
        order_id: OrderId,
        now: Timestamp,
        change: impl Fn(&mut OrderRow) -> Result<Option<T>, E>,
    ) -> Result<Outcome<(OrderRow, T), OrderRow, E>, TableError> {
        let guarded = |row: &mut OrderRow| {
            if !self.rights().covers(&row.order) {
                return Err(None);
            }
            change(row).map_err(Some)
        };
        Ok(match Box::pin(self.table.change_order(store_id, order_id, now, guarded)).await? {
            Outcome::Done(changed) => Outcome::Done(changed),
            Outcome::Unchanged(row) => Outcome::Unchanged(row),
            Outcome::Missing | Outcome::Refused(None) => Outcome::Missing,
            Outcome::Stale => Outcome::Stale,
            Outcome::Refused(Some(error)) => Outcome::Refused(error),
        })
    }

    /// Checks that orders may be put into a folder: for who sees some folders alone, there is no other one.
    pub(crate) fn check_target(&self, field: &str, folder_id: Option<FolderId>) -> Result<(), DeskError> {
        match (&self.rights().scope, folder_id) {
            (UserScope::Folders(own), Some(id)) if !own.contains(&id) => {
                Err(DeskError::invalid(field, format!("there is no folder {id}")))
            }
            _ => Ok(()),
        }
    }
}
