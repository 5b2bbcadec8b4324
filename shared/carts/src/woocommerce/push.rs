//! Telling a WooCommerce shop of shipments, in the way that it can take them.

use std::iter;

use domain::time::date_text;

use super::api::{get, order_path, signed, url};
use crate::json::{Json, Node};
use crate::request::{
    Access, CartError, CartReply, CartRequest, CustomerMail, PushPlan, PushedLine, ShipmentPush, TrackingWay,
};

/// Where the shop keeps what it is told, by its way.
fn path(access: &Access, push: &ShipmentPush) -> String {
    let of_plugin = |plugin: &str| {
        let id: String = push.order_id.chars().filter(char::is_ascii_digit).collect();
        format!("/{plugin}/v3/orders/{id}/shipment-trackings")
    };
    match access.tracking_way {
        TrackingWay::Fulfillments => order_path(&push.order_id, "/fulfillments"),
        TrackingWay::ShipmentTracking => of_plugin("wc-shipment-tracking"),
        TrackingWay::AdvancedShipmentTracking => of_plugin("wc-ast"),
        TrackingWay::OrderNote => order_path(&push.order_id, "/notes"),
    }
}

/// Asks what the shop was told already, and where the order is to be completed how it stands.
pub(super) fn look(access: &Access, push: &ShipmentPush) -> Vec<CartRequest> {
    let entries = get(access, &path(access, push), &[]);
    let order = push.completes.then(|| get(access, &order_path(&push.order_id, ""), &[]));
    iter::once(entries).chain(order).collect()
}

/// The tracking number first, and then that the order is completed: the mail that the shop sends then has the number. An
/// order that was canceled or paid back meanwhile is not made a completed one.
pub(super) fn plan(access: &Access, push: &ShipmentPush, replies: &[CartReply]) -> Result<PushPlan, CartError> {
    let document = CartReply::at(replies, 0)?.document()?;
    let found: Vec<String> =
        Node::root(&document).list().iter().filter(|entry| is_told(access, push, entry)).map(id_of).collect();
    let mut plan = PushPlan { found, ..PushPlan::default() };
    if plan.found.is_empty() {
        plan.sends.push(tell(access, push));
    }
    if !push.completes {
        return Ok(plan);
    }
    let order = CartReply::at(replies, 1)?.document()?;
    match Node::root(&order).text("status").as_str() {
        "completed" => {}
        status @ ("cancelled" | "refunded" | "failed" | "trash") => {
            plan.notes.push(format!("The order is not completed in the shop, where it is {status}"));
        }
        _ => plan.sends.push(complete(access, push)),
    }
    Ok(plan)
}

fn complete(access: &Access, push: &ShipmentPush) -> CartRequest {
    let body = Json::object([("status", Json::text("completed"))]);
    signed(access, CartRequest::put(url(access, &order_path(&push.order_id, ""), &[]), &body))
}

/// Whether an entry of what the shop was told is this shipment.
fn is_told(access: &Access, push: &ShipmentPush, entry: &Node) -> bool {
    match access.tracking_way {
        TrackingWay::OrderNote => entry.text("note") == note(push),
        TrackingWay::Fulfillments => push.is_known_as(&id_of(entry), &[meta(entry, "_tracking_number")]),
        TrackingWay::ShipmentTracking | TrackingWay::AdvancedShipmentTracking => {
            push.is_known_as(&id_of(entry), &[entry.text("tracking_number")])
        }
    }
}

fn meta(entry: &Node, key: &str) -> String {
    let found = entry.list_of("meta_data").into_iter().find(|meta| meta.text("key") == key);
    found.map(|meta| meta.text("value")).unwrap_or_default()
}

fn id_of(entry: &Node) -> String {
    entry.first_text(&["tracking_id", "fulfillment_id", "id"])
}

fn tell(access: &Access, push: &ShipmentPush) -> CartRequest {
    let notify = if push.mail == CustomerMail::Send { "true" } else { "false" };
    let (query, body) = match access.tracking_way {
        TrackingWay::Fulfillments => (vec![("notify_customer", notify)], fulfillment(push)),
        TrackingWay::ShipmentTracking => (vec![], custom_tracking(push)),
        TrackingWay::AdvancedShipmentTracking => (vec![], provider_tracking(push)),
        TrackingWay::OrderNote => (vec![], order_note(push)),
    };
    signed(access, CartRequest::post(url(access, &path(access, push), &query), &body))
}

fn fulfillment(push: &ShipmentPush) -> Json {
    let entry = |key: &str, value: Json| Json::object([("key", Json::text(key)), ("value", value)]);
    let item = |line: &PushedLine| {
        Json::object([("item_id", Json::id(&line.line_id)), ("qty", Json::whole(line.quantity))])
    };
    let mut meta = vec![entry("_items", Json::List(push.lines.iter().map(item).collect()))];
    let texts = [
        ("_tracking_number", push.number()),
        ("_shipment_provider", push.shipment.carrier_code.as_str()),
        ("_tracking_url", push.shipment.tracking_url.as_str()),
    ];
    let filled = texts.into_iter().filter(|(_, text)| !text.is_empty());
    meta.extend(filled.map(|(key, text)| entry(key, Json::text(text))));
    Json::object([
        ("status", Json::text("fulfilled")),
        ("is_fulfilled", Json::Bool(true)),
        ("meta_data", Json::List(meta)),
    ])
}

/// A carrier of the shop's own, as its list of carriers is not ours.
fn custom_tracking(push: &ShipmentPush) -> Json {
    Json::object([
        ("custom_tracking_provider", Json::text(carrier(push))),
        ("custom_tracking_link", Json::text(push.shipment.tracking_url.clone())),
        ("tracking_number", Json::text(push.shipment.tracking_number.clone())),
        ("date_shipped", Json::text(date_text(push.shipment.date_shipped))),
    ])
}

fn provider_tracking(push: &ShipmentPush) -> Json {
    Json::object([
        ("tracking_provider", Json::text(carrier(push))),
        ("tracking_number", Json::text(push.shipment.tracking_number.clone())),
        ("date_shipped", Json::text(date_text(push.shipment.date_shipped))),
        ("replace_tracking", Json::whole(0)),
    ])
}

fn carrier(push: &ShipmentPush) -> String {
    let carrier = &push.shipment.carrier_code;
    if carrier.is_empty() { "Carrier".to_owned() } else { carrier.clone() }
}

fn order_note(push: &ShipmentPush) -> Json {
    let is_for_customer = push.mail == CustomerMail::Send;
    Json::object([("note", Json::text(note(push))), ("customer_note", Json::Bool(is_for_customer))])
}

/// The same words each time, by which the note is known again.
fn note(push: &ShipmentPush) -> String {
    let carrier = &push.shipment.carrier_code;
    let by = if carrier.is_empty() { String::new() } else { format!(" by {carrier}") };
    let day = date_text(push.shipment.date_shipped);
    let number = push.number();
    if number.is_empty() { format!("Shipped{by} on {day}") } else { format!("Shipped{by} on {day}: {number}") }
}

/// The shop's id of what it was told; none for the order itself.
pub(super) fn read(reply: &CartReply) -> Result<Option<String>, CartError> {
    let document = reply.document()?;
    let node = Node::root(&document);
    let is_order = !node.get("line_items").is_null();
    Ok(Some(id_of(&node)).filter(|id| !is_order && !id.is_empty()))
}
