//! The orders that an order belongs with: what it was split off, merged of, copied from (orderdesk-app 3).
//!
//! Only our own code writes it. The fields of the order's metadata that say the same are for people and for machines of
//! before; callers can write those, so nothing is decided by them.

use serde::{Deserialize, Serialize};

use crate::{Order, OrderId, Shipment, StoreId, Variations, check_shipments, is_default};

/// The metadata field with the ids of the orders that were split off an order, between commas (orderdesk-app 3.1.2).
pub const SPLIT_TO: &str = "split_to";

/// The metadata field with the id of the order that an order was split off.
pub const SPLIT_FROM: &str = "split_from";

/// The metadata field with the ids of the orders that an order was merged of, between commas (orderdesk-app 3.3).
pub const MERGED_FROM: &str = "merged_from";

/// The metadata field with the id of the order that an order was merged into.
pub const MERGED_TO: &str = "merged_to";

/// The metadata field with the id of the order that an order is a duplicate of.
pub const DUPLICATE_OF: &str = "duplicate_of";

/// An order remembers so many of the requests that made others of it.
const MAX_REQUESTS: usize = 16;

/// An order remembers so many of the shipments it was given by others.
const MAX_RECEIVED: usize = 1_000;

/// An order of some store.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Relative {
    /// The store.
    pub store_id: StoreId,
    /// The order.
    pub order_id: OrderId,
}

/// The orders that an order belongs with. Ids without a store are of its own.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Family {
    /// The order it was split off.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub split_from: Option<OrderId>,
    /// The orders that were split off it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub split_to: Vec<OrderId>,
    /// The orders it was merged of.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub merged_from: Vec<OrderId>,
    /// The order it was merged into.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub merged_to: Option<OrderId>,
    /// The order it is a duplicate of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub duplicate_of: Option<OrderId>,
    /// The duplicates of it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub duplicates: Vec<OrderId>,
    /// The order of another store that it is a copy of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub copy_of: Option<Relative>,
    /// Its copies in other stores.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub copied_to: Vec<Relative>,
    /// Where it was moved from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub moved_from: Option<Relative>,
    /// Where it was moved to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub moved_to: Option<Relative>,
    /// The stores it came through as a copy or moved, the first one first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub came_through: Vec<StoreId>,
    /// The shipments of others that were put on it, by what [`received`](Self::has_received) is asked with.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub received: Vec<String>,
    /// The newest requests that made another order of it, so that one that is sent again makes nothing.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub requests: Vec<FamilyRequest>,
}

/// A request that made another order of one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FamilyRequest {
    /// The caller's key.
    pub key: String,
    /// A digest of what was asked.
    pub body_digest: String,
    /// What was made.
    pub order_ids: Vec<OrderId>,
}

impl Family {
    /// Whether it names nobody.
    pub fn is_empty(&self) -> bool {
        is_default(self)
    }

    /// Whether a shipment of another order was put on this one, now or ever; `source` names it among all stores.
    pub fn has_received(&self, source: &str) -> bool {
        self.received.iter().any(|known| known == source)
    }

    /// Notes that a shipment of another order was put on this one.
    pub fn note_received(&mut self, source: String) {
        self.received.push(source);
        let surplus = self.received.len().saturating_sub(MAX_RECEIVED);
        self.received.drain(..surplus);
    }

    /// What the request with this key made.
    pub fn request(&self, key: &str) -> Option<&FamilyRequest> {
        self.requests.iter().find(|request| request.key == key)
    }

    /// Notes what a request made.
    pub fn note_request(&mut self, request: FamilyRequest) {
        self.requests.push(request);
        let surplus = self.requests.len().saturating_sub(MAX_REQUESTS);
        self.requests.drain(..surplus);
    }

    /// Writes `order_id` in the place of `expected`, as the order that was made has another id than was expected; whether
    /// anything named it.
    pub fn correct(&mut self, expected: Relative, made: Relative) -> bool {
        let before = self.clone();
        let id = |id: &mut OrderId| {
            if *id == expected.order_id {
                *id = made.order_id;
            }
        };
        let relative = |relative: &mut Relative| {
            if *relative == expected {
                *relative = made;
            }
        };
        self.copied_to.iter_mut().chain(&mut self.moved_to).for_each(relative);
        let requests = self.requests.iter_mut().flat_map(|request| &mut request.order_ids);
        self.split_to.iter_mut().chain(&mut self.duplicates).chain(&mut self.merged_to).chain(requests).for_each(id);
        *self != before
    }
}

impl Order {
    /// How many orders were split off it.
    pub fn split_count(&self) -> u64 {
        u64::try_from(self.family.split_to.len()).unwrap_or(u64::MAX)
    }

    /// Whether it was merged of others.
    pub fn is_merged(&self) -> bool {
        !self.family.merged_from.is_empty()
    }

    /// Whether no earlier order of the store had its e-mail; of one without an e-mail none is known.
    pub fn is_first_of_customer(&self) -> bool {
        self.email_count <= 1
    }

    /// Whether one of its shipments has a tracking number.
    pub fn has_tracking_number(&self) -> bool {
        self.order_shipments.iter().any(Shipment::has_tracking_number)
    }

