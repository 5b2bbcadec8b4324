//! An order of Shopify's, as its webhooks have it.

use domain::{Money, Shipment};
use rust_decimal::Decimal;

use super::SPEC;
use crate::amount;
use crate::draft::{AddressKeys, Draft, Ending, Line, Parcel, Tax};
use crate::error::MapError;
use crate::json::{Json, Node};
use crate::mapped::{CartRefund, MapOptions, MappedOrder, Stage};

const ADDRESS: AddressKeys = AddressKeys {
    name: &["name"],
    first_name: &["first_name"],
    last_name: &["last_name"],
    company: &["company"],
    address1: &["address1"],
    address2: &["address2"],
    city: &["city"],
    state: &["province_code", "province"],
    postal_code: &["zip"],
    country: &["country_code", "country"],
    phone: &["phone"],
};

/// What Shopify calls the only variant of a product without variants.
const NO_VARIANT: &str = "Default Title";

/// Maps an order.
pub(super) fn map(document: &Json, options: &MapOptions) -> Result<MappedOrder, MapError> {
    let node = Node::root(document).needed_object()?;
    let order_id = node.needed_text("id")?;
    let mut draft = Draft::new(&SPEC, options);
    let lines = Lines::of(&node)?;
    read_order(&node, &mut draft);
    read_people(&node, &mut draft);
    read_lines(&node, &lines, &mut draft)?;
    read_shipping(&node, &mut draft)?;
    read_totals(&node, &lines, &mut draft)?;
    read_refunds(&node, &mut draft)?;
    read_fulfillments(&node, &mut draft);
    read_metadata(&node, &mut draft);
    let end = Ending {
        lines_path: "line_items",
        version: node.time("updated_at"),
        stage: stage(&node),
        cart_status: node.first_text(&["fulfillment_status", "financial_status"]),
        is_test: node.flag("test"),
    };
    draft.finish(order_id, end)
}

/// How far the order is.
fn stage(node: &Node) -> Stage {
    if !node.get("cancelled_at").is_null() {
        return Stage::Canceled;
    }
    match (node.text("financial_status").as_str(), node.text("fulfillment_status").as_str()) {
        (_, "fulfilled") => Stage::Shipped,
        ("pending" | "partially_paid", _) => Stage::Unpaid,
        ("voided" | "expired", _) => Stage::Canceled,
        _ => Stage::Open,
    }
}

fn payment_status(node: &Node) -> String {
    let status = node.text("financial_status");
    let known = match status.as_str() {
        "paid" => "Approved",
        "authorized" => "Authorized",
        "pending" | "partially_paid" => "Pending",
        "partially_refunded" => "Partially Refunded",
        "refunded" => "Fully Refunded",
        "voided" | "expired" => "Voided",
        _ => return status,
    };
    known.to_owned()
}

fn read_order(node: &Node, draft: &mut Draft) {
    let name = node.text("name");
    let number = name.strip_prefix('#').unwrap_or(&name).to_owned();
    draft.order.source_id = if number.is_empty() { node.first_text(&["order_number", "id"]) } else { number };
    draft.currency = node.text("currency");
    draft.order.email = node.first_text(&["email", "contact_email"]);
    draft.order.ip_address = node.text("browser_ip");
    draft.order.payment_status = payment_status(node);
    let gateways: Vec<String> = node.list_of("payment_gateway_names").iter().map(Node::own_text).collect();
    draft.order.payment_type = gateways.join(", ");
    if let Some(at) = node.time("created_at") {
        draft.order.date_added = at;
    }
}

fn read_people(node: &Node, draft: &mut Draft) {
    let customer = node.get("customer");
    draft.order.customer_id = customer.text("id");
    if draft.order.email.is_empty() {
        draft.order.email = customer.text("email");
    }
    draft.order.shipping = ADDRESS.read(&node.get("shipping_address"));
    let billing = node.get("billing_address");
    let billing = if billing.is_null() { customer.get("default_address") } else { billing };
    draft.order.customer = ADDRESS.read(&billing);
    draft.person = format!("{} {}", customer.text("first_name"), customer.text("last_name"));
}

/// How many there are of each line now.
struct Lines {
    /// Whether some were taken off since the order was placed, and others stayed.
    is_edited: bool,
}

impl Lines {
    fn of(node: &Node) -> Result<Self, MapError> {
        let mut counts = vec![];
        for line in node.list_of("line_items") {
            counts.push((line.quantity("quantity")?, current(&line)?));
        }
        // An order that is canceled or paid back whole has none of anything, and is still an order of what it was.
        let is_empty = counts.iter().all(|(_, current)| current.is_zero());
        let is_edited = !is_empty && counts.iter().any(|(ordered, current)| ordered != current);
        Ok(Self { is_edited })
    }

