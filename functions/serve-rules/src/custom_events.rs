//! Custom events: our own `/v1/custom-events`, and events that are run by hand.

use desk::orders::{self, EventRun, Running};
use desk::{Creation, custom_events};
use domain::{CustomEvent, OrderId};
use http::{ApiReply, AuthorizedCall, Failure, etag};
use wire::custom_events::{CustomEventView, read_event_to_run, read_new};

use crate::app::{App, store_now};

/// `GET /v1/custom-events`.
pub(crate) async fn list(app: &App, call: &AuthorizedCall<'_>) -> Result<ApiReply, Failure> {
    let events = custom_events::list(&app.desk, call.store()?.id).await?;
    let views: Vec<_> = events.iter().map(CustomEventView::from).collect();
    Ok(ApiReply::success(200).with("custom_events", &views))
}

/// `GET /v1/custom-events/{id}`, with its version.
pub(crate) async fn show(app: &App, call: &AuthorizedCall<'_>) -> Result<ApiReply, Failure> {
    let id = call.value("custom_event_id");
    let (event, version) = custom_events::find(&app.desk, call.store()?.id, id).await?;
    Ok(versioned(ApiReply::success(200), &event, version))
}

/// `POST /v1/custom-events`. With an `Idempotency-Key` it is added once.
pub(crate) async fn create(app: &App, call: &AuthorizedCall<'_>) -> Result<ApiReply, Failure> {
    let new = read_new(call.body()?).map_err(ApiReply::from_problems)?;
    let digest = call.digest_of_body()?;
    let store = store_now(app, call).await?;
    match custom_events::create(&app.desk, &store, &new, call.sent(&digest)?, call.now).await? {
        Creation::Made(event, version) => {
            Ok(versioned(ApiReply::success(201).with("message", &"Custom Event Added"), &event, version))
        }
        Creation::OfAnotherBody(id) => {
            Err(ApiReply::key_of_another_body("custom event", "custom_event_id", &id).into())
        }
    }
}

/// `PUT /v1/custom-events/{id}`: the whole custom event. With `If-Match`, only the version that was read.
pub(crate) async fn replace(app: &App, call: &AuthorizedCall<'_>) -> Result<ApiReply, Failure> {
    let (store, id) = (store_now(app, call).await?, call.value("custom_event_id"));
    // What the address names is looked for before the body is read.
    custom_events::find(&app.desk, store.id, id).await?;
    let new = read_new(call.body()?).map_err(ApiReply::from_problems)?;
    let (event, version) =
        custom_events::replace(&app.desk, &store, id, &new, &call.expected_version(), call.now).await?;
    Ok(versioned(ApiReply::success(200).with("message", &"Custom Event Updated"), &event, version))
}

/// `DELETE /v1/custom-events/{id}`.
pub(crate) async fn remove(app: &App, call: &AuthorizedCall<'_>) -> Result<ApiReply, Failure> {
    let id = call.value("custom_event_id");
    custom_events::remove(&app.desk, call.store()?.id, id).await?;
    Ok(ApiReply::success(200).with("message", &format!("Custom Event {id} Deleted")))
}

/// `POST /v1/orders/{id}/events`: the rules of an event, over this order.
pub(crate) async fn run(app: &App, call: &AuthorizedCall<'_>) -> Result<ApiReply, Failure> {
    let (event, event_id) = read_event_to_run(call.body()?).map_err(ApiReply::from_problems)?;
    let (store_id, order_id) = (call.store()?.id, call.order_id()?);
    let event = match orders::event_by_hand(&app.desk, store_id, event, &event_id).await {
        Ok(event) => event,
        Err(error) => {
            // What the address names is looked for before what is wrong with the body is told.
            orders::find(&app.desk, store_id, order_id).await?;
            return Err(error.into());
        }
    };
    let ran = orders::run_event(&app.desk, store_id, order_id, &event, &running(call)?).await?;
    answer(ran, "Event Run", order_id)
}

/// How the caller wants an event to be run: with an `Idempotency-Key` once, with `If-Match` on that version alone.
pub(crate) fn running<'a>(call: &'a AuthorizedCall<'_>) -> Result<Running<'a>, Failure> {
    let (expected, once) = (call.expected_version(), call.idempotency_key()?);
    Ok(Running { expected, once, by: &call.actor, now: call.now })
}

/// The order on which an event was run.
pub(crate) fn answer(ran: EventRun, message: &str, order_id: OrderId) -> Result<ApiReply, Failure> {
    match ran {
        EventRun::Done(row) => Ok(ApiReply::success(200).with("message", &message).with_versioned_order(&row)),
        EventRun::KeyOfAnother => Err(ApiReply::key_of_another_body("order", "order_id", &order_id.to_string()).into()),
    }
}

fn versioned(reply: ApiReply, event: &CustomEvent, version: u64) -> ApiReply {
    reply.with("custom_event", &CustomEventView::from(event)).header("etag", etag(version))
}
