//! Writing an order, its fields in the vendor's order (orderdesk-api 3.1, orderdesk-app 2.2).
#![cfg_attr(
    feature = "schema",
    allow(clippy::large_stack_arrays, reason = "the derive lists the fields of an order on the stack, in a tool")
)]

use domain::{Address, Discount, FolderId, HistoryLine, Note, Order, ReturnAddress, StoreId, time};
use serde::Serialize;

use crate::history::HistoryView;
use crate::items::ItemView;
use crate::orders::{CancellationView, PaymentView};
use crate::shipments::ShipmentView;
use crate::values::{MapView, Number};

/// An order as the API and Post Order JSON write it.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema), schema(as = Order))]
pub struct OrderView<'a> {
    #[cfg_attr(feature = "schema", schema(value_type = crate::schema::Id))]
    id: String,
    email: &'a str,
    shipping_method: &'a str,
    quantity_total: u64,
    weight_total: Number,
    product_total: Number,
    shipping_total: Number,
    handling_total: Number,
    tax_total: Number,
    discount_total: Number,
    order_total: Number,
    #[cfg_attr(feature = "schema", schema(pattern = "^(xxxxxxxxxxxx[0-9]{1,4})?$"))]
    cc_number_masked: String,
    cc_exp: &'a str,
    processor_response: &'a str,
    payment_type: &'a str,
    payment_status: &'a str,
    processor_balance: Number,
    refund_total: Number,
    customer_id: &'a str,
    #[cfg_attr(feature = "schema", schema(value_type = crate::schema::CountText))]
    email_count: String,
    ip_address: &'a str,
    tag_color: &'a str,
    source_name: &'a str,
    source_id: &'a str,
    fulfillment_name: &'a str,
    fulfillment_id: &'a str,
    tag_name: &'a str,
    folder_id: FolderId,
    #[cfg_attr(feature = "schema", schema(value_type = crate::schema::DateTime))]
    date_added: String,
    #[cfg_attr(feature = "schema", schema(value_type = crate::schema::DateTime))]
    date_updated: String,
    shipping: AddressView<'a>,
    customer: CustomerView<'a>,
    return_address: ReturnAddressView<'a>,
    checkout_data: MapView<'a>,
    order_metadata: MapView<'a>,
    discount_list: Vec<DiscountView<'a>>,
    order_notes: Vec<NoteView<'a>>,
    order_items: Vec<ItemView<'a>>,
    order_shipments: Vec<ShipmentView<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schema(value_type = Vec<HistoryView>, required = false))]
    order_history: Option<Vec<HistoryView<'a>>>,
    /// That it was canceled, the last time it was. Our own API alone shows it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schema(value_type = CancellationView, required = false))]
    cancellation: Option<CancellationView<'a>>,
    /// What was captured, refunded and voided of its money, oldest first. Our own API alone shows it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schema(value_type = Vec<PaymentView>, required = false))]
    order_payments: Option<Vec<PaymentView<'a>>>,
}

