//! Orders that were deleted: the list of those that can be restored, and restoring one (orderdesk-app 3.6).

use desk::orders;
use domain::Problem;
use http::{ApiReply, AuthorizedCall, Failure};
use table::{Cursor, RESTORABLE_FOR};
use wire::orders::{PageCursor, RemovedOrderView, read_cursor};

use crate::app::App;

/// `DELETE /v1/orders/{id}`.
pub(crate) async fn remove(app: &App, call: &AuthorizedCall<'_>) -> Result<ApiReply, Failure> {
    orders::remove(&app.desk, call.store()?.id, call.order_id()?, &call.actor, call.now).await?;
    Ok(ApiReply::success(200).with("message", &"Order Deleted"))
}

/// `POST /v1/orders/{id}/restore`.
pub(crate) async fn restore(app: &App, call: &AuthorizedCall<'_>) -> Result<ApiReply, Failure> {
    let row = Box::pin(orders::restore(&app.desk, call.store()?, call.order_id()?, &call.actor, call.now)).await?;
    Ok(ApiReply::success(200).with("message", &"Order Restored").with_versioned_order(&row))
}

/// `GET /v1/deleted-orders`.
pub(crate) async fn page(app: &App, call: &AuthorizedCall<'_>) -> Result<ApiReply, Failure> {
    let store_id = call.store()?.id;
    let after = match call.query("cursor") {
        None => None,
        Some(cursor) => {
            let cursor = read_cursor(cursor, store_id);
            let cursor = cursor.ok_or_else(|| ApiReply::invalid(&[Problem::new("cursor", "is none of this store")]))?;
            Some(Cursor { at: cursor.at, passed: cursor.passed })
        }
    };
    let limit = call.page().0.max(1);
    let page = orders::removed(&app.desk, store_id, after, limit, call.now).await?;
    let next = page
        .next
        .map(|Cursor { at, passed }| PageCursor { store_id, folders: vec![], ascending: false, at, passed }.text());
    let views = page.orders.iter().map(|removed| {
        let until = removed.removal.date_added.saturating_add(RESTORABLE_FOR).unwrap_or(removed.removal.date_added);
        RemovedOrderView::new(&removed.order, &removed.removal, until)
    });
    let views: Vec<RemovedOrderView<'_>> = views.collect();
    Ok(ApiReply::success(200).with("orders", &views).with("limit", &limit).with("next_cursor", &next))
}
