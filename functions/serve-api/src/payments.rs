//! What was captured, refunded and voided of an order's money.

use desk::orders::{self, PaymentRecorded, Running};
use domain::PaymentKind;
use http::{ApiReply, AuthorizedCall, Failure};
use wire::orders::{PaymentView, read_payment};

use crate::app::App;

/// `POST /v1/orders/{id}/refunds`, `/captures` and `/void`: with an `Idempotency-Key` once, with `If-Match` of that version
/// alone.
pub(crate) async fn record(app: &App, call: &AuthorizedCall<'_>, kind: PaymentKind) -> Result<ApiReply, Failure> {
    let new = read_payment(call.body()?, kind).map_err(ApiReply::from_problems)?;
    let (order_id, expected, once) = (call.order_id()?, call.expected_version(), call.idempotency_key()?);
    let running = Running { expected, once, by: &call.actor, now: call.now };
    match orders::record_payment(&app.desk, call.store()?.id, order_id, &new, &running).await? {
        PaymentRecorded::Done(row, payment) => Ok(ApiReply::success(201)
            .with("message", &kind.title())
            .with("payment", &PaymentView::from(&payment))
            .with_versioned_order(&row)),
        PaymentRecorded::KeyOfAnother => {
            Err(ApiReply::key_of_another_body("order", "order_id", &order_id.to_string()).into())
        }
    }
}
