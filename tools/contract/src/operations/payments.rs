//! Payments of orders: `/v1/orders/{id}/refunds`, `/captures` and `/void`.

use serde_json::json;
use wire::orders::{OrderView, PaymentInput, PaymentView, VoidInput};

use crate::entry::{Entry, Success};
use crate::parameters;
use crate::schemas::bodies::Read;

const ONCE: &str = "A payment asked for again with the same key is recorded once, and answered again with the order as it is \
    now. The order knows the key for as long as it is there.";

const KEY_OF_ANOTHER: &str = "The `Idempotency-Key` was sent before with another payment of this order.";

const OTHER_VERSION: &str = "It is another version than `If-Match` names; `ETag` is its version now.";

const REFUSED: &str = "It does not go together with what the order is: `amount` is more than there is, `payment_status` does \
    not allow it, it is too late, or the order was merged into another.";

pub(super) fn refund() -> Entry {
    recorded().takes::<Read<PaymentInput>>("A part", json!({"amount": 5, "note": "One mug was broken"})).or(
        "whole",
        "All that is left",
        json!({"note": "The order was canceled"}),
    )
}

pub(super) fn capture() -> Entry {
    recorded().takes::<Read<PaymentInput>>("All that is authorised", json!({})).or(
        "part",
        "Less than is authorised",
        json!({"amount": "5.00", "note": "One mug was not there"}),
    )
}

pub(super) fn void() -> Entry {
    recorded().takes::<Read<VoidInput>>("With a reason", json!({"note": "The customer changed their mind"}))
}

fn recorded() -> Entry {
    Entry::new()
        .parameter(parameters::once(ONCE))
        .parameter(parameters::if_match(false))
        .answers(
            Success::created("The payment, and the order as it is now.")
                .with::<PaymentView>("payment")
                .with::<OrderView>("order")
                .etag(),
        )
        .refuses(409, REFUSED)
        .refuses(412, OTHER_VERSION)
        .refuses(422, KEY_OF_ANOTHER)
}
