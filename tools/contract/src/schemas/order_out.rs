//! An order as it is written, its fields in the vendor's order (orderdesk-api 3.1).

use serde::Serialize;
use utoipa::ToSchema;
use utoipa::openapi::schema::{AllOfBuilder, ObjectBuilder, SchemaType};

use super::items::OrderItem;
use super::reference;
use super::scalars::{Amount, AmountText, Count, CountText, DateTime, Id, IdNumber, Text, TextMap};
use super::shipments::Shipment;

written! {
    /// An order. Ids are texts, `folder_id` is a number, `email_count` a text; totals are computed.
    Order {
        /// Internal id.
        id: Id,
        /// The customer's e-mail.
        email: Text,
        /// Name of the chosen method.
        shipping_method: Text,
        /// Sum of the items' quantities.
        quantity_total: Count,
        /// Sum of weight × quantity.
        weight_total: Amount,
        /// Sum of price × quantity.
        product_total: Amount,
        /// Price of shipping.
        shipping_total: Amount,
        /// Price of handling.
        handling_total: Amount,
        /// Tax.
        tax_total: Amount,
        /// Sum of the discounts, positive.
        discount_total: Amount,
        /// product + shipping + handling + tax − discount.
        order_total: Amount,
        /// `xxxxxxxxxxxx` and the card's last four digits, or empty.
        #[schema(value_type = String, pattern = "^(xxxxxxxxxxxx[0-9]{1,4})?$")]
        cc_number_masked: Text,
        /// `MM/YYYY`.
        cc_exp: Text,
        /// `<gateway name>: <transaction id>`.
        processor_response: Text,
        /// Visa, PayPal, …
        payment_type: Text,
        /// Approved, Authorized, Captured, Fully Refunded, Partially Refunded, Pending, Rejected, Voided; carts send
        /// others, and all are kept.
        payment_status: Text,
        /// Charged amount, lowered by refunds.
        processor_balance: Amount,
        /// Refunded amount.
        refund_total: Amount,
        /// The customer's id in the cart.
        customer_id: Text,
        /// How many orders of the store had this e-mail when this one came, itself included.
        email_count: CountText,
        /// The customer's address on the network.
        ip_address: Text,
        /// Kept for who sends it.
        tag_color: Text,
        /// Cart or marketplace.
        source_name: Text,
        /// The order's number in the cart.
        source_id: Text,
        /// Set when sent to fulfilment.
        fulfillment_name: Text,
        /// Id at the fulfilment service.
        fulfillment_id: Text,
        /// The tag: `success`, `error`, `info`, `warning`, `orange`, `purple`, `x`; other texts are kept.
        tag_name: Text,
        /// The folder it lies in.
        folder_id: IdNumber,
        /// Date of the order.
        date_added: DateTime,
        /// Last change.
        date_updated: DateTime,
        /// Ship to.
        shipping: ShippingAddress,
        /// Bill to.
        customer: CustomerAddress,
        /// Return to; blank when unused.
        return_address: ReturnAddress,
        /// Extra data people see.
        checkout_data: TextMap,
        /// Extra data for machines and rules.
        order_metadata: TextMap,
        /// Discounts.
        discount_list: Vec<Discount>,
        /// Notes by people and rules.
        order_notes: Vec<Note>,
        /// Items.
        order_items: Vec<OrderItem>,
        /// Shipments.
        order_shipments: Vec<Shipment>,
        [maybe] {
            /// What happened to it; only where it was asked for.
            order_history: Vec<HistoryLine>,
        }
    }

    /// Ship to. All are texts, blank and never null.
    ShippingAddress {
        /// First name.
        first_name: Text,
        /// Last name.
        last_name: Text,
        /// Company.
        company: Text,
        /// First line.
        address1: Text,
        /// Second line.
        address2: Text,
        /// Third line.
        address3: Text,
        /// Fourth line.
        address4: Text,
        /// City.
        city: Text,
        /// State.
        state: Text,
        /// Postal code.
        postal_code: Text,
        /// Country, code or name as it came.
        country: Text,
        /// Phone.
        phone: Text,
    }

    /// Bill to: without a third and a fourth line.
    CustomerAddress {
        /// First name.
        first_name: Text,
        /// Last name.
        last_name: Text,
        /// Company.
        company: Text,
        /// First line.
        address1: Text,
        /// Second line.
        address2: Text,
        /// City.
        city: Text,
        /// State.
        state: Text,
        /// Postal code.
        postal_code: Text,
        /// Country, code or name as it came.
        country: Text,
        /// Phone.
        phone: Text,
    }

    /// Return to.
    ReturnAddress {
        /// Title.
        title: Text,
        /// Name.
        name: Text,
        /// Company.
        company: Text,
        /// First line.
        address1: Text,
        /// Second line.
        address2: Text,
        /// City.
        city: Text,
        /// State.
        state: Text,
        /// Postal code.
        postal_code: Text,
        /// Country.
        country: Text,
        /// Phone.
        phone: Text,
    }

    /// A discount.
    Discount {
        /// What it is called.
        name: Text,
        /// The code that gave it.
        code: Text,
        /// How much is taken off: a text, positive.
        amount: AmountText,
    }

    /// A note on an order.
    Note {
        /// When it was written.
        date_added: DateTime,
        /// By whom.
        username: Text,
        /// What it says.
        content: Text,
    }

    /// One dated sentence on an order.
    HistoryLine {
        /// By whom: `API`, `Auto`, a user.
        source_name: Text,
        /// What happened.
        note: Text,
        /// When.
        date_added: DateTime,
    }
}

/// An order with its history.
#[derive(Serialize)]
pub(crate) struct OrderWithHistory;

impl utoipa::PartialSchema for OrderWithHistory {
    fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::schema::Schema> {
        let history = ObjectBuilder::new().schema_type(SchemaType::AnyValue).required("order_history");
        AllOfBuilder::new().item(reference::<Order>()).item(history).into()
    }
}

impl ToSchema for OrderWithHistory {
    fn schemas(all: &mut super::Named) {
        all.extend(super::named::<Order>());
    }
}
