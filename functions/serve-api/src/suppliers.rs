//! Submitting orders to suppliers; and what suppliers see and do: our own `/v1/supplier`.

use desk::shipments::Added;
use desk::suppliers::{self, Submitted, Submitting};
use domain::{Supplier, time};
use http::{ApiReply, AuthorizedCall, Failure, fitting};
use jiff::{SignedDuration, Timestamp};
use table::SupplierSearch;
use wire::orders::{NewCancellation, read_cancellation};
use wire::shipments::ShipmentView;
use wire::suppliers::{SubmissionView, SupplierOrderView, read_page, read_shipment, read_submission};

use crate::app::App;

/// An order that was submitted so long ago is in the index by now: longer than a write is tried, and than the index lags.
const SETTLED_AFTER: SignedDuration = SignedDuration::from_secs(60);

/// `POST /v1/orders/{id}/submissions`: the order goes to a supplier.
pub(crate) async fn submit(app: &App, call: &AuthorizedCall<'_>) -> Result<ApiReply, Failure> {
    let new = read_submission(call.body()?).map_err(ApiReply::from_problems)?;
    let digest = call.digest_of_body()?;
    let once = call.sent(&digest)?;
    let submitting = Submitting { again: new.again, once, rule: "", by: &call.actor, now: call.now };
    let order_id = call.order_id()?;
    let (status, message, row) =
        match suppliers::submit(&app.desk, call.store()?, order_id, &new.supplier_id, submitting).await? {
            Submitted::Now(row) => (201, "Order Submitted", row),
            Submitted::Before(row) => (200, "Order Submitted Before", row),
            Submitted::KeyOfAnother => {
                return Err(ApiReply::refusal(422, "The Idempotency-Key was sent before with another body").into());
            }
        };
    let view = row.order.submission.as_deref().map(SubmissionView::from);
    Ok(ApiReply::success(status).with("message", &message).with("submission", &view).with_versioned_order(&row))
}

/// `GET /v1/supplier/orders`: by when they were submitted.
pub(crate) async fn list(app: &App, call: &AuthorizedCall<'_>) -> Result<ApiReply, Failure> {
    let supplier = supplier(app, call).await?;
    let page = read_page(call.parameters()).map_err(ApiReply::from_problems)?;
    let search = SupplierSearch {
        supplier_id: &supplier.id,
        states: &page.states,
        from: page.from,
        before: page.before,
        offset: page.offset,
        limit: page.limit,
    };
    call.charge_entries(page.limit.saturating_add(page.offset) / ORDERS_PER_TOKEN).await;
    let store = call.store()?;
    let found = suppliers::page_own(&app.desk, store, &supplier, &search).await?;
    let views = found.orders.iter().map(|own| SupplierOrderView::new(&own.order, &own.submission, store.id));
    let views = fitting(views);
    let reply = ApiReply::success(200).with("total_records", &found.total).with("records_returned", &views.len());
    let reply = reply.with("offset", &page.offset).with("limit", &page.limit).with("orders", &views);
    Ok(reply.with("next_from", &time::text(next_from(page.before, call.now))))
}

/// A token of the rate limit is taken for so many orders of a list.
const ORDERS_PER_TOKEN: usize = 100;

/// From when on the next list must begin that is to miss nothing: an order may be found a moment after it was submitted.
fn next_from(before: Option<Timestamp>, now: Timestamp) -> Timestamp {
    let settled = now.checked_sub(SETTLED_AFTER).unwrap_or(now);
    before.map_or(settled, |before| before.min(settled))
}

/// `GET /v1/supplier/orders/{id}`.
pub(crate) async fn show(app: &App, call: &AuthorizedCall<'_>) -> Result<ApiReply, Failure> {
    let supplier = supplier(app, call).await?;
    let store = call.store()?;
    let own = suppliers::find_own(&app.desk, store, &supplier, call.order_id()?).await?;
    Ok(ApiReply::success(200).with("order", &SupplierOrderView::new(&own.order, &own.submission, store.id)))
}

/// `POST /v1/supplier/orders/{id}/shipments`: told again it is the same.
pub(crate) async fn ship(app: &App, call: &AuthorizedCall<'_>) -> Result<ApiReply, Failure> {
    let supplier = supplier(app, call).await?;
    let (store, order_id) = (call.store()?, call.order_id()?);
    // What the address names is looked for before the body is read.
    suppliers::find_own(&app.desk, store, &supplier, order_id).await?;
    let new = read_shipment(call.body()?, call.now).map_err(ApiReply::from_problems)?;
    let added = suppliers::ship(&app.desk, store, &supplier, order_id, &new, call.now).await?;
    let (status, message, shipment) = match &added {
        Added::Now(shipment) => (201, "Shipment Added", shipment),
        Added::Before(shipment) => (200, "Shipment Added Before", shipment),
    };
    let view = ShipmentView::new(shipment, order_id, store.id);
    Ok(ApiReply::success(status).with("message", &message).with("shipment", &view))
}

/// `POST /v1/supplier/orders/{id}/cancel`: with a note, and a mail to the store.
pub(crate) async fn cancel(app: &App, call: &AuthorizedCall<'_>) -> Result<ApiReply, Failure> {
    let supplier = supplier(app, call).await?;
    let (store, order_id) = (call.store()?, call.order_id()?);
    suppliers::find_own(&app.desk, store, &supplier, order_id).await?;
    let note = cancel_note(call)?;
    suppliers::cancel(&app.desk, store, &supplier, order_id, &note, call.now).await?;
    let own = suppliers::find_own(&app.desk, store, &supplier, order_id).await?;
    let view = SupplierOrderView::new(&own.order, &own.submission, store.id);
    Ok(ApiReply::success(200).with("message", &"Order Canceled").with("order", &view))
}

/// The note of a cancellation, which the store is always mailed of.
pub(crate) fn cancel_note(call: &AuthorizedCall<'_>) -> Result<String, Failure> {
    let NewCancellation { note, is_silent } = read_cancellation(call.body()?).map_err(ApiReply::from_problems)?;
    if is_silent {
        return Err(
            ApiReply::refusal(422, "The store is always mailed of a cancellation; `notify` can't be false").into()
        );
    }
    Ok(note)
}

/// The supplier of the key. One that is switched off sees nothing.
async fn supplier(app: &App, call: &AuthorizedCall<'_>) -> Result<Supplier, Failure> {
    let closed = || ApiReply::refusal(403, "The supplier of this key is switched off, or is not there any more");
    let id = call.supplier_id.as_deref().ok_or_else(closed)?;
    match suppliers::find(&app.desk, call.store()?.id, id).await {
        Ok((supplier, _)) if supplier.settings.active => Ok(supplier),
        Ok(_) | Err(desk::DeskError::NotFound(_)) => Err(closed().into()),
        Err(error) => Err(error.into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Catches a list that begins behind an order which the index had not yet.
    #[test]
    fn the_next_list_begins_where_all_before_is_surely_found() {
        let at = |text: &str| text.parse::<Timestamp>().unwrap();
        let now = at("2026-03-01T12:00:00Z");
        assert_eq!(next_from(None, now), at("2026-03-01T11:59:00Z"));
        assert_eq!(next_from(Some(at("2026-03-01T11:59:30Z")), now), at("2026-03-01T11:59:00Z"));
        assert_eq!(next_from(Some(at("2026-03-01T09:00:00Z")), now), at("2026-03-01T09:00:00Z"));
    }
}
