//! Links between stores: our own `/v1/links`.

use desk::links::{self, Linked};
use http::{ApiReply, AuthorizedCall, Failure};
use wire::links::LinkView;

use crate::app::App;

/// `GET /v1/links`.
pub(crate) async fn list(app: &App, call: &AuthorizedCall<'_>) -> Result<ApiReply, Failure> {
    let links = links::list(&app.desk, call.store()?.id).await?;
    let views: Vec<LinkView> = links.iter().map(|link| LinkView::new(link.store_id, link.linked_at)).collect();
    Ok(ApiReply::success(200).with("links", &views))
}

/// `POST /v1/links`: the other store and its key are in headers.
pub(crate) async fn add(app: &App, call: &AuthorizedCall<'_>) -> Result<ApiReply, Failure> {
    let other = call.other_store().await?;
    let (status, message, link) = match links::link(&app.desk, call.store()?.id, other, call.now).await? {
        Linked::Now(link) => (201, "Link Added", link),
        Linked::Before(link) => (200, "The link was there before", link),
    };
    let view = LinkView::new(link.store_id, link.linked_at);
    Ok(ApiReply::success(status).with("message", &message).with("link", &view))
}

/// `DELETE /v1/links/{store_id}`.
pub(crate) async fn remove(app: &App, call: &AuthorizedCall<'_>) -> Result<ApiReply, Failure> {
    let other = call.value("linked_store_id").parse().map_err(|_| ApiReply::not_found("Link"))?;
    links::unlink(&app.desk, call.store()?.id, other).await?;
    Ok(ApiReply::success(200).with("message", &"Link Removed"))
}
