//! Fulfillment orders, which say what is to go from which location, and fulfillments of them.

use serde_json::{Value, json};

use super::node::{self, gid, number_of};
use crate::reading::{list_of, push, set, text_of, whole_of};
use crate::shop::{ShippedItem, ShippedParcel, Shop};

/// Where an order that is put in may say from which locations its lines go.
pub(super) const LOCATIONS: &str = "fulfillment_orders";

/// Where they stand in an order that is kept: a list of `{id, location, lines: [{id, line_id, total, remaining}]}`. An
/// order that was read here can be put in again.
pub(super) const WRITTEN: &str = "_fulfillment_orders";

/// Where lines go from when nothing else is said.
const USUAL_LOCATION: u64 = 11;

/// The fulfillment orders of a new order: by its locations where it names some, else one of all that is to be shipped.
pub(super) fn orders_of(shop: &mut Shop, order: &Value, locations: Option<&Value>) -> Value {
    let all: Vec<Value> = list_of(order, "line_items")
        .iter()
        .filter(|line| line.get("requires_shipping") == Some(&Value::Bool(true)))
        .map(|line| json!({"id": text_of(line, "id"), "quantity": line.get("current_quantity").or_else(|| line.get("quantity"))}))
        .collect();
    let usual = json!([{"location": USUAL_LOCATION, "lines": all}]);
    let locations = locations.and_then(Value::as_array).or_else(|| usual.as_array()).cloned().unwrap_or_default();
    let mut orders = vec![];
    for location in locations {
        let lines: Vec<Value> = list_of(&location, "lines")
            .iter()
            .map(|line| {
                let quantity = whole_of(line, "quantity");
                json!({"id": shop.next_id(), "line_id": text_of(line, "id"), "total": quantity, "remaining": quantity})
            })
            .collect();
        let status = location.get("status").cloned().unwrap_or(json!("OPEN"));
        orders.push(
            json!({"id": shop.next_id(), "location": location.get("location"), "status": status, "lines": lines}),
        );
    }
    Value::Array(orders)
}

fn remaining(order: &Value) -> u64 {
    list_of(order, "lines").iter().map(|line| whole_of(line, "remaining")).sum()
}

/// The fulfillment orders by the names of the schema.
pub(super) fn nodes(order: &Value, line_node: impl Fn(&str) -> Value) -> Value {
    let one = |it: &Value| {
        let status = if remaining(it) == 0 { "CLOSED".to_owned() } else { text_of(it, "status") };
        let actions = match status.as_str() {
            "OPEN" | "IN_PROGRESS" => json!([{"action": "CREATE_FULFILLMENT"}, {"action": "HOLD"}]),
            "ON_HOLD" => json!([{"action": "RELEASE_HOLD"}]),
            _ => json!([]),
        };
        let line = |it: &Value| {
            json!({
                "id": gid("FulfillmentOrderLineItem", &text_of(it, "id")),
                "remainingQuantity": whole_of(it, "remaining"),
                "totalQuantity": whole_of(it, "total"),
                "lineItem": line_node(&text_of(it, "line_id")),
            })
        };
        let location = json!({"id": gid("Location", &text_of(it, "location")), "name": "A warehouse"});
        json!({
            "id": gid("FulfillmentOrder", &text_of(it, "id")),
            "status": status,
            "supportedActions": actions,
            "assignedLocation": {"name": "A warehouse", "location": location},
            "lineItems": list_of(it, "lines").iter().map(line).collect::<Vec<_>>(),
        })
    };
    list_of(order, WRITTEN).iter().map(one).collect()
}

/// What is taken of a fulfillment order: its id, its lines' ids, and how many of each.
struct Part {
    order: String,
    lines: Vec<(String, u64)>,
}

fn refused(message: &str) -> Value {
    json!({"fulfillment": null, "userErrors": [{"field": ["fulfillment"], "message": message}]})
}

