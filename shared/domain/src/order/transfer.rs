//! Orders that go to another store: copied, or moved (orderdesk-app 3.5).

use serde::{Deserialize, Serialize};

use super::family::mirror;
use super::notify::NOTIFY_URL;
use crate::{
    Family, FolderId, Identity, ItemQuantity, Order, OrderItem, Relative, Shipment, StockByItem, StoreId, newly_shipped,
};

/// The metadata field with the store that an order was copied or moved from.
pub const ORIGINAL_STORE_ID: &str = "original_store_id";

/// The metadata field with its id there.
pub const ORIGINAL_ORDER_ID: &str = "original_order_id";

/// Where an order is to go.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewTransfer {
    /// The other store.
    pub store_id: StoreId,
    /// The folder there; its first one where none is named.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub folder_id: Option<FolderId>,
}

/// Where a receiver's address stays that the order's shipments are no longer posted to from the other store.
const ORIGINAL_NOTIFY_URL: &str = "original_ship_notify_url";

/// What a shipment of a copy says of where it comes from, on the original.
const COPY: &str = "Copy";

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
        copy.order_payments.clear();
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
        // The other store has an inventory of its own.
        let (stock_taken, stock_refused) = (StockByItem::new(), vec![]);
        // The connection and the suppliers are of the store it came from.
        let mut order = Self {
            email_count,
            folder_id,
            family,
            stock_taken,
            stock_refused,
            cart: None,
            submission: None,
            cancellation: None,
            ..self.clone()
        };
        for item in &mut order.order_items {
            item.original_item_id.clone_from(&item.id);
            item.supplier_id.clear();
        }
        let metadata = &mut order.order_metadata;
        if let Some(url) = metadata.shift_remove(NOTIFY_URL) {
            mirror(metadata, ORIGINAL_NOTIFY_URL, url);
        }
        mirror(metadata, ORIGINAL_STORE_ID, from.to_string());
        mirror(metadata, ORIGINAL_ORDER_ID, self.id.to_string());
        order
    }

    /// What was shipped of this copy since it was `before`, as the order it is a copy of is told: with the ids its items
    /// have there. One of which nothing is of that order is left out.
    pub fn shipments_for_original(&self, before: &Self) -> Vec<(Relative, Shipment)> {
        let Some(original) = self.family.copy_of else { return vec![] };
        // Of a part, all that is left is not all that is left of the original.
        let is_part = self.family.split_from.is_some() || !self.family.split_to.is_empty();
        let told = |(it, taken): (Shipment, Vec<u64>)| {
            let is_itemised = !it.order_items.is_empty();
            let order_items = if is_itemised {
                it.order_items.iter().filter_map(|entry| self.entry_of_original(entry)).collect()
            } else if is_part {
                self.entries_of_original(&taken)
            } else {
                vec![]
            };
            let is_of_original = !order_items.is_empty() || !(is_itemised || is_part);
            let told = Shipment { source: COPY.to_owned(), label_image: String::new(), order_items, ..it };
            is_of_original.then_some((original, told))
        };
        newly_shipped(before, self).into_iter().filter_map(told).collect()
    }

    /// What a parcel without items has of the original, by what it takes of this order. A further parcel of goods that have
    /// left has all of them.
    fn entries_of_original(&self, taken: &[u64]) -> Vec<ItemQuantity> {
        let is_further = taken.iter().all(|taken| *taken == 0);
        let entry = |(item, taken): (&OrderItem, &u64)| {
            let quantity = if is_further { item.quantity } else { u32::try_from(*taken).unwrap_or(u32::MAX) };
            let is_meant = quantity > 0 && !item.original_item_id.is_empty();
            is_meant.then(|| ItemQuantity { id: item.original_item_id.clone(), code: String::new(), quantity })
        };
        self.order_items.iter().zip(taken).filter_map(entry).collect()
    }

    /// An entry of a shipment as the original has it; nothing of an item that it has not.
    fn entry_of_original(&self, entry: &ItemQuantity) -> Option<ItemQuantity> {
        let is_meant = |item: &&OrderItem| {
            if entry.id.is_empty() { item.code == entry.code } else { item.id == entry.id }
        };
        let original = self.order_items.iter().find(is_meant).map(|item| item.original_item_id.clone());
        let id = original.filter(|id| !id.is_empty())?;
        Some(ItemQuantity { id, ..entry.clone() })
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
    use crate::{OrderId, draft_shipment};

    fn order() -> Order {
        let mut order = Order::new(OrderId::new(7).unwrap(), FolderId::new(1).unwrap(), Timestamp::UNIX_EPOCH);
        order.source_id = "S-1".into();
        order.order_metadata.insert("ship_notify_url".into(), "https://a.example".into());
        order.order_items.push(OrderItem { id: "71".into(), ..OrderItem::default() });
        order.order_shipments.push(draft_shipment(Timestamp::UNIX_EPOCH));
        order.family.split_to.push(OrderId::new(8).unwrap());
        let (code, components) = ("MUG".into(), vec![]);
        let taken = crate::StockTaken { inventory_item_id: 5, code, quantity: 1, store_id: None, components };
        order.stock_taken.insert("71".into(), taken);
        order
    }

    #[test]
    fn a_copy_begins_without_shipments_and_says_what_it_is_a_copy_of() {
        let (from, folder) = (StoreId::new(42).unwrap(), FolderId::new(3).unwrap());
        let copy = order().copy_for(from, folder, 2);
        assert_eq!((copy.source_id.as_str(), copy.folder_id, copy.email_count), ("S-1", folder, 2));
        assert!(copy.order_shipments.is_empty() && copy.stock_taken.is_empty());
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
    fn a_shipment_of_a_copy_is_told_the_original_once_with_its_own_items() {
        let copy = order().copy_for(StoreId::new(42).unwrap(), FolderId::new(3).unwrap(), 0);
        let mut copy = copy.under(OrderId::new(1_000_000_009).unwrap());
        let before = copy.clone();
        let entry = |id: &str| ItemQuantity { id: id.into(), quantity: 1, ..ItemQuantity::default() };
        let own = copy.order_items[0].id.clone();
        let order_items = vec![entry(&own), entry("none")];
        copy.order_shipments.push(Shipment {
            id: "1".into(),
            label_image: "x".into(),
            order_items,
            ..draft_shipment(Timestamp::UNIX_EPOCH)
        });
        let told = copy.shipments_for_original(&before);
        assert_eq!(told.len(), 1);
        let (original, shipment) = &told[0];
        assert_eq!(
            (original.order_id.number(), shipment.source.as_str(), shipment.label_image.as_str()),
            (7, "Copy", "")
        );
        assert_eq!(shipment.order_items, [entry("71")]);
        assert!(copy.shipments_for_original(&copy).is_empty());
        assert!(order().shipments_for_original(&Order { order_shipments: vec![], ..order() }).is_empty(), "no copy");
    }

    /// Catches a parcel of a part that is none of the original, or that has all of it.
    #[test]
    fn a_parcel_of_a_part_of_a_copy_is_told_the_original_with_what_it_has_of_it() {
        let (from, hub) = (StoreId::new(42).unwrap(), StoreId::new(43).unwrap());
        let mut original = order();
        original.order_items =
            ["71", "72"].map(|id| OrderItem { id: id.into(), quantity: 2, ..OrderItem::default() }).into();
        let copy = original.copy_for(from, FolderId::new(3).unwrap(), 0);
        let mut stays = copy.under(OrderId::new(1_000_000_009).unwrap());
        stays.order_items.push(OrderItem { id: "own".into(), quantity: 1, ..OrderItem::default() });
        let leaving = ItemQuantity { id: stays.order_items[1].id.clone(), quantity: 1, ..ItemQuantity::default() };
        let made = crate::split(&mut stays, hub, &[leaving], crate::SplitMethod::Keep).unwrap().remove(0);
        let mut part = made.draft.under(OrderId::new(1_000_000_010).unwrap());
        assert!(part.came_through(from));
        let parcel = |id: &str, items: Vec<ItemQuantity>| Shipment {
            id: id.into(),
            order_items: items,
            ..draft_shipment(Timestamp::UNIX_EPOCH)
        };
        let told = |order: &mut Order, parcel: Shipment| {
            let before = order.clone();
            order.order_shipments.push(parcel);
            let told = order.shipments_for_original(&before);
            assert!(told.iter().all(|(original, _)| original.order_id.number() == 7));
            let items = |it: &Shipment| -> Vec<_> {
                it.order_items.iter().map(|entry| (entry.id.clone(), entry.quantity)).collect()
            };
            told.iter().map(|(_, shipment)| items(shipment)).collect::<Vec<_>>()
        };
        let of = |id: &str, quantity: u32| (id.to_owned(), quantity);
        assert_eq!(told(&mut part, parcel("1", vec![])), [[of("72", 1)]]);
        assert_eq!(told(&mut part, parcel("2", vec![])), [[of("72", 1)]], "a further parcel of the same goods");
        let own = ItemQuantity { id: "own".into(), quantity: 1, ..ItemQuantity::default() };
        assert_eq!(told(&mut stays, parcel("3", vec![own])), Vec::<Vec<_>>::new(), "nothing of it is the original's");
        assert_eq!(told(&mut stays, parcel("4", vec![])), [[of("71", 2), of("72", 1)]]);
    }

    #[test]
    fn a_moved_order_is_whole_and_remembers_the_stores_it_came_through() {
        let folder = FolderId::new(3).unwrap();
        let mut moved = order();
        for store in 42..62 {
            moved = moved.moved_for(StoreId::new(store).unwrap(), folder, 0);
        }
        assert_eq!((moved.order_shipments.len(), moved.stock_taken.len()), (1, 0));
        assert_eq!(moved.family.came_through.len(), MAX_STORES);
        assert!(moved.came_through(StoreId::new(61).unwrap()) && !moved.came_through(StoreId::new(42).unwrap()));
        assert_eq!(moved.family.moved_from.map(|from| from.store_id), StoreId::new(61));
    }
}
