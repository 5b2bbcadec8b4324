//! An order of BigCommerce's API v2, with its lines, addresses and shipments in it.

use domain::{Money, Shipment};

use super::SPEC;
use crate::draft::{AddressKeys, Draft, Ending, Line, Parcel, Tax};
use crate::error::MapError;
use crate::json::{Json, Node};
use crate::mapped::{MapOptions, MappedOrder, Shortfall, Stage};

const ADDRESS: AddressKeys = AddressKeys {
    name: &[],
    first_name: &["first_name"],
    last_name: &["last_name"],
    company: &["company"],
    address1: &["street_1"],
    address2: &["street_2"],
    city: &["city"],
    state: &["state"],
    postal_code: &["zip"],
    country: &["country_iso2", "country"],
    phone: &["phone"],
};

/// The item metadata that holds which address a line goes to, which a shipment has to name.
pub(super) const ADDRESS_ID: &str = "order_address_id";

/// Maps an order.
pub(super) fn map(document: &Json, options: &MapOptions) -> Result<MappedOrder, MapError> {
    let node = Node::root(document).needed_object()?;
    let order_id = node.needed_text("id")?;
    let mut draft = Draft::new(&SPEC, options);
    let is_inclusive = node.flag("is_tax_inclusive_pricing");
    let price = Price { is_inclusive };
    draft.order.refund_total = node.amount("refunded_amount")?;
    read_order(&node, &mut draft);
    read_addresses(&node, &mut draft);
    for entry in node.list_of("products") {
        draft.line(line(&entry, price)?)?;
    }
    read_amounts(&node, price, &mut draft)?;
    read_discounts(&node, &mut draft)?;
    read_texts(&node, &mut draft);
    for entry in node.list_of("shipments") {
        let parcel = parcel(&entry, draft.shipment());
        draft.parcel(parcel);
    }
    let end = Ending {
        lines_path: "products",
        version: node.time("date_modified"),
        stage: stage(&node.text("status_id")),
        cart_status: node.first_text(&["custom_status", "status"]),
        is_test: false,
    };
    draft.finish(order_id, end)
}

/// Which of two amounts counts: with tax, where prices have it in them.
#[derive(Debug, Clone, Copy)]
struct Price {
    is_inclusive: bool,
}

impl Price {
    fn of(self, node: &Node, name: &str) -> Result<Option<Money>, MapError> {
        let ending = if self.is_inclusive { "inc_tax" } else { "ex_tax" };
        node.maybe_amount(&format!("{name}_{ending}"))
    }
}

/// How far the order is, by the number of its status.
fn stage(status_id: &str) -> Stage {
    match status_id {
        "0" => Stage::Unfinished,
        "1" | "7" => Stage::Unpaid,
        "2" | "10" => Stage::Shipped,
        "4" | "5" | "6" => Stage::Canceled,
        _ => Stage::Open,
    }
}

/// The payment's status, or what the order's says of it.
fn payment_status(node: &Node) -> String {
    let own = node.text("payment_status");
    let of_order = match node.text("status_id").as_str() {
        "0" | "1" | "7" => "pending",
        "4" => "refunded",
        "5" => "void",
        "6" => "declined",
        "14" => "partially refunded",
        _ => "captured",
    };
    let status = if own.is_empty() { of_order.to_owned() } else { own.to_lowercase() };
    let known = match status.as_str() {
        "captured" | "paid" => "Approved",
        "authorized" => "Authorized",
        "capture pending" | "pending" | "void pending" | "refund pending" | "held for review" => "Pending",
        "declined" => "Rejected",
        "void" | "voided" => "Voided",
        "refunded" => "Fully Refunded",
        "partially refunded" => "Partially Refunded",
        _ => return own,
    };
    known.to_owned()
}

fn read_order(node: &Node, draft: &mut Draft) {
    let order = &mut draft.order;
    order.source_id = node.text("id");
    order.email = node.get("billing_address").text("email");
    order.payment_type = node.text("payment_method");
    order.payment_status = payment_status(node);
    order.processor_response = node.text("payment_provider_id");
    order.customer_id = Some(node.text("customer_id")).filter(|id| id != "0").unwrap_or_default();
    order.ip_address = node.text("ip_address");
    if let Some(at) = node.time("date_created") {
        order.date_added = at;
    }
    draft.currency = node.first_text(&["currency_code", "default_currency_code"]);
}

