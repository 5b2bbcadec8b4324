//! The orders that an order can be merged with, where a rule asks for a merge.

use std::sync::Arc;

use domain::{FolderId, Order, OrderId, ShipTo, StoreId, can_join, check_mergeable};
use table::{OrdersByShipTo, TableError};
use tokio::sync::Mutex;

use crate::Desk;

/// Of those that may go to an order's address, so many are looked at: the newest. Some of them are merged or shipped.
const MAX_LOOKED_AT: usize = 100;

/// So many of them are read at once, as each may be large.
const CHUNK: usize = 10;

/// What was found of an order's fellows while rules run over it.
#[derive(Debug, Default)]
pub(super) struct KnownFellows<'a> {
    /// Where folders are read whole, for many orders; else what goes to the order's address is read for it alone.
    folders: Option<&'a FoldersOfPart>,
    asked: Option<(FolderId, ShipTo)>,
    found: Vec<OrderId>,
}

impl<'a> KnownFellows<'a> {
    /// Nothing is known yet, and is looked for in folders that are read whole.
    pub(super) fn in_whole(folders: &'a FoldersOfPart) -> Self {
        Self { folders: Some(folders), ..Self::default() }
    }

    /// The orders of its folder that `order` can be merged with, as they were a moment ago, and as many as can be merged
    /// at once. Of an order that is asked for again the same.
    pub(super) async fn of(&mut self, desk: &Desk, store_id: StoreId, order: &Order) -> Result<&[OrderId], TableError> {
        let Some(ship_to) = order.ship_to().filter(|_| check_mergeable(order).is_ok()) else { return Ok(&[]) };
        let asked = (order.folder_id, ship_to);
        if self.asked.as_ref() != Some(&asked) {
            let (folder_id, ship_to) = &asked;
            let listed = match self.folders {
                Some(folders) => folders.read(desk, store_id, *folder_id).await?,
                None => Arc::new(desk.table.orders_by_ship_to(store_id, *folder_id, Some(ship_to)).await?),
            };
            self.found = fellows(desk, store_id, order, listed.candidates(ship_to)).await?;
            self.asked = Some(asked);
        }
        Ok(&self.found)
    }
}

/// Those of the candidates that the order can be merged with, together.
async fn fellows(
    desk: &Desk,
    store_id: StoreId,
    order: &Order,
    candidates: impl Iterator<Item = OrderId>,
) -> Result<Vec<OrderId>, TableError> {
    let ids: Vec<OrderId> = candidates.filter(|id| *id != order.id).take(MAX_LOOKED_AT).collect();
    let mut fellows: Vec<Order> = vec![];
    for ids in ids.chunks(CHUNK) {
        for row in desk.table.orders_without_labels(store_id, ids).await? {
            if row.order.is_fellow_of(order) && can_join(order, &fellows, &row.order) {
                fellows.push(row.order);
            }
        }
    }
    Ok(fellows.iter().map(|fellow| fellow.id).collect())
}

/// The folders that a part of a sweep looks for fellows in. Each is read once for the orders that lie in it one after
/// another: read for each order, a folder would cost the square of how many it has.
#[derive(Debug, Default)]
pub(crate) struct FoldersOfPart(Mutex<Option<(FolderId, Arc<OrdersByShipTo>)>>);

impl FoldersOfPart {
    async fn read(
        &self,
        desk: &Desk,
        store_id: StoreId,
        folder_id: FolderId,
    ) -> Result<Arc<OrdersByShipTo>, TableError> {
        // Held while it is read: who asks meanwhile waits.
        let mut last = self.0.lock().await;
        if let Some((_, orders)) = last.as_ref().filter(|(known, _)| *known == folder_id) {
            return Ok(orders.clone());
        }
        let orders = Arc::new(desk.table.orders_by_ship_to(store_id, folder_id, None).await?);
        *last = Some((folder_id, orders.clone()));
        Ok(orders)
    }
}
