//! What is remembered of the times that an order was submitted before it was the last time, so that a month counts each of them
//! (orderdesk-app 12.5).

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::submission::{Submission, SubmissionState};
use crate::time::whole_seconds;
use crate::{Cancellation, ItemQuantity, LedgerLine, Money, Order, OrderItem, Shipment, Supplier, is_default, ledger};

/// An order remembers so many of them, the newest.
pub const MAX_EARLIER_SUBMISSIONS: usize = 20;

/// So much of a note is remembered, in characters: the order's history has the whole.
const MAX_NOTE_LENGTH: usize = 300;

/// A submission that another one followed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EarlierSubmission {
    /// The supplier.
    pub supplier_id: String,
    /// When.
    pub submitted_at: Timestamp,
    /// What the supplier's items were worth when the next one followed, without what counted before it.
    pub value: Money,
    /// How far it came; open where the order was submitted again while it stood there. Then it goes as that one goes.
    #[serde(default, skip_serializing_if = "is_default")]
    pub state: SubmissionState,
    /// That it was canceled, and why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub canceled: Option<Cancellation>,
}

impl Submission {
    /// What of it counts for the month in which it was submitted: the value of the supplier's items; and where it was
    /// submitted again while it stood there, of those that were added, of which there may be none.
    pub fn counted_value(&self, order: &Order) -> Option<Money> {
        let value = self.value(order);
        match self.counted_before {
            None => Some(value),
            Some(before) => (value > before).then(|| value - before),
        }
    }

    /// The cancellation of this submission of its order, or of an earlier one, by the second in which it was submitted.
    pub fn cancellation_of(&self, supplier_id: &str, submitted_at: Timestamp) -> Option<&Cancellation> {
        let is_it = |id: &str, at: Timestamp| id == supplier_id && at.as_second() == submitted_at.as_second();
        let earlier = self.earlier.iter().map(|it| (it.supplier_id.as_str(), it.submitted_at, it.canceled.as_ref()));
        let last = (self.supplier_id.as_str(), self.submitted_at, self.canceled.as_ref());
        earlier.chain([last]).filter(|(id, at, _)| is_it(id, *at)).find_map(|(_, _, canceled)| canceled)
    }

    /// Those before the one that follows it, itself among them.
    pub(super) fn followed(&self, order: &Order) -> Vec<EarlierSubmission> {
        let mut earlier = self.earlier.clone();
        earlier.extend(self.counted_value(order).map(|value| EarlierSubmission {
            supplier_id: self.supplier_id.clone(),
            submitted_at: self.submitted_at,
            value,
            state: self.state,
            canceled: self.canceled.as_ref().map(shortened),
        }));
        let surplus = earlier.len().saturating_sub(MAX_EARLIER_SUBMISSIONS);
        earlier.drain(..surplus);
        earlier
    }

    /// What of these items counts already where they are submitted again to the supplier at which they stand; nothing where
    /// none of them does.
    pub(super) fn counts_already(&self, order: &Order, supplier: &Supplier, items: &[ItemQuantity]) -> Option<Money> {
        if self.supplier_id != supplier.id || self.state != SubmissionState::Open {
            return None;
        }
        let shipped = self.shipped_since(order);
        let stands = |entry: &ItemQuantity| {
            let of_item = shipped.iter().filter(|(id, _)| *id == entry.id).map(|(_, quantity)| *quantity);
            let gone = u32::try_from(of_item.sum::<u64>()).unwrap_or(u32::MAX);
            let quantity = self.quantity_of(&entry.id)?.saturating_sub(gone).min(entry.quantity);
            let item: &OrderItem = order.order_items.iter().find(|item| item.id == entry.id)?;
            Some(item.price * quantity)
        };
        let mut standing = items.iter().filter_map(stands).peekable();
        standing.peek()?;
        Some(standing.sum())
    }

