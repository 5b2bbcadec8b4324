//! Deleting many orders, and restoring them.

use domain::{OrderId, Store, Sweep, SweepActionKind};
use futures_util::future::join_all;

use super::{Became, LEFT_SCOPE, OrderSweeps, actor_of, counted, is_meant, is_seen};
use crate::sweeps::Page;
use crate::{DeskError, orders};

impl OrderSweeps {
    /// Deletes or restores these orders. Done again, what was done before is as it is to be.
    pub(super) async fn remove_or_restore(
        &self,
        sweep: &Sweep,
        kind: SweepActionKind,
        ids: &[OrderId],
    ) -> Result<Page, DeskError> {
        let store = self.store(sweep).await?;
        // On the heap: all of them at once are large.
        let became = ids.iter().map(|id| {
            Box::pin(async {
                if kind == SweepActionKind::Delete {
                    Box::pin(self.delete(sweep, &store, *id)).await
                } else {
                    Box::pin(self.restore(sweep, &store, *id)).await
                }
            })
        });
        counted(sweep, ids, Box::pin(join_all(became)).await)
    }

    async fn delete(&self, sweep: &Sweep, store: &Store, order_id: OrderId) -> Result<Became, DeskError> {
        let Some(row) = self.desk.table.order_without_labels(store.id, order_id).await? else {
            let is_removed = self.desk.table.is_removed(store.id, order_id).await?;
            let never = || Became::Refused("Order not found".to_owned());
            return Ok(if is_removed { Became::Unchanged } else { never() });
        };
        if !is_meant(sweep, &row) {
            return Ok(Became::Unchanged);
        }
        if !is_seen(sweep, &row) {
            return Ok(Became::Refused(LEFT_SCOPE.to_owned()));
        }
        let (desk, by) = (self.desk_of(sweep), actor_of(sweep));
        match Box::pin(orders::remove(&desk, store.id, order_id, &by, self.clock.now())).await {
            // Somebody else was first.
            Err(DeskError::NotFound(_)) => Ok(Became::Unchanged),
            removed => removed.map(|()| Became::Changed),
        }
    }

    async fn restore(&self, sweep: &Sweep, store: &Store, order_id: OrderId) -> Result<Became, DeskError> {
        if self.desk.table.order_without_labels(store.id, order_id).await?.is_some() {
            return Ok(Became::Unchanged);
        }
        let (desk, by) = (self.desk_of(sweep), actor_of(sweep));
        let restored = Box::pin(orders::restore(&desk, store, order_id, &by, self.clock.now())).await;
        restored.map(|_| Became::Changed)
    }
}
