//! Which address is answered by what.

use api::{Call, Failure, Reply, is_token};
use http::Method;

use crate::app::App;
use crate::{appointments, keys, orders, rules, stores};

/// Answers a call: who calls first, then what is asked.
pub(crate) async fn route(app: &App, call: &Call<'_>) -> Result<Reply, Failure> {
    let path = call.path();
    if path.as_slice() == ["v1", "stores"] {
        return match (is_token(call, &app.admin_token_hash), &call.method) {
            (false, _) => Err(Reply::refusal(401, "The admin token is missing or wrong").into()),
            (true, &Method::POST) => stores::create(app, call.body()?).await,
            (true, _) => not_allowed(),
        };
    }
    let store = api::authenticate(call, async |asked| app.api_key(asked).await).await?;
    match (path.as_slice(), &call.method) {
        (["api", "v2", "test"], &Method::GET) => Ok(stores::test()),
        (["api", "v2", "store"], &Method::GET) => stores::show(app, store).await,
        (["api", "v2", "orders"], &Method::GET) => orders::list(app, store, call).await,
        (["api", "v2", "orders" | "order", order], &Method::GET) => orders::show(app, store, order, call).await,
        (["api", "v2", "move-orders"], &Method::POST) => orders::move_all(app, store, call.body()?).await,
        (["v1", "orders", order, "history"], &Method::GET) => orders::history(app, store, order).await,
        (["v1", "keys"], &Method::GET) => keys::list(app, store).await,
        (["v1", "keys"], &Method::POST) => keys::create(app, store, call.body()?).await,
        (["v1", "keys", key], &Method::DELETE) => keys::revoke(app, store, key).await,
        (["v1", "rules"], &Method::GET) => rules::list(app, store).await,
        (["v1", "rules"], &Method::POST) => rules::create(app, store, call.body()?).await,
        (["v1", "rules", rule], &Method::GET) => rules::show(app, store, rule).await,
        (["v1", "rules", rule], &Method::PUT) => rules::replace(app, store, rule, call.body()?).await,
        (["v1", "rules", rule], &Method::DELETE) => rules::remove(app, store, rule).await,
        (["v1", "appointments"], &Method::GET) => appointments::list(app, store, call).await,
        (["v1", "appointments", id], &Method::GET) => appointments::show(app, store, id).await,
        (["v1", "appointments", id, "retry"], &Method::POST) => appointments::retry(app, store, id).await,
        (["v1", "appointments", id, "cancel"], &Method::POST) => appointments::cancel(app, store, id).await,
        (path, _) if is_known(path) => not_allowed(),
        _ => Err(Reply::not_found("Address").into()),
    }
}

/// Addresses that are there for some method; those of the ingest functions among them.
fn is_known(path: &[&str]) -> bool {
    matches!(
        path,
        ["api", "v2", "test" | "store" | "orders" | "move-orders" | "batch-shipments"]
            | ["api", "v2", "orders" | "order", _]
            | ["api", "v2", "orders" | "order", _, "shipments"]
            | ["v1", "orders", _, "history"]
            | ["v1", "keys" | "rules" | "appointments"]
            | ["v1", "keys" | "rules" | "appointments", _]
            | ["v1", "appointments", _, "retry" | "cancel"]
    )
}

fn not_allowed() -> Result<Reply, Failure> {
    Err(Reply::refusal(405, "This address does not take this method").into())
}
