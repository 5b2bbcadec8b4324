//! The REST API of BigCommerce.

use domain::Money;

use crate::json::{Json, Node};
use crate::request::{
    Access, CartError, CartReply, CartRequest, Cursor, Fetch, PollPage, PolledOrder, Subscription,
};

/// So many parts of an order are on a page; more are not given.
const PART_PAGE_SIZE: usize = 250;

/// An order has at most a thousand items, which are on so many pages, and one more says that there are none behind them.
const MAX_PART_PAGES: usize = 5;

/// So many orders are on a page of a poll.
const PAGE_SIZE: usize = 50;

/// The webhooks we need.
const SCOPES: [&str; 6] = [
    "store/order/created",
    "store/order/updated",
    "store/order/statusUpdated",
    "store/order/refund/created",
    "store/shipment/created",
    "store/shipment/updated",
];

fn url(access: &Access, path: &str) -> String {
    format!("https://api.bigcommerce.com/stores/{}/{path}", access.shop)
}

fn signed(access: &Access, request: CartRequest) -> CartRequest {
    request.header("x-auth-token", access.token.clone())
}

/// Reads something of the API. Without `accept`, which every request has, it would be XML.
fn get(access: &Access, path: &str) -> CartRequest {
    signed(access, CartRequest::get(url(access, path)))
}

/// Makes something.
fn post(access: &Access, path: &str, body: &Json) -> CartRequest {
    signed(access, CartRequest::post(url(access, path), body))
}

/// The path of an order. Its id has digits alone.
fn order_path(order_id: &str) -> String {
    let id: String = order_id.chars().filter(char::is_ascii_digit).collect();
    format!("v2/orders/{id}")
}

/// The shipments of an order.
pub(super) fn shipments(access: &Access, order_id: &str) -> CartRequest {
    get(access, &format!("{}/shipments?limit={PART_PAGE_SIZE}", order_path(order_id)))
}

/// Adds a shipment to an order.
pub(super) fn ship(access: &Access, order_id: &str, body: &Json) -> CartRequest {
    post(access, &format!("{}/shipments", order_path(order_id)), body)
}

/// The order itself, its lines page by page, its addresses, and its shipments where it has some. Parts that there are none
/// of are answered with 204.
pub(super) fn fetch(access: &Access, order_id: &str, replies: &[CartReply]) -> Result<Fetch, CartError> {
    let path = order_path(order_id);
    let ask = |request: CartRequest| Ok(Fetch::Ask(Box::new(request)));
    let Some((first, mut rest)) = replies.split_first() else {
        return ask(get(access, &path));
    };
    let Json::Object(mut order) = first.document()? else { return Err(CartError::without("order")) };
    let mut products = vec![];
    for page in 1..=MAX_PART_PAGES {
        let Some((reply, behind)) = rest.split_first() else {
            return ask(get(access, &format!("{path}/products?limit={PART_PAGE_SIZE}&page={page}")));
        };
        let lines = list(reply)?;
        let is_last = lines.len() < PART_PAGE_SIZE;
        products.extend(lines);
        rest = behind;
        if is_last {
            break;
        }
    }
    let Some((reply, behind)) = rest.split_first() else {
        return ask(get(access, &format!("{path}/shipping_addresses?limit={PART_PAGE_SIZE}")));
    };
    let addresses = list(reply)?;
    let has_shipments = order.get("items_shipped").is_some_and(|count| Node::root(count).own_amount() != Ok(Some(Money::default())));
    let shipped = match behind.first() {
        Some(reply) => list(reply)?,
        None if has_shipments => return ask(shipments(access, order_id)),
        None => vec![],
    };
    for (key, entries) in [("products", products), ("shipping_addresses", addresses), ("shipments", shipped)] {
        order.insert(key.to_owned(), Json::List(entries));
    }
    Ok(Fetch::Order(Json::Object(order)))
}

/// The entries of a list; none of an answer without a body.
pub(super) fn list(reply: &CartReply) -> Result<Vec<Json>, CartError> {
    match reply.document()? {
        Json::List(entries) => Ok(entries),
        Json::Null => Ok(vec![]),
        _ => Err(CartError::without("list")),
    }
}

/// Asks for a page of orders by when they changed.
pub(super) fn poll(access: &Access, cursor: &Cursor) -> CartRequest {
    let (since, page) = (cursor.since.strftime("%Y-%m-%dT%H:%M:%SZ"), cursor.number());
    let query = format!("min_date_modified={since}&sort=date_modified:asc&limit={PAGE_SIZE}&page={page}");
    get(access, &format!("v2/orders?{query}"))
}

pub(super) fn page(cursor: &Cursor, reply: &CartReply) -> Result<PollPage, CartError> {
    let polled = |entry: &Json| {
        let node = Node::root(entry);
        PolledOrder { id: node.text("id"), version: node.time("date_modified"), order: None }
    };
    let orders = list(reply)?.iter().map(polled).collect();
    Ok(PollPage::sorted(cursor, orders, PAGE_SIZE))
}

/// Asks for one webhook each. They are signed with the app's own secret.
pub(super) fn subscribe(access: &Access, address: &str, _: &str) -> Vec<CartRequest> {
    let request = |scope: &&str| {
        let body = Json::object([
            ("scope", Json::text(*scope)),
            ("destination", Json::text(address)),
            ("is_active", Json::Bool(true)),
        ]);
        post(access, "v3/hooks", &body)
    };
    SCOPES.iter().map(request).collect()
}

pub(super) fn subscribed(reply: &CartReply) -> Result<Subscription, CartError> {
    let document = reply.document()?;
    match Node::root(&document).get("data").text("id") {
        id if id.is_empty() => Err(CartError::without("webhook's id")),
        id => Ok(Subscription { id, secret: None }),
    }
}

/// Switches a webhook on that was switched off after failures, or as nothing happened for ninety days.
pub(super) fn enable(access: &Access, id: &str, address: &str) -> CartRequest {
    let body = Json::object([("destination", Json::text(address)), ("is_active", Json::Bool(true))]);
    signed(access, CartRequest::put(url(access, &format!("v3/hooks/{id}")), &body))
}

/// Gives an order a status, by its number.
pub(super) fn set_status(access: &Access, order_id: &str, status: &str) -> CartRequest {
    let number: u8 = status.trim().parse().unwrap_or_default();
    let body = Json::object([("status_id", Json::Number(number.to_string()))]);
    signed(access, CartRequest::put(url(access, &order_path(order_id)), &body))
}

/// There are statuses from 0 to 14.
pub(super) fn is_status(status: &str) -> bool {
    let status = status.trim();
    status.bytes().all(|byte| byte.is_ascii_digit()) && status.parse::<u8>().is_ok_and(|number| number <= 14)
}
