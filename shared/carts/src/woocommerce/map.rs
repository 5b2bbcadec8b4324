//! An order of WooCommerce's REST API v3.

use domain::{Money, Shipment};

use super::SPEC;
use crate::amount;
use crate::draft::{AddressKeys, Draft, Ending, Line, Parcel, Tax};
use crate::error::MapError;
use crate::json::{Json, Node};
use crate::mapped::{CartRefund, MapOptions, MappedOrder, Stage};
use domain::entities::decode_html;
use crate::text::without_tags;

const ADDRESS: AddressKeys = AddressKeys {
    name: &[],
    first_name: &["first_name"],
    last_name: &["last_name"],
    company: &["company"],
    address1: &["address_1"],
    address2: &["address_2"],
    city: &["city"],
    state: &["state"],
    postal_code: &["postcode"],
    country: &["country"],
    phone: &["phone"],
};

/// Where both plugins for tracking numbers keep them.
const TRACKINGS: &str = "_wc_shipment_tracking_items";

/// Maps an order.
pub(super) fn map(document: &Json, options: &MapOptions) -> Result<MappedOrder, MapError> {
    let node = Node::root(document).needed_object()?;
    let order_id = node.needed_text("id")?;
    let mut draft = Draft::new(&SPEC, options);
    read_refunds(&node, &mut draft)?;
    read_order(&node, &mut draft);
    for entry in node.list_of("line_items") {
        let line = line(&node, &entry)?;
        draft.line(line)?;
    }
    read_amounts(&node, &mut draft)?;
    read_coupons(&node, &mut draft)?;
    read_meta(&node, &mut draft);
    let end = Ending {
        lines_path: "line_items",
        version: node.time("date_modified_gmt"),
        stage: stage(&node.text("status")),
        cart_status: node.text("status"),
        is_test: false,
    };
    draft.finish(order_id, end)
}

/// How far the order is. Statuses that a plugin added are taken for open.
fn stage(status: &str) -> Stage {
    match status {
        "checkout-draft" | "auto-draft" | "pending" | "failed" => Stage::Unfinished,
        "on-hold" => Stage::Unpaid,
        "completed" => Stage::Shipped,
        "cancelled" | "refunded" | "trash" => Stage::Canceled,
        _ => Stage::Open,
    }
}

fn payment_status(node: &Node, refunded: Money) -> &'static str {
    let is_paid = !node.first_text(&["date_paid_gmt", "date_paid"]).is_empty();
    match node.text("status").as_str() {
        "refunded" => "Fully Refunded",
        "failed" => "Rejected",
        "cancelled" | "trash" => "Voided",
        "checkout-draft" | "auto-draft" | "pending" | "on-hold" => "Pending",
        _ if refunded != Money::default() => "Partially Refunded",
        "completed" => "Approved",
        _ if is_paid => "Approved",
        // Paid on delivery: to be shipped, and not paid yet.
        _ => "Pending",
    }
}

fn read_order(node: &Node, draft: &mut Draft) {
    let refunded = draft.refunds.iter().map(|refund| refund.amount).sum();
    let order = &mut draft.order;
    order.source_id = node.first_text(&["number", "id"]);
    order.email = node.get("billing").text("email");
    order.payment_type = decode_html(&node.first_text(&["payment_method_title", "payment_method"]));
    payment_status(node, refunded).clone_into(&mut order.payment_status);
    let (gateway, transaction) = (node.text("payment_method"), node.text("transaction_id"));
    if !transaction.is_empty() {
        order.processor_response =
            if gateway.is_empty() { transaction } else { format!("{gateway}: {transaction}") };
    }
    order.customer_id = Some(node.text("customer_id")).filter(|id| id != "0").unwrap_or_default();
    order.ip_address = node.text("customer_ip_address");
    order.shipping = decoded(ADDRESS.read(&node.get("shipping")));
    order.customer = decoded(ADDRESS.read(&node.get("billing")));
    if let Some(at) = node.time("date_created_gmt") {
        order.date_added = at;
    }
    let mut methods: Vec<String> = vec![];
    for entry in node.list_of("shipping_lines") {
        let title = decode_html(&entry.text("method_title"));
        if !title.is_empty() && !methods.contains(&title) {
            methods.push(title);
        }
    }
    order.shipping_method = methods.join(", ");
    draft.currency = node.text("currency");
}

fn decoded(mut address: domain::Address) -> domain::Address {
    let lines = [
        &mut address.first_name,
        &mut address.last_name,
        &mut address.company,
        &mut address.address1,
        &mut address.address2,
        &mut address.city,
    ];
    for line in lines {
        *line = decode_html(line);
    }
    address
}

