//! The rules of a store: our own `/v1/rules`.

use desk::rules::{self, RuleCreation};
use domain::Rule;
use http::{ApiReply, AuthorizedCall, Failure, etag};

use crate::app::App;

/// `GET /v1/rules`, as they run.
pub(crate) async fn list(app: &App, call: &AuthorizedCall<'_>) -> Result<ApiReply, Failure> {
    Ok(ApiReply::success(200).with("rules", &rules::list(&app.desk, call.store()?.id).await?))
}

/// `GET /v1/rules/{id}`, with its version.
pub(crate) async fn show(app: &App, call: &AuthorizedCall<'_>) -> Result<ApiReply, Failure> {
    let (rule, version) = rules::find(&app.desk, call.store()?.id, call.value("rule_id")).await?;
    Ok(versioned(ApiReply::success(200), &rule, version))
}

/// `POST /v1/rules`: without a position it runs last. With an `Idempotency-Key` it is added once.
pub(crate) async fn create(app: &App, call: &AuthorizedCall<'_>) -> Result<ApiReply, Failure> {
    let new = wire::rules::read_new(call.body()?).map_err(ApiReply::from_problems)?;
    let digest = call.digest_of_body()?;
    let sent = call.sent(&digest)?;
    match rules::add(&app.desk, &app.guard, call.store()?.id, new, sent, call.now).await? {
        RuleCreation::Made(rule, version) => {
            Ok(versioned(ApiReply::success(201).with("message", &"Rule Added"), &rule, version))
        }
        RuleCreation::OfAnotherBody(id) => Err(ApiReply::key_of_another_body("rule", "rule_id", &id).into()),
    }
}

/// `PUT /v1/rules/{id}`: the whole rule. With `If-Match`, only the version that was read.
pub(crate) async fn replace(app: &App, call: &AuthorizedCall<'_>) -> Result<ApiReply, Failure> {
    let store_id = call.store()?.id;
    // What the address names is looked for before the body is read.
    let found = rules::find(&app.desk, store_id, call.value("rule_id")).await?;
    let new = wire::rules::read_new(call.body()?).map_err(ApiReply::from_problems)?;
    let expected = call.expected_version();
    let (rule, version) = rules::replace(&app.desk, &app.guard, store_id, &found, &new, &expected, call.now).await?;
    Ok(versioned(ApiReply::success(200).with("message", &"Rule Updated"), &rule, version))
}

/// `DELETE /v1/rules/{id}`.
pub(crate) async fn remove(app: &App, call: &AuthorizedCall<'_>) -> Result<ApiReply, Failure> {
    let rule_id = call.value("rule_id");
    rules::remove(&app.desk, call.store()?.id, rule_id).await?;
    Ok(ApiReply::success(200).with("message", &format!("Rule {rule_id} Deleted")))
}

fn versioned(reply: ApiReply, rule: &Rule, version: u64) -> ApiReply {
    reply.with("rule", rule).with("notes", &rules::notes(rule)).header("etag", etag(version))
}
