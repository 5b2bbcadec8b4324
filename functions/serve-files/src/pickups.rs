//! Pickups: our own `/v1/pickups`.

use desk::{Creation, pickups};
use domain::{Pickup, PickupState};
use http::{ApiReply, AuthorizedCall, Failure, etag};
use wire::pickups::{PickupStateView, PickupView, read_new};

use crate::app::App;

/// `GET /v1/pickups`.
pub(crate) async fn list(app: &App, call: &AuthorizedCall<'_>) -> Result<ApiReply, Failure> {
    let found = pickups::list(&app.desk, call.store()?.id).await?;
    let views: Vec<_> = found.iter().map(PickupView::from).collect();
    Ok(ApiReply::success(200).with("pickups", &views))
}

/// `GET /v1/pickups/{id}`, with its version, and how far it is.
pub(crate) async fn show(app: &App, call: &AuthorizedCall<'_>) -> Result<ApiReply, Failure> {
    let (store_id, id) = (call.store()?.id, call.value("pickup_id"));
    let (pickup, version) = pickups::find(&app.desk, store_id, id).await?;
    let state = pickups::state(&app.desk, store_id, id).await?;
    Ok(with_state(ApiReply::success(200), &pickup, &state).header("etag", etag(version)))
}

/// `POST /v1/pickups`. With an `Idempotency-Key` it is added once.
pub(crate) async fn create(app: &App, call: &AuthorizedCall<'_>) -> Result<ApiReply, Failure> {
    let new = read_new(call.body()?).map_err(ApiReply::from_problems)?;
    let digest = call.digest_of_body()?;
    match pickups::create(&app.desk, call.store()?, &new, call.sent(&digest)?, call.now).await? {
        Creation::Made(pickup, version) => {
            Ok(versioned(ApiReply::success(201).with("message", &"Pickup Added"), &pickup, version))
        }
        Creation::OfAnotherBody(id) => Err(ApiReply::key_of_another_body("pickup", "pickup_id", &id).into()),
    }
}

/// `PUT /v1/pickups/{id}`: the whole pickup. With `If-Match`, only the version that was read.
pub(crate) async fn replace(app: &App, call: &AuthorizedCall<'_>) -> Result<ApiReply, Failure> {
    let (store, id) = (call.store()?, call.value("pickup_id"));
    // What the address names is looked for before the body is read.
    pickups::find(&app.desk, store.id, id).await?;
    let new = read_new(call.body()?).map_err(ApiReply::from_problems)?;
    let replaced = pickups::replace(&app.desk, store, id, &new, &call.expected_version(), call.now).await?;
    let (pickup, version) = replaced;
    Ok(versioned(ApiReply::success(200).with("message", &"Pickup Updated"), &pickup, version))
}

/// `DELETE /v1/pickups/{id}`.
pub(crate) async fn remove(app: &App, call: &AuthorizedCall<'_>) -> Result<ApiReply, Failure> {
    let id = call.value("pickup_id");
    pickups::remove(&app.desk, call.store()?.id, id).await?;
    Ok(ApiReply::success(200).with("message", &format!("Pickup {id} Deleted")))
}

/// `POST /v1/pickups/{id}/run`: now, in the background.
pub(crate) async fn run(app: &App, call: &AuthorizedCall<'_>) -> Result<ApiReply, Failure> {
    let (pickup, state) = pickups::run(&app.desk, call.store()?.id, call.value("pickup_id"), call.now).await?;
    Ok(with_state(ApiReply::success(200).with("message", &"Pickup Running"), &pickup, &state))
}

fn with_state(reply: ApiReply, pickup: &Pickup, state: &PickupState) -> ApiReply {
    reply.with("pickup", &PickupView::from(pickup)).with("state", &PickupStateView::from(state))
}

fn versioned(reply: ApiReply, pickup: &Pickup, version: u64) -> ApiReply {
    reply.with("pickup", &PickupView::from(pickup)).header("etag", etag(version))
}
