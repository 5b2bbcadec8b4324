//! The calls of Shopify's GraphQL API, all at one version of it.

use std::time::Duration;

use crate::json::{Json, Node};
use crate::request::{Access, CartError, CartReply, CartRequest};

/// The version of the API that all queries are written for.
pub(super) const VERSION: &str = "2026-10";

/// A call of this query with these variables.
pub(super) fn call(access: &Access, query: &str, variables: Json) -> CartRequest {
    let url = format!("https://{}/admin/api/{VERSION}/graphql.json", access.shop);
    let body = Json::object([("query", Json::text(query)), ("variables", variables)]);
    CartRequest::post(url, &body).header("x-shopify-access-token", access.token.clone())
}

/// A query, which changes nothing.
pub(super) fn query(access: &Access, query: &str, variables: Json) -> CartRequest {
    call(access, query, variables).repeatable()
}

/// The `data` of an answer. Errors come with status 200.
pub(super) fn answer(reply: &CartReply) -> Result<Json, CartError> {
    let document = reply.document()?;
    let node = Node::root(&document);
    if let Some(error) = node.list_of("errors").first() {
        return Err(error_of(&node, error));
    }
    match document.get("data") {
        Json::Null => Err(CartError::without("data")),
        data => Ok(data.clone()),
    }
}

fn error_of(node: &Node, error: &Node) -> CartError {
    let message = error.text("message");
    match error.at(["extensions", "code"]).own_text().as_str() {
        "THROTTLED" => CartError::Retry { after: wait(&node.at(["extensions", "cost"])) },
        "INTERNAL_SERVER_ERROR" | "TIMEOUT" => CartError::Retry { after: None },
        "ACCESS_DENIED" | "SHOP_INACTIVE" => CartError::Auth { message },
        code => CartError::rejected(code, message),
    }
}

/// How long it takes until there are as many points as the query needs.
fn wait(cost: &Node) -> Option<Duration> {
    let points = |node: &Node, key: &str| node.amount(key).ok().map(domain::Money::decimal);
    let status = cost.get("throttleStatus");
    let missing = points(cost, "requestedQueryCost")?.checked_sub(points(&status, "currentlyAvailable")?)?;
    let seconds = missing.checked_div(points(&status, "restoreRate")?)?.ceil();
    u64::try_from(seconds).ok().map(|seconds| Duration::from_secs(seconds.max(1)))
}

/// What the fields of a mutation that were refused are.
pub(super) fn user_errors(mutation: &Node) -> Result<(), CartError> {
    match mutation.list_of("userErrors").first() {
        Some(error) => {
            let field: Vec<String> = error.list_of("field").iter().map(Node::own_text).collect();
            Err(CartError::rejected(field.join("."), error.text("message")))
        }
        None => Ok(()),
    }
}

/// The global id of something.
pub(super) fn gid(kind: &str, id: &str) -> String {
    if id.starts_with("gid://") { id.to_owned() } else { format!("gid://shopify/{kind}/{id}") }
}

/// The number at the end of a global id.
pub(super) fn number_of(gid: &str) -> String {
    let behind = gid.rsplit('/').next().unwrap_or_default();
    behind.split('?').next().unwrap_or_default().to_owned()
}
