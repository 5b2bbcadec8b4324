//! Merging orders (orderdesk-app 3.3). The most recent one is written first: it is claimed, and says what is to be merged.
//! Then each other one is claimed by a change of its own, and what was claimed is inserted as the merged order. No order
//! is ever in two merged ones, as each claim is a condition on its row (docs/adr/0026-orders-of-orders.md).

mod by_rule;
mod carry_out;

use domain::{
    FolderId, Identity, Order, OrderId, Permission, Problem, ShipTo, Store, check_mergeable, merge as merge_orders,
    newest_of,
};
use futures_util::future::try_join_all;
use table::{OrderRow, Outcome, Plan, PlannedMerge};

use super::offshoots::{Request, known, note};
use super::{ORDER, SeenRow, check_folder};
use crate::{Desk, DeskError};

pub(super) use by_rule::merge_by_rule;
pub(super) use carry_out::{Merged, carry_out};

/// What became of a merge.
#[derive(Debug)]
pub struct MergedOrder {
    /// The merged order.
    pub row: SeenRow,
    /// The orders that are not in it, each with why.
    pub left_out: Vec<(OrderId, String)>,
}

/// Merges orders into a new one, which is there when it answers; should it die before, the stream goes on. The originals
/// stay, or go to the archive folder. One that can't be merged any more when its turn comes is left out; one outside of the
/// scope of whoever merges them is none.
pub async fn merge(
    desk: &Desk,
    store: &Store,
    order_ids: &[OrderId],
    archive_folder_id: Option<FolderId>,
    request: Request<'_>,
) -> Result<MergedOrder, DeskError> {
    desk.needs(Permission::SplitMergeOrders)?;
    check_archive(store, archive_folder_id)?;
    desk.check_target("archive_folder_id", archive_folder_id)?;
    let rows = read(desk, store, order_ids).await?;
    for row in &rows {
        if known(row, request.idempotency_key)?.is_some() {
            return go_on(desk, row, request).await;
        }
    }
    begin(desk, &rows, &Begun { archive_folder_id, ship_to: None }, request).await
}

/// What a merge is begun with, beside its orders.
#[derive(Debug)]
struct Begun {
    /// The folder the originals go to.
    archive_folder_id: Option<FolderId>,
    /// Of a merge by a rule: whom its orders go to.
    ship_to: Option<ShipTo>,
}

/// Claims the most recent of the orders, and carries the merge out.
async fn begin(desk: &Desk, rows: &[OrderRow], begun: &Begun, request: Request<'_>) -> Result<MergedOrder, DeskError> {
    let leader = leader_of(rows)?;
    let order_ids = rows.iter().map(|row| row.order.id).filter(|id| *id != leader.order.id).collect::<Vec<_>>();
    let row = claim_leader(desk, leader, order_ids, begun, request).await?;
    go_on(desk, &row, request).await
}

fn check_archive(store: &Store, archive_folder_id: Option<FolderId>) -> Result<(), DeskError> {
    let no_archive = || DeskError::invalid("archive_folder_id", "there is no such folder");
    check_folder(store, archive_folder_id).map_err(|_| no_archive())
}

/// The orders of these ids, each of which must be there.
async fn read(desk: &Desk, store: &Store, order_ids: &[OrderId]) -> Result<Vec<OrderRow>, DeskError> {
    let rows = try_join_all(order_ids.iter().map(|id| desk.table.order_without_labels(store.id, *id))).await?;
    let is_missing = |row: Option<&OrderRow>| row.is_none_or(|row| !desk.rights().covers(&row.order));
    let missing = rows.iter().enumerate().filter(|(_, row)| is_missing(row.as_ref()));
    let problems: Vec<_> =
        missing.map(|(index, _)| Problem::new(format!("ids[{index}]"), "there is no such order")).collect();
    if problems.is_empty() { Ok(rows.into_iter().flatten().collect()) } else { Err(DeskError::Invalid(problems)) }
}

/// The most recent of the orders, if all of them can be merged.
fn leader_of(rows: &[OrderRow]) -> Result<&OrderRow, DeskError> {
    rows.iter().try_for_each(|row| check_mergeable(&row.order))?;
    let orders: Vec<&Order> = rows.iter().map(|row| &row.order).collect();
    let leader = newest_of(&orders).and_then(|place| rows.get(place)).ok_or(DeskError::NotFound(ORDER))?;
    let others: Vec<&Order> = orders.into_iter().filter(|order| order.id != leader.order.id).collect();
    if others.is_empty() {
        return Err(DeskError::invalid("ids", "must name at least two orders"));
    }
    merge_orders(&leader.order, &others)?;
    Ok(leader)
}

/// Claims the most recent order, and writes the plan into its row.
async fn claim_leader(
    desk: &Desk,
    leader: &OrderRow,
    order_ids: Vec<OrderId>,
    begun: &Begun,
    request: Request<'_>,
) -> Result<OrderRow, DeskError> {
    let (store_id, by) = (leader.store_id, request.by.name().to_owned());
    let change = |row: &mut OrderRow| {
        let Begun { archive_folder_id, ship_to } = begun;
        let merge_as = Identity::Part(row.order.id, row.order.next_serial());
        let merged_id = merge_as.order_id(store_id, 0);
        let folder_id = row.order.folder_id;
        let (order_ids, by) = (order_ids.clone(), by.clone());
        let (archive_folder_id, ship_to) = (*archive_folder_id, ship_to.clone());
        let plan = PlannedMerge { merge_as, order_ids, archive_folder_id, folder_id, ship_to, by, at: request.now };
        carry_out::check(&row.order, &plan)?;
        note(row, request.idempotency_key, vec![merged_id]);
        carry_out::claim(row, merged_id, &plan, request.now);
        row.plans.push(Plan::Merge(plan));
        Ok::<_, DeskError>(Some(()))
    };
    match Box::pin(desk.change_order(store_id, leader.order.id, request.now, change)).await? {
        Outcome::Done((row, ())) => Ok(row),
        Outcome::Refused(error) => Err(error),
        Outcome::Missing | Outcome::Stale | Outcome::Unchanged(_) => Err(DeskError::NotFound(ORDER)),
    }
}

/// Carries out the merge that the row of its leader plans, or finds what became of it.
async fn go_on(desk: &Desk, leader: &OrderRow, request: Request<'_>) -> Result<MergedOrder, DeskError> {
    let plan = leader.plans.iter().find_map(|plan| if let Plan::Merge(plan) = plan { Some(plan) } else { None });
    let merged = match plan {
        Some(plan) => Box::pin(carry_out(desk, leader, plan, request.now)).await?,
        None => made_before(desk, leader, request).await?,
    };
    match merged {
        Merged::Order { row, left_out } => Ok(MergedOrder { row: desk.see_changed(*row), left_out }),
        Merged::Nothing(why) => Err(DeskError::Conflict(why)),
    }
}

/// The merged order of a merge that was begun before, and whose plan is no longer in the row.
async fn made_before(desk: &Desk, leader: &OrderRow, request: Request<'_>) -> Result<Merged, DeskError> {
    let known = known(leader, request.idempotency_key)?.and_then(|known| known.order_ids.first().copied());
    let Some(merged_id) = leader.order.family.merged_to.or(known) else {
        return Ok(Merged::Nothing("The orders were not merged".to_owned()));
    };
    match desk.table.order(leader.store_id, merged_id).await? {
        Some(row) => Ok(Merged::Order { row: Box::new(row), left_out: vec![] }),
        None => Ok(Merged::Nothing(format!("Order {merged_id} is not there yet, or was removed"))),
    }
}
