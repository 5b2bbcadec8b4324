//! The REST API of a WooCommerce shop.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use crate::json::{Json, Node};
use crate::request::{
    Access, CartError, CartReply, CartRequest, Cursor, Fetch, PollPage, PolledOrder, Subscription, TrackingWay,
};

/// So many orders are on a page.
const PAGE_SIZE: usize = 50;

/// How a shop without permanent links is addressed: what follows is the path.
const PLAIN: &str = "?rest_route=";

/// The webhooks we need.
const TOPICS: [&str; 4] = ["order.created", "order.updated", "order.deleted", "order.restored"];

/// The address of a path of the API.
pub(super) fn url(access: &Access, path: &str, query: &[(&str, &str)]) -> String {
    let shop = access.shop.trim_end_matches('/');
    let (mut url, mut separator) = match shop.strip_suffix(PLAIN) {
        Some(_) => (format!("{shop}{path}"), '&'),
        None => (format!("{shop}/wp-json{path}"), '?'),
    };
    let mut pairs = form_urlencoded::Serializer::new(String::new());
    pairs.extend_pairs(query);
    let pairs = pairs.finish();
    if !pairs.is_empty() {
        url.push(std::mem::replace(&mut separator, '&'));
        url.push_str(&pairs);
    }
    url
}

/// A request with the shop's keys.
pub(super) fn signed(access: &Access, request: CartRequest) -> CartRequest {
    let keys = STANDARD.encode(format!("{}:{}", access.client_id, access.client_secret));
    request.header("authorization", format!("Basic {keys}"))
}

pub(super) fn get(access: &Access, path: &str, query: &[(&str, &str)]) -> CartRequest {
    signed(access, CartRequest::get(url(access, path, query)))
}

/// The path of something of an order.
pub(super) fn order_path(order_id: &str, behind: &str) -> String {
    let id: String = order_id.chars().filter(char::is_ascii_digit).collect();
    format!("/wc/v3/orders/{id}{behind}")
}

pub(super) fn fetch(access: &Access, order_id: &str, replies: &[CartReply]) -> Result<Fetch, CartError> {
    match replies.first() {
        Some(reply) => Ok(Fetch::Order(reply.document()?)),
        None => Ok(Fetch::Ask(Box::new(get(access, &order_path(order_id, ""), &[])))),
    }
}

/// Asks for a page of orders by when they changed. What changed at the cursor's second is on it, too.
pub(super) fn poll(access: &Access, cursor: &Cursor) -> CartRequest {
    let since = cursor.since.checked_sub(jiff::SignedDuration::from_secs(1)).unwrap_or(cursor.since);
    let since = since.strftime("%Y-%m-%dT%H:%M:%S").to_string();
    let (size, page) = (PAGE_SIZE.to_string(), cursor.number().to_string());
    let query = [
        ("modified_after", since.as_str()),
        ("dates_are_gmt", "true"),
        ("orderby", "modified"),
        ("order", "asc"),
        ("status", "any"),
        ("per_page", &size),
        ("page", &page),
    ];
    get(access, "/wc/v3/orders", &query)
}

pub(super) fn page(cursor: &Cursor, reply: &CartReply) -> Result<PollPage, CartError> {
    let document = reply.document()?;
    let polled = |node: Node| PolledOrder {
        id: node.text("id"),
        version: node.time("date_modified_gmt"),
        order: Some(node.json().clone()),
    };
    let Json::List(_) = document else { return Err(CartError::without("list of orders")) };
    let orders = Node::root(&document).list().into_iter().map(polled).collect();
    Ok(PollPage::sorted(cursor, orders, PAGE_SIZE))
}

pub(super) fn subscribe(access: &Access, address: &str, secret: &str) -> Vec<CartRequest> {
    let request = |topic: &&str| {
        let body = Json::object([
            ("name", Json::text(format!("Waybill {topic}"))),
            ("topic", Json::text(*topic)),
            ("delivery_url", Json::text(address)),
            ("secret", Json::text(secret)),
        ]);
        signed(access, CartRequest::post(url(access, "/wc/v3/webhooks", &[]), &body))
    };
    TOPICS.iter().map(request).collect()
}

pub(super) fn subscribed(reply: &CartReply) -> Result<Subscription, CartError> {
    let document = reply.document()?;
    match Node::root(&document).text("id") {
        id if id.is_empty() => Err(CartError::without("webhook's id")),
        id => Ok(Subscription { id, secret: None }),
    }
}

/// Switches a webhook on that the shop switched off after failures.
pub(super) fn enable(access: &Access, id: &str, secret: &str) -> CartRequest {
    // What it signs with may have been replaced since.
    let body = Json::object([("status", Json::text("active")), ("secret", Json::text(secret))]);
    signed(access, CartRequest::put(url(access, &format!("/wc/v3/webhooks/{id}"), &[]), &body))
}

/// Asks which parts the shop's API has.
pub(super) fn probe(access: &Access) -> CartRequest {
    get(access, "/", &[])
}

/// The best way there is to hand over tracking numbers.
pub(super) fn probed(reply: &CartReply) -> Result<TrackingWay, CartError> {
    let document = reply.document()?;
    let node = Node::root(&document);
    let has_part = |name: &str| node.list_of("namespaces").iter().any(|part| part.own_text() == name);
    let is_fulfillments = |route: &str| route.starts_with("/wc/v3/orders/") && route.ends_with("/fulfillments");
    if node.get("routes").entries().iter().any(|(route, _)| is_fulfillments(route)) {
        return Ok(TrackingWay::Fulfillments);
    }
    if has_part("wc-shipment-tracking/v3") {
        return Ok(TrackingWay::ShipmentTracking);
    }
    Ok(if has_part("wc-ast/v3") { TrackingWay::AdvancedShipmentTracking } else { TrackingWay::OrderNote })
}

/// Gives an order a status.
pub(super) fn set_status(access: &Access, order_id: &str, status: &str) -> CartRequest {
    let body = Json::object([("status", Json::text(status.trim()))]);
    signed(access, CartRequest::put(url(access, &order_path(order_id, ""), &[]), &body))
}

/// A status is a word of the shop's or of one of its plugins'.
pub(super) fn is_status(status: &str) -> bool {
    let status = status.trim();
    let is_letter = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"-_".contains(&byte);
    !status.is_empty() && status.bytes().all(is_letter)
}
