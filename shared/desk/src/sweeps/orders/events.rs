//! Running an event on many orders: only those are written on which a rule does something.

use domain::{OrderEvent, OrderId, Store, Sweep, SweepAction};
use futures_util::future::join_all;
use table::OrderRow;

use super::{Became, LEFT_SCOPE, OrderSweeps, actor_of, counted, is_meant, is_seen};
use crate::DeskError;
use crate::orders::{self, EventByHand, EventRun, Expected, Running};
use crate::rules::{StoreWithRules, would_act};
use crate::sweeps::Page;

/// An order that others change all the time is looked at so often.
const MAX_LOOKS: usize = 5;

impl OrderSweeps {
    /// Runs an event on these orders, each once for this sweep, whatever dies: its row remembers the sweep.
    pub(super) async fn run_events(
        &self,
        sweep: &Sweep,
        action: &SweepAction,
        ids: &[OrderId],
    ) -> Result<Page, DeskError> {
        let SweepAction::RunEvent { event, event_id } = action else { return Ok(Page::default()) };
        let store = self.store(sweep).await?;
        let by_hand = match orders::event_by_hand(&self.desk, store.id, *event, event_id).await {
            Ok(by_hand) => by_hand,
            Err(error) if error.is_passing() => return Err(error),
            Err(error) => return Ok(Page { failure: Some(error.to_string()), ..Page::default() }),
        };
        let rules = self.rules(sweep).await?;
        let event = OrderEvent::of(*event, event_id);
        // On the heap: all of them at once are large.
        let became = ids.iter().map(|id| Box::pin(self.run_event(sweep, rules, &event, &by_hand, *id)));
        counted(sweep, ids, Box::pin(join_all(became)).await)
    }

    async fn run_event(
        &self,
        sweep: &Sweep,
        rules: &StoreWithRules,
        event: &OrderEvent,
        by_hand: &EventByHand,
        order_id: OrderId,
    ) -> Result<Became, DeskError> {
        let (by, once) = (actor_of(sweep), format!("sweep {}", sweep.id.number));
        for look in 0..MAX_LOOKS {
            let row = match self.row(&rules.store, order_id, look == 0).await? {
                Ok(row) => row,
                Err(became) => return Ok(became),
            };
            if orders::was_run(&row, by_hand, &once) {
                return Ok(Became::Changed);
            }
            if is_meant(sweep, &row) && !is_seen(sweep, &row) {
                return Ok(Became::Refused(LEFT_SCOPE.to_owned()));
            }
            let acts = would_act(&self.desk, rules, &self.folders, &row, event, self.clock.now());
            if !is_meant(sweep, &row) || !Box::pin(acts).await? {
                return Ok(Became::Unchanged);
            }
            let expected = Expected::OneOf(vec![row.version]);
            let running = Running { expected, once: Some(&once), by: &by, now: self.clock.now() };
            match Box::pin(orders::run_event(&self.desk, rules.store.id, order_id, by_hand, &running)).await {
                Ok(EventRun::Done(_)) => return Ok(Became::Changed),
                Ok(EventRun::KeyOfAnother) => return Ok(Became::Refused("it was swept by another event".to_owned())),
                // Read a moment too late, or changed meanwhile.
                Err(DeskError::Changed(..)) => {}
                Err(error) if error.is_passing() => return Err(error),
                Err(error) => return Ok(Became::Refused(error.to_string())),
            }
        }
        Ok(Became::Refused("it changed all the time".to_owned()))
    }

    /// The order; the first look may be at what it was a moment ago, which costs half.
    async fn row(
        &self,
        store: &Store,
        order_id: OrderId,
        is_first: bool,
    ) -> Result<Result<OrderRow, Became>, DeskError> {
        let table = &self.desk.table;
        let read = if is_first {
            table.order_a_moment_ago(store.id, order_id).await
        } else {
            table.order_without_labels(store.id, order_id).await
        };
        Ok(match read {
            Ok(Some(row)) => Ok(row),
            Ok(None) => Err(Became::Refused("Order not found".to_owned())),
            Err(error) if error.is_passing() => return Err(error.into()),
            Err(_) => Err(Became::Refused("its row can't be read".to_owned())),
        })
    }
}
