//! Refunds in two books: those recorded here, and the sum that the cart tells.

use domain::{Money, Order};

use super::Changes;
use super::state::amount_text;

/// What a refund changes of an order.
pub(super) const FIELDS: [&str; 3] = [REFUNDS, BALANCE, STATUS];

const REFUNDS: &str = "refund_total";
const BALANCE: &str = "processor_balance";
const STATUS: &str = "payment_status";

impl Changes<'_> {
    /// Where payments were recorded here and the cart paid back more in all than the books have, the books catch up: the cart's
    /// sum is taken, not added, as what is recorded here is in it once it is done in the cart. What is more lowers the balance.
    /// A sum that is the same or less changes nothing here. Whether the three fields were changed.
    pub(super) fn take_refunds(&mut self, draft: &Order) -> bool {
        let (here, there) = (self.order.refund_total, draft.refund_total);
        let is_known = self.known.has(REFUNDS, &amount_text(there));
        if self.order.order_payments.is_empty() || is_known || there <= here {
            return false;
        }
        let more = there - here;
        let balance = (self.order.processor_balance - more).max(Money::default());
        let status = draft.payment_status.clone();
        self.change(|patch| {
            let patch = patch.change(REFUNDS, |order| order.refund_total = there);
            let patch = patch.change(BALANCE, |order| order.processor_balance = balance);
            patch.change(STATUS, |order| order.payment_status = status)
        });
        let (there, more) = (there.text_with_cents(), more.text_with_cents());
        self.notes.push(format!("The cart refunded {there} in all by now, {more} more than was recorded here"));
        true
    }
}
