//! The commerce API of Squarespace.

use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use jiff::SignedDuration;

use crate::json::{Json, Node};
use crate::request::{
    Access, CartError, CartReply, CartRequest, Cursor, Fetch, PollPage, PolledOrder, Subscription, Token,
};

const API: &str = "https://api.squarespace.com/1.0";

/// A token is good for so long.
const TOKEN_TTL: Duration = Duration::from_mins(30);

/// A poll has to name its end, which is this long behind its beginning: later than any change.
const POLLED_HOURS: i64 = 24 * 3_650;

/// The webhooks we need.
const TOPICS: [&str; 3] = ["order.create", "order.update", "extension.uninstall"];

fn signed(access: &Access, request: CartRequest) -> CartRequest {
    request.header("authorization", format!("Bearer {}", access.token))
}

/// The path of an order. Its id has letters and digits alone.
fn order_path(order_id: &str) -> String {
    let id: String = order_id.chars().filter(char::is_ascii_alphanumeric).collect();
    format!("{API}/commerce/orders/{id}")
}

/// Reads an order.
pub(super) fn order(access: &Access, order_id: &str) -> CartRequest {
    signed(access, CartRequest::get(order_path(order_id)))
}

/// Makes a fulfillment of an order.
pub(super) fn fulfill(access: &Access, order_id: &str, body: &Json) -> CartRequest {
    signed(access, CartRequest::post(format!("{}/fulfillments", order_path(order_id)), body))
}

pub(super) fn fetch(access: &Access, order_id: &str, replies: &[CartReply]) -> Result<Fetch, CartError> {
    match replies.first() {
        Some(reply) => Ok(Fetch::Order(reply.document()?)),
        None => Ok(Fetch::Ask(Box::new(order(access, order_id)))),
    }
}

/// Asks for a page of orders by when they changed: the first one by its times, each other one by its cursor alone.
pub(super) fn poll(access: &Access, cursor: &Cursor) -> CartRequest {
    let mut query = form_urlencoded::Serializer::new(String::new());
    if cursor.page.is_empty() {
        let end = cursor.since.checked_add(SignedDuration::from_hours(POLLED_HOURS)).unwrap_or(cursor.since);
        query.append_pair("modifiedAfter", &cursor.since.to_string());
        query.append_pair("modifiedBefore", &end.to_string());
    } else {
        query.append_pair("cursor", &cursor.page);
    }
    signed(access, CartRequest::get(format!("{API}/commerce/orders?{}", query.finish())))
}

pub(super) fn page(cursor: &Cursor, reply: &CartReply) -> Result<PollPage, CartError> {
    let document = reply.document()?;
    let node = Node::root(&document);
    let Json::List(_) = document.get("result") else { return Err(CartError::without("result")) };
    let polled = |node: Node| PolledOrder {
        id: node.text("id"),
        version: node.time("modifiedOn"),
        order: Some(node.json().clone()),
    };
    let orders: Vec<PolledOrder> = node.list_of("result").into_iter().map(polled).collect();
    let pagination = node.get("pagination");
    let has_more = pagination.flag("hasNextPage");
    let next = if has_more { pagination.text("nextPageCursor") } else { String::new() };
    let cursor = cursor.behind(&orders, next);
    Ok(PollPage { orders, cursor, has_more })
}

/// Asks for all webhooks at once. Squarespace makes up the secret.
pub(super) fn subscribe(access: &Access, address: &str, _: &str) -> Vec<CartRequest> {
    let topics = Json::List(TOPICS.iter().map(|topic| Json::text(*topic)).collect());
    let body = Json::object([("endpointUrl", Json::text(address)), ("topics", topics)]);
    vec![signed(access, CartRequest::post(format!("{API}/webhook_subscriptions"), &body))]
}

pub(super) fn subscribed(reply: &CartReply) -> Result<Subscription, CartError> {
    let document = reply.document()?;
    let node = Node::root(&document);
    let (id, secret) = (node.text("id"), node.text("secret"));
    if id.is_empty() || secret.is_empty() {
        return Err(CartError::without("webhook's id and secret"));
    }
    Ok(Subscription { id, secret: Some(secret) })
}

/// The next token, and the next refresh token.
pub(super) fn refresh(access: &Access) -> CartRequest {
    let keys = STANDARD.encode(format!("{}:{}", access.client_id, access.client_secret));
    let body = Json::object([
        ("grant_type", Json::text("refresh_token")),
        ("refresh_token", Json::text(access.refresh_token.clone())),
    ]);
    CartRequest::post("https://login.squarespace.com/api/1/login/oauth/provider/tokens", &body)
        .header("authorization", format!("Basic {keys}"))
}

pub(super) fn refreshed(reply: &CartReply) -> Result<Token, CartError> {
    let document = reply.document()?;
    let node = Node::root(&document);
    let access_token = node.text("access_token");
    if access_token.is_empty() {
        return Err(CartError::without("access_token"));
    }
    let refresh_token = Some(node.text("refresh_token")).filter(|token| !token.is_empty());
    Ok(Token { access_token, refresh_token, expires_in: TOKEN_TTL })
}
