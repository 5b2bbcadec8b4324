//! That an order will not be made.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::{FolderId, Order};

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
}

impl Cancellation {
    /// That somebody cancels something.
    pub fn new(at: Timestamp, by: impl Into<String>, note: impl Into<String>) -> Self {
        Self { at, by: by.into(), note: note.into(), folder_id: None }
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
    /// Cancels the order, whoever asks for it: it lies in `folder_id` then, and what stands at a supplier is canceled there. One
    /// that was only moved there is canceled by this.
    pub fn cancel(&mut self, folder_id: FolderId, cancellation: Cancellation) -> Canceled {
        if self.is_canceled_in(folder_id) {
            return Canceled::Before;
        }
        let stood_at_supplier = self.note_canceled(cancellation.clone());
        self.folder_id = folder_id;
        self.cancellation = Some(Cancellation { folder_id: Some(folder_id), ..cancellation });
        if stood_at_supplier { Canceled::AtSupplierToo } else { Canceled::Now }
    }

    /// Whether it was canceled and lies in `folder_id`, where it was put then. One that was taken out of it, or went to a
    /// supplier since, goes on, and can be canceled again.
    pub fn is_canceled_in(&self, folder_id: FolderId) -> bool {
        let is_there = |it: &Cancellation| it.folder_id.is_none_or(|put_into| put_into == folder_id);
        self.folder_id == folder_id && self.cancellation.as_ref().is_some_and(is_there) && !self.stands_at_supplier()
    }

    /// The same of the folder it lies in. What rows of before say counts for nothing here: it is not known where those were put.
    pub fn is_canceled(&self) -> bool {
        let put_into = self.cancellation.as_ref().and_then(|it| it.folder_id);
        put_into == Some(self.folder_id) && self.is_canceled_in(self.folder_id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::OrderId;

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
}