    /// How many of each item of the order, by its id, were shipped since this submission.
    fn shipped_since(&self, order: &Order) -> Vec<(String, u64)> {
        // Shipments are dated by whole seconds.
        let is_before = |shipment: &Shipment| shipment.date_added < whole_seconds(self.submitted_at);
        let shipments = order.order_shipments.iter().filter(|shipment| is_before(shipment)).cloned().collect();
        let then = ledger(&Order { order_shipments: shipments, ..order.clone() });
        let since = |(now, then): (LedgerLine, LedgerLine)| (now.item_id, now.shipped.saturating_sub(then.shipped));
        ledger(order).into_iter().zip(then).map(since).collect()
    }

    /// Says how far it is; those that it was submitted again of while they stood there are as far.
    pub(super) fn settle(&mut self, state: SubmissionState, canceled: Option<Cancellation>) {
        let supplier_id = &self.supplier_id;
        let is_open = |it: &EarlierSubmission| it.supplier_id == *supplier_id && it.state == SubmissionState::Open;
        for earlier in self.earlier.iter_mut().rev().take_while(|it| is_open(it)) {
            earlier.state = state;
            earlier.canceled = canceled.as_ref().map(shortened);
        }
        self.state = state;
        self.canceled = canceled;
    }
}

fn shortened(canceled: &Cancellation) -> Cancellation {
    Cancellation { note: canceled.note.chars().take(MAX_NOTE_LENGTH).collect(), ..canceled.clone() }
}

