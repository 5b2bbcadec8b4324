//! Whom the orders of a folder go to, as its lists tell: for rules that merge.

use std::collections::HashMap;

use domain::{FolderId, OrderId, ShipTo, StoreId};
use futures_util::future::try_join_all;

use super::lists::Filter;
use super::{by_folder, text};
use crate::client::{Attributes, Take};
use crate::{Table, TableError, keys};

/// Of each of a folder's four lists so many entries are read, the newest: 10,000 orders in all.
const MAX_ENTRIES: i32 = 2_500;

/// Orders of a folder by whom they go to, the newest first.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct OrdersByShipTo {
    known: HashMap<ShipTo, Vec<OrderId>>,
    /// Those whose names are too long for their entry of the index.
    unknown: Vec<OrderId>,
}

impl OrdersByShipTo {
    /// Those that may go there: those whose entry says so, and behind them those of which only the order can tell.
    pub fn candidates(&self, ship_to: &ShipTo) -> impl Iterator<Item = OrderId> {
        self.known.get(ship_to).into_iter().flatten().chain(&self.unknown).copied()
    }

    /// Notes an order with the search text of its entry.
    fn note(&mut self, order_id: OrderId, search_text: &str) {
        match text::shipping_of(search_text) {
            Some(parts) => {
                if let Some(ship_to) = ShipTo::of(parts) {
                    self.known.entry(ship_to).or_default().push(order_id);
                }
            }
            None => self.unknown.push(order_id),
        }
    }
}

impl Table {
    /// The orders of a folder by whom they go to: those that may go to `wanted`, or all of them. What is read are the newest
    /// 10,000 of the folder, about 200 read units, or fewer where their entries fill more than a megabyte a list. Older ones
    /// are not found.
    pub async fn orders_by_ship_to(
        &self,
        store_id: StoreId,
        folder_id: FolderId,
        wanted: Option<&ShipTo>,
    ) -> Result<OrdersByShipTo, TableError> {
        let terms = |ship_to: &ShipTo| ship_to.parts().map(str::to_owned).collect();
        let filter = wanted.map(|ship_to| Filter::new(terms(ship_to), |_| None));
        let lists = by_folder(store_id, &[folder_id]).filtered(filter);
        let pages = lists.keys.iter().map(async |list| {
            let page = self.client.query_index(&lists.query(list), Take::AtMost(MAX_ENTRIES), None).await?;
            self.note_looked_at(page.looked_at);
            Ok::<_, TableError>(page.items)
        });
        let mut entries = vec![];
        for item in try_join_all(pages).await?.iter().flatten() {
            let order = item.text("pk").and_then(keys::read_order_partition);
            let at = item.text("listed_at").unwrap_or_default().to_owned();
            let search_text = item.text(text::ATTRIBUTE).unwrap_or_default().to_owned();
            entries.extend(order.map(|(_, order_id)| (at, order_id, search_text)));
        }
        entries.sort_by(|one, other| (&other.0, other.1).cmp(&(&one.0, one.1)));
        let mut orders = OrdersByShipTo::default();
        for (_, order_id, search_text) in &entries {
            orders.note(*order_id, search_text);
        }
        Ok(orders)
    }
}

#[cfg(test)]
mod tests {
    use domain::Order;
    use jiff::Timestamp;

    use super::*;

    fn order(number: u64, first_name: &str) -> Order {
        let mut order = Order::new(OrderId::new(number).unwrap(), FolderId::new(1).unwrap(), Timestamp::UNIX_EPOCH);
        order.shipping.first_name = first_name.into();
        order.shipping.address1 = "12 Wharf Road".into();
        order
    }

    /// Catches an entry that is read otherwise than its order, so that fellows do not find each other.
    #[test]
    fn an_entry_tells_whom_its_order_goes_to_and_one_without_room_may_go_anywhere() {
        let long = order(3, &"x".repeat(600));
        let orders = [order(1, " Mära"), order(2, "MÄRA "), long.clone(), order(4, "")];
        let mut by = OrdersByShipTo::default();
        for order in &orders {
            by.note(order.id, &text::of(order));
        }
        let ids = |order: &Order| by.candidates(&order.ship_to().unwrap()).map(OrderId::number).collect::<Vec<_>>();
        assert_eq!(ids(&orders[0]), [1, 2, 3]);
        assert_eq!(ids(&orders[1]), [1, 2, 3]);
        assert_eq!(ids(&long), [3]);
    }

    /// What DynamoDB is to look for is in the entry of every order that goes there.
    #[test]
    fn an_entry_has_the_parts_that_are_looked_for() {
        let (wanted, other) = (order(1, " Mära"), order(2, "MÄRA "));
        let text = text::of(&other);
        assert!(wanted.ship_to().unwrap().parts().all(|part| text.contains(part)), "{text}");
    }
}
