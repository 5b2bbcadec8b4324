//! Mails of orders, and addresses that are not mailed: our own `/v1/orders/{id}/mails` and `/v1/mail-suppressions`.

use desk::mails;
use http::{ApiReply, AuthorizedCall, Failure};
use wire::mails::{MailSuppressionView, OrderMailView, read_address, read_template};

use crate::app::App;
use crate::custom_events::{answer, running};

/// `GET /v1/orders/{id}/mails`.
pub(crate) async fn list(app: &App, call: &AuthorizedCall<'_>) -> Result<ApiReply, Failure> {
    let found = mails::list(&app.desk, call.store()?.id, call.order_id()?).await?;
    let mails: Vec<_> = found.iter().map(OrderMailView::from).collect();
    Ok(ApiReply::success(200).with("mails", &mails))
}

/// `POST /v1/orders/{id}/mails`. With an `Idempotency-Key` it is mailed once.
pub(crate) async fn send(app: &App, call: &AuthorizedCall<'_>) -> Result<ApiReply, Failure> {
    let (store, order_id) = (call.store()?, call.order_id()?);
    let template_id = read_template(call.body()?).map_err(ApiReply::from_problems)?;
    let sent = mails::send(&app.desk, store.id, order_id, &template_id, &running(call)?).await?;
    answer(sent, "Mail Queued", order_id)
}

/// `GET /v1/mail-suppressions`.
pub(crate) async fn suppressions(app: &App, call: &AuthorizedCall<'_>) -> Result<ApiReply, Failure> {
    let after = call.query("after").unwrap_or_default();
    let found = mails::suppressions(&app.desk, call.store()?.id, after).await?;
    let all: Vec<_> = found.iter().map(MailSuppressionView::from).collect();
    Ok(ApiReply::success(200).with("mail_suppressions", &all))
}

/// `POST /v1/mail-suppressions`. Done again it changes nothing.
pub(crate) async fn suppress(app: &App, call: &AuthorizedCall<'_>) -> Result<ApiReply, Failure> {
    let address = read_address(call.body()?).map_err(ApiReply::from_problems)?;
    mails::suppress(&app.desk, call.store()?.id, &address, &call.actor, call.now).await?;
    Ok(ApiReply::success(200).with("message", &"Address Suppressed"))
}

/// `DELETE /v1/mail-suppressions/{address}`.
pub(crate) async fn unsuppress(app: &App, call: &AuthorizedCall<'_>) -> Result<ApiReply, Failure> {
    mails::unsuppress(&app.desk, call.store()?.id, &call.text_value("mail_address")).await?;
    Ok(ApiReply::success(200).with("message", &"Address Mailed Again"))
}
