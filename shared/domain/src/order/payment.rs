//! Payments of an order, without a gateway (orderdesk-app 10.5): what was captured, refunded and voided, and what may be.
//!
//! Whoever runs the gateway moves the money. The order keeps the books: `processor_balance` is what is authorised, or
//! charged and not paid back; `refund_total` is what was paid back; `payment_status` is how far the payment is.

mod check;
#[cfg(test)]
mod tests;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::ids::PartsUsedUp;
use crate::limits::check_text_length;
use crate::{Event, Money, Order, Problem, body_digest};

/// An order has so many payments at most.
pub const MAX_PAYMENTS: usize = 100;

/// A payment's note has so many characters at most.
pub const MAX_PAYMENT_NOTE_LENGTH: usize = 500;

/// So much of a digest tells two keys apart.
const SHORT_DIGEST: usize = 16;

/// What is done with the money of an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum PaymentKind {
    /// What was authorised is charged, all of it or less.
    Capture,
    /// What was charged is paid back, all of it or a part.
    Refund,
    /// What was authorised or awaited is called off.
    Void,
}

impl PaymentKind {
    /// Its name in the API and in rows.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Capture => "capture",
            Self::Refund => "refund",
            Self::Void => "void",
        }
    }

    /// What an order's history calls it, and the API that it was recorded.
    pub const fn title(self) -> &'static str {
        self.event().title()
    }

    /// The event that it is.
    pub const fn event(self) -> Event {
        match self {
            Self::Capture => Event::PaymentCaptured,
            Self::Refund => Event::PaymentRefunded,
            Self::Void => Event::PaymentVoided,
        }
    }
}

/// How far the payment of an order is. `payment_status` is free text; these are the values that are documented.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PaymentStatus {
    /// Charged, as a cart says of what is paid.
    Approved,
    /// Held by the gateway and not charged yet.
    Authorized,
    /// Charged.
    Captured,
    /// Charged, and all of it paid back.
    FullyRefunded,
    /// Charged, and a part of it paid back.
    PartiallyRefunded,
    /// Not there yet.
    Pending,
    /// Refused by the gateway.
    Rejected,
    /// Called off before it was charged.
    Voided,
}

impl PaymentStatus {
    /// All of them.
    pub const ALL: [Self; 8] = [
        Self::Approved,
        Self::Authorized,
        Self::Captured,
        Self::FullyRefunded,
        Self::PartiallyRefunded,
        Self::Pending,
        Self::Rejected,
        Self::Voided,
    ];

    /// What `payment_status` is then.
    pub const fn text(self) -> &'static str {
        match self {
            Self::Approved => "Approved",
            Self::Authorized => "Authorized",
            Self::Captured => "Captured",
            Self::FullyRefunded => "Fully Refunded",
            Self::PartiallyRefunded => "Partially Refunded",
            Self::Pending => "Pending",
            Self::Rejected => "Rejected",
            Self::Voided => "Voided",
        }
    }

    /// The one that a `payment_status` says, in whatever case; none where it is another text.
    pub fn of(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.text().eq_ignore_ascii_case(text.trim()))
    }
}

/// What was done with the money of an order. It is never changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Payment {
    /// Its id, digits.
    pub id: String,
    /// What was done.
    pub kind: PaymentKind,
    /// How much.
    pub amount: Money,
    /// Why, for people.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
    /// When it was recorded.
    pub at: Timestamp,
    /// Who recorded it, as the history calls them.
    pub by: String,
    /// The idempotency key it was asked for with and what was asked, as digests.
    sent: String,
}

/// A payment that is to be recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewPayment {
    /// What was done.
    pub kind: PaymentKind,
    /// How much; all there is without one. A void is always of all.
    pub amount: Option<Money>,
    /// Why, for people.
    pub note: String,
}

/// Whether a payment is asked for again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Repetition<'a> {
    /// It is not.
    None,
    /// The same was recorded by the same key, as this.
    Of(&'a Payment),
    /// The key was sent before with another payment of this order.
    KeyOfAnother,
}