fn read_addresses(node: &Node, draft: &mut Draft) {
    let addresses = node.list_of("shipping_addresses");
    if addresses.len() > 1 {
        draft.shortfalls.push(Shortfall::SeveralAddresses { count: addresses.len() });
    }
    if let Some(first) = addresses.first() {
        draft.order.shipping = ADDRESS.read(first);
    }
    draft.order.customer = ADDRESS.read(&node.get("billing_address"));
    let mut methods: Vec<String> = vec![];
    for method in addresses.iter().map(|address| address.text("shipping_method")) {
        if !method.is_empty() && !methods.contains(&method) {
            methods.push(method);
        }
    }
    draft.order.shipping_method = methods.join(", ");
}

fn line(entry: &Node, price: Price) -> Result<Line, MapError> {
    let delivery_type = match entry.text("type").as_str() {
        "digital" => "download",
        "giftcertificate" => "noship",
        _ => "ship",
    };
    let mut line = Line {
        name: entry.text("name"),
        code: entry.text("sku"),
        price: price.of(entry, "price")?.or(entry.maybe_amount("base_price")?).unwrap_or_default(),
        quantity: entry.quantity("quantity")?,
        weight: entry.amount("weight")?,
        delivery_type: delivery_type.to_owned(),
        ..Line::of(entry, "id")
    };
    for key in ["product_id", "variant_id", ADDRESS_ID, "upc", "event_date"] {
        line.meta(key, entry.text(key));
    }
    for option in entry.list_of("product_options") {
        let shown = option.first_text(&["display_value", "value"]);
        line.property(&option.first_text(&["display_name", "name"]), shown);
    }
    for field in entry.list_of("configurable_fields") {
        line.property(&field.text("name"), field.get("value").kept_text());
    }
    for (name, key) in [("Gift wrap", "wrapping_name"), ("Gift message", "wrapping_message")] {
        line.variation(name, entry.text(key));
    }
    Ok(line)
}

fn read_amounts(node: &Node, price: Price, draft: &mut Draft) -> Result<(), MapError> {
    draft.order.shipping_total = price.of(node, "shipping_cost")?.unwrap_or_default();
    draft.fee("Handling", price.of(node, "handling_cost")?.unwrap_or_default());
    draft.fee("Gift wrapping", price.of(node, "wrapping_cost")?.unwrap_or_default());
    for fee in node.list_of("fees") {
        draft.fee(&fee.first_text(&["display_name_customer", "name"]), price.of(&fee, "cost")?.unwrap_or_default());
    }
    let tax = if price.is_inclusive { Tax::Included } else { Tax::Added };
    draft.tax(node.amount("total_tax")?, tax);
    draft.total = node.maybe_amount("total_inc_tax")?;
    Ok(())
}

/// What coupons and the shop take off. Which coupons they were is said by the lines.
fn read_discounts(node: &Node, draft: &mut Draft) -> Result<(), MapError> {
    let mut codes: Vec<String> = vec![];
    for applied in node.list_of("products").iter().flat_map(|line| line.list_of("applied_discounts")) {
        let code = applied.text("code");
        if !code.is_empty() && !codes.contains(&code) {
            codes.push(code);
        }
    }
    draft.discount("Coupon", &codes.join(", "), node.amount("coupon_discount")?);
    draft.discount("Discount", "", node.amount("discount_amount")?);
    Ok(())
}

fn read_texts(node: &Node, draft: &mut Draft) {
    draft.checkout("Note", node.text("customer_message"));
    for field in node.get("billing_address").list_of("form_fields").iter().chain(&node.list_of("form_fields")) {
        draft.checkout(&field.text("name"), field.get("value").kept_text());
    }
    for key in ["channel_id", "order_source", "external_id", "external_order_id", "cart_id", "staff_notes"] {
        draft.meta(key, node.text(key));
    }
    // Paid with what the shop owed already: no discount.
    for key in ["store_credit_amount", "gift_certificate_amount"] {
        let amount = node.amount(key).unwrap_or_default();
        draft.meta(key, if amount == Money::default() { String::new() } else { amount.text_with_cents() });
    }
    let default = node.text("default_currency_code");
    if default != draft.currency {
        draft.meta("default_currency", default);
        draft.meta("currency_exchange_rate", node.text("currency_exchange_rate"));
    }
}

fn parcel(entry: &Node, empty: Shipment) -> Parcel {
    let shipment = Shipment {
        tracking_number: entry.text("tracking_number"),
        carrier_code: entry.first_text(&["tracking_carrier", "shipping_provider"]),
        shipment_method: entry.text("shipping_method"),
        tracking_url: entry.first_text(&["tracking_link", "generated_tracking_link"]),
        cart_shipment_id: entry.text("id"),
        date_shipped: entry.time("date_created").unwrap_or(empty.date_shipped),
        ..empty
    };
    let line = |item: Node| Some((item.text("order_product_id"), item.text("quantity").parse().ok()?));
    Parcel { shipment, lines: entry.list_of("items").into_iter().filter_map(line).collect(), is_partial: false }
}
