//! The rules of a store: our own `/v1/rules`.

use desk::rules;
use http::{ApiReply, AuthorizedCall, Failure};

use crate::app::App;

/// `GET /v1/rules`, as they run.
pub(crate) async fn list(app: &App, call: &AuthorizedCall<'_>) -> Result<ApiReply, Failure> {
    Ok(ApiReply::success(200).with("rules", &rules::list(&app.desk, call.store()?.id).await?))
}

/// `GET /v1/rules/{id}`.
pub(crate) async fn show(app: &App, call: &AuthorizedCall<'_>) -> Result<ApiReply, Failure> {
    let rule = rules::find(&app.desk, call.store()?.id, call.value("rule_id")).await?;
    Ok(ApiReply::success(200).with("rule", &rule))
}

/// `POST /v1/rules`: without a position it runs last.
pub(crate) async fn create(app: &App, call: &AuthorizedCall<'_>) -> Result<ApiReply, Failure> {
    let new = wire::rules::read_new(call.body()?).map_err(ApiReply::from_problems)?;
    let rule = rules::add(&app.desk, &app.guard, call.store()?.id, new).await?;
    Ok(ApiReply::success(201).with("message", &"Rule Added").with("rule", &rule))
}

/// `PUT /v1/rules/{id}`: the whole rule.
pub(crate) async fn replace(app: &App, call: &AuthorizedCall<'_>) -> Result<ApiReply, Failure> {
    let store_id = call.store()?.id;
    // What the address names is looked for before the body is read.
    let before = rules::find(&app.desk, store_id, call.value("rule_id")).await?;
    let new = wire::rules::read_new(call.body()?).map_err(ApiReply::from_problems)?;
    let rule = rules::replace(&app.desk, &app.guard, store_id, &before, new).await?;
    Ok(ApiReply::success(200).with("message", &"Rule Updated").with("rule", &rule))
}

/// `DELETE /v1/rules/{id}`.
pub(crate) async fn remove(app: &App, call: &AuthorizedCall<'_>) -> Result<ApiReply, Failure> {
    let rule_id = call.value("rule_id");
    rules::remove(&app.desk, call.store()?.id, rule_id).await?;
    Ok(ApiReply::success(200).with("message", &format!("Rule {rule_id} Deleted")))
}
