//! What filters look at: one entry per field.

use std::iter;

use domain::{Discount, Note, Order, OrderItem, Variations};
use jiff::Timestamp;
use rust_decimal::Decimal;

use crate::Circumstances;
use crate::comparator::ComparatorEntry;

/// A field that filters can look at.
///
/// A field of a list (items, discounts, notes) holds **when any entry of the list satisfies the comparator**, read to
/// the letter: `item.code not_equal MUG` means "some item is no mug", not "no item is a mug". An order without
/// items satisfies no item field; one without discounts or notes is looked at as if it had one that is empty, as a
/// metadata name that is not there is the empty string.
pub struct FieldEntry {
    /// Its name in [`domain::Filter::field`].
    pub name: &'static str,
    /// What it is.
    pub doc: &'static str,
    /// Whether [`domain::Filter::name`] must say which entry of it is meant.
    pub takes_name: bool,
    pub(crate) kind: Kind,
    reader: Reader,
}

impl FieldEntry {
    /// The comparators that fit it.
    pub fn comparators(&self) -> impl Iterator<Item = &'static ComparatorEntry> {
        crate::comparators().filter(|comparator| comparator.fits(self.kind))
    }

    /// Whether any of its values on `order` passes `test`.
    pub(crate) fn any(
        &self,
        name: &str,
        order: &Order,
        circumstances: &Circumstances<'_>,
        test: impl Fn(Value<'_>) -> bool,
    ) -> bool {
        let items = &order.order_items;
        match self.reader {
            Reader::Text(read) => test(Value::Text(read(order))),
            Reader::Number(read) => test(Value::Number(read(order))),
            Reader::Time(read) => test(Value::Time(read(order))),
            Reader::Entry(read) => test(entry_of(read(order), name)),
            Reader::FolderName => test(Value::Text(circumstances.folder_name(order.folder_id).unwrap_or_default())),
            Reader::Discount(read) => any_or_empty(order.discount_list.iter().map(read), test),
            Reader::Note(read) => any_or_empty(order.order_notes.iter().map(read), test),
            Reader::ItemText(read) => items.iter().any(|item| test(Value::Text(read(item)))),
            Reader::ItemNumber(read) => items.iter().any(|item| test(Value::Number(read(item)))),
            Reader::ItemEntry(read) => items.iter().any(|item| test(entry_of(read(item), name))),
        }
    }
}

/// Every field, in the order the rule builder offers them.
pub fn fields() -> impl Iterator<Item = &'static FieldEntry> {
    FIELDS.iter()
}

/// The field of this name.
pub(crate) fn named(name: &str) -> Option<&'static FieldEntry> {
    fields().find(|field| field.name == name)
}

/// What kind of values a field has; decides which comparators fit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Text.
    Text,
    /// Text under a name of the user's choice; may well be a number or a time.
    Entry,
    /// Number.
    Number,
    /// Time.
    Time,
}

/// One value of a field.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Value<'a> {
    Text(&'a str),
    Number(Decimal),
    Time(Timestamp),
}

/// How a field is read. Nothing here allocates.
enum Reader {
    Text(fn(&Order) -> &str),
    Number(fn(&Order) -> Decimal),
    Time(fn(&Order) -> Timestamp),
    Entry(fn(&Order) -> &Variations),
    FolderName,
    Discount(fn(&Discount) -> &str),
    Note(fn(&Note) -> &str),
    ItemText(fn(&OrderItem) -> &str),
    ItemNumber(fn(&OrderItem) -> Decimal),
    ItemEntry(fn(&OrderItem) -> &Variations),
}

impl Reader {
    const fn kind(&self) -> Kind {
        match self {
            Self::Text(_) | Self::FolderName | Self::Discount(_) | Self::Note(_) | Self::ItemText(_) => Kind::Text,
            Self::Entry(_) | Self::ItemEntry(_) => Kind::Entry,
            Self::Number(_) | Self::ItemNumber(_) => Kind::Number,
            Self::Time(_) => Kind::Time,
        }
    }
}

fn entry_of<'a>(entries: &'a Variations, name: &str) -> Value<'a> {
    Value::Text(entries.get(name).map_or("", String::as_str))
}

