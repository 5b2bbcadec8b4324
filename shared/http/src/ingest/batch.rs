//! Shipments of many orders in one call (orderdesk-api 2.7).

use desk::shipments::{Added, EntryOutcome, Ledger, add_all as add_shipments};
use desk::{Desk, DeskError};
use domain::{Problem, ShipmentEntry};
use wire::shipments::{EntryView, MAX_BATCH, read_entries};

use crate::{ApiReply, AuthorizedCall, BulkResult, Failure, to_reply};

/// `POST /api/v2/batch-shipments`: always 200, and each entry has its own result.
pub(super) async fn add_all(desk: &Desk, call: &AuthorizedCall<'_>) -> Result<ApiReply, Failure> {
    let store_id = call.store()?.id;
    let entries = read_entries(call.body()?, call.now).map_err(ApiReply::from_problems)?;
    call.charge_entries(entries.len()).await;
    let outcomes = add_shipments(desk, store_id, &entries, Ledger::Ignored, call.now).await;
    let results: Vec<_> = entries.iter().zip(outcomes).map(|(entry, outcome)| entry_view(entry, outcome)).collect();
    let done = results.iter().filter(|result| result.is_added()).count();
    Ok(ApiReply::batch(done, &format!("{done} Shipments Processed"), &results))
}

/// `POST /v1/bulk/shipments`: each has its own result.
pub(super) async fn ship_all(desk: &Desk, call: &AuthorizedCall<'_>) -> Result<ApiReply, Failure> {
    let store_id = call.store()?.id;
    let entries = read_entries(call.body()?, call.now).map_err(ApiReply::from_problems)?;
    if entries.is_empty() {
        let message = format!("must be a list of 1 to {MAX_BATCH} objects, and has 0");
        return Err(ApiReply::invalid(&[Problem::new("shipments", message)]).into());
    }
    call.charge_entries(entries.len()).await;
    let outcomes = add_shipments(desk, store_id, &entries, Ledger::Kept, call.now).await;
    let results: Vec<_> =
        outcomes.into_iter().enumerate().map(|(index, outcome)| bulk_result(index, outcome)).collect();
    Ok(BulkResult::reply("Shipments", &results))
}

fn bulk_result(index: usize, outcome: EntryOutcome) -> BulkResult {
    let done = |status, shipment_id: &str| {
        let result = BulkResult::done(index, status, outcome.order_id.unwrap_or_default());
        result.of_shipment(shipment_id)
    };
    match (outcome.result, outcome.order_id) {
        (Ok(Added::Now(shipment)), _) => done(201, &shipment.id),
        (Ok(Added::Before(shipment)), _) => done(200, &shipment.id),
        (Err(error @ DeskError::NotFound(_)), _) | (Err(error), None) => BulkResult::of_reply(index, &to_reply(error)),
        (Err(error), Some(order_id)) => BulkResult::of_reply(index, &to_reply(error)).about(order_id),
    }
}

fn entry_view(entry: &ShipmentEntry, outcome: EntryOutcome) -> EntryView {
    let order_id = outcome.order_id.map(|id| id.to_string());
    match outcome.result {
        Ok(Added::Now(shipment)) => EntryView::added(&order_id.unwrap_or_default(), shipment.id),
        Ok(Added::Before(shipment)) => EntryView::added_before(&order_id.unwrap_or_default(), shipment.id),
        Err(error @ DeskError::Table(_)) => {
            tracing::error!("a shipment of a batch was not added: {error:?}");
            let message = "Something failed on our side; send this shipment again";
            EntryView::failed(order_id.as_deref().or(entry.order_id.as_deref()), message)
        }
        Err(error) => EntryView::failed(entry.order_id.as_deref(), error.to_string()),
    }
}
