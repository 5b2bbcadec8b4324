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
}

impl Order {
    /// Cancels the order, which then lies in `folder_id`; whether it was not canceled before. One that was only moved there
    /// is canceled by this.
    pub fn cancel(&mut self, folder_id: FolderId, cancellation: Cancellation) -> bool {
        if self.is_canceled_in(folder_id) {
            return false;
        }
        self.folder_id = folder_id;
        self.cancellation = Some(cancellation);
        true
    }

    /// Whether it was canceled and lies in `folder_id`. One that was taken out of it goes on, and can be canceled again.
    pub fn is_canceled_in(&self, folder_id: FolderId) -> bool {
        self.folder_id == folder_id && self.cancellation.is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::OrderId;

    #[test]
    fn an_order_is_canceled_once_until_it_is_taken_out_of_the_folder() {
        let (open, canceled) = (FolderId::new(1).unwrap(), FolderId::new(5).unwrap());
        let mut order = Order::new(OrderId::new(7).unwrap(), canceled, Timestamp::UNIX_EPOCH);
        let why = |note: &str| Cancellation { at: Timestamp::UNIX_EPOCH, by: "API".into(), note: note.into() };
        assert!(order.cancel(canceled, why("late")), "it was only moved there");
        assert!(!order.cancel(canceled, why("later")));
        assert_eq!(order.cancellation, Some(why("late")));
        order.folder_id = open;
        assert!(order.cancel(canceled, why("after all")));
        assert_eq!((order.folder_id, order.cancellation), (canceled, Some(why("after all"))));
    }
}
