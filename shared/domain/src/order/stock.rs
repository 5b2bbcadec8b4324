//! What an order holds of the inventory's stock, taken for its items and given back by rules (orderdesk-app 1.4, 7.2).
//!
//! It stands in the order under the ids of its items, and not in the items: whoever edits, replaces or removes an item
//! does not touch it. So what was taken for an item that is gone is known until it is given back.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::{Order, OrderItem};
use crate::{InventoryItem, folded_code};

/// What an order holds of the stock, by the ids of its items.
pub type StockByItem = BTreeMap<String, StockTaken>;

/// What was taken from the stock for one item of an order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StockTaken {
    /// The id of the inventory item it was taken from.
    pub inventory_item_id: u64,
    /// The code it had then.
    pub code: String,
    /// How many pieces.
    pub quantity: u32,
}

/// A change of the stock of one inventory item.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StockChange {
    /// Which, by its id.
    pub inventory_item_id: u64,
    /// The code it had when it was taken from.
    pub code: String,
    /// How many pieces are taken; below zero, how many are given back.
    pub taken: i64,
}

impl StockTaken {
    /// The change by which all of it is taken.
    fn taking(&self) -> StockChange {
        let Self { inventory_item_id, code, quantity } = self.clone();
        StockChange { inventory_item_id, code, taken: quantity.into() }
    }

    /// The change by which all of it is given back.
    fn giving_back(&self) -> StockChange {
        let change = self.taking();
        StockChange { taken: -change.taken, ..change }
    }
}

impl Order {
    /// Takes from the stock what the item at this place needs more than was taken for it, and gives back what it needs
    /// less; `known` is what the inventory has for its code. The changes of the stock, none where nothing is to be done.
    ///
    /// As long as its code stays, an item keeps to the inventory item that was taken from. With another code, what was
    /// taken is given back, and all of it taken from what has that code.
    pub fn take_stock(&mut self, place: usize, known: Option<&InventoryItem>) -> Vec<StockChange> {
        let Some(item) = self.order_items.get(place) else { return vec![] };
        let before = self.stock_taken.get(&item.id).filter(|it| folded_code(&it.code) == folded_code(&item.code));
        let from = before.map(|it| (it.inventory_item_id, it.code.clone()));
        let from = from.or_else(|| known.map(|known| (known.id, known.code.clone())));
        let wanted = from.map(|(inventory_item_id, code)| {
            let quantity = item.quantity;
            StockTaken { inventory_item_id, code, quantity }
        });
        let item_id = item.id.clone();
        self.hold_stock(item_id, wanted.filter(|it| it.quantity > 0))
    }

    /// Gives back what was taken for the item at this place.
    pub fn give_back_stock(&mut self, place: usize) -> Vec<StockChange> {
        let Some(item_id) = self.order_items.get(place).map(|item| item.id.clone()) else { return vec![] };
        self.hold_stock(item_id, None)
    }

    /// Gives back what was taken for items that the order has no more.
    pub fn give_back_stock_of_gone_items(&mut self) -> Vec<StockChange> {
        let there: BTreeSet<&str> = self.order_items.iter().map(|item| item.id.as_str()).collect();
        let mut changes = vec![];
        self.stock_taken.retain(|item_id, taken| {
            let stays = there.contains(item_id.as_str());
            changes.extend((!stays).then(|| taken.giving_back()));
            stays
        });
        changes
    }

    /// What was taken for an item is `wanted` from now on; the changes by which it becomes so.
    fn hold_stock(&mut self, item_id: String, wanted: Option<StockTaken>) -> Vec<StockChange> {
        let before = self.stock_taken.remove(&item_id);
        let changes = match (&before, &wanted) {
            (Some(before), Some(wanted)) if before.inventory_item_id == wanted.inventory_item_id => {
                let change = wanted.taking();
                vec![StockChange { taken: change.taken - i64::from(before.quantity), ..change }]
            }
            (before, wanted) => {
                before.iter().map(StockTaken::giving_back).chain(wanted.iter().map(StockTaken::taking)).collect()
            }
        };
        self.stock_taken.extend(wanted.map(|wanted| (item_id, wanted)));
        changes.into_iter().filter(|change| change.taken != 0).collect()
    }

    /// What of the stock goes with items that were split off this order, which has what is left of them: what their
    /// pieces that stay don't need.
    pub(super) fn part_stock(&mut self, leaving: &[OrderItem]) -> StockByItem {
        let mut parted = StockByItem::new();
        for item in leaving {
            let stays = self.order_items.iter().find(|it| it.id == item.id).map_or(0, |it| it.quantity);
            let Some(mut taken) = self.stock_taken.remove(&item.id) else { continue };
            let leaves = taken.quantity.saturating_sub(stays).min(item.quantity);
            taken.quantity = taken.quantity.saturating_sub(leaves);
            let of_leaving = StockTaken { quantity: leaves, ..taken.clone() };
            for (stock, taken) in [(&mut self.stock_taken, taken), (&mut parted, of_leaving)] {
                stock.extend((taken.quantity > 0).then(|| (item.id.clone(), taken)));
            }
        }
        parted
    }
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use super::*;
    use crate::{FolderId, NewInventoryItem, OrderId};

