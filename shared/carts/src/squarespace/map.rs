//! An order of Squarespace's commerce API 1.0.

use domain::{Money, Shipment};

use super::SPEC;
use crate::draft::{AddressKeys, Draft, Ending, Line, Parcel, Tax};
use crate::error::MapError;
use crate::json::{Json, Node};
use crate::mapped::{MapOptions, MappedOrder, Stage};

const ADDRESS: AddressKeys = AddressKeys {
    name: &[],
    first_name: &["firstName"],
    last_name: &["lastName"],
    company: &["company"],
    address1: &["address1"],
    address2: &["address2"],
    city: &["city"],
    state: &["state"],
    postal_code: &["postalCode"],
    country: &["countryCode"],
    phone: &["phone"],
};

/// Maps an order.
pub(super) fn map(document: &Json, options: &MapOptions) -> Result<MappedOrder, MapError> {
    let node = Node::root(document).needed_object()?;
    let order_id = node.needed_text("id")?;
    let mut draft = Draft::new(&SPEC, options);
    read_amounts(&node, &mut draft)?;
    read_order(&node, &mut draft);
    for entry in node.list_of("lineItems") {
        draft.line(line(&entry)?)?;
    }
    read_discounts(&node, &mut draft)?;
    read_texts(&node, &mut draft);
    for entry in node.list_of("fulfillments") {
        let parcel = parcel(&entry, draft.shipment());
        draft.parcel(parcel);
    }
    let status = node.text("fulfillmentStatus");
    let stage = match status.as_str() {
        "FULFILLED" => Stage::Shipped,
        "CANCELED" => Stage::Canceled,
        _ => Stage::Open,
    };
    let end = Ending {
        lines_path: "lineItems",
        version: node.time("modifiedOn"),
        stage,
        cart_status: status,
        is_test: node.flag("testmode"),
    };
    draft.finish(order_id, end)
}

/// An amount with its currency.
fn amount(node: &Node, key: &str) -> Result<Option<Money>, MapError> {
    node.get(key).maybe_amount("value")
}

fn read_amounts(node: &Node, draft: &mut Draft) -> Result<(), MapError> {
    let money = |key: &str| Ok::<_, MapError>(amount(node, key)?.unwrap_or_default());
    draft.order.refund_total = money("refundedTotal")?;
    draft.order.shipping_total = money("shippingTotal")?;
    let is_inclusive = node.text("priceTaxInterpretation") == "INCLUSIVE";
    draft.tax(money("taxTotal")?, if is_inclusive { Tax::Included } else { Tax::Added });
    draft.total = amount(node, "grandTotal")?;
    draft.currency = node.get("grandTotal").text("currency");
    Ok(())
}

fn read_order(node: &Node, draft: &mut Draft) {
    let (total, order) = (draft.total.unwrap_or_default(), &mut draft.order);
    order.source_id = node.first_text(&["orderNumber", "id"]);
    order.email = node.text("customerEmail");
    // Which way it was paid is not said.
    "Squarespace".clone_into(&mut order.payment_type);
    let status = match node.text("fulfillmentStatus").as_str() {
        _ if order.refund_total != Money::default() && order.refund_total >= total => "Fully Refunded",
        _ if order.refund_total != Money::default() => "Partially Refunded",
        "CANCELED" => "Voided",
        _ => "Approved",
    };
    status.clone_into(&mut order.payment_status);
    order.customer_id = node.text("customerId");
    order.shipping = ADDRESS.read(&node.get("shippingAddress"));
    order.customer = ADDRESS.read(&node.get("billingAddress"));
    let methods: Vec<String> = node.list_of("shippingLines").iter().map(|line| line.text("method")).collect();
    order.shipping_method = methods.join(", ");
    if let Some(at) = node.time("createdOn") {
        order.date_added = at;
    }
}

fn line(entry: &Node) -> Result<Line, MapError> {
    let delivery_type = match entry.text("lineItemType").as_str() {
        "DIGITAL" | "DIGITAL_PRODUCT" => "download",
        "SERVICE" | "GIFT_CARD" => "noship",
        _ => "ship",
    };
    let mut line = Line {
        name: entry.text("productName"),
        code: entry.text("sku"),
        price: amount(entry, "unitPricePaid")?.unwrap_or_default(),
        quantity: entry.quantity("quantity")?,
        weight: entry.amount("weight")?,
        delivery_type: delivery_type.to_owned(),
        ..Line::of(entry, "id")
    };
    for (name, key) in [("product_id", "productId"), ("variant_id", "variantId"), ("image_url", "imageUrl")] {
        line.meta(name, entry.text(key));
    }
    for option in entry.list_of("variantOptions") {
        line.property(&option.text("optionName"), option.get("value").kept_text());
    }
    for chosen in entry.list_of("customizations") {
        line.property(&chosen.text("label"), chosen.get("value").kept_text());
    }
    Ok(line)
}

/// The discounts by their lines, and what those do not make up of the whole.
fn read_discounts(node: &Node, draft: &mut Draft) -> Result<(), MapError> {
    let total = amount(node, "discountTotal")?.unwrap_or_default();
    let mut known = Money::default();
    for entry in node.list_of("discountLines") {
        let taken = amount(&entry, "amount")?.unwrap_or_default();
        known = known + taken;
        draft.discount(&entry.first_text(&["name", "description"]), &entry.text("promoCode"), taken);
    }
    if known > total {
        draft.order.discount_list.clear();
        known = Money::default();
    }
    draft.discount("Discount", "", total - known);
    Ok(())
}

fn read_texts(node: &Node, draft: &mut Draft) {
    for entry in node.list_of("formSubmission") {
        draft.checkout(&entry.text("label"), entry.get("value").kept_text());
    }
    for (name, key) in [
        ("channel", "channel"),
        ("channel_name", "channelName"),
        ("external_order_reference", "externalOrderReference"),
    ] {
        draft.meta(name, node.text(key));
    }
    let notes: Vec<String> = node.list_of("internalNotes").iter().map(|note| note.text("content")).collect();
    draft.meta("internal_notes", notes.join("\n"));
}

/// A fulfillment, which says nothing of what is in the parcel and has no id.
fn parcel(entry: &Node, empty: Shipment) -> Parcel {
    let shipment = Shipment {
        tracking_number: entry.text("trackingNumber"),
        carrier_code: entry.text("carrierName"),
        shipment_method: entry.text("service"),
        tracking_url: entry.text("trackingUrl"),
        date_shipped: entry.time("shipDate").unwrap_or(empty.date_shipped),
        ..empty
    };
    Parcel { shipment, lines: vec![], is_partial: false }
}
