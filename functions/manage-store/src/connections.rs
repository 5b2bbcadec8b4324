//! Connections to shops: our own `/v1/connections`.

use desk::connections::{self, Activity, ConnectionCreation};
use domain::{Connection, ConnectionState};
use http::{ApiReply, AuthorizedCall, Failure, etag};
use wire::connections::{ConnectionStateView, ConnectionView, KeptArrivalView};
use wire::connections::{read_import, read_new, read_replacement, read_secrets};

use crate::app::App;

/// `GET /v1/connections`.
pub(crate) async fn list(app: &App, call: &AuthorizedCall<'_>) -> Result<ApiReply, Failure> {
    let found = connections::list(&app.desk, call.store()?.id).await?;
    let views = found.iter().map(|one| view(call, one)).collect::<Result<Vec<_>, _>>()?;
    Ok(ApiReply::success(200).with("connections", &views))
}

/// `GET /v1/connections/{id}`, with its version, and how it is.
pub(crate) async fn show(app: &App, call: &AuthorizedCall<'_>) -> Result<ApiReply, Failure> {
    let (store_id, id) = (call.store()?.id, call.value("connection_id"));
    let (connection, version) = connections::find(&app.desk, store_id, id).await?;
    let state = connections::state(&app.desk, store_id, id).await?;
    Ok(with_state(call, ApiReply::success(200), &connection, &state)?.header("etag", etag(version)))
}

/// `POST /v1/connections`. With an `Idempotency-Key` it is added once. A secret that is made for it is shown this once.
pub(crate) async fn create(app: &App, call: &AuthorizedCall<'_>) -> Result<ApiReply, Failure> {
    let (new, given) = read_new(call.body()?).map_err(ApiReply::from_problems)?;
    let digest = call.digest_of_body()?;
    let (store, sent) = (call.store()?, call.sent(&digest)?);
    let created = connections::create(&app.desk, &app.kms, &app.guard, store, (&new, &given), sent, call.now);
    match created.await? {
        ConnectionCreation::Made(made) => {
            let reply = ApiReply::success(201).with("message", &"Connection Added");
            let reply = with_state(call, reply, &made.connection, &made.state)?.header("etag", etag(made.version));
            Ok(reply.with("webhook_secret", &made.webhook_secret))
        }
        ConnectionCreation::Before(id) => {
            let message = format!(
                "This Idempotency-Key made the connection {id} before, whose webhook secret was shown then and can't be \
                 shown again; where it is lost, make another one"
            );
            Err(ApiReply::refusal(409, message).with("connection_id", &id).into())
        }
        ConnectionCreation::OfAnotherBody(id) => {
            Err(ApiReply::key_of_another_body("connection", "connection_id", &id).into())
        }
    }
}

/// `PUT /v1/connections/{id}`: the whole connection. With `If-Match`, only the version that was read.
pub(crate) async fn replace(app: &App, call: &AuthorizedCall<'_>) -> Result<ApiReply, Failure> {
    let (store, id) = (call.store()?, call.value("connection_id"));
    // What the address names is looked for before the body is read.
    connections::find(&app.desk, store.id, id).await?;
    let (new, given) = read_replacement(call.body()?).map_err(ApiReply::from_problems)?;
    let (new, expected) = ((&new, &given), call.expected_version());
    let replaced = connections::replace(&app.desk, &app.kms, &app.guard, store, id, new, &expected, call.now);
    let (connection, version) = replaced.await?;
    versioned(call, ApiReply::success(200).with("message", &"Connection Updated"), &connection, version)
}

/// `DELETE /v1/connections/{id}`.
pub(crate) async fn remove(app: &App, call: &AuthorizedCall<'_>) -> Result<ApiReply, Failure> {
    let id = call.value("connection_id");
    connections::remove(&app.desk, call.store()?.id, id).await?;
    Ok(ApiReply::success(200).with("message", &format!("Connection {id} Deleted")))
}

/// `POST /v1/connections/{id}/pause` and `/resume`.
pub(crate) async fn set_activity(
    app: &App,
    call: &AuthorizedCall<'_>,
    activity: Activity,
) -> Result<ApiReply, Failure> {
    let (store, id) = (call.store()?, call.value("connection_id"));
    let (connection, version) = connections::set_activity(&app.desk, store, id, activity, call.now).await?;
    let message = if connection.is_paused { "Connection Paused" } else { "Connection Resumed" };
    versioned(call, ApiReply::success(200).with("message", &message), &connection, version)
}

