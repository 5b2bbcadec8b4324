//! The fields of an order: one entry per field, and one per line of each address.
//!
//! They stand in the order in which the readers of the API look at fields of one kind, which is the order their errors
//! are listed in. The order of an order that is written is the vendor's, and is the view's.

use super::{OrderField, Read, Write};
use crate::Order;
use crate::limits::{
    MAX_CHECKOUT_DATA_LENGTH, MAX_EMAIL_LENGTH, MAX_LINE_LENGTH, MAX_ORDER_METADATA_LENGTH, MAX_SHORT_TEXT_LENGTH,
};

/// A field that is written as it is kept: `written!(Text(320) email, "…")`.
macro_rules! written {
    (Text($max:expr) $field:ident, $doc:literal) => {
        field!(Text $field, $doc).write(Write::Text($max, |order| &mut order.$field))
    };
    (Amount $field:ident, $doc:literal) => {
        field!(Amount $field, $doc).write(Write::Amount(|order| &mut order.$field))
    };
    (Map($max:expr) $field:ident, $doc:literal) => {
        OrderField::new(stringify!($field), $doc, Read::Map(|order| &order.$field))
            .write(Write::Map($max, |order| &mut order.$field))
    };
}

/// A scalar field of an order, by which orders can be sorted.
macro_rules! field {
    (Text $field:ident, $doc:literal) => {
        OrderField::new(stringify!($field), $doc, Read::Text(|order| &order.$field)).sortable()
    };
    (Amount $field:ident, $doc:literal) => {
        OrderField::new(stringify!($field), $doc, Read::Amount(|order| order.$field)).sortable()
    };
    (Date $field:ident, $doc:literal) => {
        OrderField::new(stringify!($field), $doc, Read::Date(|order| order.$field)).sortable()
    };
}

/// A scalar that is worked out of the order: its name, what it is, and `Amount` or `Whole` of it.
macro_rules! worked_out {
    ($name:literal, $doc:literal, $read:expr) => {
        OrderField::new($name, $doc, $read).sortable()
    };
}

/// A line of an address.
macro_rules! line {
    ($address:ident.$line:ident, $doc:literal, $place:literal) => {
        OrderField::new(
            concat!(stringify!($address), ".", stringify!($line)),
            $doc,
            Read::Text(|order| &order.$address.$line),
        )
        .write(Write::Text(MAX_LINE_LENGTH, |order| &mut order.$address.$line))
        .line_of(stringify!($address), stringify!($line), concat!(stringify!($address), "_", stringify!($line)))
        .in_rules($place)
    };
}

/// An address or a list.
macro_rules! parts {
    ($name:literal, $doc:literal) => {
        OrderField::new($name, $doc, Read::Parts)
    };
}

/// The date of the order, which orders are sorted by when nothing else is asked for.
pub(crate) const DATE_ADDED: OrderField = field!(Date date_added, "Date of the order.")
    .detail("UTC, in whole seconds; the moment of the call for a new order that says nothing.")
    .write(Write::Own)
    .never_blank()
    .in_rules(280);