/// A line. `price` has the noise of binary numbers and is what is left after discounts, so the price is worked out.
fn line(node: &Node, entry: &Node) -> Result<Line, MapError> {
    let quantity = entry.quantity("quantity")?;
    let total = entry.maybe_amount("subtotal")?.or(entry.maybe_amount("total")?);
    let price = match total {
        Some(total) => amount::per_piece(total, quantity),
        None => entry.amount("price")?,
    };
    // What the customer chose is in the name too, where the product itself has one.
    let name = entry.first_text(&["parent_name", "name"]);
    let mut line = Line {
        name: decode_html(&name),
        code: entry.text("sku"),
        price: if quantity.is_sign_negative() { price.abs() } else { price },
        quantity,
        total,
        delivery_type: if is_shipped(node) { "ship" } else { "noship" }.to_owned(),
        ..Line::of(entry, "id")
    };
    for key in ["product_id", "variation_id"] {
        line.meta(key, Some(entry.text(key)).filter(|id| id != "0").unwrap_or_default());
    }
    for (key, shown_key, text) in meta_of(entry) {
        if key.starts_with('_') {
            line.meta(&key, text);
        } else {
            line.property(&decode_html(&shown_key), text);
        }
    }
    Ok(line)
}

/// Whether anything of the order is shipped. The order does not say it of a product.
fn is_shipped(node: &Node) -> bool {
    !node.list_of("shipping_lines").is_empty() || !node.get("shipping").text("address_1").is_empty()
}

/// Key, key as people see it, and value of each entry of `meta_data`.
fn meta_of(node: &Node) -> Vec<(String, String, String)> {
    let entry = |entry: &Node| {
        let key = entry.text("key");
        let shown = entry.get("display_value");
        let value = if shown.is_null() { entry.get("value") } else { shown };
        let text = match value.json() {
            Json::Text(text) => without_tags(text),
            _ => value.kept_text(),
        };
        let shown_key = entry.first_text(&["display_key", "key"]);
        (key, shown_key, text)
    };
    node.list_of("meta_data").iter().map(entry).collect()
}

fn read_amounts(node: &Node, draft: &mut Draft) -> Result<(), MapError> {
    draft.order.shipping_total = node.amount("shipping_total")?;
    for entry in node.list_of("fee_lines") {
        draft.fee(&decode_html(&entry.text("name")), entry.amount("total")?);
    }
    // Its lines are kept without tax, whatever the shop shows.
    draft.tax(node.amount("total_tax")?, Tax::Added);
    draft.total = node.maybe_amount("total")?;
    Ok(())
}

/// The discounts by their coupons, where those are all there is.
fn read_coupons(node: &Node, draft: &mut Draft) -> Result<(), MapError> {
    let total = node.amount("discount_total")?;
    let coupons = node.list_of("coupon_lines");
    let code = |entry: &Node| decode_html(&entry.text("code"));
    let known = node.sum("coupon_lines", "discount")?;
    if known > total {
        let codes: Vec<String> = coupons.iter().map(code).collect();
        draft.discount("Discount", &codes.join(", "), total);
        return Ok(());
    }
    for entry in &coupons {
        draft.discount("Coupon", &code(entry), entry.amount("discount")?);
    }
    draft.discount("Discount", "", total - known);
    Ok(())
}

fn read_refunds(node: &Node, draft: &mut Draft) -> Result<(), MapError> {
    for entry in node.list_of("refunds") {
        draft.refunds.push(CartRefund { id: entry.text("id"), amount: entry.amount("total")?.abs() });
    }
    Ok(())
}

fn read_meta(node: &Node, draft: &mut Draft) {
    draft.checkout("Note", decode_html(&node.text("customer_note")));
    for key in ["order_key", "transaction_id", "created_via"] {
        draft.meta(key, node.text(key));
    }
    for entry in node.list_of("meta_data").iter().filter(|entry| entry.text("key") == TRACKINGS) {
        for tracking in entry.list_of("value") {
            let parcel = parcel(&tracking, draft.shipment());
            draft.parcel(parcel);
        }
    }
    for (key, shown_key, text) in meta_of(node).into_iter().filter(|(key, ..)| key != TRACKINGS) {
        if key.starts_with('_') {
            draft.meta(&key, text);
        } else {
            draft.checkout(&decode_html(&shown_key), text);
        }
    }
}

/// A tracking number that a plugin keeps. What is in the parcel is not known.
fn parcel(tracking: &Node, empty: Shipment) -> Parcel {
    let shipment = Shipment {
        tracking_number: tracking.text("tracking_number"),
        carrier_code: tracking.first_text(&["custom_tracking_provider", "tracking_provider"]),
        tracking_url: tracking.first_text(&["custom_tracking_link", "tracking_link"]),
        cart_shipment_id: tracking.text("tracking_id"),
        date_shipped: tracking.time("date_shipped").unwrap_or(empty.date_shipped),
        ..empty
    };
    Parcel { shipment, lines: vec![], is_partial: false }
}
