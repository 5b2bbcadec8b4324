//! What an order holds of the inventory's stock, taken for its items and given back (orderdesk-app 1.4, 7.2).
//!
//! It stands in the order under the ids of its items, and not in the items: whoever edits, replaces or removes an item
//! does not touch it. So what was taken for an item that is gone is known until it is given back.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::{Order, OrderItem};
use crate::{StoreId, folded_code};

/// An order remembers so many movements that were refused, the newest: a record comes again within a day.
const MAX_REFUSED: usize = 32;

/// What an order holds of the stock, by the ids of its items.
pub type StockByItem = BTreeMap<String, StockTaken>;

/// Which inventory item of which store: of another than the order's where that is named.
pub type StockKey = (Option<StoreId>, u64);

/// What was taken from the stock for one item of an order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StockTaken {
    /// The id of the inventory item it was taken from; of a kit, the kit's.
    pub inventory_item_id: u64,
    /// The code it had then.
    pub code: String,
    /// How many pieces; of a kit, how many kits.
    pub quantity: u32,
    /// The store whose inventory it is, where that is another than the order's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub store_id: Option<StoreId>,
    /// What one kit was made of then: that is what is taken. Nothing where it is no kit.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub components: Vec<TakenComponent>,
}

/// What was taken of one inventory item for each kit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TakenComponent {
    /// The id of the inventory item.
    pub inventory_item_id: u64,
    /// The code it had then.
    pub code: String,
    /// How many pieces.
    pub each: u32,
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
    /// The store whose inventory it is, where that is another than the order's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub store_id: Option<StoreId>,
}

/// Changes of the stock, those of one inventory item in sum.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct StockChanges(BTreeMap<StockKey, StockChange>);

impl StockChange {
    /// Which inventory item of which store.
    pub fn key(&self) -> StockKey {
        (self.store_id, self.inventory_item_id)
    }
}

impl StockChanges {
    /// Adds a change to those of the same inventory item.
    pub fn add(&mut self, change: StockChange) {
        let before = self.0.remove(&change.key()).map_or(0, |before| before.taken);
        let taken = before.saturating_add(change.taken);
        if taken != 0 {
            self.0.insert(change.key(), StockChange { taken, ..change });
        }
    }

    /// Whether nothing changes.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Each change.
    pub fn iter(&self) -> impl Iterator<Item = &StockChange> {
        self.0.values()
    }

    /// The changes as a list.
    pub fn into_vec(self) -> Vec<StockChange> {
        self.0.into_values().collect()
    }
}

impl Extend<StockChange> for StockChanges {
    fn extend<I: IntoIterator<Item = StockChange>>(&mut self, changes: I) {
        changes.into_iter().for_each(|change| self.add(change));
    }
}

impl StockTaken {
    /// The changes by which so many pieces of it are taken.
    fn taking(&self, quantity: u32) -> Vec<StockChange> {
        let of = |inventory_item_id, code: &str, each: u32| StockChange {
            inventory_item_id,
            code: code.to_owned(),
            taken: i64::from(quantity).saturating_mul(each.into()),
            store_id: self.store_id,
        };
        if self.components.is_empty() {
            return vec![of(self.inventory_item_id, &self.code, 1)];
        }
        self.components.iter().map(|it| of(it.inventory_item_id, &it.code, it.each)).collect()
    }

    /// The changes by which so many pieces of it are given back.
    fn giving_back(&self, quantity: u32) -> Vec<StockChange> {
        self.taking(quantity).into_iter().map(|change| StockChange { taken: -change.taken, ..change }).collect()
    }

    /// How many pieces of this inventory item one piece of it takes.
    fn each_of(&self, key: StockKey) -> i64 {
        self.taking(1).into_iter().find(|change| change.key() == key).map_or(0, |change| change.taken)
    }
}

impl Order {
    /// Brings what is held for the item at this place to so many pieces. `known` is what the inventory has for it, of
    /// whatever quantity. The changes of the stock, none where nothing is to be done.
    ///
    /// As long as its code stays, an item keeps to the inventory item that was taken from. With another code, what was
    /// taken is given back, and all of it taken from what has that code.
    pub fn hold_stock(&mut self, place: usize, quantity: u32, known: Option<StockTaken>) -> Vec<StockChange> {
        let Some(item) = self.order_items.get(place) else { return vec![] };
        let before = self.stock_taken.get(&item.id).filter(|taken| item.may_be(&taken.code));
        let wanted = before.cloned().or(known).map(|taken| StockTaken { quantity, ..taken });
        let item_id = item.id.clone();
        self.set_held(item_id, wanted.filter(|taken| taken.quantity > 0))
    }

    /// How many pieces are held for the item at this place, under its code.
    pub fn held_stock(&self, place: usize) -> u32 {
        let Some(item) = self.order_items.get(place) else { return 0 };
        self.stock_taken.get(&item.id).filter(|taken| item.may_be(&taken.code)).map_or(0, |taken| taken.quantity)
    }

