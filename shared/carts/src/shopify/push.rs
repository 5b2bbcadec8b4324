//! Telling Shopify of shipments: fulfillments of its fulfillment orders.

use super::graphql::{answer, call, gid, number_of, query, user_errors};
use crate::json::{Json, Node};
use crate::request::{Access, CartError, CartReply, CartRequest, CustomerMail, PushPlan, ShipmentPush};

/// What is fulfilled. It takes some 880 points, of a thousand that one query may.
const FULFILLED: &str = "query($id: ID!) { order(id: $id) { fulfillments(first: 20) { id status \
    trackingInfo { number } fulfillmentLineItems(first: 20) { nodes { quantity lineItem { id } } } } } }";

/// What can be fulfilled, and where. It takes some 930 points.
const FULFILLABLE: &str = "query($id: ID!) { order(id: $id) { fulfillmentOrders(first: 8) { nodes { \
    id status supportedActions { action } assignedLocation { location { id } } lineItems(first: 55) { nodes { \
    id remainingQuantity lineItem { id } } } } } } }";

const FULFILL: &str = "mutation($fulfillment: FulfillmentInput!) { fulfillmentCreate(fulfillment: $fulfillment) { \
    fulfillment { id } userErrors { field message } } }";

/// Asks what is fulfilled, and what can be.
pub(super) fn look(access: &Access, push: &ShipmentPush) -> Vec<CartRequest> {
    let ask = |text: &str| query(access, text, Json::object([("id", Json::text(gid("Order", &push.order_id)))]));
    vec![ask(FULFILLED), ask(FULFILLABLE)]
}

/// What is still to be fulfilled of one line.
struct Wanted {
    line_id: String,
    quantity: u32,
}

/// Some of one fulfillment order, at one location.
struct Part {
    location: String,
    order: String,
    lines: Vec<(String, u32)>,
}

/// What of the parcel is not fulfilled yet, a call for each location: Shopify joins no two of them.
pub(super) fn plan(access: &Access, push: &ShipmentPush, replies: &[CartReply]) -> Result<PushPlan, CartError> {
    let (fulfilled, fulfillable) = (answer(CartReply::at(replies, 0)?)?, answer(CartReply::at(replies, 1)?)?);
    let (fulfilled, fulfillable) = (Node::root(&fulfilled).get("order"), Node::root(&fulfillable).get("order"));
    if fulfilled.is_null() || fulfillable.is_null() {
        return Err(CartError::Gone);
    }
    let mut wanted: Vec<Wanted> =
        push.lines.iter().map(|line| Wanted { line_id: line.line_id.clone(), quantity: line.quantity }).collect();
    let found = take_fulfilled(&fulfilled, push, &mut wanted);
    let parts = take_fulfillable(&fulfillable, &mut wanted);
    let left: u32 = wanted.iter().map(|wanted| wanted.quantity).fold(0, u32::saturating_add);
    if parts.is_empty() && left > 0 && found.is_empty() {
        let message = "nothing of this parcel can be fulfilled there: it is fulfilled, on hold or canceled";
        return Err(CartError::rejected("fulfillmentOrders", message));
    }
    let mut locations: Vec<&str> = parts.iter().map(|part| part.location.as_str()).collect();
    locations.dedup();
    let send = |location: &str| {
        let at_location: Vec<&Part> = parts.iter().filter(|part| part.location == location).collect();
        call(access, FULFILL, Json::object([("fulfillment", fulfillment(push, &at_location))]))
    };
    let notes = (left > 0).then(|| format!("{left} of this parcel can't be fulfilled in the cart"));
    Ok(PushPlan { found, sends: locations.into_iter().map(send).collect(), notes: notes.into_iter().collect() })
}

