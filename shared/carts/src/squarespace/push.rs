//! Telling Squarespace of shipments: whatever is told first makes the whole order fulfilled.

use super::api::{fulfill, order};
use crate::json::{Json, Node};
use crate::request::{Access, CartError, CartReply, CartRequest, CustomerMail, PushPlan, ShipmentPush};

/// What stands for the name of the carrier's product where nobody knows it: there must be one.
const USUAL_PRODUCT: &str = "Standard";

/// Asks for the order, which has its fulfillments.
pub(super) fn look(access: &Access, push: &ShipmentPush) -> Vec<CartRequest> {
    vec![order(access, &push.order_id)]
}

/// The parcel, unless a fulfillment has its number already.
pub(super) fn plan(access: &Access, push: &ShipmentPush, replies: &[CartReply]) -> Result<PushPlan, CartError> {
    let document = CartReply::at(replies, 0)?.document()?;
    let node = Node::root(&document);
    if node.text("fulfillmentStatus") == "CANCELED" {
        return Err(CartError::rejected("fulfillmentStatus", "the order is canceled there"));
    }
    let is_told = |entry: &&Node| push.is_known_as("", &[entry.text("trackingNumber")]);
    if let Some(entry) = node.list_of("fulfillments").iter().find(is_told) {
        return Ok(PushPlan { found: vec![entry.text("trackingNumber")], ..PushPlan::default() });
    }
    let body = Json::object([
        ("shouldSendNotification", Json::Bool(push.mail == CustomerMail::Send)),
        ("shipments", Json::List(vec![shipment(push)])),
    ]);
    let warning = "Squarespace takes the whole order for fulfilled, although something is left to ship";
    let notes = if push.completes { vec![] } else { vec![warning.to_owned()] };
    Ok(PushPlan { found: vec![], sends: vec![fulfill(access, &push.order_id, &body)], notes })
}

fn shipment(push: &ShipmentPush) -> Json {
    let shipment = &push.shipment;
    let or = |text: &str, usual: &str| if text.is_empty() { usual.to_owned() } else { text.to_owned() };
    let mut entries = vec![
        ("shipDate", shipment.date_shipped.to_string()),
        ("carrierName", or(&shipment.carrier_code, "Other")),
        ("service", or(&shipment.shipment_method, USUAL_PRODUCT)),
        ("trackingNumber", push.number().to_owned()),
    ];
    if !shipment.tracking_url.is_empty() {
        entries.push(("trackingUrl", shipment.tracking_url.clone()));
    }
    Json::Object(entries.into_iter().map(|(key, text)| (key.to_owned(), Json::text(text))).collect())
}

/// It answers without a body, and its fulfillments have no ids.
pub(super) fn read(reply: &CartReply) -> Result<Option<String>, CartError> {
    reply.document().map(|_| None)
}
