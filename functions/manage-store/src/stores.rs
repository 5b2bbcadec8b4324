//! The operator's calls: new stores, and what a store may have at most.

use desk::stores::{self, By};
use domain::StoreId;
use http::{ApiReply, AuthorizedCall, Failure};
use wire::stores::{CompatibleView, StoreView, read_new, read_patch};

use crate::app::App;

/// `POST /v1/stores`: a new store with its first key, which is shown this once.
pub(crate) async fn create(app: &App, call: &AuthorizedCall<'_>) -> Result<ApiReply, Failure> {
    let new = read_new(call.body()?).map_err(ApiReply::from_problems)?;
    let created = stores::create(&app.desk, &app.kms, new, call.now).await?;
    let reply =
        ApiReply::success(201).with("message", &"Store Added").with("store", &CompatibleView::from(&created.store));
    Ok(reply.with("api_key", &created.api_key).with("webhook_secret", &created.webhook_secret))
}

/// `PATCH /v1/stores/{id}`: what is named changes, and is the ceiling of what the store may set itself. Known everywhere
/// within ten seconds.
pub(crate) async fn change(app: &App, call: &AuthorizedCall<'_>) -> Result<ApiReply, Failure> {
    let patch = read_patch(call.body()?).map_err(ApiReply::from_problems)?;
    let store_id: StoreId = call.value("store_id").parse().map_err(|_| ApiReply::not_found("Store"))?;
    let store = stores::change_settings(&app.desk, store_id, &patch, By::Operator).await?;
    Ok(ApiReply::success(200).with("message", &"Store Updated").with("store", &StoreView::from(&store)))
}
