//! An order as it is read (orderdesk-api 2.3 and 4).

use serde::Serialize;
use utoipa::ToSchema;
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::{AllOfBuilder, ObjectBuilder, Schema, SchemaType};

use super::items::OrderItemInput;
use super::scalars_in::{AnyAmount, AnyCount, AnyDate, AnyMap, AnyShortText, AnyText};
use super::shipments::ShipmentInput;
use super::{Named, named, reference};

read! {
    /// An order as it is sent. Ids, totals and unknown fields are passed over; a map may be `[]`, a list may be an
    /// object with numbers as keys.
    OrderInput {
        /// The customer's e-mail.
        #[schema(value_type = Option<String>, max_length = 320)]
        email: AnyText,
        /// Name of the chosen method.
        shipping_method: AnyText,
        /// Price of shipping.
        shipping_total: AnyAmount,
        /// Price of handling.
        handling_total: AnyAmount,
        /// Tax.
        tax_total: AnyAmount,
        /// A card's number; only its last four digits are kept, whatever is sent.
        cc_number: AnyText,
        /// Taken where `cc_number` is left out, as it comes from a read order.
        cc_number_masked: AnyText,
        /// `MM/YYYY`.
        cc_exp: AnyText,
        /// `<gateway name>: <transaction id>`.
        processor_response: AnyText,
        /// Visa, PayPal, …
        payment_type: AnyText,
        /// `Captured` when left out.
        payment_status: AnyText,
        /// Charged amount; the order's total when left out.
        processor_balance: AnyAmount,
        /// Refunded amount.
        refund_total: AnyAmount,
        /// The customer's id in the cart.
        customer_id: AnyText,
        /// The customer's address on the network.
        ip_address: AnyText,
        /// Kept as it is sent.
        tag_color: AnyText,
        /// Kept as it is sent.
        tag_name: AnyText,
        /// Cart or marketplace; `Order Desk` when left out.
        source_name: AnyShortText,
        /// The order's number in the cart; the order's id when left out.
        source_id: AnyShortText,
        /// Set when sent to fulfilment.
        fulfillment_name: AnyText,
        /// Id at the fulfilment service.
        fulfillment_id: AnyText,
        /// The folder; the first when left out or 0. An unknown one is refused.
        folder_id: AnyCount,
        /// Date of the order; now when left out.
        date_added: AnyDate,
        /// Ship to; copied from `customer` when left out. Each part may also be sent flat, as `shipping_city`.
        shipping: AddressInput,
        /// Bill to; copied from `shipping` when left out. Each part may also be sent flat, as `customer_city`.
        customer: AddressInput,
        /// Stands in for `shipping.first_name`.
        shipping_first_name: AnyText,
        /// Stands in for `shipping.last_name`.
        shipping_last_name: AnyText,
        /// Stands in for `shipping.company`.
        shipping_company: AnyText,
        /// Stands in for `customer.first_name`.
        customer_first_name: AnyText,
        /// Stands in for `customer.last_name`.
        customer_last_name: AnyText,
        /// Stands in for `customer.company`.
        customer_company: AnyText,
        /// Return to.
        return_address: ReturnAddressInput,
        /// Extra data people see; at most 3,500 characters as JSON.
        checkout_data: AnyMap,
        /// Extra data for machines and rules; at most 2,000 characters as JSON. `ship_notify_url` is where each
        /// shipment of the order is told.
        order_metadata: AnyMap,
        /// Discounts; an amount loses its sign.
        discount_list: Vec<DiscountInput>,
        /// Notes; at most 2,000 characters together.
        order_notes: Vec<NoteInput>,
        /// Items, at most 1,000.
        #[schema(max_items = 1000)]
        order_items: Vec<OrderItemInput>,
        /// Shipments that were made already; only looked at when an order is created.
        order_shipments: Vec<ShipmentInput>,
    }

    /// An address as it is sent; `address3` and `address4` are of shipping only.
    AddressInput {
        /// First name.
        first_name: AnyText,
        /// Last name.
        last_name: AnyText,
        /// Company.
        company: AnyText,
        /// First line.
        address1: AnyText,
        /// Second line.
        address2: AnyText,
        /// Third line.
        address3: AnyText,
        /// Fourth line.
        address4: AnyText,
        /// City.
        city: AnyText,
        /// State.
        state: AnyText,
        /// Postal code.
        postal_code: AnyText,
        /// Country, code or name.
        country: AnyText,
        /// Phone.
        phone: AnyText,
    }

    /// A return address as it is sent.
    ReturnAddressInput {
        /// Title.
        title: AnyText,
        /// Name.
        name: AnyText,
        /// Company.
        company: AnyText,
        /// First line.
        address1: AnyText,
        /// Second line.
        address2: AnyText,
        /// City.
        city: AnyText,
        /// State.
        state: AnyText,
        /// Postal code.
        postal_code: AnyText,
        /// Country.
        country: AnyText,
        /// Phone.
        phone: AnyText,
    }

    /// A discount as it is sent.
    DiscountInput {
        /// What it is called.
        name: AnyText,
        /// The code that gave it.
        code: AnyText,
        /// How much is taken off.
        amount: AnyAmount,
    }

    /// A note as it is sent.
    NoteInput {
        /// When it was written; now when left out.
        date_added: AnyDate,
        /// By whom.
        username: AnyText,
        /// What it says.
        content: AnyText,
    }

    /// A line for an order's history.
    HistoryInput {
        [needs] {
            /// What happened.
            #[schema(value_type = String, min_length = 1, max_length = 2000, pattern = "\\S")]
            note: AnyText,
        }
        /// By whom; `API` when left out.
        source_name: AnyShortText,
    }

    /// Why an order is canceled.
    CancelInput {
        /// What people should read about it.
        #[schema(value_type = Option<String>, max_length = 1800)]
        note: AnyText,
    }
}

/// An order with more demands.
macro_rules! order_with {
    ($($(#[doc = $doc:literal])+ $name:ident = $demand:expr;)*) => {$(
        $(#[doc = $doc])+
        #[derive(Serialize)]
        pub(crate) struct $name;

        impl utoipa::PartialSchema for $name {
            fn schema() -> RefOr<Schema> {
                let both = AllOfBuilder::new().item(reference::<OrderInput>()).item($demand);
                super::described(both.into(), concat!($($doc),+).trim()).into()
            }
        }

        impl ToSchema for $name {
            fn schemas(all: &mut Named) {
                all.extend(named::<OrderInput>());
            }
        }
    )*};
}

order_with! {
    /// A new order: it has at least one item, and a first name, a last name or a company in one of its two addresses.
    NewOrder = {
        let items = utoipa::openapi::schema::ArrayBuilder::new().min_items(Some(1)).max_items(Some(1000));
        let items = items.items(reference::<OrderItemInput>());
        ObjectBuilder::new().schema_type(SchemaType::AnyValue).property("order_items", items).required("order_items")
    };
}