    fn count(&self, line: &Node) -> Result<Decimal, MapError> {
        if self.is_edited { current(line) } else { line.quantity("quantity") }
    }
}

fn current(line: &Node) -> Result<Decimal, MapError> {
    let current = line.maybe_amount("current_quantity")?;
    current.map_or_else(|| line.quantity("quantity"), |current| Ok(current.decimal()))
}

fn read_lines(node: &Node, lines: &Lines, draft: &mut Draft) -> Result<(), MapError> {
    for entry in node.list_of("line_items") {
        if entry.get("tip").is_null() {
            read_line(&entry, lines, draft)?;
            read_discounts(node, &entry, lines, draft)?;
        } else {
            draft.fee("Tip", amount::times(entry.amount("price")?, lines.count(&entry)?));
        }
    }
    Ok(())
}

fn read_line(entry: &Node, lines: &Lines, draft: &mut Draft) -> Result<(), MapError> {
    let ordered = entry.quantity("quantity")?;
    let is_shipped = entry.get("requires_shipping").is_null() || entry.flag("requires_shipping");
    let mut line = Line {
        name: entry.first_text(&["title", "name"]),
        code: entry.text("sku"),
        price: entry.amount("price")?,
        quantity: lines.count(entry)?,
        weight: amount::weight(entry.amount("grams")?, draft.options.weight_unit),
        delivery_type: if is_shipped && !entry.flag("gift_card") { "ship" } else { "noship" }.to_owned(),
        ..Line::of(entry, "id")
    };
    for key in ["product_id", "variant_id", "vendor"] {
        line.meta(key, entry.text(key));
    }
    if ordered != line.quantity {
        line.meta("ordered_quantity", ordered.normalize().to_string());
    }
    read_variant(&entry.text("variant_title"), &mut line);
    for (name, text) in properties(&entry.get("properties")) {
        line.property(&name, text);
    }
    draft.line(line)
}

/// The parts of a variant's title. What they are called is not said.
fn read_variant(title: &str, line: &mut Line) {
    if title == NO_VARIANT {
        return;
    }
    let parts: Vec<&str> = title.split(" / ").collect();
    match parts.as_slice() {
        [one] => line.variation("Variant", *one),
        parts => {
            for (place, part) in parts.iter().enumerate() {
                line.variation(&format!("Variant {}", place.saturating_add(1)), *part);
            }
        }
    }
}

/// What the customer chose: a list of names and values, one such pair alone, or an object of them.
fn properties(node: &Node) -> Vec<(String, String)> {
    let is_pair = |entry: &Node| !entry.get("name").is_null();
    let entries = node.list();
    if entries.iter().any(is_pair) {
        return entries.iter().map(|entry| (entry.text("name"), entry.get("value").kept_text())).collect();
    }
    node.entries().into_iter().map(|(name, value)| (name.to_owned(), value.kept_text())).collect()
}

/// What is taken off a line or off shipping, in proportion to what is still ordered.
fn read_discounts(node: &Node, entry: &Node, lines: &Lines, draft: &mut Draft) -> Result<(), MapError> {
    let (ordered, count) = (entry.quantity("quantity")?, lines.count(entry)?);
    let applications = node.list_of("discount_applications");
    for allocation in entry.list_of("discount_allocations") {
        let place = allocation.text("discount_application_index").parse().ok();
        let application = place.and_then(|place: usize| applications.get(place));
        let (name, code) = application.map(name_and_code).unwrap_or_default();
        let full = allocation.amount("amount")?;
        let share = if ordered == count { full } else { amount::proportion(full, count, ordered, &draft.currency) };
        draft.discount(&name, &code, share);
    }
    Ok(())
}

fn name_and_code(application: &Node) -> (String, String) {
    let code = application.text("code");
    (application.first_text(&["title", "description", "code"]), code)
}

fn read_shipping(node: &Node, draft: &mut Draft) -> Result<(), MapError> {
    let mut titles: Vec<String> = vec![];
    for entry in node.list_of("shipping_lines").iter().filter(|entry| !entry.flag("is_removed")) {
        draft.order.shipping_total = draft.order.shipping_total + entry.amount("price")?;
        let title = entry.text("title");
        if !title.is_empty() && !titles.contains(&title) {
            titles.push(title);
        }
        read_discounts(node, entry, &Lines { is_edited: false }, draft)?;
    }
    draft.order.shipping_method = titles.join(", ");
    // Old versions of the API do not say what each discount was for.
    let has_allocations = |entry: &Node| !entry.get("discount_allocations").is_null();
    let knows = |list: &str| node.list_of(list).iter().any(has_allocations);
    if !knows("line_items") && !knows("shipping_lines") {
        let codes: Vec<String> = node.list_of("discount_codes").iter().map(|entry| entry.text("code")).collect();
        draft.discount("Discount", &codes.join(", "), node.amount("total_discounts")?);
    }
    Ok(())
}

