//! That an order will not be made.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::{FolderId, Order, SubmissionState, is_default};

/// That an order was canceled, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cancellation {
    /// When.
    pub at: Timestamp,
    /// By whom, as the history calls them.
    pub by: String,
    /// Why, for people.
    pub note: String,
    /// Where the order was put then; it counts as long as the order lies there. Rows of before don't say it, and neither does
    /// what is told of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub folder_id: Option<FolderId>,
    /// Whether the order was put nowhere: then it counts wherever the order lies.
    #[serde(default, skip_serializing_if = "is_default")]
    pub is_in_place: bool,
    /// Whether what was shipped by then stays shipped, as where a shop calls off what it has paid back.
    #[serde(default, skip_serializing_if = "is_default")]
    pub keeps_shipped: bool,
}

impl Cancellation {
    /// That somebody cancels something.
    pub fn new(at: Timestamp, by: impl Into<String>, note: impl Into<String>) -> Self {
        Self { at, by: by.into(), note: note.into(), folder_id: None, is_in_place: false, keeps_shipped: false }
    }

    /// That a shop cancels something: what is shipped does not come back by that.
    pub fn by_shop(at: Timestamp, by: impl Into<String>, note: impl Into<String>) -> Self {
        Self { keeps_shipped: true, ..Self::new(at, by, note) }
    }
}

/// What an order that was to be canceled was before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Canceled {
    /// Canceled: it stays as it is.
    Before,
    /// Not canceled, and at no supplier. Now it is.
    Now,
    /// At a supplier, where it is canceled too now.
    AtSupplierToo,
}

impl Order {
    /// Cancels the order, whoever asks for it: it lies in `folder_id` then, or where it lay without one, and what stands at a
    /// supplier is canceled there. One that was only moved there is canceled by this; one that is canceled stays as it is,
    /// wherever it was put.
    pub fn cancel(&mut self, folder_id: impl Into<Option<FolderId>>, cancellation: Cancellation) -> Canceled {
        let put_into: Option<FolderId> = folder_id.into();
        if self.is_canceled() || put_into.is_some_and(|folder_id| self.is_canceled_in(folder_id)) {
            return Canceled::Before;
        }
        let stood_at_supplier = self.note_canceled(cancellation.clone());
        self.folder_id = put_into.unwrap_or(self.folder_id);
        self.cancellation = Some(Cancellation { folder_id: put_into, is_in_place: put_into.is_none(), ..cancellation });
        if stood_at_supplier { Canceled::AtSupplierToo } else { Canceled::Now }
    }

    /// Whether it was canceled and lies in `folder_id`, where it was put then, if it was put anywhere. One that was taken out of
    /// it, or went to a supplier since, goes on, and can be canceled again.
    pub fn is_canceled_in(&self, folder_id: FolderId) -> bool {
        let counts = |it: &Cancellation| {
            let is_there = it.is_in_place || it.folder_id.is_none_or(|put_into| put_into == folder_id);
            is_there && !self.went_to_supplier_since(it.at)
        };
        self.folder_id == folder_id && self.cancellation.as_ref().is_some_and(counts)
    }

    /// The same of the folder it lies in. What rows of before say counts for nothing here: it is not known where those were put.
    pub fn is_canceled(&self) -> bool {
        let is_known = self.cancellation.as_ref().is_some_and(|it| it.is_in_place || it.folder_id.is_some());
        is_known && self.is_canceled_in(self.folder_id)
    }

    /// Whether it is canceled by its shop: then what left does not come back.
    pub fn is_canceled_by_shop(&self) -> bool {
        self.is_canceled() && self.cancellation.as_ref().is_some_and(|it| it.keeps_shipped)
    }

