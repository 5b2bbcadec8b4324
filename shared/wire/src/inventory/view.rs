//! Writing an inventory item (orderdesk-api 3.4).

use domain::{InventoryItem, KitComponent, time};
use indexmap::IndexMap;
use serde::Serialize;

use crate::values::{MapView, Number};

/// An inventory item as the API writes it: its id and its amounts are numbers, an unset SKU of the maker is null.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema), schema(as = InventoryItem))]
pub struct InventoryView<'a> {
    /// Its id.
    #[cfg_attr(feature = "schema", schema(minimum = 1))]
    id: u64,
    /// Name.
    name: &'a str,
    /// SKU, unique in the store.
    code: &'a str,
    /// Price.
    price: Number,
    /// What it costs the store.
    cost: Number,
    /// Weight.
    weight: Number,
    /// How many there are; can fall below zero.
    stock: i64,
    /// The last system to change it.
    update_source: &'a str,
    /// Warehouse or fulfilment method.
    location: &'a str,
    /// The maker's SKU; null when unset.
    #[cfg_attr(feature = "schema", schema(value_type = crate::schema::MaybeText))]
    manufacturer_sku: Option<&'a str>,
    /// Options for machines.
    metadata: MapView<'a>,
    /// Options people see.
    variation_list: MapView<'a>,
    /// At so many pieces or fewer the stock is low.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schema(value_type = i64, required = false))]
    reorder_level: Option<i64>,
    /// So many pieces carts are not told of.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schema(value_type = i64, required = false))]
    minimum_stock: Option<i64>,
    /// Carts are told of no more than so many.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schema(value_type = i64, required = false))]
    maximum_stock: Option<i64>,
    /// That carts are told nothing of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schema(value_type = bool, required = false))]
    skip_sync: Option<bool>,
    /// What it is made of, if it is a kit: its stock is what these allow.
    #[serde(skip_serializing_if = "<[KitComponent]>::is_empty")]
    #[cfg_attr(feature = "schema", schema(required = false))]
    components: &'a [KitComponent],
    /// How many lie in which place, as somebody counted them.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schema(value_type = crate::schema::Counts, required = false))]
    locations: Option<&'a IndexMap<String, i64>>,
    /// When it was added.
    #[cfg_attr(feature = "schema", schema(value_type = crate::schema::DateTime))]
    date_added: String,
    /// Last change.
    #[cfg_attr(feature = "schema", schema(value_type = crate::schema::DateTime))]
    date_updated: String,
}

impl<'a> From<&'a InventoryItem> for InventoryView<'a> {
    fn from(item: &'a InventoryItem) -> Self {
        let keeping = &item.keeping;
        Self {
            id: item.id,
            name: &item.name,
            code: &item.code,
            price: Number::from(item.price),
            cost: Number::from(item.cost),
            weight: Number::from(item.weight),
            stock: item.stock,
            update_source: &item.update_source,
            location: &item.location,
            manufacturer_sku: item.manufacturer_sku.as_deref(),
            metadata: MapView(&item.metadata),
            variation_list: MapView(&item.variation_list),
            reorder_level: keeping.reorder_level,
            minimum_stock: Some(keeping.minimum_stock).filter(|level| *level != 0),
            maximum_stock: keeping.maximum_stock,
            skip_sync: Some(true).filter(|_| keeping.skip_sync),
            components: &keeping.components,
            locations: Some(&keeping.locations).filter(|locations| !locations.is_empty()),
            date_added: time::text(item.date_added),
            date_updated: time::text(item.date_updated),
        }
    }
}

/// What became of one entry of `PUT /batch-inventory-items`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema), schema(as = InventoryResult))]
pub struct EntryView {
    /// Its id; null when none was sent.
    #[cfg_attr(feature = "schema", schema(value_type = crate::schema::MaybeId))]
    id: Option<u64>,
    /// Whether it was changed.
    #[cfg_attr(feature = "schema", schema(value_type = crate::schema::Outcome))]
    status: &'static str,
    /// What became of it.
    message: String,
}

impl EntryView {
    /// The item of this id was updated.
    pub fn updated(id: Option<u64>) -> Self {
        Self { id, status: "success", message: "Inventory Item Updated".to_owned() }
    }

    /// It was not, for the reason that `message` tells.
    pub fn failed(id: Option<u64>, message: impl Into<String>) -> Self {
        Self { id, status: "error", message: message.into() }
    }

    /// Whether it was updated.
    pub fn is_done(&self) -> bool {
        self.status == "success"
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_result_says_which_item_what_and_why() {
        let results = [EntryView::updated(Some(7)), EntryView::failed(None, "id: is needed")];
        assert_eq!(
            serde_json::to_string(&results).unwrap(),
            r#"[{"id":7,"status":"success","message":"Inventory Item Updated"},{"id":null,"status":"error","message":"id: is needed"}]"#
        );
        assert_eq!(results.iter().filter(|result| result.is_done()).count(), 1);
    }
}
