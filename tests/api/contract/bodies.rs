//! Bodies to send.

use serde_json::{Value, json};

use crate::shop::order;

/// `base` with the fields of `changes` in place of its own.
pub(super) fn with(mut base: Value, changes: Value) -> Value {
    let Value::Object(changes) = changes else { panic!("no object: {changes}") };
    base.as_object_mut().unwrap().extend(changes);
    base
}

/// `base` without these fields.
pub(super) fn without(mut base: Value, fields: &[&str]) -> Value {
    for field in fields {
        base.as_object_mut().unwrap().shift_remove(*field);
    }
    base
}

/// The flows' order with other fields.
pub(super) fn order_with(number: &str, changes: Value) -> Value {
    with(order(number), changes)
}

/// An order that has nothing but what an order must have.
pub(super) fn least_order() -> Value {
    json!({"shipping": {"last_name": "Quill"}, "order_items": [{"name": "Tide Mug"}]})
}

/// An order with every field that can be written (orderdesk-api 3.1); its total is 42.
pub(super) fn full_order(number: &str) -> Value {
    let texts_and_amounts = json!({
        "email": "mara@example.com", "shipping_method": "Ground", "shipping_total": 6.9, "handling_total": 0.5,
        "tax_total": 2.1, "cc_number": "1881", "cc_exp": "11/2029", "processor_response": "Stripe: ch_0001",
        "payment_type": "Visa", "payment_status": "Authorized", "processor_balance": 40, "refund_total": 2,
        "customer_id": "c-88", "ip_address": "203.0.113.9", "tag_color": "Blue", "tag_name": "info",
        "source_name": "Shopify", "source_id": number, "fulfillment_name": "Pier House", "fulfillment_id": "f-7",
        "folder_id": 2, "date_added": "2026-03-01 08:15:00",
    });
    let parts = json!({
        "shipping": {"first_name": "Mara", "last_name": "Quill", "company": "Quill & Co", "address1": "5 Pier Rd",
                     "address2": "Dock 2", "address3": "Gate 3", "address4": "Shed 4", "city": "Duluth", "state": "MN",
                     "postal_code": "55802", "country": "US", "phone": "218-555-0101"},
        "customer": {"first_name": "Nils", "last_name": "Berg", "company": "Berg Ltd", "address1": "9 Hill St",
                     "address2": "Floor 1", "city": "St Paul", "state": "MN", "postal_code": "55101", "country": "US",
                     "phone": "651-555-0199"},
        "return_address": {"title": "Returns", "name": "Ana Sol", "company": "Harbor Prints", "address1": "1 Back Rd",
                           "address2": "Bay 6", "city": "Superior", "state": "WI", "postal_code": "54880",
                           "country": "US", "phone": "715-555-0142"},
        "checkout_data": {"Gift Message": "Enjoy"}, "order_metadata": {"batch": "7"},
        "discount_list": [{"name": "Spring", "code": "SPR5", "amount": 5}],
        "order_notes": [{"date_added": "2026-03-01 09:00:00", "username": "Ana", "content": "Call before delivery"}],
        "order_items": [{"name": "Tide Mug", "price": 12.5, "quantity": 3, "weight": 0.4, "code": "MUG-01",
                         "delivery_type": "download", "category_code": "DEFAULT", "fulfillment_method": "Pier House",
                         "variation_list": {"Color": "Blue"}, "metadata": {"print_sku": "P-1"}}],
    });
    with(texts_and_amounts, parts)
}