/// Makes a fulfillment. What is wrong with it is said in `userErrors`.
pub(super) fn create(shop: &mut Shop, input: &Value) -> Value {
    let parts: Vec<Part> = list_of(input, "lineItemsByFulfillmentOrder").iter().map(part).collect();
    let is_of = |order: &Value, part: &Part| list_of(order, WRITTEN).iter().any(|it| text_of(it, "id") == part.order);
    let owner = parts.first().and_then(|part| shop.orders.iter().find(|(_, order)| is_of(order, part)));
    let Some((order_id, order)) = owner.map(|(id, order)| (id.clone(), order.clone())) else {
        return refused("Fulfillment order does not exist.");
    };
    if let Some(message) = fault(&order, &parts) {
        return refused(&message);
    }
    let (fulfillment_id, now) = (shop.next_id(), shop.now().to_string());
    let mut order = order;
    let items = take(&mut order, &parts);
    let written = fulfillment(input, &items, (fulfillment_id, &order_id, &now));
    push(&mut order, "fulfillments", written.clone());
    let is_left = list_of(&order, WRITTEN).iter().any(|it| remaining(it) > 0);
    set(&mut order, "fulfillment_status", if is_left { "partial" } else { "fulfilled" });
    set(&mut order, "updated_at", now);
    let node = node::fulfillment(&order, &written);
    shop.orders.insert(order_id.clone(), order);
    let tracking = input.get("trackingInfo").cloned().unwrap_or_default();
    let parcel = ShippedParcel {
        id: fulfillment_id.to_string(),
        tracking_number: text_of(&tracking, "number"),
        carrier: text_of(&tracking, "company"),
        items,
        is_mailed: input.get("notifyCustomer") == Some(&Value::Bool(true)),
        written,
    };
    shop.add_parcel(&order_id, parcel);
    json!({"fulfillment": node, "userErrors": []})
}

fn part(input: &Value) -> Part {
    let line = |it: &Value| (number_of(&text_of(it, "id")).to_owned(), whole_of(it, "quantity"));
    Part {
        order: number_of(&text_of(input, "fulfillmentOrderId")).to_owned(),
        lines: list_of(input, "fulfillmentOrderLineItems").iter().map(line).collect(),
    }
}

/// All parts are of one order and one location, open, and of no more than is left.
fn fault(order: &Value, parts: &[Part]) -> Option<String> {
    let mut locations = vec![];
    for part in parts {
        let found = list_of(order, WRITTEN).iter().find(|it| text_of(it, "id") == part.order);
        let Some(found) = found else {
            return Some("All fulfillment orders must belong to the same order.".to_owned());
        };
        if text_of(found, "status") != "OPEN" || remaining(found) == 0 {
            return Some(format!("Fulfillment order {} has an unfulfillable status= closed.", part.order));
        }
        for (line_id, quantity) in &part.lines {
            let line = list_of(found, "lines").iter().find(|it| text_of(it, "id") == *line_id);
            if line.is_none_or(|line| *quantity == 0 || *quantity > whole_of(line, "remaining")) {
                return Some("Invalid fulfillment order line item quantity requested.".to_owned());
            }
        }
        locations.push(text_of(found, "location"));
    }
    locations.dedup();
    (locations.len() > 1).then(|| "All fulfillment orders must be assigned to the same location.".to_owned())
}

/// Takes the parts off what remains. A fulfillment order without lines is taken whole.
fn take(order: &mut Value, parts: &[Part]) -> Vec<ShippedItem> {
    let mut items: Vec<ShippedItem> = vec![];
    for entry in order.get_mut(WRITTEN).and_then(Value::as_array_mut).into_iter().flatten() {
        let Some(part) = parts.iter().find(|part| part.order == text_of(entry, "id")) else { continue };
        for line in entry.get_mut("lines").and_then(Value::as_array_mut).into_iter().flatten() {
            let named = part.lines.iter().find(|(id, _)| *id == text_of(line, "id")).map(|(_, quantity)| *quantity);
            let left = whole_of(line, "remaining");
            let taken = if part.lines.is_empty() { left } else { named.unwrap_or(0) };
            set(line, "remaining", left.saturating_sub(taken));
            if taken > 0 {
                items.push(ShippedItem { line_id: text_of(line, "line_id"), quantity: taken });
            }
        }
    }
    items
}

/// A fulfillment as webhooks write it.
fn fulfillment(input: &Value, items: &[ShippedItem], (id, order_id, now): (u64, &str, &str)) -> Value {
    let tracking = input.get("trackingInfo").cloned().unwrap_or_default();
    let one = |key: &str| Some(text_of(&tracking, key)).filter(|text| !text.is_empty());
    let line =
        |item: &ShippedItem| json!({"id": item.line_id.parse::<u64>().unwrap_or_default(), "quantity": item.quantity});
    json!({
        "id": id,
        "order_id": order_id.parse::<u64>().unwrap_or_default(),
        "status": "success",
        "created_at": now,
        "updated_at": now,
        "tracking_company": one("company"),
        "tracking_number": one("number"),
        "tracking_numbers": one("number").into_iter().collect::<Vec<_>>(),
        "tracking_url": one("url"),
        "tracking_urls": one("url").into_iter().collect::<Vec<_>>(),
        "line_items": items.iter().map(line).collect::<Vec<_>>(),
    })
}
