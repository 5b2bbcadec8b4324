//! Orders that are moved to another store (docs/adr/0027-removed-and-moved-orders.md). The first write takes the order out
//! of its store, whole: in its place stands its tombstone, with the order that is to be inserted in the other one. So
//! there is no moment in which it is in both or can be changed in the first, and whoever finds the tombstone can go on.

use domain::{OrderId, Relative, StoreId};
use jiff::Timestamp;

use super::tombstone::{Tombstone, is_tombstone};
use crate::client::{Attributes, Condition, Consistency};
use crate::folder_counts::Move;
use crate::{Image, OrderRow, Outcome, PlannedOrder, Table, TableError, keys};

/// The attribute of a tombstone whose order is not inserted in the other store yet.
pub(super) const MOVING: &str = "moving";

impl Image {
    /// Whether it is in the place of an order that is on its way to another store.
    pub fn is_moving(&self) -> bool {
        self.text(MOVING).is_some()
    }
}

impl Table {
    /// Moves an order to another store, as `plan` says it is to be there. [`Outcome::Done`] brings where it is;
    /// [`Outcome::Unchanged`] where an order is that was moved before.
    pub async fn move_order<E>(
        &self,
        store_id: StoreId,
        order_id: OrderId,
        now: Timestamp,
        plan: impl Fn(&OrderRow) -> Result<PlannedOrder, E>,
    ) -> Result<Outcome<Relative, Relative, E>, TableError> {
        let (mut tries, mut ours) = (self.client.tries(), None::<Move>);
        loop {
            let found = self.client.get(keys::order(store_id, order_id), Consistency::Strong).await?;
            let Some(found) = found else { return Ok(Outcome::Missing) };
            if is_tombstone(&found) {
                // Only the answer of our write was lost where we wrote one.
                if let Some(moved) = ours.take_if(|_| found.text(MOVING).is_some()) {
                    self.count_move(store_id, order_id, moved).await;
                }
                return Ok(Box::pin(self.finish_move(store_id, order_id))
                    .await?
                    .map_or(Outcome::Missing, Outcome::Unchanged));
            }
            let row = self.with_labels(vec![OrderRow::read(&found)?], Consistency::Strong).await?.pop();
            let Some(row) = row else { return Ok(Outcome::Missing) };
            let planned = match plan(&row) {
                Ok(planned) => planned,
                Err(refused) => return Ok(Outcome::Refused(refused)),
            };
            let moved = Move { from: Some(row.order.folder_id), to: None };
            let item = row.tombstone_of_moving(planned, now)?;
            if self.client.put_if(item, Condition::version_is(found.version()?)).await?.is_done() {
                self.count_move(store_id, order_id, moved).await;
                return Ok(Box::pin(self.finish_move(store_id, order_id))
                    .await?
                    .map_or(Outcome::Missing, Outcome::Done));
            }
            ours = Some(moved);
            tries.again().await?;
        }
    }

    /// Ends the move of an order that has left its store: it is inserted in the other one, once, and the tombstone keeps
    /// where it is. Done again it changes nothing. Nothing where the order was not moved.
    pub async fn finish_move(&self, store_id: StoreId, order_id: OrderId) -> Result<Option<Relative>, TableError> {
        let found = self.client.get(keys::order(store_id, order_id), Consistency::Strong).await?;
        let Some(found) = found.filter(is_tombstone) else { return Ok(None) };
        let Some(tombstone) = Tombstone::read(&found)? else { return Ok(None) };
        let Some(planned) = tombstone.moving.as_deref() else { return Ok(tombstone.moved_to) };
        let row = |id| {
            let draft = planned.draft.clone().under(id);
            let mut row = OrderRow::new(planned.store_id, draft, planned.identity.clone(), planned.events.clone());
            row.history.clone_from(&planned.lines);
            row
        };
        let order_id_there = match self.insert_planned_order(planned.store_id, &planned.identity, row).await? {
            Outcome::Done(row) | Outcome::Unchanged(row) => row.order.id,
            // It was there, and is removed.
            Outcome::Missing | Outcome::Stale => planned.expected_id(),
        };
        let there = Relative { store_id: planned.store_id, order_id: order_id_there };
        let item = tombstone.moved(store_id, order_id, &found, there)?;
        // Another who ended it at the same moment wrote the same.
        let _ = self.client.put_if(item, Condition::version_is(found.version()?)).await?;
        Ok(Some(there))
    }
}
