//! Saved views of a store: our own `/v1/views`.

use desk::{Creation, order_lists};
use domain::SavedView;
use http::{ApiReply, AuthorizedCall, Failure, etag};
use wire::saved_views::read_new;

use crate::app::{App, store_now};

/// `GET /v1/views`.
pub(crate) async fn list(app: &App, call: &AuthorizedCall<'_>) -> Result<ApiReply, Failure> {
    let views = order_lists::views(&app.desk, call.store()?).await?;
    Ok(ApiReply::success(200).with("views", &views))
}

/// `GET /v1/views/{id}`, with its version.
pub(crate) async fn show(app: &App, call: &AuthorizedCall<'_>) -> Result<ApiReply, Failure> {
    let (view, version) = order_lists::find_view(&app.desk, call.store()?, call.value("view_id")).await?;
    Ok(versioned(ApiReply::success(200), &view, version))
}

/// `POST /v1/views`. With an `Idempotency-Key` it is saved once.
pub(crate) async fn create(app: &App, call: &AuthorizedCall<'_>) -> Result<ApiReply, Failure> {
    let new = read_new(call.body()?).map_err(ApiReply::from_problems)?;
    let digest = call.digest_of_body()?;
    let store = store_now(app, call).await?;
    match order_lists::create_view(&app.desk, &store, &new, call.sent(&digest)?, call.now).await? {
        Creation::Made(view, version) => {
            Ok(versioned(ApiReply::success(201).with("message", &"View Saved"), &view, version))
        }
        Creation::OfAnotherBody(id) => Err(ApiReply::key_of_another_body("view", "view_id", &id).into()),
    }
}

/// `PUT /v1/views/{id}`: the whole view. With `If-Match`, only the version that was read.
pub(crate) async fn replace(app: &App, call: &AuthorizedCall<'_>) -> Result<ApiReply, Failure> {
    let (store, id) = (store_now(app, call).await?, call.value("view_id"));
    // What the address names is looked for before the body is read.
    order_lists::find_view(&app.desk, &store, id).await?;
    let new = read_new(call.body()?).map_err(ApiReply::from_problems)?;
    let expected = call.expected_version();
    let (view, version) = order_lists::replace_view(&app.desk, &store, id, &new, &expected, call.now).await?;
    Ok(versioned(ApiReply::success(200).with("message", &"View Updated"), &view, version))
}

/// `DELETE /v1/views/{id}`.
pub(crate) async fn remove(app: &App, call: &AuthorizedCall<'_>) -> Result<ApiReply, Failure> {
    let id = call.value("view_id");
    order_lists::remove_view(&app.desk, call.store()?, id).await?;
    Ok(ApiReply::success(200).with("message", &format!("View {id} Deleted")))
}

fn versioned(reply: ApiReply, view: &SavedView, version: u64) -> ApiReply {
    reply.with("view", view).header("etag", etag(version))
}
