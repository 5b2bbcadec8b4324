//! Carrying out a merge, from wherever it stopped: claims, the merged order, and what was claimed too late is released.

use std::convert::Infallible;

use domain::{
    Event, HistoryLine, OffshootError, Order, OrderId, Relative, StoreId, check_mergeable, merge as merge_orders,
};
use futures_util::future::try_join_all;
use jiff::Timestamp;
use table::{OrderRow, Outcome, PlannedMerge, PlannedOrder, TableError};

use super::super::plans::{self, Made};
use crate::Desk;

/// What became of a merge.
#[derive(Debug)]
pub(in crate::orders) enum Merged {
    /// The merged order, and the orders that are not in it, each with why.
    Order {
        /// The merged order.
        row: Box<OrderRow>,
        /// Those that are not in it.
        left_out: Vec<(OrderId, String)>,
    },
    /// There is none, and why.
    Nothing(String),
}

/// What came of claiming one order.
enum Claim {
    Had(Box<OrderRow>),
    Refused(OrderId, String),
}

/// Carries out the merge that the row `leader` plans. Done again it finds the merged order, and does nothing but release
/// what was claimed after it was made.
pub(in crate::orders) async fn carry_out(
    desk: &Desk,
    leader: &OrderRow,
    plan: &PlannedMerge,
    now: Timestamp,
) -> Result<Merged, TableError> {
    match desk.table.order_made_of(leader.store_id, &plan.merge_as).await? {
        Outcome::Done(row) => return Box::pin(settle(desk, leader, plan, row, vec![], now)).await,
        Outcome::Missing => {}
        Outcome::Unchanged(()) | Outcome::Stale | Outcome::Refused(_) => {
            return Ok(Merged::Nothing("The merged order was removed".to_owned()));
        }
    }
    let Some(leader) = present(desk, leader, plan).await? else {
        return Ok(Merged::Nothing("The merge was given up".to_owned()));
    };
    let claims =
        try_join_all(plan.order_ids.iter().map(|id| Box::pin(claim_one(desk, &leader, *id, plan, now)))).await?;
    let (mut claimed, mut left_out) = (vec![], vec![]);
    for claim in claims {
        match claim {
            Claim::Had(row) => claimed.push(*row),
            Claim::Refused(id, why) => left_out.push((id, why)),
        }
    }
    match draft(&leader, &claimed, plan) {
        Ok(draft) => Box::pin(insert(desk, &leader, plan, draft, left_out, now)).await,
        Err(why) => Box::pin(give_up(desk, &leader, plan, &why.to_string(), now)).await,
    }
}

/// The leader as it is now, or as it was when it was claimed if it is gone; nothing where the merge was given up.
async fn present(desk: &Desk, leader: &OrderRow, plan: &PlannedMerge) -> Result<Option<OrderRow>, TableError> {
    let expected = Some(plan.merge_as.order_id(leader.store_id, 0));
    let now = desk.table.order_without_labels(leader.store_id, leader.order.id).await?;
    Ok(Some(now.unwrap_or_else(|| leader.clone())).filter(|row| row.order.family.merged_to == expected))
}

/// Whether an order may be claimed: it can be merged, and where a rule asked for that it still goes where the others do,
/// and lies in their folder.
pub(super) fn check(order: &Order, plan: &PlannedMerge) -> Result<(), OffshootError> {
    check_mergeable(order)?;
    let is_meant = |ship_to| order.ship_to().as_ref() == Some(ship_to) && order.folder_id == plan.folder_id;
    if plan.ship_to.as_ref().is_none_or(is_meant) {
        return Ok(());
    }
    Err(OffshootError::Conflict(format!(
        "Order {} goes to another address by now, or lies in another folder",
        order.id
    )))
}

/// Writes into a row that its order is merged into another one.
pub(super) fn claim(row: &mut OrderRow, merged_id: OrderId, plan: &PlannedMerge, now: Timestamp) {
    row.order.family.merged_to = Some(merged_id);
    row.order.mirror_family();
    if let Some(folder_id) = plan.archive_folder_id {
        row.order.folder_id = folder_id;
    }
    row.history.push(line(plan, now, format!("Merged into order {merged_id}")));
}

fn line(plan: &PlannedMerge, now: Timestamp, note: String) -> HistoryLine {
    HistoryLine { date_added: now, source_name: plan.by.clone(), note }
}

async fn claim_one(
    desk: &Desk,
    leader: &OrderRow,
    order_id: OrderId,
    plan: &PlannedMerge,
    now: Timestamp,
) -> Result<Claim, TableError> {
    let merged_id = plan.merge_as.order_id(leader.store_id, 0);
    let claimed = Box::pin(desk.table.change_order(leader.store_id, order_id, now, |row| {
        if row.order.family.merged_to == Some(merged_id) {
            return Ok(None);
        }
        check(&row.order, plan)?;
        claim(row, merged_id, plan, now);
        Ok::<_, OffshootError>(Some(()))
    }));
    Ok(match claimed.await? {
        Outcome::Done((row, ())) | Outcome::Unchanged(row) => Claim::Had(Box::new(row)),
        Outcome::Refused(why) => Claim::Refused(order_id, why.to_string()),
        Outcome::Missing | Outcome::Stale => Claim::Refused(order_id, format!("There is no order {order_id}")),
    })
}