/// Every field of an order (orderdesk-api 3.1).
pub static ORDER_FIELDS: &[OrderField] = &[
    worked_out!("id", "The order's id.", Read::Whole(|order| order.id.number()))
        .detail("A number of up to 2^53, in the API written as a string."),
    written!(Text(MAX_EMAIL_LENGTH) email, "The customer's e-mail.").detail("At most 320 characters.").in_rules(50),
    written!(Text(MAX_SHORT_TEXT_LENGTH) shipping_method, "Name of the chosen shipping method.").in_rules(60),
    worked_out!("quantity_total", "Sum of the items' quantities.", Read::Whole(Order::quantity_total))
        .in_rules(230),
    worked_out!("weight_total", "Sum of weight × quantity.", Read::Amount(Order::weight_total))
        .detail("In the store's unit of weight.")
        .in_rules(240),
    worked_out!("product_total", "Sum of price × quantity.", Read::Amount(Order::product_total))
        .in_rules(170),
    written!(Amount shipping_total, "Price of shipping.").detail("0 when left out.").in_rules(180),
    written!(Amount handling_total, "Price of handling.").detail("0 when left out.").in_rules(190),
    written!(Amount tax_total, "Tax.").detail("0 when left out.").in_rules(200),
    worked_out!("discount_total", "Sum of the discounts, positive.", Read::Amount(Order::discount_total))
        .in_rules(210),
    worked_out!(
        "order_total",
        "Products, shipping, handling and tax, less discounts.",
        Read::Amount(Order::order_total)
    )
    .in_rules(160),
    OrderField::new("cc_number", "A card's number.", Read::Text(|order| &order.cc_number))
        .detail("Only its last four digits are kept.")
        .write(Write::Own)
        .unwritten(),
    OrderField::new("cc_number_masked", "The last four digits of the card behind twelve x.", Read::Text(|order| &order.cc_number))
        .detail("Blank without a card. Orders are sorted by the digits.")
        .sortable(),
    written!(Text(MAX_SHORT_TEXT_LENGTH) cc_exp, "When the card expires.").detail("`MM/YYYY`."),
    written!(Text(MAX_LINE_LENGTH) processor_response, "The payment gateway and its transaction id.")
        .detail("`<gateway name>: <transaction id>`.")
        .in_rules(90),
    written!(Text(MAX_SHORT_TEXT_LENGTH) payment_type, "Visa, PayPal, …").in_rules(70),
    written!(Text(MAX_SHORT_TEXT_LENGTH) payment_status, "Captured, Pending, …")
        .detail("`Captured` for a new order that says nothing. The API documents eight values; carts send others, and all are kept.")
        .in_rules(80),
    field!(Amount processor_balance, "Charged amount, less refunds.")
        .detail("The order's total for a new order that says nothing.")
        .write(Write::Own)
        .in_rules(100),
    written!(Amount refund_total, "Refunded amount.").detail("0 when left out.").in_rules(220),
    written!(Text(MAX_SHORT_TEXT_LENGTH) customer_id, "The customer's id in the cart.").in_rules(110),
    worked_out!(
        "email_count",
        "How many orders had this e-mail when this one came.",
        Read::Whole(|order| order.email_count.into())
    )
    .detail("Itself included; in the API written as a string.")
    .in_rules(250),
    written!(Text(MAX_SHORT_TEXT_LENGTH) ip_address, "The customer's address on the network.").in_rules(120),
    written!(Text(MAX_SHORT_TEXT_LENGTH) tag_color, "Not in use by the API; kept for who sends it."),
    written!(Text(MAX_SHORT_TEXT_LENGTH) tag_name, "The tag: success, error, info, warning, orange, purple or x.").in_rules(130),
    worked_out!("folder_id", "Id of the folder the order lies in.", Read::Whole(|order| order.folder_id.number()))
        .detail("The store's first folder for a new order that names none.")
        .write(Write::Own)
        .never_blank()
        .in_rules(10),
    OrderField::new("folder_name", "Name of the folder the order lies in.", Read::FolderName).unwritten().in_rules(20),
    DATE_ADDED,
    field!(Date date_updated, "Last change of the order.").detail("UTC.").in_rules(290),
    written!(Text(MAX_SHORT_TEXT_LENGTH) source_name, "Cart or marketplace the order came from.")
        .detail("At most 255 characters; `Order Desk` for a new order that says nothing.")
        .never_blank()
        .in_rules(30),
    written!(Text(MAX_SHORT_TEXT_LENGTH) source_id, "The order's number in the cart.")
        .detail("At most 255 characters; the order's id for a new order that says nothing.")
        .never_blank()
        .in_rules(40),
    written!(Text(MAX_SHORT_TEXT_LENGTH) fulfillment_name, "The fulfilment service.")
        .detail("Set when the order is sent to fulfilment.")
        .in_rules(140),
    written!(Text(MAX_SHORT_TEXT_LENGTH) fulfillment_id, "The order's id at the fulfilment service.").in_rules(150),
    OrderField::new("item_count", "How many distinct items.", Read::Whole(|order| count(order.order_items.len())))
        .unwritten()
        .in_rules(260),
    OrderField::new("shipment_count", "How many shipments.", Read::Whole(|order| count(order.order_shipments.len())))
        .unwritten()
        .in_rules(270),
    OrderField::new("has_tracking_number", "Whether a shipment has a tracking number.", Read::Flag(Order::has_tracking_number))
        .unwritten()
        .in_rules(272),
    OrderField::new("split_count", "How many orders were split off it.", Read::Whole(Order::split_count))
        .detail("Those that its metadata field `split_to` lists.")
        .unwritten()
        .in_rules(274),
    OrderField::new("is_merged", "Whether it was merged of others.", Read::Flag(Order::is_merged))
        .detail("Its metadata field `merged_from` lists them.")
        .unwritten()
        .in_rules(276),
    OrderField::new(
        "is_first_of_customer",
        "Whether no earlier order had its e-mail; one without an e-mail is a first.",
        Read::Flag(Order::is_first_of_customer),
    )
    .unwritten()
    .in_rules(255),
    parts!("shipping", "Where the order is shipped to.")
        .detail("A copy of the customer's address for a new order that says nothing.")
        .write(Write::Own),
    line!(shipping.first_name, "First name to ship to.", 300).sortable(),
    line!(shipping.last_name, "Last name to ship to.", 301).sortable(),
    line!(shipping.company, "Company to ship to.", 302).sortable(),
    line!(shipping.address1, "First address line to ship to.", 303).sortable(),
    line!(shipping.address2, "Second address line to ship to.", 304).sortable(),
    line!(shipping.city, "City to ship to.", 307).sortable(),
    line!(shipping.state, "State to ship to.", 308).sortable(),
    line!(shipping.postal_code, "Postal code to ship to.", 309).sortable(),
    line!(shipping.country, "Country to ship to, code or name as it came.", 310).sortable(),
    line!(shipping.phone, "Phone to ship to.", 311).sortable(),
    line!(shipping.address3, "Third address line to ship to.", 305).sortable(),
    line!(shipping.address4, "Fourth address line to ship to.", 306).sortable(),
    parts!("customer", "The customer and where the bill goes.")
        .detail("A copy of the shipping address, less its third and fourth line, for a new order that says nothing.")
        .write(Write::Own),
    line!(customer.first_name, "The customer's first name.", 400).sortable(),
    line!(customer.last_name, "The customer's last name.", 401).sortable(),
    line!(customer.company, "The customer's company.", 402).sortable(),
    line!(customer.address1, "The customer's first address line.", 403).sortable(),
    line!(customer.address2, "The customer's second address line.", 404).sortable(),
    line!(customer.city, "The customer's city.", 407).sortable(),
    line!(customer.state, "The customer's state.", 408).sortable(),
    line!(customer.postal_code, "The customer's postal code.", 409).sortable(),
    line!(customer.country, "The customer's country, code or name as it came.", 410).sortable(),
    line!(customer.phone, "The customer's phone.", 411).sortable(),
    // The API has no third and no fourth line of this address (orderdesk-api 3.1), old orders may.
    line!(customer.address3, "The customer's third address line.", 405).write(Write::No).unwritten(),
    line!(customer.address4, "The customer's fourth address line.", 406).write(Write::No).unwritten(),
    parts!("return_address", "Where returns go.").write(Write::Own),
    line!(return_address.title, "Title of the return address.", 500),
    line!(return_address.name, "Name to return to.", 501),
    line!(return_address.company, "Company to return to.", 502),
    line!(return_address.address1, "First address line to return to.", 503),
    line!(return_address.address2, "Second address line to return to.", 504),
    line!(return_address.city, "City to return to.", 505),
    line!(return_address.state, "State to return to.", 506),
    line!(return_address.postal_code, "Postal code to return to.", 507),
    line!(return_address.country, "Country to return to.", 508),
    line!(return_address.phone, "Phone to return to.", 509),
    written!(Map(MAX_CHECKOUT_DATA_LENGTH) checkout_data, "Checkout data fields, by their names.")
        .as_entry("The checkout data field of the given name.")
        .detail("Extra data people see; at most 3,500 characters as JSON.")
        .in_rules(600),
    written!(Map(MAX_ORDER_METADATA_LENGTH) order_metadata, "Order metadata fields, by their names.")
        .as_entry("The order metadata field of the given name.")
        .detail("Extra data for machines and rules; at most 2,000 characters as JSON.")
        .in_rules(610),
    parts!("discount_list", "Discounts.").detail("At most 1,000.").write(Write::Own),
    parts!("order_notes", "Notes by people and rules.")
        .detail("At most 2,000 characters together, and 1,000 notes.")
        .write(Write::Own),
    parts!("order_items", "What was ordered.").detail("At most 1,000 items.").write(Write::Own),
    parts!("order_shipments", "What was shipped."),
    parts!("order_history", "Dated sentences on the order.").detail("Only where it is asked for."),
];

fn count(entries: usize) -> u64 {
    u64::try_from(entries).unwrap_or(u64::MAX)
}
