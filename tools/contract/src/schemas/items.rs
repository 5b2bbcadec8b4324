//! Order items (orderdesk-api 3.2).

use super::scalars::{Amount, Count, Id, Text, TextMap};
use super::scalars_in::{AnyAmount, AnyMap, AnyQuantity, AnyText};

written! {
    /// An item of an order.
    OrderItem {
        /// Its id.
        id: Id,
        /// Name.
        name: Text,
        /// Price of one.
        price: Amount,
        /// How many.
        quantity: Count,
        /// Weight of one.
        weight: Amount,
        /// SKU.
        code: Text,
        /// `ship`, `noship`, `download` or `future`; other texts are kept as they came.
        delivery_type: Text,
        /// Free text.
        category_code: Text,
        /// Fulfilment method.
        fulfillment_method: Text,
        /// Options people see.
        variation_list: TextMap,
        /// Options for machines, such as `print_sku` and `print_url`.
        metadata: TextMap,
    }
}

read! {
    /// An item as it is sent. What is left out becomes blank.
    OrderItemInput {
        /// Of an item that is there already; only looked at when the whole order is replaced.
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
