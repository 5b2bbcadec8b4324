//! What an order's metadata and counts say of the orders it belongs with, and of what was shipped of it.

use crate::{Order, Shipment};

/// The metadata field with the ids of the orders that were split off an order, between commas (orderdesk-app 3.1.2).
pub const SPLIT_TO: &str = "split_to";

/// The metadata field with the ids of the orders that an order was merged of, between commas (orderdesk-app 3.3).
pub const MERGED_FROM: &str = "merged_from";

impl Order {
    /// How many orders were split off it: the ids in its metadata field [`SPLIT_TO`].
    pub fn split_count(&self) -> u64 {
        self.ids_in(SPLIT_TO).fold(0, |count, _| count + 1)
    }

    /// Whether it was merged of others, whose ids are in its metadata field [`MERGED_FROM`].
    pub fn is_merged(&self) -> bool {
        self.ids_in(MERGED_FROM).next().is_some()
    }

    /// Whether no earlier order of the store had its e-mail; of one without an e-mail none is known.
    pub fn is_first_of_customer(&self) -> bool {
        self.email_count <= 1
    }

    /// Whether one of its shipments has a tracking number.
    pub fn has_tracking_number(&self) -> bool {
        self.order_shipments.iter().any(Shipment::has_tracking_number)
    }

    fn ids_in(&self, metadata: &str) -> impl Iterator<Item = &str> {
        let ids = self.order_metadata.get(metadata).map_or("", String::as_str);
        ids.split(',').map(str::trim).filter(|id| !id.is_empty())
    }
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use super::*;
    use crate::{FolderId, OrderId, draft_shipment};

    fn order() -> Order {
        Order::new(OrderId::new(7).unwrap(), FolderId::new(1).unwrap(), Timestamp::UNIX_EPOCH)
    }

    #[test]
    fn splits_are_counted_and_a_merge_is_known_by_the_ids_in_the_metadata() {
        for (ids, count) in [("", 0), (" , ", 0), ("8", 1), ("8, 9,10", 3)] {
            let mut order = order();
            order.order_metadata.insert(SPLIT_TO.into(), ids.into());
            assert_eq!((order.split_count(), order.is_merged()), (count, false), "{ids}");
            order.order_metadata.insert(MERGED_FROM.into(), ids.into());
            assert_eq!(order.is_merged(), count > 0, "{ids}");
        }
        assert_eq!((order().split_count(), order().is_merged()), (0, false));
    }

    #[test]
    fn the_first_order_of_an_e_mail_is_the_first_of_its_customer() {
        for (email_count, is_first) in [(0, true), (1, true), (2, false)] {
            assert_eq!(Order { email_count, ..order() }.is_first_of_customer(), is_first, "{email_count}");
        }
    }

    #[test]
    fn what_stands_for_no_tracking_number_is_none() {
        let cases: [(&[&str], bool); 3] =
            [(&[], false), (&["n/a", "", "N/A ", "None", "-"], false), (&["", "1Z"], true)];
        for (numbers, expected) in cases {
            let shipment = |number: &&str| Shipment {
                tracking_number: (*number).to_owned(),
                ..draft_shipment(Timestamp::UNIX_EPOCH)
            };
            let order = Order { order_shipments: numbers.iter().map(shipment).collect(), ..order() };
            assert_eq!(order.has_tracking_number(), expected, "{numbers:?}");
        }
    }
}
