//! Carrying out what rules asked to be done with an order as a whole: deleting it, copying or moving it to another store,
//! merging it with others, submitting it to a supplier.

use domain::{Again, HistoryLine, IdempotencyKey, OrderRequest, Store};
use jiff::Timestamp;
use table::{OrderRow, PlannedRequest, TableError};

use super::history::say_once;
use super::{ORDER, copy, merge, move_to_store, remove};
use crate::suppliers::{Submitting, submit};
use crate::{Actor, Desk, DeskError};

/// Does what a rule asked for, by the use case that a person calls. Done again it finds it done: a copy is made once for
/// each store, and an order that is gone stays so, unless a person restored it since. What is refused, as two stores are
/// not linked any more, is a line in the order's history.
pub(super) async fn carry_out(
    desk: &Desk,
    row: &OrderRow,
    planned: &PlannedRequest,
    now: Timestamp,
) -> Result<(), TableError> {
    let Some(store) = desk.table.store(row.store_id).await? else { return Ok(()) };
    let Some(present) = desk.table.order_without_labels(row.store_id, row.order.id).await? else { return Ok(()) };
    if present.restored_at.is_some_and(|at| at > planned.requested_at) {
        return Ok(());
    }
    match Box::pin(done(desk, &store, row, planned, now)).await {
        Ok(()) | Err(DeskError::NotFound(ORDER)) => Ok(()),
        Err(DeskError::Table(error)) if !matches!(error, TableError::TooLarge { .. }) => Err(error),
        Err(why) => Box::pin(say(desk, row, planned, &why)).await,
    }
}

async fn done(
    desk: &Desk,
    store: &Store,
    row: &OrderRow,
    planned: &PlannedRequest,
    now: Timestamp,
) -> Result<(), DeskError> {
    let (by, order_id) = (Actor::auto(), row.order.id);
    match &planned.request {
        OrderRequest::Remove => Box::pin(remove(desk, store.id, order_id, &by, now)).await,
        OrderRequest::Copy(to) => Box::pin(copy(desk, store, order_id, *to, &by, now)).await.map(drop),
        OrderRequest::Move(to) => Box::pin(move_to_store(desk, store, order_id, *to, &by, now)).await.map(drop),
        OrderRequest::Merge { archive_folder_id, order_ids } => {
            Box::pin(merge::merge_by_rule(desk, store, order_id, order_ids, *archive_folder_id, now)).await
        }
        OrderRequest::Submit { supplier_id } => {
            // Each asking submits it once, however often it is carried out: it may be canceled by then.
            let (key, what) = (format!("rule {}", planned.requested_at), format!("submit {supplier_id}"));
            let once = Some(IdempotencyKey { key: &key, body_digest: &what });
            let rule = planned.requested_by.as_str();
            let submitting = Submitting { again: Again::No, once, rule, by: &by, now };
            Box::pin(submit(desk, store, order_id, supplier_id, submitting)).await.map(drop)
        }
    }
}

/// The history says once why it was not done.
async fn say(desk: &Desk, row: &OrderRow, planned: &PlannedRequest, why: &DeskError) -> Result<(), TableError> {
    let verb = match &planned.request {
        OrderRequest::Remove => "deleted",
        OrderRequest::Copy(_) => "copied",
        OrderRequest::Move(_) => "moved",
        OrderRequest::Merge { .. } => "merged",
        OrderRequest::Submit { .. } => "submitted",
    };
    let note = format!("Rule \"{}\": the order was not {verb}: {why}", planned.requested_by);
    let line = HistoryLine::auto(planned.requested_at, note);
    say_once(desk, row, &line).await
}
