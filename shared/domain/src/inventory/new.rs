//! An inventory item as somebody wants it to be (orderdesk-api 2.8 and 3.4).

use jiff::Timestamp;

use crate::limits::{MAX_ORDER_METADATA_LENGTH, check_map_length, check_text_length};
use crate::time::whole_seconds;
use crate::{Given, InventoryItem, Money, Problem, StockKeeping, Variations};

/// A text of an inventory item has at most this many characters.
pub const MAX_INVENTORY_TEXT_LENGTH: usize = 255;

/// A SKU as it is compared: no two items of a store have the same.
pub fn folded_code(code: &str) -> String {
    code.trim().to_lowercase()
}

/// What somebody wants an inventory item to be; it has no id and no dates yet. What is absent is blank, a stock 0
/// (orderdesk-api 4.7).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct NewInventoryItem {
    /// Name; needed.
    pub name: String,
    /// The SKU, which no other item of the store may have; needed.
    pub code: String,
    /// Price.
    pub price: Money,
    /// What it costs the store.
    pub cost: Money,
    /// Weight.
    pub weight: Money,
    /// How many there are; can fall below zero.
    pub stock: i64,
    /// The system that changes it; `API` when blank.
    pub update_source: String,
    /// Warehouse or fulfilment method.
    pub location: String,
    /// The maker's SKU.
    pub manufacturer_sku: Option<String>,
    /// Options for machines.
    pub metadata: Variations,
    /// Options people see.
    pub variation_list: Variations,
    /// How its stock is kept, as far as `keeping_given` says. The rest of it stays as it is, as callers of the compatible
    /// API know nothing of it.
    pub keeping: StockKeeping,
    /// Which of that was given.
    pub keeping_given: Given,
}

impl NewInventoryItem {
    /// Everything that is wrong with it: what is missing, and what is longer than it may be.
    pub fn check(&self) -> Vec<Problem> {
        let texts = [
            ("name", &self.name),
            ("code", &self.code),
            ("update_source", &self.update_source),
            ("location", &self.location),
        ];
        let sku = self.manufacturer_sku.iter().map(|sku| ("manufacturer_sku", sku));
        let long = texts.into_iter().chain(sku);
        let long = long.filter_map(|(field, text)| check_text_length(field, text, MAX_INVENTORY_TEXT_LENGTH));
        let maps = [("metadata", &self.metadata), ("variation_list", &self.variation_list)].into_iter();
        let large = maps.filter_map(|(field, map)| check_map_length(field, map, MAX_ORDER_METADATA_LENGTH));
        let missing = [("name", &self.name), ("code", &self.code)].into_iter();
        let missing = missing.filter(|(_, text)| text.trim().is_empty()).map(|(field, _)| Self::missing(field));
        long.chain(large).chain(missing).chain(self.keeping.check(&self.code)).collect()
    }

    /// What is told of a `name` or a `code` that is not there.
    pub fn missing(field: &str) -> Problem {
        Problem::new(field, "is needed")
    }

    /// The SKU, which no other item of the store may have.
    pub fn code(&self) -> &str {
        &self.code
    }

    /// A new item with this id.
    pub fn item(&self, id: u64, now: Timestamp) -> InventoryItem {
        let now = whole_seconds(now);
        let Self { name, code, price, cost, weight, stock, update_source, location, .. } = self.clone();
        let Self { manufacturer_sku, metadata, variation_list, keeping, .. } = self.clone();
        let update_source = if update_source.is_empty() { "API".to_owned() } else { update_source };
        let (date_added, date_updated) = (now, now);
        InventoryItem {
            id,
            name,
            code,
            price,
            cost,
            weight,
            stock,
            update_source,
            location,
            manufacturer_sku,
            metadata,
            variation_list,
            keeping,
            date_added,
            date_updated,
        }
    }

    /// What becomes of `old` where only the fields that are `given` change, and who changes it is noted.
    pub fn given_to(&self, old: &InventoryItem, given: &Given, now: Timestamp) -> InventoryItem {
        let new = self.replacing(old, now);
        let mut item = old.clone();
        for name in InventoryItem::FIELDS.into_iter().filter(|name| given.has(name)) {
            match name {
                "name" => item.name.clone_from(&new.name),
                "code" => item.code.clone_from(&new.code),
                "price" => item.price = new.price,
                "cost" => item.cost = new.cost,
                "weight" => item.weight = new.weight,
                "stock" => item.stock = new.stock,
                "location" => item.location.clone_from(&new.location),
                "manufacturer_sku" => item.manufacturer_sku.clone_from(&new.manufacturer_sku),
                "metadata" => item.metadata.extend(new.metadata.clone()),
                _ => item.variation_list.extend(new.variation_list.clone()),
            }
        }
        InventoryItem { update_source: new.update_source, date_updated: new.date_updated, ..item }
    }

    /// What becomes of `old` under a full replacement (orderdesk-api 4.7): only its id, when it was added, and what was not
    /// given of how its stock is kept, stay.
    pub fn replacing(&self, old: &InventoryItem, now: Timestamp) -> InventoryItem {
        let mut item = InventoryItem { date_added: old.date_added, ..self.item(old.id, now) };
        for name in StockKeeping::FIELDS.into_iter().filter(|name| !self.keeping_given.has(name)) {
            item.keeping.take_over(name, &old.keeping);
        }
        item
    }
}

/// One entry of `PUT /batch-inventory-items`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InventoryEntry {
    /// The item it is about; who reads it decides what becomes of an entry without.
    pub id: Option<u64>,
    /// The item, or what is wrong with it.
    pub item: Result<NewInventoryItem, Vec<Problem>>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_item_is_made_of_plain_values_and_every_problem_names_its_field() {
        let mug = NewInventoryItem { name: "Tide Mug".into(), code: "MUG-01".into(), ..NewInventoryItem::default() };
        assert_eq!(mug.check(), vec![]);
        assert_eq!(mug.item(57_001, Timestamp::UNIX_EPOCH).update_source, "API");
        let bad = NewInventoryItem { code: "x".repeat(256), ..NewInventoryItem::default() };
        let fields: Vec<_> = bad.check().into_iter().map(|problem| problem.field).collect();
        assert_eq!(fields, ["code", "name"]);
    }
}