fn any_or_empty<'a>(mut texts: impl Iterator<Item = &'a str>, test: impl Fn(Value<'_>) -> bool) -> bool {
    let first = texts.next().unwrap_or_default();
    iter::once(first).chain(texts).any(|text| test(Value::Text(text)))
}

fn count(entries: usize) -> Decimal {
    Decimal::from(entries)
}

const fn field(name: &'static str, doc: &'static str, reader: Reader) -> FieldEntry {
    let kind = reader.kind();
    FieldEntry { name, doc, takes_name: matches!(kind, Kind::Entry), kind, reader }
}

const fn text(name: &'static str, doc: &'static str, read: fn(&Order) -> &str) -> FieldEntry {
    field(name, doc, Reader::Text(read))
}

const fn number(name: &'static str, doc: &'static str, read: fn(&Order) -> Decimal) -> FieldEntry {
    field(name, doc, Reader::Number(read))
}

const fn time(name: &'static str, doc: &'static str, read: fn(&Order) -> Timestamp) -> FieldEntry {
    field(name, doc, Reader::Time(read))
}

const fn entry(name: &'static str, doc: &'static str, read: fn(&Order) -> &Variations) -> FieldEntry {
    field(name, doc, Reader::Entry(read))
}

const fn item_text(name: &'static str, doc: &'static str, read: fn(&OrderItem) -> &str) -> FieldEntry {
    field(name, doc, Reader::ItemText(read))
}

const fn item_number(name: &'static str, doc: &'static str, read: fn(&OrderItem) -> Decimal) -> FieldEntry {
    field(name, doc, Reader::ItemNumber(read))
}

const fn item_entry(name: &'static str, doc: &'static str, read: fn(&OrderItem) -> &Variations) -> FieldEntry {
    field(name, doc, Reader::ItemEntry(read))
}