    /// Whether something is held for an item that the order has no more, or that has another code by now.
    pub fn holds_stock_of_gone_items(&self) -> bool {
        let is_there = |id: &str, code: &str| self.order_items.iter().any(|item| item.id == id && item.may_be(code));
        self.stock_taken.iter().any(|(id, taken)| !is_there(id, &taken.code))
    }

    /// Gives back what was taken for items that the order has no more.
    pub fn give_back_stock_of_gone_items(&mut self) -> Vec<StockChange> {
        let there: BTreeSet<&str> = self.order_items.iter().map(|item| item.id.as_str()).collect();
        let mut changes = vec![];
        self.stock_taken.retain(|item_id, taken| {
            let stays = there.contains(item_id.as_str());
            if !stays {
                changes.extend(taken.giving_back(taken.quantity));
            }
            stays
        });
        changes
    }

    /// The changes by which what the order holds is given back as it leaves its store: what is shipped stays taken, and so
    /// does what a merged order holds instead of it. What it holds is as before, for who restores it.
    pub fn stock_left_behind(&self) -> Vec<StockChange> {
        if self.stock_taken.is_empty() || self.family.merged_to.is_some() {
            return vec![];
        }
        let shipped: BTreeMap<String, u64> =
            crate::ledger(self).into_iter().map(|line| (line.item_id, line.shipped)).collect();
        let mut changes = StockChanges::default();
        for (item_id, taken) in &self.stock_taken {
            let shipped = shipped.get(item_id).copied().unwrap_or_default();
            let left = u64::from(taken.quantity).saturating_sub(shipped);
            changes.extend(taken.giving_back(u32::try_from(left).unwrap_or(u32::MAX)));
        }
        changes.into_vec()
    }

    /// Notes that a taking was refused, so that the order holds as much less of that inventory item, of kits with it whole
    /// ones. The changes that even that out: the rest of those kits goes back, and what was given back since, though it was
    /// never taken, is taken. Nothing where it was noted before.
    pub fn release_refused(&mut self, movement: u64, change: &StockChange) -> Option<Vec<StockChange>> {
        let name = format!("{movement}-{}", change.inventory_item_id);
        if self.stock_refused.contains(&name) {
            return None;
        }
        self.stock_refused.push(name);
        let surplus = self.stock_refused.len().saturating_sub(MAX_REFUSED);
        self.stock_refused.drain(..surplus);
        let (key, mut left, mut even) = (change.key(), change.taken.max(0), StockChanges::default());
        let is_its_own = self.family.merged_to.is_none();
        for taken in self.stock_taken.values_mut().rev().filter(|_| is_its_own) {
            let each = taken.each_of(key);
            if each == 0 || left <= 0 {
                continue;
            }
            let needed = left.saturating_add(each - 1) / each;
            let released = u32::try_from(needed).unwrap_or(u32::MAX).min(taken.quantity);
            taken.quantity -= released;
            left -= each.saturating_mul(released.into());
            even.extend(taken.giving_back(released).into_iter().filter(|change| change.key() != key));
        }
        self.stock_taken.retain(|_, taken| taken.quantity > 0);
        even.add(StockChange { taken: left, ..change.clone() });
        Some(even.into_vec())
    }

    /// What was taken for an item is `wanted` from now on; the changes by which it becomes so.
    fn set_held(&mut self, item_id: String, wanted: Option<StockTaken>) -> Vec<StockChange> {
        let mut changes = StockChanges::default();
        if let Some(before) = self.stock_taken.remove(&item_id) {
            changes.extend(before.giving_back(before.quantity));
        }
        if let Some(wanted) = wanted {
            changes.extend(wanted.taking(wanted.quantity));
            self.stock_taken.insert(item_id, wanted);
        }
        changes.into_vec()
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

impl OrderItem {
    /// The codes under which the inventory may have it, the first of them first: its code, and its code with its variations
    /// sorted by their names, as in `SHIRT[Color=Red,Size=L]`.
    pub fn stock_codes(&self) -> impl Iterator<Item = String> + '_ {
        let code = self.code.trim();
        let mut pairs: Vec<String> =
            self.variation_list.iter().map(|(name, value)| format!("{}={}", name.trim(), value.trim())).collect();
        pairs.sort();
        let varied = (!pairs.is_empty() && !code.is_empty()).then(|| format!("{code}[{}]", pairs.join(",")));
        std::iter::once(code.to_owned()).filter(|code| !code.is_empty()).chain(varied)
    }

    /// Whether the inventory may have it under this code.
    fn may_be(&self, code: &str) -> bool {
        self.stock_codes().any(|own| folded_code(&own) == folded_code(code))
    }
}

#[cfg(test)]
mod tests;
