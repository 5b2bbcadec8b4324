//! An order as the API has it, its amounts as texts or numbers.

use domain::{Address, Note, Shipment};
use jiff::Timestamp;

use super::{FieldMap, SPEC};
use crate::draft::{AddressKeys, Draft, Ending, Line, Parcel, Tax};
use crate::error::MapError;
use crate::json::{Json, Node};
use crate::mapped::{MapOptions, MappedOrder, Stage};

const ADDRESS: AddressKeys = AddressKeys {
    name: &["name", "full_name"],
    first_name: &["first_name"],
    last_name: &["last_name"],
    company: &["company"],
    address1: &["address1"],
    address2: &["address2"],
    city: &["city"],
    state: &["state"],
    postal_code: &["postal_code"],
    country: &["country"],
    phone: &["phone"],
};

/// The document in the form of the API.
pub(super) fn document(body: &Json, field_map: Option<&FieldMap>) -> Json {
    field_map.map_or_else(|| body.clone(), |field_map| field_map.applied(body))
}

/// The sender's id of the order: its own, or else the number.
pub(super) fn order_id(node: &Node) -> String {
    node.first_text(&["id", "source_id"])
}

/// When the order was as it is sent.
pub(super) fn version(node: &Node) -> Option<Timestamp> {
    node.time("date_updated")
}

/// Maps an order.
pub(super) fn map(body: &Json, options: &MapOptions) -> Result<MappedOrder, MapError> {
    let document = document(body, options.field_map);
    let node = Node::root(&document).needed_object()?;
    let order_id = order_id(&node);
    if order_id.is_empty() {
        return Err(node.get("source_id").wrong("an id or a number"));
    }
    let mut draft = Draft::new(&SPEC, options);
    read_texts(&node, &mut draft)?;
    for entry in node.list_of("order_items") {
        draft.line(line(&entry)?)?;
    }
    read_amounts(&node, &mut draft)?;
    read_maps(&node, &mut draft);
    for entry in node.list_of("order_shipments") {
        let parcel = parcel(&node, &entry, draft.shipment());
        draft.parcel(parcel);
    }
    let status = node.text("status");
    let is_canceled = status.to_lowercase().starts_with("cancel") || node.text("event") == "order.canceled";
    let end = Ending {
        lines_path: "order_items",
        version: version(&node),
        stage: if is_canceled { Stage::Canceled } else { Stage::Open },
        cart_status: status,
        is_test: false,
    };
    draft.finish(order_id, end)
}

fn read_texts(node: &Node, draft: &mut Draft) -> Result<(), MapError> {
    let order = &mut draft.order;
    order.source_id = node.first_text(&["source_id", "id"]);
    let source_name = node.text("source_name");
    if !source_name.is_empty() {
        order.source_name = source_name;
    }
    for (key, text) in [
        ("email", &mut order.email),
        ("shipping_method", &mut order.shipping_method),
        ("payment_type", &mut order.payment_type),
        ("payment_status", &mut order.payment_status),
        ("processor_response", &mut order.processor_response),
        ("customer_id", &mut order.customer_id),
        ("ip_address", &mut order.ip_address),
        ("cc_exp", &mut order.cc_exp),
        ("tag_color", &mut order.tag_color),
        ("tag_name", &mut order.tag_name),
        ("fulfillment_name", &mut order.fulfillment_name),
        ("fulfillment_id", &mut order.fulfillment_id),
    ] {
        *text = node.text(key);
    }
    order.cc_number = node.first_text(&["cc_number", "cc_number_masked"]);
    order.shipping = address(&node.get("shipping"));
    order.customer = address(&node.get("customer"));
    order.refund_total = node.amount("refund_total")?;
    if let Some(at) = node.time("date_added") {
        order.date_added = at;
    }
    draft.balance = node.maybe_amount("processor_balance")?;
    draft.currency = node.text("currency");
    Ok(())
}

fn address(node: &Node) -> Address {
    Address { address3: node.text("address3"), address4: node.text("address4"), ..ADDRESS.read(node) }
}

fn line(entry: &Node) -> Result<Line, MapError> {
    let entry = entry.clone().needed_object()?;
    let mut line = Line {
        name: entry.text("name"),
        code: entry.text("code"),
        price: entry.amount("price")?,
        quantity: entry.quantity("quantity")?,
        weight: entry.amount("weight")?,
        delivery_type: entry.text("delivery_type"),
        category_code: entry.text("category_code"),
        ..Line::of(&entry, "id")
    };
    if line.delivery_type.is_empty() {
        "ship".clone_into(&mut line.delivery_type);
    }
    for (name, text) in entry.get("variation_list").entries() {
        line.variation(name, text.kept_text());
    }
    for (name, text) in entry.get("metadata").entries() {
        line.meta(name, text.kept_text());
    }
    Ok(line)
}

fn read_amounts(node: &Node, draft: &mut Draft) -> Result<(), MapError> {
    draft.order.shipping_total = node.amount("shipping_total")?;
    draft.order.handling_total = node.amount("handling_total")?;
    draft.tax(node.amount("tax_total")?, Tax::Added);
    let discounts = node.list_of("discount_list");
    for entry in &discounts {
        draft.discount(&entry.text("name"), &entry.text("code"), entry.amount("amount")?.abs());
    }
    if discounts.is_empty() {
        draft.discount("Discount", "", node.amount("discount_total")?.abs());
    }
    draft.total = node.maybe_amount("order_total")?;
    Ok(())
}

fn read_maps(node: &Node, draft: &mut Draft) {
    for (name, text) in node.get("checkout_data").entries() {
        draft.checkout(name, text.kept_text());
    }
    for (name, text) in node.get("order_metadata").entries() {
        draft.meta(name, text.kept_text());
    }
    for entry in node.list_of("order_notes") {
        let date_added = entry.time("date_added").unwrap_or(draft.order.date_added);
        draft.note(Note { date_added, username: entry.text("username"), content: entry.text("content") });
    }
}

/// A shipment, its items by the ids or the codes of the order's.
fn parcel(node: &Node, entry: &Node, empty: Shipment) -> Parcel {
    let shipment = Shipment {
        tracking_number: entry.text("tracking_number"),
        carrier_code: entry.text("carrier_code"),
        shipment_method: entry.text("shipment_method"),
        tracking_url: entry.text("tracking_url"),
        cart_shipment_id: entry.text("id"),
        date_shipped: entry.time("date_shipped").unwrap_or(empty.date_shipped),
        ..empty
    };
    let items = node.list_of("order_items");
    let line = |shipped: Node| {
        let (id, code) = (shipped.text("id"), shipped.text("code"));
        let is_it = |item: &&Node| if id.is_empty() { item.text("code") == code } else { item.text("id") == id };
        let item = Line::of(items.iter().find(is_it)?, "id");
        Some((item.id, shipped.text("quantity").parse().ok()?))
    };
    let lines = entry.list_of("order_items").into_iter().filter_map(line).collect();
    Parcel { shipment, lines, is_partial: false }
}
