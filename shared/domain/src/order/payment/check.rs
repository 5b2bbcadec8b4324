//! Which payments may be recorded of an order as it is.

use jiff::{SignedDuration, Timestamp};

use super::{MAX_PAYMENTS, NewPayment, PaymentError, PaymentKind, PaymentStatus};
use crate::{Money, Order, Problem, currency_places};

/// So long after an order was placed its payment may be voided.
const VOIDABLE_FOR: SignedDuration = SignedDuration::from_hours(72);

/// The metadata that says of a cart's order which currency its amounts are in.
const CURRENCY: &str = "currency";

/// Amounts have so many decimal places where nothing says which currency they are in.
const USUAL_PLACES: u32 = 2;

fn conflict(field: &str, message: impl Into<String>) -> PaymentError {
    PaymentError::Conflict(Problem::new(field, message))
}

impl Order {
    /// The amount of a payment that may be recorded now.
    pub(super) fn check_payment(&self, new: &NewPayment, now: Timestamp) -> Result<Money, PaymentError> {
        let balance = self.processor_balance;
        if let Some(amount) = new.amount {
            self.check_amount(amount)?;
        }
        if let Some(merged) = self.family.merged_to {
            return Err(conflict(
                "",
                format!("Order {} was merged into order {merged}, which has its payment", self.id),
            ));
        }
        self.check_status(new.kind)?;
        if self.order_payments.len() >= MAX_PAYMENTS {
            return Err(conflict("", format!("The order has {MAX_PAYMENTS} payments already")));
        }
        match new.kind {
            PaymentKind::Void => return self.check_void(now).map(|()| balance),
            PaymentKind::Capture | PaymentKind::Refund => {}
        }
        let amount = new.amount.unwrap_or(balance);
        if balance <= Money::default() {
            return Err(conflict("processor_balance", format!("is {}: there is nothing left", balance.text())));
        }
        if amount > balance {
            let what = if new.kind == PaymentKind::Capture { "is authorised" } else { "is left of what was charged" };
            let (balance, amount) = (balance.text(), amount.text());
            return Err(conflict("amount", format!("must be at most {balance}, which {what}, and is {amount}")));
        }
        Ok(amount)
    }

    /// Whether it is an amount of the order's currency. All there is may always be asked for.
    fn check_amount(&self, amount: Money) -> Result<(), PaymentError> {
        let invalid = |message: String| Err(PaymentError::Invalid(Problem::new("amount", message)));
        if amount <= Money::default() {
            return invalid(format!("must be more than 0, and is {}", amount.text()));
        }
        let places = self.payment_places();
        if amount.decimal_places() > places && amount != self.processor_balance {
            return invalid(format!("must have at most {places} decimal places, and is {}", amount.text()));
        }
        Ok(())
    }

    /// How many decimal places payments have: those of the currency where the order names one, and else two, or as many as
    /// the balance has.
    fn payment_places(&self) -> u32 {
        let code = self.order_metadata.get(CURRENCY).map(|code| code.trim().to_ascii_uppercase());
        match code.filter(|code| !code.is_empty()) {
            Some(code) => currency_places(&code),
            None => self.processor_balance.decimal_places().max(USUAL_PLACES),
        }
    }

    fn check_status(&self, kind: PaymentKind) -> Result<(), PaymentError> {
        use PaymentStatus::{Authorized, FullyRefunded, Pending, Rejected, Voided};
        let status = PaymentStatus::of(&self.payment_status);
        let why = match (kind, status) {
            (PaymentKind::Refund, Some(Authorized)) => "nothing was charged yet, and it can be voided",
            (PaymentKind::Refund, Some(Pending)) => "nothing was charged yet",
            (PaymentKind::Refund, Some(Rejected | Voided)) => "nothing was charged",
            (PaymentKind::Refund, Some(FullyRefunded)) => "all of it was paid back",
            (PaymentKind::Refund, _)
            | (PaymentKind::Capture, Some(Authorized))
            | (PaymentKind::Void, Some(Authorized | Pending)) => return Ok(()),
            (PaymentKind::Capture, _) => "only what is Authorized can be captured",
            (PaymentKind::Void, Some(Rejected | Voided)) => "nothing is left to be voided",
            (PaymentKind::Void, _) => "what was charged can only be refunded",
        };
        Err(conflict("payment_status", format!("is {}: {why}", self.payment_status)))
    }

    fn check_void(&self, now: Timestamp) -> Result<(), PaymentError> {
        if now.duration_since(self.date_added) <= VOIDABLE_FOR {
            return Ok(());
        }
        let placed = crate::time::text(self.date_added);
        Err(conflict(
            "date_added",
            format!("is {placed}: a payment can be voided for 3 days after the order was placed"),
        ))
    }
}