    /// Writes into its metadata what its family says. A field of it that is too much for the metadata is left out.
    pub fn mirror_family(&mut self) {
        let list = |ids: &[OrderId]| ids.iter().map(ToString::to_string).collect::<Vec<_>>().join(",");
        let one = |id: Option<OrderId>| id.map(|id| id.to_string()).unwrap_or_default();
        let fields = [
            (SPLIT_FROM, one(self.family.split_from)),
            (SPLIT_TO, list(&self.family.split_to)),
            (MERGED_FROM, list(&self.family.merged_from)),
            (MERGED_TO, one(self.family.merged_to)),
            (DUPLICATE_OF, one(self.family.duplicate_of)),
        ];
        for (name, ids) in fields {
            mirror(&mut self.order_metadata, name, ids);
        }
    }

    /// Puts a shipment of another order on this one, with an id of this one's own.
    pub fn receive(&mut self, shipment: &Shipment) -> Result<(), String> {
        let mut order = self.clone();
        let id = order.next_part_id().map_err(|used_up| used_up.to_string())?;
        order.order_shipments.push(Shipment { id, ..shipment.clone() });
        if let Some(problem) = check_shipments(order.order_shipments.iter()) {
            return Err(problem.to_string());
        }
        *self = order;
        Ok(())
    }

    /// The same order under another id: its items and shipments get ids of it, in their sequence, and what was taken from
    /// the stock for an item is under the new one.
    #[must_use]
    pub fn under(mut self, id: OrderId) -> Self {
        (self.id, self.serial) = (id, 0);
        let mut stock = std::mem::take(&mut self.stock_taken);
        for place in 0..self.order_items.len() {
            let id = self.part_id_of_creation();
            if let Some(item) = self.order_items.get_mut(place) {
                let before = std::mem::replace(&mut item.id, id.clone());
                self.stock_taken.extend(stock.remove(&before).map(|taken| (id, taken)));
            }
        }
        // What is left was taken for items that are gone.
        self.stock_taken.extend(stock);
        for place in 0..self.order_shipments.len() {
            let id = self.part_id_of_creation();
            self.order_shipments.iter_mut().skip(place).take(1).for_each(|shipment| shipment.id.clone_from(&id));
        }
        self
    }
}

pub(super) fn mirror(metadata: &mut Variations, name: &str, ids: String) {
    if ids.is_empty() {
        return;
    }
    let before = metadata.insert(name.to_owned(), ids);
    if crate::limits::length_as_json(metadata) <= crate::MAX_ORDER_METADATA_LENGTH {
        return;
    }
    match before {
        Some(before) => drop(metadata.insert(name.to_owned(), before)),
        None => drop(metadata.shift_remove(name)),
    }
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use super::*;
    use crate::{FolderId, OrderItem, draft_shipment};

    fn id(number: u64) -> OrderId {
        OrderId::new(number).unwrap()
    }

    fn order() -> Order {
        Order::new(id(7), FolderId::new(1).unwrap(), Timestamp::UNIX_EPOCH)
    }

    #[test]
    fn splits_and_merges_are_counted_by_the_family_and_not_by_what_callers_write() {
        let mut order = order();
        order.order_metadata.insert(SPLIT_TO.into(), "8,9".into());
        order.order_metadata.insert(MERGED_FROM.into(), "8,9".into());
        assert_eq!((order.split_count(), order.is_merged()), (0, false));
        (order.family.split_to, order.family.merged_from) = (vec![id(8), id(9), id(10)], vec![id(11)]);
        assert_eq!((order.split_count(), order.is_merged()), (3, true));
        order.mirror_family();
        assert_eq!(
            (order.order_metadata[SPLIT_TO].as_str(), order.order_metadata[MERGED_FROM].as_str()),
            ("8,9,10", "11")
        );
    }

    #[test]
    fn what_is_too_much_for_the_metadata_is_not_mirrored_and_nothing_else_is_lost() {
        let mut order = order();
        order.order_metadata.insert("own".into(), "x".repeat(1_950));
        order.family.split_to = (1_000_000_000..1_000_000_100).map(id).collect();
        order.family.split_from = Some(id(3));
        order.mirror_family();
        let names: Vec<_> = order.order_metadata.keys().map(String::as_str).collect();
        assert_eq!(names, ["own", SPLIT_FROM]);
    }

    #[test]
    fn an_order_without_relatives_is_the_same_row_as_ever() {
        assert!(!serde_json::to_string(&order()).unwrap().contains("family"));
        assert!(order().family.is_empty());
    }

    #[test]
    fn an_id_that_was_expected_is_corrected_wherever_it_stands() {
        let store_id = StoreId::new(42).unwrap();
        let of = |number| Relative { store_id, order_id: id(number) };
        let request = FamilyRequest { key: "k".into(), body_digest: "d".into(), order_ids: vec![id(8)] };
        let mut family = Family { split_to: vec![id(8), id(9)], requests: vec![request], ..Family::default() };
        assert!(family.correct(of(8), of(10)));
        assert_eq!(
            (family.split_to.clone(), family.requests[0].order_ids.clone()),
            (vec![id(10), id(9)], vec![id(10)])
        );
        assert!(!family.correct(of(8), of(10)), "done again it changes nothing");
    }

    #[test]
    fn an_order_under_another_id_has_parts_of_that_id() {
        let item = OrderItem { id: "7".into(), ..OrderItem::default() };
        let order = Order { order_items: vec![item.clone(), item], ..order() }.under(id(1_000_000_009));
        let ids: Vec<_> = order.order_items.iter().map(|item| item.id.as_str()).collect();
        assert_eq!((ids, order.serial), (vec!["100000000900001", "100000000900002"], 2));
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
