//! Telling BigCommerce of shipments, each with its items.

use super::api::{list, ship, shipments};
use super::map::ADDRESS_ID;
use crate::json::{Json, Node};
use crate::request::{Access, CartError, CartReply, CartRequest, PushPlan, PushedLine, ShipmentPush};

/// Carriers it makes links for, by our names and by its own.
const PROVIDERS: [(&str, &str); 6] = [
    ("UPS", "ups"),
    ("USPS", "usps"),
    ("FedEx", "fedex"),
    ("Canada Post", "canadapost"),
    ("Royal Mail", "royalmail"),
    ("Australia Post", "auspost"),
];

/// Asks which shipments the order has.
pub(super) fn look(access: &Access, push: &ShipmentPush) -> Vec<CartRequest> {
    vec![shipments(access, &push.order_id)]
}

/// What of the parcel the order has no shipment of yet, one for each address.
pub(super) fn plan(access: &Access, push: &ShipmentPush, replies: &[CartReply]) -> Result<PushPlan, CartError> {
    let there = list(CartReply::at(replies, 0)?)?;
    let mut wanted = push.lines.clone();
    let mut found = vec![];
    for entry in &there {
        let node = Node::root(entry);
        let items = node.list_of("items");
        let is_of = |line: &PushedLine, item: &Node| item.text("order_product_id") == line.line_id;
        let has_ours = items.iter().any(|item| wanted.iter().any(|line| is_of(line, item)));
        if !has_ours || !push.is_known_as(&node.text("id"), &[node.text("tracking_number")]) {
            continue;
        }
        for item in &items {
            let quantity = item.text("quantity").parse().unwrap_or(0_u32);
            for line in wanted.iter_mut().filter(|line| is_of(line, item)) {
                line.quantity = line.quantity.saturating_sub(quantity);
            }
        }
        found.push(node.text("id"));
    }
    let mut sends = vec![];
    for address in addresses(&wanted) {
        let lines: Vec<&PushedLine> =
            wanted.iter().filter(|line| line.quantity > 0 && address_of(line) == address).collect();
        sends.push(ship(access, &push.order_id, &shipment(push, &address, &lines)));
    }
    Ok(PushPlan { found, sends, notes: vec![] })
}

/// The addresses that something is left to be sent to. What is not shipped has the address 0.
fn addresses(lines: &[PushedLine]) -> Vec<String> {
    let mut addresses: Vec<String> = vec![];
    for line in lines.iter().filter(|line| line.quantity > 0) {
        let address = address_of(line);
        if !matches!(address.as_str(), "" | "0") && !addresses.contains(&address) {
            addresses.push(address);
        }
    }
    addresses
}

fn address_of(line: &PushedLine) -> String {
    line.metadata.get(ADDRESS_ID).cloned().unwrap_or_default()
}

fn shipment(push: &ShipmentPush, address: &str, lines: &[&PushedLine]) -> Json {
    let item = |line: &&PushedLine| {
        Json::object([("order_product_id", Json::id(&line.line_id)), ("quantity", Json::whole(line.quantity))])
    };
    let carrier = &push.shipment.carrier_code;
    let provider = PROVIDERS.iter().find(|(known, _)| known == carrier).map_or("", |(_, own)| *own);
    let mut entries = vec![
        ("order_address_id", Json::id(address)),
        ("items", Json::List(lines.iter().map(item).collect())),
        ("tracking_number", Json::text(push.number())),
        ("shipping_provider", Json::text(provider)),
    ];
    if !push.shipment.shipment_method.is_empty() {
        entries.push(("shipping_method", Json::text(push.shipment.shipment_method.clone())));
    }
    // It makes the link itself where it knows the carrier.
    if provider.is_empty() && !push.shipment.tracking_url.is_empty() {
        entries.push(("tracking_link", Json::text(push.shipment.tracking_url.clone())));
    }
    Json::Object(entries.into_iter().map(|(key, value)| (key.to_owned(), value)).collect())
}

pub(super) fn read(reply: &CartReply) -> Result<Option<String>, CartError> {
    let document = reply.document()?;
    Ok(Some(Node::root(&document).text("id")).filter(|id| !id.is_empty()))
}