fn read_totals(node: &Node, lines: &Lines, draft: &mut Draft) -> Result<(), MapError> {
    let now = |current: &str, first: &str| -> Result<Option<Money>, MapError> {
        let current = if lines.is_edited { node.maybe_amount(current)? } else { None };
        if current.is_some() { Ok(current) } else { node.maybe_amount(first) }
    };
    let tax = if node.flag("taxes_included") { Tax::Included } else { Tax::Added };
    draft.tax(now("current_total_tax", "total_tax")?.unwrap_or_default(), tax);
    draft.total = now("current_total_price", "total_price")?;
    let has_tip_lines = node.list_of("line_items").iter().any(|entry| !entry.get("tip").is_null());
    if !has_tip_lines {
        draft.fee("Tip", node.amount("total_tip_received")?);
    }
    for (name, kind) in [("Duties", "duties"), ("Additional fees", "additional_fees")] {
        if kind == "duties" && node.flag("duties_included") {
            continue;
        }
        let set = |when: &str| node.at([&format!("{when}_total_{kind}_set"), "shop_money"]).maybe_amount("amount");
        let current = if lines.is_edited { set("current")? } else { None };
        let fee = if current.is_some() { current } else { set("original")? };
        draft.fee(name, fee.unwrap_or_default());
    }
    // What is charged and not paid back, as Shopify counts it itself.
    if let Some(current) = node.maybe_amount("current_total_price")? {
        draft.balance = Some(current - node.amount("total_outstanding")?);
    }
    Ok(())
}

fn read_refunds(node: &Node, draft: &mut Draft) -> Result<(), MapError> {
    for refund in node.list_of("refunds") {
        let transactions = refund.list_of("transactions");
        let is_refund = |entry: &&Node| entry.text("kind") == "refund" && entry.text("status") == "success";
        let amount: Money = if transactions.is_empty() {
            let lines = refund.sum("refund_line_items", "subtotal")? + refund.sum("refund_line_items", "total_tax")?;
            // Shipping that is paid back is an adjustment below zero.
            lines - refund.sum("order_adjustments", "amount")? - refund.sum("order_adjustments", "tax_amount")?
        } else {
            transactions.iter().filter(is_refund).map(|entry| entry.amount("amount")).sum::<Result<_, _>>()?
        };
        draft.refunds.push(CartRefund { id: refund.text("id"), amount });
    }
    Ok(())
}

fn read_fulfillments(node: &Node, draft: &mut Draft) {
    for entry in node.list_of("fulfillments") {
        if matches!(entry.text("status").as_str(), "cancelled" | "error" | "failure") {
            continue;
        }
        let numbers: Vec<String> = entry.list_of("tracking_numbers").iter().map(Node::own_text).collect();
        let first = numbers.first().cloned().unwrap_or_else(|| entry.text("tracking_number"));
        let others = numbers.get(1..).unwrap_or_default().join(", ");
        draft.meta(&format!("tracking_numbers_{}", entry.text("id")), others);
        let empty = draft.shipment();
        let shipment = Shipment {
            tracking_number: first,
            carrier_code: entry.text("tracking_company"),
            tracking_url: entry.text("tracking_url"),
            status: entry.text("shipment_status"),
            cart_shipment_id: entry.text("id"),
            date_shipped: entry.time("created_at").unwrap_or(empty.date_shipped),
            ..empty
        };
        let line = |line: Node| Some((line.text("id"), line.text("quantity").parse().ok()?));
        let lines = entry.list_of("line_items").into_iter().filter_map(line).collect();
        draft.parcel(Parcel { shipment, lines, is_partial: entry.flag("has_more_lines") });
    }
}

fn read_metadata(node: &Node, draft: &mut Draft) {
    for key in ["confirmation_number", "po_number", "tags", "source_name", "location_id", "cancel_reason"] {
        draft.meta(key, node.text(key));
    }
    let presentment = node.text("presentment_currency");
    if !presentment.is_empty() && presentment != draft.currency {
        // Webhooks write 93.50 where GraphQL writes 93.5: neither is a change of the other.
        let total = node.at(["total_price_set", "presentment_money", "amount"]);
        let total = total.own_amount().ok().flatten().map_or_else(|| total.own_text(), Money::text_with_cents);
        draft.meta("presentment_total", total);
        draft.meta("presentment_currency", presentment);
    }
    draft.checkout("Note", node.text("note"));
    for (name, text) in properties(&node.get("note_attributes")) {
        if name.starts_with('_') {
            draft.meta(&name, text);
        } else {
            draft.checkout(if name.is_empty() { "Attribute" } else { &name }, text);
        }
    }
}