/// Why a payment is not recorded. The order is as it was.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PaymentError {
    /// What was asked for is wrong, whatever the order is.
    #[error("{0}")]
    Invalid(Problem),
    /// It does not go together with what the order is now.
    #[error("{0}")]
    Conflict(Problem),
    /// There is no id for it.
    #[error(transparent)]
    UsedUp(#[from] PartsUsedUp),
}

impl NewPayment {
    /// What is wrong with its note.
    fn check_note(&self) -> Result<(), PaymentError> {
        check_text_length("note", &self.note, MAX_PAYMENT_NOTE_LENGTH)
            .map_or(Ok(()), |it| Err(PaymentError::Invalid(it)))
    }

    /// The key it is asked for with, and what is asked for, as digests.
    fn sent_with(&self, key: &str) -> (String, String) {
        let amount = self.amount.map_or_else(String::new, Money::text);
        let what = format!("{} {amount} {}", self.kind.name(), self.note);
        let short = |text: &str| body_digest(text).chars().take(SHORT_DIGEST).collect();
        (short(key), short(&what))
    }
}

impl Order {
    /// Whether `new`, asked for with the idempotency key `key`, was recorded before.
    pub fn payment_by_key(&self, new: &NewPayment, key: &str) -> Repetition<'_> {
        let (key, what) = new.sent_with(key);
        let of_key = |payment: &&Payment| payment.sent.split_once(':').is_some_and(|(sent, _)| sent == key);
        match self.order_payments.iter().find(of_key) {
            None => Repetition::None,
            Some(payment) if payment.sent.ends_with(&what) => Repetition::Of(payment),
            Some(_) => Repetition::KeyOfAnother,
        }
    }

    /// Records a payment that was asked for with the idempotency key `key`, by whom the history calls `by`: balance, sum of
    /// refunds and status are what follows from it. On an error the order is as it was.
    pub fn record_payment(
        &mut self,
        new: &NewPayment,
        key: &str,
        by: &str,
        now: Timestamp,
    ) -> Result<Payment, PaymentError> {
        new.check_note()?;
        let amount = self.check_payment(new, now)?;
        let id = self.next_part_id()?;
        match new.kind {
            PaymentKind::Capture => {
                self.processor_balance = amount;
                self.set_payment_status(PaymentStatus::Captured);
            }
            PaymentKind::Refund => {
                self.processor_balance = self.processor_balance - amount;
                self.refund_total = self.refund_total + amount;
                let is_all = self.processor_balance == Money::default();
                let refunded = if is_all { PaymentStatus::FullyRefunded } else { PaymentStatus::PartiallyRefunded };
                self.set_payment_status(refunded);
            }
            PaymentKind::Void => {
                self.processor_balance = Money::default();
                self.set_payment_status(PaymentStatus::Voided);
            }
        }
        let (key, what) = new.sent_with(key);
        let sent = format!("{key}:{what}");
        let (kind, note, by) = (new.kind, new.note.clone(), by.to_owned());
        let payment = Payment { id, kind, amount, note, at: now, by, sent };
        self.order_payments.push(payment.clone());
        Ok(payment)
    }

    fn set_payment_status(&mut self, status: PaymentStatus) {
        status.text().clone_into(&mut self.payment_status);
    }
}

/// The events of payments in a change that somebody else's books caused, a cart's: more was paid back, or the payment is
/// captured or voided by now. What is recorded here has its event from [`PaymentKind::event`].
pub fn payment_events(before: &Order, after: &Order) -> Vec<Event> {
    let became = |status: PaymentStatus| {
        PaymentStatus::of(&after.payment_status) == Some(status)
            && PaymentStatus::of(&before.payment_status) != Some(status)
    };
    let was_open =
        matches!(PaymentStatus::of(&before.payment_status), Some(PaymentStatus::Authorized | PaymentStatus::Pending));
    let is_charged = became(PaymentStatus::Captured) || became(PaymentStatus::Approved);
    let captured = (was_open && is_charged).then_some(Event::PaymentCaptured);
    let refunded = (after.refund_total > before.refund_total).then_some(Event::PaymentRefunded);
    let voided = became(PaymentStatus::Voided).then_some(Event::PaymentVoided);
    captured.into_iter().chain(refunded).chain(voided).collect()
}
