//! What was captured, refunded and voided of an order's money: our own `/v1/orders/{id}/refunds` and the like.

macro_rules! payments {
    ({$($before:tt)*} $then:ident $($after:ident)*) => {
        $then! { { $($before)*
            "Payments", "`/v1`: the books of an order's money. No gateway is asked: whoever runs it moves the money." {
                /// Record a refund
                ///
                /// Records that money of the order was paid back: `amount` of it, or all that is left without one, at most
                /// `processor_balance`. That goes down, `refund_total` goes up, and the status is "Partially Refunded" or
                /// "Fully Refunded". "Payment Refunded" happens. Sent again, it is another refund, but for one with the
                /// same `Idempotency-Key`.
                RecordRefund = "POST" "/v1/orders/{order_id}/refunds", WRITE, ServeApi;
                /// Record a capture
                ///
                /// Records that what is Authorized was charged: `amount` of it, or all of it without one, which is
                /// `processor_balance` then; what was authorised beyond it is released. "Payment Captured" happens.
                RecordCapture = "POST" "/v1/orders/{order_id}/captures", WRITE, ServeApi;
                /// Record a void
                ///
                /// Records that a payment that is Authorized or Pending was called off, at most 3 days after the order
                /// was placed: nothing is left of it. "Payment Voided" happens.
                RecordVoid = "POST" "/v1/orders/{order_id}/void", WRITE, ServeApi;
            }
        } $($after)* }
    };
}
pub(super) use payments;
