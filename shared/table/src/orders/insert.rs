//! Inserting orders.

use domain::{Identity, OrderId, StoreId};

use super::tombstone::{Tombstone, is_tombstone};
use crate::client::Consistency;
use crate::folder_counts::Move;
use crate::{OrderRow, Outcome, Table, TableError, keys};

/// What an insertion is when its order was there once and is removed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Again {
    /// A new order.
    New,
    /// None: whoever removed it wanted none.
    Nothing,
    /// Done, as it was made by a plan that is carried out again.
    Done,
}

impl Table {
    /// Inserts the order that `identity` stands for, unless it is there: one conditional write. `row` makes it once
    /// its id is known, and whether there is an order whose number differs by the case of letters only. [`Outcome::Unchanged`] brings the same order, which was there before.
    pub async fn insert_order(
        &self,
        store_id: StoreId,
        identity: &Identity,
        row: impl Fn(OrderId, Option<OrderId>) -> OrderRow,
    ) -> Result<Outcome<OrderRow, OrderRow>, TableError> {
        self.insert(store_id, identity, Again::New, row).await
    }

    /// The same for an order that comes again and again by itself: where it was made and removed since,
    /// [`Outcome::Missing`], and nothing is inserted.
    pub async fn insert_order_once(
        &self,
        store_id: StoreId,
        identity: &Identity,
        row: impl Fn(OrderId, Option<OrderId>) -> OrderRow,
    ) -> Result<Outcome<OrderRow, OrderRow>, TableError> {
        self.insert(store_id, identity, Again::Nothing, row).await
    }

    /// The same for an order that a plan asks for, which is made once: where it was made and removed since,
    /// [`Outcome::Missing`], and nothing is inserted.
    pub async fn insert_planned_order(
        &self,
        store_id: StoreId,
        identity: &Identity,
        row: impl Fn(OrderId) -> OrderRow,
    ) -> Result<Outcome<OrderRow, OrderRow>, TableError> {
        self.insert(store_id, identity, Again::Done, |order_id, _| row(order_id)).await
    }

    /// The order that was made of `identity`: [`Outcome::Done`] brings it, [`Outcome::Unchanged`] says that it was made and
    /// removed, [`Outcome::Missing`] that it was never made.
    pub async fn order_made_of(
        &self,
        store_id: StoreId,
        identity: &Identity,
    ) -> Result<Outcome<OrderRow, ()>, TableError> {
        let mut was_made = false;
        for probe in 0..Identity::PROBES {
            let key = keys::order(store_id, identity.order_id(store_id, probe));
            let Some(found) = self.client.get(key, Consistency::Strong).await? else { break };
            if is_tombstone(&found) {
                // It may have been made again since.
                was_made |= Tombstone::read(&found)?.is_some_and(|it| it.identity == *identity);
                continue;
            }
            let found = OrderRow::read(&found)?;
            if found.identity.is_same(identity) {
                return Ok(Outcome::Done(found));
            }
        }
        Ok(if was_made { Outcome::Unchanged(()) } else { Outcome::Missing })
    }

    async fn insert(
        &self,
        store_id: StoreId,
        identity: &Identity,
        again: Again,
        row: impl Fn(OrderId, Option<OrderId>) -> OrderRow,
    ) -> Result<Outcome<OrderRow, OrderRow>, TableError> {
        let (mut twin, mut probe, mut tries) = (None, 0, self.client.tries());
        while probe < Identity::PROBES {
            let order_id = identity.order_id(store_id, probe);
            let mut row = row(order_id, twin);
            let item = row.item()?;
            self.write_labels(&row, None).await?;
            let created = Move { from: None, to: Some(row.order.folder_id) };
            let Outcome::Unchanged(found) = self.client.insert(item).await? else {
                self.count_move(store_id, order_id, created).await;
                row.note_written();
                return Ok(Outcome::Done(row));
            };
            let found = match found {
                Some(found) => Some(found),
                None => self.client.get(keys::order(store_id, order_id), Consistency::Strong).await?,
            };
            let found = found.ok_or(TableError::Contended { tries: 1 })?;
            // The id of a removed order is never given again, also not to the same order sent anew.
            if is_tombstone(&found) {
                if again != Again::New && Tombstone::read(&found)?.is_some_and(|it| it.identity == *identity) {
                    return Ok(Outcome::Missing);
                }
                // It can't be restored while its number is given to this one.
                let now = row.history.first().map_or(row.order.date_updated, |line| line.date_added);
                if self.claim_number_of((store_id, order_id), &found, identity, now).await? {
                    probe = probe.saturating_add(1);
                } else {
                    tries.again().await?;
                }
                continue;
            }
            probe = probe.saturating_add(1);
            let found = OrderRow::read(&found)?;
            if !found.identity.is_same(identity) {
                twin = twin.or_else(|| found.identity.is_twin_of(identity).then_some(order_id));
                continue;
            }
            // Its first line has the instant it was written at: ours, when only the answer of our write was lost.
            // Who carries a plan out again writes the same line: that one's count may be lost, but is never double.
            let is_ours =
                again != Again::Done && row.history.first().is_some_and(|line| found.history.first() == Some(line));
            if is_ours {
                self.count_move(store_id, order_id, created).await;
            }
            let found = self.with_labels(vec![found], Consistency::Strong).await?.pop();
            let found = found.ok_or(TableError::Contended { tries: 1 })?;
            return Ok(if is_ours { Outcome::Done(found) } else { Outcome::Unchanged(found) });
        }
        Err(TableError::Contended { tries: Identity::PROBES })
    }
}