impl<'a> OrderView<'a> {
    /// The view of an order of this store, without its history.
    pub fn new(order: &'a Order, store_id: StoreId) -> Self {
        let shipments = order.order_shipments.iter();
        Self {
            id: order.id.to_string(),
            email: &order.email,
            shipping_method: &order.shipping_method,
            quantity_total: order.quantity_total(),
            weight_total: Number::from(order.weight_total()),
            product_total: Number::from(order.product_total()),
            shipping_total: Number::from(order.shipping_total),
            handling_total: Number::from(order.handling_total),
            tax_total: Number::from(order.tax_total),
            discount_total: Number::from(order.discount_total()),
            order_total: Number::from(order.order_total()),
            cc_number_masked: masked(&order.cc_number),
            cc_exp: &order.cc_exp,
            processor_response: &order.processor_response,
            payment_type: &order.payment_type,
            payment_status: &order.payment_status,
            processor_balance: Number::from(order.processor_balance),
            refund_total: Number::from(order.refund_total),
            customer_id: &order.customer_id,
            email_count: order.email_count.to_string(),
            ip_address: &order.ip_address,
            tag_color: &order.tag_color,
            source_name: &order.source_name,
            source_id: &order.source_id,
            fulfillment_name: &order.fulfillment_name,
            fulfillment_id: &order.fulfillment_id,
            tag_name: &order.tag_name,
            folder_id: order.folder_id,
            date_added: time::text(order.date_added),
            date_updated: time::text(order.date_updated),
            shipping: AddressView::from(&order.shipping),
            customer: CustomerView::from(&order.customer),
            return_address: ReturnAddressView::from(&order.return_address),
            checkout_data: MapView(&order.checkout_data),
            order_metadata: MapView(&order.order_metadata),
            discount_list: order.discount_list.iter().map(DiscountView::from).collect(),
            order_notes: order.order_notes.iter().map(NoteView::from).collect(),
            order_items: order.order_items.iter().map(ItemView::from).collect(),
            order_shipments: shipments.map(|shipment| ShipmentView::new(shipment, order.id, store_id)).collect(),
            order_history: None,
            cancellation: None,
            order_payments: None,
        }
    }

    /// The same view, which also writes the order's history.
    #[must_use]
    pub fn with_history(self, history: &'a [HistoryLine]) -> Self {
        Self { order_history: Some(history.iter().map(HistoryView::from).collect()), ..self }
    }

    /// The same view, which also writes what our own API alone shows of `order`.
    #[must_use]
    pub fn with_own(self, order: &'a Order) -> Self {
        let order_payments = Some(order.order_payments.iter().map(PaymentView::from).collect());
        Self { cancellation: order.cancellation.as_ref().map(CancellationView::from), order_payments, ..self }
    }
}

fn masked(last_four: &str) -> String {
    if last_four.is_empty() { String::new() } else { format!("xxxxxxxxxxxx{last_four}") }
}

#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema), schema(as = Discount))]
struct DiscountView<'a> {
    name: &'a str,
    code: &'a str,
    /// A string, as in the official sample (orderdesk-app 2.2).
    #[cfg_attr(feature = "schema", schema(value_type = crate::schema::AmountText))]
    amount: String,
}

impl<'a> From<&'a Discount> for DiscountView<'a> {
    fn from(discount: &'a Discount) -> Self {
        Self { name: &discount.name, code: &discount.code, amount: discount.amount.text_with_cents() }
    }
}

#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema), schema(as = Note))]
struct NoteView<'a> {
    #[cfg_attr(feature = "schema", schema(value_type = crate::schema::DateTime))]
    date_added: String,
    username: &'a str,
    content: &'a str,
}

impl<'a> From<&'a Note> for NoteView<'a> {
    fn from(note: &'a Note) -> Self {
        Self { date_added: time::text(note.date_added), username: &note.username, content: &note.content }
    }
}

/// Declares the view of an address: its lines, in the order they are written in.
macro_rules! address_view {
    ($(#[$doc:meta])* $view:ident as $name:ident of $address:ident { $($line:ident),* $(,)? }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Serialize)]
        #[cfg_attr(feature = "schema", derive(utoipa::ToSchema), schema(as = $name))]
        pub(crate) struct $view<'a> {
            $($line: &'a str,)*
        }

        impl<'a> From<&'a $address> for $view<'a> {
            fn from(address: &'a $address) -> Self {
                Self { $($line: &address.$line,)* }
            }
        }
    };
}

address_view! {
    /// Where an order is shipped to.
    AddressView as ShippingAddress of Address {
        first_name, last_name, company, address1, address2, address3, address4, city, state, postal_code, country, phone,
    }
}
address_view! {
    /// The customer's address: no third and no fourth line (orderdesk-api 3.1).
    CustomerView as CustomerAddress of Address {
        first_name, last_name, company, address1, address2, city, state, postal_code, country, phone,
    }
}
address_view! {
    /// Where returns go.
    ReturnAddressView as ReturnAddress of ReturnAddress {
        title, name, company, address1, address2, city, state, postal_code, country, phone,
    }
}
