//! A receipt of Etsy's.

use domain::{Money, Shipment};
use jiff::Timestamp;

use super::SPEC;
use crate::amount;
use crate::draft::{AddressKeys, Draft, Ending, Line, Parcel, Tax};
use crate::error::MapError;
use crate::json::{Json, Node};
use crate::mapped::{CartRefund, MapOptions, MappedOrder, Stage};
use domain::entities::decode_html;

const ADDRESS: AddressKeys = AddressKeys {
    name: &["name"],
    first_name: &[],
    last_name: &[],
    company: &[],
    address1: &["first_line"],
    address2: &["second_line"],
    city: &["city"],
    state: &["state"],
    postal_code: &["zip"],
    country: &["country_iso"],
    phone: &[],
};

/// What stands where the buyer wanted nothing printed.
const NOT_WANTED: &str = "not requested on this item";

/// The shipping of a receipt that names none.
const USUAL_SHIPPING: &str = "Standard";

/// When a receipt was as it is.
pub(super) fn version(node: &Node) -> Option<Timestamp> {
    node.time("updated_timestamp").or_else(|| node.time("update_timestamp"))
}

/// Maps a receipt.
pub(super) fn map(document: &Json, options: &MapOptions) -> Result<MappedOrder, MapError> {
    let node = Node::root(document).needed_object()?;
    let receipt_id = node.needed_text("receipt_id")?;
    let mut draft = Draft::new(&SPEC, options);
    read_order(&node, &mut draft);
    for entry in node.list_of("transactions") {
        draft.line(line(&entry)?)?;
    }
    read_amounts(&node, &mut draft)?;
    read_texts(&node, &mut draft);
    for entry in node.list_of("shipments") {
        let parcel = parcel(&entry, draft.shipment());
        draft.parcel(parcel);
    }
    let end = Ending {
        lines_path: "transactions",
        version: version(&node),
        stage: stage(&node),
        cart_status: node.text("status"),
        is_test: false,
    };
    draft.finish(receipt_id, end)
}

/// How far the receipt is. Its status comes in letters of either case.
fn stage(node: &Node) -> Stage {
    match node.text("status").to_lowercase().as_str() {
        "canceled" | "fully refunded" => Stage::Canceled,
        _ if node.flag("is_shipped") => Stage::Shipped,
        _ if !node.flag("is_paid") => Stage::Unpaid,
        _ => Stage::Open,
    }
}

fn payment_status(node: &Node) -> &'static str {
    match node.text("status").to_lowercase().as_str() {
        "fully refunded" => "Fully Refunded",
        "partially refunded" => "Partially Refunded",
        "canceled" => "Voided",
        _ if node.flag("is_paid") => "Approved",
        _ => "Pending",
    }
}

/// An amount in the smallest unit, and how many of those make a whole one.
fn money(node: &Node, key: &str) -> Result<Option<Money>, MapError> {
    let node = node.get(key);
    let (units, divisor) = (node.maybe_amount("amount")?, node.maybe_amount("divisor")?);
    let Some(units) = units else { return Ok(None) };
    let divisor = divisor.unwrap_or(Money::whole(1)).decimal();
    let whole = units.decimal().checked_div(divisor).ok_or_else(|| node.get("divisor").wrong("a number above 0"))?;
    Ok(Some(amount::of(whole)))
}

fn read_order(node: &Node, draft: &mut Draft) {
    let order = &mut draft.order;
    order.source_id = node.text("receipt_id");
    order.email = node.text("buyer_email");
    order.payment_type = node.text("payment_method");
    payment_status(node).clone_into(&mut order.payment_status);
    order.customer_id = node.text("buyer_user_id");
    let mut shipping = ADDRESS.read(node);
    for line in [&mut shipping.first_name, &mut shipping.last_name, &mut shipping.address1, &mut shipping.address2] {
        *line = decode_html(line);
    }
    order.shipping = shipping;
    if let Some(at) = node.time("created_timestamp").or_else(|| node.time("create_timestamp")) {
        order.date_added = at;
    }
    let transactions = node.list_of("transactions");
    let named = transactions.iter().map(|entry| entry.first_text(&["shipping_upgrade", "shipping_method"]));
    let is_shipped = transactions.iter().any(|entry| !entry.flag("is_digital"));
    let usual = if is_shipped { USUAL_SHIPPING } else { "" };
    order.shipping_method = named.into_iter().find(|name| !name.is_empty()).unwrap_or_else(|| usual.to_owned());
    draft.currency = node.get("grandtotal").text("currency_code");
}

fn line(entry: &Node) -> Result<Line, MapError> {
    let mut line = Line {
        name: decode_html(&entry.text("title")),
        code: entry.text("sku"),
        price: money(entry, "price")?.unwrap_or_default(),
        quantity: entry.quantity("quantity")?,
        delivery_type: if entry.flag("is_digital") { "download" } else { "ship" }.to_owned(),
        ..Line::of(entry, "transaction_id")
    };
    for key in ["listing_id", "product_id", "listing_image_id"] {
        line.meta(key, entry.text(key));
    }
    if let Some(at) = entry.time("expected_ship_date") {
        line.meta("expected_ship_date", domain::time::text(at));
    }
    for variation in entry.list_of("variations") {
        let text = decode_html(&variation.text("formatted_value"));
        if !text.to_lowercase().starts_with(NOT_WANTED) {
            line.property(&decode_html(&variation.text("formatted_name")), text);
        }
    }
    Ok(line)
}

fn read_amounts(node: &Node, draft: &mut Draft) -> Result<(), MapError> {
    let amount = |key: &str| Ok::<_, MapError>(money(node, key)?.unwrap_or_default());
    draft.order.shipping_total = amount("total_shipping_cost")?;
    draft.fee("Gift wrap", amount("gift_wrap_price")?);
    draft.discount("Discount", "", amount("discount_amt")?);
    draft.tax(amount("total_tax_cost")?, Tax::Added);
    // Where there is VAT it is in the prices.
    draft.tax(amount("total_vat_cost")?, Tax::Included);
    draft.total = money(node, "grandtotal")?;
    for (place, entry) in node.list_of("refunds").iter().enumerate() {
        let id = entry.first_text(&["refund_id", "created_timestamp"]);
        let id = if id.is_empty() { place.to_string() } else { id };
        draft.refunds.push(CartRefund { id, amount: money(entry, "amount")?.unwrap_or_default() });
    }
    Ok(())
}

fn read_texts(node: &Node, draft: &mut Draft) {
    draft.checkout("Note", decode_html(&node.text("message_from_buyer")));
    if node.flag("is_gift") {
        draft.checkout("Gift", "yes");
    }
    for (name, key) in [("Gift message", "gift_message"), ("Gift from", "gift_sender")] {
        draft.checkout(name, decode_html(&node.text(key)));
    }
    // A name in one text was cut in two.
    draft.meta("full_name", decode_html(&node.text("name")));
    draft.meta("seller_message", decode_html(&node.text("message_from_seller")));
}

/// A shipment, which says nothing of what is in the parcel.
fn parcel(entry: &Node, empty: Shipment) -> Parcel {
    let shipment = Shipment {
        tracking_number: entry.text("tracking_code"),
        carrier_code: entry.text("carrier_name"),
        cart_shipment_id: entry.text("receipt_shipping_id"),
        date_shipped: entry.time("shipment_notification_timestamp").unwrap_or(empty.date_shipped),
        ..empty
    };
    Parcel { shipment, lines: vec![], is_partial: false }
}
