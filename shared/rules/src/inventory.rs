//! What the inventory knows of an order's items, and the filter fields of it (orderdesk-app 1.3).

use std::collections::BTreeMap;

use domain::{InventoryItem, OrderItem, StockChange, StockTaken, StoreId, folded_code};

use crate::field::Value;
use crate::kind::Kind;

/// Of the store's inventory, what may be asked for in a run: by the codes of the order's items.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Inventory {
    items: BTreeMap<String, InventoryItem>,
    /// The store whose inventory it is, where that is another than the order's.
    store_id: Option<StoreId>,
}

impl Inventory {
    /// Nothing is known.
    pub const fn none() -> Self {
        Self { items: BTreeMap::new(), store_id: None }
    }

    /// Nothing is known as yet of the inventory of another store than the order's.
    pub const fn of_store(store_id: StoreId) -> Self {
        Self { items: BTreeMap::new(), store_id: Some(store_id) }
    }

    /// These items.
    pub fn of(items: impl IntoIterator<Item = InventoryItem>) -> Self {
        let mut inventory = Self::none();
        inventory.add(items);
        inventory
    }

    /// Knows these items too.
    pub fn add(&mut self, items: impl IntoIterator<Item = InventoryItem>) {
        self.items.extend(items.into_iter().map(|item| (folded_code(&item.code), item)));
        self.count_kits();
    }

    /// The codes of what kits are made of, as far as nothing is known of them.
    pub fn unknown_components(&self) -> impl Iterator<Item = &str> {
        let components = self.items.values().flat_map(|item| &item.keeping.components);
        components.map(|component| component.code.as_str()).filter(|code| self.item(code).is_none())
    }

    /// What is taken where an order takes of what it has for an item, as yet without a quantity; else the codes that it
    /// does not have. A code of its own goes before that of the item with its variations.
    pub fn taking(&self, item: &OrderItem) -> Result<StockTaken, Vec<String>> {
        match item.stock_codes().find_map(|code| self.item(&code)) {
            Some(found) => found.taking(self.store_id, |code| self.item(code)),
            None => Err(item.stock_codes().take(1).collect()),
        }
    }

    /// Of kits there are as many as their components allow.
    fn count_kits(&mut self) {
        let kits = self.items.iter().filter(|(_, item)| item.is_kit());
        let counted: Vec<_> = kits.map(|(code, kit)| (code.clone(), self.available(kit))).collect();
        for (code, available) in counted {
            if let Some(kit) = self.items.get_mut(&code) {
                kit.stock = available;
            }
        }
    }

    fn available(&self, kit: &InventoryItem) -> i64 {
        kit.available(|code| self.item(code).map(|item| item.stock))
    }

    /// The stock is as it is once `change` is carried out.
    pub(crate) fn change_stock(&mut self, change: &StockChange) {
        let known = self.items.get_mut(&folded_code(&change.code)).filter(|_| change.store_id == self.store_id);
        if let Some(item) = known.filter(|item| item.id == change.inventory_item_id) {
            item.stock = item.stock.saturating_sub(change.taken);
        }
        self.count_kits();
    }

    /// The item that has this code.
    pub fn item(&self, code: &str) -> Option<&InventoryItem> {
        if self.items.is_empty() { None } else { self.items.get(&folded_code(code)) }
    }
}

/// A field of the inventory item that an order item's code names.
#[derive(Debug)]
pub(crate) struct InventoryField {
    pub(crate) name: &'static str,
    pub(crate) doc: &'static str,
    pub(crate) kind: Kind,
    pub(crate) read: fn(&InventoryItem) -> Value<'_>,
}

/// Every field of the inventory. Of a code the inventory doesn't know each is empty, and no number.
pub(crate) static INVENTORY_FIELDS: &[InventoryField] = &[
    InventoryField {
        name: "item.stock",
        doc: "How many the inventory has of an item's code; no number where it doesn't know the code.",
        kind: Kind::Number,
        read: |item| Value::Number(item.stock.into()),
    },
    InventoryField {
        name: "item.location",
        doc: "Where the inventory has an item's code.",
        kind: Kind::Text,
        read: |item| Value::Text(&item.location),
    },
    InventoryField {
        name: "item.manufacturer_sku",
        doc: "The maker's SKU that the inventory has for an item's code.",
        kind: Kind::Text,
        read: |item| Value::Text(item.manufacturer_sku.as_deref().unwrap_or_default()),
    },
];
