//! Orders by a field of their metadata, which no index knows: the newest orders of the store are looked at, once for each
//! part of an import.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use domain::{FolderId, MAX_PAGE, OrderId, Store};
use table::Table;

use crate::DeskError;

/// So many of a store's newest orders are looked at: as many as a part may have rows.
pub const MAX_ORDERS_LOOKED_AT: usize = 10_000;

/// The newest orders of a store by what one field of their metadata has.
pub(super) struct ByMetadata(HashMap<String, Match>);

/// Which order a value is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Match {
    /// This one alone.
    One(OrderId),
    /// More than one.
    Several,
}

impl ByMetadata {
    /// Looks at the newest orders, in whichever folder they lie.
    pub(super) async fn read(table: &Table, store: &Store, name: &str) -> Result<Self, DeskError> {
        let folders: Vec<FolderId> = store.folders.iter().map(|folder| folder.id).collect();
        let (ids, _) = table.newest_orders(store.id, &folders, 0, MAX_ORDERS_LOOKED_AT).await?;
        let mut orders = Self(HashMap::new());
        // Some at a time, of which the values alone are kept.
        for ids in ids.chunks(MAX_PAGE) {
            for row in table.orders_without_labels(store.id, ids).await? {
                orders.add(row.order.order_metadata.get(name).map_or("", |value| value.trim()), row.order.id);
            }
        }
        Ok(orders)
    }

    fn add(&mut self, value: &str, order_id: OrderId) {
        if value.is_empty() {
            return;
        }
        match self.0.entry(value.to_owned()) {
            // An order that is moved meanwhile is in two lists of the index.
            Entry::Occupied(mut known) if *known.get() != Match::One(order_id) => _ = known.insert(Match::Several),
            Entry::Occupied(_) => {}
            Entry::Vacant(free) => _ = free.insert(Match::One(order_id)),
        }
    }

    /// The order whose field has this value, in the same letters; nothing where none has.
    pub(super) fn order(&self, value: &str) -> Option<Match> {
        self.0.get(value.trim()).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Catches a shipment that goes to one of two orders by chance, and one that goes to none because its order was seen twice.
    #[test]
    fn a_value_tells_one_order_or_none_for_sure() {
        let id = |number| OrderId::new(number).unwrap();
        let mut orders = ByMetadata(HashMap::new());
        for (value, number) in [("P-1", 1), ("P-1", 1), ("P-2", 2), ("P-2", 3), ("", 4), ("P-2", 2)] {
            orders.add(value, id(number));
        }
        assert_eq!(orders.order(" P-1 "), Some(Match::One(id(1))));
        assert_eq!(orders.order("P-2"), Some(Match::Several));
        assert_eq!((orders.order(""), orders.order("p-1")), (None, None));
    }
}