/// `POST /v1/connections/{id}/test`: in the background.
pub(crate) async fn test(app: &App, call: &AuthorizedCall<'_>) -> Result<ApiReply, Failure> {
    let id = call.value("connection_id");
    let (connection, state) = connections::test(&app.desk, call.store()?.id, id, call.now).await?;
    with_state(call, ApiReply::success(202).with("message", &"Test Begun"), &connection, &state)
}

/// `POST /v1/connections/{id}/subscribe`: in the background.
pub(crate) async fn subscribe(app: &App, call: &AuthorizedCall<'_>) -> Result<ApiReply, Failure> {
    let id = call.value("connection_id");
    let (connection, state) = connections::subscribe(&app.desk, call.store()?.id, id, call.now).await?;
    with_state(call, ApiReply::success(202).with("message", &"Subscription Begun"), &connection, &state)
}

/// `POST /v1/connections/{id}/import`: in the background.
pub(crate) async fn import(app: &App, call: &AuthorizedCall<'_>) -> Result<ApiReply, Failure> {
    let (store_id, id) = (call.store()?.id, call.value("connection_id"));
    connections::find(&app.desk, store_id, id).await?;
    let import = read_import(call.body()?).map_err(ApiReply::from_problems)?;
    let (connection, state) = connections::import(&app.desk, store_id, id, &import, call.now).await?;
    with_state(call, ApiReply::success(202).with("message", &"Import Begun"), &connection, &state)
}

/// `PUT /v1/connections/{id}/secrets`: no secret is shown, but one that is made, this once.
pub(crate) async fn rotate(app: &App, call: &AuthorizedCall<'_>) -> Result<ApiReply, Failure> {
    let (store_id, id) = (call.store()?.id, call.value("connection_id"));
    connections::find(&app.desk, store_id, id).await?;
    let change = read_secrets(call.body()?).map_err(ApiReply::from_problems)?;
    let rotated = connections::rotate(&app.desk, &app.kms, store_id, id, &change, call.now).await?;
    let reply = ApiReply::success(200).with("message", &"Connection Secrets Updated");
    let reply = versioned(call, reply, &rotated.connection, rotated.version)?;
    Ok(reply.with("webhook_secret", &rotated.webhook_secret))
}

/// `GET /v1/connections/{id}/refused`.
pub(crate) async fn refused(app: &App, call: &AuthorizedCall<'_>) -> Result<ApiReply, Failure> {
    let kept = connections::refused(&app.desk, call.store()?.id, call.value("connection_id")).await?;
    let views: Vec<_> = kept.arrivals.iter().map(KeptArrivalView::from).collect();
    Ok(ApiReply::success(200).with("refused", &views).with("has_more", &kept.has_more))
}

/// `POST /v1/connections/{id}/refused/{arrival_id}/replay`: in the background.
pub(crate) async fn replay(app: &App, call: &AuthorizedCall<'_>) -> Result<ApiReply, Failure> {
    let (id, arrival_id) = (call.value("connection_id"), call.value("arrival_id"));
    let kept = connections::replay(&app.desk, call.store()?.id, id, arrival_id, call.now).await?;
    let reply = ApiReply::success(202).with("message", &"Replay Begun");
    Ok(reply.with("kept", &KeptArrivalView::from(&kept)))
}

/// `DELETE /v1/connections/{id}/refused/{arrival_id}`.
pub(crate) async fn discard(app: &App, call: &AuthorizedCall<'_>) -> Result<ApiReply, Failure> {
    let (id, arrival_id) = (call.value("connection_id"), call.value("arrival_id"));
    connections::discard(&app.desk, call.store()?.id, id, arrival_id).await?;
    Ok(ApiReply::success(200).with("message", &"Kept Order Discarded"))
}

fn view<'c>(call: &AuthorizedCall<'_>, connection: &'c Connection) -> Result<ConnectionView<'c>, Failure> {
    Ok(ConnectionView::new(connection, call.store()?.id, call.header("host"), call.now))
}

fn with_state(
    call: &AuthorizedCall<'_>,
    reply: ApiReply,
    connection: &Connection,
    state: &ConnectionState,
) -> Result<ApiReply, Failure> {
    Ok(reply.with("connection", &view(call, connection)?).with("state", &ConnectionStateView::from(state)))
}

fn versioned(
    call: &AuthorizedCall<'_>,
    reply: ApiReply,
    connection: &Connection,
    version: u64,
) -> Result<ApiReply, Failure> {
    Ok(reply.with("connection", &view(call, connection)?).header("etag", etag(version)))
}
