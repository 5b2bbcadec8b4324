//! Creating orders (orderdesk-api 2.3).

use desk::orders::{self, Created, Creation, RunRules, SeenRow};
use desk::{Desk, DeskError};
use domain::Origin;

use crate::{ApiReply, AuthorizedCall, BulkResult, Failure, to_reply};

/// `POST /api/v2/orders`: creates the order that the call describes, or says that it is there.
pub(super) async fn create(desk: &Desk, call: &AuthorizedCall<'_>) -> Result<ApiReply, Failure> {
    let store = call.store()?;
    let new = wire::orders::read_new(call.body()?, call.now).map_err(ApiReply::from_problems)?;
    let digest = call.digest_of_body()?;
    let created = orders::create(desk, store, &new, &creation(call, Origin::Api, &digest)?).await?;
    answer(created)
}

/// `POST /v1/orders`: an order entered by a person.
pub(super) async fn enter(desk: &Desk, call: &AuthorizedCall<'_>) -> Result<ApiReply, Failure> {
    let store = call.store()?;
    let mut new = wire::orders::read_new(call.body()?, call.now).map_err(ApiReply::from_problems)?;
    let digest = call.digest_of_body()?;
    let creation = creation(call, Origin::Manual, &digest)?;
    orders::complete(desk, store, &mut new).await?;
    let created = orders::create(desk, store, &new, &creation).await?;
    answer(created)
}

/// `POST /v1/bulk/orders`: each order has its own result.
pub(super) async fn create_all(desk: &Desk, call: &AuthorizedCall<'_>) -> Result<ApiReply, Failure> {
    let store = call.store()?;
    let body = call.body()?;
    let digest = call.digest_of_body()?;
    let creation = creation(call, Origin::Api, &digest)?;
    let entries = wire::orders::read_new_all(body, call.now).map_err(ApiReply::from_problems)?;
    call.charge_entries(entries.len()).await;
    let created = orders::create_all(desk, store, &entries, &creation).await;
    let results: Vec<_> = created.into_iter().enumerate().map(|(index, created)| result_of(index, created)).collect();
    Ok(BulkResult::reply("Orders", &results))
}

fn creation<'a>(call: &'a AuthorizedCall<'_>, origin: Origin, body_digest: &'a str) -> Result<Creation<'a>, Failure> {
    let idempotency_key = call.sent(body_digest)?;
    Ok(Creation { origin, idempotency_key, by: &call.actor, rules: RunRules::Yes, now: call.now })
}

fn answer(created: Created) -> Result<ApiReply, Failure> {
    match created {
        Created::Order(row) => Ok(ApiReply::success(201).with("message", &"Order Added").with_order(&row)),
        Created::Duplicate(row) => Err(duplicate(&row).into()),
        Created::KeyOfAnother(row) => Err(key_of_another(&row).into()),
    }
}

fn result_of(index: usize, created: Result<Created, DeskError>) -> BulkResult {
    match created {
        Ok(Created::Order(row)) => BulkResult::done(index, 201, row.order.id),
        Ok(Created::Duplicate(row)) => BulkResult::of_reply(index, &duplicate(&row)).about(row.order.id),
        Ok(Created::KeyOfAnother(row)) => BulkResult::of_reply(index, &key_of_another(&row)).about(row.order.id),
        Err(error) => BulkResult::of_reply(index, &to_reply(error)),
    }
}

fn key_of_another(row: &SeenRow) -> ApiReply {
    ApiReply::key_of_another_body("order", "order_id", &row.order.id.to_string())
}

fn duplicate(row: &SeenRow) -> ApiReply {
    let order = &row.order;
    let message = format!("Duplicate order: {} {} is order {}", order.source_name, order.source_id, order.id);
    ApiReply::refusal(409, message).with("order_id", &order.id.to_string())
}