/// The fulfillments that tell of this parcel already; what is in them is wanted no more.
fn take_fulfilled(order: &Node, push: &ShipmentPush, wanted: &mut [Wanted]) -> Vec<String> {
    let mut found = vec![];
    for entry in order.list_of("fulfillments").iter().filter(|entry| entry.text("status") != "CANCELLED") {
        let numbers: Vec<String> = entry.list_of("trackingInfo").iter().map(|info| info.text("number")).collect();
        let id = number_of(&entry.text("id"));
        let lines = entry.get("fulfillmentLineItems").list_of("nodes");
        let is_of = |wanted: &Wanted, line: &Node| number_of(&line.get("lineItem").text("id")) == wanted.line_id;
        let has_ours = lines.iter().any(|line| wanted.iter().any(|wanted| is_of(wanted, line)));
        if !has_ours || !push.is_known_as(&id, &numbers) {
            continue;
        }
        for line in &lines {
            let quantity = line.text("quantity").parse().unwrap_or(0_u32);
            for wanted in wanted.iter_mut().filter(|wanted| is_of(wanted, line)) {
                wanted.quantity = wanted.quantity.saturating_sub(quantity);
            }
        }
        found.push(id);
    }
    found
}

/// What of the wanted lines can be fulfilled, taken from the fulfillment orders in turn, those of one location together.
fn take_fulfillable(order: &Node, wanted: &mut [Wanted]) -> Vec<Part> {
    let mut parts: Vec<Part> = vec![];
    for entry in order.get("fulfillmentOrders").list_of("nodes") {
        let can = |action: &Node| action.text("action") == "CREATE_FULFILLMENT";
        if !entry.list_of("supportedActions").iter().any(can) {
            continue;
        }
        let mut lines = vec![];
        for line in entry.get("lineItems").list_of("nodes") {
            let id = number_of(&line.get("lineItem").text("id"));
            let remaining = line.text("remainingQuantity").parse().unwrap_or(0_u32);
            let Some(wanted) = wanted.iter_mut().find(|wanted| wanted.line_id == id) else { continue };
            let taken = wanted.quantity.min(remaining);
            if taken > 0 {
                wanted.quantity = wanted.quantity.saturating_sub(taken);
                lines.push((line.text("id"), taken));
            }
        }
        if !lines.is_empty() {
            let location = entry.at(["assignedLocation", "location", "id"]).own_text();
            parts.push(Part { location, order: entry.text("id"), lines });
        }
    }
    parts.sort_by(|one, other| one.location.cmp(&other.location));
    parts
}

fn fulfillment(push: &ShipmentPush, parts: &[&Part]) -> Json {
    let line = |(id, quantity): &(String, u32)| {
        Json::object([("id", Json::text(id.clone())), ("quantity", Json::whole(*quantity))])
    };
    let part = |part: &&Part| {
        Json::object([
            ("fulfillmentOrderId", Json::text(part.order.clone())),
            ("fulfillmentOrderLineItems", Json::List(part.lines.iter().map(line).collect())),
        ])
    };
    let mut input = vec![
        ("lineItemsByFulfillmentOrder", Json::List(parts.iter().map(part).collect())),
        ("notifyCustomer", Json::Bool(push.mail == CustomerMail::Send)),
    ];
    if !push.number().is_empty() {
        input.push(("trackingInfo", tracking(push)));
    }
    Json::Object(input.into_iter().map(|(key, value)| (key.to_owned(), value)).collect())
}

fn tracking(push: &ShipmentPush) -> Json {
    let entries = [
        ("company", company(&push.shipment.carrier_code)),
        ("number", push.number()),
        ("url", push.shipment.tracking_url.as_str()),
    ];
    let filled = entries.into_iter().filter(|(_, text)| !text.is_empty());
    Json::Object(filled.map(|(key, text)| (key.to_owned(), Json::text(text))).collect())
}

/// Shopify's own name for a carrier, by which it makes links; else the name as it is.
fn company(carrier: &str) -> &str {
    match carrier {
        "DHL" => "DHL Express",
        "Deutsche Post" => "Deutsche Post (EN)",
        other => other,
    }
}

pub(super) fn read(reply: &CartReply) -> Result<Option<String>, CartError> {
    let data = answer(reply)?;
    let mutation = Node::root(&data).get("fulfillmentCreate");
    user_errors(&mutation)?;
    Ok(Some(number_of(&mutation.get("fulfillment").text("id"))).filter(|id| !id.is_empty()))
}
