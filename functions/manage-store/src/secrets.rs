//! A store's secrets for its receivers: our own `/v1/secrets`.

use desk::store_secrets::{self, Described, GivenSecret};
use http::{ApiReply, AuthorizedCall, Failure};
use wire::secrets::{SecretView, read_new, read_replacement};

use crate::app::App;

/// `GET /v1/secrets`.
pub(crate) async fn list(app: &App, call: &AuthorizedCall<'_>) -> Result<ApiReply, Failure> {
    let found = store_secrets::list(&app.desk, call.store()?.id).await?;
    let views: Vec<_> = found.iter().map(view).collect();
    Ok(ApiReply::success(200).with("secrets", &views))
}

/// `POST /v1/secrets`.
pub(crate) async fn add(app: &App, call: &AuthorizedCall<'_>) -> Result<ApiReply, Failure> {
    let sent = read_new(call.body()?).map_err(ApiReply::from_problems)?;
    let given = GivenSecret { value: sent.value, hosts: sent.hosts };
    let added = store_secrets::add(&app.desk, &app.kms, call.store()?.id, &sent.name, &given, call.now).await?;
    Ok(ApiReply::success(201).with("message", &"Secret Added").with("secret", &view(&added)))
}

/// `PUT /v1/secrets/{secret}`.
pub(crate) async fn replace(app: &App, call: &AuthorizedCall<'_>) -> Result<ApiReply, Failure> {
    let sent = read_replacement(call.body()?).map_err(ApiReply::from_problems)?;
    let given = GivenSecret { value: sent.value, hosts: sent.hosts };
    let (store_id, name) = (call.store()?.id, call.text_value("secret"));
    let replaced = store_secrets::replace(&app.desk, &app.kms, store_id, &name, &given, call.now).await?;
    Ok(ApiReply::success(200).with("message", &"Secret Replaced").with("secret", &view(&replaced)))
}

/// `DELETE /v1/secrets/{secret}`.
pub(crate) async fn remove(app: &App, call: &AuthorizedCall<'_>) -> Result<ApiReply, Failure> {
    let name = call.text_value("secret");
    store_secrets::remove(&app.desk, call.store()?.id, &name).await?;
    Ok(ApiReply::success(200).with("message", &format!("Secret {name} Removed")))
}

fn view(described: &Described) -> SecretView<'_> {
    SecretView::new(&described.name, &described.hosts, described.date_added, described.date_updated)
}
