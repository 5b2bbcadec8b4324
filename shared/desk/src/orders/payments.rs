//! Recording what was captured, refunded and voided of an order's money (orderdesk-app 10.5). No gateway is asked: whoever
//! runs it moves the money, and the order keeps the books.

use domain::{NewPayment, OrderId, Payment, PaymentKind, Permission, Repetition, StoreId};
use jiff::Timestamp;
use table::{OrderRow, Outcome};

use super::events::Running;
use super::{ORDER, SeenRow};
use crate::{Actor, Desk, DeskError};

/// What became of a payment that was to be recorded.
#[derive(Debug)]
pub enum PaymentRecorded {
    /// It was, by this call or by one before with the same key; the order as it is now.
    Done(Box<SeenRow>, Payment),
    /// The idempotency key was sent before with another payment of this order.
    KeyOfAnother,
}

/// Records a payment of an order: its balance, sum of refunds and status are what follows, its history says who, how much and
/// what is left, and the event of the payment happens. One conditional write. A second call records a second payment, unless
/// it has the key of the first, which the order knows for as long as it is there, or expects the version before it.
pub async fn record_payment(
    desk: &Desk,
    store_id: StoreId,
    order_id: OrderId,
    new: &NewPayment,
    running: &Running<'_>,
) -> Result<PaymentRecorded, DeskError> {
    desk.needs(Permission::ManagePayments)?;
    // Without a key of the caller's it has one all the same: by it our payment is told from another's of the same instant.
    let key = running.once.map_or_else(|| format!("{:032x}", desk.chance.number()), str::to_owned);
    let recorded = Box::pin(desk.change_order(store_id, order_id, running.now, |row| {
        match row.order.payment_by_key(new, &key) {
            Repetition::Of(_) => return Ok(None),
            Repetition::KeyOfAnother => return Err(Refusal::KeyOfAnother),
            Repetition::None => {}
        }
        let checked = running.expected.check("order", row.version);
        checked.and_then(|()| record(row, new, &key, running)).map_err(Refusal::Because)?;
        Ok(Some(()))
    }));
    let row = match recorded.await? {
        Outcome::Done((row, ())) | Outcome::Unchanged(row) => row,
        Outcome::Refused(Refusal::KeyOfAnother) => return Ok(PaymentRecorded::KeyOfAnother),
        Outcome::Refused(Refusal::Because(error)) => return Err(error),
        Outcome::Missing | Outcome::Stale => return Err(DeskError::NotFound(ORDER)),
    };
    match row.order.payment_by_key(new, &key) {
        Repetition::Of(payment) => {
            let payment = payment.clone();
            Ok(PaymentRecorded::Done(Box::new(desk.see_changed(row)), payment))
        }
        Repetition::KeyOfAnother => Ok(PaymentRecorded::KeyOfAnother),
        // A history line of the same instant and the same words was taken for ours.
        Repetition::None => Err(DeskError::TryAgain("Another payment came at the same instant; nothing was recorded")),
    }
}

fn record(row: &mut OrderRow, new: &NewPayment, key: &str, running: &Running<'_>) -> Result<(), DeskError> {
    let before = row.order.processor_balance;
    let payment = row.order.record_payment(new, key, running.by.name(), running.now)?;
    let amount = payment.amount.text_with_cents();
    let of = match payment.kind {
        PaymentKind::Capture => format!("{amount} of {} that were authorised", before.text_with_cents()),
        PaymentKind::Refund => format!("{amount}, {} left", row.order.processor_balance.text_with_cents()),
        PaymentKind::Void => amount,
    };
    row.events.push(payment.kind.event().into());
    row.history.push(line(running.by, running.now, &payment, &of));
    Ok(())
}

fn line(by: &Actor, now: Timestamp, payment: &Payment, of: &str) -> domain::HistoryLine {
    let why = if payment.note.is_empty() { String::new() } else { format!(": {}", payment.note) };
    by.line(now, format!("{}{}: {of}{why}", payment.kind.title(), by.key_in_brackets()))
}

/// Why a payment is not recorded.
enum Refusal {
    KeyOfAnother,
    Because(DeskError),
}