static FIELDS: &[FieldEntry] = &[
    number("folder_id", "Id of the folder the order lies in.", |order| order.folder_id.number().into()),
    field("folder_name", "Name of the folder the order lies in.", Reader::FolderName),
    text("source_name", "Cart or marketplace the order came from.", |order| &order.source_name),
    text("source_id", "The order's number in the cart.", |order| &order.source_id),
    text("email", "The customer's e-mail.", |order| &order.email),
    text("shipping_method", "Name of the chosen shipping method.", |order| &order.shipping_method),
    text("payment_type", "Visa, PayPal, …", |order| &order.payment_type),
    text("payment_status", "Captured, Pending, …", |order| &order.payment_status),
    text("processor_response", "The payment gateway and its transaction id.", |order| &order.processor_response),
    number("processor_balance", "Charged amount, less refunds.", |order| order.processor_balance.decimal()),
    text("customer_id", "The customer's id in the cart.", |order| &order.customer_id),
    text("ip_address", "The customer's address on the network.", |order| &order.ip_address),
    text("tag_name", "The tag: success, error, info, warning, orange, purple or x.", |order| &order.tag_name),
    text("fulfillment_name", "The fulfilment service.", |order| &order.fulfillment_name),
    text("fulfillment_id", "The order's id at the fulfilment service.", |order| &order.fulfillment_id),
    number("order_total", "Products, shipping, handling and tax, less discounts.", |order| {
        order.order_total().decimal()
    }),
    number("product_total", "Sum of price × quantity.", |order| order.product_total().decimal()),
    number("shipping_total", "Price of shipping.", |order| order.shipping_total.decimal()),
    number("handling_total", "Price of handling.", |order| order.handling_total.decimal()),
    number("tax_total", "Tax.", |order| order.tax_total.decimal()),
    number("discount_total", "Sum of the discounts, positive.", |order| order.discount_total().decimal()),
    number("refund_total", "Refunded amount.", |order| order.refund_total.decimal()),
    number("quantity_total", "Sum of the items' quantities.", |order| order.quantity_total().into()),
    number("weight_total", "Sum of weight × quantity.", |order| order.weight_total().decimal()),
    number("email_count", "How many orders had this e-mail when this one came.", |order| order.email_count.into()),
    number("item_count", "How many distinct items.", |order| count(order.order_items.len())),
    number("shipment_count", "How many shipments.", |order| count(order.order_shipments.len())),
    time("date_added", "Date of the order.", |order| order.date_added),
    time("date_updated", "Last change of the order.", |order| order.date_updated),
    text("shipping.first_name", "First name to ship to.", |order| &order.shipping.first_name),
    text("shipping.last_name", "Last name to ship to.", |order| &order.shipping.last_name),
    text("shipping.company", "Company to ship to.", |order| &order.shipping.company),
    text("shipping.address1", "First address line to ship to.", |order| &order.shipping.address1),
    text("shipping.address2", "Second address line to ship to.", |order| &order.shipping.address2),
    text("shipping.address3", "Third address line to ship to.", |order| &order.shipping.address3),
    text("shipping.address4", "Fourth address line to ship to.", |order| &order.shipping.address4),
    text("shipping.city", "City to ship to.", |order| &order.shipping.city),
    text("shipping.state", "State to ship to.", |order| &order.shipping.state),
    text("shipping.postal_code", "Postal code to ship to.", |order| &order.shipping.postal_code),
    text("shipping.country", "Country to ship to, code or name as it came.", |order| &order.shipping.country),
    text("shipping.phone", "Phone to ship to.", |order| &order.shipping.phone),
    text("customer.first_name", "The customer's first name.", |order| &order.customer.first_name),
    text("customer.last_name", "The customer's last name.", |order| &order.customer.last_name),
    text("customer.company", "The customer's company.", |order| &order.customer.company),
    text("customer.address1", "The customer's first address line.", |order| &order.customer.address1),
    text("customer.address2", "The customer's second address line.", |order| &order.customer.address2),
    text("customer.address3", "The customer's third address line.", |order| &order.customer.address3),
    text("customer.address4", "The customer's fourth address line.", |order| &order.customer.address4),
    text("customer.city", "The customer's city.", |order| &order.customer.city),
    text("customer.state", "The customer's state.", |order| &order.customer.state),
    text("customer.postal_code", "The customer's postal code.", |order| &order.customer.postal_code),
    text("customer.country", "The customer's country, code or name as it came.", |order| &order.customer.country),
    text("customer.phone", "The customer's phone.", |order| &order.customer.phone),
    text("return_address.title", "Title of the return address.", |order| &order.return_address.title),
    text("return_address.name", "Name to return to.", |order| &order.return_address.name),
    text("return_address.company", "Company to return to.", |order| &order.return_address.company),
    text("return_address.address1", "First address line to return to.", |order| &order.return_address.address1),
    text("return_address.address2", "Second address line to return to.", |order| &order.return_address.address2),
    text("return_address.city", "City to return to.", |order| &order.return_address.city),
    text("return_address.state", "State to return to.", |order| &order.return_address.state),
    text("return_address.postal_code", "Postal code to return to.", |order| &order.return_address.postal_code),
    text("return_address.country", "Country to return to.", |order| &order.return_address.country),
    text("return_address.phone", "Phone to return to.", |order| &order.return_address.phone),
    entry("checkout_data", "The checkout data field of the given name.", |order| &order.checkout_data),
    entry("order_metadata", "The order metadata field of the given name.", |order| &order.order_metadata),
    field("discount.name", "Name of any discount.", Reader::Discount(|discount| &discount.name)),
    field("discount.code", "Code of any discount.", Reader::Discount(|discount| &discount.code)),
    field("note.content", "Text of any note.", Reader::Note(|note| &note.content)),
    item_text("item.name", "Name of any item.", |item| &item.name),
    item_text("item.code", "Code (SKU) of any item.", |item| &item.code),
    item_number("item.price", "Price of one of any item.", |item| item.price.decimal()),
    item_number("item.quantity", "Quantity of any item.", |item| item.quantity.into()),
    item_number("item.weight", "Weight of one of any item.", |item| item.weight.decimal()),
    item_text("item.category_code", "Category code of any item.", |item| &item.category_code),
    item_text("item.delivery_type", "Delivery type of any item: ship, noship, download, future.", |item| {
        &item.delivery_type
    }),
    item_text("item.fulfillment_method", "Fulfilment method of any item.", |item| &item.fulfillment_method),
    item_entry("item.variation_list", "The variation of the given name of any item.", |item| &item.variation_list),
    item_entry("item.metadata", "The metadata field of the given name of any item.", |item| &item.metadata),
];
