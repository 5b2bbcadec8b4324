//! The rule builder: our own `/v1/rules`.

use domain::{Action, Problem, Rule, Store, StoreId};
use http::{ApiReply, Failure};
use wire::rules::read_new;

use crate::app::App;
use crate::stores;

/// A store has at most this many rules.
const MAX_RULES: usize = 1_000;

/// `GET /v1/rules`, as they run.
pub(crate) async fn list(app: &App, store: StoreId) -> Result<ApiReply, Failure> {
    Ok(ApiReply::success(200).with("rules", &app.table.rules(store).await?))
}

/// `GET /v1/rules/{id}`.
pub(crate) async fn show(app: &App, store: StoreId, id: &str) -> Result<ApiReply, Failure> {
    Ok(ApiReply::success(200).with("rule", &find(app, store, id).await?))
}

/// `POST /v1/rules`: without a position it runs last.
pub(crate) async fn create(app: &App, store: StoreId, body: &str) -> Result<ApiReply, Failure> {
    let known = stores::find(app, store).await?;
    let new = read_new(body).map_err(ApiReply::from_problems)?;
    let rules = app.table.rules(store).await?;
    if rules.len() >= MAX_RULES {
        return Err(ApiReply::refusal(409, format!("A store has at most {MAX_RULES} rules")).into());
    }
    let last = rules.iter().map(|rule| rule.position).max().unwrap_or_default();
    let rule = new.added(fastrand::u64(1_000_000_000..1_000_000_000_000).to_string(), last.saturating_add(1));
    save(app, &known, rule, 201, "Rule Added").await
}

/// `PUT /v1/rules/{id}`: the whole rule.
pub(crate) async fn replace(app: &App, store: StoreId, id: &str, body: &str) -> Result<ApiReply, Failure> {
    let known = stores::find(app, store).await?;
    let before = find(app, store, id).await?;
    let new = read_new(body).map_err(ApiReply::from_problems)?;
    save(app, &known, new.replacing(&before), 200, "Rule Updated").await
}

/// `DELETE /v1/rules/{id}`.
pub(crate) async fn remove(app: &App, store: StoreId, id: &str) -> Result<ApiReply, Failure> {
    let found = find(app, store, id).await;
    // Also where it is gone: a call that crashed in between may not have made that known.
    app.table.remove_rule(store, id).await?;
    found?;
    Ok(ApiReply::success(200).with("message", &format!("Rule {id} Deleted")))
}

async fn find(app: &App, store: StoreId, id: &str) -> Result<Rule, Failure> {
    let found = app.table.rule(store, id).await?;
    found.ok_or_else(|| ApiReply::not_found("Rule").into())
}

async fn save(app: &App, store: &Store, rule: Rule, status: u16, message: &str) -> Result<ApiReply, Failure> {
    let mut problems = rules::check(&rule, &store.folders);
    problems.extend(forbidden_addresses(app, store, &rule));
    if !problems.is_empty() {
        return Err(ApiReply::invalid(&problems).into());
    }
    app.table.put_rule(store.id, &rule).await?;
    Ok(ApiReply::success(status).with("message", &message).with("rule", &rule))
}

/// Posts to where nobody may post; looked at again, after the name was looked up, whenever one is sent.
fn forbidden_addresses(app: &App, store: &Store, rule: &Rule) -> Vec<Problem> {
    let check = |(index, action): (usize, &Action)| {
        let Action::PostOrderJson { url, .. } = action else { return None };
        let refused = app.guard.check_url(url, store.settings.allow_http).err()?;
        Some(Problem::new(format!("actions[{index}].url"), refused.to_string()))
    };
    rule.actions.iter().enumerate().filter_map(check).collect()
}
