//! New stores: our own `POST /v1/stores`.

use desk::stores;
use http::{ApiReply, AuthorizedCall, Failure};
use wire::stores::{CompatibleView, read_new};

use crate::app::App;

/// `POST /v1/stores`: a new store with its first key, which is shown this once.
pub(crate) async fn create(app: &App, call: &AuthorizedCall<'_>) -> Result<ApiReply, Failure> {
    let new = read_new(call.body()?).map_err(ApiReply::from_problems)?;
    let created = stores::create(&app.desk, &app.kms, new, call.now).await?;
    let reply =
        ApiReply::success(201).with("message", &"Store Added").with("store", &CompatibleView::from(&created.store));
    Ok(reply.with("api_key", &created.api_key).with("webhook_secret", &created.webhook_secret))
}
