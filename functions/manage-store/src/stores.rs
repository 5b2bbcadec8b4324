//! The operator's calls: new stores, and what a store may have at most.

use desk::accounts;
use desk::stores::{self, By, StoreMade, state};
use domain::StoreId;
use http::{ApiReply, AuthorizedCall, Failure};
use wire::stores::{CompatibleView, LockChange, StoreView, read_new, read_operator_patch};

use crate::app::App;

/// `POST /v1/stores`: a new store with its first key, which is shown by its creation only.
pub(crate) async fn create(app: &App, call: &AuthorizedCall<'_>) -> Result<ApiReply, Failure> {
    let new = read_new(call.body()?).map_err(ApiReply::from_problems)?;
    let digest = call.digest_of_body()?;
    let sent = call.sent(&digest)?;
    match stores::create(&app.desk, &app.kms, &app.key_checksums, new, sent, call.now).await? {
        StoreMade::Made(created) => {
            let reply = ApiReply::success(201).with("message", &"Store Added");
            let reply = reply.with("store", &CompatibleView::from(&created.store));
            Ok(reply.with("api_key", &created.api_key).with("webhook_secret", &created.webhook_secret))
        }
        StoreMade::Before(id) => {
            let message =
                format!("This Idempotency-Key made store {id} before, whose first key can't be shown any more");
            Err(ApiReply::refusal(409, message).with("store_id", &id.to_string()).into())
        }
        StoreMade::OfAnotherBody(id) => Err(ApiReply::key_of_another_body("store", "store_id", &id.to_string()).into()),
    }
}

/// `PATCH /v1/stores/{id}`: what is named changes, and is the ceiling of what the store may set itself. Locking and unlocking
/// come last, and are lines of the store's audit. Known everywhere within ten seconds.
pub(crate) async fn change(app: &App, call: &AuthorizedCall<'_>) -> Result<ApiReply, Failure> {
    let (patch, lock) = read_operator_patch(call.body()?).map_err(ApiReply::from_problems)?;
    let store_id: StoreId = call.value("store_id").parse().map_err(|_| ApiReply::not_found("Store"))?;
    let mut store = stores::change_settings(&app.desk, store_id, &patch, By::Operator, call.now).await?;
    let operator = accounts::By::operator("");
    match lock {
        None => {}
        Some(LockChange::Lock(why)) => {
            store = state::lock(&app.desk, store_id, &why, &operator, call.now).await?;
        }
        Some(LockChange::Unlock) => store = state::unlock(&app.desk, store_id, &operator, call.now).await?,
    }
    Ok(ApiReply::success(200).with("message", &"Store Updated").with("store", &StoreView::from(&store)))
}