fn draft(leader: &OrderRow, claimed: &[OrderRow], plan: &PlannedMerge) -> Result<Order, OffshootError> {
    let others: Vec<&Order> = claimed.iter().map(|row| &row.order).collect();
    if others.is_empty() {
        return Err(OffshootError::Conflict("No other order could be merged".to_owned()));
    }
    let merged = merge_orders(&leader.order, &others)?;
    Ok(Order { folder_id: plan.folder_id, ..merged })
}

async fn insert(
    desk: &Desk,
    leader: &OrderRow,
    plan: &PlannedMerge,
    draft: Order,
    left_out: Vec<(OrderId, String)>,
    now: Timestamp,
) -> Result<Merged, TableError> {
    let ids = draft.family.merged_from.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
    let planned = PlannedOrder {
        store_id: leader.store_id,
        identity: plan.merge_as.clone(),
        draft,
        events: vec![Event::OrderMerged.into()],
        lines: vec![line(plan, plan.at, format!("Merged of orders {ids}"))],
    };
    match Box::pin(plans::insert(desk, leader, &planned, now)).await {
        Ok(Made::Now(row)) if row.order.id == planned.expected_id() => Ok(Merged::Order { row, left_out }),
        Ok(Made::Now(row) | Made::Before(row)) => Box::pin(settle(desk, leader, plan, *row, left_out, now)).await,
        Ok(Made::Removed) => Ok(Merged::Nothing("The merged order was removed".to_owned())),
        Err(error @ TableError::TooLarge { .. }) => {
            Box::pin(give_up(desk, leader, plan, &error.to_string(), now)).await
        }
        Err(error) => Err(error),
    }
}

/// Makes all of the plan's orders agree with the merged one: those in it name its id, those that are not, none.
async fn settle(
    desk: &Desk,
    leader: &OrderRow,
    plan: &PlannedMerge,
    merged: OrderRow,
    mut left_out: Vec<(OrderId, String)>,
    now: Timestamp,
) -> Result<Merged, TableError> {
    let store_id = leader.store_id;
    let of = |order_id| Relative { store_id, order_id };
    let (expected, made) = (plan.merge_as.order_id(store_id, 0), merged.order.id);
    for order_id in plan.order_ids.iter().chain([&leader.order.id]).copied() {
        if merged.order.family.merged_from.contains(&order_id) {
            let changed = Box::pin(desk.table.change_order(store_id, order_id, now, |row| {
                let is_corrected = expected != made && row.order.family.correct(of(expected), of(made));
                // Released by who gave the merge up while it was made.
                let is_released = row.order.family.merged_to.is_none();
                row.order.family.merged_to = row.order.family.merged_to.or(Some(made));
                if is_released {
                    row.order.folder_id = plan.archive_folder_id.unwrap_or(row.order.folder_id);
                }
                row.order.mirror_family();
                Ok::<_, Infallible>((is_corrected || is_released).then_some(()))
            }));
            changed.await.map(drop)?;
        } else {
            Box::pin(release(desk, store_id, order_id, expected, plan, now)).await?;
            if left_out.iter().all(|(known, _)| *known != order_id) {
                left_out.push((order_id, format!("Order {order_id} could not be merged")));
            }
        }
    }
    Ok(Merged::Order { row: Box::new(merged), left_out })
}

/// Releases all that was claimed, as nothing can be made of it; the originals say why.
async fn give_up(
    desk: &Desk,
    leader: &OrderRow,
    plan: &PlannedMerge,
    why: &str,
    now: Timestamp,
) -> Result<Merged, TableError> {
    let expected = plan.merge_as.order_id(leader.store_id, 0);
    for order_id in plan.order_ids.iter().chain([&leader.order.id]).copied() {
        Box::pin(release(desk, leader.store_id, order_id, expected, plan, now)).await?;
    }
    // Who carried it out at the same moment may have found what was missing here.
    match desk.table.order_made_of(leader.store_id, &plan.merge_as).await? {
        Outcome::Done(row) => Box::pin(settle(desk, leader, plan, row, vec![], now)).await,
        _ => Ok(Merged::Nothing(why.to_owned())),
    }
}

async fn release(
    desk: &Desk,
    store_id: StoreId,
    order_id: OrderId,
    merged_id: OrderId,
    plan: &PlannedMerge,
    now: Timestamp,
) -> Result<(), TableError> {
    let changed = Box::pin(desk.table.change_order(store_id, order_id, now, |row| {
        if row.order.family.merged_to != Some(merged_id) {
            return Ok::<_, Infallible>(None);
        }
        row.order.family.merged_to = None;
        row.order.order_metadata.shift_remove(domain::MERGED_TO);
        // All orders of a merge by a rule came out of one folder. Nobody would look for one of them in the archive.
        if plan.ship_to.is_some() && plan.archive_folder_id == Some(row.order.folder_id) {
            row.order.folder_id = plan.folder_id;
        }
        row.history.push(line(plan, now, format!("Not merged into order {merged_id} after all")));
        Ok(Some(()))
    }));
    changed.await.map(drop)
}