    fn known(id: u64, code: &str) -> InventoryItem {
        NewInventoryItem { code: code.into(), ..NewInventoryItem::default() }.item(id, Timestamp::UNIX_EPOCH)
    }

    fn order(items: &[(&str, &str, u32)]) -> Order {
        let mut order = Order::new(OrderId::new(7).unwrap(), FolderId::new(1).unwrap(), Timestamp::UNIX_EPOCH);
        let item = |(id, code, quantity): &(&str, &str, u32)| OrderItem {
            id: (*id).into(),
            code: (*code).into(),
            quantity: *quantity,
            ..OrderItem::default()
        };
        order.order_items = items.iter().map(item).collect();
        order
    }

    fn told(changes: &[StockChange]) -> Vec<(u64, &str, i64)> {
        changes.iter().map(|it| (it.inventory_item_id, it.code.as_str(), it.taken)).collect()
    }

    #[test]
    fn what_is_taken_follows_the_quantity_and_nothing_is_taken_twice() {
        let (mut order, mug) = (order(&[("1", " mug ", 3)]), known(5, "MUG"));
        for (quantity, expected) in
            [(3, vec![(5, "MUG", 3)]), (3, vec![]), (5, vec![(5, "MUG", 2)]), (0, vec![(5, "MUG", -5)])]
        {
            order.order_items[0].quantity = quantity;
            assert_eq!(told(&order.take_stock(0, Some(&mug))), expected, "{quantity}");
        }
        assert!(order.stock_taken.is_empty());
        assert_eq!(order.take_stock(1, Some(&mug)), []);
    }

    #[test]
    fn what_was_taken_is_given_back_once_where_it_came_from() {
        let mut order = order(&[("1", "MUG", 3)]);
        order.take_stock(0, Some(&known(5, "MUG")));
        assert_eq!(told(&order.give_back_stock(0)), [(5, "MUG", -3)]);
        assert_eq!(order.give_back_stock(0), []);
    }

    #[test]
    fn an_item_keeps_to_what_it_was_taken_from_until_it_has_another_code() {
        let mut order = order(&[("1", "MUG", 3)]);
        order.take_stock(0, Some(&known(5, "MUG")));
        // The code is another inventory item's now, or nobody's: what was taken stays taken where it was.
        assert_eq!(order.take_stock(0, Some(&known(6, "MUG"))), []);
        assert_eq!(order.take_stock(0, None), []);
        order.order_items[0].code = "CUP".into();
        assert_eq!(told(&order.take_stock(0, Some(&known(8, "CUP")))), [(5, "MUG", -3), (8, "CUP", 3)]);
        order.order_items[0].code = "NONE".into();
        assert_eq!(told(&order.take_stock(0, None)), [(8, "CUP", -3)]);
        assert_eq!(order.take_stock(0, None), []);
    }

    #[test]
    fn what_was_taken_for_an_item_that_is_gone_is_given_back_once() {
        let mut order = order(&[("1", "MUG", 3), ("2", "CUP", 1)]);
        order.take_stock(0, Some(&known(5, "MUG")));
        order.take_stock(1, Some(&known(8, "CUP")));
        order.order_items.remove(0);
        assert_eq!(told(&order.give_back_stock_of_gone_items()), [(5, "MUG", -3)]);
        assert_eq!(order.give_back_stock_of_gone_items(), []);
        assert_eq!(order.stock_taken["2"].quantity, 1);
    }

    /// What the order holds, in what leaves; how many pieces leave it of three.
    #[test]
    fn the_pieces_that_leave_take_of_the_stock_what_the_others_do_not_need() {
        for (taken, leave, (left, gone)) in
            [(3, 1, (2, 1)), (2, 1, (2, 0)), (3, 3, (0, 3)), (5, 1, (4, 1)), (0, 1, (0, 0))]
        {
            let mut order = order(&[("1", "MUG", taken)]);
            order.take_stock(0, Some(&known(5, "MUG")));
            let leaving = OrderItem { quantity: leave, ..order.order_items[0].clone() };
            order.order_items[0].quantity = 3 - leave;
            order.order_items.retain(|item| item.quantity > 0);
            let parted = order.part_stock(&[leaving]);
            let of = |stock: &StockByItem| stock.get("1").map_or(0, |taken| taken.quantity);
            assert_eq!((of(&order.stock_taken), of(&parted)), (left, gone), "{taken} {leave}");
        }
    }
}