impl Order {
    /// Forgets when and for how much it was submitted before: for who is to see nothing of that.
    pub(crate) fn forget_earlier_submissions(&mut self) {
        if let Some(submission) = &mut self.submission {
            submission.earlier.clear();
            submission.counted_before = None;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Again, FolderId, OrderId, SupplierSettings};

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    fn supplier(id: &str) -> Supplier {
        let settings = SupplierSettings { name: id.into(), active: true, ..SupplierSettings::default() };
        SupplierSettings { item_codes: vec!["MUG".into(), "CUP".into()], ..settings }.with_id(id.into())
    }

    fn item(id: &str, code: &str, quantity: u32, price: i64) -> OrderItem {
        OrderItem { id: id.into(), code: code.into(), quantity, price: Money::whole(price), ..OrderItem::default() }
    }

    fn order() -> Order {
        let mut order = Order::new(OrderId::new(7).unwrap(), FolderId::new(1).unwrap(), at(0));
        order.order_items = vec![item("1", "MUG", 2, 12)];
        order
    }

    fn cancel(order: &mut Order, second: i64, note: &str) {
        order.cancel(FolderId::new(5).unwrap(), Cancellation::new(at(second), "API", note));
    }

    /// When, for how much and how far each time is, the last one behind the others.
    fn told(order: &Order) -> Vec<(i64, Option<Money>, SubmissionState)> {
        let last = order.submission.as_deref().unwrap();
        let earlier = last.earlier.iter().map(|it| (it.submitted_at.as_second(), Some(it.value), it.state));
        earlier.chain([(last.submitted_at.as_second(), last.counted_value(order), last.state)]).collect()
    }

    /// Catches a cancellation that is forgotten once the order goes elsewhere, and a list without an end.
    #[test]
    fn what_was_canceled_is_remembered_when_the_order_is_submitted_anew() {
        let mut order = order();
        order.submit(&supplier("7"), Again::No, at(10)).unwrap();
        cancel(&mut order, 20, &"x".repeat(1_000));
        order.submit(&supplier("8"), Again::No, at(30)).unwrap();
        let worth = Some(Money::whole(24));
        assert_eq!(told(&order), [(10, worth, SubmissionState::Canceled), (30, worth, SubmissionState::Open)]);
        let last = order.submission.as_deref().unwrap();
        let canceled = last.cancellation_of("7", at(10)).unwrap();
        assert_eq!((canceled.at, canceled.note.len()), (at(20), MAX_NOTE_LENGTH));
        assert_eq!((last.cancellation_of("8", at(30)), last.cancellation_of("8", at(10))), (None, None));
        for round in 1..60 {
            cancel(&mut order, 100 * round, "again");
            order.submit(&supplier("7"), Again::No, at(100 * round + 1)).unwrap();
        }
        assert_eq!(order.submission.as_ref().unwrap().earlier.len(), MAX_EARLIER_SUBMISSIONS);
    }

    /// Catches goods that count twice as the order was submitted again, and those added since that count never.
    #[test]
    fn what_is_submitted_again_counts_once_and_what_is_added_counts_anew() {
        let (mut order, to) = (order(), supplier("7"));
        order.submit(&to, Again::No, at(10)).unwrap();
        order.submit(&to, Again::Yes, at(20)).unwrap();
        let worth = |number| Some(Money::whole(number));
        assert_eq!(told(&order), [(10, worth(24), SubmissionState::Open), (20, None, SubmissionState::Open)]);
        order.order_items.push(item("2", "CUP", 1, 5));
        order.submit(&to, Again::Yes, at(30)).unwrap();
        assert_eq!(told(&order), [(10, worth(24), SubmissionState::Open), (30, worth(5), SubmissionState::Open)]);
        cancel(&mut order, 40, "sold out");
        assert_eq!(
            told(&order),
            [(10, worth(24), SubmissionState::Canceled), (30, worth(5), SubmissionState::Canceled)]
        );
        assert_eq!(order.submission.as_ref().unwrap().cancellation_of("7", at(10)).unwrap().at, at(40));
    }

    /// Catches goods that count for nothing where part was shipped before they were added.
    #[test]
    fn what_is_added_counts_anew_though_part_was_shipped_in_between() {
        let (mut order, to) = (order(), supplier("7"));
        order.submit(&to, Again::No, at(10)).unwrap();
        let entry = ItemQuantity { id: "1".into(), code: String::new(), quantity: 1 };
        order.order_shipments.push(crate::Shipment { order_items: vec![entry], ..crate::draft_shipment(at(15)) });
        order.order_items[0].quantity = 3;
        order.submit(&to, Again::Yes, at(20)).unwrap();
        let worth = |number| Some(Money::whole(number));
        assert_eq!(told(&order), [(10, worth(24), SubmissionState::Open), (20, worth(12), SubmissionState::Open)]);
        order.submit(&to, Again::Yes, at(30)).unwrap();
        let expected =
            [(10, worth(24)), (20, worth(12)), (30, None)].map(|(at, worth)| (at, worth, SubmissionState::Open));
        assert_eq!(told(&order), expected, "what left before counts nowhere again");
    }

    /// Catches goods of a second delivery that count for nothing, as the first was all shipped.
    #[test]
    fn what_follows_when_all_was_shipped_counts_by_itself() {
        let (mut order, to) = (order(), supplier("7"));
        order.submit(&to, Again::No, at(10)).unwrap();
        let entry = ItemQuantity { id: "1".into(), code: String::new(), quantity: 2 };
        order.order_shipments.push(crate::Shipment { order_items: vec![entry], ..crate::draft_shipment(at(15)) });
        order.note_all_shipped().unwrap();
        order.order_items[0].quantity = 3;
        order.submit(&to, Again::Yes, at(20)).unwrap();
        let worth = |number| Some(Money::whole(number));
        assert_eq!(told(&order), [(10, worth(24), SubmissionState::Shipped), (20, worth(12), SubmissionState::Open)]);
        cancel(&mut order, 30, "sold out");
        assert_eq!(told(&order)[0].2, SubmissionState::Shipped, "what was shipped stays so");
    }

    #[test]
    fn a_submission_of_an_old_row_has_none_before_it_and_is_written_as_it_was() {
        let row = r#"{"supplier_id":"7","items":[],"count":1,"submitted_at":"2026-11-25T09:00:00Z"}"#;
        let old: Submission = serde_json::from_str(row).unwrap();
        assert_eq!((old.earlier.len(), old.counted_before), (0, None));
        assert_eq!(serde_json::to_string(&old).unwrap(), row);
    }
}
