//! Some fields of an order: our own `PATCH`, which refuses what it does not know.

use serde::Serialize;
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::Schema;
use utoipa::{PartialSchema, ToSchema};

use super::scalars_in::{AnyAmount, AnyDate, AnyId, AnyMap, AnyQuantity, AnyShortText, AnyText};
use super::{Named, named, reference, with_field};

strict! {
    /// What changes of an order. What is left out stays as it is, null blanks a field, and a field that is unknown or
    /// cannot be written is refused by name. In a map, and in an address, too, only what is named changes.
    OrderPatch {
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
        /// A card's number; only its last four digits are kept.
        cc_number: AnyText,
        /// `MM/YYYY`.
        cc_exp: AnyText,
        /// `<gateway name>: <transaction id>`.
        processor_response: AnyText,
        /// Visa, PayPal, …
        payment_type: AnyText,
        /// Captured, Pending, …
        payment_status: AnyText,
        /// Charged amount.
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
        /// Cart or marketplace; cannot be blank.
        #[schema(value_type = String, min_length = 1, max_length = 255)]
        source_name: AnyShortText,
        /// The order's number in the cart; cannot be blank.
        #[schema(value_type = String, min_length = 1, max_length = 255)]
        source_id: AnyShortText,
        /// Set when sent to fulfilment.
        fulfillment_name: AnyText,
        /// Id at the fulfilment service.
        fulfillment_id: AnyText,
        /// The folder, which must be there; cannot be blank.
        folder_id: AnyId,
        /// Date of the order; cannot be blank.
        date_added: AnyDate,
        /// Ship to.
        shipping: ShippingAddressPatch,
        /// Bill to.
        customer: CustomerAddressPatch,
        /// Return to.
        return_address: ReturnAddressPatch,
        /// Extra data people see: null takes a name away. At most 3,500 characters as JSON when it is done.
        checkout_data: AnyMap,
        /// Extra data for machines and rules: null takes a name away. At most 2,000 characters as JSON.
        order_metadata: AnyMap,
        /// All discounts anew.
        discount_list: Vec<DiscountOfPatch>,
        /// All notes anew.
        order_notes: Vec<NoteOfPatch>,
        /// All items anew: those with an `id` are updated, those without are added, all others are removed.
        #[schema(max_items = 1000)]
        order_items: Vec<ItemOfPatch>,
    }

    /// What changes of the address that is shipped to.
    ShippingAddressPatch {
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

    /// What changes of the customer's address.
    CustomerAddressPatch {
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

    /// What changes of the return address.
    ReturnAddressPatch {
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

    /// A discount.
    DiscountOfPatch {
        /// What it is called.
        name: AnyText,
        /// The code that gave it.
        code: AnyText,
        /// How much is taken off.
        amount: AnyAmount,
    }

    /// A note.
    NoteOfPatch {
        /// When it was written; now when left out.
        date_added: AnyDate,
        /// By whom.
        username: AnyText,
        /// What it says.
        content: AnyText,
    }

    /// An item.
    ItemOfPatch {
        /// Of an item that is there already.
        id: AnyText,
        /// Name.
        name: AnyText,
        /// Price of one; 0 when left out.
        price: AnyAmount,
        /// How many; 1 when left out.
        quantity: AnyQuantity,
        /// Weight of one; 0 when left out.
        weight: AnyAmount,
        /// SKU.
        code: AnyText,
        /// `ship` when left out.
        delivery_type: AnyText,
        /// Free text.
        category_code: AnyText,
        /// Fulfilment method.
        fulfillment_method: AnyText,
        /// Options people see.
        variation_list: AnyMap,
        /// Options for machines.
        metadata: AnyMap,
    }
}

/// What changes of the order with this `id`.
#[derive(Serialize)]
pub(crate) struct OrderChange;

impl PartialSchema for OrderChange {
    fn schema() -> RefOr<Schema> {
        let about = "What changes of the order with this `id`; all else as for one order alone.";
        with_field(OrderPatch::schema(), "id", reference::<AnyId>(), true, about)
    }
}

impl ToSchema for OrderChange {
    fn schemas(all: &mut Named) {
        all.extend(named::<OrderPatch>());
    }
}