    /// Whether it went to a supplier since it was canceled. What is open there did, as a cancellation leaves nothing open.
    fn went_to_supplier_since(&self, canceled_at: Timestamp) -> bool {
        self.submission.as_ref().is_some_and(|it| match it.state {
            SubmissionState::Open => true,
            SubmissionState::Shipped => it.submitted_at >= canceled_at,
            SubmissionState::Canceled => false,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Again, OrderId, OrderItem, SupplierSettings, draft_shipment};

    fn folder(id: u64) -> FolderId {
        FolderId::new(id).unwrap()
    }

    #[test]
    fn an_order_is_canceled_once_until_it_is_taken_out_of_the_folder() {
        let (open, canceled) = (folder(1), folder(5));
        let mut order = Order::new(OrderId::new(7).unwrap(), canceled, Timestamp::UNIX_EPOCH);
        let why = |note: &str| Cancellation::new(Timestamp::UNIX_EPOCH, "API", note);
        let put = |note: &str| Some(Cancellation { folder_id: Some(canceled), ..why(note) });
        assert_eq!(order.cancel(canceled, why("late")), Canceled::Now, "it was only moved there");
        assert_eq!(order.cancel(canceled, why("later")), Canceled::Before);
        assert_eq!((order.is_canceled(), order.cancellation.clone()), (true, put("late")));
        order.folder_id = open;
        assert!(!order.is_canceled());
        assert_eq!(order.cancel(canceled, why("after all")), Canceled::Now);
        assert_eq!((order.folder_id, order.cancellation), (canceled, put("after all")));
    }

    /// Catches a cancellation into one folder that counts in another, into which somebody moves the order later.
    #[test]
    fn a_cancellation_counts_where_the_order_was_put_by_it_and_of_an_old_row_wherever_it_is_canceled() {
        let (called_off, canceled) = (folder(8), folder(5));
        let mut order = Order::new(OrderId::new(7).unwrap(), folder(1), Timestamp::UNIX_EPOCH);
        order.cancel(called_off, Cancellation::new(Timestamp::UNIX_EPOCH, "Corner Shop", "no stock"));
        assert!(order.is_canceled() && order.is_canceled_in(called_off) && !order.is_canceled_in(canceled));
        order.folder_id = canceled;
        assert!(!order.is_canceled() && !order.is_canceled_in(canceled));
        let row = r#"{"at":"2026-11-25T09:00:00Z","by":"API","note":"late"}"#;
        let old: Cancellation = serde_json::from_str(row).unwrap();
        assert_eq!(serde_json::to_string(&old).unwrap(), row);
        order.cancellation = Some(old);
        assert!(order.is_canceled_in(canceled) && !order.is_canceled());
    }

    /// Catches an order that is canceled a second time, into another folder, with a second event.
    #[test]
    fn an_order_that_is_canceled_stays_where_it_was_put_whoever_cancels_it_again() {
        let (called_off, canceled) = (folder(8), folder(5));
        let why = |note: &str| Cancellation::new(Timestamp::UNIX_EPOCH, "API", note);
        let mut order = Order::new(OrderId::new(7).unwrap(), folder(1), Timestamp::UNIX_EPOCH);
        assert_eq!(order.cancel(called_off, why("no stock")), Canceled::Now);
        let before = order.clone();
        assert_eq!(order.cancel(canceled, why("late")), Canceled::Before);
        assert_eq!(order.cancel(None, why("late")), Canceled::Before);
        assert_eq!(order, before);
    }

    /// Catches a cancellation that somebody undoes who only files the order elsewhere, and one that never ends.
    #[test]
    fn a_cancellation_where_the_order_lay_counts_wherever_it_lies_until_it_goes_to_a_supplier() {
        let at = |second| Timestamp::from_second(second).unwrap();
        let mut order = Order::new(OrderId::new(7).unwrap(), folder(1), at(0));
        assert_eq!(order.cancel(None, Cancellation::by_shop(at(10), "Corner Shop", "refunded")), Canceled::Now);
        order.folder_id = folder(2);
        assert!(order.is_canceled() && order.is_canceled_in(folder(2)) && !order.is_canceled_in(folder(1)));
        let row = serde_json::to_string(&order.cancellation).unwrap();
        assert!(row.ends_with(r#""note":"refunded","is_in_place":true,"keeps_shipped":true}"#), "{row}");
        let settings = SupplierSettings { name: "Mugs".into(), active: true, ..SupplierSettings::default() };
        let supplier = SupplierSettings { item_codes: vec!["MUG".into()], ..settings }.with_id("7".into());
        order.order_items = vec![OrderItem { id: "1".into(), code: "MUG".into(), quantity: 1, ..OrderItem::default() }];
        order.submit(&supplier, Again::No, at(20)).unwrap();
        assert!(!order.is_canceled());
        order.order_shipments.push(draft_shipment(at(30)));
        order.note_all_shipped().unwrap();
        assert!(!order.is_canceled(), "it went on");
    }

    /// Catches a shop that pays back what was shipped, and calls off at the supplier what the customer has.
    #[test]
    fn a_shop_cancels_no_goods_that_its_supplier_shipped_and_a_person_does() {
        let at = |second| Timestamp::from_second(second).unwrap();
        let settings = SupplierSettings { name: "Mugs".into(), active: true, ..SupplierSettings::default() };
        let supplier = SupplierSettings { item_codes: vec!["MUG".into()], ..settings }.with_id("7".into());
        for is_noted in [true, false] {
            let mut order = Order::new(OrderId::new(7).unwrap(), folder(1), at(0));
            let mug = OrderItem { id: "1".into(), code: "MUG".into(), quantity: 1, ..OrderItem::default() };
            order.order_items = vec![mug];
            order.submit(&supplier, Again::No, at(10)).unwrap();
            order.order_shipments.push(draft_shipment(at(20)));
            if is_noted {
                order.note_all_shipped().unwrap();
            }
            let (mut by_shop, mut by_person) = (order.clone(), order);
            let state = |order: &Order| order.submission.as_ref().map(|it| it.state);
            let refunded = Cancellation::by_shop(at(30), "Corner Shop", "refunded");
            assert_eq!(by_shop.cancel(None, refunded.clone()), Canceled::Now, "{is_noted}");
            assert_eq!(state(&by_shop), Some(SubmissionState::Shipped));
            assert!(by_shop.is_canceled() && by_shop.is_canceled_by_shop());
            assert_eq!(by_shop.cancel(None, refunded), Canceled::Before);
            let came_back = Cancellation::new(at(30), "API", "came back");
            assert_eq!(by_person.cancel(folder(5), came_back), Canceled::AtSupplierToo);
            assert_eq!(state(&by_person), Some(SubmissionState::Canceled));
            assert!(by_person.is_canceled() && !by_person.is_canceled_by_shop());
        }
    }
}
