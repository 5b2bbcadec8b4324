//! What the inventory knows of an order's items, and the filter fields of it (orderdesk-app 1.3).

use std::collections::BTreeMap;

use domain::{InventoryItem, StockChange, folded_code};

use crate::field::Value;
use crate::kind::Kind;

/// Of the store's inventory, what may be asked for in a run: by the codes of the order's items.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Inventory(BTreeMap<String, InventoryItem>);

impl Inventory {
    /// Nothing is known.
    pub const fn none() -> Self {
        Self(BTreeMap::new())
    }

    /// These items.
    pub fn of(items: impl IntoIterator<Item = InventoryItem>) -> Self {
        let mut inventory = Self::none();
        inventory.add(items);
        inventory
    }

    /// Knows these items too.
    pub fn add(&mut self, items: impl IntoIterator<Item = InventoryItem>) {
        self.0.extend(items.into_iter().map(|item| (folded_code(&item.code), item)));
    }

    /// The stock is as it is once `change` is carried out.
    pub(crate) fn change_stock(&mut self, change: &StockChange) {
        let known = self.0.get_mut(&folded_code(&change.code));
        if let Some(item) = known.filter(|item| item.id == change.inventory_item_id) {
            item.stock = item.stock.saturating_sub(change.taken);
        }
    }

    /// The item that has this code.
    pub fn item(&self, code: &str) -> Option<&InventoryItem> {
        if self.0.is_empty() { None } else { self.0.get(&folded_code(code)) }
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
