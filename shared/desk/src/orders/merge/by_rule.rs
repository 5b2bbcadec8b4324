//! Merging what a rule asked to be merged (orderdesk-app 3.3): an order, and those that were found with it when the rules
//! ran. Whatever comes twice, late or at once, no other order is ever merged by it.

use domain::{FolderId, OrderId, Store, check_mergeable};
use futures_util::future::try_join_all;
use jiff::Timestamp;
use table::{OrderRow, Plan, PlannedMerge, TableError};

use super::super::offshoots::Request;
use super::{Begun, ORDER, begin, carry_out, check_archive};
use crate::{Actor, Desk, DeskError};

/// Where others merge the same orders meanwhile, it is looked so often what is left.
const MAX_LOOKS: usize = 4;

/// Merges an order with those of `order_ids` that are still its fellows. An order that is merged already is done. Each
/// of the fellows may ask for the same at the same moment: the claim of the most recent one is the only one that is
/// made, and who comes too late for it helps to carry that merge out.
pub(in crate::orders) async fn merge_by_rule(
    desk: &Desk,
    store: &Store,
    order_id: OrderId,
    order_ids: &[OrderId],
    archive_folder_id: Option<FolderId>,
    now: Timestamp,
) -> Result<(), DeskError> {
    let (by, mut helped) = (Actor::auto(), None);
    let request = Request { idempotency_key: None, by: &by, now };
    for _ in 0..MAX_LOOKS {
        let own = desk.table.order_without_labels(store.id, order_id).await?.ok_or(DeskError::NotFound(ORDER))?;
        if own.order.family.merged_to.is_some() {
            return Ok(());
        }
        check_mergeable(&own.order)?;
        let others = Box::pin(read(desk, store, order_ids)).await?;
        let begun = others.iter().filter(|row| helped != Some(row.order.id)).find_map(|row| plan_with(row, order_id));
        if let Some((leader, plan)) = begun {
            helped = Some(leader.order.id);
            Box::pin(carry_out(desk, leader, plan, now)).await?;
            continue;
        }
        check_archive(store, archive_folder_id)?;
        let ship_to = own.order.ship_to();
        let fellows = others.into_iter().filter(|row| row.order.is_fellow_of(&own.order));
        let rows: Vec<OrderRow> = fellows.chain([own.clone()]).collect();
        if rows.len() < 2 {
            return Err(none_left());
        }
        match Box::pin(begin(desk, &rows, &Begun { archive_folder_id, ship_to }, request)).await {
            // The most recent one is another's by now, or not what it was a moment ago.
            Err(DeskError::Conflict(_) | DeskError::NotFound(_)) => {}
            done => return done.map(drop),
        }
    }
    Err(none_left())
}

fn none_left() -> DeskError {
    DeskError::Conflict("None of the orders that were found can be merged with it any more".to_owned())
}

/// Those of the orders that are there.
async fn read(desk: &Desk, store: &Store, order_ids: &[OrderId]) -> Result<Vec<OrderRow>, TableError> {
    let rows =
        try_join_all(order_ids.iter().map(|id| Box::pin(desk.table.order_without_labels(store.id, *id)))).await?;
    Ok(rows.into_iter().flatten().collect())
}

/// The merge with an order that a row plans.
fn plan_with(row: &OrderRow, order_id: OrderId) -> Option<(&OrderRow, &PlannedMerge)> {
    let plans = row.plans.iter().filter_map(|plan| if let Plan::Merge(plan) = plan { Some(plan) } else { None });
    plans.filter(|plan| plan.order_ids.contains(&order_id)).map(|plan| (row, plan)).next()
}
