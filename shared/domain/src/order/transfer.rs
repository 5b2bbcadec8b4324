//! Orders that go to another store: copied, or moved (orderdesk-app 3.5).

use super::family::mirror;
use crate::{Family, FolderId, Identity, Order, Relative, StoreId};

/// The metadata field with the store that an order was copied or moved from.
pub const ORIGINAL_STORE_ID: &str = "original_store_id";

/// The metadata field with its id there.
pub const ORIGINAL_ORDER_ID: &str = "original_order_id";

/// Where an order is to go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NewTransfer {
    /// The other store.
    pub store_id: StoreId,
    /// The folder there; its first one where none is named.
    pub folder_id: Option<FolderId>,
}

/// Where a receiver's address stays that the order's shipments are no longer posted to from the other store.
const ORIGINAL_NOTIFY_URL: &str = "original_ship_notify_url";

/// An order that goes from store to store remembers so many of them.
const MAX_STORES: usize = 16;

impl Order {
    /// What a copy of this order of the store `from` is in a folder of another store: its number, its dates and its
    /// amounts, without shipments and fulfilment. Shipments of the copy come back to this one, which posts them.
    #[must_use]
    pub fn copy_for(&self, from: StoreId, folder_id: FolderId, email_count: u32) -> Self {
        let mut copy = self.for_store(from, folder_id, email_count);
        copy.order_shipments.clear();
        copy.fulfillment_name.clear();
        copy.fulfillment_id.clear();
        copy.cc_number.clear();
        copy.cc_exp.clear();
        copy.family.copy_of = Some(Relative { store_id: from, order_id: self.id });
        copy
    }

    /// What this order of the store `from` is once it is moved into a folder of another store: all of it, but that
    /// nothing leads back.
    #[must_use]
    pub fn moved_for(&self, from: StoreId, folder_id: FolderId, email_count: u32) -> Self {
        let mut moved = self.for_store(from, folder_id, email_count);
        moved.family.moved_from = Some(Relative { store_id: from, order_id: self.id });
        moved
    }

    fn for_store(&self, from: StoreId, folder_id: FolderId, email_count: u32) -> Self {
        let mut came_through = self.family.came_through.clone();
        came_through.push(from);
        let surplus = came_through.len().saturating_sub(MAX_STORES);
        came_through.drain(..surplus);
        let family = Family { came_through, ..Family::default() };
        let mut order = Self { folder_id, email_count, family, ..self.clone() };
        for item in &mut order.order_items {
            item.original_item_id.clone_from(&item.id);
        }
        let metadata = &mut order.order_metadata;
        if let Some(url) = metadata.shift_remove("ship_notify_url") {
            mirror(metadata, ORIGINAL_NOTIFY_URL, url);
        }
        mirror(metadata, ORIGINAL_STORE_ID, from.to_string());
        mirror(metadata, ORIGINAL_ORDER_ID, self.id.to_string());
        order
    }

    /// Whether it came from this store, or through it.
    pub fn came_through(&self, store_id: StoreId) -> bool {
        self.family.came_through.contains(&store_id)
    }

    /// Its copy in this store.
    pub fn copy_in(&self, store_id: StoreId) -> Option<Relative> {
        self.family.copied_to.iter().find(|copy| copy.store_id == store_id).copied()
    }
}

impl Identity {
    /// Of an order that was moved from another store: another than its copy's, which may be there.
    pub fn moved(from: Relative) -> Self {
        Self::Alone(format!("moved {} {}", from.store_id, from.order_id))
    }
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use super::*;
    use crate::{OrderId, OrderItem, draft_shipment};

    fn order() -> Order {
        let mut order = Order::new(OrderId::new(7).unwrap(), FolderId::new(1).unwrap(), Timestamp::UNIX_EPOCH);
        order.source_id = "S-1".into();
        order.order_metadata.insert("ship_notify_url".into(), "https://a.example".into());
        order.order_items.push(OrderItem { id: "71".into(), ..OrderItem::default() });
        order.order_shipments.push(draft_shipment(Timestamp::UNIX_EPOCH));
        order.family.split_to.push(OrderId::new(8).unwrap());
        order
    }

    #[test]
    fn a_copy_begins_without_shipments_and_says_what_it_is_a_copy_of() {
        let (from, folder) = (StoreId::new(42).unwrap(), FolderId::new(3).unwrap());
        let copy = order().copy_for(from, folder, 2);
        assert_eq!((copy.source_id.as_str(), copy.folder_id, copy.email_count), ("S-1", folder, 2));
        assert!(copy.order_shipments.is_empty());
        assert_eq!(copy.order_items[0].original_item_id, "71");
        let metadata: Vec<_> =
            copy.order_metadata.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let expected =
            [("original_ship_notify_url", "https://a.example"), (ORIGINAL_STORE_ID, "42"), (ORIGINAL_ORDER_ID, "7")];
        assert_eq!(metadata, expected);
        assert_eq!(copy.family.copy_of, Some(Relative { store_id: from, order_id: OrderId::new(7).unwrap() }));
        assert!(copy.family.split_to.is_empty());
        assert!(copy.came_through(from));
    }

    #[test]
    fn a_moved_order_is_whole_and_remembers_the_stores_it_came_through() {
        let folder = FolderId::new(3).unwrap();
        let mut moved = order();
        for store in 42..62 {
            moved = moved.moved_for(StoreId::new(store).unwrap(), folder, 0);
        }
        assert_eq!(moved.order_shipments.len(), 1);
        assert_eq!(moved.family.came_through.len(), MAX_STORES);
        assert!(moved.came_through(StoreId::new(61).unwrap()) && !moved.came_through(StoreId::new(42).unwrap()));
        assert_eq!(moved.family.moved_from.map(|from| from.store_id), StoreId::new(61));
    }
}
