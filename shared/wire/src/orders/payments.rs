//! Payments of an order: our own `/v1/orders/{id}/refunds`, `/captures` and `/void`.

use domain::{MAX_PAYMENT_NOTE_LENGTH, Money, NewPayment, Payment, PaymentKind, Problem, time};
use serde::Serialize;

use crate::body::{Field, body};
use crate::read::{Document, Object};
use crate::values::Number;

body! {
    /// What was paid back, or charged.
    PaymentInput: Refused {
        /// How much, more than 0; all there is when it is left out.
        amount: Field<Money> = Field::amount(),
        /// Why, for people.
        note: Field<String> = Field::only_text(MAX_PAYMENT_NOTE_LENGTH),
    }

    /// What was called off.
    VoidInput: Refused {
        /// Why, for people.
        note: Field<String> = Field::only_text(MAX_PAYMENT_NOTE_LENGTH),
    }
}

/// Reads a payment of this kind. A body that is blank says nothing: all there is, without a note. What is unknown is refused, so
/// that a misspelt amount is not taken for all of it.
pub fn read_payment(body: &str, kind: PaymentKind) -> Result<NewPayment, Vec<Problem>> {
    let document = Document::read(if body.trim().is_empty() { "{}" } else { body })?;
    let object = document.object();
    let (amount, note) = if kind == PaymentKind::Void {
        VoidInput::BODY.refuse_unknown(&object);
        (None, VoidInput::READ.note.trimmed(&object))
    } else {
        PaymentInput::BODY.refuse_unknown(&object);
        (read_amount(&object), PaymentInput::READ.note.trimmed(&object))
    };
    document.finish(NewPayment { kind, amount, note })
}

/// The amount, where there is one. An empty field of a form is refused: it does not mean all there is.
fn read_amount(object: &Object) -> Option<Money> {
    let (amount, name) = (&PaymentInput::READ.amount, PaymentInput::READ.amount.name());
    let read = amount.of(object);
    if read.is_none() && object.has(name) {
        object.demand(name, "must be an amount; leave the field out for all there is");
    }
    read
}

/// A payment of an order, as our own API shows it.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema), schema(as = Payment))]
pub struct PaymentView<'a> {
    /// Its id.
    #[cfg_attr(feature = "schema", schema(value_type = crate::schema::Id))]
    id: &'a str,
    /// What was done.
    kind: PaymentKind,
    /// How much.
    amount: Number,
    /// Why.
    note: &'a str,
    /// When it was recorded.
    #[cfg_attr(feature = "schema", schema(value_type = crate::schema::DateTime))]
    at: String,
    /// Who recorded it, as the order's history calls them.
    by: &'a str,
}

impl<'a> From<&'a Payment> for PaymentView<'a> {
    fn from(payment: &'a Payment) -> Self {
        let Payment { id, kind, amount, note, at, by, .. } = payment;
        Self { id, kind: *kind, amount: Number::from(*amount), note, at: time::text(*at), by }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_payment_is_of_an_amount_or_of_all_and_what_is_misspelt_is_refused() {
        let refund = |body| read_payment(body, PaymentKind::Refund);
        let new = |amount: Option<&str>, note: &str| {
            let amount = amount.and_then(Money::parse);
            Ok(NewPayment { kind: PaymentKind::Refund, amount, note: note.to_owned() })
        };
        assert_eq!(refund(""), new(None, ""));
        assert_eq!(refund(r#"{"amount":"12.50","note":" Broken "}"#), new(Some("12.5"), "Broken"));
        for (body, field) in [
            (r#"{"amuont":5}"#, "amuont"),
            (r#"{"amount":"five"}"#, "amount"),
            (r#"{"amount":""}"#, "amount"),
            (r#"{"amount":null}"#, "amount"),
            (r#"{"amount":false}"#, "amount"),
            (r#"{"note":[7]}"#, "note"),
            (&format!(r#"{{"note":"{}"}}"#, "x".repeat(501)), "note"),
        ] {
            assert_eq!(refund(body).unwrap_err()[0].field, field, "{body}");
        }
        let void = read_payment(r#"{"amount":5}"#, PaymentKind::Void);
        assert_eq!(void.unwrap_err()[0].field, "amount");
    }
}
