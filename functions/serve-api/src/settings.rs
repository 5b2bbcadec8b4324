//! The store itself: the connection test, what `GET /store` shows, and its settings (orderdesk-api 2.1, 2.2).

use desk::stores::{self, By};
use domain::time;
use http::{ApiReply, AuthorizedCall, Failure};
use wire::stores::{CompatibleView, StoreView, read_patch};

use crate::app::App;

/// `GET /api/v2/test`.
pub(crate) fn test(call: &AuthorizedCall<'_>) -> ApiReply {
    let now = time::text(call.now);
    ApiReply::success(200).with("message", &"Connection Successful").with("current_date_time", &now)
}

/// `GET /api/v2/store`.
pub(crate) async fn show_store(app: &App, call: &AuthorizedCall<'_>) -> Result<ApiReply, Failure> {
    let store = stores::find(&app.desk, call.store()?.id).await?;
    Ok(ApiReply::success(200).with("store", &CompatibleView::from(&store)))
}

/// `GET /v1/store`.
pub(crate) async fn show(app: &App, call: &AuthorizedCall<'_>) -> Result<ApiReply, Failure> {
    let store = stores::find(&app.desk, call.store()?.id).await?;
    Ok(ApiReply::success(200).with("store", &StoreView::from(&store)))
}

/// `PATCH /v1/store`: what is named changes, below the ceilings that the operator set. Known everywhere within ten seconds.
pub(crate) async fn change(app: &App, call: &AuthorizedCall<'_>) -> Result<ApiReply, Failure> {
    let patch = read_patch(call.body()?).map_err(ApiReply::from_problems)?;
    let store = stores::change_settings(&app.desk, call.store()?.id, &patch, By::Store, call.now).await?;
    app.api.remember(store.clone());
    Ok(ApiReply::success(200).with("message", &"Store Updated").with("store", &StoreView::from(&store)))
}
