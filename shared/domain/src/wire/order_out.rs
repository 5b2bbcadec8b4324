//! Writing an order, its fields in the vendor's order (orderdesk-api 3.1, orderdesk-app 2.2).

use serde::Serialize;
use serde::ser::{SerializeMap, Serializer};
use serde_json::value::RawValue;

use super::item_out::{ItemView, MapView};
use super::shipment_out::ShipmentView;
use crate::{Address, Discount, HistoryLine, Money, Note, Order, ReturnAddress, StoreId, time};

/// An order as the API and Post Order JSON write it.
#[derive(Debug, Clone, Copy)]
pub struct OrderView<'a> {
    /// The order.
    pub order: &'a Order,
    /// Whose it is.
    pub store_id: StoreId,
    /// Its history, when asked for.
    pub history: Option<&'a [HistoryLine]>,
}

impl Serialize for OrderView<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let order = self.order;
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("id", &order.id.to_string())?;
        map.serialize_entry("email", &order.email)?;
        map.serialize_entry("shipping_method", &order.shipping_method)?;
        map.serialize_entry("quantity_total", &order.quantity_total())?;
        map.serialize_entry("weight_total", &number(order.weight_total()))?;
        map.serialize_entry("product_total", &number(order.product_total()))?;
        map.serialize_entry("shipping_total", &number(order.shipping_total))?;
        map.serialize_entry("handling_total", &number(order.handling_total))?;
        map.serialize_entry("tax_total", &number(order.tax_total))?;
        map.serialize_entry("discount_total", &number(order.discount_total()))?;
        map.serialize_entry("order_total", &number(order.order_total()))?;
        map.serialize_entry("cc_number_masked", &masked(&order.cc_number))?;
        map.serialize_entry("cc_exp", &order.cc_exp)?;
        map.serialize_entry("processor_response", &order.processor_response)?;
        map.serialize_entry("payment_type", &order.payment_type)?;
        map.serialize_entry("payment_status", &order.payment_status)?;
        map.serialize_entry("processor_balance", &number(order.processor_balance))?;
        map.serialize_entry("refund_total", &number(order.refund_total))?;
        map.serialize_entry("customer_id", &order.customer_id)?;
        map.serialize_entry("email_count", &order.email_count.to_string())?;
        map.serialize_entry("ip_address", &order.ip_address)?;
        map.serialize_entry("tag_color", &order.tag_color)?;
        map.serialize_entry("source_name", &order.source_name)?;
        map.serialize_entry("source_id", &order.source_id)?;
        map.serialize_entry("fulfillment_name", &order.fulfillment_name)?;
        map.serialize_entry("fulfillment_id", &order.fulfillment_id)?;
        map.serialize_entry("tag_name", &order.tag_name)?;
        map.serialize_entry("folder_id", &order.folder_id)?;
        map.serialize_entry("date_added", &time::text(order.date_added))?;
        map.serialize_entry("date_updated", &time::text(order.date_updated))?;
        map.serialize_entry("shipping", &AddressView { address: &order.shipping, four_lines: true })?;
        map.serialize_entry("customer", &AddressView { address: &order.customer, four_lines: false })?;
        map.serialize_entry("return_address", &return_address(&order.return_address))?;
        map.serialize_entry("checkout_data", &MapView(&order.checkout_data))?;
        map.serialize_entry("order_metadata", &MapView(&order.order_metadata))?;
        map.serialize_entry("discount_list", &order.discount_list.iter().map(discount).collect::<Vec<_>>())?;
        map.serialize_entry("order_notes", &order.order_notes.iter().map(note).collect::<Vec<_>>())?;
        let items: Vec<_> = order.order_items.iter().map(ItemView::from).collect();
        map.serialize_entry("order_items", &items)?;
        let view = |shipment| ShipmentView { shipment, order_id: order.id, store_id: self.store_id };
        let shipments: Vec<_> = order.order_shipments.iter().map(view).collect();
        map.serialize_entry("order_shipments", &shipments)?;
        if let Some(history) = self.history {
            map.serialize_entry("order_history", &history.iter().map(HistoryView::from).collect::<Vec<_>>())?;
        }
        map.end()
    }
}

/// A JSON number without trailing zeros, exact: `42`, `11.17`.
pub fn number(amount: Money) -> Box<RawValue> {
    RawValue::from_string(amount.text()).unwrap_or_else(|_| RawValue::NULL.to_owned())
}

fn masked(last_four: &str) -> String {
    if last_four.is_empty() { String::new() } else { format!("xxxxxxxxxxxx{last_four}") }
}

#[derive(Serialize)]
struct DiscountView<'a> {
    name: &'a str,
    code: &'a str,
    /// A string, as in the official sample (orderdesk-app 2.2).
    amount: String,
}

fn discount(discount: &Discount) -> DiscountView<'_> {
    DiscountView { name: &discount.name, code: &discount.code, amount: discount.amount.text_with_cents() }
}

#[derive(Serialize)]
struct NoteView<'a> {
    date_added: String,
    username: &'a str,
    content: &'a str,
}

fn note(note: &Note) -> NoteView<'_> {
    NoteView { date_added: time::text(note.date_added), username: &note.username, content: &note.content }
}

struct AddressView<'a> {
    address: &'a Address,
    four_lines: bool,
}

impl Serialize for AddressView<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let address = self.address;
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("first_name", &address.first_name)?;
        map.serialize_entry("last_name", &address.last_name)?;
        map.serialize_entry("company", &address.company)?;
        map.serialize_entry("address1", &address.address1)?;
        map.serialize_entry("address2", &address.address2)?;
        if self.four_lines {
            map.serialize_entry("address3", &address.address3)?;
            map.serialize_entry("address4", &address.address4)?;
        }
        map.serialize_entry("city", &address.city)?;
        map.serialize_entry("state", &address.state)?;
        map.serialize_entry("postal_code", &address.postal_code)?;
        map.serialize_entry("country", &address.country)?;
        map.serialize_entry("phone", &address.phone)?;
        map.end()
    }
}

#[derive(Serialize)]
struct ReturnAddressView<'a> {
    title: &'a str,
    name: &'a str,
    company: &'a str,
    address1: &'a str,
    address2: &'a str,
    city: &'a str,
    state: &'a str,
    postal_code: &'a str,
    country: &'a str,
    phone: &'a str,
}

fn return_address(address: &ReturnAddress) -> ReturnAddressView<'_> {
    ReturnAddressView {
        title: &address.title,
        name: &address.name,
        company: &address.company,
        address1: &address.address1,
        address2: &address.address2,
        city: &address.city,
        state: &address.state,
        postal_code: &address.postal_code,
        country: &address.country,
        phone: &address.phone,
    }
}

/// A history line as the API writes it.
#[derive(Debug, Serialize)]
pub struct HistoryView<'a> {
    source_name: &'a str,
    note: &'a str,
    date_added: String,
}

impl<'a> From<&'a HistoryLine> for HistoryView<'a> {
    fn from(line: &'a HistoryLine) -> Self {
        Self { source_name: &line.source_name, note: &line.note, date_added: time::text(line.date_added) }
    }
}
